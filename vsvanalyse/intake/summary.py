"""What must be mended first: findings counted per file and per rule, the worst first."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from vsvanalyse.intake.findings import rules

MOST_PLACES = 6
"""How many places of a warning are named; the list of findings has them all."""


def per_file(
    regels: pd.DataFrame, ongelezen: pd.DataFrame, bevindingen: pd.DataFrame, bestanden: Iterable[str] = ()
) -> pd.DataFrame:
    """Count per file: ``bestand, fouten, waarschuwingen, ongelezen, gelezen_ct``, the file with most to mend first.

    ``ongelezen`` counts the places with money or hours that were not read, a whole sheet or column as one; ``gelezen_ct``
    is what was read. ``bestanden`` names files that may have nothing of it.
    """
    names = dict.fromkeys(
        [*bestanden, *regels["bron_bestand"], *bevindingen["bestand"], *ongelezen["bestand"]]
    )
    index = pd.Index([*names], name="bestand", dtype="str")
    ernst = bevindingen["ernst"]

    def count(frame: pd.DataFrame) -> pd.Series:
        return frame["bestand"].value_counts().reindex(index, fill_value=0)

    table = pd.DataFrame(
        {
            "fouten": count(bevindingen[ernst == "fout"]),
            "waarschuwingen": count(bevindingen[ernst != "fout"]),
            "ongelezen": count(ongelezen),
            "gelezen_ct": regels.groupby("bron_bestand")["bedrag_ct"].sum().reindex(index, fill_value=0),
        }
    )
    worst = ["fouten", "ongelezen", "waarschuwingen"]
    return table.sort_values(worst, ascending=False, kind="stable").reset_index()


def per_rule(bevindingen: pd.DataFrame) -> pd.DataFrame:
    """Count per rule: ``regel, ernst, titel, aantal, bestanden, plaatsen, wat_te_doen``; errors first, then the most frequent.

    ``plaatsen`` names the first places, with how many more there are.
    """
    found = bevindingen.assign(
        plaats=(bevindingen["bestand"] + " " + bevindingen["blad"] + " " + bevindingen["cel"]).str.strip()
    )
    table = found.groupby("regel").agg(
        ernst=("ernst", "first"),
        aantal=("regel", "size"),
        bestanden=("bestand", "nunique"),
        plaatsen=("plaats", _places),
    )
    told = rules().set_index("regel")[["titel", "wat_te_doen"]]
    table = (
        table.join(told)
        .reset_index()
        .sort_values(["ernst", "aantal"], ascending=[True, False], kind="stable")
    )
    columns = ["regel", "ernst", "titel", "aantal", "bestanden", "plaatsen", "wat_te_doen"]
    return table[columns].reset_index(drop=True)


def _places(places: pd.Series) -> str:
    named = list(dict.fromkeys(places))
    more = f" en nog {len(named) - MOST_PLACES}" if len(named) > MOST_PLACES else ""
    return ", ".join(named[:MOST_PLACES]) + more
