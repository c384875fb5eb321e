"""Index factors: worked by hand, and the guard against two bases."""

from __future__ import annotations

import pandas as pd
import pytest

from vsvanalyse import basiskader, prices


def test_both_material_series_agree_over_2022_and_2023():
    cep = prices.index_factor("materieel", 2021, 2023, series="cep")
    mev = prices.index_factor("materieel", 2021, 2023, series="mev")
    assert cep.factor == pytest.approx(1.063 * 1.0999)
    assert mev.factor == pytest.approx(1.0925 * 1.0702)
    assert cep.factor == pytest.approx(1.1692, abs=5e-5) == mev.factor


def test_mixed_material_series_is_refused():
    figures = basiskader.load().indexcijfers
    printed = figures[(figures["soort"] == "materieel") & figures["mutatie_pct"].isin([9.25, 9.99])]
    assert len(printed) == 2
    with pytest.raises(ValueError, match="twee reeksen"):
        prices.chain(printed)


def test_definitive_goes_before_provisional():
    factor = prices.index_factor("ova", 2022, 2024)
    assert factor.factor == pytest.approx(1.0636 * 1.06)
    assert factor.definitief


def test_provisional_is_marked_or_refused():
    assert not prices.index_factor("ova", 2024, 2025).definitief
    with pytest.raises(ValueError, match="2025"):
        prices.index_factor("ova", 2024, 2025, provisional=False)


def test_missing_year_is_named():
    with pytest.raises(ValueError, match="2026, 2027"):
        prices.index_factor("ova", 2024, 2027)


def test_back_in_time_is_the_reciprocal():
    there = prices.index_factor("cpi", 2020, 2023).factor
    assert prices.index_factor("cpi", 2023, 2020).factor == pytest.approx(1 / there)
    assert prices.index_factor("cpi", 2022, 2022).factor == 1


def test_gap_and_double_year_are_refused():
    figures = pd.DataFrame(
        {"jaar": [2020, 2022], "mutatie_pct": [1.0, 2.0], "reeks": ["", ""], "status": "x"}
    )
    with pytest.raises(ValueError, match="zonder gat"):
        prices.chain(figures)


CAPITAL = [
    {
        "soort": "kapitaal",
        "jaar": "2022",
        "mutatie_pct": "2.0",
        "status": "definitief",
        "bron": "kapitaallasten",
    },
    {
        "soort": "kapitaal",
        "jaar": "2023",
        "mutatie_pct": "1.0",
        "status": "voorlopig",
        "bron": "kapitaallasten",
    },
]


def lists_with_capital() -> basiskader.Lists:
    """Goods follow the material index for 75 % and that of capital for 25 %."""
    figures = (
        *basiskader.package_rows("indexcijfers"),
        *({"niveau": "", "reeks": "", "toelichting": "", "opgehaald": "", **row} for row in CAPITAL),
    )
    weights = tuple(
        {
            "prijs": price,
            "soort": kind,
            "aandeel": share,
            "status": "aanname",
            "bron": "t",
            "datum": "2026-11-26",
        }
        for price, kind, share in (
            ("ova", "ova", "1"),
            ("materieel", "materieel", "0,75"),
            ("materieel", "kapitaal", "1/4"),
        )
    )
    return basiskader.Lists({"indexcijfers": figures, "indexgewichten": weights})


def test_goods_follow_a_part_for_capital_where_a_list_gives_it():
    """2022: 0,75 × 6,3 + 0,25 × 2,0 = 5,225; 2023: 0,75 × 9,99 + 0,25 × 1,0 = 7,7425. By hand."""
    plain = prices.index_factor("materieel", 2021, 2023).factor
    with basiskader.using(lists_with_capital()):
        mixed = prices.index_factor("materieel", 2021, 2023)
        assert mixed.factor == pytest.approx(1.05225 * 1.077425)
        assert not mixed.definitief
        assert prices.index_factor("ova", 2021, 2023).factor == pytest.approx(1.022 * 1.0636)
        with pytest.raises(ValueError, match="geen indexcijfer 'materieel' voor 2024"):
            prices.index_factor("materieel", 2021, 2024)
        # Of the other basis 9,25 and 7,02, and never a mixture of the two.
        other = prices.index_factor("materieel", 2021, 2023, series="mev").factor
        assert other == pytest.approx((1 + (0.75 * 9.25 + 0.5) / 100) * (1 + (0.75 * 7.02 + 0.25) / 100))
    assert prices.index_factor("materieel", 2021, 2023).factor == plain == pytest.approx(1.063 * 1.0999)
