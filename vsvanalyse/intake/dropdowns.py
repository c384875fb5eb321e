"""Find on the way back which drop-downs of a form are gone or changed: without them people type what is in no list."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from vsvanalyse.intake import layout
from vsvanalyse.intake.grid import column_letter, column_number

_VALIDATION = re.compile(
    rb"<((?:\w+:)?)dataValidation\s([^>]*\btype=[\"']list[\"'][^>]*)(?<!/)>(.*?)</\1dataValidation>",
    re.DOTALL,
)
_SQREF = re.compile(rb"sqref=[\"']([^\"']*)|<xm:sqref>([^<]*)")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?\d*(?::\$?([A-Z]{1,3})\$?\d*)?")
_FORMULA = re.compile(rb"<(?:\w+:)?formula1>(?:<xm:f>)?([^<]*)")


def lists_by_column(xml: bytes) -> dict[str, str]:
    """Map column letter to the formula of its drop-down, from the XML of one sheet.

    Newer programs may keep a drop-down that looks at another sheet in an extension; it is found there too.
    """
    found: dict[str, str] = {}
    # They stand after the cells, which are nearly all of a sheet.
    for _, attributes, inside in _VALIDATION.findall(xml, max(xml.rfind(b"sheetData>"), 0)):
        formula = _FORMULA.search(inside)
        areas = _SQREF.search(attributes) or _SQREF.search(inside)
        for area in (areas[1] or areas[2]).decode().split() if areas else ():
            ends = _AREA.fullmatch(area)
            if not ends:
                continue
            first, last = (column_number(letters) for letters in (ends[1], ends[2] or ends[1]))
            for column in range(first, last + 1):
                found[column_letter(column)] = html.unescape(formula[1].decode()) if formula else ""
    return found


def fault(columns: Mapping[str, tuple[str, str]], lists: Mapping[str, str], blad: str) -> str:
    """Say which columns (header to letter and kind) lost their drop-down or have another's; ``""`` for none."""
    gone = [header for header, (letter, _) in columns.items() if letter not in lists]
    other = [
        f"'{header}' ({lists[letter]})"
        for header, (letter, kind) in columns.items()
        if letter in lists and not _is_own(lists[letter], kind)
    ]
    said = []
    if gone:
        said.append(f"Op het blad '{blad}' is de keuzelijst weg van: {', '.join(gone)}.")
    if other:
        said.append(f"Op het blad '{blad}' staat een andere keuzelijst bij: {', '.join(other)}.")
    return " ".join(said)


def _is_own(formula: str, kind: str) -> bool:
    """Say whether a drop-down looks at the form's own list, by its name or by its place on the sheet Lijsten."""
    text = formula.lstrip("=").replace("'", "").casefold()
    return text == f"lijst_{kind}" or text.startswith(f"{layout.LIJSTEN_BLAD.casefold()}!")


def changed_lists(rows: Sequence[Sequence[object]]) -> Iterator[tuple[str, object, str]]:
    """Give cell, value and what is wrong for each entry of the sheet Lijsten that the form did not put there."""
    known = layout.choices()
    for i, name in enumerate(rows[0] if rows else ()):
        if name not in known:
            continue
        for number, row in enumerate(rows[1:], 2):
            value = row[i]
            if value != "" and value not in known[name]:
                yield (
                    f"{column_letter(i + 1)}{number}",
                    value,
                    f"'{value}' hoort niet in de lijst '{name}'.",
                )
