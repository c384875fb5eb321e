"""Every table that claims to be whole sums to the registered lines, to the cent, for any edition.

Whole means: what the table is of, and nothing else, is in it once. Where it is of known tasks only, the lines of the
unknown ones are what was read of them (``gelezen_ct``). A new table that claims to be whole is one row of `WHOLE`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vsvanalyse import basiskader, contracts, overview, separation
from vsvanalyse import edition as editions
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, STRUCTUREEL, UREN
from vsvanalyse.contracts import KLASSEN, LEZINGEN, class_column
from vsvanalyse.edition import starter
from vsvanalyse.intake.findings import Finding, to_table
from vsvanalyse.overview import reconciliation, registered
from vsvanalyse.process import pipeline
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import load_scenarios, run_scenario
from vsvanalyse.separation.taakkosten import (
    known_tasks,
    of_known_tasks,
    post_costs,
    task_costs,
    task_means,
    task_status,
)
from vsvanalyse.variance import drivers, influence

KEY = ["vsv", "boekjaar", "taak"]


class Edition(NamedTuple):
    """The tables of an edition, with its base scenario."""

    data: EditionData
    base: object

    @property
    def lines(self) -> pd.DataFrame:
        return self.data.counting_lines

    @property
    def known(self) -> pd.DataFrame:
        """The lines of tasks whose cost is known."""
        return of_known_tasks(self.lines, self.data.taakkosten)


def _means_times_n(means: pd.Series, data: EditionData) -> float:
    """Give back the sum behind means per task, each over those who know its cost."""
    return float((means * task_means(data.taakkosten)["n"].reindex(means.index)).sum())


def distribution(one: Edition) -> list[tuple[float, float]]:
    sums = one.data.verdeling.groupby("lezing", observed=False)["bedrag_ct"].sum()
    return [(sums.get(reading, 0), one.data.registratieregels["bedrag_ct"].sum()) for reading in LEZINGEN]


def tasks(one: Edition) -> list[tuple[float, float]]:
    costs, cash = one.data.taakkosten, one.lines["bedrag_ct"].sum()
    known, unknown = known_tasks(costs), costs[costs["bedrag_ct"].isna()]
    classes = [
        (known[[class_column(k, r) for k in KLASSEN]].sum().sum(), known["bedrag_ct"].sum()) for r in LEZINGEN
    ]
    parts = known["uren_bedrag_ct"].sum() + known["inkoop_ct"].sum()
    return [
        (costs["gelezen_ct"].sum(), cash),
        (known["bedrag_ct"].sum() + unknown["gelezen_ct"].sum(), cash),
        (parts, known["bedrag_ct"].sum()),
        *classes,
    ]


def structural_and_one_off(one: Edition) -> list[tuple[float, float]]:
    both = [one.data.structural_costs, one.data.one_off_costs]
    return [
        (sum(costs[column].sum() for costs in both), one.data.taakkosten[column].sum())
        for column in ("gelezen_ct", "bedrag_ct", "nieuw_ruim_ct", "schaduw_ct")
    ]


def posts(one: Edition) -> list[tuple[float, float]]:
    return [(one.data.postkosten["bedrag_ct"].sum(), one.known["bedrag_ct"].sum())]


def totals(one: Edition) -> list[tuple[float, float]]:
    rows = overview.one_off_and_structural(one.lines, one.data.taakkosten)
    years = registered.together(rows)
    return [
        (rows["bedrag_ct"].sum(), one.lines["bedrag_ct"].sum()),
        (rows["structureel_ct"].sum() + rows["eenmalig_ct"].sum(), one.lines["bedrag_ct"].sum()),
        *((years[name].sum(), one.lines[name].sum()) for name in ("bedrag_ct", "schaduw_ct", "uren")),
    ]


def classes(one: Edition) -> list[tuple[float, float]]:
    """The classes sum to the mean of all tasks, in every reading."""
    table = overview.mean_by_class(one.data.structural_costs, one.data.one_off_costs)
    mean = task_means(one.data.taakkosten)["gemiddeld_ct"].sum()
    return [(table[[f"{r}_structureel_ct", f"{r}_eenmalig_ct"]].sum().sum(), mean) for r in LEZINGEN]


def class_totals(one: Edition) -> list[tuple[float, float]]:
    table = separation.class_totals(one.data.verdeling)
    cash = one.data.registratieregels["bedrag_ct"].sum()
    return [(table.loc[table["lezing"] == r, "bedrag_ct"].sum(), cash) for r in LEZINGEN]


def responsibilities(one: Edition) -> list[tuple[float, float]]:
    """``onbekend`` included."""
    table = overview.mean_by_responsibility(one.data.structural_costs, one.data.one_off_costs)
    mean = task_means(one.data.taakkosten)["gemiddeld_ct"].sum()
    return [(table["structureel_ct"].sum() + table["eenmalig_ct"].sum(), mean)]


def agenda(one: Edition) -> list[tuple[float, float]]:
    """The rules, and what no rule covers, sum to the mean of all tasks."""
    data = one.data
    parts = ((STRUCTUREEL, data.structural_costs), (EENMALIG, data.one_off_costs))
    return [
        (
            overview.agenda(data.counting_distribution, costs, data.rules, kind)["bedrag_ct"].sum(),
            task_means(costs)["gemiddeld_ct"].sum(),
        )
        for kind, costs in parts
    ]


def task_sums(one: Edition) -> list[tuple[float, float]]:
    return [
        (
            _means_times_n(task_means(one.data.taakkosten)["gemiddeld_ct"], one.data),
            one.known["bedrag_ct"].sum(),
        )
    ]


def bridge(one: Edition) -> list[tuple[float, float]]:
    """Own mean + steps = published, for every row; the own means are those of all tasks that anybody knows."""
    table = reconciliation.reconcile_edition(one.data).brug
    steps = table[[f"{step}_ct" for step in reconciliation.STEPS]].sum(axis=1)
    own = task_means(one.data.taakkosten)["gemiddeld_ct"]
    rounded = table[~table["taak"].isin(["eenmalig", "structureel", "totaal"])].set_index("taak")["eigen_ct"]
    gaps = (rounded.reindex(own.index) - own.fillna(0)).abs().max()
    return [
        *zip(table["eigen_ct"] + steps, table["gepubliceerd_ct"], strict=True),
        (float(gaps <= 0.5), 1.0),
    ]


def differences(one: Edition) -> list[tuple[float, float]]:
    """A VSV's drivers sum to its difference, per task and in all; own - others = difference."""
    pairs = []
    for year in sorted(one.data.taakkosten["boekjaar"].unique()):
        table = drivers.against_group(one.data.taakkosten, int(year))
        table = table[table["n_anderen"] > 0]
        parts = table[[f"{name}_ct" for name in drivers.DRIVERS]].sum(axis=1)
        pairs += [*zip(parts, table["verschil_ct"], strict=True)]
        pairs += [*zip(table["eigen_ct"] - table["anderen_ct"], table["verschil_ct"], strict=True)]
    return pairs


