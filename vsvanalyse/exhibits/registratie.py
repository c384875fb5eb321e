"""The chapter of the registrations: what came in, how complete it is, which hours were paid, and what must be mended."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader, overview
from vsvanalyse.contracts import NO_ANSWER, NO_LINES, NOT_READ, NOT_REGISTERED
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, counted, fact
from vsvanalyse.evidence.sentences import listed
from vsvanalyse.exhibits.kinds import GROUP, OTHER, OWN, Bars, Matrix, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group, once, task_name
from vsvanalyse.exhibits.words import n_vsvs
from vsvanalyse.money import format_euro, format_number, plural
from vsvanalyse.overview import registered
from vsvanalyse.process.data import EditionData

_SUMS = ("structureel", "eenmalig", "bedrag", "schaduw")
LEDGER = {f"{quantity}_ct": quantity for quantity in _SUMS} | {"uren": "uren"}
"""The yearly totals that claim to be counted, each with its quantity in the ledger."""
SPENT = {"bedrag_ct": "Uitgaven in het jaar (structureel + eenmalig)"}
BOUNDS = {"laag_ct": "Met onbekende taken op hun laagste", "hoog_ct": "Met onbekende taken op hun hoogste"}
LEFT_OPEN = {"n_onbekend": "antwoorden"} | {
    name: f"deel bedrag: {text.lower()}" for name, text in BOUNDS.items()
}
NOT_ADDED = "Eenmalige uitgaven komen niet elk jaar terug. De waarde van onbetaalde uren telt nergens in mee."
BOUNDS_NOTE = (
    " Met onbekende taken op hun laagste of hoogste: op de laagste en de hoogste kosten van wie haar deed en registreerde; een "
    "streepje is: niemand weet het."
)


@once
def _totals(data: EditionData) -> pd.DataFrame:
    if data.taakkosten.empty:
        return pd.DataFrame(columns=["vsv", "boekjaar", "onbekend", "laag_ct", "hoog_ct", *LEDGER])
    return overview.one_off_and_structural(data.counting_lines, data.taakkosten)


def _spent(data: EditionData, last: pd.Series, who: str, vsv: str = "") -> Claim:
    """Say what a year cost, structural and one-off apart; what the cost of an unknown task may be part of is the least."""
    unknown = data.taakkosten[
        (data.taakkosten["onbekend"] != "") & (data.taakkosten["boekjaar"] == last["boekjaar"])
    ]
    unknown = unknown[unknown["vsv"] == vsv] if vsv else unknown
    once_only = unknown["taak"].isin(basiskader.one_off_tasks())
    least = " minstens" if (~once_only).any() else ""
    # What was not read may be one-off cost of any task.
    least_once = "minstens " if (once_only | (unknown["onbekend"] == NOT_READ)).any() else ""
    nothing = "een onbekend bedrag" if least_once else "niets"
    once = f"{least_once}{{eenmalig}} eenmalig" if last["eenmalig_ct"] else f"{nothing} eenmalig"
    return Claim(
        form="bedrag",
        words={"zo": f"Samenwerken kostte {who}{least} {{bedrag}} structureel, en {once}", "onbekend": ""},
        quantity=f"structurele uitgaven in {int(last['boekjaar'])}, en eenmalige",
        estimate=last["structureel_ct"],
        more={"eenmalig": float(last["eenmalig_ct"])},
        **counted(int(last.get("n", 1))),
    )


def _open(rows: pd.DataFrame, unknown: str) -> tuple[str, ...]:
    """Name the columns of what unknown costs leave open, where any are unknown."""
    return (unknown, *BOUNDS) if rows[unknown].astype("bool").any() else ()


@exhibit
def kerncijfers(data: EditionData) -> Table:
    """What the VSVs together registered in each year, one-off and structural apart, and what unknown costs leave open."""
    rows = registered.together(_totals(data))
    if rows.empty:
        raise Nothing("Er zijn geen registraties die meetellen")
    last, extra = rows.iloc[-1], _open(rows, "n_onbekend")
    who = f"{n_vsvs(int(last['n']))} in {int(last['boekjaar'])}{' samen' if last['n'] > 1 else ''}"
    return Table(
        rows=rows.assign(wie=GROUP),
        claim=_spent(data, last, who),
        columns=("boekjaar", "n", *LEDGER, *extra),
        headings={"n": "VSV’s", **SPENT, **BOUNDS},
        counted=LEDGER | LEFT_OPEN,
        of_one=tuple(BOUNDS),
        about=f"Alle registraties die meetellen, per jaar, {REGISTERED_PRICES}",
        note=NOT_ADDED + (BOUNDS_NOTE if extra else ""),
    )


@exhibit
def kerncijfers_van_vsv(data: EditionData, vsv: str) -> Table:
    """One VSV's totals per year, one-off and structural apart, with its size and what unknown costs leave open."""
    totals, size = _totals(data), data.profielen[["vsv", "boekjaar", "bevallingen", "aantal_partners"]]
    rows = totals[totals["vsv"] == vsv].merge(size, on=["vsv", "boekjaar"], how="left")
    if rows.empty:
        raise Nothing("Uw VSV heeft geen registratie die meetelt")
    last, extra = rows.iloc[-1], _open(rows, "onbekend")
    return Table(
        rows=rows.assign(wie=OWN),
        claim=_spent(data, last, f"uw VSV in {int(last['boekjaar'])}", vsv),
        columns=("boekjaar", *LEDGER, *extra, "bevallingen", "aantal_partners"),
        headings={**SPENT, **BOUNDS, "onbekend": "Taken met onbekende kosten"},
        counted=LEDGER | LEFT_OPEN | {name: f"profiel {name}" for name in ("bevallingen", "aantal_partners")},
        of_one=tuple(BOUNDS),
        about=f"Uw VSV, per jaar, {REGISTERED_PRICES}",
        note=NOT_ADDED + (BOUNDS_NOTE if extra else ""),
    )


