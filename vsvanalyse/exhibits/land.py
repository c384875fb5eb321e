"""The chapter of the country: from the VSVs that registered to all of them, by three roads and per calendar year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse.evidence.claims import Claim, counted, estimated, fact
from vsvanalyse.evidence.intervals import LEVEL
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios, clear_ends, goes_on, quoted, since_ever
from vsvanalyse.exhibits.kinds import GROUP, Dots, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group
from vsvanalyse.exhibits.words import ASSUMED_MONEY, NOT_BELOW_ZERO, NOT_DRAWN
from vsvanalyse.money import format_number
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.comparison import price_level, prices_at
from vsvanalyse.scenarios.measures import programma
from vsvanalyse.scenarios.national import KINDS, LABEL, estimator
from vsvanalyse.scenarios.run import Result

_ENDS = ("", "_laag", "_hoog")
_WHOLE, _NEW, _GAP = ([f"land_{of}{end}_ct" for end in _ENDS] for of in ("structureel", "nieuw", "tekort"))


def _result(data: EditionData, scenarios: Scenarios, naam: str) -> Result:
    return cases.result(data, cases.featured(data, scenarios, naam).scenario)


def _who(result: Result) -> str:
    """Say of how many VSVs the country's cost of the reference year is."""
    present = int(result.peil["vsvs"])
    return "1 VSV" if present == 1 else f"de {format_number(present)} VSV’s samen"


def _how(result: Result, counted: bool) -> str:
    return f"geteld, {result.groep}" if counted else f"geraamd uit {result.groep} ({result.land} in het land)"


def _remarks(rows: pd.DataFrame, result: Result, *quantities: str) -> str:
    """Say what a missing interval means, and one that begins at zero."""
    told = []
    if (rows["vsvs"] <= result.n).any():
        told.append(
            "Waar alleen VSV’s meedoen die registreerden, is van andere niets te ramen: daar is geen interval."
        )
    elif any(clear_ends(rows, quantity)["hoog"].isna().any() for quantity in quantities):
        told.append(
            f"Een streepje bij een interval: uit {result.groep} is niet te zeggen hoe zeker de raming is."
        )
    if any((rows[f"{quantity}_laag_ct"] < 0).fillna(False).any() for quantity in quantities):
        told.append(NOT_BELOW_ZERO)
    return " ".join(told)


def _in_country(rows: pd.DataFrame) -> pd.DataFrame:
    """Give years with columns named as a reader meets them, and intervals only where they say something."""
    named = {f"{of}_ct": f"land_{of}_ct" for of in ("structureel", "nieuw", "tekort", "programma")}
    named |= {f"tekort_{end}_ct": f"land_tekort_{end}_ct" for end in ("laag", "hoog")}
    named |= {"financiering_ct": "land_geld_ct", "eenmalig_ct": "land_eenmalig_jaar_ct"}
    ends = {
        f"land_{of}_{end}_ct": column
        for of in ("structureel", "nieuw")
        for end, column in clear_ends(rows, of).items()
    }
    return rows.rename(columns=named).assign(**ends)


def _three_roads(result: Result) -> pd.DataFrame:
    rows = result.jaren[result.jaren["jaar"] == result.scenario.peiljaar].dropna(subset="structureel_ct")
    return rows.assign(raming=rows["raming"].map(LABEL)).reset_index(drop=True)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _fixed_part(data: EditionData, result: Result) -> str:
    """Say what it means that the line of the third estimate is below zero for a VSV without births."""
    case = cases.case(data, result.scenario)
    line = estimator(KINDS[-1], case.posts.bevallingen, result.land, np.array(0.0))
    costs = case.flows.structureel.per_vsv.whole[:, [case.peil]]
    if not line.possible or line.mean(costs)[0] >= 0:
        return ""
    return "Het vaste deel komt onder € 0 uit; deze raming zegt daarom niets over één VSV."


