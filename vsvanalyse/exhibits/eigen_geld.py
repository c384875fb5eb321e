"""The chapter of one VSV's money: what scenarios mean for it, and what ways of dividing bring it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, assumed, fact
from vsvanalyse.evidence.sentences import MOST_NAMED, listed, literal
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios, distinct, in_prices, quoted, reference_year
from vsvanalyse.exhibits.kinds import OWN, Bars, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, once
from vsvanalyse.exhibits.scenarios import NOTHING_BESIDE
from vsvanalyse.exhibits.words import ASSUMED_MONEY, LEFT, MONEY, NEED, capital, dearer
from vsvanalyse.money import format_about, format_euro
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import comparison
from vsvanalyse.scenarios.comparison import price_level
from vsvanalyse.scenarios.measures.vacatiegeld import still_done
from vsvanalyse.scenarios.words import has_money, way_of_dividing, with_amounts

_SHARED = "eigen nieuwe taken plus een gelijk deel van wat landelijk wordt geregeld"
_END = {"laag": "laagste", "hoog": "hoogste"}
_ROUNDED = "stap: raming van het scenario, afgerond op duizenden"
_ESTIMATE = {
    "structureel_ct": "deel jaarlijks structureel: raming van het scenario, afgerond op duizenden",
    "nodig_ct": "deel jaarlijks structureel nieuw verwacht: raming van het scenario, afgerond op duizenden",
}
_ORDER = ("eerste", "tweede", "derde")
_GAPS = ("financiering_ct", "tekort_ct", "tekort_per_bevalling_ct")


def _require(data: EditionData, scenarios: Scenarios, vsv: str) -> None:
    """Raise `Nothing` where no scenario can say anything about one VSV."""
    if vsv not in cases.able(data, scenarios).posts.vsvs:
        raise Nothing("Van uw VSV zijn er geen kosten waarop een scenario kan rusten")


@once
def of_everyone(data: EditionData, scenarios: Scenarios) -> pd.DataFrame:
    """Give what each scenario means for each VSV (`scenarios.comparison.for_vsvs`)."""
    return comparison.for_vsvs(cases.all_of(data, scenarios))


def _own(data: EditionData, scenarios: Scenarios, vsv: str) -> pd.DataFrame:
    """Give what each scenario means for one VSV, and how it differs from what was registered."""
    _require(data, scenarios, vsv)
    rows = of_everyone(data, scenarios)
    rows = rows[rows["vsv"] == vsv].reset_index(drop=True)
    return rows.assign(titel=distinct(rows["titel"]), verschil_met_nu_ct=rows["verschil_ct"], wie=OWN)


@exhibit
def scenarios(data: EditionData, scenarios: Scenarios, vsv: str) -> Bars:
    """What the new tasks of one VSV cost under every scenario, in one price base."""
    own = _own(data, scenarios, vsv)
    same = own["nodig_vast_ct"] == own["nodig_vast_ct"].iloc[0]
    alike = (
        f" Gelijk aan zoals geregistreerd: {', '.join(own.loc[same, 'titel'].iloc[1:])}."
        if same.sum() > 1
        else ""
    )
    rows = pd.concat([own.head(1), own[~same]], ignore_index=True)
    rows["reeks"] = ["zoals geregistreerd", *["bij een scenario"] * (len(rows) - 1)]
    return Bars(
        counted={"nodig_vast_ct": "scenario nodig_vast_ct"},
        rows=rows[["titel", "nodig_vast_ct", "reeks", "vsv", "wie"]].head(len(rows) if len(rows) > 1 else 0),
        claim=_own_need_claim(own, scenarios),
        label="titel",
        value="nodig_vast_ct",
        series="reeks",
        layout="gestapeld",
        styles={"zoals geregistreerd": "vol", "bij een scenario": "omlijnd"},
        text_column="nodig_vast_ct",
        about=f"Uw VSV in {reference_year(own, 'jaar')}, structureel per jaar, {REGISTERED_PRICES}",
        note=f"{capital(_SHARED)}, volgens het voorstel.{alike}",
    )


def _own_need_claim(own: pd.DataFrame, scenarios: Scenarios) -> Claim:
    """Say between what scenarios move what one VSV's new tasks cost, and at which one that is least."""
    need = own["nodig_vast_ct"]
    least = scenarios[own.loc[need.idxmin(), "scenario"]]
    goes_on = f" ({still_done(least)})" if still_done(least) else ""
    at = f" bij {literal(quoted(least))}{goes_on}" if need.min() < need.iloc[0] else ""
    return Claim(
        form="keuze",
        words={
            "zo": "Nieuwe taken kosten uw VSV per jaar {bedrag} zoals geregistreerd, en "
            f"{{laag}}{at} tot {{hoog}} naar gelang het scenario",
            "gelijk": "Nieuwe taken kosten uw VSV per jaar {bedrag}",
            "onbekend": "Wat nieuwe taken uw VSV kosten, is onbekend",
        },
        quantity="kosten van nieuwe taken van één VSV per jaar",
        estimate=need.iloc[0],
        low=need.min(),
        high=need.max(),
        **assumed(1),
    )


