"""The chapter of size: whether larger VSVs cost more, and what so few points can tell. Nothing of a single VSV."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, estimated, fact
from vsvanalyse.exhibits.kinds import GROUP, OTHER, Lines, Table
from vsvanalyse.exhibits.making import exhibit, once
from vsvanalyse.exhibits.words import FILLED, capital, how_many, n_vsvs
from vsvanalyse.process.data import EditionData
from vsvanalyse.variance import size
from vsvanalyse.variance.size import SizeLine

_ONE, _LINE, _WITHOUT = "een VSV", "lijn door de groep", "zonder telkens één VSV"
_WORDS = {"bevallingen": "bevallingen per jaar", "aantal_partners": "aantal partners"}
_MANY = {"bevallingen": "bevallingen", "aantal_partners": "partners"}
_FEW = 20
"""Up to this many VSVs every one is named."""


@once
def _line(data: EditionData, boekjaar: int, omvang: str) -> SizeLine:
    return size.size_line(data.structural_costs, data.profielen, boekjaar, omvang)


def _claim(line: SizeLine) -> Claim:
    unit, n = size.SIZES[line.omvang], line.n
    if line.richting_zeker and line.vast_ct < 0:
        return _without_fixed_part(line)
    more = f"een VSV met meer {_MANY[line.omvang]}"
    return Claim(
        form="verschil",
        words={
            "meer": f"{capital(more)} kost meer: {{bedrag}} per {unit} ({{bereik}} als één VSV wordt weggelaten)",
            "minder": f"{capital(more)} kost minder: {{bedrag}} per {unit}",
            "gelijk": f"{capital(more)} kost evenveel",
            "onbeslist": f"Of {more} meer kost, hangt af van welk VSV wordt weggelaten",
            "onbekend": f"Of {more} meer kost, is met {how_many(n)} niet te zeggen",
        },
        quantity=f"structurele kosten per {unit}",
        estimate=line.variabel_ct if line.kan and line.vast_ct >= 0 else None,
        low=line.variabel_bereik_ct[0],
        high=line.variabel_bereik_ct[1],
        **estimated(n),
    )


def _without_fixed_part(line: SizeLine) -> Claim:
    """Say which way cost goes with size where that holds without any one VSV, but the line gives no fixed part that can be."""
    who = "grotere VSV’s" if line.omvang == "bevallingen" else f"VSV’s met meer {_MANY[line.omvang]}"
    unit, fixed = size.SIZES[line.omvang], f"een vast deel is uit {how_many(line.n)} niet te halen"
    unknown = f"Of {who} meer kostten, is met {how_many(line.n)} niet te zeggen"
    return Claim(
        form="verschil",
        words={
            way: f"{capital(who)} kostten {way}, welk VSV ook wordt weggelaten ({{bereik}} per {unit}); {fixed}"
            for way in ("meer", "minder")
        }
        | dict.fromkeys(("gelijk", "onbeslist", "onbekend"), unknown),
        quantity=f"structurele kosten per {unit}",
        estimate=line.variabel_ct,
        low=line.variabel_bereik_ct[0],
        high=line.variabel_bereik_ct[1],
        **estimated(line.n),
    )


def _why_not(line: SizeLine) -> str:
    if not line.kan:
        return "Er zijn minder dan drie VSV’s met een verschillende omvang."
    if line.vast_ct < 0:
        turned = "" if line.richting_zeker else " Eén VSV kan haar ook omdraaien."
        return f"De lijn door deze punten zou bij omvang nul onder € 0 uitkomen. Dat kan niet; zij is daarom niet getekend.{turned}"
    if not line.tekenbaar:
        return "Er is geen lijn getekend, want één VSV kan haar omdraaien."
    return "De lijn zegt niets over één VSV, en niets over een omvang die niet is gemeten."


@exhibit
def punten(data: EditionData, boekjaar: int, omvang: str = "bevallingen") -> Lines:
    """Structural cost against size, and where it holds the robust line and the lines without one VSV."""
    line = _line(data, boekjaar, omvang)
    named = line.n <= _FEW
    rows = line.punten.rename(columns={"omvang": omvang})[["vsv", omvang, "bedrag_ct"]]
    rows = rows.assign(tekst=rows["vsv"] if named else "", soort=_ONE, lijn="", wie=OTHER)
    if line.tekenbaar:
        ends = [float(rows[omvang].min()), float(rows[omvang].max())]
        lines = [(_WITHOUT, f"zonder {i}", *one) for i, one in enumerate(line.zonder, 1)]
        lines.append((_LINE, "allen", line.variabel_ct, line.vast_ct))
        drawn = [
            {omvang: x, "bedrag_ct": fixed + slope * x, "soort": kind, "lijn": name, "wie": GROUP, "n": line.n - (kind == _WITHOUT)}
            for kind, name, slope, fixed in lines for x in ends
        ]  # fmt: skip
        rows = pd.concat([rows, pd.DataFrame(drawn)], ignore_index=True)
    rows = rows.fillna({"vsv": "", "tekst": ""}).assign(boekjaar=boekjaar)
    return Lines(
        id=f"omvang.punten{'' if omvang == 'bevallingen' else '_' + omvang}",
        rows=rows.astype({"n": "Int64"}) if "n" in rows else rows,
        claim=_claim(line),
        label=omvang,
        value="bedrag_ct",
        series="soort",
        each="lijn",
        text_column="tekst",
        styles={_ONE: "punten", _LINE: "lijn", _WITHOUT: "dun"},
        focus=(_LINE,),
        label_axis=_WORDS[omvang],
        about=f"Structurele kosten van {boekjaar} naar {_WORDS[omvang]}, {n_vsvs(line.n)}, {REGISTERED_PRICES}",
        note=f"{_why_not(line)} {FILLED}",
    )


@exhibit
def tabel(data: EditionData, boekjaar: int, omvang: str = "bevallingen") -> Table:
    """The points of the chart: every VSV's size and cost, and which of its tasks are unknown."""
    line = _line(data, boekjaar, omvang)
    rows = line.punten.rename(columns={"omvang": omvang})
    columns = ("vsv", omvang, "bedrag_ct", "onbekend")
    return Table(
        id=f"omvang.tabel{'' if omvang == 'bevallingen' else '_' + omvang}",
        rows=rows[list(columns)].assign(boekjaar=boekjaar, wie=OTHER),
        claim=fact(f"Structurele kosten en {_WORDS[omvang]} in {boekjaar}"),
        columns=columns,
        headings={"onbekend": "Onbekende taken, op het gemiddelde gesteld"},
        about=f"Per VSV, {REGISTERED_PRICES}",
    )


@exhibit
def lijnen(data: EditionData, boekjaar: int) -> Table:
    """The robust line against each size, with its ranges when one VSV is left out: how little it can bear."""
    lines = [_line(data, boekjaar, omvang) for omvang in size.SIZES]
    rows = pd.DataFrame({"omvang": [_WORDS[one.omvang] for one in lines], "n": [one.n for one in lines]})
    for part in ("vast", "variabel"):
        rows[f"{part}_ct"] = [getattr(one, f"{part}_ct") for one in lines]
        rows[[f"{part}_laag_ct", f"{part}_hoog_ct"]] = [getattr(one, f"{part}_bereik_ct") for one in lines]
    return Table(
        rows=rows.assign(wie=GROUP),
        claim=fact("Een vast deel en een deel naar omvang: wat de lijn geeft"),
        columns=tuple(rows),
        about=f"Structurele kosten van {boekjaar}, {REGISTERED_PRICES}; laagste en hoogste als telkens één VSV wordt weggelaten",
        note="Een vast deel onder € 0 bestaat niet: dan zegt de lijn niets over de kosten van een VSV en is zij niet getekend.",
    )


__all__ = ["lijnen", "punten", "tabel"]
