"""The chapter of what a page stands on: its head, what is provisional or unknown in it, and its assumptions."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from vsvanalyse import basiskader, overview
from vsvanalyse.edition import EDITION_FILE, Edition
from vsvanalyse.evidence.claims import fact
from vsvanalyse.evidence.sentences import listed
from vsvanalyse.exhibits.kinds import GROUP, OWN, Table, Text
from vsvanalyse.exhibits.making import exhibit, of_group, task_name
from vsvanalyse.exhibits.words import capital, dutch_date, n_others
from vsvanalyse.money import format_euro, plural
from vsvanalyse.process.data import EditionData

PLAIN, WARNING, HEAD, TITLE, MADE_UP, HEADING = "gewoon", "let-op", "kop", "titel", "verzonnen", "kopje"
"""What a paragraph is: plain, a warning, a line of the head, the title of a VSV's page, the mark of made-up figures, or a heading."""


MADE_UP_WORDS = "Verzonnen voorbeeld: de cijfers op deze pagina zijn niet van een bestaand VSV."


def paragraphs(title: str, told: Iterable[tuple[str, str]], vsv: str = "", n: int = 0) -> Text:
    """Make paragraphs of pairs of soort and text; pairs without text are left out."""
    kept = [(soort, _curled(text)) for soort, text in told if text]
    rows = pd.DataFrame(kept, columns=["soort", "tekst"], dtype="str").assign(wie=OWN if vsv else GROUP)
    rows = rows.assign(vsv=vsv) if vsv else rows.assign(n=n)
    return Text(rows=rows, claim=fact(title))


def _curled(text: str) -> str:
    return text.replace("VSV's", "VSV’s")


def group_of(data: EditionData) -> str:
    """Name the VSVs that the means of an edition are about, with their number and the pilot set."""
    return _curled(data.edition.group(data.vsvs))


@exhibit
def kop(data: EditionData, vsv: str = "", priced: bool = True, below: bool = False) -> Text:
    """The head of a page: edition, years, whom it is about, prices, who was left out, what is still to be settled.

    ``priced`` says in which prices the amounts are; a page of a scenario says so itself. ``below`` a head (`hoofd`) it says only what
    that does not.
    """
    edition = data.edition
    told = [] if below else _who(data, vsv)
    told += [pair for pair in _own_lines(data, vsv) if not below or pair[0] != WARNING]
    about = f"{edition.naam}, registraties over {_years(edition)}. Gemiddelden gaan over {group_of(data)}."
    told += [
        (HEAD, about),
        (HEAD, _prices(edition) if priced else ""),
        (HEAD, edition.toelichting),
        (WARNING, _left_out(data, vsv)),
        (WARNING, "" if vsv else edition.question),
    ]
    return paragraphs(f"Over {data.name(vsv) if vsv else edition.naam}", told, vsv, len(data.vsvs))


@exhibit
def hoofd(data: EditionData, vsv: str = "") -> Text:
    """The head of one page: whom it is about, of when, over whom means go, and whether the board agreed."""
    edition, told = data.edition, _who(data, vsv)
    code = f"VSV-code {vsv}. " if vsv else ""
    about = f"{code}Registraties over {_years(edition)}. Gemiddelden gaan over {group_of(data)}."
    warnings = [pair for pair in _own_lines(data, vsv) if pair[0] == WARNING]
    return paragraphs(
        f"Over {data.name(vsv) if vsv else edition.naam}",
        [*told, *warnings, (HEAD, about)],
        vsv,
        len(data.vsvs),
    )


def _who(data: EditionData, vsv: str) -> list[tuple[str, str]]:
    return [
        (MADE_UP, MADE_UP_WORDS if data.edition.verzonnen else ""),
        (TITLE, data.name(vsv) if vsv else ""),
    ]


def _own_lines(data: EditionData, vsv: str) -> list[tuple[str, str]]:
    """Say who a VSV is, in which years its board agreed with what was sent and who did; in which it did not comes first."""
    if not vsv:
        return []
    mine = data.profielen[data.profielen["vsv"] == vsv].sort_values("boekjaar")
    signed = (mine["akkoord_door"] != "") & (mine["akkoord_datum"] != "")
    agreed = [
        f"{row.boekjaar} op {dutch_date(row.akkoord_datum)}" if yes else f"{row.boekjaar} nog niet bevestigd"
        for row, yes in zip(mine.itertuples(), signed, strict=True)
    ]
    not_agreed, who = (
        [str(year) for year in mine.loc[~signed, "boekjaar"]],
        [*dict.fromkeys(mine.loc[signed, "akkoord_door"])],
    )
    missing = "Het bestuur heeft de cijfers over {} nog niet bevestigd."
    return [
        (WARNING, missing.format(listed(not_agreed)) if not_agreed else ""),
        (HEAD, f"VSV-code {vsv}."),
        (HEAD, f"Akkoord van het bestuur: {listed(agreed)}." if agreed else ""),
        (HEAD, f"Namens het bestuur: {listed(who)}." if who else ""),
    ]


