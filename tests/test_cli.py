"""The command line: exit codes, Dutch for people, and a help that answers at once."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pandas as pd
import pytest

from tests import hostile
from tests.forms import content, sound_form
from vsvanalyse import cli, edition
from vsvanalyse.intake import read_registration
from vsvanalyse.intake.export import as_plain_text, write_csv
from vsvanalyse.intake.form import make_form


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VSVANALYSE_HOME", raising=False)
    return tmp_path


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom vsvanalyse import cli\ncli.run_command(['--help'])\n"
        "print([m for m in ('pandas', 'numpy', 'matplotlib', 'papermill', 'openpyxl') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
    for command in ("form", "check", "process", "report", "run", "example"):
        assert f"  {command} " in result.stdout


def test_check_gives_the_exit_code_of_what_it_found(home, capsys):
    sound_form(home / "gaaf.xlsx")
    assert cli.run_command(["check", "gaaf.xlsx"]) == 0
    make_form(home / "akkoord.xlsx", content(akkoord={}))
    assert cli.run_command(["check", "akkoord.xlsx"]) == 0
    assert "R12 Akkoord ontbreekt: 1 keer" in capsys.readouterr().out
    (home / "stuk.xlsx").write_bytes(b"x")
    assert cli.run_command(["check", "gaaf.xlsx", "stuk.xlsx"]) == 1
    out = capsys.readouterr().out
    assert "B01 stuk.xlsx" in out
    assert "Niet te controleren: G01, G02, G04; daarvoor zijn registraties van minstens 3 VSV's" in out


def test_check_writes_csv_and_returned_forms(home, capsys):
    hostile.CASES["negatief_bedrag.xlsx"][0](home / "a.xlsx")
    assert cli.run_command(["check", ".", "--csv", "uit/b.csv", "--terug", "terug"]) == 1
    table = pd.read_csv(home / "uit" / "b.csv", sep=";")
    assert table[["bestand", "blad", "cel", "regel"]].values.tolist() == [
        ["a.xlsx", "Andere kosten", "F5", "R02"]
    ]
    assert [p.name for p in (home / "terug").iterdir()] == ["a_bevindingen.xlsx"]
    assert "Traceback" not in capsys.readouterr().err


def test_from_empty_form_to_processed(home, capsys):
    assert (
        cli.run_command(["form", "--editie", "ronde", "--vsv", "vsv07", "--naam", "Zeven", "--jaar", "2025"])
        == 0
    )
    where = edition.paths("ronde", home)
    made = where.raw / "formulieren" / "VSV07_2025.xlsx"
    assert read_registration(made).profiel["naam"].tolist() == ["Zeven"]
    assert edition.load(where).verzonnen is False
    shutil.copy(made, where.forms / made.name)
    assert cli.run_command(["process", "ronde"]) == 0
    assert cli.run_command(["check", "ronde"]) == 1
    assert (
        "B12 VSV07_2025.xlsx" in capsys.readouterr().out
    )  # an empty form must not count as a VSV without costs
    assert cli.run_command(["form", "--editie", "ronde", "--vsv", "VSV07", "--jaar", "2025"]) == 2
    assert "bestaat al" in capsys.readouterr().err


def test_form_with_last_year(home):
    before = sound_form(home / "vorig.xlsx")
    assert cli.run_command(["form", "--vsv", "VSV01", "--jaar", "2022", "--vorig", str(before)]) == 0
    from openpyxl import load_workbook

    assert load_workbook(home / "VSV01_2022.xlsx")["Volledigheid"].cell(18, 6).value == 355


def test_example_does_not_overwrite_what_is_real(home, capsys):
    assert cli.run_command(["example", "--editie", "klein", "--vsvs", "2"]) == 0
    assert cli.run_command(["example", "--editie", "klein", "--vsvs", "2"]) == 0
    cli.run_command(["form", "--editie", "echt", "--vsv", "VSV01", "--jaar", "2025"])
    assert cli.run_command(["example", "--editie", "echt"]) == 2
    assert "geen voorbeeld" in capsys.readouterr().err


WRONG = {
    "unknown_command": (["repor"], "commando bestaat niet"),
    "unknown_option": (["check", "--csvv", "a", "b"], "optie --csvv bestaat niet. Bedoelt u --csv?"),
    "missing_argument": (["process"], "editie ontbreekt"),
    "missing_option": (["form", "--vsv", "VSV01"], "--jaar ontbreekt"),
    "bad_value": (["form", "--vsv", "A", "--jaar", "veel"], "--jaar heeft een waarde die niet kan"),
    "unknown_path": (["check", "nergens.xlsx", "ook.xlsx"], "nergens.xlsx bestaat niet"),
    "unknown_edition": (["process", "nergens"], "Editie 'nergens' bestaat niet"),
    "path_as_edition": (["process", "../x"], "geen naam voor een editie"),
    "neither_one_nor_all": (["form", "--jaar", "2025"], "--vsv voor één formulier of --lijst"),
    "path_as_vsv": (["form", "--vsv", "../x", "--jaar", "2025"], "geen VSV-code"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_two_and_dutch(name, home, capsys):
    args, message = WRONG[name]
    assert cli.run_command(args) == 2
    err = capsys.readouterr().err
    assert message in err
    assert "Traceback" not in err


def test_wrong_rules_are_told_all_at_once(home, capsys):
    cli.run_command(["example", "--editie", "klein", "--vsvs", "1"])
    rules = home / "data" / "raw" / "klein" / "scheidingsregels.csv"
    rules.write_text(rules.read_text(encoding="utf-8-sig").replace("regulier", "iets"), encoding="utf-8")
    assert cli.run_command(["process", "klein"]) == 2
    assert capsys.readouterr().err.count("rest_klasse 'iets'") > 5


def test_wrong_report_plan_is_wrong_use_and_names_the_notebooks(home, capsys):
    cli.run_command(["example", "--editie", "klein", "--vsvs", "1"])
    for command in (
        ["report", "klein"],
        ["report", "klein", "--lijst"],
        ["report", "klein", "--alleen", "x"],
    ):
        assert cli.run_command(command) == 2
        told = capsys.readouterr().err
        assert "notebooks staat geen notebook, en daaruit komen de pagina's. 'vsvanalyse begin " in told
        assert "niet was voorzien" not in told
    (home / "notebooks").mkdir()
    (home / "notebooks" / "een.ipynb").write_text("{}", encoding="utf-8")
    assert cli.run_command(["report", "klein"]) == 2
    told = capsys.readouterr().err
    assert "Fout: rapportplan.toml: onbekend notebook: 1_registratie, " in told
    assert "in notebooks/ staan: een" in told


def test_full_disk_is_a_dutch_line(home, capsys, monkeypatch):
    from vsvanalyse.process import store

    cli.run_command(["example", "--editie", "klein", "--vsvs", "1"])
    monkeypatch.setattr(
        store, "write_tables", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    assert cli.run_command(["process", "klein"]) == 1
    assert "niets half geschreven" in capsys.readouterr().err


def test_interrupt_is_a_dutch_line(home, capsys, monkeypatch):
    from vsvanalyse.process import pipeline

    cli.run_command(["example", "--editie", "klein", "--vsvs", "1"])
    monkeypatch.setattr(pipeline, "process", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert cli.run_command(["process", "klein"]) == 130
    assert "Afgebroken" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["=1+1", "+31", "-5", "@SUM(A1)", "\t=1"])
def test_text_that_begins_as_a_formula_stays_text(text, tmp_path):
    assert as_plain_text(text) == f"'{text}"
    path = write_csv(pd.DataFrame({"waarde": [text], "getal": [1.5]}), tmp_path / "uit.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "1,5" in path.read_text(encoding="utf-8-sig")
    assert f"'{text}" in pd.read_csv(path, sep=";")["waarde"].tolist()


def test_files_with_one_name_in_two_folders_stay_apart(home, capsys):
    for folder in ("een", "twee"):
        (home / folder).mkdir()
        hostile.CASES["negatief_bedrag.xlsx"][0](home / folder / "VSV01.xlsx")
    assert cli.run_command(["check", "een", "twee", "--terug", "terug", "--csv", "b.csv"]) == 1
    table = pd.read_csv(home / "b.csv", sep=";")
    assert set(table.loc[table["regel"] == "R02", "bestand"]) == {"een/VSV01.xlsx", "twee/VSV01.xlsx"}
    assert set(table.loc[table["regel"] == "B06", "bestand"]) == {"een/VSV01.xlsx", "twee/VSV01.xlsx"}
    assert len(list((home / "terug").iterdir())) == 2


@pytest.mark.slow
def test_only_what_is_made_can_be_released(example_root, made_reports, monkeypatch, capsys):
    monkeypatch.setenv("VSVANALYSE_HOME", str(example_root))
    listed = example_root / "data" / "raw" / "vrijgaven.csv"
    try:
        assert cli.run_command(["release", "voorbeeld"]) == 0
        told = capsys.readouterr().out
        assert f"vsv\tVSV03\t{made_reports.reports / 'vsv' / 'vsv03'}" in told
        assert "analist" not in told
        assert listed.read_text(encoding="utf-8-sig").count(";voorbeeld;") == 2
        page = made_reports.reports / "vsv" / "vsv03" / "vsv_vsv03.html"
        before = page.read_bytes()
        page.write_bytes(before + b" ")
        assert cli.run_command(["release", "voorbeeld"]) == 1
        assert (
            "Nog niet vrij te geven: vsv_vsv03. Draai eerst 'vsvanalyse report voorbeeld'."
            in capsys.readouterr().err
        )
        page.write_bytes(before)
    finally:
        listed.unlink(missing_ok=True)
