"""Take what could act out of a workbook that a sender made: only formulas that are the form's own kind stay live."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

HARMLESS = frozenset(
    [
        "ABS",
        "AND",
        "COUNT",
        "COUNTA",
        "IF",
        "IFERROR",
        "ISERROR",
        "ISNA",
        "ISNUMBER",
        "ISTEXT",
        "LEFT",
        "LEN",
        "MATCH",
        "MID",
        "MIN",
        "N",
        "NOT",
        "OR",
        "RIGHT",
        "ROUND",
        "ROW",
        "SEARCH",
        "SUBSTITUTE",
        "SUM",
        "SUMIF",
        "TRIM",
        "YEAR",
    ]
)
"""The functions that forms of any version compute with; none of them reaches outside the workbook."""
_OUTSIDE = re.compile(r"[\[\]|]|://")


def open_defused(source: Path) -> Workbook:
    """Open a workbook to write on, with nothing live in it but harmless formulas in locked cells.

    Any other formula becomes its stored value, or else its own text; links, external references, charts, pivot
    tables and names that reach outside are left out, macros and embedded objects never come along.
    """
    book = load_workbook(source, keep_links=False)
    values: Workbook | None = None
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if getattr(cell, "hyperlink", None) is not None:
                cell.hyperlink = None
            if cell.data_type == "f" and not (cell.protection.locked and is_harmless(_formula(cell))):
                values = values or load_workbook(source, data_only=True, keep_links=False)
                _make_text(cell, values[sheet.title][cell.coordinate].value)
        _clear(sheet)
        _drop_names(sheet.defined_names)
    _drop_names(book.defined_names)
    return book


def _formula(cell: Cell) -> str:
    value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
    return value if isinstance(value, str) else "=DATATABLE()"


def is_harmless(formula: str) -> bool:
    """Say whether a formula uses only functions of the form and nothing outside the workbook."""
    return _only_harmless(re.sub(r"\d+", "1", formula))


@cache
def _only_harmless(formula: str) -> bool:
    tokens = Tokenizer(f"={formula.lstrip('={').rstrip('}')}").items
    return all(
        token.value.rstrip("(").upper() in HARMLESS
        for token in tokens
        if token.type == Token.FUNC and token.subtype == Token.OPEN
    ) and not any(
        _OUTSIDE.search(token.value)
        for token in tokens
        if token.type != Token.OPERAND or token.subtype != Token.TEXT
    )


def _make_text(cell: Cell, stored: object) -> None:
    cell.value = _formula(cell) if stored is None else stored
    if isinstance(cell.value, str):
        cell.data_type, cell.quotePrefix = "s", True


def _clear(sheet: Worksheet) -> None:
    sheet._charts, sheet._pivots = [], []
    limits = sheet.data_validations
    limits.dataValidation = [
        limit
        for limit in limits.dataValidation
        if all(is_harmless(text) for text in (limit.formula1, limit.formula2) if text)
    ]
    kept = ConditionalFormattingList()
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            if all(is_harmless(text) for text in rule.formula):
                kept.add(str(area.sqref), rule)
    sheet.conditional_formatting = kept


def _drop_names(names: dict) -> None:
    for name in [name for name, defined in names.items() if not is_harmless(defined.attr_text or "")]:
        del names[name]
