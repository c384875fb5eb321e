"""Charts drawn with matplotlib and laid out by it: one function a kind of chart."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path as MplPath
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Bars, Bridge, Chart, Dots, Lines, Matrix
from vsvanalyse.money import format_euro_millions
from vsvanalyse.render.look import DARK, FILL, FOCUS, GREY, INK, SMALLEST, WARN, WIDE, style
from vsvanalyse.render.typography import MADE_UP, unbroken

_ROW, _WRAP = 0.3, 34


def figure(chart: Chart, *, titled: bool = False) -> Figure:
    """Draw a chart in the style of the house; ``titled`` puts its title into the picture, for use outside a page."""
    with mpl.rc_context(style()):
        drawn = draw(chart)
        if titled:
            drawn.suptitle(_wrapped(unbroken(chart.title), 84), x=0.01, ha="left", weight="bold", fontsize=11)
            # A legend outside the axes does not see the title and would stand on it.
            for legend in list(drawn.legends):
                names = [text.get_text() for text in legend.get_texts()]
                handles: Any = legend.legend_handles
                legend.remove()
                drawn.axes[0].legend(
                    handles,
                    names,
                    loc="lower left",
                    bbox_to_anchor=(0, 1),
                    ncols=min(2, len(names)),
                )
    return drawn


def draw(chart: Chart) -> Figure:
    """Draw a chart in the style that holds at this moment, and mark it where it is made up."""
    drawn = _DRAW[type(chart)](chart)
    if chart.made_up:
        drawn.supxlabel(MADE_UP, x=0.99, ha="right", fontsize=SMALLEST, color=WARN)
    return drawn


def _width() -> float:
    """Give the width in inches that a picture gets: that of the style."""
    return float(mpl.rcParams["figure.figsize"][0])


def _narrow() -> bool:
    return _width() < WIDE


def _fits(letters: int) -> int:
    """Give how many letters fit where so many fit in a picture as wide as a page."""
    return max(10, round(letters * min(1.0, 0.35 + 0.65 * _width() / WIDE)))


def _wrapped(text: str, width: int = _WRAP) -> str:
    width = _fits(width)
    return "\n".join(textwrap.wrap(text.replace("$", r"\$"), width)) or text


def _start(rows: float, *, extra: float = 0.0) -> tuple[Figure, Axes]:
    """Give a figure for horizontal marks whose height follows the rows, first row on top."""
    drawn = Figure(figsize=(_width(), max(1.4, _ROW * rows + 0.5 + extra)), dpi=100, layout="constrained")
    return drawn, drawn.subplots()


def _named(axis: Axis, names: list[str]) -> None:
    """Name the places 0, 1, 2 … of an axis; set_ticks would make every label twice."""
    axis.set_major_locator(FixedLocator(range(len(names))))
    axis.set_major_formatter(FixedFormatter(names))


def _beside(axes: Axes, x: float, y: float, text: str, *, points: float = 5, **look: Any) -> None:
    """Write text so many points beside a place; a plain text, for an annotation costs three times as much to draw."""
    moved = axes.transData + ScaledTranslation(points / 72, 0, axes.figure.dpi_scale_trans)
    given = {"va": "center", "fontsize": SMALLEST, "color": DARK, **look}
    axes.text(x, y, unbroken(text), transform=moved, **given)


def _labels(axes: Axes, labels: list[str], *, points: float = 4) -> None:
    """Name the rows; as plain texts, for every tick would bring three lines that nobody sees."""
    axes.yaxis.set_visible(False)
    moved = axes.get_yaxis_transform() + ScaledTranslation(-points / 72, 0, axes.figure.dpi_scale_trans)
    for i, label in enumerate(labels):
        axes.text(0, i, _wrapped(unbroken(label)), transform=moved, ha="right", va="center", color=INK)
    axes.set_ylim(len(labels) - 0.4, -0.6)


def _lines_of(labels: list[str], each: float = 1.0) -> float:
    """Give the height in rows that labels need: all the same, so that two wrapped ones under each other stay apart."""
    lines = [len(textwrap.wrap(label, _fits(_WRAP))) or 1 for label in labels]
    highest = max((a + b) / 2 for a, b in zip(lines, lines[1:] or lines, strict=False)) if lines else 1
    return len(labels) * max(each, 0.6 * highest)


def _numbers(chart: Chart, axes: Axes, *, vertical: bool = False) -> None:
    """Write the axis of numbers the Dutch way, as the dictionary says of the value."""
    axis = axes.yaxis if vertical else axes.xaxis
    kind = column(chart.value)
    if _narrow() and not vertical and any(chart.beside()) and not isinstance(chart, Dots):
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
        MaxNLocator((1 if not vertical else 4) if _narrow() else 5, integer=kind.format == "getal")
    )
    axis.set_major_formatter(FuncFormatter(write))
    if chart.axis:
        (axes.set_ylabel if vertical else axes.set_xlabel)(chart.axis)
    else:
        axis.set_label_coords(0, 0)  # A label without text has no place to be worked out from the ticks.


def _legend(drawn: Figure, entries: list[tuple[Any, str]]) -> None:
    """Name what is drawn above the plot, in as many columns as fit."""
    if not entries:
        return
    handles, names = zip(*entries, strict=True)
    widest = max(len(name) for name in names)
    columns = max(1, min(len(names), int(88 * _width() / WIDE) // (widest + 6)))
    drawn.legend(handles, names, loc="outside upper left", ncols=columns)


def _places(chart: Chart) -> tuple[list[str], np.ndarray]:
    """Give the labels in order and the place of each row among them."""
    labels = list(dict.fromkeys(chart.rows[chart.label]))
    at = {label: i for i, label in enumerate(labels)}
    written = dict(zip(chart.rows[chart.label], chart.text(chart.label), strict=True))
    return [written[label] for label in labels], chart.rows[chart.label].map(at).to_numpy("int64")


def _values(chart: Chart, name: str) -> np.ndarray:
    return (
        pd.to_numeric(chart.rows[name]).astype("float64").to_numpy()
        if name
        else np.full(len(chart.rows), np.nan)
    )


def _series(chart: Chart, by: str | None = None) -> list[tuple[str, np.ndarray]]:
    """Part the rows by series, or by another column: each name with its rows; all of them without one."""
    owner = chart.rows.get(chart.series if by is None else by)
    if owner is None:
        return [("", np.ones(len(chart.rows), dtype=bool))]
    return [(name, (owner == name).to_numpy()) for name in dict.fromkeys(owner)]


def _fill(chart: Chart, name: str) -> dict[str, Any]:
    return FILL[chart.styles.get(name, "vol" if name in chart.focus or not chart.series else "grijs")]


def _bars(chart: Bars) -> Figure:
    labels, at = _places(chart)
    values, low, high = (_values(chart, name) for name in (chart.value, chart.low, chart.high))
    series = _series(chart)
    beside = chart.layout == "naast"
    drawn, axes = _start(
        _lines_of(labels, len(series) * 0.72 if beside else 1.0), extra=0.25 * bool(chart.series)
    )
    height = 0.8 / len(series) if beside else 0.62
    up, down = np.zeros(len(labels)), np.zeros(len(labels))
    texts = chart.beside()
    for i, (name, mine) in enumerate(series):
        y = at[mine] + ((i - (len(series) - 1) / 2) * height if beside else 0)
        width = np.nan_to_num(values[mine])
        start = np.zeros(len(width))
        if chart.layout == "gestapeld":
            start = np.where(width >= 0, up[at[mine]], down[at[mine]])
            np.add.at(up, at[mine], np.maximum(width, 0))
            np.add.at(down, at[mine], np.minimum(width, 0))
        fill = _fill(chart, name)
        if chart.series:
            seen = width != 0  # the edge of a bar of no length would be seen as a line
            axes.barh(y[seen], width[seen], left=start[seen], height=height * 0.94, **fill)
        else:
            focus = set(chart.focus)
            colours = [FOCUS if not focus or label in focus else GREY for label in chart.rows[chart.label]]
            axes.barh(y, width, height=height, color=colours)
        axes.hlines(y, low[mine], high[mine], color=DARK, lw=1.3)
        if chart.layout != "gestapeld":
            for y_, end, text in zip(
                y,
                np.fmax(np.maximum(width, 0), np.nan_to_num(high[mine], nan=-np.inf)),
                np.array(texts)[mine],
                strict=True,
            ):
                _beside(axes, end, y_, text)
    if chart.layout == "gestapeld" and chart.text_column:
        told = dict(zip(at, texts, strict=True))
        ends = up.copy()
        np.fmax.at(ends, at, _values(chart, chart.mark))
        # A total below nought stands at its own side.
        below = up + down < 0
        if below.any():
            axes.margins(x=0.2)
        for i, text in told.items():
            end = float(down[i] if below[i] else ends[i])
            _beside(axes, end, i, text, points=-5 if below[i] else 5, ha="right" if below[i] else "left")
    entries: list[tuple[Any, str]] = [
        (Patch(**_fill(chart, name)), name) for name, _ in series if chart.series
    ]
    if chart.mark:
        marks = _values(chart, chart.mark)
        axes.vlines(marks, at - 0.4, at + 0.4, color="white", lw=4)
        axes.vlines(marks, at - 0.4, at + 0.4, color=DARK, lw=1.8)
        entries.append((Line2D([], [], color=DARK, lw=1.8, marker="|", ls=""), chart.mark_text))
    if (down < 0).any() or (values < 0).any():
        axes.axvline(0, color=DARK, lw=0.9)
    _labels(axes, labels)
    _numbers(chart, axes)
    _legend(drawn, entries)
    return drawn


_DASHES = MplPath([(0, y / 5) for y in range(-5, 6, 2)], [MplPath.MOVETO, MplPath.LINETO] * 3)
_SIGN: dict[str, dict[str, Any]] = {
    "stip": {"marker": "o", "s": 34},
    "ring": {"marker": "o", "s": 80, "facecolors": "white", "linewidths": 1.3},
    "streep": {"marker": "|", "s": 190, "linewidths": 2},
    "stippelstreep": {"marker": _DASHES, "s": 190, "linewidths": 1.5},
}


def _dots(chart: Dots) -> Figure:
    labels, at = _places(chart)
    values, low, high = (_values(chart, name) for name in (chart.value, chart.low, chart.high))
    drawn, axes = _start(_lines_of(labels), extra=0.25 * bool(chart.series))
    if chart.zero:
        axes.axvline(0, color=DARK, lw=0.9)
    axes.hlines(at, low, high, color=GREY, lw=4)
    if chart.joined:
        pairs = pd.DataFrame({"at": at, "value": values}).groupby("at")["value"].agg(["min", "max"])
        axes.hlines(pairs.index, pairs["min"], pairs["max"], color=GREY, lw=2)
    entries: list[tuple[Any, str]] = []
    for name, mine in _series(chart):
        own = name in chart.focus or not chart.series
        sign = dict(_SIGN[chart.styles.get(name, "stip")])
        line = sign["marker"] in ("|", _DASHES)
        colour = FOCUS if own else DARK if line else GREY
        size = sign.pop("s") * (1.6 if own and chart.series else 1)
        fill = sign.pop("facecolors", colour)
        # A stroke has no inside: matplotlib wants one colour for it.
        paint = {"color": colour} if line else {"facecolors": fill, "edgecolors": colour}
        axes.scatter(values[mine], at[mine], s=size, zorder=4 if own else 3, clip_on=False, **paint, **sign)
        if chart.series:
            look = {
                "marker": sign["marker"],
                "ms": 9 if line else 7,
                "markeredgewidth": sign.get("linewidths", 1.0),
            }
            entries.append((Line2D([], [], ls="", color=colour, markerfacecolor=fill, **look), name))
    if chart.text_column or not chart.series:
        ends = np.fmax(values, np.nan_to_num(high, nan=-np.inf))
        lowest = _first_of_pair(chart, at, values)
        if lowest.any():
            # Room for the text before a dot, which the layout does not see.
            axes.margins(x=0.14)
        for x, y, text, before in zip(ends, at, chart.beside(), lowest, strict=True):
            if text and np.isfinite(x):
                _beside(axes, x, y, text, points=-8 if before else 8, ha="right" if before else "left")
    left, right = chart.sides
    if left or right:
        first, last = (
            _wrapped(unbroken(text), 24) if _narrow() else unbroken(text)
            for text in (f"← {left}", f"{right} →")
        )
        axes.set_title(first, loc="left", fontsize=SMALLEST, color=DARK)
        axes.set_title(last, loc="right", fontsize=SMALLEST, color=DARK)
        reach = float(np.nanmax(np.abs([values, low, high]), initial=1.0)) * 1.1
        axes.set_xlim(-reach, reach)
    elif not chart.zero and np.nanmin(values, initial=0.0) >= 0:
        axes.set_xlim(left=min(0.0, float(np.nanmin(low, initial=0.0))))
    _labels(axes, labels, points=7)  # A dot at nought reaches over the axis.
    _numbers(chart, axes)
    _legend(drawn, entries)
    return drawn


def _first_of_pair(chart: Dots, at: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Mark the dots whose text stands before them: the lowest of those that a line joins."""
    pairs = pd.DataFrame({"at": at, "value": values}).groupby("at")["value"]
    return chart.joined & (values == pairs.transform("min")) & (values < pairs.transform("max"))


