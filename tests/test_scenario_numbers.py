"""Numbers that are right, said right: money never above cost, no interval where nothing is estimated, one price base."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.test_uncertainty import WHY, hand_model, scenario
from vsvanalyse import edition, starter
from vsvanalyse.scenarios import checks, comparison, funding, load_scenario, load_scenarios, national
from vsvanalyse.scenarios.explore import Choices, answer
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
