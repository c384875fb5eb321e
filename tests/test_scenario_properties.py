"""What holds for every scenario on every table: the base is the identity, order does not matter, no cent is lost."""

from __future__ import annotations

import datetime
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vsvanalyse import contracts
from vsvanalyse.edition import paths
from vsvanalyse.edition.starter import SHIPPED
from vsvanalyse.process import pipeline
from vsvanalyse.scenarios import comparison, funding, load_scenario, load_scenarios, run_scenario
from vsvanalyse.scenarios.case import Case, all_cases
from vsvanalyse.scenarios.country import QUANTITIES
from vsvanalyse.scenarios.measures.structureel import RULE_LABEL
from vsvanalyse.scenarios.model import make_model
from vsvanalyse.scenarios.run import Result, run_model
from vsvanalyse.scenarios.schema import Scenario

WHY = {"reden": "r", "bron": "b", "status": "aanname"}
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TASKS = ("T01", "T08", "T14", "T15")
RULES = {"T01": ("S01",), "T08": ("S08", "S09"), "T14": ("S17", "S18"), "T15": ("S19",)}
KEY = ["vsv", "boekjaar", "taak"]
FRAMES = ("taakkosten", "landelijk", "vsv_jaren", "jaren", "indexcijfers", "aannamen")


def scenario(**levers: object) -> Scenario:
    told = {"id": "proef", "titel": "t", "auteur": "a", "toelichting": "t", "zaad": 7}
    return Scenario.model_validate({**told, "datum": datetime.date(2026, 11, 23), **levers})


