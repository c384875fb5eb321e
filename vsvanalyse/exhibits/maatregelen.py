"""The chapter of measures: what each scenario changes, what was decided, and what it all rests on."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vsvanalyse.evidence.claims import fact
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.kinds import GROUP, Table, Text
from vsvanalyse.exhibits.making import exhibit, of_group, once
from vsvanalyse.exhibits.scenarios import Scenarios, quoted
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import comparison, document
from vsvanalyse.scenarios.labels import measure_label
from vsvanalyse.scenarios.resolve import Decision
from vsvanalyse.scenarios.schema import Scenario

_INDEX = {"ova": "Lonen (OVA)", "materieel": "Overige prijzen (materiële kosten)"}


def _paragraphs(name: str, title: str, rows: list[tuple[str, str]]) -> Text:
    frame = pd.DataFrame(rows, columns=["tekst", "soort"])
    return Text(id=f"maatregelen.{name}", rows=frame.assign(wie=GROUP), claim=fact(title))


def _builds_on(scenario: Scenario, scenarios: Scenarios) -> str:
    parent = scenarios.get(scenario.ouder)
    return parent.titel if parent else scenario.ouder


@exhibit
def inleiding(data: EditionData, scenarios: Scenarios, naam: str = "") -> Text:
    """What a scenario is, on which other one it builds, by whom and when."""
    if not scenarios:
        return _paragraphs("inleiding", "Er is geen scenario", [])
    one = comparison.featured(scenarios, naam)
    builds = f" Bouwt voort op: {_builds_on(one, scenarios)}." if one.ouder else ""
    made = f"Bestand {one.id}.toml, {one.auteur}, {one.datum:%d-%m-%Y}; zaad {one.zaad}."
    rows = [(one.titel, "kop"), (f"{one.toelichting}{builds}", "gewoon"), (made, "voetnoot")]
    return _paragraphs("inleiding", one.titel, rows)


@exhibit
def overzicht(data: EditionData, scenarios: Scenarios) -> Table:
    """What each scenario is, on which other one it builds, by whom and when."""
    columns = ("titel", "toelichting", "bouwt_op", "scenario", "auteur", "datum")
    rows = [
        (one.titel, one.toelichting, _builds_on(one, scenarios), one.id, one.auteur, f"{one.datum:%d-%m-%Y}")
        for one in scenarios.values()
    ]
    return Table(
        id="maatregelen.overzicht",
        rows=pd.DataFrame(rows, columns=columns).assign(wie=GROUP),
        claim=fact("De scenario’s, en wat zij bedoelen" if scenarios else "Er is geen scenario"),
        columns=columns,
        headings={"titel": "Scenario", "toelichting": "Wat het bedoelt", "scenario": "Bestand"},
    )


@once
def _changes(data: EditionData, one: cases.Case, parent: cases.Case | None) -> pd.DataFrame:
    return document.changes(cases.model(data), one.scenario, parent.scenario if parent else None)


def _changed(data: EditionData, scenarios: Scenarios, scenario: Scenario) -> pd.DataFrame:
    """Give what a scenario changes against its parent, columns named as a reader meets them."""
    parent = scenarios.get(scenario.ouder)
    rows = _changes(data, cases.case(scenario), cases.case(parent) if parent else None)
    return pd.DataFrame(
        {
            "titel": scenario.titel,
            "maatregel": rows["wat"],
            "uitgangspunt": rows["uitgangspunt"],
            "in_scenario": rows["waarde"],
            "waarom": rows["reden"] + " (" + rows["bron"] + ")",
            "status": rows["status"],
        }
    )


_SHOWN = ("maatregel", "uitgangspunt", "in_scenario", "waarom", "status")


def _measures(name: str, rows: pd.DataFrame, title: str, columns: tuple[str, ...], note: str = "") -> Table:
    return Table(
        id=f"maatregelen.{name}",
        rows=rows.reindex(columns=[*columns, "wie", "n"]),
        claim=fact(title),
        columns=columns,
        headings={"titel": "Scenario", "waarom": "Reden en bron"},
        note=note,
    )


@exhibit
def van_scenario(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What one scenario changes against its parent, with what holds now beside it."""
    if reason := cases.obstacle(data, scenarios):
        return _measures("van_scenario", pd.DataFrame(), reason, _SHOWN)
    one = comparison.featured(scenarios, naam)
    rows = _changed(data, scenarios, one)
    against = f" tegenover ‘{_builds_on(one, scenarios)}’" if one.ouder else ""
    title = (
        f"Wat {quoted(one)} verandert{against}" if len(rows) else f"{quoted(one)} verandert niets{against}"
    )
    return _measures("van_scenario", of_group(rows, cases.model(data).n), title, _SHOWN)


