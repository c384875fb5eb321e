"""The chapter of choices that a reader makes: every position of a few controls worked out, for the country and for one VSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from vsvanalyse.edition.starter import BASE
from vsvanalyse.evidence.claims import Claim, assumed, fact
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios
from vsvanalyse.exhibits.kinds import OWN, Explorer
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group, once, without_errors
from vsvanalyse.exhibits.verkenner import how_sure, interval_ends, said_of
from vsvanalyse.exhibits.words import ASSUMED_MONEY, PAY, READING
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.comparison import prices_at
from vsvanalyse.scenarios.explore import (
    Answer,
    Choices,
    answer,
    at_rest,
    new_tasks_of_vsvs,
    positions,
    scenario_of,
)
from vsvanalyse.scenarios.measures.land import chosen_estimator
from vsvanalyse.scenarios.national import LABEL
from vsvanalyse.scenarios.schema import Scenario

_TURNED = ("lezing", "vacatiegeld", "per_vsv_eur", "per_bevalling_eur")
CONTROLS = ("lezing", "vergoeding_uren", "geld_per_vsv_ct", "geld_per_bevalling_ct")
"""What a reader can turn, as a column each."""
_WORKED_OUT = "stap: uitkomst bij deze keuzes"
_STYLES = ("gearceerd", "omlijnd", "grijs")
"""What is foreseen is hatched, and money that is assumed outlined."""


@exhibit
def land(data: EditionData, scenarios: Scenarios) -> Explorer:
    """What new tasks cost the country, and whether money is enough, at every choice of reading, pay and money."""
    base = _in_prices_of_its_year(scenarios)
    model = cases.able(data, {BASE: base})
    answers = _answers(data, base)
    need, money, gap = values = ("land_nodig_ct", "land_geld_ct", "land_tekort_ct")
    ends = {
        need: ("land_nieuw_laag_ct", "land_nieuw_hoog_ct"),
        gap: ("land_tekort_laag_ct", "land_tekort_hoog_ct"),
    }
    rows = _chosen(data, base)
    for name, quantity in zip(values, ("nieuw", "financiering", "tekort"), strict=True):
        rows[name] = [one.bedragen[quantity] for one in answers]
        if name in ends:
            rows[[*ends[name]]] = [interval_ends(one, quantity) for one in answers]
    no_money = rows[money] == 0
    rows[[gap, *ends[gap]]] = rows[[gap, *ends[gap]]].astype("Float64").mask(no_money)
    rows["zin"] = _sentences(data, base, _of_country)
    return Explorer(
        rows=of_group(rows, model.n),
        columns=(*CONTROLS, need, *ends[need], money, gap, *ends[gap]),
        controls=CONTROLS,
        bars=values,
        ends=ends,
        styles=dict(zip(values, _STYLES, strict=True)),
        start=_start(data, base),
        counted=dict.fromkeys((*CONTROLS[2:], *values, *ends[need], *ends[gap]), _WORKED_OUT),
        claim=fact("Kies zelf: wat nieuwe taken in het hele land kosten, en of het geld genoeg is"),
        about=f"Hele land in {base.peiljaar}, structureel per jaar, {prices_at(base)}, geraamd uit {model.groep} ({LABEL[chosen_estimator(base)]})",
        note=f"{ASSUMED_MONEY} {how_sure(rows[ends[need][0]], answers[0])}",
    )


@exhibit
def eigen(data: EditionData, scenarios: Scenarios, vsv: str) -> Explorer:
    """What new tasks cost one VSV, and what money it gets, at every choice of reading, pay and money."""
    base = _in_prices_of_its_year(scenarios)
    if vsv not in cases.able(data, {BASE: base}).posts.vsvs:
        raise Nothing("Van uw VSV zijn er geen kosten waarop een keuze kan rusten")
    _, money, gap = values = ("nodig_ct", "financiering_ct", "tekort_ct")
    rows = _chosen(data, base)
    rows[[*values]] = _of_everyone(data, base).loc[vsv, [*values]].reset_index(drop=True)
    rows[gap] = rows[gap].mask(rows[money] == 0)
    rows["zin"] = _sentences(data, base, lambda one, basis: _of_own(one, basis, vsv), vsv)
    return Explorer(
        rows=rows.assign(vsv=vsv, wie=OWN),
        columns=(*CONTROLS, *values),
        controls=CONTROLS,
        bars=values,
        styles=dict(zip(values, _STYLES, strict=True)),
        start=_start(data, base),
        counted=dict.fromkeys((*CONTROLS[2:], *values), _WORKED_OUT),
        claim=fact("Kies zelf: wat uw nieuwe taken kosten, en hoeveel geld u krijgt"),
        about=f"Uw VSV in {base.peiljaar}, structureel per jaar, {prices_at(base)}",
        note=ASSUMED_MONEY,
    )


def _in_prices_of_its_year(scenarios: Scenarios) -> Scenario:
    """Give the base in the prices of its reference year, as the first scenario that has some foresees these: money is of that year."""
    foreseen = next((one.index for one in scenarios.values() if one.index), None)
    return scenarios[BASE].model_copy(update={"index": scenarios[BASE].index or foreseen})


@once
def _positions(data: EditionData, base: Scenario) -> list[Choices]:
    """Give every position that a page can show."""
    return [*positions(cases.case(data, base), _TURNED)]


def _at_every_position(data: EditionData, base: Scenario) -> Iterator[Case]:
    """Give the scenario of every position on the edition; hundreds, so that none is kept."""
    for one in _positions(data, base):
        yield Case(cases.model(data), scenario_of(base, one))


def _chosen(data: EditionData, base: Scenario) -> pd.DataFrame:
    """Give the columns of the controls, one row a position."""
    told = [
        (
            READING[one["lezing"]],
            PAY[one["vacatiegeld"]],
            round(100 * one["per_vsv_eur"]),
            round(100 * one["per_bevalling_eur"]),
        )
        for one in _positions(data, base)
    ]
    return pd.DataFrame(told, columns=[*CONTROLS])


def _start(data: EditionData, base: Scenario) -> int:
    """Give the position at which nothing is changed."""
    return _positions(data, base).index(at_rest(cases.case(data, base)))


@once
def _answers(data: EditionData, base: Scenario) -> list[Answer]:
    """Give what each position means for the country."""
    return [answer(one) for one in _at_every_position(data, base)]


@once
def _of_everyone(data: EditionData, base: Scenario) -> pd.DataFrame:
    """Give what each position means for each VSV in the reference year; one row a VSV and position, by VSV."""
    parts = [
        new_tasks_of_vsvs(one).assign(stand=number)
        for number, one in enumerate(_at_every_position(data, base))
    ]
    return pd.concat(parts).set_index("vsv").sort_values("stand", kind="stable")


def _sentences(
    data: EditionData,
    base: Scenario,
    claims: Callable[[EditionData, Scenario], Iterator[Claim]],
    vsv: str = "",
) -> list[str]:
    """Say what each position comes to; while errors stand also without those lines."""
    errors, at_stake = data.open_errors(vsv)
    clean = without_errors(data, vsv) if errors else None
    told = claims(data, base)
    if clean is None:
        return [one.sentence() for one in told]
    pairs = zip(told, claims(clean, base), strict=True)
    return [one.until_mended(errors, at_stake, without).sentence() for one, without in pairs]


def _of_country(data: EditionData, base: Scenario) -> Iterator[Claim]:
    for one, found in zip(_at_every_position(data, base), _answers(data, base), strict=True):
        yield said_of(found, one.scenario, one.groep, one.n)


def _of_own(data: EditionData, base: Scenario, vsv: str) -> Iterator[Claim]:
    """Say what is short or left for one VSV, or what is asked where there is no money."""
    words = {
        "meer": "Uw keuze: er komt {bedrag} te kort voor uw nieuwe taken",
        "minder": "Uw keuze: er blijft {bedrag} over na uw nieuwe taken",
        "gelijk": "Uw keuze: er is precies genoeg voor uw nieuwe taken",
        "onbeslist": "Uw keuze: of er genoeg is, is niet te zeggen",
        "onbekend": "Uw keuze: hoeveel geld u krijgt, is niet te zeggen: het aantal bevallingen is onbekend",
        "geen_geld": "Uw keuze: uw nieuwe taken kosten {bedrag} per jaar",
    }
    for row in _of_everyone(data, base).loc[vsv].itertuples():
        unknown = pd.isna(row.financiering_ct)
        given: dict[str, Any] = {"geld": 1.0 if unknown else float(row.financiering_ct)}
        yield Claim(
            form="saldo",
            words=words,
            quantity="geld tegenover kosten van nieuwe taken van één VSV per jaar",
            estimate=None if unknown else float(row.tekort_ct),
            more=given,
            **assumed(1, prices_at(base)),
        )


__all__ = ["CONTROLS", "eigen", "land"]
