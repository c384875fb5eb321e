"""Scenarios beside each other: against the base, by measure, and by task."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import ONBEKEND
from vsvanalyse.faults import unknown
from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios import funding, national
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.checks import require
from vsvanalyse.scenarios.country import QUANTITIES
from vsvanalyse.scenarios.library import ScenarioError
from vsvanalyse.scenarios.run import Result, run_model, vsv_years
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.words import has_money
from vsvanalyse.scenarios.yearly import ByPrice

INTERACTION, START, END = "samenspel", "basis", "scenario"


def compare(cases: Mapping[str, Case], base: str = "basis") -> pd.DataFrame:
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
    require(cases.values())
    rows = []
    for name, case in cases.items():
        one, side, start = case.scenario, case.plain, cases[base].in_years_of(case).plain
        gap = [float(end[case.peil]) for end in case.estimate.interval("tekort")]
        one_off = int(round_half_up(case.estimate.totals.eenmalig).sum())
        half = _half_of_starters(case)
        row: dict[str, object] = {
            "scenario": name,
            "titel": one.titel,
            "prijzen": prices_at(one),
            "prijzen_jaren": price_level(one),
            "peiljaar": one.peiljaar,
            "n": side.estimate.speaks.n,
            "groep": case.model.groep,
            "heeft_geld": has_money(one),
            **{f"{maat}_ct": cents for maat, cents in case.figures.items()},
            "eenmalig_ct": one_off,
            "eenmalig_laag_ct": one_off - half,
            "eenmalig_hoog_ct": one_off + half,
            "starters": int(case.participants.first.sum()),
            "tekort_laag_ct": gap[0],
            "tekort_hoog_ct": gap[1],
        }
        for maat in ("structureel", "nieuw"):
            for name_of, middle, half in (
                (maat, case.figures[maat], float(case.estimate.half_width(maat)[case.peil])),
                (f"{maat}_vast", side.figures[maat], float(side.estimate.half_width(maat)[case.peil])),
                (
                    f"{maat}_verschil",
                    side.figures[maat] - start.figures[maat],
                    _half_of_difference(side, start, maat),
                ),
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


def _half_of_difference(case: Case, other: Case, maat: str) -> float:
    """Give half the interval of one - other in the reference year, from the differences per VSV; 0 where nothing differs."""
    here, there = (
        one.estimate.sampled(maat)[:, [one.peil]] * one.estimate.spread[one.peil] for one in (case, other)
    )
    return float(case.estimate.speaks.half_width(here - there)[0])


def _half_of_starters(case: Case) -> float:
    """Give half the interval of what beginning costs in all years together; NaN where nobody begins.

    All begin like the pilots did, in prices of their own years: so of one VSV the mean over who begins is taken, and the
    error is that of a total of strangers.
    """
    counts = case.participants
    starters = counts.first.sum()
    if not starters:
        return np.nan
    founding = national.per_vsv(case.n, counts.country)
    each = sum(
        part.per_vsv.whole @ count
        for part, count in ((case.flows.eerste, counts.first), (case.flows.tweede, counts.second))
    )
    return float(founding.half_width(each[:, None] / starters)[0] * founding.spread(starters))


def bridge(base: Case, case: Case) -> pd.DataFrame:
    """Walk from base to scenario: what every measure does alone, and what they do together beyond that.

    One row a step: ``stap`` (``basis``, each measure, ``samenspel``, ``scenario``), ``soort`` and ``<maat>_ct`` for the
    country in the scenario's reference year. Steps add up to the cent: the interaction is what is left.
    """
    base = base.in_years_of(case)
    start, end = base.figures, case.figures
    rows = [(START, "begin", *start.values())]
    known = base.scenario.maatregelen
    left = {maat: end[maat] - start[maat] for maat in QUANTITIES}
    for name, one in case.scenario.maatregelen.items():
        if known.get(name) == one:
            continue
        alone = base.with_measures({name: one}).figures
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


def by_task(base: Case, case: Case) -> pd.DataFrame:
    """Give per task the mean structural cost per VSV and year: ``taak, naam, basis_ct, scenario_ct, landelijk, verschil_ct``.

    All in the prices of the registration. What is arranged nationally follows as one row per arrangement: its cost in
    the reference year per VSV of the country. Floats, for display.
    """
    start, result = (run_model(one.plain) for one in (base.in_years_of(case), case))
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


def for_vsvs(cases: Mapping[str, Case]) -> pd.DataFrame:
    """Give what each scenario means for each VSV in the reference year; one row a VSV × scenario, whole cents.

    Own structural cost, its new part, its equal part of national arrangements, money, and gap (+ = short), in the scenario's
    own prices (``prijzen``). In prices of the registration, one price base for all: the whole cost (``kosten_vast_ct``), its
    new part (``nodig_vast_ct``), and the difference of the cost with the first scenario (``verschil_ct``). ``heeft_geld``: whether
    the scenario has money in some year.
    """
    parts = []
    first = next(iter(cases.values()))
    for name, case in cases.items():
        mine = _reference_year(case)
        plain, start = (_whole(one.plain) for one in (case, first.in_years_of(case)))
        told = {
            "scenario": name,
            "titel": case.scenario.titel,
            "prijzen": prices_at(case.scenario),
            "heeft_geld": has_money(case.scenario),
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


def steps(base: Case, case: Case) -> dict[str, Case]:
    """Walk from a base to a scenario, a measure at a time, each on top of those before it.

    Under ``""`` the base in the scenario's years, then under the name of each measure that it does not share with the base what
    stands so far. The last is the scenario itself.
    """
    start, known = base.in_years_of(case), base.scenario.maatregelen
    changed = {name: one for name, one in case.scenario.maatregelen.items() if known.get(name) != one}
    names = list(changed)
    found = {
        name: start.with_measures({one: changed[one] for one in names[: i + 1]})
        for i, name in enumerate(names)
    }
    return {"": start, **found, **({names[-1]: case} if names else {})}


def steps_for_vsvs(base: Case, case: Case) -> pd.DataFrame:
    """Give `for_vsvs` for each of `steps`; ``scenario`` names the step."""
    found = steps(base, case)
    require(found.values())
    return for_vsvs(found)


def steps_for_country(base: Case, case: Case) -> pd.DataFrame:
    """Give `compare` for each of `steps`; ``scenario`` names the step."""
    return compare(steps(base, case), "")


def same_need(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep of one VSV in `for_vsvs` the scenarios that differ in money only: those with money in the reference year and the same need.

    The most that agree, the first of equals; money that is unknown does not count.
    """
    paid = rows[rows["financiering_ct"].fillna(0) > 0]
    if paid.empty:
        return paid
    alike = paid.groupby(["prijzen", "nodig_ct"], sort=False).ngroup()
    return paid[alike == alike.value_counts(sort=False).idxmax()]


