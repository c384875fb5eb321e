"""From the places of a few controls to a scenario: what the explorer works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.lever import EXPLORER, PAID, Control, Measure, Stage
from vsvanalyse.scenarios.measures import LEVERS, at
from vsvanalyse.scenarios.schema import Scenario, with_measures

_ASKED = (
    *(Stage.PAY, Stage.REGISTERED, Stage.ARRANGED, Stage.NEW, Stage.TAKING_PART),
    *(Stage.FUNDING, Stage.COUNTRY, Stage.PRICES),
)
"""The order in which is asked: what is done and paid before how it is told."""
Choices = Mapping[str, Any]
"""Where the controls stand, by name."""


@dataclass(frozen=True)
class Answer:
    """What the choices give for the country in the reference year: whole cents per quantity.

    ``interval`` has the ends of the 95 % interval of structureel, nieuw and tekort; NaN where there is none: one VSV, or a year in
    which only those that registered take part, so that nothing is ``geraamd``.
    """

    bedragen: dict[str, int]
    interval: dict[str, tuple[float, float]]
    geraamd: bool


def controls(base: Case, scenarios: Sequence[Scenario] = ()) -> dict[str, Control]:
    """Give the controls of all levers by name, in the order shown; some are for tasks that ``scenarios`` name."""
    years = Control(
        "peiljaar",
        "Jaar",
        base.scenario.peiljaar,
        tuple((str(year), year) for year in base.scenario.jaren),
        "schuif",
    )
    found = [one for stage in _ASKED for lever in at(stage) for one in lever.controls(base, scenarios)]
    return {one.name: one for one in (*found, years)}


def at_rest(base: Case, scenarios: Sequence[Scenario] = ()) -> Choices:
    """Give where the controls stand before anybody moves them: there they change nothing of the base."""
    return {name: one.start for name, one in controls(base, scenarios).items()}


def scenario_of(base: Scenario, choices: Choices) -> Scenario:
    """Make the scenario that the choices describe, on top of the base; what stands neutral leaves the base as it is."""
    paid = any(lever.chosen(base, choices) for lever in at(Stage.FUNDING))
    update: dict[str, Any] = {"id": EXPLORER, "titel": "Uw keuze", "peiljaar": choices["peiljaar"]}
    made: dict[str, Measure] = {}
    for lever in LEVERS:
        mine = lever.chosen(base, {**choices, PAID: paid})
        if mine and lever.replaces:
            update[lever.kind] = {}
        made |= mine
    return with_measures(base, made, **update)


def beside(base: Scenario, choices: Choices) -> Scenario:
    """Give the base in the year, in the prices and raised to the country as the choices ask, and else as it is."""
    kept = {
        lever.kind.partition(".")[0] for lever in LEVERS if lever.stage not in (Stage.PRICES, Stage.COUNTRY)
    }
    return scenario_of(base, choices).model_copy(update={kind: getattr(base, kind) for kind in kept})


def positions(base: Case, names: Sequence[str]) -> Iterator[Choices]:
    """Give every combination of what a page can show of these controls, the last turning fastest, the others at rest."""
    found, start = controls(base), at_rest(base)
    for places in product(*(found[name].shown for name in names)):
        yield {**start, **dict(zip(names, places, strict=True))}


def answer(case: Case) -> Answer:
    """Work a scenario out for the country; a few milliseconds, so that a slider can follow."""
    ends = {name: case.estimate.interval(name) for name in ("tekort", "structureel", "nieuw")}
    interval = {name: (float(low[case.peil]), float(high[case.peil])) for name, (low, high) in ends.items()}
    return Answer(case.figures, interval, bool(case.estimate.spread[case.peil]))


def new_tasks_of_vsvs(case: Case) -> pd.DataFrame:
    """Give what each VSV needs and gets for new tasks in the reference year: ``vsv, nodig_ct, financiering_ct, tekort_ct`` (whole cents).

    What it needs has its equal part of what is arranged nationally. Money is NA where it depends on births that are unknown.
    """
    found = case.of_vsvs
    need, received = found.nodig[:, case.peil], found.geld[:, case.peil]
    return pd.DataFrame(
        {
            "vsv": case.posts.vsvs,
            "nodig_ct": need,
            "financiering_ct": pd.arrays.IntegerArray(received, found.onbekend),
            "tekort_ct": pd.arrays.IntegerArray(need - received, found.onbekend),
        }
    )


def changed(base: Scenario, choices: Choices) -> dict[str, Measure]:
    """Give the measures by which the choices differ from the base, by name."""
    known = base.maatregelen
    return {
        name: one for name, one in scenario_of(base, choices).maatregelen.items() if known.get(name) != one
    }


def idle(base: Case, choices: Choices, among: Mapping[str, Control]) -> frozenset[str]:
    """Name the controls that change nothing as the others stand: at none of its places, of a slider its ends, does the country differ."""

    def outcome(chosen: Choices) -> Answer:
        return answer(Case(base.model, scenario_of(base.scenario, chosen)))

    now = outcome(choices)
    return frozenset(
        name
        for name, one in among.items()
        if all(outcome({**choices, name: place}) == now for place in one.tried)
    )


__all__ = [
    "Answer", "Choices", "answer", "at_rest", "beside", "changed", "controls", "idle", "new_tasks_of_vsvs",
    "positions", "scenario_of",
]  # fmt: skip