def influences(one: Edition) -> list[tuple[float, float]]:
    year = int(one.data.taakkosten["boekjaar"].max())
    table = influence.influence(one.data.taakkosten, year).dropna(subset="invloed_ct")
    return [(total, 0.0) for total in table.groupby("taak")["invloed_ct"].sum()]


def base_scenario(one: Edition) -> list[tuple[float, float]]:
    """The base gives back every known VSV × year × task; the country is the mean of the VSVs' own means."""
    pairs = []
    for costs in (one.data.postkosten, one.data.taakkosten):
        result = run_scenario(one.base, costs, one.data.profielen, n_land=71)
        made = result.taakkosten.set_index(KEY)["bedrag_ct"]
        known = known_tasks(one.data.taakkosten).set_index(KEY)["bedrag_ct"]
        pairs += [*zip(made.reindex(known.index, fill_value=0), known, strict=True)]
        unknown = one.data.taakkosten.set_index(KEY)["bedrag_ct"]
        unknown = unknown.index[unknown.isna()]
        pairs.append((made.reindex(unknown).notna().sum(), 0))
    structural = one.data.structural_costs
    years = structural.groupby("vsv")["boekjaar"].nunique()
    if years.nunique() == 1 and not task_means(structural)["gemiddeld_ct"].isna().any():
        whole = 71 * task_means(structural)["gemiddeld_ct"].sum()
        result = run_scenario(one.base, one.data.postkosten, one.data.profielen, n_land=71)
        # Filled cells are whole cents, so that half a cent a VSV may be lost in the country.
        pairs.append((float(abs(int(result.peil["structureel_ct"]) - whole) <= 71), 1.0))
    return pairs


WHOLE: list[Callable[[Edition], list[tuple[float, float]]]] = [
    distribution, tasks, structural_and_one_off, posts, totals, classes, class_totals, responsibilities, agenda,
    task_sums, bridge, differences, influences, base_scenario,
]  # fmt: skip


