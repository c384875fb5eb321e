"""Charts as inline SVG, text as text, and as PNG."""

from __future__ import annotations

import io
import json
import re
from html import escape
from pathlib import Path

import matplotlib as mpl
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure

from vsvanalyse.exhibits.kinds import Chart, to_dict
from vsvanalyse.render.drawing import draw, figure
from vsvanalyse.render.look import WIDE, style
from vsvanalyse.render.typography import MADE_UP, unbroken


def svg(chart: Chart, width: float = WIDE) -> str:
    """Draw a chart as inline SVG, so many inches wide, with its alt text; the same chart gives the same text.

    It is kept for who shows the same once more: a page, its paper, and its one page draw each picture once.
    """
    key = json.dumps([to_dict(chart), width], ensure_ascii=False, default=str)
    if key not in _drawn:
        if len(_drawn) >= _KEPT:
            del _drawn[next(iter(_drawn))]
        _drawn[key] = picture(chart, width)
    return _drawn[key]


_KEPT = 64
_drawn: dict[str, str] = {}


def picture(chart: Chart, width: float = WIDE) -> str:
    """Draw a chart as `svg` does, anew."""
    out = io.StringIO()
    with mpl.rc_context({**style(width), "svg.hashsalt": f"{chart.id} {width}"}):
        drawn = draw(chart)
        drawn.dpi = 72
        canvas = _Canvas(drawn, out)
        layout = drawn.get_layout_engine()
        if width < WIDE and layout is not None:
            layout.execute(drawn)  # Texts beside marks move with them, which one layout does not foresee.
        canvas.write()
    return _inline(out.getvalue(), alt_text(chart))


class _Canvas(FigureCanvasBase):
    """A canvas that writes one file with one renderer, so that layout and drawing measure every text once."""

    def __init__(self, drawn: Figure, out: io.StringIO) -> None:
        super().__init__(drawn)
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        self._renderer = RendererSVG(*drawn.bbox.size, out, image_dpi=72, metadata=nothing)

    def get_renderer(self) -> RendererSVG:
        return self._renderer

    def write(self) -> None:
        self.figure.draw(self._renderer)
        self._renderer.finalize()


def png(chart: Chart, path: Path, *, dpi: int = 150) -> Path:
    """Draw a chart as PNG with its title in the picture."""
    drawn = figure(chart, titled=True)
    with mpl.rc_context(style()):
        FigureCanvasAgg(drawn).print_figure(path, dpi=dpi, bbox_inches="tight", pad_inches=0.1)
    return path


def alt_text(chart: Chart) -> str:
    """Give the words for who cannot see the picture, that it is made up included."""
    told = unbroken(chart.alt or chart.described())
    return f"{MADE_UP}. {told}" if chart.made_up else told


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


__all__ = ["Figure", "alt_text", "figure", "picture", "png", "svg"]
