"""How full sheets of paper get: which pictures begin the next sheet, so that what follows them fills this one.

Heights are estimated from the texts, for laying all out twice would cost as much again; the template lays out what is decided here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

WIDE, HIGH, GUTTER = 493.0, 743.0, 20.0
"""The text of a sheet and the space between two pictures, in points, as in ``page.typ``."""
_LETTER = 0.53
"""How wide a letter is on average, in em."""
_EMPTY = 0.25
"""So much of a sheet may stay empty before a picture that does not fit."""
_SMALL, _NORMAL = 8.0, 9.5
Row = list[dict[str, Any]]


def moved(rows: list[Row]) -> list[int]:
    """Give the places of the rows of pictures that begin the next sheet, on sheets that begin with the contents."""
    headings = [block for row in rows for block in row[0].get("blocks", ()) if block["kind"] == "heading"]
    found: list[int] = []
    sheet = _Sheet(40.0 + 12.0 * math.ceil(len(headings) / 2))
    before = 0.0  # A heading stands with what follows it.
    for at, row in enumerate(rows):
        first, *others = [*heights(row)] or [0.0]
        if row[0]["kind"] == "prose":
            before += first + sum(others)
            continue
        alone = bool(before) and at + 1 < len(rows) and is_drawn(rows[at + 1])
        if is_drawn(row) and before + first > sheet.left > _EMPTY * HIGH and not alone:
            found.append(at)
            sheet.put(before)
            sheet.waiting.append(min(first, HIGH))
        else:
            for part in (before + first, *others):
                sheet.put(part)
        before = 0.0
    return found


class _Sheet:
    """A sheet that is filled: what is left of it, and how high the pictures are that wait for the next."""

    def __init__(self, filled: float) -> None:
        self.left = HIGH - filled
        self.waiting: list[float] = []

    def put(self, height: float) -> None:
        """Put something that stays whole where it fits: here, or on one of the next sheets."""
        while height > self.left and (self.waiting or self.left < HIGH):
            self.left = HIGH
            while self.waiting and self.waiting[0] <= self.left:
                self.left -= self.waiting.pop(0)
        self.left -= height


def is_drawn(row: Row) -> bool:
    """Whether a row is one of pictures."""
    return bool(row[0].get("picture"))


def heights(row: Row) -> Iterator[float]:
    """Give the heights of the parts of a row that stay whole, in points."""
    one = row[0]
    if is_drawn(row):
        each = (WIDE - GUTTER * (len(row) - 1)) / len(row)
        yield max(piece["high"] * each + _around(piece, each) for piece in row) + 10.0
    elif one["kind"] == "prose":
        yield from (_block(block) for block in one["blocks"])
    elif one["kind"] == "tekst":
        yield from (_lines(paragraph["tekst"], WIDE, _NORMAL) * 12.8 + 8.0 for paragraph in one["paragraphs"])
    elif not one["rows"]:
        yield _around(one, WIDE) + 8.0
    else:
        size = one["size"]
        head = max(
            _lines(text, width - 6, size * 1.1)
            for text, width in zip(one["head"], one["widths"], strict=True)
        )
        yield (
            _lines(one["title"], WIDE, _NORMAL) * 12.8
            + _lines(one["about"], WIDE, _SMALL) * 10.8
            + head * size * 1.18
            + 18.0
        )
        for cells in one["rows"]:
            most = max(
                _lines(text, width - 6, size)
                for text, width in zip(cells["cells"], one["widths"], strict=True)
            )
            yield most * size * 1.23 - 0.5 * size + 6.0
        yield _lines(one["note"], WIDE, _SMALL) * 10.8 + 14.0


def _around(piece: dict[str, Any], width: float) -> float:
    """Give how high the words around a picture are."""
    small = sum(_lines(piece[name], width, _SMALL) for name in ("about", "note", "source"))
    return _lines(piece["title"], width, _NORMAL * 1.1) * 12.8 + small * 10.8


def _block(block: dict[str, Any]) -> float:
    if block["kind"] == "heading":
        return 40.0
    items = block["items"] if block["kind"] == "list" else [block["parts"]]
    texts = ["".join(run["text"] for run in parts) for parts in items]
    return sum(_lines(text, WIDE, _NORMAL) * 12.8 for text in texts) + 8.0


def _lines(text: str, width: float, size: float) -> int:
    """Give on how many lines a text stands."""
    return math.ceil(len(text) * _LETTER * size / max(width, size))


__all__ = ["WIDE", "moved"]
