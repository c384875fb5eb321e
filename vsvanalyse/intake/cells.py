"""Turn the raw values of one column into typed values, with the problems found on the way.

Each parser takes a list of raw cell values and gives a list or array of the same length and a list
of `Problem`. A value that cannot be read becomes the parser's neutral value; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from vsvanalyse import basiskader, money
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, STRUCTUREEL, UREN
from vsvanalyse.intake import layout
from vsvanalyse.intake.findings import show


class Problem(NamedTuple):
    """What is wrong with the value at one position of a column."""

    plaats: int
    regel: str
    uitleg: str
    wat_te_doen: str = ""


MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
_MONTH_NUMBERS = ("", *(f"{m:02d}" for m in range(1, 13)))
_MONTH = {name[:3]: i for i, name in enumerate(MONTHS, 1)} | {"mrt": 3}
MAX_EURO = 1e9
MAX_HOURS = 1e5
_RULE_OF = {"taak": "C05", "functie": "C06", "kostensoort": "C07", "activiteit": "C08", "aard": "C11"}


def is_blank(value: object) -> bool:
    """Say whether a raw cell holds nothing but spaces."""
    return value == "" or value is None or (type(value) is str and value.isspace())


def as_text(value: object) -> str:
    """Give a cell as one line of text: a number the Dutch way, a date as ISO."""
    if type(value) is str:
        return " ".join(value.split())
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else show(value)
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, (dt.time, dt.timedelta)):
        return f"{_minutes(value) // 60}:{_minutes(value) % 60:02d}"
    return " ".join(str(value).split()) if value is not None else ""


def _not_a_number(value: object) -> tuple[str, str] | None:
    if isinstance(value, (dt.time, dt.timedelta)):
        minutes = _minutes(value)
        hours = show(round(minutes / 60, 2))
        return (
            "C04",
            f"Dit is een tijd van {minutes // 60} uur en {minutes % 60} minuten. Typ {hours} als gewoon getal.",
        )
    if isinstance(value, dt.date):
        return "C04", f"Hier staat een datum ({as_text(value)}) in plaats van een getal."
    if isinstance(value, bool):
        return "C01", "Hier staat waar of onwaar in plaats van een getal."
    return None


def _minutes(value: dt.time | dt.timedelta) -> int:
    if isinstance(value, dt.time):
        return value.hour * 60 + value.minute
    return round(value.total_seconds() / 60)


def _numeric(
    values: Sequence[object], from_text: Callable[[str], float], scale: float
) -> tuple[np.ndarray, list[Problem]]:
    """Read numbers times ``scale``; blank and unreadable cells become NaN."""
    numbers = np.array([v if type(v) is float else np.nan for v in values], dtype="float64") * scale
    problems: list[Problem] = []
    for i in np.flatnonzero(np.isnan(numbers)).tolist():
        value = values[i]
        if is_blank(value):
            continue
        if problem := _not_a_number(value):
            problems.append(Problem(i, *problem))
        elif isinstance(value, int):
            numbers[i] = value * scale
        else:
            try:
                numbers[i] = from_text(str(value))
            except ValueError as error:
                problems.append(Problem(i, "C01", f"{str(error)[0].upper()}{str(error)[1:]}."))
    for i in np.flatnonzero(np.abs(numbers) > MAX_EURO * scale).tolist():
        problems.append(Problem(i, "C01", "Dit getal is groter dan een bedrag kan zijn."))
        numbers[i] = np.nan
    return numbers, problems


def parse_euro_column(values: Sequence[object]) -> tuple[np.ndarray, list[Problem]]:
    """Read amounts as float64 holding whole cents, NaN where there is none."""
    cents, problems = _numeric(values, money.parse_euro, 100.0)
    whole = np.rint(cents)
    for i in np.flatnonzero(np.abs(cents - whole) > 1e-4).tolist():
        exact = Decimal(repr(values[i])) * 100
        whole[i] = float(exact.quantize(Decimal(1), ROUND_HALF_UP))
        problems.append(Problem(i, "C13", f"Het bedrag heeft meer dan twee decimalen: {show(values[i])}."))
    return whole, problems


def _decimal(text: str) -> float:
    """Read a plain number; with three decimals and no leading 0 it could be thousands, and is refused."""
    body = text.strip().replace("\u00a0", " ")
    if re.fullmatch(r"-?[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?", body):
        body = body.replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+,\d+", body):
        body = body.replace(".", "")
    if re.fullmatch(r"-?0?[.,]\d{3}|-?\d+(?:[.,](?:\d{1,2}|\d{4,}))?", body):
        return float(body.replace(",", "."))
    if re.fullmatch(r"-?\d{1,3}(?:[.,]\d{3})+", body):
        raise ValueError(f"'{text.strip()}' kan een getal met duizendtallen of met drie decimalen zijn")
    raise ValueError(f"'{text.strip()}' is niet als getal te lezen")


def parse_hours_column(values: Sequence[object]) -> tuple[np.ndarray, list[Problem]]:
    """Read hours as float64, NaN where there is none; more hours than a hundred thousand are no hours."""
    hours, problems = parse_number_column(values)
    for i in np.flatnonzero(np.abs(hours) > MAX_HOURS).tolist():
        problems.append(Problem(i, "C01", "Zoveel uren kunnen niet op één regel staan."))
        hours[i] = np.nan
    return hours, problems


def parse_number_column(values: Sequence[object]) -> tuple[np.ndarray, list[Problem]]:
    """Read plain numbers such as hours as float64, NaN where there is none."""
    return _numeric(values, _decimal, 1.0)


def _share(text: str) -> float:
    body = text.strip()
    if found := re.fullmatch(r"(-?\d+(?:[.,]\d+)?)\s*%", body):
        return float(found[1].replace(",", ".")) / 100
    return _decimal(body)


def parse_share_column(values: Sequence[object]) -> tuple[np.ndarray, list[Problem]]:
    """Read shares 0..1, from a percentage cell, a fraction or a text with ``%``; NaN where there is none."""
    shares, problems = _numeric(values, _share, 1.0)
    for i in np.flatnonzero((shares < 0) | (shares > 1)).tolist():
        hint = f"Bedoelt u {show(values[i])} %?" if 1 < shares[i] <= 100 else ""
        problems.append(
            Problem(i, "C09", f"Het deel vergoed is {show(float(shares[i] * 100))} %. {hint}".strip())
        )
        shares[i] = np.nan
    return shares, problems


@basiskader.per_lists
def known_names(kind: str) -> dict[str, str]:
    """Map the normalised names of one code list to their codes."""
    if kind == "taak":
        names = basiskader.task_names()
        known = {layout.normalise(layout.task_label(code)): code for code in names}
        known |= {layout.normalise(name): code for code, name in names.items()}
        return known | {
            layout.normalise(row["omschrijving"]): row["taak"] for row in basiskader.rows("taken")
        }
    if kind == "aard":
        return {code: code for code in (EENMALIG, STRUCTUREEL)}
    plural = {"functie": "functies", "kostensoort": "kostensoorten", "activiteit": "activiteiten"}[kind]
    return {layout.normalise(code): code for code in basiskader.codes(plural)}


@basiskader.per_lists
def _task_pattern() -> re.Pattern[str]:
    """Match a task's code at the beginning of a text, as people type it: ``k 1`` for ``K01``."""

    def loose(code: str) -> str:
        parts = re.findall(r"\d+|[^\W\d_]+|_", code)
        return r"\s*".join(rf"0*{int(part)}" if part.isdigit() else re.escape(part) for part in parts)

    either = "|".join(rf"(?P<{code}>{loose(code)})" for code in basiskader.codes("taken"))
    return re.compile(rf"\s*(?:{either})\b", re.IGNORECASE)


