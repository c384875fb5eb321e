"""Draws, shares, break-even and the worth of more pilots: against textbook formulas and algebra, never against itself."""

from __future__ import annotations

import datetime
import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vsvanalyse import prices
from vsvanalyse.evidence.intervals import t_interval
from vsvanalyse.scenarios import ScenarioError, comparison, flows, load_scenarios, national, run, run_scenario
from vsvanalyse.scenarios.case import Case, all_cases
from vsvanalyse.scenarios.inputs import Input
from vsvanalyse.scenarios.measures.lezing import Reading
from vsvanalyse.scenarios.model import Model, make_model
from vsvanalyse.scenarios.run import run_model
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty import decisions, draws, sensitivity

WHY = {"reden": "r", "bron": "b", "status": "aanname"}
BOTH = ("pert", "driehoek")
NATION = 71


def interval(low: float, middle: float, high: float) -> dict[str, float]:
    return {"laag": low, "verwacht": middle, "hoog": high}


def scenario(**levers: object) -> Scenario:
    told = {"id": "proef", "titel": "t", "auteur": "a", "toelichting": "t", "zaad": 7}
    return Scenario.model_validate({**told, "datum": datetime.date(2026, 11, 23), **levers})


def hand_model(
    euros: list[float],
    births: list[int] | None = None,
    *,
    country: int = 10,
    new: tuple[float, float, float] = (1, 1, 1),
) -> Model:
    """One task T14 under one rule S14, bought in, one year; ``new``: the new part by reading."""
    n = len(euros)
    cents = np.array(euros) * 100
    costs = pd.DataFrame(
        {
            "vsv": [f"V{i}" for i in range(n)], "boekjaar": 2021, "taak": "T14", "regel": "S14", "aard": "structureel",
            "bedrag_ct": cents.astype("int64"), "uren_bedrag_ct": 0, "vacatie_ct": 0, "vacatie_kaart_ct": 0,
            "loon_kaart_ct": 0, "vacatie_uren_betaald": 0.0,
            **{f"nieuw_{k}_ct": (cents * part).astype("int64") for k, part in zip(("strikt", "verwacht", "ruim"), new, strict=True)},
        }
    )  # fmt: skip
    profiles = costs[["vsv", "boekjaar"]].assign(bevallingen=pd.array(births or [1] * n, dtype="Int64"))
    return replace(make_model(costs, profiles, country), births=1000.0)


@pytest.fixture(scope="module")
def model(example) -> Model:
    return make_model(example.postkosten, example.profielen, NATION)


@pytest.fixture(scope="module")
def shipped(example_paths) -> dict[str, Scenario]:
    return load_scenarios(example_paths)


@pytest.fixture(scope="module")
def own_means(example) -> dict[str, np.ndarray]:
    """Mean structural cost per VSV over its years, in cents, straight from the task costs."""
    table = example.postkosten[example.postkosten["aard"] == "structureel"]
    yearly = table.groupby(["vsv", "boekjaar"])[["bedrag_ct", "nieuw_verwacht_ct"]].sum()
    means = yearly.groupby("vsv").mean()
    return {
        "structureel": means["bedrag_ct"].to_numpy("float64"),
        "nieuw": means["nieuw_verwacht_ct"].to_numpy("float64"),
    }


def quantile_error(df: int, size: int, tail: float = 0.025) -> float:
    """Standard error, in standard errors of the mean, of a drawn t-quantile."""
    edge = stats.t.ppf(1 - tail, df)
    return math.sqrt(tail * (1 - tail) / size) / stats.t.pdf(edge, df)


# Distributions

MIDPOINTS = (np.arange(50_000) + 0.5) / 50_000
ENDS = [
    (0.0, 0.5, 1.0),
    (0.0, 2.0, 10.0),
    (1.0, 3.0, 9.0),
    (0.0, 0.0, 1.0),
    (2.0, 5.0, 5.0),
    (-3.0, -1.0, 4.0),
]


def moments(shape: str, ends: tuple[float, float, float]) -> tuple[float, float]:
    values = Input("x", *ends, shape).quantile(MIDPOINTS)
    return float(values.mean()), float(values.var())


@pytest.mark.parametrize(
    ("ends", "mean", "variance"),
    [((0, 0.5, 1), 0.5, 1 / 28), ((0, 2, 10), 3.0, 3.0), ((1, 3, 9), 11 / 3, 2.031746)],
)
def test_pert_moments_by_hand(ends, mean, variance):
    assert moments("pert", ends) == pytest.approx((mean, variance), rel=1e-5)


