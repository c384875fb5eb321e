"""The tables of the scenario chapters."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vsvanalyse.money import format_number
from vsvanalyse.presentation.intervals import NOTHING, below_zero, between
from vsvanalyse.presentation.pages import notes
from vsvanalyse.presentation.scenario_figures import MEASURE_NAME, millions
from vsvanalyse.presentation.tables import Html, escape, euro, number, table
from vsvanalyse.presentation.variance_tables import difference, percent
from vsvanalyse.presentation.waterfall import signed
from vsvanalyse.scenarios.comparison import price_level, prices_at
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


def comparison_table(compared: pd.DataFrame) -> Html:
    """Show what all scenarios cost against the base, in one price base (`scenarios.comparison.compare`)."""
    alone = len(compared) == 1
    shown = compared.assign(
        jaartal=compared["peiljaar"].astype("str"),
        zeker=between(
            compared["nieuw_vast_laag_ct"],
            compared["nieuw_vast_ct"],
            compared["nieuw_vast_hoog_ct"],
            millions,
        ),
        interval=between(
            compared["nieuw_verschil_laag_ct"],
            compared["nieuw_vast_ct"],
            compared["nieuw_verschil_hoog_ct"],
            _change,
        ),
    )
    differences = {
        "structureel_verschil_ct": ("Verschil structureel met de basis", _change),
        "nieuw_verschil_ct": ("Verschil nieuw met de basis", _change),
        "interval": ("95 %-interval verschil nieuw", str),
    }
    return table(
        shown,
        {
            "titel": ("Scenario", None),
            **({} if alone else differences),
            "structureel_vast_ct": ("Structureel", _maybe),
            "nieuw_vast_ct": ("Waarvan nieuw", _maybe),
            "zeker": ("95 %-interval nieuw", str),
            "jaartal": ("Jaar", None),
        },
        f"Wat scenario's kosten, per jaar in het hele land, geraamd uit {compared['groep'].iloc[0]}, alles in prijzen van de registratie."
        f"{below_zero(compared['nieuw_vast_laag_ct'])}",
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
    """Show the bridge for every measure (`scenarios.comparison.bridge`), both ends in the prices of the scenario."""
    if not (steps["soort"] == "maatregel").any():
        return Html("")
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
        f"Van basis naar scenario, hele land in {scenario.peiljaar}, alles in {prices_at(scenario)}; eenmalige kosten staan apart en "
        "tellen nergens bij op",
    )


def years_table(result: Result) -> Html:
    """Show the country per calendar year, structural and one-off apart."""
    rows = result.jaren[result.jaren["raming"] == result.peil["raming"]]
    rows = rows.assign(
        interval=between(rows["nieuw_laag_ct"], rows["nieuw_ct"], rows["nieuw_hoog_ct"], euro),
    )
    counted = " Jaren zonder interval: alleen VSV's die registreerden doen mee; zij zijn geteld."
    return table(
        same_years_together(rows),
        {
            "jaartal": ("Jaar", None),
            "vsvs": ("VSV's", number),
            "structureel_ct": ("Structureel", euro),
            "nieuw_ct": ("Waarvan nieuw", euro),
            "interval": ("95 %-interval nieuw", str),
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
        f"{result.scenario.titel}: de VSV's die meedoen samen, per kalenderjaar, geraamd uit {result.groep} ({result.land} in het land), "
        f"{price_level(result.scenario)}.{counted if (rows['vsvs'] <= result.n).any() else ''}{below_zero(rows['nieuw_laag_ct'])}",
    )


def same_years_together(rows: pd.DataFrame) -> pd.DataFrame:
    """Put calendar years that follow each other and say the same in one row; ``jaartal`` names them."""
    told = rows.drop(columns="jaar").astype("object").where(rows.notna(), "–").astype("str")
    group = told.ne(told.shift()).any(axis=1).cumsum()
    first, last = (rows.groupby(group)["jaar"].agg(end).astype("str") for end in ("min", "max"))
    kept = rows.groupby(group).head(1)
    return kept.assign(jaartal=first.where(first == last, first + " tot en met " + last).to_numpy())


def estimators_table(result: Result) -> Html:
    """Show three roads from pilots to country in the reference year."""
    rows = result.jaren[result.jaren["jaar"] == result.scenario.peiljaar]
    ends = (rows[f"structureel{end}_ct"] for end in ("_laag", "", "_hoog"))
    return table(
        rows.assign(naam=rows["raming"].map(LABEL), interval=between(*ends, euro)),
        {
            "naam": ("Raming", None),
            "n": ("VSV's waarop zij rust", number),
            "structureel_ct": ("Structureel", euro),
            "interval": ("95 %-interval", str),
            "nieuw_ct": ("Waarvan nieuw", euro),
            "per_bevalling_ct": ("Per bevalling", euro),
        },
        f"{'Hele land' if result.peil['vsvs'] == result.land else 'De VSV’s die meedoen'} in {result.scenario.peiljaar}, "
        f"{prices_at(result.scenario)}: drie ramingen uit {result.groep}, met hun 95 %-interval waar dat te zeggen is."
        f"{below_zero(rows['structureel_laag_ct'])}",
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
    other = {"scenario_ct": ("Scenario", euro), "verschil_ct": ("Verschil", difference)}
    return table(
        shown,
        {
            "naam": ("Taak", None),
            "basis_ct": ("Basis", euro),
            **(other if rows["verschil_ct"].any() else {}),
        },
        "Structurele kosten per taak, gemiddeld per VSV per jaar, in prijzen van de registratie",
    )


def shares_table(shares: pd.DataFrame) -> Html:
    """Show the variance-based shares (`sensitivity.variance_shares` with `labels.with_labels`)."""
    if shares.empty:
        return Html("<p>Er is niets onzekers om te verdelen.</p>")
    # The estimates have errors of their own; a part below nought, above all, or above what it is part of cannot be.
    whole = shares[["eerste_orde", "totaal"]].max(axis=1, skipna=False).clip(upper=1)
    unknown = shares.loc[shares["totaal"].isna(), "naam"]
    rest = (
        f" Zonder: {', '.join(unknown)}; hoeveel dat uitmaakt is bij zo weinig VSV's {NOTHING}."
        if len(unknown)
        else ""
    )

    def part(value: float) -> str:
        return NOTHING if pd.isna(value) else percent(min(max(value, 0.0), 1.0))

    return table(
        shares.head(12).assign(
            totaal=whole.head(12),
            fout=shares["fout"].map(
                lambda value: "–" if pd.isna(value) else f"± {format_number(100 * value, 1)} %"
            ),
        ),
        {
            "naam": ("Onzeker getal", None),
            "eerste_orde": ("Alleen", part),
            "totaal": ("Met samenspel", part),
            "fout": ("Rekenfout", str),
        },
        "Welk deel van de onzekerheid elk getal verklaart (variantie, Sobol-indices; samenhang tussen getallen telt hier niet mee; wat door "
        f"rekenfout buiten 0 tot 100 % valt, staat op die grens).{rest}",
    )


def pilots_table(rows: pd.DataFrame) -> Html:
    """Show what more pilots would bring (`decisions.value_of_pilots`)."""
    if rows["halve_breedte_ct"].isna().all():
        return Html("<p>Met één VSV is niet te zeggen wat meer pilots opleveren.</p>")
    if not rows["halve_breedte_ct"].any():
        return Html("<p>Meer pilots maken niets zekerder: wie in het peiljaar meedoet, is al geteld.</p>")
    gain = rows["winst_ct"].any()
    return table(
        rows,
        {
            "n": ("Pilots", number),
            "halve_breedte_ct": ("Onzekerheid, plus of min", _maybe),
            **({"winst_ct": ("Verwachte winst van beter weten, per jaar", _maybe)} if gain else {}),
        },
        "Wat meer pilots opleveren, in prijzen van de registratie: half het 95 %-interval van de kosten van nieuwe taken in het land"
        + (
            ", en wat de keuze tussen basis en scenario naar verwachting wint als men eerst meer weet"
            if gain
            else ""
        ),
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
    """Show the remarks and assumptions of one or more scenarios, each once: reason, source, status and date."""
    named = [
        result.aannamen.assign(
            naam=[measure_label(result.scenario, name) for name in result.aannamen["maatregel"]]
        )
        for result in results
    ]
    rows = pd.concat(named, ignore_index=True).drop_duplicates(["maatregel", "waarde", "reden"])
    dates = rows["datum"].map(lambda text: "-".join(reversed(text.split("-"))))
    shown = table(
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
    return Html(notes(_remarks(results)).markup + shown.markup)


def _remarks(results: tuple[Result, ...]) -> tuple[str, ...]:
    """Give every remark once; one that is not about all of them says which scenario it is about."""
    shared = set.intersection(*(set(one.toelichting) for one in results))
    every = [
        text if text in shared else f"{one.scenario.titel}: {text}"
        for one in results
        for text in one.toelichting
    ]
    return tuple(dict.fromkeys(every))
