"""The chapter of dividing: the same money by other rules, and who gets more or less than it costs."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, assumed, counted, fact
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios
from vsvanalyse.exhibits.kinds import GROUP, OTHER, OWN, Dots, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group, once, with_total
from vsvanalyse.exhibits.words import LEFT, capital, n_vsvs
from vsvanalyse.money import format_euro, format_number, in_words, plural
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import comparison, funding
from vsvanalyse.scenarios.funding import CAP
from vsvanalyse.scenarios.measures.structureel import RULE_LABEL, WAY
from vsvanalyse.scenarios.schema import Scenario

BY_OWN_COST = "registratie"
_OWN_NEED = "deel jaarlijks structureel nieuw verwacht: onbekende taken aangevuld, afronding"
_OFF = "stap: gemiddelde afstand van alle VSV's tot hun kosten"
_DIVIDED = "stap: het bedrag dat de verdeelregel geeft, min kosten waar dat er staat"


@once
def _divided(data: EditionData, base: Scenario) -> pd.DataFrame:
    return comparison.winners(cases.case(data, base))


def _outcome(data: EditionData, scenarios: Scenarios, vsv: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Divide the money of the first scenario by every rule; give that, and how each rule fits what it costs.

    Raises `Nothing` where there is nothing to divide, or ``vsv`` has no part in it.
    """
    if len(cases.able(data, scenarios).posts.vsvs) < 2:
        raise Nothing("Met één VSV is er niets te verdelen")
    divided = _divided(data, next(iter(scenarios.values())))
    if divided.empty or not divided["kosten_ct"].any():
        raise Nothing("Er zijn geen kosten van nieuwe taken om geld voor te verdelen")
    if vsv and vsv not in set(divided["vsv"]):
        raise Nothing("Van uw VSV zijn er geen kosten van nieuwe taken")
    fit = funding.fit(divided).rename(
        columns={"gemiddelde_afwijking_ct": "ernaast_ct", "verliezers": "te_weinig"}
    )
    outcome = divided.rename(columns={"verschil_ct": "geld_min_kosten_ct"})
    return _named(outcome), _named(fit)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(verdeelregel=[capital(RULE_LABEL[rule]) for rule in rows["vorm"]])


def _example(outcome: pd.DataFrame, fit: pd.DataFrame, *, own: bool = False) -> tuple[str, str]:
    """Say what is divided, and what is special to some rules; on a page of one VSV without what the others cost."""
    one = outcome[outcome["vorm"] == outcome["vorm"].iloc[0]]
    whole = "" if own else f"{format_euro(one['kosten_ct'].sum())}, "
    about = f"Rekenvoorbeeld: elke regel verdeelt {whole}wat {n_vsvs(len(one))} samen per jaar aan nieuwe taken uitgeven, {REGISTERED_PRICES}"
    note = (
        "Los van de scenario’s met geld. Deels per VSV, deels per bevalling: half om half. Naar eigen kosten krijgt niemand meer dan zijn "
        f"kosten, en hoogstens {format_number(CAP, 2)} × het middelste VSV (aanname)"
    )
    left = "; wat daarboven ligt wordt dan niet verdeeld" if fit["over_ct"].any() else ""
    return about, f"{note}{left}."


@exhibit
def regels(data: EditionData, scenarios: Scenarios) -> Dots:
    """Every VSV as a dot per funding rule: what it gets more or less than its new tasks cost."""
    outcome, fit = _outcome(data, scenarios)
    about, note = _example(outcome, fit)
    less, more = "krijgt minder dan zijn nieuwe taken kosten", "krijgt evenveel of meer"
    series = [less if cents < 0 else more for cents in outcome["geld_min_kosten_ct"]]
    columns = ["verdeelregel", "geld_min_kosten_ct", "reeks", "vsv", "wie"]
    return Dots(
        rows=outcome.assign(reeks=series, wie=OTHER)[columns],
        claim=_losers_claim(fit),
        label="verdeelregel",
        value="geld_min_kosten_ct",
        series="reeks",
        styles={less: "ring", more: "stip"},
        focus=(less,),
        zero=True,
        sides=("krijgt minder dan het kost", "krijgt meer dan het kost"),
        about=about,
        note=note,
    )


def _losers_claim(fit: pd.DataFrame) -> Claim:
    """Say between how many VSVs get less than their new tasks cost, by the rule chosen."""
    n, what = int(fit["n"].max()), "van de {van} VSV’s minder dan hun nieuwe taken kosten"
    return Claim(
        form="keuze",
        words={
            "zo": f"Rekenvoorbeeld: naar gelang de verdeelregel krijgen {{laag}} tot {{hoog}} {what}",
            "gelijk": f"Rekenvoorbeeld: bij elke verdeelregel krijgen {{bedrag}} {what}",
            "onbekend": "Hoeveel VSV’s minder krijgen dan hun nieuwe taken kosten, is onbekend",
        },
        quantity="VSV's die bij een verdeelregel minder krijgen dan hun nieuwe taken kosten",
        estimate=fit["te_weinig"].min(),
        low=fit["te_weinig"].min(),
        high=fit["te_weinig"].max(),
        unit="aantal",
        more={"van": float(n)},
        **counted(n),
    )


