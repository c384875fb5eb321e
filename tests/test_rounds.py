"""Two rounds beside each other: a case worked out by hand, that steps always add up, and how tasks come back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vsvanalyse import basiskader
from vsvanalyse.basiskader import Lists
from vsvanalyse.code_lists import CodelistError
from vsvanalyse.edition import EditionPaths
from vsvanalyse.edition.translation import FILE, read_translation
from vsvanalyse.overview.rounds import STEPS, Rounds, compare_rounds
from vsvanalyse.prices import index_factor
from vsvanalyse.separation.taakkosten import costs_by_task

HEAD = "editie;van;naar;aandeel;status;bron\n"
NOW = Lists(
    {
        "taken": tuple(
            {"taak": code, "naam": code, "omschrijving": code, "aard": aard, "bron": "test"}
            for code, aard in (("A1", "structureel"), ("B1", "structureel"), ("E1", "eenmalig"))
        )
    }
)
THEN = Lists(
    {
        "taken": tuple(
            {"taak": code, "naam": code, "omschrijving": code, "aard": aard, "bron": "test"}
            for code, aard in (
                ("P1", "structureel"),
                ("P2", "structureel"),
                ("B1", "structureel"),
                ("Q1", "eenmalig"),
            )
        )
    }
)
TRANSLATION = {
    "P1": {"A1": Fraction(1)},
    "P2": {"A1": Fraction(1, 4), "B1": Fraction(3, 4)},
    "B1": {"B1": Fraction(1)},
    "Q1": {"E1": Fraction(1)},
}


@dataclass
class Round:
    """As much of an edition as two rounds are compared by."""

    structural_costs: pd.DataFrame
    lists: Lists
    edition: SimpleNamespace


def a_round(
    costs: dict[str, dict[str, tuple[int, int] | None]], lists: Lists, year: int, level: int
) -> Round:
    """Make a round of one year: VSV → task → cents of hours and of purchases, or None where unknown."""
    rows = [
        {
            "vsv": vsv, "boekjaar": year, "taak": task,
            "bedrag_ct": None if cents is None else sum(cents),
            "uren_bedrag_ct": None if cents is None else cents[0],
            "inkoop_ct": None if cents is None else cents[1],
        }
        for vsv, tasks in costs.items()
        for task, cents in tasks.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows).astype(dict.fromkeys(("bedrag_ct", "uren_bedrag_ct", "inkoop_ct"), "Int64"))
    return Round(frame, lists, SimpleNamespace(prijspeil=level, n_land=20))


def compared(now: Round, then: Round) -> Rounds:
    return compare_rounds(now, then, TRANSLATION)  # type: ignore[arg-type]


def test_by_hand():
    """V1 and V2 in both rounds, V3 gone, V4 new; V2 did not know P1. Prices of hours 2021 to 2022."""
    then = a_round(
        {
            "V1": {"P1": (100_00, 0), "P2": (400_00, 0), "B1": (0, 0)},
            "V2": {"P1": None, "P2": (800_00, 0), "B1": (0, 0)},
            "V3": {"P1": (300_00, 0), "P2": (0, 0), "B1": (60_00, 0)},
        },
        THEN, 2021, 2021,
    )  # fmt: skip
    now = a_round(
        {
            "V1": {"A1": (250_00, 0), "B1": (330_00, 0)},
            "V2": {"A1": (500_00, 0), "B1": (650_00, 0)},
            "V4": {"A1": (0, 0), "B1": (40_00, 0)},
        },
        NOW, 2022, 2022,
    )  # fmt: skip
    f = index_factor("ova", 2021, 2022).factor
    found = compared(now, then)
    rows = found.taken.set_index("taak")
    # As the earlier pages say: P1 (100 + 300) / 2 = 200, P2 1200 / 3 = 400, B1 60 / 3 = 20.
    assert rows.loc["A1", "eerder_ct"] == 200_00 + 100_00
    assert rows.loc["B1", "eerder_ct"] == 300_00 + 20_00
    # As tasks of now: A1 is unknown of V2, so (200 + 300) / 2 = 250; B1 (300 + 600 + 60) / 3 = 320.
    assert not rows["lijst_ct"].any()
    assert rows.loc["A1", "prijs_ct"] == round(250_00 * (f - 1))
    assert rows.loc["B1", "prijs_ct"] == round(320_00 * (f - 1))
    # Without V3: A1 200 of V1 alone, B1 (300 + 600) / 2 = 450.
    assert rows.loc["A1", "vertrokken_ct"] == round(200_00 * f) - round(250_00 * f)
    assert rows.loc["B1", "vertrokken_ct"] == round(450_00 * f) - round(320_00 * f)
    # Work: A1 of V1 only, 250 - 200 f; B1 of both, 490 - 450 f. What V2 tells of A1 now is registering: 375 - 250.
    assert rows.loc["A1", "werk_ct"] == pytest.approx(250_00 - 200_00 * f, abs=1)
    assert rows.loc["A1", "registreren_ct"] == pytest.approx(125_00 - 50_00, abs=1)
    assert rows.loc["B1", "werk_ct"] == pytest.approx(490_00 - 450_00 * f, abs=1)
    assert rows.loc["B1", "registreren_ct"] == pytest.approx(0, abs=1)
    assert rows["nieuw_ct"].tolist()[:2] == [250_00 - 375_00, 340_00 - 490_00]
    assert rows["nu_ct"].tolist()[:2] == [250_00, 340_00]
    assert found.deelnemers.set_index("vsv")["ronde"].to_dict() == {
        "V1": "beide", "V2": "beide", "V3": "alleen eerder", "V4": "alleen nu",
    }  # fmt: skip
    mean, low, high = found.werk
    assert mean == pytest.approx(rows["werk_ct"].sum(), abs=2)
    assert low < mean < high


CENTS = st.integers(0, 10**7)
AMOUNT = st.one_of(st.none(), st.tuples(CENTS, CENTS))


def a_person(tasks: tuple[str, ...]):
    return st.fixed_dictionaries(dict.fromkeys(tasks, AMOUNT))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["V1", "V2", "V3", "V4"]), a_person(("P1", "P2", "B1")), min_size=1),
    st.dictionaries(st.sampled_from(["V2", "V3", "V4", "V5"]), a_person(("A1", "B1")), min_size=1),
    st.sampled_from([(2020, 2021), (2021, 2021), (2021, 2024)]),
)
def test_the_steps_add_up_to_the_cent(then, now, levels):
    found = compared(a_round(now, NOW, levels[1], levels[1]), a_round(then, THEN, levels[0], levels[0]))
    steps = [f"{step}_ct" for step in STEPS]
    rows = found.taken
    assert (rows["eerder_ct"] + rows[steps].sum(axis=1) == rows["nu_ct"]).all()
    earlier = pd.DataFrame(
        {
            vsv: {task: None if cents is None else sum(cents) for task, cents in own.items()}
            for vsv, own in then.items()
        }
    ).T.astype("float64")
    assert rows["eerder_ct"].sum() == pytest.approx(earlier.mean().fillna(0).sum(), abs=3)


def test_a_task_without_a_predecessor_is_no_work():
    """C1 is new on the list: all that it costs is a step of its own, and what others spend stays as it is."""
    lists = Lists({"taken": (*NOW.rows("taken"), {**NOW.rows("taken")[0], "taak": "C1", "naam": "C1"})})
    then = a_round(
        {vsv: {"P1": (100_00, 0), "P2": (40_00, 0), "B1": (0, 0)} for vsv in ("V1", "V2", "V3")},
        THEN,
        2021,
        2021,
    )
    plain = {vsv: {"A1": (90_00 + i, 0), "B1": (50_00, 0)} for i, vsv in enumerate(("V1", "V2", "V3"))}
    more = {vsv: {**tasks, "C1": (70_00, 5_00)} for vsv, tasks in plain.items()}
    without, found = (compared(a_round(costs, lists, 2021, 2021), then) for costs in (plain, more))
    row = found.taken.set_index("taak").loc["C1"]
    assert row["lijst_ct"] == row["nu_ct"] == 75_00
    assert not row[["eerder_ct", *(f"{step}_ct" for step in STEPS if step != "lijst")]].any()
    assert found.werk == without.werk
    assert found.totaal["werk_ct"] == without.totaal["werk_ct"]


def test_nothing_to_compare_is_not_nought():
    then = a_round(
        {"V1": {"P1": None, "P2": None, "B1": None}, "V2": {"P1": None, "P2": None, "B1": None}},
        THEN,
        2021,
        2021,
    )
    now = a_round({"V1": {"A1": (1, 0), "B1": (1, 0)}, "V2": {"A1": (1, 0), "B1": (1, 0)}}, NOW, 2021, 2021)
    assert all(np.isnan(value) for value in compared(now, then).werk)


def test_an_unknown_cost_makes_the_interval_wider():
    then = {f"V{i}": {"P1": (0, 0), "P2": (0, 0), "B1": (0, 0)} for i in range(6)}
    now = {f"V{i}": {"A1": (100_00 * i, 0), "B1": (70_00 * i * i, 0)} for i in range(6)}
    whole = compared(a_round(now, NOW, 2021, 2021), a_round(then, THEN, 2021, 2021)).werk
    now["V3"] = {**now["V3"], "B1": None}
    less = compared(a_round(now, NOW, 2021, 2021), a_round(then, THEN, 2021, 2021)).werk
    filled = [100_00 * i + 70_00 * i * i for i in (0, 1, 2, 4, 5)] + [300_00 + 70_00 * (1 + 4 + 16 + 25) / 5]
    narrow = stats.t.ppf(0.975, 5) * np.std(filled, ddof=1) / np.sqrt(6) * np.sqrt(1 - 6 / 20)
    assert less[2] - less[0] > narrow
    assert whole[0] == pytest.approx(np.mean([100_00 * i + 70_00 * i * i for i in range(6)]))


def test_the_ends_are_what_the_pages_of_each_round_tell(example):
    """Over VSV-years: who registered one year less counts less often, and the bridge begins where the report does."""
    gone = (example.taakkosten["vsv"] == "VSV03") & (example.taakkosten["boekjaar"] == 2020)
    less = replace(example, taakkosten=example.taakkosten[~gone].reset_index(drop=True))
    same = {row["taak"]: {row["taak"]: Fraction(1)} for row in basiskader.rows("taken")}
    found = compare_rounds(example, less, same)
    told = costs_by_task(less.structural_costs).mean().sum()
    assert found.totaal["eerder_ct"] == pytest.approx(told, abs=9)
    assert found.totaal["eerder_ct"] + sum(found.totaal[f"{step}_ct"] for step in STEPS) == 254_234_00


def test_the_same_round_twice_changes_nothing(example):
    with basiskader.using(example.lists):
        same = {row["taak"]: {row["taak"]: Fraction(1)} for row in basiskader.rows("taken")}
    found = compare_rounds(example, example, same)
    moved = found.taken[[f"{step}_ct" for step in STEPS if step not in ("prijs", "registreren")]]
    assert not moved.to_numpy().any()
    assert found.totaal["eerder_ct"] == found.totaal["nu_ct"] == 254_234_00


def where(folder: Path, rows: str) -> EditionPaths:
    paths = EditionPaths(folder, "nu")
    paths.raw.mkdir(parents=True)
    (paths.raw / FILE).write_text(HEAD + rows, encoding="utf-8")
    return paths


def test_a_translation_is_read_and_same_tasks_need_no_row(tmp_path):
    rows = "toen;P1;A1;1;aanname;t\ntoen;P2;A1;0,25;aanname;t\ntoen;P2;B1;3/4;aanname;t\ntoen;Q1;E1;1;aanname;t\nander;X;Y;1;a;t\n"
    found = read_translation(where(tmp_path, rows), "toen", THEN, NOW)
    assert {old: dict(parts) for old, parts in found.items()} == TRANSLATION


def test_a_translation_that_loses_a_task_is_refused_with_all_that_is_wrong(tmp_path):
    rows = "toen;P1;Z9;1;aanname;t\ntoen;P2;A1;0,25;aanname;t\ntoen;P2;B1;0,5;aanname;t\ntoen;W1;A1;1;aanname;t\ntoen;B1;E1;2;a;t\n"
    with pytest.raises(CodelistError) as caught:
        read_translation(where(tmp_path, rows), "toen", THEN, NOW)
    told = str(caught.value)
    for part in (
        "rij 2: taak 'Z9' staat niet in de lijst van nu",
        "rij 5: taak 'W1' staat niet in de lijst van toen",
        "rij 6: aandeel '2' is geen getal tussen 0 en 1",
        "de aandelen van taak 'P2' zijn samen 0,75",
        "taak 'Q1' van toen (eenmalig) gaat verloren",
    ):
        assert part in told, told
    other = Lists(
        {
            "taken": tuple(
                {**row, "naam": "anders"} if row["taak"] == "B1" else row for row in NOW.rows("taken")
            )
        }
    )
    with pytest.raises(CodelistError, match="taak 'B1' heet in toen 'B1' en nu 'anders'"):
        read_translation(
            where(tmp_path / "c", "toen;P1;A1;1;a;t\ntoen;P2;A1;1;a;t\ntoen;Q1;E1;1;a;t\n"),
            "toen",
            THEN,
            other,
        )
    with pytest.raises(CodelistError, match=r"vertaling\.csv: .*aanhalingstekens gaan open en niet dicht"):
        read_translation(where(tmp_path / "e", f'toen;P1;"{"x" * 200_000}'), "toen", THEN, NOW)
    with pytest.raises(CodelistError, match="rij 2: er zijn meer cellen dan kolommen"):
        read_translation(where(tmp_path / "d", "toen;P1;A1;1;a;t;u\n"), "toen", THEN, NOW)
    with pytest.raises(CodelistError, match="is structureel en 'E1' is eenmalig"):
        read_translation(where(tmp_path / "b", "toen;B1;E1;1;a;t\n"), "toen", THEN, NOW)
