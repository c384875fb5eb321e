"""The tables in an export of someone's own books: which sheet, which row has the headers, which column is what."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from vsvanalyse.intake import cells, layout
from vsvanalyse.intake.books.mapping import Mapping, MappingError
from vsvanalyse.intake.csvfile import read_csv_rows
from vsvanalyse.intake.isolated import call
from vsvanalyse.intake.workbook import UnreadableFileError, open_workbook

SEARCH_ROWS = 60
_LETTER = "kolom "
_NO_VALUE = {"formule": "formule zonder uitkomst"}

Row = Sequence[object]
Sheets = dict[str, list[list[Any]]]


@dataclass(frozen=True)
class BookTable:
    """One table: its sheet, headers, lines with their row number, and for each field its 0-based columns."""

    blad: str
    koppen: list[str]
    lines: Sequence[tuple[int, Row]]
    columns: dict[str, tuple[int, ...]]

    def column(self, field: str) -> list[object]:
        """Give the values of a field that stands in one column; blank when it has none."""
        where = self.columns.get(field, ())
        return [row[where[0]] if where else "" for _, row in self.lines]


def open_books(path: Path, score: Callable[[Row], int]) -> Sheets:
    """Read every sheet of an export; a CSV is one sheet, split by the sign that gives the best header row.

    ``score`` says how much a row looks like the headers. Error values and formulas without a stored
    result become text, so that they are seen. Raises UnreadableFileError.
    """
    if path.suffix.lower() not in (".csv", ".txt", ".tsv"):
        book = call(open_workbook, path)
        for blad in book.broken.keys() & book.sheets.keys():
            _show_broken(book.sheets[blad], book.broken[blad])
        return book.sheets
    options, trouble = [], []
    for delimiter in ";\t,":
        try:
            options.append({"": call(read_csv_rows, path, delimiter)})
        except UnreadableFileError as error:
            trouble.append(error)
    if not options:
        raise trouble[0]
    return max(options, key=lambda sheets: header_row(sheets[""], score)[1])


def _show_broken(rows: list[list[Any]], broken: dict[str, str]) -> None:
    """Write what is wrong in cells without a value of their own, also below and right of the last value."""
    for cell, what in broken.items():
        letters, number = coordinate_from_string(cell)
        i = column_index_from_string(letters) - 1
        rows += [[] for _ in range(number - len(rows))]
        row = rows[number - 1]
        row += [""] * (i + 1 - len(row))
        if cells.is_blank(row[i]):
            row[i] = _NO_VALUE.get(what, what)
    width = max(map(len, rows), default=0)
    for row in rows:
        row += [""] * (width - len(row))


def header_row(rows: Sequence[Row], score: Callable[[Row], int]) -> tuple[int, int]:
    """Give the index of the first row with the highest score, and the score; ``(-1, 0)`` without any."""
    best, at = 0, -1
    for i, row in enumerate(rows[:SEARCH_ROWS]):
        if (here := score(row)) > best:
            best, at = here, i
    return at, best


def column_names(koppen: Sequence[object]) -> list[str]:
    """Name every column as a mapping names it: by its header, or by its letter when that says too little."""
    texts = [cells.as_text(kop) if isinstance(kop, str) else "" for kop in koppen]
    seen = [layout.exact(text) for text in texts]
    return [
        text
        if same and seen.count(same) == 1 and not same.startswith(_LETTER)
        else f"{_LETTER}{get_column_letter(i + 1)}"
        for i, (text, same) in enumerate(zip(texts, seen, strict=True))
    ]


def locate(koppen: Row, name: str) -> list[int]:
    """Find the columns that a mapping means by a name: by letter, as written, or else without units and marks."""
    if name.casefold().startswith(_LETTER) and name[len(_LETTER) :].strip().isalpha():
        letters = name[len(_LETTER) :].strip().upper()
        i = column_index_from_string(letters) - 1 if len(letters) <= 3 else len(koppen)
        return [i] if i < len(koppen) else []
    texts = [(i, kop) for i, kop in enumerate(koppen) if isinstance(kop, str) and kop.strip()]
    same = [i for i, kop in texts if layout.exact(cells.as_text(kop)) == layout.exact(name)]
    plain = layout.normalise(name)
    return same or [i for i, kop in texts if plain and layout.normalise(kop) == plain]


def mapped_tables(path: Path, mapping: Mapping) -> tuple[list[BookTable], list[str]]:
    """Read the tables that a mapping describes, and name the sheets with content that it leaves unread.

    Every sheet with all mapped columns is read, unless the mapping names sheets. Raises MappingError
    when a column cannot be found or can be two, and UnreadableFileError.
    """
    wanted = {field: names for field, names in mapping.kolommen if names}
    every = list(dict.fromkeys(name for names in wanted.values() for name in names))

    headed = [name for name in every if not name.casefold().startswith(_LETTER)]

    def score(row: Row) -> int:
        filled = sum(not cells.is_blank(value) for value in row)
        return sum(bool(locate(row, name)) for name in headed) if headed else int(filled >= len(every))

    sheets = open_books(path, score)
    chosen = {layout.exact(blad) for blad in mapping.lezen.bladen}
    if absent := [b for b in mapping.lezen.bladen if layout.exact(b) not in map(layout.exact, sheets)]:
        raise MappingError(
            f"{path.name}: het blad '{absent[0]}' bestaat niet; wel: {', '.join(sheets)}. "
            "Pas lezen.bladen in de koppeling aan."
        )
    tables, unread, faults = [], [], []
    for blad, rows in sheets.items():
        if not any(not cells.is_blank(value) for row in rows for value in row):
            continue
        at, _ = header_row(rows, score)
        koppen = rows[at] if at >= 0 else []
        found = [locate(koppen, name) for name in every]
        complete = at >= 0 and all(len(places) == 1 for places in found)
        if complete and (not chosen or layout.exact(blad) in chosen):
            place = dict(zip(every, (places[0] for places in found), strict=True))
            lines = [(number, row) for number, row in enumerate(rows[at + 1 :], at + 2) if row != koppen]
            columns = {field: tuple(place[name] for name in names) for field, names in wanted.items()}
            tables.append(BookTable(blad, column_names(koppen), lines, columns))
        else:
            unread.append(blad)
            if not chosen or layout.exact(blad) in chosen:
                faults.append((sum(map(bool, found)), _misfits(path.name, blad, koppen, every, found)))
    if not tables:
        raise MappingError(max(faults)[1] if faults else f"{path.name}: er staat niets in.")
    return tables, unread


def _misfits(file: str, blad: str, koppen: Row, names: Sequence[str], found: Sequence[list[int]]) -> str:
    """Say of every mapped column that it is missing or can be two, with the nearest header."""
    there = [name for name in column_names(koppen) if name]
    lines = []
    place = f"{file}, blad '{blad}'" if blad else file
    for name, places in zip(names, found, strict=True):
        if len(places) > 1:
            letters = ", ".join(f"'{_LETTER}{get_column_letter(i + 1)}'" for i in places)
            lines.append(f"{place}: de kolom '{name}' kan er twee zijn; schrijf in de koppeling {letters}.")
        elif not places:
            near = difflib.get_close_matches(name, there, n=1, cutoff=0.6)
            hint = f"bedoelt u '{near[0]}'?" if near else f"wel gevonden: {', '.join(there[:20])}."
            lines.append(f"{place}: de kolom '{name}' uit de koppeling is er niet; {hint}")
    return "\n".join(lines)