@basiskader.per_lists
def resolve_code(text: str, kind: str) -> str | None:
    """Find the code that a cell names: by code, by name, or by both as the drop-down writes them."""
    if kind == "taak" and (found := _task_pattern().match(text)):
        code, rest = next(one for one, given in found.groupdict().items() if given), text[found.end() :]
        other = known_names(kind).get(layout.normalise(rest))
        return code if other == code or (other is None and not re.search(r"\d", rest)) else None
    return known_names(kind).get(layout.normalise(text))


@basiskader.per_lists
def nearest(text: str, kind: str) -> str:
    """Name the known code nearest to what was typed, as the drop-down shows it, or ``""``.

    Nearest by meaning (`by_meaning`), then by spelling.
    """
    code, _ = by_meaning(text, kind)
    if not code:
        known = known_names(kind)
        match = difflib.get_close_matches(layout.normalise(text), known, n=1, cutoff=0.5)
        code = known[match[0]] if match else ""
    return layout.task_label(code) if code and kind == "taak" else code


@basiskader.per_lists
def synonyms(kind: str) -> dict[str, str]:
    """Map the normalised words that mean a code of one list (``synoniemen.csv``) to that code."""
    return {
        layout.normalise(row["woord"]): row["code"]
        for row in basiskader.rows("synoniemen")
        if row["soort"] == kind
    }


