"""The form sent back: a copy of what came in, cells coloured, a note at each, and a list of all findings."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from vsvanalyse.files import whole
from vsvanalyse.intake import returned_look as look
from vsvanalyse.intake.csvfile import read_csv_rows
from vsvanalyse.intake.defuse import open_defused
from vsvanalyse.intake.form_style import HEAD
from vsvanalyse.intake.layout import BEVINDINGEN_BLAD
from vsvanalyse.intake.resubmission import Resubmission
from vsvanalyse.intake.returned_changes import add_sheet

_FILLS = {
    "fout": PatternFill("solid", fgColor="F7B7B2"),
    "waarschuwing": PatternFill("solid", fgColor="FFE08A"),
}
_AUTHOR = "Federatie van VSV's"
_HEADS = ("Ernst", "Blad", "Cel", "Gevonden", "Wat is er", "Wat te doen", "Regel")
_WIDTHS = (13, 16, 8, 22, 70, 60, 8)
_FIXED_DATE = dt.datetime(2026, 1, 1)


def write_returned(
    source: Path, bevindingen: pd.DataFrame, target: Path, changes: Resubmission | None = None
) -> Path:
    """Write the returned form of one file; ``bevindingen`` holds the findings of that file only.

    A CSV comes back as a workbook. A file that cannot be opened comes back as a workbook with only
    the list of findings. Cells with a finding have a colour and a note; the note lists all of them.
    ``changes`` adds a sheet with what changed since the form that this one replaces.
    """
    try:
        # A file that could not be read where it does no harm is not opened here.
        closed = bevindingen["regel"].isin(["B01", "B02"]).any()
        book = Workbook() if closed else _annotated(source, bevindingen)
    except Exception:
        # Whatever cannot be opened or written on has findings that say so; the list goes back all the same.
        book = Workbook()
    _list_findings(book, bevindingen)
    if changes is not None:
        add_sheet(book, changes)
    save_repeatably(book, target)
    return target


def _annotated(source: Path, bevindingen: pd.DataFrame) -> Workbook:
    book = _from_csv(source) if source.suffix.lower() == ".csv" else open_defused(source)
    at_cells = bevindingen[bevindingen["cel"] != ""]
    for (blad, cel), group in at_cells.groupby(["blad", "cel"], sort=False):
        name = blad if blad in book.sheetnames else book.sheetnames[0]
        _mark(book[name], cel, group)
    return book


def _from_csv(source: Path) -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = source.stem[:31]
    for row in read_csv_rows(source):
        sheet.append([ILLEGAL_CHARACTERS_RE.sub(" ", str(value)) for value in row])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s" if cell.value else "n"
    return book


def _mark(sheet: Worksheet, cel: str, group: pd.DataFrame) -> None:
    _drop_warning_colours(sheet, cel)
    cell = sheet[cel]
    if isinstance(cell, MergedCell):
        merged = next(area for area in sheet.merged_cells.ranges if cel in area)
        cell = sheet[merged.start_cell.coordinate]
    cell.fill = _FILLS["fout" if (group["ernst"] == "fout").any() else "waarschuwing"]
    lines = [
        f"{ernst.capitalize()} ({regel}): {uitleg}\n→ {wat}"
        for ernst, regel, uitleg, wat in group[["ernst", "regel", "uitleg", "wat_te_doen"]].itertuples(
            index=False
        )
    ]
    if cell.comment is not None and cell.comment.author == _AUTHOR:
        lines.insert(0, cell.comment.text)
    note = Comment("\n\n".join(lines), _AUTHOR)
    note.width, note.height = 340, 60 + 60 * len(lines)
    cell.comment = note


def _drop_warning_colours(sheet: Worksheet, cel: str) -> None:
    """Take the form's own live colours off a range that has a finding: they would cover ours."""
    kept = ConditionalFormattingList()
    for area in sheet.conditional_formatting:
        if cel not in area:
            for rule in area.rules:
                kept.add(str(area.sqref), rule)
    sheet.conditional_formatting = kept


def _list_findings(book: Workbook, bevindingen: pd.DataFrame) -> None:
    if BEVINDINGEN_BLAD in book.sheetnames:
        del book[BEVINDINGEN_BLAD]
    sheet = book.create_sheet(BEVINDINGEN_BLAD, 0)
    errors = int((bevindingen["ernst"] == "fout").sum())
    counts = f"{errors} {'fout' if errors == 1 else 'fouten'} en {len(bevindingen) - errors} waarschuwingen."
    look.put_title(sheet, "Bevindingen", f"{counts} Klik op een cel om erheen te gaan.")
    look.put_heads(sheet, 4, _HEADS)
    fields = ["ernst", "blad", "cel", "waarde", "uitleg", "wat_te_doen", "regel"]
    for row, finding in enumerate(bevindingen[fields].itertuples(index=False), 5):
        for i, value in enumerate(finding, 1):
            look.put_text(sheet.cell(row, i), value)
        lines = max(-(-len(str(v)) // w) for v, w in zip(finding, _WIDTHS, strict=True))
        sheet.row_dimensions[row].height = 15.5 * lines + 2
        sheet.cell(row, 1).fill = _FILLS[finding.ernst]
        if finding.cel and finding.blad in book.sheetnames:
            sheet.cell(row, 3).hyperlink = f"#'{finding.blad}'!{finding.cel}"
            sheet.cell(row, 3).font = look.font(underline="single", color=HEAD[1:])
    look.finish(sheet, _WIDTHS)
    sheet.freeze_panes = "A5"
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def save_repeatably(book: Workbook, path: Path) -> None:
    """Save so that the same content gives the same bytes, and never leave half a file."""
    book.properties.created = book.properties.modified = _FIXED_DATE
    first = io.BytesIO()
    book.save(first)
    stamp = _FIXED_DATE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        whole(path) as half,
        zipfile.ZipFile(first) as made,
        zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for name in made.namelist():
            data = made.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, data)
            info = zipfile.ZipInfo(name, _FIXED_DATE.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(info, data)
