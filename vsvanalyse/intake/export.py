"""Findings as CSV for Dutch Excel; text of a sender never becomes a formula there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from vsvanalyse.files import whole

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_plain_text(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table with ``;``, decimal comma and a byte-order mark, text columns made safe."""
    safe = frame.map(as_plain_text)
    with whole(path) as half:
        safe.to_csv(half, sep=";", decimal=",", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return path
