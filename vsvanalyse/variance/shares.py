"""Which tasks and which drivers carry the variance between VSVs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse.evidence.ranking import FirstPlace, Scores, first_place
from vsvanalyse.separation.taakkosten import costs_by_task, fill_unknown
from vsvanalyse.variance import drivers


def covariance_shares(components: np.ndarray, counts: np.ndarray | None = None) -> np.ndarray:
    """Split the variance of the total over its components: Cov(component, total) / Var(total).

    ``components`` is (…, VSV, component); ``counts`` (…, VSV) says how often each VSV counts, once when left out. Shares
    sum to 1; a negative one belongs to a component that is low where the total is high, and so makes VSVs more alike.
    All NaN where the totals do not differ, or n < 2.
    """
    weight = np.ones(components.shape[-2]) if counts is None else counts
    n = np.maximum(weight.sum(axis=-1), 1)[..., None]
    centred = components - ((weight[..., None] * components).sum(axis=-2) / n)[..., None, :]
    total, deviation = components.sum(axis=-1), centred.sum(axis=-1)
    variance = (weight * deviation**2).sum(axis=-1)
    scale = (weight * total**2).sum(axis=-1)
    differ = (variance > 1e-18 * np.maximum(scale, 1.0)) & (weight.sum(axis=-1) > 1)
    together = (weight[..., None] * deviation[..., None] * centred).sum(axis=-2)
    return np.divide(
        together, variance[..., None], out=np.full(together.shape, np.nan), where=differ[..., None]
    )


def _with_stability(names: list[str], n: int, scores: Scores, label: str) -> pd.DataFrame:
    """Give shares with the lowest and highest of each when one VSV is left out."""
    without = scores(1.0 - np.eye(n)) if n > 2 else np.full((1, len(names)), np.nan)
    return pd.DataFrame(
        {
            label: names,
            "aandeel": scores(np.ones((1, n)))[0],
            "laagste": without.min(axis=0),
            "hoogste": without.max(axis=0),
        }
    )


def by_task(taakkosten: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Split the variance of total cost over tasks: ``taak, aandeel, laagste, hoogste``, largest first.

    An unknown cost is taken at the mean of those who know theirs, and so adds no difference. ``laagste`` and ``hoogste`` are
    the range when one VSV is left out (NaN with fewer than three VSVs).
    """
    frame = _with_stability(*_of_tasks(taakkosten, boekjaar), "taak")
    return frame.sort_values("aandeel", ascending=False, ignore_index=True)


def first_task(taakkosten: pd.DataFrame, boekjaar: int) -> FirstPlace:
    """Say which task carries the largest share of the variance (`by_task`), and whether it stays first."""
    return first_place(*_of_tasks(taakkosten, boekjaar))


def _of_tasks(taakkosten: pd.DataFrame, boekjaar: int) -> tuple[list[str], int, Scores]:
    wide = fill_unknown(costs_by_task(taakkosten[taakkosten["boekjaar"] == boekjaar])).dropna(axis=1)
    components = wide.to_numpy(dtype="float64")
    return list(wide.columns), len(wide), lambda counts: covariance_shares(components, counts)


def by_driver(taakkosten: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Split the variance of total cost over drivers: ``factor, aandeel, laagste, hoogste``, in their fixed order.

    A VSV's drivers are its effects against the group (`drivers.against_group`), which sum to its distance from the mean of
    the others; a task whose cost is unknown adds none. Leaving one VSV out leaves it out of the comparisons too.
    """
    return _with_stability(*_of_drivers(taakkosten, boekjaar), "factor")


def first_driver(taakkosten: pd.DataFrame, boekjaar: int) -> FirstPlace:
    """Say which driver carries the largest share of the variance (`by_driver`), and whether it stays first."""
    return first_place(*_of_drivers(taakkosten, boekjaar))


def _of_drivers(taakkosten: pd.DataFrame, boekjaar: int) -> tuple[list[str], int, Scores]:
    effects, vsvs, _ = drivers.all_pairs(taakkosten, boekjaar)

    def shares(counts: np.ndarray) -> np.ndarray:
        return covariance_shares(drivers.total_effects(effects, counts), counts)

    return list(drivers.DRIVERS), len(vsvs), shares


__all__ = ["by_driver", "by_task", "covariance_shares", "first_driver", "first_task"]
