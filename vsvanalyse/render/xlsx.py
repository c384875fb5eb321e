"""Exhibits as a workbook: cover, contents, one exhibit a sheet, and notes on columns, with numbers as numbers."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Exhibit, Text
from vsvanalyse.release import Released
from vsvanalyse.render import sheets
from vsvanalyse.render.sheets import NOTHING, Given, Sheets
from vsvanalyse.render.typography import MADE_UP, unbroken

COVER, CONTENTS, NOTES = "Voorblad", "Inhoud", "Toelichting"
_UNKNOWN = f"ellen met {NOTHING} zijn niet bekend, niet van toepassing of niet getoond"
_READING = (
    f"Elke tabel staat op een eigen blad. Het blad {CONTENTS} noemt ze; het blad {NOTES} zegt wat de kolommen betekenen.",
    f"C{_UNKNOWN}. Zij betekenen nooit nul.",
    "Een rij met ‘ja’ in de kolom Totaal is een totaal van andere rijen.",
    "Lees verder in het rapport: een tabel of grafiek heeft daar dezelfde titel als haar blad hier.",
    "Vragen: aan wie u dit werkboek gaf, of aan de Federatie van VSV’s.",
)
_TABLE = f"Dit blad bevat één tabel; c{_UNKNOWN} (zie {COVER})."
_NO_TABLE = "Dit blad bevat geen tabel: er is niets te tonen."
_ABOUT_COLUMNS = "Wat de kolommen betekenen"
_FIXED_DATE = pd.Timestamp(2000, 1, 1).to_pydatetime()


def write(
    released: Sequence[Released], path: Path, *, title: str, about: Sequence[str] = (), mark: str = ""
) -> Path:
    """Write a workbook of released exhibits; the same exhibits give the same bytes, and text is never a formula or a link.

    ``about`` is what the cover says first, ``mark`` the fingerprint of what it was made from. What Excel has no room for is left
    out, and the sheet or cell says so.
    """
    exhibits = [one.exhibit for one in released]
    shown = [one for one in exhibits if not isinstance(one, Text)]
    words = [re.sub("[^A-Za-z0-9]+", " ", one.id)[: sheets.MOST_OF_NAME].strip() for one in shown]
    names = [textwrap.wrap(f"{i} {text}", sheets.MOST_OF_SHEET)[0] for i, text in enumerate(words, 1)]
    tables = sheets.distinct((f"tabel_{text}".replace(" ", "_") for text in words), "_")
    marks = [MADE_UP] * any(one.made_up for one in exhibits) + [f"Vingerafdruk: {mark}"] * bool(mark)
    meanings = _meanings(shown)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, {**options, **sheets.LETTERS, "in_memory": True}) as book:
        _describe(book, title)
        made = Sheets(book, marks)
        told = [text for text in (*about, *_paragraphs(exhibits), *_READING) if text]
        made.words(COVER, title, marks, told, CONTENTS)
        made.table(CONTENTS, CONTENTS, [], [_TABLE], COVER, CONTENTS, _contents(shown, names, meanings))
        for one, name, table in zip(shown, names, tables, strict=True):
            columns, marked = _columns(one), [MADE_UP] * one.made_up
            made.table(name, one.title, marked, _told(one), CONTENTS, table, columns, _totals(one))
        made.table(NOTES, _ABOUT_COLUMNS, [], [_TABLE if meanings else _NO_TABLE], CONTENTS, NOTES, meanings)
    return path


def _describe(book: xlsxwriter.Workbook, title: str) -> None:
    """Say in the properties of a workbook what it is."""
    book.set_properties(
        {
            "title": sheets.plain(title)[: sheets.MOST_OF_NAME],
            "subject": "Kosten van VSV's",
            "author": "Federatie van VSV's",
            "keywords": "VSV, geboortezorg, kosten",
            "created": _FIXED_DATE,
        }
    )
    book.set_custom_property("Language", "nl-NL")


def _paragraphs(exhibits: Sequence[Exhibit]) -> list[str]:
    """Give the paragraphs among exhibits, each once, without a page's own mark that it is made up."""
    told = (one.rows[one.rows["soort"] != "verzonnen"] for one in exhibits if isinstance(one, Text))
    return [*dict.fromkeys(text for rows in told for text in rows["tekst"])]


def _contents(shown: Sequence[Exhibit], names: Sequence[str], meanings: Sequence[Given]) -> list[Given]:
    """Give the columns of the sheet that leads to all others."""
    titles = [*(unbroken(one.title) for one in shown), _ABOUT_COLUMNS]
    rows = [*(len(one.rows) for one in shown), len(meanings[0][2]) if meanings else 0]
    return [
        ("Blad", sheets.LINK, [*names, NOTES]),
        ("Titel", sheets.TEXT, titles),
        ("Rijen", sheets.COUNT, rows),
    ]


def _told(one: Exhibit) -> list[str]:
    """Give the lines above the table of an exhibit."""
    cut = f"Hier staan de eerste {sheets.MOST_ROWS} van {len(one.rows)} rijen: voor meer heeft Excel geen plaats."
    lines = [one.about, *sheets.sentences(one.note), one.source]
    lines += [cut] * (len(one.rows) > sheets.MOST_ROWS) + [_TABLE if _columns(one) else _NO_TABLE]
    return [line for line in lines if line]


def _totals(one: Exhibit) -> list[bool]:
    return [bool(value) for value in one.rows["totaal"]] if "totaal" in one.rows else []


def _columns(one: Exhibit) -> list[Given]:
    """Give the columns of an exhibit; where some rows are totals, the last says which. None where there are no rows."""
    names = [*one.shown(), *["totaal"] * any(_totals(one))] if len(one.rows) else []
    return [(one.heading(name), column(name), [*one.rows[name].head(sheets.MOST_ROWS)]) for name in names]


def _meanings(shown: Sequence[Exhibit]) -> list[Given]:
    """Say of each column, in the order of use, its unit, what it means, and the numbers of the sheets that it is on."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for i, one in enumerate(shown, 1):
        for heading, kind, _ in _columns(one):
            unit = sheets.unit(kind) or kind.format.replace("_nee", " of nee")
            found.setdefault((heading, unit, kind.meaning), []).append(str(i))
    rows = [(*told, ", ".join(used)) for told, used in found.items()]
    heads = ("Kolom", "Eenheid", "Betekenis", "Op blad")
    return [(head, sheets.TEXT, [row[at] for row in rows]) for at, head in enumerate(heads)] if rows else []
