"""Mistakes of the kind people make, put into made-up forms on purpose."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from vsvanalyse.intake import layout
from vsvanalyse.intake.form import FormContent
from vsvanalyse.intake.layout import FIRST_ROW
from vsvanalyse.intake.returned import save_repeatably


def leave_warnings(name: str, content: FormContent) -> FormContent:
    """Give some sound forms what a real one would have; no amount changes."""
    if name == "VSV02_2020.xlsx":
        costs = [dict(line) for line in content.kosten]
        first = next(line for line in costs if line["kostensoort"] == "ict")
        first["omschrijving"] = "implementatie koppeling"
        return dataclasses.replace(content, kosten=costs)
    if name == "VSV03_2021.xlsx":
        return dataclasses.replace(content, akkoord={})
    if name == "VSV04_2021.xlsx":
        costs = [dict(line) for line in content.kosten]
        costs[-1]["periode"] = "2022-01"
        return dataclasses.replace(content, kosten=costs)
    if name == "VSV06_2021.xlsx":
        return dataclasses.replace(
            content, antwoorden={**content.antwoorden, list(content.antwoorden)[-2]: ""}
        )
    return content


def _spoil_as_a_coordinator(book: Workbook) -> None:
    hours, costs = book[layout.UREN_BLAD], book[layout.KOSTEN_BLAD]

    def hour(name: str, line: int) -> str:
        return f"{'ABCDEFGHIJK'[layout.UREN.column(name) - 1]}{FIRST_ROW + line}"

    def cost(name: str, line: int) -> str:
        return f"{'ABCDEFGHI'[layout.KOSTEN.column(name) - 1]}{FIRST_ROW + line}"

    hours[hour("taak", 2)] = "MDO overleg"
    hours[hour("functie", 4)] = "gyneacoloog"
    hours[hour("aandeel", 6)] = 50
    hours.cell(layout.HEADER_ROW, layout.UREN.column("bedrag")).value = layout.UREN.field("bedrag").header
    hours[hour("bedrag", 8)] = 999.99
    hours[hour("uren", 10)] = -2
    hours[hour("tarief", 12)] = None
    hours[hour("aandeel", 12)] = 1
    hours[hour("uren", 14)] = "1,5 uur"
    for i in range(1, len(layout.UREN.inputs) + 1):
        hours.cell(FIRST_ROW + 17, i).value = hours.cell(FIRST_ROW + 16, i).value
    costs[cost("bedrag", 1)] = "1,234"
    costs[cost("bedrag", 3)] = dt.date(2020, 2, 1)
    costs[cost("kostensoort", 5)] = "factuur"
    costs[cost("aard", 7)] = None
    last = costs.max_row + 1
    costs.cell(last, layout.KOSTEN.column("taak")).value = "Totaal"
    costs.cell(last, layout.KOSTEN.column("bedrag")).value = 25000
    book[layout.AKKOORD_BLAD]["B5"] = None


def _spoil_as_a_controller(book: Workbook) -> None:
    hours, costs = book[layout.UREN_BLAD], book[layout.KOSTEN_BLAD]
    amount, rate = layout.KOSTEN.column("bedrag"), layout.UREN.column("tarief")
    book[layout.PROFIEL_BLAD]["B9"] = 3.34
    book[layout.PROFIEL_BLAD]["B14"] = 0
    big = costs.cell(FIRST_ROW + 2, amount)
    big.value = round(big.value * 1000, 2)
    broken = costs.cell(FIRST_ROW + 4, amount)
    broken.value = "#REF!"
    broken.data_type = "e"
    costs.cell(FIRST_ROW + 6, amount).value = "=1250+375"
    costs.cell(FIRST_ROW + 8, amount).value = "€ 1.234,56"
    extra = len(layout.KOSTEN.inputs) + 2
    costs.cell(layout.HEADER_ROW, extra).value = "Grootboek"
    costs.cell(FIRST_ROW, extra).value = 4310
    hours.cell(FIRST_ROW + 1, rate).value = 950
    _rename(book, layout.UREN_BLAD, "Uren 2020")
    book[layout.VOLLEDIGHEID_BLAD].cell(FIRST_ROW + 13, 2).value = "n.v.t."
    book[layout.VOLLEDIGHEID_BLAD].cell(FIRST_ROW + 16, 2).value = "weet niet"


def _rename(book: Workbook, old: str, new: str) -> None:
    """Rename a sheet as a spreadsheet does it: formulas elsewhere follow."""
    book[old].title = new
    for cell in (
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ):
        if isinstance(cell.value, ArrayFormula):
            cell.value.text = cell.value.text.replace(f"'{old}'!", f"'{new}'!")
        else:
            cell.value = cell.value.replace(f"'{old}'!", f"'{new}'!")


SPOILT: dict[str, Callable[[Workbook], None]] = {
    "VSV02_2020.xlsx": _spoil_as_a_coordinator,
    "VSV05_2020.xlsx": _spoil_as_a_controller,
}


def spoil_file(path: Path) -> None:
    """Spoil a form in place when it is one of the two that get mistakes."""
    if path.name in SPOILT:
        book = load_workbook(path)
        SPOILT[path.name](book)
        save_repeatably(book, path)
