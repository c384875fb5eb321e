"""Charts drawn with matplotlib and laid out by it: one function a kind of chart."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path as MplPath
from matplotlib.ticker import FuncFormatter, MaxNLocator

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Bars, Bridge, Chart, Dots, Lines, Matrix
from vsvanalyse.render.axes import (
    WRAP,
    fill_of,
    inches,
    is_narrow,
    labels_of_rows,
    legend,
    lines_of,
    named,
    numbers,
    places,
    room_of_legend,
    series_of,
    start_rows,
    values_of,
    wrapped,
    write_beside,
)
from vsvanalyse.render.look import DARK, FILL, FOCUS, GREY, SMALLEST, WARN, style
from vsvanalyse.render.typography import MADE_UP, unbroken


def figure(chart: Chart, *, titled: bool = False) -> Figure:
    """Draw a chart in the style of the house; ``titled`` puts its title into the picture, for use outside a page."""
    with mpl.rc_context(style()):
        drawn = draw(chart)
        if titled:
            drawn.suptitle(wrapped(unbroken(chart.title), 84), x=0.01, ha="left", weight="bold", fontsize=11)
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


def _bars(chart: Bars) -> Figure:
    labels, at = places(chart)
    values, low, high = (values_of(chart, name) for name in (chart.value, chart.low, chart.high))
    series = series_of(chart)
    beside = chart.layout == "naast"
    texts = chart.beside()
    lines = lines_of(
        labels, len(series) * 0.72 if beside else 1.0, {} if beside else dict(zip(at, texts, strict=True))
    )
    drawn, axes = start_rows(lines, extra=room_of_legend([name for name, _ in series]))
    height = 0.8 / len(series) if beside else 0.62
    up, down = np.zeros(len(labels)), np.zeros(len(labels))
    for i, (name, mine) in enumerate(series):
        y = at[mine] + ((i - (len(series) - 1) / 2) * height if beside else 0)
        width = np.where(chart.has_bar()[mine], np.nan_to_num(values[mine]), 0.0)
        start = np.zeros(len(width))
        if chart.layout == "gestapeld":
            start = np.where(width >= 0, up[at[mine]], down[at[mine]])
            np.add.at(up, at[mine], np.maximum(width, 0))
            np.add.at(down, at[mine], np.minimum(width, 0))
        fill = fill_of(chart, name)
        if chart.layout == "gestapeld" and fill["facecolor"] == fill["edgecolor"]:
            # Parts of a bar are told apart by more than their colour.
            fill = {**fill, "edgecolor": "white", "linewidth": 0.6}
        if chart.series:
            seen = width != 0  # the edge of a bar of no length would be seen as a line
            axes.barh(y[seen], width[seen], left=start[seen], height=height * 0.94, **fill)
        else:
            focus = set(chart.focus)
            colours = [FOCUS if not focus or label in focus else GREY for label in chart.rows[chart.label]]
            axes.barh(y, width, height=height, color=colours)
        alone = ~chart.has_bar()[mine]
        axes.hlines(y[~alone], low[mine][~alone], high[mine][~alone], color=DARK, lw=1.3)
        # Without its bar a line of uncertainty is the only one to say of which series it is.
        axes.hlines(y[alone], low[mine][alone], high[mine][alone], color=fill["facecolor"], lw=3)
        if chart.layout != "gestapeld":
            for y_, end, text in zip(
                y,
                np.fmax(np.maximum(width, 0), np.nan_to_num(high[mine], nan=-np.inf)),
                np.array(texts)[mine],
                strict=True,
            ):
                write_beside(axes, end, y_, text, whole=beside)
    if chart.layout == "gestapeld" and chart.text_column:
        told = dict(zip(at, texts, strict=True))
        # A number stands at the bar that it is of; a stroke that would cross it shows above and below it.
        clear: dict[str, Any] = (
            {"zorder": 3, "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.3}}
            if chart.mark
            else {}
        )
        # A total below nought stands at its own side.
        below = up + down < 0
        if below.any():
            axes.margins(x=0.2)
        for i, text in told.items():
            side: dict[str, Any] = {"points": -5, "ha": "right"} if below[i] else {"points": 5, "ha": "left"}
            write_beside(axes, float(down[i] if below[i] else up[i]), i, text, **side, **clear)
    entries: list[tuple[Any, str]] = [
        (Patch(**fill_of(chart, name)), name) for name, _ in series if chart.series
    ]
    if chart.mark:
        marks = values_of(chart, chart.mark)
        axes.vlines(marks, at - 0.48, at + 0.48, color="white", lw=4)
        axes.vlines(marks, at - 0.48, at + 0.48, color=DARK, lw=1.8)
        entries.append((Line2D([], [], color=DARK, lw=1.8, marker="|", ls=""), chart.mark_text))
    if (down < 0).any() or (values < 0).any():
        axes.axvline(0, color=DARK, lw=0.9)
    labels_of_rows(axes, labels)
    numbers(chart, axes)
    legend(drawn, entries)
    return drawn


_DASHES = MplPath([(0, y / 5) for y in range(-5, 6, 2)], [MplPath.MOVETO, MplPath.LINETO] * 3)
_SIGN: dict[str, dict[str, Any]] = {
    "stip": {"marker": "o", "s": 34},
    "ring": {"marker": "o", "s": 80, "facecolors": "white", "linewidths": 1.3},
    "streep": {"marker": "|", "s": 190, "linewidths": 2},
    "stippelstreep": {"marker": _DASHES, "s": 190, "linewidths": 1.5},
}


def _dots(chart: Dots) -> Figure:
    labels, at = places(chart)
    values, low, high = (values_of(chart, name) for name in (chart.value, chart.low, chart.high))
    extra = room_of_legend([name for name, _ in series_of(chart)]) + 0.8 * (is_narrow() and any(chart.sides))
    told = chart.beside() if chart.text_column or not chart.series else [""] * len(at)
    wrap = 27 if chart.joined and is_narrow() else WRAP  # There are texts on both sides.
    drawn, axes = start_rows(
        lines_of(labels, texts=dict(zip(at, told, strict=True)), width=wrap), extra=extra
    )
    if chart.zero:
        axes.axvline(0, color=DARK, lw=0.9)
    axes.hlines(at, low, high, color=GREY, lw=4)
    if chart.joined:
        pairs = pd.DataFrame({"at": at, "value": values}).groupby("at")["value"].agg(["min", "max"])
        axes.hlines(pairs.index, pairs["min"], pairs["max"], color=GREY, lw=2)
    entries: list[tuple[Any, str]] = []
    for name, mine in series_of(chart):
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
            axes.margins(x=0.6 if is_narrow() else 0.14)
        for x, y, text, before in zip(ends, at, told, lowest, strict=True):
            if text and np.isfinite(x):
                write_beside(axes, x, y, text, points=-8 if before else 8, ha="right" if before else "left")
    left, right = chart.sides
    if left or right:
        first, last = (
            wrapped(unbroken(text), 30) if is_narrow() else unbroken(text)
            for text in (f"← {left}", f"{right} →")
        )
        if is_narrow():
            first += "\n " * (last.count("\n") + 1)  # They have no room beside each other.
        axes.set_title(first, loc="left", fontsize=SMALLEST, color=DARK)
        axes.set_title(last, loc="right", fontsize=SMALLEST, color=DARK)
        reach = float(np.nanmax(np.abs([values, low, high]), initial=1.0)) * 1.1
        axes.set_xlim(-reach, reach)
    elif not chart.zero and np.nanmin(values, initial=0.0) >= 0:
        axes.set_xlim(left=min(0.0, float(np.nanmin(low, initial=0.0))))
    labels_of_rows(axes, labels, points=7, width=wrap)  # A dot at nought reaches over the axis.
    numbers(chart, axes)
    legend(drawn, entries)
    return drawn


def _first_of_pair(chart: Dots, at: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Mark the dots whose text stands before them: the lowest of those that a line joins."""
    pairs = pd.DataFrame({"at": at, "value": values}).groupby("at")["value"]
    return chart.joined & (values == pairs.transform("min")) & (values < pairs.transform("max"))


