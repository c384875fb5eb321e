"""Who else pays for what, from when to when and up to how much: what that takes off the need for money, and what falls away when it ends.

A payer covers a part of what some tasks or rules cost: of what is new (``nieuw``), or of what the rules say another pays
(``elders``). Nobody pays the second kind before its payer begins or after it ends; then it needs money like a new task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import Row, number
from vsvanalyse.faults import unknown
from vsvanalyse.money import round_half_up
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.posts import Posts
from vsvanalyse.separation import Rules

CLASSES, PER, OVER = ("nieuw", "elders"), ("vsv", "land"), ("jaar", "looptijd")


class PayersError(ValueError):
    """A list of payers that cannot be used; the message lists every mistake, in Dutch."""


@dataclass(frozen=True)
class Payer:
    """One payer: ``deel`` of the cost of its tasks and rules of a class, from ``van`` until ``tot`` (the year included), up to a ceiling in cents.

    The ceiling holds for a VSV or for the country (``per``), for each year or for all years together (``over``); None is without.
    """

    naam: str
    taken: tuple[str, ...]
    regels: tuple[str, ...]
    klasse: str
    van: int
    tot: int
    deel: float
    plafond_ct: float | None
    per: str
    over: str
    bron: str
    status: str
    datum: str

    def pays_in(self, year: int) -> bool:
        """Whether it pays in a year."""
        return self.van <= year <= self.tot


FOREVER = 9999


def load_payers(rules: Rules, rows: Iterable[Row] | None = None) -> tuple[Payer, ...]:
    """Give the payers of the list in force, or of ``rows``; raises PayersError with every mistake at once, in Dutch."""
    wrong: list[str] = []
    found: list[Payer] = []
    for line, row in enumerate(basiskader.rows("financiers") if rows is None else rows, 2):
        faults = [*_faults(row, rules)]
        wrong += [f"rij {line}: {fault}" for fault in faults]
        if not faults:
            found.append(_payer(row))
    wrong += _twice(found, rules)
    if wrong:
        raise PayersError("\n".join(f"financiers.csv: {fault}." for fault in wrong))
    return tuple(found)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _faults(row: Mapping[str, str], rules: Rules) -> Iterator[str]:
    known = {"taken": basiskader.codes("taken"), "regels": tuple(rules.table["regel"])}
    if not (row["taken"] or row["regels"]):
        yield "noem bij 'taken' of 'regels' waarvoor wordt betaald"
    for name, codes in known.items():
        yield from (
            unknown(name[:-1], one, codes).rstrip(".") for one in _codes(row[name]) if one not in codes
        )
    for name in ("financier", "bron", "status", "datum"):
        if not row[name]:
            yield f"{name} is leeg"
    choices = {
        "klasse": CLASSES,
        **({"plafond_per": PER, "plafond_voor": OVER} if row["plafond_eur"] else {}),
    }
    for name, allowed in choices.items():
        if row[name] not in allowed:
            yield f"{name} '{row[name]}' is niet één van {', '.join(allowed)}"
    years = {name: int(row[name]) for name in ("van", "tot") if row[name].isdigit()}
    for name in ("van", "tot"):
        if name not in years and (row[name] or name == "van"):
            yield f"{name} '{row[name]}' is geen jaar"
    if len(years) == 2 and years["tot"] < years["van"]:
        yield f"eindigt in {years['tot']}, voordat hij begint in {years['van']}"
    for name, low, high, what in (
        ("deel", 0, 1, "een deel tussen 0 en 1"),
        ("plafond_eur", 0, np.inf, "een bedrag van 0 of meer"),
    ):
        try:
            right = (not row[name] and name == "plafond_eur") or low <= number(row[name]) <= high
        except ValueError:
            right = False
        if not right:
            yield f"{name} '{row[name]}' is niet {what}"


def _payer(row: Mapping[str, str]) -> Payer:
    return Payer(
        row["financier"],
        _codes(row["taken"]),
        _codes(row["regels"]),
        row["klasse"],
        int(row["van"]),
        int(row["tot"] or FOREVER),
        number(row["deel"]),
        100 * number(row["plafond_eur"]) if row["plafond_eur"] else None,
        row["plafond_per"],
        row["plafond_voor"],
        row["bron"],
        row["status"],
        row["datum"],
    )


def _twice(payers: Sequence[Payer], rules: Rules) -> list[str]:
    """Tell where two payers together pay more than all of one euro."""
    table, told = rules.table, []
    covers = [
        set(table.loc[table["taak"].isin(one.taken) | table["regel"].isin(one.regels), "regel"])
        for one in payers
    ]
    for (one, mine), (other, theirs) in combinations(zip(payers, covers, strict=True), 2):
        both = sorted(mine & theirs)
        begin, end = max(one.van, other.van), min(one.tot, other.tot)
        if both and one.klasse == other.klasse and begin <= end and one.deel + other.deel > 1:
            told.append(
                f"'{one.naam}' en '{other.naam}' betalen in {begin} samen meer dan alles van {', '.join(both)} ({one.klasse})"
            )
    return told


def payments(case: Case, payers: Sequence[Payer], rules: Rules) -> pd.DataFrame:
    """Give what each payer pays in the country per calendar year, for local structural cost.

    One row is payer × year: ``kosten_ct`` what the part costs that it may pay, ``betaalt_ct`` what it pays of that, ``vervalt_ct`` what
    it paid the year before and no longer does. Ceilings per VSV hold for each that registered, and what they leave is
    raised to the country as cost is. A ceiling over all years counts from the scenario's first: what was paid before is not known. Whole cents.
    """
    parts = []
    for one in payers:
        cost = _cost(case, one.klasse, one.taken, one.regels, rules)
        paid = _paid(case, one, cost)
        before = np.concatenate([[0], paid[:-1]])
        parts.append(
            pd.DataFrame(
                {
                    "financier": one.naam,
                    "jaar": case.scenario.jaren,
                    "kosten_ct": round_half_up(_raised(case, cost)),
                    "betaalt_ct": paid,
                    "vervalt_ct": np.maximum(before - paid, 0),
                }
            )
        )
    columns = ["financier", "jaar", "kosten_ct", "betaalt_ct", "vervalt_ct"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def need_after_payers(case: Case, payers: Sequence[Payer], rules: Rules) -> pd.DataFrame:
    """Give what needs money in the country per calendar year when others pay as listed.

    One row a year: ``nieuw_ct`` what new tasks cost, ``betaald_ct`` what payers of new tasks take off it, ``open_ct`` what the rules leave to
    another payer and no listed one pays, ``nodig_ct`` = nieuw - betaald + open.
    """
    paid = payments(case, payers, rules).merge(
        pd.DataFrame({"financier": [one.naam for one in payers], "klasse": [one.klasse for one in payers]})
    )
    by_class = paid.pivot_table(
        index="jaar", columns="klasse", values="betaalt_ct", aggfunc="sum", fill_value=0
    )
    by_class = by_class.reindex(index=list(case.scenario.jaren), columns=list(CLASSES), fill_value=0)
    others = [one for one in payers if one.klasse == "elders"]
    tasks, codes = ({code for one in others for code in getattr(one, name)} for name in ("taken", "regels"))
    whole = _cost(case, "elders", tuple(sorted(tasks)), tuple(sorted(codes)), rules)
    left_to_others = round_half_up(_raised(case, whole))
    table = pd.DataFrame(
        {
            "jaar": case.scenario.jaren,
            "nieuw_ct": round_half_up(case.estimate.totals.nieuw),
            "betaald_ct": by_class["nieuw"].to_numpy("int64"),
            "open_ct": left_to_others - by_class["elders"].to_numpy("int64"),
        }
    )
    return table.assign(nodig_ct=table["nieuw_ct"] - table["betaald_ct"] + table["open_ct"])


def _cost(
    case: Case, klasse: str, tasks: tuple[str, ...], codes: tuple[str, ...], rules: Rules
) -> np.ndarray:
    """Give what a class of some tasks and rules costs each VSV, in all years: (V, Y)."""
    posts = case.posts
    mask = posts.of(tasks, codes) & posts.structural
    if klasse == "elders":
        others = rules.table.loc[rules.table["rest_klasse"] == "elders", "regel"]
        mask = mask & np.isin(posts.regel, others)
    some = Case(replace(case.model, posts=_only(posts, mask)), case.scenario)
    made = some.flows.structureel.per_vsv
    return made.new if klasse == "nieuw" else made.whole - made.new


def _only(posts: Posts, mask: np.ndarray) -> Posts:
    """Give posts of which only some cost anything."""
    costs = posts.costs
    amounts = ("vacatie", "loon", "inkoop", "vacatie_kaart", "loon_kaart", "vacatie_uren")
    kept = replace(costs, **{name: getattr(costs, name) * mask for name in amounts})
    return replace(posts, costs=kept, nieuw={lezing: new * mask for lezing, new in posts.nieuw.items()})


def _paid(case: Case, one: Payer, cost: np.ndarray) -> np.ndarray:
    """Give what a payer pays in the country, (Y,), in whole cents."""
    asked = cost * one.deel * [one.pays_in(year) for year in case.scenario.jaren]
    if one.per == "vsv":
        asked = _capped(asked, one)
    total = _raised(case, asked)
    return round_half_up(_capped(total, one) if one.per == "land" else total)


def _capped(asked: np.ndarray, one: Payer) -> np.ndarray:
    """Keep what is paid, years last, within the ceiling of a payer: each year, or all years together from the first."""
    if one.plafond_ct is None:
        return asked
    if one.over == "jaar":
        return np.minimum(asked, one.plafond_ct)
    together = np.minimum(np.cumsum(asked, axis=-1), one.plafond_ct)
    return np.diff(together, axis=-1, prepend=0.0)


def _raised(case: Case, each: np.ndarray) -> np.ndarray:
    """Raise what VSVs have, (V, Y), to those that take part: (Y,)."""
    return case.estimate.raised(lambda weights: weights @ each)


__all__ = ["FOREVER", "Payer", "PayersError", "load_payers", "need_after_payers", "payments"]
