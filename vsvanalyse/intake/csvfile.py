"""Read a CSV twin of a cost sheet as rows of text."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from vsvanalyse.files import decode
from vsvanalyse.intake.findings import thresholds
from vsvanalyse.intake.grid import GridError, check_size, column_letter
from vsvanalyse.intake.workbook import UnreadableFileError, file_bytes

_CSV_TROUBLE = 'Een aanhalingsteken (") in het csv-bestand wordt niet of verkeerd gesloten; regels zouden in een omschrijving verdwijnen.'


def read_csv_rows(path: Path, delimiter: str = "") -> list[list[Any]]:
    """Read a CSV as rows of text: UTF-8 with or without BOM, or cp1252; ``;``, ``,`` or a tab.

    Without ``delimiter`` the first line says which of them it is. Raises UnreadableFileError when the file is empty, cannot be opened or is no text.
    """
    data = file_bytes(path)
    if not data.strip() or b"\0" in data:
        raise UnreadableFileError("B01", "Het csv-bestand is leeg of geen tekst.")
    text = decode(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise UnreadableFileError("B01", "Het csv-bestand is leeg.")
    delimiter = delimiter or max(";\t,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        long = f"Een veld in het csv-bestand heeft meer dan {csv.field_size_limit()} tekens."
        raise UnreadableFileError("B01", long if "field limit" in str(error) else _CSV_TROUBLE) from error
    if any("\n" in field and delimiter in field for row in rows for field in row):
        raise UnreadableFileError("B01", _CSV_TROUBLE)
    width = max(_filled(row) for row in rows)
    at = next(number for number, row in enumerate(rows, 1) if _filled(row) == width)
    try:
        check_size(len(rows), width, thresholds(), f"{column_letter(width)}{at}")
    except GridError as error:
        raise UnreadableFileError("B01", error.uitleg, cel=error.cel) from error
    return [row[:width] + [""] * (width - len(row)) for row in rows]


def _filled(row: list[str]) -> int:
    """Count the fields up to the last that holds something; a spreadsheet ends lines with empty ones."""
    return next((i for i in range(len(row), 0, -1) if row[i - 1]), 0)
