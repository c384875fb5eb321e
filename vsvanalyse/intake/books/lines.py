"""The lines of an export: every field of a row read as the mapping says, nothing guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from vsvanalyse.basiskader import UREN
from vsvanalyse.intake import cells
from vsvanalyse.intake.books import values
from vsvanalyse.intake.books.mapping import CODE_FIELDS, REST, Mapping, MappingError, value_key
from vsvanalyse.intake.books.table import BookTable, Row
from vsvanalyse.intake.cells import Problem, as_text, is_blank
from vsvanalyse.intake.findings import show
from vsvanalyse.intake.sheets import expected_cash

NUMBERS = ("uren", "tarief", "aandeel", "bedrag", "debet", "credit")
MAX_TEXT = 1000
_PERSON_CODE = re.compile(r"[A-Za-z]{0,3}[-_ ]?\d+")


@dataclass
class BookLine:
    """One row of the export on its way to the form.

    ``codes`` has a code per field, or the text that is none (then the field is in ``unknown``); ``unread``
    has numbers that could not be read, as text that no reader takes for a number. Columns in ``private`` name people.
    """

    blad: str
    rij: int
    row: Row
    uren: float = np.nan
    bedrag_ct: float = np.nan
    tarief_ct: float = np.nan
    aandeel: float = np.nan
    unread: dict[str, str] = field(default_factory=dict)
    periode: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    teksten: dict[str, str] = field(default_factory=dict)
    only_numbers: bool = False
    private: tuple[int, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether there is money or time on it, read or not."""
        stated = {"bedrag", "uren"} & self.unread.keys()
        return bool(stated) or any(x == x and x != 0 for x in (self.uren, self.bedrag_ct))

    @property
    def cash_ct(self) -> int:
        """The euros of this row: its amount, or else hours × rate × paid share."""
        if "bedrag" in self.unread:
            return 0
        if self.bedrag_ct == self.bedrag_ct:
            return int(self.bedrag_ct)
        cash = expected_cash(*(np.array([x]) for x in (self.uren, self.tarief_ct, self.aandeel)))[0]
        return 0 if np.isnan(cash) else int(cash)


def raw_periods(table: BookTable, mapping: Mapping) -> list[object]:
    """Give the date or period of each row, a month that stands alone completed by the column with years."""
    years = [as_text(value) for value in table.column("jaar")]
    return [
        values.read_period(value, mapping.lezen.datums, int(year) if re.fullmatch(r"20\d\d", year) else 0)
        if not is_blank(value)
        else year
        for value, year in zip(table.column("periode"), years, strict=True)
    ]


def most_seen_year(periods: Sequence[object], file: str) -> int:
    """Say which year most dates are of; raises MappingError without any, or when two are seen as often."""
    seen = Counter(found[0] for p in periods if (found := re.search(r"\b20\d\d(?!\d)", as_text(p))))
    if not seen:
        raise MappingError(f"{file}: geen datum met een jaartal gevonden. Geef het boekjaar met --jaar.")
    (year, most), *rest = seen.most_common(2)
    if rest and rest[0][1] == most:
        raise MappingError(
            f"{file}: {year} en {rest[0][0]} komen even vaak voor. Geef het boekjaar met --jaar."
        )
    return int(year)


def read_lines(table: BookTable, mapping: Mapping, year: int) -> list[BookLine]:
    """Read every row of a table, column by column; the year completes months that stand alone."""
    lines = [BookLine(table.blad, number, row) for number, row in table.lines]
    style = mapping.lezen.getallen
    numbers = {
        "uren": values.read_hours(table.column("uren"), style),
        "tarief": values.read_euros(_meant(table, mapping, "tarief"), style),
        "aandeel": values.read_shares(_meant(table, mapping, "aandeel"), style),
        **{name: values.read_euros(table.column(name), style) for name in NUMBERS[3:]},
    }
    for name, (_, problems) in numbers.items():
        _note_unread(lines, table.column(name), name, problems)
    _sum_amounts(lines, table, mapping, {name: read for name, (read, _) in numbers.items()})
    periods = raw_periods(table, mapping) if mapping.kolommen.periode else [str(year)] * len(lines)
    periods = [values.read_period(p, mapping.lezen.datums, year) for p in periods]
    told, _ = cells.parse_period_column(periods, year)
    counted = {i for name in NUMBERS for i in table.columns.get(name, ())}
    coded = {name: _read_codes(table, mapping, name) for name in CODE_FIELDS}
    fixed = mapping.vast
    for i, line in enumerate(lines):
        line.uren = float(numbers["uren"][0][i])
        line.tarief_ct, line.aandeel = float(numbers["tarief"][0][i]), float(numbers["aandeel"][0][i])
        if line.tarief_ct != line.tarief_ct and "tarief" not in line.unread and fixed.tarief is not None:
            line.tarief_ct = round(fixed.tarief * 100)
        if line.aandeel != line.aandeel and "aandeel" not in line.unread and fixed.aandeel is not None:
            line.aandeel = fixed.aandeel
        line.periode = clean(told[i])
        filled = {at for at, value in enumerate(line.row) if not is_blank(value)}
        line.only_numbers = filled <= counted
        line.private = table.columns.get("persoon", ())
        for name, given in coded.items():
            line.codes[name], known = given[i]
            if not known:
                line.unknown.add(name)
        for name in ("omschrijving", "leverancier", "persoon"):
            parts = [clean(line.row[at]) for at in table.columns.get(name, ())]
            line.teksten[name] = " - ".join(dict.fromkeys(filter(None, parts))) or getattr(fixed, name, "")
    return lines