def _years(edition: Edition) -> str:
    return listed([str(year) for year in edition.jaren])


def _prices(edition: Edition) -> str:
    told = (
        "Bedragen staan in de prijzen waarin zij zijn geregistreerd; waar zij met andere prijzen worden vergeleken geldt "
        f"prijspeil {edition.prijspeil}."
    )
    if len(edition.jaren) > 1:
        told += f" Een gemiddelde over {_years(edition)} is nominaal: de jaren zijn niet naar één prijspeil gebracht."
    return told


def _left_out(data: EditionData, vsv: str) -> str:
    """Say which VSVs were left out on request; the page of one VSV names no others."""
    if not data.zonder:
        return ""
    who = n_others(len(data.zonder)) if vsv else listed([*data.zonder])
    are, count = ("is", "telt") if len(data.zonder) == 1 else ("zijn", "tellen")
    return f"{who} {are} op verzoek weggelaten en {count} nergens mee."


@exhibit
def bevindingen(data: EditionData, vsv: str = "") -> Text:
    """How many findings a page rests on, how much money stands on lines with an error, and what was not read."""
    found = data.bevindingen if not vsv else data.bevindingen[data.bevindingen["vsv"] == vsv]
    errors, at_stake = data.open_errors(vsv)
    warnings = int((found["ernst"] != "fout").sum())
    warned = plural(warnings, "waarschuwing", "waarschuwingen") if warnings else "geen waarschuwingen"
    whose = "uw registratie heeft" if vsv else "de registraties hebben"
    unread = [(WARNING, text) for text in _unread(data, vsv)]
    told = (PLAIN, f"{whose.capitalize()} geen fouten en {warned}.")
    if errors:
        least = "minstens " if data.hides_errors(vsv or None) else ""
        stake = f" Op regels met een fout staat {least}{format_euro(at_stake)}." if at_stake else ""
        if unread:
            stake += " Wat niet is gelezen staat hieronder; dat bedrag is onbekend."
        text = f"Voorlopig: {whose} {plural(errors, 'fout', 'fouten')} en {warned}.{stake} Zolang die er zijn kunnen alle bedragen en titels hieronder veranderen."
        told = (WARNING, text)
    return paragraphs("Wat er in de registraties niet klopt", [told, *unread], vsv, len(data.vsvs))


def _unread(data: EditionData, vsv: str) -> list[str]:
    """Say what was not read and which VSV-years count in no mean; others are counted together on the page of one VSV."""
    rows, blocked = overview.unread(data.ongelezen, data.taakkosten), data.geblokkeerd
    others = rows[rows["vsv"] != vsv] if vsv else rows.iloc[:0]
    if vsv:
        rows, blocked = rows[rows["vsv"] == vsv], blocked[blocked["vsv"] == vsv]
    told = []
    for row in rows.itertuples():
        told.append(_not_read(row.bedragen, row.bladen, f"{row.vsv} {row.boekjaar}"))
        if row.taken:
            told[-1] += (
                f" Daardoor zijn de kosten van {listed(row.taken.split(', '))} onbekend: zij tellen in geen gemiddelde."
            )
    told += [
        f"{row.vsv} {row.boekjaar} telt in geen gemiddelde mee: zie de bevindingen."
        for row in blocked.itertuples()
    ]
    if len(others):
        of_them = _not_read(int(others["bedragen"].sum()), int(others["bladen"].sum()), "andere VSV’s")
        told.append(f"{of_them} Vergelijkingen gaan over wat wel is gelezen.")
    return told


def _not_read(amounts: int, sheets: int, whose: str) -> str:
    parts = [plural(amounts, "bedrag", "bedragen")] if amounts else []
    parts += [plural(sheets, "blad of kolom", "bladen of kolommen")] if sheets else []
    return f"{' en '.join(parts)} van {whose} {'is' if amounts + sheets == 1 else 'zijn'} niet gelezen."


MOST_TASKS = 3
"""Of more tasks only the codes are told."""


def named_task(task: str) -> str:
    """Name a task in a sentence: ``"Voorlichting (K4)"``."""
    return (
        f"{basiskader.task_names()[task]} ({task})"
        if task in basiskader.task_names()
        else "de onbekende taak"
    )


def _tasks(tasks: list[str]) -> str:
    if len(tasks) > MOST_TASKS:
        return f"{len(tasks)} taken ({listed(tasks)})"
    return listed([named_task(task) for task in tasks])


