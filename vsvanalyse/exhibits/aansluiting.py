"""The chapter of the reconciliation: from the registered mean to the published table. An agreement is a check, not a finding."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, estimated, fact
from vsvanalyse.evidence.sentences import listed
from vsvanalyse.exhibits.kinds import Bridge, Dots, Table, Text
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group, once, task_name
from vsvanalyse.exhibits.stand import WARNING, paragraphs
from vsvanalyse.exhibits.words import n_vsvs
from vsvanalyse.money import format_euro, signed
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
_COUNTS = {step: f"stap: {text}" for step, text in STEP.items()}
_RECOMPUTED = (
    "deel gemiddeld bedrag: alleen de pilotset en de eerste twee jaar, eenmalige taken als som van twee jaar"
)
TOTALS = {"eenmalig": "Totaal eenmalig", "structureel": "Totaal structureel", "totaal": "Totaal"}
OWN_MEAN, PUBLISHED = "eigen gemiddelde per jaar", "gepubliceerde tabel"
NO_YEARLY = (
    "De gepubliceerde tabel telt twee jaar eenmalige kosten bij één jaar structurele kosten op: haar totaal is geen jaarbedrag."
)  # fmt: skip
ALL_EXPLAINED = "Controle: de stappen verklaren het hele verschil met de gepubliceerde tabel"
NOTHING = "Er zijn geen registraties die meetellen; er is niets om aan te sluiten"
NO_TABLE = "Er is geen gepubliceerde tabel om op aan te sluiten"


def has_table(data: EditionData) -> bool:
    """Whether the study has a published table to meet."""
    return bool(data.lists.rows("gepubliceerd"))


@once
def _reconciled(data: EditionData) -> Reconciliation:
    """Reconcile once; raises `Nothing` where nothing was registered that counts, or no table was published."""
    if not has_table(data):
        raise Nothing(NO_TABLE)
    if data.taakkosten.empty:
        raise Nothing(NOTHING)
    return reconciliation.reconcile_edition(data)


def _group(found: Reconciliation) -> str:
    return found.groep.replace("VSV's", "VSV’s")


@exhibit
def toelichting(data: EditionData) -> Text:
    """What of the reconciliation could not be done, and which corrections the board made."""
    if not has_table(data):
        told = [f"{NO_TABLE}."]
    elif data.taakkosten.empty:
        told = [f"{NOTHING}."]
    else:
        told = [*_reconciled(data).toelichting]
    told += [
        f"Correctie van het bestuur op {task_name(one.taak)}: {signed(one.bedrag_ct)}. {one.reden.rstrip('.')} ({one.bron})."
        for one in data.edition.correcties
    ]
    title = "Wat bij de aansluiting niet kon"
    return paragraphs(title, [(WARNING, text) for text in told], n=len(data.vsvs))


@exhibit
def brug(data: EditionData) -> Bridge:
    """From the own mean to the published total, step by step; what is left is unexplained."""
    found = _reconciled(data)
    total = found.total
    steps = [step for step in STEPS if total[f"{step}_ct"] or step == "onverklaard"]
    told = [
        (OWN_MEAN, "begin", total["eigen_ct"], "gemiddeld bedrag"),
        *((STEP[step], "stap", total[f"{step}_ct"], _COUNTS[step]) for step in steps),
        (PUBLISHED, "eind", total["gepubliceerd_ct"], "gepubliceerd"),
    ]
    columns = ["waarover", "soort", "stap_ct", "telt"]
    return Bridge(
        rows=of_group(pd.DataFrame(told, columns=columns), len(data.vsvs)),
        counted={"stap_ct": "telt"},
        claim=_rest(found),
        label="waarover",
        value="stap_ct",
        about=f"Gemiddelde per VSV per jaar van {n_vsvs(found.n_eigen)}, {REGISTERED_PRICES}, tot het totaal van de "
        f"gepubliceerde tabel; vergeleken met {_group(found)}",
        note=NO_YEARLY,
    )


def _difference(found: Reconciliation, cents: float, quantity: str, says: str, equal: str) -> Claim:
    """Say how much higher or lower something is than the published table; ``says`` has a place for which of the two."""
    words = {
        "meer": says.format("hoger"),
        "minder": says.format("lager"),
        "gelijk": equal,
        "onbeslist": "",
        "onbekend": "",
    }
    return Claim(form="verschil", words=words, quantity=quantity, estimate=cents, **estimated(found.n_pilots))


def _rest(found: Reconciliation) -> Claim:
    """Say what the steps leave unexplained; that they leave nothing is said as a check."""
    left = found.total["onverklaard_ct"]
    if not left:
        return fact(ALL_EXPLAINED)
    quantity = "wat van het verschil met de gepubliceerde tabel onverklaard blijft"
    says = "De gepubliceerde tabel is {{bedrag}} {} dan de stappen verklaren"
    return _difference(found, left, quantity, says, ALL_EXPLAINED)


@exhibit
def per_taak(data: EditionData) -> Dots:
    """The recomputed mean of each task on the published one; tasks of which nobody knows the cost are left out."""
    found = _reconciled(data)
    if found.tasks.empty:
        raise Nothing(NOTHING)
    series = f"herrekend, {_group(found)}"
    told = [
        (task_name(row.taak), name, cents, text, "gepubliceerd" if name == PUBLISHED else _RECOMPUTED)
        for row in found.tasks.itertuples()
        for name, cents, text in _pair(series, row.herrekend_ct, row.gepubliceerd_ct)
    ]
    nobody = found.brug.loc[~found.brug["bekend"], "taak"]
    unknown = (
        f" Niet getekend, omdat geen van hen de kosten kent: {', '.join(nobody)}." if len(nobody) else ""
    )
    columns = ["taak", "reeks", "bedrag_ct", "tekst", "telt"]
    return Dots(
        rows=of_group(pd.DataFrame(told, columns=columns), found.n_pilots),
        claim=_agreement(found),
        label="taak",
        value="bedrag_ct",
        series="reeks",
        text_column="tekst",
        styles={PUBLISHED: "ring", series: "stip"},
        focus=(series,),
        counted={"bedrag_ct": "telt"},
        joined=True,
        about=f"Gemiddelde per VSV, {_group(found)}, {REGISTERED_PRICES}; {_two_years('is de som van twee jaar', 'zijn de som van twee jaar')}",
        note=f"Herrekend: zoals geregistreerd, voor correcties van het bestuur.{unknown}",
    )


def _two_years(one: str, several: str) -> str:
    """Say of the one-off tasks that two years are added up."""
    tasks = sorted(basiskader.one_off_tasks())
    return f"{listed(tasks)} {one if len(tasks) == 1 else several}" if tasks else "elk jaar apart"


def _parts(found: Reconciliation, task: str) -> list[str]:
    """Give the tasks of a row of the bridge: itself, or those of a total."""
    tasks = [one for one in found.brug["taak"] if one not in TOTALS]
    once = [one for one in tasks if one in basiskader.one_off_tasks()]
    rest = [one for one in tasks if one not in once]
    return {"eenmalig": once, "structureel": rest, "totaal": tasks}.get(task, [task])


def _pair(series: str, own: float, published: float) -> list[tuple[str, float, str]]:
    """Give ring and dot of a task; what stands beside them is said once, at the outer of the two."""
    text = format_euro(published)
    if own != published:
        text = f"{format_euro(own)} tegen {text}"
    outer = own > published
    return [(PUBLISHED, published, "" if outer else text), (series, own, text if outer else "")]


def _agreement(found: Reconciliation) -> Claim:
    """Say how far the recomputed table is from the published one; that all tasks agree is said as a check."""
    apart, k = found.tasks["verschil_ct"], len(found.tasks)
    if not apart.any():
        fits = "taak sluit" if k == 1 else "taken sluiten"
        return fact(f"Controle: {k} van {k} {fits} aan op de gepubliceerde tabel")
    equal = "Herrekend komen de taken samen even hoog uit als in de gepubliceerde tabel, maar niet elk apart"
    says = "Herrekend komen de taken samen {{bedrag}} {} uit dan in de gepubliceerde tabel"
    return _difference(
        found, apart.sum(), "herrekend gemiddelde min gepubliceerd, alle taken samen", says, equal
    )


@exhibit
def tabel(data: EditionData) -> Table:
    """The bridge of every task and of the totals, with the steps that are larger than 1 % of the published amount."""
    found = _reconciled(data)
    steps = [f"{step}_ct" for step in STEPS if found.brug[f"{step}_ct"].any()]
    columns = ("naam", "eigen_gemiddelde_ct", *steps, "gepubliceerd_ct", "materieel")
    rows = found.brug.rename(columns={"eigen_ct": "eigen_gemiddelde_ct"}).assign(
        naam=[TOTALS.get(task) or task_name(task) for task in found.brug["taak"]],
        materieel=[
            ", ".join(STEP[step] for step in text.split(", ") if step) for text in found.brug["materieel"]
        ],
        totaal=found.brug["taak"].isin(TOTALS),
        taak=[", ".join(_parts(found, task)) for task in found.brug["taak"]],
    )
    return Table(
        rows=of_group(rows[[*columns, "taak", "totaal"]], found.n_pilots),
        counted={
            "eigen_gemiddelde_ct": "gemiddeld bedrag",
            **{name: _COUNTS[name.removesuffix("_ct")] for name in steps},
            "gepubliceerd_ct": "gepubliceerd",
        },
        claim=fact("Van het eigen gemiddelde naar de gepubliceerde tabel, per taak"),
        columns=columns,
        about=f"Gemiddelde per VSV per jaar, {REGISTERED_PRICES}; "
        f"{_two_years('telt in de gepubliceerde tabel twee jaar', 'tellen in de gepubliceerde tabel twee jaar')}",
        note=NO_YEARLY,
    )


__all__ = [
    "ALL_EXPLAINED",
    "NOTHING",
    "NO_TABLE",
    "NO_YEARLY",
    "STEP",
    "TOTALS",
    "brug",
    "has_table",
    "per_taak",
    "tabel",
    "toelichting",
]
