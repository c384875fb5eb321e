"""The chapter of one scenario step by step: what every measure does alone, what they do together, and per task."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.edition.starter import BASE
from vsvanalyse.evidence.claims import Claim, fact
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.kinds import Bridge, Table
from vsvanalyse.exhibits.making import exhibit, of_group, once, task_name, with_total
from vsvanalyse.exhibits.scenarios import Scenarios, change_claim, distinct, goes_on, of_country, quoted
from vsvanalyse.exhibits.words import REGISTERED_PRICES
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import comparison
from vsvanalyse.scenarios.comparison import END, START, prices_at
from vsvanalyse.scenarios.labels import measure_label
from vsvanalyse.scenarios.model import in_prices_of, without_inflation
from vsvanalyse.scenarios.schema import Scenario

_ALONE = "Elke maatregel alleen, tegen de basis; de laatste stap is wat zij samen anders doen dan opgeteld."


@once
def _steps(data: EditionData, base: cases.Case, one: cases.Case) -> pd.DataFrame:
    return comparison.bridge(cases.model(data), base.scenario, one.scenario)


def _named(base: Scenario, scenario: Scenario, steps: pd.DataFrame) -> list[str]:
    ends = {START: base.titel, END: scenario.titel}
    return distinct(ends[step] if step in ends else measure_label(scenario, step) for step in steps["stap"])


@exhibit
def brug(data: EditionData, scenarios: Scenarios, naam: str = "") -> Bridge:
    """From the base to a scenario in prices of the registration; ``naam`` is the scenario, else the one with most measures."""
    if reason := cases.obstacle(data, scenarios):
        return _bridge(pd.DataFrame(), fact(reason), "", "")
    scenario, base = comparison.featured(scenarios, naam), scenarios[BASE]
    mine = {scenario.id: scenario}
    steps = _steps(data, cases.case(without_inflation(base)), cases.case(without_inflation(scenario)))
    steps = steps.assign(naam=_named(base, scenario, steps), soort=steps["soort"].replace(_STEP))
    moving = (steps["soort"] != "stap") | (steps["nieuw_ct"] != 0)
    drawn = steps[moving] if moving.sum() > 2 else steps.head(0)
    quiet = list(steps.loc[~moving & (steps["stap"] != comparison.INTERACTION), "naam"])
    without = f" Zonder effect hierop: {', '.join(quiet)}." if quiet and len(drawn) else ""
    return _bridge(
        of_group(drawn.rename(columns={"nieuw_ct": "land_stap_ct"}), cases.model(data).n),
        change_claim(data, scenarios, scenario.id),
        f"Kosten van nieuwe taken, {of_country(data, mine)}",
        f"{_ALONE} Hoe zeker een stap is, staat er niet bij.{without}{goes_on(mine)}" if len(drawn) else "",
    )


_STEP = {"maatregel": "stap", "samenspel": "stap"}


def _bridge(rows: pd.DataFrame, claim: Claim, about: str, note: str) -> Bridge:
    return Bridge(
        id="stappen.brug",
        rows=rows.reindex(columns=["naam", "soort", "land_stap_ct", "wie", "n"]).reset_index(drop=True),
        claim=claim,
        label="naam",
        value="land_stap_ct",
        about=about,
        note=note,
    )


@exhibit
def tabel(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """Every step from the base to a scenario in the scenario's prices; money and what is too little only where there is money."""
    if reason := cases.obstacle(data, scenarios):
        return _table("tabel", pd.DataFrame(), fact(reason), ("naam",), "", "")
    scenario, base, model = comparison.featured(scenarios, naam), scenarios[BASE], cases.model(data)
    steps = _steps(data, cases.case(in_prices_of(base, scenario)), cases.case(scenario))
    money = ("land_geld_ct", "land_tekort_ct") if steps["financiering_ct"].any() else ()
    rows = steps.rename(columns=_IN_COUNTRY).assign(
        naam=_named(base, scenario, steps), totaal=steps["soort"] == "eind"
    )
    return _table(
        "tabel",
        of_group(rows.drop(columns=["stap", "soort"]), model.n),
        fact(f"Van {quoted(base)} naar {quoted(scenario)}, maatregel voor maatregel"),
        ("naam", "land_structureel_ct", "land_nieuw_ct", *money, "land_eenmalig_jaar_ct"),
        f"Ramingen voor het hele land in {scenario.peiljaar}, per jaar, uit {model.groep}, {prices_at(scenario)}",
        f"{_ALONE} Eenmalige kosten staan apart en tellen nergens bij op.{goes_on({scenario.id: scenario})}",
    )


_IN_COUNTRY = {
    "structureel_ct": "land_structureel_ct",
    "nieuw_ct": "land_nieuw_ct",
    "financiering_ct": "land_geld_ct",
    "tekort_ct": "land_tekort_ct",
    "eenmalig_ct": "land_eenmalig_jaar_ct",
}


def _table(
    name: str, rows: pd.DataFrame, claim: Claim, columns: tuple[str, ...], about: str, note: str
) -> Table:
    kept = [*columns, "wie", "n", *(["totaal"] if "totaal" in rows else [])]
    return Table(
        id=f"stappen.{name}", rows=rows.reindex(columns=kept), claim=claim, columns=columns, headings={"naam": "Stap"}, about=about,
        note=note,
    )  # fmt: skip


@once
def _tasks(data: EditionData, base: cases.Case, one: cases.Case) -> pd.DataFrame:
    return comparison.by_task(cases.model(data), base.scenario, one.scenario)


@exhibit
def per_taak(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What a scenario changes per task, the mean per VSV; what is arranged nationally stands below the tasks."""
    if reason := cases.obstacle(data, scenarios):
        return _table("per_taak", pd.DataFrame(), fact(reason), ("naam",), "", "")
    scenario, base, model = comparison.featured(scenarios, naam), scenarios[BASE], cases.model(data)
    found = _tasks(data, cases.case(base), cases.case(scenario))
    rows = found.rename(
        columns={"basis_ct": "gemiddeld_ct@nu", "scenario_ct": "gemiddeld_ct@scenario"}
    ).assign(
        naam=[
            f"Landelijk geregeld: {row.taak} (deel per VSV)" if row.landelijk else task_name(row.taak)
            for row in found.itertuples()
        ]
    )
    amounts = ["gemiddeld_ct@nu"]
    title = f"Structurele kosten per taak; {quoted(scenario)} verandert ze niet"
    if found["verschil_ct"].any():
        amounts += ["gemiddeld_ct@scenario", "verschil_ct"]
        title = f"Structurele kosten per taak: {quoted(scenario)} naast {quoted(base)}"
    made = _table(
        "per_taak",
        with_total(of_group(rows[["naam", *amounts]], model.n), "naam", amounts),
        fact(title),
        ("naam", *amounts),
        f"Gemiddelde van {model.groep} per VSV per jaar, {REGISTERED_PRICES}",
        goes_on({scenario.id: scenario}).strip(),
    )
    return made.with_(
        headings={"naam": "Taak", "gemiddeld_ct@nu": "Nu", "gemiddeld_ct@scenario": "In dit scenario"}
    )


__all__ = ["brug", "per_taak", "tabel"]
