"""All forms of a round from one list."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.forms import PROFILE, sound_form
from vsvanalyse import cli
from vsvanalyse.intake import read_registration

LIST = "vsv;naam;soort\nvsv01;Noord;VSV\nVSV02;=Zuid;IGO\n\nVSV03;;\n"


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    path = tmp_path / "vsvs.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_form_for_each_in_the_edition_with_last_years_totals(listed, capsys):
    before = listed.parent / "vorig"
    sound_form(before / "noord.xlsx", profiel={**PROFILE, "boekjaar": 2024})
    sound_form(before / "ouder.xlsx", profiel={**PROFILE, "boekjaar": 2023, "vsv": "VSV02"})
    command = ["form", "--lijst", str(listed), "--jaar", "2025", "--editie", "ronde", "--vorig", str(before)]
    assert cli.run_command(command) == 0
    assert "Zonder totalen van 2024: VSV02, VSV03." in capsys.readouterr().out
    made = sorted(Path("data/raw/ronde/formulieren").glob("*.xlsx"))
    assert [path.name for path in made] == ["VSV01_2025.xlsx", "VSV02_2025.xlsx", "VSV03_2025.xlsx"]
    profiles = [read_registration(path).profiel.iloc[0] for path in made]
    assert [(p["vsv"], p["naam"], p["soort"]) for p in profiles] == [
        ("VSV01", "Noord", "VSV"),
        ("VSV02", "=Zuid", "IGO"),
        ("VSV03", "VSV03", "VSV"),
    ]
    page = load_workbook(made[0])["Volledigheid"]
    assert page["F18"].value == 355
    assert load_workbook(made[1])["Volledigheid"]["F18"].value is None
    assert cli.run_command(command) == 2
    assert "VSV03_2025.xlsx bestaat al" in capsys.readouterr().err


def test_a_path_in_the_list_names_last_years_form(listed):
    sound_form(listed.parent / "oud" / "x.xlsx", profiel={**PROFILE, "boekjaar": 2024})
    listed.write_text("vsv,vorig\nVSV01,oud/x.xlsx\n", encoding="utf-8")
    assert cli.run_command(["form", "--lijst", str(listed), "--jaar", "2025", "--uit", "nieuw"]) == 0
    assert load_workbook("nieuw/VSV01_2025.xlsx")["Volledigheid"]["F18"].value == 355


def test_every_mistake_in_the_list_at_once_and_no_form_made(listed, capsys):
    listed.write_text(
        "vsv;naam;sort;vorig\nVSV01;a;;\nvsv01;b;;\n../x;c;;\nVSV04;d;;weg.xlsx\n", encoding="utf-8"
    )
    assert cli.run_command(["form", "--lijst", str(listed), "--jaar", "2025"]) == 2
    said = capsys.readouterr().err
    for part in ("Bedoelt u 'soort'?", "VSV01 staat er 2 keer", "Rij 4: '../X'", "Rij 5:", "bestaat niet"):
        assert part in said
    assert not list(listed.parent.glob("*.xlsx"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "leeg"),
        ("naam;soort\nNoord;VSV\n", "de kolom 'vsv' ontbreekt"),
        ("vsv\n", "Er staat geen enkel VSV in"),
        ("vsv;soort\nVSV01;praktijk\n", "soort 'praktijk' is niet VSV of IGO"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(listed, capsys, text, said):
    listed.write_text(text, encoding="utf-8")
    assert cli.run_command(["form", "--lijst", str(listed), "--jaar", "2025"]) == 2
    assert said in capsys.readouterr().err


def test_two_forms_of_last_year_for_one_vsv_are_a_mistake(listed, capsys):
    before = listed.parent / "vorig"
    for name in ("a.xlsx", "b.xlsx"):
        sound_form(before / name, profiel={**PROFILE, "boekjaar": 2024})
    command = ["form", "--lijst", str(listed), "--jaar", "2025", "--vorig", str(before)]
    assert cli.run_command(command) == 2
    assert "Van VSV01 zijn er meer formulieren over 2024: a.xlsx, b.xlsx" in capsys.readouterr().err