def _paid(data: EditionData, scenarios: Scenarios, vsv: str, prijzen: str) -> tuple[pd.DataFrame, str, str]:
    """Give what scenarios with money mean for one VSV, in one price base (`cases.in_prices`)."""
    own = _own(data, scenarios, vsv)
    paid = own[own["heeft_geld"]].reset_index(drop=True)
    if paid.empty:
        raise Nothing("Geen scenario heeft geld van buiten")
    return in_prices(paid, "prijzen", prijzen)


@exhibit
def geld(data: EditionData, scenarios: Scenarios, vsv: str, prijzen: str = "") -> Bars:
    """What money one VSV gets for its new tasks in the scenarios that have some, in one price base."""
    paid, prices, others = _paid(data, scenarios, vsv, prijzen)
    words = [_beside(row.financiering_ct, row.tekort_ct) for row in paid.itertuples()]
    need = paid.assign(
        reeks=NEED, hoeveel_ct=paid["nodig_ct"].astype("Float64"), tekst="", telt="scenario nodig_ct"
    )
    given = paid["financiering_ct"].astype("Float64")
    money = paid.assign(reeks=MONEY, hoeveel_ct=given, tekst=words, telt="scenario financiering_ct")
    rows = pd.concat([need, money]).sort_index(kind="stable", ignore_index=True)
    return Bars(
        rows=rows[["titel", "reeks", "hoeveel_ct", "tekst", "telt", "vsv", "wie"]],
        counted={"hoeveel_ct": "telt"},
        claim=_own_money_claim(data, paid, scenarios, prices),
        label="titel",
        value="hoeveel_ct",
        series="reeks",
        layout="naast",
        styles={NEED: "gearceerd", MONEY: "omlijnd"},
        text_column="tekst",
        about=f"Uw VSV in {reference_year(paid, 'jaar')}, structureel per jaar, {prices}",
        note=f"Nodig: {_SHARED}, volgens het voorstel. {ASSUMED_MONEY}{_ends_of_several(data, paid, scenarios)}{_dearer(paid, prices)}{others}",
    )


def _beside(money: Any, short: Any) -> str:
    """Say beside the money what it leaves; nothing where there is none."""
    if pd.isna(money):
        return "onbekend: geen bevallingen bekend"
    if not money:
        return "geen geld"
    if not short:
        return "precies genoeg"
    return f"{format_euro(abs(int(short)))} {'te kort' if short > 0 else 'over'}"


def _dearer(paid: pd.DataFrame, prices: str) -> str:
    return dearer(prices, paid["nodig_ct"], paid["nodig_vast_ct"])


def _alike(paid: pd.DataFrame) -> pd.DataFrame:
    """Give the scenarios that differ in money only, in the order in which the title says them."""
    return comparison.same_need(paid).sort_values("tekort_ct", kind="stable")


def _at_the_other_ends(data: EditionData, alike: pd.DataFrame, scenarios: Scenarios) -> str:
    """Say what one VSV has left or too little at the lowest assumption of money, or the highest where it is too little."""
    if len(alike) > MOST_NAMED or alike["tekort_ct"].isna().any():
        return ""
    found = []
    for order, row in zip(_ORDER, alike.itertuples(), strict=False):
        scenario, end = scenarios[row.scenario], "laag" if row.tekort_ct <= 0 else "hoog"
        changed = with_amounts(scenario, end)
        if changed == scenario:
            continue
        years = cases.result(data, changed).vsv_jaren
        short = years.loc[(years["vsv"] == row.vsv) & (years["jaar"] == row.jaar), "tekort_ct"].iloc[0]
        outcome = "precies" if not short else "kort" if short > 0 else "over"
        found.append((order, _END[end], outcome, format_about(abs(short))))
    if not found:
        return ""
    same = len({(end, outcome) for _, end, outcome, _ in found}) == 1 and len(found) == len(alike)
    if same:
        _, end, outcome, _ = found[0]
        name = f"de {end} aanname{'n' if len(found) > 1 else ''}"
        sizes = listed([size for *_, size in found])
        return f"{LEFT[outcome].format(naam=name, bedrag=f'ongeveer {sizes}')}"
    told = [
        LEFT[outcome].format(naam=f"de {end} aanname van de {order}", bedrag=f"ongeveer {size}")
        for order, end, outcome, size in found
    ]
    return ", ".join(told)


def _ends_of_several(data: EditionData, paid: pd.DataFrame, scenarios: Scenarios) -> str:
    """Say for the note what several ways of dividing bring at the other end of what is assumed."""
    alike = _alike(paid)
    ends = _at_the_other_ends(data, alike, scenarios) if len(alike) > 1 else ""
    return f" {capital(ends)}." if ends else ""


