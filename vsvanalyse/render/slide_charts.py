"""Charts as slides have them: native, so that whoever gets the slides can change them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Bars, Bridge, Chart, Dots, Lines
from vsvanalyse.render.axes import series_of
from vsvanalyse.render.look import DARK, FOCUS, GREY, INK, LIGHT
from vsvanalyse.render.slide_data import CategoryData, XyData
from vsvanalyse.render.typography import unbroken

_SOLID = {"vol": FOCUS, "grijs": GREY, "lijn": FOCUS, "stip": FOCUS}
_PATTERN = {
    "gearceerd": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
    "gestreept": MSO_PATTERN.NARROW_VERTICAL,
    "gekruist": MSO_PATTERN.DIAGONAL_CROSS,
    "licht": MSO_PATTERN.PERCENT_10,
}


def add_chart(slide: Any, one: Chart, *room: int) -> Any:
    """Add a chart to a slide in a place (left, top, width, height), with the numbers of its rows; gives its frame."""
    frame = _DRAW[type(one)](slide, one, *room)
    frame.chart.has_title = False
    frame.chart.font.size, frame.chart.font.color.rgb = Pt(12), rgb(INK)
    # python-pptx gives axes numbers below zero; the standard knows only those from zero.
    for axis in frame.chart._chartSpace.xpath("//c:axId | //c:crossAx"):
        axis.set("val", axis.get("val").lstrip("-"))
    return frame


def rgb(colour: str) -> RGBColor:
    """Give a colour of the house as slides have it."""
    return RGBColor.from_string(colour.lstrip("#").upper())


def _paint(fill: Any, line: Any, look: str) -> None:
    """Fill a series as the house does."""
    if look in _PATTERN:
        fill.patterned()
        fill.pattern, fill.fore_color.rgb, fill.back_color.rgb = _PATTERN[look], rgb(DARK), rgb("#FFFFFF")
    else:
        fill.solid()
        fill.fore_color.rgb = rgb("#FFFFFF" if look == "omlijnd" else _SOLID.get(look, GREY))
    if look == "omlijnd":
        line.color.rgb = rgb(FOCUS)


def _format(one: Chart) -> str:
    kind = column(one.value)
    if kind.format.startswith("mln"):
        return '[$-413]"€" #,##0.0,," mln"'
    return (
        '[$-413]"€" #,##0' if kind.unit == "euro" else "0%" if kind.format.startswith("procent") else "#,##0"
    )


def _numbers(one: Chart, name: str) -> np.ndarray:
    values = pd.to_numeric(one.rows[name]).astype("float64").to_numpy() / column(name).scale
    return np.where(np.isfinite(values), values, np.nan)


def _places(one: Chart) -> tuple[list[str], np.ndarray]:
    """Give the labels in the order of the rows, and numbers such as years in their own; and the place of each row among them."""
    rows = one.rows.sort_values(one.label, kind="stable") if column(one.label).number else one.rows
    labels = list(dict.fromkeys(one.with_(rows=rows).text(one.label)))
    at = {label: i for i, label in enumerate(labels)}
    return [*map(unbroken, labels)], np.array([at[text] for text in one.text(one.label)])


def _placed(values: np.ndarray, mine: np.ndarray, place: np.ndarray, count: int) -> list[float | None]:
    """Lay the values of some rows at their places; nothing where there is none."""
    found: list[float | None] = [None] * count
    for i in np.flatnonzero(mine & ~np.isnan(values)):
        found[place[i]] = float(values[i])
    return found


def _beside(series: Any, texts: Sequence[str], place: Any = None) -> None:
    """Write texts beside the points of a series."""
    for point, text in enumerate(texts):
        if text:
            if place is not None:
                series.points[point].data_label.position = place
            frame = series.points[point].data_label.text_frame
            frame.text, frame.word_wrap = unbroken(text), False
            for run in frame.paragraphs[0].runs:
                run.font.size = Pt(12)


def _bars(slide: Any, one: Bars, *room: int) -> Any:
    labels, place = _places(one)
    values, parts = _numbers(one, one.value), series_of(one)
    texts = np.array(one.beside(), dtype=object)
    stacked, unsure = one.layout == "gestapeld", bool(one.low and one.high)
    data = CategoryData(number_format=_format(one))
    told = dict(zip(place, texts, strict=True)) if stacked and one.text_column else {}
    if unsure:
        # A number at the end of a bar would stand on its line of uncertainty.
        told = _together(one, place, texts)
    data.categories = [
        f"{label}\n{unbroken(told[i])}" if told.get(i) else label for i, label in enumerate(labels)
    ]
    for name, mine in parts:
        data.add_series(unbroken(name or column(one.value).title), _placed(values, mine, place, len(labels)))
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, *room, data)
    chart = frame.chart
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100 if stacked else 0
    drawn = one.has_bar()
    for series, (name, mine) in zip(plot.series, parts, strict=True):
        _paint(
            series.format.fill, series.format.line, one.styles.get(name, "vol" if not one.series else "grijs")
        )
        rows = _rows_at(mine, place, len(labels))
        for at, i in enumerate(rows):
            if i is not None and not drawn[i]:
                series.points[at].format.fill.background()
                series.points[at].format.line.fill.background()
        if unsure:
            _error_bars(series, one, rows)
        elif not stacked:
            _beside(series, ["" if i is None else texts[i] for i in rows])
    if not one.series and one.focus:
        for point, label in enumerate(dict.fromkeys(one.rows[one.label])):
            _paint(
                plot.series[0].points[point].format.fill,
                plot.series[0].points[point].format.line,
                "vol" if label in one.focus else "grijs",
            )
    _axes(chart, legend=bool(one.series), below=bool((values < 0).any()))
    if unsure or one.reach:
        _hold_all(chart.value_axis, one)
    if unsure:
        chart.category_axis.tick_labels.font.size = Pt(10.5)
    return frame


def _together(one: Chart, place: np.ndarray, texts: np.ndarray) -> dict[int, str]:
    """Give what is told at each label: of which series, unless it is the same of all."""
    told: dict[int, dict[str, str]] = {}
    for at, name, text in zip(place, one.text(one.series) if one.series else texts, texts, strict=True):
        told.setdefault(int(at), {})[name] = text
    return {
        at: "; ".join(f"{name} {text}" for name, text in mine.items())
        if len(set(mine.values())) > 1
        else next(iter(mine.values()))
        for at, mine in told.items()
    }


def _rows_at(mine: np.ndarray, place: np.ndarray, count: int) -> list[int | None]:
    """Give which of some rows stands at each place."""
    found: list[int | None] = [None] * count
    for i in map(int, np.flatnonzero(mine)):
        found[place[i]] = i
    return found


def _hold_all(axis: Any, one: Chart) -> None:
    """Make an axis of numbers hold every line of uncertainty: it follows the points alone, and would cut these off."""
    reached = (*one.extent(), *one.reach)
    low, high = (end / column(one.value).scale for end in (min(reached), max(reached)))
    step = 10 ** math.floor(math.log10(max(high, -low, 1e-9))) / 2
    axis.minimum_scale = float(math.floor(1.02 * low / step) * step)
    axis.maximum_scale = float(math.ceil(1.02 * high / step) * step)


def _bridge(slide: Any, one: Bridge, *room: int) -> Any:
    values, kinds, texts = np.nan_to_num(_numbers(one, one.value)), list(one.rows["soort"]), one.beside()
    ends = [0.0]
    for value, kind in zip(values, kinds, strict=True):
        ends.append(ends[-1] + value if kind == "stap" else value)
    spans = [
        (0.0, end) if kind != "stap" else (before, end)
        for kind, (before, end) in zip(kinds, pairwise(ends), strict=True)
    ]
    data = CategoryData(number_format=_format(one))
    data.categories = [
        unbroken(f"{label}\n{text}") for label, text in zip(one.text(one.label), texts, strict=True)
    ]
    crosses = any(low * high < 0 for low, high in spans)
    base = [0.0 if crosses else min(span, key=abs) for span in spans]
    data.add_series("onzichtbaar", base)
    for name, wanted in (("stand", ("begin", "eind")), ("meer", ("stap",)), ("minder", ("stap",))):
        data.add_series(
            name,
            [
                None
                if kind not in wanted or (name == "meer" and value < 0) or (name == "minder" and value >= 0)
                else float(
                    value if kind != "stap" or crosses else abs(value) * (1 if low + high >= 0 else -1)
                )
                for value, kind, (low, high) in zip(values, kinds, spans, strict=True)
            ],
        )
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *room, data)
    plot = frame.chart.plots[0]
    plot.gap_width, plot.overlap = 35, 100
    plot.series[0].format.fill.background()
    for series, look in zip(list(plot.series)[1:], ("grijs", "vol", "omlijnd"), strict=True):
        _paint(series.format.fill, series.format.line, look)
    _axes(frame.chart, legend=False, below=False)
    return frame


def _dots(slide: Any, one: Dots, *room: int) -> Any:
    """Draw dots above their names, without a line between them."""
    labels, place = _places(one)
    values, parts = _numbers(one, one.value), series_of(one)
    texts = one.beside() if one.text_column or not one.series else [""] * len(values)
    data = CategoryData(number_format=_format(one))
    data.categories = labels
    rows: list[list[int | None]] = []
    for name, its in parts:
        rows.append(_rows_at(its & ~np.isnan(values), place, len(labels)))
        data.add_series(unbroken(name or column(one.value).title), _placed(values, its, place, len(labels)))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *room, data)
    for series, (name, _), mine in zip(frame.chart.plots[0].series, parts, rows, strict=True):
        own = name in one.focus or not one.series
        series.smooth = False
        series.format.line.fill.background()
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 13 if own else 9
        _paint(series.marker.format.fill, series.marker.format.line, "vol" if own else "grijs")
        _beside(series, ["" if i is None else texts[i] for i in mine], XL_LABEL_POSITION.RIGHT)
        if one.low and one.high:
            _error_bars(series, one, mine)
    _upright(frame.chart, one, legend=bool(one.series))
    return frame


def _error_bars(series: Any, one: Chart, mine: Sequence[int | None]) -> None:
    """Draw the line of uncertainty of each point, as an error bar of its own length."""
    middle, low, high = (_numbers(one, name) for name in (one.value, one.low, one.high))
    ends = [(0.0, 0.0) if i is None else (high[i] - middle[i], middle[i] - low[i]) for i in mine]
    above, below = (np.nan_to_num(part) for part in zip(*ends, strict=True))
    known = (below != 0) | (above != 0)
    if not known.any():
        return

    def literal(tag: str, numbers: np.ndarray) -> str:
        points = "".join(
            f'<c:pt idx="{i}"><c:v>{number!r}</c:v></c:pt>'
            for i, number in enumerate(map(float, numbers))
            if known[i]
        )
        return f'<c:{tag}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(numbers)}"/>{points}</c:numLit></c:{tag}>'

    dots = isinstance(one, Dots)
    direction, colour, wide = ('<c:errDir val="y"/>', GREY, 38100) if dots else ("", INK, 19050)
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}>{direction}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"{literal('plus', above)}{literal('minus', below)}"
        f'<c:spPr><a:ln w="{wide}"><a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    series._element.xpath("c:cat")[0].addprevious(bars)


def _upright(chart: Any, one: Chart, *, legend: bool) -> None:
    """Write the upright axis of numbers as the dictionary says, and name the series above."""
    axis = chart.value_axis
    axis.major_gridlines.format.line.color.rgb = rgb(LIGHT)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = _format(one), False
    if not (_numbers(one, one.value) < 0).any():
        axis.minimum_scale = 0
    if one.high:
        _hold_all(axis, one)
    _legend(chart, shown=legend)


def _legend(chart: Any, *, shown: bool) -> None:
    chart.has_legend = shown
    if shown:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False


def _columns(slide: Any, one: Lines, *room: int) -> Any:
    """Draw what holds for a whole year as columns, what is outlined over the others: a line would slope from one year to the next."""
    labels, place = _places(one)
    values = _numbers(one, one.value)
    parts = sorted(series_of(one), key=lambda part: one.styles.get(part[0]) == "omlijnd")
    data = CategoryData(number_format=_format(one))
    data.categories = labels
    for name, mine in parts:
        data.add_series(unbroken(name), _placed(values, mine, place, len(labels)))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *room, data)
    plot = frame.chart.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    for series, (name, mine) in zip(plot.series, parts, strict=True):
        look = one.styles.get(name, "")
        if look == "omlijnd":
            series.format.fill.background()
            series.format.line.color.rgb, series.format.line.width = rgb(INK), Pt(2)
        else:
            _paint(series.format.fill, series.format.line, _COLUMN[look])
            series.format.fill.fore_color.rgb = series.format.line.color.rgb = rgb(FOCUS)
        if one.low and one.high:
            _error_bars(series, one, _rows_at(mine, place, len(labels)))
    _upright(frame.chart, one, legend=True)
    return frame


_COLUMN = {"trap": "vol", "stippeltrap": "gearceerd"}
"""How a column looks that is drawn as a stair elsewhere: what was counted is filled, what is estimated hatched."""


def _lines(slide: Any, one: Lines, *room: int) -> Any:
    if set(_COLUMN) & set(one.styles.values()):
        return _columns(slide, one, *room)
    numeric = column(one.label).number and column(one.label).format != "jaar"
    values, parts = _numbers(one, one.value), series_of(one)
    given: list[tuple[str, str, np.ndarray, np.ndarray]] = []
    for name, mine in parts:
        each = [mine & part for _, part in series_of(one, one.each)]
        given += [(name, name, both, values) for both in each if both.any()]
        for end, word in ((one.low, "laag"), (one.high, "hoog")):
            if end and not np.isnan(_numbers(one, end)[mine]).all():
                given.append((f"{name} ({word})", "band", mine, _numbers(one, end)))
    if numeric:
        data: Any = XyData(number_format=_format(one))
        x = _numbers(one, one.label)
        for name, _, mine, y in given:
            series = data.add_series(unbroken(name))
            for i in np.flatnonzero(mine & ~np.isnan(y)):
                series.add_data_point(float(x[i]), float(y[i]))
        kind = XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS
    else:
        labels, place = _places(one)
        data = CategoryData(number_format=_format(one))
        data.categories = labels
        for name, _, mine, y in given:
            data.add_series(unbroken(name), _placed(y, mine, place, len(labels)))
        kind = XL_CHART_TYPE.LINE_MARKERS if len(labels) < 6 else XL_CHART_TYPE.LINE
    frame = slide.shapes.add_chart(kind, *room, data)
    for series, (name, look, _, _) in zip(frame.chart.plots[0].series, given, strict=True):
        own = name in one.focus or (len(parts) == 1 and look != "band")
        line = series.format.line
        line.color.rgb = rgb(FOCUS if own or look == "band" else GREY)
        line.width = Pt(1 if look == "band" else 3 if own else 1.75)
        series.smooth = False
        if look == "band":
            line.dash_style = MSO_LINE.DASH
    _upright(frame.chart, one, legend=len(given) > 1)
    return frame


def _axes(chart: Any, *, legend: bool, below: bool) -> None:
    """Put the first label above, hide the axis of numbers that stand beside the bars, and name the series above."""
    category, value = chart.category_axis, chart.value_axis
    category.reverse_order = True
    category.has_major_gridlines = value.has_major_gridlines = False
    category.tick_labels.font.size = Pt(12)
    # A label that is left out for want of room takes the name of a bar away.
    category._element.xpath("c:noMultiLvlLbl")[0].addprevious(
        parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>')
    )
    category.tick_label_position = (
        XL_TICK_LABEL_POSITION.LOW if below else XL_TICK_LABEL_POSITION.NEXT_TO_AXIS
    )
    value.visible = False
    _legend(chart, shown=legend)


_DRAW: dict[type[Chart], Callable[..., Any]] = {Bars: _bars, Dots: _dots, Bridge: _bridge, Lines: _lines}
"""A new kind of chart is a function and a row here."""


__all__ = ["add_chart", "rgb"]
