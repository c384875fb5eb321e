"""A second submission: what came, went, changed and moved, exact per task, and nothing for another order."""

from __future__ import annotations

import random
import time

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms import content, cost, edit, hour, sound_form
from vsvanalyse import cli, contracts
from vsvanalyse.intake import layout, read_registration
from vsvanalyse.intake.changes import IDENTICAL, summary
from vsvanalyse.intake.form import make_form
from vsvanalyse.intake.records import Registration
from vsvanalyse.intake.resubmission import compare


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VSVANALYSE_HOME", raising=False)
    return tmp_path


def of_lines(name: str, lines: list[dict[str, object]]) -> Registration:
    """A registration with these lines, without a file."""
    rows = [
        {
            "vsv": "VSV01",
            "boekjaar": 2021,
            "bron_bestand": name,
            "bron_blad": "Andere kosten",
            "bron_rij": i,
            "bron_kolommen": "F",
            **line,
        }
        for i, line in enumerate(lines, 5)
    ]
    frame = pd.DataFrame(rows)
    part = {column: frame[column].tolist() for column in frame} if rows else {}
    return Registration(name, contracts.empty("bevindingen"), line_parts=(part,) if rows else ())


def test_what_moved_came_went_and_changed(tmp_path):
    old = read_registration(
        make_form(
            tmp_path / "oud.xlsx",
            content(
                kosten=[cost(taak="T02", bedrag=4120), cost(bedrag=10, omschrijving="weg"), cost(bedrag=99)]
            ),
        )
    )
    new = read_registration(
        make_form(
            tmp_path / "nieuw.xlsx",
            content(
                kosten=[
                    cost(bedrag=100),
                    cost(taak="T06", bedrag=4120),
                    cost(
                        taak="T15", kostensoort="ict", bedrag=7.5, omschrijving="erbij", leverancier="Ander"
                    ),
                ],
                profiel={**content().profiel, "bevallingen": 2310},
            ),
        )
    )
    result = compare(old, new)
    assert result.verplaatst.values.tolist() == [["T02", "T06", 412000, 1]]
    assert sorted(result.regels["wat"]) == ["erbij", "gewijzigd", "gewijzigd", "weg"]
    raised = result.regels[result.regels["verschil_ct"] == 100].iloc[0]
    assert raised["velden"] == "bedrag: € 99 → € 100"
    assert (raised["plaats_vroeger"], raised["plaats_nu"]) == ("Andere kosten!F7", "Andere kosten!F5")
    told = summary(result)
    assert "€ 4.120 van T02 naar T06 (1 regel(s))" in told
    assert "T15: € 0 → € 7,50 (+€ 7,50)" in told
    assert "Profiel, Aantal bevallingen: 2100 → 2310" in told
    assert not result.gelijk


def test_sorted_and_inserted_rows_are_no_change(tmp_path):
    lines = [hour(periode=f"2021-03-{day:02d}", uren=float(day)) for day in range(1, 20)]
    old = read_registration(make_form(tmp_path / "oud.xlsx", content(uren=lines)))
    new = read_registration(make_form(tmp_path / "nieuw.xlsx", content(uren=[*lines[::-1]])))
    result = compare(old, new)
    assert result.gelijk
    assert summary(result) == [f"VSV01 2021: {IDENTICAL} (oud.xlsx)."]
    more = read_registration(
        make_form(tmp_path / "meer.xlsx", content(uren=[lines[0], hour(uren=0.25), *lines[1:]]))
    )
    assert compare(old, more).regels["wat"].tolist() == ["erbij"]


