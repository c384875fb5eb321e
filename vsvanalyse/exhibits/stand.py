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
from vsvanalyse.money import format_euro, plural
from vsvanalyse.process.data import EditionData

PLAIN, WARNING, HEAD, MADE_UP = "gewoon", "let-op", "kop", "verzonnen"
"""What a paragraph is: plain, a warning, a line of the head, or the mark of made-up figures."""


def paragraphs(name: str, title: str, told: Iterable[tuple[str, str]], vsv: str = "", n: int = 0) -> Text:
    """Make paragraphs of pairs of soort and text; pairs without text are left out."""
    kept = [(soort, _curled(text)) for soort, text in told if text]
    rows = pd.DataFrame(kept, columns=["soort", "tekst"], dtype="str").assign(wie=OWN if vsv else GROUP)
    rows = rows.assign(vsv=vsv) if vsv else rows.assign(n=n)
    return Text(id=name, rows=rows, claim=fact(title), subject=vsv)


def _curled(text: str) -> str:
    return text.replace("VSV's", "VSV’s")


def group_of(data: EditionData) -> str:
    """Name the VSVs that the means of an edition are about, with their number and the pilot set."""
    return _curled(data.edition.group(data.vsvs))


@exhibit
def kop(data: EditionData, vsv: str = "", priced: bool = True) -> Text:
    """The head of a page: edition, years, whom it is about, prices, who was left out, what is still to be settled.

    ``priced`` says in which prices the amounts are; a page of a scenario says so itself.
    """
    edition = data.edition
    told = [(MADE_UP, _made_up(edition)), *((HEAD, text) for text in _own_lines(data, vsv))]
    told += [
        (
            HEAD,
            f"{edition.naam}, registraties over {_years(edition)}. Gemiddelden gaan over {group_of(data)}.",
        ),
        (HEAD, _prices(edition) if priced else ""),
        (HEAD, edition.toelichting),
        (WARNING, _left_out(data, vsv)),
        (WARNING, "" if vsv else edition.question),
    ]
    return paragraphs(
        "stand.kop", f"Over {data.name(vsv) if vsv else edition.naam}", told, vsv, len(data.vsvs)
    )


def _made_up(edition: Edition) -> str:
    if not edition.verzonnen:
        return ""
    return "Verzonnen voorbeeld: de cijfers op deze pagina zijn niet van een bestaand VSV."


def _own_lines(data: EditionData, vsv: str) -> list[str]:
    """Say who a VSV is, and in which years its board agreed with what was sent."""
    if not vsv:
        return []
    mine = data.profielen[data.profielen["vsv"] == vsv].sort_values("boekjaar")
    agreed = [
        f"{row.boekjaar} op {_date(row.akkoord_datum)}"
        if row.akkoord_door and row.akkoord_datum
        else f"{row.boekjaar} niet akkoord"
        for row in mine.itertuples()
    ]
    name = data.name(vsv)
    who = f"VSV-code {vsv}: {name}." if name != vsv else f"VSV-code {vsv}."
    return [who, f"Akkoord van het bestuur: {listed(agreed)}."] if agreed else [who]


def _years(edition: Edition) -> str:
    return listed([str(year) for year in edition.jaren])


def _prices(edition: Edition) -> str:
    several = (
        f" Een gemiddelde over {_years(edition)} is nominaal: de jaren zijn niet naar één prijspeil gebracht."
        if len(edition.jaren) > 1
        else ""
    )
    return (
        "Bedragen staan in de prijzen waarin zij zijn geregistreerd; waar zij met andere prijzen worden vergeleken geldt "
        f"prijspeil {edition.prijspeil}.{several}"
    )


def _left_out(data: EditionData, vsv: str) -> str:
    """Say which VSVs were left out on request; the page of one VSV names no others."""
    if not data.zonder:
        return ""
    one = len(data.zonder) == 1
    who = plural(len(data.zonder), "ander VSV", "andere VSV’s") if vsv else listed([*data.zonder])
    return (
        f"{who} {'is' if one else 'zijn'} op verzoek weggelaten en {'telt' if one else 'tellen'} nergens mee."
    )


@exhibit
def bevindingen(data: EditionData, vsv: str = "") -> Text:
    """How many findings a page rests on, how much money stands on lines with an error, and what was not read."""
    found = data.bevindingen if not vsv else data.bevindingen[data.bevindingen["vsv"] == vsv]
    errors, at_stake = data.open_errors(vsv)
    warnings = int((found["ernst"] != "fout").sum())
    warned = plural(warnings, "waarschuwing", "waarschuwingen") if warnings else "geen waarschuwingen"
    whose = "uw registratie heeft" if vsv else "de registraties hebben"
    unread = _unread(data, vsv)
    if not errors:
        told = [(PLAIN, f"{whose.capitalize()} geen fouten en {warned}.")]
    else:
        told = [(WARNING, _errors(data, vsv, f"{whose} {plural(errors, 'fout', 'fouten')} en {warned}", at_stake, bool(unread)))]  # fmt: skip
    return paragraphs(
        "stand.bevindingen", "Wat er in de registraties niet klopt", [*told, *((WARNING, text) for text in unread)],
        vsv, len(data.vsvs),
    )  # fmt: skip


def _errors(data: EditionData, vsv: str, has: str, at_stake: int, unread: bool) -> str:
    least = "minstens " if data.hides_errors(vsv or None) else ""
    told = f" Op regels met een fout staat {least}{format_euro(at_stake)}." if at_stake else ""
    if unread:
        told += " Wat niet is gelezen staat hieronder; dat bedrag is onbekend."
    return f"Voorlopig: {has}.{told} Zolang die er zijn kunnen alle bedragen en titels hieronder veranderen."