@exhibit
def van_alle(data: EditionData, scenarios: Scenarios) -> Table:
    """What every scenario changes against the one that it builds on, with what holds now beside it."""
    columns = ("titel", *_SHOWN)
    if reason := cases.obstacle(data, scenarios):
        return _measures("van_alle", pd.DataFrame(), reason, columns)
    parts = {name: _changed(data, scenarios, one) for name, one in scenarios.items()}
    same = ", ".join(quoted(scenarios[name]) for name, part in parts.items() if part.empty)
    return _measures(
        "van_alle",
        of_group(pd.concat(parts.values(), ignore_index=True), cases.model(data).n),
        "Wat elk scenario verandert",
        columns,
        f"Steeds tegenover het scenario waarop het voortbouwt.{f' Verandert niets: {same}.' if same else ''}",
    )


@exhibit
def besluiten(data: EditionData, decisions: Sequence[Decision]) -> Table:
    """What the meeting decided, which gives the next base (`scenarios.library.load_decisions`)."""
    columns = ("datum", "besluit", "door", "reden", "neemt_over")
    rows = [(f"{one.datum:%d-%m-%Y}", one.besluit, one.door, one.reden, one.neemt_over) for one in decisions]
    none = "Er zijn nog geen besluiten vastgelegd; de basis blijft zoals geregistreerd"
    return Table(
        id="maatregelen.besluiten",
        rows=pd.DataFrame(rows, columns=columns).assign(wie=GROUP),
        claim=fact(
            "Wat de vergadering besloot; samen geven de besluiten de volgende basis" if rows else none
        ),
        columns=columns,
        source="Bron: besluiten.toml van deze editie.",
    )


@exhibit
def aannamen(data: EditionData, scenarios: Scenarios) -> Table:
    """What these scenarios rest on, each assumption once: reason, source, status and date."""
    columns = ("naam", "in_scenario", "reden", "bron", "status", "datum")
    if reason := cases.obstacle(data, scenarios):
        rows, title = pd.DataFrame(columns=[*columns, "wie"]), reason
    else:
        named = [
            result.aannamen.assign(
                naam=[measure_label(result.scenario, name) for name in result.aannamen["maatregel"]]
            )
            for result in cases.results(data, scenarios).values()
        ]
        found = pd.concat(named, ignore_index=True).drop_duplicates(["maatregel", "waarde", "reden"])
        found["datum"] = found["datum"].map(lambda text: "-".join(reversed(text.split("-"))))
        rows = of_group(
            found.rename(columns={"waarde": "in_scenario"}).drop(columns="maatregel"), cases.model(data).n
        )
        one = next(iter(scenarios.values()))
        title = "Waarop de scenario’s rusten" if len(scenarios) > 1 else f"Waarop {quoted(one)} rust"
    return Table(
        id="maatregelen.aannamen",
        rows=rows.reset_index(drop=True),
        claim=fact(title),
        columns=columns,
        headings={"naam": "Aanname", "in_scenario": "Waarde"},
    )


@exhibit
def opmerkingen(data: EditionData, scenarios: Scenarios) -> Text:
    """What is to be known about these scenarios, each once; what is not about all of them says which it is about."""
    if reason := cases.obstacle(data, scenarios):
        return _paragraphs("opmerkingen", reason, [(f"{reason}.", "let-op")])
    results = cases.results(data, scenarios)
    shared = set.intersection(*(set(one.toelichting) for one in results.values()))
    every = [
        text if text in shared else f"{one.scenario.titel}: {text}"
        for one in results.values()
        for text in one.toelichting
    ]
    return _paragraphs(
        "opmerkingen",
        "Wat bij deze scenario’s te weten is",
        [(text, "let-op") for text in dict.fromkeys(every)],
    )


@exhibit
def indexcijfers(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """The index figures that a scenario uses, known ones first, with status and source."""
    columns = ("soort", "jaren", "mutatie_pct", "status", "bron")
    title, rows = cases.obstacle(data, scenarios), pd.DataFrame(columns=[*columns, "wie"])
    if not title:
        one = comparison.featured(scenarios, naam)
        figures = cases.result(data, one).indexcijfers
        title = f"{quoted(one)} rekent in prijzen van de registratie"
        if len(figures):
            title = f"Hoe prijzen bij {quoted(one)} stijgen: definitief, voorlopig of aanname"
            together = cases.years_together(figures.assign(soort=figures["soort"].map(_INDEX)))
            rows = of_group(together, cases.model(data).n)
    return Table(
        id="maatregelen.indexcijfers",
        rows=rows,
        claim=fact(title),
        columns=columns,
        headings={"soort": "Index"},
        about="Verandering per jaar" if len(rows) else "",
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
