"""Exhibits as a workbook: cover, contents, notes, and one exhibit a sheet, with numbers as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Exhibit, Text
from vsvanalyse.release import Released
from vsvanalyse.render.typography import MADE_UP, unbroken

_NUMBER = {
    "euro": '"€" #,##0.00;-"€" #,##0.00', "verschil": '+"€" #,##0.00;-"€" #,##0.00', "mln": '"€" #,##0', "mln_verschil": '+"€" #,##0;-"€" #,##0',
    "procent": "0.0%", "procent_verschil": "+0.0%;-0.0%", "jaar": "0", "getal": "#,##0", "getal1": "#,##0.0", "getal2": "#,##0.00",
    "mutatie": '0.00" %"',
}  # fmt: skip
_WIDEST = 60


def write(released: Sequence[Released], path: Path, *, title: str, about: Sequence[str] = ()) -> Path:
    """Write a workbook of released exhibits; a name stands once in it, and text is never a formula or a link."""
    exhibits = [one.exhibit for one in released]
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": title, "created": pd.Timestamp(2000, 1, 1).to_pydatetime()})
        look = _Look(book)
        shown = [one for one in exhibits if not isinstance(one, Text)]
        names = {one.id: f"{i}" for i, one in enumerate(shown, 1)}
        _cover(book, look, title, about, [one for one in exhibits if isinstance(one, Text)])
        _contents(book, look, shown, names)
        for one in shown:
            _sheet(book, look, one, names[one.id])
        _notes(book, look, shown)
    return path


class _Look:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14, "text_wrap": False})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.note = book.add_format({"text_wrap": True, "valign": "top"})
        self.warning = book.add_format({"bold": True, "font_color": "#B3261E"})

    def cell(self, kind: str, total: bool) -> Any:
        """Give the format of a number or text."""
        if (kind, total) not in self._made:
            given: dict[str, Any] = {"bold": True, "top": 1} if total else {}
            if kind in _NUMBER:
                given["num_format"] = _NUMBER[kind]
            self._made[kind, total] = self._book.add_format(given)
        return self._made[kind, total]


def _cover(book: Any, look: _Look, title: str, about: Sequence[str], texts: Sequence[Exhibit]) -> None:
    sheet = book.add_worksheet("Voorblad")
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, title, look.title)
    lines = [*about, *dict.fromkeys(text for one in texts for text in one.rows["tekst"])]
    for row, text in enumerate(lines, 2):
        sheet.write_string(row, 0, unbroken(text), look.note)


def _contents(book: Any, look: _Look, exhibits: Sequence[Exhibit], names: dict[str, str]) -> None:
    sheet = book.add_worksheet("Inhoud")
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 110)
    sheet.write_row(0, 0, ["Blad", "Wat er staat"], look.head)
    for row, one in enumerate(exhibits, 1):
        sheet.write_url(row, 0, f"internal:'{names[one.id]}'!A1", string=names[one.id])
        sheet.write_string(row, 1, unbroken(one.title))
    sheet.freeze_panes(1, 0)


def _sheet(book: Any, look: _Look, one: Exhibit, name: str) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, unbroken(one.title), look.title)
    sheet.write_string(1, 0, unbroken(one.about))
    if one.made_up:
        sheet.write_string(2, 0, MADE_UP, look.warning)
    top, names = 4, one.shown()
    total = list(one.rows["totaal"]) if "totaal" in one.rows else [False] * len(one.rows)
    for at, each in enumerate(names):
        kind, heading = column(each), one.heading(each)
        unit = f" ({kind.unit})" if kind.unit else ""
        sheet.write_string(top, at, heading + unit, look.head)
        for row, (value, is_total) in enumerate(zip(one.rows[each], total, strict=True), top + 1):
            _write_cell(sheet, row, at, value, kind.scale, look.cell(kind.format, bool(is_total)))
        longest = max((len(text) for text in one.text(each)), default=0)
        sheet.set_column(at, at, min(max(longest, len(heading) // 2, 8) + 2, _WIDEST))
    if len(one.rows):
        sheet.autofilter(top, 0, top + len(one.rows), max(len(names) - 1, 0))
    sheet.freeze_panes(top + 1, 1)
    sheet.write_string(top + len(one.rows) + 2, 0, unbroken(one.note))
    sheet.write_string(top + len(one.rows) + 3, 0, one.source)


def _write_cell(sheet: Any, row: int, at: int, value: object, scale: float, look: Any) -> None:
    if value is None or value is pd.NA or value != value:
        sheet.write_blank(row, at, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, look)
    elif isinstance(value, bool):
        sheet.write_string(row, at, "ja" if value else "nee", look)
    else:
        sheet.write_number(row, at, float(value) / scale, look)  # type: ignore[arg-type]


def _notes(book: Any, look: _Look, exhibits: Sequence[Exhibit]) -> None:
    sheet = book.add_worksheet("Kolommen")
    sheet.set_column(0, 1, 34)
    sheet.set_column(2, 2, 100)
    sheet.write_row(0, 0, ["Kolom", "Eenheid", "Betekenis"], look.head)
    used = dict.fromkeys(name.partition("@")[0] for one in exhibits for name in one.shown())
    for row, name in enumerate(used, 1):
        kind = column(name)
        for at, text in enumerate((kind.title, kind.unit, kind.meaning)):
            sheet.write_string(row, at, text, look.note)
