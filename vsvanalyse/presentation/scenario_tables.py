"""The tables of the scenario chapters."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from vsvanalyse.money import format_number
from vsvanalyse.presentation.scenario_figures import MEASURE_NAME, millions
from vsvanalyse.presentation.tables import Html, escape, euro, number, table
from vsvanalyse.presentation.variance_tables import difference, percent
from vsvanalyse.presentation.waterfall import signed
from vsvanalyse.scenarios.comparison import price_level
from vsvanalyse.scenarios.document import changes
from vsvanalyse.scenarios.labels import input_label, measure_label
from vsvanalyse.scenarios.model import Model, covers_structural
from vsvanalyse.scenarios.national import LABEL
from vsvanalyse.scenarios.run import Result
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty.tipping import TippingPoint


def _maybe(cents: object) -> str:
    return "–" if pd.isna(cents) else millions(float(cents))


def _change(cents: object) -> str:
    return "–" if pd.isna(cents) else signed(float(cents), millions) if cents else "gelijk"


def _between(low: pd.Series, high: pd.Series, write: Callable[[object], str]) -> list[str]:
    return [
        "–" if pd.isna(a) or a == b else f"{write(a)} tot {write(b)}" for a, b in zip(low, high, strict=True)
    ]


def comparison_table(compared: pd.DataFrame) -> Html:
    """Show what all scenarios cost against the base (`scenarios.comparison.compare`)."""
    shown = compared.assign(
        jaartal=compared["peiljaar"].astype("str"),
        zeker=_between(compared["nieuw_laag_ct"], compared["nieuw_hoog_ct"], _maybe),
        interval=_between(compared["nieuw_verschil_laag_ct"], compared["nieuw_verschil_hoog_ct"], _change),
    )
    return table(
        shown,
        {
            "titel": ("Scenario", None),
            "structureel_verschil_ct": ("Verschil structureel*", _change),
            "nieuw_verschil_ct": ("Verschil nieuw*", _change),
            "interval": ("95 %-interval verschil nieuw*", str),
            "structureel_ct": ("Structureel", _maybe),
            "nieuw_ct": ("Waarvan nieuw", _maybe),
            "zeker": ("95 %-interval nieuw", str),
            "jaartal": ("Jaar", None),
            "prijzen": ("In", None),
        },
        f"Wat scenario's kosten, per jaar in het hele land, geraamd uit de pilots (n = {compared['n'].iloc[0]}). * Verschil met de basis, beide in "
        "prijzen van de registratie",
    )


def changes_table(rows: pd.DataFrame, about: str = "Wat het scenario verandert") -> Html:
    """Show what a scenario changes against its parent (`scenarios.document.changes`)."""
    if rows.empty:
        return Html("<p>Dit scenario verandert niets.</p>")
    return table(
        rows.assign(grond=rows["reden"] + " (" + rows["bron"] + ")"),
        {
            "wat": ("Maatregel", None),
            "uitgangspunt": ("Zonder deze maatregel", None),
            "waarde": ("In dit scenario", None),
            "grond": ("Reden en bron", None),
            "status": ("Status", None),
        },
        about,
    )


def bridge_table(steps: pd.DataFrame, scenario: Scenario) -> Html:
    """Show the bridge for every measure (`scenarios.comparison.bridge`)."""
    shown = steps.assign(naam=[measure_label(scenario, step) for step in steps["stap"]])
    shown["naam"] = shown["naam"].where(steps["soort"] != "eind", "Totaal: " + scenario.titel)
    return table(
        shown,
        {
            "naam": ("Stap", None),
            **{
                f"{maat}_ct": (MEASURE_NAME[maat].capitalize(), euro)
                for maat in ("structureel", "nieuw", "financiering", "tekort", "eenmalig")
            },
        },
        f"Van basis naar scenario, hele land in {scenario.peiljaar}; eenmalige kosten staan apart en tellen nergens bij op",
    )


def years_table(result: Result) -> Html:
    """Show the country per calendar year, structural and one-off apart."""
    rows = result.jaren[result.jaren["raming"] == result.peil["raming"]]
    rows = rows.assign(jaartal=rows["jaar"].astype("str"))
    return table(
        rows,
        {
            "jaartal": ("Jaar", None),
            "vsvs": ("VSV's", number),
            "structureel_ct": ("Structureel", euro),
            "nieuw_ct": ("Waarvan nieuw", euro),
            "nieuw_laag_ct": ("Nieuw, laag", euro),
            "nieuw_hoog_ct": ("Nieuw, hoog", euro),
            "financiering_ct": ("Geld", euro),
            "tekort_ct": ("Tekort (− is over)", euro),
            "tekort_per_bevalling_ct": ("Tekort per bevalling", euro),
            "starters": ("Beginnen", number),
            "eenmalig_ct": ("Eenmalig (apart)", euro),
            **(
                {}
                if covers_structural(result.scenario)
                else {"programma_ct": ("Programma voor eenmalig (apart)", euro)}
            ),
        },
        f"{result.scenario.titel}: de VSV's die meedoen samen, per kalenderjaar, geraamd uit {result.n} van {result.land} VSV's, {price_level(result.scenario)}; laag en hoog: 95 %-interval",
    )


def estimators_table(result: Result) -> Html:
    """Show three roads from pilots to country in the reference year."""
    rows = result.jaren[result.jaren["jaar"] == result.scenario.peiljaar]
    return table(
        rows.assign(naam=rows["raming"].map(LABEL)),
        {
            "naam": ("Raming", None),
            "n": ("Pilots", number),
            "structureel_ct": ("Structureel", euro),
            "structureel_laag_ct": ("Laag", euro),
            "structureel_hoog_ct": ("Hoog", euro),
            "nieuw_ct": ("Waarvan nieuw", euro),
            "per_bevalling_ct": ("Per bevalling", euro),
        },
        f"Hele land in {result.scenario.peiljaar}, {price_level(result.scenario)}: drie ramingen met hun 95 %-interval",
    )


def index_table(result: Result) -> Html:
    """Show the index figures that a scenario uses, with status and source."""
    if result.indexcijfers.empty:
        return Html("<p>Dit scenario rekent in de prijzen van de registratie.</p>")
    known = ["soort", "mutatie_pct", "status", "bron"]
    same = (result.indexcijfers[known].ne(result.indexcijfers[known].shift())).any(axis=1).cumsum()
    rows = result.indexcijfers.groupby(same).agg(
        **{name: (name, "first") for name in known}, eerste=("jaar", "min"), laatste=("jaar", "max")
    )
    first, last = rows["eerste"].astype("str"), rows["laatste"].astype("str")
    rows["jaartal"] = first.where(first == last, first + " tot en met " + last)
    return table(
        rows,
        {
            "soort": ("Index", None),
            "jaartal": ("Jaar", None),
            "mutatie_pct": ("Verandering", lambda value: f"{format_number(value, 2)} %"),
            "status": ("Status", None),
            "bron": ("Bron", None),
        },
        "Prijsindexcijfers: definitief, voorlopig of aanname",
    )


def task_table(rows: pd.DataFrame) -> Html:
    """Show the effect per task (`scenarios.comparison.by_task`)."""
    total = pd.DataFrame([{"naam": "Totaal", **rows[["basis_ct", "scenario_ct", "verschil_ct"]].sum()}])
    shown = pd.concat([rows.assign(naam=rows["taak"] + " " + rows["naam"]), total], ignore_index=True)
    return table(
        shown,
        {
            "naam": ("Taak", None),
            "basis_ct": ("Basis", euro),
            "scenario_ct": ("Scenario", euro),
            "verschil_ct": ("Verschil", difference),
        },
        "Structurele kosten per taak, gemiddeld per VSV per jaar, in prijzen van de registratie",
    )


def shares_table(shares: pd.DataFrame) -> Html:
    """Show the variance-based shares (`sensitivity.variance_shares` with `labels.with_labels`)."""
    if shares.empty:
        return Html("<p>Er is niets onzekers om te verdelen.</p>")
    # The estimates have errors of their own; a total below the part alone cannot be.
    whole = shares[["eerste_orde", "totaal"]].max(axis=1)
    return table(
        shares.head(12).assign(
            totaal=whole.head(12),
            fout=shares["fout"].map(lambda value: f"± {format_number(100 * value, 1)} %"),
        ),
        {
            "naam": ("Onzeker getal", None),
            "eerste_orde": ("Alleen", lambda value: percent(max(value, 0.0))),
            "totaal": ("Met samenspel", percent),
            "fout": ("Rekenfout", str),
        },
        "Welk deel van de onzekerheid elk getal verklaart (variantie, Sobol-indices; samenhang tussen getallen telt hier niet mee)",
    )


def pilots_table(rows: pd.DataFrame) -> Html:
    """Show what more pilots would bring (`decisions.value_of_pilots`)."""
    return table(
        rows,
        {
            "n": ("Pilots", number),
            "halve_breedte_ct": ("Onzekerheid, plus of min", _maybe),
            "winst_ct": ("Verwachte winst van beter weten, per jaar", _maybe),
        },
        "Wat meer pilots opleveren: half het 95 %-interval van de kosten van nieuwe taken in het land, en wat de keuze tussen basis en "
        "scenario naar verwachting wint als men eerst meer weet",
    )


_SIDES = {"geld": ("geen tekort", "een tekort"), "landelijk": ("landelijk goedkoper", "landelijk duurder")}


def tipping_text(point: TippingPoint) -> str:
    """Say on both sides of every crossing what holds, or that it never tips."""
    found, sides = point.antwoord, _SIDES[point.vraag]

    def say(value: float) -> str:
        return millions(100 * value) if value >= 1_000_000 else euro(100 * value)

    reach = f"tussen {say(found.laag)} en {say(found.hoog)}"
    if found.overal:
        return f"het maakt {reach} geen verschil"
    if found.nooit:
        return f"nooit: {reach} is er overal {sides[found.onder > 0]}"
    points = " en ".join(say(value) for value in found.punten)
    below, above = (sides[side > 0] for side in (found.onder, found.boven))
    return f"{points}; daaronder {below}, daarboven {above}"


def tipping_table(points: tuple[TippingPoint, ...], model: Model, scenario: Scenario) -> Html:
    """Show the break-even points of a scenario (`tipping.tipping_points`)."""
    if not points:
        return Html("<p>Dit scenario heeft geen bedrag waarvan een omslagpunt te zoeken is.</p>")
    frame = pd.DataFrame(
        [
            {
                "naam": input_label(model, scenario, point.antwoord.invoer),
                "verwacht": point.verwacht,
                "omslag": tipping_text(point),
            }
            for point in points
        ]
    )
    return table(
        frame,
        {
            "naam": ("Bedrag", None),
            "verwacht": ("In dit scenario", lambda value: euro(100 * value)),
            "omslag": ("Omslagpunt", None),
        },
        f"{scenario.titel}: omslagpunten voor het hele land in {scenario.peiljaar}, al het andere zoals verwacht",
    )


def decisions_table(decisions: tuple[object, ...]) -> Html:
    """Show the decision log, which gives the next base."""
    if not decisions:
        return Html("<p>Er zijn nog geen besluiten vastgelegd; de basis blijft zoals geregistreerd.</p>")
    frame = pd.DataFrame([one.model_dump() for one in decisions])
    frame["datum"] = [f"{date:%d-%m-%Y}" for date in frame["datum"]]
    return table(
        frame,
        {
            "datum": ("Datum", None),
            "besluit": ("Besluit", None),
            "door": ("Door", None),
            "reden": ("Reden", None),
            "neemt_over": ("Neemt over", None),
        },
        "Besluiten van de vergadering; samen geven zij de volgende basis",
    )


def every_change(model: Model, scenarios: Mapping[str, Scenario]) -> Html:
    """Introduce every scenario and show what it changes against its parent."""
    every = dict(scenarios)
    parts = [
        scenario_heading(one, every).markup
        + changes_table(changes(model, one, every.get(one.ouder)), f"{one.titel}: wat er verandert").markup
        for one in every.values()
    ]
    return Html("".join(parts))


def scenario_heading(scenario: Scenario, every: Mapping[str, Scenario]) -> Html:
    """Introduce a scenario: what it is, by whom, when, on which other scenario it builds."""
    parent = every.get(scenario.ouder)
    builds = f" Bouwt voort op: {escape(parent.titel)}." if parent else ""
    return Html(
        f"<h3>{escape(scenario.titel)}</h3><p>{escape(scenario.toelichting)}{builds}</p>"
        f"<p class=voetnoot>Bestand {escape(scenario.id)}.toml, {escape(scenario.auteur)}, {scenario.datum:%d-%m-%Y}; zaad {scenario.zaad}.</p>"
    )


def assumptions_table(*results: Result) -> Html:
    """Show the assumptions of one or more scenarios, each once: reason, source, status and date."""
    named = [
        result.aannamen.assign(
            naam=[measure_label(result.scenario, name) for name in result.aannamen["maatregel"]]
        )
        for result in results
    ]
    rows = pd.concat(named, ignore_index=True).drop_duplicates(["maatregel", "waarde", "reden"])
    dates = rows["datum"].map(lambda text: "-".join(reversed(text.split("-"))))
    return table(
        rows.assign(dag=dates),
        {
            "naam": ("Waarop het scenario rust", None),
            "waarde": ("Waarde", None),
            "reden": ("Reden", None),
            "bron": ("Bron", None),
            "status": ("Status", None),
            "dag": ("Datum", None),
        },
        "Aannamen van de scenario's" if len(results) > 1 else f"Aannamen van: {results[0].scenario.titel}",
    )
