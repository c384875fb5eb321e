"""What a scenario changes against its parent, in words, with the value that holds now beside it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.money import format_euro, format_euro_millions, format_number
from vsvanalyse.scenarios.funding import RULE_LABEL
from vsvanalyse.scenarios.levers import apply_levers
from vsvanalyse.scenarios.library import ScenarioError
from vsvanalyse.scenarios.model import Model, country_size
from vsvanalyse.scenarios.national import LABEL
from vsvanalyse.scenarios.schema import (
    Correction,
    Country,
    Index,
    Measure,
    National,
    Participation,
    Pay,
    Programme,
    Reading,
    Scenario,
    Structural,
)
from vsvanalyse.scenarios.values import Interval


def changes(model: Model, scenario: Scenario, parent: Scenario | None) -> pd.DataFrame:
    """List the measures that differ from the parent: ``maatregel, wat, uitgangspunt, waarde, reden, bron, status``.

    ``uitgangspunt`` is what holds in the parent on these data, ``waarde`` what the scenario makes of it.
    """
    rows = []
    known = parent.maatregelen if parent else {}
    for name in (n for n in scenario.maatregelen if n in scenario.eigen):
        one = scenario.maatregelen[name]
        before = told(known[name]) if name in known else _now(model, parent or scenario, one)
        rows.append((name, subject(one), before, told(one), one.reden, one.bron, one.status))
    columns = ["maatregel", "wat", "uitgangspunt", "waarde", "reden", "bron", "status"]
    return pd.DataFrame(rows, columns=columns)


def told(one: Measure) -> str:
    """Say what a measure sets, in Dutch."""
    return _TELL[type(one)](one)


def subject(one: Measure) -> str:
    """Say what a measure is about, in Dutch."""
    if isinstance(one, Correction):
        return f"Correctie van {one.aard}e kosten: {_task_names(one.taken)}"
    if isinstance(one, National):
        return f"Landelijk geregeld: {_task_names(one.taken)}"
    if isinstance(one, Reading):
        return "Wat nieuw is: " + ", ".join(filter(None, [_task_names(one.taken), ", ".join(one.regels)]))
    return _SUBJECT[type(one)]


_SUBJECT: dict[type[Measure], str] = {
    Pay: "Vergoeding van uren",
    Index: "Prijzen",
    Participation: "Deelnemende VSV's",
    Country: "Raming voor het land",
    Programme: "Tijdelijk programma",
    Structural: "Structureel geld",
}


def in_euro(value: Interval) -> str:
    """Write an amount in euros, with its range where it has one."""
    return _ranged(value, lambda x: format_euro(100 * x))


def in_percent(value: Interval) -> str:
    """Write a share as a percentage, with its range where it has one."""
    return _ranged(value, lambda x: f"{format_number(100 * x)} %")


def _ranged(value: Interval, write: Callable[[float], str]) -> str:
    text = write(value.verwacht)
    return text if value.zeker else f"{text} ({write(value.laag)} tot {write(value.hoog)})"


def _plain(value: Interval, unit: str = "") -> str:
    decimals = 0 if all(float(x).is_integer() for x in (value.laag, value.verwacht, value.hoog)) else 2
    return _ranged(value, lambda x: format_number(x, decimals) + unit)


def _task_names(tasks: tuple[str, ...]) -> str:
    names = basiskader.task_names()
    return ", ".join(f"{task} {names[task]}" for task in tasks)


def _tell_correction(one: Correction) -> str:
    if one.factor is not None:
        return f"× {_ranged(one.factor, lambda x: format_number(x, 2))}"
    return f"{in_euro(one.bedrag_eur)} erbij per taak, gemiddeld per VSV per jaar"


def _tell_pay(one: Pay) -> str:
    who = "alle functies" if one.functies == "alle" else "functies met vacatiegeld"
    return {
        "geregistreerd": "zoals geregistreerd",
        "geen": "geen vacatiegeld; loon en inkoop blijven",
        "tariefkaart": f"elk uur van {who} volgens de tariefkaart, × {_ranged(one.factor, lambda x: format_number(x, 2))}",
        "maximum": f"hoogstens {in_euro(one.maximum_eur)} per betaald uur" if one.maximum_eur else "",
    }[one.vorm]


def _tell_national(one: National) -> str:
    return (
        f"{in_euro(one.kosten_eur)} per jaar voor het hele land vanaf {one.vanaf}; {in_percent(one.lokaal_aandeel)} van de kosten "
        f"van elk VSV blijft"
    )


def _tell_reading(one: Reading) -> str:
    return f"{one.lezing}e lezing" if one.lezing else f"{in_percent(one.nieuw)} is nieuw"


def _tell_index(one: Index) -> str:
    parts = ["prijzen van elk kalenderjaar"]
    if one.ova_daarna_pct:
        parts.append(f"na het laatste cijfer lonen {_plain(one.ova_daarna_pct, ' %')} per jaar")
    if one.materieel_daarna_pct:
        parts.append(f"overig {_plain(one.materieel_daarna_pct, ' %')} per jaar")
    return ", ".join(parts)


def _tell_participation(one: Participation) -> str:
    return ", ".join(f"{year}: {count}" for year, count in sorted(one.vsvs.items()))


def _tell_country(one: Country) -> str:
    parts = [f"raming: {LABEL[one.raming]}"]
    if one.vsvs:
        parts.append(f"{one.vsvs} VSV's")
    if one.bevallingen:
        parts.append(f"{_plain(one.bevallingen)} bevallingen")
    return ", ".join(parts)


def _tell_programme(one: Programme) -> str:
    return f"{in_euro(one.per_vsv_eur)} per VSV per jaar, {one.van} tot en met {one.tot}, voor {one.dekt}e kosten"


def _tell_structural(one: Structural) -> str:
    amounts = [
        in_euro(value) + text
        for value, text in (
            (one.per_vsv_eur, " per VSV"),
            (one.per_bevalling_eur, " per bevalling"),
            (one.maximum_eur, " hoogstens"),
        )
        if value is not None
    ]
    grown = ", stijgt mee met de lonen" if one.geindexeerd else ""
    return f"{RULE_LABEL[one.vorm]}{': ' * bool(amounts)}{' en '.join(amounts)} per jaar vanaf {one.vanaf}{grown}"


_TELL: dict[type[Measure], Callable[..., str]] = {
    Correction: _tell_correction,
    Pay: _tell_pay,
    National: _tell_national,
    Reading: _tell_reading,
    Index: _tell_index,
    Participation: _tell_participation,
    Country: _tell_country,
    Programme: _tell_programme,
    Structural: _tell_structural,
}


def _now(model: Model, parent: Scenario, one: Measure) -> str:
    """Say what holds on these data while the measure is not there."""
    posts = model.posts
    if isinstance(one, Correction | National | Reading):
        rules = one.regels if isinstance(one, Reading) else ()
        aard = one.aard if isinstance(one, Correction) else "structureel"
        mask = posts.of(one.taken, rules) & (posts.aard == aard)
        costs = apply_levers(posts, parent, {}, frozenset(), exact=True)
        mean = float((posts.average @ (costs.total * mask).sum(axis=1)).mean())
        text = f"gemiddeld {format_euro(mean)} per VSV per jaar"
        if isinstance(one, National):
            text += f", {format_euro_millions(mean * country_size(model, parent))} in het land"
        if isinstance(one, Reading):
            new = float((posts.average @ (costs.total * costs.aandeel * mask).sum(axis=1)).mean())
            text += f", waarvan {format_number(100 * new / mean)} % nieuw" if mean else ""
        return text
    if isinstance(one, Pay):
        costs = posts.costs.vacatie * posts.structural
        mean = float((posts.average @ costs.sum(axis=1)).mean())
        return f"zoals geregistreerd: gemiddeld {format_euro(mean)} vacatiegeld per VSV per jaar"
    if isinstance(one, Index):
        years = np.unique(posts.rows["boekjaar"])
        return f"prijzen van de registratie ({' en '.join(map(str, years))}), in elk jaar gelijk"
    if isinstance(one, Participation):
        return f"{country_size(model, parent)} VSV's in elk jaar, niemand begint"
    if isinstance(one, Country):
        return f"{model.country} VSV's, {format_number(model.births)} bevallingen, raming: {LABEL['per_vsv']}"
    return "geen"


def as_text(scenario: Scenario, table: pd.DataFrame) -> str:
    """Write a scenario's page as plain text, for the command line."""
    lines = [scenario.titel, "=" * len(scenario.titel), scenario.toelichting, ""]
    lines.append(
        f"{scenario.id}, ouder: {scenario.ouder or 'geen'}; {scenario.auteur}, {scenario.datum:%d-%m-%Y}; zaad {scenario.zaad}"
    )
    if table.empty:
        lines.append("Verandert niets.")
    for row in table.itertuples():
        lines += [
            "",
            f"{row.wat}  [{row.maatregel}]",
            f"  nu:     {row.uitgangspunt}",
            f"  wordt:  {row.waarde}",
            f"  reden:  {row.reden}",
            f"  bron:   {row.bron} ({row.status})",
        ]
    return "\n".join(lines)


def parent_of(scenario: Scenario, scenarios: dict[str, Scenario]) -> Scenario | None:
    """Give the parent of a scenario; None for the base. Raises ScenarioError when it is not among them."""
    if not scenario.ouder:
        return None
    if scenario.ouder not in scenarios:
        raise ScenarioError(f"{scenario.id}.toml: ouder '{scenario.ouder}' is niet geladen.")
    return scenarios[scenario.ouder]
