"""The chapter of other payers: who pays what in which year, what falls away, and what then needs money."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.columns import column
from vsvanalyse.evidence.claims import Claim, assumed, fact
from vsvanalyse.evidence.sentences import listed
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios, quoted
from vsvanalyse.exhibits.kinds import GROUP, Bars, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group
from vsvanalyse.money import format_euro, format_percent
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.comparison import price_level, prices_at
from vsvanalyse.scenarios.payers import FOREVER, Payer, need_after_payers, payments

_STYLES = ("vol", "gearceerd", "grijs", "gekruist", "gestreept", "licht")


_NOBODY = "Er zijn geen andere betalers bekend"


def _featured(data: EditionData, scenarios: Scenarios, payers: Sequence[Payer], naam: str) -> Case:
    """Give the scenario to look at closely, as `cases.featured` does; raises `Nothing` where nobody else pays."""
    found = cases.featured(data, scenarios, naam)
    if not payers:
        raise Nothing(_NOBODY)
    return found


@exhibit
def per_jaar(data: EditionData, scenarios: Scenarios, payers: Sequence[Payer], naam: str = "") -> Bars:
    """What other payers pay in the country, year by year; the title says when most falls away."""
    case = _featured(data, scenarios, payers, naam)
    scenario = case.scenario
    rows = payments(case, payers, data.rules)
    gone = rows.groupby("jaar")["vervalt_ct"].sum()
    year = int(gone.idxmax())
    who = [*rows.loc[(rows["jaar"] == year) & (rows["vervalt_ct"] > 0), "financier"]]
    claim = Claim(
        form="bedrag",
        words={
            "zo": f"In {year} valt in het hele land {{bedrag}} weg: {listed(who) if who else ''} betaalt dan niet meer",
            "onbekend": "Er valt geen andere betaler weg",
        },
        quantity="wat andere betalers het jaar ervoor betaalden en dan niet meer",
        estimate=float(gone.max()) or None,
        **assumed(case.n, prices_at(scenario)),
    )
    moves = rows["betaalt_ct"].gt(0) | rows["vervalt_ct"].gt(0)
    shown = rows[rows["jaar"] <= rows.loc[moves, "jaar"].max()].rename(columns={"betaalt_ct": "land_ct"})
    each = shown.groupby("jaar")["land_ct"].transform("sum")
    shown = shown.assign(tekst=each.map(column("land_ct").write))
    names = [*dict.fromkeys(shown["financier"])]
    return Bars(
        rows=of_group(shown[["jaar", "financier", "land_ct", "tekst"]], case.n),
        claim=claim,
        label="jaar",
        value="land_ct",
        series="financier",
        layout="gestapeld",
        text_column="tekst",
        styles=dict(zip(names, _STYLES, strict=False)),
        about=f"{quoted(scenario)}: wat anderen betalen van lokale structurele kosten, hele land, per jaar, uit {case.groep}, {price_level(scenario)}",
        note="Wie wat tot wanneer betaalt is een aanname met bron; zie de lijst. Waar geen plafond bekend is, is er geen gerekend.",
    )


@exhibit
def nodig(data: EditionData, scenarios: Scenarios, payers: Sequence[Payer], naam: str = "") -> Table:
    """What needs money per year when others pay as listed: less while they pay new tasks, more when those stop who pay the rest."""
    case = _featured(data, scenarios, payers, naam)
    scenario = case.scenario
    found = need_after_payers(case, payers, data.rules)
    columns = ["land_nieuw_ct", "land_betaald_ct", "land_open_ct", "land_nodig_ct"]
    rows = found.rename(columns={name.replace("land_", ""): name for name in columns})
    return Table(
        rows=of_group(rows, case.n),
        claim=fact("Wat er per jaar aan geld nodig is als anderen betalen zoals vermeld"),
        columns=("jaar", *columns),
        about=f"{quoted(scenario)}: hele land, uit {case.groep}, {price_level(scenario)}",
        note="Nodig: nieuwe taken, min wat anderen daarvan betalen, plus wat volgens de regels een ander betaalt en niemand op de lijst betaalt.",
    )


@exhibit
def lijst(data: EditionData, payers: Sequence[Payer]) -> Table:
    """Who pays what, from when to when and up to how much, with source and status."""
    names = basiskader.task_names()
    rows = [
        (
            one.naam,
            listed([*(names[task] for task in one.taken), *one.regels]),
            f"{format_percent(one.deel)} van wat {'nieuw is' if one.klasse == 'nieuw' else 'een ander betaalt'}",
            f"vanaf {one.van}" if one.tot == FOREVER else f"van {one.van} tot en met {one.tot}",
            _ceiling(one),
            one.bron,
            one.status,
        )
        for one in payers
    ]
    columns = ("financier", "waarvoor", "deel_van", "periode", "plafond", "bron", "status")
    return Table(
        rows=pd.DataFrame(rows, columns=columns).assign(wie=GROUP),
        claim=fact("Wie er nog meer betaalt, en tot wanneer" if rows else _NOBODY),
        columns=columns,
    )


def _ceiling(one: Payer) -> str:
    if one.plafond_ct is None:
        return "niet bekend"
    per, over = (
        {"vsv": "per VSV", "land": "in het hele land"},
        {"jaar": "per jaar", "looptijd": "in alle jaren samen"},
    )
    return f"{format_euro(one.plafond_ct)} {per[one.per]}, {over[one.over]}"


__all__ = ["lijst", "nodig", "per_jaar"]
