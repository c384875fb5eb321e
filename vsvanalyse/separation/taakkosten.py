"""The cost of each task: one VSV × year × task, with what drives it and its classes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse import basiskader, contracts
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, STRUCTUREEL, UREN
from vsvanalyse.contracts import KLASSEN, LEZINGEN, NOT_REGISTERED, UNKNOWN, class_column
from vsvanalyse.money import round_half_up
from vsvanalyse.separation.rules import Rules, winning_rule

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


def known_tasks(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of which the cost is known."""
    return taakkosten[taakkosten["bedrag_ct"].notna()]


def of_known_tasks(lines: pd.DataFrame, taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Keep the lines (or their distribution) of tasks whose cost is known in ``taakkosten``; others are only a part."""
    known = pd.MultiIndex.from_frame(known_tasks(taakkosten)[_KEY])
    return lines[pd.MultiIndex.from_frame(lines[_KEY]).isin(known)]


def task_status(regels: pd.DataFrame, antwoorden: pd.DataFrame, ongelezen: pd.DataFrame) -> pd.DataFrame:
    """Say of every VSV × year × task what was answered and whether its cost is known: ``antwoord, onbekend``.

    Every VSV and year with a line or an answer has a row for each task, and one for ``onbekend`` where lines have that
    label. ``onbekend`` is empty where the cost is known, or says why not (`contracts.UNKNOWN`). A one-off task without
    answer and lines was not done; a task with hours or cash is registered, whatever the answer.
    """
    years = pd.concat([regels[_KEY[:2]], antwoorden[_KEY[:2]]]).drop_duplicates()
    rows = years.merge(pd.DataFrame({"taak": basiskader.codes("taken")}), how="cross")
    unread = ongelezen[ongelezen["soort"].isin(("bedrag", "uren"))][_KEY]
    no_label = pd.concat(
        [frame.loc[frame["taak"] == ONBEKEND, _KEY] for frame in (regels, unread)]
    ).drop_duplicates()
    rows = pd.concat([rows, no_label], ignore_index=True).sort_values(_KEY, ignore_index=True)
    rows = rows.merge(antwoorden[[*_KEY, "antwoord"]], on=_KEY, how="left", validate="1:1")
    answer = rows["antwoord"].where(rows["antwoord"] != ONBEKEND, "").fillna("")
    at = pd.MultiIndex.from_frame(rows[_KEY])
    empty = ~at.isin(
        pd.MultiIndex.from_frame(regels.loc[(regels["bedrag_ct"] != 0) | (regels["uren"] != 0), _KEY])
    )
    recurring = ~rows["taak"].isin([*basiskader.one_off_tasks(), ONBEKEND])
    why = np.select(
        [
            at.isin(pd.MultiIndex.from_frame(unread)),
            empty & (answer == NOT_REGISTERED),
            empty & (answer == "geregistreerd"),
            empty & (answer == "") & recurring,
        ],
        UNKNOWN,
        "",
    )
    return rows.assign(antwoord=answer, onbekend=why)


def post_costs(
    regels: pd.DataFrame, verdeling: pd.DataFrame, rules: Rules, status: pd.DataFrame
) -> pd.DataFrame:
    """Sum lines to ``postkosten``: per VSV, year, task, separation rule and one-off or structural.

    Finer than ``taakkosten``, so that a scenario can move one rule and keep one-off money apart. Only what has lines has
    a row; the cents sum to the lines'. ``regel`` is empty where no rule matches. A task that is unknown by ``status``
    (of `task_status`) has one row, without rule and without amounts. A VSV-year in which nothing cost anything has one row of
    nought, because it counts in a mean.
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
    unknown = status.loc[status["onbekend"] != "", _KEY]
    known = ~pd.MultiIndex.from_frame(frame[_KEY]).isin(pd.MultiIndex.from_frame(unknown))
    frame = pd.concat([frame[known], unknown.assign(regel="", aard=STRUCTUREEL)])
    years = status[_KEY].drop_duplicates(_KEY[:2])
    without = ~pd.MultiIndex.from_frame(years[_KEY[:2]]).isin(pd.MultiIndex.from_frame(frame[_KEY[:2]]))
    nought = {name: 0 for name in frame.columns if name not in _POST}
    frame = pd.concat([frame, years[without].assign(regel="", aard=STRUCTUREEL, **nought)]).sort_values(_POST)
    return contracts.conform(frame, "postkosten")


def task_costs(regels: pd.DataFrame, verdeling: pd.DataFrame, status: pd.DataFrame) -> pd.DataFrame:
    """Sum lines to ``taakkosten``, with a row for each row of ``status`` (of `task_status`).

    ``tarief_ct`` is the mean rate weighted by hours and ``aandeel_vergoed`` the mean share weighted
    by value, so that ``uren × tarief_ct × aandeel_vergoed + inkoop_ct = bedrag_ct`` up to the rounding
    of lines to cents; both are NaN where there are no hours. Hours without a rate count at the mean rate. A line whose
    cash is not its product keeps its registered cash: then the identity is off by that difference. Where ``onbekend``
    says why a cost is unknown, every amount and all hours are missing; ``gelezen_ct`` is what was read of it all the
    same, so that its column always sums to the lines.
    """
    pay = _pay(regels)
    rate = regels["tarief_ct"].astype("float64")
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
                "_met_tarief": regels["uren"].where(rate.notna(), 0),
                "_waarde": regels["uren"] * rate.fillna(0),
                "_betaald": regels["uren"] * rate.fillna(0) * share,
            }
        )
        .groupby(_KEY)
        .sum()
    )
    classes = verdeling.groupby([*_KEY, "klasse", "lezing"], observed=True)["bedrag_ct"].sum()
    wide = classes.unstack(["klasse", "lezing"], fill_value=0)
    wide = wide.reindex(columns=pd.MultiIndex.from_product([KLASSEN, LEZINGEN]), fill_value=0)
    wide.columns = [class_column(*pair) for pair in wide.columns]

    amounts = [*sums.columns, *wide.columns]
    frame = status.join(sums, on=_KEY).join(wide, on=_KEY).fillna(dict.fromkeys(amounts, 0))
    frame["gelezen_ct"] = frame["bedrag_ct"]
    frame["tarief_ct"] = (frame["_waarde"] / frame["_met_tarief"]).where(frame["_met_tarief"] != 0)
    value = frame["uren"] * frame["tarief_ct"]
    frame["aandeel_vergoed"] = (frame["_betaald"] / value).where(value != 0)
    frame[[*amounts, "tarief_ct", "aandeel_vergoed"]] = frame[
        [*amounts, "tarief_ct", "aandeel_vergoed"]
    ].mask(frame["onbekend"] != "")
    return contracts.conform(frame, "taakkosten")


