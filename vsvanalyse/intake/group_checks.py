"""Checks that need more than one form: the same VSV twice, the other VSVs, the year before.

With six VSVs no z-score can exceed 2,04 = (n - 1) / √n, so outliers are found by the ratio of one
VSV to the mean or median of the others, which has no such ceiling.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse.basiskader import UREN
from vsvanalyse.intake import layout
from vsvanalyse.intake.findings import Finding, thresholds
from vsvanalyse.intake.ledger import Ledger
from vsvanalyse.money import format_euro, format_number


def one_form_each_year(ledger: Ledger) -> list[Finding]:
    """B06: a VSV and year has one profile, and each of its cost sheets comes from one file."""
    kind = (ledger.regels["kostensoort"] == UREN).map({True: layout.UREN_BLAD, False: layout.KOSTEN_BLAD})
    parts = pd.concat(
        [
            ledger.regels[["vsv", "boekjaar", "bron_bestand"]].assign(deel=kind),
            ledger.profielen[["vsv", "boekjaar", "bron_bestand"]].assign(deel=layout.PROFIEL_BLAD),
        ]
    ).drop_duplicates()
    sharing = parts.groupby(["vsv", "boekjaar", "deel"])["bron_bestand"].transform("nunique")
    found = []
    for (vsv, year), group in parts[sharing > 1].groupby(["vsv", "boekjaar"]):
        names = sorted(set(group["bron_bestand"]))
        text = f"{vsv} heeft voor {year} meer dan één formulier: {', '.join(names)}. Het telt nu niet mee."
        for name in names:
            cell = ledger.cell(name, layout.PROFIEL_BLAD, "vsv")
            blad = layout.PROFIEL_BLAD if cell else ""
            found.append(Finding("B06", name, text, blad, cell, vsv, vsv=vsv, boekjaar=int(year)))
    return found


def profile_present(ledger: Ledger) -> list[Finding]:
    """B13: lines from a CSV twin have a form with a profile beside them."""
    known = set(zip(ledger.profielen["vsv"], ledger.profielen["boekjaar"], strict=True))
    lines = ledger.regels.drop_duplicates(["vsv", "boekjaar"])
    return [
        Finding(
            "B13",
            line["bron_bestand"],
            f"Er is geen formulier met een profiel voor {line['vsv']} in {line['boekjaar']}.",
            layout.PROFIEL_BLAD,
            vsv=line["vsv"],
            boekjaar=int(line["boekjaar"]),
        )
        for _, line in lines.iterrows()
        if (line["vsv"], line["boekjaar"]) not in known
    ]


def year_of_edition(ledger: Ledger) -> list[Finding]:
    """B08: the year of a form is one of the edition's years."""
    if ledger.verwacht is None:
        return []
    years = ", ".join(map(str, ledger.verwacht.jaren))
    return [
        ledger.at_profile("B08", p, layout.PROFIEL_BLAD, "boekjaar", f"Deze editie gaat over {years}.")
        for _, p in ledger.profielen.iterrows()
        if p["boekjaar"] not in ledger.verwacht.jaren
    ]


def origin_of_edition(ledger: Ledger) -> list[Finding]:
    """B09: a real edition holds no made-up form."""
    if ledger.verwacht is None or ledger.verwacht.verzonnen:
        return []
    return [
        Finding(
            "B09",
            p["bron_bestand"],
            "Dit formulier zegt dat zijn cijfers verzonnen zijn.",
            layout.PROFIEL_BLAD,
            ledger.cell(p["bron_bestand"], layout.PROFIEL_BLAD, "gegevens"),
            layout.MADE_UP,
            vsv=p["vsv"],
            boekjaar=int(p["boekjaar"]),
        )
        for _, p in ledger.profielen.iterrows()
        if p["verzonnen"]
    ]


_LINE = ["taak", "uren", "bedrag_ct", "omschrijving", "leverancier"]


