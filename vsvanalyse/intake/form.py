"""Make the Excel form for one VSV and year, empty or filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL, UREN
from vsvanalyse.intake import form_style as style
from vsvanalyse.intake import layout
from vsvanalyse.intake.form_guide import write_guide
from vsvanalyse.intake.layout import FIRST_ROW, HEADER_ROW

LINES = {layout.UREN_BLAD: 1500, layout.KOSTEN_BLAD: 400}
"""Prepared lines on each cost sheet; a fuller form gets as many as it needs, and some to spare."""
SPARE_LINES = 100


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
    book = Workbook()
    book.calculation.fullCalcOnLoad = True
    guide = book.active
    guide.title = layout.UITLEG_BLAD
    sheets = {
        name: book.create_sheet(name)
        for name in (
            layout.PROFIEL_BLAD,
            layout.UREN_BLAD,
            layout.KOSTEN_BLAD,
            layout.VOLLEDIGHEID_BLAD,
            layout.AKKOORD_BLAD,
            layout.LIJSTEN_BLAD,
        )
    }
    _lists(book, sheets[layout.LIJSTEN_BLAD])
    write_guide(guide, content.verzonnen)
    profile = {
        **content.profiel,
        "versie": int(layout.FORM_VERSION),
        "gegevens": layout.MADE_UP if content.verzonnen else layout.REAL,
    }
    _questions(
        sheets[layout.PROFIEL_BLAD],
        "Profiel",
        "Wie bent u en over welk jaar gaat dit formulier? Vul de gele vakken in.",
        layout.PROFIEL,
        profile,
        content.verzonnen,
    )
    rows = {}
    for sheet, lines in ((layout.UREN, content.uren), (layout.KOSTEN, content.kosten)):
        rows[sheet.name] = max(LINES[sheet.name], len(lines) + SPARE_LINES)
        _cost_sheet(sheets[sheet.name], sheet, lines, rows[sheet.name], content.verzonnen)
    _completeness(sheets[layout.VOLLEDIGHEID_BLAD], content, rows)
    _questions(
        sheets[layout.AKKOORD_BLAD],
        "Akkoord",
        "Wij verklaren dat de registratie naar waarheid is ingevuld, en volledig behalve waar Volledigheid iets anders zegt.",
        layout.AKKOORD,
        content.akkoord,
        content.verzonnen,
    )
    style.save_repeatably(book, path)
    return path


def _lists(book: Workbook, sheet: Worksheet) -> None:
    lists = {
        "taak": [layout.task_label(code) for code in basiskader.codes("taken")],
        "activiteit": basiskader.codes("activiteiten"),
        "functie": basiskader.codes("functies"),
        "kostensoort": [code for code in basiskader.codes("kostensoorten") if code != UREN],
        "aard": [EENMALIG, STRUCTUREEL],
        "antwoord": basiskader.codes("antwoorden"),
        "soort": layout.SOORTEN,
        "rechtspersoon": layout.RECHTSPERSONEN,
    }
    for i, (name, values) in enumerate(lists.items(), 1):
        letter = get_column_letter(i)
        for row, value in enumerate([name, *values], 1):
            sheet.cell(row, i, value)
        area = f"{layout.LIJSTEN_BLAD}!${letter}$2:${letter}${len(values) + 1}"
        book.defined_names[f"lijst_{name}"] = DefinedName(f"lijst_{name}", attr_text=area)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def _questions(
    sheet: Worksheet,
    heading: str,
    explanation: str,
    questions: Sequence[layout.LabelledCell],
    answers: Mapping[str, object],
    made_up: bool,
) -> None:
    style.title(sheet, heading, explanation, made_up)
    for row, question in enumerate(questions, 5):
        label = sheet.cell(row, 1, question.label)
        label.font = style.font(bold=True)
        cell = sheet.cell(row, 2, answers.get(question.name))
        if question.kind == "vast":
            style.style_locked(cell)
            cell.alignment = Alignment(horizontal="left")
        else:
            style.style_input(cell, question.kind)
            cell.alignment = Alignment(horizontal="left", vertical="top")
            style.add_limit(
                sheet, cell.coordinate, style.limit_for(question.kind), question.label, question.help
            )
            style.red_when(sheet, cell.coordinate, f'TRIM({cell.coordinate})=""', warning=True)
        hint = sheet.cell(row, 3, question.help)
        hint.font = style.font(italic=True, color="5B6770")
    style.finish_sheet(sheet, (28, 38, 70), "", 0)


def _cost_sheet(
    sheet: Worksheet,
    kind: layout.CostSheet,
    lines: Sequence[Mapping[str, object]],
    rows: int,
    made_up: bool,
) -> None:
    hours = kind is layout.UREN
    explanation = (
        "Eén regel per taak, activiteit, functie en datum of maand. De kolom Kosten rekent zelf."
        if hours
        else "Eén regel per factuur of betaling. Uren van mensen horen op het blad Uren."
    )
    style.title(sheet, kind.name, explanation, made_up)
    last = FIRST_ROW + rows - 1
    letters = {f.name: get_column_letter(i) for i, f in enumerate(kind.fields, 1)}
    first_letter, last_letter = letters["periode"], letters["omschrijving"]
    patterns = {}
    for i, column in enumerate(kind.fields, 1):
        style.style_header(sheet.cell(HEADER_ROW, i, column.header + (" *" if column.required else "")))
        pattern = patterns[column.name] = sheet.cell(FIRST_ROW, i)
        (style.style_locked if column.locked else style.style_input)(pattern, column.kind)
        for row in range(1, HEADER_ROW):
            sheet.cell(row, i).fill = style.BLANK
        area = f"{letters[column.name]}{FIRST_ROW}:{letters[column.name]}{last}"
        if column.locked:
            continue
        style.like(sheet.column_dimensions[letters[column.name]], pattern)
        style.add_limit(sheet, area, style.limit_for(column.kind), column.header, column.help)
        if column.required and column.name != "tarief":
            started = f"COUNTA(${first_letter}{FIRST_ROW}:${last_letter}{FIRST_ROW})>0"
            cell = f"${letters[column.name]}{FIRST_ROW}"
            wrong = f'OR({cell}="",NOT(ISNUMBER({cell})))' if _is_number(column) else f'{cell}=""'
            style.red_when(sheet, area, f"AND({started},{wrong})")
    _limits_while_typing(sheet, letters, last, hours)
    for offset in range(rows):
        row = FIRST_ROW + offset
        line = lines[offset] if offset < len(lines) else {}
        for i, column in enumerate(kind.fields, 1):
            if column.locked:
                value = (
                    _amount_formula(letters, row) if column.kind == "euro" else _control(letters, row, hours)
                )
            else:
                value = line.get(column.name)
                if value is None:
                    continue
                value = (
                    layout.task_label(value)
                    if column.kind == "taak" and value in basiskader.task_names()
                    else value
                )
            cell = sheet.cell(row, i)
            _set(cell, value, formula=column.locked)
            style.like(cell, patterns[column.name])
    sheet.auto_filter.ref = None
    style.finish_sheet(sheet, [f.width for f in kind.fields], f"C{FIRST_ROW}", HEADER_ROW)


def _set(cell: object, value: object, *, formula: bool) -> None:
    """Put a value in a cell; text of a sender that begins with = stays text."""
    cell.value = value
    if not formula and isinstance(value, str):
        cell.data_type = "s"


def _is_number(column: layout.Field) -> bool:
    return column.kind in ("euro", "uren", "aandeel")


def _limits_while_typing(sheet: Worksheet, letters: dict[str, str], last: int, hours: bool) -> None:
    def area(name: str) -> str:
        return f"{letters[name]}{FIRST_ROW}:{letters[name]}{last}"

    amount = f"${letters['bedrag']}{FIRST_ROW}"
    if hours:
        share, rate, count = (f"${letters[n]}{FIRST_ROW}" for n in ("aandeel", "tarief", "uren"))
        style.red_when(sheet, area("tarief"), f"AND(ISNUMBER({share}),{share}>0,NOT(ISNUMBER({rate})))")
        style.red_when(sheet, area("tarief"), f"AND(ISNUMBER({rate}),OR({rate}<10,{rate}>400))", warning=True)
        style.red_when(sheet, area("aandeel"), f"AND(ISNUMBER({share}),OR({share}<0,{share}>1))")
        style.red_when(sheet, area("uren"), f"AND(ISNUMBER({count}),{count}<0)")
        style.red_when(sheet, area("uren"), f"AND(ISNUMBER({count}),{count}>250)", warning=True)
    else:
        style.red_when(sheet, area("bedrag"), f"AND(ISNUMBER({amount}),{amount}<0)")
        style.red_when(sheet, area("bedrag"), f"AND(ISNUMBER({amount}),{amount}>100000)", warning=True)


def _amount_formula(letters: dict[str, str], row: int) -> str:
    hours, rate, share = (f"{letters[name]}{row}" for name in ("uren", "tarief", "aandeel"))
    complete = f"AND(ISNUMBER({hours}),ISNUMBER({share}),OR(ISNUMBER({rate}),{share}=0))"
    return f'=IF({complete},ROUND({hours}*N({rate})*{share},2),"")'


def _control(letters: dict[str, str], row: int, hours: bool) -> str:
    def cell(name: str) -> str:
        return f"{letters[name]}{row}"

    checks = [(f'{cell("periode")}=""', "Vul datum of periode in"), (f'{cell("taak")}=""', "Kies een taak")]
    if hours:
        checks += [
            (f'{cell("activiteit")}=""', "Kies een activiteit"),
            (f'{cell("functie")}=""', "Kies een functie"),
            (f"NOT(ISNUMBER({cell('uren')}))", "Vul de uren in als getal"),
            (f"NOT(ISNUMBER({cell('aandeel')}))", "Vul het deel vergoed in"),
            (f"AND({cell('aandeel')}>0,NOT(ISNUMBER({cell('tarief')})))", "Vul het tarief in"),
        ]
    else:
        checks += [
            (f'{cell("kostensoort")}=""', "Kies een kostensoort"),
            (f"NOT(ISNUMBER({cell('bedrag')}))", "Vul het bedrag in als getal"),
            (f'{cell("aard")}=""', "Kies eenmalig of structureel"),
        ]
    nested = '"in orde"'
    for wrong, message in reversed(checks):
        nested = f'IF({wrong},"{message}",{nested})'
    return f'=IF(COUNTA({cell("periode")}:{cell("omschrijving")})=0,"",{nested})'


def _completeness(sheet: Worksheet, content: FormContent, rows: dict[str, int]) -> None:
    style.title(
        sheet,
        "Volledigheid",
        "Kies bij elke taak een antwoord. Nul, niet geregistreerd en n.v.t. betekenen iets anders.",
        content.verzonnen,
    )
    heads = (
        "Taak",
        "Antwoord *",
        "Toelichting",
        "Uren",
        "Kosten dit jaar (€)",
        "Kosten vorig jaar (€)",
        "Verschil (€)",
        "Controle",
    )
    for i, head in enumerate(heads, 1):
        style.style_header(sheet.cell(HEADER_ROW, i, head))
    tasks = basiskader.codes("taken")
    last = FIRST_ROW + len(tasks) - 1

    def column(kind: layout.CostSheet, name: str) -> str:
        letter = get_column_letter(kind.column(name))
        return f"'{kind.name}'!${letter}${FIRST_ROW}:${letter}${FIRST_ROW + rows[kind.name] - 1}"

    for row, code in enumerate(tasks, FIRST_ROW):
        last_year = content.vorig_jaar_ct.get(code)
        per_task = (
            f"SUMIF({column(layout.UREN, 'taak')},A{row},{column(layout.UREN, 'bedrag')})"
            f"+SUMIF({column(layout.KOSTEN, 'taak')},A{row},{column(layout.KOSTEN, 'bedrag')})"
        )
        values = (
            layout.task_label(code),
            content.antwoorden.get(code),
            None,
            f"=SUMIF({column(layout.UREN, 'taak')},A{row},{column(layout.UREN, 'uren')})",
            f"={per_task}",
            None if last_year is None else last_year / 100,
            f'=IF(F{row}="","",E{row}-F{row})',
            f'=IF(B{row}="","Kies een antwoord",IF(AND(B{row}="geregistreerd",D{row}=0,E{row}=0),"Geen regels '
            f'gevonden",IF(AND(B{row}<>"geregistreerd",E{row}>0),"Er zijn wel kosten","in orde")))',
        )
        for i, value in enumerate(values, 1):
            cell = sheet.cell(row, i, value)
            if i in (2, 3):
                style.style_input(cell, "text")
            else:
                style.style_locked(cell, "euro" if i in (4, 5, 6, 7) else "")
    for i, value in enumerate(
        (
            "Totaal",
            None,
            None,
            f"=SUM({column(layout.UREN, 'uren')})",
            f"=SUM({column(layout.UREN, 'bedrag')})+SUM({column(layout.KOSTEN, 'bedrag')})",
            f'=IF(COUNT(F{FIRST_ROW}:F{last})=0,"",SUM(F{FIRST_ROW}:F{last}))',
            f'=IF(F{last + 1}="","",E{last + 1}-F{last + 1})',
            f'=IF(ABS(E{last + 1}-SUM(E{FIRST_ROW}:E{last}))>0.005,"Er staan kosten zonder bekende taak","in orde")',
        ),
        1,
    ):
        cell = sheet.cell(last + 1, i, value)
        style.style_locked(cell, "euro" if i in (4, 5, 6, 7) else "")
        cell.font = style.font(bold=True)
    answers = f"B{FIRST_ROW}:B{last}"
    style.add_limit(
        sheet,
        answers,
        style.limit_for("antwoord"),
        "Antwoord",
        "geregistreerd: kosten staan hier. nul: gedaan, kostte niets. niet geregistreerd: gedaan, niet "
        "bijgehouden. n.v.t.: niet gedaan.",
    )
    style.red_when(sheet, answers, f'B{FIRST_ROW}=""')
    style.red_when(sheet, f"H{FIRST_ROW}:H{last + 1}", f'H{FIRST_ROW}<>"in orde"', warning=True)
    style.finish_sheet(sheet, (36, 18, 40, 11, 18, 20, 16, 30), f"B{FIRST_ROW}", HEADER_ROW)
