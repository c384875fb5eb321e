"""What the reports show: one VSV beside the group, hours, completeness, readings.

Pure functions from the contract tables to small tables; figures and tables only format them.
"""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader, separation
from vsvanalyse.basiskader import ONBEKEND, UREN
from vsvanalyse.contracts import KLASSEN, LEZINGEN, class_column
from vsvanalyse.separation import Rules


def latest_year(taakkosten: pd.DataFrame, vsv: str | None = None) -> int:
    """Give the last year with data, of one VSV or of all; raises ValueError when there is none."""
    mine = taakkosten if vsv is None else taakkosten[taakkosten["vsv"] == vsv]
    if mine.empty:
        raise ValueError(f"geen gegevens voor {vsv or 'deze editie'}")
    return int(mine["boekjaar"].max())


def structural(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Keep the structural tasks: what comes back every year, so that years and VSVs can be compared."""
    return taakkosten[~taakkosten["taak"].isin(basiskader.one_off_tasks())]


def one_off_and_structural(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Sum per VSV and year: ``eenmalig_ct, structureel_ct, bedrag_ct, schaduw_ct, uren, uren_betaald``."""
    sums = taakkosten.groupby(["vsv", "boekjaar"], as_index=False)[
        ["bedrag_ct", "eenmalig_ct", "schaduw_ct", "uren", "uren_betaald"]
    ].sum()
    return sums.assign(structureel_ct=sums["bedrag_ct"] - sums["eenmalig_ct"])


def own_beside_group(
    taakkosten: pd.DataFrame, vsv: str, boekjaar: int, lezing: str = "verwacht"
) -> pd.DataFrame:
    """Put one VSV's tasks beside the others of the same year; one row a task, own order kept.

    Gives ``taak, naam, antwoord, bedrag_ct``, a column per class (``regulier_ct`` …) in the given reading,
    ``anderen_ct`` (list of the others' amounts, sorted, so that no place gives an owner away),
    ``gemiddeld_ct`` (mean of the others as float, NaN without others) and ``n_anderen``.
    """
    year = taakkosten[taakkosten["boekjaar"] == boekjaar]
    mine = year[year["vsv"] == vsv].set_index("taak")
    others = year[year["vsv"] != vsv].groupby("taak")["bedrag_ct"]
    amounts = others.agg(list).map(sorted)
    rows = mine[["antwoord", "bedrag_ct"]].assign(
        **{f"{klasse}_ct": mine[class_column(klasse, lezing)] for klasse in KLASSEN}
    )
    rows.insert(0, "naam", rows.index.map({**basiskader.task_names(), ONBEKEND: "Onbekende taak"}))
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


def mean_by_class(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Mean per VSV-year of each class in each reading, split in one-off and structural tasks.

    One row per class, a column per reading and part (``strikt_structureel_ct`` …), floats in cents.
    """
    count = len(taakkosten[["vsv", "boekjaar"]].drop_duplicates())
    one_off = taakkosten["taak"].isin(basiskader.one_off_tasks())
    columns = {
        f"{lezing}_{part}_ct": [
            taakkosten.loc[rows, class_column(klasse, lezing)].sum() / count if count else 0.0
            for klasse in KLASSEN
        ]
        for lezing in LEZINGEN
        for part, rows in (("structureel", ~one_off), ("eenmalig", one_off))
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


def contested(verdeling: pd.DataFrame, rules: Rules, vsv: str, boekjaar: int) -> pd.DataFrame:
    """Rank the rules by what they move for one VSV in one year; only rules that move something."""
    mine = verdeling[(verdeling["vsv"] == vsv) & (verdeling["boekjaar"] == boekjaar)]
    ranked = separation.swings(mine, rules)
    return ranked[(ranked["swing_ct"] > 0) & ranked["status"].isin(["omstreden", "voorstel"])].reset_index(
        drop=True
    )


def undecided(verdeling: pd.DataFrame) -> pd.DataFrame:
    """Sum what no rule matches, per VSV and task; counted in no reading as new."""
    lines = verdeling[(verdeling["klasse"] == "onbeslist") & (verdeling["lezing"] == "verwacht")]
    return lines.groupby(["vsv", "taak"], as_index=False, observed=True)["bedrag_ct"].sum()


def finding_counts(bevindingen: pd.DataFrame) -> pd.DataFrame:
    """Count findings per file: ``bestand, vsv, boekjaar, fout, waarschuwing``."""
    counts = bevindingen.pivot_table(
        index=["bestand", "vsv", "boekjaar"], columns="ernst", values="regel", aggfunc="count", fill_value=0
    )
    return counts.reindex(columns=["fout", "waarschuwing"], fill_value=0).reset_index()
