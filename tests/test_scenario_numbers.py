"""Numbers that are right, said right: money never above cost, no interval where nothing is estimated, one price base."""

from __future__ import annotations

import dataclasses
import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.test_uncertainty import WHY, hand_model, scenario
from vsvanalyse import edition
from vsvanalyse.edition import starter
from vsvanalyse.presentation import funding_figures, funding_tables, pages, scenario_figures, scenario_tables
from vsvanalyse.presentation.explorer import beside_now
from vsvanalyse.presentation.intervals import between
from vsvanalyse.scenarios import (
    checks,
    comparison,
    funding,
    labels,
    load_scenario,
    load_scenarios,
    national,
)
from vsvanalyse.scenarios.explore import Choices, answer
from vsvanalyse.scenarios.model import edition_model, in_prices_of
from vsvanalyse.scenarios.run import run_all, run_model
from vsvanalyse.scenarios.uncertainty import decisions, draws, sensitivity

INDEX = {**WHY, "ova_daarna_pct": 3.5, "materieel_daarna_pct": 2.1}
BY_COST = {
    "structureel": {**WHY, "vorm": "registratie", "vanaf": 2022, "maximum_eur": 250, "geindexeerd": True}
}


@pytest.fixture(scope="module")
def model(example):
    return edition_model(example)


# Money by own cost


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 900), min_size=3, max_size=7),
    st.lists(st.integers(1, 4000), min_size=7, max_size=7),
    st.sampled_from(national.KINDS),
    st.integers(0, 400),
    st.booleans(),
)
def test_money_by_own_cost_is_never_more_than_that_cost(euros, births, kind, maximum, drawn):
    births = births[: len(euros)]
    if len(set(births)) == 1:
        births[0] += 1
    money = {"structureel": {**BY_COST["structureel"], "maximum_eur": maximum}}
    one = scenario(
        land={**WHY, "raming": kind},
        index=INDEX,
        financiering=money,
        deelname={**WHY, "vsvs": {2024: 8, 2027: 10}},
    )
    made = hand_model(euros, births)
    result = run_model(made, one)
    own = result.vsv_jaren
    assert (own["financiering_ct"] <= own["nieuw_ct"]).all()
    known = result.jaren.dropna(subset="nieuw_ct")
    assert (known["financiering_ct"] <= known["nieuw_ct"].clip(lower=0)).all()
    assert (known["tekort_ct"] >= np.minimum(known["nieuw_ct"], 0)).all()
    if drawn:
        values = draws.simulate(made, one, 200)
        for year in one.jaren:
            assert (values.of("financiering", year) <= np.maximum(values.of("nieuw", year), 0) + 1e-6).all()
        gap = sensitivity.tornado(made, one, "tekort")
        assert (gap[["laag_ct", "hoog_ct"]] >= -1e-6).all(axis=None)


def test_who_divides_by_own_cost_gives_nobody_more(model, example_paths):
    outcome = comparison.winners(model, run_model(model, load_scenarios(example_paths)["basis"]))
    mine = outcome[outcome["vorm"] == "registratie"]
    assert (mine["verschil_ct"] <= 0).all()
    cost = mine["kosten_ct"]
    assert mine["vergoeding_ct"].tolist() == np.minimum(cost, int(1.25 * cost.median())).tolist()
    fit = funding.fit(outcome).set_index("vorm")
    assert fit.loc["registratie", "over_ct"] == cost.sum() - mine["vergoeding_ct"].sum() > 0
    assert fit["over_ct"].drop("registratie").sum() == 0


# Who is counted has no interval


GROWING = {**WHY, "vsvs": {2023: 2, 2025: 5, 2027: 10}}


