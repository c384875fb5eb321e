"""What another rule table moves: every euro that changes class, and from which rule to which."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.contracts import LINE_KEY
from vsvanalyse.separation.rules import Rules, separate, winning_rule

_PLACE = ["vsv", "boekjaar", "taak", "aard", "regel_van", "regel_naar", "lezing", "klasse"]


def rule_moves(regels: pd.DataFrame, van: Rules, naar: Rules) -> pd.DataFrame:
    """Give what moves between classes when lines are separated by ``naar`` in place of ``van``.

    Takes ``registratieregels``. One row is one VSV × year × task × kind of cost × rule before × rule after × reading × class for which
    cents differ: ``verschuift_ct``, what the class has more (or less) afterwards, and ``regels``, on how many lines. Over the classes
    of a reading the moves sum to nought; over all rows of a class and reading to the difference of its totals.
    """
    key = [*LINE_KEY, "lezing", "klasse"]
    parts = [
        separate(regels, rules)[[*key, "bedrag_ct"]].assign(
            verschuift_ct=lambda rows, sign=sign: sign * rows["bedrag_ct"]
        )
        for sign, rules in ((-1, van), (1, naar))
    ]
    moved = pd.concat(parts).groupby(key, observed=True)["verschuift_ct"].sum()
    moved = moved[moved != 0].reset_index()
    lines = regels[[*LINE_KEY, "taak", "aard"]].assign(
        regel_van=_names(regels, van), regel_naar=_names(regels, naar)
    )
    grouped = moved.merge(lines, on=list(LINE_KEY), validate="m:1").groupby(_PLACE, observed=True)[
        "verschuift_ct"
    ]
    return grouped.agg(verschuift_ct="sum", regels="size").reset_index()


def _names(regels: pd.DataFrame, rules: Rules) -> pd.Series:
    """Name the rule of each line, empty where none matches."""
    names = pd.Series(["", *rules.table["regel"]])
    return pd.Series(names.iloc[winning_rule(regels, rules) + 1].to_numpy(), regels.index)


__all__ = ["rule_moves"]