def assert_whole(one: Edition) -> None:
    for table in WHOLE:
        for found, expected in table(one):
            assert float(found) == pytest.approx(float(expected), abs=0.01), table.__name__


@pytest.mark.parametrize("name", ["voorbeeld", "voorbeeld-met-fouten"])
def test_tables_of_the_shipped_editions_are_whole(example_root, name):
    data = pipeline.load(name, example_root)
    assert_whole(Edition(data, load_scenarios(editions.paths(name, example_root))["basis"]))


@pytest.mark.parametrize("name", ["voorbeeld", "voorbeeld-met-fouten"])
def test_tables_without_one_vsv_or_without_errors_are_whole(example_root, name):
    """What is left is the lines of the others, or the lines without an error."""
    data = pipeline.load(name, example_root)
    base = load_scenarios(editions.paths(name, example_root))["basis"]
    lines = data.registratieregels
    for less in (data.without([data.vsvs[0]]), data.without(data.vsvs[2:])):
        assert_whole(Edition(less, base))
        others = lines.loc[~lines["vsv"].isin(less.zonder), "bedrag_ct"].sum()
        assert less.registratieregels["bedrag_ct"].sum() == less.taakkosten["gelezen_ct"].sum() == others
    sound = data.without_errors()
    assert_whole(Edition(sound, base))
    assert sound.taakkosten["gelezen_ct"].sum() == lines["bedrag_ct"].sum() - data.at_stake_ct


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition without registrations, to put random ones in."""
    where = editions.paths("toets", tmp_path_factory.mktemp("toets"))
    starter.start_edition(where, (2020, 2021), ("A", "B", "C"))
    return Edition(pipeline.load("toets", where.root), load_scenarios(where)["basis"])


VSVS = ("A", "B", "C", "D")
TASKS = ("T01", "T02", "T10", "T14", "T15", ONBEKEND)
ANSWERS = ("geregistreerd", "nul", "niet geregistreerd", "n.v.t.", "")
LINES = st.lists(
    st.tuples(
        st.sampled_from(VSVS), st.sampled_from((2020, 2021)), st.sampled_from(TASKS), st.booleans(),
        st.sampled_from([0, 1, 99, 12345, 400_000, -500]), st.sampled_from([0.25, 1.0, 7.5]),
        st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from(["gynaecoloog", "coördinator", ONBEKEND]),
    ),
    min_size=1, max_size=40,
)  # fmt: skip
UNREAD = st.lists(
    st.tuples(st.sampled_from(VSVS), st.sampled_from((2020, 2021)), st.sampled_from(TASKS)), max_size=4
)


def random_edition(frame: Edition, lines: list[tuple], unread: list[tuple], answers: list[str]) -> Edition:
    """Put made-up lines, answers and unread cells through the same procedure as registrations."""
    rows = []
    for i, (vsv, year, task, hours, cents, count, share, who) in enumerate(lines):
        rate = 14_000
        rows.append(
            {
                "vsv": vsv, "boekjaar": year, "taak": task, "activiteit": "vergadering" if hours else "",
                "kostensoort": UREN if hours else "inkoop", "functie": who if hours else "", "uren": count if hours else 0.0,
                "tarief_ct": rate if hours else pd.NA, "aandeel_vergoed": share if hours else np.nan,
                "bedrag_ct": round(count * rate * share) if hours else cents, "schaduw_ct": 0,
                "aard": EENMALIG if task == "T01" or cents == 99 else STRUCTUREEL, "omschrijving": "", "periode": str(year),
                "persoon": "", "leverancier": "", "bron_bestand": f"{vsv}_{year}.xlsx",
                "bron_blad": "Uren" if hours else "Andere kosten", "bron_rij": i + 5, "bron_kolommen": "F",
            }
        )  # fmt: skip
    regels = contracts.conform(pd.DataFrame(rows), "registratieregels")
    years = sorted({(row["vsv"], row["boekjaar"]) for row in rows})
    told = pd.DataFrame(
        [
            {"vsv": vsv, "boekjaar": year, "taak": task, "antwoord": answers[(i + j) % len(answers)]}
            for i, (vsv, year) in enumerate(years)
            for j, task in enumerate(basiskader.codes("taken"))
        ]
    )
    missed = contracts.empty("ongelezen")
    here = sorted({place for place in unread if place[:2] in years})
    if here:
        cells = [
            {"vsv": v, "boekjaar": y, "taak": t, "bestand": f"{v}_{y}.xlsx", "blad": "Uren", "cel": f"F{900 + i}",
             "soort": "bedrag", "waarde": "pm"}
            for i, (v, y, t) in enumerate(here)
        ]  # fmt: skip
        missed = contracts.conform(pd.DataFrame(cells), "ongelezen")
    distributed = contracts.conform(separation.separate(regels, frame.data.rules), "verdeling")
    status = task_status(regels, told, missed)
    profiles = pd.DataFrame(
        [{"vsv": v, "boekjaar": y, "naam": v, "soort": "VSV", "bevallingen": 2000, "aantal_partners": 9, "rechtspersoon": "geen",
          "startjaar": 2012, "ingevuld_door": "", "akkoord_door": "", "akkoord_datum": "", "verzonnen": True, "bron_bestand": ""}
         for v, y in years]
    )  # fmt: skip
    data = dataclasses.replace(
        frame.data,
        registratieregels=regels,
        verdeling=distributed,
        ongelezen=missed,
        profielen=contracts.conform(profiles, "profielen"),
        taakkosten=task_costs(regels, distributed, status),
        postkosten=post_costs(regels, distributed, frame.data.rules, status),
    )
    contracts.validate(data.taakkosten, "taakkosten")
    contracts.validate(data.postkosten, "postkosten")
    return Edition(data, frame.base)


@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=LINES, unread=UNREAD, answers=st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=5))
def test_tables_of_any_edition_are_whole(frame, lines, unread, answers):
    assert_whole(random_edition(frame, lines, unread, answers))


def test_a_year_in_which_nothing_cost_anything_counts_in_a_scenario(frame):
    """Two VSVs, one of which spent nothing: the mean is half of what the other spent."""
    spent = ("A", 2020, "T02", False, 10, 100.0, 1.0, "gynaecoloog")
    nothing = ("B", 2020, "T02", False, 0, 0.25, 0.0, "gynaecoloog")
    one = random_edition(frame, [spent, nothing], [], ["nul"])
    assert_whole(one)
    data = dataclasses.replace(
        one.data, bevindingen=errors_at(one.data.registratieregels, {1})
    ).without_errors()
    assert set(data.registratieregels["vsv"]) == {"A"}
    assert set(data.postkosten["vsv"]) == {"A", "B"}
    assert_whole(Edition(data, one.base))
    whole, less = (
        run_scenario(one.base, some.postkosten, some.profielen, n_land=71).peil["structureel_ct"]
        for some in (one.data, data)
    )
    assert int(less) == int(whole)


@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lines=LINES,
    unread=UNREAD,
    answers=st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=5),
    out=st.sets(st.sampled_from(VSVS), min_size=1),
    wrong=st.sets(st.integers(0, 39)),
)
def test_tables_of_any_edition_without_some_of_it_are_whole(frame, lines, unread, answers, out, wrong):
    """Without some VSVs, without the lines with an error, and without both in either order."""
    one = random_edition(frame, lines, unread, answers)
    data = dataclasses.replace(one.data, bevindingen=errors_at(one.data.registratieregels, wrong))
    there = set(data.vsvs)
    cash = data.registratieregels.groupby("vsv")["bedrag_ct"].sum()
    stake = sum(data.at_stake_of(vsv) for vsv in there)
    assert stake == data.at_stake_ct
    sound = data.without_errors()
    assert_whole(Edition(sound, one.base))
    assert sound.taakkosten["gelezen_ct"].sum() == cash.sum() - stake
    assert (sound.taakkosten[KEY[:2]].to_numpy() == data.taakkosten[KEY[:2]].to_numpy()).all()
    if there <= out or not out <= there:
        with pytest.raises(editions.EditionError):
            data.without(out)
        return
    less = data.without(out)
    assert_whole(Edition(less, one.base))
    assert less.taakkosten["gelezen_ct"].sum() == cash.drop(list(out)).sum()
    both, other = sound.without(out), less.without_errors()
    for name in ("registratieregels", "verdeling", "taakkosten", "postkosten", "bevindingen"):
        pd.testing.assert_frame_equal(both.tables()[name], other.tables()[name], obj=name)


def errors_at(lines: pd.DataFrame, places: set[int]) -> pd.DataFrame:
    """Make an error of rule R01 for the lines at these places, as far as they are there."""
    chosen = lines.iloc[sorted(place for place in places if place < len(lines))]
    return to_table(
        Finding("R01", line.bron_bestand, "fout", line.bron_blad, f"J{line.bron_rij}", vsv=line.vsv, boekjaar=line.boekjaar)
        for line in chosen.itertuples()
    )  # fmt: skip
