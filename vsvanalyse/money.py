"""Euro cents: read Dutch text, write Dutch text, split without losing a cent."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import numpy as np
from babel.numbers import format_decimal

MINUS = "\N{MINUS SIGN}"
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_DASHES = str.maketrans({MINUS: "-", "\N{EN DASH}": "-", "\N{EM DASH}": "-"})
_MAX_CENTS = 10**15

_PLAIN = re.compile(r"\d+")
_DUTCH = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+),(\d{1,2}|--?)")
_DUTCH_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_POINT_DECIMAL = re.compile(r"(\d+)\.(\d{1,2})")
_ENGLISH = re.compile(r"(\d{1,3}(?:,\d{3})+)\.(\d{1,2})")
_SPACED_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?=$|,)")
_COMMA_THREE = re.compile(r"\d+(?:,\d{3})+")


def parse_euro(text: str) -> int:
    """Read a Dutch amount as whole cents.

    Accepts a euro sign or EUR, spaces of any kind, thousands points, a decimal comma, a minus
    before or after, and accountant's brackets. ``"27.500"`` is 27.500 euro: no amount of money
    has three decimals. A decimal point with one or two digits has one reading as well.

    Raises ValueError, with a Dutch sentence, for what can mean two things (``"1,234"``) or nothing.
    """
    raw = str(text)
    body = _SPACES.sub(" ", raw).translate(_DASHES).strip()
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1].strip()
    for _ in range(2):
        body = re.sub(r"^(?:€|eur(?:o)?\b)\s*|\s*(?:€|\beuro?)$", "", body, flags=re.IGNORECASE).strip()
        if body.startswith("-") or (body.endswith("-") and not re.search(r",--?$", body)):
            if negative:
                raise ValueError(f"'{raw.strip()}' heeft twee mintekens")
            negative, body = True, (body[1:] if body.startswith("-") else body[:-1]).strip()
    cents = _parse_unsigned(body, raw)
    return -cents if negative else cents


def _parse_unsigned(body: str, raw: str) -> int:
    if _SPACED_THOUSANDS.match(body):
        body = body.replace(" ", "")
    whole, fraction = body, ""
    if found := _DUTCH.fullmatch(body):
        whole, fraction = found[1].replace(".", ""), found[2].replace("-", "")
    elif _DUTCH_THOUSANDS.fullmatch(body):
        whole = body.replace(".", "")
    elif found := _POINT_DECIMAL.fullmatch(body):
        whole, fraction = found[1], found[2]
    elif found := _ENGLISH.fullmatch(body):
        whole, fraction = found[1].replace(",", ""), found[2]
    elif _COMMA_THREE.fullmatch(body):
        raise ValueError(f"'{raw.strip()}' kan een bedrag met duizendtallen of met drie decimalen zijn")
    elif not _PLAIN.fullmatch(body):
        raise ValueError(f"'{raw.strip()}' is niet als bedrag te lezen")
    cents = int(whole) * 100 + int(fraction.ljust(2, "0") or 0)
    if cents > _MAX_CENTS:
        raise ValueError(f"'{raw.strip()}' is groter dan een bedrag kan zijn")
    return cents


@lru_cache(maxsize=50_000)
def format_number(value: float | Decimal, decimals: int = 0) -> str:
    """Write a number the Dutch way: ``"1.234,5"``, with a real minus sign; half rounds away from 0."""
    exact = Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    digits = format_decimal(abs(rounded), format="#,##0" + "." * bool(decimals) + "0" * decimals, locale="nl")
    return (MINUS if rounded < 0 else "") + digits


MOST_PERCENT = 1000
"""A larger share has lost all meaning and is told as large."""


def format_percent(share: float, decimals: int = 0) -> str:
    """Write a share as ``"45 %"``; far above 100 % as ``"meer dan 1.000 %"``, and as far below."""
    percent = 100 * share
    if abs(percent) <= MOST_PERCENT:
        return f"{format_number(percent, decimals)} %"
    return f"{'meer' if percent > 0 else 'minder'} dan {format_number(MOST_PERCENT if percent > 0 else -MOST_PERCENT)} %"


def plural(count: int, one: str, more: str) -> str:
    """Write a count with its noun: ``"1 fout"``, ``"2 fouten"``."""
    return f"{format_number(count)} {one if count == 1 else more}"


_WORDS = (
    "nul",
    "één",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
)


def in_words(count: int) -> str:
    """Write a count up to twelve as a word, and a larger one in digits: ``"vijf"``, ``"71"``."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else format_number(count)