def _bridge(chart: Bridge) -> Figure:
    labels, _ = places(chart)
    values, kinds, texts = values_of(chart, chart.value), list(chart.rows["soort"]), chart.beside()
    drawn, axes = start_rows(lines_of(labels, texts=dict(enumerate(texts))))
    level = 0.0
    for i, (value, kind) in enumerate(zip(values, kinds, strict=True)):
        if kind == "stap":
            axes.barh(i, value, left=level, height=0.62, **FILL["vol" if value > 0 else "omlijnd"])
            axes.vlines(level, i - 1.31, i + 0.31, color=DARK, lw=0.7)
            end, level = max(level, level + value), level + value
        else:
            axes.barh(i, value, height=0.62, **FILL["grijs"])
            end = level = value
        write_beside(axes, max(end, 0.0), i, texts[i])
    labels_of_rows(axes, labels)
    numbers(chart, axes)
    return drawn


def _steps(x: np.ndarray, *values: np.ndarray) -> tuple[np.ndarray, ...]:
    """Give a stair: level over the whole year, with a gap where years are missing, so that one year alone is seen too."""
    whole = {year: i for i, year in enumerate(x)}
    at = [whole.get(year, -1) for year in np.arange(x.min(), x.max() + 1)] if len(x) else []
    found = [np.append(one, np.nan)[at].repeat(2) for one in values]
    edges = np.arange(x.min(), x.max() + 2) - 0.5 if len(x) else x
    return (edges.repeat(2)[1:-1], *found)


