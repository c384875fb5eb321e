"""Run one scenario on task costs: checks first, then exact cents per task, per VSV, per year and for the country."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vsvanalyse.basiskader import EENMALIG
from vsvanalyse.money import format_number, round_half_up
from vsvanalyse.scenarios import checks
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.country import QUANTITIES, SAMPLED
from vsvanalyse.scenarios.measures.land import BIRTHS, chosen_estimator
from vsvanalyse.scenarios.model import make_model
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.words import tasks_of, told


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
    return run_model(Case(make_model(taakkosten, profielen, n_land), scenario))


def run_model(case: Case) -> Result:
    """Run a scenario on a prepared model; raises ScenarioError as `run_scenario` does."""
    checks.require([case])
    years = _country_years(case)
    return Result(
        scenario=case.scenario,
        n=case.n,
        land=case.country,
        groep=case.model.groep,
        vsvs=case.posts.vsvs,
        taakkosten=_task_table(case),
        landelijk=_national_table(case),
        vsv_jaren=vsv_years(case),
        jaren=years,
        indexcijfers=_index_table(case),
        aannamen=assumptions(case),
        toelichting=(
            *case.posts.toelichting,
            *checks.about_prices(case),
            *checks.about_interval(years, case.n),
            *checks.remarks(case),
        ),
    )


def assumptions(case: Case) -> pd.DataFrame:
    """List what the figures rest on: births in the country, and one row a measure.

    ``maatregel, waarde`` (in words), ``reden, bron, status, datum``.
    """
    date, model = case.scenario.datum.isoformat(), case.model
    value = f"{format_number(model.births)} per jaar"
    rows = []
    if BIRTHS not in case.numbers:
        rows.append((BIRTHS, value, "om per bevalling te rekenen", model.births_source, "gepubliceerd", date))
    rows += [
        (name, told(one), one.reden, one.bron, one.status, date)
        for name, one in case.scenario.maatregelen.items()
    ]
    return pd.DataFrame(rows, columns=["maatregel", "waarde", "reden", "bron", "status", "datum"])


def _index_table(case: Case) -> pd.DataFrame:
    columns = ["soort", "jaar", "mutatie_pct", "status", "bron"]
    parts = [table.assign(soort=kind)[columns] for kind, table in case.prices.figures.items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _task_table(case: Case) -> pd.DataFrame:
    posts, costs = case.posts, case.costs
    new = round_half_up(costs.total * costs.aandeel)
    tasks, place = np.unique(posts.taak, return_inverse=True)
    member = np.eye(len(tasks))[place]
    single = posts.aard == EENMALIG
    unknown = ((posts.aangevuld @ member) > 0).ravel()

    def amounts(cells: np.ndarray, mask: np.ndarray) -> np.ndarray | pd.arrays.IntegerArray:
        summed = round_half_up((cells * mask) @ member).ravel()
        return pd.arrays.IntegerArray(summed, unknown) if unknown.any() else summed

    table: dict[str, object] = {
        name: np.repeat(posts.rows[name].array, len(tasks)) for name in ("vsv", "boekjaar")
    }
    structural, one_off = amounts(costs.total, ~single), amounts(costs.total, single)
    return pd.DataFrame(
        {
            **table,
            "taak": np.tile(tasks, len(posts.rows)),
            "structureel_ct": structural,
            "nieuw_ct": amounts(new, ~single),
            "eenmalig_ct": one_off,
            "eenmalig_nieuw_ct": amounts(new, single),
            "bedrag_ct": structural + one_off,
        }
    )


def _national_table(case: Case) -> pd.DataFrame:
    columns = ["maatregel", "taken", "jaar", "bedrag_ct", "nieuw_ct"]
    parts = [
        pd.DataFrame(
            {
                "maatregel": name,
                "taken": ", ".join(tasks_of(case.scenario.maatregelen[name])),
                "jaar": case.scenario.jaren,
                "bedrag_ct": cost.whole,
                "nieuw_ct": cost.new,
            }
        )
        for name, cost in case.flows.regelingen.items()
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def vsv_years(case: Case) -> pd.DataFrame:
    """Give one VSV × calendar year: the table ``vsv_jaren`` of `Result`."""
    posts, found = case.posts, case.of_vsvs
    count, years = len(posts.vsvs), len(case.scenario.jaren)
    births = np.repeat(posts.bevallingen, years)
    money, need = found.geld.ravel(), found.nodig.ravel()
    whole = (found.eigen.whole + found.landelijk.whole).ravel()
    unknown = np.repeat(found.onbekend, years)

    def known(cents: np.ndarray) -> np.ndarray | pd.arrays.IntegerArray:
        return pd.arrays.IntegerArray(cents, unknown) if unknown.any() else cents

    gap = known(need - money)
    return pd.DataFrame(
        {
            "vsv": np.repeat(np.array(posts.vsvs), years),
            "jaar": np.tile(np.array(case.scenario.jaren), count),
            "structureel_ct": found.eigen.whole.ravel(),
            "nieuw_ct": found.eigen.new.ravel(),
            "landelijk_ct": np.tile(found.landelijk.whole, count),
            "landelijk_nieuw_ct": np.tile(found.landelijk.new, count),
            "financiering_ct": known(money),
            "bevallingen": births,
            "tekort_ct": gap,
            "per_bevalling_ct": whole / births,
            "tekort_per_bevalling_ct": pd.Series(gap) / births,
        }
    )


def _country_years(case: Case) -> pd.DataFrame:
    counts, births = case.participants, case.estimate.births
    births = np.where(births > 0, births, np.nan)
    parts = []
    for kind, found in case.estimates.items():
        table: dict[str, object] = {
            "raming": kind,
            "n": found.speaks.n,
            "jaar": case.scenario.jaren,
            "vsvs": counts.present,
            "starters": counts.first,
        }
        if not found.speaks.possible:
            parts.append(pd.DataFrame(table | dict.fromkeys([f"{name}_ct" for name in QUANTITIES], pd.NA)))
            continue
        cents = found.totals.rounded()
        table |= {f"{name}_ct": getattr(cents, name) for name in QUANTITIES}
        # What is counted has no interval: it is missing, not nought wide.
        for name in SAMPLED:
            ends = found.interval(name)
            table |= {
                f"{name}_{end}_ct": _maybe_cents(at) for end, at in zip(("laag", "hoog"), ends, strict=True)
            }
        table["landelijk_ct"] = case.flows.landelijk.whole.astype("int64")
        table["programma_ct"] = round_half_up(case.flows.programma * counts.present)
        table["per_bevalling_ct"] = cents.structureel / births
        table["tekort_per_bevalling_ct"] = cents.tekort / births
        parts.append(pd.DataFrame(table))
    return pd.concat(parts, ignore_index=True)


def _maybe_cents(values: np.ndarray) -> pd.arrays.IntegerArray:
    """Round to whole cents; NA where there is no interval."""
    known = np.isfinite(values)
    return pd.arrays.IntegerArray(round_half_up(np.where(known, values, 0)), ~known)


__all__ = ["Result", "assumptions", "run_model", "run_scenario", "vsv_years"]