@pytest.mark.parametrize("kind", ["per_vsv", "per_bevalling"])
def test_years_of_the_pilots_alone_are_counted(kind):
    one = scenario(
        land={**WHY, "raming": kind}, deelname=GROWING, peiljaar=2022, onzekerheid={"lezingen": False}
    )
    made = hand_model([100, 300, 500], [10, 20, 60])
    result = run_model(made, one)
    years = result.jaren[result.jaren["raming"] == kind].set_index("jaar")
    ends = [f"{maat}_{end}_ct" for maat in ("structureel", "nieuw") for end in ("laag", "hoog")]
    assert years.loc[2022, "nieuw_ct"] == 90_000
    assert years.loc[2022:2024, ends].isna().all(axis=None)
    assert years.loc[2025:, ends].notna().all(axis=None)
    drawn = draws.simulate(made, one, 300)
    assert np.ptp(drawn.of("nieuw", 2022)) == 0
    assert np.ptp(drawn.of("nieuw", 2025)) > 0
    assert math.isnan(answer(made, one, Choices(peiljaar=2022, raming=kind)).halve_breedte_ct)
    assert sensitivity.tornado(made, one).empty
    row = comparison.compare(made, {"basis": one}).iloc[0]
    assert pd.isna(row["nieuw_laag_ct"])
    assert pd.isna(row["nieuw_hoog_ct"])
    value = decisions.value_of_pilots(made, one, one)
    assert value["n"].tolist() == [3]
    assert value["halve_breedte_ct"].tolist() == [0]


@pytest.mark.parametrize("present", [4, 5, 7, 9, 10])
def test_error_of_a_part_of_the_country(present):
    """Cochran ch. 2, with the VSVs that take part as the population: P s √((1 - n/P) / n)."""
    one = scenario(deelname={**WHY, "vsvs": {2022: present}}, onzekerheid={"lezingen": False})
    made = hand_model([100, 300, 500])
    peil = run_model(made, one).peil
    error = present * 20_000 * math.sqrt((1 - 3 / present) / 3)
    half = stats.t.ppf(0.975, 2) * error
    assert peil["nieuw_ct"] == present * 30_000
    assert (peil["nieuw_hoog_ct"] - peil["nieuw_ct"]) == pytest.approx(half, abs=1)
    assert decisions.value_of_pilots(made, one, one)["halve_breedte_ct"][0] == pytest.approx(half)
    drawn = draws.simulate(made, one, 20_000)
    low, high = drawn.interval("nieuw")
    margin = 0.05 * half
    assert (low, high) == pytest.approx((peil["nieuw_ct"] - half, peil["nieuw_ct"] + half), abs=margin)


def test_one_off_costs_of_starters_vary_as_those_of_strangers():
    """k VSVs that begin: k times the error of the pilots' mean, and how k differ among themselves."""
    speaks = national.estimator("per_vsv", np.full(6, np.nan), 71, np.array(1.0))
    cost = np.array([1.0, 2, 3, 5, 8, 13])[:, None]
    for k in (1, 10, 65):
        expected = cost.std(ddof=1) * math.sqrt(k * k / 6 + k)
        assert speaks.standard_error(cost)[0] * speaks.spread(np.array(k)) == pytest.approx(expected)
    assert speaks.spread(np.array(0)) == 0


# Years of the edition


@pytest.mark.parametrize(
    ("years", "expected"),
    [((2020, 2021), (2021, 2035, 2027)), ((2025,), (2025, 2035, 2027)), ((2029, 2030), (2030, 2038, 2030))],
)
@pytest.mark.parametrize("with_file", [True, False])
def test_base_begins_in_the_last_registered_year(tmp_path, years, expected, with_file):
    where = edition.paths("ronde", tmp_path)
    starter.start_edition(where, years)
    if not with_file:
        (where.scenarios / "basis.toml").unlink()
        starter.write_scenarios(where, ("mdo_regulier",))
        (where.scenarios / "basis.toml").unlink(missing_ok=True)
    for one in load_scenarios(where).values():
        assert (one.van, one.tot, one.peiljaar) == expected
    if not with_file:
        assert load_scenario(where.scenarios / "mdo_regulier.toml").van == expected[0]


def test_a_year_before_the_data_is_told():
    made = hand_model([100, 300])
    assert checks.remarks(made, scenario(van=2021)) == ()
    assert checks.remarks(made, scenario(van=2019)) == (
        "Het scenario begint in 2019, maar de registratie in 2021: de jaren daarvoor zijn teruggerekend. Zet van = 2021 in proef.toml "
        "of in zijn ouder.",
    )