@pytest.mark.parametrize("ends", ENDS)
def test_moments_of_both_shapes_by_quadrature(ends):
    a, m, b = ends
    mean = (a + 4 * m + b) / 6
    assert moments("pert", ends) == pytest.approx((mean, (mean - a) * (b - mean) / 7), rel=1e-4, abs=1e-6)
    spread = (a * a + m * m + b * b - a * m - a * b - m * b) / 18
    assert moments("driehoek", ends) == pytest.approx(((a + m + b) / 3, spread), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("shape", BOTH)
@pytest.mark.parametrize("ends", ENDS)
def test_quantiles_run_from_end_to_end(shape, ends):
    made = Input("x", *ends, shape).quantile(np.linspace(0, 1, 2001))
    assert (made[0], made[-1]) == pytest.approx((ends[0], ends[2]), abs=1e-12)
    assert (np.diff(made) >= 0).all()
    assert made[1000] == pytest.approx(np.median(made))


@pytest.mark.parametrize("shape", BOTH)
def test_no_width_is_one_value(shape):
    assert Input("x", 3.0, 3.0, 3.0, shape).quantile(np.array([0.0, 0.3, 1.0])).tolist() == [3.0] * 3


# Copula

SIZE = 20_000


def drawn(model: Model, one: Scenario, size: int = SIZE) -> dict[str, np.ndarray]:
    found = Case(model, one).uncertain
    factor = np.linalg.cholesky(Case(model, one).correlation)
    return draws.draw_inputs(found, factor, one.zaad, 0, size)


def test_correlation_matrix_follows_the_patterns(model, shipped):
    found = Case(model, shipped["alles_samen"]).uncertain
    names = [one.naam for one in found]
    matrix = pd.DataFrame(Case(model, shipped["alles_samen"]).correlation, names, names)
    groups = {
        0.6: ["index.materieel_daarna_pct", "index.ova_daarna_pct", "vacatiegeld.factor"],
        0.3: ["correctie.te_hoog.factor", "correctie.te_laag.factor"],
    }
    expected = pd.DataFrame(np.eye(len(names)), names, names)
    for rho, group in groups.items():
        for one in group:
            for other in group:
                if one != other:
                    expected.loc[one, other] = rho
    pd.testing.assert_frame_equal(matrix, expected)


def test_drawn_inputs_have_the_rank_correlation_of_the_copula(model, shipped):
    one = shipped["alles_samen"]
    found = Case(model, one).uncertain
    values = drawn(model, one)
    ranks = stats.spearmanr(np.stack([values[i.naam] for i in found], axis=1)).statistic
    expected = 6 / np.pi * np.arcsin(Case(model, one).correlation / 2)
    # The standard error of a rank correlation is at most 1.1 / sqrt(n); 325 pairs.
    assert np.abs(ranks - expected).max() < 4 * 1.1 / math.sqrt(SIZE)
    assert (expected > 0.25).sum() > len(found)


@pytest.mark.parametrize("shape", BOTH)
def test_copula_leaves_the_marginals_alone(shape):
    numbers = {"a": (0.0, 2.0, 10.0), "b": (1.0, 3.0, 9.0), "c": (0.5, 1.0, 1.0)}
    one = scenario(
        correctie={k: {**WHY, "taken": ["T14"], "factor": interval(*v)} for k, v in numbers.items()},
        onzekerheid={
            "verdeling": shape,
            "samenhang": [{"invoer": ["correctie.*"], "rho": 0.8, "reden": "r"}],
        },
    )
    values = drawn(hand_model([1, 2]), one)
    assert len(values) == 3
    for key, (a, m, b) in numbers.items():
        mean = (a + 4 * m + b) / 6 if shape == "pert" else (a + m + b) / 3
        variance = (
            (mean - a) * (b - mean) / 7
            if shape == "pert"
            else (a * a + m * m + b * b - a * m - a * b - m * b) / 18
        )
        got = values[f"correctie.{key}.factor"]
        assert a <= got.min() < got.max() <= b
        assert got.mean() == pytest.approx(mean, abs=4 * math.sqrt(variance / SIZE))
        assert got.var() == pytest.approx(variance, rel=5 * math.sqrt(2 / SIZE))


@pytest.mark.parametrize(
    "together",
    [
        [(["correctie.*"], -0.6)],
        [(["correctie.a*", "correctie.b*"], 0.9), (["correctie.[bc]*"], 0.9), (["*.a.*", "*.c.*"], -0.9)],
    ],
)
def test_impossible_correlations_are_refused_in_dutch(together):
    one = scenario(
        correctie={k: {**WHY, "taken": ["T14"], "factor": interval(0.5, 1, 2)} for k in "abc"},
        onzekerheid={"samenhang": [{"invoer": i, "rho": r, "reden": "r"} for i, r in together]},
    )
    made = hand_model([1, 2, 3])
    with pytest.raises(ValueError, match="kunnen niet samen waar zijn"):
        _ = Case(made, one).correlation
    with pytest.raises(ValueError, match="samenhang"):
        draws.simulate(Case(made, one), 100)


# Sobol indices and the tornado


def test_sobol_of_ishigami():
    def ishigami(u: np.ndarray) -> np.ndarray:
        x = math.pi * (2 * u - 1)
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    table = sensitivity.sobol_shares(ishigami, ["een", "twee", "drie"], 2048, 1).set_index("invoer")
    known = {"een": (0.3139, 0.5576), "twee": (0.4424, 0.4424), "drie": (0.0, 0.2437)}
    for name, (first, total) in known.items():
        assert table.loc[name, "eerste_orde"] == pytest.approx(first, abs=0.03), name
        # The stated error is half a 95 % interval of the total index.
        assert table.loc[name, "totaal"] == pytest.approx(total, abs=2 * table.loc[name, "fout"]), name
        assert 0 < table.loc[name, "fout"] < 0.1
    assert table["totaal"].is_monotonic_decreasing


def test_sobol_of_a_linear_model_is_its_share_of_variance():
    weights = np.array([1.0, 3.0, 2.0, 0.0])
    table = sensitivity.sobol_shares(lambda u: u @ weights, list("abcd"), 1024, 3).set_index("invoer")
    for name, share in zip("abcd", weights**2 / (weights**2).sum(), strict=True):
        assert table.loc[name, "eerste_orde"] == pytest.approx(share, abs=0.01)
        assert table.loc[name, "totaal"] == pytest.approx(share, abs=0.01)
    alone = sensitivity.sobol_shares(lambda u: 5 * u[:, 0], ["a"], 256, 3)
    assert alone[["eerste_orde", "totaal"]].to_numpy()[0] == pytest.approx([1, 1], abs=0.02)
    assert alone["invoer"].tolist() == ["a"]
    assert sensitivity.sobol_shares(lambda u: u[:, 0], [], 256, 3).empty


def test_variance_shares_of_independent_additive_inputs():
    """Two national costs add up: the shares of variance follow from the PERT variances."""
    one = scenario(
        landelijk={
            "a": {**WHY, "taken": ["T15"], "kosten_eur": interval(0, 2, 10), "lokaal_aandeel": 1, "nieuw": 1},
            "b": {
                **WHY,
                "taken": ["T08"],
                "kosten_eur": interval(0, 0.5, 1),
                "lokaal_aandeel": 1,
                "nieuw": 1,
            },
        },
        onzekerheid={"steekproef": False},
    )
    table = sensitivity.variance_shares(Case(hand_model([1, 2]), one), draws=1024).set_index("invoer")
    expected = {"landelijk.a.kosten_eur": 3.0, "landelijk.b.kosten_eur": 1 / 28}
    for name, variance in expected.items():
        share = variance / sum(expected.values())
        assert table.loc[name, ["eerste_orde", "totaal"]].tolist() == pytest.approx([share] * 2, abs=0.02)


def test_shares_are_kept_within_what_can_be():
    rows = pd.DataFrame(
        {"invoer": list("abcd"), "eerste_orde": [-0.01, 0.6, 1.2, np.nan], "totaal": [0.02, 0.5, 1.1, np.nan]}
    )
    found = sensitivity.possible_shares(rows)
    assert found["eerste_orde"].tolist()[:3] == [0, 0.6, 1]
    assert found["totaal"].tolist()[:3] == [0.02, 0.6, 1]
    assert found.loc[3, ["eerste_orde", "totaal"]].isna().all()


def test_tornado_against_algebra():
    one = scenario(
        landelijk={
            "ict": {**WHY, "taken": ["T15"], "kosten_eur": interval(10, 20, 40), "lokaal_aandeel": 1, "nieuw": 1}
        },
        correctie={"niets": {**WHY, "taken": ["T01"], "factor": interval(0.5, 1, 2)}},
    )  # fmt: skip
    table = sensitivity.tornado(Case(hand_model([100, 300], new=(0.2, 0.5, 1.0)), one))
    # New: the mean of 50 and 150 euro, times ten VSVs, and twenty euro for the country.
    error = stats.t.ppf(0.975, 1) * 10 * (100 / math.sqrt(2)) * math.sqrt((1 - 2 / 10) / 2)
    expected = {
        "steekproef": (1020 - error, 1020 + error),
        "lezing.S14": (420, 2020),
        "landelijk.ict.kosten_eur": (1010, 1040),
    }
    assert table["invoer"].tolist() == list(expected)
    assert (table["verwacht_ct"] == 102_000).all()
    assert table[["laag_ct", "hoog_ct"]].to_numpy() == pytest.approx(np.array(list(expected.values())) * 100)
    assert table["bereik_ct"].to_numpy() == pytest.approx((table["hoog_ct"] - table["laag_ct"]).to_numpy())
    for end in ("laag", "hoog"):
        assert table[f"{end}_verschil_ct"].to_numpy() == pytest.approx(
            (table[f"{end}_ct"] - 102_000).to_numpy()
        )


def test_tornado_of_the_gap_under_the_rule_by_own_cost():
    """Money that follows own cost up to a maximum leaves only what is above it to sampling."""
    one = scenario(
        financiering={"structureel": {**WHY, "vorm": "registratie", "vanaf": 2021, "maximum_eur": 200}}
    )
    row = sensitivity.tornado(Case(hand_model([100, 300, 500]), one), "tekort").iloc[0]
    short = np.array([0.0, 100.0, 300.0])
    half = stats.t.ppf(0.975, 2) * short.std(ddof=1) * math.sqrt((1 - 3 / 10) / 3)
    assert (row["verwacht_ct"], row["hoog_ct"]) == pytest.approx(
        (1000 * short.mean(), 1000 * (short.mean() + half))
    )


def test_uncertain_births_move_a_country_raised_per_birth():
    """Per birth, the country's cost is births × (cost / births of the pilots)."""
    one = scenario(
        land={**WHY, "raming": "per_bevalling", "bevallingen": interval(500, 1000, 2000)},
        onzekerheid={"steekproef": False},
    )
    table = sensitivity.tornado(Case(hand_model([100, 300], [10, 30]), one))
    assert table["invoer"].tolist() == ["land.bevallingen"]
    assert table[["laag_ct", "hoog_ct"]].to_numpy()[0] == pytest.approx([500 * 1000, 2000 * 1000])


# Break-even


def test_break_even_amount_is_cost_per_vsv(model, shipped):
    one = shipped["structureel_per_vsv"]
    found = decisions.break_even(Case(model, one), "financiering.structureel.per_vsv_eur", 0, 1_000_000)
    expected = run.run_model(Case(model, one)).peil["nieuw_ct"] / 71 / 100
    assert found.punten == (pytest.approx(expected, rel=1e-8),)
    assert (found.onder, found.boven, found.nooit, found.overal) == (1, -1, False, False)
    too_low = decisions.break_even(Case(model, one), "financiering.structureel.per_vsv_eur", 0, expected / 2)
    assert (too_low.punten, too_low.nooit, too_low.onder, too_low.boven) == ((), True, 1, 1)


def test_break_even_with_a_target(model, shipped):
    one = shipped["landelijk_ict_en_kwaliteit"]
    base = run.run_model(Case(model, shipped["basis"])).peil["structureel_ct"]
    name = "landelijk.ict.kosten_eur"
    found = decisions.break_even(Case(model, one), name, 0, 20_000_000, "structureel", float(base))
    now = run.run_model(Case(model, one)).peil["structureel_ct"]
    assert found.punten == (pytest.approx(900_000 + (base - now) / 100, abs=5),)  # Tables round every cell.


def test_crossings_two_never_everywhere_and_at_the_ends():
    two = decisions.crossings(lambda x: (x - 1.003) * (x - 2.997), 0, 4, "x")
    assert two.punten == pytest.approx((1.003, 2.997), abs=1e-8)
    assert (two.onder, two.boven, two.nooit, two.invoer) == (1, 1, False, "x")
    never = decisions.crossings(lambda x: -(x**2) - 1, -1, 1)
    assert (never.punten, never.nooit, never.onder, never.boven) == ((), True, -1, -1)
    everywhere = decisions.crossings(lambda x: 0.0, 0, 1)
    assert (everywhere.overal, everywhere.nooit, everywhere.punten) == (True, False, ())
    assert decisions.crossings(lambda x: x, 0, 1).punten == (0.0,)
    assert decisions.crossings(lambda x: x - 1, 0, 1).punten == (1.0,)


@settings(max_examples=50, deadline=None)
@given(st.floats(-5, 5), st.floats(0.1, 1e9), st.sampled_from([-1, 1]))
def test_crossing_of_a_line(root: float, slope: float, sign: int):
    found = decisions.crossings(lambda x: sign * slope * (x - root), -6, 6)
    assert found.punten == (pytest.approx(root, abs=1e-7),)
    assert (found.onder, found.boven) == (-sign, sign)


def test_everywhere_equal_on_data(model):
    """Own cost up to a maximum that nobody reaches: no gap, whatever the maximum."""
    one = scenario(financiering={"structureel": {**WHY, "vorm": "registratie", "maximum_eur": 5_000_000}})
    name = "financiering.structureel.maximum_eur"
    found = decisions.break_even(Case(model, one), name, 4_000_000, 6_000_000)
    assert found.overal
    assert not found.nooit


def test_start_of_a_flat_stretch_is_one_exact_point(model, own_means):
    """The maximum at which the gap closes is the dearest VSV's new cost; beyond it the gap stays zero."""
    one = scenario(financiering={"structureel": {**WHY, "vorm": "registratie", "maximum_eur": 1}})
    found = decisions.break_even(Case(model, one), "financiering.structureel.maximum_eur", 0, 1_000_000)
    assert found.punten[0] == pytest.approx(own_means["nieuw"].max() / 100, abs=1)
    assert len(found.punten) <= 2


def test_break_even_refuses_in_dutch(model, shipped):
    one = shipped["landelijk_ict_en_kwaliteit"]
    for low, high in ((1, 1), (2, 1)):
        with pytest.raises(ValueError, match=r"bereik van .* is leeg"):
            decisions.break_even(Case(model, one), "landelijk.ict.kosten_eur", low, high)
    with pytest.raises(
        ValueError, match=r"'landelijk\.itc\.kosten_eur' is geen getal .*landelijk\.ict\.kosten"
    ):
        decisions.break_even(Case(model, one), "landelijk.itc.kosten_eur", 0, 1)


# Budget and more pilots


def test_budget_curve(model, shipped):
    made = draws.simulate(Case(model, shipped["alles_samen"]), 2000)
    curve = decisions.budget_curve(made)
    assert curve["kans"].is_monotonic_increasing
    assert curve["budget_ct"].is_monotonic_increasing
    assert (curve["kans"].iloc[0], curve["kans"].iloc[-1], len(curve)) == (0, 1, 101)
    values = made.of("nieuw")
    assert decisions.budget_for(made, 0.5) == pytest.approx(np.median(values), rel=1e-12)
    assert decisions.budget_for(made, 0.1) < decisions.budget_for(made, 0.9)
    assert curve["kans"].between(0.01, 0.99).sum() > 90
    row = curve.iloc[40]
    assert row["kans"] == (values <= row["budget_ct"]).mean()


def test_round_budget_is_told_with_how_often_it_was_enough(model, shipped):
    made = draws.simulate(Case(model, shipped["alles_samen"]), 2000)
    tried = decisions.round_budget(made, 0.8)
    assert tried == pytest.approx(decisions.budget_for(made, 0.8), rel=0.05)
    assert tried % 10**8 == 0
    times = decisions.enough_of_100(made, tried)
    assert times == pytest.approx(100 * (made.of("nieuw") <= tried).mean())
    assert decisions.enough_of_100(made, 1e12) == 100
    kept = decisions.telling_part(decisions.budget_curve(made))
    assert kept["kans"].between(0.003, 0.997).all()
    assert (kept["budget_ct"] >= 0).all()
    assert len(kept) > 80


def test_draws_by_one_reading_leave_the_choice_out(model, shipped):
    plain = shipped["mdo_regulier"]
    made = {
        lezing: draws.simulate(Case(model, plain), 500, lezing=lezing)
        for lezing in ("strikt", "verwacht", "ruim")
    }
    assert np.array_equal(made["verwacht"].waarden, draws.simulate(Case(model, plain), 500).waarden)
    strict, middle, wide = (one.of("structureel") for one in made.values())
    assert np.array_equal(strict, middle)
    assert np.array_equal(middle, wide)
    # Without sampling nothing is left to chance: each reading is the scenario in which every rule is read that way.
    sure = plain.model_copy(
        update={"onzekerheid": plain.onzekerheid.model_copy(update={"steekproef": False})}
    )
    tasks = tuple(task for task in np.unique(model.posts.taak[model.posts.structural]) if task != "T14")
    for lezing in made:
        rest = Reading(taken=tasks, lezing=lezing, **WHY)
        whole = run_model(Case(model, sure.model_copy(update={"lezing": {**sure.lezing, "rest": rest}})))
        drawn = draws.simulate(Case(model, sure), 100, lezing=lezing).of("nieuw")
        assert np.ptp(drawn) == 0
        assert drawn[0] == pytest.approx(whole.peil["nieuw_ct"], rel=1e-6)


def test_unit_normal_loss_is_a_mean():
    assert decisions.unit_normal_loss(0) == pytest.approx(0.398942, abs=1e-6)
    for distance in (0.5, 1.0, 2.0):
        gained = stats.norm.expect(lambda z, d=distance: max(z - d, 0.0), lb=distance)
        assert decisions.unit_normal_loss(distance) == pytest.approx(gained, rel=1e-6)


@pytest.mark.parametrize("cost", [0.0, 1000.0, 1500.0, 2000.0])
def test_value_of_pilots_by_hand(cost):
    """Half of 100, 300, 500 euro goes; the country's saving is 1500, against a national cost."""
    one = scenario(
        landelijk={"a": {**WHY, "taken": ["T14"], "kosten_eur": cost, "lokaal_aandeel": 0.5, "nieuw": 1}}
    )
    table = decisions.value_of_pilots(
        *(Case(hand_model([100, 300, 500]), one) for one in (one, scenario())), (2, 5, 50, 80)
    )
    assert table["n"].tolist() == [3, 5, 10]
    now = 10 * 100 * math.sqrt((1 - 3 / 10) / 3)
    for _, (n, half, gain) in table.iterrows():
        error = 10 * 100 * math.sqrt((1 - n / 10) / n)
        assert half == pytest.approx(100 * stats.t.ppf(0.975, n - 1) * error, abs=1e-6)
        moved = math.sqrt(now**2 - error**2)
        # What it is worth to choose after having seen more: E max(0, M) - max(0, E M).
        mean = cost - 1500
        expected = (
            moved * stats.norm.pdf(mean / moved) - abs(mean) * stats.norm.sf(abs(mean) / moved)
            if moved
            else 0
        )
        assert gain == pytest.approx(100 * expected, abs=1e-6)
    assert (table["winst_ct"] >= 0).all()
    assert table["halve_breedte_ct"].is_monotonic_decreasing
    assert table["winst_ct"].is_monotonic_increasing
    assert table["halve_breedte_ct"].iloc[-1] == 0


def test_value_of_pilots_on_data(model, shipped):
    for name, one in shipped.items():
        table = decisions.value_of_pilots(*(Case(model, one) for one in (one, shipped["basis"])))
        assert table["n"].tolist() == [6, 10, 15, 20, 30]
        assert (np.diff(table["halve_breedte_ct"]) < 0).all(), name
        assert (table["winst_ct"] >= 0).all(), name
    nothing = decisions.value_of_pilots(*(Case(model, one) for one in (shipped["basis"], shipped["basis"])))
    assert (nothing["winst_ct"] == 0).all()
    alone = decisions.value_of_pilots(*(Case(hand_model([100]), one) for one in (scenario(), scenario())))
    assert alone[["halve_breedte_ct", "winst_ct"]].isna().all(axis=None)


def test_value_of_pilots_compares_one_year(model, shipped):
    """A scenario that only looks at another year than the base changes nothing."""
    base = shipped["landelijk_ict_en_kwaliteit"]
    table = decisions.value_of_pilots(
        *(Case(model, one) for one in (base.model_copy(update={"peiljaar": 2026}), base))
    )
    assert (table["winst_ct"] == 0).all()


def test_inflation_is_no_part_of_what_a_choice_could_gain(model, shipped):
    """`alles_samen` saves next to nothing in prices of the registration, so that knowing more is worth most."""
    one = shipped["alles_samen"]
    table = comparison.compare(all_cases(model, {"basis": shipped["basis"], "x": one})).set_index("scenario")
    assert abs(table.loc["x", "nieuw_verschil_ct"]) < 0.01 * table.loc["basis", "nieuw_ct"]
    real = one.model_copy(update={"index": None})
    worth, expected = (
        decisions.value_of_pilots(*(Case(model, one) for one in (s, shipped["basis"])))["winst_ct"].iloc[-1]
        for s in (one, real)
    )
    assert expected > 10_000_00
    # Prices differ by less than half between registration and reference year.
    assert 0.5 < worth / expected < 2


# Sampling of pilots


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(10**7), 10**8), min_size=2, max_size=12), st.integers(0, 80))
def test_estimator_per_vsv_is_the_t_interval(values: list[int], more: int):
    country = len(values) + more
    speaks = national.estimator("per_vsv", np.full(len(values), np.nan), country, 1000.0)
    cost = np.array(values, dtype="float64")[:, None]
    low, high = t_interval(cost, country)
    mean, half = speaks.mean(cost), speaks.half_width(cost)
    assert mean - half == pytest.approx(low, rel=1e-9, abs=1e-3)
    assert mean + half == pytest.approx(high, rel=1e-9, abs=1e-3)
    if not more:
        assert half == pytest.approx(0, abs=1e-6)


