"""Make the Excel form for one VSV and year, empty or filled.

People must be able to sort, filter, add and delete lines, and formulas must stay locked. Excel sorts a
protected range and deletes a protected row only when every cell of it is open, up to the last column; an
"allow edit range" opens a locked cell to typing as well, and does nothing for deleting; tables do not grow
under protection. A formula beside the lines would thus be either in the way or unprotected, an inserted line
would lack it, and prepared lines of formulas print as empty pages. So a cost sheet holds input only, all of it
open below the header. What is computed stands locked on sheets of its own, over ranges that begin at the
header, which cannot be deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from vsvanalyse import basiskader
from vsvanalyse.files import whole
from vsvanalyse.intake import form_style as style
from vsvanalyse.intake import form_totals, layout
from vsvanalyse.intake.cells import MONTHS
from vsvanalyse.intake.form_guide import write_guide
from vsvanalyse.intake.form_style import Book
from vsvanalyse.intake.form_totals import Lines
from vsvanalyse.intake.layout import FIRST_ROW, HEADER_ROW

_LAST_COLUMN = 16_383
_SPARE_LINES = 1000


@dataclass(frozen=True)
class FormContent:
    """What the form maker fills in.

    ``profiel`` and ``akkoord`` map question to answer; ``uren`` and ``kosten`` are lines that map
    field name to a cell value (taak as code, aandeel 0..1, amounts in euros); ``vorig_jaar_ct``
    maps task to last year's cost in cents.
    """

    profiel: Mapping[str, object]
    uren: Sequence[Mapping[str, object]] = ()
    kosten: Sequence[Mapping[str, object]] = ()
    antwoorden: Mapping[str, str] = field(default_factory=dict)
    akkoord: Mapping[str, object] = field(default_factory=dict)
    vorig_jaar_ct: Mapping[str, int] = field(default_factory=dict)
    verzonnen: bool = False


def make_form(path: Path, content: FormContent) -> Path:
    """Write the form; the same content gives the same bytes."""
    with whole(path) as half:
        book = Book(half)
        _fill(book, content)
        book.close()
    return path


def _fill(book: Book, content: FormContent) -> None:
    names = (
        layout.UITLEG_BLAD,
        layout.PROFIEL_BLAD,
        layout.UREN_BLAD,
        layout.KOSTEN_BLAD,
        layout.CONTROLE_BLAD,
        layout.VOLLEDIGHEID_BLAD,
        layout.AKKOORD_BLAD,
        layout.LIJSTEN_BLAD,
    )
    sheets = {name: book.add_worksheet(name) for name in names}
    year = content.profiel.get("boekjaar")
    _lists(book, sheets[layout.LIJSTEN_BLAD], year if isinstance(year, int) else 0)
    write_guide(book, sheets[layout.UITLEG_BLAD], content.verzonnen)
    profile = {
        **content.profiel,
        "versie": int(layout.FORM_VERSION),
        "gegevens": layout.MADE_UP if content.verzonnen else layout.REAL,
    }
    _questions(
        book,
        sheets[layout.PROFIEL_BLAD],
        "Profiel",
        "Wie bent u en over welk jaar gaat dit formulier? Vul de gele vakken in.",
        layout.PROFIEL,
        profile,
        content.verzonnen,
    )
    row = FIRST_ROW + [question.name for question in layout.PROFIEL].index("boekjaar")
    book.define_name("boekjaar", f"={layout.PROFIEL_BLAD}!$B${row}")
    areas = []
    for kind, lines in ((layout.UREN, content.uren), (layout.KOSTEN, content.kosten)):
        areas.append(Lines(kind, HEADER_ROW + max(layout.LINES, len(lines) + _SPARE_LINES)))
        _cost_sheet(book, sheets[kind.name], areas[-1], lines, content.verzonnen)
    form_totals.write_control(book, sheets[layout.CONTROLE_BLAD], areas, content.verzonnen)
    form_totals.write_completeness(
        book,
        sheets[layout.VOLLEDIGHEID_BLAD],
        areas,
        content.antwoorden,
        content.vorig_jaar_ct,
        content.verzonnen,
    )
    _questions(
        book,
        sheets[layout.AKKOORD_BLAD],
        "Akkoord",
        "Wij verklaren dat de registratie naar waarheid is ingevuld, en volledig behalve waar Volledigheid iets anders zegt.",
        layout.AKKOORD,
        content.akkoord,
        content.verzonnen,
    )


def _lists(book: Book, sheet: Worksheet, year: int) -> None:
    card = basiskader.rate_card(year)
    lists = {
        **layout.choices(),
        "tarief": [card.get(functie, 0) / 100 for functie in basiskader.codes("functies")],
        "maand": [*(name[:3] for name in MONTHS), "mrt"],
    }
    for column, (name, values) in enumerate(lists.items()):
        letter = xl_col_to_name(column)
        sheet.write_column(0, column, [name, *values])
        area = f"={layout.LIJSTEN_BLAD}!${letter}$2:${letter}${len(values) + 1}"
        book.define_name(f"lijst_{name}", area)
    sheet.hide()
    sheet.protect()


def _questions(
    book: Book,
    sheet: Worksheet,
    heading: str,
    explanation: str,
    questions: Sequence[layout.LabelledCell],
    answers: Mapping[str, object],
    made_up: bool,
) -> None:
    style.title(book, sheet, heading, explanation, made_up)
    for row, question in enumerate(questions, FIRST_ROW - 1):
        sheet.write_string(row, 0, question.label, book.look(bold=True))
        fixed = question.kind == "vast"
        look = (book.filled if fixed else book.input)(question.kind, align="left")
        style.write(sheet, row, 1, answers.get(question.name), look)
        if not fixed:
            style.add_limit(sheet, row, 1, row, question.kind, question.label, question.help)
            cell = f"B{row + 1}"
            style.colour_when(book, sheet, cell, f'TRIM({cell})=""', warning=True)
        sheet.write_string(row, 2, question.help, book.look(italic=True, font_color=style.QUIET))
    style.finish_sheet(sheet, (28, 38, 70))


def _cost_sheet(
    book: Book, sheet: Worksheet, area: Lines, lines: Sequence[Mapping[str, object]], made_up: bool
) -> None:
    fields, top, last = area.kind.inputs, FIRST_ROW - 1, area.last_row - 1
    style.finish_sheet(
        sheet,
        (),
        freeze=(top, 2),
        header_row=HEADER_ROW,
        allow=dict.fromkeys(("sort", "autofilter", "insert_rows", "delete_rows"), True),
    )
    looks = [book.input(column.kind) for column in fields]
    sheet.set_column(len(fields), _LAST_COLUMN, 9, book.look(locked=False))
    # The open columns beside the lines hold nothing; else they would count as the size of the sheet.
    sheet.dim_colmax = None
    for row in range(top):
        sheet.set_row(row, 47 if row == HEADER_ROW - 1 else None, book.look(bg_color=style.PAPER))
    explanation = (
        "Eén regel per taak, activiteit, functie en datum of maand. Uren × tarief × deel vergoed telt het formulier zelf."
        if area.kind is layout.UREN
        else "Eén regel per factuur of betaling. Uren van mensen horen op het blad Uren."
    )
    style.title(book, sheet, area.kind.name, explanation, made_up)
    form_totals.write_status(book, sheet, area)
    for i, column in enumerate(fields):
        sheet.set_column(i, i, column.width, looks[i])
        sheet.write_string(HEADER_ROW - 1, i, column.header + (" *" if column.required else ""), book.head())
        style.add_limit(sheet, top, i, last, column.kind, column.header, column.help)
    names = basiskader.task_names()
    for row, line in enumerate(lines, top):
        for i, column in enumerate(fields):
            value = line.get(column.name)
            if value is not None:
                text = layout.task_label(value) if column.kind == "taak" and value in names else value
                style.write(sheet, row, i, text, looks[i])
    form_totals.colour_lines(book, sheet, area)
    sheet.autofilter(HEADER_ROW - 1, 0, last, len(fields) - 1)
