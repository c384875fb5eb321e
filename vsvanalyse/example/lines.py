"""From plan to the lines of a form: meetings through the year, and invoices."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL
from vsvanalyse.example.study import Organisation, Purchase, Study
from vsvanalyse.money import split_cents

QUARTER = 0.25
_MAX_DAY = 8.0


def hour_lines(
    study: Study, one: Organisation, year: int, plan: pd.DataFrame, rng: np.random.Generator, density: float
) -> list[dict[str, Any]]:
    """Write the planned hours of one organisation in a year as lines in quarters of an hour, by date.

    Hours are rounded down, so that the hours of a task never cost more than planned. ``density``
    multiplies the number of meetings.
    """
    lines: list[dict[str, Any]] = []
    taken: set[tuple[dt.date, str, str, float]] = set()
    for cell in plan.itertuples():
        profile = study.taak[cell.taak]
        days = _meeting_days(year, max(1, round(profile.bijeenkomsten * density)), study.number(cell.taak))
        for activity, part in profile.activiteiten.items():
            hours = cell.uren * part
            count = int(min(len(days), max(1, hours // 0.75)))
            if hours / count > _MAX_DAY:
                lines += _monthly(study, cell, activity, hours, year)
                continue
            each = np.maximum(rng.normal(1, 0.15, count), 0.3)
            pieces = np.floor(hours * each / each.sum() / QUARTER) * QUARTER
            for i, piece in enumerate(pieces):
                if not piece:
                    continue
                person = f"{cell.functie[:3].upper()}{i % _persons(study, one, cell.functie) + 1}"
                day = days[i * len(days) // count]
                while (day, person, activity, piece) in taken and day.month == (day + dt.timedelta(1)).month:
                    day += dt.timedelta(1)
                taken.add((day, person, activity, piece))
                lines.append(_hour_line(study, cell, activity, piece, day.isoformat(), person))
    return sorted(
        lines, key=lambda line: (line["periode"], line["taak"], line["functie"], line["activiteit"])
    )


def _persons(study: Study, one: Organisation, functie: str) -> int:
    return 1 if functie in study.alleen else 2 + one.partners // 5


def _meeting_days(year: int, count: int, number: int) -> list[dt.date]:
    """Spread meetings over the year, each task on its own weekday, not in August."""
    start = dt.date(year, 1, 6) + dt.timedelta(number % 5)
    step = 350 / count
    days = [start + dt.timedelta(int(i * step)) for i in range(count)]
    return [day.replace(month=9) if day.month == 8 and day.day < 31 else day for day in days]


def _monthly(study: Study, cell: Any, activity: str, hours: float, year: int) -> list[dict[str, Any]]:
    months = np.floor(np.full(12, hours / 12) / QUARTER) * QUARTER
    person = f"{cell.functie[:3].upper()}1"
    return [
        _hour_line(study, cell, activity, piece, f"{year}-{month:02d}", person)
        for month, piece in enumerate(months, 1)
        if piece
    ]


def _hour_line(
    study: Study, cell: Any, activity: str, hours: float, period: str, person: str
) -> dict[str, Any]:
    return {
        "periode": period,
        "taak": cell.taak,
        "activiteit": activity,
        "functie": cell.functie,
        "persoon": person,
        "uren": float(hours),
        "tarief": cell.tarief_eur,
        "aandeel": cell.aandeel,
        "omschrijving": study.taak[cell.taak].omschrijving,
    }


def hours_cash_ct(lines: list[dict[str, Any]], task: str) -> int:
    """Add up the cash of a task's hour lines, each rounded to the cent as the form does."""
    return sum(
        int(np.floor(line["uren"] * line["tarief"] * 100 * line["aandeel"] + 0.5 + 1e-7))
        for line in lines
        if line["taak"] == task
    )


def invoice_lines(
    study: Study, one: Organisation, year: int, task: str, total_ct: int, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Write a bought amount as invoices that add up to it, to the cent."""
    profile = study.taak[task]
    shares = [(p, rng.uniform(0.8, 1.2)) for p in profile.inkopen for _ in range(p.facturen)]
    amounts = split_cents(total_ct, [round(share, 6) for _, share in shares])
    lines: list[dict[str, Any]] = []
    number: dict[Purchase, int] = {}
    for (purchase, _), amount in zip(shares, amounts, strict=True):
        k = number[purchase] = number.get(purchase, -1) + 1
        month = 1 + (k * 12) // purchase.facturen + (0 if purchase.facturen == 12 else study.number(task) % 3)
        lines.append(
            {
                "periode": f"{year}-{min(month, 12):02d}",
                "taak": task,
                "activiteit": profile.inkoop_activiteit.get(one.soort),
                "kostensoort": purchase.kostensoort,
                "leverancier": purchase.leverancier,
                "bedrag": amount / 100,
                "aard": EENMALIG if task in basiskader.one_off_tasks() else STRUCTUREEL,
                "omschrijving": purchase.omschrijving,
            }
        )
    return lines
