"""Forms mutated the way people mutate them, with an account of its own of every euro.

A form is held as what a reader of workbooks gives: rows of values per sheet, and the cells without a value. The account knows
of each line its task, its cents or that they cannot be known, and the cell that says so. It never asks the reader.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from vsvanalyse.basiskader import ONBEKEND
from vsvanalyse.intake import layout
from vsvanalyse.intake.grid import column_letter
from vsvanalyse.intake.layout import KOSTEN, UREN, CostSheet
from vsvanalyse.intake.workbook import Workbook

TASKS = ("T01", "T02", "T05", "T07", "T10", "T13", "T14", "T15", "T16")
READABLE = ("1.234,56", "€ 1.234,56", "1234.56", " 1234,56 ", "€\u00a01.234,56", "27.500", "€ 27.500")
READ_AS = (123456, 123456, 123456, 123456, 123456, 2750000, 2750000)
UNREADABLE = ("pm", "n.t.b.", "1,234", "12,34,56", "1.234,5,6", "ca. 500", "?", dt.date(2021, 2, 1), True)
BAD_HOURS = ("1,5 uur", "anderhalf", dt.time(1, 30), "2.000", "-")
BAD_SHARES = (50.0, "150 %", "half", -0.5)


@dataclass
class Line:
    """One line as the account knows it; ``cents`` is None where nobody can know them, ``column`` then says where.

    A total that a sender put under the lines keeps its euros when it has them, and is no line when it has none.
    """

    sheet: str
    row: int
    task: str
    cents: int | None
    column: str = ""
    total: bool = False


@dataclass
class Form:
    """A form and its account: lines, sheets that are gone, and sheets of which a column is lost."""

    sheets: dict[str, list[list[object]]]
    broken: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    lines: list[Line] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)

    def book(self) -> Workbook:
        """Give what a reader of workbooks would."""
        return Workbook(
            copy.deepcopy(self.sheets), {name: dict(cells) for name, cells in self.broken.items()}
        )

    def column(self, sheet: CostSheet, name: str) -> int:
        """Find a column of the untouched form by its header, or -1."""
        heads = self.sheets[sheet.name][layout.HEADER_ROW - 1]
        wanted = layout.exact(sheet.field(name).header)
        return next((i for i, head in enumerate(heads) if layout.exact(str(head)) == wanted), -1)

    def put(self, line: Line, sheet: CostSheet, name: str, value: object, broken: str = "") -> bool:
        """Write a cell of a line, or a cell without a value of its own; False where there is no such column."""
        i = self.column(sheet, name) if sheet.name not in self.gone else -1
        if i < 0:
            return False
        self.sheets[sheet.name][line.row - 1][i] = value
        if broken:
            self.broken[sheet.name][f"{column_letter(i + 1)}{line.row}"] = broken
        return True


def product(hours: float, rate: float, share: float) -> int:
    """Give uren × tarief × aandeel in cents, half a cent away from zero."""
    exact = Decimal(str(hours)) * Decimal(str(rate)) * 100 * Decimal(str(share))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def sound(template: dict[str, list[list[object]]], rng: random.Random) -> Form:
    """Fill the two cost sheets of an empty form with random sound lines."""
    form = Form(copy.deepcopy(template))
    for sheet, count in ((UREN, rng.randint(8, 30)), (KOSTEN, rng.randint(4, 20))):
        rows = form.sheets[sheet.name]
        width = len(rows[layout.HEADER_ROW - 1])
        del rows[layout.FIRST_ROW - 1 :]
        for row in range(layout.FIRST_ROW, layout.FIRST_ROW + count):
            task = rng.choice(TASKS)
            hours, rate, share = (
                rng.randint(1, 80) / 4,
                rng.choice([65, 75, 140]),
                rng.choice([0, 0.25, 0.5, 1]),
            )
            cents = rng.randint(1, 2_000_000)
            values = {
                "periode": "2021-05", "taak": layout.task_label(task), "activiteit": "vergadering", "functie": "verloskundige",
                "persoon": "", "uren": hours, "tarief": float(rate), "aandeel": float(share), "kostensoort": "inkoop",
                "leverancier": "Drukker", "bedrag": cents / 100, "aard": "structureel", "omschrijving": f"regel {row}",
            }  # fmt: skip
            cells: list[object] = [""] * width
            for name in (f.name for f in sheet.fields if form.column(sheet, f.name) >= 0):
                cells[form.column(sheet, name)] = values.get(name, "")
            rows.append(cells)
            known = cents if sheet is KOSTEN else product(hours, rate, share)
            form.lines.append(Line(sheet.name, row, task, known))
    return form


def _line(form: Form, sheet: CostSheet, rng: random.Random) -> Line | None:
    mine = [one for one in form.lines if one.sheet == sheet.name and one.cents is not None and not one.total]
    return rng.choice(mine) if mine and sheet.name not in form.gone else None


def _lose(form: Form, line: Line, sheet: CostSheet, name: str, value: object, broken: str = "") -> None:
    if form.put(line, sheet, name, value, broken):
        line.cents, line.column = None, name


def amount_readable(form: Form, rng: random.Random) -> None:
    line = _line(form, KOSTEN, rng)
    at = rng.randrange(len(READABLE))
    if line and form.put(line, KOSTEN, "bedrag", READABLE[at]):
        line.cents = READ_AS[at]


def amount_unreadable(form: Form, rng: random.Random) -> None:
    if line := _line(form, KOSTEN, rng):
        _lose(form, line, KOSTEN, "bedrag", rng.choice(UNREADABLE))


def amount_blank(form: Form, rng: random.Random) -> None:
    if line := _line(form, KOSTEN, rng):
        _lose(form, line, KOSTEN, "bedrag", rng.choice(["", "  "]))


def amount_without_value(form: Form, rng: random.Random) -> None:
    if line := _line(form, KOSTEN, rng):
        _lose(form, line, KOSTEN, "bedrag", "", rng.choice(["formule", "#REF!", "#VALUE!"]))


def all_amounts_pm(form: Form, rng: random.Random) -> None:
    for line in form.lines:
        if line.sheet == KOSTEN.name and KOSTEN.name not in form.gone:
            _lose(form, line, KOSTEN, "bedrag", "pm")


def amount_negative(form: Form, rng: random.Random) -> None:
    line = _line(form, KOSTEN, rng)
    if line and form.put(line, KOSTEN, "bedrag", -12.5):
        line.cents = -1250


def hours_unreadable(form: Form, rng: random.Random) -> None:
    if line := _line(form, UREN, rng):
        _lose(form, line, UREN, "uren", rng.choice(BAD_HOURS))


def hours_blank(form: Form, rng: random.Random) -> None:
    if line := _line(form, UREN, rng):
        _lose(form, line, UREN, "uren", "")


def share_refused(form: Form, rng: random.Random) -> None:
    if line := _line(form, UREN, rng):
        _lose(form, line, UREN, "aandeel", rng.choice(BAD_SHARES))


def rate_unreadable(form: Form, rng: random.Random) -> None:
    line = _line(form, UREN, rng)
    if line and form.put(line, UREN, "aandeel", 1.0):
        _lose(form, line, UREN, "tarief", rng.choice(["pm", "", "zie bijlage"]))


def task_unknown(form: Form, rng: random.Random) -> None:
    sheet = rng.choice((UREN, KOSTEN))
    line = _line(form, sheet, rng)
    if line and form.put(line, sheet, "taak", rng.choice(["T99", "MDO overleg", "iets anders", ""])):
        line.task = ONBEKEND


def total_row(form: Form, rng: random.Random) -> None:
    if KOSTEN.name in form.gone or form.column(KOSTEN, "bedrag") < 0 or form.column(KOSTEN, "taak") < 0:
        return
    rows = form.sheets[KOSTEN.name]
    rows.append([""] * len(rows[layout.HEADER_ROW - 1]))
    line = Line(KOSTEN.name, len(rows), ONBEKEND, 99_900, total=True)
    form.put(line, KOSTEN, "taak", "Totaal")
    if rng.random() < 0.5:
        form.put(line, KOSTEN, "bedrag", 999.0)
        form.lines.append(line)


def note_below(form: Form, rng: random.Random) -> None:
    sheet = rng.choice((UREN, KOSTEN))
    if sheet.name not in form.gone and form.column(sheet, "omschrijving") >= 0:
        rows = form.sheets[sheet.name]
        rows.append([""] * len(rows[layout.HEADER_ROW - 1]))
        form.put(Line(sheet.name, len(rows), "", 0), sheet, "omschrijving", "zie ook de bijlage")


def column_renamed(form: Form, rng: random.Random) -> None:
    sheet, name = rng.choice([(UREN, "uren"), (KOSTEN, "bedrag"), (UREN, "taak"), (KOSTEN, "taak")])
    i = form.column(sheet, name) if sheet.name not in form.gone else -1
    if i >= 0:
        form.sheets[sheet.name][layout.HEADER_ROW - 1][i] = "Wat het werd"
        form.lost.add(sheet.name)


def columns_moved(form: Form, rng: random.Random) -> None:
    """Only before anything is at a cell of its own: broken cells would move too."""
    sheet = rng.choice((UREN, KOSTEN))
    if sheet.name in form.gone or form.broken.get(sheet.name):
        return
    rows = form.sheets[sheet.name]
    width = len(rows[layout.HEADER_ROW - 1])
    order = rng.sample(range(width), width)
    for number in range(layout.HEADER_ROW - 1, len(rows)):
        rows[number] = [rows[number][i] for i in order]


def sheet_gone(form: Form, rng: random.Random) -> None:
    sheet = rng.choice((UREN, KOSTEN))
    if sheet.name in form.sheets:
        del form.sheets[sheet.name]
        form.gone.add(sheet.name)


def extra_sheet(form: Form, rng: random.Random) -> None:
    form.sheets["Mijn aantekeningen"] = [["los", "blad"], [1.0, 250.0]]


def answers_wiped(form: Form, rng: random.Random) -> None:
    for row in form.sheets[layout.VOLLEDIGHEID_BLAD][layout.FIRST_ROW - 1 :]:
        row[1] = ""


MUTATIONS: tuple[Callable[[Form, random.Random], None], ...] = (
    amount_readable, amount_unreadable, amount_blank, amount_without_value, all_amounts_pm, amount_negative, hours_unreadable,
    hours_blank, share_refused, rate_unreadable, task_unknown, total_row, note_below, column_renamed, columns_moved, sheet_gone,
    extra_sheet, answers_wiped,
)  # fmt: skip


def mutated(template: dict[str, list[list[object]]], seed: int) -> Form:
    """Give the form of a seed: the same seed, the same form."""
    rng = random.Random(seed)
    form = sound(template, rng)
    for mutation in rng.sample(MUTATIONS, rng.randint(0, 4)):
        mutation(form, rng)
        form.done.append(mutation.__name__)
    return form
