"""What was not read is never zero: three damaged forms and one damaged cell in the example, through the real pipeline."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms import FIRST_ROW, HEADER_ROW, at, content, cost, edit, hour, sound_form
from vsvanalyse import basiskader, code_lists, edition, overview
from vsvanalyse.cli import run_command
from vsvanalyse.code_lists import CodelistError
from vsvanalyse.contracts import NOT_READ
from vsvanalyse.exhibits import stand
from vsvanalyse.intake import layout, read_registration, read_registrations
from vsvanalyse.intake.form import make_form
from vsvanalyse.intake.layout import KOSTEN, KOSTEN_BLAD, UREN, UREN_BLAD
from vsvanalyse.overview import reconciliation
from vsvanalyse.process import pipeline
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import load_scenarios
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.model import edition_model
from vsvanalyse.scenarios.run import run_model
from vsvanalyse.separation.taakkosten import task_means, total_bounds
from vsvanalyse.variance import drivers, influence, policy, shares, size, spread

VSV, YEAR = "VSV04", 2021
FORM = f"{VSV}_{YEAR}.xlsx"
AMOUNTS = layout.KOSTEN.field("bedrag").header


def rows_of(sheet: Worksheet) -> range:
    return range(
        FIRST_ROW, 1 + max(row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, 2).value)
    )


def rename_amounts(book: Workbook) -> None:
    book[KOSTEN_BLAD][at(KOSTEN, "bedrag", HEADER_ROW)] = "Wat het kostte"


def pm_everywhere(book: Workbook) -> None:
    for row in rows_of(book[KOSTEN_BLAD]):
        book[KOSTEN_BLAD][at(KOSTEN, "bedrag", row)] = "pm"


def without(*names: str) -> Callable[[Workbook], None]:
    return lambda book: [book.remove(book[name]) for name in names] and None


DAMAGED: dict[str, tuple[Callable[[Workbook], None], str, str]] = {
    "amounts_renamed": (rename_amounts, f"de kolom '{AMOUNTS}' op '{KOSTEN_BLAD}' is niet gelezen", "1 blad of kolom"),
    "pm_everywhere": (pm_everywhere, "99 van de 1081 regels hebben een bedrag of uren die niet zijn gelezen", "99 bedragen"),
    "no_cost_sheets": (
        without(UREN_BLAD, KOSTEN_BLAD), f"het blad '{UREN_BLAD}' en het blad '{KOSTEN_BLAD}' zijn niet gelezen", "2 bladen of kolommen",
    ),
    "no_hours": (without(UREN_BLAD), f"het blad '{UREN_BLAD}' is niet gelezen", "1 blad of kolom"),
    "no_other_costs": (without(KOSTEN_BLAD), f"het blad '{KOSTEN_BLAD}' is niet gelezen", "1 blad of kolom"),
}  # fmt: skip


@pytest.fixture(scope="module")
def editions(tmp_path_factory, repo) -> Callable[..., EditionData]:
    """Make the example edition with this form changed, or away; every edition is processed once."""
    made: dict[str, EditionData] = {}

    def load(name: str, change: Callable[[Path], object]) -> EditionData:
        if name not in made:
            root = tmp_path_factory.mktemp(name)
            shutil.copytree(repo / "data" / "raw" / "voorbeeld", root / "data" / "raw" / "voorbeeld")
            change(edition.paths("voorbeeld", root).forms / FORM)
            made[name] = pipeline.load("voorbeeld", root)
        return made[name]

    return load


@pytest.fixture(scope="module")
def absent(editions) -> EditionData:
    return editions("absent", Path.unlink)


@pytest.fixture(scope="module", params=DAMAGED)
def damaged(request, editions) -> tuple[str, EditionData]:
    change = DAMAGED[request.param][0]
    return request.param, editions(request.param, lambda path: edit(path, change))


def means(data: EditionData, root: Path) -> dict[str, pd.DataFrame]:
    """Give all that means, spreads and splits say of an edition."""
    structural, one_off, costs = data.structural_costs, data.one_off_costs, data.taakkosten
    result = run_model(Case(edition_model(data), load_scenarios(edition.paths("voorbeeld", root))["basis"]))
    found = {
        "means": task_means(costs),
        "structural means": task_means(structural),
        "one-off means": task_means(one_off),
        "classes": overview.mean_by_class(structural, one_off),
        "responsibilities": overview.mean_by_responsibility(structural, one_off),
        "agenda": overview.agenda(data.counting_distribution, structural, data.rules),
        "totals": overview.one_off_and_structural(data.counting_lines, costs),
        "one beside the group": overview.own_beside_group(structural, one_off, "VSV03", YEAR),
        "bridge": reconciliation.reconcile_edition(data).brug,
        "influence": influence.influence(structural, YEAR),
        "drivers": drivers.against_group(structural, YEAR),
        "policies": policy.totals(policy.valued(data.counting_lines), structural, YEAR),
        "shares of tasks": shares.by_task(structural, YEAR),
        "shares of drivers": shares.by_driver(structural, YEAR),
        "size": size.size_line(structural, data.profielen, YEAR).punten,
        "scenario per task": result.taakkosten,
        "scenario per VSV": result.vsv_jaren,
        "scenario of the country": result.jaren,
    }  # fmt: skip
    for quantity in spread.QUANTITIES:
        found[f"spread of {quantity}"] = spread.spread(structural, data.profielen, 71, quantity=quantity)
    return found


@pytest.fixture(scope="module")
def without_the_form(absent, repo) -> dict[str, pd.DataFrame]:
    return means(absent, repo)


def test_a_form_of_which_too_little_was_read_counts_in_nothing(damaged, without_the_form, repo):
    name, data = damaged
    mine = data.taakkosten[data.taakkosten["vsv"] == VSV]
    assert set(mine["boekjaar"]) == {2020}
    assert set(data.postkosten.loc[data.postkosten["vsv"] == VSV, "boekjaar"]) == {2020}
    assert data.geblokkeerd.values.tolist() == [[VSV, YEAR]]
    for what, frame in means(data, repo).items():
        pd.testing.assert_frame_equal(frame, without_the_form[what], obj=f"{what} of {name}")


def warned(data: EditionData, vsv: str = "") -> str:
    """Give the words of a page about findings, of which what was not read is a part."""
    return "\n".join(stand.bevindingen(data, vsv).rows["tekst"])


def not_read(text: str) -> list[str]:
    return [line for line in text.splitlines() if "niet gelezen" in line or "telt in geen gemiddelde" in line]


def test_what_was_not_read_is_named_and_counted(damaged):
    name, data = damaged
    _, why, counted = DAMAGED[name]
    found = data.bevindingen[(data.bevindingen["bestand"] == FORM)]
    blocking = found[found["regel"] == "B17"]["uitleg"]
    assert why in blocking.item()
    unread = data.ongelezen
    assert set(zip(unread["vsv"], unread["boekjaar"], unread["bestand"], strict=True)) == {(VSV, YEAR, FORM)}
    row = overview.unread(unread, data.taakkosten)
    assert (row["vsv"].item(), row["boekjaar"].item(), row["telt_mee"].item()) == (VSV, YEAR, False)
    text = warned(data)
    assert re.search(f"{counted} van {VSV} {YEAR} (is|zijn) niet gelezen", text)
    assert f"{VSV} {YEAR} telt in geen gemiddelde mee" in text
    assert not_read(warned(data, VSV)) == not_read(text)
    others = warned(data, "VSV01")
    assert VSV not in others
    assert re.search(f"{counted} van andere VSV’s (is|zijn) niet gelezen", others)


def test_findings_name_the_cells(editions):
    renamed = editions("amounts_renamed", lambda path: edit(path, rename_amounts)).bevindingen
    renamed = renamed[renamed["bestand"] == FORM].set_index("regel")
    assert renamed.loc["B05", ["blad", "cel"]].tolist() == [KOSTEN_BLAD, ""]
    assert renamed.loc["B10", "cel"] == at(KOSTEN, "bedrag")
    assert "Wat het kostte" in renamed.loc["B10", "uitleg"]
    data = editions("pm_everywhere", lambda path: edit(path, pm_everywhere))
    cells = [at(KOSTEN, "bedrag", row) for row in range(FIRST_ROW, FIRST_ROW + 99)]
    assert data.ongelezen[["blad", "cel", "soort", "waarde"]].values.tolist() == [
        [KOSTEN_BLAD, cell, "bedrag", "pm"] for cell in cells
    ]
    refused = data.bevindingen[(data.bevindingen["regel"] == "C01") & (data.bevindingen["bestand"] == FORM)]
    assert refused["cel"].tolist() == cells


def _one_cell(sheet: layout.CostSheet, name: str, task: str) -> tuple[Callable[[Path], object], list[str]]:
    """Put "pm" in the first line of a task."""
    where: list[str] = []

    def change(book: Workbook) -> None:
        lines = book[sheet.name]
        row = next(r for r in rows_of(lines) if str(lines.cell(r, 2).value).startswith(task))
        where.append(at(sheet, name, row))
        lines[where[0]] = "pm"

    return lambda path: edit(path, change), where


@pytest.mark.parametrize(
    ("sheet", "name", "task"), [(KOSTEN, "bedrag", "T15"), (UREN, "uren", "T16"), (UREN, "tarief", "T05")]
)
def test_one_unread_cell_makes_one_task_unknown(sheet, name, task, editions, example, absent):
    """In tasks of which this VSV is not the cheapest or dearest: the bounds are those of the others."""
    change, where = _one_cell(sheet, name, task)
    data = editions(f"one_{name}", change)
    assert data.geblokkeerd.empty
    assert data.ongelezen[["vsv", "boekjaar", "blad", "cel", "taak", "waarde"]].values.tolist() == [
        [VSV, YEAR, sheet.name, where[0], task, "pm"]
    ]
    key = ["vsv", "boekjaar", "taak"]
    now, whole = (one.taakkosten.set_index(key) for one in (data, example))
    hit = (VSV, YEAR, task)
    pd.testing.assert_frame_equal(now.drop(index=hit), whole.drop(index=hit))
    amounts = [c for c in now if c.endswith("_ct") and c != "gelezen_ct"]
    assert now.loc[hit, amounts].isna().all()
    assert now.loc[hit, ["antwoord", "onbekend"]].tolist() == ["geregistreerd", NOT_READ]
    lines = data.registratieregels.set_index(key)["bedrag_ct"]
    assert 0 < now.loc[hit, "gelezen_ct"] == lines[hit].sum() < whole.loc[hit, "bedrag_ct"]

    bounds = total_bounds(data.taakkosten).set_index(key[:2]).loc[(VSV, YEAR)]
    real = example.registratieregels.groupby(key[:2])["bedrag_ct"].sum()[VSV, YEAR]
    assert bounds["bekend_ct"] < bounds["laag_ct"] < real < bounds["hoog_ct"]
    assert bounds["onbekend"] == task
    means_now, means_whole = task_means(data.taakkosten), task_means(example.taakkosten)
    assert (means_now.loc[task, "n"], means_now.loc[task, "n_onbekend"]) == (
        means_whole.loc[task, "n"] - 1, means_whole.loc[task, "n_onbekend"] + 1,
    )  # fmt: skip
    assert means_now.loc[task, "gemiddeld_ct"] == task_means(absent.taakkosten).loc[task, "gemiddeld_ct"]
    pd.testing.assert_frame_equal(means_now.drop(index=task), means_whole.drop(index=task))
    assert (
        f"1 bedrag van {VSV} {YEAR} is niet gelezen. Daardoor zijn de kosten van {task} onbekend"
        in warned(data)
    )


@pytest.mark.slow
def test_every_page_says_what_was_not_read(tmp_path, repo, monkeypatch, capsys):
    """One VSV-year of which a column was lost, and another with one amount that cannot be read."""
    shutil.copytree(repo / "data" / "raw" / "voorbeeld", tmp_path / "data" / "raw" / "voorbeeld")
    shutil.copytree(repo / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*"))
    where = edition.paths("voorbeeld", tmp_path)
    edit(where.forms / FORM, rename_amounts)
    _one_cell(KOSTEN, "bedrag", "T15")[0](where.forms / "VSV03_2021.xlsx")
    monkeypatch.setenv("VSVANALYSE_HOME", str(tmp_path))
    general = ["federatie_rapport", "1_registratie", "2_scheiding", "3_variantie", "4_scenarios"]
    only = [f"--alleen={name}" for name in [*general, VSV, "VSV03", "VSV01"]]
    assert run_command(["report", "voorbeeld", "--als", "html", *only]) == 0, capsys.readouterr().err
    made = {
        page.stem: html.unescape(page.read_text(encoding="utf-8")) for page in where.reports.rglob("*.html")
    }
    assert {"index", *general, "vsv_vsv01", "vsv_vsv03", "vsv_vsv04", "scenario_basis"} <= set(made)
    lost, unread = "1 blad of kolom van {} is niet gelezen.", "1 bedrag van {} is niet gelezen."
    unknown = f"{unread.format('VSV03 2021')} Daardoor zijn de kosten van T15 onbekend"
    others = "andere VSV’s"
    said = {
        f"vsv_{VSV.lower()}": (lost.format(f"{VSV} {YEAR}"), unread.format(others)),
        "vsv_vsv03": (lost.format(others), unknown),
        "vsv": (f"1 bedrag en 1 blad of kolom van {others} zijn niet gelezen.",),
        "": (lost.format(f"{VSV} {YEAR}"), f"{VSV} {YEAR} telt in geen gemiddelde mee", unknown),
    }
    for name, text in made.items():
        for part in said[next(start for start in said if name.startswith(start))]:
            assert part in text, (name, part)


CONTRADICTIONS = {
    "task without a published row": (
        "gepubliceerd", lambda rows: rows[:-1], "taak 'T17' staat in taken.csv, maar niet in gepubliceerd.csv.",
    ),
    "published row without a task": (
        "taken", lambda rows: rows[:-1], "taak 'T17' staat in gepubliceerd.csv, maar niet in taken.csv.",
    ),
    "task without a responsibility": (
        "taak_verantwoordelijkheid", lambda rows: rows[1:], "taak 'T01' staat in taken.csv, maar niet in taak_verantwoordelijkheid.csv.",
    ),
    "responsibility that does not exist": (
        "verantwoordelijkheden", lambda rows: rows[1:], "staat in taak_verantwoordelijkheid.csv, maar niet in verantwoordelijkheden.csv.",
    ),
    "rate of a function that does not exist": (
        "functies", lambda rows: rows[1:], "staat in tariefkaart.csv, maar niet in functies.csv.",
    ),
    "function without a rate": (
        "tariefkaart", lambda rows: [r for r in rows if r["functie"] != "gynaecoloog"],
        "functie 'gynaecoloog' staat in functies.csv, maar niet in tariefkaart.csv.",
    ),
    "task twice": ("taken", lambda rows: [*rows, rows[0]], "taken.csv: taak 'T01' staat er vaker."),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_code_lists_that_disagree_are_refused_with_both_named(name):
    spoiled, change, told = CONTRADICTIONS[name]
    changed = basiskader.Lists({spoiled: tuple(change(list(basiskader.package_rows(spoiled))))})
    with pytest.raises(CodelistError) as caught:
        code_lists.require(changed)
    assert told in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "process"])
def test_the_command_line_refuses_code_lists_that_disagree(command, tmp_path, repo):
    """On a copy of the package with two lists edited by hand."""
    shutil.copytree(
        repo / "vsvanalyse", tmp_path / "vsvanalyse", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(
        repo / "data" / "raw" / "voorbeeld-met-fouten", tmp_path / "data" / "raw" / "voorbeeld-met-fouten"
    )
    for name in ("gepubliceerd", "taak_verantwoordelijkheid"):
        listed = tmp_path / "vsvanalyse" / "codelists" / f"{name}.csv"
        kept = [
            line for line in listed.read_text(encoding="utf-8").splitlines() if not line.startswith("T17;")
        ]
        listed.write_text("\n".join(kept) + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from vsvanalyse.cli import main; main()", command, "voorbeeld-met-fouten"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "VSVANALYSE_HOME": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    for name in ("gepubliceerd", "taak_verantwoordelijkheid"):
        assert f"taak 'T17' staat in taken.csv, maar niet in {name}.csv." in done.stderr
    assert list(tmp_path.rglob("*.parquet")) == []


def _round(tmp_path: Path, forms: dict[str, dict[str, object]]) -> pd.DataFrame:
    files = [(make_form(tmp_path / name, content(**parts)), name) for name, parts in forms.items()]
    found = read_registrations(files).bevindingen
    return found[found["regel"] == "B18"]


def _profile(code: str) -> dict[str, object]:
    return {**content().profiel, "vsv": code, "naam": f"Toets {code}", "bevallingen": 1000 + int(code[3:])}


def _many(seed: int) -> dict[str, object]:
    return {
        "uren": [hour(uren=seed + i / 4, omschrijving=f"overleg {i}") for i in range(1, 13)],
        "kosten": [cost(bedrag=100 * seed + i, omschrijving=f"factuur {i}") for i in range(4)],
    }


def test_a_copy_of_another_vsvs_form_is_found_on_both(tmp_path):
    """Also when the copy has another profile, another order and a few lines of its own."""
    lines = _many(1)
    moved = {"uren": [*reversed(lines["uren"]), hour(uren=99.0)], "kosten": lines["kosten"]}
    found = _round(
        tmp_path,
        {
            "a.xlsx": {"profiel": _profile("VSV01"), **lines},
            "b.xlsx": {"profiel": _profile("VSV02"), **moved},
            "c.xlsx": {"profiel": _profile("VSV03"), **_many(3)},
        },
    )
    assert found[["bestand", "cel", "waarde", "vsv"]].values.tolist() == [
        ["a.xlsx", "B5", "VSV01", "VSV01"], ["b.xlsx", "B5", "VSV02", "VSV02"],
    ]  # fmt: skip
    assert found["uitleg"].tolist() == [
        "16 van de 16 regels staan ook in b.xlsx van VSV02.", "16 van de 17 regels staan ook in a.xlsx van VSV01.",
    ]  # fmt: skip


def test_a_few_equal_lines_are_no_copy(tmp_path):
    """Nine equal lines are chance in a small form, and so is a part of a larger one."""
    few = {"uren": _many(1)["uren"][:9], "kosten": []}
    part = {"uren": [*_many(1)["uren"], *_many(5)["uren"]], "kosten": []}
    other = {"uren": [*_many(1)["uren"], *_many(7)["uren"]], "kosten": []}
    forms = {
        f"VSV0{i}.xlsx": {"profiel": _profile(f"VSV0{i}"), **lines}
        for i, lines in enumerate((few, few, part, other), 1)
    }
    found = _round(tmp_path, forms)
    assert found["bestand"].tolist() == []


def test_a_line_that_stands_often_in_one_form_is_found_as_often_as_in_the_other(tmp_path):
    """Twelve equal lines are all in a form with fourteen of them, and three of them are in a form with three."""
    line = hour(uren=1.0, omschrijving="overleg")
    forms = {
        f"VSV0{i}.xlsx": {"profiel": _profile(f"VSV0{i}"), "uren": [*[line] * times, *own], "kosten": []}
        for i, times, own in ((1, 12, []), (2, 14, []), (3, 3, _many(3)["uren"]))
    }
    found = _round(tmp_path, forms)
    assert found["uitleg"].tolist() == [
        "12 van de 12 regels staan ook in VSV02.xlsx van VSV02.", "12 van de 14 regels staan ook in VSV01.xlsx van VSV01.",
    ]  # fmt: skip


def test_a_sound_round_has_no_copies(example):
    assert "B18" not in set(example.bevindingen["regel"])


def test_formula_without_result_on_a_line_without_a_task_is_unread(tmp_path):
    """Such a line is no note: the formula says that there was an amount."""
    path = sound_form(tmp_path / "VSV01_2021.xlsx")

    def change(book):
        sheet = book[KOSTEN.name]
        sheet[at(KOSTEN, "taak")].value = None
        sheet[at(KOSTEN, "bedrag")].value = "=100+1"

    edit(path, change)
    unread = read_registration(path).ongelezen
    assert unread[["cel", "soort", "taak"]].to_numpy().tolist() == [
        [at(KOSTEN, "bedrag"), "bedrag", "onbekend"]
    ]


@pytest.mark.parametrize(("kept", "unread"), [("kostensoort", 1), ("omschrijving", 0), ("periode", 0)])
def test_line_of_which_a_required_cell_is_filled_is_no_note(tmp_path, kept, unread):
    path = sound_form(tmp_path / "VSV01_2021.xlsx")

    def change(book):
        for field in KOSTEN.inputs:
            if field.name != kept:
                book[KOSTEN.name][at(KOSTEN, field.name)].value = None

    edit(path, change)
    assert len(read_registration(path).ongelezen) == unread
