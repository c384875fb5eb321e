"""What a reader sees of an exhibit, as texts: the same for every renderer of pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Chart, Exhibit, Explorer, Table, Text
from vsvanalyse.render import svg
from vsvanalyse.render.typography import unbroken


def words(one: Exhibit) -> dict[str, Any]:
    """Give what stands around every exhibit, at the edge."""
    told = {name: unbroken(getattr(one, name)) for name in ("title", "about", "note", "source")}
    return {"id": one.id, "kind": one.kind, "made_up": one.made_up, **told}


def paragraphs(one: Text) -> list[dict[str, str]]:
    """Give the paragraphs of a text, at the edge."""
    rows = zip(one.rows["tekst"], one.rows["soort"], strict=True)
    return [{"tekst": unbroken(text), "soort": kind} for text, kind in rows]


def seen(one: Exhibit) -> dict[str, Any]:
    """Give an exhibit as texts, at the edge: its words, and the paragraphs, the picture (SVG), or the head and rows of a table."""
    told = words(one) | {"picture": "", "head": [], "body": []}
    if isinstance(one, Text):
        return told | {"paragraphs": paragraphs(one)}
    if one.rows.empty:
        return told
    if isinstance(one, Chart):
        return told | {"picture": svg.svg(one)}
    assert isinstance(one, Table)
    if isinstance(one, Explorer):
        return told | _moving(one)
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
    return told | {"head": head, "body": body, "cards": one.cards}


def _moving(one: Explorer) -> dict[str, Any]:
    """Give what a page needs to move without working anything out: the controls, and every position as texts and places on the axis."""
    low, high = one.limits()
    drawn = [
        {"name": name, "heading": unbroken(one.heading(name)), "look": one.styles.get(name, "gearceerd")}
        for name in one.bars
    ]
    controls = []
    for name in one.controls:
        options = [unbroken(column(name).write(value)) for value in one.options(name)]
        control = {"name": name, "heading": unbroken(one.heading(name)), "number": column(name).number}
        start = one.options(name).index(one.rows[name].iloc[one.start])
        names = json.dumps(options, ensure_ascii=False)
        controls.append(control | {"options": options, "names": names, "start": start})
    bars = [_places(one, name, low, max(high - low, 1.0)) for name in one.bars]
    told = [[unbroken(text), *bar] for text, *bar in zip(one.rows["zin"], *bars, strict=True)]
    # A text of the data can neither end the element that holds it nor begin another.
    kept = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return {"controls": controls, "bars": drawn, "positions": kept, "begin": told[one.start]}


def _places(one: Explorer, name: str, low: float, width: float) -> Iterator[list[Any]]:
    """Give of a bar at each position its number and interval in words, and where nought, its end and those of the interval lie, 0 to 1."""
    ends = one.ends.get(name, ())
    intervals = (
        [f"{low} tot {high}" for low, high in zip(*map(one.text, ends), strict=True)]
        if ends
        else [""] * len(one.rows)
    )
    values = one.rows[[name, *ends]].to_numpy("float64", na_value=np.nan)
    at = np.clip((values - low) / width, 0, 1)
    for text, interval, places in zip(one.text(name), intervals, at, strict=True):
        known = [None if np.isnan(place) else round(float(place), 4) for place in (-low / width, *places)]
        shown = unbroken(interval) if None not in known[2:] else ""
        yield [unbroken(text), shown, *known]
