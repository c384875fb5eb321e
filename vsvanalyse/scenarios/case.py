"""A scenario on the data: what follows from the two, held once for all that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from vsvanalyse.scenarios import country, flows, national
from vsvanalyse.scenarios.country import Estimate, OfVsvs
from vsvanalyse.scenarios.flows import Flows
from vsvanalyse.scenarios.inputs import Input, correlation
from vsvanalyse.scenarios.lever import CHOICE, Measure, Own, Stage, Values, begun
from vsvanalyse.scenarios.measures import LEVERS, deelname, index, land, lever_named
from vsvanalyse.scenarios.measures.index import Prices
from vsvanalyse.scenarios.model import Model
from vsvanalyse.scenarios.national import Estimator, Participants
from vsvanalyse.scenarios.posts import Costs, Posts
from vsvanalyse.scenarios.schema import Scenario, with_measures
from vsvanalyse.scenarios.values import Interval


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
    def uncertain(self) -> tuple[Input, ...]:
        """What is uncertain, sorted by name: numbers with a width. What is decided is in `choices`."""
        return tuple(one for one in self._with_width if lever_named(one.naam).nature != CHOICE)

    @cached_property
    def choices(self) -> tuple[Input, ...]:
        """What is to be decided, sorted by name: rules whose readings differ, and readings of a measure that leave a range.

        The value of a rule runs from 0, the strict reading, to 1, the wide one; the proposed reading lies between. A choice has
        a range and no distribution: it is never drawn.
        """
        rules = [
            Input(name, 0.0, min(max(place, 0.0), 1.0), 1.0) for name, (place, _) in self.contested.items()
        ]
        measured = [one for one in self._with_width if lever_named(one.naam).nature == CHOICE]
        return tuple(sorted([*rules, *measured], key=lambda one: one.naam))

    @cached_property
    def _with_width(self) -> list[Input]:
        how, wide = (
            self.scenario.onzekerheid.verdeling,
            {k: one for k, one in self.numbers.items() if not one.zeker},
        )
        return [Input(k, one.laag, one.verwacht, one.hoog, how) for k, one in sorted(wide.items())]

    @cached_property
    def correlation(self) -> np.ndarray:
        """How what is uncertain moves together; raises ValueError, in Dutch, where that cannot be."""
        return correlation(self.uncertain, self.scenario.onzekerheid.samenhang)

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
        return land.vsvs(self.scenario, self.model.country)

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

    @cached_property
    def of_vsvs(self) -> OfVsvs:
        """The whole cents of each VSV, as expected."""
        return country.of_vsvs(self.flows, self.participants, self.posts.bevallingen)

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

    def speaks(self, kind: str = "", values: Values | None = None) -> Estimator:
        """Make the scenario's estimator, or the one of ``kind``; births in the country may be uncertain (``values``).

        Its error is as much larger as unknown tasks make it (`Posts.onzekerder`).
        """
        births = land.births(self.scenario, values or {}, self.model.births)
        made = national.estimator(kind or self.raming, self.posts.bevallingen, self.country, births)
        return replace(made, residuals=made.residuals * self.posts.onzekerder)

    @cached_property
    def estimate(self) -> Estimate:
        """The country as expected, by the scenario's own estimator."""
        return Estimate(self.flows, self.speaks(), self.participants, self.births_taking_part({}))

    @cached_property
    def estimates(self) -> dict[str, Estimate]:
        """The country as expected, by every estimator."""
        return {kind: replace(self.estimate, speaks=self.speaks(kind)) for kind in national.KINDS}

    def estimate_at(self, values: Values, *, exact: bool = True) -> Estimate:
        """Give the country at these values; draws are not rounded."""
        made, births = self.flows_at(values, exact=exact), self.births_taking_part(values)
        return Estimate(made, self.speaks(values=values), self.participants, births)

    @cached_property
    def figures(self) -> dict[str, int]:
        """The country's whole cents in the reference year by quantity."""
        return {name: int(cents) for name, cents in self.estimate.totals.rounded().in_year(self.peil).items()}

    def births_taking_part(self, values: Values) -> np.ndarray:
        """Give the births in the VSVs that take part, (…, Y): those of who registered as registered, others as the country's mean."""
        counts = self.participants
        each = land.births(self.scenario, values, self.model.births)[..., None] / counts.country
        known = self.posts.bevallingen
        mean = np.where(np.isfinite(known), known, each).mean(axis=-1)
        return each * counts.raised + mean[..., None] * counts.counted


def all_cases(model: Model, scenarios: Mapping[str, Scenario]) -> dict[str, Case]:
    """Give scenarios on the same data: id → case, in their order."""
    return {name: Case(model, one) for name, one in scenarios.items()}


__all__ = ["Case", "all_cases"]
