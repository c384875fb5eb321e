"""A scenario on prepared data: from yearly flows of the pilots to the country, exactly or drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.money import round_half_up
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import national
from vsvanalyse.scenarios.index import Prices
from vsvanalyse.scenarios.levers import Values, number
from vsvanalyse.scenarios.national import Estimator
from vsvanalyse.scenarios.posts import Posts, make_posts
from vsvanalyse.scenarios.projection import Flows, Participants, first_year, flows, participants
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.values import exactly
from vsvanalyse.scenarios.yearly import Part
from vsvanalyse.separation import Rules

QUANTITIES = ("structureel", "nieuw", "eenmalig", "financiering", "tekort")
"""What a year of the country is told in: structural cost and its new part (national arrangements included), one-off
cost of VSVs that begin (apart), structural and temporary money, and the gap = new - money."""
DEFAULT_ESTIMATOR = "per_vsv"


@dataclass(frozen=True)
class Model:
    """Everything of the data that a scenario works on; made once, used for every scenario.

    ``country`` and ``births`` are the VSVs and births in the country, unless a scenario says otherwise; ``groep`` names the VSVs
    that registered, as `edition.Edition.group` does.
    """

    posts: Posts
    country: int
    births: float
    births_source: str = ""
    groep: str = ""

    @property
    def n(self) -> int:
        """How many VSVs registered."""
        return len(self.posts.vsvs)


def make_model(
    taakkosten: pd.DataFrame, profielen: pd.DataFrame, country: int | None = None, rules: Rules | None = None
) -> Model:
    """Prepare task costs (``taakkosten``, or the finer ``postkosten``) for any number of scenarios.

    ``country`` is the number of VSVs; without it the package's own (``land.csv``), which also gives the births. ``rules``
    say what is new of work that nobody is paid for yet.
    """
    land = basiskader.read_codelist("land").sort_values("jaar").groupby("grootheid").last()
    births = land.loc["bevallingen"]
    posts = make_posts(taakkosten, profielen, rules)
    return Model(
        posts,
        int(land.loc["vsvs", "waarde"]) if country is None else country,
        float(births["waarde"]),
        f"{births['bron']}, {births['jaar']} ({births['status']}); in elk jaar gelijk gehouden",
        "1 pilot" if len(posts.vsvs) == 1 else f"{len(posts.vsvs)} pilots",
    )


def edition_model(data: EditionData) -> Model:
    """Prepare an edition's post costs, with the number of VSVs in the country and the pilot set that the edition names."""
    made = make_model(data.postkosten, data.profielen, data.edition.n_land, data.rules)
    return replace(made, groep=data.edition.group(made.posts.vsvs))


def country_size(model: Model, scenario: Scenario) -> int:
    """Give the number of VSVs in the country under a scenario."""
    return (scenario.land and scenario.land.vsvs) or model.country


def country_births(model: Model, scenario: Scenario, values: Values) -> np.ndarray:
    """Give the births in the country under a scenario."""
    given = scenario.land.bevallingen if scenario.land else None
    return number(values, "land.bevallingen", given or exactly(model.births))


def in_years_of(base: Scenario, scenario: Scenario) -> Scenario:
    """Give ``base`` over the calendar years of ``scenario``, with the same reference year."""
    return base.model_copy(update={name: getattr(scenario, name) for name in ("van", "tot", "peiljaar")})


def without_inflation(scenario: Scenario) -> Scenario:
    """Give the scenario in prices of the registration, so that it can be set beside one without an index."""
    return scenario.model_copy(update={"index": None})


def in_prices_of(base: Scenario, scenario: Scenario) -> Scenario:
    """Give ``base`` in the prices of ``scenario``, so that steps between them are in one price base."""
    return base.model_copy(update={"index": scenario.index})


def chosen_estimator(scenario: Scenario) -> str:
    """Give the kind of estimator that a scenario asks for."""
    return scenario.land.raming if scenario.land else DEFAULT_ESTIMATOR


def make_estimator(
    model: Model, scenario: Scenario, kind: str | None = None, values: Values | None = None
) -> Estimator:
    """Make the scenario's estimator, or the one of ``kind``; births in the country may be uncertain (``values``).

    Its error is as much larger as unknown tasks make it (``Posts.onzekerder``).
    """
    made = national.estimator(
        kind or chosen_estimator(scenario),
        model.posts.bevallingen,
        country_size(model, scenario),
        country_births(model, scenario, values or {}),
    )
    return replace(made, residuals=made.residuals * model.posts.onzekerder)


def prices_of(model: Model, scenario: Scenario) -> Prices:
    """Give the price factors of a scenario; raises ValueError where figures are missing or mixed."""
    return Prices(scenario, first_year(model.posts, scenario))


def exact_flows(model: Model, scenario: Scenario, values: Values | None = None) -> Flows:
    """Give the yearly flows in whole cents, at the expected or the given values."""
    return flows(model.posts, scenario, values or {}, prices_of(model, scenario), exact=True)


def covers_structural(scenario: Scenario) -> bool:
    """Whether temporary money goes to structural costs."""
    one = scenario.financiering.programma
    return one is None or one.dekt == "structureel"