BIRTHS = np.array([900.0, np.nan, 2100.0, 1500.0, 3300.0, 0.0, 2800.0])
COST = np.array([61.0, 12.0, 104.0, 90.0, 131.0, 55.0, 160.0])


def test_ratio_estimator_by_the_textbook():
    """Cochran ch. 6: R = Σy/Σx; v = (1 - f)/n × Σ(y - R x)²/(n - 1) × (X̄/x̄)²."""
    pairs = [(x, y) for x, y in zip(BIRTHS, COST, strict=True) if x > 0]
    n, country, births = len(pairs), 71, 165_000.0
    ratio = sum(y for _, y in pairs) / sum(x for x, _ in pairs)
    spread = sum((y - ratio * x) ** 2 for x, y in pairs) / (n - 1)
    error = math.sqrt((1 - n / country) / n * spread) * (births / country) / (sum(x for x, _ in pairs) / n)
    speaks = national.estimator("per_bevalling", BIRTHS, country, births)
    assert (speaks.n, speaks.df, speaks.possible) == (5, 4, True)
    assert speaks.mean(COST[:, None])[0] == pytest.approx(ratio * births / country)
    assert speaks.standard_error(COST[:, None])[0] == pytest.approx(error)
    assert speaks.half_width(COST[:, None])[0] == pytest.approx(stats.t.ppf(0.975, n - 1) * error)


