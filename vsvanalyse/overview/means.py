"""The mean per VSV with what it can bear: a mean of few never stands without its interval."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vsvanalyse.contracts import LEZINGEN, class_column
from vsvanalyse.evidence.intervals import t_interval, unknown_factor
from vsvanalyse.separation.taakkosten import costs_by_task, fill_unknown, task_means

COLUMNS = ("bedrag_ct", *(class_column("nieuw", lezing) for lezing in LEZINGEN))
"""All cash, and its new part in the three readings."""


def mean_per_vsv(
    taakkosten: pd.DataFrame,
    population: int,
    *,
    boekjaar: int | None = None,
    columns: Sequence[str] = COLUMNS,
) -> pd.DataFrame:
    """Mean per VSV and year of all tasks together, with the 95 % interval for a country of ``population`` VSVs.

    ``taakkosten`` of structural or of one-off lines, of one year or of all. One row a column of it: ``maat`` (its name
    without ``_ct``), ``gemiddeld_ct``, ``laag_ct, hoog_ct``, ``n`` (VSVs) and ``registraties`` (VSV-years). Floats.

    The mean is that of `mean_by_class`: the sum over tasks of the mean of the VSV-years that know the task. The interval is
    Student's t around it, from each VSV's own total over its years (the ratio estimator's residuals where VSVs registered
    different numbers of years; Cochran 1977, ch. 6), with unknown tasks at the mean of who knows them, and as much wider
    as those make the mean less sure (`intervals.unknown_factor`). With one VSV there is no interval: NaN.
    """
    costs = taakkosten if boekjaar is None else taakkosten[taakkosten["boekjaar"] == boekjaar]
    less_sure = unknown_factor(costs_by_task(costs).groupby(level="vsv").mean().to_numpy("float64"))
    return pd.DataFrame([_mean(costs, column, population, less_sure) for column in columns])


def _mean(costs: pd.DataFrame, column: str, population: int, less_sure: float) -> dict[str, object]:
    mean = float(task_means(costs, column)["gemiddeld_ct"].sum(min_count=1))
    own = fill_unknown(costs_by_task(costs, column)).sum(axis=1).groupby(level="vsv").agg(["sum", "size"])
    n, years = len(own), int(own["size"].sum())
    low = high = float("nan")
    if n > 1:
        residual = own["sum"] - own["size"] * own["sum"].sum() / years
        ends = t_interval((residual * n / years).to_numpy("float64"), max(population, n))
        low, high = (mean + less_sure * float(end[0]) for end in ends)
    return {
        "maat": column.removesuffix("_ct"),
        "gemiddeld_ct": mean,
        "laag_ct": low,
        "hoog_ct": high,
        "n": n,
        "registraties": years,
    }


__all__ = ["COLUMNS", "mean_per_vsv"]
