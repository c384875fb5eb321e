"""The chapter of how sure: what is enough in how many imitated countries, what moves most, and where the uncertainty comes from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.evidence.claims import Claim, counted, estimated, fact
from vsvanalyse.evidence.intervals import LEVEL, tells
from vsvanalyse.evidence.sentences import listed, literal, lowered
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios, all_counted, distinct, quoted
from vsvanalyse.exhibits.kinds import Dots, Lines, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group
from vsvanalyse.exhibits.words import READING
from vsvanalyse.money import about, format_number
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.comparison import prices_at
from vsvanalyse.scenarios.labels import with_labels
from vsvanalyse.scenarios.lever import ASSUMPTION, CHANCE, CHOICE
from vsvanalyse.scenarios.measures.lezing import PROPOSED
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty import decisions, draws, sensitivity
from vsvanalyse.scenarios.words import money_of

ENOUGH = 0.8
"""The budget that is looked at is enough in about this part of the imitated countries."""
TRIED = "dit budget"


def _about(data: EditionData, scenario: Scenario, what: str) -> str:
    return f"{quoted(scenario)}: {what}, hele land in {scenario.peiljaar}, uit {cases.model(data).groep}, {prices_at(scenario)}"


@exhibit
def budget(data: EditionData, scenarios: Scenarios, naam: str = "") -> Lines:
    """In how many imitated countries a yearly budget for new tasks was enough, as proposed and by either reading.

    The budget is the scenario's own money of the reference year, or without money one that is enough in `ENOUGH` of them.
    """
    case = cases.featured(data, scenarios, naam)
    scenario = case.scenario
    several = bool(case.contested)
    made = {
        READING[one]: cases.worked_out(data, draws.simulate, scenario, lezing=one)
        for one in (LEZINGEN if several else [PROPOSED])
    }
    middle = made[READING[PROPOSED]]
    low, high = middle.interval("nieuw", LEVEL)
    sure = low == high
    silent = scenario.onzekerheid.steekproef and case.n == 1 and not all_counted(data, scenario)
    money = 0 if sure else int(cases.result(data, scenario).peil["financiering_ct"])
    needed = decisions.budget_for(middle, ENOUGH)
    tried = needed if sure else money or _rounded_up(needed)
    named = f" ({literal(money_of(scenario, scenario.peiljaar))})" if money else ""
    times = {} if sure else {name: decisions.enough_of_100(one, tried) for name, one in made.items()}
    year, as_proposed = scenario.peiljaar, " volgens het voorstel" if several else ""
    readings = "; streng gerekend in {streng}, ruim gerekend in {ruim}" if several else ""
    claim = Claim(
        form="genoeg",
        words={
            "zo": f"{{bedrag}}{named} was in {{voorstel}} van 100 nagebootste landen genoeg voor nieuwe taken in {year}{readings}",
            "zeker": f"Nieuwe taken kosten in {year}{as_proposed} {{bedrag}}; aan dit scenario is verder niets onzeker",
            "onbekend": f"Welk budget genoeg is voor nieuwe taken, is uit {literal(case.groep)} niet te zeggen",
        },
        quantity="kosten van nieuwe taken per jaar, hele land",
        estimate=None if silent else tried,
        low=low,
        high=high,
        level=None if sure else LEVEL,
        more=times,
        **(counted if sure else estimated)(case.n, prices_at(scenario)),
    )
    drawn = claim.tells and not sure
    rows = _curve_rows(made, tried, times)
    return Lines(
        rows=of_group(rows if drawn else rows.head(0), case.n),
        claim=claim,
        label="land_budget_ct",
        value="deel_genoeg",
        series="reeks",
        text_column="tekst",
        styles={
            READING["strikt"]: "dun",
            READING[PROPOSED]: "lijn",
            READING["ruim"]: "stippellijn",
            TRIED: "punten",
        },
        focus=(READING[PROPOSED], TRIED),
        label_axis="budget per jaar voor het hele land",
        axis="deel van de landen waarin het genoeg was",
        about=_about(data, scenario, "kosten van nieuwe taken"),
        note=_imitated(data, scenario, len(middle.waarden), several) if drawn else "",
    )


def _rounded_up(cents: float) -> float:
    """Round to two digits, never below: the amount is to be enough at least as often as was asked."""
    near = about(cents)
    return near if near >= cents else near + 10.0 ** (math.floor(math.log10(abs(cents))) - 1)


def _curve_rows(made: Mapping[str, draws.Draws], tried: float, times: Mapping[str, float]) -> pd.DataFrame:
    """Give a curve for each reading, and on each the budget that the title names."""
    curves = {name: decisions.telling_part(decisions.budget_curve(one)) for name, one in made.items()}
    parts = [curve.assign(reeks=name, tekst="") for name, curve in curves.items()]
    columns = ["budget_ct", "kans", "reeks", "tekst"]
    points = [
        (tried, count / 100, TRIED, f"{name}: {format_number(count)} van 100")
        for name, count in times.items()
    ]
    rows = pd.concat([*parts, pd.DataFrame(points, columns=columns)], ignore_index=True)
    return rows[columns].rename(columns={"budget_ct": "land_budget_ct", "kans": "deel_genoeg"})


def _imitated(data: EditionData, scenario: Scenario, count: int, several: bool) -> str:
    """Say what differs from one imitated country to the next, and what is a choice."""
    unsure = []
    if scenario.onzekerheid.steekproef and not all_counted(data, scenario):
        unsure.append("welke VSV’s registreerden")
    if not all(one.zeker for one in cases.case(data, scenario).numbers.values()):
        unsure.append("de bedragen die het scenario aanneemt")
    choice = " Streng, voorstel of ruim is een keuze; daarom heeft elk zijn eigen lijn." if several else ""
    return f"{format_number(count)} nagebootste landen (zaad {scenario.zaad}); daarin wisselt: {' en '.join(unsure)}.{choice}"


@exhibit
def gevoeligheid(data: EditionData, scenarios: Scenarios, naam: str = "", most: int = 10) -> Dots:
    """One uncertain number at a time from low to high, what is chosen, chance and assumptions each by their own sign."""
    case = cases.featured(data, scenarios, naam)
    scenario = case.scenario
    moves = with_labels(cases.worked_out(data, sensitivity.tornado, scenario), case)
    if moves.empty:
        raise Nothing(f"{quoted(scenario)} heeft geen onzekere getallen")
    ends = moves[["laag_ct", "hoog_ct"]]
    clear = tells(ends.min(axis=1, skipna=False), moves["verwacht_ct"], ends.max(axis=1))
    unclear, moves = moves[~clear], moves[clear].reset_index(drop=True)
    shown = moves.head(most)
    shown = shown.assign(naam=distinct(shown["naam"]))
    rows = [
        (row["naam"], row["soort"], row[f"{end}_verschil_ct"], row[f"{end}_tekst"])
        for row in shown.to_dict("records")
        for end in ("laag", "hoog")
    ]
    note = (
        "Elk getal apart van laag naar hoog, de andere zoals in het voorstel of zoals aangenomen. Toeval (welke VSV’s registreerden, hoe "
        "prijzen stijgen): 95 %-interval. Keuze (streng of ruim rekenen) en aanname (een bedrag van het scenario): van grens tot grens."
    )
    note += _weighs_less(data, scenario, moves["invoer"])
    if len(moves) > most:
        note += f" Nog {len(moves) - most} kleinere niet getekend."
    if len(unclear):
        note += f" Niet getekend, want niet te zeggen is hoeveel het uitmaakt: {', '.join(unclear['naam'])}."
    return Dots(
        rows=of_group(pd.DataFrame(rows, columns=["naam", "soort", "land_verschil_ct", "tekst"]), case.n),
        claim=_widest_claim(moves, len(unclear) > 0, estimated(case.n, prices_at(scenario))),
        label="naam",
        headings={"naam": "Onzeker getal"},
        value="land_verschil_ct",
        series="soort",
        text_column="tekst",
        styles={CHOICE: "stip", CHANCE: "streep", ASSUMPTION: "ring"},
        focus=(CHOICE,),
        joined=True,
        zero=True,
        axis="meer of minder dan zoals voorgesteld en aangenomen",
        about=_about(data, scenario, "wat de kosten van nieuwe taken scheelt"),
        note=note,
    )


def _weighs_less(data: EditionData, scenario: Scenario, inputs: pd.Series) -> str:
    """Say of which tasks that are arranged nationally the choice of what is new weighs less than as registered."""
    posts = cases.model(data).posts
    chosen = [name.partition(".")[2] for name in inputs if name.startswith("lezing.")]
    about_tasks = {task for one in chosen for task in posts.taak[(posts.regel == one) | (posts.taak == one)]}
    national = {task for one in scenario.landelijk.values() for task in one.taken}
    if not (both := sorted(about_tasks & national)):
        return ""
    names = listed([basiskader.task_names()[task] for task in both])
    return f" Hier landelijk geregeld: {names}. De keuze wat daarvan nieuw is, weegt daarom minder dan in de agenda."


def _widest_claim(moves: pd.DataFrame, some_unclear: bool, evidence: Mapping[str, Any]) -> Claim:
    """Say what moves most; nothing while it is not known how much the largest moves."""
    widths = dict(zip(moves["naam"].map(lowered), moves["bereik_ct"].astype("float64"), strict=True))
    few = f"daarvoor registreerden te weinig VSV’s (n = {evidence['n']})"
    return Claim(
        form="voorop",
        words={
            "eerste": "Het meest maakt uit {eerste}: dat scheelt tussen laag en hoog {bedrag} per jaar",
            "samen": "Het meest maken uit {eersten}; geen ervan springt eruit",
            "geen": f"Wat het meest scheelt, is niet te zeggen: {few}",
        },
        quantity="verschil tussen laag en hoog van één onzeker getal",
        more={} if some_unclear else widths,
        **evidence,
    )


@exhibit
def aandelen(data: EditionData, scenarios: Scenarios, naam: str = "", most: int = 12) -> Table:
    """Which part of the variance of the estimate each uncertain number explains, alone and with what it does together with others."""
    case = cases.featured(data, scenarios, naam)
    scenario = case.scenario
    shares = sensitivity.possible_shares(cases.worked_out(data, sensitivity.variance_shares, scenario))
    named = {"eerste_orde": "aandeel_alleen", "totaal": "aandeel_samen", "fout": "rekenfout"}
    found = with_labels(shares, case).rename(columns=named)
    columns = ("naam", "soort", *named.values())
    title = f"Waar de onzekerheid bij {quoted(scenario)} vandaan komt"
    unknown = found.loc[found["aandeel_samen"].isna(), "naam"]
    note = (
        "Zonder keuzes: streng of ruim wordt besloten en niet geloot. Berekend met Sobol-indices; samenhang tussen getallen telt niet mee. Rekenfout: plus of min. Wat door rekenfout buiten 0 tot 100 % "
        "zou vallen, staat op die grens."
    )
    if len(unknown):
        note += f" Zonder: {', '.join(unknown)}; hoeveel dat uitmaakt, is bij zo weinig VSV’s niet te zeggen."
    return Table(
        rows=of_group(found[[*columns]].head(most), case.n),
        claim=fact(title if len(found) else f"{quoted(scenario)} heeft niets onzekers om te verdelen"),
        columns=columns,
        headings={"naam": "Onzeker getal"},
        about=_about(data, scenario, "deel van de variantie van de kosten van nieuwe taken"),
        note=note,
    )


__all__ = ["ENOUGH", "TRIED", "aandelen", "budget", "gevoeligheid"]
