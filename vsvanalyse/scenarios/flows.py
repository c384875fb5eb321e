"""What the measures make of the registered costs, and the yearly flows per VSV and for the country.

One-off and structural money stay apart in every figure. Costs are cash of the calendar year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios import funding
from vsvanalyse.scenarios.lever import Own, Stage, Values
from vsvanalyse.scenarios.measures import LEVERS, at, programma, structureel
from vsvanalyse.scenarios.measures.lezing import PROPOSED
from vsvanalyse.scenarios.posts import Costs
from vsvanalyse.scenarios.yearly import ByPrice, Parts, Stretch, Yearly

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case


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


def costs_under(case: Case, own: Own, values: Values, *, exact: bool) -> Costs:
    """Let measures work on the registered costs, in the order of their stages.

    ``exact`` rounds to whole cents after each lever that changes money, as a budget would; draws do not round. The input is
    not changed.
    """
    posts = case.posts
    corrections = [f for one in at(Stage.REGISTERED) for f in one.effect(posts, own[one.kind], values)]
    keep = np.ones((1, len(posts.taak)))
    for lever in at(Stage.ARRANGED):
        for factor in lever.effect(posts, own[lever.kind], values):
            keep = keep * factor
    share = posts.nieuw_aandeel[PROPOSED]
    for lever in at(Stage.NEW):
        share = lever.effect(posts, own[lever.kind], values, share)
    costs = posts.costs
    for factor in corrections:
        if exact:
            costs = costs.corrected(factor).rounded()
        else:
            # A correction scales hours and cash alike, so it passes through every pay policy: one factor at the end will do.
            keep = keep * factor
    for lever in at(Stage.PAY):
        costs = lever.effect(costs, own[lever.kind], values)
    costs = (costs.rounded() if exact else costs).kept(keep)
    return replace(costs.rounded() if exact else costs, aandeel=share)


def flows(case: Case, values: Values, *, exact: bool) -> Flows:
    """Let levers, index and funding work: the yearly flows of one VSV and of the national arrangements.

    ``exact`` rounds every cell to whole cents after each lever; what follows (mean over years, price index, country)
    is rounded once, in the tables. Draws do not round.
    """
    posts, price, jaren = case.posts, case.prices, case.scenario.jaren
    registered, price_year = np.unique(posts.jaren, return_inverse=True)
    factors = price.factors(values, registered)
    money, programme = (case.own[lever.LEVER.kind] for lever in (structureel, programma))
    stretches, norms = [], []
    for here, own in case.stretches:
        costs = costs_under(case, own, values, exact=exact)
        rise = ByPrice(factors.people[..., here], factors.goods[..., here])
        stretches.append(Stretch(here, *_row_sums(costs, posts.structural, exact=exact), rise))
        if any(rule.vorm == "norm" for rule in money.values()):
            of_rows = ByPrice(rise.people[..., price_year, :], rise.goods[..., price_year, :])
            norms.append((here, funding.norm(posts, costs, of_rows)))
    # What begins later leaves one-off posts alone, so the costs of any year give them.
    single = _row_sums(costs, ~posts.structural, exact=exact)
    once = (Stretch(np.ones(len(jaren), dtype=bool), *single, factors),)
    yearly = Yearly(posts.average, price_year, tuple(stretches))
    arranged = {
        name: lever.nationally(posts, name, one, values, price, costs)
        for lever in LEVERS
        if lever.nationally
        for name, one in case.own[lever.kind].items()
    }
    if exact:
        arranged = {name: cost.each(round_half_up) for name, cost in arranged.items()}
    return Flows(
        yearly,
        Yearly(posts.first, price_year, once),
        Yearly(posts.second, price_year, once),
        arranged,
        sum(arranged.values(), start=Parts(np.zeros(len(jaren)), np.zeros(len(jaren)))),
        structureel.money(money, values, price, yearly, norms),
        programma.per_vsv(programme, jaren, values),
        programma.per_vsv(programma.structural(programme), jaren, values),
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
