"""The chapter of measures: what each scenario changes, what was decided, and what it all rests on."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vsvanalyse.evidence.claims import fact
from vsvanalyse.evidence.sentences import lowered
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios, quoted
from vsvanalyse.exhibits.kinds import GROUP, Table, Text
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group
from vsvanalyse.exhibits.words import dutch_date
from vsvanalyse.money import in_words
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import document
from vsvanalyse.scenarios.comparison import featured
from vsvanalyse.scenarios.labels import measure_label
from vsvanalyse.scenarios.resolve import AFTER_DECISIONS_TITLE, Decision
from vsvanalyse.scenarios.schema import Scenario

_INDEX = {"ova": "Lonen (OVA)", "materieel": "Overige prijzen (materiële kosten)"}


def _paragraphs(title: str, rows: list[tuple[str, str]]) -> Text:
    return Text(rows=pd.DataFrame(rows, columns=["tekst", "soort"]).assign(wie=GROUP), claim=fact(title))


def _builds_on(scenario: Scenario, scenarios: Scenarios) -> str:
    parent = scenarios.get(scenario.ouder)
    return parent.titel if parent else scenario.ouder


@exhibit
def inleiding(data: EditionData, scenarios: Scenarios, naam: str = "") -> Text:
    """What a scenario is, on which other one it builds, by whom and when."""
    if not scenarios:
        raise Nothing("Er is geen scenario")
    one = featured(scenarios, naam)
    builds = f" Bouwt voort op: {_builds_on(one, scenarios)}." if one.ouder else ""
    made = f"Bestand {one.id}.toml, {one.auteur}, {one.datum:%d-%m-%Y}; zaad {one.zaad}."
    rows = [(one.titel, "kop"), (f"{one.toelichting}{builds}", "gewoon"), (made, "voetnoot")]
    return _paragraphs(one.titel, rows)


@exhibit
def overzicht(data: EditionData, scenarios: Scenarios) -> Table:
    """What each scenario is, on which other one it builds, by whom and when."""
    columns = ("titel", "toelichting", "bouwt_op", "scenario", "auteur", "datum")
    rows = [
        (one.titel, one.toelichting, _builds_on(one, scenarios), one.id, one.auteur, f"{one.datum:%d-%m-%Y}")
        for one in scenarios.values()
    ]
    return Table(
        rows=pd.DataFrame(rows, columns=columns).assign(wie=GROUP),
        claim=fact("De scenario’s, en wat zij bedoelen" if scenarios else "Er is geen scenario"),
        columns=columns,
        headings={"toelichting": "Wat het bedoelt", "scenario": "Bestand"},
    )


def _changed(data: EditionData, scenarios: Scenarios, scenario: Scenario) -> pd.DataFrame:
    """Give what a scenario changes against its parent, columns named as a reader meets them."""
    parent = scenarios.get(scenario.ouder)
    rows = document.changes(cases.case(data, scenario), parent)
    named = {"titel": scenario.titel, "maatregel": rows["wat"], "in_scenario": rows["waarde"]}
    return rows.assign(**named, waarom=rows["reden"] + " (" + rows["bron"] + ")")


def _measures(rows: pd.DataFrame, title: str, n: int, *first: str) -> Table:
    columns = (*first, "maatregel", "uitgangspunt", "in_scenario", "waarom", "status")
    headings = {"waarom": "Reden en bron"}
    return Table(rows=of_group(rows[[*columns]], n), claim=fact(title), columns=columns, headings=headings)


@exhibit
def van_scenario(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What one scenario changes against its parent, with what holds now beside it."""
    case = cases.featured(data, scenarios, naam)
    one = case.scenario
    rows = _changed(data, scenarios, one)
    against = f" tegenover ‘{_builds_on(one, scenarios)}’" if one.ouder else ""
    said = f"Wat {quoted(one)} verandert" if len(rows) else f"{quoted(one)} verandert niets"
    return _measures(rows, f"{said}{against}", case.n)


@exhibit
def van_alle(data: EditionData, scenarios: Scenarios) -> Table:
    """What every scenario changes against the one that it builds on, with what holds now beside it."""
    model = cases.able(data, scenarios)
    parts = {name: _changed(data, scenarios, one) for name, one in scenarios.items()}
    same = ", ".join(quoted(scenarios[name]) for name, part in parts.items() if part.empty)
    nothing = f" Verandert niets: {same}." if same else ""
    rows = pd.concat(parts.values(), ignore_index=True)
    made = _measures(rows, "Wat elk scenario verandert", model.n, "titel")
    return made.with_(note=f"Steeds tegenover het scenario waarop het voortbouwt.{nothing}")


