"""The bench of the analyst: an edition without some VSVs, without its errors, what it says of itself, and wrong names."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pandas as pd
import pytest

from vsvanalyse import contracts, overview
from vsvanalyse import edition as editions
from vsvanalyse.basiskader import ONBEKEND
from vsvanalyse.cli import run_command
from vsvanalyse.contracts import NOT_READ
from vsvanalyse.edition import EditionError
from vsvanalyse.faults import meant
from vsvanalyse.intake.findings import Finding, to_table
from vsvanalyse.process import pipeline
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import ScenarioError, load_scenarios
from vsvanalyse.separation.taakkosten import task_means

ERRORS = "voorbeeld-met-fouten"
YEAR = 2020


@pytest.fixture(scope="module")
def wrong(example_root: Path) -> EditionData:
    """The example with the mistakes that people make: 11 errors of VSV02 and 5 of VSV05."""
    return pipeline.load(ERRORS, example_root)


def task(data: EditionData, vsv: str, code: str) -> pd.Series:
    return data.taakkosten.set_index(["vsv", "boekjaar", "taak"]).loc[(vsv, YEAR, code)]


def with_errors_on(data: EditionData, lines: pd.DataFrame) -> EditionData:
    """Let an error of rule R01 point at each of these lines, and no other finding."""
    found = [
        Finding("R01", line.bron_bestand, "fout", line.bron_blad, f"J{line.bron_rij}", vsv=line.vsv, boekjaar=YEAR)
        for line in lines.itertuples()
    ]  # fmt: skip
    return dataclasses.replace(data, bevindingen=to_table(found))


def test_without_is_as_if_it_had_never_been_sent(wrong, repo, tmp_path):
    shutil.copytree(repo / "data" / "raw" / ERRORS, tmp_path / "data" / "raw" / ERRORS)
    where = editions.paths(ERRORS, tmp_path)
    (where.forms / "VSV05_2020.xlsx").unlink()
    never, less = pipeline.load(ERRORS, tmp_path), wrong.without(["VSV05"])
    for name in set(contracts.TABLES) - {"bevindingen", "regelstatus"}:
        pd.testing.assert_frame_equal(less.tables()[name], never.tables()[name], obj=name)
    pd.testing.assert_frame_equal(less.structural_costs, never.structural_costs)
    alone = [frame[~frame["regel"].str.startswith("G")].reset_index(drop=True)
             for frame in (less.bevindingen, never.bevindingen)]  # fmt: skip
    pd.testing.assert_frame_equal(*alone)
    counts = [one.regelstatus.set_index("regel")["aantal"].drop(["G01", "G02", "G03", "G04"]) for one in (less, never)]  # fmt: skip
    pd.testing.assert_series_equal(*counts)


def test_without_remembers_whom_and_leaves_the_edition_as_it_is(wrong):
    less = wrong.without(["VSV05"]).without("VSV02")
    assert less.zonder == ("VSV02", "VSV05")
    assert less.vsvs == ["VSV01", "VSV03", "VSV04", "VSV06"]
    assert less.without(["VSV05"]).zonder == less.zonder
    assert (less.errors, less.at_stake_ct, less.provisional) == (0, 0, False)
    assert less.edition.group(less.vsvs) == "4 van de 6 VSV's van de pilotgroep"
    assert (wrong.zonder, len(wrong.vsvs), wrong.errors) == ((), 6, 16)
    assert wrong.without([]).vsvs == wrong.vsvs


def test_without_leaves_out_who_counts_in_nothing_too(wrong):
    found = pd.concat(
        [wrong.bevindingen, to_table([Finding("B07", "los.xlsx", "geen jaar", vsv="VSV09")])], ignore_index=True
    )  # fmt: skip
    blocked = pd.DataFrame({"vsv": ["VSV09"], "boekjaar": [0]})
    more = dataclasses.replace(wrong, bevindingen=found, geblokkeerd=blocked)
    less = more.without(["VSV09"])
    assert less.geblokkeerd.empty
    assert "VSV09" not in set(less.bevindingen["vsv"])
    assert less.vsvs == wrong.vsvs


def test_findings_that_are_counted_and_not_listed_go_along(example):
    cells = [
        Finding("C01", "a.xlsx", "fout", "Uren", f"F{row}", vsv="VSV05", boekjaar=YEAR)
        for row in range(5, 265)
    ]
    status = example.regelstatus.assign(
        aantal=example.regelstatus["regel"].map({"C01": 261, "B14": 1}).fillna(0).astype("int64")
    )
    data = dataclasses.replace(example, bevindingen=to_table(cells), regelstatus=status)
    assert len(data.bevindingen) == 251
    assert (data.errors, data.errors_of("VSV05"), data.errors_of("VSV01")) == (260, 260, 0)
    assert (data.hides_errors(), data.hides_errors("VSV05"), data.hides_errors("VSV01")) == (
        True,
        True,
        False,
    )
    left = data.without(["VSV05"]).regelstatus.set_index("regel")["aantal"]
    assert (left["C01"], left["B14"]) == (1, 0)


def test_errors_and_what_is_at_stake(wrong, example):
    """VSV02: a line without a known task, a wrong function, sum, sign, cost type and a total; VSV05: three zeros too many."""
    assert (wrong.errors, wrong.errors_of("VSV02"), wrong.errors_of("VSV05"), wrong.errors_of("VSV01")) == (
        16,
        11,
        5,
        0,
    )
    assert wrong.at_stake_of("VSV02") == 18_975 + 23_400 + 99_999 - 12_000 + 45_120 + 2_500_000
    assert wrong.at_stake_of("VSV05") == 168_962_000
    assert wrong.at_stake_ct == wrong.at_stake_of("VSV02") + wrong.at_stake_of("VSV05")
    assert wrong.at_stake_of("VSV01") == 0
    assert wrong.provisional
    assert not wrong.hides_errors()
    assert (example.errors, example.at_stake_ct, example.provisional) == (0, 0, False)


def test_without_errors_leaves_out_those_lines_and_nothing_else(wrong):
    less = wrong.without_errors()
    assert less is wrong.without_errors()
    assert less.without_errors() is less
    cash = [data.registratieregels["bedrag_ct"].sum() for data in (wrong, less)]
    assert cash[0] - cash[1] == wrong.at_stake_ct == 171_637_494
    assert len(wrong.registratieregels) - len(less.registratieregels) == 14
    costs = {vsv: wrong.taakkosten["vsv"] == vsv for vsv in wrong.vsvs}
    for vsv in ("VSV01", "VSV03", "VSV04", "VSV06"):
        pd.testing.assert_frame_equal(less.taakkosten[costs[vsv]], wrong.taakkosten[costs[vsv]])
    assert task(wrong, "VSV05", "T06")["bedrag_ct"] - task(less, "VSV05", "T06")["bedrag_ct"] == 168_962_000
    assert task(wrong, "VSV02", "T14")["bedrag_ct"] - task(less, "VSV02", "T14")["bedrag_ct"] == 45_120
    for name, frame in less.tables().items():
        contracts.validate(frame, name)


def test_without_errors_what_was_not_read_stays_unknown(wrong):
    before, after = task(wrong, "VSV02", "T02"), task(wrong.without_errors(), "VSV02", "T02")
    assert (before["onbekend"], after["onbekend"]) == (NOT_READ, NOT_READ)
    assert before["gelezen_ct"] - after["gelezen_ct"] == 23_400 + 99_999 - 12_000
    assert pd.isna(after["bedrag_ct"])


def test_without_errors_keeps_the_errors_that_point_at_no_line(wrong):
    less = wrong.without_errors()
    told = less.bevindingen[less.bevindingen["ernst"] == "fout"]
    assert told[["blad", "regel"]].to_numpy().tolist() == [["Profiel", "C14"], ["Volledigheid", "C15"]]
    assert (less.errors, less.at_stake_ct, less.provisional) == (2, 0, True)
    counts = less.regelstatus.set_index("regel")["aantal"]
    assert (counts["C05"], counts["C14"], counts["R04"]) == (0, 1, 1)


def test_a_task_of_which_every_line_goes_stays_registered(example):
    lines = example.registratieregels
    mine = lines[(lines["vsv"] == "VSV03") & (lines["boekjaar"] == YEAR) & (lines["taak"] == "T05")]
    less = with_errors_on(example, mine).without_errors()
    row = task(less, "VSV03", "T05")
    assert (row["antwoord"], row["onbekend"], row["bedrag_ct"]) == ("geregistreerd", "", 0)
    means = [task_means(data.taakkosten).loc["T05"] for data in (example, less)]
    assert means[0]["n"] == means[1]["n"]
    assert means[0]["gemiddeld_ct"] - means[1]["gemiddeld_ct"] == pytest.approx(
        mine["bedrag_ct"].sum() / means[0]["n"]
    )
    assert not less.provisional


def test_a_label_that_nobody_knows_keeps_its_row(wrong):
    less = wrong.without_errors()
    assert task(wrong, "VSV02", ONBEKEND)["bedrag_ct"] == 18_975 + 2_500_000
    assert task(less, "VSV02", ONBEKEND)["bedrag_ct"] == 0


def test_without_errors_in_lines_is_the_edition_itself(example):
    assert example.without_errors() is example


def test_what_is_made_again_is_what_was_made(example):
    """One line without money or hours goes: every sum stays."""
    line = example.registratieregels.iloc[[0]].assign(bedrag_ct=0, uren=0.0, schaduw_ct=0, bron_rij=99_999)
    more = dataclasses.replace(example, registratieregels=pd.concat([example.registratieregels, line]))
    less = with_errors_on(more, line).without_errors()
    for name in ("registratieregels", "verdeling", "taakkosten", "postkosten"):
        pd.testing.assert_frame_equal(less.tables()[name], example.tables()[name], obj=name)


def test_an_edition_says_what_it_holds(wrong):
    said = repr(wrong.without(["VSV05"]))
    assert said.splitlines() == [
        "Editie 'voorbeeld-met-fouten' (verzonnen voorbeeld): Voorbeeldeditie met fouten",
        "Weggelaten: VSV05.",
        "Jaren: 2020. 5 VSV's: VSV01, VSV02, VSV03, VSV04, VSV06.",
        "Bevindingen: 16, waarvan 11 fouten. Niet gelezen: 5 plekken. Telt niet mee: niets.",
        "Rijen: registratieregels 4.709, profielen 5, bevindingen 16, ongelezen 5, verdeling 17.647, taakkosten 86, "
        "postkosten 96, regelstatus 52.",
    ]
    assert list(wrong.tables()) == list(contracts.TABLES)


def test_an_edition_shows_what_it_holds_and_no_name_is_live(wrong):
    shown = wrong._repr_html_()
    for name, table in contracts.TABLES.items():
        assert f"<code>{name}</code>" in shown
        assert table.row in shown
    bad = dataclasses.replace(wrong, edition=wrong.edition.model_copy(update={"naam": "<script>x</script>"}))
    assert "<script>" not in bad._repr_html_()
    blocked = dataclasses.replace(wrong, geblokkeerd=pd.DataFrame({"vsv": ["VSV09"], "boekjaar": [2020]}))
    assert "Telt niet mee: VSV09 2020." in repr(blocked)


def test_an_edition_without_registrations_says_so(wrong):
    empty = {name: contracts.empty(name) for name in contracts.TABLES}
    assert "Jaren: geen. 0 VSV's: nog niemand." in repr(dataclasses.replace(wrong, **empty))


WRONG_NAMES = {
    "nearest first": (lambda d: d.require_vsv("VSV3"), "VSV 'VSV3' is onbekend. Bedoelt u 'VSV03'? Bekend: VSV03, VSV01, VSV02"),
    "small letters": (lambda d: d.require_vsv("vsv06"), "Bedoelt u 'VSV06'? Bekend: VSV06, "),
    "nothing near": (lambda d: d.require_vsv("Amstelland"), "VSV 'Amstelland' is onbekend. Bekend: "),
    "left out": (lambda d: d.without(["VSV05"]).require_vsv("VSV05"), "VSV 'VSV05' is weggelaten (zonder). Bekend: VSV01,"),
    "year": (lambda d: d.require_year(2031), "Over 2031 zijn er geen gegevens. Wel over: 2020."),
    "year of one": (lambda d: d.require_year(2021, "VSV03"), "Over 2021 zijn er geen gegevens van VSV03. Wel over: 2020."),
    "year of nobody": (lambda d: d.require_year(2020, "VSV30"), "VSV 'VSV30' is onbekend. Bekend: VSV01, VSV02"),
    "to leave out": (lambda d: d.without(["VSV5", "VSV01"]), "VSV 'VSV5' is onbekend. Bedoelt u 'VSV05'? Bekend: VSV05, "),
    "to leave out two": (lambda d: d.without(["A", "B"]), "VSV 'B' is onbekend."),
    "everyone": (lambda d: d.without(d.vsvs), "blijft er geen VSV over."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_NAMES)
def test_wrong_names_tell_the_known_ones(name, wrong):
    ask, told = WRONG_NAMES[name]
    with pytest.raises(EditionError) as caught:
        ask(wrong)
    assert told in str(caught.value)


def test_right_names_are_given_back(wrong):
    assert wrong.require_vsv("VSV03") == "VSV03"
    assert wrong.require_year(YEAR) == wrong.require_year(YEAR, "VSV03") == YEAR
    assert wrong.years == [YEAR]


def test_who_counts_in_nothing_is_no_unknown_name(wrong):
    blocked = dataclasses.replace(
        wrong,
        taakkosten=wrong.taakkosten[wrong.taakkosten["vsv"] != "VSV04"],
        geblokkeerd=pd.DataFrame({"vsv": ["VSV04"], "boekjaar": [YEAR]}),
    )
    with pytest.raises(EditionError, match="VSV 'VSV04' telt in geen gemiddelde mee"):
        blocked.require_vsv("VSV04")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("voorbeld", "Editie 'voorbeld' bestaat niet"),
        ("Voorbeeld", "'Voorbeeld' is geen naam voor een editie"),
    ],
)
def test_a_wrong_edition_is_told_the_same_in_notebook_and_command_line(
    name, told, example_root, monkeypatch, capsys
):
    with pytest.raises(EditionError) as caught:
        pipeline.load(name, example_root)
    assert told in str(caught.value)
    assert "Bedoelt u 'voorbeeld'? Wel gevonden: voorbeeld, voorbeeld-met-fouten." in str(caught.value)
    monkeypatch.setenv("VSVANALYSE_HOME", str(example_root))
    assert run_command(["process", name]) == 2
    assert capsys.readouterr().err == f"Fout: {caught.value}\n"
    assert not list((example_root / "data" / "processed").glob(f".{name}*"))


def test_a_wrong_scenario_names_what_was_meant(example_paths):
    with pytest.raises(ScenarioError, match="scenario 'mdo_regulir' is onbekend; bedoelt u 'mdo_regulier'"):
        load_scenarios(example_paths, ["mdo_regulir"])


def test_no_last_year_names_who_has_one(wrong):
    with pytest.raises(ValueError, match=r"VSV 'VSV3' is onbekend\. Bedoelt u 'VSV03'\?"):
        overview.latest_year(wrong.taakkosten, "VSV3")
    assert overview.latest_year(wrong.taakkosten, "VSV03") == YEAR


def test_of_equally_near_names_none_is_guessed_and_the_order_stays():
    assert meant("VSV99", ["VSV02", "VSV01"]) == "Bekend: VSV02, VSV01."
    assert meant("VSV1", ["VSV02", "VSV01"]) == "Bedoelt u 'VSV01'? Bekend: VSV01, VSV02."
    assert meant("x", []) == "Bekend: geen enkele."