def _bridge(chart: Bridge) -> Figure:
    labels, _ = _places(chart)
    values, kinds, texts = _values(chart, chart.value), list(chart.rows["soort"]), chart.beside()
    drawn, axes = _start(_lines_of(labels))
    level = 0.0
    for i, (value, kind) in enumerate(zip(values, kinds, strict=True)):
        if kind == "stap":
            axes.barh(i, value, left=level, height=0.62, **FILL["vol" if value > 0 else "omlijnd"])
            axes.vlines(level, i - 1.31, i + 0.31, color=DARK, lw=0.7)
            end, level = max(level, level + value), level + value
        else:
            axes.barh(i, value, height=0.62, **FILL["grijs"])
            end = level = value
        _beside(axes, max(end, 0.0), i, texts[i])
    _labels(axes, labels)
    _numbers(chart, axes)
    return drawn


def _steps(x: np.ndarray, *values: np.ndarray) -> tuple[np.ndarray, ...]:
    """Give a stair: level over the whole year, with a gap where years are missing, so that one year alone is seen too."""
    whole = {year: i for i, year in enumerate(x)}
    at = [whole.get(year, -1) for year in np.arange(x.min(), x.max() + 1)] if len(x) else []
    found = [np.append(one, np.nan)[at].repeat(2) for one in values]
    edges = np.arange(x.min(), x.max() + 2) - 0.5 if len(x) else x
    return (edges.repeat(2)[1:-1], *found)


