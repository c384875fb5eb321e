"""The chapter of rule tables beside each other: which euros change class when another table of separation rules holds."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, counted
from vsvanalyse.exhibits.cases import Scenarios
from vsvanalyse.exhibits.kinds import GROUP, OTHER, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, task_name, with_total
from vsvanalyse.exhibits.words import CLASS, capital, n_vsvs
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.decided_rules import next_rules, readings_of
from vsvanalyse.scenarios.resolve import Decision
from vsvanalyse.separation import Rules, rule_moves

_MOVES = [f"verschuift_{lezing}_ct" for lezing in LEZINGEN]
NO_RULE = "geen regel"


def _by(moves: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sum moves by ``by``, a column a reading, with on how many lines."""
    wide = moves.pivot_table(
        index=by, columns="lezing", values="verschuift_ct", aggfunc="sum", observed=True, fill_value=0
    ).reindex(columns=list(LEZINGEN), fill_value=0)
    lines = moves.groupby([*by, "lezing"], observed=True)["regels"].sum().groupby(by, observed=True).max()
    return wide.set_axis(_MOVES, axis=1).assign(aantal=lines).reset_index()


def _claim(moves: pd.DataFrame) -> Claim:
    new = moves[moves["klasse"] == "nieuw"].groupby("lezing", observed=True)["verschuift_ct"].sum()
    told = {lezing: int(new.get(lezing, 0)) for lezing in LEZINGEN}
    what = "De andere regeltabel telt in alle registraties samen"
    said = f"{what} {{bedrag}} %s als nieuwe taak dan de eerste, volgens het voorstel"
    same = "Beide regeltabellen tellen volgens het voorstel evenveel als nieuwe taak"
    elsewhere = "; streng, ruim of tussen andere klassen verschuift er wel iets" if len(moves) else ""
    return Claim(
        form="verschil",
        words={
            "meer": said % "meer",
            "minder": said % "minder",
            "gelijk": f"{same}{elsewhere}",
            "onbeslist": "",
            "onbekend": "",
        },
        quantity="wat de andere regeltabel meer als nieuwe taak telt, volgens het voorstel",
        estimate=told["verwacht"],
        more={"streng": told["strikt"], "ruim": told["ruim"]},
        **counted(),
    )


def _about(data: EditionData) -> str:
    years = (
        " en ".join(map(str, data.years))
        if len(data.years) < 3
        else f"{data.years[0]} tot en met {data.years[-1]}"
    )
    return f"Som van {n_vsvs(len(data.vsvs))} over {years}, {REGISTERED_PRICES}; per klasse, meer (+) of minder (−)"


_HEADINGS = {"regel_van": "Eerste tabel", "regel_naar": "Andere tabel", "aantal": "Regels van formulieren"}


@exhibit
def per_regel(data: EditionData, naar: Rules, van: Rules | None = None) -> Table:
    """What moves between classes per task and rule, when ``naar`` holds in place of ``van`` (else the edition's own rules)."""
    moves = rule_moves(data.counting_lines, van or data.rules, naar)
    rows = _by(moves, ["taak", "aard", "regel_van", "regel_naar", "klasse"])
    names = {name: rows[name].replace("", NO_RULE) for name in ("regel_van", "regel_naar")}
    rows = rows.assign(
        **names,
        taak=[task_name(task) for task in rows["taak"]],
        klasse=[capital(CLASS[one]) for one in rows["klasse"]],
        wie=GROUP,
        n=len(data.vsvs),
    )
    return Table(
        rows=rows,
        claim=_claim(moves),
        columns=("taak", "aard", "regel_van", "regel_naar", "klasse", "aantal", *_MOVES),
        headings=_HEADINGS,
        about=_about(data),
        note="Wat een klasse minder krijgt, krijgt een andere meer: samen is het per regel nul.",
    )


@exhibit
def na_besluiten(data: EditionData, decisions: Sequence[Decision], scenarios: Scenarios) -> Table:
    """What the rule table that follows from the decisions moves against the edition's own; raises ScenarioError as `next_rules` does."""
    if not any(readings_of(one, scenarios) for one in decisions):
        raise Nothing("Geen besluit gaat over wat nieuw is: de scheidingsregels blijven zoals zij zijn")
    made = per_regel(data, next_rules(data.rules, decisions, scenarios))
    return made.with_(
        note=f"De eerste tabel is die van de editie, de andere volgt uit de besluiten. {made.note}"
    )


@exhibit
def per_vsv(data: EditionData, naar: Rules, van: Rules | None = None) -> Table:
    """What another rule table counts more or less as new task, per VSV and year; the last row is all together."""
    moves = rule_moves(data.counting_lines, van or data.rules, naar)
    rows = _by(moves, ["vsv", "boekjaar", "klasse"])
    rows = rows[rows["klasse"] == "nieuw"].drop(columns="klasse").assign(wie=OTHER)
    return Table(
        rows=with_total(rows, "vsv", [*_MOVES, "aantal"]),
        claim=_claim(moves),
        columns=("vsv", "boekjaar", "aantal", *_MOVES),
        headings=_HEADINGS,
        about=_about(data),
        note="Alleen wat bij nieuwe taken komt of eraf gaat.",
    )


__all__ = ["na_besluiten", "per_regel", "per_vsv"]