def test_regression_estimator_by_the_textbook():
    """Cochran ch. 7: ȳ + b (X̄ - x̄); v = (1 - f) × Σ residual²/(n - 2) × (1/n + (X̄ - x̄)²/Sxx)."""
    known = BIRTHS > 0
    x, y, country, births = BIRTHS[known], COST[known], 71, 165_000.0
    n = len(x)
    line = stats.linregress(x, y)
    rest = y - line.intercept - line.slope * x
    lever = 1 / n + (births / country - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum()
    error = math.sqrt((1 - n / country) * lever * (rest @ rest) / (n - 2))
    speaks = national.estimator("vast_en_per_bevalling", BIRTHS, country, births)
    assert (speaks.n, speaks.df) == (5, 3)
    assert speaks.mean(COST[:, None])[0] == pytest.approx(line.intercept + line.slope * births / country)
    assert speaks.half_width(COST[:, None])[0] == pytest.approx(stats.t.ppf(0.975, n - 2) * error)


@pytest.mark.parametrize(
    ("kind", "births"),
    [
        ("per_bevalling", [np.nan, 0.0]),
        ("vast_en_per_bevalling", [100.0, 200.0, np.nan]),
        ("vast_en_per_bevalling", [100.0] * 5),
    ],
)
def test_estimator_that_cannot_be_made_says_so(kind, births):
    speaks = national.estimator(kind, np.array(births), 71, 1000.0)
    assert not speaks.possible
    assert np.isnan(speaks.half_width(np.ones((len(births), 1)))).all()


SAMPLES = 30_000


@pytest.mark.parametrize("maat", ["structureel", "nieuw"])
def test_drawn_interval_is_the_t_interval(model, own_means, maat):
    made = draws.simulate(Case(model, scenario()), SAMPLES)
    low, high = (float(end[0]) * NATION for end in t_interval(own_means[maat], NATION))
    # One VSV does not know one of its tasks, and everything is so much less sure.
    middle, half = (low + high) / 2, model.posts.onzekerder * (high - low) / 2
    low, high = middle - half, middle + half
    margin = 4.5 * quantile_error(5, SAMPLES) * (high - low) / 2 / stats.t.ppf(0.975, 5)
    assert made.interval(maat) == pytest.approx((low, high), abs=margin)
    assert margin < 0.05 * (high - low)
    assert np.median(made.of(maat)) == pytest.approx((low + high) / 2, abs=margin)


@pytest.mark.parametrize("kind", national.KINDS)
def test_drawn_interval_is_the_estimators_interval(model, own_means, kind):
    made = draws.simulate(Case(model, scenario(land={**WHY, "raming": kind})), SAMPLES)
    speaks = Case(model, scenario(land={**WHY, "raming": kind})).estimate.speaks
    cost = own_means["nieuw"][:, None]
    middle, half = (NATION * float(part[0]) for part in (speaks.mean(cost), speaks.half_width(cost)))
    margin = 4.5 * quantile_error(speaks.df, SAMPLES) * half / stats.t.ppf(0.975, speaks.df)
    assert made.interval("nieuw") == pytest.approx((middle - half, middle + half), abs=margin)


@pytest.mark.parametrize("kind", ["per_vsv", "per_bevalling"])
def test_no_sampling_error_when_everyone_is_a_pilot(kind):
    one = scenario(land={**WHY, "raming": kind, "bevallingen": 60})
    made = draws.simulate(Case(hand_model([100, 300, 500], [10, 20, 30], country=3), one), 200)
    assert np.ptp(made.of("nieuw")) == pytest.approx(0, abs=1e-6)
    assert made.of("nieuw")[0] == pytest.approx(90_000)
    assert sensitivity.tornado(Case(hand_model([100, 300, 500], country=3), one)).empty


def test_one_pilot_draws_no_sampling():
    made = draws.simulate(Case(hand_model([100]), scenario()), 200)
    assert (made.of("nieuw") == 100_000).all()


# Seeds


def test_same_seed_same_digits_however_divided(model, shipped):
    one = shipped["alles_samen"]
    whole = draws.simulate(Case(model, one), 1000)
    assert whole.waarden.shape == (1000, 15, 5)
    with ProcessPoolExecutor(2) as pool:
        for executor in (None, pool):
            for chunk in (100, 300, 10_000):
                again = draws.simulate(Case(model, one), 1000, executor=executor, chunk=chunk)
                assert again.waarden.tobytes() == whole.waarden.tobytes(), (executor, chunk)
    assert draws.simulate(Case(model, one), 500).waarden.tobytes() == whole.waarden[:500].tobytes()
    other = draws.simulate(Case(model, one.model_copy(update={"zaad": one.zaad + 1})), 1000)
    assert not np.isclose(other.of("nieuw"), whole.of("nieuw"), rtol=1e-9).any()


def test_draws_differ_between_blocks_and_inputs(model, shipped):
    made = draws.simulate(Case(model, shipped["alles_samen"]), 1000).of("nieuw")
    assert len(np.unique(made)) == 1000
    names = ["index.ova_daarna_pct", "index.materieel_daarna_pct", "steekproef"]
    first = [draws.stream(1, name, 0).standard_normal() for name in names]
    assert len({*first, draws.stream(1, names[0], 1).standard_normal()}) == 4


def test_scenarios_share_the_draws_of_common_inputs(model, shipped):
    whole = drawn(model, shipped["alles_samen"], 500)
    for name in (
        "landelijk_ict_en_kwaliteit",
        "bestuurscorrectie",
        "stimulering_2024_2026",
        "uniform_vacatiegeld",
    ):
        part = drawn(model, shipped[name], 500)
        common = set(part) & set(whole)
        assert common
        if name == "uniform_vacatiegeld":
            common -= {"vacatiegeld.factor"}  # Here it stands alone; there it moves with prices.
        for key in common:
            np.testing.assert_allclose(part[key], whole[key], rtol=1e-9, err_msg=f"{name}: {key}")


def test_difference_of_two_scenarios_has_no_noise(model):
    more = scenario(
        landelijk={"a": {**WHY, "taken": ["T15"], "kosten_eur": 1000, "lokaal_aandeel": 1, "nieuw": 0.25}}
    )
    a, b = (draws.simulate(Case(model, one), 500) for one in (scenario(), more))
    assert b.of("structureel") - a.of("structureel") == pytest.approx(np.full(500, 100_000), abs=1e-3)
    assert b.of("nieuw") - a.of("nieuw") == pytest.approx(np.full(500, 25_000), abs=1e-3)
    assert np.ptp(a.of("nieuw")) > 1e8


# Prices


@pytest.mark.parametrize(
    ("before", "after", "decimals"),
    [
        ("39.88", "42.79", 2),
        ("18.80", "20.17", 2),
        ("0.26", "0.279", 3),
        ("3.92", "4.21", 2),
        ("138", "148.07", 2),
        ("75.00", "80.48", 2),
    ],
)
def test_kostenhandleiding_is_reproduced(before, after, decimals):
    factor = prices.level_factor("cpi", 2022, 2024)
    assert factor == 1.073
    made = Decimal(before) * Decimal(str(factor))
    assert made.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) == Decimal(after)


