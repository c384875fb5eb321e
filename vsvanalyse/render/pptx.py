"""Slides with native charts that can be edited: a claim as title, one exhibit a slide, notes for who speaks."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import XmlPart
from pptx.util import Emu, Inches, Pt

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Bars, Chart, Exhibit, Explorer, Matrix, Table, Text
from vsvanalyse.render import svg
from vsvanalyse.render.look import DARK, FOCUS, INK, LIGHT, WARN
from vsvanalyse.render.slide_charts import add_chart, rgb
from vsvanalyse.render.typography import MADE_UP, unbroken

WIDE = (Inches(13.333), Inches(7.5))
TITLE_ONLY, COVER = ("Title Only", "Alleen titel"), ("Title Slide", "Titeldia")
"""Names of the layouts that a template must have."""
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
"""What marks the list of sections in a presentation, an extension that the standard does not have."""
_LONGEST = 255
"""How long a title may be among the properties of a file."""
MOST_CARDS, MOST_BARS, FOOT = 3, 10, Inches(0.75)
_TABLE = (12.1, 4.6)
"""How wide and how high a table on a slide of the house is at most, in inches."""


class TemplateError(ValueError):
    """A template that cannot carry slides; the message is Dutch and names what it lacks."""


def deck(title: str, slides: Sequence[tuple[Exhibit, str]], foot: str = "", template: bytes = b"") -> bytes:
    """Give slides as a file: a cover, and of each exhibit one or more, with notes; the same exhibits give the same charts.

    ``template`` is the content of a presentation with layouts of its own. Raises TemplateError, in Dutch, where it lacks one that is needed.
    """
    book: Any = opened(template)
    title = unbroken(title)
    book.core_properties.title = title[:_LONGEST]
    cover = book.slides.add_slide(_layout(book, COVER))
    _title(cover, title)
    for other in [place for place in cover.placeholders if place.placeholder_format.idx][:1]:
        other.text = foot
    for shown, said in slides:
        one = shown.on_paper() if isinstance(shown, Explorer) else shown
        parts = [*_parts(one)]
        for number, draw in enumerate(parts, 1):
            slide = book.slides.add_slide(_layout(book, TITLE_ONLY))
            _title(slide, unbroken(one.title))
            which = f" (deel {number} van {len(parts)})" if len(parts) > 1 else ""
            room = _room(book, slide, one, foot, which)
            draw(slide, one, *room)
            slide.notes_slide.notes_text_frame.text = _notes(one, said)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(template: bytes) -> Any:
    """Open a template without its slides, or that of the house; raises TemplateError."""
    if not template:
        return _house()
    try:
        book = Presentation(io.BytesIO(template))
    except Exception as error:
        raise TemplateError("Het sjabloon is geen presentatie (.pptx) die te openen is.") from error
    _empty(book)
    for names in (TITLE_ONLY, COVER):
        _layout(book, names)
    return book


def _empty(book: Any) -> None:
    """Take the slides out of a template, and all that leads to them: a section or show of slides that are gone leads nowhere."""
    for grouping in book.element.xpath(f"p:custShowLst | p:extLst/p:ext[@uri='{_SECTIONS}']"):
        grouping.getparent().remove(grouping)
    # What leads to a slide anywhere, such as a button in a layout, keeps it in the file, under a name that a new slide then takes as well.
    for part in [part for part in book.part.package.iter_parts() if isinstance(part, XmlPart)]:
        for key in [key for key, led in part.rels.items() if led.reltype == RELATIONSHIP_TYPE.SLIDE]:
            for place in part._element.xpath(f"//*[@r:id='{key}']"):
                place.getparent().remove(place)
            part.rels.pop(key)


def _house() -> Any:
    """Make the template of the house: wide, its title above, ink on white."""
    book: Any = Presentation()
    book.slide_width, book.slide_height = WIDE
    # The presentation that python-pptx begins with says of itself that it is 4:3, and whose it is.
    book.element.sldSz.attrib.pop("type", None)
    book.core_properties.comments = book.core_properties.last_modified_by = ""
    places = {
        0: (Inches(0.6), Inches(0.35), Inches(12.1), Inches(1.15)),
        1: (Inches(0.6), Inches(4.2), Inches(12.1), Inches(1.0)),
    }
    for layout in (book.slide_master, *book.slide_layouts):
        for place in layout.placeholders:
            kind = place.placeholder_format.type
            if kind is not None and int(kind) in (1, 3):  # TITLE, CENTER_TITLE
                place.left, place.top, place.width, place.height = places[0]
            elif kind is not None and int(kind) in (13, 15, 16):  # SLIDE_NUMBER, FOOTER, DATE
                place._element.getparent().remove(place._element)
            else:
                place.left, place.top, place.width, place.height = places[1]
    cover = _layout(book, COVER)
    cover.placeholders[0].top = Inches(2.4)
    return book


def _layout(book: Any, names: tuple[str, ...]) -> Any:
    for layout in book.slide_layouts:
        if layout.name in names:
            if not any(place.placeholder_format.idx == 0 for place in layout.placeholders):
                raise TemplateError(
                    f"De indeling '{layout.name}' van het sjabloon heeft geen plaats voor een titel."
                )
            return layout
    known = ", ".join(layout.name for layout in book.slide_layouts)
    raise TemplateError(f"Het sjabloon mist de indeling '{names[0]}' (of '{names[1]}'). Het heeft: {known}.")


def _title(slide: Any, text: str) -> None:
    frame = slide.shapes.title.text_frame
    frame.word_wrap = True
    frame.text = text
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(26 if len(text) < 100 else 21 if len(text) < 150 else 17), True
            run.font.color.rgb = rgb(FOCUS)


def _room(book: Any, slide: Any, one: Exhibit, foot: str, which: str) -> tuple[Emu, Emu, Emu, Emu]:
    """Write what stands under the title and at the foot; give the place that is left: left, top, width, height."""
    title = slide.shapes.title
    left, top, width = title.left, title.top + title.height, title.width
    _text(slide, unbroken(one.about + which).strip(), left, top, width, Inches(0.35), 14, DARK)
    bottom = book.slide_height - FOOT
    mark = f"{MADE_UP}. " if one.made_up else ""
    if mark:
        foot = foot.removeprefix(MADE_UP).lstrip(" ·")
    below = _text(slide, "", left, bottom, width, Inches(0.6), 11, DARK)
    paragraph = below.text_frame.paragraphs[0]
    for text, colour in ((mark, WARN), (unbroken(f"{one.source} {foot}".strip()), DARK)):
        run = paragraph.add_run()
        run.text, run.font.size, run.font.color.rgb = text, Pt(11), rgb(colour)
    begin = top + Inches(0.45)
    return left, begin, width, bottom - begin - Inches(0.1)


def _text(
    slide: Any, text: str, left: int, top: int, width: int, height: int, size: float, colour: str
) -> Any:
    box = slide.shapes.add_textbox(left, top, width, height)
    frame = box.text_frame
    frame.word_wrap = True
    if text:
        run = frame.paragraphs[0].add_run()
        run.text, run.font.size, run.font.color.rgb = text, Pt(size), rgb(colour)
    return box


def _notes(one: Exhibit, said: str) -> str:
    """Give what is said at a slide: the claim, what it is of, the caveat, what will be asked, and where it comes from."""
    told = [
        f"{one.title}.",
        f"{one.about}." if one.about else "",
        one.note,
        said,
        one.source,
        f"Herleiden: exhibit {one.id}.",
    ]
    return "\n".join(unbroken(text) for text in told if text)


def _parts(one: Exhibit) -> Iterator[Callable[..., None]]:
    """Give what draws each slide of an exhibit: a table, cards or bars of many rows take more than one."""
    if isinstance(one, Table) and one.cards:
        for first in range(0, max(len(one.rows), 1), MOST_CARDS):
            yield _some(_cards, first, MOST_CARDS)
    elif isinstance(one, Table):
        each = _rows_that_fit(one)
        for first in range(0, max(len(one.rows), 1), each):
            yield _some(_table, first, each)
    elif isinstance(one, Bars) and one.layout == "enkel" and len(one.rows) > MOST_BARS:
        each = math.ceil(len(one.rows) / math.ceil(len(one.rows) / MOST_BARS))
        for first in range(0, len(one.rows), each):
            yield _some(_chart, first, each)
    elif isinstance(one, Text):
        yield _words
    else:
        yield _chart


def _rows_that_fit(one: Table) -> int:
    """Give how many rows stand on a slide, about as many on each, so that none is too high."""
    if one.rows.empty:
        return 1
    head, *heights = _heights(*_cells(one))
    for parts in range(1, len(heights) + 1):
        each = math.ceil(len(heights) / parts)
        fits = [
            sum(heights[first : first + each]) <= _TABLE[1] - head for first in range(0, len(heights), each)
        ]
        if all(fits):
            return each
    return 1


def _cells(one: Table) -> tuple[list[list[str]], list[float], float]:
    """Give the cells of each column under its head, the part of the width that it takes, and the size of the letters."""
    cells = [[unbroken(text) for text in (one.heading(name), *one.text(name))] for name in one.columns]
    wide = [max(len(text) for text in (*texts[1:], "x" * 6)) ** 0.7 for texts in cells]
    return cells, [each / sum(wide) for each in wide], 12.0 if len(cells) < 8 else 10.0


def _heights(cells: list[list[str]], shares: list[float], size: float) -> list[float]:
    """Give how high the head and each row of a table are, in inches, from their texts."""
    room = [(share * _TABLE[0] - 0.2) * 72 / (0.55 * size) for share in shares]
    lines = [
        max(math.ceil(len(text) / letters) for text, letters in zip(row, room, strict=True))
        for row in zip(*cells, strict=True)
    ]
    return [max(count, 1) * size * 1.25 / 72 + 0.14 for count in lines]


def _some(draw: Callable[..., None], first: int, most: int) -> Callable[..., None]:
    def drawn(slide: Any, one: Exhibit, *room: int) -> None:
        less = one.with_(rows=one.rows.iloc[first : first + most].reset_index(drop=True))
        # What is parted over slides keeps one scale.
        draw(slide, less.with_(reach=one.extent()) if isinstance(one, Chart) else less, *room)

    return drawn


def _words(slide: Any, one: Text, left: int, top: int, width: int, height: int) -> None:
    said = "\n".join(unbroken(text) for text in one.rows["tekst"])
    _text(slide, said, left, top, width, height, 16, INK)


def _table(slide: Any, one: Table, left: int, top: int, width: int, height: int) -> None:
    if one.rows.empty:
        _text(slide, unbroken(one.note), left, top, width, height, 16, INK)
        return
    names = one.columns
    cells, shares, size = _cells(one)
    heights = _heights(cells, shares, size)
    frame = slide.shapes.add_table(len(heights), len(names), left, top, width, Inches(sum(heights)))
    _describe(frame, f"Tabel: {one.title}. {one.about}", one)
    table = frame.table
    for row, high in enumerate(heights):
        table.rows[row].height = Inches(high)
    for at, (name, texts) in enumerate(zip(names, cells, strict=True)):
        table.columns[at].width = int(width * shares[at])
        for row, text in enumerate(texts):
            cell = table.cell(row, at)
            cell.text = text
            cell.margin_top = cell.margin_bottom = Emu(30000)
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.RIGHT if column(name).number else PP_ALIGN.LEFT
            total = row and "totaal" in one.rows and bool(one.rows["totaal"].iloc[row - 1])
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(FOCUS if not row else LIGHT if total else "#FFFFFF")
            for run in paragraph.runs:
                run.font.size, run.font.bold = Pt(size), bool(not row or total)
                run.font.color.rgb = rgb("#FFFFFF" if not row else INK)


def _cards(slide: Any, one: Table, left: int, top: int, width: int, height: int) -> None:
    """Draw a card for each row: what to decide on, for and against, and who pays otherwise."""
    gap = Inches(0.25)
    each = (width - gap * (MOST_CARDS - 1)) // MOST_CARDS
    head, *others = one.columns
    for at, row in enumerate(range(len(one.rows))):
        box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, left + at * (each + gap), top, each, height)
        box.fill.solid()
        box.fill.fore_color.rgb, box.line.color.rgb = rgb("#FFFFFF"), rgb(FOCUS)
        box.shadow.inherit = False
        frame = box.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        title = frame.paragraphs[0].add_run()
        title.text, title.font.size, title.font.bold = unbroken(one.text(head)[row]), Pt(16), True
        title.font.color.rgb = rgb(FOCUS)
        for name in others:
            paragraph = frame.add_paragraph()
            paragraph.space_before = Pt(8)
            for text, bold in ((f"{one.heading(name)}: ", True), (unbroken(one.text(name)[row]), False)):
                run = paragraph.add_run()
                run.text, run.font.bold, run.font.size, run.font.color.rgb = text, bold, Pt(14), rgb(INK)
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
        _describe(box, f"Kaart: {one.text(head)[row]}", one)


def _chart(slide: Any, one: Chart, left: int, top: int, width: int, height: int) -> None:
    if one.rows.empty:
        _text(slide, unbroken(one.note), left, top, width, height, 16, INK)
        return
    if isinstance(one, Matrix):
        _signs(slide, one, left, top, width, height)
        return
    frame = add_chart(slide, one, left, top, width, height)
    _describe(frame, svg.alt_text(one), one)


def _describe(shape: Any, alt: str, one: Exhibit) -> None:
    """Give a shape its alt text, and the id of its exhibit as its name."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", alt)
    properties.set("name", one.id)


def _signs(slide: Any, one: Matrix, left: int, top: int, width: int, height: int) -> None:
    """Write a matrix of signs as a table."""
    across = list(dict.fromkeys(one.rows[one.series]))
    wide = one.rows.pivot(index=one.label, columns=one.series, values=one.value)[across]
    frame = slide.shapes.add_table(
        len(wide) + 1, len(across) + 1, left, top, width, Inches(0.36) * (len(wide) + 1)
    )
    _describe(frame, svg.alt_text(one), one)
    for i, (label, row) in enumerate([("", dict(zip(across, across, strict=True))), *wide.iterrows()]):
        for j, text in enumerate(
            [label, *(row[name] if not i else one.signs.get(row[name], "!") for name in across)]
        ):
            cell = frame.table.cell(i, j)
            cell.text = str(text)
            for run in cell.text_frame.paragraphs[0].runs:
                run.font.size = Pt(11)


__all__ = ["TemplateError", "deck", "opened"]
