"""The questions of break-even that a meeting asks of a scenario: how much money is enough, what may a national arrangement cost?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.measures import lever_named
from vsvanalyse.scenarios.uncertainty.decisions import BreakEven, break_even
from vsvanalyse.scenarios.uncertainty.sensitivity import Evaluate

REACH = 3.0
"""How far is looked: from zero to this many times the highest value in the file."""


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


def tipping_points(case: Case) -> tuple[TippingPoint, ...]:
    """Find where structural money covers the new tasks, and up to which cost a national arrangement is cheaper.

    For the country in the reference year, all else as expected.
    """
    found = []
    for name, interval in case.numbers.items():
        measure, _, field = name.rpartition(".")
        number, high = lever_named(name).numbers[field], REACH * interval.hoog
        if high <= 0 or not number.tips:
            continue
        if number.tips == "geld":
            answer = break_even(case, name, 0.0, high, "tekort")
            half = float(case.estimate.half_width("tekort")[case.peil]) if number.spread else math.nan
            ends = _ends(case, answer, "tekort", half)
        else:
            bare = case.without(measure)
            answer = break_even(
                case, name, 0.0, high, "structureel", float(bare.estimate.totals.structureel[case.peil])
            )
            ends = _ends(case, answer, "structureel", _half_of_saving(case, bare))
        found.append(TippingPoint(number.tips, interval.verwacht, answer, *ends))
    return tuple(found)


def _ends(case: Case, answer: BreakEven, quantity: str, half: float) -> tuple[float, float]:
    """Move the answer by half an interval of the outcome, in cents; the outcome is a straight line of the number."""
    outcome = Evaluate(case, quantity)
    first, last = (float(outcome({answer.invoer: end})) for end in (answer.laag, answer.hoog))
    rise = abs(last - first) / (answer.hoog - answer.laag)
    if len(answer.punten) != 1 or math.isnan(half) or not rise:
        return math.nan, math.nan
    (point,), reach = answer.punten, half / rise
    return max(0.0, point - reach), point + reach


def _half_of_saving(case: Case, bare: Case) -> float:
    """Give half the interval of what the country saves locally, from the savings of each VSV; NaN where it is counted."""
    spread = float(case.estimate.spread[case.peil])
    there, here = (one.flows.structureel.per_vsv.whole[:, [case.peil]] for one in (bare, case))
    return float(case.estimate.speaks.half_width(there - here)[0]) * spread if spread else math.nan


__all__ = ["REACH", "TippingPoint", "tipping_points"]
