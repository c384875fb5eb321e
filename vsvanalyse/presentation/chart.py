"""A chart with its conclusion, its words for who cannot see it, and its caveat; drawn as SVG."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from vsvanalyse.edition import Edition

MADE_UP = "Verzonnen voorbeeld"
FOCUS, GREY, LIGHT, DARK, PALE = "#0B6E99", "#A9B3B8", "#D5DBDE", "#48545A", "#EEF1F3"
CLASS_STYLE = {
    "nieuw": {"facecolor": FOCUS, "edgecolor": FOCUS},
    "regulier": {"facecolor": GREY, "edgecolor": GREY},
    "toeslag": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "////"},
    "elders": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "||||"},
    "onbeslist": {"facecolor": "white", "edgecolor": DARK, "hatch": "xx"},
}
CLASS_LABEL = {
    "nieuw": "nieuwe VSV-taak",
    "regulier": "reguliere zorg (in tarief)",
    "toeslag": "bestaande toeslag",
    "elders": "andere betaler",
    "onbeslist": "nog geen regel",
}
_WIDTH = 8.6


@dataclass(frozen=True)
class Chart:
    """A drawn figure; ``title`` states the conclusion, ``alt`` tells what is to be seen, ``note`` the caveat.

    One that would show nothing (``empty``) is shown as its sentence.
    """

    figure: Figure
    title: str
    alt: str
    note: str = ""
    mark: str = ""
    empty: bool = False

    def of(self, edition: Edition) -> Chart:
        """Give the chart marked as made up where the edition is, inside the picture and in its words."""
        if not edition.verzonnen or self.mark:
            return self
        self.figure.text(0.995, 0.004, MADE_UP, ha="right", va="bottom", fontsize=7, color="#B3261E")
        return replace(self, alt=f"{MADE_UP}. {self.alt}", mark=MADE_UP)

    def svg(self) -> bytes:
        """Draw as SVG; the same chart gives the same bytes."""
        out = io.BytesIO()
        with mpl.rc_context(_style()):
            FigureCanvasSVG(self.figure).print_svg(out, metadata={"Date": None, "Creator": None})
        return out.getvalue()

    def save_png(self, path: Path) -> Path:
        """Draw as PNG with the title in the picture, for use outside a report."""
        above = 1 + 0.15 / self.figure.get_figheight()
        with mpl.rc_context(_style()):
            self.figure.text(0.01, above, self.title, va="bottom", weight="bold", fontsize=12)
            FigureCanvasAgg(self.figure).print_figure(path, bbox_inches="tight", pad_inches=0.15)
        return path

    def _repr_html_(self) -> str:
        if self.empty:
            return f"<p>{html.escape(' '.join(filter(None, (f'{self.title}.', self.note))))}</p>"
        image = base64.b64encode(self.svg()).decode()
        note = f'<p class="voetnoot">{html.escape(self.note)}</p>' if self.note else ""
        return (
            f"<figure><figcaption>{html.escape(self.title)}</figcaption>"
            f'<img src="data:image/svg+xml;base64,{image}" alt="{html.escape(self.alt)}">{note}</figure>'
        )


@cache
def _style() -> dict[str, object]:
    path = files("vsvanalyse").joinpath("presentation", "vsv.mplstyle")
    return dict(mpl.rc_params_from_file(str(path), use_default_template=False))


def bars_canvas(
    rows: int, *, left: float = 0.27, right: float = 0.97, extra: float = 0.12, foot: float = 0.42
) -> tuple[Figure, Axes]:
    """Give a figure for horizontal bars whose height follows the number of rows, first row on top."""
    height = max(1.3, 0.27 * rows + 0.1 + foot + extra)
    with mpl.rc_context(_style()):
        figure = Figure(figsize=(_WIDTH, height), dpi=150)
        axes = figure.add_axes((left, foot / height, right - left, 1 - (foot + extra) / height))
    axes.set_ylim(rows - 0.4, -0.6)
    return figure, axes


def safe(text: str) -> str:
    """Make text from a sender safe for matplotlib, in which a dollar sign starts a formula."""
    return text.replace("$", r"\$")


def capital(text: str) -> str:
    """Begin with a capital and leave the rest, such as VSV, as it is."""
    return text[:1].upper() + text[1:]


def shorten(text: str, length: int) -> str:
    """Cut a label at a word, so that it stays beside its bar."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,.;") + "…"


def canvas(height: float, *, left: float, right: float, bottom: float, top: float) -> tuple[Figure, Axes]:
    """Give a figure with one plot; the margins are parts of the figure."""
    with mpl.rc_context(_style()):
        figure = Figure(figsize=(_WIDTH, height), dpi=150)
        axes = figure.add_axes((left, bottom, right - left, top - bottom))
    axes.spines["left"].set_visible(True)
    return figure, axes


def nothing_drawn(text: str, instead: str = "", note: str = "") -> Chart:
    """Stand in for a chart that would show nothing; ``text`` says why, ``instead`` is written in its place."""
    figure, axes = bars_canvas(1)
    axes.set_axis_off()
    axes.text(0, 0, instead, color=DARK, fontsize=9)
    return Chart(figure, text, f"{text}; er is geen figuur getekend.", note, empty=True)


def class_key(axes: Axes, classes: list[str]) -> None:
    """Write the names of the classes above the plot."""
    key(axes, [(CLASS_LABEL[klasse], CLASS_STYLE[klasse]) for klasse in classes])


def key(axes: Axes, entries: list[tuple[str, dict[str, object]]]) -> None:
    """Write names above the plot, each after a swatch of its own; a row is filled before the next begins."""
    figure = axes.figure
    height = figure.get_figheight()
    with mpl.rc_context(_style()):
        begin = min(axes.get_position().x0, 0.12)
        widths = [0.036 + 0.0079 * len(label) for label, _ in entries]
        if axes.get_position().x0 + sum(widths) <= 1:
            begin = axes.get_position().x0
        x, y = begin, 1 - 0.2 / height
        for (label, style), width in zip(entries, widths, strict=True):
            if x + width > 1:
                x, y = begin, y - 0.2 / height
            figure.add_artist(
                Rectangle((x, y - 0.05 / height), 0.016, 0.13 / height, transform=figure.transFigure, **style)
            )
            figure.text(x + 0.021, y + 0.015 / height, label, va="center", fontsize=8.5, color=DARK)
            x += width
