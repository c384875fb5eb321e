"""Numbers and dates as bookkeeping and hours packages write them, in the notation that the mapping names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

import numpy as np

from vsvanalyse.intake import cells
from vsvanalyse.intake.cells import MONTHS, Problem, as_text, is_blank

_SWAP = str.maketrans(",.", ".,")
_CLOCK = re.compile(r"(-?)(\d{1,4}):([0-5]\d)(?::[0-5]\d)?")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: i for names in ([m[:3] for m in MONTHS], _ENGLISH) for i, name in enumerate(names, 1)}
_MONTHS["mrt"] = 3
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](20\d\d|\d\d)(?:[ T]+[\d:.]+)?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+[\d:.+Z-]*)?", re.IGNORECASE)
_NAMED = re.compile(r"(?:(\d{1,2})[ -])?([a-z]+)\.?[ -](?:(\d{1,2}),? )?(\d{4})")


def _in_dutch(values: Sequence[object], notation: str) -> list[object]:
    """Write English numbers the Dutch way, so that one reader reads both; whole numbers become plain floats."""
    swap = notation == "en"
    return [
        value.translate(_SWAP)
        if swap and isinstance(value, str)
        else float(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool)
        else value
        for value in values
    ]


def read_euros(values: Sequence[object], notation: str) -> tuple[np.ndarray, list[Problem]]:
    """Read amounts as float64 holding whole cents, NaN where there is none; ``notation`` is ``nl`` or ``en``."""
    return cells.parse_euro_column(_in_dutch(values, notation))


def read_hours(values: Sequence[object], notation: str) -> tuple[np.ndarray, list[Problem]]:
    """Read hours as float64, NaN where there is none; in an hours export 7:30 is seven and a half hours."""
    return cells.parse_hours_column(_in_dutch([_clock(value) for value in values], notation))


def read_shares(values: Sequence[object], notation: str) -> tuple[np.ndarray, list[Problem]]:
    """Read shares 0..1 as float64, NaN where there is none."""
    return cells.parse_share_column(_in_dutch(values, notation))


def _clock(value: object) -> object:
    if isinstance(value, (dt.time, dt.timedelta)):
        value = as_text(value)
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return value
    hours = int(found[2]) + int(found[3]) / 60
    return -hours if found[1] else hours


def read_period(value: object, order: str, year: int) -> object:
    """Write a date or period of an export as ISO; what is not recognised is given back as it is.

    ``order`` is ``dag-maand`` or ``maand-dag``; ``year`` completes a month that stands alone as a number,
    and 0 does not.
    """
    if is_blank(value) or isinstance(value, dt.date):
        return value
    text = as_text(value).casefold()
    if re.fullmatch(r"20\d{6}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", text):
        return f"{text[:4]}-{text[4:]}"
    if year and re.fullmatch(r"0?[1-9]|1[0-2]", text):
        return f"{year}-{int(text):02d}"
    if found := _ISO.fullmatch(text):
        return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    if found := _DAY.fullmatch(text):
        day, month = (found[1], found[2]) if order == "dag-maand" else (found[2], found[1])
        try:
            return dt.date(int(found[3]) % 100 + 2000, int(month), int(day)).isoformat()
        except ValueError:
            return f"{as_text(value)} ?"
    found = _NAMED.fullmatch(text)
    if found and (month := _MONTHS.get(found[2][:3])) and not (found[1] and found[3]):
        day = found[1] or found[3]
        return f"{found[4]}-{month:02d}" + (f"-{int(day):02d}" if day else "")
    return as_text(value)


def guess_notation(values: Iterable[object]) -> str:
    """Say whether numbers that are text are Dutch or English: by those that can be only one of the two."""
    texts = [value.strip(" €$-") for value in values if isinstance(value, str)]
    english = sum(bool(re.search(r"\.\d{1,2}$|,\d{3}\.", text)) for text in texts)
    dutch = sum(bool(re.search(r",\d{1,2}$|\.\d{3},", text)) for text in texts)
    return "en" if english > dutch else "nl"


def guess_order(values: Iterable[object]) -> str:
    """Say whether the day or the month comes first: month first only when some date can be read no other way."""
    dates = [found for value in values if isinstance(value, str) and (found := _DAY.fullmatch(value.strip()))]
    month_first = sum(int(found[2]) > 12 for found in dates)
    day_first = sum(int(found[1]) > 12 for found in dates)
    return "maand-dag" if month_first > day_first else "dag-maand"
