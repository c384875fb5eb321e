"""Whether a scenario can run on the data at hand, told in Dutch before anything runs."""

from __future__ import annotations

import math
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from vsvanalyse import prices
from vsvanalyse.money import format_euro, format_number
from vsvanalyse.scenarios.levers import Values
from vsvanalyse.scenarios.model import (
    Model,
    chosen_estimator,
    country_size,
    country_totals,
    exact_flows,
    make_estimator,
    prices_of,
)
from vsvanalyse.scenarios.schema import Levers, Scenario, with_measures
from vsvanalyse.scenarios.uncertainty.inputs import correlation, numbers, uncertain_inputs

BELOW_ZERO = (
    "Waar een interval onder € 0 begint: kosten kunnen niet onder nul liggen. Het interval is breder dan het getal draagt; {n} VSV's "
    "zijn te weinig om te zeggen hoe ver de anderen ervan afwijken."
)


def faults(model: Model, scenario: Scenario) -> list[str]:
    """List why a scenario cannot run on these data; empty when it can."""
    found = [
        *_country(model, scenario),
        *_years(model, scenario),
        *_rules(model, scenario),
        *_corrections(model, scenario),
    ]
    try:
        correlation(scenario, uncertain_inputs(scenario))
    except ValueError as error:
        found.append(str(error))
    return [f"{scenario.id}.toml: {text}." for text in found]


def _country(model: Model, scenario: Scenario) -> list[str]:
    country, found = country_size(model, scenario), []
    if country < model.n:
        return [f"er zijn {country} VSV's in het land ('land.vsvs'), maar {model.n} in de registratie"]
    if scenario.deelname:
        found += [
            f"'deelname.vsvs.{year}' is {count}, maar het land heeft {country} VSV's"
            for year, count in sorted(scenario.deelname.vsvs.items())
            if count > country
        ]
    if not make_estimator(model, scenario).possible:
        found.append(
            f"'land.raming' is '{chosen_estimator(scenario)}', maar te weinig VSV's hebben een aantal bevallingen"
        )
    return found


def _years(model: Model, scenario: Scenario) -> list[str]:
    last = model.posts.prijsjaar
    if scenario.tot < last:
        return [f"'tot' ({scenario.tot}) ligt voor het laatste jaar van de registratie ({last})"]
    found = [
        f"'landelijk.{name}.prijspeil' ({one.prijspeil}) ligt na 'tot' ({scenario.tot})"
        for name, one in scenario.landelijk.items()
        if one.prijspeil and one.prijspeil > scenario.tot
    ]
    if not found:
        try:
            prices_of(model, scenario)
        except ValueError as error:
            found += [f"'index': {line}" for line in str(error).splitlines()]
    return found


def _rules(model: Model, scenario: Scenario) -> list[str]:
    known = sorted(set(model.posts.regel) - {""})
    found = []
    seen = np.full(len(model.posts.taak), "", dtype=object)
    for name, one in sorted(scenario.lezing.items()):
        unknown = [regel for regel in one.regels if regel not in known]
        if unknown and not known:
            found.append(
                f"'lezing.{name}' noemt regels, maar deze taakkosten kennen geen regels: noem 'taken'"
            )
        elif unknown:
            found.append(
                f"'lezing.{name}' noemt {', '.join(unknown)}, maar daar vallen geen kosten onder; wel onder {', '.join(known)}"
            )
        mask = model.posts.of(one.taken, one.regels)
        if other := sorted(set(seen[mask]) - {""}):
            found.append(f"'lezing.{name}' en 'lezing.{other[0]}' gaan over dezelfde kosten")
        seen[mask] = name
    return found


def _corrections(model: Model, scenario: Scenario) -> list[str]:
    """Amounts may not take away more than is there: a cost below zero is a slip of the pen."""
    found = []
    posts = model.posts
    amounts = [one for one in scenario.correctie.values() if one.bedrag_eur is not None]
    for aard, task in sorted({(one.aard, task) for one in amounts for task in one.taken}):
        mask = posts.of((task,)) & (posts.aard == aard)
        mean = float((posts.average @ (posts.costs.total * mask).sum(axis=1)).mean())
        mine = [one for one in scenario.correctie.values() if one.aard == aard and task in one.taken]
        mean *= math.prod(one.factor.laag for one in mine if one.factor is not None)
        away = 100 * sum(one.bedrag_eur.laag for one in mine if one.bedrag_eur is not None)
        if 0 < mean < -away:
            found.append(
                f"'correctie' haalt {format_euro(-away)} af van {task} ({aard}), maar daar staat gemiddeld {format_euro(mean)}"
            )
    return found


