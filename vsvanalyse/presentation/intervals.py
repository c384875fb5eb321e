"""How an interval is written: with a word where it begins below zero, and not at all where it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

MOST = 10
"""An interval that reaches further than this many times its number on either side says nothing about it."""
NOTHING = "niet te zeggen"


def tells(low: object, middle: object, high: object) -> np.ndarray:
    """Whether intervals say anything about their numbers; not where one is missing or far wider than its number."""
    low, middle, high = (
        pd.to_numeric(pd.Series(end)).astype("float64").to_numpy() for end in (low, middle, high)
    )
    return np.isfinite(low) & np.isfinite(high) & (high - low <= 2 * MOST * np.abs(middle))


def between(
    low: Iterable[object], middle: Iterable[object], high: Iterable[object], write: Callable[[float], str]
) -> list[str]:
    """Write intervals as ``laag tot hoog``; a dash where there is none, a word where it says nothing."""
    texts = []
    for a, m, b in zip(low, middle, high, strict=True):
        if pd.isna(a) or a == b:
            texts.append("–")
        else:
            texts.append(f"{write(float(a))} tot {write(float(b))}" if tells([a], [m], [b])[0] else NOTHING)
    return texts


def below_zero(low: Iterable[object]) -> str:
    """Say what it means that an interval of costs begins below zero; empty where none does."""
    under = (pd.to_numeric(pd.Series(list(low))).astype("float64") < 0).any()
    return (
        " Kosten kunnen niet onder € 0 liggen: waar een interval daar begint, is het breder dan het getal draagt."
        if under
        else ""
    )
