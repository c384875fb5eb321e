"""Regular care or new VSV task: a decision table gives every line its classes in three readings.

The table is a CSV that people edit. An empty condition matches everything; the rule with the most
conditions wins. All combinations of task, activity, cost type and function that a line can have
are tried when the table is loaded, so that a table with two equal winners never reaches a line.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import ONBEKEND, UREN
from vsvanalyse.contracts import KLASSEN, LEZINGEN, LINE_KEY
from vsvanalyse.files import decode
from vsvanalyse.money import round_half_up

CONDITIONS = ("taak", "activiteit", "kostensoort", "functie")
SHARES = tuple(f"nieuw_{lezing}" for lezing in LEZINGEN)
COLUMNS = (
    "regel",
    *CONDITIONS,
    *SHARES,
    "rest_klasse",
    "motivering",
    "bron",
    "status",
    "besloten_door",
    "datum",
)
REST_KLASSEN = ("regulier", "toeslag", "elders")
STATUSES = ("voorstel", "omstreden", "besloten")
GEEN_REGEL = ""
"""The rule that ``verdeling`` names for a line that no rule matches."""


class RulesError(ValueError):
    """A rule table that cannot be used; the message lists every mistake, in Dutch."""


def _axes() -> dict[str, tuple[str, ...]]:
    return {
        "taak": (*basiskader.codes("taken"), ONBEKEND),
        "activiteit": ("", ONBEKEND, *basiskader.codes("activiteiten")),
        "kostensoort": (*basiskader.codes("kostensoorten"), ONBEKEND),
        "functie": ("", ONBEKEND, *basiskader.codes("functies")),
    }


@dataclass(frozen=True)
class Rules:
    """A checked rule table.

    ``table`` has the columns of the file, shares as float. ``winner`` holds for every combination
    of the four conditions the row of the winning rule, or -1; its axes follow `CONDITIONS`.
    """

    table: pd.DataFrame
    winner: np.ndarray
    axes: dict[str, tuple[str, ...]] = field(default_factory=_axes)


def load_rules(path: str | Path) -> Rules:
    """Read and check a rule table (CSV with ``;`` or ``,``; UTF-8 or cp1252; decimal comma or point).

    Raises RulesError with every mistake at once: unknown columns, conditions or classes, shares that
    are no number, outside 0..1 or falling from strict to wide, a missing reason or source, an id
    used twice, rules that no line can reach, and equally specific rules for one line.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulesError(f"{path.name}: niet te lezen ({error.strerror}).") from error
    text = decode(data)
    header = text.split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in header else ","))
    head = [name.strip() for name in rows[0]] if rows else []
    wrong = [f"de kolom '{c}' ontbreekt" for c in COLUMNS if c not in head]
    wrong += [f"de kolom '{c}' is onbekend" for c in head if c and c not in COLUMNS]
    if wrong:
        raise RulesError("\n".join(f"{path.name}: {text}." for text in wrong))
    records = [
        dict(zip(head, [v.strip() for v in row] + [""] * len(head), strict=False))
        for row in rows[1:]
        if any(row)
    ]
    return check_rules(pd.DataFrame(records, columns=list(COLUMNS), dtype="str"), path.name)


def check_rules(table: pd.DataFrame, name: str = "scheidingsregels") -> Rules:
    """Check a rule table held as text columns (`COLUMNS`) and find the winner of every combination.

    Raises RulesError as `load_rules` does.
    """
    table = table.reset_index(drop=True)
    axes = _axes()
    wrong = [f"rij {i + 2}: {text}" for i, row in table.iterrows() for text in _row_mistakes(row, axes)]
    for regel in table["regel"][table["regel"].duplicated()].unique():
        wrong.append(f"regel '{regel}' komt vaker voor")
    if not wrong:
        table = table.assign(**{c: [_share(v) for v in table[c]] for c in SHARES})
        winner, reachable, clashes = _decide(table, axes)
        wrong += clashes
        for i in np.flatnonzero(~reachable):
            wrong.append(
                f"regel '{table['regel'][i]}' kan nooit gelden: meer specifieke regels gaan altijd voor"
            )
    if wrong:
        raise RulesError("\n".join(f"{name}: {text}." for text in wrong))
    return Rules(table, winner, axes)


def _share(text: str) -> float:
    return float(text.replace(",", "."))


