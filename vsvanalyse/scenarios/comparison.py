"""Scenarios beside each other: against the base, by measure, and by task."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import ONBEKEND
from vsvanalyse.faults import unknown
from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios import funding, national, sampling
from vsvanalyse.scenarios.levers import active_in, apply_levers
from vsvanalyse.scenarios.library import ScenarioError
from vsvanalyse.scenarios.model import (
    QUANTITIES,
    Model,
    country_totals,
    exact_flows,
    in_years_of,
    key_figures,
    make_estimator,
    participants_of,
    prices_of,
    reference_figures,
    without_inflation,
)
from vsvanalyse.scenarios.national import Estimator
from vsvanalyse.scenarios.projection import Flows, Participants
from vsvanalyse.scenarios.run import Result, has_money, require, run_model, vsv_years
from vsvanalyse.scenarios.schema import Scenario, with_measures
from vsvanalyse.scenarios.yearly import Part

INTERACTION, START, END = "samenspel", "basis", "scenario"


def compare(model: Model, scenarios: Mapping[str, Scenario], base: str = "basis") -> pd.DataFrame:
    """Put scenarios side by side for the country in their reference year, the base first; one row a scenario.

    ``scenario, titel, prijzen, n, groep``; per quantity ``<maat>_ct`` in the scenario's own ``prijzen``. For structural and new cost
    also ``<maat>_vast_ct`` in the prices of the registration, one price base for all, and there the difference with the base
    (``<maat>_verschil_ct``), so that inflation is no part of it. Each with the 95 % interval from the sampling of pilots
    (``…_laag_ct, …_hoog_ct``; of a difference that of the paired differences), NaN where only those that registered take
    part. The gap has such an interval in the scenario's own prices (``tekort_laag_ct, tekort_hoog_ct``); it says something only
    where the scenario has money in some year (``heeft_geld``). The one-off cost is the sum over all
    years, in ``prijzen_jaren``, with its own interval; ``starters`` are the VSVs that begin. Raises
    ScenarioError when a scenario cannot run.
    """
    require(model, scenarios)
    rows = []
    for name, one in scenarios.items():
        own, side = _Side(model, one), _Side(model, without_inflation(one))
        start = _Side(model, without_inflation(in_years_of(scenarios[base], one)))
        row: dict[str, object] = {
            "scenario": name,
            "titel": one.titel,
            "prijzen": prices_at(one),
            "prijzen_jaren": price_level(one),
            "peiljaar": one.peiljaar,
            "n": side.speaks.n,
            "groep": model.groep,
            "heeft_geld": has_money(one),
            **{f"{maat}_ct": cents for maat, cents in own.figures.items()},
            "eenmalig_ct": own.one_off_ct,
            "eenmalig_laag_ct": own.one_off_ct - own.one_off_half,
            "eenmalig_hoog_ct": own.one_off_ct + own.one_off_half,
            "starters": own.starters,
            "tekort_laag_ct": own.gap_interval[0],
            "tekort_hoog_ct": own.gap_interval[1],
        }
        for i, maat in ((Part.ALL, "structureel"), (Part.NEW, "nieuw")):
            change = side.figures[maat] - start.figures[maat]
            for name_of, middle, half in (
                (maat, own.figures[maat], own.half_width(i)),
                (f"{maat}_vast", side.figures[maat], side.half_width(i)),
                (f"{maat}_verschil", change, side.half_width_of_difference(start, i)),
            ):
                row |= {
                    f"{name_of}_ct": middle,
                    f"{name_of}_laag_ct": middle - half,
                    f"{name_of}_hoog_ct": middle + half,
                }
        rows.append(row)
    return pd.DataFrame(rows)


def price_level(scenario: Scenario) -> str:
    """Say in which prices a scenario's amounts are."""
    return "prijzen van het jaar zelf" if scenario.index else "prijzen van de registratie"


def prices_at(scenario: Scenario) -> str:
    """Say in which prices a scenario's amounts of the reference year are."""
    return f"prijzen van {scenario.peiljaar}" if scenario.index else "prijzen van de registratie"


class _Side:
    """One scenario's country, with what is needed to set its reference year against another's."""

    def __init__(self, model: Model, scenario: Scenario) -> None:
        self.speaks: Estimator = make_estimator(model, scenario)
        made, counts = exact_flows(model, scenario), participants_of(model, scenario)
        totals = country_totals(model, scenario, made, self.speaks)
        self.figures = reference_figures(scenario, totals)
        spread = self.speaks.spread_of(counts)[scenario.peil]
        self.estimated, self.costs = bool(spread), made.structureel.per_vsv()[:, scenario.peil] * spread
        self.one_off_ct = int(round_half_up(totals[:, QUANTITIES.index("eenmalig")]).sum())
        self.starters = int(counts.first.sum())
        ends = sampling.gap_interval(model, scenario, made, self.speaks, totals)
        self.gap_interval = tuple(float(end[scenario.peil]) for end in ends)
        self.one_off_half = _half_of_starters(model, made, counts)

    def half_width(self, part: Part) -> float:
        """Give half the interval of this side's own cost; NaN where nothing is estimated."""
        return float(self.speaks.half_width(self.costs[:, [part]])[0]) if self.estimated else np.nan

    def half_width_of_difference(self, other: _Side, part: Part) -> float:
        """Give half the interval of this - other, from the differences per VSV; 0 where nothing differs."""
        return float(self.speaks.half_width((self.costs - other.costs)[:, [part]])[0])


