"""Numbers of measures in Dutch: amounts, shares and factors, with their range where they have one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from vsvanalyse.money import format_euro, format_number
from vsvanalyse.scenarios.values import Interval

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case


def euros(value: float) -> str:
    """Write an amount."""
    return format_euro(100 * value)


def percentage(value: float) -> str:
    """Write a change per year, which is in per cent already."""
    return f"{format_number(value, 1)} %"


def share(value: float) -> str:
    """Write a share as a percentage."""
    return f"{format_number(100 * value)} %"


def factor(value: float) -> str:
    """Write a factor."""
    return format_number(value, 2)


def count(value: float) -> str:
    """Write a number of things."""
    return format_number(value, 0)


def ranged(value: Interval, write: Callable[[float], str]) -> str:
    """Write a number, with its range where it has one."""
    text = write(value.verwacht)
    return text if value.zeker else f"{text} ({write(value.laag)} tot {write(value.hoog)})"


def in_euro(value: Interval) -> str:
    """Write an amount in euros, with its range where it has one."""
    return ranged(value, euros)


def in_percent(value: Interval) -> str:
    """Write a share as a percentage, with its range where it has one."""
    return ranged(value, share)


def plain(value: Interval, unit: str = "") -> str:
    """Write a number with its unit, without decimals where it has none."""
    decimals = 0 if all(float(x).is_integer() for x in (value.laag, value.verwacht, value.hoog)) else 2
    return ranged(value, lambda x: format_number(x, decimals) + unit)


def expected(value: Interval) -> str:
    """Write what an amount is expected to be."""
    return euros(value.verwacht)


def mean_cost(case: Case, mask: np.ndarray) -> str:
    """Say what the marked posts cost while nothing is arranged nationally."""
    mean = case.posts.mean_per_vsv(case.local_costs.total * mask)
    return f"gemiddeld {format_euro(mean)} per VSV per jaar"
