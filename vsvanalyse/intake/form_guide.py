"""The first sheet of the form: what to do, a worked example, and what each word means."""

from __future__ import annotations

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from vsvanalyse import basiskader
from vsvanalyse.intake import form_style as style
from vsvanalyse.intake import layout
from vsvanalyse.money import format_euro

_LINE_LENGTH = 85
_STEPS = (
    "Vul het blad Profiel in: code, naam, jaar en omvang van uw VSV.",
    "Schrijf op het blad Uren alle tijd die mensen aan het VSV besteedden, ook als die niet is betaald.",
    "Schrijf op het blad Andere kosten elke factuur en betaling die geen tijd is.",
    "Kies op het blad Volledigheid bij elke taak een antwoord; de totalen staan ernaast.",
    "Laat het bestuur akkoord geven op het blad Akkoord en stuur het bestand terug.",
)
_RULES = (
    "Gele vakken vult u in, grijze vakken rekenen zelf. Rood betekent: hier mist iets. Geel gemarkeerd: kijk nog eens.",
    "Bedragen met een komma: 1.234,56. Een kwartier is 0,25 uur. Een percentage typt u als 50%.",
    "Tarief is wat een uur kost; deel vergoed zegt hoeveel daarvan het VSV zelf betaalde. Betaalt een praktijk, ziekenhuis "
    "of gemeente de uren, of niemand, dan is het 0 %.",
    "Nul = gedaan en kostte niets. Niet geregistreerd = gedaan maar niet bijgehouden. N.v.t. = niet gedaan.",
    "Eenmalig = komt niet elk jaar terug, zoals de oprichting. Structureel = komt elk jaar terug. "
    "Uren bij T01 tellen als eenmalig, alle andere uren als structureel.",
    "Schrijf geen namen van cliënten of zorgverleners op. Gebruik voor een persoon een nummer.",
)
_EXAMPLE = (
    ("Wat gebeurde er?", "Zo schrijft u het op", "Kosten"),
    (
        "Een gynaecoloog zat op 15 maart 2 uur bij het MDO, tarief € 140, volledig vergoed.",
        "Uren: 15-3, T14, vergadering, gynaecoloog, 2 uur, € 140, 100 %",
        28000,
    ),
    (
        "Een verloskundige bereidde dat overleg 1,5 uur voor en kreeg niets betaald; haar tarief is € 75.",
        "Uren: 15-3, T14, voorbereiding, verloskundige, 1,5 uur, € 75, 0 %",
        0,
    ),
    (
        "De coördinator werkte in maart 24 uur aan de website, tarief € 75, volledig betaald.",
        "Uren: maart, T05, administratie, coördinator, 24 uur, € 75, 100 %",
        180000,
    ),
    (
        "De notaris rekende € 1.850 voor de statuten van de nieuwe stichting.",
        "Andere kosten: T01, inkoop, € 1.850, eenmalig",
        185000,
    ),
)


def write_guide(sheet: Worksheet, made_up: bool) -> None:
    """Fill the sheet Uitleg."""
    style.title(
        sheet,
        "Registratie van VSV-kosten",
        "Zo vult u dit formulier in. U hoeft niets te installeren.",
        made_up,
    )
    row = _section(sheet, 5, "In vijf stappen")
    for number, step in enumerate(_STEPS, 1):
        row = _line(sheet, row, f"{number}. {step}")
    row = _section(sheet, row + 1, "Goed om te weten")
    for rule in _RULES:
        row = _line(sheet, row, f"• {rule}")
    row = _section(sheet, row + 1, "Een uitgewerkt voorbeeld (verzonnen)")
    for i, example in enumerate(_EXAMPLE):
        for column, value in enumerate(example, 1):
            text = format_euro(value) if isinstance(value, int) else value
            cell = sheet.cell(row, column, text)
            (style.style_header if i == 0 else style.style_locked)(cell)
            cell.alignment = Alignment(
                wrap_text=True, vertical="top", horizontal="right" if isinstance(value, int) else None
            )
        sheet.row_dimensions[row].height = 18 if i == 0 else 32
        row += 1
    kader = basiskader.load()
    row = _glossary(
        sheet,
        _section(sheet, row + 1, "De 17 taken van het basiskader"),
        [(layout.task_label(t.taak), t.omschrijving) for t in kader.taken.itertuples()],
    )
    row = _glossary(
        sheet,
        _section(sheet, row + 1, "Activiteiten"),
        list(kader.activiteiten.itertuples(index=False, name=None)),
    )
    row = _glossary(
        sheet,
        _section(sheet, row + 1, "Kostensoorten"),
        [(k.kostensoort, k.omschrijving) for k in kader.kostensoorten.itertuples()],
    )
    style.finish_sheet(sheet, (62, 88, 12), "", 0)


def _section(sheet: Worksheet, row: int, text: str) -> int:
    sheet.cell(row, 1, text).font = style.font(bold=True, size=12, color=style.HEAD)
    return row + 1


def _line(sheet: Worksheet, row: int, text: str) -> int:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = style.font(), Alignment(wrap_text=True, vertical="top")
    return row + 1


def _glossary(sheet: Worksheet, row: int, pairs: list[tuple[str, str]]) -> int:
    for term, meaning in pairs:
        sheet.cell(row, 1, term).font = style.font(bold=True)
        cell = sheet.cell(row, 2, meaning)
        cell.font, cell.alignment = style.font(), Alignment(wrap_text=True, vertical="top")
        if len(meaning) > _LINE_LENGTH:
            sheet.row_dimensions[row].height = 30
        row += 1
    return row
