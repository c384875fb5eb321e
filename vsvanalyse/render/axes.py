"""What every drawn chart shares: its size, the names of its rows, its axis of numbers and its legend."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Chart, Dots
from vsvanalyse.money import format_euro_millions
from vsvanalyse.render.look import DARK, FILL, INK, SMALLEST, WIDE
from vsvanalyse.render.typography import unbroken

ROW, WRAP, BESIDE = 0.3, 34, 22
"""How high a row is, in inches, and with how many letters a label, and in a narrow picture a text beside a mark, breaks."""


def inches() -> float:
    """Give the width in inches that a picture gets: that of the style."""
    return float(mpl.rcParams["figure.figsize"][0])


def is_narrow() -> bool:
    """Say whether a picture is narrower than a page."""
    return inches() < WIDE


def fits(letters: int) -> int:
    """Give how many letters fit where so many fit in a picture as wide as a page."""
    return max(10, round(letters * min(1.0, 0.35 + 0.65 * inches() / WIDE)))


def wrapped(text: str, width: int = WRAP) -> str:
    """Break a text into lines of so many letters, fewer where a picture is narrow."""
    width = fits(width)
    return "\n".join(textwrap.wrap(text.replace("$", r"\$"), width, break_long_words=False)) or text


def start_rows(rows: float, *, extra: float = 0.0) -> tuple[Figure, Axes]:
    """Give a figure for horizontal marks whose height follows the rows, first row on top."""
    drawn = Figure(figsize=(inches(), max(1.4, ROW * rows + 0.5 + extra)), dpi=100, layout="constrained")
    return drawn, drawn.subplots()


def named(axis: Axis, names: list[str]) -> None:
    """Name the places 0, 1, 2 … of an axis; set_ticks would make every label twice."""
    axis.set_major_locator(FixedLocator(range(len(names))))
    axis.set_major_formatter(FixedFormatter(names))


def write_beside(
    axes: Axes, x: float, y: float, text: str, *, points: float = 5, whole: bool = False, **look: Any
) -> None:
    """Write text so many points beside a place, ``whole`` on one line; a plain text, for an annotation costs three times as much to draw."""
    moved = axes.transData + ScaledTranslation(points / 72, 0, axes.figure.dpi_scale_trans)
    given = {"va": "center", "fontsize": SMALLEST, "color": DARK, **look}
    axes.text(x, y, unbroken(text) if whole else _beside(text), transform=moved, **given)


def _beside(text: str) -> str:
    """Give a text as it stands beside a mark: in lines where a picture is narrow."""
    return wrapped(unbroken(text), BESIDE) if is_narrow() else unbroken(text)


def labels_of_rows(axes: Axes, labels: list[str], *, points: float = 4, width: int = WRAP) -> None:
    """Name the rows; as plain texts, for every tick would bring three lines that nobody sees."""
    axes.yaxis.set_visible(False)
    moved = axes.get_yaxis_transform() + ScaledTranslation(-points / 72, 0, axes.figure.dpi_scale_trans)
    for i, label in enumerate(labels):
        axes.text(0, i, wrapped(unbroken(label), width), transform=moved, ha="right", va="center", color=INK)
    axes.set_ylim(len(labels) - 0.4, -0.6)


def lines_of(
    labels: list[str], each: float = 1.0, texts: Mapping[int, str] | None = None, width: int = WRAP
) -> float:
    """Give the height in rows that labels, and texts beside the marks by their place, need: all the same, so that two wrapped ones under each other stay apart."""
    beside = {at: _beside(text) for at, text in (texts or {}).items()}
    lines = [
        max(wrapped(label, width).count("\n"), beside.get(at, "").count("\n")) + 1
        for at, label in enumerate(labels)
    ]
    highest = max((a + b) / 2 for a, b in zip(lines, lines[1:] or lines, strict=False)) if lines else 1
    return len(labels) * max(each, 0.6 * highest)


def numbers(chart: Chart, axes: Axes, *, vertical: bool = False) -> None:
    """Write the axis of numbers the Dutch way, as the dictionary says of the value."""
    axis = axes.yaxis if vertical else axes.xaxis
    if chart.reach:
        axes.update_datalim([(value, value) for value in chart.reach], updatex=not vertical, updatey=vertical)
        axes.autoscale_view(scalex=not vertical, scaley=vertical)
    kind = column(chart.value)
    if is_narrow() and not vertical and any(chart.beside()) and not isinstance(chart, Dots):
        axis.set_visible(
            False
        )  # Every mark has its number beside it, and those of the axis would stand on each other.
        return
    large = kind.format.startswith("mln")

    def write(value: float, _: object = None) -> str:
        if large:
            whole = abs(value / 1e8 - round(value / 1e8)) < 1e-9
            return unbroken("€ 0" if not value else format_euro_millions(value, 0 if whole else 1))
        return unbroken(kind.write(value)).removeprefix("+ ")

    axis.set_major_locator(
        MaxNLocator((1 if not vertical else 4) if is_narrow() else 5, integer=kind.format == "getal")
    )
    axis.set_major_formatter(FuncFormatter(write))
    if chart.axis:
        wide = 30 if vertical else 40 if is_narrow() else 60
        (axes.set_ylabel if vertical else axes.set_xlabel)(wrapped(unbroken(chart.axis), wide))
    else:
        axis.set_label_coords(0, 0)  # A label without text has no place to be worked out from the ticks.


def legend(drawn: Figure, entries: list[tuple[Any, str]]) -> None:
    """Name what is drawn above the plot, in as many columns as fit."""
    if not entries:
        return
    handles, raw = zip(*entries, strict=True)
    names = [unbroken(name) for name in raw]
    drawn.legend(handles, names, loc="outside upper left", ncols=_columns(names))


def _columns(names: Sequence[str]) -> int:
    widest = max(len(name) for name in names)
    return max(1, min(len(names), int(88 * inches() / WIDE) // (widest + 6)))


def room_of_legend(names: Sequence[str]) -> float:
    """Give how high a legend of these names is, in inches; one without a name is none."""
    return 0.22 * math.ceil(len(names) / _columns(names)) if any(names) else 0.0


def places(chart: Chart) -> tuple[list[str], np.ndarray]:
    """Give the labels in order and the place of each row among them."""
    labels = list(dict.fromkeys(chart.rows[chart.label]))
    at = {label: i for i, label in enumerate(labels)}
    written = dict(zip(chart.rows[chart.label], chart.text(chart.label), strict=True))
    return [unbroken(written[label]) for label in labels], chart.rows[chart.label].map(at).to_numpy("int64")


def values_of(chart: Chart, name: str) -> np.ndarray:
    """Give the numbers of a column, missing ones and those of no column as NaN."""
    return (
        pd.to_numeric(chart.rows[name]).astype("float64").to_numpy()
        if name
        else np.full(len(chart.rows), np.nan)
    )


def series_of(chart: Chart, by: str | None = None) -> list[tuple[str, np.ndarray]]:
    """Part the rows by series, or by another column: each name with its rows; all of them without one."""
    owner = chart.rows.get(chart.series if by is None else by)
    if owner is None:
        return [("", np.ones(len(chart.rows), dtype=bool))]
    return [(name, (owner == name).to_numpy()) for name in dict.fromkeys(owner)]


def fill_of(chart: Chart, name: str) -> dict[str, Any]:
    """Give how a series is filled."""
    return FILL[chart.styles.get(name, "vol" if name in chart.focus or not chart.series else "grijs")]
