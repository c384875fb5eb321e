"""How often a first place stays first when other VSVs had registered.

What comes first is decided by scores; scores are a function of how often each row (VSV) counts. So one function tells
of everyone (all counts 1), of leaving one out (that count 0), and of resamples (counts that sum to n).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from vsvanalyse.evidence.intervals import MAX_EXACT, resamples

LEAST = 3
"""With fewer rows, leaving one out leaves one: nothing can be told of a first place."""
MOSTLY = 0.5
"""A first place is named as such when it is first in at least this part of the resamples."""
DRAWS, SEED = 2_000, 20_260
_ALIKE = 1e-9
_CHUNK = 250

Scores: TypeAlias = Callable[[np.ndarray], np.ndarray]
"""From how often each row counts, (R, n), to the score of every item, (R, items); NaN where an item has none."""


@dataclass(frozen=True)
class FirstPlace:
    """What comes first among the items, and how much that depends on which ``n`` rows there are.

    ``first`` is empty where two share the first place, or nothing has a score. ``stays_without_one``: whether it is still
    first, alone, whichever single row is left out. ``challengers``: what comes first then instead, or shares first
    place, in the order of the items. ``share_resampled``: the part of the resamples of n rows in which it is first, alone;
    NaN where that cannot be told.
    """

    first: str
    n: int
    stays_without_one: bool
    challengers: tuple[str, ...]
    share_resampled: float

    @property
    def tellable(self) -> bool:
        """Whether there is a first place, and enough rows to say something about it."""
        return bool(self.first) and self.n >= LEAST

    @property
    def steady(self) -> bool:
        """Whether it may be named as the first: whoever is left out, and in most resamples."""
        return self.tellable and self.stays_without_one and self.share_resampled >= MOSTLY

    def called(self, names: Mapping[str, str]) -> FirstPlace:
        """Give the same with the items named as readers know them; what has no name keeps its own.

        Items that a reader knows by one name, such as a task that costs more and one that costs less, are one challenger.
        """
        first = names.get(self.first, self.first)
        others = dict.fromkeys(names.get(name, name) for name in self.challengers)
        return replace(self, first=first, challengers=tuple(name for name in others if name != first))


def first_place(names: Sequence[str], n: int, scores: Scores, seed: int = SEED) -> FirstPlace:
    """Find the item with the highest score, and how often it stays first.

    Up to eight rows every distinct resample counts with its probability, so that nothing is drawn; above that, 2.000
    draws with ``seed`` (a standard error of at most 1,1 point). In a resample in which nothing has a score nothing is
    first. With fewer than three rows ``first`` is told, but not whether it stays.
    """
    everyone = _leaders(scores(np.ones((1, n))), len(names))[0] if n else np.zeros(len(names), dtype=bool)
    first = int(everyone.argmax()) if everyone.sum() == 1 else -1
    name = names[first] if first >= 0 else ""
    if n < LEAST:
        return FirstPlace(name, n, False, (), float("nan"))
    without = _leaders(scores(1.0 - np.eye(n)), len(names))
    others = np.asarray(without.any(axis=0))
    if first < 0:
        # Who shares the first place challenges it, whatever happens when one is left out.
        return FirstPlace("", n, False, _named(names, others | everyone), float("nan"))
    others[first] = False
    stays = bool(_alone(without, first).all())
    counts, weights = _resampled(n, seed)
    alone = [
        _alone(_leaders(scores(counts[start : start + _CHUNK]), len(names)), first)
        for start in range(0, len(counts), _CHUNK)
    ]
    share = min(1.0, float(weights @ np.concatenate(alone)))
    return FirstPlace(name, n, stays, _named(names, others), share)


def first_by_mean(names: Sequence[str], values: np.ndarray, seed: int = SEED) -> FirstPlace:
    """Find the item with the highest mean; ``values`` is row × item, NaN where unknown: a mean is over who knows."""
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)

    def means(counts: np.ndarray) -> np.ndarray:
        count = counts @ known
        return np.divide(counts @ filled, count, out=np.full(count.shape, np.nan), where=count > 0)

    return first_place(names, len(values), means, seed)


def first_by_variation(names: Sequence[str], values: np.ndarray, seed: int = SEED) -> FirstPlace:
    """Find the item with the highest coefficient of variation (sd / mean) of ``values``, row × item, NaN where unknown.

    An item that fewer than two know, or whose mean is not positive, has none.
    """
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)

    def variation(counts: np.ndarray) -> np.ndarray:
        count = counts @ known
        mean = np.divide(counts @ filled, count, out=np.full(count.shape, np.nan), where=count > 0)
        apart = np.where(known, filled - mean[:, None, :], 0.0)
        squares = (counts[:, :, None] * apart**2).sum(axis=1)
        usable = (count > 1) & (mean > 0)
        variance = np.divide(squares, count - 1, out=np.full(count.shape, np.nan), where=usable)
        return np.divide(np.sqrt(variance), mean, out=np.full(count.shape, np.nan), where=usable)

    return first_place(names, len(values), variation, seed)


def _resampled(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    if n <= MAX_EXACT:
        counts, weights = resamples(n)
        return counts.astype("float64"), weights
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=DRAWS)
    return drawn.astype("float64"), np.full(DRAWS, 1 / DRAWS)


def _leaders(scores: np.ndarray, items: int) -> np.ndarray:
    """Mark the items at the top of each row of scores; scores that differ by rounding only are alike."""
    if not items:
        return np.zeros((len(scores), 0), dtype=bool)
    filled = np.where(np.isfinite(scores), scores, -np.inf)
    top = filled.max(axis=1, keepdims=True)
    reach = _ALIKE * np.where(np.isfinite(scores), np.abs(scores), 0.0).max(axis=1, keepdims=True)
    return np.isfinite(filled) & (filled >= top - reach)


def _alone(leaders: np.ndarray, item: int) -> np.ndarray:
    return leaders[:, item] & (leaders.sum(axis=1) == 1)


def _named(names: Sequence[str], marked: np.ndarray) -> tuple[str, ...]:
    return tuple(name for name, here in zip(names, marked, strict=True) if here)
