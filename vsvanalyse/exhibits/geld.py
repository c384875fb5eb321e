"""The chapter of money in the country: what there is, against what new tasks cost, and who begins."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vsvanalyse.edition.starter import BASE
from vsvanalyse.evidence.claims import Claim, estimated, fact
from vsvanalyse.evidence.intervals import LEVEL
from vsvanalyse.evidence.sentences import literal, lowered
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import (
    Scenarios,
    clear_ends,
    in_prices,
    quoted,
    reference_year,
    since_ever,
)
from vsvanalyse.exhibits.kinds import Dots, Lines, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group
from vsvanalyse.exhibits.words import (
    ASSUMED_MONEY,
    END_OF_INTERVAL,
    MONEY,
    NOT_BELOW_ZERO,
    dearer,
    n_vsvs,
)
from vsvanalyse.money import in_words
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.comparison import price_level, prices_at
from vsvanalyse.scenarios.run import Result
from vsvanalyse.scenarios.words import money_of, tells_another_past

REGISTERED, FORECAST = "nieuwe taken, geregistreerd", "nieuwe taken, geraamd"
_GAP = ("land_tekort_ct", "land_tekort_laag_ct", "land_tekort_hoog_ct")


@exhibit
def nodig_en_geld(data: EditionData, scenarios: Scenarios, naam: str = "") -> Lines:
    """What new tasks cost and what money there is, per calendar year, under one scenario (`comparison.featured`)."""
    scenario = cases.featured(data, scenarios, naam).scenario
    result = cases.result(data, scenario)
    mine = result.jaren[result.jaren["raming"] == result.peil["raming"]].reset_index(drop=True)
    money = bool(mine["financiering_ct"].any())
    always_the_same = not money and mine["nieuw_ct"].nunique() == 1
    rows = _yearly(data, result, mine)
    return Lines(
        rows=rows.head(0) if always_the_same else rows,
        claim=_gap_claim(result)
        if money
        else _need_claim(result, "elk jaar" if always_the_same else f"in {scenario.peiljaar}"),
        label="jaar",
        value="land_ct",
        series="reeks",
        low="land_laag_ct",
        high="land_hoog_ct",
        styles={REGISTERED: "trap", FORECAST: "stippeltrap", MONEY: "omlijnd"},
        focus=(REGISTERED, FORECAST),
        about=f"{scenario.titel}: hele land ({n_vsvs(result.land)}), structureel per jaar, geraamd uit {result.groep}, {price_level(scenario)}",
        note=_below_zero(mine) if always_the_same else _how_sure(result, mine),
    )


def _yearly(data: EditionData, result: Result, years: pd.DataFrame) -> pd.DataFrame:
    """Give the money of each year and what is needed, as registered or estimated, with what the interval tells."""
    ends = {f"land_{end}_ct": column for end, column in clear_ends(years, "nieuw").items()}
    need = years.assign(reeks=FORECAST, land_ct=years["nieuw_ct"], **ends)
    if not tells_another_past(result.scenario):
        need.loc[(need["vsvs"] <= result.n) & need["jaar"].isin(data.years), "reeks"] = REGISTERED
    paid = years.assign(reeks=MONEY, land_ct=years["financiering_ct"])
    rows = pd.concat([paid[paid["land_ct"] != 0], need], ignore_index=True)
    return of_group(rows[["jaar", "reeks", "land_ct", *ends, "vsvs"]], result.n)


def _unsure(result: Result) -> bool:
    """Whether others than who registered take part in the reference year, while nothing says how they differ."""
    return bool(result.peil["vsvs"] > result.n and pd.isna(result.peil["nieuw_laag_ct"]))


def _sampled(result: Result, name: str) -> dict[str, Any]:
    """Give estimate and interval of a quantity in the reference year; none where nothing says how sure it is.

    Without money the gap is the cost itself, which is never below zero.
    """
    middle, low, high = (result.peil[f"{name}{end}_ct"] for end in ("", "_laag", "_hoog"))
    if pd.notna(low) and (name == "nieuw" or not result.peil["financiering_ct"]):
        low = max(low, 0)
    return {"estimate": None if _unsure(result) else middle, "low": low, "high": high, "level": LEVEL}


def _need_claim(result: Result, when: str) -> Claim:
    """Say what is needed, and nothing about money."""
    words = {
        "zo": f"Nieuwe taken kosten in het hele land {when} {{bedrag}}",
        "onbekend": f"Wat nieuwe taken {when} in het hele land kosten, is uit {result.groep} niet te zeggen",
    }
    return Claim(
        form="bedrag",
        words=words if result.scenario.id == BASE else _under(result, words),
        quantity="kosten van nieuwe taken per jaar, hele land",
        **estimated(result.n, prices_at(result.scenario)),
        **_sampled(result, "nieuw"),
    )


def _under(result: Result, words: dict[str, str]) -> dict[str, str]:
    """Name the scenario in front: another one has another interval."""
    named = literal(quoted(result.scenario))
    return {outcome: f"Bij {named}: {lowered(text)}" for outcome, text in words.items()}


def enough_words(enough: str, year: int, group: str) -> dict[str, str]:
    """Give the words for money against need in a year; ``enough`` asks whether there is enough."""
    return {
        "meer": f"in {year} komt er in het hele land {{bedrag}} te kort voor nieuwe taken",
        "minder": f"in {year} blijft er in het hele land {{bedrag}} over na nieuwe taken",
        "gelijk": f"in {year} is er precies genoeg geld voor nieuwe taken",
        "onbeslist": f"{enough}, is niet te zeggen: tussen {{minder}} over en {{meer}} te kort",
        "onbekend": f"{enough}, is uit {group} niet te zeggen",
    }


def _gap_claim(result: Result) -> Claim:
    """Say money against need in the reference year of a scenario that has money in some year."""
    year = result.scenario.peiljaar
    enough = f"of {money_of(result.scenario, year) or 'het geld'} in {year} genoeg is"
    none = f"in {year} is er geen geld voor nieuwe taken; zij kosten in het hele land {{bedrag}}"
    return Claim(
        form="saldo",
        words=_under(result, enough_words(enough, year, result.groep) | {"geen_geld": none}),
        quantity="geld tegenover kosten van nieuwe taken per jaar, hele land",
        more={"geld": float(result.peil["financiering_ct"])},
        **estimated(result.n, prices_at(result.scenario)),
        **_sampled(result, "tekort"),
    )


def _how_sure(result: Result, years: pd.DataFrame) -> str:
    """Say what the band is, who takes part, and what one-off cost stands apart."""
    first, last = years.iloc[0], years.iloc[-1]
    told = [_too_little_before(result, years)] if years["financiering_ct"].any() else []
    told += [ASSUMED_MONEY] if years["financiering_ct"].any() else []
    if years["nieuw_laag_ct"].notna().any():
        told.append(f"Vlak: 95 %-interval, alleen doordat niet elk VSV registreerde ({result.groep}).")
    if _unsure(result):
        told.append(f"Hoe zeker de raming is, is uit {result.groep} niet te zeggen.")
    elif years["nieuw_laag_ct"].isna().any() and result.n < result.land:
        told.append("In jaren zonder vlak doen alleen VSV’s mee die registreerden.")
    if first["vsvs"] != last["vsvs"]:
        grown = years.loc[years["vsvs"] == last["vsvs"], "jaar"].iloc[0]
        told.append(
            f"Het aantal VSV’s dat meedoet groeit van {first['vsvs']} in {first['jaar']} naar {last['vsvs']} in {grown}."
        )
    if years["starters"].any():
        told.append("Eenmalige kosten van VSV’s die beginnen staan apart.")
    return " ".join(filter(None, [*told, since_ever(result.scenario).strip(), _below_zero(years)]))


def _too_little_before(result: Result, years: pd.DataFrame) -> str:
    """Say of the years of a programme before the reference year that it is too little, where each interval tells that it is."""
    programme, lasting = result.scenario.financiering.programma, result.scenario.financiering.structureel
    if programme is None or programme.dekt != "structureel":
        return ""
    last = min(programme.tot, result.scenario.peiljaar - 1, lasting.vanaf - 1 if lasting else programme.tot)
    paid = years[years["jaar"].between(programme.van, last) & (years["financiering_ct"] > 0)]
    if paid.empty or not (paid["tekort_laag_ct"].fillna(0) > 0).all():
        return ""
    end = paid.iloc[-1]
    claim = Claim(
        form="bedrag",
        words={
            "zo": f"Tot en met {last} is het programmageld te weinig: in {last} {{bedrag}} te kort ({{bereik}})",
            "onbekend": "",
        },
        estimate=end["tekort_ct"],
        low=end["tekort_laag_ct"],
        high=end["tekort_hoog_ct"],
        level=LEVEL,
        **estimated(result.n, price_level(result.scenario)),
    )
    return f"{claim.sentence()}." if claim.tells else ""


def _below_zero(years: pd.DataFrame) -> str:
    """Say what it means that an interval of costs begins below zero."""
    return NOT_BELOW_ZERO if (years["nieuw_laag_ct"].fillna(0) < 0).any() else ""


def _money_of_country(data: EditionData, scenarios: Scenarios, prijzen: str) -> dict[str, Any]:
    """Give rows, claim, about and note of the scenarios that have money in some year, in one price base."""
    cases.able(data, scenarios)
    compared = cases.compared(data, scenarios)
    rows = compared[compared["heeft_geld"]].rename(
        columns={"nieuw_ct": "land_nodig_ct", "financiering_ct": "land_geld_ct", "peiljaar": "jaar"}
        | {name.removeprefix("land_"): name for name in _GAP}
    )
    if rows.empty:
        raise Nothing("Geen scenario heeft geld van buiten")
    # What is short is told only where there is money that can be short.
    rows[[*_GAP]] = rows[[*_GAP]].astype("Float64").mask(rows["land_geld_ct"] == 0, axis=0)
    rows, prices, others = in_prices(rows, "prijzen", prijzen)
    columns = ["titel", "jaar", "land_nodig_ct", "land_geld_ct", *_GAP]
    return {
        "rows": of_group(rows[columns], int(rows["n"].iloc[0])),
        "counted": {
            "land_nodig_ct": "land nieuw_ct",
            "land_geld_ct": "land financiering_ct",
            _GAP[0]: "land tekort_ct",
            **dict.fromkeys(_GAP[1:], END_OF_INTERVAL),
        },
        "claim": _enough_claim(rows, reference_year(rows, "jaar"), prices),
        "about": f"Hele land, structureel per jaar, {prices}, geraamd uit {rows['groep'].iloc[0]}",
        "note": f"{ASSUMED_MONEY}{dearer(prices, rows['land_nodig_ct'], rows['nieuw_vast_ct'])}{others}",
        "undecided": _undecided_claim(scenarios, rows, reference_year(rows, "jaar"), prices),
    }


def _unclear(paid: pd.DataFrame) -> pd.Series:
    """Mark the scenarios of which it cannot be told whether their money is enough: nought in the interval, or no interval known."""
    return ((paid["land_tekort_laag_ct"] <= 0) & (paid["land_tekort_hoog_ct"] >= 0)).fillna(True)


def _undecided_claim(scenarios: Scenarios, rows: pd.DataFrame, year: str, prices: str) -> Claim | None:
    """Say that without a decision there is no money, where that and the need are all that can be told."""
    paid, none = rows[rows["land_geld_ct"] != 0], rows[rows["land_geld_ct"] == 0]
    lapsed = [scenarios[name].financiering.structureel is None for name in none["scenario"]]
    if paid.empty or not any(lapsed) or not _unclear(paid).all() or not year.isdigit():
        return None
    need, many = none[lapsed].iloc[0], len(paid)
    others = f"de {in_words(many)} scenario’s" if many > 1 else "het scenario"
    claim = Claim(
        form="bedrag",
        words={
            "zo": f"Zonder besluit is er in {year} geen geld voor nieuwe taken ({{bedrag}} nodig; {{bereik}}); "
            f"bij {others} met geld is niet te zeggen of het genoeg is",
            "onbekend": "",
        },
        quantity="kosten van nieuwe taken per jaar, hele land",
        estimate=need["land_nodig_ct"],
        low=max(need["nieuw_laag_ct"], 0),
        high=need["nieuw_hoog_ct"],
        level=LEVEL,
        **estimated(int(need["n"]), prices),
    )
    return claim if claim.tells and claim.level else None


def _enough_claim(rows: pd.DataFrame, year: str, prices: str) -> Claim:
    """Say of how many scenarios it can be told whether their money is enough."""
    paid = rows[rows["land_tekort_ct"].notna()]
    unclear = _unclear(paid)
    return Claim(
        form="aantal",
        words={
            "zo": f"Bij {{k}} van de {{van}} scenario’s met geld in {year} is niet te zeggen of het genoeg is",
            "alle": f"Bij geen van de {{van}} scenario’s met geld in {year} is te zeggen of het genoeg is",
            "geen": f"Bij elk scenario met geld in {year} is te zeggen of het genoeg is",
            "onbekend": f"In {year} is er in geen enkel scenario geld voor nieuwe taken",
        },
        quantity="scenario's waarvan niet te zeggen is of het geld genoeg is",
        estimate=float(unclear.sum()),
        unit="aantal",
        more={"van": float(len(paid))},
        **estimated(int(rows["n"].iloc[0]), prices),
    )


@exhibit
def saldo(data: EditionData, scenarios: Scenarios, prijzen: str = "") -> Dots:
    """What each scenario with money has too little or left over in the country, in one price base."""
    told = _money_of_country(data, scenarios, prijzen)
    told.pop("undecided")
    rows = told["rows"][told["rows"]["land_tekort_ct"].notna()]
    stroke = "Streep: 95 %-interval, alleen doordat niet elk VSV registreerde. " if len(rows) else ""
    return Dots(
        **told
        | {
            "rows": rows.assign(tekst=_outcome_words(rows)),
            "note": f"{stroke}{told['note']}",
        },
        label="titel",
        value=_GAP[0],
        low=_GAP[1],
        high=_GAP[2],
        text_column="tekst",
        zero=True,
        sides=("geld over", "te kort"),
    )


def _outcome_words(paid: pd.DataFrame) -> list[str]:
    """Say what is known of the money of each scenario."""
    short = ["te kort" if cents > 0 else "over" for cents in paid["land_tekort_ct"]]
    return ["niet te zeggen" if hidden else word for hidden, word in zip(_unclear(paid), short, strict=True)]


@exhibit
def geld_per_scenario(data: EditionData, scenarios: Scenarios, prijzen: str = "") -> Table:
    """What money there is against what is needed, for each scenario with money, in one price base."""
    told = _money_of_country(data, scenarios, prijzen)
    told["claim"] = told.pop("undecided") or told["claim"]
    told["note"] += " Waar geen geld is, staat niet wat er te kort is."
    return Table(**told, columns=("titel", "jaar", "land_nodig_ct", "land_geld_ct", *_GAP))


@exhibit
def beginners(data: EditionData, scenarios: Scenarios, prijzen: str = "") -> Table:
    """How many VSVs begin in each scenario, and what that costs once, all years together."""
    cases.able(data, scenarios)
    begun = cases.compared(data, scenarios)
    begun = begun[begun["starters"] > 0].reset_index(drop=True)
    if begun.empty:
        raise Nothing("In geen enkel scenario beginnen er VSV’s")
    begun, prices, others = in_prices(begun, "prijzen_jaren", prijzen)
    ends, group = clear_ends(begun, "eenmalig"), begun["groep"].iloc[0]
    rows = begun.assign(
        land_eenmalig_ct=begun["eenmalig_ct"], land_laag_ct=ends["laag"], land_hoog_ct=ends["hoog"]
    )
    columns = ("titel", "starters", "land_eenmalig_ct", "land_laag_ct", "land_hoog_ct")
    told = []
    if ends["hoog"].isna().any():
        told.append(f"Een streepje: uit {group} is niet te zeggen hoe zeker de raming is.")
    if (ends["laag"] == 0).any():
        told.append(NOT_BELOW_ZERO)
    return Table(
        rows=of_group(rows[[*columns]], int(begun["n"].iloc[0])),
        claim=fact("Wie begint, en wat dat eenmalig kost"),
        columns=columns,
        headings={"land_laag_ct": "Laagste (95 %)", "land_hoog_ct": "Hoogste (95 %)"},
        about=f"Hele land, alle jaren samen, {prices}, geraamd uit {group}; apart van structureel geld",
        note=f"{' '.join(told)}{others}".strip(),
    )


__all__ = ["beginners", "enough_words", "geld_per_scenario", "nodig_en_geld", "saldo"]
