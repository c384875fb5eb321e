"""Spread per task: the table that NZa prints in its cost studies, for few VSVs.

Columns follow the statistics of NZa's Kostenonderzoek meldkamer ambulancezorg 2020 (PUC_625202_22): number of
observations, highest, lowest, unweighted mean, quartiles, median, standard deviation, number below and above
the mean, and the mean weighted by size (here by births).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.evidence import intervals
from vsvanalyse.evidence.ranking import FirstPlace, first_by_variation
from vsvanalyse.separation.taakkosten import did_task

QUANTITIES = ("uitgaven", "nieuw", "per_bevalling")
"""Cash, cash of new tasks in the expected reading, and cash per birth; all in cents."""
CIRCLES = ("bekend", "doen")
"""The VSVs whose cost is known (0 for who did not do the task), and those that did and registered it."""


def observations(taakkosten: pd.DataFrame, profielen: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Give one value per ``vsv, boekjaar, taak`` (``waarde_ct``, float), with ``antwoord`` and ``bevallingen``.

    ``bekend`` and ``doet`` say in which circles it is; an unknown cost has no value. Per birth a VSV without births, or with 0, has no value (NaN): its row stays, so that it can be told.
    Raises ValueError for an unknown quantity.
    """
    if quantity not in QUANTITIES:
        raise ValueError(f"onbekende maat '{quantity}', kies uit {', '.join(QUANTITIES)}")
    births = profielen.set_index(["vsv", "boekjaar"])["bevallingen"].astype("float64")
    frame = taakkosten[["vsv", "boekjaar", "taak", "antwoord"]].copy()
    frame["bekend"], frame["doet"] = taakkosten["bedrag_ct"].notna(), did_task(taakkosten)
    frame["bevallingen"] = frame.join(births, on=["vsv", "boekjaar"])["bevallingen"]
    cost = taakkosten["nieuw_verwacht_ct"] if quantity == "nieuw" else taakkosten["bedrag_ct"]
    frame["waarde_ct"] = cost.astype("float64")
    if quantity == "per_bevalling":
        frame["waarde_ct"] = frame["waarde_ct"] / frame["bevallingen"].where(frame["bevallingen"] > 0)
    return frame


def in_circle(frame: pd.DataFrame, circle: str) -> pd.DataFrame:
    """Keep the observations of one circle (`CIRCLES`)."""
    if circle not in CIRCLES:
        raise ValueError(f"onbekende kring '{circle}', kies uit {', '.join(CIRCLES)}")
    return frame[frame["doet"] if circle == "doen" else frame["bekend"]]


def spread(
    taakkosten: pd.DataFrame,
    profielen: pd.DataFrame,
    population: int,
    *,
    quantity: str = "uitgaven",
    circle: str = "bekend",
) -> pd.DataFrame:
    """Describe each task in each year; one row per ``boekjaar, taak``.

    ``n, hoogste_ct, laagste_ct, gemiddelde_ct, kwartiel1_ct, mediaan_ct, kwartiel3_ct, sd_ct, onder, boven,
    gewogen_ct, variatie, variatie_robuust``; the interval shown by default (``methode, laag_ct, hoog_ct,
    dekking``: the lowest that it covered in the simulation at this n); the leave-one-out range (``zonder_laag_ct,
    zonder_hoog_ct``); and how many VSVs answered ``nul`` or ``nvt``, or have an unknown cost (``onbekend``). ``variatie`` is sd / mean, the robust one 1,4826 × MAD / median.
    Every task of the basiskader has a row. What cannot be computed is NaN: all where n = 0; sd, interval and
    range where n = 1; a variation where its divisor is 0.
    """
    frame = observations(taakkosten, profielen, quantity)
    kept = in_circle(frame, circle).dropna(subset="waarde_ct")
    rows = []
    for year in sorted(frame["boekjaar"].unique()):
        for task in basiskader.codes("taken"):
            mine = kept[(kept["boekjaar"] == year) & (kept["taak"] == task)]
            everyone = frame[(frame["boekjaar"] == year) & (frame["taak"] == task)]
            rows.append(
                {
                    "boekjaar": year,
                    "taak": task,
                    **describe(mine["waarde_ct"].to_numpy(), mine["bevallingen"].to_numpy(), population),
                    "nul": int((everyone["antwoord"] == "nul").sum()),
                    "nvt": int((everyone["antwoord"] == "n.v.t.").sum()),
                    "onbekend": int((~everyone["bekend"]).sum()),
                }
            )
    return pd.DataFrame(rows)


def most_varied_task(
    taakkosten: pd.DataFrame,
    profielen: pd.DataFrame,
    boekjaar: int,
    *,
    quantity: str = "uitgaven",
    circle: str = "bekend",
) -> FirstPlace:
    """Say which task of the basiskader differs most between VSVs (``variatie`` of `spread`), and whether it stays first."""
    frame = observations(taakkosten, profielen, quantity)
    year = in_circle(frame[frame["boekjaar"] == boekjaar], circle)
    wide = year.pivot(index="vsv", columns="taak", values="waarde_ct")
    wide = wide.reindex(columns=list(basiskader.codes("taken")))
    return first_by_variation(list(wide.columns), wide.to_numpy("float64"))


def describe(values: np.ndarray, births: np.ndarray, population: int) -> dict[str, object]:
    """Give the statistics of one set of values; `spread` names the columns and what is NaN when.

    The mean weighted by births is over the VSVs with births only.
    """
    n = len(values)
    method = intervals.default_method(n)
    if n == 0:
        names = "hoogste laagste gemiddelde kwartiel1 mediaan kwartiel3 sd gewogen laag hoog zonder_laag zonder_hoog"
        empty = dict.fromkeys((f"{name}_ct" for name in names.split()), np.nan)
        return {"n": 0, "onder": 0, "boven": 0, **empty, "variatie": np.nan, "variatie_robuust": np.nan,
                "methode": method, "dekking": np.nan}  # fmt: skip
    mean = float(values.mean())
    q1, median, q3 = np.percentile(values, [25, 50, 75])
    sd = float(values.std(ddof=1)) if n > 1 else np.nan
    weight = np.where(births > 0, births, 0.0)
    mad = float(np.median(np.abs(values - median)))
    low, high = intervals.interval(values, max(population, n), method)
    out_low, out_high = intervals.leave_one_out(values)
    return {
        "n": n,
        "hoogste_ct": float(values.max()),
        "laagste_ct": float(values.min()),
        "gemiddelde_ct": mean,
        "kwartiel1_ct": float(q1),
        "mediaan_ct": float(median),
        "kwartiel3_ct": float(q3),
        "sd_ct": sd,
        "onder": int((values < mean).sum()),
        "boven": int((values > mean).sum()),
        "gewogen_ct": float((values * weight).sum() / weight.sum()) if weight.sum() else np.nan,
        "variatie": sd / mean if mean else np.nan,
        "variatie_robuust": 1.4826 * mad / median if median else np.nan,
        "methode": method,
        "laag_ct": float(low[0]),
        "hoog_ct": float(high[0]),
        "dekking": intervals.coverage_of(method, n) if n > 1 else np.nan,
        "zonder_laag_ct": float(out_low[0]),
        "zonder_hoog_ct": float(out_high[0]),
    }


__all__ = ["CIRCLES", "QUANTITIES", "describe", "in_circle", "most_varied_task", "observations", "spread"]
