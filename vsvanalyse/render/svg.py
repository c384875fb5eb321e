"""Exhibits as pictures: drawn with matplotlib, laid out by it, text as text."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Bars, Bridge, Chart, Dots, Lines, Matrix
from vsvanalyse.money import format_euro_millions
from vsvanalyse.render.typography import unbroken

MADE_UP = "Verzonnen voorbeeld"
FOCUS, GREY, LIGHT, DARK, WARN = "#0B6E99", "#7F8B92", "#DCE2E5", "#3C474D", "#B3261E"
FILL: dict[str, dict[str, Any]] = {
    "vol": {"facecolor": FOCUS, "edgecolor": FOCUS},
    "grijs": {"facecolor": GREY, "edgecolor": GREY},
    "licht": {"facecolor": LIGHT, "edgecolor": DARK},
    "gearceerd": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "////"},
    "gestreept": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "||||"},
    "gekruist": {"facecolor": "white", "edgecolor": DARK, "hatch": "xx"},
    "omlijnd": {"facecolor": "white", "edgecolor": FOCUS, "linewidth": 1.4},
}
_WIDTH, _ROW, _WRAP = 7.2, 0.3, 34
_AFTER: dict[str, Any] = {
    "xytext": (5, 0),
    "textcoords": "offset points",
    "va": "center",
    "fontsize": 8.5,
    "color": DARK,
}


def figure(chart: Chart, *, titled: bool = False) -> Figure:
    """Draw a chart; ``titled`` puts its title into the picture, for use outside a page."""
    with mpl.rc_context(_style()):
        drawn = _DRAW[type(chart)](chart)
        if titled:
            drawn.suptitle(_wrapped(unbroken(chart.title), 84), x=0.01, ha="left", weight="bold", fontsize=11)
        if chart.made_up:
            drawn.supxlabel(MADE_UP, x=0.99, ha="right", fontsize=7, color=WARN)
    return drawn


def svg(chart: Chart) -> str:
    """Draw a chart as inline SVG, with its alt text; the same chart gives the same text."""
    out = io.BytesIO()
    with mpl.rc_context({**_style(), "svg.hashsalt": chart.id}):
        FigureCanvasSVG(figure(chart)).print_svg(
            out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    return _inline(out.getvalue().decode(), alt_text(chart))


def png(chart: Chart, path: Path, *, dpi: int = 150) -> Path:
    """Draw a chart as PNG with its title in the picture."""
    drawn = figure(chart, titled=True)
    with mpl.rc_context(_style()):
        FigureCanvasAgg(drawn).print_figure(path, dpi=dpi, bbox_inches="tight", pad_inches=0.1)
    return path


def alt_text(chart: Chart) -> str:
    """Give the words for who cannot see the picture, that it is made up included."""
    told = unbroken(chart.alt or chart.described())
    return f"{MADE_UP}. {told}" if chart.made_up else told


@cache
def _style() -> Any:
    path = files("vsvanalyse").joinpath("render", "vsv.mplstyle")
    settings: Any = mpl.rc_params_from_file(str(path), use_default_template=False)
    return dict(settings)


_USED = re.compile(r'(?:url\(#|href="#)([^)"]+)')
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"\d+\.\d{3,}")


def _inline(text: str, alt: str) -> str:
    """Make a file's SVG fit for a page: its own ids only, no prolog, numbers as fine as a pixel needs."""
    text = text[text.index("<svg") :]
    kept = set(_USED.findall(text))
    text = re.sub(r' id="([^"]+)"', lambda found: found[0] if found[1] in kept else "", text)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.S)
    text = _TAG.sub(
        lambda tag: _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), tag[0]), text
    )
    text = re.sub(r"\s*\n\s*", "\n", text)
    head = re.sub(r' (?:width|height|xmlns:xlink|version)="[^"]*"', "", text[: text.index(">")])
    if "xlink:" in text:
        head += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{head} role="img" aria-label="{escape(alt)}"{text[text.index(">") :]}'


def _wrapped(text: str, width: int = _WRAP) -> str:
    return "\n".join(textwrap.wrap(text.replace("$", r"\$"), width)) or text


def _start(rows: float, *, extra: float = 0.0) -> tuple[Figure, Axes]:
    """Give a figure for horizontal marks whose height follows the rows, first row on top."""
    drawn = Figure(figsize=(_WIDTH, max(1.4, _ROW * rows + 0.5 + extra)), dpi=100, layout="constrained")
    return drawn, drawn.subplots()


def _labels(axes: Axes, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), [_wrapped(unbroken(label)) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)


def _lines_of(labels: list[str], each: float = 1.0) -> float:
    """Give the height in rows that labels need, wrapped ones more."""
    return sum(max(each, 0.62 * len(textwrap.wrap(label, _WRAP))) for label in labels)


def _numbers(chart: Chart, axes: Axes, *, vertical: bool = False) -> None:
    """Write the axis of numbers the Dutch way, as the dictionary says of the value."""
    axis = axes.yaxis if vertical else axes.xaxis
    kind = column(chart.value)
    large = kind.format.startswith("mln")

    def write(value: float, _: object = None) -> str:
        if large:
            whole = abs(value / 1e8 - round(value / 1e8)) < 1e-9
            return "€ 0" if not value else unbroken(format_euro_millions(value, 0 if whole else 1))
        return unbroken(kind.write(value)).removeprefix("+ ")

    axis.set_major_locator(MaxNLocator(5, integer=kind.format == "getal"))
    axis.set_major_formatter(FuncFormatter(write))
    if chart.axis:
        (axes.set_ylabel if vertical else axes.set_xlabel)(chart.axis)


