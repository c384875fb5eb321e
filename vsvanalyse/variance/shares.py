"""Which tasks and which drivers carry the variance between VSVs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse.separation.taakkosten import costs_by_task, fill_unknown
from vsvanalyse.variance import drivers


def covariance_shares(components: np.ndarray) -> np.ndarray:
    """Split the variance of the total over its components: Cov(component, total) / Var(total).

    ``components`` is VSV × component. Shares sum to 1; a negative one belongs to a component that is low
    where the total is high, and so makes VSVs more alike. All NaN where the totals do not differ, or n < 2.
    """
    total = components.sum(axis=1)
    deviation = total - total.mean() if len(total) else total
    variance = float((deviation**2).sum())
    scale = float((total**2).sum())
    if len(total) < 2 or variance <= 1e-18 * max(scale, 1.0):
        return np.full(components.shape[1], np.nan)
    return deviation @ (components - components.mean(axis=0)) / variance


def _with_stability(names: list[str], components: np.ndarray, label: str) -> pd.DataFrame:
    """Give shares with the lowest and highest of each when one VSV is left out."""
    n = len(components)
    without = [covariance_shares(np.delete(components, i, axis=0)) for i in range(n)] if n > 2 else []
    stable = np.array(without).reshape(-1, len(names))
    return pd.DataFrame(
        {
            label: names,
            "aandeel": covariance_shares(components),
            "laagste": stable.min(axis=0) if len(stable) else np.nan,
            "hoogste": stable.max(axis=0) if len(stable) else np.nan,
        }
    )


def by_task(taakkosten: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Split the variance of total cost over tasks: ``taak, aandeel, laagste, hoogste``, largest first.

    An unknown cost is taken at the mean of those who know theirs, and so adds no difference. ``laagste`` and ``hoogste`` are the range when one VSV is left out (NaN with fewer than three VSVs).
    """
    wide = fill_unknown(costs_by_task(taakkosten[taakkosten["boekjaar"] == boekjaar])).dropna(axis=1)
    frame = _with_stability(list(wide.columns), wide.to_numpy(dtype="float64"), "taak")
    return frame.sort_values("aandeel", ascending=False, ignore_index=True)


def by_driver(taakkosten: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Split the variance of total cost over drivers: ``factor, aandeel, laagste, hoogste``, in their fixed order.

    A VSV's drivers are its effects against the group (`drivers.against_group`), which sum to its distance from the mean of
    the others; a task whose cost is unknown adds none. Leaving one VSV out leaves it out of the comparisons too.
    """
    effects, vsvs, _ = drivers.all_pairs(taakkosten, boekjaar)
    names = list(drivers.DRIVERS)

    def shares(keep: np.ndarray) -> np.ndarray:
        mean, _ = drivers.mean_of_others(effects[:, keep][:, :, keep])
        return covariance_shares(np.nan_to_num(mean).sum(axis=2).T)

    everyone = np.arange(len(vsvs))
    without = [shares(np.delete(everyone, i)) for i in everyone] if len(vsvs) > 2 else []
    stable = np.array(without).reshape(-1, len(names))
    return pd.DataFrame(
        {
            "factor": names,
            "aandeel": shares(everyone),
            "laagste": stable.min(axis=0) if len(stable) else np.nan,
            "hoogste": stable.max(axis=0) if len(stable) else np.nan,
        }
    )
