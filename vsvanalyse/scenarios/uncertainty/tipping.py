"""The questions of break-even that a meeting asks of a scenario: how much money is enough, what may a national arrangement cost?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from vsvanalyse.scenarios import sampling
from vsvanalyse.scenarios.model import (
    QUANTITIES,
    Model,
    country_totals,
    exact_flows,
    make_estimator,
    participants_of,
)
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty.decisions import BreakEven, break_even
from vsvanalyse.scenarios.uncertainty.inputs import numbers
from vsvanalyse.scenarios.uncertainty.sensitivity import Evaluate
from vsvanalyse.scenarios.yearly import Part

REACH = 3.0
"""How far is looked: from zero to this many times the highest value in the file."""
_MAXIMUM = "financiering.structureel.maximum_eur"


@dataclass(frozen=True)
class TippingPoint:
    """A question and its answer; ``vraag`` is ``geld`` (does the money cover new tasks?) or ``landelijk`` (is it cheaper?).

    ``laag`` and ``hoog`` are the answer at both ends of the 95 % interval of what the answer follows from: the gap, or what
    is saved locally, as the sampling of pilots leaves them. No amount is below zero, and ``hoog`` may lie beyond what was
    looked at. NaN where there is no single answer, where nothing is estimated, and for the maximum of money by own cost: that tips at
    the cost of the dearest VSV, and those that registered do not tell what the dearest of the others costs.
    """

    vraag: str
    verwacht: float
    antwoord: BreakEven
    laag: float = math.nan
    hoog: float = math.nan


def tipping_points(model: Model, scenario: Scenario) -> tuple[TippingPoint, ...]:
    """Find where structural money covers the new tasks, and up to which cost a national arrangement is cheaper.

    For the country in the reference year, all else as expected.
    """
    found = []
    for name, interval in numbers(scenario).items():
        high = REACH * interval.hoog
        if high <= 0:
            continue
        if name.startswith("financiering.structureel."):
            answer = break_even(model, scenario, name, 0.0, high, "tekort")
            half = math.nan if name == _MAXIMUM else _half_of_gap(model, scenario)
            ends = _ends(model, scenario, answer, "tekort", half)
            found.append(TippingPoint("geld", interval.verwacht, answer, *ends))
        elif name.startswith("landelijk.") and name.endswith(".kosten_eur"):
            bare = _without(scenario, name.split(".")[1])
            target = _structural(model, bare)
            answer = break_even(model, scenario, name, 0.0, high, "structureel", target)
            ends = _ends(model, scenario, answer, "structureel", _half_of_saving(model, scenario, bare))
            found.append(TippingPoint("landelijk", interval.verwacht, answer, *ends))
    return tuple(found)


def _ends(
    model: Model, scenario: Scenario, answer: BreakEven, quantity: str, half: float
) -> tuple[float, float]:
    """Move the answer by half an interval of the outcome, in cents; the outcome is a straight line of the number."""
    outcome = Evaluate(model, scenario, quantity)
    first, last = (float(outcome({answer.invoer: end})) for end in (answer.laag, answer.hoog))
    rise = abs(last - first) / (answer.hoog - answer.laag)
    if len(answer.punten) != 1 or math.isnan(half) or not rise:
        return math.nan, math.nan
    (point,), reach = answer.punten, half / rise
    return max(0.0, point - reach), point + reach


def _half_of_gap(model: Model, scenario: Scenario) -> float:
    speaks, made = make_estimator(model, scenario), exact_flows(model, scenario)
    return float(sampling.half_width(model, scenario, made, speaks, "tekort")[scenario.peil])


def _half_of_saving(model: Model, scenario: Scenario, bare: Scenario) -> float:
    """Give half the interval of what the country saves locally, from the savings of each VSV; NaN where it is counted."""
    speaks = make_estimator(model, scenario)
    spread = float(speaks.spread_of(participants_of(model, scenario))[scenario.peil])
    there, here = (
        exact_flows(model, one).structureel.per_vsv()[:, scenario.peil, [Part.ALL]]
        for one in (bare, scenario)
    )
    return float(speaks.half_width(there - here)[0]) * spread if spread else math.nan


def _without(scenario: Scenario, name: str) -> Scenario:
    """Give the scenario without one national arrangement."""
    rest = {key: one for key, one in scenario.landelijk.items() if key != name}
    return scenario.model_copy(update={"landelijk": rest})


def _structural(model: Model, scenario: Scenario) -> float:
    """Give the structural cost of the country in the reference year."""
    totals = country_totals(model, scenario, exact_flows(model, scenario), make_estimator(model, scenario))
    return float(totals[scenario.peil, QUANTITIES.index("structureel")])


__all__ = ["REACH", "TippingPoint", "tipping_points"]
