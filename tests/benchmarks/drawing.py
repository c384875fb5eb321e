"""Benchmark of drawing: the charts of a VSV's report against plain bars with fixed margins and text as outlines."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from tests.benchmarks.scenarios import EXAMPLE
from vsvanalyse import overview
from vsvanalyse.exhibits import betaalbeleid, eigen, registratie, scheiding, spreiding, variantie
from vsvanalyse.exhibits.kinds import Chart
from vsvanalyse.process import pipeline
from vsvanalyse.render import svg


def charts(vsv: str = "VSV02") -> list[Chart]:
    """Give the charts of one VSV's report over the example edition."""
    data = pipeline.load("voorbeeld", EXAMPLE.parents[3])
    year = overview.latest_year(data.taakkosten, vsv)
    return [
        eigen.kosten(data, vsv, year),
        registratie.uren(data, vsv, year),
        scheiding.omstreden(data, vsv, year),
        spreiding.eigen_taken(data, vsv, year),
        variantie.waarom(data, year, vsv),
        variantie.per_taak(data, year, vsv),
        betaalbeleid.eigen(data, vsv, year),
        registratie.volledigheid(data, vsv),
    ]


def plain(chart: Chart) -> str:
    """Draw as many bars, labels and texts as the chart has rows, as the first edition of the pages did."""
    out = io.BytesIO()
    labels = list(dict.fromkeys(chart.text(chart.label)))
    with mpl.rc_context({"svg.fonttype": "path", "font.size": 9.5}):
        drawn = Figure(figsize=(8.6, 0.27 * len(labels) + 1), dpi=150)
        axes = drawn.add_axes((0.33, 0.15, 0.6, 0.8))
        places = [labels.index(label) for label in chart.text(chart.label)]
        axes.barh(places, [1.0] * len(places), height=0.6)
        for place, text in zip(places, chart.beside(), strict=True):
            axes.annotate(
                text, (1, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8.5
            )
        axes.set_yticks(range(len(labels)), labels)
        FigureCanvasSVG(drawn).print_svg(out, metadata={"Date": None})
    return out.getvalue().decode()


def measure(medians: Callable[..., list[float]], tell: Callable[..., None]) -> None:
    """Print the ratios of processor time and of size."""
    several = charts()
    mine, other = medians(
        5, lambda: [svg.picture(one) for one in several], lambda: [plain(one) for one in several], clock=time.process_time
    )  # fmt: skip
    tell(
        f"{len(several)} charts of a VSV's report",
        mine,
        other,
        "plain bars with text as outlines",
        "at most 0.85",
    )
    size, outlines = (sum(len(draw(one)) for one in several) for draw in (svg.picture, plain))
    print(
        f"size of these charts: {size // 1024} KiB against {outlines // 1024} KiB (wanted at most 0.6)",
        flush=True,
    )
