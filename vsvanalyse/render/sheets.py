"""The sheets of a workbook that anybody can read: the title in A1, words in lines below it, then one real table, and no empty cell.

The rules are those of *Releasing statistics in spreadsheets* (Analysis Function, United Kingdom).
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from vsvanalyse.basiskader import worded
from vsvanalyse.columns import Column
from vsvanalyse.render.look import FOCUS, WARN
from vsvanalyse.render.typography import unbroken

NOTHING = "[x]"
"""What stands in a cell that has no value, so that no cell is empty."""
LETTERS = {
    "default_format_properties": {"font_name": "Arial", "font_size": 12},
    "default_row_height": 21,
    "default_column_width": 80,
}
"""What a workbook is opened with, so that widths are in letters of the size in which these sheets are written."""
MOST_ROWS, MOST_OF_NAME, MOST_OF_SHEET = 1_048_576 - 100, 200, 31
"""What Excel has room for: rows below words, letters of the name of a column or table, and of that of a sheet."""
TEXT, COUNT, LINK = (Column("", "", "", kind, "") for kind in ("tekst", "getal", "code"))
"""Columns that are in no dictionary: text, counts, and names of sheets that lead there."""
Given = tuple[str, Column, Sequence[Any]]
"""A column of a table: its heading, what the dictionary says of it, and its values."""
_NUMBER = {
    "euro": '"€" #,##0.00;-"€" #,##0.00', "verschil": '+"€" #,##0.00;-"€" #,##0.00', "mln": '"€" #,##0', "mln_verschil": '+"€" #,##0;-"€" #,##0',
    "procent": "0.0%", "procent1": "0.0%", "procent_verschil": "+0.0%;-0.0%", "jaar": "0", "getal": "#,##0", "getal1": "#,##0.0", "getal2": "#,##0.00",
    "mutatie": '0.00" %"', "ongeveer": '"€" #,##0',
}  # fmt: skip
_UNIT = {
    "procent": "procent", "procent1": "procent", "procent_verschil": "procent", "mutatie": "procent", "getal": "aantal", "getal1": "aantal", "getal2": "aantal",
}  # fmt: skip
_LINE, _WIDEST, _WIDEST_IN_SIGHT, _USUAL = 105, 60, 40, 8
"""In letters: a line of words, a column at most, one that stays in sight, and one in which nothing stands."""
_BUTTON, _SIGN, _LARGER, _NARROWER = 4, 3, 1.2, 1.1
"""In letters: the button of a filter, the sign and currency of a number, a letter of a title; and how many letters stand on a figure's room."""
_TITLE, _HEIGHT, _HIGHEST, _A4 = 14, 15.75, 400, 9
"""The size of a title, the height of a line and of a row at most, in points; and the kind of paper."""
_WRAPPED = {"text_wrap": True, "valign": "top"}
_IN_TABLE = {**_WRAPPED, "align": "left", "indent": 1}
_MOST_LETTERS, _MOST_OF_FOOT = 32_767, 100
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Sheets:
    """The sheets of a workbook under way; each look of a cell is made once."""

    def __init__(self, book: xlsxwriter.Workbook, marks: Sequence[str]) -> None:
        """Begin; ``marks`` stand below each sheet on paper."""
        self._book = book
        left = plain(", ".join(marks))[:_MOST_OF_FOOT].replace("&", "&&")
        self._foot = f"&L{left}" * bool(left) + "&RBlad &P van &N"
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def words(self, name: str, title: str, marks: Sequence[str], told: Sequence[str], to: str) -> None:
        """Add a sheet of words only, with a link ``to`` another below them."""
        sheet = self._begin(name, title, marks, told, to, **_WRAPPED)
        sheet.set_column(0, 0, _LINE)
        for row, text in enumerate(told, 1 + len(marks)):
            sheet.set_row(row, min(_lines(text, _LINE) * _HEIGHT, _HIGHEST))

    def table(
        self, name: str, title: str, marks: Sequence[str], told: Sequence[str], to: str, table: str, columns: Sequence[Given],
        totals: Sequence[bool] = (),
    ) -> None:  # fmt: skip
        """Add a sheet of words with a link ``to`` another and below them a table, if it has columns; ``totals`` are its rows in bold."""
        sheet = self._begin(name, title, marks, told, to)
        top = len(marks) + len(told) + 2
        widths = self._table(sheet, top, table, columns, totals) if columns else [_USUAL]
        # Words go on past the table, and on paper only what is in this area is there for sure.
        beyond = max(len(title) * _LARGER, *map(len, told)) - sum(widths)
        last = len(widths) - 1 + max(math.ceil(beyond / _USUAL), 0)
        sheet.print_area(0, 0, top + (len(columns[0][2]) if columns else 0), last)

    def _begin(
        self, name: str, title: str, marks: Sequence[str], told: Sequence[str], to: str, **look: Any
    ) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(self._foot)
        lines = [(title, self._look(bold=True, font_size=_TITLE, **look))]
        lines += [(text, self._look(bold=True, font_color=WARN, **look)) for text in marks]
        lines += [(text, self._look(**look)) for text in told]
        for row, (text, its) in enumerate(lines):
            sheet.write_string(row, 0, plain(unbroken(text)), its)
        self._link(sheet, len(lines), to, f"Naar het blad {to}")
        return sheet

    def _table(
        self, sheet: Any, top: int, name: str, columns: Sequence[Given], totals: Sequence[bool]
    ) -> list[int]:
        """Write a table, its headings in sight and on each page; give how wide its columns are, in letters."""
        headings = distinct([_heading(heading, kind) for heading, kind, _ in columns], " ")
        widths: list[int] = []
        lines = [1] * (len(columns[0][2]) + 1)
        for at, (heading, (_, kind, values)) in enumerate(zip(headings, columns, strict=True)):
            cells = [_cell(value, kind) for value in values]
            width = _width(heading, cells, _WIDEST if at else _WIDEST_IN_SIGHT)
            for row, cell in enumerate(cells):
                look = self._look_of(kind, total=bool(totals) and totals[row])
                if kind is LINK:
                    self._link(sheet, top + 1 + row, str(cell), str(cell), **_IN_TABLE)
                elif isinstance(cell, str):
                    sheet.write_string(top + 1 + row, at, cell, look)
                else:
                    sheet.write_number(top + 1 + row, at, cell, look)
            sheet.set_column(at, at, width)
            widths.append(width)
            lines = [
                *map(max, lines, [_lines(heading, width - _BUTTON), *(_lines(cell, width) for cell in cells)])
            ]
        # Excel finds these heights itself, other programs do not.
        for row, most in enumerate(lines, top):
            if most > 1:
                sheet.set_row(row, min(most * _HEIGHT, _HIGHEST))
        head = self._look(bold=True, bottom=1, **_IN_TABLE)
        named = {"name": name, "columns": [{"header": each, "header_format": head} for each in headings]}
        look = {"style": "Table Style Light 1", "banded_rows": False}
        sheet.add_table(top, 0, top + len(lines) - 1, len(columns) - 1, {**named, **look})
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        return widths

    def _link(self, sheet: Any, row: int, name: str, text: str, **look: Any) -> None:
        its = self._look(font_color=FOCUS, underline=1, **look)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", its, text)

    def _look_of(self, kind: Column, *, total: bool) -> Any:
        given = {"bold": True, "top": 1} if total else {}
        if kind.format in _NUMBER:
            return self._look(num_format=_NUMBER[kind.format], align="right", valign="top", **given)
        return self._look(**_IN_TABLE, **given)

    def _look(self, **given: Any) -> Any:
        key = tuple(sorted(given.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(given)
        return self._made[key]


def unit(kind: Column) -> str:
    """Give the unit of a column: the dictionary's, or what its numbers are; nothing for text and years."""
    return kind.unit or _UNIT.get(kind.format, "")


def distinct(names: Iterable[str], between: str) -> list[str]:
    """Number the names that stand there already; in a workbook capitals make no difference."""
    found: dict[str, str] = {}
    for name in names:
        free, count = name, 1
        while free.lower() in found:
            count += 1
            free = f"{name}{between}{count}"
        found[free.lower()] = free
    return [*found.values()]


def plain(text: str) -> str:
    """Give text in the words of the study, as a cell can hold it; what is cut off it says so."""
    text = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", worded(text))
    units = text.encode("utf-16-le")
    if len(units) > 2 * _MOST_LETTERS:
        cut = f" … (afgekapt: de tekst heeft {len(text)} tekens)"
        text = units[: 2 * (_MOST_LETTERS - len(cut))].decode("utf-16-le", "ignore") + cut
    # XlsxWriter takes text between these two for XML that it wrote itself.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def sentences(text: str) -> list[str]:
    """Part text between its sentences, into lines that a screen has room for."""
    lines = [""]
    for sentence in re.split(r"(?<=[.!?]) ", text):
        if len(lines[-1]) + len(sentence) > _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {sentence}".strip()
    return lines


def _cell(value: Any, kind: Column) -> str | float:
    """Give a value as it stands in its cell, which is never empty."""
    if isinstance(value, str):
        return plain(value) if value.strip() else NOTHING
    if pd.isna(value):
        return NOTHING
    if kind.format not in _NUMBER:
        return plain(kind.write(value))
    return float(value) / kind.scale if math.isfinite(value) else NOTHING


def _heading(text: str, kind: Column) -> str:
    short = " ".join(plain(text).split())[:MOST_OF_NAME]
    return f"{short} ({unit(kind)})" if unit(kind) else short


def _width(heading: str, cells: Sequence[str | float], most: int) -> int:
    """Give how wide a column is, in letters: a number and a word of the heading fit, text goes on below."""
    longest = max(len(cell) + 1 if isinstance(cell, str) else len(f"{cell:,.2f}") + _SIGN for cell in cells)
    return max(min(longest, most), max(map(len, heading.split()), default=0) + _BUTTON, len(heading) // 3)


def _lines(cell: str | float, width: int) -> int:
    """Give how many lines a cell needs."""
    if not isinstance(cell, str):
        return 1
    return sum(len(textwrap.wrap(line, int(width * _NARROWER))) or 1 for line in cell.split("\n"))


__all__ = ["COUNT", "LETTERS", "LINK", "MOST_OF_NAME", "MOST_OF_SHEET", "MOST_ROWS", "NOTHING", "TEXT", "Given", "Sheets", "distinct", "plain", "sentences", "unit"]  # fmt: skip
