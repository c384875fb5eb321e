"""Find the table on a sheet by its headers, and read its lines into typed columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase, digits
from typing import NamedTuple

import numpy as np

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, STRUCTUREEL, UREN
from vsvanalyse.intake import cells, layout
from vsvanalyse.intake.cells import Problem, is_blank
from vsvanalyse.intake.findings import show
from vsvanalyse.intake.grid import column_letter
from vsvanalyse.intake.records import Columns
from vsvanalyse.money import round_half_up

_SEARCH_ROWS = 40
_OWN_HEADERS = {
    layout.UREN_BLAD: {"uren", "tarief", "aandeel"},
    layout.KOSTEN_BLAD: {"kostensoort", "aard", "leverancier"},
}
_NEEDED = {
    layout.UREN_BLAD: (("taak",), ("uren",), ("bedrag", "tarief"), ("bedrag", "aandeel")),
    layout.KOSTEN_BLAD: (("taak",), ("bedrag",)),
}
"""The columns that say how much and for what; of each group at least one, or the sheet's money is not read."""
_FACTORS = ("uren", "tarief", "aandeel")
"""What the cash of hours is the product of, where no cash is stated."""
_RULE_WHEN_BLANK = {"activiteit": "C08", "periode": "C10", "aard": "C11"}

Row = Sequence[object]


@dataclass
class CellProblem:
    """A problem on a sheet: the rule broken, where, what was found, why, and what to do."""

    regel: str
    cel: str
    waarde: object
    uitleg: str
    wat_te_doen: str = ""


class Unread(NamedTuple):
    """A place that holds money or hours and was not read: a whole column, or one cell with the task of its line.

    ``soort`` is one of those of the table ``ongelezen``; a column that is missing has no cell.
    """

    soort: str
    cel: str
    taak: str = ""
    waarde: str = ""


@dataclass
class SheetLines:
    """The lines of one cost sheet: columns without VSV, year and file; column letters; problems; what was not read."""

    lines: Columns = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def match_headers(row: Row, sheet: layout.CostSheet) -> dict[str, int]:
    """Map field name to 0-based column for the headers of this sheet that the row holds.

    A header as the form writes it goes before one that only resembles it.
    """
    texts = [(i, value) for i, value in enumerate(row) if isinstance(value, str) and value]
    found: dict[str, int] = {}
    for column in sheet.fields if len(texts) > 2 else ():
        header, names = layout.exact(column.header), layout.header_names(column)
        same = [i for i, text in texts if layout.exact(text) == header]
        alike = [i for i, text in texts if layout.normalise(text) in names]
        hit = next((i for i in [*same, *alike] if i not in found.values()), None)
        if hit is not None:
            found[column.name] = hit
    return found


def resembles(rows: Sequence[Row], sheet: layout.CostSheet) -> int:
    """Count the headers of this cost sheet; 0 without those that the other cost sheet lacks."""
    found = find_header(rows, sheet)[1]
    return len(found) if len(found) >= 5 and found.keys() & _OWN_HEADERS[sheet.name] else 0


def find_header(rows: Sequence[Row], sheet: layout.CostSheet) -> tuple[int, dict[str, int]]:
    """Give the row index with most of the sheet's headers, and its columns; ``(-1, {})`` without any."""
    best: dict[str, int] = {}
    at, inputs = -1, {field.name for field in sheet.inputs}
    for i, row in enumerate(rows[:_SEARCH_ROWS]):
        found = match_headers(row, sheet)
        if len(found) > max(len(best), 2):
            best, at = found, i
            if best.keys() >= inputs:
                break
    return at, best


