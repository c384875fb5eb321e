"""Numbers that are right, said right: money never above cost, no interval where nothing is estimated, one price base."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable
from html import unescape

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.exhibit_checks import sound
from tests.test_uncertainty import WHY, hand_model, scenario
from vsvanalyse import edition
from vsvanalyse.edition import starter
from vsvanalyse.evidence.claims import REGISTERED_PRICES
from vsvanalyse.evidence.intervals import tells
from vsvanalyse.exhibits import (
    cases,
    eigen_geld,
    geld,
    land,
    maatregelen,
    omslag,
    onzekerheid,
    scenarios,
    stand,
    stappen,
    verdeling,
    verkenner,
)
from vsvanalyse.exhibits.kinds import Chart, Exhibit
from vsvanalyse.exhibits.words import NOT_BELOW_ZERO
from vsvanalyse.process.data import EditionData
from vsvanalyse.render import html, svg
from vsvanalyse.scenarios import (
    checks,
    comparison,
    funding,
    labels,
    load_scenario,
    load_scenarios,
    national,
)
from vsvanalyse.scenarios.case import Case, all_cases
from vsvanalyse.scenarios.explore import answer, at_rest, scenario_of
from vsvanalyse.scenarios.model import edition_model
from vsvanalyse.scenarios.run import run_model
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
    result = run_model(Case(made, one))
    own = result.vsv_jaren
    assert (own["financiering_ct"] <= own["nieuw_ct"]).all()
    known = result.jaren.dropna(subset="nieuw_ct")
    assert (known["financiering_ct"] <= known["nieuw_ct"].clip(lower=0)).all()
    assert (known["tekort_ct"] >= np.minimum(known["nieuw_ct"], 0)).all()
    if drawn:
        values = draws.simulate(Case(made, one), 200)
        for year in one.jaren:
            assert (values.of("financiering", year) <= np.maximum(values.of("nieuw", year), 0) + 1e-6).all()
        gap = sensitivity.tornado(Case(made, one), "tekort")
        assert (gap[["laag_ct", "hoog_ct"]] >= -1e-6).all(axis=None)


def test_who_divides_by_own_cost_gives_nobody_more(model, example_paths):
    outcome = comparison.winners(
        Case(model, run_model(Case(model, load_scenarios(example_paths)["basis"])).scenario)
    )
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
    one = scenario(land={**WHY, "raming": kind}, deelname=GROWING, peiljaar=2022)
    made = hand_model([100, 300, 500], [10, 20, 60])
    result = run_model(Case(made, one))
    years = result.jaren[result.jaren["raming"] == kind].set_index("jaar")
    ends = [f"{maat}_{end}_ct" for maat in ("structureel", "nieuw") for end in ("laag", "hoog")]
    assert years.loc[2022, "nieuw_ct"] == 90_000
    assert years.loc[2022:2024, ends].isna().all(axis=None)
    assert years.loc[2025:, ends].notna().all(axis=None)
    drawn = draws.simulate(Case(made, one), 300)
    assert np.ptp(drawn.of("nieuw", 2022)) == 0
    assert np.ptp(drawn.of("nieuw", 2025)) > 0
    told = answer(
        Case(made, scenario_of(one, {**at_rest(Case(made, one)), "peiljaar": 2022, "raming": kind}))
    )
    assert not told.geraamd
    assert all(math.isnan(end) for ends in told.interval.values() for end in ends)
    assert sensitivity.tornado(Case(made, one)).empty
    row = comparison.compare(all_cases(made, {"basis": one})).iloc[0]
    assert pd.isna(row["nieuw_laag_ct"])
    assert pd.isna(row["nieuw_hoog_ct"])
    value = decisions.value_of_pilots(*(Case(made, one) for one in (one, one)))
    assert value["n"].tolist() == [3]
    assert value["halve_breedte_ct"].tolist() == [0]


@pytest.mark.parametrize("present", [4, 5, 7, 9, 10])
def test_error_of_a_part_of_the_country(present):
    """Cochran ch. 2, with the VSVs that take part as the population: P s √((1 - n/P) / n)."""
    one = scenario(deelname={**WHY, "vsvs": {2022: present}})
    made = hand_model([100, 300, 500])
    peil = run_model(Case(made, one)).peil
    error = present * 20_000 * math.sqrt((1 - 3 / present) / 3)
    half = stats.t.ppf(0.975, 2) * error
    assert peil["nieuw_ct"] == present * 30_000
    assert (peil["nieuw_hoog_ct"] - peil["nieuw_ct"]) == pytest.approx(half, abs=1)
    assert decisions.value_of_pilots(*(Case(made, one) for one in (one, one)))["halve_breedte_ct"][
        0
    ] == pytest.approx(half)
    drawn = draws.simulate(Case(made, one), 20_000)
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
    assert checks.remarks(Case(made, scenario(van=2021))) == ()
    assert checks.remarks(Case(made, scenario(van=2019))) == (
        "Het scenario begint in 2019, maar de registratie in 2021: de jaren daarvoor zijn teruggerekend. Zet van = 2021 in proef.toml "
        "of in zijn ouder.",
    )


# One price base


def prices_named(one: Exhibit) -> set[str]:
    """Name the price bases of the amounts of an exhibit; its note may name those that are not in it."""
    written = html.show(one.with_(note="")).replace("\N{NO-BREAK SPACE}", " ")
    return set(re.findall(r"prijzen van (?:de registratie|het jaar zelf|\d{4})", written))


def test_every_table_has_one_price_base(example, model, example_paths):
    shipped = load_scenarios(example_paths)
    # One with money and no index, so that both price bases occur among the scenarios with money.
    nominal = shipped["structureel_per_vsv"]
    shipped["zonder_index"] = nominal.model_copy(
        update={"id": "zonder_index", "titel": "Zonder index", "index": None}
    )
    compared = comparison.compare(all_cases(model, shipped))
    own = comparison.for_vsvs(all_cases(model, shipped)).query("vsv == 'VSV02'")
    for one in (
        scenarios.vergelijking(example, shipped),
        scenarios.verschillen(example, shipped),
        eigen_geld.scenarios(example, shipped, "VSV02"),
        eigen_geld.scenarios_tabel(example, shipped, "VSV02"),
        omslag.meer_pilots(example, shipped, "structureel_per_vsv"),
    ):
        assert len(one.rows), one.id
        assert prices_named(one) == {REGISTERED_PRICES}, one.id
    for made, of_whom, column in (
        (geld.geld_per_scenario, compared, "prijzen"),
        (geld.saldo, compared[compared["financiering_ct"] > 0], "prijzen"),
        (geld.beginners, compared[compared["starters"] > 0], "prijzen_jaren"),
        (lambda *a: eigen_geld.geld(*a[:2], "VSV02", *a[2:]), own, "prijzen"),
        (lambda *a: eigen_geld.geld_tabel(*a[:2], "VSV02", *a[2:]), own, "prijzen"),
    ):
        paid = of_whom if column == "prijzen_jaren" else of_whom[of_whom["heeft_geld"]]
        assert paid[column].nunique() == 2
        for prices, those in paid.groupby(column):
            one = made(example, shipped, prices)
            assert prices_named(one) == {prices}, one.id
            assert set(one.rows["titel"]) == set(those["titel"]), one.id
            rest = set(paid["titel"]) - set(those["titel"])
            assert all(f"{title} (" in one.note for title in rest), one.id
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
        decisions.value_of_pilots(*(Case(model, one) for one in (shipped[name], shipped["basis"])))
        for name in ("basis", "structureel_per_vsv")
    )
    assert nominal["halve_breedte_ct"].tolist() == plain["halve_breedte_ct"].tolist()


def test_bridge_in_one_price_base_has_no_step_of_inflation(example, model, example_paths):
    shipped = load_scenarios(example_paths)
    scenario_ = shipped["alles_samen"]
    base = shipped["basis"].model_copy(update={"index": scenario_.index})
    steps = comparison.bridge(*(Case(model, one) for one in (base, scenario_)))
    assert "index" not in set(steps["stap"])
    assert steps.iloc[-1]["nieuw_ct"] == run_model(Case(model, scenario_)).peil["nieuw_ct"]
    table = stappen.tabel(example, shipped, "alles_samen")
    assert labels.measure_label(scenario_, "index") not in set(table.rows["naam"])
    rounded = table.rows["land_nieuw_ct"].astype("float64")
    assert rounded.tolist() == pytest.approx(steps["nieuw_ct"].tolist(), abs=5_000_000)
    assert prices_named(table) == {"prijzen van 2027"}
    assert prices_named(stappen.brug(example, shipped, "alles_samen")) == {REGISTERED_PRICES}


def test_every_page_says_that_years_are_averaged_as_registered(example, model, example_paths):
    shipped = load_scenarios(example_paths)
    results = {name: run_model(one) for name, one in all_cases(model, shipped).items()}
    remark = "het gewone gemiddelde van zijn jaren (2020 en 2021), elk jaar in zijn eigen prijzen"
    assert all(any(remark in text for text in one.toelichting) for one in results.values())
    for told in (
        maatregelen.opmerkingen(example, {"alles_samen": shipped["alles_samen"]}),
        maatregelen.opmerkingen(example, shipped),
    ):
        assert words_of([told]).count(remark) == 1
    alone = maatregelen.opmerkingen(example, {"basis": shipped["basis"]})
    assert "lonen 1,5 % en overige prijzen 1,8 %" in words_of([alone])
    assert not any(
        "gewone gemiddelde" in text for text in run_model(Case(hand_model([1, 2]), scenario())).toelichting
    )


def test_money_without_an_index_says_that_prices_differ():
    money = {"structureel": {**WHY, "vorm": "per_vsv", "per_vsv_eur": 100}}
    told = run_model(Case(hand_model([1, 2]), scenario(financiering=money))).toelichting
    assert any(text.startswith("Dit scenario heeft geld maar geen [index]") for text in told)
    told = run_model(Case(hand_model([1, 2]), scenario(financiering=money, index=INDEX))).toelichting
    assert not any("geen [index]" in text for text in told)


# An edition with the base only


def shown_of(data: EditionData, one) -> dict[str, Exhibit]:
    """Show everything of the scenario rooms for one scenario beside itself as the base."""
    alone = {one.id: one}
    vsv = cases.model(data).posts.vsvs[0]
    shown = [
        scenarios.verschillen(data, alone), scenarios.vergelijking(data, alone), stappen.brug(data, alone), stappen.tabel(data, alone),
        stappen.per_taak(data, alone), land.ramingen(data, alone), land.ramingen_tabel(data, alone), land.jaren(data, alone),
        land.jaren_geld(data, alone), geld.nodig_en_geld(data, alone), geld.saldo(data, alone), geld.geld_per_scenario(data, alone),
        geld.beginners(data, alone), onzekerheid.budget(data, alone), onzekerheid.gevoeligheid(data, alone),
        onzekerheid.aandelen(data, alone), omslag.punten(data, alone), omslag.meer_pilots(data, alone), verdeling.regels(data, alone),
        verdeling.regels_tabel(data, alone), verdeling.passendheid(data, alone), eigen_geld.scenarios(data, alone, vsv),
        eigen_geld.geld(data, alone, vsv), eigen_geld.scenarios_tabel(data, alone, vsv), eigen_geld.geld_tabel(data, alone, vsv),
        eigen_geld.jaren(data, alone, vsv), verdeling.eigen_regels(data, alone, vsv), maatregelen.opmerkingen(data, alone),
        maatregelen.aannamen(data, alone), verkenner.keuze(data, one, {"peiljaar": one.peiljaar}),
    ]  # fmt: skip
    return {each.id: sound(each) for each in shown}


NOTHING_BESIDE = {
    "scenarios.verschillen": "Er is nog geen ander scenario om naast de basis te zetten",
    "eigen_geld.scenarios_tabel": "Er is nog geen ander scenario om naast de basis te zetten",
    "stappen.brug": "‘Zoals geregistreerd’ verandert niets aan wat nieuwe taken kosten",
    "stappen.tabel": "‘Zoals geregistreerd’ verandert niets",
    "geld.nodig_en_geld": "Nieuwe taken kosten in het hele land elk jaar ongeveer € 13 mln (€ 6 tot 19 mln)",
    "eigen_geld.scenarios": "Nieuwe taken kosten uw VSV per jaar ongeveer € 140.000",
    "eigen_geld.geld": "Geen scenario heeft geld van buiten",
    "eigen_geld.geld_tabel": "Geen scenario heeft geld van buiten",
    "geld.saldo": "Geen scenario heeft geld van buiten",
    "geld.geld_per_scenario": "Geen scenario heeft geld van buiten",
    "geld.beginners": "In geen enkel scenario beginnen er VSV’s",
    "land.jaren_geld": "‘Zoals geregistreerd’ heeft in geen jaar geld voor structurele kosten",
    "omslag.punten": "‘Zoals geregistreerd’ heeft geen bedrag waarvan een omslagpunt te zoeken is",
}


def test_base_alone_has_sentences_and_no_empty_charts(example, example_paths):
    shown = shown_of(example, load_scenarios(example_paths)["basis"])
    assert {name: shown[name].title for name in NOTHING_BESIDE} == NOTHING_BESIDE
    for name, one in shown.items():
        written = html.show(one)
        assert (name in NOTHING_BESIDE) == (
            not ("<svg" in written or "<td" in written or one.kind == "tekst")
        ), name
    assert "Verschil" not in words_of([shown["scenarios.vergelijking"], shown["stappen.per_taak"]])
    assert "winst" not in words_of([shown["omslag.meer_pilots"]]).lower()
    for name, years in (("land.jaren", "2021 tot en met 2035"), ("eigen_geld.jaren", "2022 tot en met 2035")):
        assert shown[name].rows["jaren"].tolist() == [years]


# Few VSVs


def words_of(shown: Iterable[Exhibit]) -> str:
    """Give all words of what was shown, the alternative texts too, without style and shapes."""
    parts = [re.sub(r"<style>.*?</style>", "", html.show(one), flags=re.S) for one in shown]
    alts = [svg.alt_text(one) for one in shown if isinstance(one, Chart)]
    text = unescape(re.sub(r"<[^>]*>", " ", " ".join(parts)))
    return f"{text} {' '.join(alts)}".replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    "euros", [[100], [100, 300], [100, 100.01], [10_000, 0.01], [1, 2, 1_000_000], [100, 300, 500]]
)
def test_few_vsvs_give_no_absurd_number(euros, example, monkeypatch):
    made = hand_model(euros, list(range(10, 10 + 10 * len(euros), 10)), country=71, new=(0.2, 0.5, 1))
    monkeypatch.setattr(cases, "edition_model", lambda data: made)
    shown = shown_of(dataclasses.replace(example), scenario(id="basis"))
    words = words_of(shown.values())
    shares = [
        float(found.replace(".", "").replace(",", ".")) for found in re.findall(r"([\d.,]+) %(?!-)", words)
    ]
    assert shares
    assert all(0 <= share <= 100 for share in shares), shares
    assert not re.search(r"\bnan\b|<NA>|\binf\b|\bNone\b", words)
    for name, one in shown.items():
        costs = one.rows[[each for each in one.rows if re.fullmatch(COST, each)]].astype("float64")
        assert not (costs < 0).any(axis=None), name
        low = costs.filter(like="_laag_ct")
        if (low == 0).any(axis=None):
            assert NOT_BELOW_ZERO in one.note, name
        for each in low:
            clear = costs[each].notna()
            middle = "land_eenmalig_ct" if name == "geld.beginners" else each.replace("_laag", "")
            assert tells(costs[each], costs[middle], costs[each.replace("_laag", "_hoog")])[clear].all(), name
    if len(euros) == 1:
        assert "Met één VSV is niet te zeggen hoe zeker een raming is" in words
        assert f"Welk budget genoeg is voor nieuwe taken, is uit {made.groep} niet te zeggen" in words
        assert "niet te zeggen" in shown["onzekerheid.gevoeligheid"].note
    if len(euros) == 2:
        assert "niet te zeggen" in shown["onzekerheid.aandelen"].note


COST = r"land(_structureel|_nieuw|_nodig|_eenmalig(_jaar)?|_budget)?(_laag|_hoog)?_ct"


def test_interval_far_wider_than_its_number_is_not_written():
    low, middle, high = (
        pd.Series(ends) for ends in ([-1e9, -5, np.nan, 3], [1.0, 1, 1, 3], [1e9, 7, np.nan, 3])
    )
    assert list(tells(low, middle, high)) == [False, True, False, True]


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


def test_one_set_has_one_name(example, example_paths):
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
    assert "De pilotgroep is nog niet ingevuld" in words_of([stand.kop(data)])
    rows = stand.aannamen(data).rows
    assert "Pilotgroep van 0" not in words_of([stand.aannamen(data)])
    assert rows["status"].iloc[-1] == "nog niet ingevuld in editie.toml"
    words = words_of(shown_of(example, load_scenarios(example_paths)["basis"]).values())
    assert "de pilotgroep van 6 VSV" in words
    assert not re.search(r"\d pilots\b|n = 6", words)
