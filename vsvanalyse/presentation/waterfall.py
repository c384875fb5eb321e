"""A bridge from one amount to another, step by step."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from vsvanalyse.money import format_euro
from vsvanalyse.presentation.chart import DARK, FOCUS, GREY, PALE, bars_canvas
from vsvanalyse.presentation.figures import row_labels


def signed(cents: float, write: Callable[[float], str] = format_euro) -> str:
    """Write a difference with its sign: ``"+ € 250"``, ``"−€ 250"``."""
    return ("+ " if cents > 0 else "") + write(cents)


def waterfall(
    start: float,
    steps: list[tuple[str, float]],
    first: str,
    last: str,
    write: Callable[[float], str] = format_euro,
    tick: Callable[[float], str] | None = None,
) -> tuple[Figure, Axes]:
    """Draw a bridge in cents from ``start`` over named steps; ``write`` makes the text of an amount, ``tick`` of the axis."""
    figure, axes = bars_canvas(len(steps) + 2, left=0.34, right=0.95)
    axes.barh(0, start / 100, height=0.6, color=GREY)
    level, ends = start / 100, [max(start / 100, 0)]
    lows = [0.0]
    for i, (_, cents) in enumerate(steps, 1):
        change = cents / 100
        axes.barh(i, change, left=level, height=0.6, color=FOCUS if cents > 0 else PALE, edgecolor=FOCUS)
        axes.vlines(level, i - 1.3, i + 0.3, color=DARK, lw=0.7)
        ends.append(max(level, level + change))
        level += change
        lows.append(level)
    axes.barh(len(steps) + 1, level, height=0.6, color=GREY)
    ends.append(max(level, 0))
    texts = [write(start), *(signed(cents, write) for _, cents in steps), write(level * 100)]
    for i, text in enumerate(texts):
        axes.annotate(
            text, (ends[i], i), xytext=(5, 0), textcoords="offset points", va="center", fontsize=9, color=DARK
        )
    axes.set_xlim(min(0.0, *lows), (max(ends) or 1.0) * 1.22)
    row_labels(axes, [first, *(label for label, _ in steps), last])
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: (tick or write)(value * 100)))
    return figure, axes