@exhibit
def onbekend(data: EditionData) -> Text:
    """Of which tasks not every cost is known, and what that does to a mean."""
    rows, told = overview.unknown_tasks(data.taakkosten), ""
    if len(rows):
        groups = rows.groupby(["onbekend", "van"])["taak"]
        counts = "; ".join(
            f"van {_tasks([*tasks])} ontbreken de kosten in {some} van de {plural(all_, 'registratie', 'registraties')}"
            for (some, all_), tasks in groups
        )
        told = (
            f"{capital(counts)}. Het gemiddelde van een taak gaat "
            "over wie haar kosten kent; het totaal telt die gemiddelden op."
        )
        if nobody := list(rows["taak"][rows["onbekend"] == rows["van"]]):
            told += f" Van {_tasks(nobody)} kent niemand de kosten: elk totaal is zonder die en dus een ondergrens."
    return paragraphs("Welke kosten onbekend zijn", [(WARNING, told)], n=len(data.vsvs))


@exhibit
def rekenwijzen(data: EditionData) -> Text:
    """What counting strictly, as proposed and widely mean; every page that shows them says so first."""
    status = data.rules.table["status"]
    settled = int((status == "besloten").sum())
    state = "Alle scheidingsregels zijn voorstellen; over geen enkele scheidingsregel is besloten."
    if settled:
        are = "is" if settled == 1 else "zijn"
        state = f"{settled} van de {len(status)} scheidingsregels {are} besloten, de andere zijn voorstellen."
    told = (
        "Streng: alleen wat volgens elk standpunt een nieuwe VSV-taak is, telt als nieuw. Voorstel: wat dit project voorstelt. "
        "Ruim: alles wat als nieuw te verdedigen is. Een andere betaler is de gemeente, het RIVM of een onderzoekssubsidie. "
    )
    return paragraphs("Wat streng, voorstel en ruim betekenen", [(PLAIN, told + state)], n=len(data.vsvs))


@exhibit
def aannamen(data: EditionData) -> Table:
    """What the figures rest on: rate card, rules, mapping, price level, country and pilot set, with source and status."""
    pilots = (
        data.edition.pilots.status if data.edition.pilots.vsvs else f"nog niet ingevuld in {EDITION_FILE}"
    )
    if data.edition.verzonnen and data.edition.pilots.vsvs:
        pilots = "verzonnen"
    edition = data.edition
    rows = [
        *_task_list(),
        *_rate_card(),
        *_rules(data),
        *_mapping(),
        *_price_level(edition),
        *(
            (f"Correctie van {task_name(one.taak)}: {one.reden}", one.bron, "correctie van het bestuur", "")
            for one in edition.correcties
        ),
        (f"Het land telt {plural(edition.n_land, 'VSV', 'VSV’s')}", edition.n_land_bron, "gegeven", ""),
        (f"Gemiddelden en ramingen gaan over {group_of(data)}", edition.pilots.bron, pilots, ""),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["aanname", "bron", "status", "datum"])
    frame["bron"] = frame["bron"].map(_curled)
    frame["datum"] = [dutch_date(one) or pd.NA for one in frame["datum"]]
    return Table(
        rows=of_group(frame, len(data.vsvs)),
        claim=fact("Aannamen: waarop de cijfers rusten"),
        columns=("aanname", "bron", "status", "datum"),
    )


def _task_list() -> list[tuple[str, str, str, str]]:
    """Say on what the list of tasks rests, where it says so itself."""
    rows = [row for row in basiskader.rows("taken") if row.get("status")]
    pairs = dict.fromkeys((row["bron"], row["status"]) for row in rows)
    return [(f"Takenlijst ({len(rows)} taken)", source, status, "") for source, status in pairs]


def _mapping() -> list[tuple[str, str, str, str]]:
    """Say where it comes from which task belongs to which responsibility."""
    table = basiskader.load().taak_verantwoordelijkheid
    latest = table.groupby(["bron", "status"], as_index=False)["datum"].max()
    return [("Taken bij verantwoordelijkheden", *row) for row in latest.itertuples(index=False, name=None)]


def _price_level(edition: Edition) -> list[tuple[str, str, str, str]]:
    level = edition.gepubliceerd
    name = "Prijspeil van de gepubliceerde tabel is"
    return [(f"{name} {level.prijspeil}", level.bron, level.status, "")] if level else []


def _rate_card() -> list[tuple[str, str, str, str]]:
    card, name = basiskader.load().tariefkaart, "Tariefkaart voor onbetaalde uren"
    latest = card.groupby(["bron", "status"], as_index=False)["datum"].max()
    return [(name, row.bron, row.status, row.datum) for row in latest.itertuples()]


def _rules(data: EditionData) -> list[tuple[str, str, str, str]]:
    table = data.rules.table.groupby("status", as_index=False).agg(
        aantal=("regel", "size"), datum=("datum", "max")
    )
    source = "scheidingsregels.csv van deze editie, met bron per regel"
    return [
        (plural(row.aantal, "scheidingsregel", "scheidingsregels"), source, row.status, row.datum)
        for row in table.itertuples()
    ]  # fmt: skip


__all__ = [
    "MOST_TASKS",
    "aannamen",
    "bevindingen",
    "group_of",
    "kop",
    "named_task",
    "onbekend",
    "paragraphs",
    "rekenwijzen",
]
