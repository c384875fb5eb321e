"""Benchmarks of scenarios: drawing against NumPy, memory in the number of draws, scenarios and a slider against what prepares them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from vsvanalyse import basiskader, contracts
from vsvanalyse.exhibits import cases, verkenner
from vsvanalyse.process import pipeline
from vsvanalyse.render import html
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.explore import answer, at_rest, scenario_of
from vsvanalyse.scenarios.library import load_scenario
from vsvanalyse.scenarios.model import Model, edition_model, make_model
from vsvanalyse.scenarios.run import run_model
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty.draws import simulate

VSVS, DRAWS, YEARS = 71, 10_000, 10
EXAMPLE = Path(__file__).parents[2] / "data" / "raw" / "voorbeeld" / "scenarios"
Compare = Callable[..., list[float]]


def country(vsvs: int = VSVS) -> Model:
    """Make a country in which every VSV registered every task, each under a contested rule."""
    rng = np.random.default_rng(1)
    keys = pd.MultiIndex.from_product(
        [[f"VSV{i:02d}" for i in range(vsvs)], basiskader.codes("taken")], names=["vsv", "taak"]
    )
    table = keys.to_frame(index=False).assign(boekjaar=2021)
    amount = rng.integers(100_000, 5_000_000, len(table))
    table = table.assign(
        regel="S" + table["taak"].str[1:],
        aard=np.where(table["taak"].isin(list(basiskader.one_off_tasks())), "eenmalig", "structureel"),
        bedrag_ct=amount, uren_bedrag_ct=amount // 2, vacatie_ct=amount // 3, vacatie_kaart_ct=amount,
        loon_kaart_ct=amount // 6, vacatie_uren_betaald=amount / 30_000, nieuw_strikt_ct=0,
        nieuw_verwacht_ct=amount // 2, nieuw_ruim_ct=amount,
    )  # fmt: skip
    profiles = pd.DataFrame(
        {
            "vsv": [f"VSV{i:02d}" for i in range(vsvs)],
            "boekjaar": 2021,
            "bevallingen": rng.integers(1000, 5000, vsvs),
        }
    )
    return make_model(contracts.conform(table, "postkosten"), profiles, 75)


def everything() -> Scenario:
    """Give the broadest shipped scenario over ten years."""
    scenario = load_scenario(EXAMPLE / "alles_samen.toml")
    return scenario.model_copy(update={"van": 2024, "tot": 2023 + YEARS})


def measure(medians: Compare, tell: Callable[..., None]) -> None:
    """Print the ratios; ``medians`` and ``tell`` come from the other benchmarks."""
    model, scenario = country(), everything()
    size = DRAWS * 17 * VSVS * YEARS

    def normals() -> None:
        rng = np.random.default_rng(1)
        for _ in range(100):
            rng.standard_normal(size // 100)

    mine, numpy = medians(3, lambda: simulate(Case(model, scenario), DRAWS), normals)
    tell(
        f"{DRAWS} draws × 17 tasks × {VSVS} VSVs × {YEARS} years",
        mine,
        numpy,
        "NumPy drawing as many normals",
        "at most 1",
    )
    peaks = {draws: peak_mib(draws) for draws in (1_000, DRAWS, 10 * DRAWS)}
    told = ", ".join(f"{draws} draws {peak:.0f} MiB" for draws, peak in peaks.items())
    print(f"peak memory of a whole process: {told} (wanted flat, below 500)", flush=True)

    data, base = pipeline.load("voorbeeld", EXAMPLE.parents[3]), load_scenario(EXAMPLE / "basis.toml")
    small, every = cases.model(data), [load_scenario(path) for path in sorted(EXAMPLE.glob("*.toml"))]
    mine, prepared = medians(
        7, lambda: [run_model(Case(small, one)) for one in every], lambda: edition_model(data)
    )
    tell(f"{len(every)} scenarios worked out", mine, prepared, "preparing the edition for them", "at most 6")

    moved = {"vacatiegeld": "tariefkaart", "per_vsv_eur": 2e5, "lopend": True, "correctie": 1.2}
    shown = verkenner.keuze(data, base, moved)
    chosen = {**at_rest(Case(small, base)), **moved}

    def move() -> None:
        answer(Case(small, scenario_of(base, chosen)))
        html.show(shown)

    mine, prepared = medians(15, move, lambda: edition_model(data))
    tell(
        "a slider's move worked out and drawn", mine, prepared, "preparing the edition for it", "at most 0.5"
    )


def peak_mib(draws: int) -> float:
    """Give the highest memory of a process that does this many draws."""
    # Not getrusage: what that tells of a new process begins at the size of the process that started it.
    code = (
        "from tests.benchmarks.scenarios import Case, country, everything, simulate;"
        f"simulate(Case(country(), everything()), {draws});"
        "print(next(int(line.split()[1]) for line in open('/proc/self/status') if 'VmHWM' in line) / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)