@basiskader.per_lists
def by_meaning(text: str, kind: str) -> tuple[str, str]:
    """Give the code that a text means by a synonym or known name among its words, and that word; or two empty texts.

    The longest word decides. ``uren`` is no kind of cost that a line can choose.
    """
    words = f" {layout.normalise(text)} "
    known = known_names(kind) | synonyms(kind)
    inside = [word for word in known if word and f" {word} " in words and known[word] != UREN]
    word = max(inside, key=len, default="")
    return known.get(word, ""), word


def parse_code_column(values: Sequence[object], kind: str, empty: str) -> tuple[list[str], list[Problem]]:
    """Read labels of one code list; blank becomes ``empty``, an unknown one ``onbekend``."""
    known = {
        value: empty if is_blank(value) else resolve_code(as_text(value), kind)
        for value in dict.fromkeys(values)
    }
    unknown = {value for value, code in known.items() if code is None}
    problems = [_unknown_code(i, v, kind) for i, v in enumerate(values) if v in unknown] if unknown else []
    codes = {value: ONBEKEND if code is None else code for value, code in known.items()}
    return [codes[value] for value in values], problems


def _unknown_code(i: int, value: object, kind: str) -> Problem:
    text = as_text(value)
    near = nearest(text, kind)
    remedy = f"Kies uit de lijst. Bedoelt u '{near}'?" if near else ""
    if "totaal" in text.casefold():
        remedy = "Dit lijkt een totaalregel: haal haar weg, anders tellen de kosten dubbel."
    return Problem(i, _RULE_OF[kind], f"'{show(text)}' staat niet in de lijst ({kind}).", remedy)


def parse_period_column(values: Sequence[object], year: int) -> tuple[list[str], list[Problem]]:
    """Read dates, months, quarters and years as ISO text (``2021-03-15``, ``2021-03``, ``2021-K1``, ``2021``).

    What is written without a year (``15-3``, ``maart``) is of ``year``, the form's own.
    A period outside ``year``, or one that cannot be read, is a problem; unreadable text is kept as it is.
    """
    read = {value: _read_period(value, year) for value in dict.fromkeys(values)}
    periods = {value: text for value, (text, _) in read.items()}
    wrong = {value: why for value, (_, why) in read.items() if why}
    problems = [Problem(i, "C10", wrong[v]) for i, v in enumerate(values) if v in wrong] if wrong else []
    return [periods[value] for value in values], problems


@lru_cache(maxsize=1_000, typed=True)
def _read_period(value: object, year: int) -> tuple[str, str]:
    """Give the period as text, and what is wrong with it or ``""``."""
    text = "" if is_blank(value) else _period(as_text(value).casefold(), year)
    if text is None:
        return as_text(value), f"'{show(value)}' is geen datum of periode."
    if text and year and text[:4] != str(year):
        return text, f"{text} valt buiten het boekjaar {year}."
    return text, ""


def _period(text: str, year: int) -> str | None:
    """Write a period as ISO text; a day, month, quarter or week without a year is of ``year``, when that is known."""
    if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        return text if text[5:7] in _MONTH_NUMBERS else None
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}))?", text):
        return _day(found[1], int(found[2]), found[3] or year)
    if found := re.fullmatch(r"(?:k|q|kwartaal )([1-4])(?:[ -](\d{4}))?|(\d{4})[ -](?:k|q)([1-4])", text):
        return _of_year(found[2] or found[3] or year, f"K{found[1] or found[4]}")
    if found := re.fullmatch(r"(?:week|wk) (\d{1,2})(?:[ -](\d{4}))?", text):
        return _of_year(found[2] or year, f"W{int(found[1]):02d}")
    found = re.fullmatch(r"(?:(\d{1,2})[ -])?([a-z]{3})[a-z]*\.?(?:[ -](\d{4}))?", text)
    if found and found[2] in _MONTH:
        month = _MONTH[found[2]]
        return (
            _day(found[1], month, found[3] or year)
            if found[1]
            else _of_year(found[3] or year, f"{month:02d}")
        )
    return None


def _of_year(year: str | int, part: str) -> str | None:
    return f"{year}-{part}" if int(year) else None


def _day(day: str, month: int, year: str | int) -> str | None:
    try:
        return dt.date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None
