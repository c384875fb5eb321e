"""What the form computes, all of it locked: the sheets Controle and Volledigheid, and the colours of lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from vsvanalyse import basiskader
from vsvanalyse.intake import findings, layout, line_checks
from vsvanalyse.intake import form_style as style
from vsvanalyse.intake.form_style import Book
from vsvanalyse.intake.layout import FIRST_ROW, HEADER_ROW
from vsvanalyse.intake.line_checks import LineCheck


@dataclass(frozen=True)
class Lines:
    """The lines of one cost sheet as formulas see them: from the header row to the last row reached."""

    kind: layout.CostSheet
    last_row: int

    def letter(self, name: str) -> str:
        """Give the column letter of a field on the form."""
        return xl_col_to_name(self.kind.column(name) - 1)

    def column(self, name: str) -> str:
        """Write the whole column of a field, with its header."""
        letter = self.letter(name)
        return f"'{self.kind.name}'!${letter}${HEADER_ROW}:${letter}${self.last_row}"

    def below_header(self, formula: str) -> str:
        """Write an array of numbers that is 0 in the header row and where the formula fails."""
        return f"IFERROR((ROW({self.column('periode')})>{HEADER_ROW})*({formula}),0)"

    def hits(self, check: LineCheck) -> str:
        """Write the array of lines that fail a check."""
        return self.below_header(self._filled_in(check, self.column))

    def fails(self, check: LineCheck) -> str:
        """Write whether the first line fails a check."""
        return self._filled_in(check, lambda name: f"${self.letter(name)}{FIRST_ROW}")

    def _filled_in(self, check: LineCheck, place: Callable[[str], str]) -> str:
        names = [field.name for field in self.kind.inputs]
        places = {name: place(name) for name in names}
        empty = "*".join(f'({places[name]}="")' for name in names)
        return check.fout.format(**places, leeg=f"({empty})")

    def cash(self) -> str:
        """Write the array of each line's cash in euros, as the reader computes it."""
        if self.kind is layout.KOSTEN:
            amount = self.column("bedrag")
            return f"IF(ISNUMBER({amount}),{amount},0)"
        factors = (f"IF(ISNUMBER({c}),{c},0)" for c in map(self.column, ("uren", "tarief", "aandeel")))
        return f"ROUND({'*'.join(factors)},2)"


def _total(sheet: Worksheet, row: int, column: int, formula: str, look: object) -> None:
    """Enter an array formula in one cell; without a stored result every program computes it on opening."""
    sheet.write_array_formula(row, column, row, column, f"{{={formula}}}", look, "")


def colour_lines(book: Book, sheet: Worksheet, area: Lines) -> None:
    """Colour each cell that `check` would have a finding at: errors first."""
    checks = sorted(line_checks.checks(area.kind), key=_is_warning)
    for check in checks:
        letter = area.letter(check.veld)
        style.colour_when(
            book,
            sheet,
            f"{letter}{FIRST_ROW}:{letter}{area.last_row}",
            area.fails(check),
            warning=_is_warning(check),
        )


def _is_warning(check: LineCheck) -> bool:
    return findings.severity(check.regel) == "waarschuwing"


def write_status(book: Book, sheet: Worksheet, area: Lines) -> None:
    """Write in the frozen rows what the sheet adds up to and how many lines have something to mend."""
    last = len(area.kind.inputs) - 1
    label, line = book.look(align="right", bg_color=style.PAPER), f"{layout.CONTROLE_BLAD}!$A:$A"
    hits = f'SUMIF({line},"{area.kind.name}",{layout.CONTROLE_BLAD}!$D:$D)'
    sheet.write_string(0, last - 1, "Kosten (€)", label)
    _total(
        sheet, 0, last, f"SUM({area.below_header(area.cash())})", book.filled("euro", bold=True, align="left")
    )
    sheet.write_string(1, last - 1, "Zie blad Controle", label)
    sheet.write_formula(1, last, f'={hits}&" keer iets na te kijken"', book.filled(align="left"), "")
    style.colour_when(book, sheet, f"{xl_col_to_name(last)}2", f"{hits}>0", warning=True)


def write_control(book: Book, sheet: Worksheet, areas: Sequence[Lines], made_up: bool) -> None:
    """Fill the sheet Controle: one row a check, with how many lines fail it and where they stand."""
    style.title(
        book,
        sheet,
        "Controle",
        "Wat moet u nog nakijken? Op de bladen Uren en Andere kosten zijn deze vakken rood (fout) of oranje (kijk nog eens).",
        made_up,
    )
    heads = ("Blad", "Kolom", "Controle", "Regels", "Eerste rij")
    for i, head in enumerate(heads):
        sheet.write_string(HEADER_ROW - 1, i, head, book.head())
    row = FIRST_ROW - 1
    for area in areas:
        for check in line_checks.checks(area.kind):
            header = area.kind.field(check.veld).header
            for i, text in enumerate((area.kind.name, header, check.melding)):
                sheet.write_string(row, i, text, book.filled())
            count, hits = f"$D{row + 1}", area.hits(check)
            _total(sheet, row, 3, f"SUM({hits})", book.filled("aantal"))
            first = f'IF({count}=0,"",MIN(IF({hits}>0,ROW({area.column("periode")}))))'
            _total(sheet, row, 4, first, book.filled("aantal"))
            colour = f"{count}>0"
            style.colour_when(book, sheet, f"A{row + 1}:E{row + 1}", colour, warning=_is_warning(check))
            row += 1
    note = "Na het insturen kijkt de Federatie ook naar wat het formulier niet kan zien, zoals regels die er dubbel staan."
    sheet.write_string(row + 1, 0, note, book.look(italic=True, font_color=style.QUIET))
    sheet.autofilter(HEADER_ROW - 1, 0, row - 1, len(heads) - 1)
    style.finish_sheet(
        sheet,
        (16, 24, 88, 9, 12),
        freeze=(FIRST_ROW - 1, 0),
        header_row=HEADER_ROW,
        allow={"autofilter": True},
    )


