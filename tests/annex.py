"""Read a workbook of exhibits back, and hold every sheet against the rules that it keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.wcag import contrast

COVER, CONTENTS, NOTES, NOTHING = "Voorblad", "Inhoud", "Toelichting", "[x]"
NO_TABLE = "Dit blad bevat geen tabel: er is niets te tonen."


def faults(path: Path) -> list[str]:
    """Name what breaks a rule in any sheet of a workbook."""
    book = openpyxl.load_workbook(path)
    found = [f"{sheet.title}: {fault}" for sheet in book for fault in _of_sheet(sheet)]
    names = [sheet.title.lower() for sheet in book]
    tables = [name.lower() for sheet in book for name in sheet.tables]
    found += ["twee bladen heten hetzelfde"] * (len(set(names)) < len(names))
    found += ["twee tabellen heten hetzelfde"] * (len(set(tables)) < len(tables))
    order = [book.sheetnames[0], book.sheetnames[1], book.sheetnames[-1]]
    found += ["de vaste bladen staan niet op hun plaats"] * (order != [COVER, CONTENTS, NOTES])
    reached = [link for cell, link in links(book[CONTENTS]) if cell.row > top(book[CONTENTS])]
    found += ["de inhoud leidt niet naar elk blad"] * (reached != book.sheetnames[2:])
    return found


def links(sheet: Worksheet) -> Iterator[tuple[Cell, str]]:
    """Give the cells with a link, each with the sheet to which it leads."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.hyperlink is not None:
                assert cell.hyperlink.target is None, f"{sheet.title}: {cell.coordinate} leidt naar buiten"
                yield cell, re.fullmatch(r"'(.+)'!A1", cell.hyperlink.location)[1]


def top(sheet: Worksheet) -> int:
    """Give the row of the headings, or of what would be below the words."""
    return range_boundaries(next(iter(sheet.tables.values())).ref)[1] if sheet.tables else sheet.max_row + 1


def rows(sheet: Worksheet) -> list[list[object]]:
    """Give the table of a sheet: the row of headings first."""
    return (
        [[cell.value for cell in row] for row in sheet.iter_rows(min_row=top(sheet))] if sheet.tables else []
    )


def words(sheet: Worksheet) -> list[str]:
    """Give the lines above the table of a sheet, the title first."""
    return [cell.value for (cell,) in sheet.iter_rows(max_row=top(sheet) - 1, max_col=1)]


def _of_sheet(sheet: Worksheet) -> Iterator[str]:
    if len(sheet.title) > 31 or re.search(r"[\[\]:*?/\\]|^'|'$", sheet.title):
        yield "de naam kan niet"
    if sheet.merged_cells.ranges:
        yield "cellen zijn samengevoegd"
    if any(
        dimension.hidden for dimension in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
    ):
        yield "er is iets verborgen"
    told = words(sheet)
    if not all(isinstance(line, str) and line.strip() for line in told):
        yield "er is een lege regel boven de tabel"
    above = sheet.iter_rows(max_row=top(sheet) - 1, min_col=2)
    if any(cell.value is not None for row in above for cell in row):
        yield "er staan woorden buiten kolom A"
    back = [link for cell, link in links(sheet) if cell.row < top(sheet)]
    if back != [COVER if sheet.title == CONTENTS else CONTENTS]:
        yield f"de weg terug is {back}"
    if len(sheet.tables) != (sheet.title != COVER and NO_TABLE not in told):
        yield f"{len(sheet.tables)} tabellen"
    yield from _of_table(sheet) if sheet.tables else ()
    yield from _of_paper(sheet)
    yield from _of_looks(sheet)


def _of_table(sheet: Worksheet) -> Iterator[str]:
    (table,) = sheet.tables.values()
    left, first, right, last = range_boundaries(table.ref)
    if (left, right, last) != (1, sheet.max_column, sheet.max_row):
        yield "de tabel is niet wat onder de woorden staat"
    if not re.fullmatch(r"[A-Za-z]\w*", table.displayName) or table.autoFilter.ref != table.ref:
        yield "de tabel heeft geen naam of filter"
    headings, *body = rows(sheet)
    if [each.name for each in table.tableColumns] != headings:
        yield "de koppen zijn niet die van de tabel"
    if not all(isinstance(each, str) and each.strip() for each in headings):
        yield "een kop ontbreekt"
    if len({str(each).lower() for each in headings}) < len(headings):
        yield "een kop staat er twee keer"
    if any(value is None or not str(value).strip() for row in body for value in row):
        yield "een cel is leeg"
    for at, heading in enumerate(headings, 1):
        numbers = [cell for (cell,) in sheet.iter_rows(first + 1, last, at, at) if cell.data_type == "n"]
        if any(cell.number_format != "0" for cell in numbers) and not re.search(r"\(.+\)( \d+)?$", heading):
            yield f"{heading} heeft geen eenheid"
    if sheet.freeze_panes != f"B{first + 1}" or sheet.print_title_rows != f"${first}:${first}":
        yield "de koppen blijven niet in beeld"


def _of_paper(sheet: Worksheet) -> Iterator[str]:
    page = sheet.page_setup
    if (page.orientation, page.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) != (
        "landscape",
        0,
        True,
    ):
        yield "het past niet op papier"
    if sheet.oddFooter.right.text != "Blad &P van &N":
        yield "de bladzijden hebben geen nummer"


def _of_looks(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            if cell.data_type == "f":
                yield f"{cell.coordinate} is een formule"
            if cell.font.sz < 12 or cell.fill.fill_type is not None or _contrast(cell) < 4.5:
                yield f"{cell.coordinate} is niet goed te lezen"


def _contrast(cell: Cell) -> float:
    """Give the contrast of letters with white."""
    given = cell.font.color is not None and cell.font.color.type == "rgb"
    return contrast(f"#{cell.font.color.rgb[2:]}" if given else "#000000")
