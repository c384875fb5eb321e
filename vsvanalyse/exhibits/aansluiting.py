"""The chapter of the reconciliation: from the registered mean to the published table. An agreement is a check, not a finding."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.evidence.claims import ESTIMATED, Claim, fact
from vsvanalyse.evidence.sentences import signed
from vsvanalyse.exhibits.kinds import Bridge, Dots, Table, Text
from vsvanalyse.exhibits.making import exhibit, of_group, once, task_name
from vsvanalyse.exhibits.stand import WARNING, paragraphs
from vsvanalyse.exhibits.words import REGISTERED_PRICES
from vsvanalyse.money import format_euro, plural
from vsvanalyse.overview import reconciliation
from vsvanalyse.overview.reconciliation import STEPS, Reconciliation
from vsvanalyse.process.data import EditionData

STEP = {
    "pilotset": "andere groep VSV’s",
    "jaar_en_prijspeil": "ander jaar en prijspeil",
    "eenmalig_profiel": "eenmalig: twee jaar opgeteld",
    "bevindingen_weggelaten": "regels met fouten weggelaten",
    "correctie": "correctie van het bestuur",
    "niet_bekend": "kosten die geen pilot kent",
    "onverklaard": "onverklaard",
}
TOTALS = {"eenmalig": "Totaal eenmalig", "structureel": "Totaal structureel", "totaal": "Totaal"}
OWN_MEAN, PUBLISHED = "eigen gemiddelde per jaar", "gepubliceerde tabel"
NO_YEARLY = (
    "De gepubliceerde tabel telt twee jaar eenmalige kosten bij één jaar structurele kosten op: haar totaal is geen jaarbedrag."
)  # fmt: skip
ALL_EXPLAINED = "Controle: de stappen verklaren het hele verschil met de gepubliceerde tabel"
NOTHING = "Er zijn geen registraties die meetellen; er is niets om aan te sluiten"


@once
def _reconciled(data: EditionData) -> Reconciliation | None:
    """Reconcile once; None where nothing was registered that counts."""
    return None if data.taakkosten.empty else reconciliation.reconcile_edition(data)


def _group(found: Reconciliation) -> str:
    return found.groep.replace("VSV's", "VSV’s")


@exhibit
def toelichting(data: EditionData) -> Text:
    """What of the reconciliation could not be done, and which corrections the board made."""
    found = _reconciled(data)
    corrected = [
        f"Correctie van het bestuur op {task_name(one.taak)}: {signed(one.bedrag_ct)}. {one.reden.rstrip('.')} ({one.bron})."
        for one in data.edition.correcties
    ]
    told = [*(found.toelichting if found else (f"{NOTHING}.",)), *corrected]
    title = "Wat bij de aansluiting niet kon"
    return paragraphs("aansluiting.toelichting", title, [(WARNING, text) for text in told], n=len(data.vsvs))


@exhibit
def brug(data: EditionData) -> Bridge:
    """From the own mean to the published total, step by step; what is left is unexplained."""
    found = _reconciled(data)
    columns = ["waarover", "soort", "stap_ct"]
    if found is None:
        rows, claim, about = pd.DataFrame(columns=columns), fact(NOTHING), ""
    else:
        total = found.total
        steps = [step for step in STEPS if total[f"{step}_ct"] or step == "onverklaard"]
        told = [
            (OWN_MEAN, "begin", total["eigen_ct"]),
            *((STEP[step], "stap", total[f"{step}_ct"]) for step in steps),
            (PUBLISHED, "eind", total["gepubliceerd_ct"]),
        ]
        rows, claim = pd.DataFrame(told, columns=columns), _rest(found)
        about = (
            f"Gemiddelde per VSV per jaar van {plural(found.n_eigen, 'VSV', 'VSV’s')}, {REGISTERED_PRICES}, tot het totaal van de "
            f"gepubliceerde tabel; vergeleken met {_group(found)}"
        )
    return Bridge(
        id="aansluiting.brug",
        rows=of_group(rows, len(data.vsvs)),
        claim=claim,
        label="waarover",
        value="stap_ct",
        about=about,
        note=NO_YEARLY,
    )


def _rest(found: Reconciliation) -> Claim:
    """Say what the steps leave unexplained; that they leave nothing is said as a check."""
    if not found.total["onverklaard_ct"]:
        return fact(ALL_EXPLAINED)
    return Claim(
        form="verschil",
        words={
            "meer": "De gepubliceerde tabel is {bedrag} hoger dan de stappen verklaren",
            "minder": "De gepubliceerde tabel is {bedrag} lager dan de stappen verklaren",
            "gelijk": ALL_EXPLAINED,
            "onbeslist": "",
            "onbekend": "",
        },
        quantity="wat van het verschil met de gepubliceerde tabel onverklaard blijft",
        estimate=float(found.total["onverklaard_ct"]),
        n=found.n_pilots,
        status=ESTIMATED,
        price_base=REGISTERED_PRICES,
    )


@exhibit
def per_taak(data: EditionData) -> Dots:
    """The recomputed mean of each task on the published one; tasks of which nobody knows the cost are left out."""
    found = _reconciled(data)
    columns = ["taak", "reeks", "bedrag_ct", "tekst"]
    if found is None or found.tasks.empty:
        rows, claim, series = pd.DataFrame(columns=columns), fact(NOTHING), ""
    else:
        series = f"herrekend, {_group(found)}"
        told = [
            (task_name(row.taak), name, cents, text)
            for row in found.tasks.itertuples()
            for name, cents, text in _pair(series, row.herrekend_ct, row.gepubliceerd_ct)
        ]
        rows, claim = pd.DataFrame(told, columns=columns), _agreement(found)
    return Dots(
        id="aansluiting.per_taak",
        rows=of_group(rows, found.n_pilots if found else 0),
        claim=claim,
        label="taak",
        value="bedrag_ct",
        series="reeks",
        text_column="tekst",
        styles={PUBLISHED: "ring", series: "stip"},
        focus=(series,),
        joined=True,
        about=f"Gemiddelde per VSV{f', {_group(found)}' if found else ''}, {REGISTERED_PRICES}; T01 is de som van twee jaar",
        note="Herrekend: zoals geregistreerd, voor correcties van het bestuur." + _unknown_tasks(found),
    )


def _pair(series: str, own: float, published: float) -> list[tuple[str, float, str]]:
    """Give ring and dot of a task; what stands beside them is said once, at the outer of the two."""
    text = (
        format_euro(published) if own == published else f"{format_euro(own)} tegen {format_euro(published)}"
    )
    outer = own > published
    return [(PUBLISHED, published, "" if outer else text), (series, own, text if outer else "")]


def _unknown_tasks(found: Reconciliation | None) -> str:
    if found is None or found.brug["bekend"].all():
        return ""
    nobody = found.brug.loc[~found.brug["bekend"], "taak"]
    return f" Niet getekend, omdat geen van hen de kosten kent: {', '.join(nobody)}."


def _agreement(found: Reconciliation) -> Claim:
    """Say how far the recomputed table is from the published one; that all tasks agree is said as a check."""
    tasks = found.tasks
    if not tasks["verschil_ct"].any():
        k = len(tasks)
        return fact(
            f"Controle: {k} van {k} {'taak sluit' if k == 1 else 'taken sluiten'} aan op de gepubliceerde tabel"
        )
    return Claim(
        form="verschil",
        words={
            "meer": "Herrekend komen de taken samen {bedrag} hoger uit dan in de gepubliceerde tabel",
            "minder": "Herrekend komen de taken samen {bedrag} lager uit dan in de gepubliceerde tabel",
            "gelijk": "Herrekend komen de taken samen even hoog uit als in de gepubliceerde tabel, maar niet elk apart",
            "onbeslist": "",
            "onbekend": "",
        },
        quantity="herrekend gemiddelde min gepubliceerd, alle taken samen",
        estimate=float(tasks["verschil_ct"].sum()),
        n=found.n_pilots,
        status=ESTIMATED,
        price_base=REGISTERED_PRICES,
    )


@exhibit
def tabel(data: EditionData) -> Table:
    """The bridge of every task and of the totals, with the steps that are larger than 1 % of the published amount."""
    found = _reconciled(data)
    steps = [] if found is None else [f"{step}_ct" for step in STEPS if found.brug[f"{step}_ct"].any()]
    columns = ("naam", "eigen_gemiddelde_ct", *steps, "gepubliceerd_ct", "materieel")
    rows = pd.DataFrame(columns=[*columns, "totaal"])
    if found is not None:
        rows = found.brug.rename(columns={"eigen_ct": "eigen_gemiddelde_ct"}).assign(
            naam=[TOTALS.get(task) or task_name(task) for task in found.brug["taak"]],
            materieel=[
                ", ".join(STEP[step] for step in text.split(", ") if step) for text in found.brug["materieel"]
            ],
            totaal=found.brug["taak"].isin(TOTALS),
        )[[*columns, "totaal"]]
    return Table(
        id="aansluiting.tabel",
        rows=of_group(rows, found.n_pilots if found else 0),
        claim=fact("Van het eigen gemiddelde naar de gepubliceerde tabel, per taak" if found else NOTHING),
        columns=columns,
        headings={"naam": "Taak"},
        about=f"Gemiddelde per VSV per jaar, {REGISTERED_PRICES}; in de gepubliceerde tabel telt T01 twee jaar",
        note=NO_YEARLY,
    )  # fmt: skip


__all__ = ["brug", "per_taak", "tabel", "toelichting"]
