"""The chapter of how sure: what is enough in how many imitated countries, what moves most, and where the uncertainty comes from."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.evidence.claims import ASSUMED, COUNTED, ESTIMATED, Claim, fact
from vsvanalyse.evidence.intervals import LEVEL, tells
from vsvanalyse.evidence.sentences import lowered
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.kinds import Dots, Lines, Table
from vsvanalyse.exhibits.making import exhibit, of_group, once
from vsvanalyse.exhibits.scenarios import Scenarios, all_counted, distinct, quoted
from vsvanalyse.money import format_number
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import comparison
from vsvanalyse.scenarios.comparison import prices_at
from vsvanalyse.scenarios.labels import ASSUMPTION, CHANCE, CHOICE, with_labels
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty import decisions, draws, sensitivity
from vsvanalyse.scenarios.uncertainty.inputs import numbers

ENOUGH = 0.8
"""The budget that is looked at is enough in about this part of the imitated countries."""
CURVE, TRIED = "nagebootste landen", "dit budget"
_COST = "kosten van nieuwe taken per jaar, hele land"


@once
def _draws(data: EditionData, one: cases.Case) -> draws.Draws:
    return draws.simulate(cases.model(data), one.scenario)


def _about(data: EditionData, scenario: Scenario, what: str) -> str:
    return f"{quoted(scenario)}: {what}, hele land in {scenario.peiljaar}, uit {cases.model(data).groep}, {prices_at(scenario)}"


@exhibit
def budget(data: EditionData, scenarios: Scenarios, naam: str = "") -> Lines:
    """In how many imitated countries a yearly budget for new tasks was enough, with one round budget pointed at."""
    if reason := cases.obstacle(data, scenarios):
        return _curve(pd.DataFrame(), fact(reason), "", "")
    scenario = comparison.featured(scenarios, naam)
    model, made = cases.model(data), _draws(data, cases.case(scenario))
    silent = scenario.onzekerheid.steekproef and model.n == 1 and not all_counted(data, scenario)
    low, high = made.interval("nieuw", LEVEL)
    tried, times = decisions.round_budget(made, ENOUGH)
    sure = low == high
    claim = Claim(
        form="genoeg",
        words={
            "zo": f"{{bedrag}} was in {{keer}} van 100 nagebootste landen genoeg voor nieuwe taken in {scenario.peiljaar}",
            "zeker": f"Nieuwe taken kosten in {scenario.peiljaar} {{bedrag}}; daaraan is in dit scenario niets onzeker",
            "onbekend": f"Welk budget genoeg is voor nieuwe taken, is uit {model.groep} niet te zeggen",
        },
        quantity=_COST,
        estimate=None if silent else decisions.budget_for(made, ENOUGH) if sure else tried,
        low=low,
        high=high,
        level=LEVEL,
        n=model.n,
        price_base=prices_at(scenario),
        status=COUNTED if sure else ESTIMATED,
        more={} if sure else {"van_100": times},
    )
    rows = pd.DataFrame()
    if claim.tells and not sure:
        curve = decisions.telling_part(decisions.budget_curve(made)).assign(reeks=CURVE, tekst="")
        point = {
            "budget_ct": tried,
            "kans": times / 100,
            "reeks": TRIED,
            "tekst": f"{format_number(times)} van 100",
        }
        rows = of_group(pd.concat([curve, pd.DataFrame([point])], ignore_index=True), model.n)
    return _curve(
        rows.rename(columns={"budget_ct": "land_budget_ct", "kans": "deel_genoeg"}),
        claim,
        _about(data, scenario, "kosten van nieuwe taken"),
        _imitated(data, scenario, len(made.waarden)) if len(rows) else "",
    )


def _curve(rows: pd.DataFrame, claim: Claim, about: str, note: str) -> Lines:
    return Lines(
        id="onzekerheid.budget",
        rows=rows.reindex(columns=["land_budget_ct", "deel_genoeg", "reeks", "tekst", "wie", "n"]),
        claim=claim,
        label="land_budget_ct",
        value="deel_genoeg",
        series="reeks",
        text_column="tekst",
        styles={CURVE: "lijn", TRIED: "punten"},
        focus=(CURVE, TRIED),
        label_axis="budget per jaar voor het hele land",
        axis="deel waarin het genoeg was",
        about=about,
        note=note,
    )


def _imitated(data: EditionData, scenario: Scenario, count: int) -> str:
    """Say what differs from one imitated country to the next."""
    how, unsure = scenario.onzekerheid, []
    if how.steekproef and not all_counted(data, scenario):
        unsure.append("welke VSV’s registreerden")
    if how.lezingen:
        unsure.append(
            "hoeveel van omstreden taken nieuw is (dat is een keuze; hier loopt zij van streng tot ruim)"
        )
    if not all(one.zeker for one in numbers(scenario).values()):
        unsure.append("de bedragen die het scenario aanneemt")
    return f"{format_number(count)} nagebootste landen (zaad {scenario.zaad}). Daarin wisselt: {'; '.join(unsure)}."


@once
def _moves(data: EditionData, one: cases.Case) -> pd.DataFrame:
    model = cases.model(data)
    return with_labels(sensitivity.tornado(model, one.scenario), model, one.scenario)


@exhibit
def gevoeligheid(data: EditionData, scenarios: Scenarios, naam: str = "", most: int = 10) -> Dots:
    """One uncertain number at a time from low to high, what is chosen, chance and assumptions each by their own sign."""
    if reason := cases.obstacle(data, scenarios):
        return _tornado(pd.DataFrame(), fact(reason), "", "")
    scenario = comparison.featured(scenarios, naam)
    moves, model = _moves(data, cases.case(scenario)), cases.model(data)
    ends = moves[["laag_ct", "hoog_ct"]]
    clear = tells(ends.min(axis=1, skipna=False), moves["verwacht_ct"], ends.max(axis=1))
    unclear, moves = moves[~clear], moves[clear].reset_index(drop=True)
    if moves.empty and unclear.empty:
        return _tornado(pd.DataFrame(), fact(f"{quoted(scenario)} heeft geen onzekere getallen"), "", "")
    shown = moves.head(most)
    shown = shown.assign(naam=distinct(shown["naam"]))
    rows = [
        {
            "naam": row["naam"],
            "soort": row["soort"],
            "land_verschil_ct": row[f"{end}_verschil_ct"],
            "tekst": row[f"{end}_tekst"],
        }
        for row in shown.to_dict("records")
        for end in ("laag", "hoog")
    ]
    told = ["Elk getal apart van laag naar hoog, de andere zoals in het voorstel of zoals aangenomen."]
    told.append(
        "Keuze: wat streng of ruim rekenen scheelt. Toeval: welke VSV’s registreerden, hoe prijzen stijgen. Aanname: een bedrag van het scenario."
    )
    if len(moves) > most:
        told.append(f"Nog {len(moves) - most} kleinere niet getekend.")
    if len(unclear):
        told.append(
            f"Niet getekend, want niet te zeggen is hoeveel het uitmaakt: {', '.join(unclear['naam'])}."
        )
    return _tornado(
        of_group(pd.DataFrame(rows), model.n) if rows else pd.DataFrame(),
        _widest_claim(moves, unclear, model.n, prices_at(scenario)),
        _about(data, scenario, "wat de kosten van nieuwe taken scheelt"),
        " ".join(told),
    )


def _widest_claim(moves: pd.DataFrame, unclear: pd.DataFrame, n: int, prices: str) -> Claim:
    """Say what moves most; nothing while it is not known how much the largest moves."""
    names = moves["naam"].map(lowered)
    return Claim(
        form="voorop",
        words={
            "eerste": "Over {eerste} scheelt laag of hoog het meest: {bedrag} per jaar",
            "samen": "Over {eersten} scheelt laag of hoog het meest; geen ervan springt eruit",
            "geen": f"Wat het meest scheelt, is niet te zeggen: daarvoor registreerden te weinig VSV’s (n = {n})",
        },
        quantity="verschil tussen laag en hoog van één onzeker getal",
        n=n,
        price_base=prices,
        status=ASSUMED,
        more={} if len(unclear) else dict(zip(names, moves["bereik_ct"].astype("float64"), strict=True)),
    )


def _tornado(rows: pd.DataFrame, claim: Claim, about: str, note: str) -> Dots:
    return Dots(
        id="onzekerheid.gevoeligheid",
        rows=rows.reindex(columns=["naam", "soort", "land_verschil_ct", "tekst", "wie", "n"]),
        claim=claim,
        label="naam",
        value="land_verschil_ct",
        series="soort",
        text_column="tekst",
        styles={CHOICE: "stip", CHANCE: "streep", ASSUMPTION: "ring"},
        focus=(CHOICE,),
        joined=True,
        zero=True,
        axis="meer of minder dan zoals voorgesteld en aangenomen",
        about=about,
        note=note,
    )


@once
def _shares(data: EditionData, one: cases.Case) -> pd.DataFrame:
    model = cases.model(data)
    found = sensitivity.possible_shares(sensitivity.variance_shares(model, one.scenario))
    return with_labels(found, model, one.scenario)


@exhibit
def aandelen(data: EditionData, scenarios: Scenarios, naam: str = "", most: int = 12) -> Table:
    """Which part of the variance of the estimate each uncertain number explains, alone and with what it does together with others."""
    columns = ("naam", "soort", "aandeel_alleen", "aandeel_samen", "rekenfout")
    rows, title, about, note = (
        pd.DataFrame(columns=[*columns, "wie"]),
        cases.obstacle(data, scenarios),
        "",
        "",
    )
    if not title:
        scenario = comparison.featured(scenarios, naam)
        found = _shares(data, cases.case(scenario))
        title = (
            f"Waar de onzekerheid bij {quoted(scenario)} vandaan komt"
            if len(found)
            else f"{quoted(scenario)} heeft niets onzekers om te verdelen"
        )
        named = {"eerste_orde": "aandeel_alleen", "totaal": "aandeel_samen", "fout": "rekenfout"}
        rows = of_group(found.rename(columns=named)[list(columns)].head(most), cases.model(data).n)
        about = _about(data, scenario, "deel van de variantie van de kosten van nieuwe taken")
        unknown = found.loc[found["totaal"].isna(), "naam"]
        note = (
            "Berekend met Sobol-indices; samenhang tussen getallen telt niet mee. Rekenfout: plus of min. Wat door rekenfout buiten 0 tot 100 % "
            "zou vallen, staat op die grens."
        )
        if len(unknown):
            note += (
                f" Zonder: {', '.join(unknown)}; hoeveel dat uitmaakt, is bij zo weinig VSV’s niet te zeggen."
            )
    return Table(
        id="onzekerheid.aandelen",
        rows=rows,
        claim=fact(title),
        columns=columns,
        headings={"naam": "Onzeker getal"},
        about=about,
        note=note,
    )


__all__ = ["aandelen", "budget", "gevoeligheid"]
