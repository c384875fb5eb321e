"""The chapter of certainty: what a mean of so few VSVs can bear, and which means hang on one of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from vsvanalyse.evidence import intervals
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, counted, fact
from vsvanalyse.exhibits.kinds import GROUP, OTHER, Bars, Table
from vsvanalyse.exhibits.making import exhibit, task_name
from vsvanalyse.exhibits.spreiding import CIRCLE, of_year, spread_of
from vsvanalyse.exhibits.words import ALONE, few, n_vsvs
from vsvanalyse.money import format_number, format_percent, signed
from vsvanalyse.process.data import EditionData
from vsvanalyse.variance import influence


@exhibit
def interval(data: EditionData, boekjaar: int) -> Table:
    """The interval of each task's mean, what it covers, the range when one VSV is left out, and the answers."""
    rows = of_year(spread_of(data), boekjaar)
    # Where nobody differs, as with a task that cost nobody anything, there is nothing to make an interval of.
    wide = rows["hoog_ct"] > rows["laag_ct"]
    ends = {name: rows[name].where(wide) for name in ("laag_ct", "hoog_ct", "dekking")}
    rows = rows.rename(columns={"onbekend": "onbekend_n"}).assign(**ends, methode=rows["methode"].where(wide))
    n = int(rows["n"].max()) if len(rows) else 0
    below = " Kosten kunnen niet onder € 0 liggen: waar een interval daar begint, is het breder dan zo weinig VSV’s kunnen dragen."
    return Table(
        rows=rows,
        claim=fact(f"Hoe zeker is het gemiddelde van {boekjaar}?"),
        columns=(
            "naam", "n", "gemiddeld_ct", "laag_ct", "hoog_ct", "methode", "dekking", "zonder_laag_ct", "zonder_hoog_ct",
            "nul", "nvt", "onbekend_n",
        ),
        headings={
            "laag_ct": f"{format_percent(intervals.LEVEL)} van",
            "hoog_ct": "tot",
            "dekking": "Dekt in de nabootsing minstens",
        },
        about=f"Uitgaven per VSV per taak in {boekjaar}, {CIRCLE['bekend']}, {REGISTERED_PRICES}",
        note="Een streepje: geen interval, omdat niemand kosten had of niemand verschilt; of geen dekking, omdat die bij zo weinig VSV’s niet is nagebootst."
        f"{below if (rows['laag_ct'] < 0).any() else ''} {few(n)}",
    )  # fmt: skip


@exhibit
def dekking(data: EditionData) -> Table:
    """What every kind of interval covers in a simulated country: the same for every edition."""
    return Table(
        rows=intervals.coverage().assign(wie=GROUP),
        claim=fact("Wat intervallen van 95 % werkelijk dekken in een nagebootst land"),
        columns=("n", "vorm", "spreiding", "methode", "dekking", "breedte", "herhalingen", "zaad", "land"),
        about="Deel van de nagebootste rondes waarin het interval het gemiddelde van het land bevat",
        source="Bron: nabootsing met het zaad dat erbij staat.",
    )


@exhibit
def invloed(data: EditionData, boekjaar: int) -> Bars:
    """The VSV with the largest influence on each task's mean, and which means hang on one VSV."""
    everyone = influence.influence(data.structural_costs, boekjaar)
    rows, n = influence.largest(everyone), int(everyone["vsv"].nunique())
    rows = rows.assign(
        naam=[task_name(task) for task in rows["taak"]],
        tekst=[f"{row.vsv} {_percent(row.invloed)}" for row in rows.itertuples()],
        boekjaar=boekjaar,
        wie=OTHER,
    )
    hang = rows[rows["hangt_af"]]
    claim = Claim(
        form="aantal",
        words={
            "zo": _who(hang),
            "geen": "Geen enkel gemiddelde hangt aan één VSV",
            "onbekend": "Er zijn geen kosten om te vergelijken" if n > 1 else ALONE,
        },
        quantity="taken waarvan het gemiddelde aan één VSV hangt",
        estimate=len(hang),
        unit="aantal",
        more={"van": float(len(rows))},
        **counted(n),
    )
    return Bars(
        closed=replace(claim, words={**claim.words, "zo": _SOMEBODY}).sentence(),
        rows=rows[["naam", "vsv", "boekjaar", "taak", "invloed", "tekst", "wie"]],
        claim=claim,
        label="naam",
        value="invloed",
        text_column="tekst",
        focus=tuple(hang["naam"]),
        about=f"Structurele kosten per taak in {boekjaar}, {n_vsvs(n)}, {REGISTERED_PRICES}",
        note="Lengte: het gemiddelde van allen min dat zonder dat ene VSV, als deel van het gemiddelde. Boven een kwart hangt het gemiddelde eraan.",
    )


_SOMEBODY = "Bij {k} van de {van} taken hangt het gemiddelde aan één VSV"
_NAMED = 2
"""Up to this many VSVs to which a mean hangs are named."""
_NEAR = 0.01
"""Whole percents this near the limit do not tell on which side of it an influence lies."""


def _percent(share: float) -> str:
    """Write an influence with its sign, in one decimal where it is near the limit."""
    near = abs(abs(share) - influence.HANGS) < _NEAR
    return signed(share, lambda value: format_percent(value, 1 if near else 0))


def _who(hang: pd.DataFrame) -> str:
    """Say who pulls how many means by more than the limit, and which way; of more than two VSVs only how many means."""
    counts = hang.assign(kant=["omhoog" if one > 0 else "omlaag" for one in hang["invloed"]])
    counts = counts.groupby(["vsv", "kant"]).size().sort_values(ascending=False, kind="stable")
    if not 0 < len(counts) <= _NAMED:
        return _SOMEBODY
    (vsv, way), *others = counts.index
    text = f"{vsv} trekt bij {format_number(counts.iloc[0])} van de {{van}} taken het gemiddelde meer dan een kwart {way}"
    for other, its in others:
        text += f", {other} bij {format_number(counts[other, its])}{'' if its == way else f' {its}'}"
    return text


__all__ = ["dekking", "interval", "invloed"]
