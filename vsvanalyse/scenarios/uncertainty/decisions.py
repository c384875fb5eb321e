"""What uncertainty means for a decision: does a budget suffice, where does it tip, are more pilots worth it?"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from vsvanalyse.evidence.intervals import LEVEL
from vsvanalyse.money import about
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.uncertainty.draws import Draws
from vsvanalyse.scenarios.uncertainty.sensitivity import Evaluate

PILOTS = (10, 15, 20, 30)
_STEPS = 200


def budget_curve(draws: Draws, maat: str = "nieuw", points: int = 101) -> pd.DataFrame:
    """Give the probability that a yearly budget of the country suffices: ``budget_ct, kans``, rising from 0 to 1.

    Budgets are quantiles of the draws, so that a few wild draws leave no part of the curve without points.
    """
    drawn = np.sort(draws.of(maat))
    low, high = drawn[0], drawn[-1]
    pad = 0.02 * (high - low)
    budget = np.concatenate([[low - pad], np.quantile(drawn, np.linspace(0, 1, points - 2)), [high + pad]])
    return pd.DataFrame(
        {"budget_ct": budget, "kans": np.searchsorted(drawn, budget, side="right") / len(drawn)}
    )


def budget_for(draws: Draws, chance: float, maat: str = "nieuw") -> float:
    """Give the yearly budget in cents that suffices with this probability."""
    return float(np.quantile(draws.of(maat), chance))


def round_budget(draws: Draws, chance: float, maat: str = "nieuw") -> float:
    """Give a round amount near the budget that suffices with this probability."""
    return about(budget_for(draws, chance, maat))


def enough_of_100(draws: Draws, budget_ct: float, maat: str = "nieuw") -> float:
    """Tell in how many of 100 draws a budget suffices."""
    return 100 * float((draws.of(maat) <= budget_ct).mean())


def telling_part(curve: pd.DataFrame) -> pd.DataFrame:
    """Keep the part of a `budget_curve` where it rises: a few wild draws say nothing, and no cost lies below zero."""
    return curve[curve["kans"].between(0.003, 0.997) & (curve["budget_ct"] >= 0)]


@dataclass(frozen=True)
class BreakEven:
    """Where an outcome equals a target as one number moves over [``laag``, ``hoog``].

    ``punten`` are the crossings, rising; without them the answer is never. ``onder`` tells the sign of outcome - target at
    ``laag``, ``boven`` at ``hoog``: -1 below the target, 0 on it, 1 above. ``overal`` means on target everywhere.
    """

    invoer: str
    laag: float
    hoog: float
    punten: tuple[float, ...]
    onder: int
    boven: int
    overal: bool = False

    @property
    def nooit(self) -> bool:
        """Whether the outcome never meets the target in this range."""
        return not self.punten and not self.overal


def crossings(
    function: Callable[[float], float],
    low: float,
    high: float,
    name: str = "",
    everywhere: Callable[[np.ndarray], np.ndarray] | None = None,
) -> BreakEven:
    """Find every place in [low, high] where a continuous function becomes zero or leaves it.

    Looks at 201 places, then narrows each change of sign by Brent's method and each end of a stretch of zeros by bisection;
    two crossings between neighbouring places are not seen. ``everywhere`` is the function at all places in one go, where it has
    such a form. Raises ValueError, in Dutch, when the range is empty.
    """
    if not low < high:
        raise ValueError(f"het bereik van {low:g} tot {high:g} is leeg")
    places = np.linspace(low, high, _STEPS + 1)
    values = everywhere(places) if everywhere else np.array([function(float(x)) for x in places])
    scale = max(np.abs(values).max(), 1.0)

    def side(value: float) -> int:
        return 0 if abs(value) <= 1e-12 * scale else int(math.copysign(1, value))

    sign = np.array([side(value) for value in values])
    if not sign.any():
        return BreakEven(name, low, high, (), 0, 0, True)
    found = []
    for i in np.flatnonzero(sign[:-1] * sign[1:] < 0):
        found.append(float(optimize.brentq(function, places[i], places[i + 1], xtol=1e-9, rtol=1e-12)))
    for i in np.flatnonzero((sign[:-1] == 0) != (sign[1:] == 0)):
        found.append(_edge(lambda x: side(function(x)) == 0, float(places[i]), float(places[i + 1])))
    near = 1e-9 * (high - low)
    found = [next((float(p) for p in places if abs(p - x) <= near), x) for x in found]
    apart = [x for i, x in enumerate(sorted(found)) if i == 0 or x - sorted(found)[i - 1] > near]
    return BreakEven(name, low, high, tuple(apart), int(sign[0]), int(sign[-1]))


def _edge(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Find by bisection where a condition begins or ends between two places at which it differs."""
    at_low = holds(low)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) == at_low else (low, middle)
    return high if holds(high) else low