def _unread(data: EditionData, vsv: str) -> list[str]:
    """Say what was not read and which VSV-years count in no mean; others are counted together on the page of one VSV."""
    rows, blocked = overview.unread(data.ongelezen, data.taakkosten), data.geblokkeerd
    others = rows[rows["vsv"] != vsv] if vsv else rows.iloc[:0]
    if vsv:
        rows, blocked = rows[rows["vsv"] == vsv], blocked[blocked["vsv"] == vsv]
    told = [
        _not_read(row.bedragen, row.bladen, f"{row.vsv} {row.boekjaar}")
        + (
            f" Daardoor zijn de kosten van {listed(row.taken.split(', '))} onbekend: zij tellen in geen gemiddelde."
            if row.taken
            else ""
        )
        for row in rows.itertuples()
    ]
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


@exhibit
def onbekend(data: EditionData) -> Text:
    """Of which tasks not every cost is known, and what that does to a mean."""
    rows, told = overview.unknown_tasks(data.taakkosten), ""
    if len(rows):
        groups = rows.groupby(["onbekend", "van"])["taak"]
        counts = "; ".join(f"{listed([*tasks])} in {some} van de {all_}" for (some, all_), tasks in groups)
        nobody = list(rows["taak"][rows["onbekend"] == rows["van"]])
        least = (
            f" Van {listed(nobody)} kent niemand de kosten: elk totaal is zonder die en dus een ondergrens."
            if nobody
            else ""
        )
        told = (
            f"Niet alle kosten zijn bekend. Per taak ontbreken zij in zoveel registraties: {counts}. Het gemiddelde van een taak gaat "
            f"over wie haar kosten kent; het totaal telt die gemiddelden op.{least}"
        )
    return paragraphs("stand.onbekend", "Welke kosten onbekend zijn", [(WARNING, told)], n=len(data.vsvs))


@exhibit
def rekenwijzen(data: EditionData) -> Text:
    """What counting strictly, as proposed and widely mean; every page that shows them says so first."""
    status = data.rules.table["status"]
    settled = int((status == "besloten").sum())
    state = (
        f"{settled} van de {len(status)} scheidingsregels {'is' if settled == 1 else 'zijn'} besloten, de andere zijn voorstellen."
        if settled
        else "Alle scheidingsregels zijn voorstellen; niets is besloten."
    )
    told = (
        "Streng: alleen wat volgens elk standpunt een nieuwe VSV-taak is, telt als nieuw. Voorstel: wat dit project voorstelt. "
        "Ruim: alles wat als nieuw te verdedigen is. Een andere betaler is de gemeente, het RIVM of een onderzoekssubsidie. "
    )
    return paragraphs(
        "stand.rekenwijzen", "Wat streng, voorstel en ruim betekenen", [(PLAIN, told + state)], n=len(data.vsvs)
    )  # fmt: skip


@exhibit
def aannamen(data: EditionData) -> Table:
    """What the figures rest on: rate card, rules, mapping, price level, country and pilot set, with source and status."""
    edition, mapping = data.edition, basiskader.load().taak_verantwoordelijkheid.iloc[0]
    rows = [
        *_rate_card(),
        *_rules(data),
        ("Taken bij verantwoordelijkheden", mapping["bron"], mapping["status"], mapping["datum"]),
        (
            f"Prijspeil van de gepubliceerde tabel is {edition.gepubliceerd.prijspeil}",
            edition.gepubliceerd.bron, edition.gepubliceerd.status, "",
        ),
        *(
            (f"Correctie van {task_name(one.taak)}: {one.reden}", one.bron, "correctie van het bestuur", "")
            for one in edition.correcties
        ),
        (f"Het land telt {plural(edition.n_land, 'VSV', 'VSV’s')}", edition.n_land_bron, "gegeven", ""),
        (f"Gemiddelden en ramingen gaan over {group_of(data)}", edition.pilots.bron, _set_status(edition), ""),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["aanname", "bron", "status", "datum"])
    frame = frame.assign(
        bron=frame["bron"].map(_curled), datum=[_date(one) or pd.NA for one in frame["datum"]]
    )
    return Table(
        id="stand.aannamen",
        rows=of_group(frame, len(data.vsvs)),
        claim=fact("Aannamen: waarop de cijfers rusten"),
        columns=("aanname", "bron", "status", "datum"),
    )


def _rate_card() -> list[tuple[str, str, str, str]]:
    card = basiskader.load().tariefkaart.groupby(["bron", "status"], as_index=False)["datum"].max()
    return [
        ("Tariefkaart voor onbetaalde uren", row.bron, row.status, row.datum) for row in card.itertuples()
    ]


def _rules(data: EditionData) -> list[tuple[str, str, str, str]]:
    table = data.rules.table.groupby("status", as_index=False).agg(
        aantal=("regel", "size"), datum=("datum", "max")
    )
    source = "scheidingsregels.csv van deze editie, met bron per regel"
    return [
        (plural(row.aantal, "scheidingsregel", "scheidingsregels"), source, row.status, row.datum)
        for row in table.itertuples()
    ]  # fmt: skip


def _date(iso: str) -> str:
    """Write a date the Dutch way: ``"2021-02-15"`` as ``"15-02-2021"``."""
    return "-".join(reversed(iso.split("-")))


def _set_status(edition: Edition) -> str:
    if not edition.pilots.vsvs:
        return f"nog niet ingevuld in {EDITION_FILE}"
    return "verzonnen" if edition.verzonnen else edition.pilots.status


__all__ = ["aannamen", "bevindingen", "group_of", "kop", "onbekend", "paragraphs", "rekenwijzen"]