def _half_of_starters(model: Model, made: Flows, counts: Participants) -> float:
    """Give half the interval of what beginning costs in all years together; NaN where nobody begins.

    All begin like the pilots did, in prices of their own years: so of one VSV the mean over who begins is taken, and the
    error is that of a total of strangers.
    """
    starters = counts.first.sum()
    if not starters:
        return np.nan
    founding = national.estimator("per_vsv", model.posts.bevallingen, counts.country, np.array(0.0))
    each = sum(
        part.per_vsv()[..., Part.ALL] @ count
        for part, count in ((made.eerste, counts.first), (made.tweede, counts.second))
    )
    return float(founding.half_width(each[:, None] / starters)[0] * founding.spread(starters))


def bridge(model: Model, base: Scenario, scenario: Scenario) -> pd.DataFrame:
    """Walk from base to scenario: what every measure does alone, and what they do together beyond that.

    One row a step: ``stap`` (``basis``, each measure, ``samenspel``, ``scenario``), ``soort`` and ``<maat>_ct`` for the
    country in the scenario's reference year. Steps add up to the cent: the interaction is what is left.
    """
    base = in_years_of(base, scenario)
    start, end = key_figures(model, base), key_figures(model, scenario)
    rows = [(START, "begin", *start.values())]
    known = base.maatregelen
    left = {maat: end[maat] - start[maat] for maat in QUANTITIES}
    for name, one in scenario.maatregelen.items():
        if known.get(name) == one:
            continue
        alone = key_figures(model, with_measures(base, {name: one}))
        effect = {maat: alone[maat] - start[maat] for maat in QUANTITIES}
        left = {maat: left[maat] - effect[maat] for maat in QUANTITIES}
        rows.append((name, "maatregel", *effect.values()))
    rows += [(INTERACTION, "samenspel", *left.values()), (END, "eind", *end.values())]
    return pd.DataFrame(rows, columns=["stap", "soort", *(f"{maat}_ct" for maat in QUANTITIES)])


def featured(scenarios: Mapping[str, Scenario], name: str = "") -> Scenario:
    """Give the scenario that a report looks at closely: the named one, or else the one with the most measures.

    Raises ScenarioError for a name that is not among them.
    """
    if name:
        if name not in scenarios:
            raise ScenarioError(unknown("scenario", name, scenarios))
        return scenarios[name]
    return max(scenarios.values(), key=lambda one: len(one.maatregelen))


def by_task(model: Model, base: Scenario, scenario: Scenario) -> pd.DataFrame:
    """Give per task the mean structural cost per VSV and year: ``taak, naam, basis_ct, scenario_ct, landelijk, verschil_ct``.

    All in the prices of the registration. What is arranged nationally follows as one row per arrangement: its cost in
    the reference year per VSV of the country. Floats, for display.
    """
    same = without_inflation(in_years_of(base, scenario))
    start, result = (run_model(model, one) for one in (same, without_inflation(scenario)))
    before, after = (_task_means(one) for one in (start, result))
    names = {**basiskader.task_names(), ONBEKEND: "Onbekende taak"}
    table = pd.DataFrame({"basis_ct": before, "scenario_ct": after}).fillna(0.0).reset_index(names="taak")
    table.insert(1, "naam", table["taak"].map(names))
    year = result.landelijk[result.landelijk["jaar"] == result.scenario.peiljaar]
    shared = pd.DataFrame(
        {
            "taak": year["taken"],
            "naam": "Landelijk geregeld (deel per VSV)",
            "basis_ct": 0.0,
            "scenario_ct": year["bedrag_ct"].astype("float64") / result.land,
        }
    )
    parts = [table.assign(landelijk=False), shared.assign(landelijk=True)]
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return table.assign(verschil_ct=table["scenario_ct"] - table["basis_ct"])


def _task_means(result: Result) -> pd.Series:
    per_vsv = result.taakkosten.groupby(["vsv", "taak"])["structureel_ct"].mean()
    return per_vsv.groupby("taak").mean()


