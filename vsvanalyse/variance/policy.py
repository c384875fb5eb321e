"""The same work valued three ways: how much of the variation is pay policy and how much is work?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse.basiskader import STRUCTUREEL
from vsvanalyse.taakkosten import card_value_ct, paid_by_meeting

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


def totals(regels: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Give each VSV's structural total of a year under each policy: index ``vsv``, a column per policy, cents."""
    year = regels[(regels["boekjaar"] == boekjaar) & (regels["aard"] == STRUCTUREEL)]
    vsvs = sorted(regels.loc[regels["boekjaar"] == boekjaar, "vsv"].unique())
    sums = {policy: revalue(year, policy).groupby("vsv")["bedrag_ct"].sum() for policy in POLICIES}
    return pd.DataFrame(sums).reindex(vsvs, fill_value=0).rename_axis("vsv")


def summary(regels: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Give mean and spread under each policy: ``beleid, gemiddelde_ct, sd_ct, variatie, variantie_over``.

    ``variantie_over`` is the variance as part of the registered variance: what is left of the differences under
    that policy. With one VSV, or without variance, sd-based columns are NaN.
    """
    table = totals(regels, boekjaar)
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
