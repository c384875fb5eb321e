"""Who carries a mean: what each VSV does to it, and which means hang on one VSV."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.separation.taakkosten import known_tasks

HANGS = 0.25
"""A mean hangs on one VSV when leaving it out changes the mean by more than a quarter."""


def influence(taakkosten: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Say what each VSV does to the mean of each task; one row per ``taak, vsv``.

    ``bedrag_ct``; ``gemiddelde_ct`` of all; ``zonder_ct``, the mean of the others; ``invloed_ct`` = with - without,
    positive where the VSV raises the mean; ``invloed`` = that part of the mean of all (0 where the mean is 0);
    ``hangt_af`` where it is more than a quarter. Only VSVs whose cost is known have a row; the influences of a task sum to 0. With one VSV the mean of
    the others does not exist: ``zonder_ct`` and ``invloed_ct`` are NaN and nothing hangs.
    """
    year = known_tasks(taakkosten[taakkosten["boekjaar"] == boekjaar])[["taak", "vsv", "bedrag_ct"]]
    year = year.astype({"bedrag_ct": "int64"}).reset_index(drop=True)
    group = year.groupby("taak")["bedrag_ct"]
    total, count = group.transform("sum"), group.transform("size")
    mean = total / count
    without = ((total - year["bedrag_ct"]) / (count - 1)).where(count > 1)
    effect = mean - without
    share = (effect / mean).where(mean != 0, 0.0).fillna(0.0)
    return year.assign(
        gemiddelde_ct=mean, zonder_ct=without, invloed_ct=effect, invloed=share, hangt_af=share.abs() > HANGS
    )


def largest(table: pd.DataFrame) -> pd.DataFrame:
    """Keep of each task (rows of `influence`) the VSV with the largest influence, the largest first.

    A task that cost nobody anything, or that one VSV only knows the cost of, has none; nor has ``onbekend``.
    """
    known = table[table["taak"].isin(basiskader.codes("taken")) & (table["gemiddelde_ct"] != 0)]
    known = known.dropna(subset="invloed_ct")
    order = known["invloed"].abs().sort_values(ascending=False, kind="stable").index
    return known.reindex(order).drop_duplicates("taak").reset_index(drop=True)


__all__ = ["HANGS", "influence", "largest"]
