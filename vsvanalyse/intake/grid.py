"""Size the grid of a sheet before a reader makes it dense, and find the cells that have no value.

One pass over the XML of a sheet. A part that is written as Excel, LibreOffice, openpyxl and XlsxWriter write
it is taken in by one regular expression, cell after cell, and lies within columns A to Z and four digits of
rows; expat costs three times as much as reading the workbook itself. At the first thing that is not exactly
so, expat reads the part instead: cells without a reference, references in entities, prefixes, far cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

FORMULA = "formule"
"""What stands at a cell with a formula of which the file does not hold the result."""

_CELL = rb'<c r="[A-Z][1-9]\d{0,3}"(?: s="\d+")?'
_KEPT = rb'<c r="([A-Z][1-9]\d{0,3})"(?: s="\d+")?'
_FORMULA = rb"<f(?: [^<>]*/>|(?: [^<>]*[^<>/])?>[^<]*</f>)"
_TEXT = rb"<is><t(?: [^<>]*[^<>/])?>[^<]*</t></is>"
_EMPTY = rb"<v ?/>|<v></v>"
_MOST = rb'<c r="[A-Z][1-9]\d{0,3}+" s="\d++"(?: t="[sn]"|)><v>[^<]++</v></c>'
"""What nearly every cell is. It is one of `_BROKEN`'s cells too, but without a choice to make it takes half the time."""
_BROKEN = re.compile(
    # No result: a formula that has a text as its result may have an empty one. Or an error value.
    rb"(?:" + _KEPT + rb'(?: t="[bn]")?>' + _FORMULA + rb"(?:" + _EMPTY + rb")?</c>"
    rb"|" + _KEPT + rb' t="e">(?:' + _FORMULA + rb")?<v>([^<&]+)</v></c>)?+"
    # And all that has nothing to tell, up to the next such cell; what stands in most cells goes first.
    rb"(?:" + _MOST + rb"|" + _CELL + rb'(?:(?: t="(?:s|n|b|inlineStr)")?(?:>(?:<v>[^<]+</v>|' + _FORMULA + rb"<v>[^<]+</v>|" + _TEXT + rb"|" + _EMPTY + rb")?</c>| ?/>)"
    rb'| t="str">(?:' + _FORMULA + rb")?(?:" + _EMPTY + rb"|<v>[^<]*</v>)?</c>)"
    rb'|</row>|<row r="[1-9]\d{0,3}"(?: [^<>]*)?>)*+'
)  # fmt: skip
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_OTHER_TABLE = re.compile(rb"<!|sheetData[\s/>]")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,8})", re.IGNORECASE)


class GridError(Exception):
    """A grid that no form has; says in Dutch what is wrong, and at which cell."""

    def __init__(self, uitleg: str, cel: str = "") -> None:
        super().__init__(uitleg)
        self.uitleg, self.cel = uitleg, cel


def column_letter(number: int) -> str:
    """Name a column by its 1-based number: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Number a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def check_size(rows: int, columns: int, limits: Mapping[str, float], cel: str) -> None:
    """Raise GridError when a grid that reaches to this cell is larger than a form can be."""
    for count, limit, what in (
        (columns, limits["lees_kolommen"], "kolommen"),
        (rows, limits["lees_rijen"], "rijen"),
        (rows * columns, limits["lees_cellen"], "cellen"),
    ):
        if count > limit:
            text = f"Er staat iets ver buiten het formulier, in cel {cel}; een blad heeft hoogstens {limit:.0f} {what}."
            raise GridError(f"{text} Haal het weg.", cel)


def survey(xml: bytes, limits: Mapping[str, float]) -> dict[str, str]:
    """Map the cells of a sheet without a value of their own to their error value, or to `FORMULA`.

    ``xml`` is UTF-8. Cells with only a format do not count for the size. Raises GridError for a grid that is too
    large or that cannot be told, and ExpatError for what is no XML.
    """
    found = _survey_as_written(xml)
    return _Slow(limits).read(xml) if found is None else found


def _survey_as_written(xml: bytes) -> dict[str, str] | None:
    """Survey a part as the usual programs write it; None for any other, however little it differs."""
    at, end = xml.find(_OPEN), xml.rfind(_CLOSE)
    if at < 0 or _OTHER_TABLE.search(xml, 0, at) or _OTHER_TABLE.search(xml, end + len(_CLOSE)):
        return None
    at += len(_OPEN)
    broken = {}
    for found in _BROKEN.finditer(xml, at, end):
        if found.start() != at:
            return None
        at = found.end()
        if cell := found[1]:
            broken[cell.decode()] = FORMULA
        elif found[2]:
            broken[found[2].decode()] = found[3].decode()
    return broken if at == end else None


class _Slow:
    """Reads any sheet with expat; a cell without a reference stands after the previous one."""

    def __init__(self, limits: Mapping[str, float]) -> None:
        self.limits = limits
        self.row = self.column = 0
        self.rows = self.columns = 0
        self.kind, self.formula, self.filled = "", False, False
        self.value: list[str] = []
        self.broken: dict[str, str] = {}

    def read(self, xml: bytes) -> dict[str, str]:
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.Parse(xml, True)
        return self.broken

    @staticmethod
    def refuse(*_: object) -> None:
        raise GridError("Het bestand bevat een documentdefinitie; een Excel-bestand heeft die nooit.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            if given := attributes.get("r"):
                self.row = self.place(f"A{given}", given)[0] - 1
            self.column = 0
        elif name == "c":
            if given := attributes.get("r"):
                row, self.column = self.place(given, given)
            else:
                row, self.column = self.row + 1, self.column + 1
            self.at = row
            self.kind, self.formula, self.filled = attributes.get("t", "n"), False, False
            self.value = []
        elif name == "v":
            self.parser.CharacterDataHandler = self.value.append
        elif name == "f":
            self.formula = True
        elif name == "is":
            self.filled = True

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "v":
            self.parser.CharacterDataHandler = None
        elif name == "row":
            self.row += 1
        elif name == "c":
            value = "".join(self.value)
            if not (value or self.formula or self.filled):
                return
            cell = f"{column_letter(self.column)}{self.at}"
            if self.at > self.rows or self.column > self.columns:
                self.rows, self.columns = max(self.rows, self.at), max(self.columns, self.column)
                check_size(self.rows, self.columns, self.limits, cell)
            if self.kind == "e" and value:
                self.broken[cell] = value
            elif self.formula and not value and self.kind != "str":
                self.broken[cell] = FORMULA

    @staticmethod
    def place(text: str, given: str) -> tuple[int, int]:
        found = _REFERENCE.fullmatch(text)
        if not found:
            raise GridError(f"'{given[:20]}' is geen plaats van een cel of rij.")
        return int(found[2]), column_number(found[1])
