"""Cost against size: a fixed and a variable part by a robust line, and what six points allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from vsvanalyse.separation.taakkosten import costs_by_task, fill_unknown, unknown_names

SIZES = {"bevallingen": "bevalling", "aantal_partners": "partner"}


@dataclass(frozen=True)
class SizeLine:
    """A robust line cost = fixed + variable × size, in cents, with what each VSV left out would make of it.

    ``punten`` has ``vsv, omvang, bedrag_ct`` (with unknown tasks at the mean of those who know theirs), ``onbekend`` (those
    tasks), ``flex_ct`` (what the line gives at the VSV's own size) and ``verschil_ct`` (own - flex, positive = costs more). The ranges are over leaving out one VSV. All is NaN, and ``kan`` False, where
    fewer than three VSVs have a size, or all have the same.

    The line describes the group. It says nothing about a single VSV: with so few points its distance from the line is as much
    the line's error as its own cost.
    """

    omvang: str
    kan: bool
    vast_ct: float
    variabel_ct: float
    vast_bereik_ct: tuple[float, float]
    variabel_bereik_ct: tuple[float, float]
    zonder: tuple[tuple[float, float], ...]
    punten: pd.DataFrame

    @property
    def n(self) -> int:
        """How many VSVs the line rests on."""
        return len(self.punten)

    @property
    def richting_zeker(self) -> bool:
        """Whether the variable part keeps its sign whichever VSV is left out."""
        low, high = self.variabel_bereik_ct
        return bool(self.kan and low * high > 0)

    @property
    def tekenbaar(self) -> bool:
        """Whether the line may be drawn: it exists, its fixed part is not negative, and its direction is certain.

        A negative fixed part says that a VSV without births earns money; a direction that one VSV can turn says nothing
        about size, and a line drawn through the points would say that it does. The points can be shown always.
        """
        return bool(self.kan and self.vast_ct >= 0 and self.richting_zeker)


def size_line(
    taakkosten: pd.DataFrame, profielen: pd.DataFrame, boekjaar: int, omvang: str = "bevallingen"
) -> SizeLine:
    """Fit the cost of a year against births or partners by Theil-Sen; give it structural ``taakkosten``.

    Slope = median of the slopes of all pairs, intercept = median(cost) - slope × median(size) (Theil 1950,
    Sen 1968; scipy.stats.theilslopes). VSVs without a size, or with 0, are left out.
    """
    if omvang not in SIZES:
        raise ValueError(f"onbekende omvang '{omvang}', kies uit {', '.join(SIZES)}")
    year = taakkosten[taakkosten["boekjaar"] == boekjaar]
    wide = costs_by_task(year)
    cost = pd.DataFrame(
        {"bedrag_ct": fill_unknown(wide).sum(axis=1, skipna=False), "onbekend": unknown_names(wide)}
    ).reset_index()
    size = profielen[profielen["boekjaar"] == boekjaar][["vsv", omvang]].rename(columns={omvang: "omvang"})
    points = cost.merge(size, on="vsv", how="left", validate="1:1").astype({"omvang": "float64"})
    points = points[(points["omvang"] > 0) & points["bedrag_ct"].notna()].reset_index(drop=True)
    x, y = points["omvang"].to_numpy(), points["bedrag_ct"].to_numpy("float64")
    if len(points) < 3 or len(np.unique(x)) < 2:
        nothing = (np.nan, np.nan)
        return SizeLine(
            omvang,
            False,
            np.nan,
            np.nan,
            nothing,
            nothing,
            (),
            points.assign(flex_ct=np.nan, verschil_ct=np.nan),
        )
    slope, fixed = _line(x, y)
    without = tuple(
        _line(np.delete(x, i), np.delete(y, i)) for i in range(len(x)) if len(np.unique(np.delete(x, i))) > 1
    )
    slopes, fixes = zip(*without, strict=True)
    flex = fixed + slope * x
    return SizeLine(
        omvang,
        True,
        fixed,
        slope,
        (min(fixes), max(fixes)),
        (min(slopes), max(slopes)),
        without,
        points.assign(flex_ct=flex, verschil_ct=y - flex),
    )


def _line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    fit = stats.theilslopes(y, x)
    return float(fit.slope), float(fit.intercept)


__all__ = ["SIZES", "SizeLine", "size_line"]
