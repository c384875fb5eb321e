"""Read a CSV twin of a cost sheet as rows of text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from vsvanalyse.files import decode
from vsvanalyse.intake.workbook import UnreadableFileError

_CSV_TROUBLE = 'Een aanhalingsteken (") in het csv-bestand wordt niet of verkeerd gesloten; regels zouden in een omschrijving verdwijnen.'


def read_csv_rows(path: Path) -> list[list[object]]:
    """Read a CSV as rows of text: UTF-8 with or without BOM, or cp1252; ``;``, ``,`` or a tab.

    Raises UnreadableFileError when the file is empty, cannot be opened or is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError("B01", f"Het bestand is niet te lezen ({error.strerror}).") from error
    if not data.strip() or b"\0" in data:
        raise UnreadableFileError("B01", "Het csv-bestand is leeg of geen tekst.")
    text = decode(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise UnreadableFileError("B01", "Het csv-bestand is leeg.")
    delimiter = max(";\t,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableFileError("B01", _CSV_TROUBLE) from error
    if any("\n" in field and delimiter in field for row in rows for field in row):
        raise UnreadableFileError("B01", _CSV_TROUBLE)
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]
