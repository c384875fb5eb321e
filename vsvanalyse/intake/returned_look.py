"""How the sheets look that are added to a form on its way back; openpyxl, because the form is somebody else's file."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from vsvanalyse.intake.form_style import GREY, HEAD, INK, LINE, NUMBER_FORMATS, PAPER

_EDGE = Border(**{edge: Side(style="thin", color=LINE[1:]) for edge in ("left", "right", "top", "bottom")})


def font(**properties: object) -> Font:
    """Give the form's own font."""
    return Font(name="Calibri", **{"size": 11, "color": INK[1:], **properties})


def put_title(sheet: Worksheet, title: str, explanation: str) -> None:
    """Write the title and the line under it."""
    sheet["A1"], sheet["A1"].font = title, font(bold=True, size=15, color=HEAD[1:])
    sheet["A2"], sheet["A2"].font = explanation, font()
    sheet["A2"].data_type = "s"


def put_heads(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    """Write a row of column headers."""
    for i, head in enumerate(heads, 1):
        put_text(sheet.cell(row, i), head)
        _fill(sheet.cell(row, i), HEAD, font(bold=True, color=PAPER[1:]))


def put_text(cell: Cell, value: str) -> None:
    """Put text in a cell; what begins with = stays text, also when the cell is edited."""
    cell.value = value
    cell.data_type, cell.quotePrefix = "s", value.startswith(("=", "+", "-", "@"))
    cell.alignment, cell.number_format = Alignment(wrap_text=True, vertical="top"), "@"
    _fill(cell, GREY, font())


def put_euro(cell: Cell, cents: int) -> None:
    """Put an amount in a cell, as a number."""
    cell.value, cell.number_format = cents / 100, NUMBER_FORMATS["euro"]
    _fill(cell, GREY, font())


def _fill(cell: Cell, colour: str, letters: Font) -> None:
    cell.fill, cell.font, cell.border = PatternFill("solid", fgColor=colour[1:]), letters, _EDGE


def finish(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set widths, and printing on A4 landscape."""
    for i, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
