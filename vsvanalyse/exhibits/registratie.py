"""The chapter of the registrations: what came in, how complete it is, which hours were paid, and what must be mended."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import overview
from vsvanalyse.contracts import NO_ANSWER, NO_LINES, NOT_READ, NOT_REGISTERED
from vsvanalyse.evidence.claims import COUNTED, Claim, fact
from vsvanalyse.evidence.sentences import listed
from vsvanalyse.exhibits.kinds import OWN, Bars, Matrix, Table
from vsvanalyse.exhibits.making import exhibit, of_group, once, task_name, whose
from vsvanalyse.exhibits.words import REGISTERED_PRICES
from vsvanalyse.money import format_euro, format_number, plural
from vsvanalyse.overview import registered
from vsvanalyse.process.data import EditionData

LEDGER = {
    "structureel_ct": "structureel",
    "eenmalig_ct": "eenmalig",
    "bedrag_ct": "bedrag",
    "schaduw_ct": "schaduw",
    "uren": "uren",
}
"""The yearly totals that claim to be counted, each with its quantity in the ledger."""
SPENT = {"bedrag_ct": "Uitgaven in het jaar (structureel + eenmalig)"}
BOUNDS = {"laag_ct": "Met onbekende taken op hun laagste", "hoog_ct": "Met onbekende taken op hun hoogste"}
NOT_ADDED = "Eenmalige uitgaven komen niet elk jaar terug. De waarde van onbetaalde uren telt nergens in mee."


@once
def _totals(data: EditionData) -> pd.DataFrame:
    if data.taakkosten.empty:
        columns = ["vsv", "boekjaar", "onbekend", "laag_ct", "hoog_ct", *LEDGER]
        return pd.DataFrame(columns=columns)
    return overview.one_off_and_structural(data.counting_lines, data.taakkosten)


def _spent(who: str, boekjaar: int, cents: float, unknown: bool, n: int) -> Claim:
    """Say what a year cost; where the cost of a task is unknown that is the least that it can be."""
    return Claim(
        form="bedrag",
        words={"zo": f"Samenwerken kostte {who}{' minstens' if unknown else ''} {{bedrag}}", "onbekend": ""},
        quantity=f"uitgaven in {boekjaar}, structureel en eenmalig",
        estimate=cents,
        n=n,
        status=COUNTED,
        price_base=REGISTERED_PRICES,
    )


def _bounds_note(unknown: bool) -> str:
    return (
        " De laatste bedragen rekenen een onbekende taak op de laagste en de hoogste kosten van wie haar deed en registreerde; een "
        "streepje is: niemand weet het."
        if unknown
        else ""
    )


@exhibit
def kerncijfers(data: EditionData) -> Table:
    """What the VSVs together registered in each year, one-off and structural apart, and what unknown costs leave open."""
    rows = registered.together(_totals(data))
    unknown = bool((rows["n_onbekend"] > 0).any())
    open_ = ("n_onbekend", "laag_ct", "hoog_ct") if unknown else ()
    claim = fact("Er zijn geen registraties die meetellen")
    if len(rows):
        last = rows.iloc[-1]
        several = " samen" if last["n"] > 1 else ""
        who = f"{plural(int(last['n']), 'VSV', 'VSV’s')} in {int(last['boekjaar'])}{several}"
        claim = _spent(
            who, int(last["boekjaar"]), float(last["bedrag_ct"]), bool(last["n_onbekend"]), int(last["n"])
        )
    return Table(
        id="registratie.kerncijfers",
        rows=rows.assign(wie="groep"),
        claim=claim,
        columns=("boekjaar", "n", *LEDGER, *open_),
        headings={"n": "VSV’s", **SPENT, **BOUNDS},
        counted=LEDGER,
        about=f"Alle registraties die meetellen, per jaar, {REGISTERED_PRICES}",
        note=NOT_ADDED + _bounds_note(unknown),
    )  # fmt: skip


@exhibit
def kerncijfers_van_vsv(data: EditionData, vsv: str) -> Table:
    """One VSV's totals per year, one-off and structural apart, with its size and what unknown costs leave open."""
    totals, size = _totals(data), data.profielen[["vsv", "boekjaar", "bevallingen", "aantal_partners"]]
    rows = totals[totals["vsv"] == vsv].merge(size, on=["vsv", "boekjaar"], how="left")
    unknown = bool((rows["onbekend"] != "").any())
    open_ = ("onbekend", "laag_ct", "hoog_ct") if unknown else ()
    claim = fact("Uw VSV heeft geen registratie die meetelt")
    if len(rows):
        last = rows.iloc[-1]
        year = int(last["boekjaar"])
        claim = _spent(f"uw VSV in {year}", year, float(last["bedrag_ct"]), bool(last["onbekend"]), 1)
    return Table(
        id="registratie.kerncijfers_van_vsv",
        rows=rows.assign(wie=OWN),
        claim=claim,
        subject=vsv,
        columns=("boekjaar", *LEDGER, *open_, "bevallingen", "aantal_partners"),
        headings={**SPENT, **BOUNDS, "onbekend": "Taken met onbekende kosten"},
        counted=LEDGER,
        about=f"Uw VSV, per jaar, {REGISTERED_PRICES}",
        note=NOT_ADDED + _bounds_note(unknown),
    )