@exhibit
def uren(data: EditionData, vsv: str, boekjaar: int) -> Bars:
    """One VSV's paid and unpaid hours per functie, most hours first."""
    found = overview.paid_and_unpaid_hours(data.counting_lines, vsv, boekjaar)
    rows = []
    for row in found.itertuples():
        unpaid = f", {format_number(row.onbetaald)} onbetaald" if row.onbetaald >= 0.5 else ""
        text = f"{format_number(row.uren)} uur{unpaid}"
        rows.append((row.functie, "betaald", row.betaald, row.bedrag_ct, 0, text))
        rows.append((row.functie, "onbetaald", row.onbetaald, 0, row.schaduw_ct, text))
    columns = ["functie", "vergoeding", "uren", "bedrag_ct", "schaduw_ct", "tekst"]
    worth = ""
    if shadow := int(found["schaduw_ct"].sum()):
        worth = f" Tegen de tariefkaart zouden zij {format_euro(shadow)} kosten; dat telt nergens mee."
    return Bars(
        rows=pd.DataFrame(rows, columns=columns).assign(vsv=vsv, boekjaar=boekjaar, wie=OWN),
        claim=_unpaid(float(found["onbetaald"].sum()), float(found["uren"].sum()), boekjaar),
        label="functie",
        value="uren",
        series="vergoeding",
        counted={"uren": "uren", "bedrag_ct": "bedrag", "schaduw_ct": "schaduw"},
        layout="gestapeld",
        styles={"betaald": "vol", "onbetaald": "gearceerd"},
        text_column="tekst",
        axis="uren",
        about=f"Uw VSV in {boekjaar}, uren per functie zoals geregistreerd",
        note=f"Onbetaald: uren, of het deel ervan, waarvoor uw VSV niets vergoedde.{worth}",
    )


def _unpaid(unpaid: float, hours: float, boekjaar: int) -> Claim:
    """Say which part of a VSV's hours it did not pay."""
    if not hours:
        return fact(f"Van uw VSV zijn er geen uren over {boekjaar}")
    return Claim(
        form="aantal",
        words={
            "zo": f"Van de {{van}} uren in {boekjaar} is {{deel}} niet door uw VSV betaald",
            "geen": f"Uw VSV betaalde alle {{van}} uren in {boekjaar}",
            "onbekend": "",
        },
        quantity=f"onbetaalde uren in {boekjaar}",
        estimate=unpaid if unpaid >= 0.5 else 0.0,
        unit="uur",
        n=1,
        more={"van": hours},
    )


_ANSWERS = (
    ("geregistreerd", "●", "geregistreerd", "vol"),
    ("nul", "0", "gedaan, kostte niets", "licht"),
    ("n.v.t.", "–", "niet van toepassing", "grijs"),
    (NOT_REGISTERED, "?", "gedaan, niet bijgehouden", "gearceerd"),
    (NOT_READ, "×", "niet te lezen", "gekruist"),
    (NO_LINES, "○", "geregistreerd, maar zonder regels", "omlijnd"),
    (NO_ANSWER, "!", "geen antwoord", "gestreept"),
)
"""Answers, with what stands for each; the first three are known costs, at the next three costs are missing."""
SIGN = {answer: sign for answer, sign, _, _ in _ANSWERS}
MEANING = {answer: meaning for answer, _, meaning, _ in _ANSWERS}
ANSWER_STYLE = {meaning: style for _, _, meaning, style in _ANSWERS}


