"""Scenarios worked out by hand: every folder of tests/golden/scenarios tells its sums in BRON.md."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from vsvanalyse import contracts
from vsvanalyse.scenarios import load_scenario, run_scenario
from vsvanalyse.scenarios.measures import ORDER

CASES = sorted(path for path in (Path(__file__).parent / "golden" / "scenarios").iterdir() if path.is_dir())
KEYS = {
    "taakkosten": ["vsv", "boekjaar", "taak"],
    "landelijk": ["maatregel", "jaar"],
    "vsv_jaren": ["vsv", "jaar"],
    "jaren": ["raming", "jaar"],
}
UNKNOWN = "onbekend"


def expectations(case: Path) -> dict:
    found = tomllib.loads((case / "verwacht.toml").read_text(encoding="utf-8"))
    assert {"scenario", "n_land"} <= set(found) <= {"scenario", "n_land", *KEYS}
    assert any(found.get(table) for table in KEYS)
    return found


def load_costs(case: Path) -> pd.DataFrame:
    table = pd.read_csv(case / "postkosten.csv", sep=";", keep_default_na=False)
    return contracts.validate(contracts.conform(table, "postkosten"), "postkosten")


def compare_row(table: pd.DataFrame, keys: list[str], wanted: dict) -> list[str]:
    assert set(keys) < set(wanted) <= set(table), f"{wanted} against columns {list(table)}"
    at = {key: wanted[key] for key in keys}
    row = table[(table[keys] == pd.Series(at)).all(axis=1)]
    if len(row) != 1:
        return [f"{at}: {len(row)} rows"]
    told = []
    for column in wanted.keys() - at.keys():
        worked, given = wanted[column], row[column].iloc[0]
        assert type(worked) is int or worked == UNKNOWN, f"{at} {column}: {worked!r} is no whole number"
        same = pd.isna(given) if worked == UNKNOWN else not pd.isna(given) and given == worked
        if not same:
            told.append(f"{at} {column}: by hand {worked}, given {given}")
    return sorted(told)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_scenario_gives_what_was_worked_by_hand(case: Path):
    wanted = expectations(case)
    births = pd.read_csv(case / "profielen.csv", sep=";", dtype={"bevallingen": "Int64"})
    scenario = load_scenario(case / f"{wanted['scenario']}.toml")
    result = run_scenario(scenario, load_costs(case), births, n_land=wanted["n_land"])
    told = [
        f"{name} {difference}"
        for name, keys in KEYS.items()
        for row in wanted.get(name, [])
        for difference in compare_row(getattr(result, name), keys, row)
    ]
    assert not told, "\n".join([f"{case.name}: see its BRON.md", *told])


def test_every_lever_is_worked_by_hand():
    assert len(CASES) >= 12
    scenarios = [load_scenario(case / f"{expectations(case)['scenario']}.toml") for case in CASES]
    assert {name.partition(".")[0] for one in scenarios for name in one.maatregelen} == set(ORDER)
    assert all((case / "BRON.md").read_text(encoding="utf-8").strip() for case in CASES)