def _lines(chart: Lines) -> Figure:
    drawn = Figure(figsize=(inches(), 2.6 if is_narrow() else 3.5), dpi=100, layout="constrained")
    axes = drawn.subplots()
    axes.spines["left"].set_visible(True)
    categories, at = places(chart)
    numeric = column(chart.label).number
    x = values_of(chart, chart.label) if numeric else at.astype("float64")
    y, low, high = (values_of(chart, name) for name in (chart.value, chart.low, chart.high))
    entries: list[tuple[Any, str]] = []
    for name, mine in series_of(chart):
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
        for one in [mine & part for _, part in series_of(chart, chart.each) if (mine & part).any()]:
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
        texts = np.array(chart.beside(), dtype=object)
        told = texts != ""
        for x_, y_, text in zip(
            x[told],
            _apart(x[told], y[told], (0.12 if is_narrow() else 0.07) * np.ptp(y)),
            texts[told],
            strict=True,
        ):
            write_beside(axes, x_, y_, text, whole=True)
    if numeric:
        write = column(chart.label).write
        axes.xaxis.set_major_locator(
            MaxNLocator(
                (5 if column(chart.label).format == "jaar" else 2) if is_narrow() else 9,
                integer=True,
                steps=[1, 2, 5, 10],
            )
        )
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: unbroken(write(value))))
    else:
        named(axes.xaxis, [wrapped(label, 16) for label in categories])
    axes.set_xlabel(unbroken(chart.label_axis))
    axes.set_ylim(bottom=min(0.0, float(np.nanmin(np.concatenate([y, low]), initial=0.0))))
    numbers(chart, axes, vertical=True)
    known = {name: handle for handle, name in reversed(entries) if name}
    legend(drawn, [(handle, name) for name, handle in reversed(known.items())])
    return drawn


def _apart(x: np.ndarray, y: np.ndarray, least: float) -> np.ndarray:
    """Give heights for texts, those at one place pushed up until they are so far apart."""
    high = y.copy()
    for place in np.unique(x):
        mine = np.flatnonzero(x == place)
        order = mine[np.argsort(y[mine])]
        for below, above in itertools.pairwise(order):
            high[above] = max(high[above], high[below] + least)
    return high


def _matrix(chart: Matrix) -> Figure:
    labels, at = places(chart)
    across = list(dict.fromkeys(chart.rows[chart.series]))
    drawn, axes = start_rows(len(labels), extra=0.4)
    place = {name: j for j, name in enumerate(across)}
    for i, name, value in zip(at, chart.rows[chart.series], chart.rows[chart.value], strict=True):
        sign = chart.signs.get(value, "!")
        colour = FOCUS if value in chart.focus else WARN if sign == "!" else DARK
        text = axes.text(place[name], i, sign, ha="center", va="center", color=colour, fontsize=10)
        text.set_in_layout(False)
    labels_of_rows(axes, labels)
    axes.set_xlim(-0.6, len(across) - 0.4)
    named(axes.xaxis, across)
    axes.xaxis.tick_top()
    if is_narrow():
        axes.tick_params(axis="x", labelrotation=90)
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
    # A sign stays with its meaning, and wide spaces, which a browser keeps, part one from the next.
    told = [f"{chart.signs[value]} {text}".replace(" ", "\u00a0") for value, text in chart.signs_text.items()]
    axes.set_xlabel(wrapped(" ".join(told), 36 if is_narrow() else 100).replace(" ", "\u2003\u2003"))
    return drawn


_DRAW: dict[type[Chart], Callable[[Any], Figure]] = {
    Bars: _bars,
    Dots: _dots,
    Bridge: _bridge,
    Lines: _lines,
    Matrix: _matrix,
}
"""A new kind of chart is a function and a row here."""