def _lines(chart: Lines) -> Figure:
    drawn = Figure(figsize=(_width(), 2.6 if _narrow() else 3.5), dpi=100, layout="constrained")
    axes = drawn.subplots()
    axes.spines["left"].set_visible(True)
    categories, at = _places(chart)
    numeric = column(chart.label).number
    x = _values(chart, chart.label) if numeric else at.astype("float64")
    y, low, high = (_values(chart, name) for name in (chart.value, chart.low, chart.high))
    entries: list[tuple[Any, str]] = []
    for name, mine in _series(chart):
        own, look = name in chart.focus or not chart.series, chart.styles.get(name, "lijn")
        colour, width = (FOCUS, 2.4) if own else (GREY, 1.0 if look == "dun" else 1.6)
        if look in ("staven", "omlijnd"):
            # Outlined bars stand over a band without hiding it.
            fill = (
                FILL["licht"]
                if look == "staven"
                else {"facecolor": "none", "edgecolor": DARK, "linewidth": 1.2}
            )
            axes.bar(x[mine], y[mine], width=0.6, zorder=1 if look == "staven" else 2, **fill)
            entries.append((Patch(**fill), name))
            continue
        if look == "punten":
            axes.scatter(x[mine], y[mine], s=70 if own else 36, color=colour, zorder=4)
            entries.append((Line2D([], [], ls="", marker="o", color=colour), name))
            continue
        dashes = (0, (4, 2)) if look.startswith("stippel") else "-"
        steps = look.endswith("trap")
        for one in [mine & part for _, part in _series(chart, chart.each) if (mine & part).any()]:
            path = _steps(x[one], y[one]) if steps else (x[one], y[one])
            (line,) = axes.plot(*path, color=DARK if look == "stippellijn" else colour, lw=width, ls=dashes,
                                marker="" if numeric else "o", ms=4, zorder=3 if own else 2)  # fmt: skip
        band = mine & np.isfinite(low) & np.isfinite(high)
        if band.any():
            edges = (x[band], low[band], high[band])
            axes.fill_between(
                *(_steps(*edges) if steps else edges), facecolor="#CFE3EC", edgecolor=FOCUS, lw=0.8, zorder=1
            )
        entries.append((line, name))
    if chart.text_column:
        for x_, y_, text in zip(x, y, chart.beside(), strict=True):
            if text:
                _beside(axes, x_, y_, text)
    if numeric:
        write = column(chart.label).write
        axes.xaxis.set_major_locator(MaxNLocator(5 if _narrow() else 9, integer=True, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: unbroken(write(value))))
    else:
        _named(axes.xaxis, [_wrapped(label, 16) for label in categories])
    axes.set_xlabel(chart.label_axis)
    axes.set_ylim(bottom=min(0.0, float(np.nanmin(np.concatenate([y, low]), initial=0.0))))
    _numbers(chart, axes, vertical=True)
    known = {name: handle for handle, name in reversed(entries) if name}
    _legend(drawn, [(handle, name) for name, handle in reversed(known.items())])
    return drawn


