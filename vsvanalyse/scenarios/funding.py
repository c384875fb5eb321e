"""Money that VSVs receive: how it is kept, what a norm is, and who wins or loses under each rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vsvanalyse.money import split_cents
from vsvanalyse.scenarios.posts import Costs, Posts
from vsvanalyse.scenarios.yearly import ByPrice

CAP = 1.25
"""The cap of the rule by registered cost: this many times the median VSV, an assumption."""


def norm(posts: Posts, costs: Costs, factors: ByPrice) -> np.ndarray:
    """Give each VSV's norm: for every task that it does, the mean new cost of the VSVs that do it.

    ``factors`` (…, R, Y) bring rows to calendar years; gives cents (…, V, Y). Who does a task has a cost for it.
    """
    mask = posts.structural
    tasks = np.unique(posts.taak[mask])
    member = (posts.taak[mask][:, None] == tasks).astype("float64")
    share = costs.aandeel[..., mask]
    new = (
        (((costs.vacatie + costs.loon)[..., mask] * share) @ member, factors.people),
        ((costs.inkoop[..., mask] * share) @ member, factors.goods),
    )
    doing = (posts.average @ (costs.total[..., mask] @ member)) != 0
    yearly = sum(
        np.einsum("vr,...rt,...ry->...vty", posts.average, part, rise, optimize=True) for part, rise in new
    )
    count = np.maximum(doing.sum(axis=-2, keepdims=True), 1)[..., None]
    mean = (yearly * doing[..., None]).sum(axis=-3, keepdims=True) / count
    return (mean * doing[..., None]).sum(axis=-2)


@dataclass(frozen=True)
class Money:
    """Structural money in cents per calendar year: per VSV (…, Y), per birth (…, Y), and by own cost or norm (…, V, Y).

    ``maximum`` (…, Y) is what the rule by own cost gives a VSV at most; other rules have none. ``needs_births`` tells whether the
    rule asks for births.
    """

    per_vsv: np.ndarray
    per_bevalling: np.ndarray
    eigen: np.ndarray
    maximum: np.ndarray | None = None
    needs_births: bool = False

    def bounded(self, own: np.ndarray, cost: np.ndarray, present: np.ndarray) -> np.ndarray:
        """Keep the country's money by own cost or norm, (…, Y), within what the rule can give to ``present`` VSVs.

        By own cost that is never more than the ``cost`` and the maximum: an estimator or a draw may weigh a VSV below zero.
        """
        if self.maximum is None:
            return own
        return np.clip(own, 0, np.maximum(np.minimum(cost, self.maximum * present), 0))

    def of_vsvs(self, births: np.ndarray) -> np.ndarray:
        """Give what each VSV receives, (…, V, Y); one whose births are unknown gets nothing per birth."""
        counted = np.nan_to_num(births)[:, None]
        return self.per_vsv[..., None, :] + self.per_bevalling[..., None, :] * counted + self.eigen


def winners_and_losers(
    cost_ct: pd.Series, births: pd.Series, norm_ct: pd.Series, total_ct: int | None = None
) -> pd.DataFrame:
    """Divide one total by five rules: ``vorm, vsv, kosten_ct, vergoeding_ct, verschil_ct`` (+ = gets more than it costs).

    All series have index ``vsv``. The total is what the VSVs' new tasks cost together, or ``total_ct``; the parts sum to it
    exactly, but by own cost nobody gets more than that and the maximum: what is left then goes to nobody. A rule that
    cannot be used (unknown births, no costs) is left out.
    """
    cost = cost_ct.astype("int64")
    total = int(cost.sum()) if total_ct is None else total_ct
    n = len(cost)
    births = births.reindex(cost.index).astype("float64")
    known = births.notna().all() and births.sum() > 0
    per_birth = births / births.sum()
    capped = np.minimum(cost.clip(lower=0), int(CAP * cost.clip(lower=0).median()))
    shares: dict[str, np.ndarray | None] = {
        "per_vsv": np.full(n, 1 / n),
        "per_bevalling": per_birth.to_numpy() if known else None,
        "gemengd": (0.5 / n + 0.5 * per_birth).to_numpy() if known else None,
        "registratie": capped.to_numpy("float64"),
        "norm": norm_ct.reindex(cost.index).clip(lower=0).to_numpy("float64"),
    }
    frames = []
    for rule, share in shares.items():
        if share is None or share.sum() <= 0:
            continue
        given = min(total, int(share.sum())) if rule == "registratie" else total
        paid = np.array(split_cents(given, share.tolist()), dtype="int64")
        frames.append(
            pd.DataFrame(
                {
                    "vorm": rule,
                    "vsv": cost.index,
                    "kosten_ct": cost.to_numpy(),
                    "vergoeding_ct": paid,
                    "verschil_ct": paid - cost.to_numpy(),
                }
            )
        )
    columns = ["vorm", "vsv", "kosten_ct", "vergoeding_ct", "verschil_ct"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def fit(outcome: pd.DataFrame) -> pd.DataFrame:
    """Tell how well each rule fits: ``vorm, gemiddelde_afwijking_ct, grootste_tekort_ct, verliezers, n, over_ct``.

    Mean absolute gap between money and cost, the largest shortfall (0 where nobody is short), how many are short, and what
    the rule leaves of the money (0 unless it is by own cost).
    """
    whole = int(outcome.groupby("vorm")["vergoeding_ct"].sum().max()) if len(outcome) else 0
    rows = [
        {
            "vorm": rule,
            "gemiddelde_afwijking_ct": float(part["verschil_ct"].abs().mean()),
            "grootste_tekort_ct": int(max(0, -part["verschil_ct"].min())),
            "verliezers": int((part["verschil_ct"] < 0).sum()),
            "n": len(part),
            "over_ct": whole - int(part["vergoeding_ct"].sum()),
        }
        for rule, part in outcome.groupby("vorm", sort=False)
    ]
    columns = ["vorm", "gemiddelde_afwijking_ct", "grootste_tekort_ct", "verliezers", "n", "over_ct"]
    return pd.DataFrame(rows, columns=columns)


__all__ = [
    "CAP", "Money", "fit", "norm", "winners_and_losers",
]  # fmt: skip
