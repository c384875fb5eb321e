"""Scenario files and the decision log, read from disk: parents found, every mistake told at once, in Dutch."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from vsvanalyse import starter
from vsvanalyse.edition import DECISIONS_FILE, EditionPaths
from vsvanalyse.faults import dutch_faults, toml_fault, unknown
from vsvanalyse.files import decode
from vsvanalyse.scenarios.schema import Measure, Scenario, Told, with_measures
from vsvanalyse.starter import BASE, SHIPPED

AFTER_DECISIONS = "basis_na_besluiten"


class ScenarioError(ValueError):
    """Scenario files that cannot be used; the message lists every mistake, in Dutch."""


class Decision(BaseModel):
    """A choice that the meeting made: which measure of which scenario it takes over, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    datum: datetime.date
    besluit: Told
    neemt_over: Annotated[str, AfterValidator(str.strip)]
    door: Told
    reden: Told


class DecisionLog(BaseModel):
    """The decisions of an edition, in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    besluit: tuple[Decision, ...] = ()


def load_scenario(path: str | Path) -> Scenario:
    """Read one scenario with its parents and what it takes over, from the files beside it.

    A parent ``basis`` that is not there is the shipped one. Raises ScenarioError with every mistake of this file
    and of those that it rests on.
    """
    path = Path(path)
    texts = {path.stem: _text(path)}
    for other in sorted(path.parent.glob("*.toml")):
        texts.setdefault(other.stem, _text(other))
    return _Reader(texts).give([path.stem])[path.stem]


def load_scenarios(where: EditionPaths, only: tuple[str, ...] | list[str] = ()) -> dict[str, Scenario]:
    """Read the scenarios of an edition: id → scenario, the base first; without files the shipped base.

    When the decision log has decisions, the base that follows from them is added as ``basis_na_besluiten``.
    ``only`` keeps these beside the base and what was decided. Raises ScenarioError with the mistakes of all files together.
    """
    texts = {path.stem: _text(path) for path in sorted(where.scenarios.glob("*.toml"))}
    reader = _Reader(texts)
    order = [BASE, *[name for name in SHIPPED if name in texts], *texts]
    found = reader.give(list(dict.fromkeys(order)), load_decisions(where))
    if unknown := [name for name in only if name not in found]:
        raise ScenarioError("\n".join(unknown("scenario", name, found) for name in unknown))
    return {name: one for name, one in found.items() if not only or name in (BASE, AFTER_DECISIONS, *only)}


def load_decisions(where: EditionPaths) -> tuple[Decision, ...]:
    """Read the decision log; without a file there are no decisions. Raises ScenarioError."""
    path = where.decisions
    if not path.is_file():
        return ()
    try:
        return DecisionLog.model_validate(tomllib.loads(decode(path.read_bytes()))).besluit
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{path.name}: {toml_fault(error)}") from error
    except ValidationError as error:
        raise ScenarioError("\n".join(dutch_faults(error, path.name, DecisionLog))) from error


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise ScenarioError(f"{path.name}: niet te lezen ({error.strerror}).") from error


class _Reader:
    """Resolves scenarios by name; collects mistakes so that all are told together."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)
        self.texts.setdefault(BASE, starter.template(BASE))
        self.known: dict[str, Scenario | None] = {}
        self.faults: list[str] = []

    def give(self, names: list[str], decisions: tuple[Decision, ...] = ()) -> dict[str, Scenario]:
        for name in names:
            self._resolve(name, ())
        if decisions:
            names = [*names, AFTER_DECISIONS]
            self.known[AFTER_DECISIONS] = self._decided(decisions)
        if self.faults:
            raise ScenarioError("\n".join(dict.fromkeys(self.faults)))
        return {name: one for name in names if (one := self.known[name]) is not None}

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
        try:
            raw = tomllib.loads(self.texts[name])
        except tomllib.TOMLDecodeError as error:
            self.faults.append(f"{file}: {toml_fault(error)}")
            return None
        faults: list[str] = []
        if "eigen" in raw:
            faults.append(f"{file}: 'eigen' is onbekend.")
            del raw["eigen"]
        if isinstance(raw.get("id"), str) and raw["id"] != name:
            faults.append(f"{file}: id is '{raw['id']}', maar het bestand heet '{name}'.")
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
            return own
        parent = self._other(own, own.ouder, chain)
        taken = self._taken_over(own, own.overnemen, chain)
        if parent is None or taken is None:
            return None
        mine = {**taken, **own.maatregelen}
        return self._merge(own, parent, mine)

    def _merge(self, own: Scenario, parent: Scenario, mine: dict[str, Measure]) -> Scenario | None:
        inherited = parent.maatregelen
        kept = {f: getattr(own, f) for f in own.model_fields_set if f in _PLAIN}
        kept |= {f: getattr(own, f) for f in ("ouder", "overnemen")}
        eigen = tuple(name for name, one in mine.items() if inherited.get(name) != one)
        merged = with_measures(parent, mine, **kept, eigen=eigen)
        seen: dict[str, str] = {}
        for name, one in merged.landelijk.items():
            for task in one.taken:
                if task in seen:
                    self.faults.append(
                        f"{own.id}.toml: taak {task} wordt twee keer landelijk geregeld, in '{seen[task]}' en '{name}'."
                    )
                seen[task] = name
        if not merged.van <= merged.peiljaar <= merged.tot:
            self.faults.append(
                f"{own.id}.toml: 'peiljaar' ({merged.peiljaar}) ligt buiten {merged.van} tot en met {merged.tot}."
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
                if key in taken and taken[key] != one and key not in own.maatregelen:
                    self.faults.append(
                        f"{own.id}.toml: '{key}' komt uit twee scenario's en verschilt; zet '{key}' in dit bestand zelf."
                    )
                taken[key] = one
        return taken if whole else None

    def _other(self, own: Scenario, name: str, chain: tuple[str, ...]) -> Scenario | None:
        if name not in self.texts:
            self.faults.append(f"{own.id}.toml: {unknown('scenario', name, self.texts)}")
            return None
        return self._resolve(name, chain)

    def _decided(self, decisions: tuple[Decision, ...]) -> Scenario | None:
        base = self.known.get(BASE)
        if base is None:
            return None
        latest = {one.neemt_over: one for one in decisions}
        own = base.model_copy(
            update={
                "id": AFTER_DECISIONS,
                "titel": "Basis na de besluiten",
                "ouder": BASE,
                "overnemen": tuple(latest),
                "auteur": ", ".join(dict.fromkeys(one.door for one in latest.values())),
                "datum": max(one.datum for one in latest.values()),
                "toelichting": "Wat de vergadering heeft besloten: "
                + "; ".join(one.besluit for one in latest.values()),
            }
        )
        before = len(self.faults)
        taken = self._taken_over(own, own.overnemen, (AFTER_DECISIONS,))
        self.faults[before:] = [
            f.replace(f"{AFTER_DECISIONS}.toml", DECISIONS_FILE) for f in self.faults[before:]
        ]
        return None if taken is None else self._merge(own, base, taken)


_PLAIN = {
    "id",
    "titel",
    "auteur",
    "datum",
    "zaad",
    "toelichting",
    "van",
    "tot",
    "peiljaar",
    "onzekerheid",
}
