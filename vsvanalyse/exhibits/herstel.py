"""The chapter of what must be mended: files, errors one by one, warnings by rule, and what each check found."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.evidence.claims import fact
from vsvanalyse.evidence.sentences import listed
from vsvanalyse.exhibits.kinds import GROUP, OTHER, OWN, Table
from vsvanalyse.exhibits.making import exhibit, of_group
from vsvanalyse.intake import summary
from vsvanalyse.money import plural
from vsvanalyse.process.data import EditionData

MOST_ERRORS, MOST_OF_A_VSV = 100, 40
"""How many findings a table lists; the file with all findings has the others."""


@exhibit
def bestanden(data: EditionData) -> Table:
    """What each file has to mend, the file with most of it first."""
    rows = summary.per_file(data.registratieregels, data.ongelezen, data.bevindingen)
    known = [
        (data.registratieregels, "bron_bestand"),
        (data.bevindingen, "bestand"),
        (data.ongelezen, "bestand"),
    ]
    senders = {
        file: vsv for frame, column in known for file, vsv in zip(frame[column], frame["vsv"], strict=True)
    }
    wrong = int((rows["fouten"] > 0).sum())
    return Table(
        id="herstel.bestanden",
        rows=rows.assign(vsv=rows["bestand"].map(senders).fillna(""), wie=OTHER),
        claim=fact(_files_title(wrong, len(rows))),
        columns=("bestand", "fouten", "waarschuwingen", "ongelezen", "gelezen_ct"),
        about="Alle bestanden van deze ronde, ook die niet meetellen; wat het meest te verbeteren is staat boven",
        note="Niet gelezen: plaatsen met geld of uren die niet zijn gelezen; een heel blad of een hele kolom telt als één.",
    )  # fmt: skip


def _files_title(wrong: int, count: int) -> str:
    if not count:
        return "Er zijn geen bestanden"
    files = plural(count, "bestand", "bestanden")
    return f"In {wrong} van {files} staan fouten" if wrong else f"In {files} staan geen fouten"


def _listed(
    name: str, found: pd.DataFrame, title: str, most: int, vsv: str, columns: tuple[str, ...]
) -> Table:
    rows = found.sort_values(["ernst", "bestand"], kind="stable").head(most)
    rows = rows.assign(plaats=(rows["blad"] + " " + rows["cel"]).str.strip(), wie=OWN if vsv else OTHER)
    kept = [*columns, "regel", "vsv", "wie"]
    return Table(
        id=f"herstel.{name}",
        rows=rows[kept].reset_index(drop=True),
        claim=fact(title),
        subject=vsv,
        columns=columns,
        note=f"De eerste {most} van {len(found)}; de lijst met alle bevindingen heeft ze allemaal."
        if len(found) > most
        else "",
    )


@exhibit
def fouten(data: EditionData, most: int = MOST_ERRORS) -> Table:
    """The findings of severity fout one by one."""
    found = data.bevindingen[data.bevindingen["ernst"] == "fout"]
    files = plural(found["bestand"].nunique(), "bestand", "bestanden")
    title = f"{plural(len(found), 'fout', 'fouten')} in {files}" if len(found) else "Er zijn geen fouten"
    return _listed("fouten", found, title, most, "", ("bestand", "plaats", "waarde", "uitleg", "wat_te_doen"))


@exhibit
def bevindingen(data: EditionData, vsv: str, most: int = MOST_OF_A_VSV) -> Table:
    """The findings on what one VSV sent, errors first."""
    found = data.bevindingen[data.bevindingen["vsv"] == vsv]
    errors = int((found["ernst"] == "fout").sum())
    kinds = [(errors, "fout", "fouten"), (len(found) - errors, "waarschuwing", "waarschuwingen")]
    told = listed([plural(*kind) for kind in kinds if kind[0]] or ["geen bevindingen"])
    title = f"Op uw registratie {'is' if len(found) == 1 else 'zijn'} {told} gevonden"
    return _listed(
        "bevindingen", found, title, most, vsv, ("ernst", "bestand", "plaats", "waarde", "uitleg", "wat_te_doen")
    )  # fmt: skip


@exhibit
def waarschuwingen(data: EditionData) -> Table:
    """Warnings together by rule, the most frequent first."""
    rows = summary.per_rule(data.bevindingen)
    rows = rows[rows["ernst"] != "fout"]
    total = int(rows["aantal"].sum())
    return Table(
        id="herstel.waarschuwingen",
        rows=of_group(rows[["regel", "titel", "aantal", "plaatsen", "wat_te_doen"]].reset_index(drop=True), len(data.vsvs)),
        claim=fact(f"{plural(total, 'waarschuwing', 'waarschuwingen')}, per regel" if total else "Er zijn geen waarschuwingen"),
        columns=("regel", "titel", "aantal", "plaatsen", "wat_te_doen"),
        headings={"titel": "Waarschuwing"},
    )  # fmt: skip


@exhibit
def controles(data: EditionData) -> Table:
    """Every check: how often it found something, or why it could not be done."""
    rows = data.regelstatus[["regel", "ernst", "titel", "toegepast", "aantal", "toelichting"]]
    return Table(
        id="herstel.controles",
        rows=rows.assign(
            aantal=rows["aantal"].astype("Int64").where(rows["toegepast"]), wie=GROUP, n=len(data.vsvs)
        ),
        claim=fact("Controles, en hoe vaak zij iets vonden"),
        columns=("regel", "ernst", "titel", "aantal", "toelichting"),
        headings={"titel": "Controle", "toelichting": "Waarom niet gecontroleerd"},
        note="Een streepje: deze controle kon niet worden gedaan.",
    )


__all__ = ["bestanden", "bevindingen", "controles", "fouten", "waarschuwingen"]
