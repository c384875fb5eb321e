"""Task costs, overview and reconciliation: worked by hand, and tied to the registered cents."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from vsvanalyse import basiskader, contracts, overview, separation
from vsvanalyse.contracts import KLASSEN, LEZINGEN, class_column
from vsvanalyse.overview import reconciliation
from vsvanalyse.separation.taakkosten import known_tasks, task_costs, task_status


def test_registered_cents_are_the_sum_of_classes(example):
    registered = example.registratieregels.groupby(["vsv", "boekjaar"])["bedrag_ct"].sum()
    classes = example.verdeling.groupby(["lezing", "vsv", "boekjaar"])["bedrag_ct"].sum()
    for reading in LEZINGEN:
        pd.testing.assert_series_equal(classes[reading], registered)


def test_task_costs_tie_to_lines(example):
    costs = example.taakkosten
    assert len(costs) == 6 * 2 * 17
    assert costs["gelezen_ct"].sum() == example.registratieregels["bedrag_ct"].sum()
    costs = known_tasks(costs)
    assert (costs["bedrag_ct"] == costs["gelezen_ct"]).all()
    for reading in LEZINGEN:
        parts = costs[[class_column(k, reading) for k in KLASSEN]].sum(axis=1)
        assert (parts == costs["bedrag_ct"]).all()
    assert (costs["uren_bedrag_ct"] + costs["inkoop_ct"] == costs["bedrag_ct"]).all()


def test_drivers_multiply_back_to_cash(example):
    costs = known_tasks(example.taakkosten)
    lines = example.registratieregels.groupby(["vsv", "boekjaar", "taak"]).size()
    product = (costs["uren"] * costs["tarief_ct"] * costs["aandeel_vergoed"]).fillna(0) + costs["inkoop_ct"]
    rounding = costs.set_index(["vsv", "boekjaar", "taak"]).index.map(lines).to_series().fillna(0).to_numpy()
    assert ((product - costs["bedrag_ct"]).abs() <= 0.5 * rounding + 1e-6).all()


def test_three_answers_stay_three(example):
    answers = example.taakkosten.set_index(["vsv", "boekjaar", "taak"])["antwoord"]
    assert answers["VSV04", 2020, "T08"] == "nul"
    assert answers["VSV02", 2020, "T10"] == "niet geregistreerd"
    assert answers["VSV01", 2020, "T17"] == "n.v.t."
    assert answers["VSV06", 2021, "T16"] == ""


def test_task_costs_by_hand():
    lines = pd.DataFrame(
        {
            "vsv": "V", "boekjaar": 2021, "taak": ["T14", "T14", "T14", "onbekend"],
            "kostensoort": ["uren", "uren", "ict", "inkoop"], "functie": ["gynaecoloog", "anders", "", ""],
            "uren": [2.0, 3.0, 0, 0],
            "tarief_ct": pd.array([10000, 5000, None, None], dtype="Int64"),
            "aandeel_vergoed": [1.0, 0.5, None, None], "bedrag_ct": [20000, 7500, 900, 40],
            "schaduw_ct": [0, 11250, 0, 0], "aard": ["structureel"] * 3 + ["eenmalig"],
        }
    )  # fmt: skip
    answers = pd.DataFrame({"vsv": ["V"], "boekjaar": [2021], "taak": ["T14"], "antwoord": ["geregistreerd"]})
    status = task_status(lines, answers, contracts.empty("ongelezen"))
    costs = task_costs(lines, contracts.empty("verdeling"), status).set_index("taak")
    row = costs.loc["T14"]
    assert (row["bedrag_ct"], row["uren_bedrag_ct"], row["inkoop_ct"], row["schaduw_ct"]) == (
        28400,
        27500,
        900,
        11250,
    )
    assert (row["uren"], row["uren_betaald"]) == (5.0, 3.5)
    assert row["tarief_ct"] == pytest.approx(7000)
    assert row["aandeel_vergoed"] == pytest.approx(27500 / 35000)
    assert costs.loc["onbekend", "eenmalig_ct"] == 40
    assert len(costs) == 18
    assert pd.isna(costs.loc["T03", "tarief_ct"])


def test_recomputed_table_is_the_published_one(example):
    result = reconciliation.reconcile_edition(example)
    table = result.brug.set_index("taak")
    published = basiskader.load().gepubliceerd.set_index("taak")["tabel_ct"]
    assert table.loc[published.index, "herrekend_ct"].tolist() == published.tolist()
    assert table.loc[["eenmalig", "structureel", "totaal"], "herrekend_ct"].tolist() == [
        5500000,
        25423400,
        30923400,
    ]
    assert (table["onverklaard_ct"] == 0).all()
    assert result.n_pilots == 6


def test_bridge_adds_up_for_any_set(example):
    result = reconciliation.reconcile(
        example.registratieregels,
        example.bevindingen,
        pilots=("VSV01", "VSV04", "VSV05"),
        jaren=(2020, 2021),
        prijspeil=2021,
        gepubliceerd_prijspeil=2020,
        correcties_ct={"T14": 12345},
    )
    steps = result.brug[[f"{step}_ct" for step in reconciliation.STEPS]].sum(axis=1)
    assert (result.brug["eigen_ct"] + steps == result.brug["gepubliceerd_ct"]).all()
    assert result.brug.set_index("taak").loc["T14", "correctie_ct"] == 12345
    assert (result.brug.set_index("taak").loc["totaal", "pilotset_ct"]) > 0
    assert "pilotset" in result.total["materieel"]
    assert result.n_pilots == 3


def test_bridge_by_hand():
    lines = pd.DataFrame(
        {
            "vsv": ["A", "A", "B"], "boekjaar": [2021, 2021, 2021], "taak": ["T02", "T01", "T02"],
            "kostensoort": "inkoop", "bedrag_ct": [4_000_000, 1_000_000, 6_000_000], "aard": "structureel",
            "bron_bestand": ["a", "a", "b"], "bron_blad": "Andere kosten", "bron_rij": [5, 6, 5],
        }
    )  # fmt: skip
    wrong = contracts.empty("bevindingen")
    wrong.loc[0] = ["fout", "a", "Andere kosten", "F5", "", "R02", "u", "w", "A", 2021]
    result = reconciliation.reconcile(
        lines, wrong, pilots=("A",), jaren=(2021,), prijspeil=2021, gepubliceerd_prijspeil=2021
    ).brug.set_index("taak")
    assert result.loc["T02", ["eigen_ct", "pilotset_ct", "bevindingen_weggelaten_ct"]].tolist() == [
        5_000_000, -1_000_000, -4_000_000,
    ]  # fmt: skip
    assert result.loc["T02", "onverklaard_ct"] == 4_908_800
    assert result.loc["T01", ["eigen_ct", "pilotset_ct", "eenmalig_profiel_ct"]].tolist() == [
        500_000,
        500_000,
        1_000_000,
    ]
    assert "onverklaard" in result.loc["T02", "materieel"]


def test_missing_index_is_said_and_not_guessed(example):
    result = reconciliation.reconcile(
        example.registratieregels, example.bevindingen, pilots=(), jaren=(2020, 2021), prijspeil=2027,
        gepubliceerd_prijspeil=2021,
    )  # fmt: skip
    assert any("geen indexcijfer" in text for text in result.toelichting)
    assert (result.brug["jaar_en_prijspeil_ct"] == 0).all()


def test_others_are_sorted_and_unnamed(example):
    rows = overview.own_beside_group(
        example.structural_costs, example.one_off_costs, "VSV03", 2021
    ).set_index("taak")
    assert all(amounts == sorted(amounts) for amounts in rows["anderen_ct"])
    assert rows.loc["T02", "n_anderen"] == 5
    assert rows.loc["T10", "n_anderen"] == 4  # VSV02 did not register what T10 cost: unknown is not 0
    assert rows["bedrag_ct"].sum() == 9198525
    assert rows["bedrag_ct"].sum() + rows["eenmalig_ct"].sum() == 11960438
    classes = rows[[f"{k}_ct" for k in KLASSEN]].sum(axis=1)
    assert (classes == rows["bedrag_ct"]).all()


def test_kind_of_the_line_decides_everywhere(example):
    """Structural and one-off costs are those of the lines, whatever their task; together they are all costs."""
    lines = example.registratieregels.copy()
    at = lines.index[(lines["taak"] == "T15") & (lines["kostensoort"] == "ict")][0]
    lines.loc[at, "aard"] = "eenmalig"
    moved = dataclasses.replace(
        example,
        registratieregels=lines,
        verdeling=contracts.conform(separation.separate(lines, example.rules), "verdeling"),
    )
    amount = lines.loc[at, "bedrag_ct"]
    assert moved.structural_costs["bedrag_ct"].sum() == example.structural_costs["bedrag_ct"].sum() - amount
    assert moved.one_off_costs["bedrag_ct"].sum() == example.one_off_costs["bedrag_ct"].sum() + amount
    means = overview.mean_by_class(moved.structural_costs, moved.one_off_costs)
    assert means["verwacht_eenmalig_ct"].sum() * 12 == pytest.approx(moved.one_off_costs["bedrag_ct"].sum())
    vsv, year = lines.loc[at, ["vsv", "boekjaar"]]
    single = overview.contested(moved.verdeling, moved.rules, vsv, year, "eenmalig")
    assert "T15" in set(single["taak"])


def test_hours_paid_and_unpaid(example):
    rows = overview.paid_and_unpaid_hours(example.registratieregels, "VSV03", 2021).set_index("functie")
    assert rows.loc["gynaecoloog", "betaald"] == 0
    assert rows.loc["coördinator", "onbetaald"] == 0
    assert (rows["betaald"] + rows["onbetaald"] - rows["uren"]).abs().max() < 1e-9


def test_means_by_responsibility_sum_to_the_structural_mean(example):
    means = overview.mean_by_responsibility(example.structural_costs, example.one_off_costs)
    assert means["structureel_ct"].sum() == pytest.approx(25423400)
    assert means["eenmalig_ct"].sum() == pytest.approx(2750000)


def test_unknown_vsv_is_refused(example):
    with pytest.raises(ValueError, match="VSV99"):
        overview.latest_year(example.taakkosten, "VSV99")
