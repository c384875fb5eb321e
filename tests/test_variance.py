"""Spread, intervals, shares, pay policy, size and influence: by hand, by definition, and at the extremes."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from vsvanalyse.evidence import intervals
from vsvanalyse.separation.taakkosten import task_means
from vsvanalyse.variance import influence, policy, shares, size, spread
from vsvanalyse.variance.policy import POLICIES


def task_costs(amounts: dict[str, list[float]], year: int = 2021) -> pd.DataFrame:
    """Task costs per VSV (rows A, B, …) for the tasks named."""
    rows = [
        {
            "vsv": "ABCDEFGHIJ"[i], "boekjaar": year, "taak": task, "antwoord": "geregistreerd", "bedrag_ct": value,
            "nieuw_verwacht_ct": value, "uren": 0.0, "tarief_ct": np.nan, "uren_bedrag_ct": 0, "inkoop_ct": value,
        }
        for task, values in amounts.items()
        for i, value in enumerate(values)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def profiles(births: list[object], year: int = 2021) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "vsv": list("ABCDEFGHIJ")[: len(births)], "boekjaar": year,
            "bevallingen": pd.array(births, dtype="Int64"), "aantal_partners": pd.array([9] * len(births), dtype="Int64"),
        }
    )  # fmt: skip


def test_statistics_by_hand():
    table = spread.spread(task_costs({"T14": [100, 200, 300, 600]}), profiles([1000, 1000, 1000, 3000]), 71)
    row = table.set_index("taak").loc["T14"]
    assert (row["n"], row["hoogste_ct"], row["laagste_ct"], row["gemiddelde_ct"], row["mediaan_ct"]) == (
        4,
        600,
        100,
        300,
        250,
    )
    assert (row["kwartiel1_ct"], row["kwartiel3_ct"], row["onder"], row["boven"]) == (175, 375, 2, 1)
    assert row["gewogen_ct"] == pytest.approx((100 + 200 + 300 + 3 * 600) / 6)
    assert row["sd_ct"] == pytest.approx(216.0246899)
    assert row["variatie"] == pytest.approx(216.0246899 / 300)
    assert row["variatie_robuust"] == pytest.approx(1.4826 * 100 / 250)
    assert (row["zonder_laag_ct"], row["zonder_hoog_ct"]) == (200, pytest.approx(1100 / 3))
    assert len(table) == 17
    assert table.set_index("taak").loc["T01", "n"] == 0


def test_unknown_is_in_no_circle():
    costs = task_costs({"T14": [0, 0, 0, 600, 0]})
    costs["antwoord"] = ["nul", "niet geregistreerd", "n.v.t.", "geregistreerd", ""]
    costs["bedrag_ct"] = costs["bedrag_ct"].astype("Int64").mask([False, True, False, False, True])
    result = {
        c: spread.spread(costs, profiles([1000] * 5), 71, circle=c).set_index("taak").loc["T14"]
        for c in spread.CIRCLES
    }
    assert {c: (r["n"], r["gemiddelde_ct"]) for c, r in result.items()} == {
        "bekend": (3, 200),
        "doen": (2, 300),
    }
    row = result["bekend"]
    assert (row["nul"], row["nvt"], row["onbekend"]) == (1, 1, 2)


def test_per_birth_leaves_out_who_has_none():
    table = spread.spread(
        task_costs({"T14": [1000, 1000, 1000]}), profiles([100, 0, None]), 71, quantity="per_bevalling"
    )
    row = table.set_index("taak").loc["T14"]
    assert (row["n"], row["gemiddelde_ct"]) == (1, 10)
    assert math.isnan(row["sd_ct"])


@pytest.mark.parametrize(("argument", "value"), [("quantity", "iets"), ("circle", "iets")])
def test_unknown_choice_is_refused(argument, value):
    with pytest.raises(ValueError, match="onbekende"):
        spread.spread(task_costs({"T14": [1]}), profiles([1]), 71, **{argument: value})


def test_t_interval_with_finite_population():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 9.0])
    low, high = intervals.t_interval(values, 71)
    half = stats.t.ppf(0.975, 5) * values.std(ddof=1) / math.sqrt(6) * math.sqrt(1 - 6 / 71)
    assert (low[0], high[0]) == pytest.approx((4 - half, 4 + half))
    assert intervals.t_interval(values, 6)[0][0] == 4  # the whole country was asked
    with pytest.raises(ValueError, match="7 VSV's"):
        intervals.t_interval(np.ones(7), 6)


def test_finite_population_correction_is_exact_over_all_samples():
    """Cochran: the variance of the mean over all samples without replacement is (1 - n/N) S²/n."""
    country = np.array([1.0, 5.0, 2.0, 8.0, 4.0])
    means = [np.mean(s) for s in product(country, repeat=2) if len(set(s)) == 2]
    assert np.var(means) == pytest.approx((1 - 2 / 5) * country.var(ddof=1) / 2)
    assert intervals.correction(2, 5) ** 2 == pytest.approx(1 - 2 / 5)


def test_log_interval_by_hand_and_for_zero():
    values = np.array([[100.0, 0.0], [200.0, 1.0], [400.0, 2.0]])
    low, high = intervals.log_interval(values, 10**9)
    logs = np.log(values[:, 0])
    s2 = logs.var(ddof=1)
    half = stats.t.ppf(0.975, 2) * math.sqrt(s2 / 3 + s2**2 / 4)
    assert low[0] == pytest.approx(math.exp(logs.mean() + s2 / 2 - half))
    assert high[0] == pytest.approx(math.exp(logs.mean() + s2 / 2 + half))
    assert np.isnan([low[1], high[1]]).all()
    assert not np.isnan(intervals.interval(values, 71, "log")[0]).any()


@pytest.mark.parametrize("n", range(1, 9))
def test_all_resamples_with_their_weights(n):
    counts, weights = intervals.resamples(n)
    assert len(counts) == math.comb(2 * n - 1, n)
    assert (counts.sum(axis=1) == n).all()
    assert weights.sum() == pytest.approx(1)
    if n <= 5:
        drawn = pd.Series(
            [tuple(np.bincount(s, minlength=n)) for s in product(range(n), repeat=n)]
        ).value_counts(normalize=True)
        told = {tuple(c): w for c, w in zip(counts.tolist(), weights, strict=True)}
        assert told == pytest.approx(drawn.to_dict())


def test_bootstrap_is_the_limit_of_drawing():
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0])
    low, high = intervals.bootstrap_interval(values, 10**9)
    rng = np.random.default_rng(5)
    means = values[rng.integers(0, 6, (400_000, 6))].mean(axis=1)
    shrink = math.sqrt(6 / 5)
    for end, q in ((low[0], 0.025), (high[0], 0.975)):
        assert (end - values.mean()) / shrink + values.mean() == pytest.approx(np.quantile(means, q), abs=0.2)
    with pytest.raises(ValueError, match="n = 8"):
        intervals.bootstrap_interval(np.ones(9), 71)


def test_coverage_table_is_what_the_simulation_gives():
    kept = intervals.coverage()
    assert set(kept["n"]) == {6, 7, 12, 20}
    assert kept["spreiding"].nunique() == 3
    again = intervals.simulate_coverage(
        (6,), (0.5,), int(kept["herhalingen"].iloc[0]), int(kept["zaad"].iloc[0]), 71
    )
    columns = ["vorm", "methode", "dekking"]
    mine = kept[(kept["n"] == 6) & (kept["spreiding"] == 0.5)][columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(again[columns], mine, atol=1e-4, check_dtype=False)


@pytest.mark.parametrize("n", [6, 7, 12, 20])
def test_default_interval_is_within_three_points_at_the_middle_spread(n):
    method = intervals.default_method(n)
    kept = intervals.coverage()
    mine = kept[(kept["n"] == n) & (kept["methode"] == method)]
    middle = sorted(mine["spreiding"].unique())[len(mine["spreiding"].unique()) // 2]
    assert mine.loc[mine["spreiding"] == middle, "dekking"].min() >= 0.95 - 0.03 - 1e-9
    assert intervals.coverage_of(method, n) == mine["dekking"].min()


def test_no_two_group_test_can_reach_five_percent_at_seven():
    assert intervals.smallest_p(3, 3) == pytest.approx(0.1)
    assert intervals.smallest_p(3, 4) == pytest.approx(2 / 35)
    assert intervals.smallest_p(3, 4) > 0.05 > intervals.smallest_p(4, 4)


def test_shares_sum_to_one_and_can_be_negative():
    rng = np.random.default_rng(2)
    components = rng.normal(size=(6, 5))
    assert shares.covariance_shares(components).sum() == pytest.approx(1)
    opposed = np.array([[1.0, -0.5], [2.0, -1.0], [3.0, -1.5]])
    assert shares.covariance_shares(opposed).tolist() == pytest.approx([2, -1])
    assert np.isnan(shares.covariance_shares(np.ones((4, 2)))).all()
    assert np.isnan(shares.covariance_shares(np.ones((1, 2)))).all()


def test_shares_of_the_example(example):
    for frame in (
        shares.by_task(example.structural_costs, 2021),
        shares.by_driver(example.structural_costs, 2021),
    ):
        assert frame["aandeel"].sum() == pytest.approx(1)
        assert (frame["laagste"] <= frame["aandeel"] + 0.2).all()
        assert not frame.isna().any(axis=None)
    wide = (
        example.structural_costs.query("boekjaar == 2021")
        .pivot(index="vsv", columns="taak", values="bedrag_ct")
        .astype("float64")
    )
    wide.loc["VSV02", "T10"] = wide["T10"].mean()  # unknown: no difference
    total = wide.sum(axis=1)
    expected = wide.apply(lambda column: np.cov(column, total)[0, 1] / total.var())
    found = shares.by_task(example.structural_costs, 2021).set_index("taak")["aandeel"]
    assert found.to_dict() == pytest.approx(expected.to_dict())


def test_pay_policy_by_hand():
    lines = pd.DataFrame(
        {
            "vsv": ["A", "A", "A", "B"], "boekjaar": 2021, "taak": "T14", "aard": "structureel",
            "kostensoort": ["uren", "uren", "ict", "uren"], "functie": ["gynaecoloog", "coördinator", "", "gynaecoloog"],
            "uren": [2.0, 1.0, 0.0, 2.0], "bedrag_ct": [10_000, 7_000, 500, 0],
        }
    )  # fmt: skip
    costs = pd.DataFrame({"vsv": ["A", "B"], "boekjaar": 2021, "taak": "T14", "bedrag_ct": [17_500, 0]})
    totals = policy.totals(policy.valued(lines), costs, 2021)
    assert totals.loc["A"].tolist() == [17_500, 2 * 14_000 + 7_500 + 500, 7_500]
    assert totals.loc["B"].tolist() == [0, 28_000, 0]
    table = policy.summary(totals).set_index("beleid")
    assert table.loc[POLICIES[0], "variantie_over"] == 1
    assert table.loc[POLICIES[1], "variantie_over"] == pytest.approx((8_000 / 17_500) ** 2)
    with pytest.raises(ValueError, match="onbekend beleid"):
        policy.revalue(lines, "iets")


def test_pay_policy_explains_what_was_built_in(example):
    """Most of the example's differences come from pay policy and hours; one rate card takes the policy away."""
    costs = example.structural_costs
    totals = policy.totals(policy.valued(example.registratieregels), costs, 2021)
    table = policy.summary(totals).set_index("beleid")
    assert table.loc[POLICIES[0], "gemiddelde_ct"] == pytest.approx(
        task_means(costs.query("boekjaar == 2021"))["gemiddeld_ct"].sum()
    )
    assert 0.2 < table.loc[POLICIES[1], "variantie_over"] < 0.7


