"""The questions of break-even that a meeting asks of a scenario: how much money is enough, what may a national arrangement cost?"""

from __future__ import annotations

from dataclasses import dataclass

from vsvanalyse.scenarios.model import QUANTITIES, Model, country_totals, exact_flows, make_estimator
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty.decisions import BreakEven, break_even
from vsvanalyse.scenarios.uncertainty.inputs import numbers

REACH = 3.0
"""How far is looked: from zero to this many times the highest value in the file."""


@dataclass(frozen=True)
class TippingPoint:
    """A question and its answer; ``vraag`` is ``geld`` (does the money cover new tasks?) or ``landelijk`` (is it cheaper?)."""

    vraag: str
    verwacht: float
    antwoord: BreakEven


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
            found.append(TippingPoint("geld", interval.verwacht, answer))
        elif name.startswith("landelijk.") and name.endswith(".kosten_eur"):
            target = _without(model, scenario, name.split(".")[1])
            answer = break_even(model, scenario, name, 0.0, high, "structureel", target)
            found.append(TippingPoint("landelijk", interval.verwacht, answer))
    return tuple(found)


def _without(model: Model, scenario: Scenario, name: str) -> float:
    """Give the structural cost of the country in the reference year without one national arrangement."""
    rest = {key: one for key, one in scenario.landelijk.items() if key != name}
    bare = scenario.model_copy(update={"landelijk": rest})
    made = exact_flows(model, bare)
    totals = country_totals(model, bare, made, make_estimator(model, bare))
    return float(totals[bare.peil, QUANTITIES.index("structureel")])


__all__ = ["REACH", "TippingPoint", "tipping_points"]
