"""Plain numbers, shares, periods and codes, as people write them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from vsvanalyse.intake import cells
from vsvanalyse.intake.reader import is_code

NUMBERS = {"1,5": 1.5, "1.5": 1.5, "0,333": 0.333, "2.66666666666667": 2.66666666666667, "1 234,5": 1234.5, "12": 12.0,
           "1.234,5": 1234.5}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_numbers_are_read(text, value):
    numbers, problems = cells.parse_number_column([text])
    assert numbers.tolist() == [value]
    assert problems == []


@pytest.mark.parametrize("text", ["1.500", "1,500", "7 30", "1 5", "1,5 uur", "7:30", "veel", "1e3"])
def test_numbers_are_refused(text):
    numbers, problems = cells.parse_number_column([text])
    assert np.isnan(numbers[0])
    assert [p.regel for p in problems] == ["C01"]


@pytest.mark.parametrize(
    ("text", "share"), [("50%", 0.5), ("33,333%", 0.33333), ("0,5", 0.5), ("100 %", 1.0), ("0,125", 0.125)]
)
def test_shares_are_read(text, share):
    shares, problems = cells.parse_share_column([text])
    assert shares[0] == pytest.approx(share)
    assert problems == []


def test_a_time_is_told_in_hours():
    _, problems = cells.parse_hours_column([dt.timedelta(hours=30), dt.time(1, 30)])
    assert [p.regel for p in problems] == ["C04", "C04"]
    assert "30 uur en 0 minuten. Typ 30 " in problems[0].uitleg
    assert "Typ 1,5 " in problems[1].uitleg


PERIODS = {"2021-03-15": "2021-03-15", "15-3-2021": "2021-03-15", "maart 2021": "2021-03", "mrt 2021": "2021-03",
           "K1 2021": "2021-K1", "2021": "2021", "week 12 2021": "2021-W12"}  # fmt: skip


@pytest.mark.parametrize(("text", "period"), PERIODS.items())
def test_periods_are_read(text, period):
    assert cells.parse_period_column([text], 2021) == ([period], [])


@pytest.mark.parametrize("text", ["31-2-2021", "ooit", "13-13-2021", "2021-13"])
def test_periods_are_refused(text):
    assert [p.regel for p in cells.parse_period_column([text], 2021)[1]] == ["C10"]


@pytest.mark.parametrize("text", ["T14", "t14", "T14 MDO", "T14 Multidisciplinair overleg (MDO)"])
def test_task_is_found(text):
    assert cells.resolve_code(text, "taak") == "T14"


@pytest.mark.parametrize(
    "text", ["T02 en T14", "T14/T15", "T1.4", "T14 Beheer en bestuurstaken", "T99", "iets"]
)
def test_task_is_not_guessed(text):
    assert cells.resolve_code(text, "taak") is None


def test_codes_that_can_be_a_vsv():
    assert all(map(is_code, ["VSV01", "vsv-noord", "A1"]))
    assert not any(map(is_code, ["", "T14", "S01", "2021", "A--B", "A_B", "../x", "-A", "A" * 21]))