def test_size_line_by_definition():
    costs = task_costs({"T14": [1000, 2100, 2900, 9000, 5000]})
    x, y = np.array([100, 200, 300, 400, 500.0]), np.array([1000, 2100, 2900, 9000, 5000.0])
    line = size.size_line(costs, profiles([100, 200, 300, 400, 500]), 2021)
    slopes = [(y[j] - y[i]) / (x[j] - x[i]) for i in range(5) for j in range(i + 1, 5)]
    assert line.variabel_ct == pytest.approx(np.median(slopes))
    assert line.vast_ct == pytest.approx(np.median(y) - np.median(slopes) * np.median(x))
    assert len(line.zonder) == 5
    assert (line.punten["verschil_ct"] + line.punten["flex_ct"] - line.punten["bedrag_ct"]).abs().max() < 1e-6


@pytest.mark.parametrize(
    "births", [[100, 200], [100, 100, 100, 100], [0, 0, 100, 200], [None, None, None, 5]]
)
def test_size_that_cannot_be_compared(births):
    line = size.size_line(task_costs({"T14": [1000] * len(births)}), profiles(births), 2021)
    assert not line.kan
    assert not line.richting_zeker
    with pytest.raises(ValueError, match="onbekende omvang"):
        size.size_line(task_costs({"T14": [1]}), profiles([1]), 2021, "kosten")


def test_influence_by_hand():
    table = influence.influence(task_costs({"T14": [100, 100, 700]}), 2021).set_index("vsv")
    assert table["gemiddelde_ct"].tolist() == [300] * 3
    assert table.loc["C", ["zonder_ct", "invloed_ct"]].tolist() == [100, 200]
    assert table["hangt_af"].tolist() == [True, True, True]
    assert table["invloed_ct"].sum() == pytest.approx(0)
    alone = influence.influence(task_costs({"T14": [100]}), 2021)
    assert alone["invloed_ct"].isna().all()
    assert not alone["hangt_af"].any()
    nobody = influence.influence(task_costs({"T14": [0, 0]}), 2021)
    assert (nobody["invloed"] == 0).all()