@exhibit
def regels_tabel(data: EditionData, scenarios: Scenarios) -> Table:
    """What every VSV gets more or less than its new tasks cost, under every funding rule."""
    outcome, fit = _outcome(data, scenarios)
    about, note = _example(outcome, fit)
    titles = {f"geld_min_kosten_ct@{label}": capital(label) for label in fit["vorm"].map(RULE_LABEL)}
    wide = outcome.pivot(index="vsv", columns="vorm", values="geld_min_kosten_ct")[list(fit["vorm"])]
    wide = wide.set_axis(list(titles), axis=1)
    wide["kosten_ct"] = outcome.drop_duplicates("vsv").set_index("vsv")["kosten_ct"]
    rows = with_total(wide.assign(wie=OTHER).reset_index(), "vsv", ["kosten_ct", *titles])
    rows.loc[rows["totaal"], "wie"] = GROUP
    return Table(
        rows=rows,
        claim=fact(
            f"Geld min kosten per VSV, bij {in_words(len(fit))} verdeelregel{'s' if len(fit) > 1 else ''}"
        ),
        columns=("vsv", "kosten_ct", *titles),
        of_one=tuple(titles),
        headings=titles,
        about=about,
        note=note,
    )


@exhibit
def passendheid(data: EditionData, scenarios: Scenarios) -> Table:
    """How well each funding rule fits what new tasks cost."""
    outcome, fit = _outcome(data, scenarios)
    about, note = _example(outcome, fit)
    columns = ("verdeelregel", "ernaast_ct", "grootste_tekort_ct", "te_weinig", "over_ct")
    return Table(
        rows=of_group(fit[[*columns]], int(fit["n"].max())),
        claim=fact(f"Hetzelfde geld op {plural(len(fit), 'manier', 'manieren')} verdeeld"),
        columns=columns,
        about=about,
        note=note,
    )


@exhibit
def eigen_regels(data: EditionData, scenarios: Scenarios, vsv: str) -> Dots:
    """What one VSV gets more or less than its new tasks cost when the same money is divided by other rules."""
    outcome, fit = _outcome(data, scenarios, vsv)
    about, note = _example(outcome, fit, own=True)
    mine, own = outcome[outcome["vsv"] == vsv], "uw VSV"
    # By how much all VSVs are off on average stands to both sides of what it costs. Of few it tells what some of them cost: those who
    # get too little and those who get too much are as far off together.
    group = "zoveel zitten VSV’s er gemiddeld naast"
    off = fit.assign(reeks=group, telt=_OFF, vsv="", wie=OTHER)
    both = [off.assign(geld_min_kosten_ct=sign * off["ernaast_ct"]) for sign in (1, -1)]
    shown = _whose(mine).assign(reeks=own, n=fit["n"].max(), telt=_DIVIDED)
    rows = pd.concat([shown, *both], ignore_index=True)
    return Dots(
        rows=rows[["verdeelregel", "geld_min_kosten_ct", "reeks", "telt", "vsv", "wie", "n"]],
        claim=_own_rules_claim(mine),
        counted={"geld_min_kosten_ct": "telt"},
        label="verdeelregel",
        value="geld_min_kosten_ct",
        series="reeks",
        styles={own: "stip", group: "streep"},
        focus=(own,),
        zero=True,
        sides=("u krijgt minder dan het kost", "u krijgt meer dan het kost"),
        about=about,
        note=note,
    )


@exhibit
def eigen_regels_tabel(data: EditionData, scenarios: Scenarios, vsv: str) -> Table:
    """What one VSV gets and what its new tasks cost under every funding rule, with how far off VSVs are on average."""
    outcome, fit = _outcome(data, scenarios, vsv)
    about, note = _example(outcome, fit, own=True)
    mine = outcome[outcome["vsv"] == vsv].merge(fit[["vorm", "ernaast_ct", "n"]], on="vorm", validate="1:1")
    columns = ("verdeelregel", "vergoeding_ct", "kosten_ct", "geld_min_kosten_ct", "ernaast_ct")
    return Table(
        rows=_whose(mine)[[*columns, "vsv", "wie", "n"]],
        claim=fact("Rekenvoorbeeld: wat elke verdeelregel uw VSV brengt"),
        columns=columns,
        headings={"ernaast_ct": "VSV’s gemiddeld ernaast"},
        counted={
            "vergoeding_ct": _DIVIDED,
            "kosten_ct": _OWN_NEED,
            "geld_min_kosten_ct": _DIVIDED,
            "ernaast_ct": _OFF,
        },
        about=about,
        note=note,
    )


def _whose(mine: pd.DataFrame) -> pd.DataFrame:
    """Say whose the outcomes of one VSV are: where its own cost is cut off, the money tells what the middle VSV costs."""
    cut = (mine["vorm"] == BY_OWN_COST) & (mine["vergoeding_ct"] < mine["kosten_ct"])
    return mine.assign(wie=[OTHER if one else OWN for one in cut])


def _own_rules_claim(mine: pd.DataFrame) -> Claim:
    """Say which rule of the example leaves one VSV most, and which least.

    Not by own cost: there what one gets is what it costs, up to the maximum.
    """
    others = mine[mine["vorm"] != BY_OWN_COST]
    return Claim(
        form="saldi",
        words={
            **LEFT,
            "zo": "Rekenvoorbeeld met hetzelfde geld: {uitkomsten}",
            "een": "Rekenvoorbeeld met hetzelfde geld: {uitkomst}",
            "geen": "Met deze kosten is er niets te verdelen",
        },
        quantity="geld min kosten van nieuwe taken van één VSV in een rekenvoorbeeld",
        more={WAY[row.vorm]: -float(row.geld_min_kosten_ct) for row in others.itertuples()},
        **assumed(1),
    )


__all__ = ["BY_OWN_COST", "eigen_regels", "eigen_regels_tabel", "passendheid", "regels", "regels_tabel"]
