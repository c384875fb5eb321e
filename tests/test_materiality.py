"""Green, amber or red: each bound from both sides, and what is said to who signs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vsvanalyse import basiskader
from vsvanalyse.basiskader import Lists
from vsvanalyse.exhibits import akkoord
from vsvanalyse.overview.materiality import judged


def with_bounds(data, **bounds: tuple[float, float]):
    """Give an edition with other bounds for some measures."""
    rows = [
        {**row, "oranje": repr(bounds[row["maat"]][0]), "rood": repr(bounds[row["maat"]][1])} if row["maat"] in bounds else dict(row)
        for row in basiskader.package_rows("materialiteit")
    ]  # fmt: skip
    return replace(data, lists=Lists({"materialiteit": tuple(rows)}))


def judgement(data, maat: str) -> str:
    return judged(data).set_index("maat").loc[maat, "oordeel"]


def test_a_bound_belongs_to_what_lies_above_it(example_with_errors):
    """A part that is exactly at a bound is over it."""
    share = float(judged(example_with_errors).set_index("maat").loc["onbekend", "aandeel"])
    below, above = share * (1 - 1e-12), share * (1 + 1e-12)
    for bounds, told in (
        ((above, 1.0), "groen"),
        ((share, 1.0), "oranje"),
        ((below / 2, above), "oranje"),
        ((below / 2, share), "rood"),
    ):
        assert judgement(with_bounds(example_with_errors, onbekend=bounds), "onbekend") == told


def test_by_hand_on_the_edition_with_errors(example_with_errors):
    """Euros on wrong lines over all euros that count; cells of unknown tasks over all; what has no task has no rule either."""
    data, table = example_with_errors, judged(example_with_errors).set_index("maat")
    whole = data.counting_lines["bedrag_ct"].abs().sum()
    assert table.loc["fouten", "aandeel"] == pytest.approx(data.at_stake_ct / whole)
    assert table.loc["onbekend", "aandeel"] == pytest.approx(7 / (6 * 16))
    assert table.loc["zonder_taak", "aandeel"] == table.loc["onbeslist", "aandeel"] > 0
    assert table["oordeel"].tolist() == ["rood", *["oranje"] * 4, "groen", "groen"]
    assert (table["tekst"] != "").equals(table["oordeel"] != "groen")


def test_the_title_says_what_holds_a_signature_up(example, example_with_errors):
    assert akkoord.maten(example).title.startswith("Rijp voor akkoord: niets")
    assert (
        akkoord.maten(example_with_errors).title
        == "Nog niet rijp voor akkoord: euro's op regels met een fout"
    )
    known = with_bounds(example, onbekend=(0.001, 0.9))
    assert akkoord.maten(known).title == (
        "Rijp voor akkoord, als de ondertekenaar dit weet: taken waarvan de kosten onbekend zijn"
    )
    assert akkoord.maten(known).rows["tekst"].iloc[0].startswith("De ondertekenaar weet van welke taken")


def test_without_a_published_table_nothing_is_asked_of_it(example):
    without = replace(example, lists=Lists({"gepubliceerd": ()}))
    assert "aansluiting" not in set(judged(without)["maat"])
    assert "aansluiting" in set(judged(example)["maat"])


def test_registrations_that_count_nowhere_hold_a_signature_up(example):
    """Three of twelve registrations blocked, of which one VSV has no other: what is left may be in order, the round is not."""
    gone = (
        example.taakkosten[["vsv", "boekjaar"]]
        .drop_duplicates()
        .query("vsv == 'VSV01' or (vsv == 'VSV02' and boekjaar == 2020)")
    )
    left = example.taakkosten.merge(gone, how="left", indicator=True)["_merge"] == "left_only"
    less = replace(
        example, taakkosten=example.taakkosten[left.to_numpy()].reset_index(drop=True), geblokkeerd=gone
    )
    table = judged(less).set_index("maat")
    assert table.loc["telt_niet_mee", "aandeel"] == pytest.approx(3 / 12)
    assert table.loc["zonder_registratie", "aandeel"] == pytest.approx(1 / 6)
    assert table["oordeel"][["telt_niet_mee", "zonder_registratie"]].tolist() == ["rood", "oranje"]
    assert "registraties die niet meetellen" in akkoord.maten(less).title
