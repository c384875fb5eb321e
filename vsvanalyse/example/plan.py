"""What is built into a made-up study: per organisation, year and task the hours, rates, pay and purchases.

The plan is the truth that an analysis of the forms should find again. Cash per cell is split in
whole cents so that the mean over organisations and years is that of the study to the cent.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.example.study import Organisation, Study
from vsvanalyse.money import split_cents

NOT_KEPT = "niet geregistreerd"
_ANSWERS = ("n.v.t.", "n.v.t.", NOT_KEPT, "nul")
_GROWTH = 0.35


def organisations(study: Study, count: int, seed: int) -> list[Organisation]:
    """Give made-up organisations: those of the study first, then as many random ones as asked.

    Every task is done by somebody, because its mean could not be reached otherwise.
    """
    rng, more = np.random.default_rng([seed, 1]), study.meer
    made = list(study.deelnemer[:count])
    for i in range(len(made), count):
        births = int(rng.lognormal(np.log(more.omvang.midden), more.omvang.spreiding))
        soort = more.soorten[-1 if i % 9 == 8 else 0]
        skipped = [task for task in list(study.taak)[2:] if rng.random() < 0.08]
        made.append(
            Organisation(
                code=f"{more.code}{i + 1:02d}",
                naam=more.naam.format(soort=soort, nummer=i + 1),
                soort=soort,
                omvang=min(max(births, more.omvang.minst), more.omvang.hoogstens),
                partners=int(rng.integers(6, 24)),
                rechtspersoon=str(rng.choice(["geen", "stichting", "vereniging", "coöperatie"])),
                startjaar=int(rng.integers(2010, 2017)),
                uren_factor=round(float(rng.lognormal(0, 0.25)), 2),
                tarief_factor=round(float(rng.uniform(0.85, 1.15)), 2),
                vergoed=float(rng.choice([0.0, 0.25, 0.5, 1.0, 1.0])),
                inkoop_factor=round(float(rng.lognormal(0, 0.25)), 2),
                antwoorden={task: str(rng.choice(_ANSWERS)) for task in skipped},
            )
        )
    nobody = set.intersection(*(set(one.antwoorden) for one in made))
    done = {task: answer for task, answer in made[0].antwoorden.items() if task not in nobody}
    return [made[0].model_copy(update={"antwoorden": done}), *made[1:]]


def rate_euro(one: Organisation, functie: str, year: int) -> int:
    """Give the hourly rate, in whole euros, that a made-up organisation has for a function."""
    return max(5, round(basiskader.rate_card(year)[functie] / 100 * one.tarief_factor))


def paid_share(study: Study, one: Organisation, functie: str) -> float:
    """Give the share of a function's hours that a made-up organisation pays."""
    return 1.0 if functie in study.betaald else one.vergoed


def has_cost(study: Study, task: str, year: int) -> bool:
    """Whether a task costs anything in a year."""
    first = study.taak[task].jaren
    return not first or year in study.jaren[:first]


def make_plan(study: Study, made: list[Organisation], seed: int) -> pd.DataFrame:
    """Plan each organisation × year × task × function: ``uren, tarief_eur, aandeel``, with the cell's cash.

    ``cel_ct`` is the cash of the whole organisation × year × task, ``inkoop_ct`` the bought part of it; both
    are repeated on each function's row. The mean of ``cel_ct`` over those and the years whose cost is known is that
    of the study, or else the published one (of a one-off task the amount of one year), exactly.
    """
    rng = np.random.default_rng([seed, 2])
    rows = []
    for task, profile in study.taak.items():
        years = [year for year in study.jaren if has_cost(study, task, year)]
        cells = []
        for one in made:
            local = float(rng.lognormal(0, 0.22))
            for year in years:
                if task in one.antwoorden:
                    continue
                size = (one.omvang / study.meer.omvang.gewoon) ** _GROWTH
                grown = 1.0 if year == years[0] else float(rng.lognormal(0.02, 0.06))
                work = one.uren_factor * local * size * grown
                rate = {f: rate_euro(one, f, year) for f in profile.functies}
                full = sum(w * rate[f] for f, w in profile.functies.items())
                hours = {f: work * w / full for f, w in profile.functies.items()}
                cash = sum(hours[f] * rate[f] * paid_share(study, one, f) for f in hours)
                bought = profile.inkoop / (1 - profile.inkoop) * one.inkoop_factor * size * grown
                cells.append((one, year, hours, rate, cash, bought))
        known = sum(one.antwoorden.get(task) != NOT_KEPT for one in made)
        rows += _tied(study, task, cells, known * len(years))
    return pd.DataFrame(rows)


def _tied(study: Study, task: str, cells: list[tuple], count: int) -> list[dict[str, object]]:
    """Bring the cells of a task to its mean."""
    told = 100 * study.taak[task].gemiddeld_eur
    target = count * (told or basiskader.load().gepubliceerd.set_index("taak").loc[task, "jaar1_ct"])
    amounts = split_cents(int(target), [round(cash + bought, 9) for *_, cash, bought in cells])
    scale = float(target) / 100 / sum(cash + bought for *_, cash, bought in cells)
    return [
        {
            "vsv": one.code,
            "boekjaar": year,
            "taak": task,
            "functie": functie,
            "uren": hours[functie] * scale,
            "tarief_eur": rate[functie],
            "aandeel": paid_share(study, one, functie),
            "inkoop_ct": round(bought * scale * 100),
            "cel_ct": amount,
        }
        for (one, year, hours, rate, _, bought), amount in zip(cells, amounts, strict=True)
        for functie in hours
    ]
