"""Money: what is read, what is refused, what is written, and no cent lost."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsvanalyse.money import (
    format_euro,
    format_euro_millions,
    format_number,
    parse_euro,
    round_half_up,
    split_cents,
)

READ = {
    "€ 1.234,56": 123456,
    "1.234,56": 123456,
    "1234,56": 123456,
    "1234.56": 123456,
    "27.500": 2750000,
    "€27.500,-": 2750000,
    "€ 104.088": 10408800,
    "€ 1.234,--": 123400,
    "5,-": 500,
    "1.234.567,8": 123456780,
    "1 234,50": 123450,
    "1\u00a0234": 123400,
    "€\u202f12": 1200,
    "EUR 12": 1200,
    "12,5 euro": 1250,
    "0": 0,
    "0,05": 5,
    "(250)": -25000,
    "250-": -25000,
    "-250": -25000,
    "− € 250": -25000,
    "€ -250,00": -25000,
    "- € 3,20": -320,
    "1,234.56": 123456,
    "  12  ": 1200,
}
REFUSED = [
    "1,234",
    "27,500",
    "1,234,567",
    "0.500",
    "1.23.456",
    "1.234.5",
    "1,2345",
    "12,345.6.7",
    "--5",
    "(-5)",
    "-5-",
    "",
    "€",
    "abc",
    "12 uur",
    "1e5",
    "12,-5",
    "1/2",
    "nan",
    "inf",
    "99999999999999",
]


@pytest.mark.parametrize(("text", "cents"), READ.items())
def test_reads(text, cents):
    assert parse_euro(text) == cents


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_with_a_dutch_sentence(text):
    with pytest.raises(ValueError, match=r"'.*' (is|kan|heeft)"):
        parse_euro(text)


def test_writes_as_promised():
    assert format_euro(10408800) == "€ 104.088"
    assert format_euro(123450, decimals=2) == "€ 1.234,50"
    assert format_euro_millions(1805000000) == "€ 18,1 mln"
    assert format_euro(-25000) == "− € 250"
    assert format_euro(-40) == "€ 0"
    assert format_euro(50) == "€ 1"
    assert format_euro(np.int64(123456)) == "€ 1.235"
    assert format_euro(np.float64(149.6)) == "€ 1"
    assert format_number(-1234.5, 1) == "−1.234,5"


@given(st.integers(-(10**13), 10**13))
def test_what_is_written_is_read_back(cents):
    assert parse_euro(format_euro(cents, decimals=2)) == cents


@given(st.integers(0, 10**9), st.sampled_from(["", "€ ", "€"]), st.booleans())
def test_point_and_comma_forms_agree(cents, sign, thousands):
    euros, rest = divmod(cents, 100)
    whole = f"{euros:,}".replace(",", ".") if thousands else str(euros)
    assert parse_euro(f"{sign}{whole},{rest:02d}") == cents


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_and_never_crashes(text):
    try:
        value = parse_euro(text)
    except ValueError:
        return
    assert isinstance(value, int)


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=20).filter(lambda s: sum(s) > 0),
)
def test_split_keeps_every_cent_and_stays_within_one(total, shares):
    parts = split_cents(total, shares)
    assert sum(parts) == total
    whole = sum(Fraction(str(s)) for s in shares)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - total * Fraction(str(share)) / whole) < 1


def test_split_by_hand():
    assert split_cents(100, [1, 1, 1]) == [34, 33, 33]
    assert split_cents(-100, [1, 1, 1]) == [-34, -33, -33]
    assert split_cents(5, [0, 1]) == [0, 5]


@pytest.mark.parametrize("shares", [[], [0, 0], [-1, 2]])
def test_split_refuses_impossible_shares(shares):
    with pytest.raises(ValueError, match="aandelen"):
        split_cents(10, shares)


def test_rounds_half_away_from_zero_as_a_spreadsheet():
    assert round_half_up(np.array([0.5, 1.5, 2.5, -0.5, 0.285 * 100])).tolist() == [1, 2, 3, -1, 29]
    assert round_half_up(np.array([0.285 * 10000])).tolist() == [2850]
