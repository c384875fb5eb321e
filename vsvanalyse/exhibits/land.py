"""The chapter of the country: from the VSVs that registered to all of them, by three roads and per calendar year."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.evidence.claims import COUNTED, ESTIMATED, Claim, fact
from vsvanalyse.evidence.intervals import LEVEL, tells
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.kinds import GROUP, Dots, Table
from vsvanalyse.exhibits.making import exhibit, of_group
from vsvanalyse.exhibits.scenarios import NOT_BELOW_ZERO, Scenarios, goes_on, quoted
from vsvanalyse.money import format_number
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import comparison
from vsvanalyse.scenarios.comparison import price_level, prices_at
from vsvanalyse.scenarios.model import covers_structural
from vsvanalyse.scenarios.national import LABEL
from vsvanalyse.scenarios.run import Result


def _result(data: EditionData, scenarios: Scenarios, naam: str) -> Result:
    return cases.result(data, comparison.featured(scenarios, naam))


def _who(result: Result) -> str:
    """Say of how many VSVs the country's cost of the reference year is."""
    present = int(result.peil["vsvs"])
    return "1 VSV" if present == 1 else f"de {format_number(present)} VSV’s samen"


def _how(result: Result, counted: bool) -> str:
    return f"geteld, {result.groep}" if counted else f"geraamd uit {result.groep} ({result.land} in het land)"


