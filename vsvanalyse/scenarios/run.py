"""Run one scenario on task costs: checks first, then exact cents per task, per VSV, per year and for the country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vsvanalyse.basiskader import EENMALIG
from vsvanalyse.money import format_number, round_half_up
from vsvanalyse.scenarios import checks, national, sampling
from vsvanalyse.scenarios.levers import active_in, apply_levers
from vsvanalyse.scenarios.library import ScenarioError
from vsvanalyse.scenarios.model import (
    QUANTITIES,
    Model,
    chosen_estimator,
    country_size,
    country_totals,
    covers_structural,
    exact_flows,
    make_estimator,
    make_model,
    participants_of,
    prices_of,
    taking_part,
    whole_quantities,
)
from vsvanalyse.scenarios.projection import Flows
from vsvanalyse.scenarios.schema import Scenario, with_measures
from vsvanalyse.scenarios.words import told
from vsvanalyse.scenarios.yearly import Part


@dataclass(frozen=True)
class Result:
    """What one scenario gives, in whole cents; ``n`` pilots (``vsvs``, named by ``groep``) out of ``land`` VSVs.

    - ``taakkosten``: one VSV × registered year × task after the levers of the reference year, in registered prices:
      ``structureel_ct, nieuw_ct, eenmalig_ct, eenmalig_nieuw_ct, bedrag_ct`` (all); NA where the cost is unknown.
    - ``landelijk``: one national arrangement × calendar year.
    - ``vsv_jaren``: one VSV × calendar year: own structural and new cost, its equal part of the national cost, its money,
      its gap (new - money), and cost and gap per birth.
    - ``jaren``: one estimator × calendar year for the VSVs that take part; structural and one-off apart; 95 % interval from
      the sampling of pilots of structural cost, its new part and the gap (``…_laag_ct, …_hoog_ct``), NA in years in which only
      they take part: those are counted. Columns of an estimator that cannot be made are NA.
    - ``indexcijfers``: one index figure used; ``aannamen``: one measure; ``toelichting``: remarks in Dutch.
    """

    scenario: Scenario
    n: int
    land: int
    groep: str
    vsvs: tuple[str, ...]
    taakkosten: pd.DataFrame
    landelijk: pd.DataFrame
    vsv_jaren: pd.DataFrame
    jaren: pd.DataFrame
    indexcijfers: pd.DataFrame
    aannamen: pd.DataFrame
    toelichting: tuple[str, ...]

    @property
    def peil(self) -> pd.Series:
        """The row of ``jaren`` for the reference year and the scenario's own estimator."""
        mine = self.jaren["raming"] == chosen_estimator(self.scenario)
        return self.jaren[mine & (self.jaren["jaar"] == self.scenario.peiljaar)].iloc[0]


def run_scenario(
    scenario: Scenario, taakkosten: pd.DataFrame, profielen: pd.DataFrame, *, n_land: int | None = None
) -> Result:
    """Run a scenario on task costs; the base scenario gives back what was registered, to the cent.

    ``taakkosten`` keeps its contract, or the finer contract ``postkosten`` (needed to move single rules). ``n_land``
    is the number of VSVs in the country. Raises ScenarioError with every reason, in Dutch, before anything runs.
    """
    return run_model(make_model(taakkosten, profielen, n_land), scenario)


def run_model(model: Model, scenario: Scenario) -> Result:
    """Run a scenario on a prepared model; raises ScenarioError as `run_scenario` does."""
    require(model, {scenario.id: scenario})
    made = exact_flows(model, scenario)
    years = _country_years(model, scenario, made)
    return Result(
        scenario=scenario,
        n=model.n,
        land=country_size(model, scenario),
        groep=model.groep,
        vsvs=model.posts.vsvs,
        taakkosten=_task_table(model, scenario),
        landelijk=_national_table(model, scenario),
        vsv_jaren=vsv_years(model, scenario, made),
        jaren=years,
        indexcijfers=_index_table(model, scenario),
        aannamen=assumptions(model, scenario),
        toelichting=(
            *model.posts.toelichting,
            *checks.about_prices(model, scenario),
            *checks.about_interval(years, model.n),
            *checks.remarks(model, scenario),
        ),
    )


