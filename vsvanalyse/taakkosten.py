"""The cost of each task: one VSV × year × task, with what drives it and its classes."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader, contracts
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, UREN
from vsvanalyse.contracts import KLASSEN, LEZINGEN, class_column

_KEY = ["vsv", "boekjaar", "taak"]


def task_costs(regels: pd.DataFrame, antwoorden: pd.DataFrame, verdeling: pd.DataFrame) -> pd.DataFrame:
    """Sum lines to ``taakkosten``; every VSV and year has a row for each of the 17 tasks.

    ``tarief_ct`` is the mean rate weighted by hours and ``aandeel_vergoed`` the mean share weighted
    by value, so that ``uren × tarief_ct × aandeel_vergoed + inkoop_ct = bedrag_ct`` up to the rounding
    of lines to cents; both are NaN where there are no hours. A line whose cash is not its product
    keeps its registered cash: then the identity is off by that difference. Task ``onbekend`` has a row
    only where lines have that label. ``antwoord`` is empty where no answer was given.
    """
    years = pd.concat([regels[["vsv", "boekjaar"]], antwoorden[["vsv", "boekjaar"]]]).drop_duplicates()
    rows = years.merge(pd.DataFrame({"taak": basiskader.codes("taken")}), how="cross")
    unknown = regels.loc[regels["taak"] == ONBEKEND, _KEY].drop_duplicates()
    rows = pd.concat([rows, unknown], ignore_index=True).sort_values(_KEY, ignore_index=True)

    hours = regels["kostensoort"] == UREN
    rate = regels["tarief_ct"].astype("float64").fillna(0)
    share = regels["aandeel_vergoed"].fillna(0)
    sums = (
        pd.DataFrame(
            {
                **{key: regels[key] for key in _KEY},
                "bedrag_ct": regels["bedrag_ct"],
                "uren_bedrag_ct": regels["bedrag_ct"].where(hours, 0),
                "inkoop_ct": regels["bedrag_ct"].where(~hours, 0),
                "eenmalig_ct": regels["bedrag_ct"].where(regels["aard"] == EENMALIG, 0),
                "schaduw_ct": regels["schaduw_ct"],
                "uren": regels["uren"],
                "uren_betaald": regels["uren"] * share,
                "_waarde": regels["uren"] * rate,
                "_betaald": regels["uren"] * rate * share,
            }
        )
        .groupby(_KEY)
        .sum()
    )
    classes = verdeling.groupby([*_KEY, "klasse", "lezing"], observed=True)["bedrag_ct"].sum()
    wide = classes.unstack(["klasse", "lezing"], fill_value=0)
    wide = wide.reindex(columns=pd.MultiIndex.from_product([KLASSEN, LEZINGEN]), fill_value=0)
    wide.columns = [class_column(*pair) for pair in wide.columns]

    frame = rows.join(sums, on=_KEY).join(wide, on=_KEY).fillna(0)
    frame["tarief_ct"] = (frame["_waarde"] / frame["uren"]).where(frame["uren"] != 0)
    frame["aandeel_vergoed"] = (frame["_betaald"] / frame["_waarde"]).where(frame["_waarde"] != 0)
    answers = antwoorden.assign(antwoord=antwoorden["antwoord"].where(antwoorden["antwoord"] != ONBEKEND, ""))
    frame = frame.merge(answers, on=_KEY, how="left", validate="1:1")
    frame["antwoord"] = frame["antwoord"].fillna("")
    return contracts.conform(frame, "taakkosten")
