"""The levers: each a pure function from costs to costs, and the order in which they work.

1. correction (mends what was registered), 2. pay policy (values the mended hours), 3. national arrangement
(takes away what is no longer done locally), 4. reading (says what of the rest is new). Factors commute with
each other, amounts with each other, and so do national arrangements of different tasks. A factor and an amount do not
commute, nor an amount and a pay policy; that is why the order is fixed. Index, participation, country and funding
follow in `projection`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.scenarios.posts import Costs, Posts
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.values import Interval

Values = Mapping[str, np.ndarray | float]
"""Values of uncertain numbers by name (``landelijk.ict.kosten_eur``): one number, or one per draw."""


def number(values: Values, name: str, interval: Interval) -> np.ndarray:
    """Give the value of a number: the given one, else the expected one; shape () or (draws,)."""
    return np.asarray(values.get(name, interval.verwacht), dtype="float64")


def per_post(value: np.ndarray, mask: np.ndarray, elsewhere: float) -> np.ndarray:
    """Lay a value over the marked posts and ``elsewhere`` over the others: shape (…, 1, P)."""
    return np.where(mask, value[..., None, None], elsewhere)


def correct(costs: Costs, factor: np.ndarray) -> Costs:
    """Multiply what was registered, hours and cash alike; ``factor`` is (…, 1, P) or (…, R, P)."""
    return replace(
        costs,
        vacatie=costs.vacatie * factor,
        loon=costs.loon * factor,
        inkoop=costs.inkoop * factor,
        vacatie_kaart=costs.vacatie_kaart * factor,
        loon_kaart=costs.loon_kaart * factor,
        vacatie_uren=costs.vacatie_uren * factor,
    )


def pay_nothing(costs: Costs) -> Costs:
    """Pay no vacatiegeld; wages and bought-in costs stay."""
    return replace(costs, vacatie=np.zeros_like(costs.vacatie))


def pay_by_card(costs: Costs, factor: np.ndarray, *, everyone: bool) -> Costs:
    """Pay every hour by the rate card × ``factor``, unpaid hours too; wages only when ``everyone``."""
    scale = factor[..., None, None]
    loon = costs.loon_kaart * scale if everyone else costs.loon
    return replace(costs, vacatie=costs.vacatie_kaart * scale, loon=loon)


def pay_at_most(costs: Costs, maximum_ct: np.ndarray) -> Costs:
    """Cap what a VSV pays on average per paid hour of a post, in cents per hour."""
    return replace(costs, vacatie=np.minimum(costs.vacatie, costs.vacatie_uren * maximum_ct[..., None, None]))


def keep_locally(costs: Costs, share: np.ndarray) -> Costs:
    """Keep a share of the local cost of each post, (…, 1, P); the national cost is counted apart."""
    return replace(costs, vacatie=costs.vacatie * share, loon=costs.loon * share, inkoop=costs.inkoop * share)


def read(costs: Costs, share: np.ndarray) -> Costs:
    """Say which part of each cell is new; changes no euro."""
    return replace(costs, aandeel=share)


def active_in(scenario: Scenario, year: int) -> frozenset[str]:
    """Name the national arrangements that have begun in a calendar year."""
    return frozenset(name for name, one in scenario.landelijk.items() if one.vanaf <= year)


def apply_levers(
    posts: Posts, scenario: Scenario, values: Values, active: frozenset[str], *, exact: bool
) -> Costs:
    """Let the levers of a scenario work on the registered costs, in the stated order.

    ``active`` names the national arrangements that have begun. ``exact`` rounds to whole cents after each
    lever that changes money, as a budget would; draws do not round. The input is not changed.
    """
    corrections = _corrections(posts, scenario, values)
    keep = np.ones((1, len(posts.taak)))
    for name in sorted(active):
        one = scenario.landelijk[name]
        mask = posts.of(one.taken) & posts.structural
        value = number(values, f"landelijk.{name}.lokaal_aandeel", one.lokaal_aandeel)
        keep = keep * per_post(value, mask, 1.0)
    shares = _shares(posts, scenario, values)
    if not exact:
        # A correction scales hours and cash alike, so it passes through every pay policy: one factor at the end will do.
        for factor in corrections:
            keep = keep * factor
        return read(keep_locally(_pay(posts.costs, scenario, values), keep), shares)
    costs = posts.costs
    for factor in corrections:
        costs = correct(costs, factor).rounded()
    costs = _pay(costs, scenario, values).rounded()
    return read(keep_locally(costs, keep).rounded(), shares)


def _corrections(posts: Posts, scenario: Scenario, values: Values) -> list[np.ndarray]:
    """Give the factors first and the amounts after them, each kind as one factor per post."""
    factors: list[np.ndarray] = []
    single = np.ones((1, len(posts.taak)))
    for name, one in sorted(scenario.correctie.items()):
        if one.factor is not None:
            mask = posts.of(one.taken) & (posts.aard == one.aard)
            single = single * per_post(number(values, f"correctie.{name}.factor", one.factor), mask, 1.0)
    if (single != 1).any():
        factors.append(single)
    amounts = np.ones((1, len(posts.taak)))
    corrected = posts.costs.total * single
    for name, one in sorted(scenario.correctie.items()):
        if one.bedrag_eur is None:
            continue
        added = 100 * number(values, f"correctie.{name}.bedrag_eur", one.bedrag_eur)
        for task in one.taken:
            mask = posts.of((task,)) & (posts.aard == one.aard)
            mean = (posts.average @ (corrected * mask).sum(axis=-1)[..., None]).mean(axis=(-2, -1))
            # The sum of amounts for one task: 1 + a/m + b/m, so that two amounts add up in any order.
            part = np.divide(
                added, mean, out=np.zeros(np.broadcast_shapes(added.shape, mean.shape)), where=mean != 0
            )
            amounts = amounts + per_post(part, mask, 0.0)
    if (amounts != 1).any():
        factors.append(np.maximum(amounts, 0.0))
    return factors


def _pay(costs: Costs, scenario: Scenario, values: Values) -> Costs:
    policy = scenario.vacatiegeld
    if policy is None or policy.vorm == "geregistreerd":
        return costs
    if policy.vorm == "geen":
        return pay_nothing(costs)
    # The schema asks for a maximum with that form, and allows none with another.
    if policy.maximum_eur is not None:
        return pay_at_most(costs, 100 * number(values, "vacatiegeld.maximum_eur", policy.maximum_eur))
    factor = number(values, "vacatiegeld.factor", policy.factor)
    return pay_by_card(costs, factor, everyone=policy.functies == "alle")


def contested(posts: Posts, scenario: Scenario) -> dict[str, tuple[float, np.ndarray]]:
    """Name the rules (or tasks, where rules are unknown) whose readings differ and that no measure settles.

    Gives name → (place of the expected reading between strict = 0 and wide = 1, mask of posts).
    """
    settled = np.zeros(len(posts.taak), dtype=bool)
    for one in scenario.lezing.values():
        settled |= posts.of(one.taken, one.regels)
    strict, middle, wide = (posts.nieuw[lezing].sum(axis=0) for lezing in LEZINGEN)
    found = {}
    for label, mine in posts.betwist.items():
        mask = mine & ~settled
        if not (wide[mask] != strict[mask]).any():
            continue
        swing = wide[mask].sum() - strict[mask].sum()
        if swing:
            found[f"lezing.{label}"] = (float((middle[mask].sum() - strict[mask].sum()) / swing), mask)
    return found


def _shares(posts: Posts, scenario: Scenario, values: Values) -> np.ndarray:
    by_reading = posts.nieuw_aandeel
    share = by_reading["verwacht"]
    for name, one in sorted(scenario.lezing.items()):
        mask = posts.of(one.taken, one.regels)
        if one.lezing is not None:
            share = np.where(mask, by_reading[one.lezing], share)
        elif one.nieuw is not None:
            share = np.where(mask, number(values, f"lezing.{name}.nieuw", one.nieuw)[..., None, None], share)
    place = np.full((1, len(posts.taak)), np.nan)
    for name, (_, mask) in contested(posts, scenario).items():
        if name in values:
            place = np.where(mask, np.asarray(values[name], dtype="float64")[..., None, None], place)
    if np.isnan(place).all():
        return share
    # At the ends the readings themselves, to the last digit; nowhere (NaN) what is proposed.
    between = by_reading["strikt"] + place * (by_reading["ruim"] - by_reading["strikt"])
    between = np.where(place == 1, by_reading["ruim"], between)
    return np.where(np.isnan(place), share, between)