def require(model: Model, scenarios: Mapping[str, Scenario]) -> None:
    """Raise ScenarioError with every reason why a scenario cannot run on these data, of all of them together."""
    if wrong := [fault for one in scenarios.values() for fault in checks.faults(model, one)]:
        raise ScenarioError("\n".join(wrong))


def run_all(model: Model, scenarios: Mapping[str, Scenario]) -> dict[str, Result]:
    """Run several scenarios: id → result, in the same order."""
    return {name: run_model(model, one) for name, one in scenarios.items()}


def assumptions(model: Model, scenario: Scenario) -> pd.DataFrame:
    """List what the figures rest on: births in the country, and one row a measure.

    ``maatregel, waarde`` (in words), ``reden, bron, status, datum``.
    """
    date = scenario.datum.isoformat()
    value = f"{format_number(model.births)} per jaar"
    rows = [
        ("land.bevallingen", value, "om per bevalling te rekenen", model.births_source, "gepubliceerd", date)
    ]
    if scenario.land and scenario.land.bevallingen:
        rows = []
    rows += [
        (name, told(one), one.reden, one.bron, one.status, date) for name, one in scenario.maatregelen.items()
    ]
    return pd.DataFrame(rows, columns=["maatregel", "waarde", "reden", "bron", "status", "datum"])


