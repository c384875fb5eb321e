"""The chapter of two rounds beside each other: what changed since the earlier one, and why."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.edition.translation import Translation
from vsvanalyse.evidence.claims import Claim, estimated, fact
from vsvanalyse.evidence.intervals import LEVEL
from vsvanalyse.evidence.sentences import literal
from vsvanalyse.exhibits.kinds import OTHER, Bridge, Table, Text
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group, task_name, with_total
from vsvanalyse.exhibits.stand import WARNING, paragraphs
from vsvanalyse.exhibits.words import n_vsvs
from vsvanalyse.money import plural
from vsvanalyse.overview.rounds import STEPS, Rounds, compare_rounds
from vsvanalyse.process.data import EditionData

STEP = {
    "lijst": "taken die nieuw op de lijst staan",
    "prijs": "prijzen",
    "vertrokken": "wie niet meer registreert",
    "registreren": "wat nu wel of niet meer bekend is",
    "werk": "uren, vergoeding en inkoop van wie beide keren registreerde",
    "nieuw": "wie er bij kwam",
}
NOTHING = "Een van de twee rondes heeft geen registraties die meetellen"
_PRICES = "structurele kosten, begin en eind in prijzen van elke registratie zelf"


def _compared(data: EditionData, eerder: EditionData, vertaling: Translation) -> Rounds:
    """Compare once; raises `Nothing` where a round has no costs."""
    if data.taakkosten.empty or eerder.taakkosten.empty:
        raise Nothing(NOTHING)
    return compare_rounds(data, eerder, vertaling)


def _source(data: EditionData, eerder: EditionData) -> str:
    return f"Bron: registraties van {eerder.edition.naam} en van {data.edition.naam}."


@exhibit
def brug(data: EditionData, eerder: EditionData, vertaling: Translation) -> Bridge:
    """From the mean of the earlier round to that of this one, step by step."""
    found = _compared(data, eerder, vertaling)
    total, names = found.totaal, (eerder.edition.naam, data.edition.naam)
    told = [
        (names[0], "begin", total["eerder_ct"]),
        *((STEP[step], "stap", total[f"{step}_ct"]) for step in STEPS if total[f"{step}_ct"]),
        (names[1], "eind", total["nu_ct"]),
    ]
    return Bridge(
        rows=of_group(pd.DataFrame(told, columns=["waarover", "soort", "stap_ct"]), len(data.vsvs)),
        claim=_work_claim(found, eerder),
        label="waarover",
        value="stap_ct",
        source=_source(data, eerder),
        about=f"Gemiddelde per VSV per jaar, {_PRICES}: {n_vsvs(len(eerder.vsvs))} toen en {n_vsvs(len(data.vsvs))} nu",
        note=f"Stappen in prijzen van {data.edition.prijspeil}. Wie beide keren registreerde: het gemiddelde verschil van wie de kosten in beide "
        "rondes kent. Andere taken, of andere antwoorden op dezelfde taak, staan bij wat bekend is.",
    )


def _work_claim(found: Rounds, eerder: EditionData) -> Claim:
    """Say what work of the same VSVs changed, where that can be told."""
    mean, low, high = found.werk
    n, name = len(found.beide), literal(eerder.edition.naam)
    who = f"Naar de {n_vsvs(n)} die beide keren registreerden"
    whether = (
        f"Of een VSV aan uren, vergoeding en inkoop meer of minder uitgeeft dan in {name}, is niet te zeggen"
    )
    return Claim(
        form="verschil",
        words={
            "meer": f"{who} geeft een VSV {{bedrag}} per jaar meer uit aan uren, vergoeding en inkoop dan in {name} ({{bereik}})",
            "minder": f"{who} geeft een VSV {{bedrag}} per jaar minder uit aan uren, vergoeding en inkoop dan in {name} ({{bereik}})",
            "gelijk": f"{who} geeft een VSV evenveel uit aan uren, vergoeding en inkoop als in {name}",
            "onbeslist": f"{whether}: tussen {{minder}} minder en {{meer}} meer per jaar, naar de {n_vsvs(n)} die beide keren registreerden",
            "onbekend": f"{whether}: te weinig VSV’s registreerden beide keren",
        },
        quantity="verschil in uitgaven aan uren, vergoeding en inkoop, per VSV per jaar",
        estimate=None if pd.isna(low) else mean,
        low=low,
        high=high,
        level=LEVEL,
        **estimated(n, "prijzen van deze ronde"),
    )


@exhibit
def per_taak(data: EditionData, eerder: EditionData, vertaling: Translation) -> Table:
    """The steps of every task."""
    found = _compared(data, eerder, vertaling).taken
    steps = [f"{step}_ct" for step in STEPS if found[f"{step}_ct"].any()]
    amounts = ["eerder_ct", *steps, "nu_ct"]
    rows = found[found[amounts].any(axis=1)]
    rows = rows.assign(naam=[task_name(task) for task in rows["taak"]])
    headings = {f"{step}_ct": text[:1].upper() + text[1:] for step, text in STEP.items()}
    return Table(
        rows=with_total(of_group(rows[["naam", *amounts]], len(data.vsvs)), "naam", amounts),
        claim=fact(f"Van {eerder.edition.naam} naar {data.edition.naam}, per taak"),
        columns=("naam", *amounts),
        headings={**headings, "eerder_ct": eerder.edition.naam, "nu_ct": data.edition.naam},
        about=f"Gemiddelde per VSV per jaar, {_PRICES}",
        source=_source(data, eerder),
    )


@exhibit
def deelnemers(data: EditionData, eerder: EditionData, vertaling: Translation) -> Table:
    """Who registered in which round."""
    people = _compared(data, eerder, vertaling).deelnemers
    counts = people["ronde"].value_counts()
    told = ", ".join(f"{counts.get(name, 0)} {text}" for name, text in _ROUND.items())
    return Table(
        rows=people.assign(wie=OTHER),
        claim=fact(f"Wie registreerde: {told}"),
        columns=("vsv", "ronde"),
        source=_source(data, eerder),
    )


_ROUND = {"beide": "in beide rondes", "alleen eerder": "alleen in de vorige", "alleen nu": "alleen in deze"}


@exhibit
def toelichting(data: EditionData, eerder: EditionData, vertaling: Translation) -> Text:
    """What could not be compared."""
    told = (
        [f"{NOTHING}."]
        if data.taakkosten.empty or eerder.taakkosten.empty
        else [*_compared(data, eerder, vertaling).toelichting]
    )
    if eerder.errors:
        told.append(
            f"In de registraties van {eerder.edition.naam} staan nog {plural(eerder.errors, 'fout', 'fouten')}."
        )
    return paragraphs("Wat niet te vergelijken was", [(WARNING, text) for text in told], n=len(data.vsvs))


__all__ = ["STEP", "brug", "deelnemers", "per_taak", "toelichting"]
