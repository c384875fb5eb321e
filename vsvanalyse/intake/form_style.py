"""How the form looks and behaves: formats, limits, coloured cells, protection, printing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from vsvanalyse.basiskader import worded
from vsvanalyse.intake import layout

INK, PAPER, INPUT, HEAD, GREY = "#1F2A30", "#FFFFFF", "#FFFBE6", "#0B4F6C", "#EEF1F3"
ERROR, WARNING = "#F7B7B2", "#FFE08A"
LINE, QUIET, ALARM = "#C9D1D6", "#5B6770", "#B3261E"
NUMBER_FORMATS = {
    "euro": "#,##0.00",
    "uren": "#,##0.00",
    "aandeel": "0%",
    "periode": "@",
    "text": "@",
    "aantal": "#,##0",
    "jaar": "0",
}
_BOUNDS = {"euro": (0, 10_000_000), "uren": (0, 2_000), "aantal": (0, 20_000), "jaar": (1950, 2100)}
_FIXED_DATE = dt.datetime(2026, 1, 1)


class Book(xlsxwriter.Workbook):
    """A workbook that gives the same bytes for the same content, and makes each format once."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, {"in_memory": True})
        self.set_properties({"created": _FIXED_DATE})
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def look(self, **properties: object) -> Format:
        """Give the format with these properties, on the form's own font."""
        wanted = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self.add_format(wanted)
        return self._made[key]

    def input(self, kind: str, **properties: object) -> Format:
        """Give the format of a cell to type in."""
        return self._cell(INPUT, kind, locked=False, text_wrap=kind == "text", **properties)

    def filled(self, kind: str = "", **properties: object) -> Format:
        """Give the format of a cell that the form fills."""
        return self._cell(GREY, kind, **properties)

    def head(self) -> Format:
        """Give the format of a column header."""
        return self._cell(HEAD, "", bold=True, font_color=PAPER, text_wrap=True, valign="vcenter")

    def _cell(self, colour: str, kind: str, **properties: object) -> Format:
        edge = {"border": 1, "border_color": LINE, "bg_color": colour}
        return self.look(**edge, num_format=NUMBER_FORMATS.get(kind, "General"), **properties)


def title(book: Book, sheet: Worksheet, text: str, explanation: str, made_up: bool) -> None:
    """Write the title lines of a sheet, with the notice that its figures are made up."""
    text, explanation = worded(text), worded(explanation)
    sheet.write_string(0, 0, text, book.look(bold=True, font_size=15, font_color=HEAD))
    sheet.set_row(0, 24, book.look(bg_color=PAPER))
    sheet.write_string(1, 0, explanation, book.look())
    if made_up:
        notice = "VOORBEELD: alle cijfers op dit blad zijn verzonnen."
        sheet.write_string(2, 0, notice, book.look(bold=True, font_color=ALARM))


def write(sheet: Worksheet, row: int, column: int, value: object, look: Format) -> None:
    """Put a value in a cell (0-based); text of a sender that begins with = stays text."""
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def limit_for(kind: str) -> dict[str, object]:
    """Give the limit that belongs to a kind of field."""
    if kind in layout.choices():
        return {
            "validate": "list",
            "source": f"=lijst_{kind}",
            "error_message": "Kies een waarde uit de lijst.",
        }
    if kind == "aandeel":
        between = {"criteria": "between", "minimum": 0, "maximum": 1}
        return {"validate": "decimal", **between, "error_message": "Vul 0 % tot en met 100 % in."}
    if kind not in _BOUNDS:
        return {"validate": "any"}
    low, high = _BOUNDS[kind]
    whole = kind in ("aantal", "jaar")
    text = f"Vul een {'heel ' if whole else ''}getal in van {low} tot {high}."
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_message": text.replace("10000000", "10 miljoen"),
    }


def add_limit(
    sheet: Worksheet, first_row: int, column: int, last_row: int, kind: str, name: str, help_text: str
) -> None:
    """Add the limit of a kind of field, with its help text, to part of a column (0-based)."""
    sheet.data_validation(
        first_row,
        column,
        last_row,
        column,
        {
            **limit_for(kind),
            "input_title": name[:32],
            "input_message": help_text,
            "error_title": "Dit kan hier niet",
        },
    )


def colour_when(book: Book, sheet: Worksheet, cells: str, formula: str, *, warning: bool = False) -> None:
    """Colour cells of a range while the formula (written for its first row) is true."""
    look = book.add_format({"bg_color": WARNING if warning else ERROR})
    sheet.conditional_format(cells, {"type": "formula", "criteria": f"={formula}", "format": look})


def finish_sheet(
    sheet: Worksheet,
    widths: Sequence[float],
    *,
    freeze: tuple[int, int] | None = None,
    header_row: int = 0,
    allow: Mapping[str, bool] | None = None,
) -> None:
    """Set widths, frozen panes, protection without password, and printing on A4 landscape."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    if freeze:
        sheet.freeze_panes(*freeze)
    if header_row:
        sheet.repeat_rows(0, header_row - 1)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True, **(allow or {})})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RBlad &P van &N")
