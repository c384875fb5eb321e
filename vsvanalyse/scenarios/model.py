"""A scenario on prepared data: from yearly flows of the pilots to the country, exactly or drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios import national
from vsvanalyse.scenarios.index import Prices
from vsvanalyse.scenarios.levers import Values, number
from vsvanalyse.scenarios.national import Estimator
from vsvanalyse.scenarios.posts import Posts, make_posts
from vsvanalyse.scenarios.projection import Flows, Participants, first_year, flows, participants
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.values import exactly
from vsvanalyse.scenarios.yearly import ALL, NEW
from vsvanalyse.separation import Rules
from vsvanalyse.store import EditionData

MEASURES = ("structureel", "nieuw", "eenmalig", "financiering", "tekort")
"""What a year of the country is told in: structural cost and its new part (national arrangements included), one-off
cost of VSVs that begin (apart), structural and temporary money, and the gap = new - money."""
DEFAULT_ESTIMATOR = "per_vsv"


@dataclass(frozen=True)
class Model:
    """Everything of the data that a scenario works on; made once, used for every scenario.

    ``country`` and ``births`` are the VSVs and births in the country, unless a scenario says otherwise.
    """

    posts: Posts
    country: int
    births: float
    births_source: str = ""

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
    return Model(
        make_posts(taakkosten, profielen, rules),
        int(land.loc["vsvs", "waarde"]) if country is None else country,
        float(births["waarde"]),
        f"{births['bron']}, {births['jaar']} ({births['status']}); in elk jaar gelijk gehouden",
    )


def edition_model(data: EditionData) -> Model:
    """Prepare an edition's post costs, with the number of VSVs in the country that the edition names."""
    return make_model(data.postkosten, data.profielen, data.edition.n_land, data.rules)


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


def country_totals(
    model: Model,
    scenario: Scenario,
    made: Flows,
    weights: np.ndarray,
    values: Values | None = None,
    *,
    founding: np.ndarray | None = None,
) -> np.ndarray:
    """Raise flows to the country under weights (V,) or (D, V): (…, Y, `MEASURES`).

    One-off costs have weights of their own: a founding does not grow with births.
    """
    counts = participants_of(model, scenario)
    present = counts.present
    mean = made.structureel.weighted(weights)
    structural = mean * present[:, None] + made.landelijk
    equal = np.full(model.n, 1 / model.n) if founding is None else founding
    one_off = np.zeros(len(present))
    for part, count in ((made.eerste, counts.first), (made.tweede, counts.second)):
        if count.any():
            one_off = one_off + part.weighted(equal)[..., ALL] * count
    money = made.structureel_geld
    each = country_births(model, scenario, values or {}) / country_size(model, scenario)
    own = np.einsum("...v,...vy->...y", weights, money.eigen) if money.eigen.any() else 0.0
    received = (money.per_vsv + money.per_bevalling * each[..., None] + own) * present
    if covers_structural(scenario):
        received = received + made.programma * present
    parts = (structural[..., ALL], structural[..., NEW], one_off, received, structural[..., NEW] - received)
    return np.stack(np.broadcast_arrays(*parts), axis=-1)


def participants_of(model: Model, scenario: Scenario) -> Participants:
    """Count the participating VSVs per calendar year under a scenario."""
    return participants(scenario, model.n, country_size(model, scenario))


def reference_figures(scenario: Scenario, totals: np.ndarray) -> dict[str, int]:
    """Give the whole cents of the reference year by measure out of totals (Y, `MEASURES`)."""
    return dict(zip(MEASURES, whole_measures(totals[scenario.peil]).tolist(), strict=True))


def key_figures(
    model: Model, scenario: Scenario, kind: str | None = None, values: Values | None = None
) -> dict[str, int]:
    """Give the country's whole cents in the reference year by measure; fast, without tables.

    The gap is new - money of the rounded figures, so that what is shown adds up.
    """
    speaks = make_estimator(model, scenario, kind, values)
    totals = country_totals(model, scenario, exact_flows(model, scenario, values), speaks.weights, values)
    return reference_figures(scenario, totals)


def whole_measures(totals: np.ndarray) -> np.ndarray:
    """Round totals (…, `MEASURES`) to whole cents and let the gap be new - money of the rounded figures."""
    cents = round_half_up(totals)
    cents[..., MEASURES.index("tekort")] = (
        cents[..., MEASURES.index("nieuw")] - cents[..., MEASURES.index("financiering")]
    )
    return cents
