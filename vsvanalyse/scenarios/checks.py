"""Whether a scenario can run on the data at hand, told in Dutch before anything runs."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from vsvanalyse import prices
from vsvanalyse.basiskader import per_lists
from vsvanalyse.evidence.sentences import listed
from vsvanalyse.money import format_number
from vsvanalyse.scenarios.case import Case
from vsvanalyse.scenarios.lever import Stage, Values
from vsvanalyse.scenarios.library import ScenarioError
from vsvanalyse.scenarios.measures import LEVERS, at, lever_of
from vsvanalyse.scenarios.schema import Levers

BELOW_ZERO = (
    "Waar een interval onder € 0 begint: kosten kunnen niet onder nul liggen. Het interval is breder dan het getal draagt; {n} VSV's "
    "zijn te weinig om te zeggen hoe ver de anderen ervan afwijken."
)


def faults(case: Case) -> list[str]:
    """List why a scenario cannot run on these data; empty when it can."""
    scenario, last = case.scenario, case.posts.prijsjaar
    if case.country < case.n:
        found = [f"er zijn {case.country} VSV's in het land ('land.vsvs'), maar {case.n} in de registratie"]
    elif scenario.tot < last:
        found = [f"'tot' ({scenario.tot}) ligt voor het laatste jaar van de registratie ({last})"]
    else:
        found = [text for lever in LEVERS for text in lever.faults(case, case.own[lever.kind])]
    try:
        _ = case.correlation
    except ValueError as error:
        found.append(str(error))
    return [f"{scenario.id}.toml: {text}." for text in found]


def require(cases: Iterable[Case]) -> None:
    """Raise ScenarioError with every reason why a scenario cannot run on these data, of all of them together."""
    if wrong := [fault for one in cases for fault in faults(one)]:
        raise ScenarioError("\n".join(wrong))


def remarks(case: Case) -> tuple[str, ...]:
    """Say what is allowed but probably not meant: measures and correlations that hit nothing, odd years and percentages."""
    scenario, inputs = case.scenario, [one.naam for one in case.uncertain]
    told = list(hits_nothing(case))
    if scenario.van < (first := int(case.posts.jaren.min())):
        told.append(
            f"Het scenario begint in {scenario.van}, maar de registratie in {first}: de jaren daarvoor zijn teruggerekend. Zet van = "
            f"{case.posts.prijsjaar} in {scenario.id}.toml of in zijn ouder."
        )
    for one in scenario.onzekerheid.samenhang:
        if not any(fnmatchcase(name, pattern) for pattern in one.invoer for name in inputs):
            told.append(f"De samenhang van {', '.join(one.invoer)} raakt geen onzeker getal.")
    told += [text for lever in LEVERS for text in lever.remarks(case, case.own[lever.kind])]
    return tuple(told)


def about_prices(case: Case) -> tuple[str, ...]:
    """Say what the prices of the registration are where several years are averaged, and where prices are mixed."""
    told = []
    years = sorted({int(year) for year in case.posts.jaren})
    if len(years) > 1:
        told.append(
            f"Prijzen van de registratie: van elk VSV het gewone gemiddelde van zijn jaren ({listed([*map(str, years)])}), elk jaar in "
            f"zijn eigen prijzen, niet naar één prijspeil gebracht{_rise(years[0], years[-1])}."
        )
    priced, paid = (any(case.own[one.kind] for one in at(stage)) for stage in (Stage.PRICES, Stage.FUNDING))
    if paid and not priced:
        told.append(
            "Dit scenario heeft geld maar geen [index]: de kosten blijven in prijzen van de registratie, het geld is in euro's van elk jaar "
            "zelf. Het tekort zet die naast elkaar alsof prijzen gelijk blijven."
        )
    return tuple(told)


@per_lists
def _rise(first: int, last: int) -> str:
    try:
        rises = {kind: prices.index_factor(kind, first, last).factor for kind in ("ova", "materieel")}
    except ValueError:
        return ""
    people, goods = (f"{format_number(100 * (rise - 1), 1)} %" for rise in rises.values())
    return f" (van {first} naar {last} stegen lonen {people} en overige prijzen {goods}; OVA en prijsindexcijfer materiële kosten)"


def about_interval(years: pd.DataFrame, n: int) -> tuple[str, ...]:
    """Say what it means that there is no interval of the country's costs (`run.Result.jaren`), or one that begins below zero."""
    if n == 1 and (years["vsvs"] > n).any():
        return (
            "Met één VSV is niet te zeggen hoe zeker een raming is: de andere VSV's kunnen heel anders zijn.",
        )
    # A gap may be below zero: then money is left.
    ends = years.reindex(columns=["structureel_laag_ct", "nieuw_laag_ct"]).astype("float64")
    return (BELOW_ZERO.format(n=n),) if (ends < 0).any(axis=None) else ()


def hits_nothing(case: Case) -> tuple[str, ...]:
    """Say which measures, each alone, change no figure at all on these data."""
    bare = case.changed(**{kind: field.default for kind, field in Levers.model_fields.items()})
    start = _everything(bare, {})
    told = []
    for name, one in case.scenario.maatregelen.items():
        if lever_of(one).may_rest:
            continue
        alone = bare.with_measures({name: one})
        if faults(alone):
            continue
        # One that moves something as expected need not be tried at its ends.
        ends = [{key: end} for key, value in alone.numbers.items() for end in (value.laag, value.hoog)]
        if all(np.array_equal(start, _everything(alone, values)) for values in ({}, *ends)):
            told.append(f"De maatregel '{name}' raakt niets: er zijn geen kosten of jaren waarop hij werkt.")
    return tuple(told)


def _everything(case: Case, values: Values) -> np.ndarray:
    """Give every figure that a measure can move."""
    found = case.estimate_at(values)
    made, totals = found.made, found.totals
    each = (one.per_vsv for one in (made.structureel, made.eerste, made.tweede))
    return np.concatenate(
        [
            *(part.ravel() for one in each for part in (one.whole, one.new)),
            totals.stacked().ravel(),
            made.programma,
        ]
    )