def _meant(table: BookTable, mapping: Mapping, name: str) -> list[object]:
    """Give the values of a number's column, with the number that the mapping gives for a value in its place."""
    given = getattr(mapping.waarden, name)
    raw = table.column(name)
    return [given.get(value_key(as_text(v)), given.get(REST, v) if not is_blank(v) else v) for v in raw]


def _note_unread(
    lines: Sequence[BookLine], raw: Sequence[object], name: str, problems: list[Problem]
) -> None:
    for problem in problems:
        if problem.regel != "C13":
            amount = "bedrag" if name in ("debet", "credit") else name
            lines[problem.plaats].unread[amount] = f"{clean(raw[problem.plaats])} ?"


def _sum_amounts(
    lines: Sequence[BookLine], table: BookTable, mapping: Mapping, numbers: dict[str, np.ndarray]
) -> None:
    """Set the amount of each line: the amount with its sign, or debit less credit."""
    amount = numbers["bedrag"]
    if mapping.kolommen.debet or mapping.kolommen.credit:
        debit, credit = numbers["debet"], numbers["credit"]
        both = np.nan_to_num(debit) - np.nan_to_num(credit)
        amount = np.where(np.isnan(debit) & np.isnan(credit), np.nan, both)
    signs = table.column("teken")
    for i, line in enumerate(lines):
        sign = (
            sign_of(signs[i], mapping.waarden.teken)
            if mapping.kolommen.teken and amount[i] == amount[i]
            else 1
        )
        if sign is None:
            line.unread["bedrag"] = f"{show(float(amount[i]) / 100)} met teken '{clean(signs[i])}'"
        elif "bedrag" not in line.unread:
            line.bedrag_ct = float(amount[i]) * sign * (-1 if mapping.lezen.omgekeerd else 1)


def sign_of(value: object, given: dict[str, Literal["+", "-"]]) -> int | None:
    """Give 1 for debit and -1 for credit, as the mapping says or else by the usual words; None for another text."""
    text = value_key(as_text(value))
    told = given.get(text) or given.get(REST)
    if told is None:
        debit, credit = ("d", "debet", "debit", "af", "+"), ("c", "cr", "credit", "bij", "-")
        told = "+" if text in debit else "-" if text in credit else None
    return None if told is None else 1 if told == "+" else -1


def _read_codes(table: BookTable, mapping: Mapping, name: str) -> list[tuple[str, bool]]:
    """Give for each line the code of a field and True, or the text that is no code and False."""
    given, fixed = getattr(mapping.waarden, name), getattr(mapping.vast, name)
    places = table.columns.get(name, ())
    seen: dict[tuple[str, ...], tuple[str, bool]] = {}
    result = []
    for _, row in table.lines:
        texts = tuple(clean(row[i]) for i in places)
        if texts not in seen:
            seen[texts] = _code_of([text for text in texts if text], name, given, fixed)
        result.append(seen[texts])
    return result


def _code_of(texts: list[str], name: str, given: dict[str, str], fixed: str) -> tuple[str, bool]:
    for text in texts:
        code = given.get(value_key(text)) or cells.resolve_code(text, name)
        if code and code != UREN:
            return code, True
    if texts and given.get(REST):
        return given[REST], True
    if texts:
        return texts[0], False
    return fixed, bool(fixed)


def clean(value: object) -> str:
    """Give a cell as text that a form can hold."""
    text = ILLEGAL_CHARACTERS_RE.sub(" ", as_text(value))
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


def number_people(lines: Sequence[BookLine]) -> int:
    """Replace names of people by numbers, the same one for the same name; give how many names there were."""
    names = sorted({line.teksten["persoon"] for line in lines} - {""})
    if all(_PERSON_CODE.fullmatch(name) for name in names):
        return 0
    number = {name: str(i) for i, name in enumerate(names, 1)}
    for line in lines:
        line.teksten["persoon"] = number.get(line.teksten["persoon"], "")
    return len(names)