@st.composite
def tables(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Small postkosten with profiles: hours and purchases of either sign, new parts that grow with the reading."""
    keys = [
        (f"VSV{i}", year)
        for i in range(draw(st.integers(1, 4)))
        for year in range(2020, 2020 + draw(st.integers(1, 3)))
    ]
    rows = []
    for vsv, year in keys:
        for task in draw(st.lists(st.sampled_from(TASKS), min_size=1, unique=True)):
            for rule in draw(st.lists(st.sampled_from(RULES[task]), min_size=1, unique=True)):
                for aard in draw(
                    st.sampled_from([("structureel",), ("eenmalig",), ("structureel", "eenmalig")])
                ):
                    vacatie, loon = draw(st.integers(0, 9_999_999)), draw(st.integers(0, 9_999_999))
                    total = vacatie + loon + draw(st.integers(-1_000_000, 99_999_999))
                    parts = sorted(draw(st.integers(0, abs(total))) for _ in range(3))
                    new = [part if total >= 0 else -part for part in parts]
                    rows.append(
                        (vsv, year, task, rule, aard, total, vacatie + loon, vacatie, draw(st.integers(0, 9_999_999)),
                         draw(st.integers(0, 9_999_999)), draw(st.integers(0, 5000)) / 4, *new)
                    )  # fmt: skip
    costs = contracts.validate(
        pd.DataFrame(rows, columns=list(contracts.TABLES["postkosten"].columns)), "postkosten"
    )
    births = [draw(st.one_of(st.none(), st.integers(1, 5000))) for _ in keys]
    profiles = pd.DataFrame(keys, columns=["vsv", "boekjaar"])
    return costs, profiles.assign(bevallingen=pd.array(births, dtype="Int64"))


def share(draw: st.DrawFn) -> float:
    return draw(st.integers(0, 1000)) / 1000


@st.composite
def levers(draw: st.DrawFn) -> dict[str, object]:
    """Any mixture of measures, all in numbers that a person would write."""
    found: dict[str, object] = {}
    if draw(st.booleans()):
        found["correctie"] = {
            name: {
                **WHY,
                "taken": draw(st.lists(st.sampled_from(TASKS), min_size=1, unique=True)),
                kind: value,
            }
            for name in draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True))
            for kind, value in [
                draw(
                    st.sampled_from(
                        [("factor", 1.15), ("factor", 0.9), ("bedrag_eur", 1234.56), ("bedrag_eur", 50)]
                    )
                )
            ]
        }
    if draw(st.booleans()):
        form = draw(st.sampled_from(["geen", "tariefkaart", "maximum", "geregistreerd"]))
        found["vacatiegeld"] = {**WHY, "vorm": form, **({"maximum_eur": 85.5} if form == "maximum" else {})}
    if draw(st.booleans()):
        found["landelijk"] = {
            name: {**WHY, "taken": [task], "kosten_eur": draw(st.integers(0, 10**6)), "lokaal_aandeel": share(draw),
                   "vanaf": draw(st.integers(2022, 2032))}
            for name, task in (("p", "T15"), ("q", "T08"))
        }  # fmt: skip
    if draw(st.booleans()):
        found["lezing"] = {"mdo": {**WHY, "taken": ["T14"], "nieuw": share(draw)}}
    if draw(st.booleans()):
        found["index"] = {**WHY, "ova_daarna_pct": 3.5, "materieel_daarna_pct": 2.1}
    if draw(st.booleans()):
        found["deelname"] = {**WHY, "vsvs": {2023: draw(st.integers(0, 71)), 2026: draw(st.integers(0, 71))}}
    if draw(st.booleans()):
        vorm = draw(st.sampled_from(["per_vsv", "per_bevalling", "registratie", "norm"]))
        needed = {
            "per_vsv": "per_vsv_eur",
            "per_bevalling": "per_bevalling_eur",
            "registratie": "maximum_eur",
        }
        amount = {needed[vorm]: draw(st.integers(0, 10**6))} if vorm in needed else {}
        found["financiering"] = {
            "programma": {**WHY, "per_vsv_eur": 50_000},
            "structureel": {**WHY, "vorm": vorm, "geindexeerd": draw(st.booleans()), **amount},
        }
    return found


def assert_same(one: Result, other: Result, frames: tuple[str, ...] = FRAMES) -> None:
    for name in frames:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), obj=name)


def costs_per_task(costs: pd.DataFrame) -> pd.DataFrame:
    """What was registered, in the columns of a result; a task whose cost is unknown has no amount."""
    single = costs["aard"] == "eenmalig"
    wide = costs[KEY].assign(
        structureel_ct=costs["bedrag_ct"] * ~single,
        nieuw_ct=costs["nieuw_verwacht_ct"] * ~single,
        eenmalig_ct=costs["bedrag_ct"] * single,
        eenmalig_nieuw_ct=costs["nieuw_verwacht_ct"] * single,
        bedrag_ct=costs["bedrag_ct"],
    )
    return wide.groupby(KEY).sum(min_count=1)


def assert_identity(result: Result, expected: pd.DataFrame) -> None:
    made = result.taakkosten.set_index(KEY)
    assert (made["structureel_ct"] + made["eenmalig_ct"] == made["bedrag_ct"]).all()
    whole = expected.reindex(made.index, fill_value=0)
    pd.testing.assert_frame_equal(made, whole, check_dtype=False)
    assert made.sum().sum() == expected.sum().sum()


@QUICK
@given(tables())
def test_base_is_the_identity_to_the_cent(made):
    costs, profiles = made
    # A cell without cost has no share; its new part is nought as well.
    result = run_scenario(scenario(), costs, profiles)
    assert_identity(result, costs_per_task(costs))
    years = costs_per_task(costs).groupby(["vsv", "boekjaar"]).sum().groupby("vsv").mean()
    mine = result.vsv_jaren[result.vsv_jaren["jaar"] == 2027].set_index("vsv")
    for column in ("structureel_ct", "nieuw_ct"):
        # The mean over years is rounded once.
        assert ((mine[column] - years[column]).abs() <= 0.5 + 1e-6).all()
        country = 71 * years[column].mean()
        assert result.peil[column] == pytest.approx(country, abs=0.51)
    assert (result.vsv_jaren["landelijk_ct"] == 0).all()
    assert (result.peil["eenmalig_ct"], result.peil["financiering_ct"]) == (0, 0)


def test_base_is_the_identity_on_both_editions(example_root: Path):
    for name in ("voorbeeld", "voorbeeld-met-fouten"):
        data = pipeline.load(name, example_root)
        result = run_scenario(scenario(), data.postkosten, data.profielen)
        assert_identity(result, costs_per_task(data.postkosten))
        plain = data.taakkosten.set_index(KEY)
        from_plain = run_scenario(scenario(), data.taakkosten, data.profielen).taakkosten.set_index(KEY)
        both = from_plain.join(plain[["bedrag_ct", "eenmalig_ct", "nieuw_verwacht_ct"]].add_suffix("_was"))
        unknown = plain.index[plain["bedrag_ct"].isna()]
        assert both.loc[both.index.isin(unknown), "bedrag_ct"].isna().all()
        both = both[~both.index.isin(unknown)]
        assert (both["bedrag_ct"] == both["bedrag_ct_was"].fillna(0)).all()
        assert (both["eenmalig_ct"] == both["eenmalig_ct_was"].fillna(0)).all()
        new = both["nieuw_ct"] + both["eenmalig_nieuw_ct"]
        assert (new == both["nieuw_verwacht_ct_was"].fillna(0)).all()
        assert both["bedrag_ct"].sum() == data.taakkosten["bedrag_ct"].sum() > 0


@QUICK
@given(tables(), levers())
def test_inputs_stay_as_they_are_and_every_scenario_adds_up(made, measures):
    costs, profiles = made
    before = costs.copy(deep=True), profiles.copy(deep=True)
    result = run_scenario(scenario(**measures), costs, profiles)
    pd.testing.assert_frame_equal(costs, before[0])
    pd.testing.assert_frame_equal(profiles, before[1])
    table, years, own = result.taakkosten, result.jaren, result.vsv_jaren
    assert (table["structureel_ct"] + table["eenmalig_ct"] == table["bedrag_ct"]).all()
    known = years.dropna(subset="structureel_ct")
    assert (known["tekort_ct"] == known["nieuw_ct"] - known["financiering_ct"]).all()
    assert (own["tekort_ct"] == own["nieuw_ct"] + own["landelijk_nieuw_ct"] - own["financiering_ct"]).all()
    assert_same(result, run_scenario(scenario(**measures), costs, profiles))


HEAD = (
    'id = "{}"\ntitel = "t"\nouder = "basis"\nauteur = "a"\ndatum = 2026-11-23\nzaad = 1\ntoelichting = "t"\n'
)
REASON = 'reden = "r"\nbron = "b"\nstatus = "aanname"\n'
BLOCKS = [
    '[correctie.b]\ntaken = ["T14", "T15"]\nfactor = { laag = 1.0, verwacht = 1.07, hoog = 1.2 }\n',
    '[correctie.a]\ntaken = ["T14"]\nbedrag_eur = 1234.56\n',
    '[vacatiegeld]\nvorm = "maximum"\nmaximum_eur = 85\n',
    '[landelijk.ict]\ntaken = ["T15"]\nkosten_eur = 900_000\nlokaal_aandeel = 0.3\nvanaf = 2027\n',
    '[landelijk.data]\ntaken = ["T08"]\nkosten_eur = 100_000\nlokaal_aandeel = 0.5\nvanaf = 2030\nsoort = "personeel"\n',
    '[lezing.mdo]\ntaken = ["T14"]\nnieuw = 0.25\n',
    "[index]\nova_daarna_pct = 3\nmaterieel_daarna_pct = 2\n",
    "[deelname]\nvsvs = { 2026 = 71, 2024 = 40 }\n",
    '[financiering.structureel]\nvanaf = 2027\nvorm = "gemengd"\nper_vsv_eur = 100_000\nper_bevalling_eur = 50\n',
    "[financiering.programma]\nper_vsv_eur = 50_000\n",
]


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(len(BLOCKS))))
def test_order_in_the_file_does_not_matter(order, example, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "volgorde"
    folder.mkdir(exist_ok=True)
    results = []
    for places in (range(len(BLOCKS)), order):
        text = HEAD.format("x") + "".join(BLOCKS[i] + REASON for i in places)
        (folder / "x.toml").write_text(text, encoding="utf-8")
        results.append(run_scenario(load_scenario(folder / "x.toml"), example.postkosten, example.profielen))
    assert_same(*results)
    assert results[0].toelichting == results[1].toelichting


def test_order_of_what_is_taken_over_does_not_matter(example, tmp_path: Path):
    names = ("een", "twee", "drie")
    for name, block in zip(names, (BLOCKS[0], BLOCKS[2], BLOCKS[3]), strict=True):
        (tmp_path / f"{name}.toml").write_text(HEAD.format(name) + block + REASON, encoding="utf-8")
    path = tmp_path / "x.toml"
    results = []
    for order in permutations(names):
        path.write_text(HEAD.format("x") + f"overnemen = {list(order)}\n", encoding="utf-8")
        results.append(run_scenario(load_scenario(path), example.postkosten, example.profielen))
    for other in results[1:]:
        assert_same(results[0], other)


# From plain task costs


@pytest.mark.parametrize("name", SHIPPED)
def test_plain_task_costs_give_the_same(name: str, example, example_paths):
    """Money is the same to a cent per cell; the new part is only where people and goods keep their proportion."""
    one = load_scenarios(example_paths)[name]
    fine, plain = (run_scenario(one, t, example.profielen) for t in (example.postkosten, example.taakkosten))
    a, b = fine.taakkosten.set_index(KEY), plain.taakkosten.set_index(KEY)
    rules = int(example.postkosten.groupby(KEY).size().max())
    for column in ("structureel_ct", "eenmalig_ct", "bedrag_ct"):
        assert (a[column] - b[column]).abs().max() <= rules / 2, column
    # Cents of rounding per cell, times tasks, times VSVs.
    margin = 17 * rules * 71
    for column in ("structureel_ct", "eenmalig_ct"):
        assert fine.peil[column] == pytest.approx(plain.peil[column], abs=margin)
    if one.vacatiegeld is None and one.index is None:
        for column in ("nieuw_ct", "tekort_ct"):
            assert fine.peil[column] == pytest.approx(plain.peil[column], abs=margin)


@QUICK
@given(tables(), st.sampled_from([0.9, 1.15, 1.37]), st.integers(0, 1000))
def test_plain_task_costs_give_the_same_on_any_table(made, factor, kept):
    """With one rule a task, the plain table says as much."""
    costs, profiles = made
    costs = costs[costs["bedrag_ct"] != 0].drop_duplicates([*KEY, "aard"], ignore_index=True)
    single = costs["taak"] == "T01"
    costs = costs[single == (costs["aard"] == "eenmalig")].reset_index(drop=True)
    if costs.empty:
        return
    plain = costs.drop(columns=["regel", "aard"]).assign(
        eenmalig_ct=costs["bedrag_ct"].where(costs["aard"] == "eenmalig", 0)
    )
    for name in set(contracts.TABLES["taakkosten"].columns) - set(plain):
        plain[name] = "" if name == "antwoord" else 0
    one = scenario(
        correctie={"a": {**WHY, "taken": ["T14"], "factor": factor}},
        vacatiegeld={**WHY, "vorm": "maximum", "maximum_eur": 70},
        landelijk={"b": {**WHY, "taken": ["T15"], "kosten_eur": 1000, "lokaal_aandeel": kept / 1000}},
    )
    assert_same(run_scenario(one, costs, profiles), run_scenario(one, plain, profiles))


# Steps and comparison


@QUICK
@given(tables(), levers(), levers())
def test_bridge_adds_up_to_the_cent(made, before, after):
    model = make_model(*made, 71)
    base, one = scenario(**before), scenario(**after, peiljaar=2029)
    table = comparison.bridge(*(Case(model, one) for one in (base, one))).set_index("stap")
    columns = [f"{maat}_ct" for maat in QUANTITIES]
    steps = table.drop(index="scenario")[columns].sum()
    assert steps.to_dict() == table.loc["scenario", columns].to_dict()
    assert table.loc["scenario", columns].tolist() == run_model(Case(model, one)).peil[columns].tolist()
    start = run_model(Case(model, base.model_copy(update={"peiljaar": 2029}))).peil[columns]
    assert table.loc["basis", columns].tolist() == start.tolist()
    # Every step also keeps gap = new - money.
    assert (table["tekort_ct"] == table["nieuw_ct"] - table["financiering_ct"]).all()
    steps = set(table.index) - {"basis", "samenspel", "scenario"}
    assert steps == {name for name, m in one.maatregelen.items() if base.maatregelen.get(name) != m}


@QUICK
@given(tables(), levers())
def test_bridge_of_one_measure_has_no_interaction(made, measures):
    model = make_model(*made, 71)
    for name, measure in scenario(**measures).maatregelen.items():
        kind, _, part = name.partition(".")
        alone = scenario(**{kind: {part: measure} if part else measure})
        table = comparison.bridge(*(Case(model, one) for one in (scenario(), alone))).set_index("stap")
        assert (table.loc["samenspel"].drop("soort") == 0).all()


def test_comparison_is_what_the_runs_say(example, example_paths):
    model = make_model(example.postkosten, example.profielen, 71)
    known = load_scenarios(example_paths)
    table = comparison.compare(all_cases(model, known)).set_index("scenario")
    assert table.index.tolist() == list(known)
    for name, one in known.items():
        peil = run_model(Case(model, one)).peil
        for maat in ("structureel", "nieuw", "financiering", "tekort"):
            assert table.loc[name, f"{maat}_ct"] == peil[f"{maat}_ct"], (name, maat)
        change = table.loc[name, "nieuw_verschil_ct"]
        bare = run_model(Case(model, one.model_copy(update={"index": None}))).peil["nieuw_ct"]
        assert change == bare - table.loc["basis", "nieuw_ct"]
        assert (
            table.loc[name, "nieuw_verschil_laag_ct"] <= change <= table.loc[name, "nieuw_verschil_hoog_ct"]
        )
    assert table.loc["basis", "nieuw_verschil_hoog_ct"] == 0


@QUICK
@given(
    st.lists(
        st.tuples(
            st.integers(-(10**8), 10**9), st.one_of(st.none(), st.integers(0, 5000)), st.integers(0, 10**9)
        ),
        min_size=1,
        max_size=9,
    ),
    st.one_of(st.none(), st.integers(-(10**9), 10**11)),
)
def test_every_rule_divides_the_whole_total(rows, total):
    names = pd.Index([f"V{i}" for i in range(len(rows))], name="vsv")
    cost, births, norm = (pd.Series(values, index=names) for values in zip(*rows, strict=True))
    births = births.astype("Float64")
    table = funding.winners_and_losers(cost, births, norm, total)
    wanted = int(cost.sum()) if total is None else total
    assert {"per_vsv"} <= set(table["vorm"]) <= set(RULE_LABEL)
    known = births.notna().all() and births.sum() > 0
    assert ("per_bevalling" in set(table["vorm"])) == known
    for rule, part in table.groupby("vorm"):
        paid = int(part["vergoeding_ct"].sum())
        if rule == "registratie":
            # Nobody gets more than its own cost; what is left of the total goes to nobody.
            assert (part["vergoeding_ct"] <= part["kosten_ct"].clip(lower=0)).all()
            assert paid == min(wanted, paid)
        else:
            assert paid == wanted, rule
        assert part["verschil_ct"].sum() == paid - cost.sum(), rule
        assert part["vsv"].tolist() == list(names)
    equal = table.loc[table["vorm"] == "per_vsv", "vergoeding_ct"]
    assert equal.max() - equal.min() <= 1
    fit = funding.fit(table)
    assert fit["vorm"].tolist() == table["vorm"].unique().tolist()
    assert (fit["grootste_tekort_ct"] >= 0).all()
    assert (fit.loc[fit["vorm"] != "registratie", "over_ct"] == 0).all()
    assert (fit["over_ct"] >= 0).all()


# Shipped scenarios


@pytest.mark.parametrize("edition", ["voorbeeld", "voorbeeld-met-fouten"])
def test_every_shipped_scenario_runs(edition: str, example_root: Path):
    data = pipeline.load(edition, example_root)
    known = load_scenarios(paths(edition, example_root))
    assert [*known] == [*SHIPPED, "basis_na_besluiten"]
    results = {
        name: run_scenario(one, data.postkosten, data.profielen, n_land=71) for name, one in known.items()
    }
    base = results["basis"].peil
    for name, result in results.items():
        assert result.land == 71
        assert result.peil["structureel_ct"] > 0, name
        assert set(known[name].maatregelen) <= set(result.aannamen["maatregel"])
        assert not [t for t in result.toelichting if "raakt niets" in t], name
    assert results["mdo_regulier"].peil["structureel_ct"] == base["structureel_ct"]
    assert results["mdo_regulier"].peil["nieuw_ct"] < base["nieuw_ct"]
    assert (
        results["geen_vacatiegeld"].peil["structureel_ct"]
        < base["structureel_ct"]
        < results["uniform_vacatiegeld"].peil["structureel_ct"]
    )
    assert_same(
        results["uniform_vacatiegeld"],
        results["basis_na_besluiten"],
        ("taakkosten", "vsv_jaren", "jaren"),
    )


# Algebra of levers


@QUICK
@given(
    tables(),
    st.permutations("abc"),
    st.lists(st.sampled_from([0.5, 0.8, 0.9, 1.1, 1.25, 2.0]), min_size=3, max_size=3),
)
def test_corrections_commute(made, names, factors):
    """Names decide the order in which corrections are taken; they may not decide the result."""
    costs, profiles = made
    tasks = (["T14"], ["T14", "T15"], ["T15", "T14", "T08"])
    kinds = [{**WHY, "taken": t, "factor": f} for t, f in zip(tasks, factors, strict=True)]
    results = [
        run_scenario(scenario(correctie=dict(zip(order, kinds, strict=True))), costs, profiles)
        for order in ("abc", names)
    ]
    assert_same(*results, ("taakkosten", "vsv_jaren", "jaren"))
    product = factors[0] * factors[1] * factors[2]
    was = costs_per_task(costs)["structureel_ct"]
    now = results[0].taakkosten.set_index(KEY)["structureel_ct"].reindex(was.index)
    mdo = was.index.get_level_values("taak") == "T14"
    # Three amounts a rule are rounded: vacatiegeld, wages and purchases.
    assert ((now - was * product)[mdo].abs() <= 6 * 0.5 + 1e-3).all()
    other = was.index.get_level_values("taak") == "T01"
    assert (now[other] == was[other]).all()


@QUICK
@given(tables(), st.permutations("abc"))
def test_amounts_and_factors_commute(made, names):
    costs, profiles = made
    kinds = [
        {**WHY, "taken": ["T14"], "factor": 1.2},
        {**WHY, "taken": ["T14"], "bedrag_eur": 100},
        {**WHY, "taken": ["T14"], "bedrag_eur": 30},
    ]
    results = [
        run_scenario(scenario(correctie=dict(zip(order, kinds, strict=True))), costs, profiles)
        for order in ("abc", names)
    ]
    assert_same(*results, ("taakkosten", "vsv_jaren", "jaren"))


@QUICK
@given(tables(), st.sampled_from(["personeel", "materieel"]))
def test_national_with_everything_local_and_free_changes_nothing(made, kind):
    costs, profiles = made
    idle = {"taken": ["T15", "T14"], "kosten_eur": 0, "lokaal_aandeel": 1, "soort": kind, "vanaf": 2021}
    one = scenario(landelijk={"a": {**WHY, **idle}})
    result, base = (run_scenario(s, costs, profiles) for s in (one, scenario()))
    assert_same(result, base, ("taakkosten", "vsv_jaren", "jaren"))
    assert (result.landelijk[["bedrag_ct", "nieuw_ct"]] == 0).all(axis=None)
    assert any("'landelijk.a' raakt niets" in text for text in result.toelichting)


@QUICK
@given(tables(), st.integers(0, 1000), st.integers(0, 10**6))
def test_national_takes_away_what_it_says(made, kept, cost):
    costs, profiles = made
    lever = {**WHY, "taken": ["T15"], "kosten_eur": cost, "lokaal_aandeel": kept / 1000, "vanaf": 2027}
    result = run_scenario(scenario(landelijk={"a": lever}), costs, profiles)
    was = costs_per_task(costs)
    now = result.taakkosten.set_index(KEY).reindex(was.index)
    ict = was.index.get_level_values("taak") == "T15"
    left = was["structureel_ct"] * np.where(ict, kept / 1000, 1)
    assert ((now["structureel_ct"] - left).abs() <= 1.5 + 1e-3).all()
    pd.testing.assert_series_equal(now["eenmalig_ct"], was["eenmalig_ct"], check_dtype=False)
    yearly = result.landelijk.set_index("jaar")["bedrag_ct"]
    assert yearly.loc[2026] == 0
    assert (yearly.loc[2027:] == 100 * cost).all()


@pytest.mark.parametrize("names", ["ab", "ba"])
@pytest.mark.parametrize(("first", "second"), [(2021, 2021), (2022, 2030), (2030, 2026), (2033, 2034)])
def test_norm_pays_what_new_tasks_cost_together(names, first, second, example):
    """A norm per task is a mean over those who do it: in every year the VSVs together get exactly what they spend."""
    free = {**WHY, "kosten_eur": 0, "lokaal_aandeel": 0.4}
    one = scenario(
        landelijk={
            names[0]: {**free, "taken": ["T15"], "vanaf": first},
            names[1]: {**free, "taken": ["T14"], "vanaf": second},
        },
        financiering={"structureel": {**WHY, "vorm": "norm", "vanaf": 2024}},
    )
    years = run_scenario(one, example.postkosten, example.profielen, n_land=71).jaren
    mine = years[(years["raming"] == "per_vsv") & (years["jaar"] >= 2024)].set_index("jaar")
    # The new part of every cell is rounded before the mean, the norm at the end: a euro a VSV is far more than that.
    wrong = mine.loc[mine["tekort_ct"].abs() > 71 * 100, "tekort_ct"]
    assert wrong.empty, wrong.to_dict()
