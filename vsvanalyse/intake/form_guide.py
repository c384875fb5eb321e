"""The first sheet of the form: what to do, a worked example, and what each word means."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from vsvanalyse import basiskader
from vsvanalyse.basiskader import UREN, worded
from vsvanalyse.intake import form_style as style
from vsvanalyse.intake import layout
from vsvanalyse.intake.form_style import Book
from vsvanalyse.money import format_euro, parse_euro

_WIDTHS = (62, 88, 12)
_STEPS = (
    "Vul het blad Profiel in: code, naam, jaar en omvang van uw VSV.",
    "Schrijf op het blad Uren alle tijd die mensen aan het VSV besteedden, ook als die niet is betaald.",
    "Schrijf op het blad Andere kosten elke factuur en betaling die geen tijd is.",
    "Kijk op het blad Controle wat u nog moet nakijken, en in welke rij.",
    "Kies op het blad Volledigheid bij elke taak een antwoord; de totalen staan ernaast.",
    "Laat het bestuur akkoord geven op het blad Akkoord en stuur het bestand terug.",
)
_RULES = (
    "Gele vakken vult u in, grijze vakken rekenen zelf. Rood betekent: hier klopt iets niet. Oranje: kijk nog eens.",
    "Regels sorteren, filteren, plakken, verwijderen en onder een andere regel invoegen mag; de totalen tellen mee. "
    "Plak liefst alleen waarden: dan blijven de keuzelijsten staan.",
    f"Een datum of periode: {layout.PERIOD_WORDS}. Zonder jaartal is het van het boekjaar op het blad Profiel.",
    "Bedragen met een komma: 1.234,56. Een kwartier is 0,25 uur. Een percentage typt u als 50%.",
    "Tarief is wat een uur kost; deel vergoed zegt hoeveel daarvan het VSV zelf betaalde. Betaalt een praktijk, ziekenhuis "
    "of gemeente de uren, of niemand, dan is het 0 %.",
    "Nul = gedaan en kostte niets. Niet geregistreerd = gedaan maar niet bijgehouden. N.v.t. = niet gedaan.",
    "Eenmalig = komt niet elk jaar terug, zoals de oprichting. Structureel = komt elk jaar terug. "
    "Uren bij {eenmalig} tellen als eenmalig, alle andere uren als structureel.",
    "Schrijf geen namen van cliënten of zorgverleners op. Gebruik voor een persoon een nummer.",
)


class Example(NamedTuple):
    """What happened, how it is written on the form, and what it costs in cents."""

    verhaal: str
    geschreven: str
    kosten_ct: int


def examples() -> list[Example]:
    """Give the worked lines of the list ``voorbeeldregels``."""
    return [
        _of_hours(row) if row["kostensoort"] == UREN else _of_costs(row)
        for row in basiskader.rows("voorbeeldregels")
    ]


def _of_hours(row: basiskader.Row) -> Example:
    rate, share = parse_euro(row["tarief_eur"]), Fraction(row["deel_vergoed_pct"]) / 100
    hours = Fraction(row["uren"].replace(",", "."))
    written = (
        f"Uren: {row['periode']}, {row['taak']}, {row['activiteit']}, {row['functie']}, {row['uren']} uur, "
        f"{format_euro(rate)}, {row['deel_vergoed_pct']} %"
    )
    return Example(row["verhaal"], written, round(hours * rate * share))


def _of_costs(row: basiskader.Row) -> Example:
    amount = parse_euro(row["bedrag_eur"])
    written = f"Andere kosten: {row['periode']}, {row['taak']}, {row['kostensoort']}, {format_euro(amount)}, {row['aard']}"
    return Example(row["verhaal"], written, amount)


def write_guide(book: Book, sheet: Worksheet, made_up: bool) -> None:
    """Fill the sheet Uitleg."""
    style.title(
        book,
        sheet,
        "Registratie van VSV-kosten",
        "Zo vult u dit formulier in. U hoeft niets te installeren.",
        made_up,
    )
    row = _section(book, sheet, 4, "In zes stappen")
    for number, step in enumerate(_STEPS, 1):
        row = _line(book, sheet, row, f"{number}. {step}")
    row = _section(book, sheet, row + 1, "Goed om te weten")
    once = ", ".join(sorted(basiskader.one_off_tasks())) or "geen taak"
    for rule in _RULES:
        row = _line(book, sheet, row, f"• {rule.replace('{eenmalig}', once)}")
    shown = examples()
    if shown:
        row = _section(book, sheet, row + 1, "Een uitgewerkt voorbeeld (verzonnen)")
        for column, head in enumerate(("Wat gebeurde er?", "Zo schrijft u het op", "Kosten")):
            sheet.write_string(row, column, head, book.head())
    for story, written, cents in shown:
        row += 1
        sheet.write_string(row, 0, story, book.filled(text_wrap=True))
        sheet.write_string(row, 1, written, book.filled(text_wrap=True))
        sheet.write_string(row, 2, format_euro(cents), book.filled(align="right"))
        sheet.set_row(row, 32)
    kader = basiskader.load()
    lists = {
        f"De {len(kader.taken)} taken": [
            (layout.task_label(t.taak), t.omschrijving) for t in kader.taken.itertuples()
        ],
        "Activiteiten": list(kader.activiteiten.itertuples(index=False, name=None)),
        "Kostensoorten": [(k.kostensoort, k.omschrijving) for k in kader.kostensoorten.itertuples()],
    }
    row += 2
    for heading, pairs in lists.items():
        row = _glossary(book, sheet, _section(book, sheet, row, heading), pairs) + 1
    style.finish_sheet(sheet, _WIDTHS)


def _section(book: Book, sheet: Worksheet, row: int, text: str) -> int:
    sheet.write_string(row, 0, worded(text), book.look(bold=True, font_size=12, font_color=style.HEAD))
    return row + 1


def _line(book: Book, sheet: Worksheet, row: int, text: str) -> int:
    sheet.merge_range(row, 0, row, 2, worded(text), book.look(text_wrap=True))
    return row + 1


def _glossary(book: Book, sheet: Worksheet, row: int, pairs: list[tuple[str, str]]) -> int:
    for term, meaning in pairs:
        sheet.write_string(row, 0, term, book.look(bold=True))
        sheet.write_string(row, 1, meaning, book.look(text_wrap=True))
        if len(meaning) > _WIDTHS[1] * 1.1:
            sheet.set_row(row, 32)
        row += 1
    return row
