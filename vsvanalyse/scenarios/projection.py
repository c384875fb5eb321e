"""Calendar years: participation, and the yearly flows per VSV and for the country.

One-off and structural money stay apart in every figure. Costs are cash of the calendar year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios import funding
from vsvanalyse.scenarios.index import Prices
from vsvanalyse.scenarios.levers import Values, active_in, apply_levers, number
from vsvanalyse.scenarios.posts import Costs, Posts
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.yearly import Price, Stretch, Yearly


@dataclass(frozen=True)
class Flows:
    """Cents per calendar year; leading axes for draws where something is uncertain.

    ``structureel, eerste, tweede``: local structural cost, one-off cost of a first and of a second year, of one VSV.
    ``landelijk`` (…, Y, 2) is the cost of national arrangements, all and new. ``structureel_geld`` is the structural money,
    ``programma`` (…, Y) the temporary money per VSV.
    """

    structureel: Yearly
    eerste: Yearly
    tweede: Yearly
    landelijk: np.ndarray
    structureel_geld: funding.Money
    programma: np.ndarray


def first_year(posts: Posts, scenario: Scenario) -> int:
    """Give the earliest year whose prices the scenario needs."""
    years = [one.prijspeil for one in scenario.landelijk.values() if one.prijspeil]
    rule = scenario.financiering.structureel
    if rule is not None and rule.geindexeerd:
        years.append(rule.vanaf)
    return min(int(posts.jaren.min()), scenario.van, *years)


@dataclass(frozen=True)
class Participants:
    """VSVs per calendar year: those that take part, that are in their first year, and in their second.

    ``n`` registered, out of ``country``. Who registered takes part first, and is counted; the others are estimated.
    """

    present: np.ndarray
    first: np.ndarray
    second: np.ndarray
    n: int
    country: int

    @property
    def raised(self) -> np.ndarray:
        """How many times the country's mean the total of a year holds: (Y,), all VSVs when everyone takes part."""
        others = self.country - self.n
        return self.country * np.maximum(self.present - self.n, 0) / others if others else 0.0 * self.present

    @property
    def counted(self) -> np.ndarray:
        """How many times the mean of who registered is in that total besides: (Y,), 0 when everyone takes part."""
        known = np.minimum(self.present, self.n)
        return known - self.raised * self.n / self.country


def participants(scenario: Scenario, n: int, country: int) -> Participants:
    """Count the participating VSVs per calendar year.

    Without participation everyone in the country takes part and nobody begins. A VSV that leaves and comes back
    does not found itself again; one that leaves after its first year has no second.
    """
    years = [scenario.van - 1, *scenario.jaren]
    if scenario.deelname is None:
        none = np.zeros(len(scenario.jaren), dtype=int)
        return Participants(np.full(len(scenario.jaren), country), none, none, n, country)
    given = sorted(scenario.deelname.vsvs.items())
    present = np.array([next((count for year, count in reversed(given) if year <= y), n) for y in years])
    earlier = max([n, *[count for year, count in given if year < years[0]]])
    begin = np.diff(np.maximum.accumulate(np.concatenate([[earlier], present])))
    return Participants(present[1:], begin[1:], np.minimum(begin[:-1], present[1:]), n, country)


def flows(posts: Posts, scenario: Scenario, values: Values, price: Prices, *, exact: bool) -> Flows:
    """Let levers, index and funding work: the yearly flows of one VSV and of the national arrangements.

    ``exact`` rounds every cell to whole cents after each lever; what follows (mean over years, price index, country)
    is rounded once, in the tables. Draws do not round.
    """
    years = np.array(scenario.jaren)
    registered, price_year = np.unique(posts.jaren, return_inverse=True)
    factors = price.factors(values, registered)
    stretches, norms = [], []
    for active in sorted({active_in(scenario, year) for year in years}, key=sorted):
        costs = apply_levers(posts, scenario, values, active, exact=exact)
        at = np.array([active_in(scenario, year) == active for year in years])
        here = factors[..., at, :]
        stretches.append(Stretch(at, _row_sums(posts, costs, posts.structural, exact=exact), here))
        if funding.by_norm(scenario):
            norms.append((at, funding.norm(posts, costs, here[..., price_year, :, :])))
    # National arrangements leave one-off posts alone, so the costs of any year give them.
    single = _row_sums(posts, costs, ~posts.structural, exact=exact)
    once = (Stretch(np.ones(len(years), dtype=bool), single, factors),)
    structural = Yearly(posts.average, price_year, tuple(stretches))
    return Flows(
        structural,
        Yearly(posts.first, price_year, once),
        Yearly(posts.second, price_year, once),
        _national(posts, scenario, values, price, costs, exact=exact),
        funding.structural_money(posts, scenario, values, price, structural, norms),
        funding.programme(scenario, values),
    )


def _row_sums(posts: Posts, costs: Costs, mask: np.ndarray, *, exact: bool) -> np.ndarray:
    """Sum the marked posts per row: (…, R, people and goods, all and new)."""
    people, goods = (costs.vacatie + costs.loon)[..., mask], costs.inkoop[..., mask]
    share = costs.aandeel[..., mask]
    if exact:
        new_people = round_half_up(people * share)
        new_goods = round_half_up((people + goods) * share) - new_people
    else:
        new_people, new_goods = people * share, goods * share
    sums = [people.sum(-1), new_people.sum(-1), goods.sum(-1), new_goods.sum(-1)]
    stacked = np.stack(np.broadcast_arrays(*sums), axis=-1)
    return stacked.reshape(*stacked.shape[:-1], 2, 2).astype("float64")


def _national(
    posts: Posts, scenario: Scenario, values: Values, price: Prices, costs: Costs, *, exact: bool
) -> np.ndarray:
    years = np.array(scenario.jaren)
    total = np.zeros((len(years), 2))
    for name, one in sorted(scenario.landelijk.items()):
        amount = 100 * number(values, f"landelijk.{name}.kosten_eur", one.kosten_eur)
        level = one.prijspeil or posts.prijsjaar
        factor = price.factors(values, np.array([level]))[
            ..., 0, :, Price.PEOPLE if one.soort == "personeel" else Price.GOODS
        ]
        yearly = np.where(years >= one.vanaf, amount[..., None] * factor, 0.0)
        share = (
            number(values, f"landelijk.{name}.nieuw", one.nieuw)
            if one.nieuw is not None
            else _present_share(posts, costs, posts.of(one.taken) & posts.structural)
        )
        both = np.stack(np.broadcast_arrays(yearly, yearly * share[..., None]), axis=-1)
        total = total + (round_half_up(both) if exact else both)
    return total


def _present_share(posts: Posts, costs: Costs, mask: np.ndarray) -> np.ndarray:
    """Give the new part of what was registered for the marked posts, of the mean VSV: shape (…)."""
    registered = posts.costs.total * mask
    whole = (posts.average @ registered.sum(axis=-1)).sum()
    new = ((registered * costs.aandeel).sum(axis=-1) @ posts.average.T).sum(axis=-1)
    return new / whole if whole else np.zeros_like(new)
