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
    if policy not in POLICIES:
        raise ValueError(f"onbekend beleid '{policy}', kies uit {', '.join(POLICIES)}")
    amount = regels["bedrag_ct"]
    if policy == POLICIES[1]:
        amount = card_value_ct(regels)
    if policy == POLICIES[2]:
        amount = amount.mask(paid_by_meeting(regels), 0)
    return (
        regels[["vsv", "boekjaar", "taak"]]
        .assign(bedrag_ct=amount)
        .groupby(["vsv", "boekjaar", "taak"], as_index=False)
        .sum()
    )


def totals(regels: pd.DataFrame, taakkosten: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Give each VSV's structural total of a year under each policy: index ``vsv``, a column per policy, cents as float.

    ``taakkosten`` (structural) says which costs are known; an unknown one is taken at the mean of those who know theirs,
    under each policy, so that it makes no difference between VSVs.
    """
    costs = taakkosten[taakkosten["boekjaar"] == boekjaar]
    lines = of_known_tasks(regels[(regels["boekjaar"] == boekjaar) & (regels["aard"] == STRUCTUREEL)], costs)
    known = costs_by_task(costs).notna()
    sums = {}
    for policy in POLICIES:
        wide = costs_by_task(revalue(lines, policy)).reindex_like(known).fillna(0.0).where(known)
        sums[policy] = fill_unknown(wide).sum(axis=1)
    return pd.DataFrame(sums).droplevel("boekjaar")


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Give mean and spread of totals (of `totals`) under each policy: ``beleid, gemiddelde_ct, sd_ct, variatie, variantie_over``.

    ``variantie_over`` is the variance as part of the registered variance: what is left of the differences under
    that policy. With one VSV, or without variance, sd-based columns are NaN.
    """
    mean, sd = table.mean(), table.std(ddof=1)
    registered = sd[POLICIES[0]]
    return pd.DataFrame(
        {
            "beleid": POLICIES,
            "gemiddelde_ct": mean.to_numpy(),
            "sd_ct": sd.to_numpy(),
            "variatie": (sd / mean.where(mean != 0)).to_numpy(),
            "variantie_over": ((sd / registered) ** 2).to_numpy()
            if registered and registered > 0
            else np.nan,
        }
    )