def hide(taakkosten: pd.DataFrame, rows: pd.DataFrame, why: str) -> pd.DataFrame:
    """Give ``taakkosten`` in which the cost of some rows (``vsv, boekjaar, taak``) is unknown, nothing of it read, and says why."""
    hidden = pd.MultiIndex.from_frame(taakkosten[_KEY]).isin(pd.MultiIndex.from_frame(rows))
    status = [*_KEY, "antwoord", "onbekend", "gelezen_ct"]
    amounts = [name for name in taakkosten if name not in status]
    less = taakkosten.assign(
        onbekend=taakkosten["onbekend"].mask(hidden, why), gelezen_ct=taakkosten["gelezen_ct"].mask(hidden, 0)
    )
    less[amounts] = less[amounts].mask(pd.Series(hidden, less.index), axis=0)
    return less


def hide_posts(postkosten: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Give ``postkosten`` in which some tasks (``vsv, boekjaar, taak``) are unknown: one row each, without rule and amounts."""
    hidden = pd.MultiIndex.from_frame(postkosten[_KEY]).isin(pd.MultiIndex.from_frame(rows))
    less = pd.concat([postkosten[~hidden], rows.assign(regel="", aard=STRUCTUREEL)]).sort_values(_POST)
    return contracts.conform(less, "postkosten")


def task_means(taakkosten: pd.DataFrame, column: str = "bedrag_ct") -> pd.DataFrame:
    """Mean of a column per task over the VSV-years whose cost is known: index ``taak``; ``gemiddeld_ct, n, n_onbekend``.

    A VSV-year without a row for a task (``onbekend``) has nothing under that label and counts as 0. The mean is a
    float, NaN where nobody's cost is known.
    """
    wide = costs_by_task(taakkosten, column)
    return pd.DataFrame(
        {"gemiddeld_ct": wide.mean(), "n": wide.notna().sum(), "n_onbekend": wide.isna().sum()}
    ).rename_axis("taak")


def costs_by_task(taakkosten: pd.DataFrame, column: str = "bedrag_ct") -> pd.DataFrame:
    """Lay a column out as floats: a row per ``vsv, boekjaar``, a column per task; NaN where the cost is unknown."""
    wide = taakkosten.astype({column: "float64"}).pivot(index=_KEY[:2], columns="taak", values=column)
    if ONBEKEND in wide:
        there = taakkosten.loc[taakkosten["taak"] == ONBEKEND, _KEY[:2]]
        wide[ONBEKEND] = wide[ONBEKEND].where(wide.index.isin(pd.MultiIndex.from_frame(there)), 0.0)
    return wide


def fill_unknown(wide: pd.DataFrame) -> pd.DataFrame:
    """Take each unknown cost of `costs_by_task` at the mean of who knows it that year, or else in any; NaN when nobody does.

    For comparing totals only: it moves no mean and adds no difference.
    """
    mean = wide.groupby(level="boekjaar").transform("mean").fillna(wide.mean())
    return wide.fillna(mean)


def total_bounds(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Give the total of every VSV-year, and what it can be where it rests on unknown tasks.

    One row per ``vsv, boekjaar``: ``bekend_ct`` (known tasks), ``aangevuld_ct`` (unknown tasks at the mean of those whose
    cost is known), ``laag_ct, hoog_ct`` (at the lowest and highest of those that did the task and registered it in that
    year, or in any year when nobody did in that one; never below what was read), ``onbekend`` (the unknown tasks,
    separated by a comma). Floats; ``hoog_ct`` and ``aangevuld_ct`` are NaN where nobody registered an unknown task.
    """
    wide = costs_by_task(taakkosten)
    read = costs_by_task(taakkosten, "gelezen_ct").reindex_like(wide).fillna(0.0)
    did = costs_by_task(
        taakkosten.assign(bedrag_ct=taakkosten["bedrag_ct"].where(did_task(taakkosten)))
    ).reindex_like(wide)
    years = wide.index.get_level_values("boekjaar")
    year = did.groupby(years)
    low = year.transform("min").fillna(did.min()).clip(lower=read)
    high = year.transform("max").fillna(did.max()).clip(lower=read)
    return pd.DataFrame(
        {
            "bekend_ct": wide.sum(axis=1),
            "aangevuld_ct": fill_unknown(wide).clip(lower=read).sum(axis=1, skipna=False),
            "laag_ct": wide.fillna(low.fillna(read)).sum(axis=1),
            "hoog_ct": wide.fillna(high).sum(axis=1, skipna=False),
            "onbekend": unknown_names(wide),
        },
        index=wide.index,
    ).reset_index()


def unknown_names(wide: pd.DataFrame) -> list[str]:
    """Name the unknown tasks of each row of `costs_by_task`, separated by a comma."""
    return [", ".join(wide.columns[row]) for row in wide.isna().to_numpy()]


def did_task(taakkosten: pd.DataFrame) -> pd.Series:
    """Mark the rows of VSVs that did the task and know its cost; a cost always counts as done."""
    cost = taakkosten["bedrag_ct"]
    return cost.notna() & (taakkosten["antwoord"].isin(("geregistreerd", "nul")) | (cost.fillna(0) != 0))


__all__ = [
    "card_value_ct",
    "costs_by_task",
    "did_task",
    "fill_unknown",
    "hide",
    "hide_posts",
    "known_tasks",
    "of_known_tasks",
    "paid_by_meeting",
    "post_costs",
    "task_costs",
    "task_means",
    "task_status",
    "total_bounds",
    "unknown_names",
]
