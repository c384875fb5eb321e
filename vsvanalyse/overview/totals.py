"""What the reports show: one VSV beside the group, hours, readings.

Pure functions from the contract tables to small tables; figures and tables only format them.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from vsvanalyse import basiskader, separation
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, STRUCTUREEL, UNKNOWN_TASK, UREN
from vsvanalyse.contracts import KLASSEN, LEZINGEN, NOT_READ, class_column
from vsvanalyse.evidence.ranking import FirstPlace, first_place
from vsvanalyse.faults import not_among
from vsvanalyse.separation import Rules
from vsvanalyse.separation.taakkosten import costs_by_task, of_known_tasks, task_means, total_bounds


def latest_year(taakkosten: pd.DataFrame, vsv: str | None = None) -> int:
    """Give the last year with data, of one VSV or of all; raises ValueError when there is none."""
    mine = taakkosten if vsv is None else taakkosten[taakkosten["vsv"] == vsv]
    if mine.empty:
        known = sorted(taakkosten["vsv"].unique())
        raise ValueError(
            not_among("VSV", vsv, known) if vsv else "Deze editie heeft nog geen registratie die meetelt."
        )
    return int(mine["boekjaar"].max())


def one_off_and_structural(regels: pd.DataFrame, taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Sum the lines per VSV and year that counts: ``eenmalig_ct, structureel_ct, bedrag_ct, schaduw_ct, uren``.

    All that was read, also of tasks whose cost is unknown; ``onbekend, laag_ct, hoog_ct`` (of `taakkosten.total_bounds`)
    say what that leaves open.
    """
    amounts = regels.assign(
        eenmalig_ct=regels["bedrag_ct"].where(regels["aard"] == EENMALIG, 0),
        structureel_ct=regels["bedrag_ct"].where(regels["aard"] == STRUCTUREEL, 0),
    )
    columns = ["bedrag_ct", "eenmalig_ct", "structureel_ct", "schaduw_ct", "uren"]
    sums = amounts.groupby(["vsv", "boekjaar"])[columns].sum()
    bounds = total_bounds(taakkosten)[["vsv", "boekjaar", "onbekend", "laag_ct", "hoog_ct"]]
    joined = bounds.join(sums, on=["vsv", "boekjaar"]).fillna(dict.fromkeys(columns, 0))
    return joined.astype(dict.fromkeys(columns[:-1], "int64"))


def own_beside_group(
    costs: pd.DataFrame, one_off: pd.DataFrame, vsv: str, boekjaar: int, lezing: str = "verwacht"
) -> pd.DataFrame:
    """Put one VSV's structural tasks beside the others of the same year; one row a task, own order kept.

    ``costs`` and ``one_off`` are ``taakkosten`` of structural and of one-off lines. Gives ``taak, naam, antwoord, onbekend,
    bedrag_ct`` (missing where unknown), a column per class (``regulier_ct`` …) in the given reading, the same amounts in the two other
    readings for new tasks (``nieuw_strikt_ct, nieuw_ruim_ct``), ``eenmalig_ct`` (apart, not in ``bedrag_ct``),
    ``anderen_ct`` (list of the others' amounts, sorted, so that no place gives an owner away), ``gemiddeld_ct`` (mean
    of the others as float, NaN without others) and ``n_anderen``. Whose cost is unknown is not among the others.
    """
    year = costs[costs["boekjaar"] == boekjaar]
    mine = year[year["vsv"] == vsv].set_index("taak")
    if ONBEKEND in set(year["taak"]) and ONBEKEND not in mine.index and len(mine):
        empty = mine.iloc[[0]].rename(index={mine.index[0]: ONBEKEND})
        numbers = [column for column in empty if column.endswith("_ct")]
        mine = pd.concat([mine, empty.assign(antwoord="", onbekend="", **dict.fromkeys(numbers, 0))])
    others = costs_by_task(year[year["vsv"] != vsv])
    rows = mine[["antwoord", "onbekend", "bedrag_ct", "nieuw_strikt_ct", "nieuw_ruim_ct"]].assign(
        **{f"{klasse}_ct": mine[class_column(klasse, lezing)] for klasse in KLASSEN}
    )
    rows.insert(0, "naam", rows.index.map({**basiskader.task_names(), ONBEKEND: UNKNOWN_TASK}))
    single = one_off[(one_off["vsv"] == vsv) & (one_off["boekjaar"] == boekjaar)].set_index("taak")[
        "bedrag_ct"
    ]
    rows["eenmalig_ct"] = single.reindex(rows.index, fill_value=0)
    rows["anderen_ct"] = [sorted(others[task].dropna()) if task in others else [] for task in rows.index]
    rows["gemiddeld_ct"] = others.mean().reindex(rows.index)
    rows["n_anderen"] = others.notna().sum().reindex(rows.index, fill_value=0)
    return rows.reset_index()


