"""What a second submission changed: line by line, per task in euros, and in profile and answers.

Lines have no number of their own. They are matched when equal, then by ever fewer of their fields, each
line at most once; so sorted, moved or inserted rows are no change, and per task the changes sum to the
difference of the totals, to the cent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import ONBEKEND, UREN
from vsvanalyse.intake import layout
from vsvanalyse.intake.findings import show
from vsvanalyse.intake.records import Registration
from vsvanalyse.money import format_euro, format_number

ADDED, GONE, CHANGED = "erbij", "weg", "gewijzigd"
_LABELS = {
    "periode": "datum of periode",
    "taak": "taak",
    "activiteit": "activiteit",
    "kostensoort": "kostensoort",
    "functie": "functie",
    "leverancier": "leverancier",
    "omschrijving": "omschrijving",
    "persoon": "persoon",
    "uren": "uren",
    "tarief_ct": "tarief",
    "aandeel_vergoed": "deel vergoed",
    "bedrag_ct": "bedrag",
    "aard": "eenmalig of structureel",
}
_FIELDS = tuple(_LABELS)
_SAME_MONEY = ("kostensoort", "uren", "bedrag_ct")
_STEPS = (
    _FIELDS,
    tuple(f for f in _FIELDS if f not in ("taak", "aard")),
    ("omschrijving", "periode", "functie", "leverancier", *_SAME_MONEY),
    ("omschrijving", "periode", "functie", "leverancier", "persoon", "kostensoort", "taak", "activiteit"),
    ("omschrijving", "periode", "functie", "leverancier", "kostensoort"),
    ("taak", "periode", "functie", "leverancier", *_SAME_MONEY),
    ("taak", "omschrijving", "functie", "leverancier", *_SAME_MONEY),
    ("taak", "omschrijving", "periode", "leverancier", *_SAME_MONEY),
    ("taak", "omschrijving", "functie", "leverancier", "persoon", "kostensoort"),
    ("taak", "activiteit", "periode", "functie", "leverancier", "persoon", "kostensoort"),
)
"""By which fields lines are matched, from everything to what still makes it the same line."""
Line = Mapping[str, Any]
LINE_COLUMNS = (
    "wat",
    "taak_vroeger",
    "taak_nu",
    "omschrijving",
    "plaats_vroeger",
    "plaats_nu",
    "vroeger_ct",
    "nu_ct",
    "verschil_ct",
    "velden",
)
TASK_COLUMNS = ("taak", "vroeger_ct", "nu_ct", "verschil_ct")
MOVE_COLUMNS = ("van", "naar", "bedrag_ct", "regels")
ANSWER_COLUMNS = ("waar", "vraag", "vroeger", "nu")


@dataclass(frozen=True)
class Resubmission:
    """An earlier and a later form of one VSV and year, compared.

    ``regels``: one row is one line that came, went or changed. ``taken``: one row is one task with euros in
    either. ``verplaatst``: one row is two tasks between which the same lines moved. ``antwoorden``: one row is
    a question of Profiel or Volledigheid with another answer. ``let_op`` says what could not be compared.
    """

    vsv: str
    boekjaar: int
    vroeger: str
    nu: str
    regels: pd.DataFrame
    taken: pd.DataFrame
    verplaatst: pd.DataFrame
    antwoorden: pd.DataFrame
    let_op: tuple[str, ...] = ()
    gelijk: bool = False


def compare(earlier: Registration, later: Registration) -> Resubmission:
    """Compare two submissions of one form, whatever the order of their lines."""
    old, new = earlier.regels.reset_index(drop=True), later.regels.reset_index(drop=True)
    pairs = _pairs(old, new)
    olds, news = old.to_dict("records"), new.to_dict("records")
    rows: list[tuple[object, ...]] = []
    moves: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for i, j in pairs:
        before, after = (None if i is None else olds[i]), (None if j is None else news[j])
        rows.append(_changed_line(before, after, earlier, later))
        if before is None or after is None or before["taak"] == after["taak"]:
            continue
        if all(_plain(before[f]) == _plain(after[f]) for f in _SAME_MONEY):
            moved = moves[before["taak"], after["taak"]]
            moved[0] += int(after["bedrag_ct"])
            moved[1] += 1
    vsv, year = identity(later) or identity(earlier) or ("", 0)
    answers = _answers(earlier, later)
    unread = _unread_values(earlier) != _unread_values(later)
    return Resubmission(
        vsv,
        year,
        earlier.bestand,
        later.bestand,
        pd.DataFrame(rows, columns=list(LINE_COLUMNS)),
        _tasks(old, new),
        pd.DataFrame(
            [(*place, *moved) for place, moved in moves.items()],
            columns=list(MOVE_COLUMNS),
        ).sort_values("bedrag_ct", ascending=False, ignore_index=True),
        pd.DataFrame(answers, columns=list(ANSWER_COLUMNS)),
        _warnings(earlier, later),
        gelijk=not rows and not answers and not unread,
    )


def _plain(value: Any) -> Any:
    """Make a value comparable: a missing number equals a missing number."""
    if value is pd.NA or value != value:
        return None
    return round(float(value), 9) if isinstance(value, float) else value


def _pairs(old: pd.DataFrame, new: pd.DataFrame) -> list[tuple[int | None, int | None]]:
    """Match lines one to one, and give the pairs that differ and the lines without a partner, in order."""
    columns = {f: ([_plain(v) for v in old[f]], [_plain(v) for v in new[f]]) for f in _FIELDS}
    left, right = list(range(len(old))), list(range(len(new)))
    pairs: list[tuple[int | None, int | None]] = []
    for step, fields in enumerate(_STEPS):
        waiting: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for i in left:
            waiting[tuple(columns[f][0][i] for f in fields)].append(i)
        for group in waiting.values():
            group.sort(key=lambda i: (columns["bedrag_ct"][0][i], i), reverse=True)
        met = []
        for j in sorted(right, key=lambda j: (columns["bedrag_ct"][1][j], j)):
            alike = waiting.get(tuple(columns[f][1][j] for f in fields))
            if alike:
                met.append((alike.pop(), j))
        gone, came = {i for i, _ in met}, {j for _, j in met}
        left, right = [i for i in left if i not in gone], [j for j in right if j not in came]
        pairs += met if step else []
    pairs += [(i, None) for i in left] + [(None, j) for j in right]
    return sorted(pairs, key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0] or 0))


def _changed_line(
    before: Line | None, after: Line | None, earlier: Registration, later: Registration
) -> tuple[object, ...]:
    old_ct, new_ct = (0 if line is None else int(line["bedrag_ct"]) for line in (before, after))
    shown = {**(before or {}), **(after or {})}
    texts = [shown["omschrijving"], shown["leverancier"], shown["functie"], shown["periode"]]
    told = ""
    if before is not None and after is not None:
        told = "; ".join(
            f"{label}: {_say(f, before[f])} → {_say(f, after[f])}"
            for f, label in _LABELS.items()
            if _plain(before[f]) != _plain(after[f])
        )
    return (
        CHANGED if told else GONE if after is None else ADDED,
        "" if before is None else before["taak"],
        "" if after is None else after["taak"],
        ", ".join(text for text in texts if text),
        _place(before, earlier),
        _place(after, later),
        old_ct,
        new_ct,
        new_ct - old_ct,
        told,
    )


def _place(line: Line | None, registration: Registration) -> str:
    """Name the amount's cell of a line, or its row when the form has no such column."""
    if line is None:
        return ""
    blad = layout.UREN_BLAD if line["kostensoort"] == UREN else layout.KOSTEN_BLAD
    column = registration.plaatsen.get((blad, "bedrag"), "").rstrip("0123456789")
    return f"{line['bron_blad']}!{column or 'rij '}{line['bron_rij']}"