def _lines_in_common(lines: pd.DataFrame, whose: np.ndarray) -> np.ndarray:
    """Count for each two of the numbered owners the lines that are the same; a line that one has twice needs two.

    One sorting brings equal lines together, since there are few; then each owner of a line is set beside the next.
    """
    same = pd.util.hash_pandas_object(lines[_LINE], index=False).to_numpy()
    order = np.lexsort((whose, same))
    same, whose, owners = same[order], whose[order], int(whose.max(initial=-1)) + 1
    # The first differs from what is put before it; a hash is unsigned, and must remain so.
    starts = np.flatnonzero((np.diff(same, prepend=~same[:1]) != 0) | (np.diff(whose, prepend=-1) != 0))
    same, whose, times = same[starts], whose[starts], np.diff(starts, append=len(same))
    counts = np.zeros((owners, owners), dtype="int64")
    left = np.arange(len(same))
    for step in range(1, owners):
        left = left[left < len(same) - step]
        left = left[same[left] == same[left + step]]
        if not len(left):
            break
        right = left + step
        np.add.at(counts, (whose[left], whose[right]), np.minimum(times[left], times[right]))
    return counts + counts.T


def not_a_copy(ledger: Ledger) -> list[Finding]:
    """B18: the lines of a form are not those of another VSV's form."""
    limit = thresholds()
    whose, files = pd.factorize(ledger.regels["bron_bestand"], sort=True)
    counts = _lines_in_common(ledger.regels, whose)
    size = np.bincount(whose, minlength=len(files))
    least = np.maximum(limit["kopie_regels_min"], limit["kopie_regels"] * size)
    of = ledger.regels.drop_duplicates("bron_bestand").set_index("bron_bestand").loc[files]
    vsv, year = of["vsv"].to_numpy(), of["boekjaar"].to_numpy()
    copied = [(i, j) for i, j in np.argwhere(counts >= least[:, None]) if vsv[i] != vsv[j]]
    return [
        Finding(
            "B18",
            files[i],
            f"{counts[i, j]} van de {size[i]} regels staan ook in {files[j]} van {vsv[j]}.",
            layout.PROFIEL_BLAD,
            ledger.cell(files[i], layout.PROFIEL_BLAD, "vsv"),
            vsv[i],
            vsv=vsv[i],
            boekjaar=int(year[i]),
        )
        for i, j in sorted(copied, key=lambda pair: [(vsv[k], files[k]) for k in pair])
    ]


def _median_of_others(values: pd.Series) -> np.ndarray:
    """Give, for each value, the median of the others; NaN with fewer than two others.

    The median, because one wrong form would drag the mean of the others for every sound one. Without one value the
    middle of the sorted others moves by one place at most, so all are read off one sorting.
    """
    numbers = values.to_numpy("float64")
    if len(numbers) < 3:
        return np.full(len(numbers), np.nan)
    order = np.argsort(numbers, kind="stable")
    ranked, rank = numbers[order], np.argsort(order, kind="stable")
    low, high = (len(numbers) - 2) // 2, (len(numbers) - 1) // 2
    return (ranked[low + (rank <= low)] + ranked[high + (rank <= high)]) / 2


def _beside_others(ledger: Ledger) -> pd.DataFrame:
    """Give ``task_costs`` of the ledger with the median of the other VSVs of that year (``anderen``)."""
    costs = ledger.task_costs
    return costs.assign(anderen=costs.groupby(["boekjaar", "taak"])["bedrag_ct"].transform(_median_of_others))


def task_like_the_others(ledger: Ledger) -> list[Finding]:
    """G01: the cost of a task is not many times, nor a small part of, the median of the others."""
    frame = _beside_others(ledger)
    limit = thresholds()
    ratio = frame["bedrag_ct"] / frame["anderen"]
    far = (ratio > limit["verhouding_taak"]) | (ratio < 1 / limit["verhouding_taak"])
    big = (frame["bedrag_ct"] - frame["anderen"]).abs() >= limit["verhouding_taak_min_ct"]
    return [
        ledger.at_task(
            "G01",
            row.vsv,
            row.boekjaar,
            row.taak,
            format_euro(row.bedrag_ct),
            f"{layout.task_label(row.taak)} kost {format_euro(row.bedrag_ct)}; dat is "
            f"{_far(row.bedrag_ct / row.anderen, limit['verhouding_taak'])} het middelste bedrag van de andere VSV's.",
        )
        for row in frame[far & big].itertuples()
    ]


def _far(ratio: float, limit: float) -> str:
    """Say how far off a cost is without the amount of the others, of whom the middle one may be one."""
    times = format_number(limit)
    return f"meer dan {times} maal" if ratio > 1 else f"minder dan een {times}e van"


