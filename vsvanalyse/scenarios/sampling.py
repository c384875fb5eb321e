"""What it does to the country that few VSVs registered: half an interval of each quantity, year by year."""

from __future__ import annotations

import numpy as np

from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.flows import Flows
from vsvanalyse.scenarios.national import Estimator
from vsvanalyse.scenarios.totals import Totals

SAMPLED = ("structureel", "nieuw", "tekort")
"""The quantities that differ with which VSVs registered. Money by number or by births does not; one-off cost is not told."""


def sampled_amounts(made: Flows, quantity: str) -> np.ndarray:
    """Give what each VSV adds to a quantity of `SAMPLED`, (…, V, Y).

    Of the gap that is the VSV's own new cost minus the money that follows its own cost or norm: the two go up and down
    together. Money per VSV or per birth is a fixed amount, and so is what is arranged nationally.
    """
    cost = made.structureel.per_vsv
    if quantity == "structureel":
        return cost.whole
    return cost.new - made.structureel_geld.eigen if quantity == "tekort" else cost.new


def half_width(case: Case, quantity: str, speaks: Estimator | None = None) -> np.ndarray:
    """Give half the 95 % interval of the country's total of a quantity of `SAMPLED` per year, (Y,).

    NaN in years in which only those that registered take part: they are counted. NaN too where one VSV says nothing of others.
    """
    speaks = speaks or case.estimator
    spread = speaks.spread_of(case.participants)
    return np.where(spread > 0, speaks.half_width(sampled_amounts(case.flows, quantity)) * spread, np.nan)


def interval(
    case: Case, quantity: str, speaks: Estimator | None = None, totals: Totals | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Give the 95 % interval of a quantity of `SAMPLED` per year, (Y,); NaN as in `half_width`."""
    middle, half = getattr(totals or case.totals, quantity), half_width(case, quantity, speaks)
    low = middle - half
    if quantity == "tekort":
        low = np.maximum(low, np.minimum(middle, least_gap(case, case.flows)))
    return low, middle + half


def least_gap(case: Case, made: Flows) -> np.ndarray:
    """Give the smallest gap that there can be per year, (…, Y): minus infinity, unless money follows own cost.

    Such money is never more than that cost: what is arranged nationally stays, less the programme.
    """
    apart = made.landelijk.new - made.programma_structureel * case.participants.present
    return apart if made.structureel_geld.maximum is not None else np.full_like(apart, -np.inf)


__all__ = ["SAMPLED", "half_width", "interval", "least_gap", "sampled_amounts"]
