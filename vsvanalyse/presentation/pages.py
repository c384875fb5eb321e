"""The fixed parts of a report: heading, notice that figures are made up, key figures, assumptions."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader, overview
from vsvanalyse.edition import Edition
from vsvanalyse.intake.findings import cost_of_errors
from vsvanalyse.money import format_number, plural
from vsvanalyse.presentation.tables import Html, escape, euro, marked, number, table
from vsvanalyse.process.data import EditionData

MADE_UP = "Verzonnen voorbeeld: de cijfers op deze pagina zijn niet van een bestaand VSV."


def heading(data: EditionData, title: str, *, priced: bool = True) -> Html:
    """Give the heading of a page about a whole edition; ``priced`` says in which prices its amounts are."""
    about = _about(data) if priced else escape(f"{data.edition.naam}. {data.edition.toelichting}")
    return Html(f"{_notice(data)}<h1>{escape(title)}</h1><p class=kop>{about}</p>{_question(data)}")


def vsv_heading(data: EditionData, vsv: str) -> Html:
    """Give the heading of a VSV's own report, with code and name marked for the guard."""
    return Html(
        f"{_notice(data)}<h1>{marked('naam', data.name(vsv))}</h1>"
        f"<p class=kop>VSV-code {marked('vsv', vsv)}. {_about(data)}</p>"
    )


def _notice(data: EditionData) -> str:
    return f'<p class="verzonnen">{MADE_UP}</p>' if data.edition.verzonnen else ""


def _question(data: EditionData) -> str:
    question = data.edition.question
    return f'<p class="let-op">{escape(question)}</p>' if question else ""


def _about(data: EditionData) -> str:
    edition = data.edition
    years = " en ".join(map(str, edition.jaren))
    several = (
        " Een gemiddelde over deze jaren is nominaal: zij zijn niet naar één prijspeil gebracht."
        if len(edition.jaren) > 1
        else ""
    )
    return (
        f"{escape(edition.naam)}, {years}. Bedragen zoals geregistreerd; de editie noemt prijspeil {edition.prijspeil}.{several} "
        f"{escape(edition.toelichting)}"
    )