# One price base


def prices_named(markup: str) -> list[set[str]]:
    """Name the price bases of every table of a page."""
    tables = re.findall(r"<table>.*?</table>", markup, flags=re.S)
    return [set(re.findall(r"prijzen van (?:de registratie|het jaar zelf|\d{4})", one)) for one in tables]


def test_every_table_has_one_price_base(model, example_paths):
    shipped = load_scenarios(example_paths)
    # One with money and no index, so that both price bases occur among the scenarios with money.
    nominal = shipped["structureel_per_vsv"]
    shipped["zonder_index"] = nominal.model_copy(update={"id": "zonder_index", "index": None})
    compared = comparison.compare(model, shipped)
    own = comparison.for_vsv(model, run_all(model, shipped), "VSV02")
    for shown, count in (
        (scenario_tables.comparison_table(compared), 1),
        (funding_tables.money_table(compared), 4),
        (funding_tables.vsv_table(own), 3),
        (scenario_tables.pilots_table(decisions.value_of_pilots(model, nominal, shipped["basis"])), 1),
    ):
        named = prices_named(shown.markup)
        assert [len(bases) for bases in named] == [1] * count, named
    rows = compared.set_index("scenario")
    assert rows.loc["structureel_per_vsv", "nieuw_vast_ct"] == rows.loc["basis", "nieuw_ct"]
    assert rows.loc["structureel_per_vsv", "nieuw_ct"] > rows.loc["basis", "nieuw_ct"]
    assert (rows["nieuw_vast_ct"] - rows.loc["basis", "nieuw_vast_ct"] == rows["nieuw_verschil_ct"]).all()
    mine = own.set_index("scenario")
    assert mine.loc["structureel_per_vsv", "nodig_vast_ct"] == mine.loc["basis", "nodig_ct"]


def test_more_pilots_are_valued_in_prices_of_the_registration(model, example_paths):
    """Money and inflation change no cost in prices of the registration, and so not how sure it is."""
    shipped = load_scenarios(example_paths)
    plain, nominal = (
        decisions.value_of_pilots(model, shipped[name], shipped["basis"])
        for name in ("basis", "structureel_per_vsv")
    )
    assert nominal["halve_breedte_ct"].tolist() == plain["halve_breedte_ct"].tolist()


def test_bridge_in_one_price_base_has_no_step_of_inflation(model, example_paths):
    shipped = load_scenarios(example_paths)
    scenario_ = shipped["alles_samen"]
    steps = comparison.bridge(model, in_prices_of(shipped["basis"], scenario_), scenario_)
    assert "index" not in set(steps["stap"])
    assert steps.iloc[-1]["nieuw_ct"] == run_model(model, scenario_).peil["nieuw_ct"]
    assert prices_named(scenario_tables.bridge_table(steps, scenario_).markup) == [{"prijzen van 2027"}]


def test_every_page_says_that_years_are_averaged_as_registered(model, example_paths):
    shipped = load_scenarios(example_paths)
    results = run_all(model, shipped)
    remark = "het gewone gemiddelde van zijn jaren (2020 en 2021), elk jaar in zijn eigen prijzen"
    assert all(any(remark in text for text in one.toelichting) for one in results.values())
    for shown in (
        scenario_tables.assumptions_table(results["alles_samen"]),
        scenario_tables.assumptions_table(*results.values()),
    ):
        assert shown.markup.count(remark) == 1
    assert (
        "lonen 1,5 % en overige prijzen 1,8 %" in scenario_tables.assumptions_table(results["basis"]).markup
    )
    assert not any(
        "gewone gemiddelde" in text for text in run_model(hand_model([1, 2]), scenario()).toelichting
    )


