"""Price index factors, with the guard against mixing two bases of one index.

The material index has two valid series over 2022 and 2023: 6,3 % + 9,99 % (CEP basis) and 9,25 % +
7,02 % (MEV basis). Both give 1,1692 over the two years; the figures as NZa prints them, 9,25 % and
9,99 %, would give 1,2016, which is 2,8 % too high.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

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

    Figures of another series than ``series`` are left out. ``own`` are rows of the caller that go before
    the package's own, and keep their series, so that `chain` refuses a mixture.
    """
    known = basiskader.load().indexcijfers
    known = known[(known["soort"] == kind) & known["reeks"].isin(["", series])]
    if not provisional:
        known = known[known["status"] == "definitief"]
    best = known.sort_values(["jaar", "status"]).drop_duplicates("jaar")
    if own is not None and len(own):
        own = own if provisional else own[own["status"] != "voorlopig"]
        best = pd.concat([own[own["soort"] == kind], best]).drop_duplicates("jaar")
    return best.sort_values("jaar", ignore_index=True)


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