@exhibit
def uren(data: EditionData, vsv: str, boekjaar: int) -> Bars:
    """One VSV's paid and unpaid hours per functie, most hours first."""
    found = overview.paid_and_unpaid_hours(data.counting_lines, vsv, boekjaar)
    rows = [
        {
            "vsv": vsv, "boekjaar": boekjaar, "functie": row.functie, "vergoeding": kind, "uren": hours,
            "bedrag_ct": cash, "schaduw_ct": shadow,
            "tekst": f"{format_number(row.uren)} uur" + (f", {format_number(row.onbetaald)} onbetaald" if row.onbetaald >= 0.5 else ""),
        }
        for row in found.itertuples()
        for kind, hours, cash, shadow in (
            ("betaald", row.betaald, row.bedrag_ct, 0), ("onbetaald", row.onbetaald, 0, row.schaduw_ct),
        )
    ]  # fmt: skip
    columns = ["vsv", "boekjaar", "functie", "vergoeding", "uren", "bedrag_ct", "schaduw_ct", "tekst"]
    unpaid, shadow = float(found["onbetaald"].sum()), int(found["schaduw_ct"].sum())
    worth = (
        f" Tegen de tariefkaart zouden zij {format_euro(shadow)} kosten; dat telt nergens mee."
        if shadow
        else ""
    )
    return Bars(
        id="registratie.uren",
        rows=pd.DataFrame(rows, columns=columns).assign(wie=OWN),
        claim=_unpaid(unpaid, float(found["uren"].sum()), boekjaar),
        subject=vsv,
        label="functie",
        value="uren",
        series="vergoeding",
        layout="gestapeld",
        styles={"betaald": "vol", "onbetaald": "gearceerd"},
        text_column="tekst",
        axis="uren",
        about=f"Uw VSV in {boekjaar}, uren per functie zoals geregistreerd",
        note=f"Onbetaald: uren, of het deel ervan, waarvoor uw VSV niets vergoedde.{worth}",
    )  # fmt: skip


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


SIGN = {
    "geregistreerd": "●",
    "nul": "0",
    "n.v.t.": "–",
    NOT_REGISTERED: "?",
    NOT_READ: "×",
    NO_LINES: "○",
    NO_ANSWER: "!",
}
MEANING = {
    "geregistreerd": "geregistreerd",
    "nul": "gedaan, kostte niets",
    "n.v.t.": "niet van toepassing",
    NOT_REGISTERED: "gedaan, niet bijgehouden",
    NOT_READ: "niet te lezen",
    NO_LINES: "geregistreerd, maar zonder regels",
    NO_ANSWER: "geen antwoord",
}
"""What an answer means to a reader; the first three are known costs, at the next three costs are missing."""
ANSWER_STYLE = dict(
    zip(MEANING.values(), ("vol", "licht", "grijs", "gearceerd", "gekruist", "omlijnd", "gestreept"), strict=True)
)  # fmt: skip


@once
def _answers(data: EditionData) -> pd.DataFrame:
    return registered.answers(data.taakkosten)


def _complete(told: pd.DataFrame, whose_: str, n: int) -> Claim:
    """Say at how many answers the cost is not known."""
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
        estimate=float(told["onbekend"].sum()),
        unit="aantal",
        n=n,
        more={"van": float(len(told))},
    )


def _whose(data: EditionData, vsv: str) -> str:
    return "uw VSV" if vsv else plural(len(data.vsvs), "VSV", "VSV’s") if data.vsvs else "VSV’s"


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
        id="registratie.volledigheid",
        rows=whose(rows, vsv),
        claim=_complete(told, _whose(data, vsv), 1 if vsv else len(data.vsvs)),
        subject=vsv,
        label="registratie",
        series="taak",
        value="antwoord",
        signs=SIGN,
        signs_text={answer: MEANING[answer] for answer in present},
        focus=("geregistreerd",),
        about="Een rij is één registratie van een VSV over een jaar, een kolom één taak van het basiskader",
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
        id="registratie.antwoorden",
        rows=of_group(rows, len(data.vsvs)),
        claim=_complete(_answers(data), _whose(data, ""), len(data.vsvs)),
        label="taak",
        value="aantal",
        series="antwoord",
        layout="gestapeld",
        styles=ANSWER_STYLE,
        axis="registraties",
        about=f"Antwoorden per taak, geteld in registraties van een VSV over een jaar, {_whose(data, '')}",
        alt=_counted_answers(_answers(data)),
    )


__all__ = ["antwoorden", "kerncijfers", "kerncijfers_van_vsv", "uren", "volledigheid"]
