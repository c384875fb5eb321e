"""Contrast of every mark and every letter that is drawn, worked out from the files: 3 : 1 for marks, 4,5 : 1 for text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import etree
from pptx import Presentation

from tests.wcag import WHITE, contrast
from vsvanalyse.exhibits.kinds import Chart
from vsvanalyse.render import html, svg
from vsvanalyse.render.look import NARROW, WIDE
from vsvanalyse.reporting import around

MARK, TEXT = 3.0, 4.5
_ELEMENT = re.compile(r'<(path|use|text)\b[^>]*?style="([^"]*)"')
_PROPERTY = re.compile(r"(?<![-\w])(fill|stroke): ([^;]+)")


def faint(picture: str) -> Iterator[str]:
    """Give what in a picture has too little contrast with its white ground: a mark is seen by its fill or by its edge."""
    for element, style in _ELEMENT.findall(picture):
        found = dict(_PROPERTY.findall(style))
        colours = [one for one in found.values() if one.startswith("#")]
        if not colours or set(colours) == {WHITE}:
            continue  # White parts marks from each other, or is the ground itself.
        best = max(map(contrast, colours))
        if best < (TEXT if element == "text" else MARK):
            yield f"{element} {style}"


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#777777") == pytest.approx(4.48, abs=0.01)
    assert [*faint('<path style="fill: #cfe3ec; stroke: none"/><text style="fill: #7f8b92">x</text>')] == [
        "path fill: #cfe3ec; stroke: none", "text fill: #7f8b92"
    ]  # fmt: skip
    assert [*faint('<path style="fill: #cfe3ec; stroke: #0b6e99"/>')] == []


@pytest.mark.slow
def test_every_mark_of_every_picture_is_seen(made_reports):
    drawn = 0
    for path in sorted((made_reports.reports / "exhibits").glob("*.json")):
        for each in around.read_exhibits(path.read_text(encoding="utf-8")):
            one = each.exhibit
            for width in (WIDE, NARROW) if isinstance(one, Chart) and len(one.rows) else ():
                assert [*faint(svg.svg(one, width))] == [], (path.stem, one.id)
                drawn += 1
    assert drawn > 150


@pytest.mark.slow
def test_every_series_and_letter_of_every_slide_is_seen(made_reports):
    seen = 0
    book = Presentation(made_reports.reports / "federatie_rapport.pptx")
    for shape in (shape for slide in book.slides for shape in slide.shapes):
        if shape.has_chart:
            for series in shape.chart._chartSpace.iter("{*}ser"):
                colours = [f"#{one.get('val').lower()}" for one in series.iter("{*}srgbClr")]
                assert not colours or max(map(contrast, colours)) >= MARK, etree.tostring(series)
                seen += bool(colours)
        if shape.has_text_frame:
            ground = WHITE
            for run in (run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs):
                if run.font.color is not None and run.font.color.type is not None and run.text.strip():
                    assert contrast(f"#{run.font.color.rgb}".lower(), ground) >= TEXT, run.text
                    seen += 1
    assert seen > 50


def test_what_a_reader_moves_is_seen():
    bars = dict(re.findall(r"\.staaf\.(\w+) \{ (?:background|border): (?:2px solid )?(#\w+)", html.css()))
    assert set(bars) == {"gearceerd", "grijs", "omlijnd"}
    assert all(contrast(colour) >= MARK for colour in bars.values())