def test_money_without_an_index_says_that_prices_differ():
    money = {"structureel": {**WHY, "vorm": "per_vsv", "per_vsv_eur": 100}}
    told = run_model(hand_model([1, 2]), scenario(financiering=money)).toelichting
    assert any(text.startswith("Dit scenario heeft geld maar geen [index]") for text in told)
    told = run_model(hand_model([1, 2]), scenario(financiering=money, index=INDEX)).toelichting
    assert not any("geen [index]" in text for text in told)


# An edition with the base only


def shown_of(model, one) -> dict[str, object]:
    """Show everything of the scenario rooms for one scenario beside itself as the base."""
    result = run_model(model, one)
    drawn = draws.simulate(model, one, 500)
    steps = comparison.bridge(model, one, one)
    outcome = comparison.winners(model, result)
    own = comparison.for_vsv(model, {one.id: result}, model.posts.vsvs[0])
    compared = comparison.compare(model, {one.id: one}, one.id)
    named = labels.with_labels
    return {
        "differences": scenario_figures.differences(compared),
        "comparison": scenario_tables.comparison_table(compared),
        "money": funding_tables.money_table(compared),
        "estimators": scenario_figures.estimators(result),
        "estimators_table": scenario_tables.estimators_table(result),
        "bridge": scenario_figures.bridge(steps, result),
        "bridge_table": scenario_tables.bridge_table(steps, one),
        "tasks": scenario_tables.task_table(comparison.by_task(model, one, one)),
        "need": scenario_figures.money_and_need(result),
        "years": scenario_tables.years_table(result),
        "budget": scenario_figures.budget(decisions.budget_curve(drawn), decisions.budget_for(drawn, 0.8), result, 500),
        "tornado": scenario_figures.tornado(named(sensitivity.tornado(model, one), model, one)),
        "shares": scenario_tables.shares_table(named(sensitivity.variance_shares(model, one), model, one)),
        "pilots": scenario_tables.pilots_table(decisions.value_of_pilots(model, one, one)),
        "winners": funding_figures.winners_and_losers(outcome, funding.fit(outcome)),
        "winners_table": funding_tables.winners_table(outcome),
        "fit": funding_tables.fit_table(funding.fit(outcome)),
        "vsv": funding_figures.scenarios_of_vsv(own),
        "vsv_money": funding_figures.money_of_vsv(own),
        "vsv_table": funding_tables.vsv_table(own),
        "vsv_years": funding_tables.vsv_years_table(result, model.posts.vsvs[0]),
        "explorer": beside_now(answer(model, one, Choices()), answer(model, one, Choices()), Choices(), model.groep),
        "assumptions": scenario_tables.assumptions_table(result),
    }  # fmt: skip


def test_base_alone_has_sentences_and_no_empty_charts(model, example_paths):
    shown = shown_of(model, load_scenarios(example_paths)["basis"])
    empty = ("differences", "bridge", "need", "vsv", "vsv_money")
    for name in empty:
        html = shown[name]._repr_html_()
        assert html.startswith("<p>"), name
        assert "<img" not in html
    assert "geen ander scenario dan de basis" in shown["differences"]._repr_html_()
    assert "elk jaar € 12,7 mln" in shown["need"]._repr_html_()
    assert shown["bridge_table"].markup == shown["vsv_table"].markup == ""
    assert "Verschil" not in shown["comparison"].markup + shown["tasks"].markup
    assert "winst" not in shown["pilots"].markup
    assert shown["years"].markup.count("<tr") == 2
    assert "2021 tot en met 2035" in shown["years"].markup + shown["vsv_years"].markup
    for name, one in shown.items():
        if name not in empty and name not in ("bridge_table", "vsv_table"):
            assert "<img" in one._repr_html_() or "<td" in one._repr_html_() or name == "money", name


# Few VSVs


def words_of(shown: dict[str, object]) -> str:
    """Give all words of what was shown, the alternative texts too."""
    parts = [re.sub(r"src=\"[^\"]*\"", "", one._repr_html_()) for one in shown.values()]
    return re.sub(r"&nbsp;|\N{NO-BREAK SPACE}", " ", " ".join(parts))