def _own_money_claim(data: EditionData, paid: pd.DataFrame, scenarios: Scenarios, prices: str) -> Claim:
    """Say what each way of dividing brings one VSV, over the scenarios that differ in nothing else."""
    year, alike = reference_year(paid, "jaar"), _alike(paid)
    names = [way_of_dividing(scenarios[row.scenario], row.jaar) for row in alike.itertuples()]
    # Of several ways it stands in the note: a title is no paragraph.
    ends = _at_the_other_ends(data, alike, scenarios) if len(alike) == 1 else ""
    tail = f"; {literal(ends)}" if ends else ""
    gaps = alike["tekort_ct"].dropna()
    begin = (
        f"In {year}: "
        if (gaps > 0).all() or (gaps < 0).all()
        else f"Wat {year} brengt, hangt af van de verdeling: "
    )
    none = f"In {year} is er in geen enkel scenario geld voor uw nieuwe taken"
    if paid["financiering_ct"].isna().any():
        none = "Hoeveel geld uw VSV krijgt, is niet te zeggen: het aantal bevallingen is onbekend"
    return Claim(
        form="saldi",
        words={
            **LEFT,
            "zo": f"{begin}{{uitkomsten}}",
            "een": f"{{Uitkomst}} in {year}{tail}",
            "geen": none,
        },
        quantity="geld tegenover kosten van nieuwe taken van één VSV per jaar",
        more=dict(zip(names, alike["tekort_ct"].astype("float64"), strict=True)),
        **assumed(1, prices),
    )


@exhibit
def scenarios_tabel(data: EditionData, scenarios: Scenarios, vsv: str) -> Table:
    """What every scenario costs one VSV, in one price base."""
    _require(data, scenarios, vsv)
    if len(scenarios) == 1:
        raise Nothing(NOTHING_BESIDE)
    own, columns = (
        _own(data, scenarios, vsv),
        ("titel", "kosten_vast_ct", "verschil_met_nu_ct", "nodig_vast_ct"),
    )
    return Table(
        rows=own[[*columns, "vsv", "wie"]],
        counted={name: f"scenario {name}" for name in columns[1:]},
        claim=fact("Wat elk scenario uw VSV per jaar kost"),
        columns=columns,
        about=f"Uw VSV in {reference_year(own, 'jaar')}, structureel per jaar, {REGISTERED_PRICES}",
        note="Met een gelijk deel van wat landelijk wordt geregeld.",
    )


@exhibit
def geld_tabel(data: EditionData, scenarios: Scenarios, vsv: str, prijzen: str = "") -> Table:
    """What one VSV needs and gets in the scenarios that have money, in one price base."""
    paid, prices, others = _paid(data, scenarios, vsv, prijzen)
    columns = ("titel", "jaar", "nodig_ct", *_GAPS)
    return Table(
        rows=_without_gap(paid)[[*columns, "vsv", "wie"]],
        counted={name: f"scenario {name}" for name in columns[2:]},
        claim=_own_money_claim(data, paid, scenarios, prices),
        columns=columns,
        about=f"Uw VSV, structureel per jaar, {prices}",
        note=f"Nodig: {_SHARED}. {ASSUMED_MONEY}{_ends_of_several(data, paid, scenarios)}{_dearer(paid, prices)}{others}",
    )


def _without_gap(rows: pd.DataFrame) -> pd.DataFrame:
    """Take what is short away where there is no money that can be short."""
    none = rows["financiering_ct"].fillna(1) == 0
    return rows.assign(**{name: rows[name].astype("Float64").mask(none) for name in _GAPS[1:]})


@exhibit
def jaren(data: EditionData, scenarios: Scenarios, vsv: str, naam: str = "") -> Table:
    """One VSV under one scenario per calendar year after the registration (`comparison.featured`), in whole thousands."""
    _require(data, scenarios, vsv)
    scenario = comparison.featured(scenarios, naam)
    years = cases.result(data, scenario).vsv_jaren
    # A year that was registered is told by what was registered; here stand the means of a VSV's own years.
    years = _without_gap(years[(years["vsv"] == vsv) & (years["jaar"] > max(data.years))])
    if years.empty:
        raise Nothing(f"{scenario.titel} kijkt niet verder dan de jaren die zijn geregistreerd")
    years["nodig_ct"] = years["nieuw_ct"] + years["landelijk_nieuw_ct"]
    columns = ["structureel_ct", "landelijk_ct", "nodig_ct", *(_GAPS[:2] if has_money(scenario) else ())]
    years[columns] = years[columns].astype("Float64").round(-5)
    return Table(
        rows=cases.years_together(years[["jaar", *columns]])[["jaren", *columns]].assign(vsv=vsv, wie=OWN),
        claim=fact(f"{scenario.titel}: uw VSV per kalenderjaar"),
        columns=("jaren", *columns),
        counted={name: _ESTIMATE.get(name, _ROUNDED) for name in columns},
        headings={"structureel_ct": "Eigen structurele kosten", "nodig_ct": "Waarvan nieuw"},
        about=f"Uw VSV, structureel per jaar, {price_level(scenario)}",
        note=f"Ramingen voor de jaren na de registratie, afgerond op duizenden. {ASSUMED_MONEY if has_money(scenario) else ''}".strip(),
    )


__all__ = ["geld", "geld_tabel", "jaren", "scenarios", "scenarios_tabel"]
