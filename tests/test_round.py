"""A round from nothing: empty forms of four VSVs over 2025, filled in by hand, to the last page."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms import cost, hour
from vsvanalyse import basiskader, cli, edition
from vsvanalyse.intake import layout
from vsvanalyse.intake.layout import FIRST_ROW

DONE = {"T01", "T02", "T05", "T14", "T15"}


def fill(form: Path, target: Path, size: int) -> None:
    """Fill in an empty form as a coordinator would: a few lines, the profile, every answer, a signature."""
    book = load_workbook(form)
    named = {task: f"{task} {name}" for task, name in basiskader.task_names().items()}

    def lines(sheet: layout.CostSheet, rows: list[dict[str, object]]) -> None:
        for row, line in enumerate(rows, FIRST_ROW):
            told = line | {"taak": named[line["taak"]], "periode": line["periode"].replace("2021", "2025")}
            for field, value in told.items():
                book[sheet.name].cell(row, sheet.column(field), value)

    def answers(
        page: Worksheet, questions: tuple[layout.LabelledCell, ...], given: dict[str, object]
    ) -> None:
        names = {question.label: question.name for question in questions}
        for row in range(1, 40):
            if (name := names.get(page.cell(row, 1).value)) in given:
                page.cell(row, 2, given[name])

    lines(
        layout.UREN,
        [
            hour(uren=20.0 + 10 * size, aandeel=0.5 * (size % 3)),
            hour(functie="coördinator", taak="T02", uren=60.0 + 30 * size, tarief=75),
        ],
    )
    lines(
        layout.KOSTEN,
        [
            cost(bedrag=250.5 * size),
            cost(taak="T15", kostensoort="ict", bedrag=1234.56 * size),
            cost(taak="T01", bedrag=1850, aard="eenmalig"),
        ],
    )
    about = {
        "bevallingen": 900 + 400 * size,
        "aantal_partners": 6,
        "rechtspersoon": "stichting",
        "startjaar": 2013,
    }
    answers(book[layout.PROFIEL_BLAD], layout.PROFIEL, about | {"ingevuld_door": "coördinator"})
    signed = {"akkoord_door": "voorzitter", "akkoord_datum": datetime.date(2026, 2, 1)}
    answers(book[layout.AKKOORD_BLAD], layout.AKKOORD, signed)
    for row, task in enumerate(basiskader.codes("taken"), FIRST_ROW):
        answer = "geregistreerd" if task in DONE else "n.v.t."
        book[layout.VOLLEDIGHEID_BLAD].cell(row, 2, answer)
    book.save(target)


@pytest.mark.slow
def test_a_round_of_2025_from_empty_forms(tmp_path, repo, monkeypatch, capsys):
    monkeypatch.setenv("VSVANALYSE_HOME", str(tmp_path))
    shutil.copytree(repo / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*"))
    where = edition.paths("2026", tmp_path)
    codes = [f"VSV0{i}" for i in range(1, 5)]
    for size, code in enumerate(codes, 1):
        assert (
            cli.run_command(
                ["form", "--editie", "2026", "--vsv", code, "--jaar", "2025", "--naam", f"Naam {size}"]
            )
            == 0
        )
        fill(where.raw / "formulieren" / f"{code}_2025.xlsx", where.forms / f"{code}_2025.xlsx", size)
    assert edition.load(where).pilots.vsvs == tuple(codes)
    assert cli.run_command(["run", "2026", "--als", "html"]) == 0
    told = capsys.readouterr()
    released = re.search(r"(\d+) van \1 rapporten uitgegeven", told.out)
    assert released
    assert "Vraag: De pilotgroep" in told.err
    pages = {path.stem: path.read_text(encoding="utf-8") for path in where.reports.rglob("*.html")}
    assert len(pages) == int(released[1]) + len(("index", "scenario_basis"))
    for name, page in pages.items():
        assert not re.search(r"\bnan\b|&lt;NA&gt;|Pilotgroep van 0", page), name
        assert not re.search(r"<td[^>]*>20(1\d|2[0-4])(</td>| tot en met)", page), name
    for name in ("4_scenarios", "scenario_basis"):
        assert "2025 tot en met 2035" in pages[name], name
    # What a VSV registered itself is told as registered, not as projected.
    assert "2026 tot en met 2035" in pages["vsv_vsv01"]
    for name in ("4_scenarios", "federatie_rapport"):
        assert "Er is nog geen ander scenario om naast de basis te zetten" in pages[name], name
        assert "de pilotgroep van 4 VSV" in pages[name], name
        assert "is een voorstel" in pages[name], name
    assert "is een voorstel. Klopt zij" not in pages["vsv_vsv01"]
