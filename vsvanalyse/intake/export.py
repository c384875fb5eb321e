"""Findings as CSV for Dutch Excel; text of a sender never becomes a formula there."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_plain_text(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table with ``;``, decimal comma and a byte-order mark, text columns made safe."""
    path.parent.mkdir(parents=True, exist_ok=True)
    safe = frame.map(as_plain_text)
    half = path.with_name(f".{path.name}.deel-{os.getpid()}")
    try:
        safe.to_csv(half, sep=";", decimal=",", index=False, encoding="utf-8-sig", lineterminator="\r\n")
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
    return path
