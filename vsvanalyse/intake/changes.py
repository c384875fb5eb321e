"""Second submissions of a round: which forms go together, and what is told of what they changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pandas as pd

from vsvanalyse.intake.findings import Finding
from vsvanalyse.intake.isolated import read_files
from vsvanalyse.intake.records import Registration
from vsvanalyse.intake.resubmission import (
    ADDED,
    CHANGED,
    GONE,
    LINE_COLUMNS,
    Resubmission,
    compare,
    euros,
    identity,
)

IDENTICAL = "gelijk aan de vorige inzending: er is niets veranderd"


def summary(result: Resubmission) -> list[str]:
    """Say what changed, in Dutch sentences: first the whole, then moves, tasks, lines and answers."""
    name = f"{result.vsv} {result.boekjaar}"
    if result.gelijk:
        return [f"{name}: {IDENTICAL} ({result.vroeger}).", *result.let_op]
    counts = result.regels["wat"].value_counts()
    before, after = int(result.taken["vroeger_ct"].sum()), int(result.taken["nu_ct"].sum())
    parts = [f"{counts.get(what, 0)} {what}" for what in (ADDED, GONE, CHANGED)]
    lines = [
        f"{name}: regels {', '.join(parts)}; totaal {euros(before)} → {euros(after)} (vorige: {result.vroeger})."
    ]
    lines += [
        f"{euros(row.bedrag_ct)} van {row.van} naar {row.naar} ({row.regels} regel(s))"
        for row in result.verplaatst.itertuples()
    ]
    lines += [
        f"{row.taak}: {euros(row.vroeger_ct)} → {euros(row.nu_ct)} ({'+' if row.verschil_ct > 0 else ''}{euros(row.verschil_ct)})"
        for row in result.taken.itertuples()
        if row.verschil_ct
    ]
    lines += [f"{row.waar}, {row.vraag}: {row.vroeger} → {row.nu}" for row in result.antwoorden.itertuples()]
    return [*lines, *result.let_op]


def _joined(parts: Sequence[Registration]) -> Registration | None:
    """Put a form and its CSV twins together as one submission; None when two workbooks claim to be it."""
    books = [p for p in parts if not p.bestand.lower().endswith(".csv")]
    if len(books) > 1:
        return None
    ordered = sorted(parts, key=lambda p: (p not in books, p.bestand))
    return replace(
        ordered[0],
        found=tuple(finding for p in ordered for finding in p.found),
        unread_rows=tuple(row for p in ordered for row in p.unread_rows),
        plaatsen={place: cell for p in ordered for place, cell in p.plaatsen.items()},
        line_parts=tuple(part for p in ordered for part in p.line_parts),
        profile_rows=tuple(row for p in ordered for row in p.profile_rows),
        answer_parts=tuple(part for p in ordered for part in p.answer_parts),
    )


def _last(parts: Sequence[Registration]) -> Registration | None:
    """Choose the last of several earlier submissions: the last folder by name, in it the last workbook."""
    folder = max(str(PurePosixPath(p.bestand).parent) for p in parts)
    here = [p for p in parts if str(PurePosixPath(p.bestand).parent) == folder]
    books = sorted((p for p in here if not p.bestand.lower().endswith(".csv")), key=lambda p: p.bestand)
    return _joined([*books[-1:], *(p for p in here if p not in books)])


def compare_all(
    registrations: Sequence[Registration], earlier: Iterable[tuple[Path, str]]
) -> tuple[list[Resubmission], list[str]]:
    """Compare every registration with the earlier one of its VSV and year; also say which have no partner."""
    olds, news = defaultdict(list), defaultdict(list)
    for one in read_files(list(earlier)):
        olds[identity(one)].append(one)
    for one in registrations:
        news[identity(one)].append(one)
    results, alone = [], []
    for key in sorted(olds, key=str):
        old = _last(olds[key])
        new = _joined(news[key]) if key in news else None
        if key is None or new is None or old is None:
            whose = "onbekend VSV" if key is None else f"{key[0]} {key[1]}"
            why = (
                "heeft geen nieuwe inzending"
                if key not in news
                else "heeft er meer dan één nieuwe, en is niet vergeleken"
            )
            alone.append(f"{olds[key][0].bestand}: de vorige inzending van {whose} {why}.")
        else:
            results.append(compare(old, new))
    return results, alone


def identical_findings(results: Iterable[Resubmission]) -> list[Finding]:
    """Give finding B16 for each form that is the same as the one it replaces."""
    return [
        Finding("B16", one.nu, f"Dit formulier is {IDENTICAL}.", vsv=one.vsv, boekjaar=one.boekjaar)
        for one in results
        if one.gelijk
    ]


def changes_table(results: Sequence[Resubmission]) -> pd.DataFrame:
    """Put the changed lines of all comparisons in one table, and the changed answers under them."""
    parts = []
    for one in results:
        told = one.antwoorden
        asked = pd.DataFrame(
            {
                "wat": CHANGED,
                "omschrijving": told["waar"] + ", " + told["vraag"],
                "velden": told["vroeger"] + " → " + told["nu"],
            }
        )
        mine = pd.concat([one.regels, asked], ignore_index=True) if len(asked) else one.regels
        parts.append(mine.assign(vsv=one.vsv, boekjaar=one.boekjaar, vroeger=one.vroeger, nu=one.nu))
    columns = ["vsv", "boekjaar", "vroeger", "nu", *LINE_COLUMNS]
    if not parts:
        return pd.DataFrame(columns=columns)
    whole = pd.concat(parts, ignore_index=True)[columns]
    money = [name for name in LINE_COLUMNS if name.endswith("_ct")]
    return whole.assign(**{name: whole[name] / 100 for name in money}).rename(
        columns={name: name.removesuffix("_ct") + "_eur" for name in money}
    )
