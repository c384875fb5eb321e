"""Every row of DESIGN §10: the finding at the cell, no euro lost, no exception."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import hostile
from tests.forms import TOTAL_CT, content, sound_form
from vsvanalyse import contracts
from vsvanalyse.intake import findings, read_registration, read_registrations
from vsvanalyse.intake.form import make_form
from vsvanalyse.intake.records import Registration
from vsvanalyse.intake.registration import Expectation
from vsvanalyse.intake.returned import write_returned


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Registration]]:
    """Give the file with this defect and what is read of it; each is made and read once."""
    folder = tmp_path_factory.mktemp("gebreken")

    @cache
    def made(name: str) -> tuple[Path, Registration]:
        path = folder / name
        hostile.CASES[name][0](path)
        return path, read_registration(path)

    return made


def found(registration) -> set[tuple[str, str, str]]:
    table = registration.bevindingen
    return set(zip(table["regel"], table["blad"], table["cel"], strict=True))


def test_the_sound_form_has_no_finding(tmp_path):
    registration = read_registration(sound_form(tmp_path / "gaaf.xlsx"))
    assert found(registration) == set()
    assert registration.regels["bedrag_ct"].sum() == TOTAL_CT
    contracts.validate(registration.regels, "registratieregels")
    contracts.validate(registration.profiel, "profielen")


@pytest.mark.parametrize("name", hostile.CASES)
def test_defect_is_found_at_its_cell(name: str, spoilt):
    registration = spoilt(name)[1]
    assert found(registration) == set(hostile.CASES[name][1])
    table = registration.bevindingen
    contracts.validate(table, "bevindingen")
    assert (table["bestand"] == name).all()
    assert (table[["uitleg", "wat_te_doen"]] != "").all().all()
    contracts.validate(registration.regels, "registratieregels")


@pytest.mark.parametrize("name", hostile.SOUND)
def test_odd_but_sound_is_read_right(name: str, tmp_path: Path):
    path = tmp_path / name
    hostile.SOUND[name](path)
    registration = read_registration(path)
    assert found(registration) == set()
    assert registration.regels["bedrag_ct"].sum() == TOTAL_CT


def test_wrong_label_keeps_its_euros(spoilt):
    for name in ("onbekende_taak", "onbekende_functie", "onbekende_kostensoort", "onbekende_activiteit"):
        lines = spoilt(f"{name}.xlsx")[1].regels
        assert lines["bedrag_ct"].sum() == TOTAL_CT, name
        assert (lines == "onbekend").any(axis=None), name


def test_overwritten_amount_keeps_what_was_registered(spoilt):
    assert spoilt("bedrag_overschreven.xlsx")[1].regels["bedrag_ct"].iloc[0] == 99999


def test_nearest_known_is_offered(spoilt):
    told = spoilt("onbekende_taak.xlsx")[1].bevindingen["wat_te_doen"].iloc[0]
    assert "T07 Kwaliteitscyclus (PDCA)" in told


def test_every_rule_can_fire():
    """Each rule of the list is in a case here or in a test of its own (B16 in test_resubmission), and no case names another."""
    single = {rule for _, expected in hostile.CASES.values() for rule, _, _ in expected}
    group = {"B06", "B13", "B08", "B09", "B14", "B15", "B16", "B18", "G01", "G02", "G03", "G04"}
    assert single | group == set(findings.rules()["regel"])


@pytest.mark.parametrize("name", [n for n in hostile.CASES if not n.startswith(("samengevoegd", "cel_ver"))])
def test_returned_form_has_a_note_at_exactly_those_cells(name: str, tmp_path: Path, spoilt):
    path, registration = spoilt(name)
    back = load_workbook(write_returned(path, registration.bevindingen, tmp_path / f"terug_{name}.xlsx"))
    notes = {
        (sheet.title, cell.coordinate)
        for sheet in back
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert notes == {(blad, cel) for _, blad, cel in found(registration) if cel}
    listed = back["Bevindingen"]
    assert [listed.cell(r, 7).value for r in range(5, 5 + len(registration.bevindingen))] == list(
        registration.bevindingen["regel"]
    )


def test_one_form_with_a_mistake_of_each_kind(tmp_path):
    """All single-cell mistakes together in one form: a note at each, at no other cell."""
    path = sound_form(tmp_path / "alles_mis.xlsx", akkoord={})
    book = load_workbook(path)
    costs, hours = book["Andere kosten"], book["Uren"]
    changes = {
        (hours, "B5"): "MDO overleg",
        (hours, "D6"): "gyneacoloog",
        (hours, "C7"): "bellen",
        (hours, "H8"): 50,
        (hours, "J7"): 999.99,
        (costs, "F5"): "1,234",
        (costs, "D6"): "factuur",
        (costs, "A7"): "2020-01",
        (costs, "G6"): "soms",
        (book["Profiel"], "B9"): 2.31,
        (book["Volledigheid"], "B5"): "misschien",
    }
    for (sheet, cell), value in changes.items():
        sheet[cell] = value
    book.save(path)
    registration = read_registration(path)
    expected = {(sheet.title, cell) for sheet, cell in changes} | {("Akkoord", "B5")}
    expected |= {("Uren", "G8")}  # with an unreadable paid share the missing rate is no longer allowed
    back = load_workbook(write_returned(path, registration.bevindingen, tmp_path / "terug.xlsx"))
    notes = {(s.title, c.coordinate) for s in back for row in s.iter_rows() for c in row if c.comment}
    assert notes == expected


def test_a_note_on_merged_cells_goes_to_the_first(tmp_path, spoilt):
    path, registration = spoilt("samengevoegde_cellen.xlsx")
    back = load_workbook(write_returned(path, registration.bevindingen, tmp_path / "terug.xlsx"))
    assert back["Andere kosten"]["B5"].comment.text.count("C12") == 2


def test_lines_without_a_profile_are_blocked(tmp_path):
    head = "Datum of periode;Taak;Kostensoort;Leverancier;Bedrag (€);Eenmalig of structureel;Omschrijving\n"
    path = tmp_path / "VSV09_2019_andere_kosten.csv"
    path.write_text(head + "2019;T05;inkoop;Drukker;50.000;structureel;x\n", encoding="utf-8")
    read = read_registrations([(path, path.name), (sound_form(tmp_path / "a.xlsx"), "a.xlsx")])
    assert _of(read, "B13") == {(path.name, "Profiel", "")}
    assert findings.blocked_years(read.bevindingen).values.tolist() == [["VSV09", 2019]]


def test_returned_form_is_a_copy_otherwise(tmp_path, spoilt):
    path, registration = spoilt("bedrag_overschreven.xlsx")
    back = write_returned(path, registration.bevindingen, tmp_path / "terug.xlsx")
    assert read_registration(back, path.name).regels.equals(registration.regels)


def _round(tmp_path: Path, forms: dict[str, object], expected: Expectation | None = None):
    files = [(make_form(tmp_path / name, made), name) for name, made in forms.items()]
    return read_registrations(files, expected)


def _vsv(code: str, year: int = 2021, **changes: object):
    made = content()
    return content(profiel={**made.profiel, "vsv": code, "boekjaar": year}, **changes)


def _of(read, rule: str) -> set[tuple[str, str, str]]:
    table = read.bevindingen[read.bevindingen["regel"] == rule]
    return set(zip(table["bestand"], table["blad"], table["cel"], strict=True))


def test_two_forms_for_one_vsv_and_year_block_it(tmp_path):
    read = _round(tmp_path, {"a.xlsx": _vsv("VSV01"), "b.xlsx": _vsv("VSV01"), "c.xlsx": _vsv("VSV02")})
    assert _of(read, "B06") == {("a.xlsx", "Profiel", "B5"), ("b.xlsx", "Profiel", "B5")}
    assert findings.blocked_years(read.bevindingen).values.tolist() == [["VSV01", 2021]]
    assert read.regels["bedrag_ct"].sum() == 3 * TOTAL_CT


def test_year_and_origin_of_the_edition(tmp_path):
    made = content()
    read = _round(
        tmp_path,
        {
            "oud.xlsx": _vsv("VSV01", 2019, uren=[], kosten=[]),
            "verzonnen.xlsx": content(profiel={**made.profiel, "vsv": "VSV02"}, verzonnen=True),
        },
        Expectation((2021,), verzonnen=False),
    )
    assert _of(read, "B08") == {("oud.xlsx", "Profiel", "B8")}
    assert _of(read, "B09") == {("verzonnen.xlsx", "Profiel", "B15")}


def _six(amounts: list[float], year: int = 2021, births: list[int] | None = None):
    made = content()
    return {
        f"VSV{i:02d}_{year}.xlsx": content(
            profiel={
                **made.profiel,
                "vsv": f"VSV{i:02d}",
                "boekjaar": year,
                "bevallingen": births[i] if births else 2000,
            },
            uren=[],
            kosten=[{**made.kosten[1], "bedrag": amount, "periode": str(year)}],
            antwoorden=dict.fromkeys(made.antwoorden, "n.v.t.") | {"T15": "geregistreerd"},
        )
        for i, amount in enumerate(amounts)
    }


def test_group_rules_fire_with_six_vsvs(tmp_path):
    read = _round(tmp_path, _six([9_000, 10_000, 11_000, 9_500, 10_500, 90_000]))
    assert _of(read, "G01") == {("VSV05_2021.xlsx", "Volledigheid", "B19")}
    assert _of(read, "G02") == set()


def test_thousandfold_task_is_an_error_with_six_vsvs(tmp_path):
    read = _round(tmp_path, _six([9_000, 10_000, 11_000, 9_500, 10_500, 10.0]))
    assert _of(read, "G02") == {("VSV05_2021.xlsx", "Andere kosten", "F5")}


def test_jump_between_years(tmp_path):
    forms = _six([10_000, 10_000], 2021) | _six([10_000, 60_000], 2022)
    assert _of(_round(tmp_path, forms), "G03") == {("VSV01_2022.xlsx", "Volledigheid", "B19")}


def test_cost_per_birth(tmp_path):
    read = _round(tmp_path, _six([10_000] * 4, births=[2000, 2000, 2000, 300]))
    assert _of(read, "G04") == {("VSV03_2021.xlsx", "Profiel", "B9")}


def test_a_rule_that_cannot_fire_says_so(tmp_path):
    status = _round(tmp_path, _six([10_000, 90_000])).regelstatus.set_index("regel")
    assert not status.loc["G01", "toegepast"]
    assert (
        status.loc["G01", "toelichting"]
        == "daarvoor zijn registraties van minstens 3 VSV's over één jaar nodig"
    )
    assert status.loc["R09", "toelichting"] == "geen enkel formulier geeft nummers van personen"
    assert not status.loc["R01", "toegepast"]


def test_bad_files_do_not_stop_the_others(tmp_path, spoilt):
    files = [(spoilt(name)[0], name) for name in hostile.CASES]
    files.append((sound_form(tmp_path / "gaaf.xlsx"), "gaaf.xlsx"))
    read = read_registrations(files)
    sound = read.regels[read.regels["bron_bestand"] == "gaaf.xlsx"]
    assert sound["bedrag_ct"].sum() == TOTAL_CT
    assert {name for _, name in files} - {"gaaf.xlsx"} <= set(read.bevindingen["bestand"])


def test_reading_twice_is_reading_once_and_order_does_not_matter(tmp_path):
    files = [(make_form(tmp_path / f"{c}.xlsx", _vsv(c)), f"{c}.xlsx") for c in ("VSV01", "VSV02", "VSV03")]
    once, again = read_registrations(files), read_registrations(files)
    assert once.regels.equals(again.regels)
    back = read_registrations(files[::-1])
    key = ["vsv", "bron_blad", "bron_rij"]
    assert back.regels.sort_values(key, ignore_index=True).equals(
        once.regels.sort_values(key, ignore_index=True)
    )
