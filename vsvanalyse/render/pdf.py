"""Pages as tagged PDF (PDF/UA-1): the same pieces as the page, laid out for paper."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import matplotlib as mpl
import mistune
import typst

from vsvanalyse.columns import column
from vsvanalyse.exhibits import begrippen
from vsvanalyse.exhibits.kinds import Chart, Exhibit, Explorer, Table, Text
from vsvanalyse.release import Released
from vsvanalyse.render import filling, svg
from vsvanalyse.render.glossary import link_pieces
from vsvanalyse.render.look import NARROW, WIDE
from vsvanalyse.render.seen import paragraphs, words
from vsvanalyse.render.typography import MADE_UP, unbroken

_STANDARD = "ua-1"
_MANY_COLUMNS, _SHORT, _LONG = 8, 10, 200
_EM, _BOLD, _LEAST = 0.62, 0.7, 3.4
"""How wide a letter is, and one in bold, and the narrowest column, in em."""
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_SMALL = 7.0
_ROOM, _PADDING = 400.0, 6.0
"""What of the width of a page the columns of numbers may take, and what a column takes beside its text, in points."""
_LINES = 5
"""On how many lines a cell of much text may stand, if the columns of a table can be parted."""
_MOST_LABELS = 12
_LEAST_ALONE = 9.0
"""No letter of one page that stands alone is smaller, in points."""


def page(
    title: str, one_page: Sequence[str | Released], pieces: Sequence[str | Released], foot: str = ""
) -> bytes:
    """Give a page of prose (Markdown) and exhibits as PDF: what fits on one page first, ``foot`` below each sheet.

    The same pieces give the same bytes.
    """
    first = _in_brief(_rows(one_page, 0.0 if pieces else _LEAST_ALONE), alone=not pieces)
    full, rows = _answered(first) > _FULL_LETTERS, _rows(pieces)
    later = filling.moved(rows) if first else []
    link_pieces([piece for row in (*first, *rows) for piece in row], begrippen.vormen())
    data = {
        "title": unbroken(title),
        "foot": foot,
        "first": first,
        "pieces": rows,
        "full": full,
        "moved": later,
    }
    given = {"data": json.dumps(data, ensure_ascii=False)}
    made: bytes = _compiler().compile(_template(), sys_inputs=given, pdf_standards=_STANDARD, timestamp=0)
    return made


def _rows(pieces: Sequence[str | Released], least: float = 0.0) -> list[list[dict[str, Any]]]:
    """Lay pieces out below each other, but pictures that follow each other two by two, each drawn for half a page.

    One with many labels stands alone: in half a page it would be higher than the sheet.
    No letter of a table is smaller than ``least`` points.
    """
    rows: list[list[dict[str, Any]]] = []
    left = [*pieces]
    while left:
        one = left.pop(0)
        if isinstance(one, str):
            rows.append([_prose(one)])
        elif left and _fits_half(one) and _fits_half(left[0]):
            rows.append(
                [_picture(each.exhibit, NARROW) for each in (one, left.pop(0)) if not isinstance(each, str)]
            )
        elif _is_picture(one):
            rows.append([_picture(one.exhibit, WIDE)])
        else:
            rows += [[part] for part in _parts(one.exhibit, least)]
    return rows


def _is_picture(one: str | Released) -> bool:
    return isinstance(one, Released) and isinstance(one.exhibit, Chart) and len(one.exhibit.rows) > 0


def _fits_half(one: str | Released) -> bool:
    """Whether a piece is a picture with few enough labels below each other."""
    if isinstance(one, str) or not isinstance(one.exhibit, Chart) or not _is_picture(one):
        return False
    label = one.exhibit.label
    return column(label).number or one.exhibit.rows[label].nunique() <= _MOST_LABELS


def _in_brief(rows: list[list[dict[str, Any]]], *, alone: bool) -> list[list[dict[str, Any]]]:
    """Leave out what one page has no room for: a title that a sentence above says already, and how a picture is made.

    While errors stand each sentence says also what it would be without them; then one page ``alone`` has no room for pictures.
    """
    pieces = [piece for row in rows for piece in row]
    said = " ".join(row["tekst"] for piece in pieces for row in piece.get("paragraphs", ()))
    for piece in pieces:
        if piece.get("title") and piece["title"].rstrip(".") in said:
            piece["title"] = ""
        if "source" in piece:
            # The foot says where it comes from, and that it is made up.
            piece |= {"source": "", "mark": ""}
        if piece.get("picture"):
            piece["note"] = ""
    if alone and _answered(rows) > _FULL:
        return [row for row in rows if not row[0].get("picture")] + [[_prose(_PICTURES)]]
    return rows


def _answered(rows: list[list[dict[str, Any]]]) -> int:
    """Count the letters of the answers on one page."""
    told = [one for row in rows for piece in row for one in piece.get("paragraphs", ())]
    return sum(len(one["tekst"]) for one in told if one["soort"] == "antwoord")


_FULL, _FULL_LETTERS = 800, 650
"""So many letters of answers leave no room for pictures on one page alone, and are written smaller."""
_PICTURES = "De grafieken staan in het rapport."


@cache
def _template() -> bytes:
    return files("vsvanalyse").joinpath("render", "templates", "page.typ").read_bytes()


@cache
def _compiler() -> Any:
    """Make a compiler with fonts that everybody has who has the charts, so that a page looks the same everywhere."""
    fonts = f"{mpl.get_data_path()}/fonts/ttf"
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)


def _prose(text: str) -> dict[str, Any]:
    """Give prose as blocks of runs, from its Markdown."""
    tokens: Any = _markdown()(unbroken(text))
    return {"kind": "prose", "blocks": [block for token in tokens if (block := _block(token))]}


@cache
def _markdown() -> Any:
    return mistune.create_markdown(renderer=None)


def _block(token: Mapping[str, Any]) -> dict[str, Any]:
    kind = token["type"]
    if kind == "heading":
        return {"kind": "heading", "level": token["attrs"]["level"], "parts": [*_runs(token)]}
    if kind == "list":
        return {"kind": "list", "items": [[*_runs(item)] for item in token["children"]]}
    parts = [*_runs(token)]
    return {"kind": "paragraph", "parts": parts} if parts else {}


def _runs(token: Mapping[str, Any], strong: bool = False, emph: bool = False) -> Iterator[dict[str, Any]]:
    """Give the texts inside a block with how each is written."""
    kind = token["type"]
    if "children" in token:
        for child in token["children"]:
            yield from _runs(child, strong or kind == "strong", emph or kind == "emphasis")
    elif kind in ("softbreak", "linebreak"):
        yield _run(" ")
    elif text := token.get("raw", ""):
        yield _run(text, strong=strong, emph=emph, code=kind == "codespan")


def _run(text: str, *, strong: bool = False, emph: bool = False, code: bool = False) -> dict[str, Any]:
    return {"text": text, "strong": strong, "emph": emph, "code": code, "to": ""}


def _around(one: Exhibit) -> dict[str, Any]:
    """Give what every exhibit has for the template."""
    mark = MADE_UP if one.made_up else ""
    return {"paragraphs": [], "picture": "", "alt": "", "rows": [], **words(one), "mark": mark}


def _picture(one: Exhibit, width: float) -> dict[str, Any]:
    assert isinstance(one, Chart)
    picture = svg.svg(one, width)
    wide, high = map(float, _SIZE.search(picture).groups())  # type: ignore[union-attr]
    return _around(one) | {"picture": picture, "alt": svg.alt_text(one), "high": high / wide}


def _parts(one: Exhibit, least: float) -> Iterator[dict[str, Any]]:
    """Give what is no picture; a table that is too wide in parts, each with the first column."""
    one = one.on_paper() if isinstance(one, Explorer) else one
    if isinstance(one, Text):
        yield _around(one) | {"paragraphs": paragraphs(one)}
    elif not isinstance(one, Table) or one.rows.empty:
        yield _around(one)
    else:
        columns = {name: _Column(one, name) for name in one.columns}
        groups = _columns_that_fit(columns)
        for number, names in enumerate(groups, 1):
            which = f" (deel {number} van {len(groups)})" if len(groups) > 1 else ""
            size = max(_SMALL if len(names) > _MANY_COLUMNS else 8.0, least)
            yield _table(one, {name: columns[name] for name in names}, size, which)


def _columns_that_fit(columns: Mapping[str, _Column]) -> list[list[str]]:
    """Part the columns of a table into as few groups as fit a page, of about as many columns each."""
    first, *others = columns
    needed = sum(columns[name].needed * _SMALL + _PADDING for name in others)
    count = max(1, math.ceil(needed / _ROOM))
    ends = [round(len(others) * i / count) for i in range(count + 1)]
    return [[first, *others[low:high]] for low, high in pairwise(ends)]


def _table(one: Table, columns: Mapping[str, _Column], size: float, which: str) -> dict[str, Any]:
    """Give a table that fits, as the template lays it out."""
    told = words(one)
    total = [*one.rows["totaal"]] if "totaal" in one.rows else [False] * len(one.rows)
    rows = zip(total, zip(*(kept.texts for kept in columns.values()), strict=True), strict=True)
    return _around(one) | {
        "about": told["about"] + which,
        "numbers": [kept.number for kept in columns.values()],
        "widths": _widths([*columns.values()], size),
        "size": size,
        "head": [unbroken(one.heading(name)) for name in columns],
        "rows": [{"total": bool(is_total), "cells": [*cells]} for is_total, cells in rows],
    }


class _Column:
    """The cells of a column, and how wide it is in em: at ``least`` its longest word, ``fixed`` where no cell breaks, else by ``weight``.

    ``headed`` is how wide it is where no word of its head breaks, ``needed`` where a cell stands on few lines.
    """

    def __init__(self, one: Table, name: str) -> None:
        self.texts = [*map(unbroken, one.text(name))]
        self.number = column(name).number
        longest = max(map(len, self.texts), default=0)
        self.fixed = self.number or longest <= _SHORT or not any(" " in text for text in self.texts)
        word = max((len(part) for text in self.texts for part in text.split(" ")), default=0)
        self.least = max((longest if self.fixed else word) * _EM, _LEAST)
        head = max(map(len, unbroken(one.heading(name)).split(" ")))
        self.headed = max(self.least, head * _BOLD)
        typical = sum(map(len, self.texts)) / max(len(self.texts), 1)
        self.needed = self.least if self.fixed else max(self.least, min(typical, _LONG) * _EM / _LINES)
        self.weight = 0.0 if self.fixed else min(max(typical, _SHORT), _LONG) ** 0.7


def _widths(columns: Sequence[_Column], size: float) -> list[float]:
    """Give the width of each column in points: what is left after the fixed ones goes by weight, but no word is cut."""
    widths, headed = (
        [getattr(kept, wide) * size + _PADDING for kept in columns] for wide in ("least", "headed")
    )
    widths = headed if sum(headed) <= filling.WIDE else widths
    broad = {at for at, kept in enumerate(columns) if not kept.fixed}
    while broad:
        left = filling.WIDE - sum(width for at, width in enumerate(widths) if at not in broad)
        each = left / sum(columns[at].weight for at in broad)
        narrow = {at for at in broad if columns[at].weight * each < widths[at]}
        if not narrow:
            return [columns[at].weight * each if at in broad else width for at, width in enumerate(widths)]
        broad -= narrow
    return widths


__all__ = ["page"]
