"""The chapter of pay policy: the same work valued three ways, and how far VSVs then lie apart."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, assumed, fact
from vsvanalyse.exhibits.kinds import GROUP, OTHER, OWN, Bars, Lines, Table
from vsvanalyse.exhibits.making import exhibit, of_group, once
from vsvanalyse.exhibits.variantie import against_group, without
from vsvanalyse.exhibits.words import ALONE, FILLED, how_many, n_others, n_vsvs, not_beside, the_others
from vsvanalyse.money import format_euro, format_percent
from vsvanalyse.process.data import EditionData
from vsvanalyse.variance import policy

_NOTE = f"Wie vacatiegeld krijgt en de tariefkaart zijn aannamen. {FILLED}"
_OWN_NOTE = "Wie vacatiegeld krijgt en de tariefkaart zijn aannamen. Alleen taken waarvan u en een ander VSV de kosten kennen."
_NOW, _ONE_CARD = policy.POLICIES[:2]
_VALUED = "structureel gewaardeerd"
_ONE, _MEAN = "een VSV", "gemiddelde"


@once
def valued(data: EditionData) -> pd.DataFrame:
    """Value the lines of everyone under each policy (`policy.valued`); what a page hides is in the costs, not in the lines."""
    return valued(data.geheel) if data.geheel else policy.valued(data.counting_lines)


@once
def _totals(data: EditionData, boekjaar: int) -> pd.DataFrame:
    return policy.totals(valued(data), data.structural_costs, boekjaar)


@once
def _compared(data: EditionData, vsv: str, boekjaar: int) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give the totals of a VSV and of the others over the tasks that can be compared, and the tasks that cannot.

    The same tasks, and per task the same others, as in `variantie.waarom`, so that a page tells one difference.
    """
    mine = against_group(data, boekjaar, vsv)
    compared, left_out = (
        tuple(mine.loc[some, "taak"]) for some in (mine["n_anderen"] > 0, mine["n_anderen"] == 0)
    )
    if not compared:
        return _totals(data, boekjaar).filter([vsv], axis=0), left_out
    lines, costs = (frame[frame["taak"].isin(compared)] for frame in (valued(data), data.structural_costs))
    # Apart, so that what one of the others does not know is taken at the mean of the others.
    parts = [
        policy.totals(lines[lines["vsv"].eq(vsv) == own], costs[costs["vsv"].eq(vsv) == own], boekjaar)
        for own in (True, False)
    ]
    return pd.concat(parts), left_out