def paid_and_unpaid_hours(regels: pd.DataFrame, vsv: str, boekjaar: int) -> pd.DataFrame:
    """Sum one VSV's hours per functie: ``uren, betaald, onbetaald, bedrag_ct, schaduw_ct``, most hours first."""
    mine = regels[(regels["vsv"] == vsv) & (regels["boekjaar"] == boekjaar) & (regels["kostensoort"] == UREN)]
    paid = mine["uren"] * mine["aandeel_vergoed"].fillna(0)
    sums = mine.assign(betaald=paid, onbetaald=mine["uren"] - paid).groupby("functie")[
        ["uren", "betaald", "onbetaald", "bedrag_ct", "schaduw_ct"]
    ]
    return sums.sum().sort_values("uren", ascending=False).reset_index()


def mean_by_class(structural: pd.DataFrame, one_off: pd.DataFrame) -> pd.DataFrame:
    """Mean per VSV-year of each class in each reading, structural and one-off lines apart.

    One row per class, a column per reading and part (``strikt_structureel_ct`` …), floats in cents: the sum of the
    means per task, each over the VSV-years whose cost of that task is known.
    """
    columns = {
        f"{lezing}_{part}_ct": [
            task_means(costs, class_column(klasse, lezing))["gemiddeld_ct"].sum() for klasse in KLASSEN
        ]
        for lezing in LEZINGEN
        for part, costs in (("structureel", structural), ("eenmalig", one_off))
    }
    return pd.DataFrame({"klasse": KLASSEN, **columns})


def mean_by_responsibility(structural: pd.DataFrame, one_off: pd.DataFrame) -> pd.DataFrame:
    """Mean per VSV-year by responsibility: ``naam, structureel_ct, eenmalig_ct``, floats in cents.

    A task of several responsibilities counts in each for its share. What has no task, or a task without one, stands in the row
    ``Onbekende taak``. The rows sum to the mean of all tasks.
    """
    kader = basiskader.load()
    means = pd.DataFrame(
        {
            f"{part}_ct": task_means(costs)["gemiddeld_ct"]
            for part, costs in (("structureel", structural), ("eenmalig", one_off))
        }
    )
    shares = basiskader.responsibilities()
    parts = [
        (name, task, float(share))
        for task in means.index
        for name, share in shares.get(task, {UNKNOWN_TASK: 1}).items()
    ]
    names, tasks, share = (list(column) for column in zip(*parts, strict=True)) if parts else ([], [], [])
    order = [name for name in [*kader.verantwoordelijkheden["naam"], UNKNOWN_TASK] if name in set(names)]
    spread = means.loc[tasks].mul(share, axis=0)
    return spread.groupby(np.array(names)).sum().loc[order].rename_axis("naam").reset_index()


def contested(
    verdeling: pd.DataFrame, rules: Rules, vsv: str, boekjaar: int, aard: str = STRUCTUREEL
) -> pd.DataFrame:
    """Rank the rules by what they move for one VSV in one year, of one kind; only rules that move something."""
    mine = verdeling[
        (verdeling["vsv"] == vsv) & (verdeling["boekjaar"] == boekjaar) & (verdeling["aard"] == aard)
    ]
    ranked = separation.swings(mine, rules)
    return ranked[(ranked["swing_ct"] > 0) & (ranked["status"] != "besloten")].reset_index(drop=True)


