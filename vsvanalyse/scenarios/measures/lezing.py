"""What counts as new: which reading of the rules holds, or which share is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import model_validator

from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.money import format_number
from vsvanalyse.scenarios.lever import CHOICE, GROUND, Control, Lever, Measure, Named, Stage, Values, number
from vsvanalyse.scenarios.posts import Posts
from vsvanalyse.scenarios.telling import in_percent, mean_cost, share
from vsvanalyse.scenarios.values import Share, Tasks, exactly, fault, structural_tasks

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case
    from vsvanalyse.scenarios.schema import Scenario

PROPOSED = "verwacht"
READING = {"strikt": "streng", PROPOSED: "voorstel", "ruim": "ruim"}
"""To readers the expected reading is the proposal that it is, and the strict one is severe."""
_TOLD = {"strikt": "streng gerekend", PROPOSED: "volgens het voorstel", "ruim": "ruim gerekend"}


class Reading(Measure):
    """Which reading holds for some separation rules or tasks, or which share of them is new."""

    regels: tuple[str, ...] = ()
    taken: Tasks = ()
    lezing: Literal["strikt", "verwacht", "ruim"] | None = None
    nieuw: Share | None = None

    @model_validator(mode="after")
    def _one(self) -> Reading:
        if (self.lezing is None) == (self.nieuw is None):
            raise fault("moet precies één van 'lezing' en 'nieuw' hebben")
        if not self.regels and not self.taken:
            raise fault("moet 'regels' of 'taken' noemen")
        return self


def _read(posts: Posts, own: Mapping[str, Reading], values: Values, share: np.ndarray) -> np.ndarray:
    """Say which part of each cell is new; changes no euro."""
    by_reading = posts.nieuw_aandeel
    for name, one in own.items():
        mask = posts.of(one.taken, one.regels)
        if one.lezing is not None:
            share = np.where(mask, by_reading[one.lezing], share)
        elif one.nieuw is not None:
            share = np.where(mask, number(values, f"{name}.nieuw", one.nieuw)[..., None, None], share)
    if not any(name.startswith("lezing.") for name in values):
        return share
    place = np.full((1, len(posts.taak)), np.nan)
    for name, (_, mask) in _contested(posts, own).items():
        if name in values:
            place = np.where(mask, np.asarray(values[name], dtype="float64")[..., None, None], place)
    if np.isnan(place).all():
        return share
    # At the ends the readings themselves, to the last digit; nowhere (NaN) what is proposed.
    between = by_reading["strikt"] + place * (by_reading["ruim"] - by_reading["strikt"])
    between = np.where(place == 1, by_reading["ruim"], between)
    return np.where(np.isnan(place), share, between)


def _contested(posts: Posts, own: Mapping[str, Reading]) -> dict[str, tuple[float, np.ndarray]]:
    """Name the rules (or tasks, where rules are unknown) whose readings differ and that no measure settles.

    Gives name → (place of the expected reading between strict = 0 and wide = 1, mask of posts).
    """
    settled = np.zeros(len(posts.taak), dtype=bool)
    for one in own.values():
        settled |= posts.of(one.taken, one.regels)
    strict, middle, wide = (posts.nieuw[lezing].sum(axis=0) for lezing in LEZINGEN)
    found = {}
    for label, mine in posts.betwist.items():
        mask = mine & ~settled
        if not (wide[mask] != strict[mask]).any():
            continue
        swing = wide[mask].sum() - strict[mask].sum()
        if swing:
            found[f"lezing.{label}"] = (float((middle[mask].sum() - strict[mask].sum()) / swing), mask)
    return found


def _faults(case: Case, own: Mapping[str, Reading]) -> Iterator[str]:
    posts = case.posts
    known = sorted(set(posts.regel) - {""})
    seen = np.full(len(posts.taak), "", dtype=object)
    for name, one in own.items():
        unknown = [regel for regel in one.regels if regel not in known]
        if unknown and not known:
            yield f"'{name}' noemt regels, maar deze taakkosten kennen geen regels: noem 'taken'"
        elif unknown:
            yield f"'{name}' noemt {', '.join(unknown)}, maar daar vallen geen kosten onder; wel onder {', '.join(known)}"
        mask = posts.of(one.taken, one.regels)
        if other := sorted(set(seen[mask]) - {""}):
            yield f"'{name}' en '{other[0]}' gaan over dezelfde kosten"
        seen[mask] = name


def _tell(one: Reading) -> str:
    return f"{in_percent(one.nieuw)} is nieuw" if one.nieuw else _TOLD.get(one.lezing or "", "")


def _without(case: Case, one: Reading) -> str:
    costs, posts = case.local_costs, case.posts
    mask = posts.of(one.taken, one.regels) & posts.structural
    mean = posts.mean_per_vsv(costs.total * mask)
    new = posts.mean_per_vsv(costs.total * costs.aandeel * mask)
    return mean_cost(case, mask) + (f", waarvan {format_number(100 * new / mean)} % nieuw" if mean else "")


def _controls(case: Case, scenarios: Sequence[Scenario]) -> Iterator[Control]:
    readings = tuple((READING[one], one) for one in LEZINGEN)
    yield Control("lezing", "Rekenwijze", PROPOSED, readings, shown=LEZINGEN)
    shares = [
        (name.partition(".")[2], one.taken)
        for each in scenarios
        for name, one in LEVER.of(each).items()
        if one.nieuw is not None and one.taken
    ]
    for name, tasks in shares[:1]:
        ends = (
            ("volgens de rekenwijze", None),
            ("geheel regulier", (name, tasks, 0.0)),
            ("geheel nieuw", (name, tasks, 1.0)),
        )
        # Three letters are an abbreviation.
        text = name.upper() if len(name) <= 3 else name.replace("_", " ").capitalize()
        yield Control("nieuw_deel", text, None, ends)


def _chosen(base: Scenario, choices: Mapping[str, Any]) -> dict[str, Reading]:
    found: dict[str, Reading] = {}
    rest, apart = structural_tasks(), choices.get("nieuw_deel")
    if apart is not None:
        name, tasks, part = apart
        found[f"lezing.{name}"] = Reading(taken=tasks, nieuw=exactly(part), **GROUND)
        rest = tuple(task for task in rest if task not in tasks)
    if choices["lezing"] != PROPOSED:
        found["lezing.alles"] = Reading(taken=rest, lezing=choices["lezing"], **GROUND)
    return found


LEVER = Lever(
    kind="lezing",
    schema=Reading,
    stage=Stage.NEW,
    many=True,
    subject="Wat nieuw is",
    tell=_tell,
    without=_without,
    effect=_read,
    contested=_contested,
    faults=_faults,
    nature=CHOICE,
    numbers={"nieuw": Named("hoeveel nieuw is", share)},
    controls=_controls,
    chosen=_chosen,
    replaces=True,
    row=("what counts as new", "tasks or rules, a reading or a share"),
    block="""\
[lezing.naam]                     # wat nieuw is: een lezing, of een aandeel (nieuw = 0.5)
taken = ["@TAAK@"]                   # of: regels, met codes uit scheidingsregels.csv
lezing = "strikt"
""",
)
