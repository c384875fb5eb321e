"""What an amount is made of: the registered lines behind it, each with the part of it that counts, on a road of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, ONBEKEND, STRUCTUREEL, UNKNOWN_TASK
from vsvanalyse.contracts import KLASSEN, LEZINGEN, LINE_KEY
from vsvanalyse.exhibits.kinds import GROUP, Exhibit, ExhibitError
from vsvanalyse.exhibits.making import once
from vsvanalyse.exhibits.words import CLASS, READING
from vsvanalyse.process.data import EditionData
from vsvanalyse.separation import Rules
from vsvanalyse.separation.taakkosten import costs_by_task
from vsvanalyse.variance.policy import POLICIES, line_values

MEAN, OTHERS, DIFFERENCE, YEARLY = "gemiddeld", "anderen", "verschil", "jaarlijks"
SWING, VALUED, PART, WHOLE = "wisselt", "gewaardeerd", "deel", "geheel"
READ = "gelezen"
COLUMNS = {"bedrag": "bedrag_ct", "uren": "uren", "schaduw": "schaduw_ct", READ: "bedrag_ct"}
_WORDS = {
    "waarde": (*COLUMNS, SWING, VALUED),
    "aard": (STRUCTUREEL, EENMALIG),
    "klasse": (*KLASSEN, WHOLE),
    "lezing": LEZINGEN,
    "over": (MEAN, OTHERS, DIFFERENCE, YEARLY),
    "deel": (PART,),
}
Place = Mapping[str, Collection[object]]
"""Where lines stand that count: the values that each of their columns may have."""


@dataclass(frozen=True)
class Quantity:
    """What a column counts, as its words say: ``"gemiddeld structureel nieuw ruim"``.

    ``waarde`` is what of a line counts (cash, hours, the value of unpaid hours, what wide counting makes new beyond strict
    counting, or cash under a pay policy); ``aard``, ``klasse`` and ``lezing`` which part of it (``geheel``: whatever class its row names). ``over`` says over whom: the lines of
    one place, the mean of a VSV's own years, that of all VSV-years that know the task, that of the others of a year, or own minus that. With ``deel``
    the lines sum to another amount, of which ``stap`` (what stands behind a colon) makes this one.
    """

    waarde: str = "bedrag"
    aard: str = ""
    klasse: str = ""
    lezing: str = ""
    over: str = ""
    deel: str = ""
    stap: str = ""

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read it from words; raises ExhibitError for a word that is unknown or stands where another of its kind does."""
        words, _, step = text.partition(": ")
        found: dict[str, str] = {"stap": step}
        for word in words.split():
            kind = next((name for name, known in _WORDS.items() if word in known), "")
            if not kind or kind in found:
                raise ExhibitError(f"onbekende grootheid '{text}': '{word}'")
            found[kind] = word
        return cls(**found)


def lines_behind(data: EditionData, quantity: Quantity, place: Place, vsv: str = "") -> pd.DataFrame:
    """Give the lines that make up an amount: ``registratieregels`` with ``regel, waarde, gewicht, bijdrage``, in cents or hours.

    ``waarde`` is what counts of the line, ``gewicht`` how often, and ``bijdrage`` their product; these sum to the amount.
    ``regel`` is the separation rule of the line, empty where the amount does not rest on one. ``vsv`` is whose amount it is, for
    the others and for the difference with them. Lines that add nothing are left out.
    """
    place = dict(place)
    if quantity.klasse == WHOLE:
        place.pop("klasse", None)
        quantity = replace(quantity, klasse="")
    if quantity.over in (OTHERS, DIFFERENCE):
        place.pop("vsv", None)
    if quantity.aard:
        place["aard"] = [quantity.aard]
    lines = at_place(_values(data, quantity, place), place)
    lines = _weighed(data, quantity, place, lines, vsv)
    lines = lines.assign(bijdrage=lines["waarde"] * lines["gewicht"])
    return lines[lines["bijdrage"] != 0].reset_index(drop=True)


def _values(data: EditionData, quantity: Quantity, place: Place) -> pd.DataFrame:
    """Give lines with what of them counts in ``waarde``; a line may stand there more than once."""
    lines = at_place(data.registratieregels if quantity.waarde == READ else data.counting_lines, place)
    if quantity.waarde in (*COLUMNS, VALUED) and not (quantity.klasse or {"klasse", "regel"} & place.keys()):
        if quantity.waarde == VALUED:
            (policy,) = place.get("beleid", POLICIES[:1])
            return lines.assign(regel="", waarde=line_values(lines, str(policy)))
        told = lines.assign(regel="", waarde=lines[COLUMNS[quantity.waarde]])
        return _by_pay(told, quantity) if "vergoeding" in place else told
    parts = at_place(data.counting_distribution, place)
    if quantity.waarde == SWING:
        parts = parts[(parts["klasse"] == "nieuw") & parts["lezing"].isin((LEZINGEN[0], LEZINGEN[-1]))]
        parts = parts.assign(
            waarde=parts["bedrag_ct"].where(parts["lezing"] == LEZINGEN[-1], -parts["bedrag_ct"])
        )
    else:
        readings = [quantity.lezing] if quantity.lezing else list(place.get("lezing", LEZINGEN[1:2]))
        parts = parts[parts["lezing"].isin(readings)]
        parts = parts[parts["klasse"] == quantity.klasse] if quantity.klasse else parts
        parts = parts.assign(waarde=parts["bedrag_ct"])
    kept = [*LINE_KEY, "regel", "klasse", "waarde"]
    return (
        parts[kept].astype({"regel": "str", "klasse": "str"}).merge(lines, on=list(LINE_KEY), validate="m:1")
    )


