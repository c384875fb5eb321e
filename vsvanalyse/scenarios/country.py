"""The country: to what the flows of those that registered are raised, and what it does that they are few."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios import national
from vsvanalyse.scenarios.flows import Flows
from vsvanalyse.scenarios.national import Estimator, Participants
from vsvanalyse.scenarios.yearly import Parts

_Sum = TypeVar("_Sum", np.ndarray, Parts)
QUANTITIES = ("structureel", "nieuw", "eenmalig", "financiering", "tekort")
"""What a year of the country is told in: structural cost and its new part (national arrangements included), one-off
cost of VSVs that begin (apart), structural and temporary money, and the gap = new - money."""


@dataclass(frozen=True)
class Totals:
    """The country by calendar year, (…, Y) each, by `QUANTITIES`."""

    structureel: np.ndarray
    nieuw: np.ndarray
    eenmalig: np.ndarray
    financiering: np.ndarray

    @property
    def tekort(self) -> np.ndarray:
        """What is short of money; of rounded figures, so that what is shown adds up."""
        return self.nieuw - self.financiering

    def rounded(self) -> Totals:
        """Give whole cents."""
        return replace(self, **{name: round_half_up(array) for name, array in vars(self).items()})

    def in_year(self, at: int) -> dict[str, np.ndarray]:
        """Give every quantity in one year, by its place."""
        return {name: getattr(self, name)[..., at] for name in QUANTITIES}

    def stacked(self) -> np.ndarray:
        """Give one array, the quantities last: (…, Y, `QUANTITIES`)."""
        return np.stack(np.broadcast_arrays(*(getattr(self, name) for name in QUANTITIES)), axis=-1)


SAMPLED = ("structureel", "nieuw", "tekort")
"""The quantities that differ with which VSVs registered. Money by number or by births does not; one-off cost is not told."""


@dataclass(frozen=True)
class Luck:
    """What drawn pilots add to the weights of a mean, (D, V): for structural costs, and for founding a VSV."""

    structureel: np.ndarray
    oprichting: np.ndarray


@dataclass(frozen=True, eq=False)
class Estimate:
    """Flows raised to the VSVs that take part: who registered is counted, the others are estimated by ``speaks``.

    ``births`` (…, Y) are those in the VSVs that take part. ``luck`` moves nothing in a year in which nobody is estimated.
    """

    made: Flows
    speaks: Estimator
    counts: Participants
    births: np.ndarray
    luck: Luck | None = None

    @cached_property
    def spread(self) -> np.ndarray:
        """How many errors of a mean the total carries per year (`Estimator.spread_of`); 0 where all are counted."""
        return self.speaks.spread_of(self.counts)

    @cached_property
    def totals(self) -> Totals:
        """The country, not rounded. One-off costs are raised by number: a founding does not grow with births."""
        made, counts, luck = self.made, self.counts, self.luck
        present, equal = counts.present, np.full(counts.n, 1 / counts.n)
        local = self._drawn(made.structureel.weighted)
        cost = local + made.landelijk
        one_off = np.zeros(len(present))
        founding = national.per_vsv(counts.n, self.speaks.country)
        for part, count in ((made.eerste, counts.first), (made.tweede, counts.second)):
            if count.any():
                one_off = one_off + part.weighted(equal).whole * count
                if luck is not None:
                    one_off = one_off + part.weighted(luck.oprichting).whole * founding.spread(count)
        money = made.structureel_geld
        received = money.per_vsv * present + money.per_bevalling * self.births
        if money.eigen.any():
            own = self._drawn(lambda w: np.einsum("...v,...vy->...y", w, money.eigen))
            received = received + money.bounded(own, local.new, present)
        return Totals(cost.whole, cost.new, one_off, received + made.programma_structureel * present)

    def raised(self, weighted: Callable[[np.ndarray], _Sum]) -> _Sum:
        """Raise a sum over the VSVs that registered, weighted as it is asked, to those that take part, (…, Y)."""
        total = weighted(self.speaks.weights) * self.counts.raised
        if self.counts.counted.any():
            total = total + weighted(np.full(self.counts.n, 1 / self.counts.n)) * self.counts.counted
        return total

    def _drawn(self, weighted: Callable[[np.ndarray], _Sum]) -> _Sum:
        total = self.raised(weighted)
        return total if self.luck is None else total + weighted(self.luck.structureel) * self.spread

    def sampled(self, quantity: str) -> np.ndarray:
        """Give what each VSV adds to a quantity of `SAMPLED`, (…, V, Y).

        Of the gap that is the VSV's own new cost minus the money that follows its own cost or norm: the two go up and down
        together. Money per VSV or per birth is a fixed amount, and so is what is arranged nationally.
        """
        cost = self.made.structureel.per_vsv
        if quantity == "structureel":
            return cost.whole
        return cost.new - self.made.structureel_geld.eigen if quantity == "tekort" else cost.new

    def half_width(self, quantity: str) -> np.ndarray:
        """Give half the 95 % interval of the total of a quantity of `SAMPLED` per year, (Y,).

        NaN in years in which only those that registered take part: they are counted. NaN too where one VSV says nothing of others.
        """
        return np.where(self.spread > 0, self.speaks.half_width(self.sampled(quantity)) * self.spread, np.nan)

    def interval(self, quantity: str) -> tuple[np.ndarray, np.ndarray]:
        """Give the 95 % interval of a quantity of `SAMPLED` per year, (Y,); NaN as in `half_width`."""
        middle, half = getattr(self.totals, quantity), self.half_width(quantity)
        low = middle - half
        if quantity == "tekort":
            low = np.maximum(low, np.minimum(middle, self.least_gap))
        return low, middle + half

    @property
    def least_gap(self) -> np.ndarray:
        """The smallest gap that there can be per year, (…, Y): minus infinity, unless money follows own cost.

        Such money is never more than that cost: what is arranged nationally stays, less the programme.
        """
        apart = self.made.landelijk.new - self.made.programma_structureel * self.counts.present
        return apart if self.made.structureel_geld.maximum is not None else np.full_like(apart, -np.inf)


@dataclass(frozen=True)
class OfVsvs:
    """Whole cents of each VSV: ``eigen`` cost (…, V, Y), its equal part of ``landelijk`` cost (…, Y), and ``geld`` (…, V, Y).

    Money has nothing per birth where births are unknown: ``onbekend`` (V,) marks whose money is unknown for that.
    """

    eigen: Parts
    landelijk: Parts
    geld: np.ndarray
    onbekend: np.ndarray

    @property
    def nodig(self) -> np.ndarray:
        """What new tasks cost, the part of national cost included: (…, V, Y)."""
        return self.eigen.new + self.landelijk.new[..., None, :]


def of_vsvs(made: Flows, counts: Participants, births: np.ndarray) -> OfVsvs:
    """Give the whole cents of each VSV out of exact flows; ``births`` (V,), NaN where unknown."""
    shared = made.landelijk.each(
        lambda cost: np.where(counts.present > 0, cost / np.maximum(counts.present, 1), 0)
    )
    money = made.structureel_geld.of_vsvs(births) + made.programma_structureel[..., None, :]
    unknown = np.isnan(births) & made.structureel_geld.needs_births
    own = made.structureel.per_vsv.each(round_half_up)
    return OfVsvs(own, shared.each(round_half_up), round_half_up(money), unknown)
