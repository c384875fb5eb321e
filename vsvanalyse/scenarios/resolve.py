"""From scenario files to whole scenarios: parents, what is taken over, what was decided; mistakes are collected."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from vsvanalyse.edition import DECISIONS_FILE, starter
from vsvanalyse.edition.starter import BASE
from vsvanalyse.faults import TomlError, Written, dutch_faults, read_toml, unknown
from vsvanalyse.money import in_words
from vsvanalyse.scenarios.lever import Measure
from vsvanalyse.scenarios.measures import LEVERS
from vsvanalyse.scenarios.schema import MANY, PARTS, Scenario, with_measures
from vsvanalyse.scenarios.values import Interval, Told

AFTER_DECISIONS, AFTER_DECISIONS_TITLE = "basis_na_besluiten", "Basis na de besluiten"


def ambiguous(raw: object, name: str = "") -> Iterator[str]:
    """Tell of amounts such as ``900.000``: nine hundred euros in TOML, nine hundred thousand to a Dutch reader."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from ambiguous(value, f"{name}.{key}".lstrip("."))
    elif (
        isinstance(raw, Written)
        and re.search(r"_eur|bevallingen", name)
        and re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", raw.text)
    ):
        meant = raw.text.replace(".", "_")
        yield f"'{name}' is {raw.text}: dat kan {raw:g} of {meant.replace('_', '')} zijn; schrijf {meant} voor duizendtallen."


def nameless(raw: dict[str, Any]) -> list[str]:
    """Tell of tables that lack a name, and take them out: one mistake, not one for each of their keys."""
    told = []
    for kind in MANY:
        one = raw.get(kind)
        if isinstance(one, dict) and any(
            not isinstance(value, dict) or set(value) <= set(Interval.model_fields) for value in one.values()
        ):
            told.append(f"'{kind}' heeft geen naam; schrijf bijvoorbeeld [{kind}.naam].")
            del raw[kind]
    for kind, parts in PARTS.items():
        one = raw.get(kind)
        if isinstance(one, dict) and any(not isinstance(value, dict) for value in one.values()):
            names = " of ".join(f"[{part}]" for part in parts)
            told.append(f"'{kind}' heeft {in_words(len(parts))} delen; schrijf {names}.")
            del raw[kind]
    return told


class Decision(BaseModel):
    """A choice that the meeting made: which measure of which scenario it takes over, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    datum: datetime.date = Field(strict=True)
    besluit: Told
    neemt_over: Annotated[str, AfterValidator(str.strip)]
    door: Told
    reden: Told


class DecisionLog(BaseModel):
    """The decisions of an edition, in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    besluit: tuple[Decision, ...] = ()


