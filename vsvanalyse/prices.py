"""Price index factors, with the guard against mixing two bases of one index.

The material index has two valid series over 2022 and 2023: 6,3 % + 9,99 % (CEP basis) and 9,25 % +
7,02 % (MEV basis). Both give 1,1692 over the two years; the figures as NZa prints them, 9,25 % and
9,99 %, would give 1,2016, which is 2,8 % too high.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from vsvanalyse import basiskader


@dataclass(frozen=True)
class IndexFactor:
    """A price factor and the index figures that it rests on (rows of ``indexcijfers``)."""

    factor: float
    cijfers: pd.DataFrame

    @property
    def definitief(self) -> bool:
        """Whether every figure used is definitive."""
        return bool((self.cijfers["status"] == "definitief").all())


def chain(figures: pd.DataFrame) -> IndexFactor:
    """Multiply yearly changes, one row a year, without gaps and within one series.

    Raises ValueError where a year occurs twice or is missing, or where figures of two series meet.
    """
    figures = figures.sort_values("jaar")
    years = figures["jaar"].tolist()
    if years and years != list(range(years[0], years[0] + len(years))):
        raise ValueError(f"indexcijfers: elk jaar precies één keer en zonder gat, gevonden {years}")
    series = sorted(set(figures["reeks"]) - {""})
    if len(series) > 1:
        raise ValueError(
            f"indexcijfers van twee reeksen ({' en '.join(series)}) mogen niet worden geketend: "
            "gebruik 6,3 % met 9,99 % of 9,25 % met 7,02 %, nooit door elkaar"
        )
    return IndexFactor(math.prod(1 + pct / 100 for pct in figures["mutatie_pct"]), figures)


def best_figures(
    kind: str, *, series: str = "cep", provisional: bool = True, own: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Give the index figures to use, one row a year, sorted: a definitive figure goes before a provisional one.

    Figures of another series than ``series`` are left out. A price that follows several indices (list ``indexgewichten``), such as
    the material index with a part for capital, rises by their weighted mean, in the years in which all are known. ``own`` are rows of the
    caller that go before the lists' own, and keep their series, so that `chain` refuses a mixture.
    """
    weights = basiskader.index_weights(kind)
    if weights.keys() == {kind}:
        best = _best(kind, series, provisional)
    else:
        best = _mixed({soort: _best(soort, series, provisional) for soort in weights}, weights, kind)
    if own is not None and len(own):
        own = own if provisional else own[own["status"] != "voorlopig"]
        best = pd.concat([own[own["soort"] == kind], best]).drop_duplicates("jaar")
    return best.sort_values("jaar", ignore_index=True)


def _best(kind: str, series: str, provisional: bool) -> pd.DataFrame:
    known = basiskader.load().indexcijfers
    known = known[(known["soort"] == kind) & known["reeks"].isin(["", series])]
    if not provisional:
        known = known[known["status"] == "definitief"]
    return known.sort_values(["jaar", "status"]).drop_duplicates("jaar")


def _mixed(parts: Mapping[str, pd.DataFrame], weights: Mapping[str, Fraction], kind: str) -> pd.DataFrame:
    """Give one figure a year for a price that follows several indices; provisional where any of them is."""
    every = pd.concat([table.assign(deel=float(weights[soort])) for soort, table in parts.items()])
    whole = every.groupby("jaar").filter(lambda year: len(year) == len(parts))
    whole = whole.assign(mutatie_pct=whole["mutatie_pct"] * whole["deel"])
    years = whole.sort_values("status", ascending=False).groupby("jaar", as_index=False)
    mixed = years.agg(
        {
            **dict.fromkeys(
                [name for name in every if name not in ("jaar", "mutatie_pct", "deel", "bron")], "first"
            ),
            "mutatie_pct": "sum",
            "bron": lambda told: "; ".join(dict.fromkeys(told)),
        }
    )
    own = parts.get(kind)
    series = {} if own is None else own.set_index("jaar")["reeks"].to_dict()
    return mixed.assign(soort=kind, niveau=float("nan"), reeks=mixed["jaar"].map(series).fillna(""))[
        [*every.drop(columns="deel")]
    ]


def level_factor(kind: str, from_year: int, to_year: int, decimals: int = 3) -> float:
    """Give level(to) / level(from), rounded: how the Kostenhandleiding brings a unit price to another year.

    Hakkaart-van Roijen et al. 2024: price(t) = price(2022) × CPI(t) / CPI(2022), the factor in three decimals.
    Raises ValueError, in Dutch, where a year has no level.
    """
    known = basiskader.load().indexcijfers
    level = known[(known["soort"] == kind) & known["niveau"].notna()].set_index("jaar")["niveau"]
    missing = [year for year in (from_year, to_year) if year not in level.index]
    if missing:
        raise ValueError(f"geen niveau van index '{kind}' voor {', '.join(map(str, missing))}")
    return round(float(level[to_year] / level[from_year]), decimals)


def index_factor(
    kind: str, from_year: int, to_year: int, *, series: str = "cep", provisional: bool = True
) -> IndexFactor:
    """Give the factor that brings a price of ``from_year`` to the level of ``to_year``.

    A definitive figure goes before a provisional one; ``provisional=False`` refuses the latter.
    Going back in time gives the reciprocal. Raises ValueError, in Dutch, when a year has no figure.
    """
    if from_year == to_year:
        return IndexFactor(1.0, basiskader.load().indexcijfers.iloc[:0])
    if to_year < from_year:
        forward = index_factor(kind, to_year, from_year, series=series, provisional=provisional)
        return IndexFactor(1 / forward.factor, forward.cijfers)
    best = best_figures(kind, series=series, provisional=provisional)
    best = best[best["jaar"].between(from_year + 1, to_year)]
    missing = sorted(set(range(from_year + 1, to_year + 1)) - set(best["jaar"]))
    if missing:
        raise ValueError(f"geen indexcijfer '{kind}' voor {', '.join(map(str, missing))}")
    return chain(best)