def format_euro(cents: float, decimals: int = 0) -> str:
    """Write cents as ``"€ 104.088"``, with ``decimals=2`` as ``"€ 1.234,50"``, negative ``"− € 250"``."""
    return _with_euro(Decimal(str(cents)) / 100, decimals, "")


def format_euro_millions(cents: float, decimals: int = 1) -> str:
    """Write cents as ``"€ 18,1 mln"``."""
    return _with_euro(Decimal(str(cents)) / 100_000_000, decimals, " mln")


_NOTHING = 1e-9
"""What floats leave of nothing, which has no digits to round to."""


def signed(amount: float, text: Callable[[float], str] = format_euro) -> str:
    """Write a difference with its sign: ``"+ € 250"``, ``"− € 250"``."""
    return ("+ " if amount > 0 else "") + text(amount)


def about(value: float, step: float = 0.0) -> float:
    """Round to two significant digits, and not finer than the power of ten below ``step``: what an estimate bears."""
    if abs(value) < _NOTHING:
        return 0.0
    size = max(
        math.floor(math.log10(abs(value))) - 1, math.floor(math.log10(step)) if step > 0 else -math.inf
    )
    unit = 10.0**size
    return math.copysign(math.floor(abs(value) / unit + 0.5) * unit, value)


def two_digits(size: float) -> float:
    """Give the place of the second digit of a number: 10 of 340."""
    return 10.0 ** (math.floor(math.log10(size)) - 1) if size else 0.0


def format_about(cents: float, step: float = 0.0) -> str:
    """Write cents rounded as `about` does: ``"€ 70.000"``, ``"€ 1,3 mln"``, ``"€ 34 mln"``."""
    rounded = about(cents, step)
    if abs(rounded) < 100_000_000:
        return format_euro(round(rounded, -2))
    return format_euro_millions(rounded, _decimals(rounded))


def _decimals(cents: float) -> int:
    return 0 if abs(cents) >= 1_000_000_000 or not round(cents / 10_000_000) % 10 else 1


def format_range(low: float, high: float) -> str:
    """Write the ends of an interval, both as fine as the larger bears, with sign and unit once: ``"€ 8 tot 28 mln"``."""
    step = two_digits(max(abs(low), abs(high)))
    first, last = (format_about(end, step) if abs(end) >= step / 2 else format_euro(0) for end in (low, high))
    if first == last:
        return first
    if low >= 0 and first.endswith(" mln") == last.endswith(" mln"):
        return f"{first.removesuffix(' mln')} tot {last.removeprefix('€ ')}"
    return f"{first} tot {last}"


def _with_euro(amount: Decimal, decimals: int, unit: str) -> str:
    digits = format_number(amount, decimals)
    sign = f"{MINUS} " if digits.startswith(MINUS) else ""
    return f"{sign}€ {digits.removeprefix(MINUS)}{unit}"


def round_half_up(values: np.ndarray) -> np.ndarray:
    """Round floats to int64, half away from zero, as a spreadsheet's ROUND does.

    The tiny allowance mends products such as 0,285 × 100 that fall just short of their half.
    """
    exact = np.asarray(values, dtype=np.float64)
    return (np.sign(exact) * np.floor(np.abs(exact) + 0.5 + 1e-7)).astype(np.int64)


def split_cents(total: int, shares: Sequence[float]) -> list[int]:
    """Split cents by shares so that the parts sum to the total (largest remainder, Hamilton).

    Shares need not sum to one. Raises ValueError for a negative share or when all are zero.
    """
    if not len(shares) or min(shares) < 0 or sum(shares) <= 0:
        raise ValueError("aandelen moeten niet negatief zijn en samen meer dan nul")
    exact = [Decimal(str(share)) for share in shares]
    whole = sum(exact)
    sign, size = (-1 if total < 0 else 1), abs(int(total))
    quotas = [size * share / whole for share in exact]
    parts = [int(quota) for quota in quotas]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - quotas[i], i))
    for i in order[: size - sum(parts)]:
        parts[i] += 1
    return [sign * part for part in parts]


def split_signed(parts: np.ndarray) -> np.ndarray:
    """Round float cents of either sign to int64 so that they sum to the rounded sum (largest remainder)."""
    exact = np.asarray(parts, dtype=np.float64)
    low = np.floor(exact)
    short = int(round_half_up(np.array([exact.sum()]))[0] - low.sum())
    result = low.astype(np.int64)
    order = np.argsort(low - exact, kind="stable")
    result[order[:short]] += 1
    return result