def write_completeness(
    book: Book,
    sheet: Worksheet,
    areas: Sequence[Lines],
    answers: Mapping[str, str],
    last_year_ct: Mapping[str, int],
    made_up: bool,
) -> None:
    """Fill the sheet Volledigheid: an answer for each task beside its totals of this year and the last."""
    style.title(
        book,
        sheet,
        "Volledigheid",
        "Kies bij elke taak een antwoord. Nul, niet geregistreerd en n.v.t. betekenen iets anders.",
        made_up,
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
    for i, head in enumerate(heads):
        sheet.write_string(HEADER_ROW - 1, i, head, book.head())
    sheet.set_row(HEADER_ROW - 1, 34)
    hours, costs = areas
    tasks = basiskader.codes("taken")
    for row, code in enumerate(tasks, FIRST_ROW - 1):
        n = row + 1
        mine = f"(LEFT({hours.column('taak')},{len(code)})=LEFT($A{n},{len(code)}))"
        cash = f"SUM({hours.below_header(f'{mine}*{hours.cash()}')})+{_of_task(costs, 'bedrag', n, code)}"
        sheet.write_string(row, 0, layout.task_label(code), book.filled())
        style.write(sheet, row, 1, answers.get(code), book.input("antwoord"))
        style.write(sheet, row, 2, None, book.input("text"))
        sheet.write_formula(row, 3, "=" + _of_task(hours, "uren", n, code), book.filled("uren"), "")
        _total(sheet, row, 4, cash, book.filled("euro"))
        before = last_year_ct.get(code)
        style.write(sheet, row, 5, None if before is None else before / 100, book.filled("euro"))
        sheet.write_formula(row, 6, f'=IF(F{n}="","",E{n}-F{n})', book.filled("euro"), "")
        agrees = (
            f'=IF(B{n}="","Kies een antwoord",IF(AND(B{n}="geregistreerd",D{n}=0,E{n}=0),"Geen regels gevonden",'
            f'IF(AND(B{n}<>"geregistreerd",E{n}>0),"Er zijn wel kosten","in orde")))'
        )
        sheet.write_formula(row, 7, agrees, book.filled(), "")
    _sums(book, sheet, areas, FIRST_ROW + len(tasks))
    last = FIRST_ROW + len(tasks) - 1
    style.add_limit(sheet, FIRST_ROW - 1, 1, last - 1, "antwoord", "Antwoord", layout.ANSWER_HELP)
    style.colour_when(book, sheet, f"B{FIRST_ROW}:B{last}", f'B{FIRST_ROW}=""')
    style.colour_when(book, sheet, f"H{FIRST_ROW}:H{last + 1}", f'H{FIRST_ROW}<>"in orde"', warning=True)
    style.finish_sheet(
        sheet, (36, 18, 40, 11, 18, 20, 16, 36), freeze=(FIRST_ROW - 1, 1), header_row=HEADER_ROW
    )


def _of_task(area: Lines, name: str, row: int, code: str) -> str:
    """Write the sum of a column over the lines of the task that column A names in a row."""
    return f'SUMIF({area.column("taak")},LEFT($A{row},{len(code)})&"*",{area.column(name)})'


def _sums(book: Book, sheet: Worksheet, areas: Sequence[Lines], n: int) -> None:
    """Write the row of totals; money at no task in the list is said there."""
    hours, row, tasks = areas[0], n - 1, f"{FIRST_ROW}:{{0}}{n - 1}"
    bold = {kind: book.filled(kind, bold=True) for kind in ("", "uren", "euro")}
    for column in (1, 2):
        sheet.write_blank(row, column, None, bold[""])
    sheet.write_string(row, 0, "Totaal", bold[""])
    sheet.write_formula(row, 3, f"=SUM({hours.column('uren')})", bold["uren"], "")
    _total(sheet, row, 4, "+".join(f"SUM({a.below_header(a.cash())})" for a in areas), bold["euro"])
    last_year = f"F{tasks.format('F')}"
    sheet.write_formula(row, 5, f'=IF(COUNT({last_year})=0,"",SUM({last_year}))', bold["euro"], "")
    sheet.write_formula(row, 6, f'=IF(F{n}="","",E{n}-F{n})', bold["euro"], "")
    unknown = f"ABS(E{n}-SUM(E{tasks.format('E')}))>0.005"
    sheet.write_formula(
        row, 7, f'=IF({unknown},"Er staan kosten zonder bekende taak","in orde")', bold[""], ""
    )