def _row_mistakes(row: pd.Series, axes: dict[str, tuple[str, ...]]) -> Iterable[str]:
    if not row["regel"]:
        yield "de regel heeft geen naam"
    for condition in CONDITIONS:
        value = row[condition]
        if value and value not in axes[condition]:
            near = difflib.get_close_matches(value, [v for v in axes[condition] if v], n=1)
            yield f"{condition} '{value}' bestaat niet" + (f"; bedoelt u '{near[0]}'?" if near else "")
    if row["functie"] and row["kostensoort"] not in ("", UREN):
        yield f"functie hoort bij uren, niet bij kostensoort '{row['kostensoort']}'"
    shares = []
    for column in SHARES:
        try:
            share = _share(row[column])
        except ValueError:
            yield f"{column} '{row[column]}' is geen getal"
            continue
        shares.append(share)
        if not 0 <= share <= 1:
            yield f"{column} is {row[column]}; een aandeel ligt tussen 0 en 1"
    if len(shares) == len(SHARES) and sorted(shares) != shares:
        yield "de aandelen moeten oplopen: strikt ≤ verwacht ≤ ruim"
    if row["rest_klasse"] not in REST_KLASSEN:
        yield f"rest_klasse '{row['rest_klasse']}' is niet één van {', '.join(REST_KLASSEN)}"
    if row["status"] not in STATUSES:
        yield f"status '{row['status']}' is niet één van {', '.join(STATUSES)}"
    for column in ("motivering", "bron", "datum"):
        if not row[column]:
            yield f"{column} is leeg"
    if row["status"] == "besloten" and not row["besloten_door"]:
        yield "besloten_door is leeg bij een besloten regel"


def _possible(axes: dict[str, tuple[str, ...]]) -> np.ndarray:
    """Mark the combinations that a line can have: hours have a function, other costs have none."""
    hours = np.array([kind == UREN for kind in axes["kostensoort"]])[:, None]
    has_function = np.array([functie != "" for functie in axes["functie"]])[None, :]
    allowed = hours == has_function
    shape = tuple(len(axes[c]) for c in CONDITIONS)
    return np.broadcast_to(allowed, shape)


