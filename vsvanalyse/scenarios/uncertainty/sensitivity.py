"""What a scenario's outcome rests on most: one input at a time, and shares of its variance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from vsvanalyse.evidence.intervals import LEVEL
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.country import SAMPLED
from vsvanalyse.scenarios.inputs import SAMPLING, Input

SHARE_DRAWS = 512
_FINITE = 3


@dataclass(frozen=True)
class Evaluate:
    """The outcome of one quantity in the reference year as a function of input values; floats, no rounding.

    The sampling of pilots moves ``structureel``, ``nieuw`` and ``tekort``; of other quantities its part is left out.
    """

    case: Case
    maat: str = "nieuw"

    def __call__(self, values: dict[str, np.ndarray | float]) -> np.ndarray:
        """Give the outcome in cents for values by name; ``steekproef`` is a number of standard errors."""
        found, at = self.case.estimate_at(values, exact=False), self.case.peil
        outcome = getattr(found.totals, self.maat)[..., at]
        if SAMPLING in values and self.maat in SAMPLED and found.speaks.df >= 1:
            error = found.speaks.standard_error(found.sampled(self.maat))[..., at] * found.spread[at]
            outcome = outcome + np.asarray(values[SAMPLING]) * error
            if self.maat == "tekort":
                outcome = np.maximum(outcome, found.least_gap[..., at])
        return outcome


def all_inputs(case: Case) -> tuple[Input, ...]:
    """List what is uncertain by chance or assumption: numbers, and the sampling of pilots where others than they are estimated in the reference year."""
    found, df = case.uncertain, case.estimate.speaks.df
    if _sampled(case) and df >= 1:
        edge = float(stats.t.ppf((1 + LEVEL) / 2, df))
        found = (*found, _Sampling(SAMPLING, -edge, 0.0, edge, f"t{df}"))
    return found


def _sampled(case: Case) -> bool:
    """Whether the reference year has VSVs that did not register and are estimated."""
    return case.scenario.onzekerheid.steekproef and bool(case.estimate.spread[case.peil] > 0)


class _Sampling(Input):
    """The sampling of pilots, in standard errors: t-distributed; ``laag`` and ``hoog`` are the ends of the interval."""

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """Give the quantile of Student's t."""
        return stats.t.ppf(u, int(self.verdeling.removeprefix("t")))


def tornado(case: Case, maat: str = "nieuw") -> pd.DataFrame:
    """Move one number at a time from low to high, the others as expected: what is uncertain, and what is to be decided.

    One row an input, widest first: ``invoer, laag, hoog`` (its values), ``laag_ct, hoog_ct`` (the outcome there),
    ``verwacht_ct`` (all as expected), ``bereik_ct``, and ``laag_verschil_ct, hoog_verschil_ct`` (the outcome there - as expected). Inputs that move nothing are left out; what the sampling moves is NaN
    where one VSV says nothing of the others.
    """
    outcome = Evaluate(case, maat)
    middle = float(outcome({}))
    rows = []
    for one in (*all_inputs(case), *case.choices):
        low, high = (float(outcome({one.naam: end})) for end in (one.laag, one.hoog))
        if low != high:
            rows.append((one.naam, one.laag, one.hoog, low, high, middle, abs(high - low)))
    if _sampled(case) and case.estimate.speaks.df < 1:
        rows.append((SAMPLING, np.nan, np.nan, np.nan, np.nan, middle, np.nan))
    columns = ["invoer", "laag", "hoog", "laag_ct", "hoog_ct", "verwacht_ct", "bereik_ct"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.assign(
        **{f"{end}_verschil_ct": frame[f"{end}_ct"] - frame["verwacht_ct"] for end in ("laag", "hoog")}
    )
    return frame.sort_values("bereik_ct", ascending=False, kind="stable", ignore_index=True)


def variance_shares(case: Case, maat: str = "nieuw", draws: int = SHARE_DRAWS) -> pd.DataFrame:
    """Split the variance of the outcome over inputs: ``invoer, eerste_orde, totaal, fout`` (half a 95 % interval).

    First-order index: the part that goes when this input becomes known; total index: the part that is left when all
    others are (Saltelli et al. 2010). The indices presuppose independent inputs, so correlations are left out here. Of the
    sampling of pilots below three degrees of freedom, where Student's t has no variance, the share is unknown: NaN, and
    the others share what is left.
    """
    unknown = _sampled(case) and case.estimate.speaks.df < _FINITE
    inputs = tuple(one for one in all_inputs(case) if one.naam != SAMPLING or not unknown)
    outcome = Evaluate(case, maat)
    moving = [
        one for one in inputs if float(outcome({one.naam: one.laag})) != float(outcome({one.naam: one.hoog}))
    ]

    def function(u: np.ndarray) -> np.ndarray:
        values = {one.naam: one.quantile(column) for one, column in zip(moving, u.T, strict=True)}
        parts = [
            outcome({name: value[start : start + 500] for name, value in values.items()})
            for start in range(0, len(u), 500)
        ]
        return np.concatenate(parts)

    found = sobol_shares(function, [one.naam for one in moving], draws, case.scenario.zaad)
    return pd.concat([found, pd.DataFrame({"invoer": [SAMPLING]})], ignore_index=True) if unknown else found


def possible_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Put `variance_shares` within what can be.

    The estimates have errors of their own; a part below nought, above all, or above what it is part of cannot be.
    """
    whole = rows[["eerste_orde", "totaal"]].max(axis=1, skipna=False).clip(0, 1)
    return rows.assign(eerste_orde=rows["eerste_orde"].clip(0, 1), totaal=whole)


def sobol_shares(
    function: Callable[[np.ndarray], np.ndarray], names: list[str], draws: int, seed: int
) -> pd.DataFrame:
    """Give Sobol indices of a function of uniform (0, 1) inputs, (points, inputs) → (points,); ``draws`` a power of two."""
    columns = ["invoer", "eerste_orde", "totaal", "fout"]
    if not names:
        return pd.DataFrame(columns=columns)
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sample

    # One input alone explains everything; SALib wants at least two to vary.
    labels = names if len(names) > 1 else [*names, "_"]
    problem = {"num_vars": len(labels), "names": labels, "bounds": [[0.0, 1.0]] * len(labels)}
    points = sample.sample(problem, draws, calc_second_order=False, seed=seed)
    tiny = np.finfo("float64").eps
    outcome = function(np.clip(points[:, : len(names)], tiny, 1 - tiny))
    found = analysis.analyze(problem, outcome, calc_second_order=False, seed=seed)
    frame = pd.DataFrame(
        {"invoer": labels, "eerste_orde": found["S1"], "totaal": found["ST"], "fout": found["ST_conf"]}
    )
    frame = frame[frame["invoer"].isin(names)]
    return frame.sort_values("totaal", ascending=False, kind="stable", ignore_index=True)[columns]


__all__ = [
    "SHARE_DRAWS", "Evaluate", "all_inputs", "possible_shares", "sobol_shares", "tornado", "variance_shares",
]  # fmt: skip
