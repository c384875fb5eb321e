"""What the reports show: one VSV beside the group, hours, completeness, readings.

Pure functions from the contract tables to small tables; figures and tables only format them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse import basiskader, separation
from vsvanalyse.basiskader import ONBEKEND, STRUCTUREEL, UREN
from vsvanalyse.contracts import KLASSEN, LEZINGEN, class_column
from vsvanalyse.separation import Rules


def latest_year(taakkosten: pd.DataFrame, vsv: str | None = None) -> int:
    """Give the last year with data, of one VSV or of all; raises ValueError when there is none."""
    mine = taakkosten if vsv is None else taakkosten[taakkosten["vsv"] == vsv]
    if mine.empty:
        raise ValueError(f"geen gegevens voor {vsv or 'deze editie'}")
    return int(mine["boekjaar"].max())


def one_off_and_structural(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Sum per VSV and year: ``eenmalig_ct, structureel_ct, bedrag_ct, schaduw_ct, uren, uren_betaald``."""
    sums = taakkosten.groupby(["vsv", "boekjaar"], as_index=False)[
        ["bedrag_ct", "eenmalig_ct", "schaduw_ct", "uren", "uren_betaald"]
    ].sum()
    return sums.assign(structureel_ct=sums["bedrag_ct"] - sums["eenmalig_ct"])


def own_beside_group(
    costs: pd.DataFrame, one_off: pd.DataFrame, vsv: str, boekjaar: int, lezing: str = "verwacht"
) -> pd.DataFrame:
    """Put one VSV's structural tasks beside the others of the same year; one row a task, own order kept.

    ``costs`` and ``one_off`` are ``taakkosten`` of structural and of one-off lines. Gives ``taak, naam, antwoord,
    bedrag_ct``, a column per class (``regulier_ct`` …) in the given reading, the same amounts in the two other
    readings for new tasks (``nieuw_strikt_ct, nieuw_ruim_ct``), ``eenmalig_ct`` (apart, not in ``bedrag_ct``),
    ``anderen_ct`` (list of the others' amounts, sorted, so that no place gives an owner away), ``gemiddeld_ct`` (mean
    of the others as float, NaN without others) and ``n_anderen``. Who answered *niet geregistreerd* and has no
    cost is not among the others: its cost is unknown, not 0.
    """
    year = costs[costs["boekjaar"] == boekjaar]
    mine = year[year["vsv"] == vsv].set_index("taak")
    if ONBEKEND in set(year["taak"]) and ONBEKEND not in mine.index and len(mine):
        empty = mine.iloc[[0]].rename(index={mine.index[0]: ONBEKEND})
        numbers = [column for column in empty if column.endswith("_ct")]
        mine = pd.concat([mine, empty.assign(antwoord="", **dict.fromkeys(numbers, 0))])
    unknown = (year["antwoord"] == "niet geregistreerd") & (year["bedrag_ct"] == 0)
    others = year[(year["vsv"] != vsv) & ~unknown].groupby("taak")["bedrag_ct"]
    amounts = others.agg(list).map(sorted)
    rows = mine[["antwoord", "bedrag_ct", "nieuw_strikt_ct", "nieuw_ruim_ct"]].assign(
        **{f"{klasse}_ct": mine[class_column(klasse, lezing)] for klasse in KLASSEN}
    )
    rows.insert(0, "naam", rows.index.map({**basiskader.task_names(), ONBEKEND: "Onbekende taak"}))
    single = one_off[(one_off["vsv"] == vsv) & (one_off["boekjaar"] == boekjaar)].set_index("taak")[
        "bedrag_ct"
    ]
    rows["eenmalig_ct"] = single.reindex(rows.index, fill_value=0)
    rows["anderen_ct"] = [amounts.get(task, []) for task in rows.index]
    rows["gemiddeld_ct"] = others.mean().reindex(rows.index)
    rows["n_anderen"] = others.size().reindex(rows.index, fill_value=0)
    return rows.reset_index()


def paid_and_unpaid_hours(regels: pd.DataFrame, vsv: str, boekjaar: int) -> pd.DataFrame:
    """Sum one VSV's hours per functie: ``uren, betaald, onbetaald, bedrag_ct, schaduw_ct``, most hours first."""
    mine = regels[(regels["vsv"] == vsv) & (regels["boekjaar"] == boekjaar) & (regels["kostensoort"] == UREN)]
    paid = mine["uren"] * mine["aandeel_vergoed"].fillna(0)
    sums = mine.assign(betaald=paid, onbetaald=mine["uren"] - paid).groupby("functie")[
        ["uren", "betaald", "onbetaald", "bedrag_ct", "schaduw_ct"]
    ]
    return sums.sum().sort_values("uren", ascending=False).reset_index()


