"""The chapter of shares of the variance: which drivers and which tasks explain most, and how far that hangs on one VSV."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vsvanalyse.basiskader import ONBEKEND, task_names
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, estimated
from vsvanalyse.evidence.ranking import FirstPlace
from vsvanalyse.exhibits.kinds import Bars
from vsvanalyse.exhibits.making import exhibit, of_group, task_name
from vsvanalyse.exhibits.words import DRIVER, hangs_on, n_vsvs, no_ranking
from vsvanalyse.process.data import EditionData
from vsvanalyse.variance import shares

_LEAST_FOR_SHARES = 3
"""With two VSVs the shares are those of one difference, and may be far above 100 % or below 0."""


@exhibit
def oorzaken(data: EditionData, boekjaar: int) -> Bars:
    """Shares of the variance of total cost by driver, with the range when one VSV is left out."""
    rows = shares.by_driver(data.structural_costs, boekjaar).rename(columns={"factor": "deel"})
    rows = rows.assign(waardoor=rows["deel"].map(DRIVER))
    place = shares.first_driver(data.structural_costs, boekjaar)
    return _shares(data, boekjaar, "waardoor", rows, place, DRIVER)


@exhibit
def taken(data: EditionData, boekjaar: int, most: int = 10) -> Bars:
    """Shares of the variance of total cost by task, the largest first, with the range when one VSV is left out."""
    rows = shares.by_task(data.structural_costs, boekjaar).head(most).rename(columns={"taak": "deel"})
    rows = rows.assign(naam=[task_name(task) for task in rows["deel"]])
    names = {**task_names(), ONBEKEND: "de onbekende taak"}
    place = shares.first_task(data.structural_costs, boekjaar)
    return _shares(data, boekjaar, "naam", rows, place, names)


def _shares(
    data: EditionData,
    boekjaar: int,
    label: str,
    rows: pd.DataFrame,
    place: FirstPlace,
    names: Mapping[str, str],
) -> Bars:
    """Draw shares of the variance; ``deel`` of ``rows`` holds what ``place`` ranks and ``names`` names."""
    n = int(data.structural_costs.loc[data.structural_costs["boekjaar"] == boekjaar, "vsv"].nunique())
    rows = rows.sort_values("aandeel", ascending=False, kind="stable", ignore_index=True)
    rows = rows.rename(columns={"laagste": "aandeel_laagste", "hoogste": "aandeel_hoogste"})
    if n < _LEAST_FOR_SHARES or rows["aandeel"].isna().any():
        rows = rows.iloc[:0]
    first = place.called(names)
    told = rows["deel"].isin([place.first, *place.challengers])
    claim = Claim(
        form="eerste",
        words={
            "eerste": "{eerste} verklaart het meest, welk VSV ook wordt weggelaten",
            "samen": hangs_on("Wat het meest verklaart"),
            **no_ranking(n, "wat het meest verklaart"),
        },
        quantity="aandeel in de variantie van de structurele kosten",
        unit="aandeel",
        first=first,
        **estimated(n),
    )
    often = ""
    if first.tellable:
        times = round(100 * first.share_resampled)
        often = f" Als de VSV’s telkens opnieuw worden getrokken, komt {first.first} in {times} van de 100 trekkingen op de eerste plaats."
    return Bars(
        rows=of_group(rows, n).assign(boekjaar=boekjaar).drop(columns="deel"),
        claim=claim,
        label=label,
        value="aandeel",
        low="aandeel_laagste",
        high="aandeel_hoogste",
        focus=tuple(rows.loc[told, label]),
        about=f"Aandeel in de variantie van de structurele kosten van {boekjaar}, {n_vsvs(n)}, {REGISTERED_PRICES}",
        note="De aandelen tellen op tot 100 %. Een negatief aandeel maakt VSV’s juist meer gelijk. Lijn: laagste en hoogste aandeel als één VSV wordt "
        f"weggelaten.{often}",
    )


__all__ = ["oorzaken", "taken"]