def _sure(rows: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Give the ends of a cost's interval where they say something; no cost is below zero."""
    low, middle, high = (rows[f"{quantity}{end}_ct"].astype("Float64") for end in ("_laag", "", "_hoog"))
    clear = tells(low, middle, high)
    return pd.DataFrame({"laag": low.clip(lower=0).where(clear), "hoog": high.where(clear)})


def _remarks(rows: pd.DataFrame, result: Result, *quantities: str) -> str:
    """Say what a missing interval means, and one that begins at zero."""
    told = []
    if (rows["vsvs"] <= result.n).any():
        told.append(
            "Waar alleen VSV’s meedoen die registreerden, is van andere niets te ramen: daar is geen interval."
        )
    elif any(_sure(rows, quantity)["hoog"].isna().any() for quantity in quantities):
        told.append(
            f"Een streepje bij een interval: uit {result.groep} is niet te zeggen hoe zeker de raming is."
        )
    if any((rows[f"{quantity}_laag_ct"] < 0).fillna(False).any() for quantity in quantities):
        told.append(NOT_BELOW_ZERO)
    return " ".join(told)


def _three_roads(result: Result) -> pd.DataFrame:
    rows = result.jaren[result.jaren["jaar"] == result.scenario.peiljaar].dropna(subset="structureel_ct")
    whole, new = _sure(rows, "structureel"), _sure(rows, "nieuw")
    return pd.DataFrame(
        {
            "raming": rows["raming"].map(LABEL),
            "land_structureel_ct": rows["structureel_ct"].astype("int64"),
            "land_structureel_laag_ct": whole["laag"],
            "land_structureel_hoog_ct": whole["hoog"],
            "land_nieuw_ct": rows["nieuw_ct"].astype("int64"),
            "land_nieuw_laag_ct": new["laag"],
            "land_nieuw_hoog_ct": new["hoog"],
            "per_bevalling_ct": rows["per_bevalling_ct"].astype("Float64"),
            "wie": GROUP,
            "n": rows["n"],
        }
    ).reset_index(drop=True)


@exhibit
def ramingen(data: EditionData, scenarios: Scenarios, naam: str = "") -> Dots:
    """Three ways to go from who registered to the country, each with its interval; the title says the one that the scenario uses."""
    if reason := cases.obstacle(data, scenarios):
        return _dots(pd.DataFrame(), fact(reason), "", "")
    result = _result(data, scenarios, naam)
    peil, counted = result.peil, bool(result.peil["vsvs"] <= result.n)
    at = result.jaren[result.jaren["jaar"] == result.scenario.peiljaar].dropna(subset="structureel_ct")
    low, high = (peil[f"structureel_{end}_ct"] for end in ("laag", "hoog"))
    unknown = not counted and pd.isna(low)
    claim = Claim(
        form="bedrag",
        words={
            "zo": f"Samenwerken kost {_who(result)} {{bedrag}} per jaar",
            "onbekend": f"Wat samenwerken {_who(result)} kost, is uit {result.groep} niet te zeggen",
        },
        quantity="structurele kosten per jaar, hele land",
        estimate=None if unknown else float(peil["structureel_ct"]),
        low=None if pd.isna(low) else max(float(low), 0.0),
        high=None if pd.isna(high) else float(high),
        level=None if pd.isna(low) else LEVEL,
        n=result.n,
        price_base=prices_at(result.scenario),
        status=COUNTED if counted else ESTIMATED,
    )
    line = "" if counted or unknown else "Lijn: 95 %-interval. "
    return _dots(
        _three_roads(result),
        claim,
        f"{quoted(result.scenario)}: structurele kosten in {result.scenario.peiljaar}, {_how(result, counted)}, {prices_at(result.scenario)}",
        f"{line}Wie registreerde is niet door loting gekozen. {_remarks(at, result, 'structureel')}".strip(),
    )


def _dots(rows: pd.DataFrame, claim: Claim, about: str, note: str) -> Dots:
    amounts = ["land_structureel_ct", "land_structureel_laag_ct", "land_structureel_hoog_ct"]
    return Dots(
        id="land.ramingen",
        rows=rows.reindex(columns=["raming", *amounts, "wie", "n"]),
        claim=claim,
        label="raming",
        value=amounts[0],
        low=amounts[1],
        high=amounts[2],
        about=about,
        note=note,
    )


@exhibit
def ramingen_tabel(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """Three ways to go from who registered to the country, all and new, with the number of VSVs that each rests on."""
    if reason := cases.obstacle(data, scenarios):
        return _nothing("ramingen_tabel", "raming", reason)
    result = _result(data, scenarios, naam)
    at = result.jaren[result.jaren["jaar"] == result.scenario.peiljaar].dropna(subset="structureel_ct")
    amounts = [
        f"land_{quantity}{end}_ct" for quantity in ("structureel", "nieuw") for end in ("", "_laag", "_hoog")
    ]
    return Table(
        id="land.ramingen_tabel",
        rows=_three_roads(result),
        claim=fact(f"Van {result.groep} naar {_who(result)}: drie ramingen"),
        columns=("raming", "n", *amounts, "per_bevalling_ct"),
        headings={"n": "VSV’s waarop zij rust"},
        about=f"{quoted(result.scenario)}: per jaar in {result.scenario.peiljaar}, {result.land} VSV’s in het land, {prices_at(result.scenario)}",
        note=f"Van en tot: 95 %-interval. {_remarks(at, result, 'structureel', 'nieuw')}".strip(),
    )


def _nothing(name: str, column: str, why: str) -> Table:
    return Table(
        id=f"land.{name}", rows=pd.DataFrame(columns=[column, "wie"]), claim=fact(why), columns=(column,)
    )


def _years(result: Result) -> pd.DataFrame:
    """Give the calendar years by the scenario's own road, columns named as a reader meets them."""
    rows = result.jaren[result.jaren["raming"] == result.peil["raming"]]
    named = {
        "structureel_ct": "land_structureel_ct", "nieuw_ct": "land_nieuw_ct", "financiering_ct": "land_geld_ct",
        "tekort_ct": "land_tekort_ct", "tekort_laag_ct": "land_tekort_laag_ct", "tekort_hoog_ct": "land_tekort_hoog_ct",
        "eenmalig_ct": "land_eenmalig_jaar_ct", "programma_ct": "land_programma_ct",
    }  # fmt: skip
    ends = {
        f"land_{quantity}_{end}_ct": _sure(rows, quantity)[end]
        for quantity in ("structureel", "nieuw")
        for end in ("laag", "hoog")
    }
    return rows.rename(columns=named).assign(**ends)


@exhibit
def jaren(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What the VSVs that take part cost per calendar year, structural with its interval and one-off apart."""
    if reason := cases.obstacle(data, scenarios):
        return _nothing("jaren", "jaren", reason)
    result = _result(data, scenarios, naam)
    amounts = [
        f"land_{quantity}{end}_ct" for quantity in ("structureel", "nieuw") for end in ("", "_laag", "_hoog")
    ]
    columns = ["vsvs", *amounts, "starters", "land_eenmalig_jaar_ct"]
    return _per_year(
        "jaren",
        result,
        f"Wat {quoted(result.scenario)} per kalenderjaar kost",
        columns,
        "structureel",
        "nieuw",
    )


@exhibit
def jaren_geld(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What new tasks need and what money there is per calendar year, only where a scenario has money in some year."""
    if reason := cases.obstacle(data, scenarios):
        return _nothing("jaren_geld", "jaren", reason)
    result = _result(data, scenarios, naam)
    if not result.jaren["financiering_ct"].fillna(0).any():
        return _nothing(
            "jaren_geld",
            "jaren",
            f"{quoted(result.scenario)} heeft in geen jaar geld voor structurele kosten",
        )
    need = [f"land_nieuw{end}_ct" for end in ("", "_laag", "_hoog")]
    gap = [f"land_tekort{end}_ct" for end in ("", "_laag", "_hoog")]
    apart = [] if covers_structural(result.scenario) else ["land_programma_ct"]
    columns = [*need, "land_geld_ct", *gap, "tekort_per_bevalling_ct", *apart]
    title = f"Wat nieuwe taken bij {quoted(result.scenario)} per kalenderjaar nodig hebben, en wat er is"
    return _per_year("jaren_geld", result, title, columns, "nieuw")


def _per_year(name: str, result: Result, title: str, columns: list[str], *quantities: str) -> Table:
    scenario = result.scenario
    rows = cases.years_together(_years(result)[["jaar", *columns]])
    years = result.jaren[result.jaren["raming"] == result.peil["raming"]]
    money = "Bedragen van geld zijn aannamen. " if "land_geld_ct" in columns else ""
    return Table(
        id=f"land.{name}",
        rows=of_group(rows, result.n),
        claim=fact(title),
        columns=("jaren", *columns),
        headings={"land_nieuw_ct": "Nodig voor nieuwe taken"} if "land_geld_ct" in columns else {},
        about=f"De VSV’s die meedoen samen, {_how(result, False)}, {price_level(scenario)}",
        note=f"Van en tot: 95 %-interval. {money}{_remarks(years, result, *quantities)}{goes_on({scenario.id: scenario})}".strip(),
    )


__all__ = ["jaren", "jaren_geld", "ramingen", "ramingen_tabel"]