def _legend(drawn: Figure, entries: list[tuple[Any, str]]) -> None:
    """Name what is drawn above the plot, in as many columns as fit."""
    if not entries:
        return
    handles, names = zip(*entries, strict=True)
    widest = max(len(name) for name in names)
    columns = max(1, min(len(names), 88 // (widest + 6)))
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


def _series(chart: Chart) -> list[tuple[str, np.ndarray]]:
    if not chart.series:
        return [("", np.ones(len(chart.rows), dtype=bool))]
    return [
        (name, (chart.rows[chart.series] == name).to_numpy())
        for name in dict.fromkeys(chart.rows[chart.series])
    ]


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
                axes.annotate(unbroken(text), (end, y_), **_AFTER)
    if chart.layout == "gestapeld" and chart.text_column:
        told = dict(zip(at, texts, strict=True))
        for i, text in told.items():
            axes.annotate(unbroken(text), (up[i], i), **_AFTER)
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


_SIGN: dict[str, dict[str, Any]] = {
    "stip": {"marker": "o", "s": 34},
    "ring": {"marker": "o", "s": 80, "facecolors": "white", "linewidths": 1.3},
    "streep": {"marker": "|", "s": 190, "linewidths": 2},
    "stippelstreep": {"marker": "|", "s": 190, "linewidths": 1},
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
        colour = FOCUS if own else DARK if sign["marker"] == "|" else GREY
        size = sign.pop("s") * (1.6 if own and chart.series else 1)
        fill = sign.pop("facecolors", colour)
        axes.scatter(values[mine], at[mine], s=size, facecolors=fill, color=colour if fill == colour else None,
                     edgecolors=colour, zorder=4 if own else 3, **sign)  # fmt: skip
        if chart.series:
            entries.append(
                (Line2D([], [], ls="", marker=sign["marker"], color=colour, markerfacecolor=fill, ms=7), name)
            )
    if chart.text_column or not chart.series:
        ends = np.fmax(values, np.nan_to_num(high, nan=-np.inf))
        lowest = _first_of_pair(chart, at, values)
        if lowest.any():
            # Room for the text before a dot, which the layout does not see.
            axes.margins(x=0.14)
        for x, y, text, before in zip(ends, at, chart.beside(), lowest, strict=True):
            if text and np.isfinite(x):
                side = {"xytext": (-8, 0), "ha": "right"} if before else {"xytext": (8, 0)}
                axes.annotate(unbroken(text), (x, y), **{**_AFTER, **side})
    left, right = chart.sides
    if left or right:
        axes.set_title(unbroken(f"← {left}"), loc="left", fontsize=8.5, color=DARK)
        axes.set_title(unbroken(f"{right} →"), loc="right", fontsize=8.5, color=DARK)
        reach = float(np.nanmax(np.abs(values), initial=1.0)) * 1.1
        axes.set_xlim(-reach, reach)
    elif not chart.zero and np.nanmin(values, initial=0.0) >= 0:
        axes.set_xlim(left=min(0.0, float(np.nanmin(low, initial=0.0))))
    _labels(axes, labels)
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
        axes.annotate(unbroken(texts[i]), (max(end, 0.0), i), **_AFTER)
    _labels(axes, labels)
    _numbers(chart, axes)
    return drawn


def _lines(chart: Lines) -> Figure:
    drawn = Figure(figsize=(_WIDTH, 3.5), dpi=100, layout="constrained")
    axes = drawn.subplots()
    axes.spines["left"].set_visible(True)
    categories, at = _places(chart)
    numeric = column(chart.label).number
    x = _values(chart, chart.label) if numeric else at.astype("float64")
    y, low, high = (_values(chart, name) for name in (chart.value, chart.low, chart.high))
    entries: list[tuple[Any, str]] = []
    for name, mine in _series(chart):
        own, style = name in chart.focus or not chart.series, chart.styles.get(name, "lijn")
        colour, width = (FOCUS, 2.4) if own else (GREY, 1.0 if style == "dun" else 1.6)
        if style == "staven":
            axes.bar(x[mine], y[mine], width=0.7, **FILL["licht"])
            entries.append((Patch(**FILL["licht"]), name))
            continue
        if style == "punten":
            axes.scatter(x[mine], y[mine], s=70 if own else 36, color=colour, zorder=4)
            entries.append((Line2D([], [], ls="", marker="o", color=colour), name))
            continue
        dashes = (0, (4, 2)) if style == "stippellijn" else "-"
        (line,) = axes.plot(x[mine], y[mine], color=DARK if style == "stippellijn" else colour, lw=width, ls=dashes,
                            drawstyle="steps-mid" if style == "trap" else None,
                            marker="" if numeric else "o", ms=4, zorder=3 if own else 2)  # fmt: skip
        band = mine & np.isfinite(low) & np.isfinite(high)
        if band.any():
            axes.fill_between(
                x[band], low[band], high[band], facecolor="#CFE3EC", edgecolor=FOCUS, lw=0.8, zorder=1
            )
        entries.append((line, name))
    if chart.text_column:
        for x_, y_, text in zip(x, y, chart.beside(), strict=True):
            if text:
                axes.annotate(unbroken(text), (x_, y_), **_AFTER)
    if numeric:
        write = column(chart.label).write
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: unbroken(write(value))))
    else:
        axes.set_xticks(range(len(categories)), [_wrapped(label, 16) for label in categories])
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
    axes.set_xticks(range(len(across)), across)
    axes.xaxis.tick_top()
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