def for_vsvs(model: Model, results: Mapping[str, Result]) -> pd.DataFrame:
    """Give what each scenario means for each VSV in the reference year; one row a VSV × scenario, whole cents.

    Own structural cost, its new part, its equal part of national arrangements, money, and gap (+ = short), in the scenario's
    own prices (``prijzen``). In prices of the registration, one price base for all: the whole cost (``kosten_vast_ct``), its
    new part (``nodig_vast_ct``), and the difference of the cost with the first scenario (``verschil_ct``). ``heeft_geld``: whether
    the scenario has money in some year.
    """
    parts = []
    first = next(iter(results.values())).scenario
    for name, result in results.items():
        mine = _reference_year(result.vsv_jaren, result.scenario)
        plain, start = (
            _whole(model, without_inflation(one))
            for one in (result.scenario, in_years_of(first, result.scenario))
        )
        told = {
            "scenario": name,
            "titel": result.scenario.titel,
            "prijzen": prices_at(result.scenario),
            "heeft_geld": has_money(result.scenario),
        }
        vast = {
            "kosten_vast_ct": plain["kosten_ct"],
            "nodig_vast_ct": plain["nodig_ct"],
            "verschil_ct": plain["kosten_ct"] - start["kosten_ct"],
        }
        parts.append(mine.assign(**told, **vast).reset_index())
    table = pd.concat(parts, ignore_index=True)
    table["kosten_ct"] = table["structureel_ct"] + table["landelijk_ct"]
    table["nodig_ct"] = table["nieuw_ct"] + table["landelijk_nieuw_ct"]
    return table


def steps(base: Scenario, scenario: Scenario) -> dict[str, Scenario]:
    """Walk from a base to a scenario, a measure at a time, each on top of those before it.

    Under ``""`` the base in the scenario's years, then under the name of each measure that it does not share with the base what
    stands so far. The last is the scenario itself.
    """
    start, known = in_years_of(base, scenario), base.maatregelen
    changed = {name: one for name, one in scenario.maatregelen.items() if known.get(name) != one}
    names = list(changed)
    found = {
        name: with_measures(start, {one: changed[one] for one in names[: i + 1]})
        for i, name in enumerate(names)
    }
    return {"": start, **found, **({names[-1]: scenario} if names else {})}


def steps_for_vsvs(model: Model, base: Scenario, scenario: Scenario) -> pd.DataFrame:
    """Give `for_vsvs` for each of `steps`; ``scenario`` names the step."""
    made = {name: run_model(model, one) for name, one in steps(base, scenario).items()}
    return for_vsvs(model, made)


def steps_for_country(model: Model, base: Scenario, scenario: Scenario) -> pd.DataFrame:
    """Give `compare` for each of `steps`; ``scenario`` names the step."""
    return compare(model, steps(base, scenario), "")


def same_need(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep of one VSV in `for_vsvs` the scenarios that differ in money only: those with money in the reference year and the same need.

    The most that agree, the first of equals; money that is unknown does not count.
    """
    paid = rows[rows["financiering_ct"].fillna(0) > 0]
    if paid.empty:
        return paid
    alike = paid.groupby(["prijzen", "nodig_ct"], sort=False).ngroup()
    return paid[alike == alike.value_counts(sort=False).idxmax()]


def _reference_year(years: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    return years[years["jaar"] == scenario.peiljaar].set_index("vsv")


def _whole(model: Model, scenario: Scenario) -> pd.DataFrame:
    """Give each VSV's cost with its part of national arrangements, all and new: ``kosten_ct, nodig_ct`` by ``vsv``."""
    years = _reference_year(vsv_years(model, scenario, exact_flows(model, scenario)), scenario)
    return pd.DataFrame(
        {
            "kosten_ct": years["structureel_ct"] + years["landelijk_ct"],
            "nodig_ct": years["nieuw_ct"] + years["landelijk_nieuw_ct"],
        }
    )


def winners(model: Model, result: Result) -> pd.DataFrame:
    """Divide what the VSVs' own new tasks cost in the reference year by five rules (`funding.winners_and_losers`).

    The total is the same under every rule: what these VSVs spend together.
    """
    scenario = result.scenario
    year = result.vsv_jaren[result.vsv_jaren["jaar"] == scenario.peiljaar].set_index("vsv")
    costs = apply_levers(model.posts, scenario, {}, active_in(scenario, scenario.peiljaar), exact=True)
    factors = prices_of(model, scenario).factors({}, model.posts.rows["boekjaar"].to_numpy())
    norms = pd.Series(
        funding.norm(model.posts, costs, factors[:, [scenario.peil]])[:, 0], index=list(model.posts.vsvs)
    )
    return funding.winners_and_losers(year["nieuw_ct"], year["bevallingen"], norms)


__all__ = [
    "END",
    "INTERACTION",
    "START",
    "bridge",
    "by_task",
    "compare",
    "featured",
    "for_vsvs",
    "price_level",
    "prices_at",
    "same_need",
    "steps",
    "steps_for_country",
    "steps_for_vsvs",
    "winners",
]
