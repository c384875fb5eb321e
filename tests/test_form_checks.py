"""One row of data a check: what the form colours and counts is what `check` finds, in the same cell."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.forms import at, content, cost, hour, sound_form
from tests.office import convert, needs_office, needs_scripts, work_in
from vsvanalyse.intake import layout, line_checks, read_registration
from vsvanalyse.intake.cells import parse_period_column
from vsvanalyse.intake.form_guide import examples
from vsvanalyse.intake.layout import FIRST_ROW
from vsvanalyse.intake.line_checks import LineCheck

ALL = [(sheet, check) for sheet in layout.COST_SHEETS for check in line_checks.checks(sheet)]


def _spoilt(sheet: layout.CostSheet, check: LineCheck, number: int) -> dict[str, object]:
    """Give a line that is sound but for this one mistake, and like no other line."""
    line = (
        hour(omschrijving=f"regel {number}") if sheet is layout.UREN else cost(omschrijving=f"regel {number}")
    )
    change = check.voorbeeld if isinstance(check.voorbeeld, dict) else {check.veld: check.voorbeeld}
    return line | change


@pytest.fixture(scope="module")
def spoilt_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form with each mistake once: the nth check of a sheet fails in its nth line."""
    lines = {
        sheet.name: [_spoilt(sheet, check, n) for n, check in enumerate(line_checks.checks(sheet))]
        for sheet in layout.COST_SHEETS
    }
    path = tmp_path_factory.mktemp("fouten") / "fouten.xlsx"
    sound_form(path, uren=lines[layout.UREN_BLAD], kosten=lines[layout.KOSTEN_BLAD])
    book = load_workbook(path)
    for page in book:
        for row in page.iter_rows(min_row=FIRST_ROW):
            for cell in row:
                if cell.value == "#REF!":
                    cell.data_type = "e"
    book.save(path)
    return path


def _row(sheet: layout.CostSheet, check: LineCheck) -> int:
    return FIRST_ROW + line_checks.checks(sheet).index(check)


def test_check_finds_each_mistake_at_its_cell(spoilt_form):
    found = read_registration(spoilt_form).bevindingen
    at_cells = set(found[["regel", "blad", "cel"]].itertuples(index=False, name=None))
    for sheet, check in ALL:
        wanted = (check.regel, sheet.name, at(sheet, check.veld, _row(sheet, check)))
        assert wanted in at_cells, check


@pytest.mark.slow
@needs_office
def test_the_form_counts_each_mistake_once_at_its_line(spoilt_form, tmp_path):
    saved = convert(spoilt_form, "xlsx", tmp_path)
    page = load_workbook(saved, data_only=True)[layout.CONTROLE_BLAD]
    shown = [
        tuple(cell.value for cell in row[:5])
        for row in page.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + len(ALL) - 1)
    ]
    wanted = [
        (sheet.name, sheet.field(check.veld).header, check.melding, 1, _row(sheet, check))
        for sheet, check in ALL
    ]
    assert shown == wanted


@pytest.mark.slow
@needs_office
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("lines", [0, 40])
def test_it_prints_what_is_filled_in_and_no_empty_page(tmp_path, lines):
    hours = [hour(periode=f"2021-03-{1 + n % 28:02d}", omschrijving=f"regel {n}") for n in range(lines)]
    printed = convert(sound_form(tmp_path / "f.xlsx", uren=hours, kosten=[]), "pdf", tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) <= 9
    assert all(len(page.split()) > 20 for page in pages)
    assert sum(page.count("regel ") for page in pages) >= lines


@pytest.mark.slow
@needs_scripts
def test_lines_sorted_filtered_added_and_deleted_under_protection_read_back_the_same(tmp_path):
    before = read_registration(sound_form(tmp_path / "f.xlsx")).regels
    said = work_in(tmp_path / "f.xlsx", tmp_path / "bewerkt.xlsx")
    assert said == {
        "beschermd": True,
        "kop": layout.UREN_BLAD,
        "totaal": 1413.75,
        "volledigheid": 4748.81,
        "filter": True,
        "verborgen": 5,  # one line of another task, and four empty ones
    }
    after = read_registration(tmp_path / "bewerkt.xlsx")
    assert after.bevindingen.empty
    hours = after.regels[after.regels["kostensoort"] == "uren"]
    assert list(hours["uren"]) == sorted(hours["uren"], reverse=True)
    columns = ["taak", "functie", "uren", "bedrag_ct"]
    kept = {tuple(map(str, row)) for row in before[columns].itertuples(index=False)}
    now = {tuple(map(str, row)) for row in after.regels[columns].itertuples(index=False)}
    assert now - kept == {("T14", "gynaecoloog", "2.0", "14000")}
    assert kept - now == {("T14", "verloskundige", "3.0", "0")}
    assert after.regels["bedrag_ct"].sum() == before["bedrag_ct"].sum() + 14000


def test_periods_as_the_form_teaches_them_are_read_with_its_year():
    read, problems = parse_period_column(layout.PERIOD_EXAMPLES, 2021)
    assert problems == []
    assert read == ["2021-03-15", "2021-03", "2021-K1", "2021-03"]


def test_help_and_guide_teach_the_same_periods():
    for sheet in layout.COST_SHEETS:
        assert layout.PERIOD_WORDS in sheet.field("periode").help
    written = " ".join(one.geschreven for one in examples())
    assert all(f" {period}," in written for period in layout.PERIOD_EXAMPLES[:2])


def test_an_empty_field_gets_the_help_of_its_cell_as_remedy(tmp_path):
    path = sound_form(tmp_path / "f.xlsx", uren=[hour(taak=None, functie=None), *content().uren[1:]])
    found = read_registration(path).bevindingen.set_index("cel")["wat_te_doen"]
    assert found["B5"] == layout.UREN.field("taak").help
    assert found["D5"] == layout.UREN.field("functie").help