def break_even(
    case: Case, invoer: str, low: float, high: float, maat: str = "tekort", target_ct: float = 0.0
) -> BreakEven:
    """Find where the country's outcome equals the target as one number of a lever moves.

    ``invoer`` is any number of the scenario, such as ``landelijk.ict.kosten_eur``. Raises ValueError, in Dutch, for an unknown one.
    """
    if invoer not in case.numbers:
        raise ValueError(
            f"'{invoer}' is geen getal van scenario '{case.scenario.id}'; kies uit {', '.join(case.numbers)}"
        )
    outcome = Evaluate(case, maat)

    def together(places: np.ndarray) -> np.ndarray:
        return np.broadcast_to(outcome({invoer: places}) - target_ct, places.shape)

    return crossings(lambda x: float(outcome({invoer: x})) - target_ct, low, high, invoer, together)


def unit_normal_loss(distance: float) -> float:
    """Give the unit normal linear loss integral φ(u) - u (1 - Φ(u)) (Raiffa & Schlaifer 1961)."""
    return float(stats.norm.pdf(distance) - distance * stats.norm.sf(distance))


def value_of_pilots(case: Case, base: Case, sizes: tuple[int, ...] = PILOTS) -> pd.DataFrame:
    """Tell what more pilots would bring: ``n, halve_breedte_ct, winst_ct``, the present n first.

    ``halve_breedte_ct``: half the 95 % interval of the new structural cost of the VSVs that take part in the reference year,
    by the mean per VSV, from the spread between the pilots of today. ``winst_ct``: what the choice between scenario and base
    could gain per year by knowing better first: the expected value of sample information for a choice whose loss is
    linear (Raiffa & Schlaifer 1961, ch. 5), with the pilots' own differences as what is known; 0 where the scenario
    changes nothing. Both are in prices of the registration. Sizes up to the present n are left out, and a size beyond
    those that take part is all of them, about whom nothing is unsure. With one pilot nothing can be said: NaN.
    """
    n, present = case.n, int(case.participants.present[case.peil])
    plain, shared = (_new_cost(one.plain) for one in (case, base.in_years_of(case)))
    saved, gained = plain[0] - shared[0], plain[1] - shared[1]
    wanted = list(dict.fromkeys([n, *(max(n, min(size, present)) for size in sizes if size > n)]))
    rows = []
    for size in wanted:
        half, gain = np.nan, np.nan
        if n > 1:
            half = present * stats.t.ppf((1 + LEVEL) / 2, size - 1) * _error(plain[0], size, present)
            now, then = (present * _error(saved, k, present) for k in (n, size))
            moved = math.sqrt(max(now**2 - then**2, 0.0))
            mean = present * float(saved.mean()) + gained
            gain = moved * unit_normal_loss(abs(mean) / moved) if moved else 0.0
        rows.append((size, half, gain))
    return pd.DataFrame(rows, columns=["n", "halve_breedte_ct", "winst_ct"])


def _new_cost(case: Case) -> tuple[np.ndarray, float]:
    """Give the new structural cost in the reference year: per VSV, and of national arrangements."""
    return case.flows.structureel.per_vsv.new[:, case.peil], float(case.flows.landelijk.new[case.peil])


def _error(values: np.ndarray, size: int, present: int) -> float:
    """Give the standard error of a mean of ``size`` out of ``present`` VSVs, with the spread of ``values``."""
    return float(values.std(ddof=1)) * math.sqrt(max(1 - size / max(present, 1), 0) / size)


__all__ = [
    "PILOTS", "BreakEven", "break_even", "budget_curve", "budget_for", "crossings", "enough_of_100",
    "round_budget", "telling_part", "unit_normal_loss", "value_of_pilots",
]  # fmt: skip