def read_lines(rows: Sequence[Row], sheet: layout.CostSheet, year: int, broken: dict[str, str]) -> SheetLines:
    """Read every line under the header; a line counts as soon as one input cell holds something."""
    at, columns = find_header(rows, sheet)
    result = SheetLines()
    if at < 0:
        result.problems.append(
            CellProblem("B05", "", "", f"Op het blad '{sheet.name}' staan geen bekende kolomkoppen.")
        )
        return result
    result.columns = {name: column_letter(i + 1) for name, i in columns.items()}
    for wanted in sheet.fields:
        if wanted.required and wanted.name not in columns:
            found = ", ".join(cells.as_text(v) for v in rows[at] if not is_blank(v))
            result.problems.append(
                CellProblem(
                    "B05", "", found, f"De kolom '{wanted.header}' is niet gevonden op '{sheet.name}'."
                )
            )
    result.unread += [
        Unread("kolom", "", waarde=" of ".join(sheet.field(name).header for name in group))
        for group in _NEEDED[sheet.name]
        if not columns.keys() & group
    ]
    width = max(len(row) for row in rows)
    _unread_columns(rows, at, columns, width, sheet, result)
    inputs = [i for name, i in columns.items() if not sheet.field(name).computed]
    first, *others = inputs
    letters = {column_letter(i + 1) for i in inputs}
    input_cells = (cell for cell in broken if cell.rstrip(digits) in letters)
    broken_rows = {int(cell.lstrip(ascii_uppercase)) for cell in input_cells}
    amount = columns.get("bedrag")
    kept = [
        (number, row)
        for number, row in enumerate(rows[at + 1 :], at + 2)
        # On nearly every line the first input holds something, and no other needs to be looked at.
        if (row[first] != "" and not is_blank(row[first]))
        or any(row[i] != "" and not is_blank(row[i]) for i in others)
        or number in broken_rows
        or (amount is not None and row[amount] and not is_blank(row[amount]))
    ]
    _Reader(sheet, result, columns, kept, broken).read(year)
    return result


def _unread_columns(
    rows: Sequence[Row],
    at: int,
    columns: dict[str, int],
    width: int,
    sheet: layout.CostSheet,
    result: SheetLines,
) -> None:
    """Report columns with content that are not read; one that could be a field of the form is an error."""
    needed = {name for group in _NEEDED[sheet.name] for name in group}
    for i in sorted(set(range(width)) - set(columns.values())):
        below = enumerate((row[i] for row in rows[at + 1 :]), at + 2)
        filled = next(((n, value) for n, value in below if not is_blank(value)), None)
        if filled is None:
            continue
        letter, header = column_letter(i + 1), cells.as_text(rows[at][i])
        twin = next((f for f in sheet.fields if layout.normalise(header) in layout.header_names(f)), None)
        if twin:
            read = column_letter(columns[twin.name] + 1)
            text = f"De kolommen {read} en {letter} kunnen allebei '{twin.header}' zijn; kolom {read} is gelezen."
            result.problems.append(CellProblem("B11", f"{letter}{at + 1}", header, text))
            if twin.name in needed:
                result.unread.append(Unread("kolom", f"{letter}{at + 1}", waarde=header))
        else:
            text = f"De kolom '{header or 'zonder kop'}' hoort niet bij het formulier en is niet gelezen."
            result.problems.append(CellProblem("B10", f"{letter}{filled[0]}", filled[1], text))


