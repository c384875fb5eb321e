"""What it does to the country that few VSVs registered: half an interval of each quantity, year by year."""

from __future__ import annotations

import numpy as np

from vsvanalyse.scenarios.model import QUANTITIES, Model, covers_structural, participants_of
from vsvanalyse.scenarios.national import Estimator
from vsvanalyse.scenarios.projection import Flows
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.yearly import Part

SAMPLED = ("structureel", "nieuw", "tekort")
"""The quantities that differ with which VSVs registered. Money by number or by births does not; one-off cost is not told."""


def sampled_amounts(made: Flows, quantity: str) -> np.ndarray:
    """Give what each VSV adds to a quantity of `SAMPLED`, (…, V, Y).

    Of the gap that is the VSV's own new cost minus the money that follows its own cost or norm: the two go up and down
    together. Money per VSV or per birth is a fixed amount, and so is what is arranged nationally.
    """
    cost = made.structureel.per_vsv()[..., Part.ALL if quantity == "structureel" else Part.NEW]
    return cost - made.structureel_geld.eigen if quantity == "tekort" else cost


def half_width(model: Model, scenario: Scenario, made: Flows, speaks: Estimator, quantity: str) -> np.ndarray:
    """Give half the 95 % interval of the country's total of a quantity of `SAMPLED` per year, (…, Y).

    NaN in years in which only those that registered take part: they are counted. NaN too where one VSV says nothing of others.
    """
    spread = speaks.spread_of(participants_of(model, scenario))
    return np.where(spread > 0, speaks.half_width(sampled_amounts(made, quantity)) * spread, np.nan)


def least_gap(model: Model, scenario: Scenario, made: Flows) -> np.ndarray:
    """Give the smallest gap that there can be per year, (…, Y): minus infinity, unless money follows own cost.

    Such money is never more than that cost: what is arranged nationally stays, less the programme.
    """
    apart = made.landelijk[..., Part.NEW]
    if covers_structural(scenario):
        apart = apart - made.programma * participants_of(model, scenario).present
    return apart if made.structureel_geld.maximum is not None else np.full_like(apart, -np.inf)


def gap_interval(
    model: Model, scenario: Scenario, made: Flows, speaks: Estimator, totals: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give the 95 % interval of the country's gap per year out of its ``totals`` (Y, `QUANTITIES`); NaN as in `half_width`."""
    gap = totals[..., QUANTITIES.index("tekort")]
    half = half_width(model, scenario, made, speaks, "tekort")
    return np.maximum(gap - half, np.minimum(gap, least_gap(model, scenario, made))), gap + half


__all__ = ["SAMPLED", "gap_interval", "half_width", "least_gap", "sampled_amounts"]
