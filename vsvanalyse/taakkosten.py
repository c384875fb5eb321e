"""The cost of each task: one VSV × year × task, with what drives it and its classes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse import basiskader, contracts
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, UREN
from vsvanalyse.contracts import KLASSEN, LEZINGEN, class_column
from vsvanalyse.money import round_half_up
from vsvanalyse.separation import Rules, winning_rule

_KEY = ["vsv", "boekjaar", "taak"]
_POST = [*_KEY, "regel", "aard"]


def card_value_ct(regels: pd.DataFrame) -> np.ndarray:
    """Value every line at the rate card: hours × the card's rate of function and year, in int64 cents.

    What is not hours, and hours of a function without a rate, keep their registered cash.
    """
    cards = {year: basiskader.rate_card(int(year)) for year in regels["boekjaar"].unique()}
    rate = np.array(
        [cards[y].get(f, np.nan) for y, f in zip(regels["boekjaar"], regels["functie"], strict=True)],
        dtype="float64",
    )
    known = (regels["kostensoort"] == UREN).to_numpy() & ~np.isnan(rate)
    value = round_half_up(np.nan_to_num(regels["uren"].to_numpy("float64") * rate))
    return np.where(known, value, regels["bedrag_ct"].to_numpy("int64"))


def paid_by_meeting(regels: pd.DataFrame) -> np.ndarray:
    """Mark the hours of functions that get vacatiegeld (column ``vergoeding`` of the list, an assumption)."""
    functions = basiskader.load().functies
    names = functions.loc[functions["vergoeding"] == "vacatiegeld", "functie"]
    return ((regels["kostensoort"] == UREN) & regels["functie"].isin(names)).to_numpy()


def _pay(regels: pd.DataFrame) -> dict[str, object]:
    """Give the cash of hours, and what pay policies need to know of them, one value a line."""
    hours = (regels["kostensoort"] == UREN).to_numpy()
    meeting, card = paid_by_meeting(regels), card_value_ct(regels)
    paid = (regels["uren"] * regels["aandeel_vergoed"].fillna(0)).to_numpy("float64")
    return {
        "uren_bedrag_ct": regels["bedrag_ct"].where(hours, 0),
        "vacatie_ct": regels["bedrag_ct"].where(meeting, 0),
        "vacatie_kaart_ct": np.where(meeting, card, 0),
        "loon_kaart_ct": np.where(hours & ~meeting, card, 0),
        "vacatie_uren_betaald": np.where(meeting, paid, 0.0),
    }


def post_costs(regels: pd.DataFrame, verdeling: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Sum lines to ``postkosten``: per VSV, year, task, separation rule and one-off or structural.

    Finer than ``taakkosten``, so that a scenario can move one rule and keep one-off money apart. Only
    what has lines has a row; the cents sum to the lines'. ``regel`` is empty where no rule matches.
    """
    names = np.append(rules.table["regel"].to_numpy("str"), "")
    lines = pd.DataFrame(
        {
            **{key: regels[key] for key in _KEY},
            "regel": names[winning_rule(regels, rules)],
            "aard": regels["aard"],
            "bedrag_ct": regels["bedrag_ct"],
            **_pay(regels),
        }
    )
    new = verdeling[verdeling["klasse"] == "nieuw"].astype({"regel": "str"})
    wide = new.groupby([*_POST, "lezing"], observed=True)["bedrag_ct"].sum().unstack("lezing", fill_value=0)
    wide = wide.reindex(columns=list(LEZINGEN), fill_value=0)
    wide.columns = [class_column("nieuw", lezing) for lezing in LEZINGEN]
    frame = lines.groupby(_POST).sum().join(wide).fillna(0).reset_index()
    return contracts.conform(frame, "postkosten")


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

    pay = _pay(regels)
    rate = regels["tarief_ct"].astype("float64").fillna(0)
    share = regels["aandeel_vergoed"].fillna(0)
    sums = (
        pd.DataFrame(
            {
                **{key: regels[key] for key in _KEY},
                "bedrag_ct": regels["bedrag_ct"],
                **pay,
                "inkoop_ct": regels["bedrag_ct"] - pay["uren_bedrag_ct"],
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