def remarks(model: Model, scenario: Scenario) -> tuple[str, ...]:
    """Say what is allowed but probably not meant: measures and correlations that hit nothing, odd percentages."""
    inputs = [one.naam for one in uncertain_inputs(scenario)]
    told = list(hits_nothing(model, scenario))
    unknown = [
        vsv for vsv, births in zip(model.posts.vsvs, model.posts.bevallingen, strict=True) if np.isnan(births)
    ]
    rule = scenario.financiering.structureel
    if unknown and rule is not None and rule.per_bevalling_eur is not None:
        told.append(
            f"Van {len(unknown)} VSV's zijn de bevallingen onbekend; hun geld per bevalling staat als een streepje."
        )
    if scenario.van < (first := int(model.posts.rows["boekjaar"].min())):
        told.append(
            f"Het scenario begint in {scenario.van}, maar de registratie in {first}: de jaren daarvoor zijn teruggerekend. Zet van = "
            f"{model.posts.prijsjaar} in {scenario.id}.toml of in zijn ouder."
        )
    for one in scenario.onzekerheid.samenhang:
        if not any(fnmatchcase(name, pattern) for pattern in one.invoer for name in inputs):
            told.append(f"De samenhang van {', '.join(one.invoer)} raakt geen onzeker getal.")
    for name, value in numbers(scenario).items():
        if name.startswith("index.") and 0 < abs(value.verwacht) < 0.2:
            told.append(
                f"'{name}' is {format_number(value.verwacht, 2)} procent per jaar; bedoelt u {format_number(100 * value.verwacht)}?"
            )
    return tuple(told)


def about_prices(model: Model, scenario: Scenario) -> tuple[str, ...]:
    """Say what the prices of the registration are where several years are averaged, and where prices are mixed."""
    told = []
    years = sorted(int(year) for year in set(model.posts.rows["boekjaar"]))
    if len(years) > 1:
        told.append(
            f"Prijzen van de registratie: van elk VSV het gewone gemiddelde van zijn jaren ({' en '.join(map(str, years))}), elk jaar in "
            f"zijn eigen prijzen, niet naar één prijspeil gebracht{_rise(years[0], years[-1])}."
        )
    if scenario.index is None and any(vars(scenario.financiering).values()):
        told.append(
            "Dit scenario heeft geld maar geen [index]: de kosten blijven in prijzen van de registratie, het geld is in euro's van elk jaar "
            "zelf. Het tekort zet die naast elkaar alsof prijzen gelijk blijven."
        )
    for name, one in sorted(scenario.landelijk.items()):
        if one.prijspeil and one.prijspeil != model.posts.prijsjaar:
            told.append(
                f"De kosten van '{name}' zijn in prijzen van {one.prijspeil}; waar prijzen van de registratie staan, zijn zij niet "
                "teruggerekend."
            )
    return tuple(told)


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


def hits_nothing(model: Model, scenario: Scenario) -> tuple[str, ...]:
    """Say which measures, each alone, change no figure at all on these data."""
    bare = scenario.model_copy(update={kind: field.default for kind, field in Levers.model_fields.items()})
    start = _everything(model, bare, {})
    told = []
    for name, one in scenario.maatregelen.items():
        alone = with_measures(bare, {name: one})
        # An index or a country may rightly change nothing here: prices of one year, or the numbers as they are.
        if name in ("index", "land") or faults(model, alone):
            continue
        moved = [
            {},
            *({key: end} for key, value in numbers(alone).items() for end in (value.laag, value.hoog)),
        ]
        if all(np.array_equal(start, _everything(model, alone, values)) for values in moved):
            told.append(f"De maatregel '{name}' raakt niets: er zijn geen kosten of jaren waarop hij werkt.")
    return tuple(told)


def _everything(model: Model, scenario: Scenario, values: Values) -> np.ndarray:
    made = exact_flows(model, scenario, values)
    totals = country_totals(model, scenario, made, make_estimator(model, scenario), values)
    return np.concatenate(
        [
            *(one.per_vsv().ravel() for one in (made.structureel, made.eerste, made.tweede)),
            totals.ravel(),
            made.programma.ravel(),
        ]
    )