@exhibit
def ramingen(data: EditionData, scenarios: Scenarios, naam: str = "") -> Dots:
    """Three ways to go from who registered to the country, each with its interval; the title says the one that the scenario uses."""
    result = _result(data, scenarios, naam)
    peil, prices, roads = result.peil, prices_at(result.scenario), _three_roads(result)
    middle, low, high = (peil[f"structureel{end}_ct"] for end in _ENDS)
    all_counted = bool(peil["vsvs"] <= result.n)
    unknown = not all_counted and pd.isna(low)
    claim = Claim(
        form="bedrag",
        words={
            "zo": f"Samenwerken kost {_who(result)} {{bedrag}} per jaar",
            "onbekend": f"Wat samenwerken {_who(result)} kost, is uit {result.groep} niet te zeggen",
        },
        quantity="structurele kosten per jaar, hele land",
        estimate=None if unknown else middle,
        low=low if pd.isna(low) else max(low, 0),
        high=high,
        level=LEVEL,
        **(counted if all_counted else estimated)(result.n, prices),
    )
    sampled = "" if all_counted else f"{NOT_DRAWN} "
    line = "" if all_counted or unknown else "Lijn: 95 %-interval. "
    return Dots(
        rows=_in_country(roads).assign(wie=GROUP)[["raming", *_WHOLE, "wie", "n"]],
        claim=claim,
        label="raming",
        value=_WHOLE[0],
        low=_WHOLE[1],
        high=_WHOLE[2],
        about=f"{quoted(result.scenario)}: structurele kosten in {result.scenario.peiljaar}, {_how(result, all_counted)}, {prices}",
        note=f"{line}{sampled}{_joined(_remarks(roads, result, 'structureel'), _fixed_part(data, result))}".strip(),
    )


@exhibit
def ramingen_tabel(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """Three ways to go from who registered to the country, all and new, with the number of VSVs that each rests on."""
    result = _result(data, scenarios, naam)
    scenario, roads = result.scenario, _three_roads(result)
    amounts = [*_WHOLE, *_NEW, "per_bevalling_ct"]
    return Table(
        rows=_in_country(roads).assign(wie=GROUP)[["raming", *amounts, "wie", "n"]],
        claim=fact(f"Van {result.groep} naar {_who(result)}: drie ramingen"),
        columns=("raming", "n", *amounts),
        headings={"n": "VSV’s waarop zij rust"},
        about=f"{quoted(scenario)}: per jaar in {scenario.peiljaar}, {result.land} VSV’s in het land, {prices_at(scenario)}",
        note=f"Van en tot: 95 %-interval. {_joined(_remarks(roads, result, 'structureel', 'nieuw'), _fixed_part(data, result))}".strip(),
    )


@exhibit
def jaren(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What the VSVs that take part cost per calendar year, structural with its interval and one-off apart."""
    result = _result(data, scenarios, naam)
    columns = ["vsvs", *_WHOLE, *_NEW, "starters", "land_eenmalig_jaar_ct"]
    title = f"Wat {quoted(result.scenario)} per kalenderjaar kost"
    return _per_year(result, title, columns, "structureel", "nieuw")


@exhibit
def jaren_geld(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What new tasks need and what money there is per calendar year, only where a scenario has money in some year."""
    result = _result(data, scenarios, naam)
    named = quoted(result.scenario)
    if not result.jaren["financiering_ct"].fillna(0).any():
        raise Nothing(f"{named} heeft in geen jaar geld voor structurele kosten")
    programme = programma.LEVER.of(result.scenario)
    apart = [] if programma.structural(programme) == programme else ["land_programma_ct"]
    columns = [*_NEW, "land_geld_ct", *_GAP, *apart]
    title = f"Wat nieuwe taken bij {named} per kalenderjaar nodig hebben, en wat er is"
    made = _per_year(result, title, columns, "nieuw")
    return made.with_(headings={"land_nieuw_ct": "Nodig voor nieuwe taken"})


def _per_year(result: Result, title: str, columns: list[str], *quantities: str) -> Table:
    """Give the calendar years by the scenario's own road."""
    years = result.jaren[result.jaren["raming"] == result.peil["raming"]]
    money = f"{ASSUMED_MONEY} " if "land_geld_ct" in columns else ""
    all_counted = bool((years["vsvs"] <= result.n).all())
    rows = _in_country(years)[["jaar", *columns]]
    if "land_geld_ct" in columns:
        # What is short is told only where there is money that can be short.
        rows[_GAP] = rows[_GAP].astype("Float64").mask(rows["land_geld_ct"] == 0, axis=0)
    return Table(
        rows=of_group(cases.years_together(rows), result.n),
        claim=fact(title),
        columns=("jaren", *columns),
        about=f"De VSV’s die meedoen samen, {_how(result, all_counted)}, {price_level(result.scenario)}",
        note=f"Van en tot: 95 %-interval. {money}{_remarks(years, result, *quantities)}{since_ever(result.scenario)}{goes_on(result.scenario)}".strip(),
    )


__all__ = ["jaren", "jaren_geld", "ramingen", "ramingen_tabel"]
