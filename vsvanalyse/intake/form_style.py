"""How the form looks and behaves: styles, limits, red cells, protection, and a repeatable file."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from copy import copy
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from vsvanalyse.files import whole

INK, PAPER, INPUT, HEAD, GREY = "1F2A30", "FFFFFF", "FFFBE6", "0B4F6C", "EEF1F3"
BLANK = PatternFill("solid", fgColor=PAPER)
ERROR_FILL = PatternFill("solid", bgColor="F7B7B2", fgColor="F7B7B2")
WARNING_FILL = PatternFill("solid", bgColor="FFE08A", fgColor="FFE08A")
NUMBER_FORMATS = {
    "euro": "#,##0.00",
    "uren": "#,##0.00",
    "aandeel": "0%",
    "periode": "@",
    "text": "@",
    "aantal": "#,##0",
    "jaar": "0",
}
_LINE = Side(style="thin", color="C9D1D6")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FIXED_DATE = dt.datetime(2026, 1, 1)
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)


def font(**kwargs: object) -> Font:
    """Give a font of the form's own family; without a name a reader picks one itself."""
    return Font(name="Calibri", **{"size": 11, "color": INK, **kwargs})


def style_input(cell: Cell, kind: str) -> None:
    """Make a cell look and act as one to type in."""
    cell.fill = PatternFill("solid", fgColor=INPUT)
    cell.border = BORDER
    cell.font = font()
    cell.protection = Protection(locked=False)
    cell.number_format = NUMBER_FORMATS.get(kind, "General")
    cell.alignment = Alignment(vertical="top", wrap_text=kind == "text")


def style_locked(cell: Cell, kind: str = "") -> None:
    """Make a cell look as one that the form fills."""
    cell.fill = PatternFill("solid", fgColor=GREY)
    cell.border = BORDER
    cell.font = font()
    cell.number_format = NUMBER_FORMATS.get(kind, "General")
    cell.alignment = Alignment(vertical="top")


def style_header(cell: Cell) -> None:
    """Make a cell look as a column header."""
    cell.fill = PatternFill("solid", fgColor=HEAD)
    cell.font = font(bold=True, color=PAPER)
    cell.border = BORDER
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def title(sheet: Worksheet, text: str, explanation: str, made_up: bool) -> None:
    """Write the title lines of a sheet, with the notice that its figures are made up."""
    sheet["A1"] = text
    sheet["A1"].font = font(bold=True, size=15, color=HEAD)
    sheet["A2"] = explanation
    sheet["A2"].font = font()
    if made_up:
        sheet["A3"] = "VOORBEELD: alle cijfers op dit blad zijn verzonnen."
        sheet["A3"].font = font(bold=True, color="B3261E")


def like(cell: Cell, pattern: Cell) -> None:
    """Give a cell the style of another of the same workbook (much faster than styling each anew)."""
    cell._style = copy(pattern._style)


def add_limit(sheet: Worksheet, cells: str, validation: DataValidation, name: str, help_text: str) -> None:
    """Add a limit with its help text and error text to a range."""
    validation.promptTitle, validation.prompt = name[:32], help_text[:255]
    validation.errorTitle = "Dit kan hier niet"
    validation.error = validation.error or f"{name}: {help_text}"[:225]
    validation.showInputMessage = validation.showErrorMessage = True
    validation.add(cells)
    sheet.add_data_validation(validation)


def limit_for(kind: str) -> DataValidation:
    """Give the limit that belongs to a kind of field."""
    if kind in ("taak", "activiteit", "functie", "kostensoort", "aard", "soort", "rechtspersoon", "antwoord"):
        return DataValidation(
            type="list", formula1=f"=lijst_{kind}", allow_blank=True, error="Kies een waarde uit de lijst."
        )
    if kind == "aandeel":
        return DataValidation(
            type="decimal",
            operator="between",
            formula1="0",
            formula2="1",
            error="Vul 0 % tot en met 100 % in.",
        )
    if kind in ("euro", "uren", "aantal", "jaar"):
        low, high = {
            "euro": (0, 10_000_000),
            "uren": (0, 2_000),
            "aantal": (0, 20_000),
            "jaar": (1950, 2100),
        }[kind]
        whole = kind in ("aantal", "jaar")
        return DataValidation(
            type="whole" if whole else "decimal",
            operator="between",
            formula1=str(low),
            formula2=str(high),
            error=f"Vul een {'heel ' if whole else ''}getal in van {low} tot {high}.".replace(
                "10000000", "10 miljoen"
            ),
        )
    return DataValidation(allow_blank=True)


def red_when(sheet: Worksheet, cells: str, formula: str, *, warning: bool = False) -> None:
    """Colour cells of a range while the formula (written for its first row) is true."""
    rule = FormulaRule([formula], fill=WARNING_FILL if warning else ERROR_FILL)
    sheet.conditional_formatting.add(cells, rule)


def finish_sheet(sheet: Worksheet, widths: Sequence[float], freeze: str, header_row: int) -> None:
    """Set widths, frozen panes, protection without password, and printing on A4 landscape."""
    for i, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    if freeze:
        sheet.freeze_panes = freeze
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if header_row:
        sheet.row_dimensions[header_row].height = 47
        sheet.print_title_rows = f"1:{header_row}"


def save_repeatably(book: Workbook, path: Path) -> None:
    """Save so that the same content gives the same bytes, and never leave half a file."""
    book.properties.created = book.properties.modified = _FIXED_DATE
    first = io.BytesIO()
    book.save(first)
    second = io.BytesIO()
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in made.namelist():
            data = made.read(name)
            if name == "docProps/core.xml":
                stamp = _FIXED_DATE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, data)
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(info, data)
    with whole(path) as half:
        half.write_bytes(second.getvalue())
