"""The same work valued three ways: how much of the variation is pay policy and how much is work?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse.basiskader import STRUCTUREEL
from vsvanalyse.separation.taakkosten import (
    card_value_ct,
    costs_by_task,
    fill_unknown,
    of_known_tasks,
    paid_by_meeting,
)

POLICIES = ("zoals geregistreerd", "alle uren tegen tariefkaart", "geen vacatiegeld")


def revalue(regels: pd.DataFrame, policy: str) -> pd.DataFrame:
    """Value every line under a pay policy and sum: ``vsv, boekjaar, taak, bedrag_ct``.

    As registered: the registered cash. All hours at the rate card: hours × the card's rate of the function
    and year; a function without a rate keeps its registered cash. No vacatiegeld: hours of functions that get
    vacatiegeld (column ``vergoeding`` of the list of functions, an assumption) cost nothing; wages stay. Bought-in
    costs never change. Raises ValueError for an unknown policy.
    """
    return (
        regels[["vsv", "boekjaar", "taak"]]
        .assign(bedrag_ct=line_values(regels, policy))
        .groupby(["vsv", "boekjaar", "taak"], as_index=False)
        .sum()
    )


def line_values(regels: pd.DataFrame, policy: str) -> pd.Series:
    """Value every line under a pay policy, in cents (see `revalue`); raises ValueError for an unknown one."""
    if policy not in POLICIES:
        raise ValueError(f"onbekend beleid '{policy}', kies uit {', '.join(POLICIES)}")
    if policy == POLICIES[1]:
        return pd.Series(card_value_ct(regels), regels.index)
    amount = regels["bedrag_ct"]
    return amount.mask(paid_by_meeting(regels), 0) if policy == POLICIES[2] else amount


def valued(regels: pd.DataFrame) -> pd.DataFrame:
    """Value the structural lines under each policy and sum: ``vsv, boekjaar, taak`` and a column of cents per policy."""
    lines = regels[regels["aard"] == STRUCTUREEL]
    parts = [revalue(lines, policy).rename(columns={"bedrag_ct": policy}) for policy in POLICIES]
    return parts[0].assign(**{policy: part[policy] for policy, part in zip(POLICIES, parts, strict=True)})


def totals(gewaardeerd: pd.DataFrame, taakkosten: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Give each VSV's structural total of a year under each policy: index ``vsv``, a column per policy, cents as float.

    ``gewaardeerd`` is that of `valued`. ``taakkosten`` (structural) says which costs are known; an unknown one is taken at the mean
    of those who know theirs, under each policy, so that it makes no difference between VSVs.
    """
    costs = taakkosten[taakkosten["boekjaar"] == boekjaar]
    rows = of_known_tasks(gewaardeerd[gewaardeerd["boekjaar"] == boekjaar], costs)
    known = costs_by_task(costs).notna()
    sums = {}
    for policy in POLICIES:
        wide = costs_by_task(rows, policy).reindex_like(known).fillna(0.0).where(known)
        sums[policy] = fill_unknown(wide).sum(axis=1)
    return pd.DataFrame(sums).droplevel("boekjaar")


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Give mean and spread of totals (of `totals`) under each policy; one row a ``beleid``.

    ``gemiddelde_ct, sd_ct, variatie``; ``variantie_over``, the variance as part of the registered variance. In euros:
    ``hoogste_ct, laagste_ct`` and ``bereik_ct``, the highest VSV minus the lowest; ``bereik_over``, that range as part of the
    registered range. ``bereik_laag_ct, bereik_hoog_ct`` and ``bereik_over_laag, bereik_over_hoog`` are the lowest and highest of
    these whichever VSV is left out: a range shrinks for sure where ``bereik_over_hoog`` is below 1; ``sd_over_laag, sd_over_hoog``
    are the same of the standard deviation. With one VSV, or without
    a difference in what was registered, what says something about differences is NaN; with two, what leaving one out would give.
    """
    mean, sd = table.mean(), table.std(ddof=1)
    registered = sd[POLICIES[0]]
    values = table[list(POLICIES)].to_numpy("float64")
    n = len(values)
    span = _range(values)
    fewer = [np.delete(values, out, axis=0) for out in range(n)] if n > 2 else [values[:1] * np.nan]
    without, deviations = (np.array([of(one) for one in fewer]) for of in (_range, _deviation))
    left, sd_left = (_part(one, one[:, [0]]) for one in (without, deviations))
    return pd.DataFrame(
        {
            "beleid": POLICIES,
            "gemiddelde_ct": mean.to_numpy(),
            "sd_ct": sd.to_numpy(),
            "variatie": (sd / mean.where(mean != 0)).to_numpy(),
            "variantie_over": ((sd / registered) ** 2).to_numpy()
            if registered and registered > 0
            else np.nan,
            "hoogste_ct": table.max().to_numpy(),
            "laagste_ct": table.min().to_numpy(),
            "bereik_ct": span,
            "bereik_laag_ct": without.min(axis=0),
            "bereik_hoog_ct": without.max(axis=0),
            "bereik_over": _part(span, span[0]),
            "bereik_over_laag": left.min(axis=0),
            "bereik_over_hoog": left.max(axis=0),
            "sd_over_laag": sd_left.min(axis=0),
            "sd_over_hoog": sd_left.max(axis=0),
        }
    )


def _range(values: np.ndarray) -> np.ndarray:
    """Give highest minus lowest of each column; NaN with fewer than two rows."""
    return np.ptp(values, axis=0) if len(values) > 1 else np.full(values.shape[1], np.nan)


def _deviation(values: np.ndarray) -> np.ndarray:
    """Give the standard deviation of each column; NaN with fewer than two rows."""
    return np.std(values, axis=0, ddof=1) if len(values) > 1 else np.full(values.shape[1], np.nan)


def _part(ranges: np.ndarray, registered: np.ndarray) -> np.ndarray:
    return np.divide(ranges, registered, out=np.full(ranges.shape, np.nan), where=registered > 0)


def own_and_others(table: pd.DataFrame, vsv: str) -> pd.DataFrame:
    """Put one VSV's total beside the mean of the others under each policy: ``beleid, eigen_ct, anderen_ct, n_anderen``.

    ``table`` is that of `totals`; without others their mean is NaN, and without the VSV there are no rows.
    """
    others = table.drop(index=vsv, errors="ignore")
    own = table.loc[vsv] if vsv in table.index else pd.Series(dtype="float64")
    return pd.DataFrame(
        {
            "beleid": list(own.index),
            "eigen_ct": own.to_numpy("float64"),
            "anderen_ct": others.mean().reindex(own.index).to_numpy("float64"),
            "n_anderen": len(others),
        }
    )


__all__ = ["POLICIES", "line_values", "own_and_others", "revalue", "summary", "totals", "valued"]