def test_what_could_not_be_read_is_not_called_the_same(tmp_path):
    cell = layout.KOSTEN.column("bedrag")
    sound_form(tmp_path / "a.xlsx")
    sound_form(tmp_path / "b.xlsx")
    for name, text in (("a.xlsx", "pm"), ("b.xlsx", "n.t.b.")):
        edit(tmp_path / name, lambda book, text=text: book[layout.KOSTEN_BLAD].cell(5, cell, text))
    a, b = (read_registration(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert compare(a, a).gelijk
    result = compare(a, b)
    assert not result.gelijk
    assert len(result.let_op) == 2
    assert "niet te lezen" in result.let_op[0]


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "taak": st.sampled_from(["T02", "T06", "T14", "onbekend"]),
            "activiteit": st.sampled_from(["", "vergadering"]),
            "kostensoort": st.sampled_from(["uren", "inkoop"]),
            "functie": st.sampled_from(["", "gynaecoloog"]),
            "uren": st.sampled_from([0.0, 1.5, float("nan")]),
            "tarief_ct": st.sampled_from([pd.NA, 7500]),
            "aandeel_vergoed": st.sampled_from([float("nan"), 0.5, 1.0]),
            "bedrag_ct": st.integers(-300, 300),
            "schaduw_ct": st.just(0),
            "aard": st.sampled_from(["eenmalig", "structureel"]),
            "omschrijving": st.sampled_from(["", "zaal", "=1+1"]),
            "periode": st.sampled_from(["2021", "2021-03"]),
            "persoon": st.sampled_from(["", "1"]),
            "leverancier": st.sampled_from(["", "Druk"]),
        }
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(old=LINES, new=LINES, kept=st.integers(0, 14), seed=st.integers(0, 99))
def test_changes_per_task_are_the_difference_of_the_totals_to_the_cent(old, new, kept, seed):
    later = [*old[:kept], *new]
    random.Random(seed).shuffle(later)
    result = compare(of_lines("oud.xlsx", old), of_lines("nieuw.xlsx", later))
    rows = result.regels
    for task in ("T02", "T06", "T14", "onbekend"):
        change = sum(line["bedrag_ct"] for line in later if line["taak"] == task) - sum(
            line["bedrag_ct"] for line in old if line["taak"] == task
        )
        came = rows.loc[rows["taak_nu"] == task, "nu_ct"].sum()
        went = rows.loc[rows["taak_vroeger"] == task, "vroeger_ct"].sum()
        assert came - went == change
        stated = result.taken.loc[result.taken["taak"] == task, "verschil_ct"].sum()
        assert stated == change
    gone, added = (rows["wat"].eq(what).sum() for what in ("weg", "erbij"))
    assert added - gone == len(later) - len(old)
    if kept >= len(old) and not new:
        assert result.gelijk


def test_two_thousand_changed_lines_take_little_time():
    rng = random.Random(1)
    base = {"activiteit": "", "kostensoort": "inkoop", "functie": "", "uren": 0.0, "tarief_ct": pd.NA}
    base |= {"aandeel_vergoed": float("nan"), "schaduw_ct": 0, "aard": "structureel", "persoon": ""}
    lines = [
        base
        | {"taak": "T02", "bedrag_ct": rng.randrange(10**6), "omschrijving": f"post {i % 50}"}
        | {"periode": f"2021-{i % 12 + 1:02d}", "leverancier": f"L{i % 30}"}
        for i in range(2000)
    ]
    later = [line | {"bedrag_ct": line["bedrag_ct"] + 1} for line in lines]
    rng.shuffle(later)
    start = time.process_time()
    result = compare(of_lines("oud.xlsx", lines), of_lines("nieuw.xlsx", later))
    assert time.process_time() - start < 5
    assert set(result.regels["wat"]) == {"gewijzigd"}
    assert result.regels["verschil_ct"].sum() == 2000


def test_check_compares_with_an_earlier_form(home, capsys):
    sound_form(home / "oud.xlsx")
    sound_form(home / "VSV01_2021.xlsx")
    assert cli.run_command(["check", "VSV01_2021.xlsx", "--vorige", "oud.xlsx", "--terug", "terug"]) == 0
    out = capsys.readouterr().out
    assert f"VSV01 2021: {IDENTICAL}" in out
    assert "B16" in out
    book = openpyxl.load_workbook(home / "terug" / "VSV01_2021_bevindingen.xlsx")
    assert IDENTICAL in book[layout.VERANDERD_BLAD]["A2"].value
    sound_form(home / "VSV01_2021.xlsx", kosten=[cost(omschrijving="=WEBSERVICE(1)")])
    assert (
        cli.run_command(
            ["check", "VSV01_2021.xlsx", "--vorige", "oud.xlsx", "--terug", "t", "--csv", "b.csv"]
        )
        == 0
    )
    assert "VSV01 2021: regels" in capsys.readouterr().out
    table = pd.read_csv(home / "b_wat_veranderde.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert table["verschil_eur"].sum() == pytest.approx(250.5 - 250.5 - 1234.56 - 1850)
    sheet = openpyxl.load_workbook(home / "t" / "VSV01_2021_bevindingen.xlsx")[layout.VERANDERD_BLAD]
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Totaal")
    assert total[3] == pytest.approx(total[2] - total[1]) == pytest.approx(-1234.56 - 1850)
    live = [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert live == []
    returned = home / "t" / "VSV01_2021_bevindingen.xlsx"
    assert "B10" not in set(read_registration(returned).bevindingen["regel"])


def test_an_edition_compares_with_what_was_replaced(home, capsys):
    assert cli.run_command(["form", "--editie", "2026", "--vsv", "VSV01", "--jaar", "2021"]) == 0
    raw = home / "data" / "raw" / "2026"
    for folder, amount in (("vervangen/1", 50.0), ("vervangen/2", 99.0), ("registraties", 100.0)):
        sound_form(raw / folder / "VSV01_2021.xlsx", kosten=[cost(bedrag=amount)])
    sound_form(raw / "vervangen" / "1" / "VSV02_2021.xlsx", profiel={**content().profiel, "vsv": "VSV02"})
    (raw / "vervangen" / "1" / "stuk.xlsx").write_bytes(b"x")
    capsys.readouterr()
    cli.run_command(["check", "2026"])
    out = capsys.readouterr().out
    assert "T05: € 99 → € 100 (+€ 1)" in out
    assert "(vorige: vervangen/2/VSV01_2021.xlsx)" in out
    assert "VSV02_2021.xlsx: de vorige inzending van VSV02 2021 heeft geen nieuwe inzending." in out
    assert "stuk.xlsx" in out
    assert cli.run_command(["process", "2026"]) == 0
    table = pd.read_parquet(home / "data" / "processed" / "2026" / "registratieregels.parquet")
    assert set(table["bron_bestand"]) == {"VSV01_2021.xlsx"}