class _Reader:
    """Reads the fields of one sheet, one column at a time, and keeps the problems with their cells."""

    def __init__(
        self,
        sheet: layout.CostSheet,
        result: SheetLines,
        columns: dict[str, int],
        kept: list[tuple[int, Row]],
        broken: dict[str, str],
    ) -> None:
        self.sheet, self.result, self.columns, self.broken = sheet, result, columns, broken
        self.numbers = [number for number, _ in kept]
        # All columns at once: a column is looked at several times, and rows one by one are slow.
        self.cells = list(zip(*(row for _, row in kept), strict=True))
        names = {v for v in set(self.raw("taak")) if "totaal" in str(v).casefold()}
        self.looks_like_total = {i for i, v in enumerate(self.raw("taak")) if v in names} if names else set()

    def read(self, year: int) -> None:
        hours = self.sheet is layout.UREN
        task = self.tasks = self.code("taak", ONBEKEND)
        lines: dict[str, list[str] | np.ndarray] = {
            "taak": task,
            "activiteit": self.code("activiteit", ""),
            "kostensoort": [UREN] * len(self.numbers) if hours else self.code("kostensoort", ONBEKEND),
            "functie": self.code("functie", ONBEKEND) if hours else [""] * len(self.numbers),
            **(self.hours(year) if hours else self.purchase()),
            "aard": self.kind(task) if hours else self.stated_kind(task),
            "omschrijving": self.text("omschrijving"),
            "periode": self.period(year),
            "persoon": self.text("persoon") if hours else [""] * len(self.numbers),
            "leverancier": [""] * len(self.numbers) if hours else self.text("leverancier"),
        }
        if hours:
            lines["schaduw_ct"] = self.shadow(lines, year)
        self.result.lines = {**lines, "bron_rij": np.array(self.numbers, dtype="int64")}

    def hours(self, year: int) -> dict[str, np.ndarray]:
        hours = self.take("uren", *cells.parse_hours_column(self.raw("uren")))
        share = self.take("aandeel", *cells.parse_share_column(self.raw("aandeel")))
        rate = self.take("tarief", *cells.parse_euro_column(self.raw("tarief")), optional=share == 0)
        stated = self.take("bedrag", *cells.parse_euro_column(self.raw("bedrag")))
        cash = expected_cash(hours, rate, share)
        factors = dict(zip(_FACTORS, (hours, rate, share), strict=True))
        # A product of a factor that was refused (5000 %) is no amount, however well it reads.
        refused = np.any([self.refused(name, read) for name, read in factors.items()], axis=0)
        amount = np.where(np.isnan(stated), cash, np.where(refused, np.nan, stated))
        self.account(np.isnan(hours) | np.isnan(amount), {**factors, "bedrag": stated})
        return {
            "bron_kolommen": np.where(np.isnan(stated), self.letters(*_FACTORS), self.letters("bedrag")),
            "uren": hours,
            "tarief_ct": rate,
            "aandeel_vergoed": share,
            "bedrag_ct": np.nan_to_num(amount).astype("int64"),
        }

    def purchase(self) -> dict[str, np.ndarray]:
        amount = self.take("bedrag", *cells.parse_euro_column(self.raw("bedrag")))
        self.account(np.isnan(amount), {"bedrag": amount})
        count = len(self.numbers)
        return {
            "bron_kolommen": np.full(count, self.letters("bedrag")),
            "uren": np.zeros(count),
            "tarief_ct": np.full(count, np.nan),
            "aandeel_vergoed": np.full(count, np.nan),
            "bedrag_ct": np.nan_to_num(amount).astype("int64"),
            "schaduw_ct": np.zeros(count, dtype="int64"),
        }

    def account(self, unread: np.ndarray, read: dict[str, np.ndarray]) -> None:
        """Note each line whose money or hours are not known, at the first of its cells that could not be read.

        A total of the sender is no line, and a line of which every required cell but the period is empty is a note.
        """
        typed = [field.name for field in self.sheet.inputs if field.required and field.name != "periode"]
        for i in np.flatnonzero(unread).tolist():
            name = next(name for name, numbers in read.items() if np.isnan(numbers[i]))
            value = self.value(name, i)
            empty = all(is_blank(self.value(n, i)) and not self.broken_at(n, i) for n in typed)
            if name not in self.columns or (i in self.looks_like_total and is_blank(value)) or empty:
                continue
            cell = f"{self.result.columns[name]}{self.numbers[i]}"
            shown = show(self.broken_at(name, i) or value)
            self.result.unread.append(
                Unread("uren" if name == "uren" else "bedrag", cell, self.tasks[i], shown)
            )

    def broken_at(self, name: str, i: int) -> str:
        return self.broken.get(f"{self.result.columns.get(name)}{self.numbers[i]}", "")

    def refused(self, name: str, read: np.ndarray) -> np.ndarray:
        """Mark the cells that hold something that could not be read."""
        marks = np.zeros(len(read), dtype=bool)
        for i in np.flatnonzero(np.isnan(read)).tolist():
            marks[i] = not is_blank(self.value(name, i))
        return marks

    def letters(self, *names: str) -> str:
        """Name the columns of fields, those that the sheet has."""
        return ", ".join(self.result.columns[name] for name in names if name in self.result.columns)

    def value(self, name: str, i: int) -> object:
        at = self.columns.get(name)
        return "" if at is None else self.cells[at][i]

    @staticmethod
    def shadow(lines: Columns, year: int) -> np.ndarray:
        """Value the unpaid hours at the rate card; an unknown function has no rate and so no value."""
        card = basiskader.rate_card(year)
        rate = np.array([card.get(functie, 0) for functie in lines["functie"]], dtype="float64")
        unpaid = 1 - np.nan_to_num(lines["aandeel_vergoed"], nan=1.0)
        return round_half_up(np.nan_to_num(lines["uren"]) * unpaid * rate)

    @staticmethod
    def kind(task: list[str]) -> list[str]:
        """Say of each line whether its task is one-off in the published table."""
        one_off = basiskader.one_off_tasks()
        return [EENMALIG if code in one_off else STRUCTUREEL for code in task]

    def stated_kind(self, task: list[str]) -> list[str]:
        """Read the choice of the sender; without a usable one the task decides."""
        stated = self.code("aard", ONBEKEND)
        return [
            by_task if own == ONBEKEND else own for own, by_task in zip(stated, self.kind(task), strict=True)
        ]

    def raw(self, name: str) -> Sequence[object]:
        i = self.columns.get(name)
        return [""] * len(self.numbers) if i is None or not self.cells else self.cells[i]

    def text(self, name: str) -> list[str]:
        values = self.raw(name)
        texts = {value: cells.as_text(value) for value in set(values)}
        return [texts[value] for value in values]

    def code(self, name: str, empty: str) -> list[str]:
        values = self.raw(name)
        codes, problems = cells.parse_code_column(values, name, empty)
        if name == "kostensoort" and UREN in codes:
            problems += [
                Problem(
                    i, "C07", "Uren van mensen horen op het blad Uren.", "Zet deze regel op het blad Uren."
                )
                for i, code in enumerate(codes)
                if code == UREN
            ]
            codes = [ONBEKEND if code == UREN else code for code in codes]
        self.report(name, values, problems)
        return codes

    def period(self, year: int) -> list[str]:
        values = self.raw("periode")
        periods, problems = cells.parse_period_column(values, year)
        self.report("periode", values, problems)
        return periods

    def take(
        self, name: str, numbers: np.ndarray, problems: list[Problem], optional: np.ndarray | None = None
    ) -> np.ndarray:
        self.report(name, self.raw(name), problems, optional)
        return numbers

    def report(
        self, name: str, values: Sequence[object], problems: list[Problem], optional: np.ndarray | None = None
    ) -> None:
        """Turn the problems of one column into cell problems, with blank and broken cells added."""
        if name not in self.columns:
            return
        letter, wanted = self.result.columns[name], self.sheet.field(name)
        add = self.result.problems.append
        for problem in problems:
            cell = f"{letter}{self.numbers[problem.plaats]}"
            add(CellProblem(problem.regel, cell, values[problem.plaats], problem.uitleg, problem.wat_te_doen))
        if not self.broken and not wanted.required:
            return
        blank = {value for value in set(values) if is_blank(value)}
        for i in [i for i, value in enumerate(values) if value in blank] if blank else ():
            cell = f"{letter}{self.numbers[i]}"
            state = self.broken.get(cell, "")
            if state == "formule" and not wanted.computed:
                add(
                    CellProblem(
                        "C02", cell, "formule", "De formule in deze cel heeft geen opgeslagen waarde."
                    )
                )
            elif state and state != "formule":
                add(CellProblem("C03", cell, state, f"In deze cel staat de foutwaarde {state}."))
            elif (
                wanted.required
                and i not in self.looks_like_total
                and not (optional is not None and optional[i])
            ):
                regel = _RULE_WHEN_BLANK.get(name, "C12")
                add(CellProblem(regel, cell, "", f"'{wanted.header}' is leeg.", wanted.help))


def expected_cash(hours: np.ndarray, rate_ct: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Compute uren × tarief × deel vergoed in whole cents; NaN where a factor is missing.

    Without paid hours the cash is 0, also when the rate is missing.
    """
    cash = np.where(share == 0, 0.0, hours * np.nan_to_num(rate_ct) * share)
    missing = np.isnan(cash) | (np.isnan(rate_ct) & (share != 0))
    return np.where(missing, np.nan, round_half_up(np.nan_to_num(cash)))
