"""What is built into the made-up pilots: per VSV, year and task the hours, rates, pay and purchases.

The plan is the truth that an analysis of the forms should find again. Cash per cell is split in
whole cents so that the pilots' mean over the years is the published figure to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.example.taskprofiles import PROFILES
from vsvanalyse.money import split_cents

YEARS = (2020, 2021)
STAFF = frozenset({"coördinator", "secretariaat", "bestuurder", "cliëntvertegenwoordiger"})
"""Functions that every made-up VSV pays in full; for the others its own policy holds."""


@dataclass(frozen=True)
class Pilot:
    """One made-up VSV: its size, and what makes it differ from the others.

    ``uren_factor``, ``tarief_factor`` and ``inkoop_factor`` multiply the plain task profile;
    ``vergoed`` is the paid share of clinicians' hours; ``antwoorden`` has the tasks without cost.
    """

    vsv: str
    naam: str
    soort: str
    bevallingen: int
    partners: int
    rechtspersoon: str
    startjaar: int
    uren_factor: float
    tarief_factor: float
    vergoed: float
    inkoop_factor: float
    antwoorden: dict[str, str]


_NVT, _NIET, _NUL = "n.v.t.", "niet geregistreerd", "nul"
_SIX = (
    Pilot(
        "VSV01",
        "Voorbeeld-VSV Duinrand",
        "VSV",
        1450,
        8,
        "stichting",
        2013,
        0.75,
        1.0,
        1.0,
        0.9,
        {"T17": _NVT},
    ),
    Pilot(
        "VSV02",
        "Voorbeeld-VSV Rivierenhof",
        "VSV",
        2130,
        11,
        "vereniging",
        2012,
        1.0,
        0.92,
        0.5,
        1.0,
        {"T10": _NIET},
    ),
    Pilot(
        "VSV03", "Voorbeeld-VSV Heideland", "VSV", 1790, 9, "geen", 2014, 0.9, 1.0, 0.0, 0.8, {"T09": _NVT}
    ),
    Pilot(
        "VSV04",
        "Voorbeeld-VSV Merenstad",
        "VSV",
        2890,
        16,
        "coöperatie",
        2011,
        1.2,
        1.08,
        1.0,
        1.1,
        {"T08": _NUL},
    ),
    Pilot(
        "VSV05",
        "Voorbeeld-IGO Zuiderpoort",
        "IGO",
        3340,
        19,
        "coöperatie",
        2010,
        1.45,
        1.12,
        1.0,
        1.35,
        {"T01": _NVT},
    ),
    Pilot(
        "VSV06",
        "Voorbeeld-VSV Veenwijk",
        "VSV",
        2380,
        12,
        "stichting",
        2013,
        1.05,
        0.9,
        0.25,
        0.95,
        {"T17": _NVT, "T10": _NVT},
    ),
)


def pilots(count: int, seed: int) -> list[Pilot]:
    """Give made-up VSVs: the six of the shipped edition first, then as many random ones as asked.

    Every task is done by somebody, because its published mean could not be reached otherwise.
    """
    rng = np.random.default_rng([seed, 1])
    made = list(_SIX[:count])
    for i in range(len(made), count):
        births = int(rng.lognormal(np.log(2200), 0.35))
        soort = "IGO" if i % 9 == 8 else "VSV"
        skipped = [f"T{t:02d}" for t in range(3, 18) if rng.random() < 0.08]
        made.append(
            Pilot(
                vsv=f"VSV{i + 1:02d}",
                naam=f"Voorbeeld-{soort} Streek {i + 1}",
                soort=soort,
                bevallingen=min(max(births, 900), 6500),
                partners=int(rng.integers(6, 24)),
                rechtspersoon=str(rng.choice(["geen", "stichting", "vereniging", "coöperatie"])),
                startjaar=int(rng.integers(2010, 2017)),
                uren_factor=round(float(rng.lognormal(0, 0.25)), 2),
                tarief_factor=round(float(rng.uniform(0.85, 1.15)), 2),
                vergoed=float(rng.choice([0.0, 0.25, 0.5, 1.0, 1.0])),
                inkoop_factor=round(float(rng.lognormal(0, 0.25)), 2),
                antwoorden={t: str(rng.choice([_NVT, _NVT, _NIET, _NUL])) for t in skipped},
            )
        )
    nobody = set.intersection(*(set(pilot.antwoorden) for pilot in made))
    done = {task: answer for task, answer in made[0].antwoorden.items() if task not in nobody}
    return [replace(made[0], antwoorden=done), *made[1:]]


def rate_euro(pilot: Pilot, functie: str, year: int) -> int:
    """Give the hourly rate, in whole euros, that a made-up VSV has for a function."""
    return max(5, round(basiskader.rate_card(year)[functie] / 100 * pilot.tarief_factor))


def paid_share(pilot: Pilot, functie: str) -> float:
    """Give the share of a function's hours that a made-up VSV pays."""
    return 1.0 if functie in STAFF else pilot.vergoed


def make_plan(made: list[Pilot], seed: int, years: tuple[int, ...] = YEARS) -> pd.DataFrame:
    """Plan each VSV × year × task × function: ``uren, tarief_eur, aandeel``, with the cell's cash.

    ``cel_ct`` is the cash of the whole VSV × year × task, ``inkoop_ct`` the bought part of it; both
    are repeated on each function's row. The mean of ``cel_ct`` over the VSVs and years whose cost is known is the
    published figure of the task (for T01 the amount of one year), exactly.
    """
    rng = np.random.default_rng([seed, 2])
    rows = []
    for task, profile in PROFILES.items():
        cells = []
        for pilot in made:
            local = float(rng.lognormal(0, 0.22))
            for year in years:
                if task in pilot.antwoorden:
                    continue
                size = (pilot.bevallingen / 2300) ** 0.35
                grown = 1.0 if year == years[0] else float(rng.lognormal(0.02, 0.06))
                work = pilot.uren_factor * local * size * grown
                rate = {f: rate_euro(pilot, f, year) for f in profile.functies}
                full = sum(w * rate[f] for f, w in profile.functies.items())
                hours = {f: work * w / full for f, w in profile.functies.items()}
                cash = sum(hours[f] * rate[f] * paid_share(pilot, f) for f in hours)
                bought = profile.inkoop / (1 - profile.inkoop) * pilot.inkoop_factor * size * grown
                cells.append((pilot, year, hours, rate, cash, bought))
        known = sum(pilot.antwoorden.get(task) != _NIET for pilot in made)
        rows += _tie_to_published(task, cells, known * len(years))
    return pd.DataFrame(rows)


def _tie_to_published(task: str, cells: list[tuple], count: int) -> list[dict[str, object]]:
    target = basiskader.load().gepubliceerd.set_index("taak").loc[task, "jaar1_ct"] * count
    amounts = split_cents(int(target), [round(cash + bought, 9) for *_, cash, bought in cells])
    scale = float(target) / 100 / sum(cash + bought for *_, cash, bought in cells)
    return [
        {
            "vsv": pilot.vsv,
            "boekjaar": year,
            "taak": task,
            "functie": functie,
            "uren": hours[functie] * scale,
            "tarief_eur": rate[functie],
            "aandeel": paid_share(pilot, functie),
            "inkoop_ct": round(bought * scale * 100),
            "cel_ct": amount,
        }
        for (pilot, year, hours, rate, _, bought), amount in zip(cells, amounts, strict=True)
        for functie in hours
    ]
