"""What a reader sees of an exhibit, as texts: the same for every renderer of pages."""

from __future__ import annotations

from typing import Any

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Chart, Exhibit, Table, Text
from vsvanalyse.render import svg
from vsvanalyse.render.look import WIDE
from vsvanalyse.render.typography import unbroken


def seen(one: Exhibit, width: float = WIDE) -> dict[str, Any]:
    """Give an exhibit as texts, at the edge: its words, and the paragraphs, the picture (SVG), or the head and rows of a table."""
    words = {name: unbroken(getattr(one, name)) for name in ("title", "about", "note", "source")}
    told: dict[str, Any] = {
        "id": one.id,
        "kind": one.kind,
        "made_up": one.made_up,
        "picture": "",
        "head": [],
        "body": [],
        **words,
    }
    if isinstance(one, Text):
        rows = zip(one.rows["tekst"], one.rows["soort"], strict=True)
        return told | {"paragraphs": [{"tekst": unbroken(text), "soort": kind} for text, kind in rows]}
    if one.rows.empty:
        return told
    if isinstance(one, Chart):
        return told | {"picture": svg.svg(one, width)}
    assert isinstance(one, Table)
    numbers = [column(name).number for name in one.columns]
    head = [
        {"text": unbroken(one.heading(name)), "number": number}
        for name, number in zip(one.columns, numbers, strict=True)
    ]
    total = list(one.rows["totaal"]) if "totaal" in one.rows else [False] * len(one.rows)
    texts = zip(*(one.text(name) for name in one.columns), strict=True)
    body = [
        {
            "total": is_total,
            "cells": [
                {"text": unbroken(text), "number": number} for text, number in zip(row, numbers, strict=True)
            ],
        }
        for row, is_total in zip(texts, total, strict=True)
    ]
    return told | {"head": head, "body": body}
