"""The split of a difference: published examples, properties, and what was built into the example."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsvanalyse.example.writer import truth
from vsvanalyse.variance import drivers
from vsvanalyse.variance.drivers import DRIVERS, decompose

PUBLISHED = {
    # Data: Das Gupta (1993), Standardization and Decomposition of Rates: A User's Manual, US Bureau of the Census,
    # CPR P23-186; effects as printed by King & Matthews, R package DasGuptR. Effect = second - first.
    "earnings_1980": ((10930, 0.717892), (16591, 0.825974), (4369.912713, 1487.262361), 5e-7),
    "austria_chile_1981": (
        (51.78746, 0.45919, 0.52638), (84.90502, 0.75756, 0.51065), (10.4340333, 10.5608476, -0.6670084), 6e-8,
    ),
    "four_factors": (
        (25.3, 0.214, 0.279, 0.949), (32.7, 0.290, 0.473, 0.986), (0.6889411, 0.8125381, 1.3829055, 0.1047547), 6e-8,
    ),
    "five_factors": (
        (0.58, 0.76, 0.84, 0.66, 16.573), (0.72, 0.97, 0.97, 0.56, 16.158),
        (1.0909785, 1.2298438, 0.7278399, -0.8398707, -0.1290187), 6e-8,
    ),
}  # fmt: skip
VECTORS = {
    # Example 4.3 of the same: births per age group, three factors summed over seven groups.
    "seven_age_groups": (
        ([393, 407, 369, 274, 184, 90, 16], [0.122, 0.622, 0.903, 0.930, 0.916, 0.873, 0.800],
         [0.043, 0.041, 0.036, 0.032, 0.026, 0.020, 0.018]),
        ([488, 452, 338, 156, 63, 22, 3], [0.082, 0.527, 0.866, 0.941, 0.942, 0.923, 0.876],
         [0.058, 0.038, 0.032, 0.030, 0.026, 0.023, 0.019]),
        (-7.285632, -2.720633, -1.565181), 6e-7,
    ),
    "thirteen_age_groups": (
        ([12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9],
         [v / 100 for v in (1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8)]),
        ([10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5],
         [v / 100 for v in (2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2)]),
        (1.2269, 1.7403), 1e-9,
    ),
}  # fmt: skip


def named(values) -> dict[str, np.ndarray]:
    return {f"f{i}": np.asarray(v, dtype="float64") for i, v in enumerate(values)}


@pytest.mark.parametrize("name", PUBLISHED | VECTORS)
def test_published_examples(name):
    first, second, effects, tolerance = (PUBLISHED | VECTORS)[name]
    split = decompose(named(second), named(first))
    assert list(split.values()) == pytest.approx(effects, abs=tolerance)


def by_permutations(a: dict[str, float], b: dict[str, float]) -> dict[str, float]:
    """Shapley by its definition: replace the factors in every order and average the steps."""
    effects = dict.fromkeys(a, 0.0)
    for order in permutations(a):
        now = dict(b)
        for name in order:
            before = math.prod(now.values())
            now[name] = a[name]
            effects[name] += math.prod(now.values()) - before
    return {name: value / math.factorial(len(a)) for name, value in effects.items()}


number = st.floats(-1000, 1000).map(lambda v: round(v, 3))
sides = st.integers(1, 6).flatmap(
    lambda k: st.tuples(st.lists(number, min_size=k, max_size=k), st.lists(number, min_size=k, max_size=k))
)


@settings(max_examples=80, deadline=None)
@given(sides)
def test_equals_shapley_by_definition(pair):
    a, b = named(pair[0]), named(pair[1])
    size = max(1.0, *(math.prod(max(abs(float(a[n])), abs(float(b[n])), 1.0) for n in a) for _ in (0,)))
    expected = by_permutations({n: float(v) for n, v in a.items()}, {n: float(v) for n, v in b.items()})
    assert decompose(a, b) == pytest.approx(expected, abs=1e-10 * size)


@settings(max_examples=80, deadline=None)
@given(sides, st.randoms())
def test_properties(pair, random):
    a, b = named(pair[0]), named(pair[1])
    size = math.prod(max(abs(float(a[n])), abs(float(b[n])), 1.0) for n in a)
    split = decompose(a, b)
    value = math.prod(map(float, a.values())) - math.prod(map(float, b.values()))
    assert sum(split.values()) == pytest.approx(value, abs=1e-10 * size)
    assert decompose(b, a) == pytest.approx({n: -v for n, v in split.items()}, abs=1e-10 * size)
    names = list(a)
    random.shuffle(names)
    shuffled = decompose({n: a[n] for n in names}, {n: b[n] for n in names})
    assert shuffled == pytest.approx(split, abs=1e-10 * size)
    same = dict(b) | {"f0": a["f0"]}
    assert decompose(a, same)["f0"] == 0
    unused = decompose(a | {"extra": np.float64(1.0)}, b | {"extra": np.float64(1.0)})
    assert unused.pop("extra") == 0
    assert unused == pytest.approx(split, abs=1e-10 * size)


def test_eight_factors_and_arrays():
    rng = np.random.default_rng(1)
    a, b = ({f"f{i}": rng.random((3, 4)) for i in range(8)} for _ in (0, 1))
    cells = decompose(a, b, axis=())
    assert cells["f3"].shape == (3, 4)
    expected = by_permutations(*({n: float(v[1, 2]) for n, v in side.items()} for side in (a, b)))
    assert {n: v[1, 2] for n, v in cells.items()} == pytest.approx(expected)
    assert decompose(a, b)["f3"] == pytest.approx(cells["f3"].sum())
    assert decompose(a, b, axis=0)["f3"] == pytest.approx(cells["f3"].sum(axis=0))


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ({"x": 1}, {"y": 1}, "dezelfde factoren"),
        ({}, {}, "minstens één"),
        ({f"f{i}": 1 for i in range(9)}, {f"f{i}": 1 for i in range(9)}, "hoogstens 8"),
        ({"x": np.nan}, {"x": 1}, "geen eindig getal"),
    ],
)
def test_impossible_input_is_refused(a, b, message):
    with pytest.raises(ValueError, match=message):
        decompose(a, b)


def costs(**columns) -> pd.DataFrame:
    """Task costs of VSVs A, B, … for T14 in 2021; unnamed columns follow from the named."""
    n = len(columns["uren"])
    frame = pd.DataFrame({"vsv": list("ABCDEFGH")[:n], "boekjaar": 2021, "taak": "T14", **columns})
    frame["bedrag_ct"] = frame["uren_bedrag_ct"] + frame["inkoop_ct"]
    frame["tarief_ct"] = frame.get("tarief_ct", pd.Series(np.nan, frame.index))
    return frame


def test_by_hand():
    """A: 10 h × € 100, all paid, + € 50. B: 5 h × € 80, half paid, + € 20."""
    frame = costs(
        uren=[10.0, 5.0],
        tarief_ct=[10_000.0, 8_000.0],
        uren_bedrag_ct=[100_000, 20_000],
        inkoop_ct=[5_000, 2_000],
    )
    split = drivers.between_vsvs(frame, 2021, "A", "B").iloc[0]
    expected = by_permutations(
        {"uren": 10, "tarief": 10_000, "aandeel": 1}, {"uren": 5, "tarief": 8_000, "aandeel": 0.5}
    )
    assert split["uren_ct"] == pytest.approx(expected["uren"], abs=1)
    assert split["aandeel_ct"] == pytest.approx(expected["aandeel"], abs=1)
    assert (split["inkoop_ct"], split["activiteit_ct"]) == (3_000, 0)
    assert split["verschil_ct"] == 83_000
    back = drivers.between_vsvs(frame, 2021, "B", "A").iloc[0]
    assert all(abs(back[f"{d}_ct"] + split[f"{d}_ct"]) <= 1 for d in DRIVERS)
    assert back["verschil_ct"] == -83_000


def test_absent_activity_is_the_whole_difference():
    frame = costs(
        uren=[10.0, 0.0], tarief_ct=[10_000.0, np.nan], uren_bedrag_ct=[100_000, 0], inkoop_ct=[5_000, 0]
    )
    split = drivers.between_vsvs(frame, 2021, "A", "B").iloc[0]
    assert split["activiteit_ct"] == split["verschil_ct"] == 105_000
    assert all(split[f"{d}_ct"] == 0 for d in DRIVERS if d != "activiteit")


def test_zero_hours_with_cost_and_missing_rate_count_as_bought():
    frame = costs(uren=[0.0, 5.0], tarief_ct=[np.nan, 0.0], uren_bedrag_ct=[700, 900], inkoop_ct=[0, 0])
    parts = drivers.factors(frame)
    assert parts["inkoop"].tolist() == [700, 900]
    split = drivers.between_vsvs(frame, 2021, "A", "B")
    assert not split.isna().any(axis=None)
    assert split["verschil_ct"].tolist() == [-200]


def test_unpaid_hours_differ_by_share_only():
    frame = costs(
        uren=[10.0, 10.0], tarief_ct=[9_000.0, 9_000.0], uren_bedrag_ct=[90_000, 0], inkoop_ct=[0, 0]
    )
    split = drivers.between_vsvs(frame, 2021, "A", "B").iloc[0]
    assert split["aandeel_ct"] == split["verschil_ct"] == 90_000


def test_task_that_nobody_does_one_vsv_and_all_equal():
    nobody = costs(uren=[0.0, 0.0], uren_bedrag_ct=[0, 0], inkoop_ct=[0, 0])
    assert (drivers.against_group(nobody, 2021)["verschil_ct"] == 0).all()
    one = costs(uren=[1.0], tarief_ct=[100.0], uren_bedrag_ct=[100], inkoop_ct=[0])
    assert drivers.against_group(one, 2021).empty
    equal = costs(uren=[1.0] * 3, tarief_ct=[100.0] * 3, uren_bedrag_ct=[100] * 3, inkoop_ct=[7] * 3)
    columns = [f"{d}_ct" for d in DRIVERS]
    assert (drivers.against_group(equal, 2021)[columns] == 0).all(axis=None)


def test_parts_sum_to_the_difference_to_the_cent(example):
    for year in (2020, 2021):
        effects = drivers.against_group(example.taakkosten, year)
        parts = effects[[f"{d}_ct" for d in DRIVERS]].sum(axis=1)
        assert (parts == effects["verschil_ct"]).all()
        costs = example.taakkosten[example.taakkosten["boekjaar"] == year].astype({"bedrag_ct": "float64"})
        wide = costs.pivot(index="vsv", columns="taak", values="bedrag_ct")
        for vsv, mine in effects.groupby("vsv"):
            gaps = wide.loc[vsv] - wide.drop(vsv).mean()  # a task that is unknown is no difference
            assert abs(mine["verschil_ct"].sum() - gaps.sum()) <= 0.5
            assert mine["verschil_ct"].isna().sum() == wide.loc[vsv].isna().sum()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 20_000),
            st.sampled_from([0, 0.25, 0.5, 1]),
            st.integers(-500, 90_000),
        ),
        min_size=2,
        max_size=6,
    )
)
def test_any_registration_splits_to_the_cent_without_nan(rows):
    hours = [h / 4 for h, *_ in rows]
    paid = [round(h / 4 * r * a) for h, r, a, _ in rows]
    frame = costs(
        uren=hours, tarief_ct=[float(r) if h else np.nan for h, r, *_ in rows], uren_bedrag_ct=paid,
        inkoop_ct=[b for *_, b in rows],
    )  # fmt: skip
    effects = drivers.against_group(frame, 2021)
    assert not effects.isna().any(axis=None)
    assert (effects[[f"{d}_ct" for d in DRIVERS]].sum(axis=1) == effects["verschil_ct"]).all()
    shuffled = drivers.against_group(frame.sample(frac=1, random_state=1), 2021)
    pd.testing.assert_frame_equal(effects, shuffled)


def test_finds_what_was_built_in(example):
    """Per VSV and driver: the split of the forms is that of the plan, but for hours rounded to quarters."""
    built = truth()
    built = built.assign(
        uren_bedrag_ct=built["bedrag_ct"] - built["inkoop_ct"], uren_betaald=0.0, antwoord="geregistreerd"
    )
    unknown = example.taakkosten.loc[example.taakkosten["bedrag_ct"].isna(), ["vsv", "boekjaar", "taak"]]
    built = pd.concat([built, unknown], ignore_index=True)
    for year in (2020, 2021):
        planned = drivers.against_group(built, year).groupby("vsv").sum(numeric_only=True)
        found = drivers.against_group(example.taakkosten, year).groupby("vsv").sum(numeric_only=True)
        scale = planned["verschil_ct"].abs().max()
        for name in DRIVERS:
            gap = (planned[f"{name}_ct"] - found[f"{name}_ct"]).abs().max()
            assert gap <= 0.05 * scale, (year, name)
        assert planned["verschil_ct"].tolist() == pytest.approx(found["verschil_ct"].tolist(), abs=1)
        assert (planned["aandeel_ct"].abs() > 0.2 * scale).any()


def test_two_years(example):
    years = drivers.between_years(example.taakkosten, "VSV02", 2021, 2020)
    mine = example.taakkosten[example.taakkosten["vsv"] == "VSV02"]
    totals = mine.groupby("boekjaar")["bedrag_ct"].sum()
    assert years["verschil_ct"].sum() == totals[2021] - totals[2020]
    with pytest.raises(ValueError, match="niet zowel"):
        drivers.between_years(example.taakkosten, "VSV02", 2021, 2019)


def test_inputs_are_untouched(example):
    before = example.taakkosten.copy()
    drivers.against_group(example.taakkosten, 2021)
    pd.testing.assert_frame_equal(example.taakkosten, before)


def test_furthest_is_the_largest_difference_of_either_sign(example):
    effects = drivers.against_group(example.structural_costs, 2021)
    totals = effects.groupby("vsv")["verschil_ct"].sum()
    chosen = drivers.furthest(effects)
    assert set(chosen["vsv"]) == {totals.abs().idxmax()}
    assert chosen["verschil_ct"].sum() == totals[totals.abs().idxmax()]
    assert drivers.furthest(effects.iloc[:0]).empty
