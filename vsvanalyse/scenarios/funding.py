"""What VSVs receive: a temporary programme, structural rules, and who wins or loses under each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vsvanalyse.money import split_cents
from vsvanalyse.scenarios.index import Prices
from vsvanalyse.scenarios.levers import Values, number
from vsvanalyse.scenarios.posts import Costs, Posts
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.yearly import NEW, Yearly

RULES = ("per_vsv", "per_bevalling", "gemengd", "registratie", "norm")
RULE_LABEL = {
    "per_vsv": "gelijk bedrag per VSV",
    "per_bevalling": "bedrag per bevalling",
    "gemengd": "deels per VSV, deels per bevalling",
    "registratie": "naar eigen kosten, met een maximum",
    "norm": "norm per taak die het VSV doet",
}
CAP = 1.25
"""The cap of the rule by registered cost: this many times the median VSV, an assumption."""


def programme(scenario: Scenario, values: Values) -> np.ndarray:
    """Give the temporary money per participating VSV in cents per calendar year: (…, Y)."""
    years, one = np.array(scenario.jaren), scenario.financiering.programma
    if one is None:
        return np.zeros(len(years))
    amount = 100 * number(values, "financiering.programma.per_vsv_eur", one.per_vsv_eur)
    return np.where((years >= one.van) & (years <= one.tot), amount[..., None], 0.0)


def by_norm(scenario: Scenario) -> bool:
    """Whether structural money is by norm."""
    rule = scenario.financiering.structureel
    return rule is not None and rule.vorm == "norm"


def norm(posts: Posts, costs: Costs, factors: np.ndarray) -> np.ndarray:
    """Give each VSV's norm: for every task that it does, the mean new cost of the VSVs that do it.

    ``factors`` (…, R, Y, 2) bring rows to calendar years; gives cents (…, V, Y). Who does a task has a cost for it.
    """
    mask = posts.structural
    tasks = np.unique(posts.taak[mask])
    member = (posts.taak[mask][:, None] == tasks).astype("float64")
    share = costs.aandeel[..., mask]
    new = [
        ((costs.vacatie + costs.loon)[..., mask] * share) @ member,
        (costs.inkoop[..., mask] * share) @ member,
    ]
    doing = (posts.average @ (costs.total[..., mask] @ member)) != 0
    yearly = sum(
        np.einsum("vr,...rt,...ry->...vty", posts.average, part, factors[..., kind], optimize=True)
        for kind, part in enumerate(new)
    )
    count = np.maximum(doing.sum(axis=-2, keepdims=True), 1)[..., None]
    mean = (yearly * doing[..., None]).sum(axis=-3, keepdims=True) / count
    return (mean * doing[..., None]).sum(axis=-2)


@dataclass(frozen=True)
class Money:
    """Structural money in cents per calendar year: per VSV (…, Y), per birth (…, Y), and by own cost or norm (…, V, Y)."""

    per_vsv: np.ndarray
    per_bevalling: np.ndarray
    eigen: np.ndarray

    def of_vsvs(self, births: np.ndarray) -> np.ndarray:
        """Give what each VSV receives, (…, V, Y); one whose births are unknown gets nothing per birth."""
        counted = np.nan_to_num(births)[:, None]
        return self.per_vsv[..., None, :] + self.per_bevalling[..., None, :] * counted + self.eigen


def structural_money(
    posts: Posts,
    scenario: Scenario,
    values: Values,
    price: Prices,
    cost: Yearly,
    norms: list[tuple[np.ndarray, np.ndarray]],
) -> Money:
    """Give the structural money; ``cost`` is what VSVs spend, ``norms`` their norms (…, V, years) per stretch of years."""
    years, rule = np.array(scenario.jaren), scenario.financiering.structureel
    nothing = np.zeros(len(years))
    own = np.zeros((len(posts.vsvs), len(years)))
    if rule is None:
        return Money(nothing, nothing, own)
    begun = years >= rule.vanaf
    grown = begun.astype("float64")
    if rule.geindexeerd:
        start = min(max(rule.vanaf, price.first), scenario.tot)
        grown = np.where(begun, price.factors(values, np.array([start]))[..., 0, :, 0], 0.0)

    def yearly(name: str) -> np.ndarray:
        interval = getattr(rule, name)
        if interval is None:
            return nothing
        return 100 * number(values, f"financiering.structureel.{name}", interval)[..., None] * grown

    if rule.vorm == "registratie":
        own = np.where(begun, np.clip(cost.per_vsv()[..., NEW], 0, yearly("maximum_eur")[..., None, :]), 0.0)
    elif rule.vorm == "norm":
        shape = np.broadcast_shapes(*(part.shape[:-1] for _, part in norms))
        own = np.zeros((*shape, len(years)))
        for at, part in norms:
            own[..., at] = part
        own = np.where(begun, own, 0.0)
    return Money(yearly("per_vsv_eur"), yearly("per_bevalling_eur"), own)


def winners_and_losers(
    cost_ct: pd.Series, births: pd.Series, norm_ct: pd.Series, total_ct: int | None = None
) -> pd.DataFrame:
    """Divide one total by five rules: ``vorm, vsv, kosten_ct, vergoeding_ct, verschil_ct`` (+ = gets more than it costs).

    All series have index ``vsv``. The total is what the VSVs' new tasks cost together, or ``total_ct``; under every rule the
    parts sum to it exactly. A rule that cannot be used (unknown births, no costs) is left out.
    """
    cost = cost_ct.astype("int64")
    total = int(cost.sum()) if total_ct is None else total_ct
    n = len(cost)
    births = births.reindex(cost.index).astype("float64")
    known = births.notna().all() and births.sum() > 0
    per_birth = births / births.sum() if known else None
    capped = np.minimum(cost.clip(lower=0), CAP * cost.clip(lower=0).median())
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
        paid = np.array(split_cents(total, share.tolist()), dtype="int64")
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
    """Tell how well each rule fits: ``vorm, gemiddelde_afwijking_ct, grootste_tekort_ct, verliezers, n``.

    Mean absolute gap between money and cost, the largest shortfall (0 where nobody is short), and how many are short.
    """
    rows = [
        {
            "vorm": rule,
            "gemiddelde_afwijking_ct": float(part["verschil_ct"].abs().mean()),
            "grootste_tekort_ct": int(max(0, -part["verschil_ct"].min())),
            "verliezers": int((part["verschil_ct"] < 0).sum()),
            "n": len(part),
        }
        for rule, part in outcome.groupby("vorm", sort=False)
    ]
    columns = ["vorm", "gemiddelde_afwijking_ct", "grootste_tekort_ct", "verliezers", "n"]
    return pd.DataFrame(rows, columns=columns)