def test_level_factor_there_back_and_missing():
    assert prices.level_factor("cpi", 2023, 2023) == 1
    assert prices.level_factor("cpi", 2019, 2022, 3) == 1.144
    assert prices.level_factor("cpi", 2022, 2019, 4) == round(100 / 114.4, 4)
    for years in ((1999, 2022), (2022, 2031)):
        with pytest.raises(ValueError, match=r"geen niveau van index 'cpi' voor (1999|2031)$"):
            prices.level_factor("cpi", *years)
    with pytest.raises(ValueError, match="2022, 2024"):
        prices.level_factor("ova", 2022, 2024)


def mixed_index(reeks: str, pct: float, eigen: str) -> Scenario:
    own = {
        "soort": "materieel",
        "jaar": 2022,
        "pct": pct,
        "status": "definitief",
        "bron": "NZa",
        "reeks": eigen,
    }
    lever = {**WHY, "reeks": reeks, "ova_daarna_pct": 3, "materieel_daarna_pct": 2, "cijfers": [own]}
    return scenario(index=lever)


def test_mixed_index_series_are_refused_before_anything_runs(example, model, monkeypatch):
    def never(*_: object, **__: object) -> None:
        raise AssertionError("er is gerekend")

    monkeypatch.setattr(flows, "costs_under", never)
    for one in (mixed_index("cep", 9.25, "mev"), mixed_index("mev", 6.3, "cep")):
        with pytest.raises(ScenarioError, match=r"^proef\.toml: .*twee reeksen \(cep en mev\)"):
            run_scenario(one, example.postkosten, example.profielen)
        with pytest.raises(ValueError, match="twee reeksen"):
            draws.simulate(Case(model, one), 100)


def test_own_figure_of_the_same_series_is_used(model):
    table = run.run_model(Case(model, mixed_index("mev", 9.25, "mev"))).indexcijfers
    material = table[table["soort"] == "materieel"].set_index("jaar")["mutatie_pct"]
    assert material.loc[[2022, 2023]].tolist() == [9.25, 7.02]
    assert math.prod(1 + material.loc[[2022, 2023]] / 100) == pytest.approx(1.1692, abs=5e-5)
