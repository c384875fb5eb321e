"""A study of another field runs whole: form, checks, separation, variance, scenarios, reports, slides; and no code knows its tasks."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from tests import attacker
from vsvanalyse import basiskader, edition, separation
from vsvanalyse.cli import run_command
from vsvanalyse.example import write_example
from vsvanalyse.example.study import load_study
from vsvanalyse.exhibits import kern, registratie, scheiding
from vsvanalyse.intake import layout, read_registration
from vsvanalyse.overview import nature
from vsvanalyse.process import pipeline
from vsvanalyse.release import FEDERATION, VSV
from vsvanalyse.reporting import open_page
from vsvanalyse.separation.taakkosten import task_means

STUDY = load_study("wondzorg")
ORGANISATIONS = 5
"""Of the twelve that the study has: a form takes a third of a second."""
PAGES = ("federatie_rapport", "4_scenarios", "5_geld", "vsv_wn03")


@pytest.fixture(scope="module")
def root(tmp_path_factory, repo) -> Path:
    """A project folder with the second study, five of its twelve organisations over all five years, with few lines."""
    made = tmp_path_factory.mktemp("studie")
    shutil.copytree(repo / "notebooks", made / "notebooks", ignore=shutil.ignore_patterns(".*"))
    write_example(edition.paths("wondzorg", made), studie="wondzorg", count=ORGANISATIONS, density=0.05)
    return made


@pytest.fixture(scope="module")
def data(root):
    yield pipeline.load("wondzorg", root)
    basiskader.put_in_force(basiskader.PACKAGE)


@pytest.mark.slow
def test_the_form_is_that_of_the_study(root):
    path = sorted(edition.paths("wondzorg", root).forms.glob("*.xlsx"))[0]
    book = load_workbook(path)
    lists = book[layout.LIJSTEN_BLAD]
    heads = {cell.value: cell.column for cell in lists[1]}
    offered = [lists.cell(row, heads["taak"]).value for row in range(2, 14)]
    assert [text.split(" ")[0] for text in offered] == list(STUDY.taak)
    guide = " ".join(
        str(cell.value) for row in book[layout.UITLEG_BLAD].iter_rows() for cell in row if cell.value
    )
    assert all(part in guide for part in ("De 12 taken", "Uren bij OP1, OP2 tellen als eenmalig"))
    assert not re.search(r"\bT\d\d\b|verloskundige|gynaecoloog", guide)
    with basiskader.using(edition.lists_of(edition.paths("wondzorg", root))):
        read = read_registration(path)
    assert set(read.regels["taak"]) <= set(STUDY.taak)
    assert not (read.bevindingen["ernst"] == "fout").any()


@pytest.mark.slow
def test_organisations_over_five_years_are_found_again(data):
    assert len(data.vsvs) == ORGANISATIONS
    assert tuple(data.years) == STUDY.jaren
    known = data.taakkosten[data.taakkosten["bedrag_ct"].notna()]
    sums = known.groupby("taak")["bedrag_ct"].sum()
    for task, told in STUDY.taak.items():
        vsvs = known.loc[known["taak"] == task, "vsv"].nunique()
        assert sums[task] == 100 * told.gemiddeld_eur * (told.jaren or 5) * vsvs, task
    assert set(data.postkosten["regel"]) - {""} == {
        row["regel"] for row in data.lists.rows("scheidingsregels")
    }


@pytest.mark.slow
def test_it_reports_whole(root, monkeypatch, capsys):
    monkeypatch.setenv("VSVANALYSE_HOME", str(root))
    only = [part for name in PAGES for part in ("--alleen", name)]
    try:
        assert run_command(["check", "wondzorg"]) == 0
        assert run_command(["report", "wondzorg", *only]) == 0
        assert run_command(["scenario", "check", "wondzorg"]) == 0
        assert run_command(["scenario", "show", "wondzorg", "landelijk_dossier"]) == 0
    finally:
        basiskader.put_in_force(basiskader.PACKAGE)
    said = capsys.readouterr().out
    assert f"{len(PAGES)} van {len(PAGES)} rapporten uitgegeven" in said
    reports = edition.paths("wondzorg", root).reports
    for name in PAGES:
        for one in json.loads((reports / "exhibits" / f"{name}.json").read_text(encoding="utf-8")):
            text = json.dumps(one, ensure_ascii=False)
            assert not re.search(r"\bT(?:0\d|1[0-7])\b|verloskund|basiskader", text, re.IGNORECASE), (
                name,
                one["id"],
            )
    slides = Presentation(str(next(reports.rglob("federatie_rapport.pptx"))))
    assert len(slides.slides) > 8
    assert next(reports.rglob("federatie_rapport.pdf")).stat().st_size > 50_000


def test_no_code_knows_a_task_of_the_first_study(repo):
    code = re.compile(r"\bT(?:0[1-9]|1[0-7])\b|\bS(?:0[1-9]|1\d|2[01])\b|verloskund|\b17 taken\b")
    found = {
        path.name: code.findall(path.read_text(encoding="utf-8"))
        for path in (repo / "vsvanalyse").rglob("*.py")
    }
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.slow
def test_direct_and_variable_costs_sum_to_the_whole(data):
    """Of the lists of the study, which say of each cost type but hours, and of each task, what it is."""
    rows = nature.mean_by_nature(data)
    assert rows["structureel_ct"].sum() == pytest.approx(
        task_means(data.structural_costs)["gemiddeld_ct"].sum()
    )
    assert set(rows["toerekening"]) == {"direct", "indirect"}
    assert set(rows["gedrag"]) == {"vast", "variabel"}
    licences = data.counting_lines.query("kostensoort == 'licenties' and aard == 'structureel'")
    fixed = rows.query("toerekening == 'indirect' and gedrag == 'vast'")["structureel_ct"].sum()
    assert fixed >= licences["bedrag_ct"].sum() / 5 / ORGANISATIONS
    assert len(kern.indelingen(data)) == 2
    assert kern.indelingen(data)[1].rows["structureel_ct"].iloc[-1] == pytest.approx(
        rows["structureel_ct"].sum()
    )


def test_a_new_edition_with_lists_of_its_own_starts_with_them(tmp_path, monkeypatch):
    """Lists first, then forms: the description and the rules are those of the field."""
    monkeypatch.setenv("VSVANALYSE_HOME", str(tmp_path))
    where = edition.paths("proef", tmp_path)
    shutil.copytree(STUDY.map / "codelijsten", where.lists)
    try:
        assert run_command(["form", "--editie", "proef", "--vsv", "WN01", "--jaar", "2025"]) == 0
        described = edition.load(where)
        rules = separation.load_rules(where.rules)
    finally:
        basiskader.put_in_force(basiskader.PACKAGE)
    assert (described.n_land, described.gepubliceerd) == (34, None)
    assert rules.table["regel"].iloc[0] == "W01"
    book = load_workbook(where.raw / "formulieren" / "WN01_2025.xlsx")
    assert book[layout.PROFIEL_BLAD]["A9"].value == "Aantal cliënten"


@pytest.mark.slow
def test_two_editions_of_other_lists_can_be_open_at_once(root, example_root, monkeypatch):
    """Each is shown in its own words, whichever was opened last."""
    try:
        monkeypatch.setenv("VSVANALYSE_HOME", str(root))
        study = open_page("wondzorg")
        monkeypatch.setenv("VSVANALYSE_HOME", str(example_root))
        first = open_page("voorbeeld")
        texts = [
            page.toon(registratie.volledigheid(page.data))._repr_mimebundle_()["text/html"]
            for page in (study, first)
        ]
    finally:
        basiskader.put_in_force(basiskader.PACKAGE)
    assert all(word in texts[0] for word in ("OP1", "één registratie van een netwerk"))
    assert all(word in texts[1] for word in ("T14", "één registratie van een VSV"))


@pytest.mark.slow
def test_an_amount_of_a_responsibility_is_traced_by_its_share(root, monkeypatch):
    """KW3 belongs to three responsibilities: a third of each line lies under each."""
    monkeypatch.setenv("VSVANALYSE_HOME", str(root))
    try:
        page = open_page("wondzorg")
        shown = page.toon(scheiding.verantwoordelijkheden(page.data))
        traced = [shown.trace(row, "Structureel")[0] for row in (1, 2, 3)]
    finally:
        basiskader.put_in_force(basiskader.PACKAGE)
    parts = [one.frame[one.frame["taak"] == "KW3"] for one in traced]
    assert all(len(part) for part in parts)
    assert (
        parts[0]["bijdrage"].sum() == pytest.approx(parts[1]["bijdrage"].sum()) == parts[2]["bijdrage"].sum()
    )
    assert sum(one.frame["bijdrage"].sum() for one in traced) == pytest.approx(
        task_means(page.data.structural_costs)["gemiddeld_ct"].sum() / 100
    )


@pytest.mark.slow
def test_a_form_inside_an_edition_is_checked_by_its_lists(root, capsys):
    form = sorted(edition.paths("wondzorg", root).forms.glob("*.xlsx"))[0]
    try:
        assert run_command(["check", str(form)]) == 0
    finally:
        basiskader.put_in_force(basiskader.PACKAGE)
    assert "0 fouten" in capsys.readouterr().out


@pytest.mark.parametrize("other", ["bestaatniet", "proef", "../x"])
def test_an_earlier_round_that_is_none_is_refused(tmp_path, monkeypatch, capsys, other):
    monkeypatch.setenv("VSVANALYSE_HOME", str(tmp_path))
    assert run_command(["form", "--editie", "proef", "--vsv", "VSV01", "--jaar", "2025"]) == 0
    described = edition.paths("proef", tmp_path).raw / "editie.toml"
    text = described.read_text(encoding="utf-8").replace(
        'toelichting = ""', f'toelichting = ""\nvorige = "{other}"'
    )
    described.write_text(text, encoding="utf-8")
    assert run_command(["check", "proef"]) == 2
    assert f"editie.toml: vorige is '{other}'; dat is geen andere editie." in capsys.readouterr().err


@pytest.mark.slow
def test_the_attacker_recovers_nothing_of_another_field(root, repo, monkeypatch):
    """What one organisation gets, its own page and that of the Federatie, gives no other away: tasks with shares, other words, few of them."""
    monkeypatch.setenv("VSVANALYSE_HOME", str(root))
    data = pipeline.load("wondzorg", root)
    with basiskader.using(data.lists):
        pages = [
            *attacker.shown_on(repo / "notebooks" / "vsv_rapport.ipynb", data, root, VSV, "WN03"),
            *attacker.shown_on(repo / "notebooks" / "federatie_rapport.ipynb", data, root, FEDERATION),
        ]
        found = attacker.found_out(pages, data, "WN03")
    basiskader.put_in_force(basiskader.PACKAGE)
    assert len(pages) > 40
    assert found == {}