class Resolver:
    """Resolves scenarios by name; collects mistakes so that all are told together."""

    def __init__(self, files: Mapping[str, Path], years: tuple[int, ...] = ()) -> None:
        self.files, self.years = dict(files), years
        self.names = [*self.files, *([BASE] if BASE not in self.files else [])]
        self.known: dict[str, Scenario | None] = {}
        self.faults: list[str] = []

    def resolve(self, names: Iterable[str]) -> dict[str, Scenario]:
        """Give the scenarios of these names that could be read, with all that they inherit."""
        found = {name: self._resolve(name, ()) for name in names}
        return {name: one for name, one in found.items() if one is not None}

    def decided(self, decisions: tuple[Decision, ...]) -> Scenario | None:
        """Give the base that follows from the decisions; of two about one measure the later one holds."""
        before = len(self.faults)
        made = self._decided(decisions)
        self.faults[before:] = [
            fault.replace(f"{AFTER_DECISIONS}.toml", DECISIONS_FILE) for fault in self.faults[before:]
        ]
        return made

    def _resolve(self, name: str, asked_by: tuple[str, ...]) -> Scenario | None:
        if name in asked_by:
            ring = " → ".join([*asked_by[asked_by.index(name) :], name])
            self.faults.append(f"{name}.toml: scenario's verwijzen in een kring naar elkaar: {ring}.")
            return None
        if name not in self.known:
            own = self._parse(name)
            self.known[name] = None if own is None else self._inherit(own, (*asked_by, name))
        return self.known[name]

    def _parse(self, name: str) -> Scenario | None:
        file = f"{name}.toml"
        faults: list[str] = []
        if name == AFTER_DECISIONS:
            faults.append(f"{file}: deze naam is voor wat uit {DECISIONS_FILE} volgt; kies een andere naam.")
        try:
            shipped = name not in self.files
            raw = (
                tomllib.loads(starter.template(name, self.years)) if shipped else read_toml(self.files[name])
            )
        except TomlError as error:
            self.faults += [*faults, f"{file}: {error}"]
            return None
        if "eigen" in raw:
            faults.append(f"{file}: 'eigen' is onbekend.")
            del raw["eigen"]
        if isinstance(raw.get("id"), str) and raw["id"] != name:
            faults.append(f"{file}: id is '{raw['id']}', maar het bestand heet '{name}'.")
        faults += [f"{file}: {text}" for text in (*ambiguous(raw), *nameless(raw))]
        scenario = None
        try:
            scenario = Scenario.model_validate(raw)
        except ValidationError as error:
            faults += dutch_faults(error, file, Scenario)
        self.faults += faults
        return None if faults else scenario

    def _inherit(self, own: Scenario, chain: tuple[str, ...]) -> Scenario | None:
        if not own.ouder and own.id != BASE:
            self.faults.append(f"{own.id}.toml: 'ouder' ontbreekt; zet bijvoorbeeld ouder = \"{BASE}\".")
            return None
        if not own.ouder:
            if own.overnemen:
                self.faults.append(
                    f"{own.id}.toml: de basis kan niets overnemen; zet de maatregelen erin, of besluit erover."
                )
            return self._checked(own)
        parent = self._other(own, own.ouder, chain)
        taken = self._taken_over(own, own.overnemen, chain)
        if parent is None or taken is None:
            return None
        mine = {**taken, **own.maatregelen}
        return self._merge(own, parent, mine)

    def _merge(self, own: Scenario, parent: Scenario, mine: dict[str, Measure]) -> Scenario:
        inherited = parent.maatregelen
        kept = {f: getattr(own, f) for f in own.model_fields_set if f in _PLAIN}
        kept |= {f: getattr(own, f) for f in ("ouder", "overnemen")}
        eigen = tuple(name for name, one in mine.items() if inherited.get(name) != one)
        return self._checked(with_measures(parent, mine, **kept, eigen=eigen))

    def _checked(self, merged: Scenario) -> Scenario:
        self.faults += [
            f"{merged.id}.toml: {text}." for lever in LEVERS for text in lever.clashes(lever.of(merged))
        ]
        if not merged.van <= merged.peiljaar <= merged.tot:
            self.faults.append(
                f"{merged.id}.toml: 'peiljaar' ({merged.peiljaar}) ligt buiten {merged.van} tot en met {merged.tot}."
            )
        return merged

    def _taken_over(
        self, own: Scenario, wanted: tuple[str, ...], chain: tuple[str, ...]
    ) -> dict[str, Measure] | None:
        taken: dict[str, Measure] = {}
        whole = True
        for reference in wanted:
            name, _, part = reference.partition(".")
            other = self._other(own, name, chain)
            if other is None:
                whole = False
                continue
            offered = other.maatregelen if part else {n: other.maatregelen[n] for n in other.eigen}
            if part and part not in offered:
                self.faults.append(
                    f"{own.id}.toml: {unknown('maatregel', part, offered)} Gevraagd: '{reference}'."
                )
                whole = False
                continue
            for key, one in offered.items():
                if part and key != part:
                    continue
                decided = own.id == AFTER_DECISIONS
                if key in taken and taken[key] != one and key not in own.maatregelen and not decided:
                    self.faults.append(
                        f"{own.id}.toml: '{key}' komt uit twee scenario's en verschilt; zet '{key}' in dit bestand zelf."
                    )
                taken[key] = one
        return taken if whole else None

    def _other(self, own: Scenario, name: str, chain: tuple[str, ...]) -> Scenario | None:
        if name not in self.names:
            self.faults.append(f"{own.id}.toml: {unknown('scenario', name, self.names)}")
            return None
        return self._resolve(name, chain)

    def _decided(self, decisions: tuple[Decision, ...]) -> Scenario | None:
        base = self._resolve(BASE, ())
        if base is None:
            return None
        # Put again at the end when decided again, so that the later decision of two holds.
        latest: dict[str, Decision] = {}
        for one in decisions:
            latest.pop(one.neemt_over, None)
            latest[one.neemt_over] = one
        own = base.model_copy(
            update={
                "id": AFTER_DECISIONS,
                "titel": AFTER_DECISIONS_TITLE,
                "ouder": BASE,
                "overnemen": tuple(latest),
                "auteur": ", ".join(dict.fromkeys(one.door for one in latest.values())),
                "datum": max(one.datum for one in latest.values()),
                "toelichting": "Wat de vergadering heeft besloten: "
                + "; ".join(one.besluit for one in latest.values()),
            }
        )
        taken = self._taken_over(own, own.overnemen, (AFTER_DECISIONS,))
        return None if taken is None else self._merge(own, base, taken)


_PLAIN = {"id", "titel", "auteur", "datum", "zaad", "toelichting", "van", "tot", "peiljaar", "onzekerheid"}
