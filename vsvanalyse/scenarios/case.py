"""A scenario on the data: what follows from the two, held once for all that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

import numpy as np

from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios import flows, national
from vsvanalyse.scenarios.flows import Flows
from vsvanalyse.scenarios.lever import CHOICE, Measure, Own, Stage, Values, begun, number
from vsvanalyse.scenarios.measures import LEVERS, deelname, index, land
from vsvanalyse.scenarios.measures.index import Prices
from vsvanalyse.scenarios.model import Model
from vsvanalyse.scenarios.national import Estimator, Participants
from vsvanalyse.scenarios.posts import Costs, Posts
from vsvanalyse.scenarios.schema import Scenario, with_measures
from vsvanalyse.scenarios.totals import OfVsvs, Totals
from vsvanalyse.scenarios.values import Interval, exactly
from vsvanalyse.scenarios.yearly import Parts

_Sum = TypeVar("_Sum", np.ndarray, Parts)


@dataclass(frozen=True)
class Luck:
    """What drawn pilots add to the weights of a mean, (D, V): for structural costs, and for founding a VSV."""

    structureel: np.ndarray
    oprichting: np.ndarray


@dataclass(frozen=True, eq=False)
class Case:
    """A scenario on prepared data, frozen; what follows from them is worked out when it is asked for first.

    Figures at other values than the expected ones, or drawn, are asked for with ``values``.
    """

    model: Model
    scenario: Scenario

    def __reduce__(self) -> tuple[type[Case], tuple[Model, Scenario]]:
        return Case, (self.model, self.scenario)

    # Another scenario on the same data.

    def changed(self, **update: Any) -> Case:
        """Give the case with other fields of the scenario."""
        return Case(self.model, self.scenario.model_copy(update=update))

    def with_measures(self, measures: Mapping[str, Measure]) -> Case:
        """Give the case with these measures in the place of its own of the same name."""
        return Case(self.model, with_measures(self.scenario, measures))

    def without(self, name: str) -> Case:
        """Give the case without one measure of which there can be several."""
        kind, _, part = name.partition(".")
        held = getattr(self.scenario, kind)
        return self.changed(**{kind: {key: one for key, one in held.items() if key != part}})

    def in_years_of(self, other: Case) -> Case:
        """Give the case over the calendar years of another, with the same reference year."""
        return self.changed(**{name: getattr(other.scenario, name) for name in ("van", "tot", "peiljaar")})

    @cached_property
    def plain(self) -> Case:
        """The case in prices of the registration, so that it can be set beside one without an index."""
        return self.changed(index=None)

    # What the data and the scenario say.

    @property
    def posts(self) -> Posts:
        """The registered costs."""
        return self.model.posts

    @property
    def n(self) -> int:
        """How many VSVs registered."""
        return self.model.n

    @property
    def groep(self) -> str:
        """How they are called together."""
        return self.model.groep

    @property
    def peil(self) -> int:
        """The place of the reference year among the years."""
        return self.scenario.peil

    @cached_property
    def own(self) -> Own:
        """The measures: the kind of their lever → name → measure."""
        return {lever.kind: lever.of(self.scenario) for lever in LEVERS}

    @cached_property
    def stretches(self) -> list[tuple[np.ndarray, Own]]:
        """The calendar years (Y, bool) in which the same measures on costs have begun, with these."""
        on_costs = {lever.kind: self.own[lever.kind] for lever in LEVERS if lever.stage <= Stage.NEW}
        each = [begun(on_costs, year) for year in self.scenario.jaren]
        names = [[*chain(*one.values())] for one in each]
        return [
            (np.array([one == some for one in names]), each[names.index(some)])
            for some in sorted(map(list, {tuple(one) for one in names}))
        ]

    @cached_property
    def numbers(self) -> dict[str, Interval]:
        """Every number of the measures, certain or not: ``landelijk.ict.kosten_eur`` → interval."""
        return {
            f"{name}.{field}": value
            for name, one in self.scenario.maatregelen.items()
            for field, value in one
            if isinstance(value, Interval)
        }

    @cached_property
    def contested(self) -> dict[str, tuple[float, np.ndarray]]:
        """What can be decided and no measure settles: name → (place of what is proposed between 0 and 1, mask of posts)."""
        return {
            name: found
            for lever in LEVERS
            if lever.nature == CHOICE and lever.contested is not None
            for name, found in lever.contested(self.posts, self.own[lever.kind]).items()
        }

    @cached_property
    def country(self) -> int:
        """How many VSVs there are in the country."""
        given = land.LEVER.one(self.scenario)
        return (given and given.vsvs) or self.model.country

    def births(self, values: Values) -> np.ndarray:
        """Give the births in the country."""
        given = land.LEVER.one(self.scenario)
        return number(values, "land.bevallingen", (given and given.bevallingen) or exactly(self.model.births))

    # The VSVs that registered.

    @cached_property
    def prices(self) -> Prices:
        """The price factors; raises ValueError, in Dutch, where figures are missing or mixed."""
        asked = [(lever, one) for lever in LEVERS for one in self.own[lever.kind].values()]
        needed = [year for lever, one in asked for year in lever.price_years(one)]
        first = min(int(self.posts.jaren.min()), self.scenario.van, *needed)
        return Prices(index.LEVER.one(self.scenario), first, self.scenario.jaren)

    @cached_property
    def local_costs(self) -> Costs:
        """The costs before anything that begins in some year has begun, in whole cents."""
        return flows.costs_under(self, begun(self.own, 0), {}, exact=True)

    @cached_property
    def costs(self) -> Costs:
        """The costs of the reference year in registered prices, in whole cents."""
        return flows.costs_under(self, begun(self.own, self.scenario.peiljaar), {}, exact=True)

    @cached_property
    def flows(self) -> Flows:
        """The yearly flows in whole cents, as expected."""
        return self.flows_at({})

    def flows_at(self, values: Values, *, exact: bool = True) -> Flows:
        """Give the yearly flows at these values; draws are not rounded."""
        return flows.flows(self, values, exact=exact)

    def of_vsvs(self, made: Flows) -> OfVsvs:
        """Give the whole cents of each VSV out of exact flows; money has nothing per birth where births are unknown."""
        present = self.participants.present
        shared = made.landelijk.each(lambda cost: np.where(present > 0, cost / np.maximum(present, 1), 0))
        money = made.structureel_geld.of_vsvs(self.posts.bevallingen)
        money = money + made.programma_structureel[..., None, :]
        return OfVsvs(
            made.structureel.per_vsv.each(round_half_up), shared.each(round_half_up), round_half_up(money)
        )

    # The country.

    @cached_property
    def participants(self) -> Participants:
        """The VSVs that take part per calendar year."""
        given = deelname.LEVER.one(self.scenario)
        return deelname.participants(given, self.scenario.jaren, self.n, self.country)

    @property
    def raming(self) -> str:
        """The kind of estimator that the scenario asks for."""
        return land.chosen_estimator(self.scenario)

    @cached_property
    def estimator(self) -> Estimator:
        """How those that registered speak for the country."""
        return self.speaks()

    def speaks(self, kind: str = "", values: Values | None = None) -> Estimator:
        """Make the scenario's estimator, or the one of ``kind``; births in the country may be uncertain (``values``).

        Its error is as much larger as unknown tasks make it (`Posts.onzekerder`).
        """
        births = self.births(values or {})
        made = national.estimator(kind or self.raming, self.posts.bevallingen, self.country, births)
        return replace(made, residuals=made.residuals * self.posts.onzekerder)

    @cached_property
    def spread(self) -> np.ndarray:
        """How many errors of a mean the country's total carries per year (`Estimator.spread_of`); 0 where all are counted."""
        return self.estimator.spread_of(self.participants)

    @cached_property
    def totals(self) -> Totals:
        """The country, as expected; not rounded."""
        return self.totals_of(self.flows, self.estimator)

    @cached_property
    def figures(self) -> dict[str, int]:
        """The country's whole cents in the reference year by quantity."""
        return {name: int(cents) for name, cents in self.totals.rounded().in_year(self.peil).items()}

    def totals_of(
        self, made: Flows, speaks: Estimator, values: Values | None = None, luck: Luck | None = None
    ) -> Totals:
        """Raise flows to the VSVs that take part.

        Who registered is counted; the others are estimated by ``speaks``, so that ``luck`` moves nothing in a year in which there
        are none. One-off costs are raised by number: a founding does not grow with births.
        """
        counts = self.participants
        present, equal = counts.present, np.full(self.n, 1 / self.n)

        def raised(weighted: Callable[[np.ndarray], _Sum]) -> _Sum:
            total = self.raised(weighted, speaks)
            return total if luck is None else total + weighted(luck.structureel) * speaks.spread_of(counts)

        local = raised(made.structureel.weighted)
        cost = local + made.landelijk
        one_off = np.zeros(len(present))
        founding = national.estimator("per_vsv", self.posts.bevallingen, speaks.country, np.array(0.0))
        for part, count in ((made.eerste, counts.first), (made.tweede, counts.second)):
            if count.any():
                one_off = one_off + part.weighted(equal).whole * count
                if luck is not None:
                    one_off = one_off + part.weighted(luck.oprichting).whole * founding.spread(count)
        money = made.structureel_geld
        received = money.per_vsv * present + money.per_bevalling * self.births_taking_part(values or {})
        if money.eigen.any():
            own = raised(lambda w: np.einsum("...v,...vy->...y", w, money.eigen))
            received = received + money.bounded(own, local.new, present)
        received = received + made.programma_structureel * present
        return Totals(cost.whole, cost.new, one_off, received)

    def raised(self, weighted: Callable[[np.ndarray], _Sum], speaks: Estimator | None = None) -> _Sum:
        """Raise a sum over the VSVs that registered, weighted as it is asked, to those that take part, (…, Y).

        Who registered is counted, others are estimated.
        """
        counts = self.participants
        total = weighted((speaks or self.estimator).weights) * counts.raised
        if counts.counted.any():
            total = total + weighted(np.full(counts.n, 1 / counts.n)) * counts.counted
        return total

    def births_taking_part(self, values: Values) -> np.ndarray:
        """Give the births in the VSVs that take part, (…, Y): those of who registered as registered, others as the country's mean."""
        counts = self.participants
        each = self.births(values)[..., None] / counts.country
        known = self.posts.bevallingen
        mean = np.where(np.isfinite(known), known, each).mean(axis=-1)
        return each * counts.raised + mean[..., None] * counts.counted


def all_cases(model: Model, scenarios: Mapping[str, Scenario]) -> dict[str, Case]:
    """Give scenarios on the same data: id → case, in their order."""
    return {name: Case(model, one) for name, one in scenarios.items()}


__all__ = ["Case", "Luck", "all_cases"]
