"""Open a workbook: cell values fast, and the cells whose value is missing or an error.

python-calamine gives an empty text both for an error value and for a formula without a stored
result. Both would lose euros, so the sheet's own XML is searched for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine

from vsvanalyse.files import reading_fault
from vsvanalyse.intake import dropdowns
from vsvanalyse.intake.findings import thresholds
from vsvanalyse.intake.grid import GridError, survey
from vsvanalyse.intake.package import MIB, PackageError, unpack
from vsvanalyse.intake.received import read_regular

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class UnreadableFileError(Exception):
    """A file that cannot be read: the id of the check rule it breaks, a Dutch reason, and where."""

    def __init__(self, regel: str, uitleg: str, blad: str = "", cel: str = "") -> None:
        # All of it, so that the error can come from another process.
        super().__init__(regel, uitleg, blad, cel)
        self.regel, self.uitleg, self.blad, self.cel = regel, uitleg, blad, cel

    def __str__(self) -> str:
        return self.uitleg


@dataclass(frozen=True)
class Workbook:
    """Cell values by sheet (rows of columns, from A1), and cells without a value of their own.

    ``broken`` maps sheet to cell to what stands there: an error value, or ``"formule"``. ``lists`` maps sheet to
    column letter to the formula of its drop-down.
    """

    sheets: dict[str, list[list[Any]]]
    broken: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)


def file_bytes(path: Path) -> bytes:
    """Read a file that somebody sent; raises UnreadableFileError when it cannot be opened or is too large."""
    limit = int(thresholds()["lees_bestand_mib"])
    try:
        data = read_regular(path, limit * MIB)
    except OSError as error:
        raise UnreadableFileError("B01", f"Het bestand is {reading_fault(error)}") from error
    if len(data) > limit * MIB:
        raise UnreadableFileError(
            "B01", f"Het bestand is groter dan {limit} MiB; een formulier is dat nooit."
        )
    if not data:
        raise UnreadableFileError("B01", "Het bestand is leeg.")
    return data


def open_workbook(path: Path) -> Workbook:
    """Read every sheet of an .xlsx or .xlsm file.

    Raises UnreadableFileError for a file that is missing, empty, truncated, encrypted, too large or
    of another kind.
    """
    data = file_bytes(path)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableFileError("B02", "Het bestand heeft een wachtwoord.")
        raise UnreadableFileError("B01", "Dit is een oud Excel-bestand (.xls); sla het op als .xlsx.")
    try:
        return _read(data)
    except (UnreadableFileError, MemoryError):
        raise
    except PackageError as error:
        raise UnreadableFileError("B01", str(error)) from error
    except Exception as error:
        # A damaged archive can fail in any layer (zip, XML, calamine), each with its own exception.
        raise UnreadableFileError(
            "B01", "Het bestand is beschadigd, onvolledig of geen Excel-bestand."
        ) from error


def _read(data: bytes) -> Workbook:
    package = unpack(data, thresholds())
    broken = {}
    for name, xml in package.sheets.items():
        try:
            broken[name] = survey(xml, thresholds())
        except GridError as error:
            raise UnreadableFileError("B01", f"Blad '{name}': {error.uitleg}", name, error.cel) from error
    with python_calamine.load_workbook(package.clean) as book:
        sheets = {name: _rows(book.get_sheet_by_index(i)) for i, name in enumerate(package.sheets)}
    lists = {name: dropdowns.lists_by_column(xml) for name, xml in package.sheets.items()}
    return Workbook(sheets, broken, lists)


def _rows(sheet: python_calamine.CalamineSheet) -> list[list[Any]]:
    """Give all rows from A1; the faster way of reading leaves out empty rows and columns before the first cell."""
    return sheet.to_python(skip_empty_area=sheet.start == (0, 0))