def _index_table(model: Model, scenario: Scenario) -> pd.DataFrame:
    figures = prices_of(model, scenario).figures
    columns = ["soort", "jaar", "mutatie_pct", "status", "bron"]
    parts = [table.assign(soort=kind)[columns] for kind, table in figures.items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _task_table(model: Model, scenario: Scenario) -> pd.DataFrame:
    posts = model.posts
    costs = apply_levers(posts, scenario, {}, active_in(scenario, scenario.peiljaar), exact=True)
    new = round_half_up(costs.total * costs.aandeel)
    tasks = np.unique(posts.taak)
    member = posts.taak[:, None] == tasks
    single = posts.aard == EENMALIG
    table = posts.rows.loc[posts.rows.index.repeat(len(tasks))].reset_index(drop=True)
    table["taak"] = np.tile(tasks, len(posts.rows))
    for column, cells, mask in (
        ("structureel_ct", costs.total, ~single),
        ("nieuw_ct", new, ~single),
        ("eenmalig_ct", costs.total, single),
        ("eenmalig_nieuw_ct", new, single),
    ):
        table[column] = round_half_up((cells * mask) @ member).ravel()
    amounts = ["structureel_ct", "nieuw_ct", "eenmalig_ct", "eenmalig_nieuw_ct"]
    unknown = ((posts.aangevuld @ member) > 0).ravel()
    if unknown.any():
        table[amounts] = table[amounts].astype("Int64").mask(pd.Series(unknown), axis=0)
    return table.assign(bedrag_ct=table["structureel_ct"] + table["eenmalig_ct"])


def _national_table(model: Model, scenario: Scenario) -> pd.DataFrame:
    columns = ["maatregel", "taken", "jaar", "bedrag_ct", "nieuw_ct"]
    parts = []
    for name, one in sorted(scenario.landelijk.items()):
        alone = with_measures(scenario.model_copy(update={"landelijk": {}}), {f"landelijk.{name}": one})
        cost = exact_flows(model, alone).landelijk.astype("int64")
        rows = {"maatregel": f"landelijk.{name}", "taken": ", ".join(one.taken), "jaar": scenario.jaren}
        parts.append(pd.DataFrame({**rows, "bedrag_ct": cost[:, Part.ALL], "nieuw_ct": cost[:, Part.NEW]}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def amounts_of_vsvs(
    model: Model, scenario: Scenario, made: Flows
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the whole cents of each VSV out of exact flows: own costs (V, Y, 2), its equal part of national ones (Y, 2), money (V, Y).

    Money has nothing per birth of a VSV whose births are unknown.
    """
    posts = model.posts
    present = participants_of(model, scenario).present
    shared = round_half_up(
        np.where(present[:, None] > 0, made.landelijk / np.maximum(present, 1)[:, None], 0)
    )
    money = made.structureel_geld.of_vsvs(posts.bevallingen)
    if covers_structural(scenario):
        money = money + made.programma
    money = round_half_up(money)
    return round_half_up(made.structureel.per_vsv()), shared, money


def vsv_years(model: Model, scenario: Scenario, made: Flows) -> pd.DataFrame:
    """Give one VSV × calendar year out of a scenario's exact flows: the table ``vsv_jaren`` of `Result`."""
    posts = model.posts
    own, shared, money = amounts_of_vsvs(model, scenario, made)
    count, years = len(posts.vsvs), len(scenario.jaren)
    table = pd.DataFrame(
        {
            "vsv": np.repeat(np.array(posts.vsvs), years),
            "jaar": np.tile(np.array(scenario.jaren), count),
            "structureel_ct": own[:, :, Part.ALL].ravel(),
            "nieuw_ct": own[:, :, Part.NEW].ravel(),
            "landelijk_ct": np.tile(shared[:, Part.ALL], count),
            "landelijk_nieuw_ct": np.tile(shared[:, Part.NEW], count),
            "financiering_ct": money.ravel(),
            "bevallingen": np.repeat(posts.bevallingen, years),
        }
    )
    if per_birth(scenario) and table["bevallingen"].isna().any():
        table["financiering_ct"] = table["financiering_ct"].astype("Int64").mask(table["bevallingen"].isna())
    table["tekort_ct"] = table["nieuw_ct"] + table["landelijk_nieuw_ct"] - table["financiering_ct"]
    table["per_bevalling_ct"] = (table["structureel_ct"] + table["landelijk_ct"]) / table["bevallingen"]
    table["tekort_per_bevalling_ct"] = table["tekort_ct"] / table["bevallingen"]
    return table


def per_birth(scenario: Scenario) -> bool:
    """Whether structural money depends on births."""
    rule = scenario.financiering.structureel
    return rule is not None and rule.per_bevalling_eur is not None


def has_money(scenario: Scenario) -> bool:
    """Whether the scenario has money for structural costs in some year; without it a gap says only what is needed."""
    one = scenario.financiering
    return one.structureel is not None or (one.programma is not None and covers_structural(scenario))


def _country_years(model: Model, scenario: Scenario, made: Flows) -> pd.DataFrame:
    counts = participants_of(model, scenario)
    present = counts.present
    births = taking_part(model, scenario, {})
    parts = []
    for kind in national.KINDS:
        speaks = make_estimator(model, scenario, kind)
        table = pd.DataFrame(
            {"raming": kind, "n": speaks.n, "jaar": scenario.jaren, "vsvs": present, "starters": counts.first}
        )
        amounts = [f"{name}_ct" for name in QUANTITIES]
        if not speaks.possible:
            parts.append(table.assign(**dict.fromkeys(amounts, pd.NA)))
            continue
        totals = country_totals(model, scenario, made, speaks)
        table[amounts] = whole_quantities(totals)
        # What is counted has no interval: it is missing, not nought wide.
        for name in ("structureel", "nieuw"):
            middle = totals[:, QUANTITIES.index(name)]
            half = sampling.half_width(model, scenario, made, speaks, name)
            table[f"{name}_laag_ct"], table[f"{name}_hoog_ct"] = (
                _maybe_cents(middle + sign * half) for sign in (-1, 1)
            )
        gap = sampling.gap_interval(model, scenario, made, speaks, totals)
        table["tekort_laag_ct"], table["tekort_hoog_ct"] = (_maybe_cents(end) for end in gap)
        table["landelijk_ct"] = made.landelijk[:, Part.ALL].astype("int64")
        table["programma_ct"] = round_half_up(made.programma * present)
        table["per_bevalling_ct"] = table["structureel_ct"] / np.where(births > 0, births, np.nan)
        table["tekort_per_bevalling_ct"] = table["tekort_ct"] / np.where(births > 0, births, np.nan)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def _maybe_cents(values: np.ndarray) -> pd.arrays.IntegerArray:
    """Round to whole cents; NA where there is no interval."""
    known = np.isfinite(values)
    return pd.arrays.IntegerArray(round_half_up(np.where(known, values, 0)), ~known)


__all__ = [
    "Result",
    "amounts_of_vsvs",
    "assumptions",
    "has_money",
    "per_birth",
    "require",
    "run_all",
    "run_model",
    "run_scenario",
    "vsv_years",
]
