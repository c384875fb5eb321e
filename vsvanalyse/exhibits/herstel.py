"""The chapter of what must be mended: files, errors one by one, warnings by rule, and what each check found."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.contracts import NO_ANSWER, NO_LINES, NOT_READ, NOT_REGISTERED
from vsvanalyse.evidence.claims import fact
from vsvanalyse.evidence.sentences import listed
from vsvanalyse.exhibits.kinds import GROUP, OTHER, OWN, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group
from vsvanalyse.exhibits.stand import named_task
from vsvanalyse.intake import summary
from vsvanalyse.money import plural
from vsvanalyse.process.data import EditionData

MOST_ERRORS, MOST_OF_A_VSV = 100, 40
"""How many findings a table lists; the file with all findings has the others."""


@exhibit
def bestanden(data: EditionData) -> Table:
    """What each file has to mend, the file with most of it first."""
    rows = summary.per_file(data.registratieregels, data.ongelezen, data.bevindingen)
    lines = data.registratieregels.rename(columns={"bron_bestand": "bestand"})
    sent = pd.concat([frame[["bestand", "vsv"]] for frame in (lines, data.bevindingen, data.ongelezen)])
    senders = sent.drop_duplicates("bestand", keep="last").set_index("bestand")["vsv"]
    wrong = int((rows["fouten"] > 0).sum())
    if rows.empty:
        raise Nothing("Er zijn geen bestanden")
    return Table(
        rows=rows.assign(vsv=rows["bestand"].map(senders).fillna(""), wie=OTHER),
        claim=fact(_files(wrong, len(rows))),
        columns=("bestand", "fouten", "waarschuwingen", "ongelezen", "gelezen_ct"),
        counted={
            "fouten": "bevindingen fout",
            "waarschuwingen": "bevindingen waarschuwing",
            "ongelezen": "ongelezen",
            "gelezen_ct": "gelezen",
        },
        about="Alle bestanden van deze ronde, ook die niet meetellen; wat het meest te verbeteren is staat boven",
        note="Niet gelezen: plaatsen met geld of uren die niet zijn gelezen; een heel blad of een hele kolom telt als één.",
    )  # fmt: skip


def _files(wrong: int, files: int) -> str:
    """Say in how many of the files there are errors."""
    if files == 1:
        return "In het enige bestand staan fouten" if wrong else "Het enige bestand heeft geen fouten"
    if not wrong:
        return f"Geen van de {files} bestanden heeft fouten"
    return f"{wrong} van de {files} bestanden {'heeft' if wrong == 1 else 'hebben'} fouten"


def _listed(found: pd.DataFrame, title: str, most: int, *first: str, vsv: str = "") -> Table:
    rows = found.sort_values(["ernst", "bestand"], kind="stable").head(most)
    rows = rows.assign(plaats=(rows["blad"] + " " + rows["cel"]).str.strip(), wie=OWN if vsv else OTHER)
    columns = (*first, "plaats", "waarde", "uitleg", "wat_te_doen")
    rest = f"De eerste {most} van {len(found)}; de lijst met alle bevindingen heeft ze allemaal."
    return Table(
        rows=rows[[*columns, "regel", "vsv", "wie"]].reset_index(drop=True),
        claim=fact(title),
        columns=columns,
        note=rest if len(found) > most else "",
    )


@exhibit
def fouten(data: EditionData, most: int = MOST_ERRORS) -> Table:
    """The findings of severity fout one by one."""
    found = data.bevindingen[data.bevindingen["ernst"] == "fout"]
    files = plural(found["bestand"].nunique(), "bestand", "bestanden")
    title = f"{plural(len(found), 'fout', 'fouten')} in {files}" if len(found) else "Er zijn geen fouten"
    return _listed(found, title, most, "bestand")


@exhibit
def bevindingen(data: EditionData, vsv: str, most: int = MOST_OF_A_VSV) -> Table:
    """What one VSV has to mend: tasks whose cost is unknown, and the findings on what it sent, errors first."""
    found = data.bevindingen[data.bevindingen["vsv"] == vsv]
    errors = int((found["ernst"] == "fout").sum())
    kinds = [(errors, "fout", "fouten"), (len(found) - errors, "waarschuwing", "waarschuwingen")]
    told = listed([plural(*kind) for kind in kinds if kind[0]] or ["geen fouten en geen waarschuwingen"])
    title = f"In uw registratie {'staat' if len(found) == 1 else 'staan'} {told}"
    missing = _unknown(data, vsv)
    if len(missing):
        tasks = missing["naam"].iloc[0] if len(missing) == 1 else f"{len(missing)} taken"
        title += f"; van {tasks} ontbreken de kosten"
    table = _listed(found, title, most, "ernst", "bestand", vsv=vsv)
    rows = pd.concat([missing.reindex(columns=table.rows.columns), table.rows], ignore_index=True)
    return table.with_(rows=rows)


_MISSING = {
    NOT_REGISTERED: ("gedaan, maar zonder kosten", "Vul de kosten in, of antwoord n.v.t. of nul."),
    NO_LINES: ("geregistreerd, maar zonder regels", "Vul de regels in, of antwoord n.v.t. of nul."),
    NO_ANSWER: ("geen antwoord en geen regels", "Vul de regels in, of antwoord n.v.t. of nul."),
    NOT_READ: (
        "kosten die niet te lezen zijn",
        "Verbeter de fouten op deze taak; tot dan telt zij in geen gemiddelde.",
    ),
}
"""Why the cost of a task is unknown, and what to do about it."""


def _unknown(data: EditionData, vsv: str) -> pd.DataFrame:
    """Give a row for each task of a VSV whose cost is unknown, with the years."""
    costs, lines = data.taakkosten, data.registratieregels
    mine = costs[(costs["vsv"] == vsv) & (costs["onbekend"] != "")]
    rows = []
    for (task, why), years in mine.groupby(["taak", "onbekend"])["boekjaar"]:
        files = lines.loc[(lines["vsv"] == vsv) & lines["boekjaar"].isin(years), "bron_bestand"].unique()
        what, to_do = _MISSING[why]
        told = f"{named_task(task)}: {what} in {listed([str(year) for year in sorted(years)])}"
        rows.append(
            (named_task(task), "onbekend", ", ".join(sorted(files)), "", "", told, to_do, "", vsv, OWN)
        )
    columns = ["naam", "ernst", "bestand", "plaats", "waarde", "uitleg", "wat_te_doen", "regel", "vsv", "wie"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


@exhibit
def waarschuwingen(data: EditionData) -> Table:
    """Warnings together by rule, the most frequent first."""
    rows = summary.per_rule(data.bevindingen)
    rows = rows[rows["ernst"] != "fout"]
    total = int(rows["aantal"].sum())
    return Table(
        rows=of_group(rows[["regel", "titel", "aantal", "plaatsen", "wat_te_doen"]].reset_index(drop=True), len(data.vsvs)),
        claim=fact(f"{plural(total, 'waarschuwing', 'waarschuwingen')}, per regel" if total else "Er zijn geen waarschuwingen"),
        columns=("regel", "titel", "aantal", "plaatsen", "wat_te_doen"),
        headings={"titel": "Waarschuwing"},
        counted={"aantal": "bevindingen"},
    )  # fmt: skip


@exhibit
def controles(data: EditionData) -> Table:
    """Every check: how often it found something, or why it could not be done."""
    rows = data.regelstatus[["regel", "ernst", "titel", "toegepast", "aantal", "toelichting"]]
    return Table(
        rows=rows.assign(
            aantal=rows["aantal"].astype("Int64").where(rows["toegepast"]), wie=GROUP, n=len(data.vsvs)
        ),
        claim=fact("Controles, en hoe vaak zij iets vonden"),
        columns=("regel", "ernst", "titel", "aantal", "toelichting"),
        headings={"titel": "Controle", "toelichting": "Waarom niet gecontroleerd"},
        counted={"aantal": "bevindingen"},
        note="Een streepje: deze controle kon niet worden gedaan.",
    )


__all__ = ["bestanden", "bevindingen", "controles", "fouten", "waarschuwingen"]
