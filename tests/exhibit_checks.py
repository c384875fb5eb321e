"""What holds for every exhibit, whatever it is of."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL
from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Exhibit, from_dict, to_dict
from vsvanalyse.process.data import EditionData
from vsvanalyse.render import html

QUANTITIES = {"bedrag": "bedrag_ct", "structureel": "bedrag_ct", "eenmalig": "bedrag_ct", "schaduw": "schaduw_ct", "uren": "uren"}  # fmt: skip
KIND = {"structureel": STRUCTUREEL, "eenmalig": EENMALIG}


def sound(one: Exhibit) -> Exhibit:
    """Check that an exhibit can be kept, read back, written out and drawn, with columns that are explained."""
    told = json.dumps(to_dict(one))
    assert json.dumps(to_dict(from_dict(json.loads(told)))) == told
    assert all(column(name).meaning for name in one.rows)
    assert "…" not in told
    page = html.show(one)
    assert ("<svg" in page or "<table" in page or "<p" in page) or one.rows.empty
    return one


def assert_counted(one: Exhibit, data: EditionData) -> None:
    """Compare every number that is a plain sum with the registered lines that its row says."""
    plain = {name: words for name, words in one.counted.items() if words in QUANTITIES}
    assert plain
    for column_, quantity in plain.items():
        for _, row in one.rows.iterrows():
            assert row[column_] == pytest.approx(_sum(quantity, row, data.counting_lines), abs=1e-6), (
                one.id,
                column_,
            )


def _sum(quantity: str, row: pd.Series, lines: pd.DataFrame) -> float:
    for key in ("vsv", "boekjaar", "taak"):
        if row.get(key):
            lines = lines[lines[key] == row[key]]
    if quantity in KIND:
        lines = lines[lines["aard"] == KIND[quantity]]
    return float(lines[QUANTITIES[quantity]].sum())