def vsv_key_figures(totals: pd.DataFrame, profielen: pd.DataFrame, vsv: str) -> Html:
    """Give one VSV's totals per year, each marked for the guard, one-off and structural apart.

    ``totals`` comes from `overview.one_off_and_structural`.
    """
    mine = totals[totals["vsv"] == vsv].merge(profielen, on=["vsv", "boekjaar"], how="left")
    rows = []
    for row in mine.itertuples():
        amounts = "".join(
            f"<td class=getal>{marked(f'{name}:{row.boekjaar}', euro(getattr(row, name)))}</td>"
            for name in ("structureel_ct", "eenmalig_ct", "bedrag_ct", "schaduw_ct")
        )
        rows.append(
            f"<tr><td>{row.boekjaar}</td>{amounts}<td>{_open(row)}</td><td class=getal>{format_number(row.uren)}</td>"
            f"<td class=getal>{number(row.bevallingen)}</td><td class=getal>{number(row.aantal_partners)}</td></tr>"
        )
    heads = (
        "Jaar",
        "Structureel",
        "Eenmalig",
        "Uitgaven dit jaar (structureel + eenmalig)",
        "Waarde onbetaalde uren (telt niet mee)",
        "Uitgaven, met wat onbekend is erbij",
        "Uren",
    )
    head = _heads((*heads, "Bevallingen", "Partners"))
    return Html(
        '<div class="tabel"><table><caption>Kerncijfers per jaar</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _open(row: object) -> str:
    """Say between which totals a VSV-year lies when tasks are unknown: at the lowest and highest of those who know them."""
    if not row.onbekend:
        return "alles bekend"
    most = (
        f"{euro(row.laag_ct)} tot {euro(row.hoog_ct)}"
        if row.hoog_ct == row.hoog_ct
        else f"minstens {euro(row.laag_ct)}"
    )
    return f"{most} ({escape(row.onbekend)} onbekend)"


def _heads(texts: tuple[str, ...]) -> str:
    first, *others = texts
    return f"<th scope=col>{first}</th>" + "".join(
        f"<th scope=col class=getal>{text}</th>" for text in others
    )


def federation_key_figures(data: EditionData, totals: pd.DataFrame) -> Html:
    """Give the totals of the round per year, marked for the guard."""
    rows = []
    for year, group in totals.groupby("boekjaar"):
        rows.append(
            f"<tr><td>{year}</td><td class=getal>{group['vsv'].nunique()}</td>"
            + "".join(
                f"<td class=getal>{marked(f'{name}:{year}', euro(group[name].sum()))}</td>"
                for name in ("structureel_ct", "eenmalig_ct", "bedrag_ct", "schaduw_ct")
            )
            + f"<td>{_open_together(group)}</td></tr>"
        )
    heads = (
        "Jaar",
        "VSV's",
        "Structureel",
        "Eenmalig",
        "Uitgaven dit jaar (structureel + eenmalig)",
        "Waarde onbetaalde uren (telt niet mee)",
        "Uitgaven, met wat onbekend is erbij",
    )
    head = _heads(heads)
    return Html(
        f'<div class="tabel"><table><caption>Wat de VSV\'s samen registreerden</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _open_together(group: pd.DataFrame) -> str:
    some = int((group["onbekend"] != "").sum())
    if not some:
        return "alles bekend"
    low, high = group["laag_ct"].sum(), group["hoog_ct"].sum(skipna=False)
    most = f"{euro(low)} tot {euro(high)}" if high == high else f"minstens {euro(low)}"
    who = plural(some, "VSV heeft", "VSV's hebben")
    return f"{most} ({who} onbekende taken)"


def unread_notice(data: EditionData, vsv: str | None = None) -> Html:
    """Say what of the registrations was not read, and which VSV-years count in no mean; of one VSV or of all.

    On the page of one VSV the others, whose means it shows, are counted together and not named.
    """
    rows, blocked = overview.unread(data.ongelezen, data.taakkosten), data.geblokkeerd
    others = rows[rows["vsv"] != (vsv or rows["vsv"])]
    if vsv is not None:
        rows, blocked = rows[rows["vsv"] == vsv], blocked[blocked["vsv"] == vsv]
    texts = []
    for row in rows.itertuples():
        does = (
            f" Daardoor zijn de kosten van {row.taken} onbekend: zij tellen in geen gemiddelde."
            if row.taken
            else ""
        )
        texts.append(f"{_not_read(row.bedragen, row.bladen, f'{row.vsv} {row.boekjaar}')}{does}")
    texts += [
        f"{row.vsv} {row.boekjaar} telt in geen gemiddelde mee: zie de bevindingen."
        for row in blocked.itertuples()
    ]
    if len(others):
        told = _not_read(others["bedragen"].sum(), others["bladen"].sum(), "andere VSV's")
        texts.append(f"{told} Vergelijkingen gaan over wat wel is gelezen.")
    return notes(tuple(texts))


def _not_read(amounts: int, sheets: int, whose: str) -> str:
    parts = [plural(amounts, "bedrag", "bedragen")] if amounts else []
    parts += [plural(sheets, "blad of kolom", "bladen of kolommen")] if sheets else []
    return f"{' en '.join(parts)} van {whose} {'is' if amounts + sheets == 1 else 'zijn'} niet gelezen."


def findings_notice(data: EditionData, vsv: str | None = None) -> Html:
    """Say how many findings a report rests on, and how much money is on lines with an error."""
    found, lines, unread = data.bevindingen, data.counting_lines, unread_notice(data, vsv).markup
    if vsv is not None:
        found, lines = found[found["vsv"] == vsv], lines[lines["vsv"] == vsv]
    errors = int((found["ernst"] == "fout").sum())
    warned = plural(len(found) - errors, "waarschuwing", "waarschuwingen")
    if not errors:
        return Html(f"<p>De registratie heeft geen fouten en {warned}.</p>{unread}")
    at_stake = cost_of_errors(lines, found)
    # Beyond so many of one rule a file's findings are counted and not listed, and so are their lines.
    least = "minstens " if (found["regel"] == "B14").any() else ""
    told = f" Op regels met een fout staat {least}{euro(at_stake)}." if at_stake else ""
    if unread:
        told += " Wat niet is gelezen staat hieronder; dat bedrag is onbekend."
    return Html(
        f'<p class="let-op">VOORLOPIG: de registratie heeft {plural(errors, "fout", "fouten")} en {warned}.{told} '
        f"Zolang die er zijn kunnen alle bedragen en titels hieronder veranderen.</p>{unread}"
    )


def missing_notice(taakkosten: pd.DataFrame) -> Html:
    """Say of which tasks not every cost is known, and what that does to a mean."""
    rows = overview.unknown_tasks(taakkosten)
    if rows.empty:
        return Html("")
    told = ", ".join(f"{r.taak} ({r.onbekend} van {r.van})" for r in rows.itertuples())
    nobody = list(rows["taak"][rows["onbekend"] == rows["van"]])
    least = (
        f" Van {', '.join(nobody)} kent niemand de kosten: elk totaal is zonder die en dus een ondergrens."
        if nobody
        else ""
    )
    return Html(
        f'<p class="let-op">Niet alle kosten zijn bekend: {told}, geteld in registraties. Het gemiddelde van een taak gaat over wie '
        f"haar kosten kent; het totaal telt die gemiddelden op.{least}</p>"
    )


def notes(texts: tuple[str, ...]) -> Html:
    """Show remarks of an analysis, each on a line of its own."""
    return Html("".join(f'<p class="let-op">{escape(text)}</p>' for text in texts))


READINGS = Html(
    "<p><b>Strikt</b>: alleen wat volgens elk standpunt nieuw is. <b>Verwacht</b>: het voorstel van dit project. <b>Ruim</b>: alles wat "
    "als nieuw te verdedigen is. <b>Andere betaler</b>: gemeente, RIVM of onderzoekssubsidie. Alle regels zijn voorstellen.</p>"
)
"""What the three readings mean; every report that shows them says so first."""


def assumptions(data: EditionData) -> Html:
    """List what the figures rest on: rate card, mapping, rules and level, each with source and status."""
    kader = basiskader.load()
    card = kader.tariefkaart.groupby(["bron", "status"], as_index=False).agg(
        functies=("functie", lambda f: ", ".join(sorted(set(f)))), datum=("datum", "max")
    )
    rules = data.rules.table.groupby("status", as_index=False).agg(
        aantal=("regel", "size"), datum=("datum", "max")
    )
    rows = [
        {"aanname": "Tariefkaart voor onbetaalde uren", "bron": r.bron, "status": r.status, "datum": r.datum}
        for r in card.itertuples()
    ]
    rows += [
        {
            "aanname": f"{r.aantal} scheidingsregels",
            "bron": "scheidingsregels.csv van deze editie, met bron per regel",
            "status": r.status,
            "datum": r.datum,
        }
        for r in rules.itertuples()
    ]
    mapping = kader.taak_verantwoordelijkheid.iloc[0]
    edition = data.edition
    rows += [
        {
            "aanname": "Taken bij verantwoordelijkheden",
            "bron": mapping.bron,
            "status": mapping.status,
            "datum": mapping.datum,
        },
        {
            "aanname": f"Prijspeil van de gepubliceerde tabel is {edition.gepubliceerd.prijspeil}",
            "bron": edition.gepubliceerd.bron,
            "status": edition.gepubliceerd.status,
            "datum": "",
        },
        {
            "aanname": f"Waar gemiddelden en ramingen over gaan: {edition.group(data.vsvs)}",
            "bron": edition.pilots.bron,
            "status": _set_status(edition),
            "datum": "",
        },
    ]
    frame = pd.DataFrame(rows)
    frame["datum"] = frame["datum"].map(lambda text: "-".join(reversed(text.split("-"))))
    return table(
        frame,
        {
            "aanname": ("Waarop de cijfers rusten", None),
            "bron": ("Bron", None),
            "status": ("Status", None),
            "datum": ("Datum", None),
        },
        "Aannamen",
    )


def _set_status(edition: Edition) -> str:
    if not edition.pilots.vsvs:
        return "vul in"
    return "verzonnen" if edition.verzonnen else edition.pilots.status


def responsibilities(means: pd.DataFrame) -> Html:
    """Show `overview.mean_by_responsibility`, with the mapping's status in the caption."""
    total = pd.DataFrame([{"naam": "Totaal", **means[["structureel_ct", "eenmalig_ct"]].sum()}])
    return table(
        pd.concat([means, total], ignore_index=True),
        {
            "naam": ("Verantwoordelijkheid", None),
            "structureel_ct": ("Structureel", euro),
            "eenmalig_ct": ("Eenmalig", euro),
        },
        "Gemiddelde per VSV per jaar naar verantwoordelijkheid (indeling: voorstel van dit project)",
    )
