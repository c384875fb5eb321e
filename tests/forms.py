"""A small sound form, and ways to change one cell of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook

from vsvanalyse import basiskader
from vsvanalyse.intake import layout
from vsvanalyse.intake.form import FormContent, make_form
from vsvanalyse.intake.layout import FIRST_ROW, HEADER_ROW

PROFILE = {
    "vsv": "VSV01",
    "naam": "Toets-VSV Noord",
    "soort": "VSV",
    "boekjaar": 2021,
    "bevallingen": 2100,
    "aantal_partners": 9,
    "rechtspersoon": "stichting",
    "startjaar": 2013,
    "ingevuld_door": "coördinator",
}


def hour(**changes: object) -> dict[str, object]:
    line = {
        "periode": "2021-03-15",
        "taak": "T14",
        "activiteit": "vergadering",
        "functie": "gynaecoloog",
        "persoon": "1",
        "uren": 2.0,
        "tarief": 140,
        "aandeel": 1.0,
        "omschrijving": "overleg",
    }
    return line | changes


def cost(**changes: object) -> dict[str, object]:
    line = {
        "periode": "2021-05",
        "taak": "T05",
        "kostensoort": "inkoop",
        "leverancier": "Drukker",
        "bedrag": 250.5,
        "aard": "structureel",
        "omschrijving": "nieuwsbrief",
    }
    return line | changes


def content(**changes: object) -> FormContent:
    """Four hour lines (rows 5-8) and three invoices (rows 5-7), all sound."""
    parts: dict[str, object] = {
        "profiel": PROFILE,
        "uren": [
            hour(),
            hour(periode="2021-03-16", functie="verloskundige", tarief=75, aandeel=0.5, persoon="2"),
            hour(periode="2021-04", functie="coördinator", taak="T02", uren=12.25, tarief=75, persoon="3"),
            hour(
                periode="2021-06-01", functie="verloskundige", tarief=None, aandeel=0.0, uren=3.0, persoon="2"
            ),
        ],
        "kosten": [
            cost(),
            cost(periode="2021-06", taak="T15", kostensoort="ict", leverancier="Beheer", bedrag=1234.56),
            cost(periode="2021-02", taak="T01", leverancier="Notariaat", bedrag=1850, aard="eenmalig"),
        ],
        "antwoorden": {
            task: "geregistreerd" if task in ("T01", "T02", "T05", "T14", "T15") else "n.v.t."
            for task in basiskader.codes("taken")
        },
        "akkoord": {"akkoord_door": "voorzitter", "akkoord_datum": "2022-02-01"},
    }
    return FormContent(**(parts | changes))


TOTAL_CT = 28000 + 7500 + 91875 + 0 + 25050 + 123456 + 185000


def sound_form(path: Path, **changes: object) -> Path:
    if changes:
        return make_form(path, content(**changes))
    path.write_bytes(_sound())
    return path


@cache
def _sound() -> bytes:
    """Make the form without changes once: hundreds of tests begin with it."""
    with tempfile.TemporaryDirectory() as folder:
        return make_form(Path(folder) / "gaaf.xlsx", content()).read_bytes()


def edit(path: Path, change: Callable[[Workbook], None]) -> Path:
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def at(sheet: layout.CostSheet, field: str, row: int = FIRST_ROW) -> str:
    return f"{'ABCDEFGHIJK'[sheet.column(field) - 1]}{row}"


def profile_cell(question: str) -> str:
    names = [q.name for q in layout.PROFIEL]
    return f"B{5 + names.index(question)}"


def answer_cell(task: str) -> str:
    return f"B{FIRST_ROW + int(task[1:]) - 1}"


__all__ = [
    "FIRST_ROW",
    "HEADER_ROW",
    "PROFILE",
    "TOTAL_CT",
    "answer_cell",
    "at",
    "content",
    "cost",
    "edit",
    "hour",
    "profile_cell",
    "sound_form",
]
