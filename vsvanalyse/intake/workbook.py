"""Open a workbook: cell values fast, and the cells whose value is missing or an error.

python-calamine gives an empty text both for an error value and for a formula without a stored
result. Both would lose euros, so the sheet's own XML is searched for them.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import python_calamine

from vsvanalyse.intake import dropdowns

MAX_UNPACKED = 300 * 2**20
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SPREADSHEETML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NO_RESULT = re.compile(
    rb'<c r="([A-Z]+\d+)"((?: [a-z]+="[^"]*")*)><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>'
)
_ERROR = re.compile(rb't="e"')
_FAR = re.compile(rb' r="(?:[A-Z]{3}|[A-Z]{0,3}\d{5})')
_TOO_FAR = re.compile(rb"""\sr=["'](?:[A-Z]{3}|[A-Z]{0,3}\d{6})""")
_WIDE = re.compile(rb"""\sr=["'][A-Z]{2}\d""")
_EMPTY_ROW = re.compile(rb"<row\s[^>]*?(?:/>|></row>)")
_VALUE = re.compile(rb"<v>([^<]*)</v>")


class UnreadableFileError(Exception):
    """A file that cannot be read; carries the id of the check rule it breaks and a Dutch reason."""

    def __init__(self, regel: str, uitleg: str) -> None:
        super().__init__(uitleg)
        self.regel, self.uitleg = regel, uitleg


@dataclass(frozen=True)
class Workbook:
    """Cell values by sheet (rows of columns, from A1), and cells without a value of their own.

    ``broken`` maps sheet to cell to what stands there: an error value, or ``"formule"``. ``lists`` maps sheet to
    column letter to the formula of its drop-down.
    """

    sheets: dict[str, list[list[object]]]
    broken: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)


def open_workbook(path: Path) -> Workbook:
    """Read every sheet of an .xlsx or .xlsm file.

    Raises UnreadableFileError for a file that is missing, empty, truncated, encrypted, too large or
    of another kind.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError("B01", f"Het bestand is niet te lezen ({error.strerror}).") from error
    if not data:
        raise UnreadableFileError("B01", "Het bestand is leeg.")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableFileError("B02", "Het bestand heeft een wachtwoord.")
        raise UnreadableFileError("B01", "Dit is een oud Excel-bestand (.xls); sla het op als .xlsx.")
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFileError("B01", "Het bestand is uitgepakt te groot voor een formulier.")
            broken, lists = _broken_cells(archive)
        with python_calamine.load_workbook(path) as book:
            sheets = {name: _rows(book.get_sheet_by_name(name)) for name in book.sheet_names}
    except UnreadableFileError:
        raise
    except Exception as error:
        # A damaged archive can fail in any layer (zip, XML, calamine), each with its own exception.
        raise UnreadableFileError(
            "B01", "Het bestand is beschadigd, onvolledig of geen Excel-bestand."
        ) from error
    return Workbook(sheets, broken, lists)


def _rows(sheet: python_calamine.CalamineSheet) -> list[list[object]]:
    """Give all rows from A1; the faster way of reading leaves out empty rows and columns before the first cell."""
    return sheet.to_python(skip_empty_area=sheet.start == (0, 0))


def _broken_cells(
    archive: zipfile.ZipFile,
) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    found: dict[str, dict[str, str]] = {}
    lists: dict[str, dict[str, str]] = {}
    for sheet in book.iter(f"{_SPREADSHEETML}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part not in archive.namelist():
            continue
        xml = archive.read(part)
        _refuse_far_cells(xml)
        found[sheet.get("name", "")] = _broken_in(xml)
        lists[sheet.get("name", "")] = dropdowns.lists_by_column(xml)
    return found, lists


def _refuse_far_cells(xml: bytes) -> None:
    """Refuse a sheet with a cell far outside any form: reading it would fill all memory with empty cells."""
    xml = _EMPTY_ROW.sub(b"", xml)
    suspect = _FAR.search(xml) or b" r='" in xml or b'\nr="' in xml or b'\tr="' in xml
    if suspect and (_TOO_FAR.search(xml) or _WIDE.search(xml)):
        raise UnreadableFileError(
            "B01", "Er staat een cel ver buiten het formulier; het bestand is zo niet te lezen."
        )


def _broken_in(xml: bytes) -> dict[str, str]:
    """Map cells to their error value, or to ``"formule"`` where a formula has no stored result.

    A formula of type ``str`` may have an empty text as its result.
    """
    cells = {}
    for cell, attributes in _NO_RESULT.findall(xml):
        if b't="str"' not in attributes:
            cells[cell.decode()] = "formule"
    for found in _ERROR.finditer(xml) if b't="e"' in xml else ():
        start = xml.rfind(b'<c r="', 0, found.start()) + len(b'<c r="')
        if value := _VALUE.search(xml, found.end()):
            cells[xml[start : xml.index(b'"', start)].decode()] = value[1].decode()
    return cells