@once
def _answers(data: EditionData) -> pd.DataFrame:
    return registered.answers(data.taakkosten)


def _complete(data: EditionData, told: pd.DataFrame, vsv: str) -> Claim:
    """Say at how many answers the cost is not known."""
    whose_ = _whose(data, vsv)
    if told.empty:
        return fact(f"Er zijn geen antwoorden van {whose_} die meetellen")
    return Claim(
        form="aantal",
        words={
            "zo": f"Bij {{k}} van de {{van}} antwoorden van {whose_} zijn de kosten niet bekend",
            "geen": f"Bij alle {{van}} antwoorden van {whose_} zijn de kosten bekend",
            "onbekend": "",
        },
        quantity="taken waarvan de kosten niet bekend zijn, per VSV en jaar",
        estimate=told["onbekend"].sum(),
        unit="aantal",
        n=1 if vsv else len(data.vsvs),
        more={"van": float(len(told))},
    )


def _whose(data: EditionData, vsv: str) -> str:
    return "uw VSV" if vsv else n_vsvs(len(data.vsvs)) if data.vsvs else "VSV’s"


def _signs_note(present: list[str]) -> str:
    """Say at which signs costs are missing; only of signs that are there."""
    missing = [SIGN[answer] for answer in (NOT_REGISTERED, NOT_READ, NO_LINES) if answer in present]
    told = [f"Bij {listed(missing)} ontbreken kosten."] if missing else []
    if NO_ANSWER in present:
        told.append("Bij ! staat geen antwoord; staan er toch kosten, dan tellen die.")
    return " ".join(told)


@exhibit
def volledigheid(data: EditionData, vsv: str = "") -> Matrix:
    """What was answered for each task, a sign for each answer: of one VSV, or of every VSV and year."""
    told = _answers(data) if not vsv else _answers(data)[_answers(data)["vsv"] == vsv]
    rows = told[["vsv", "boekjaar", "taak", "antwoord"]].reset_index(drop=True)
    rows.insert(0, "registratie", rows["vsv"] + " " + rows["boekjaar"].astype("str"))
    present = [answer for answer in SIGN if answer in set(rows["antwoord"])]
    return Matrix(
        rows=rows.assign(wie=OWN if vsv else OTHER),
        claim=_complete(data, told, vsv),
        label="registratie",
        series="taak",
        value="antwoord",
        signs=SIGN,
        signs_text={answer: MEANING[answer] for answer in present},
        focus=("geregistreerd",),
        about="Een rij is één registratie van een VSV over een jaar, een kolom één taak",
        note=_signs_note(present),
        alt=_counted_answers(told),
    )


def _counted_answers(told: pd.DataFrame) -> str:
    counts = told["antwoord"].value_counts()
    parts = [f"{counts[answer]} keer {MEANING[answer]}" for answer in SIGN if answer in counts]
    years = len(told[["vsv", "boekjaar"]].drop_duplicates())
    return f"De antwoorden van {plural(years, 'registratie', 'registraties')} per taak: {', '.join(parts) or 'geen'}."


@exhibit
def antwoorden(data: EditionData) -> Bars:
    """How often each answer was given for each task: the completeness of a round, without naming a VSV."""
    rows = registered.answers_per_task(_answers(data))
    order = {answer: i for i, answer in enumerate(MEANING)}
    rows = rows.sort_values(["taak", "antwoord"], key=lambda one: one.replace(order), ignore_index=True)
    rows = rows.assign(
        taak=[task_name(task) for task in rows["taak"]], antwoord=[MEANING[one] for one in rows["antwoord"]]
    )
    return Bars(
        rows=of_group(rows, len(data.vsvs)),
        claim=_complete(data, _answers(data), ""),
        label="taak",
        value="aantal",
        series="antwoord",
        layout="gestapeld",
        styles=ANSWER_STYLE,
        axis="registraties",
        counted={"aantal": "antwoorden"},
        about=f"Antwoorden per taak, geteld in registraties van een VSV over een jaar, {_whose(data, '')}",
        alt=_counted_answers(_answers(data)),
    )


__all__ = [
    "ANSWER_STYLE",
    "BOUNDS",
    "BOUNDS_NOTE",
    "LEDGER",
    "MEANING",
    "NOT_ADDED",
    "SIGN",
    "SPENT",
    "antwoorden",
    "kerncijfers",
    "kerncijfers_van_vsv",
    "uren",
    "volledigheid",
]