def _say(field: str, value: Any) -> str:
    if _plain(value) is None or value == "":
        return "leeg"
    if field.endswith("_ct"):
        return euros(int(value))
    if field == "aandeel_vergoed":
        return f"{show(float(value) * 100)} %"
    return format_number(value, 2).removesuffix(",00") if field == "uren" else show(value)


def euros(cents: int) -> str:
    """Write an amount exactly: whole euros without decimals."""
    return format_euro(cents, 2 if cents % 100 else 0)


def _tasks(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    sums = [frame.groupby("taak")["bedrag_ct"].sum() for frame in (old, new)]
    rows = []
    for task in (*basiskader.codes("taken"), ONBEKEND):
        before, after = (int(total.get(task, 0)) for total in sums)
        if before or after:
            rows.append((task, before, after, after - before))
    return pd.DataFrame(rows, columns=list(TASK_COLUMNS))


def _answers(earlier: Registration, later: Registration) -> list[tuple[str, str, str, str]]:
    """Compare the questions of Profiel and Akkoord, and the answers of Volledigheid."""
    before, after = (dict(next(iter(r.profile_rows), {})) for r in (earlier, later))
    found = []
    for blad, questions in ((layout.PROFIEL_BLAD, layout.PROFIEL), (layout.AKKOORD_BLAD, layout.AKKOORD)):
        for question in questions:
            was, now = (_told(row.get(question.name, "")) for row in (before, after))
            if was != now:
                found.append((blad, question.label, was, now))
    old, new = (
        dict(zip(r.antwoorden["taak"], r.antwoorden["antwoord"], strict=True)) for r in (earlier, later)
    )
    for task in basiskader.codes("taken"):
        if old.get(task, "") != new.get(task, ""):
            was, now = (_told(answers.get(task, "")) for answers in (old, new))
            found.append((layout.VOLLEDIGHEID_BLAD, layout.task_label(task), was, now))
    return found


def _told(value: object) -> str:
    return "leeg" if value is pd.NA or value is None or value == "" else show(value)


def _unread_values(registration: Registration) -> Counter[tuple[str, str]]:
    """Count what stands in cells and sheets that could not be read; its meaning is unknown, not its text."""
    found = registration.bevindingen
    mine = found[found["regel"].str.startswith(("B", "C"))]
    return Counter(zip(mine["regel"], mine["waarde"], strict=True))


def _warnings(earlier: Registration, later: Registration) -> tuple[str, ...]:
    lines = []
    for when, one in (("vorige", earlier), ("nieuwe", later)):
        if n := len(one.unread_rows):
            lines.append(
                f"In de {when} inzending ({one.bestand}) is geld of zijn uren op {n} plaatsen niet te lezen; "
                "hun bedragen tellen in deze vergelijking niet mee."
            )
    return tuple(lines)


def identity(registration: Registration) -> tuple[str, int] | None:
    """Say of which VSV and year a file is; None when it does not say."""
    for row in registration.profile_rows:
        return str(row["vsv"]), int(row["boekjaar"])
    for part in registration.line_parts:
        if len(part["vsv"]):
            return str(part["vsv"][0]), int(part["boekjaar"][0])
    found = registration.bevindingen
    return (found["vsv"].iloc[0], int(found["boekjaar"].iloc[0])) if len(found) else None