def task_not_thousandfold(ledger: Ledger) -> list[Finding]:
    """G02: the cost of a task is not about a thousand times more or less than the others' median."""
    frame = _beside_others(ledger)
    ratio = frame["bedrag_ct"] / frame["anderen"]
    far = np.maximum(ratio, 1 / ratio) >= thresholds()["factor_1000_van"]
    return [
        finding
        for row in frame[far].itertuples()
        for finding in _at_largest_line(ledger, row.vsv, row.boekjaar, row.taak, row.anderen)
    ]


def _at_largest_line(ledger: Ledger, vsv: str, year: int, task: str, others: float) -> list[Finding]:
    lines = ledger.regels
    lines = lines[(lines["vsv"] == vsv) & (lines["boekjaar"] == year) & (lines["taak"] == task)]
    return ledger.at_lines(
        lines.nlargest(1, "bedrag_ct"),
        "G02",
        "bedrag",
        lambda line: (
            f"{layout.task_label(task)} kost samen {format_euro(lines['bedrag_ct'].sum(), 2)}; dat is ongeveer "
            f"{'duizend maal' if lines['bedrag_ct'].sum() > others else 'een duizendste van'} het middelste bedrag van de andere VSV's. Dit is de grootste regel."
        ),
    )


def task_like_last_year(ledger: Ledger) -> list[Finding]:
    """G03: the cost of a task does not jump between two years."""
    frame = ledger.task_costs
    before = frame.assign(boekjaar=frame["boekjaar"] + 1)
    both = frame.merge(before, on=["boekjaar", "taak", "vsv"], suffixes=("", "_vorig"), validate="1:1")
    limit = thresholds()
    ratio = both["bedrag_ct"] / both["bedrag_ct_vorig"]
    jump = (ratio > limit["verhouding_jaar"]) | (ratio < 1 / limit["verhouding_jaar"])
    big = (both["bedrag_ct"] - both["bedrag_ct_vorig"]).abs() >= limit["verhouding_jaar_min_ct"]
    return [
        ledger.at_task(
            "G03",
            row.vsv,
            row.boekjaar,
            row.taak,
            format_euro(row.bedrag_ct),
            f"{layout.task_label(row.taak)} kost {format_euro(row.bedrag_ct)}; "
            f"een jaar eerder {format_euro(row.bedrag_ct_vorig)}.",
        )
        for row in both[jump & big].itertuples()
    ]


def birth_cost_like_the_others(ledger: Ledger) -> list[Finding]:
    """G04: the cost per birth is not many times, nor a small part of, the median of the others."""
    total = ledger.regels.groupby(["vsv", "boekjaar"])["bedrag_ct"].sum()
    frame = ledger.profielen[ledger.profielen["bevallingen"].fillna(0) > 0]
    frame = frame.drop_duplicates(["vsv", "boekjaar"]).join(total, on=["vsv", "boekjaar"])
    frame = frame[frame["bedrag_ct"].fillna(0) > 0]
    frame = frame.assign(per_ct=frame["bedrag_ct"] / frame["bevallingen"].astype("float64"))
    frame["anderen"] = frame.groupby("boekjaar")["per_ct"].transform(_median_of_others)
    ratio = frame["per_ct"] / frame["anderen"]
    limit = thresholds()["verhouding_bevalling"]
    return [
        ledger.at_profile(
            "G04",
            profile,
            layout.PROFIEL_BLAD,
            "bevallingen",
            f"{format_euro(profile['per_ct'])} per bevalling bij {format_number(profile['bevallingen'])} bevallingen; "
            f"dat is {_far(profile['per_ct'] / profile['anderen'], limit)} het middelste bedrag van de andere VSV's.",
        )
        for _, profile in frame[(ratio > limit) | (ratio < 1 / limit)].iterrows()
    ]


GROUP_CHECKS = {
    ("B13",): profile_present,
    ("B06",): one_form_each_year,
    ("B08",): year_of_edition,
    ("B09",): origin_of_edition,
    ("B18",): not_a_copy,
    ("G01",): task_like_the_others,
    ("G02",): task_not_thousandfold,
    ("G03",): task_like_last_year,
    ("G04",): birth_cost_like_the_others,
}