def _reference_year(case: Case) -> pd.DataFrame:
    years = vsv_years(case)
    return years[years["jaar"] == case.scenario.peiljaar].set_index("vsv")


def _whole(case: Case) -> pd.DataFrame:
    """Give each VSV's cost with its part of national arrangements, all and new: ``kosten_ct, nodig_ct`` by ``vsv``."""
    found, at = case.of_vsvs, case.peil
    whole = found.eigen.whole[:, at] + found.landelijk.whole[at]
    index = pd.Index(case.posts.vsvs, name="vsv")
    return pd.DataFrame({"kosten_ct": whole, "nodig_ct": found.nodig[:, at]}, index=index)


def winners(case: Case) -> pd.DataFrame:
    """Divide what the VSVs' own new tasks cost in the reference year by five rules (`funding.winners_and_losers`).

    The total is the same under every rule: what these VSVs spend together.
    """
    year = _reference_year(case)
    rise = case.prices.factors({}, case.posts.jaren)
    here = ByPrice(rise.people[:, [case.peil]], rise.goods[:, [case.peil]])
    norms = pd.Series(funding.norm(case.posts, case.costs, here)[:, 0], index=list(case.posts.vsvs))
    return funding.winners_and_losers(year["nieuw_ct"], year["bevallingen"], norms)


__all__ = [
    "END", "INTERACTION", "START", "bridge", "by_task", "compare", "featured", "for_vsvs", "price_level",
    "prices_at", "same_need", "steps", "steps_for_country", "steps_for_vsvs", "winners",
]  # fmt: skip