@dataclass(frozen=True)
class Luck:
    """What drawn pilots add to the weights of a mean, (D, V): for structural costs, and for founding a VSV."""

    structureel: np.ndarray
    oprichting: np.ndarray


def raise_to_country(
    weighted: Callable[[np.ndarray], np.ndarray], speaks: Estimator, counts: Participants
) -> np.ndarray:
    """Raise a sum over the VSVs that registered, weighted as it is asked, to those that take part, (…, Y): who registered is counted, others are estimated."""
    total = weighted(speaks.weights) * counts.raised
    if counts.counted.any():
        total = total + weighted(np.full(counts.n, 1 / counts.n)) * counts.counted
    return total


def country_totals(
    model: Model,
    scenario: Scenario,
    made: Flows,
    speaks: Estimator,
    values: Values | None = None,
    luck: Luck | None = None,
) -> np.ndarray:
    """Raise flows to the VSVs that take part: (…, Y, `QUANTITIES`).

    Who registered is counted; the others are estimated by ``speaks``, so that ``luck`` moves nothing in a year in which there
    are none. One-off costs are raised by number: a founding does not grow with births.
    """
    counts = participants_of(model, scenario)
    present, equal = counts.present, np.full(model.n, 1 / model.n)

    def raised(weighted: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        total = raise_to_country(weighted, speaks, counts)
        return total if luck is None else total + weighted(luck.structureel) * speaks.spread_of(counts)

    # Both parts in one go, with the years last as `raised` takes them.
    both = raised(lambda weights: np.swapaxes(made.structureel.weighted(weights), -1, -2))
    local = {part: both[..., part, :] for part in Part}
    structural, new = (local[i] + made.landelijk[..., i] for i in Part)
    one_off = np.zeros(len(present))
    founding = national.estimator("per_vsv", model.posts.bevallingen, speaks.country, np.array(0.0))
    for part, count in ((made.eerste, counts.first), (made.tweede, counts.second)):
        if count.any():
            one_off = one_off + part.weighted(equal)[..., Part.ALL] * count
            if luck is not None:
                one_off = one_off + part.weighted(luck.oprichting)[..., Part.ALL] * founding.spread(count)
    money = made.structureel_geld
    births = taking_part(model, scenario, values or {})
    received = money.per_vsv * present + money.per_bevalling * births
    if money.eigen.any():
        own = raised(lambda w: np.einsum("...v,...vy->...y", w, money.eigen))
        received = received + money.bounded(own, local[Part.NEW], present)
    if covers_structural(scenario):
        received = received + made.programma * present
    return np.stack(np.broadcast_arrays(structural, new, one_off, received, new - received), axis=-1)


def taking_part(model: Model, scenario: Scenario, values: Values) -> np.ndarray:
    """Give the births in the VSVs that take part, (…, Y): those of who registered as registered, others as the country's mean."""
    counts = participants_of(model, scenario)
    each = country_births(model, scenario, values)[..., None] / counts.country
    known = model.posts.bevallingen
    mean = np.where(np.isfinite(known), known, each).mean(axis=-1)
    return each * counts.raised + mean[..., None] * counts.counted


def participants_of(model: Model, scenario: Scenario) -> Participants:
    """Count the participating VSVs per calendar year under a scenario."""
    return participants(scenario, model.n, country_size(model, scenario))


def reference_figures(scenario: Scenario, totals: np.ndarray) -> dict[str, int]:
    """Give the whole cents of the reference year by quantity out of totals (Y, `QUANTITIES`)."""
    return dict(zip(QUANTITIES, whole_quantities(totals[scenario.peil]).tolist(), strict=True))


def key_figures(
    model: Model, scenario: Scenario, kind: str | None = None, values: Values | None = None
) -> dict[str, int]:
    """Give the country's whole cents in the reference year by quantity; fast, without tables.

    The gap is new - money of the rounded figures, so that what is shown adds up.
    """
    speaks = make_estimator(model, scenario, kind, values)
    totals = country_totals(model, scenario, exact_flows(model, scenario, values), speaks, values)
    return reference_figures(scenario, totals)


def whole_quantities(totals: np.ndarray) -> np.ndarray:
    """Round totals (…, `QUANTITIES`) to whole cents and let the gap be new - money of the rounded figures."""
    cents = round_half_up(totals)
    cents[..., QUANTITIES.index("tekort")] = (
        cents[..., QUANTITIES.index("nieuw")] - cents[..., QUANTITIES.index("financiering")]
    )
    return cents


__all__ = [
    "DEFAULT_ESTIMATOR",
    "QUANTITIES",
    "Luck",
    "Model",
    "chosen_estimator",
    "country_births",
    "country_size",
    "country_totals",
    "covers_structural",
    "edition_model",
    "exact_flows",
    "in_prices_of",
    "in_years_of",
    "key_figures",
    "make_estimator",
    "make_model",
    "participants_of",
    "prices_of",
    "raise_to_country",
    "reference_figures",
    "taking_part",
    "whole_quantities",
    "without_inflation",
]
