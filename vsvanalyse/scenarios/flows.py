"""What the measures make of the registered costs, and the yearly flows per VSV and for the country.

One-off and structural money stay apart in every figure. Costs are cash of the calendar year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios import funding
from vsvanalyse.scenarios.lever import Stage, Values, begun
from vsvanalyse.scenarios.measures import LEVERS, at, programma, structureel
from vsvanalyse.scenarios.measures.index import Prices
from vsvanalyse.scenarios.posts import Costs, Posts
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.yearly import ByPrice, Parts, Stretch, Yearly


@dataclass(frozen=True)
class Flows:
    """Cents per calendar year; leading axes for draws where something is uncertain.

    ``structureel, eerste, tweede``: local structural cost, one-off cost of a first and of a second year, of one VSV.
    ``regelingen`` is what each national arrangement costs, ``landelijk`` all together, (…, Y). ``structureel_geld`` is the structural
    money, ``programma`` (…, Y) the temporary money per VSV, and ``programma_structureel`` what of it is for structural cost.
    """

    structureel: Yearly
    eerste: Yearly
    tweede: Yearly
    regelingen: dict[str, Parts]
    landelijk: Parts
    structureel_geld: funding.Money
    programma: np.ndarray
    programma_structureel: np.ndarray


def costs_under(posts: Posts, scenario: Scenario, values: Values, year: int, *, exact: bool) -> Costs:
    """Let the measures of a scenario work on the registered costs, as far as they have begun in a calendar year.

    ``exact`` rounds to whole cents after each lever that changes money, as a budget would; draws do not round. The input is
    not changed.
    """
    corrections = [
        factor
        for lever in at(Stage.REGISTERED)
        for factor in lever.effect(posts, begun(lever.of(scenario), year), values)
    ]
    keep = np.ones((1, len(posts.taak)))
    for lever in at(Stage.ARRANGED):
        for factor in lever.effect(posts, begun(lever.of(scenario), year), values):
            keep = keep * factor
    share = posts.nieuw_aandeel["verwacht"]
    for lever in at(Stage.NEW):
        share = lever.effect(posts, lever.of(scenario), values, share)
    costs = posts.costs
    if exact:
        for factor in corrections:
            costs = costs.corrected(factor).rounded()
    else:
        # A correction scales hours and cash alike, so it passes through every pay policy: one factor at the end will do.
        for factor in corrections:
            keep = keep * factor
    for lever in at(Stage.PAY):
        costs = lever.effect(costs, lever.of(scenario), values)
    costs = (costs.rounded() if exact else costs).kept(keep)
    return replace(costs.rounded() if exact else costs, aandeel=share)


def first_year(posts: Posts, scenario: Scenario) -> int:
    """Give the earliest year whose prices the scenario needs."""
    needed = [
        year for lever in LEVERS for one in lever.of(scenario).values() for year in lever.price_years(one)
    ]
    return min(int(posts.jaren.min()), scenario.van, *needed)


def flows(posts: Posts, scenario: Scenario, values: Values, price: Prices, *, exact: bool) -> Flows:
    """Let levers, index and funding work: the yearly flows of one VSV and of the national arrangements.

    ``exact`` rounds every cell to whole cents after each lever; what follows (mean over years, price index, country)
    is rounded once, in the tables. Draws do not round.
    """
    years = np.array(scenario.jaren)
    registered, price_year = np.unique(posts.jaren, return_inverse=True)
    factors = price.factors(values, registered)
    stretches, norms = [], []
    for active in sorted({_begun(scenario, year) for year in scenario.jaren}):
        here = np.array([_begun(scenario, year) == active for year in scenario.jaren])
        costs = costs_under(posts, scenario, values, int(years[here][0]), exact=exact)
        rise = ByPrice(factors.people[..., here], factors.goods[..., here])
        stretches.append(Stretch(here, *_row_sums(costs, posts.structural, exact=exact), rise))
        if structureel.by_norm(scenario):
            of_rows = ByPrice(rise.people[..., price_year, :], rise.goods[..., price_year, :])
            norms.append((here, funding.norm(posts, costs, of_rows)))
    # What begins later leaves one-off posts alone, so the costs of any year give them.
    once = (
        Stretch(np.ones(len(years), dtype=bool), *_row_sums(costs, ~posts.structural, exact=exact), factors),
    )
    yearly = Yearly(posts.average, price_year, tuple(stretches))
    arranged = {
        name: lever.nationally(posts, name, one, values, price, costs)
        for lever in LEVERS
        if lever.nationally
        for name, one in lever.of(scenario).items()
    }
    if exact:
        arranged = {name: cost.each(round_half_up) for name, cost in arranged.items()}
    return Flows(
        yearly,
        Yearly(posts.first, price_year, once),
        Yearly(posts.second, price_year, once),
        arranged,
        sum(arranged.values(), start=Parts(np.zeros(len(years)), np.zeros(len(years)))),
        structureel.money(structureel.LEVER.one(scenario), values, price, yearly, norms),
        programma.per_vsv(programma.LEVER.of(scenario), scenario.jaren, values),
        programma.per_vsv(programma.structural(scenario), scenario.jaren, values),
    )


def _begun(scenario: Scenario, year: int) -> tuple[str, ...]:
    """Name the measures on costs that have begun in a calendar year."""
    return tuple(
        name
        for stage in (Stage.REGISTERED, Stage.ARRANGED)
        for lever in at(stage)
        for name in begun(lever.of(scenario), year)
    )


def _row_sums(costs: Costs, mask: np.ndarray, *, exact: bool) -> tuple[Parts, Parts]:
    """Sum the marked posts per row, of people and of goods: (…, R) each."""
    people, goods = (costs.vacatie + costs.loon)[..., mask], costs.inkoop[..., mask]
    share = costs.aandeel[..., mask]
    if exact:
        new_people = round_half_up(people * share)
        new_goods = round_half_up((people + goods) * share) - new_people
    else:
        new_people, new_goods = people * share, goods * share
    return Parts(people.sum(-1), new_people.sum(-1)), Parts(goods.sum(-1), new_goods.sum(-1))
