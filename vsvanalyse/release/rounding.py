"""Amounts for the country, rounded where an exact one would tell a rule that may not be told alone (`readings.rounded_to`)."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from vsvanalyse.evidence.claims import Claim
from vsvanalyse.exhibits.kinds import Bridge, Exhibit
from vsvanalyse.money import format_euro_millions
from vsvanalyse.release.cells import thresholds

_CHANGE = "land_verschil_ct@"
_ROUNDED = "Afgerond op {}: preciezer zou het zeggen wat één VSV uitgeeft."


def rounded(one: Exhibit, to: float, instead: Claim) -> Exhibit:
    """Round what the group comes to in the whole country to ``to`` cents; nothing is done for 0.

    A title of which the amount would become nought is told as ``instead``.
    """
    places = (*getattr(one, "controls", ()), getattr(one, "label", ""))
    names = [name for name in one.rows if name.startswith("land_") and name not in places]
    if not to or not names:
        return one
    exact = one.rows[names].astype("Float64")
    # Adding nought makes what is rounded to minus nought just nought.
    rows = one.rows.assign(**{name: (exact[name] / to).round() * to + 0.0 for name in names})
    for change in (name for name in names if name.startswith(_CHANGE)):
        # A level beside its change says no more than the change does, and both add up.
        level, known = f"land_{change.removeprefix(_CHANGE)}_ct", rows[change].notna()
        rows.loc[known, level] = rows[level].iloc[0] + rows.loc[known, change]
    if isinstance(one, Bridge):
        rows[one.value] = _closed(rows[one.value], one.rows["soort"])
    claim = _claim(one.claim, to, instead, set(exact.to_numpy("float64", na_value=0.0).ravel()))
    coarse = to > 100 * thresholds()["afronding_land"]
    why = _ROUNDED.format(format_euro_millions(to)) if coarse else ""
    return one.with_(rows=rows, claim=claim, note=f"{one.note} {why}".strip(), alt="")


def _claim(claim: Claim, to: float, instead: Claim, told: set[float]) -> Claim:
    if claim.unit != "ct":
        return claim
    ends = {
        name: round(value / to) * to + 0.0
        for name in ("estimate", "low", "high")
        if (value := getattr(claim, name)) is not None
    }
    either_way = ends.get("low", 0) < 0 < ends.get("high", 0)
    if claim.estimate and not ends["estimate"] and not either_way:
        return instead
    more = {name: round(value / to) * to if value in told else value for name, value in claim.more.items()}
    return replace(claim, more=more, **ends)


def _closed(values: pd.Series, kind: pd.Series) -> pd.Series:
    """Let rounded steps lead from begin to end again: the last one takes what rounding left."""
    steps = kind[kind == "stap"].index
    if not len(steps):
        return values
    left = values[kind == "eind"].sum() - values[kind == "begin"].sum() - values[steps].sum()
    closed = values.copy()
    closed[steps[-1]] += left
    return closed


__all__ = ["rounded"]