@exhibit
def besluiten(data: EditionData, decisions: Sequence[Decision], scenarios: Scenarios | None = None) -> Table:
    """What the meeting decided, which gives the next base (`scenarios.library.load_decisions`).

    With ``scenarios`` what a decision takes over is told in words, else as it stands in the file.
    """
    columns = ("datum", "besluit", "door", "reden", "neemt_over" if scenarios is None else "maatregel")
    rows = [
        (
            f"{one.datum:%d-%m-%Y}",
            one.besluit,
            one.door,
            one.reden,
            _taken_over(one.neemt_over, scenarios or {}),
        )
        for one in decisions
    ]
    return Table(
        rows=pd.DataFrame(rows, columns=columns).assign(wie=GROUP),
        claim=fact(_decided(decisions)),
        columns=columns,
        headings={"maatregel": "Neemt over"},
        source="Bron: besluiten.toml van deze editie.",
    )


def _decided(decisions: Sequence[Decision]) -> str:
    """Say what was decided, and in which figures that is; what was registered stays as it was."""
    if not decisions:
        return "Er zijn nog geen besluiten vastgelegd; de basis blijft zoals geregistreerd"
    last, many = lowered(decisions[-1].besluit.rstrip(".")), len(decisions)
    said = f"besloot: {last}" if many == 1 else f"nam {in_words(many)} besluiten, het laatste: {last}"
    return f"De vergadering {said}; dat zit in ‘{AFTER_DECISIONS_TITLE}’, niet in wat is geregistreerd"


def _taken_over(what: str, scenarios: Scenarios) -> str:
    """Name the scenario that a decision takes over, and the measure of it where it is one."""
    name, _, measure = what.partition(".")
    if name not in scenarios:
        return what
    one = scenarios[name]
    return f"{one.titel}: {measure_label(one, measure)}" if measure in one.maatregelen else one.titel


@exhibit
def aannamen(data: EditionData, scenarios: Scenarios) -> Table:
    """What these scenarios rest on, each assumption once: reason, source, status and date."""
    model = cases.able(data, scenarios)
    named = [
        one.aannamen.assign(
            naam=[measure_label(one.scenario, name) for name in one.aannamen["maatregel"]],
            titel=one.scenario.titel,
        )
        for one in cases.results(data, scenarios).values()
    ]
    key = ["maatregel", "waarde", "reden"]
    every = pd.concat(named, ignore_index=True)
    who = every.groupby(key, sort=False)["titel"].unique()
    found = every.drop_duplicates(key, ignore_index=True).drop(columns="titel").join(who, on=key)
    found["titel"] = [
        "alle" if len(names) == len(scenarios) else ", ".join(names) for names in found["titel"]
    ]
    found["datum"] = found["datum"].map(dutch_date)
    columns = (
        "naam",
        "in_scenario",
        *(["titel"] if len(scenarios) > 1 else []),
        "reden",
        "bron",
        "status",
        "datum",
    )
    several = "Waarop de scenario’s rusten"
    return Table(
        rows=of_group(found.rename(columns={"waarde": "in_scenario"}).drop(columns="maatregel"), model.n),
        claim=fact(several if len(scenarios) > 1 else f"Waarop {quoted(*scenarios.values())} rust"),
        columns=columns,
        headings={"naam": "Aanname", "in_scenario": "Waarde"},
    )


@exhibit
def opmerkingen(data: EditionData, scenarios: Scenarios) -> Text:
    """What is to be known about these scenarios, each once; what is not about all of them says which it is about."""
    if reason := cases.obstacle(data, scenarios):
        return _paragraphs(reason, [(f"{reason}.", "let-op")])
    results = cases.results(data, scenarios).values()
    shared = set.intersection(*(set(one.toelichting) for one in results))
    every = dict.fromkeys(
        text if text in shared else f"{one.scenario.titel}: {text}"
        for one in results
        for text in one.toelichting
    )
    return _paragraphs("Wat bij deze scenario’s te weten is", [(text, "let-op") for text in every])


@exhibit
def indexcijfers(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """The index figures that a scenario uses, known ones first, with status and source."""
    case = cases.featured(data, scenarios, naam)
    one = case.scenario
    figures = cases.result(data, one).indexcijfers
    title = f"{quoted(one)} rekent in prijzen van de registratie"
    if len(figures):
        title = f"Hoe prijzen bij {quoted(one)} stijgen: definitief, voorlopig of aanname"
        figures = cases.years_together(figures.assign(soort=figures["soort"].map(_INDEX)))
    return Table(
        rows=of_group(figures, case.n),
        claim=fact(title),
        columns=("soort", "jaren", "mutatie_pct", "status", "bron"),
        headings={"soort": "Index"},
        about="Verandering per jaar" if len(figures) else "",
        source="Bron: de lijst indexcijfers, en het scenario zelf.",
    )


__all__ = [
    "aannamen",
    "besluiten",
    "indexcijfers",
    "inleiding",
    "opmerkingen",
    "overzicht",
    "van_alle",
    "van_scenario",
]