def agenda(
    verdeling: pd.DataFrame, taakkosten: pd.DataFrame, rules: Rules, aard: str = STRUCTUREEL
) -> pd.DataFrame:
    """Rank the rules by what they move on average per VSV per year, of one kind (columns of `separation.swings`).

    A line counts for one part in so many VSV-years as know the cost of its task, so that the rules sum to the means.
    """
    known = of_known_tasks(verdeling[verdeling["aard"] == aard], taakkosten)
    count = task_means(taakkosten)["n"].reindex(known["taak"]).to_numpy()
    ranked = separation.swings(known.assign(bedrag_ct=known["bedrag_ct"] / count), rules)
    return ranked[ranked["bedrag_ct"] != 0].reset_index(drop=True)


def largest_rule(
    verdeling: pd.DataFrame,
    taakkosten: pd.DataFrame,
    aard: str = STRUCTUREEL,
    *,
    settled: Collection[str] = (),
) -> FirstPlace:
    """Say which rule moves most on average (``swing_ct`` of `agenda`), and whether it stays first.

    Leaving a VSV out leaves out all its years. The rules named in ``settled`` do not compete.
    """
    known = of_known_tasks(verdeling[verdeling["aard"] == aard], taakkosten)
    new = known[known["klasse"] == "nieuw"].astype({"regel": "str", "lezing": "str", "bedrag_ct": "float64"})
    new = new[new["lezing"].isin(("strikt", "ruim")) & ~new["regel"].isin(list(settled))]
    new["bedrag_ct"] *= np.where(new["lezing"] == "ruim", 1.0, -1.0)
    swing = new.groupby(["vsv", "regel", "taak"])["bedrag_ct"].sum()
    years = costs_by_task(taakkosten).notna().groupby(level="vsv").sum()
    pairs = swing.index.droplevel("vsv").unique().sort_values()
    moved = swing.unstack(["regel", "taak"]).reindex(index=years.index, columns=pairs).fillna(0.0).to_numpy()
    rules, at = np.unique(pairs.get_level_values("regel"), return_inverse=True)
    member = (at[:, None] == np.arange(len(rules))).astype("float64")
    count = years.reindex(columns=pairs.get_level_values("taak")).to_numpy("float64")

    def means(counts: np.ndarray) -> np.ndarray:
        sums, over = counts @ moved, counts @ count
        return np.divide(sums, over, out=np.zeros(sums.shape), where=over > 0) @ member

    return first_place(list(rules), len(years), means)


def unknown_tasks(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Count per task the VSV-years whose cost is unknown: ``taak, onbekend, van``; only tasks that have some."""
    means = task_means(taakkosten).reset_index()
    counts = means.assign(onbekend=means["n_onbekend"], van=means["n"] + means["n_onbekend"])
    return counts.loc[counts["onbekend"] > 0, ["taak", "onbekend", "van"]].reset_index(drop=True)


def unread(ongelezen: pd.DataFrame, taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Say per VSV-year what was not read and what that does: ``vsv, boekjaar, bladen, bedragen, taken, telt_mee``.

    ``bladen`` counts sheets and columns, ``bedragen`` cells with an amount or hours; ``taken`` names the tasks whose cost is
    unknown for that reason. ``telt_mee`` is False for a VSV-year that counts in no mean.
    """
    whole = ongelezen["soort"].isin(("blad", "kolom"))
    key = ["vsv", "boekjaar"]
    counts = ongelezen[key].assign(bladen=whole.astype("int64"), bedragen=(~whole).astype("int64"))
    counts = counts.groupby(key).sum()
    here = taakkosten[taakkosten["onbekend"] == NOT_READ]
    counts["taken"] = here.groupby(key)["taak"].agg(", ".join).reindex(counts.index).fillna("")
    counts["telt_mee"] = counts.index.isin(pd.MultiIndex.from_frame(taakkosten[key].drop_duplicates()))
    return counts.reset_index()


def undecided(verdeling: pd.DataFrame) -> pd.DataFrame:
    """Sum what no rule matches, per VSV and task; counted in no reading as new."""
    lines = verdeling[(verdeling["klasse"] == "onbeslist") & (verdeling["lezing"] == "verwacht")]
    return lines.groupby(["vsv", "taak"], as_index=False, observed=True)["bedrag_ct"].sum()


__all__ = [
    "agenda",
    "contested",
    "largest_rule",
    "latest_year",
    "mean_by_class",
    "mean_by_responsibility",
    "one_off_and_structural",
    "own_beside_group",
    "paid_and_unpaid_hours",
    "undecided",
    "unknown_tasks",
    "unread",
]