def completeness(taakkosten: pd.DataFrame, boekjaar: int | None = None) -> pd.DataFrame:
    """Give the answer of every VSV-year (row) for every task (column); ``""`` where none was given."""
    frame = taakkosten[taakkosten["taak"] != ONBEKEND]
    if boekjaar is not None:
        frame = frame[frame["boekjaar"] == boekjaar]
    wide = frame.pivot(index=["vsv", "boekjaar"], columns="taak", values="antwoord")
    return wide.reindex(columns=basiskader.codes("taken")).fillna("")


def mean_by_class(structural: pd.DataFrame, one_off: pd.DataFrame) -> pd.DataFrame:
    """Mean per VSV-year of each class in each reading, structural and one-off lines apart.

    One row per class, a column per reading and part (``strikt_structureel_ct`` …), floats in cents. Every VSV-year
    counts, also where a cost was not registered.
    """
    count = len(structural[["vsv", "boekjaar"]].drop_duplicates())
    columns = {
        f"{lezing}_{part}_ct": [
            costs[class_column(klasse, lezing)].sum() / count if count else 0.0 for klasse in KLASSEN
        ]
        for lezing in LEZINGEN
        for part, costs in (("structureel", structural), ("eenmalig", one_off))
    }
    return pd.DataFrame({"klasse": KLASSEN, **columns})


def mean_by_responsibility(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Mean per VSV-year by responsibility: ``naam, structureel_ct, eenmalig_ct``, floats in cents.

    The mapping of tasks is this project's proposal; a task without one is left out.
    """
    kader = basiskader.load()
    mapping = kader.taak_verantwoordelijkheid.merge(
        kader.verantwoordelijkheden, on="verantwoordelijkheid", validate="m:1"
    )
    merged = taakkosten.merge(mapping[["taak", "naam"]], on="taak", validate="m:1")
    count = len(taakkosten[["vsv", "boekjaar"]].drop_duplicates())
    sums = merged.assign(structureel_ct=merged["bedrag_ct"] - merged["eenmalig_ct"]).groupby(
        "naam", sort=False
    )
    return (sums[["structureel_ct", "eenmalig_ct"]].sum() / max(count, 1)).reset_index()


def contested(
    verdeling: pd.DataFrame, rules: Rules, vsv: str, boekjaar: int, aard: str = STRUCTUREEL
) -> pd.DataFrame:
    """Rank the rules by what they move for one VSV in one year, of one kind; only rules that move something."""
    mine = verdeling[
        (verdeling["vsv"] == vsv) & (verdeling["boekjaar"] == boekjaar) & (verdeling["aard"] == aard)
    ]
    ranked = separation.swings(mine, rules)
    return ranked[(ranked["swing_ct"] > 0) & (ranked["status"] != "besloten")].reset_index(drop=True)


def agenda(verdeling: pd.DataFrame, rules: Rules, aard: str = STRUCTUREEL) -> pd.DataFrame:
    """Rank the rules by what they move on average per VSV per year, of one kind (columns of `separation.swings`)."""
    count = max(len(verdeling[["vsv", "boekjaar"]].drop_duplicates()), 1)
    ranked = separation.swings(verdeling[verdeling["aard"] == aard], rules)
    amounts = [column for column in ranked if column.endswith("_ct")]
    ranked[amounts] = ranked[amounts] / count
    return ranked[ranked["bedrag_ct"] != 0].reset_index(drop=True)


def not_registered(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Count per task the VSV-years whose cost is unknown: ``taak, onbekend, van``; only tasks that have some."""
    unknown = (taakkosten["antwoord"] == "niet geregistreerd") & (taakkosten["bedrag_ct"] == 0)
    counts = (
        taakkosten.assign(onbekend=unknown).groupby("taak")["onbekend"].agg(["sum", "size"]).reset_index()
    )
    counts.columns = ["taak", "onbekend", "van"]
    return counts[counts["onbekend"] > 0].reset_index(drop=True)


def cost_of_errors(regels: pd.DataFrame, bevindingen: pd.DataFrame) -> int:
    """Sum the cents of the lines that a finding of severity fout points at."""
    return int(regels.loc[lines_with_errors(regels, bevindingen), "bedrag_ct"].sum())


def lines_with_errors(regels: pd.DataFrame, bevindingen: pd.DataFrame) -> np.ndarray:
    """Mark the lines that a finding of severity fout points at."""
    errors = bevindingen[bevindingen["ernst"] == "fout"]
    row = errors["cel"].str.extract(r"(\d+)$")[0]
    at = set(zip(errors["bestand"], errors["blad"], row, strict=True))
    keys = zip(regels["bron_bestand"], regels["bron_blad"], regels["bron_rij"].astype("str"), strict=True)
    return np.fromiter((key in at for key in keys), dtype=bool, count=len(regels))


def undecided(verdeling: pd.DataFrame) -> pd.DataFrame:
    """Sum what no rule matches, per VSV and task; counted in no reading as new."""
    lines = verdeling[(verdeling["klasse"] == "onbeslist") & (verdeling["lezing"] == "verwacht")]
    return lines.groupby(["vsv", "taak"], as_index=False, observed=True)["bedrag_ct"].sum()
