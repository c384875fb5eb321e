"""What measures are called and what they set, in Dutch; one name for a thing wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable

from vsvanalyse import basiskader
from vsvanalyse.money import format_euro, format_number
from vsvanalyse.scenarios.funding import RULE_LABEL
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
from vsvanalyse.scenarios.values import Interval, exactly

_KIND = {"structureel": "structurele", "eenmalig": "eenmalige"}
_READING = {"strikt": "streng gerekend", "verwacht": "volgens het voorstel", "ruim": "ruim gerekend"}
"""To readers the expected reading is the proposal that it is, and the strict one is severe."""

_AMOUNTS = ("per_vsv_eur", "per_bevalling_eur", "maximum_eur")
UNPAID = "het werk blijft, onbetaald"


def told(one: Measure) -> str:
    """Say what a measure sets, in Dutch."""
    return _TELL[type(one)](one)


def subject(one: Measure) -> str:
    """Say what a measure is about, in Dutch."""
    return _with_tasks(one, [f"{task} {basiskader.task_names()[task]}" for task in _tasks(one)])


def short_subject(one: Measure) -> str:
    """Say what a measure is about in a few words: one task by name, several by code."""
    tasks = _tasks(one)
    return _with_tasks(one, [basiskader.task_names()[tasks[0]]] if len(tasks) == 1 else list(tasks))


def still_done(scenario: Scenario) -> str:
    """Say what goes on while a scenario no longer counts its cost; empty where nothing does."""
    return UNPAID if scenario.vacatiegeld and scenario.vacatiegeld.vorm == "geen" else ""


def _tasks(one: Measure) -> tuple[str, ...]:
    return getattr(one, "taken", ())


def _with_tasks(one: Measure, tasks: list[str]) -> str:
    about = [*tasks, *getattr(one, "regels", ())]
    return f"{_SUBJECT[type(one)]}: {', '.join(about)}" if about else _SUBJECT[type(one)]


_SUBJECT: dict[type[Measure], str] = {
    Correction: "Correctie",
    National: "Landelijk geregeld",
    Reading: "Wat nieuw is",
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


def _tell_correction(one: Correction) -> str:
    change = f"× {_ranged(one.factor, lambda x: format_number(x, 2))}" if one.factor else ""
    if one.bedrag_eur:
        change = f"{in_euro(one.bedrag_eur)} erbij per taak, gemiddeld per VSV per jaar"
    return change + (" (eenmalige kosten)" if one.aard == "eenmalig" else "")


def _tell_pay(one: Pay) -> str:
    who = "alle functies" if one.functies == "alle" else "functies met vacatiegeld"
    return {
        "geregistreerd": "zoals geregistreerd",
        "geen": f"geen vacatiegeld: {UNPAID}; loon en inkoop blijven",
        "tariefkaart": f"elk uur van {who} volgens de tariefkaart, × {_ranged(one.factor, lambda x: format_number(x, 2))}",
        "maximum": f"hoogstens {in_euro(one.maximum_eur)} per betaald uur" if one.maximum_eur else "",
    }[one.vorm]


def _tell_national(one: National) -> str:
    return (
        f"{in_euro(one.kosten_eur)} per jaar voor het hele land vanaf {one.vanaf}, in prijzen van "
        f"{one.prijspeil or 'de registratie'}; {in_percent(one.lokaal_aandeel)} van de kosten van elk VSV blijft"
    )


def _tell_reading(one: Reading) -> str:
    told = _READING[one.lezing] if one.lezing else ""
    return f"{in_percent(one.nieuw)} is nieuw" if one.nieuw else told


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
    return f"{in_euro(one.per_vsv_eur)} per VSV per jaar, {one.van} tot en met {one.tot}, voor {_KIND[one.dekt]} kosten"


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


def money_of(scenario: Scenario, year: int) -> str:
    """Say what money for structural cost a scenario has in a year: ``"€ 225.000 per VSV"``; empty without money.

    Amounts are those of the year in which the money begins.
    """
    return " en ".join(_paid(one) for one in _money(scenario, year))


def way_of_dividing(scenario: Scenario, year: int) -> str:
    """Name how a scenario divides money in a year, with its status and range: ``"een gelijk bedrag per VSV (aanname € 225.000)"``."""
    return " en ".join(
        f"{WAY[one.vorm] if isinstance(one, Structural) else 'programmageld'} ({one.status}{_amounts(one)})"
        for one in _money(scenario, year)
    )


def with_amounts(scenario: Scenario, end: str) -> Scenario:
    """Give a scenario with the lowest (``laag``) or highest (``hoog``) assumed amounts of money."""
    funding = scenario.financiering
    changed = {
        name: one.model_copy(
            update={
                amount: exactly(getattr(value, end))
                for amount in _AMOUNTS
                if (value := getattr(one, amount, None))
            }
        )
        for name in ("programma", "structureel")
        if (one := getattr(funding, name))
    }
    return scenario.model_copy(update={"financiering": funding.model_copy(update=changed)})


def _money(scenario: Scenario, year: int) -> list[Programme | Structural]:
    """List what pays structural cost in a year."""
    temporary, lasting = scenario.financiering.programma, scenario.financiering.structureel
    found: list[Programme | Structural] = []
    if temporary and temporary.dekt == "structureel" and temporary.van <= year <= temporary.tot:
        found.append(temporary)
    if lasting and lasting.vanaf <= year:
        found.append(lasting)
    return found


def _paid(one: Programme | Structural) -> str:
    if isinstance(one, Programme):
        return f"{_expected(one.per_vsv_eur)} per VSV uit het programma"
    if one.maximum_eur:
        return f"geld naar eigen kosten (hoogstens {_expected(one.maximum_eur)} per VSV)"
    parts = [(one.per_vsv_eur, "per VSV"), (one.per_bevalling_eur, "per bevalling")]
    told = [f"{_expected(value)} {per}" for value, per in parts if value and value.verwacht]
    return " en ".join(told) or ("geld volgens een norm per taak" if one.vorm == "norm" else format_euro(0))


def _amounts(one: Programme | Structural) -> str:
    values = [value for name in _AMOUNTS if (value := getattr(one, name, None))]
    spans = [_span(value) for value in values if not value.zeker]
    return f" {'; '.join([' en '.join(map(_expected, values)), *spans])}" if values else ""


def _span(value: Interval) -> str:
    """Write the ends of an assumed amount as they were assumed: ``"€ 175.000 tot 275.000"``."""
    return f"{format_euro(100 * value.laag)} tot {format_number(value.hoog)}"


def _expected(value: Interval) -> str:
    return format_euro(100 * value.verwacht)


WAY = {
    "per_vsv": "een gelijk bedrag per VSV",
    "per_bevalling": "een bedrag per bevalling",
    "gemengd": "een bedrag per VSV en een bedrag per bevalling",
    "registratie": "geld naar eigen kosten tot een maximum",
    "norm": "een norm per taak die een VSV doet",
}
"""How money is divided, as it stands in a sentence behind ``bij``."""