def _decide(
    table: pd.DataFrame, axes: dict[str, tuple[str, ...]]
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    shape = tuple(len(axes[c]) for c in CONDITIONS)
    winner = np.full(shape, -1, dtype="int16")
    best = np.full(shape, -1, dtype="int8")
    tie = np.full(shape, -1, dtype="int16")
    for i, row in table.iterrows():
        block = tuple(axes[c].index(row[c]) if row[c] else slice(None) for c in CONDITIONS)
        specificity = sum(bool(row[c]) for c in CONDITIONS)
        ahead, equal = best[block] < specificity, best[block] == specificity
        tie[block] = np.where(equal, i, np.where(ahead, -1, tie[block]))
        winner[block] = np.where(ahead, i, winner[block])
        best[block] = np.maximum(best[block], specificity)
    possible = _possible(axes)
    clashing = np.argwhere((tie >= 0) & possible)
    clashes: dict[tuple[str, str], str] = {}
    for at in map(tuple, clashing):
        pair = (table["regel"][winner[at]], table["regel"][tie[at]])
        clashes.setdefault(pair, ", ".join(axes[c][k] or "leeg" for c, k in zip(CONDITIONS, at, strict=True)))
    reachable = np.isin(np.arange(len(table)), winner[possible])
    reachable |= np.isin(np.arange(len(table)), tie[possible])
    texts = [
        f"regels '{a}' en '{b}' zijn even specifiek voor één regel ({where})"
        for (a, b), where in clashes.items()
    ]
    return winner, reachable, texts


def _positions(values: pd.Series, axis: tuple[str, ...], fallback: str) -> np.ndarray:
    """Give the position of each value on its axis; a value that is not on it counts as the fallback."""
    codes, uniques = pd.factorize(values, use_na_sentinel=True)
    at = {value: i for i, value in enumerate(axis)}
    lookup = np.array([at.get(value, at[fallback]) for value in uniques] + [at[fallback]], dtype="intp")
    return lookup[codes]


def winning_rule(regels: pd.DataFrame, rules: Rules) -> np.ndarray:
    """Give for each line the row of its rule in ``rules.table``, -1 where none matches."""
    no_value = {"taak": ONBEKEND, "kostensoort": ONBEKEND, "activiteit": "", "functie": ""}
    at = tuple(
        _positions(regels[c], rules.axes[c], ONBEKEND if regels[c].notna().all() else no_value[c])
        for c in CONDITIONS
    )
    return rules.winner[at].astype("intp")


def separate(regels: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Give every line its classes in the three readings.

    Takes ``registratieregels`` and gives ``verdeling``: per line and reading one row for the part
    that is a new VSV task and one for the rest, each only where its share is not zero (a line that
    no rule matches has one row ``onbeslist``). ``regel`` names the rule. In every reading the cents
    of a line sum to its ``bedrag_ct``: the new part is rounded, the rest is what remains.
    """
    rule = winning_rule(regels, rules)
    amount = regels["bedrag_ct"].to_numpy("int64")
    known = rule >= 0
    klasse_of = pd.Categorical(rules.table["rest_klasse"], categories=KLASSEN).codes.astype("int8")
    rest = np.where(known, np.append(klasse_of, -1)[rule], KLASSEN.index("onbeslist")).astype("int8")
    nieuw = np.full_like(rest, KLASSEN.index("nieuw"))
    lines, classes, readings, cents = [], [], [], []
    for reading, column in enumerate(SHARES):
        share = np.append(rules.table[column].to_numpy("float64"), 0.0)[rule]
        new_ct = round_half_up(amount * share)
        for mask, klasse, part in ((share > 0, nieuw, new_ct), (share < 1, rest, amount - new_ct)):
            at = np.flatnonzero(mask)
            lines.append(at)
            classes.append(klasse[at])
            readings.append(np.full(len(at), reading, dtype="int8"))
            cents.append(part[at])
    line = np.concatenate(lines)
    names = pd.Index([*rules.table["regel"], GEEN_REGEL])
    taken = {column: regels[column].array.take(line) for column in (*LINE_KEY, "taak", "aard")}
    return pd.DataFrame(
        {
            **taken,
            "klasse": pd.Categorical.from_codes(np.concatenate(classes), categories=KLASSEN),
            "lezing": pd.Categorical.from_codes(np.concatenate(readings), categories=LEZINGEN),
            "bedrag_ct": np.concatenate(cents),
            "regel": pd.Categorical.from_codes(np.where(known, rule, len(names) - 1)[line], categories=names),
        },
        copy=False,
    )


def class_totals(verdeling: pd.DataFrame, by: tuple[str, ...] = ("vsv", "boekjaar")) -> pd.DataFrame:
    """Sum ``bedrag_ct`` per ``by`` × class × reading; every combination of class and reading is present."""
    sums = verdeling.groupby([*by, "klasse", "lezing"], observed=True)["bedrag_ct"].sum()
    grid = pd.MultiIndex.from_product([KLASSEN, LEZINGEN], names=["klasse", "lezing"])
    wide = sums.unstack(["klasse", "lezing"], fill_value=0).reindex(columns=grid, fill_value=0)
    return (
        wide.stack(["klasse", "lezing"], future_stack=True).astype("int64").rename("bedrag_ct").reset_index()
    )


def swings(verdeling: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Rank the rules by what they move: ``swing_ct`` = new in the wide minus new in the strict reading.

    One row a rule, with its conditions, status, reason and source; ``bedrag_ct`` is what it covers, in the type of
    the given ``bedrag_ct`` (cents, or a share of them as float).
    The lines that no rule matches come last, with ``regel`` empty and no swing.
    """
    new = verdeling[verdeling["klasse"] == "nieuw"].pivot_table(
        index="regel", columns="lezing", values="bedrag_ct", aggfunc="sum", observed=True, fill_value=0
    )
    new = new.reindex(columns=list(LEZINGEN), fill_value=0)
    covered = verdeling[verdeling["lezing"] == "verwacht"].groupby("regel", observed=True)["bedrag_ct"].sum()
    frame = rules.table.set_index("regel").reindex([*rules.table["regel"], GEEN_REGEL])
    frame["bedrag_ct"] = covered
    frame["swing_ct"] = new["ruim"] - new["strikt"]
    for lezing in LEZINGEN:
        frame[f"nieuw_{lezing}_ct"] = new[lezing]
    amounts = ["bedrag_ct", "swing_ct", *(f"nieuw_{lezing}_ct" for lezing in LEZINGEN)]
    frame[amounts] = frame[amounts].fillna(0).astype(verdeling["bedrag_ct"].dtype)
    frame.index.name = "regel"
    order = frame.assign(leeg=frame.index == GEEN_REGEL).sort_values(
        ["leeg", "swing_ct"], ascending=[True, False]
    )
    return order.drop(columns="leeg").reset_index()
