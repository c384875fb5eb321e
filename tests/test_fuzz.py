"""Whatever people do to a form: no exception, no euro lost, none counted as zero, the same answer twice.

``VSVANALYSE_VEEL=1`` tries twenty thousand forms instead of five hundred.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from tests.forms import content, sound_form
from tests.fuzz import Form, mutated
from vsvanalyse import basiskader, contracts
from vsvanalyse.basiskader import ONBEKEND
from vsvanalyse.intake import layout, ledger, reader
from vsvanalyse.intake.checks import FORM_CHECKS
from vsvanalyse.intake.findings import blocked_years, to_table
from vsvanalyse.intake.records import Registration
from vsvanalyse.intake.workbook import open_workbook
from vsvanalyse.separation.taakkosten import task_status

FORMS = 20_000 if os.environ.get("VSVANALYSE_VEEL") else 500
PIECES = 10
SHEETS = {sheet.name: sheet for sheet in layout.COST_SHEETS}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[object]]]:
    answers = dict.fromkeys(basiskader.codes("taken"), "geregistreerd")
    path = sound_form(
        tmp_path_factory.mktemp("leeg") / "VSV01_2021.xlsx", **vars(content(antwoorden=answers))
    )
    return open_workbook(path).sheets


def read(form: Form) -> Registration:
    reading = reader._FileReading(Path("VSV01_2021.xlsx"), "VSV01_2021.xlsx")
    reading.read_workbook(form.book())
    return reading.finish()


def check(form: Form) -> None:
    one, again = read(form), read(form)
    assert one.regels.equals(again.regels)
    assert one.found == again.found
    assert one.unread_rows == again.unread_rows
    together = ledger.build([one])
    found = to_table([*one.found, *(f for check in FORM_CHECKS.values() for f in check(together))])
    unread = together.ongelezen
    whole = unread[unread["soort"].isin(("blad", "kolom"))]
    assert set(whole["blad"]) == form.gone | form.lost
    euros_are_kept(form, one)
    cells = set(zip(unread["blad"], unread["cel"], strict=True))
    errors = found[found["ernst"] == "fout"]
    at = set(zip(errors["blad"], errors["cel"], strict=True))
    for line in form.lines:
        if line.cents is None and line.sheet not in form.gone | form.lost:
            letter = one.plaatsen[line.sheet, line.column]
            assert (line.sheet, f"{letter}{line.row}") in cells & at, (line, form.done)
    blocked = len(blocked_years(found)) > 0
    if form.gone | form.lost:
        assert blocked
    elif not blocked:
        unknown_has_no_amount(form, one, unread)


def euros_are_kept(form: Form, one: Registration) -> None:
    """What can be read is read, under its task; a sheet without its column of tasks keeps its euros under onbekend."""
    expected: Counter[str] = Counter()
    for line in form.lines:
        fields = {name for blad, name in one.plaatsen if blad == line.sheet}
        amounts = {"uren"} if line.sheet == layout.UREN_BLAD else {"bedrag"}
        if line.sheet in form.gone or line.cents is None or not amounts <= fields:
            continue
        expected[line.task if "taak" in fields else ONBEKEND] += line.cents
    found = one.regels.groupby("taak")["bedrag_ct"].sum()
    assert {t: int(c) for t, c in found.items() if c} == {t: c for t, c in expected.items() if c}, form.done


def unknown_has_no_amount(form: Form, one: Registration, unread: pd.DataFrame) -> None:
    status = task_status(one.regels, one.antwoorden, unread).set_index("taak")["onbekend"]
    for line in form.lines:
        if line.cents is None:
            assert status[line.task] == "niet gelezen", (line, form.done)


@pytest.mark.slow
@pytest.mark.parametrize("piece", range(PIECES))
def test_mutated_forms(template, piece):
    for seed in range(piece, FORMS, PIECES):
        form = mutated(template, seed)
        try:
            check(form)
        except Exception as error:
            raise AssertionError(f"zaad {seed}: {', '.join(form.done) or 'niets veranderd'}") from error
    contracts.validate(read(form).regels, "registratieregels")
    contracts.validate(read(form).ongelezen, "ongelezen")
