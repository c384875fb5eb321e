"""Pages as tagged PDF (PDF/UA-1): the same pieces as the page, laid out for paper."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import matplotlib as mpl
import mistune
import typst

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Chart, Exhibit, Table
from vsvanalyse.release import Released
from vsvanalyse.render import svg
from vsvanalyse.render.look import NARROW, WIDE
from vsvanalyse.render.seen import seen
from vsvanalyse.render.typography import MADE_UP, unbroken

_STANDARD = "ua-1"
_FIRST_ANNEX = "Bijlage A"
_MANY_COLUMNS, _SHORT, _LONG = 8, 10, 200
_EM, _LEAST = 0.62, 3.4
"""How wide a letter is, and the narrowest column, in em."""
_ROOM = 370.0
"""What of the width of a page the columns of numbers may take, in points; wider tables lie on their side."""


def page(
    title: str, one_page: Sequence[str | Released], pieces: Sequence[str | Released], foot: str = ""
) -> bytes:
    """Give a page of prose (Markdown) and exhibits as PDF: what fits on one page first, ``foot`` below each sheet.

    The same pieces give the same bytes.
    """
    data = {
        "title": title,
        "foot": foot,
        "first": _in_brief([_piece(one, NARROW) for one in one_page], alone=not pieces),
        "pieces": [_piece(one, WIDE) for one in pieces],
    }
    given = {"data": json.dumps(data, ensure_ascii=False)}
    made: bytes = _compiler().compile(_template(), sys_inputs=given, pdf_standards=_STANDARD, timestamp=0)
    return made


def _piece(one: str | Released, width: float) -> dict[str, Any]:
    return _prose(one) if isinstance(one, str) else _told(one.exhibit, width)


def _in_brief(pieces: list[dict[str, Any]], *, alone: bool) -> list[dict[str, Any]]:
    """Leave out what one page has no room for: a title that a sentence above says already, and how a picture is made.

    While errors stand each sentence says also what it would be without them; then one page ``alone`` has no room for pictures.
    """
    said = " ".join(row["tekst"] for piece in pieces for row in piece.get("paragraphs", ()))
    for piece in pieces:
        if piece.get("title") and piece["title"].rstrip(".") in said:
            piece["title"] = ""
        if piece.get("picture"):
            piece |= {
                "note": "",
                "source": "",
                "mark": "",
            }  # The picture and the foot say that it is made up.
    answers = sum(
        len(row["tekst"])
        for piece in pieces
        for row in piece.get("paragraphs", ())
        if row["soort"] == "antwoord"
    )
    if alone and answers > _FULL:
        return [piece for piece in pieces if not piece.get("picture")] + [_prose(_PICTURES)]
    return pieces


_FULL = 800
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
        parts = [*_runs(token)]
        new_page = parts[0]["text"].startswith(_FIRST_ANNEX)
        return {"kind": "heading", "level": token["attrs"]["level"], "parts": parts, "new_page": new_page}
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
    return {"text": text, "strong": strong, "emph": emph, "code": code}


def _told(one: Exhibit, width: float) -> dict[str, Any]:
    """Give an exhibit as the template lays it out."""
    told = seen(one, width)
    mark = MADE_UP if one.made_up else ""
    told |= {"mark": mark, "alt": "", "rows": [], "flipped": False, "paragraphs": told.get("paragraphs", [])}
    if isinstance(one, Chart):
        return told | {"alt": svg.alt_text(one)}
    if isinstance(one, Table) and told["body"]:
        texts = [one.text(name) for name in one.columns]
        numbers = [column(name).number for name in one.columns]
        widths = [_width(column_, number) for column_, number in zip(texts, numbers, strict=True)]
        needed = sum(width["ems"] * 7.0 + 6 for width in widths if width["fixed"])
        return told | {
            "numbers": numbers,
            "widths": widths,
            "size": 7.0 if len(numbers) > _MANY_COLUMNS else 8.0,
            "flipped": needed > _ROOM,
            "head": [cell["text"] for cell in told["head"]],
            "rows": [
                {"total": bool(row["total"]), "cells": [cell["text"] for cell in row["cells"]]}
                for row in told["body"]
            ],
        }
    return told


def _width(texts: list[str], number: bool) -> dict[str, Any]:
    """Give how wide a column is: what its longest cell takes (``fixed``, in em), or its share of what is left.

    The head of a column breaks; a number and a short word never do.
    """
    longest = max((len(text) for text in texts), default=0)
    if number or longest <= _SHORT:
        return {"fixed": True, "ems": max(longest * _EM, _LEAST)}
    typical = sum(map(len, texts)) / len(texts)
    return {"fixed": False, "ems": min(max(typical, _SHORT), _LONG) ** 0.5}


__all__ = ["page"]