def _named(rows: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    named = rows.assign(beleid=[text.capitalize() for text in rows["beleid"]], boekjaar=boekjaar)
    return named.astype({"n": "Int64"})


def _changes(between: str, *, amounts: bool = True) -> dict[str, str]:
    """Give the words for how a difference in euros changes with one rate card."""
    told, now = (" van {van} naar {naar}", ": {van} nu, {naar} dan") if amounts else ("", "")
    return {
        "kleiner": f"Met één tariefkaart krimpt {between}{told}",
        "groter": f"Met één tariefkaart groeit {between}{told}",
        "gelijk": f"Met één tariefkaart blijft {between} ongeveer even groot{now}",
    }


def _claim(summary: pd.DataFrame, n: int, *, amounts: bool = True) -> Claim:
    """Say what one rate card does to the range between high and low, in euros or without amounts."""
    at = summary.set_index("beleid")
    before, after = float(at.loc[_NOW, "bereik_ct"]), at.loc[_ONE_CARD]
    between = "het verschil tussen hoog en laag"
    return Claim(
        form="krimp",
        words={
            **_changes(between, amounts=amounts),
            "onbeslist": f"Of {between} met één tariefkaart krimpt, hangt af van één VSV",
            "onbekend": _nothing_between(n),
        },
        quantity="hoogste min laagste structurele kosten van een VSV, alle uren tegen één tariefkaart",
        estimate=after["bereik_ct"],
        low=after["bereik_over_laag"] * before,
        high=after["bereik_over_hoog"] * before,
        more={"van": before} if n > 1 else {},
        **assumed(n),
    )


@exhibit
def vsvs(data: EditionData, boekjaar: int) -> Lines:
    """Every VSV's structural total under three pay policies, and their mean."""
    totals = _totals(data, boekjaar)
    summary, n = policy.summary(totals), len(totals)
    wide = totals.rename_axis("vsv").reset_index()
    each = wide.melt("vsv", var_name="beleid", value_name="bedrag_ct").assign(soort=_ONE, wie=OTHER)
    mean = summary[["beleid"]].assign(vsv="", bedrag_ct=summary["gemiddelde_ct"], soort=_MEAN, wie=GROUP, n=n)
    return Lines(
        rows=_named(pd.concat([each, mean], ignore_index=True), boekjaar),
        claim=_claim(summary, n),
        closed=_claim(summary, n, amounts=False).sentence(),
        label="beleid",
        value="bedrag_ct",
        series="soort",
        each="vsv",
        styles={_ONE: "dun", _MEAN: "stippellijn"},
        about=f"Structurele kosten per VSV in {boekjaar}, hetzelfde werk op drie manieren gewaardeerd, {n_vsvs(n)}, {REGISTERED_PRICES}",
        note=_NOTE,
    )


@exhibit
def spreiding(data: EditionData, boekjaar: int) -> Bars:
    """How far VSVs lie apart under three pay policies, as a figure of the group, so that it may be seen where no VSV may."""
    totals = _totals(data, boekjaar)
    summary, n = policy.summary(totals), len(totals)
    rows = summary.dropna(subset="sd_ct")
    told = [f"{format_euro(row.sd_ct)} ({format_percent(row.variatie)})" for row in rows.itertuples()]
    return Bars(
        rows=_named(of_group(rows[["beleid", "sd_ct"]].assign(tekst=told), n), boekjaar),
        claim=_spread_claim(summary, n),
        label="beleid",
        value="sd_ct",
        text_column="tekst",
        focus=(_ONE_CARD.capitalize(),),
        about=f"Structurele kosten per VSV in {boekjaar}, hetzelfde werk op drie manieren gewaardeerd, {n_vsvs(n)}, {REGISTERED_PRICES}",
        note=f"Lengte: de spreiding, hoe ver een VSV doorgaans van het gemiddelde ligt (standaarddeviatie); tussen haakjes als deel van dat gemiddelde. {_NOTE}",
    )


def _spread_claim(summary: pd.DataFrame, n: int) -> Claim:
    """Say what one rate card does to the spread, where that is so whichever VSV is left out.

    What the spread would be without a VSV is no part of the claim: beside the spread of all it gives that VSV's amount away.
    """
    at = summary.set_index("beleid")
    before, after = at.loc[_NOW], at.loc[_ONE_CARD]
    between = "de spreiding tussen VSV’s"
    words = _changes(between) | {"onbeslist": ""}
    if after["sd_over_laag"] < 1 < after["sd_over_hoog"]:
        words = dict.fromkeys(words, f"Of {between} met één tariefkaart krimpt, hangt af van één VSV")
    return Claim(
        form="krimp",
        words=words | {"onbekend": _nothing_between(n)},
        quantity="standaarddeviatie van structurele kosten per VSV, alle uren tegen één tariefkaart",
        estimate=after["sd_ct"],
        more={"van": float(before["sd_ct"])} if n > 1 else {},
        **assumed(n),
    )


def _nothing_between(n: int) -> str:
    return ALONE if n < 2 else f"Tussen {how_many(n)} is er geen verschil om te verklaren"


@exhibit
def eigen(data: EditionData, vsv: str, boekjaar: int) -> Lines:
    """One VSV's structural total under three pay policies beside the mean of the others."""
    totals, left_out = _compared(data, vsv, boekjaar)
    rows = policy.own_and_others(totals, vsv)
    n = int(rows["n_anderen"].max()) if len(rows) else 0
    others = "het andere VSV" if n == 1 else "de andere, gemiddeld"
    own = rows.assign(
        bedrag_ct=rows["eigen_ct"], soort="uw VSV", wie=OWN, vsv=vsv, telt=f"deel {_VALUED}: {FILLED}"
    )
    group = rows.assign(
        bedrag_ct=rows["anderen_ct"],
        soort=others,
        wie=GROUP,
        vsv="",
        n=n,
        telt=f"deel anderen {_VALUED}: {FILLED}",
    )
    compared = ", ".join(task for task in data.structural_costs["taak"].unique() if task not in left_out)
    drawn = _named(pd.concat([own, group.head(len(group) if n else 0)], ignore_index=True), boekjaar).assign(
        taak=compared
    )
    return Lines(
        rows=drawn[["beleid", "soort", "bedrag_ct", "vsv", "boekjaar", "taak", "telt", "n", "wie"]],
        counted={"bedrag_ct": "telt"},
        claim=_own_claim(rows, not_beside(data, vsv, boekjaar), n, left_out),
        label="beleid",
        value="bedrag_ct",
        series="soort",
        styles={"uw VSV": "lijn", others: "stippellijn"},
        focus=("uw VSV",),
        about=f"Structurele kosten in {boekjaar}, hetzelfde werk op drie manieren gewaardeerd, uw VSV en {n_others(n)}, {REGISTERED_PRICES}",
        note=_OWN_NOTE,
    )


def _own_claim(rows: pd.DataFrame, alone: str, n: int, left_out: tuple[str, ...]) -> Claim:
    """Say what one rate card does to the distance between one VSV and the others; ``alone`` where there is none."""
    gaps = (rows["eigen_ct"] - rows["anderen_ct"]).set_axis(rows["beleid"])
    before, after = (float(gaps[one]) if n else 0.0 for one in (_NOW, _ONE_CARD))
    against = f"{the_others(n)}{without(left_out)}"
    words = _changes(f"het verschil tussen uw VSV en {against}")
    if before * after < 0:
        now, then = ("meer", "minder") if before > 0 else ("minder", "meer")
        turned = f"Met één tariefkaart kost uw VSV {{naar}} {then} dan {against}; nu is het {{van}} {now}"
        words = dict.fromkeys(words, turned)
    words["onbeslist"] = words["gelijk"]
    words["onbekend"] = f"Uw VSV kostte evenveel als {against}" if n else alone
    return Claim(
        form="krimp",
        words=words,
        quantity="afstand tot het gemiddelde van de anderen, alle uren tegen één tariefkaart",
        estimate=abs(after) if n else None,
        more={"van": abs(before)} if before else {},
        **assumed(n + 1),
    )


@exhibit
def tabel(data: EditionData, boekjaar: int) -> Table:
    """Mean, range and spread of the structural totals under each pay policy."""
    totals = _totals(data, boekjaar)
    summary, n = policy.summary(totals), len(totals)
    rows = of_group(summary.rename(columns={"gemiddelde_ct": "gemiddeld_ct"}), n)
    range_ = ("laagste_ct", "hoogste_ct", "bereik_ct", "bereik_laag_ct", "bereik_hoog_ct")
    columns = ("beleid", "gemiddeld_ct", *range_, "sd_ct", "variatie", "variantie_over")
    return Table(
        rows=_named(rows, boekjaar)[[*columns, "wie", "n"]],
        claim=fact("Hetzelfde werk, drie keer gewaardeerd"),
        columns=columns,
        about=f"Structurele kosten per VSV in {boekjaar}, {n_vsvs(n)}, {REGISTERED_PRICES}",
        note=_NOTE,
    )


__all__ = ["eigen", "spreiding", "tabel", "vsvs"]