@pytest.mark.parametrize(
    "euros", [[100], [100, 300], [100, 100.01], [10_000, 0.01], [1, 2, 1_000_000], [100, 300, 500]]
)
def test_few_vsvs_give_no_absurd_number(euros):
    made = hand_model(euros, list(range(10, 10 + 10 * len(euros), 10)), country=71, new=(0.2, 0.5, 1))
    shown = shown_of(made, scenario(id="basis"))
    words = words_of(shown)
    shares = [
        float(found.replace(".", "").replace(",", ".")) for found in re.findall(r"([\d.,]+) %(?!-)", words)
    ]
    assert all(0 <= share <= 100 for share in shares), shares
    assert not re.search(r"\bnan\b|<NA>|\binf\b", words)
    for name, one in shown.items():
        text = one._repr_html_()
        mine = re.sub(r"src=\"[^\"]*\"|−€ [\d.,]+ ernaast", "", text)
        if re.search(r"−€", mine) and name not in ("winners", "winners_table", "fit"):
            assert "Kosten kunnen niet onder € 0 liggen" in mine, name
    if len(euros) == 1:
        assert "Met één VSV is niet te zeggen hoe zeker een raming is" in words
        assert "welk budget genoeg is voor nieuwe taken, is niet te zeggen" in words
        assert "niet te zeggen" in shown["tornado"].note
    if len(euros) == 2:
        assert "niet te zeggen" in shown["shares"].markup


def test_interval_far_wider_than_its_number_is_not_written():
    assert between([-1e9], [1.0], [1e9], str) == ["niet te zeggen"]
    assert between([-5.0, np.nan, 3.0], [1.0, 1.0, 3.0], [7.0, np.nan, 3.0], "{:.0f}".format) == [
        "-5 tot 7",
        "–",
        "–",
    ]


# The pilot set


def test_a_form_proposes_its_vsv_for_the_pilot_set(tmp_path):
    where = edition.paths("ronde", tmp_path)
    assert where.raw / "editie.toml" in starter.start_edition(where, (2025,))
    assert edition.load(where).question.startswith(
        "De pilotgroep is nog niet ingevuld. Zet in editie.toml bij [pilots] in 'vsvs'"
    )
    assert starter.start_edition(where, (2025,), ("VSV02",)) == [where.raw / "editie.toml"]
    assert starter.start_edition(where, (2025,), ("VSV01",)) == [where.raw / "editie.toml"]
    assert starter.start_edition(where, (2025,), ("VSV01",)) == []
    described = edition.load(where)
    assert described.pilots.vsvs == ("VSV02", "VSV01")
    assert "is een voorstel" in described.question
    assert "VSV02" not in described.question
    file = where.raw / "editie.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"voorstel"', '"gegeven"'), encoding="utf-8")
    assert starter.start_edition(where, (2025,), ("VSV09",)) == []
    assert edition.load(where).question == ""


def test_one_set_has_one_name(example, model, example_paths):
    described = example.edition
    everyone = set(described.pilots.vsvs)
    assert described.group(everyone) == "de pilotgroep van 6 VSV's"
    assert described.group(everyone - {"VSV01"}) == "5 van de 6 VSV's van de pilotgroep"
    assert (
        described.group(everyone | {"VSV07"})
        == "7 VSV's met een registratie, van wie 6 van de pilotgroep van 6"
    )
    nobody = described.model_copy(update={"pilots": described.pilots.model_copy(update={"vsvs": ()})})
    assert nobody.group(everyone) == "6 VSV's met een registratie"
    data = dataclasses.replace(example, edition=nobody)
    assert "De pilotgroep is nog niet ingevuld" in pages.heading(data, "x").markup
    assert "Pilotgroep van 0" not in pages.assumptions(data).markup
    assert "<td>vul in</td>" in pages.assumptions(data).markup
    words = words_of(shown_of(model, load_scenarios(example_paths)["basis"]))
    assert "de pilotgroep van 6 VSV&#x27;s" in words or "de pilotgroep van 6 VSV's" in words
    assert not re.search(r"\d pilots\b|n = 6", words)
