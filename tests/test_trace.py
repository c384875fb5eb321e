"""Where a number comes from: what lies under it sums to it, and the cells named hold those amounts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tests import variants
from vsvanalyse import cli
from vsvanalyse.columns import column
from vsvanalyse.evidence.claims import fact
from vsvanalyse.exhibits import eigen, scheiding, spreiding, variantie
from vsvanalyse.exhibits.kinds import Exhibit, ExhibitError, Table
from vsvanalyse.release.lineage import Quantity
from vsvanalyse.release.sources import ASSUMPTION, LINE, MEASURE, RULE
from vsvanalyse.release.trace import COLUMNS, Trace, TraceError, numbers, trace
from vsvanalyse.reporting.page import open_page
from vsvanalyse.reporting.tracing import TracedPage
from vsvanalyse.separation import separate

OWN, YEAR = "VSV03", 2021
PAGES = ("1_registratie", "2_scheiding", "vsv_vsv03")
CENT = 0.5


@pytest.fixture(scope="session")
def traced(made_reports) -> dict[str, list[Trace]]:
    """Every number of three pages, traced; a number that does not sum raises."""
    pages = {name: TracedPage.open(made_reports, name) for name in PAGES}
    return {
        name: [
            trace(one, at, heading, page.data, page.scenarios)
            for one in page.exhibits.values()
            for at, heading in numbers(one)
        ]
        for name, page in pages.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize(("page", "least"), [*zip(PAGES, (200, 170, 700), strict=True)])
def test_every_number_of_a_page_is_the_sum_of_what_lies_under_it(traced, made_reports, page, least):
    assert len(traced[page]) >= least
    for one in traced[page]:
        assert one.rows["bijdrage"].astype("float64").sum() == pytest.approx(one.value, abs=CENT), one
    there = TracedPage.open(made_reports, page).exhibits.values()
    assert {(one.id, *at) for one in there for at in amounts_of(one)} <= {
        (one.id, *at) for one in there for at in numbers(one)
    }


def amounts_of(one: Exhibit) -> Iterator[tuple[int, str]]:
    """Give the place of every amount of money and of hours that a reader sees."""
    for name in one.shown():
        if column(name).unit in ("euro", "uur") or name == "uren":
            yield from ((at, name) for at in np.flatnonzero(one.rows[name].notna()))


@pytest.mark.slow
def test_the_cells_named_hold_those_amounts(traced, made_reports):
    lines = pd.concat([one.rows for page in traced.values() for one in page], ignore_index=True)
    # Of a class only a part of a line counts, and under a pay policy it counts for another amount.
    whole = pd.concat([one.rows for one in traced["1_registratie"] if one.exhibit == "herstel.bestanden"])
    whole = whole[whole["soort"] == LINE]
    assert len(whole) > 10_000
    assert set(lines[["bestand", "blad", "cellen"]].itertuples(index=False, name=None)) - {
        ("", "", "")
    } >= set(whole[["bestand", "blad", "cellen"]].itertuples(index=False, name=None))
    for (name, sheet), rows in whole.groupby(["bestand", "blad"]):
        book = CalamineWorkbook.from_path(made_reports.forms / name)
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for told, cents in rows[["cellen", "waarde"]].itertuples(index=False):
            product = np.prod([amount(cells, place) for place in told.split(" × ")])
            assert 100 * product == pytest.approx(cents, abs=CENT + 1e-6), (name, sheet, told)


def amount(cells: list[list[object]], place: str) -> float:
    """Give what stands in a cell such as ``F12``; a share may be written as a word."""
    letter, row = place[0], int(place[1:])
    value = cells[row - 1][ord(letter) - ord("A")]
    return float(value) if value != "" else 0.0


def with_line(data, at: int, cents: int):
    """Give the edition in which one line costs another amount, summed and separated again."""
    lines = data.registratieregels.copy()
    lines.loc[at, "bedrag_ct"] = cents
    changed = dataclasses.replace(data, registratieregels=lines, verdeling=separate(lines, data.rules))
    return changed._summed(data.taakkosten[variants.STATUS])


EXHIBITS = {
    "mean by class and reading": (scheiding.lezingen, (), "bedrag_ct"),
    "what a rule moves": (scheiding.regels, (), "swing_ct"),
    "own cost by class": (eigen.kosten_tabel, (OWN, YEAR), "nieuw_ct"),
    "mean of the others": (eigen.kosten_tabel, (OWN, YEAR), "gemiddeld_ct"),
    "both kinds of cost, others": (spreiding.eigen_taken, (OWN, YEAR), "bedrag_ct"),
    "difference per task": (variantie.verschil_tabel, (YEAR, OWN), "verschil_ct"),
}


@pytest.mark.parametrize("name", EXHIBITS)
def test_a_line_weighs_as_much_as_the_number_moves_when_it_changes(example, name):
    """Independent of what an exhibit says that it counts: change the line, make the exhibit again."""
    make, args, column_name = EXHIBITS[name]
    before = make(example, *args)
    mine = [at for at, name_ in numbers(before) if name_ == column_name and before.rows[column_name][at] != 0]
    for at in mine[:: max(len(mine) // 3, 1)]:
        told = trace(before, at, column_name, example).rows
        told = told[told["soort"] == LINE]
        line = told.iloc[len(told) // 2]
        key = example.registratieregels
        row = int(line["cellen"].split(" ")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        here = (
            (key["bron_bestand"] == line["bestand"])
            & (key["bron_blad"] == line["blad"])
            & (key["bron_rij"] == row)
        )
        where = int(np.flatnonzero(here)[0])
        cents = int(key["bedrag_ct"][where])
        after = make(with_line(example, where, cents + 1_000_000), *args)
        label = [
            each
            for each in before.shown()
            if before.rows[each].dtype == "str" and each not in ("tekst", "status")
        ]
        there, here_ = after.rows[label].fillna(""), before.rows[label].fillna("")
        same = (there == here_.loc[at]).all(axis=1)
        moved = float(after.rows.loc[same, column_name].iloc[0]) - float(before.rows[column_name][at])
        part = (
            float(
                told.loc[
                    (told["cellen"] == line["cellen"]) & (told["bestand"] == line["bestand"]), "bijdrage"
                ].sum()
            )
            / cents
        )
        assert moved == pytest.approx(1_000_000 * part, rel=1e-3, abs=300), (at, line)


def test_rules_measures_and_assumptions_stand_beside_the_lines(traced):
    own = {
        one.exhibit: one
        for one in traced["vsv_vsv03"]
        if one.column in ("nodig_vast_ct", "nieuw_ct", "bedrag_ct")
    }
    assert {LINE, RULE} <= set(own["eigen.kosten_tabel"].rows["soort"]) | set(
        own["scheiding.inzet"].rows["soort"]
    )
    kinds = {
        soort
        for one in traced["vsv_vsv03"]
        if one.exhibit == "eigen_geld.scenarios_tabel"
        for soort in one.rows["soort"]
    }
    assert {LINE, RULE, MEASURE, ASSUMPTION} <= kinds


def test_on_its_own_page_a_vsv_sees_its_own_lines_only(made_reports):
    page = TracedPage.open(made_reports, "vsv_vsv03")
    one, total = page.exhibits["eigen.kosten_tabel"], len(page.exhibits["eigen.kosten_tabel"].rows)
    for row in range(1, total + 1):
        for told in page.trace(one, row):
            assert set(told.rows["vsv"]) <= {"", OWN}
            assert not told.rows["bestand"].str.contains("VSV0[^3]").any()
    assert page.others_in(page.trace(one, 3, everyone=True))


def test_in_a_notebook_what_was_shown_can_be_traced(made_reports, monkeypatch):
    monkeypatch.setenv("VSVANALYSE_HOME", str(made_reports.root))
    page = open_page("voorbeeld", OWN)
    shown = page.toon(eigen.kosten_tabel(page.data, vsv=OWN, boekjaar=YEAR))
    (told,) = shown.trace(3, "Gemiddelde anderen")
    assert told.frame["bijdrage"].sum() == pytest.approx(told.value / 100)
    assert list(told.frame) == list(COLUMNS)
    assert set(told.rows["vsv"]) == {""}
    with pytest.raises(TraceError, match="bedoelt u 'Gemiddelde anderen'"):
        shown.trace(3, "Gemiddelde andere")


def test_what_the_board_reads_about_the_country_is_traced_too(made_reports):
    page = TracedPage.open(made_reports, "federatie_rapport")
    told = page.trace(page.exhibits["scenarios.vergelijking"], 2)
    assert len(told) == 12
    assert {LINE, MEASURE, RULE} <= {soort for one in told for soort in one.rows["soort"]}


def test_a_task_that_a_page_hides_is_in_no_mean_and_so_in_no_trace(example):
    hidden = example.hiding(OWN, {(YEAR, "T02")})
    one = eigen.kosten_tabel(hidden, OWN, YEAR)
    assert pd.isna(one.rows.loc[1, "gemiddeld_ct"])
    with pytest.raises(TraceError, match="geen getal; het is onbekend of niet getoond"):
        trace(one, 1, "gemiddeld_ct", hidden)
    total = trace(one, len(one.rows) - 1, "gemiddeld_ct", hidden).rows
    assert "T02" not in set(total["taak"])


@pytest.mark.parametrize(
    ("words", "says"),
    [("gemiddeld gemiddeld", "'gemiddeld'"), ("kosten", "'kosten'"), ("structureel eenmalig", "'eenmalig'")],
)
def test_what_a_column_counts_is_said_in_words_that_are_known(words, says):
    with pytest.raises(ExhibitError, match=f"onbekende grootheid .*{says}"):
        Quantity.parse(words)


def test_what_cannot_be_traced_says_why(example):
    rows = pd.DataFrame({"naam": ["T02 x"], "bedrag_ct": [1.0], "wie": ["groep"]})
    silent = Table(id="a.b", claim=fact("x"), rows=rows, columns=("naam", "bedrag_ct"))
    with pytest.raises(TraceError, match="het zegt niet wat het telt"):
        trace(silent, 0, "bedrag_ct", example)
    wrong = silent.with_(counted={"bedrag_ct": "gemiddeld structureel"})
    with pytest.raises(TraceError, match="sluit niet aan"):
        trace(wrong, 0, "bedrag_ct", example)
    with pytest.raises(TraceError, match="heeft 1 rijen; rij 2 is er niet"):
        trace(wrong, 1, "bedrag_ct", example)
    with pytest.raises(TraceError, match="kolom 'uren' is onbekend"):
        trace(wrong, 0, "uren", example)


def test_from_the_command_line(made_reports, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("VSVANALYSE_HOME", str(made_reports.root))

    def run(*args: str) -> tuple[int, str]:
        code = cli.run_command(["trace", "voorbeeld", *args])
        told = capsys.readouterr()
        return code, told.out + told.err

    assert run("2_scheiding")[1].count("\n") > 8
    code, text = run("vsv_vsv03", "eigen.kosten_tabel")
    assert code == 0
    assert "3\tT03 Afspraken besluitvorming, geregistreerd\tStructureel 2021 € 3.490;" in text
    path = tmp_path / "t.csv"
    code, text = run("vsv_vsv03", "eigen.kosten_tabel", "3", "--csv", str(path))
    assert code == 0
    assert "Structureel 2021: € 3.490," in text
    assert "uit 20 regels van 1 formulieren" in text
    table = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")
    assert table.loc[table["getal"].str.endswith("Structureel 2021"), "bijdrage"].sum() == pytest.approx(
        3490, abs=0.5
    )
    assert "VSV01" not in path.read_text(encoding="utf-8-sig")
    code, text = run("vsv_vsv03", "eigen.kosten_tabel", "3", "--alles")
    assert "voor de analist, niet om door te sturen" in text
    assert (
        run("2_scheidin")[1]
        .strip()
        .startswith("Fout: pagina '2_scheidin' is onbekend; bedoelt u '2_scheiding'?")
    )
    assert "bedoelt u 'scheiding.regels'" in run("2_scheiding", "scheiding.regel")[1]
    assert "rij 99 is er niet" in run("2_scheiding", "scheiding.regels", "99")[1]
    assert "Van 'stand.kop' is geen getal te herleiden." in run("2_scheiding", "stand.kop")[1]
