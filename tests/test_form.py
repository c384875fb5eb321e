"""The form as a coordinator meets it, and as it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms import TOTAL_CT, content, sound_form
from vsvanalyse.intake import layout, read_registration
from vsvanalyse.intake.form import make_form
from vsvanalyse.intake.layout import FIRST_ROW, HEADER_ROW

FIXTURES = Path(__file__).parent / "fixtures"
SHEETS = pytest.mark.parametrize("sheet", layout.COST_SHEETS, ids=lambda s: s.name)


@pytest.fixture
def book(tmp_path: Path):
    return load_workbook(sound_form(tmp_path / "formulier.xlsx", vorig_jaar_ct={"T14": 2_000_000}))


def test_sheets_in_the_order_of_work(book):
    assert book.sheetnames == [
        "Uitleg",
        "Profiel",
        "Uren",
        "Andere kosten",
        "Controle",
        "Volledigheid",
        "Akkoord",
        "Lijsten",
    ]
    assert book["Lijsten"].sheet_state == "hidden"


@SHEETS
def test_every_input_column_has_help_and_a_limit_where_it_has_values(book, sheet):
    limits = {str(v.sqref).split(":")[0]: v for v in book[sheet.name].data_validations.dataValidation}
    for i, field in enumerate(sheet.inputs):
        limit = limits[f"{'ABCDEFGHI'[i]}{FIRST_ROW}"]
        assert limit.prompt == field.help
        assert limit.promptTitle
        assert len(limit.prompt) <= 255
        if field.kind in layout.choices():
            assert limit.formula1.lstrip("=") == f"lijst_{field.kind}"
            assert f"lijst_{field.kind}" in book.defined_names
        if field.kind in ("uren", "euro", "aandeel"):
            assert limit.type == "decimal"


def _is_open(page: Worksheet, column: int, row: int) -> bool:
    """Say whether a cell can be typed in under protection, with the style of its column where it is empty."""
    if (row, column) in page._cells:
        return not page.cell(row, column).protection.locked
    wide = (d for d in page.column_dimensions.values() if d.min and d.min <= column <= d.max)
    return any(not d.protection.locked for d in wide)


@SHEETS
def test_under_protection_lines_can_be_sorted_filtered_added_and_deleted(book, sheet):
    """Excel asks that every cell of a sorted range and of a deleted row is open, up to the last column."""
    page = book[sheet.name]
    assert page.protection.sheet
    for freedom in ("sort", "autoFilter", "insertRows", "deleteRows"):
        assert not getattr(page.protection, freedom), freedom
    for row in (FIRST_ROW, FIRST_ROW + 500):
        assert all(_is_open(page, column, row) for column in (*range(1, 12), 100, 16_384))
    assert not any(
        page.cell(row, column).data_type == "f" for row in range(FIRST_ROW, 10) for column in range(1, 12)
    )
    assert page.auto_filter.ref.startswith(f"A{HEADER_ROW}:")


def test_every_formula_is_locked(book):
    formulas = [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 100
    assert all(cell.protection.locked and cell.parent.protection.sheet for cell in formulas)


def test_excel_accepts_the_formulas_of_limits_and_colours(book):
    """Excel refuses a whole file for an array constant there, and a formula longer than 8192 signs anywhere."""
    for page in book:
        rules = [text for area in page.conditional_formatting for rule in area.rules for text in rule.formula]
        limits = [v.formula1 or "" for v in page.data_validations.dataValidation]
        assert not any("{" in text for text in (*rules, *limits))
        assert all(len(text) < 8192 for text in rules)


def test_last_year_stands_beside_this_year(book):
    page = book["Volledigheid"]
    row = FIRST_ROW + 13
    assert page.cell(row, 1).value.startswith("T14")
    assert page.cell(row, 6).value == 20000
    assert page.cell(FIRST_ROW, 6).value is None


def test_lists_hold_the_code_lists(book):
    columns = {c[0].value: [cell.value for cell in c[1:] if cell.value] for c in book["Lijsten"].columns}
    for kind, values in layout.choices().items():
        assert columns[kind] == list(values)
    assert "uren" not in columns["kostensoort"]


def test_same_content_same_bytes(tmp_path):
    assert sound_form(tmp_path / "a.xlsx").read_bytes() == sound_form(tmp_path / "b.xlsx").read_bytes()


def test_made_up_is_said_on_every_sheet(tmp_path):
    book = load_workbook(sound_form(tmp_path / "f.xlsx", verzonnen=True))
    for name in book.sheetnames:
        if name != "Lijsten":
            assert "verzonnen" in book[name]["A3"].value, name
    assert read_registration(tmp_path / "f.xlsx").profiel["verzonnen"].all()


def test_saved_by_libreoffice_reads_back_the_same(tmp_path):
    """The fixture is this very form, opened and saved by LibreOffice (headless conversion to xlsx)."""
    made = read_registration(sound_form(tmp_path / "f.xlsx"), "f.xlsx")
    saved = read_registration(FIXTURES / "opgeslagen_door_libreoffice.xlsx", "f.xlsx")
    assert saved.bevindingen.empty
    assert saved.regels.equals(made.regels)
    assert saved.profiel.equals(made.profiel)
    assert saved.antwoorden.equals(made.antwoorden)


def test_a_form_of_the_first_version_is_still_read(tmp_path):
    """It had the columns Kosten and Controle beside the lines."""
    made = read_registration(sound_form(tmp_path / "f.xlsx"), "f.xlsx")
    first = read_registration(FIXTURES / "formulier_versie_1.xlsx", "f.xlsx")
    assert list(first.bevindingen["regel"]) == ["B03"]
    told = "bron_kolommen"
    assert first.regels.drop(columns=told).equals(made.regels.drop(columns=told))
    assert set(made.regels[told]) == {"F, G, H", "F"}
    assert set(first.regels[told]) == {"J", "F"}


def test_empty_form_reads_as_empty_with_warnings(tmp_path):
    path = make_form(tmp_path / "leeg.xlsx", content(uren=[], kosten=[], antwoorden={}, akkoord={}))
    registration = read_registration(path)
    assert registration.regels.empty
    assert set(registration.bevindingen["regel"]) == {"B12", "R12", "R14"}


def _as_csv(path: Path, sheet: layout.CostSheet, lines, encoding: str, decimal: str = ",") -> Path:
    def text(value: object) -> str:
        if isinstance(value, float):
            return str(value).replace(".", decimal)
        return "" if value is None else str(value)

    inputs = sheet.inputs
    rows = [";".join(field.header for field in inputs)]
    rows += [";".join(text(line.get(field.name)) for field in inputs) for line in lines]
    path.write_bytes("\r\n".join(rows).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_twins_read_as_the_form_does(tmp_path, encoding):
    made = content()
    form = read_registration(sound_form(tmp_path / "f.xlsx")).regels
    hours = read_registration(_as_csv(tmp_path / "VSV01_2021_uren.csv", layout.UREN, made.uren, encoding))
    costs = read_registration(
        _as_csv(tmp_path / "VSV01_2021_andere_kosten.csv", layout.KOSTEN, made.kosten, encoding)
    )
    assert hours.bevindingen.empty
    assert costs.bevindingen.empty
    columns = [c for c in form if not c.startswith("bron")]
    together = [
        *hours.regels[columns].itertuples(index=False),
        *costs.regels[columns].itertuples(index=False),
    ]
    assert [str(row) for row in together] == [str(row) for row in form[columns].itertuples(index=False)]
    assert hours.regels["bedrag_ct"].sum() + costs.regels["bedrag_ct"].sum() == TOTAL_CT


def test_csv_without_code_in_its_name_is_a_finding(tmp_path):
    path = _as_csv(tmp_path / "uren.csv", layout.UREN, content().uren, "utf-8")
    registration = read_registration(path)
    assert set(registration.bevindingen["regel"]) == {"B07"}
    assert registration.regels["bedrag_ct"].sum() > 0


@pytest.mark.parametrize("data", [b"", b"\0\1\2", b"a;b\n1;2\n"])
def test_csv_of_something_else_is_a_finding(tmp_path, data):
    path = tmp_path / "VSV01_2021_uren.csv"
    path.write_bytes(data)
    assert set(read_registration(path).bevindingen["regel"]) <= {"B01", "B05"}
    assert len(read_registration(path).bevindingen) == 1


def test_a_sender_cannot_put_a_formula_in_the_form(tmp_path):
    lines = [dict(content().kosten[0], leverancier="=1+1", omschrijving="@SUM(A1)")]
    book = load_workbook(sound_form(tmp_path / "f.xlsx", kosten=lines))
    cell = book["Andere kosten"]["E5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
