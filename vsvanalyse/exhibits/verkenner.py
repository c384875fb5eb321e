"""The chapter of the explorer: the country as registered, and under the choices of the sliders."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.edition.starter import BASE
from vsvanalyse.evidence.claims import Claim, assumed, estimated
from vsvanalyse.evidence.intervals import LEVEL
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.geld import enough_words
from vsvanalyse.exhibits.kinds import OTHER, Bars, Dots
from vsvanalyse.exhibits.making import exhibit, of_group
from vsvanalyse.exhibits.words import MONEY, NOT_BELOW_ZERO
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.comparison import prices_at
from vsvanalyse.scenarios.explore import (
    Answer,
    Choices,
    answer,
    at_rest,
    beside,
    new_tasks_of_vsvs,
    scenario_of,
)
from vsvanalyse.scenarios.lever import EXPLORER
from vsvanalyse.scenarios.national import LABEL
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.words import money_of

NOW, MINE = "zoals geregistreerd", "uw keuze"
_QUANTITIES = {
    "structureel": "alle structurele kosten",
    "nieuw": "waarvan nieuwe taken",
    "financiering": MONEY,
    "tekort": "te kort (− is over)",
}


@exhibit
def keuze(data: EditionData, basis: Scenario, keuzes: Choices) -> Bars:
    """The country as registered and under the choices that were moved, beside each other; money only where there is some."""
    chosen, now = _on_data(data, basis, keuzes)
    mine, scenario = answer(chosen), chosen.scenario
    rows = of_group(_beside(answer(now), mine), chosen.n)
    return Bars(
        rows=rows,
        claim=said_of(mine, scenario, chosen.groep, chosen.n),
        label="naam",
        headings={"naam": "Wat"},
        value="land_ct",
        series="reeks",
        low="land_laag_ct",
        high="land_hoog_ct",
        layout="naast",
        styles={NOW: "grijs", MINE: "vol"},
        focus=(MINE,),
        about=f"Hele land in {scenario.peiljaar}, structureel per jaar, {prices_at(scenario)}, geraamd uit {chosen.groep} ({LABEL[chosen.raming]})",
        note=how_sure(rows.loc[rows["naam"] != _QUANTITIES["tekort"], "land_laag_ct"], mine),
    )


@exhibit
def per_vsv(data: EditionData, basis: Scenario, keuzes: Choices) -> Dots:
    """What new tasks cost each VSV, as registered and under the choices."""
    chosen, now = _on_data(data, basis, keuzes)
    found = {name: new_tasks_of_vsvs(one).assign(reeks=name) for name, one in ((NOW, now), (MINE, chosen))}
    rows = pd.concat(found.values(), ignore_index=True)
    before, after = (found[name]["nodig_ct"] for name in (NOW, MINE))
    return Dots(
        rows=rows.assign(wie=OTHER),
        claim=_moved(before, after),
        label="vsv",
        value="nodig_ct",
        series="reeks",
        styles={NOW: "ring", MINE: "stip"},
        focus=(MINE,),
        joined=True,
        about=f"Nieuwe taken per VSV in {chosen.scenario.peiljaar}, structureel per jaar, {prices_at(chosen.scenario)}",
        note="Met een gelijk deel van wat landelijk wordt geregeld.",
    )


def _on_data(data: EditionData, basis: Scenario, keuzes: Choices) -> tuple[Case, Case]:
    """Give the scenario of the choices that were moved, and what stands beside it; raises `Nothing` where none can be worked out."""
    cases.able(data, {BASE: basis})
    asked = {**at_rest(cases.case(data, basis)), **keuzes}
    scenario = scenario_of(basis, asked)
    model = cases.able(data, {EXPLORER: scenario})
    return Case(model, scenario), Case(model, beside(basis, asked))


def _moved(now: pd.Series, mine: pd.Series) -> Claim:
    """Say for how many VSVs new tasks cost something else under the choices."""
    return Claim(
        form="aantal",
        words={
            "zo": "Uw keuze verandert voor {k} van de {van} VSV’s wat nieuwe taken kosten",
            "alle": "Uw keuze verandert voor alle {van} VSV’s wat nieuwe taken kosten",
            "geen": "Uw keuze verandert voor geen enkel VSV wat nieuwe taken kosten",
            "onbekend": "Wat nieuwe taken elk VSV kosten, is onbekend",
        },
        quantity="VSV's voor wie een keuze de kosten van nieuwe taken verandert",
        estimate=float((now != mine).sum()),
        unit="aantal",
        more={"van": float(len(now))},
        **assumed(len(now)),
    )


def _beside(now: Answer, mine: Answer) -> pd.DataFrame:
    """Put every quantity as registered above the same under the choices."""
    rows = [
        (name, series, one.bedragen[quantity], *interval_ends(one, quantity))
        for quantity, name in _QUANTITIES.items()
        for series, one in ((NOW, now), (MINE, mine))
        if quantity in ("structureel", "nieuw") or one.bedragen["financiering"]
    ]
    return pd.DataFrame(rows, columns=["naam", "reeks", "land_ct", "land_laag_ct", "land_hoog_ct"])


def interval_ends(one: Answer, quantity: str) -> tuple[float, float]:
    """Give the ends of the interval of a quantity, NaN where it has none; a cost is never below zero."""
    low, high = one.interval.get(quantity, (float("nan"), float("nan")))
    return (max(low, 0.0) if quantity != "tekort" and low == low else low), high


def said_of(mine: Answer, scenario: Scenario, group: str, n: int) -> Claim:
    """Say what the choices come to: money against need where there is money, else what is needed."""
    year, money = scenario.peiljaar, mine.bedragen["financiering"]
    quantity = "tekort" if money else "nieuw"
    low, high = interval_ends(mine, quantity)
    enough = f"of {money_of(scenario, year) or 'het geld'} in {year} genoeg is"
    if money:
        words = enough_words(enough, year, group) | {"geen_geld": "er is geen geld voor nieuwe taken"}
    else:
        words = {
            "zo": "nieuwe taken kosten in het hele land {bedrag} per jaar",
            "onbekend": f"wat nieuwe taken in het hele land kosten, is uit {group} niet te zeggen",
        }
    return Claim(
        form="saldo" if money else "bedrag",
        words={outcome: f"Uw keuze: {text}" for outcome, text in words.items()},
        quantity=f"{'geld tegenover ' if money else ''}kosten van nieuwe taken, hele land",
        estimate=None if mine.geraamd and pd.isna(low) else mine.bedragen[quantity],
        low=low,
        high=high,
        level=LEVEL,
        more={"geld": float(money)} if money else {},
        **estimated(n, prices_at(scenario)),
    )


def how_sure(low: pd.Series, mine: Answer) -> str:
    """Say what the stroke is, or why there is none; ``low`` are the low ends of intervals of costs."""
    if not mine.geraamd:
        return "Wie meedoet is geteld: er is niets geraamd."
    if low.isna().all():
        return "Hoe zeker de raming is, is niet te zeggen."
    told = "Streep: 95 %-interval, alleen doordat niet elk VSV registreerde."
    return f"{told} {NOT_BELOW_ZERO}" if (low == 0).any() else told


__all__ = ["how_sure", "interval_ends", "keuze", "per_vsv", "said_of"]