def _matrix(chart: Matrix) -> Figure:
    labels, at = _places(chart)
    across = list(dict.fromkeys(chart.rows[chart.series]))
    drawn, axes = _start(len(labels), extra=0.4)
    place = {name: j for j, name in enumerate(across)}
    for i, name, value in zip(at, chart.rows[chart.series], chart.rows[chart.value], strict=True):
        sign = chart.signs.get(value, "!")
        colour = FOCUS if value in chart.focus else WARN if sign == "!" else DARK
        text = axes.text(place[name], i, sign, ha="center", va="center", color=colour, fontsize=10)
        text.set_in_layout(False)
    _labels(axes, labels)
    axes.set_xlim(-0.6, len(across) - 0.4)
    _named(axes.xaxis, across)
    axes.xaxis.tick_top()
    if _narrow():
        axes.tick_params(axis="x", labelrotation=90)
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
    # A sign stays with its meaning, and wide spaces, which a browser keeps, part one from the next.
    told = [f"{chart.signs[value]} {text}".replace(" ", "\u00a0") for value, text in chart.signs_text.items()]
    axes.set_xlabel(_wrapped(" ".join(told), 100).replace(" ", "\u2003\u2003"))
    return drawn


_DRAW: dict[type[Chart], Callable[[Any], Figure]] = {
    Bars: _bars,
    Dots: _dots,
    Bridge: _bridge,
    Lines: _lines,
    Matrix: _matrix,
}
"""A new kind of chart is a function and a row here."""