def at_place(frame: pd.DataFrame, place: Place) -> pd.DataFrame:
    """Keep the rows of a table that stand at a place, by the columns that it has."""
    kept = pd.Series(True, frame.index)
    for key, values in place.items():
        if key in frame:
            kept &= frame[key].isin(list(values))
    return frame[kept]


def _by_pay(lines: pd.DataFrame, quantity: Quantity) -> pd.DataFrame:
    """Part each line of hours in what the VSV paid and what not: cash is all paid, the value of unpaid hours all not."""
    paid = (
        lines["aandeel_vergoed"].fillna(0)
        if quantity.waarde == "uren"
        else float(quantity.waarde == "bedrag")
    )
    both = [
        lines.assign(vergoeding=name, waarde=lines["waarde"] * part)
        for name, part in (("betaald", paid), ("onbetaald", 1 - paid))
    ]
    told = pd.concat(both)
    return told[told["kostensoort"] == "uren"]


def _weighed(
    data: EditionData, quantity: Quantity, place: Place, lines: pd.DataFrame, vsv: str
) -> pd.DataFrame:
    """Say how often each line counts (``gewicht``), and leave out those that a mean leaves out."""
    part = _part(lines, place)
    if not quantity.over:
        return lines.assign(gewicht=part)
    (year,) = place.get("boekjaar", (None,))
    weights = _weights(data, quantity.aard, quantity.over, None if year is None else int(str(year)), vsv)
    found = weights.reindex(pd.MultiIndex.from_frame(lines[_KEY])).to_numpy()
    return lines.assign(gewicht=found * part)[~np.isnan(found)]


def _part(lines: pd.DataFrame, place: Place) -> np.ndarray:
    """Give which part of each line belongs to the responsibility of a place: all of it where none is named."""
    if DUTY not in place:
        return np.ones(len(lines))
    shares = basiskader.responsibilities()
    names = [str(name) for name in place[DUTY]]
    return np.array(
        [float(sum(shares.get(task, {}).get(name, 0) for name in names)) for task in lines["taak"]]
    )


_KEY = ["vsv", "boekjaar", "taak"]


@once
def _weights(data: EditionData, aard: str, over: str, boekjaar: int | None, vsv: str) -> pd.Series:
    """Give how often the lines of a VSV, year and task count (index `_KEY`); those that do not are not in it."""
    costs = {STRUCTUREEL: data.structural_costs, EENMALIG: data.one_off_costs}.get(aard, data.taakkosten)
    costs = costs if boekjaar is None else costs[costs["boekjaar"] == boekjaar]
    known = costs_by_task(costs).notna()
    mine = known.index.get_level_values("vsv") == vsv
    if over == YEARLY:
        years = known.groupby(level="vsv").size()
        return (known | True).div(years, level="vsv", axis=0).stack()
    among = known if over == MEAN else known[~mine]
    parts = among / among.sum()
    if over == DIFFERENCE:
        both = known[mine].any() & among.any()
        parts = pd.concat([known[mine].astype("float64"), -parts]).loc[:, both]
    told = parts.stack()
    return told[told != 0]


def place_of(one: Exhibit, row: Mapping[str, Any], rules: Rules) -> dict[str, list[object]]:
    """Say where the lines of a row of an exhibit stand, from what its columns say."""
    place: dict[str, list[object]] = {}
    if whose := row.get("vsv") or (one.subject if row["wie"] != GROUP else ""):
        place["vsv"] = [whose]
    for key, names in (
        ("klasse", CLASS),
        ("lezing", READING),
        ("beleid", dict(zip(POLICIES, POLICIES, strict=True))),
    ):
        if told := str(row.get(key) or "").casefold():
            place[key] = [code for code, text in names.items() if told in (text.casefold(), code)]
    for key, name in (
        ("functie", "functie"),
        ("vergoeding", "vergoeding"),
        ("boekjaar", "boekjaar"),
        ("bestand", "bron_bestand"),
    ):
        if key in row and not pd.isna(row[key]):
            place[name] = [row[key]]
    labels = [str(row[key]) for key in _LABELS if isinstance(row.get(key), str)]
    words = set(_WORD.findall(" ".join(labels)))
    if named := [code for code in rules.table["regel"] if code in words]:
        place["regel"] = named
    elif tasks := _tasks(labels, words):
        if duties := [name for name in labels if name in _duties()]:
            place[DUTY] = list(duties)
        place["taak"] = tasks
    return place


DUTY = "verantwoordelijkheid"
_LABELS = ("taak", "naam", "waarover", "regel")
_WORD = re.compile(r"\w+")


def _duties() -> set[str]:
    return {name for parts in basiskader.responsibilities().values() for name in parts}


def _tasks(labels: list[str], words: set[str]) -> list[object]:
    """Give the tasks that labels name, by themselves or by their responsibility; a task without one has no name of its own."""
    tasks = [code for code in basiskader.codes("taken") if code in words]
    duties = basiskader.responsibilities().items()
    tasks += [task for task, names in duties if any(name in label for name in names for label in labels)]
    if UNKNOWN_TASK in labels or ONBEKEND in labels:
        tasks.append(ONBEKEND)
    return list(dict.fromkeys(tasks))


__all__ = [
    "DIFFERENCE",
    "MEAN",
    "OTHERS",
    "YEARLY",
    "Place",
    "Quantity",
    "at_place",
    "lines_behind",
    "place_of",
]
