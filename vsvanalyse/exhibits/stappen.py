"""The chapter of one scenario step by step: what every measure does alone, what they do together, and per task."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.edition.starter import BASE
from vsvanalyse.evidence.claims import REGISTERED_PRICES, fact
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios, distinct, goes_on, quoted
from vsvanalyse.exhibits.kinds import Bridge, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group, once, task_name, with_total
from vsvanalyse.exhibits.scenarios import change_claim, of_country
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import comparison
from vsvanalyse.scenarios.comparison import END, START, prices_at
from vsvanalyse.scenarios.labels import measure_label
from vsvanalyse.scenarios.schema import Scenario

_ALONE = "Elke maatregel alleen, tegen de basis; de laatste stap is wat zij samen anders doen dan opgeteld."


@once
def _steps(data: EditionData, base: Scenario, scenario: Scenario) -> pd.DataFrame:
    """Give the steps from base to scenario, columns named as a reader meets them."""
    steps = comparison.bridge(cases.case(data, base), cases.case(data, scenario))
    ends = {START: base.titel, END: scenario.titel}
    named = [ends[step] if step in ends else measure_label(scenario, step) for step in steps["stap"]]
    columns = {f"{name}_ct": f"land_{name}_ct" for name in ("structureel", "nieuw", "tekort")}
    columns |= {"financiering_ct": "land_geld_ct", "eenmalig_ct": "land_eenmalig_jaar_ct"}
    return steps.rename(columns=columns).assign(naam=distinct(named), totaal=steps["soort"] == "eind")


@exhibit
def brug(data: EditionData, scenarios: Scenarios, naam: str = "") -> Bridge:
    """From the base to a scenario in prices of the registration; ``naam`` is the scenario, else the one with most measures."""
    case = cases.featured(data, scenarios, naam)
    scenario = case.scenario
    steps = _steps(data, cases.case(data, scenarios[BASE]).plain.scenario, case.plain.scenario)
    steps = steps.rename(columns={"land_nieuw_ct": "land_stap_ct"})
    steps["soort"] = steps["soort"].replace({"maatregel": "stap", "samenspel": "stap"})
    moving = (steps["soort"] != "stap") | (steps["land_stap_ct"] != 0)
    drawn = steps[moving] if moving.sum() > 2 else steps.head(0)
    quiet = list(steps.loc[~moving & (steps["stap"] != comparison.INTERACTION), "naam"])
    without = f" Zonder effect hierop: {', '.join(quiet)}." if quiet else ""
    note = f"{_ALONE} Hoe zeker een stap is, staat er niet bij.{without}{goes_on(scenario)}"
    return Bridge(
        rows=of_group(drawn[["naam", "soort", "land_stap_ct"]], case.n).reset_index(drop=True),
        claim=change_claim(data, scenarios, scenario.id),
        label="naam",
        headings={"naam": "Stap"},
        value="land_stap_ct",
        about=f"Kosten van nieuwe taken, {of_country(data, {scenario.id: scenario})}",
        note=note if len(drawn) else "",
    )


@exhibit
def tabel(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """Every step from the base to a scenario in the scenario's prices; money and what is too little only where there is money."""
    case, base = cases.featured(data, scenarios, naam), scenarios[BASE]
    scenario = case.scenario
    steps = _steps(data, base.model_copy(update={"index": scenario.index}), scenario).copy()
    if not (steps["soort"] == "maatregel").any():
        raise Nothing(f"{quoted(scenario)} verandert niets")
    money = ("land_geld_ct", "land_tekort_ct") if steps["land_geld_ct"].any() else ()
    amounts = ("land_structureel_ct", "land_nieuw_ct", *money, "land_eenmalig_jaar_ct")
    steps["land_tekort_ct"] = steps["land_tekort_ct"].astype("Float64").mask(steps["land_geld_ct"] == 0)
    columns = ("naam", *amounts)
    return Table(
        rows=of_group(steps[[*columns, "totaal"]], case.n),
        claim=fact(f"Van {quoted(base)} naar {quoted(scenario)}, maatregel voor maatregel"),
        columns=columns,
        headings={"naam": "Stap"},
        about=f"Ramingen voor het hele land in {scenario.peiljaar}, per jaar, uit {case.groep}, {prices_at(scenario)}",
        note=f"{_ALONE} Eenmalige kosten staan apart en tellen nergens bij op.{goes_on(scenario)}",
    )


@exhibit
def per_taak(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What a scenario changes per task, the mean per VSV; what is arranged nationally stands below the tasks."""
    case, base = cases.featured(data, scenarios, naam), scenarios[BASE]
    scenario = case.scenario
    found = cases.worked_out(data, comparison.by_task, base, scenario)
    rows = found.rename(columns={"basis_ct": "gemiddeld_ct@nu", "scenario_ct": "gemiddeld_ct@scenario"})
    rows["naam"] = [
        f"Landelijk geregeld: {row.taak} (deel per VSV)" if row.landelijk else task_name(row.taak)
        for row in found.itertuples()
    ]
    amounts = ["gemiddeld_ct@nu"]
    title = f"Structurele kosten per taak; {quoted(scenario)} verandert ze niet"
    if found["verschil_ct"].any():
        amounts += ["gemiddeld_ct@scenario", "verschil_ct"]
        title = f"Structurele kosten per taak: {quoted(scenario)} naast {quoted(base)}"
    return Table(
        rows=with_total(of_group(rows[["naam", *amounts]], case.n), "naam", amounts),
        claim=fact(title),
        columns=("naam", *amounts),
        headings={"gemiddeld_ct@nu": "Nu", "gemiddeld_ct@scenario": "In dit scenario"},
        about=f"Gemiddelde van {case.groep} per VSV per jaar, {REGISTERED_PRICES}",
        note=goes_on(scenario).strip(),
    )


__all__ = ["brug", "per_taak", "tabel"]
