"""The chapter of one VSV's own cost: every task by class, beside the mean of the others."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vsvanalyse import basiskader, overview
from vsvanalyse.contracts import KLASSEN, LEZINGEN, class_column
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, counted
from vsvanalyse.exhibits import scheiding
from vsvanalyse.exhibits.kinds import OWN, Bars, Table
from vsvanalyse.exhibits.making import exhibit, once, task_name, with_total
from vsvanalyse.exhibits.words import CLASS, CLASS_STYLE
from vsvanalyse.money import format_euro
from vsvanalyse.process.data import EditionData


@once
def _own(data: EditionData, vsv: str, boekjaar: int) -> pd.DataFrame:
    rows = overview.own_beside_group(data.structural_costs, data.one_off_costs, vsv, boekjaar)
    return rows.assign(naam=[task_name(task) for task in rows["taak"]])


@exhibit
def kosten(data: EditionData, vsv: str, boekjaar: int) -> Bars:
    """One VSV's structural cost per task by class, with the mean of the others struck through."""
    rows = _own(data, vsv, boekjaar)
    amounts = rows[[f"{klasse}_ct" for klasse in KLASSEN]].astype("Float64")
    idle = (amounts.fillna(0).sum(axis=1) == 0) & (rows["gemiddeld_ct"].fillna(0) == 0)
    rows = rows[~(idle & rows["taak"].isin(basiskader.one_off_tasks()))]
    present = [klasse for klasse in CLASS if rows[f"{klasse}_ct"].fillna(0).any()]
    told = [
        (row.naam, CLASS[klasse], getattr(row, f"{klasse}_ct"), row.gemiddeld_ct, row.n_anderen, _beside(row))
        for row in rows.itertuples()
        for klasse in present
    ]
    columns = ["taak", "klasse", "bedrag_ct", "gemiddeld_ct", "n_anderen", "tekst"]
    frame = pd.DataFrame(told, columns=columns).astype({"bedrag_ct": "Int64", "n_anderen": "Int64"})
    missing = ", ".join(rows["taak"][rows["onbekend"] != ""])
    without = f" De kosten van {missing} zijn onbekend en ontbreken in het totaal." if missing else ""
    n = int(rows["n_anderen"].max()) if len(rows) else 0
    return Bars(
        rows=frame.assign(vsv=vsv, boekjaar=boekjaar, wie=OWN),
        claim=_own_claim(rows, boekjaar),
        label="taak",
        value="bedrag_ct",
        series="klasse",
        layout="gestapeld",
        styles=CLASS_STYLE,
        text_column="tekst",
        counted={"bedrag_ct": "structureel verwacht", "gemiddeld_ct": "anderen structureel geheel"},
        mark="gemiddeld_ct",
        mark_text="gemiddelde van de anderen",
        about=f"Uw VSV, structurele kosten van {boekjaar}, verdeeld volgens het voorstel, {REGISTERED_PRICES}",
        note=f"Streep: gemiddelde van hoogstens {n} andere VSV's; n.v.t. en nul tellen als € 0, wiens kosten onbekend zijn telt niet mee.{without}",
    )


def _beside(row: Any) -> str:
    """Say beside the bar of a task what it cost."""
    if row.onbekend:
        return "onbekend"
    # Without "u" an amount near the mark of the mean would be read as that mean.
    return (
        row.antwoord
        if not row.bedrag_ct and row.antwoord in ("n.v.t.", "nul")
        else f"u {format_euro(row.bedrag_ct)}"
    )


def _own_claim(rows: pd.DataFrame, boekjaar: int) -> Claim:
    """Say how much is new; where the cost of a task is unknown, that it is the least."""
    least = "minstens " if (rows["onbekend"] != "").any() else ""
    cost = f"Samenwerken kostte uw VSV in {boekjaar} {least}{{totaal}} structureel, zoals geregistreerd"
    return Claim(
        form="keuze",
        words={
            "zo": f"{cost}; volgens het voorstel is daarvan {least}{{bedrag}} een nieuwe taak, streng gerekend {least}{{laag}}, ruim gerekend {least}{{hoog}}",
            "gelijk": f"{cost}; daarvan is {least}{{bedrag}} een nieuwe taak, streng of ruim gerekend",
            "onbekend": "Hoeveel van uw kosten een nieuwe taak is, is onbekend",
        },
        quantity=f"structurele kosten van nieuwe taken in {boekjaar}",
        estimate=rows["nieuw_ct"].sum(),
        low=rows["nieuw_strikt_ct"].sum(),
        high=rows["nieuw_ruim_ct"].sum(),
        more={"totaal": float(rows["bedrag_ct"].sum())},
        **counted(),
    )


@exhibit
def lezingen(data: EditionData, vsv: str, boekjaar: int) -> Bars:
    """One VSV's structural cost by class, counted strictly, as proposed, and widely."""
    rows = _own(data, vsv, boekjaar)
    costs = data.structural_costs
    mine = costs[(costs["vsv"] == vsv) & (costs["boekjaar"] == boekjaar)]
    amounts = pd.DataFrame(
        {
            lezing: {klasse: int(mine[class_column(klasse, lezing)].sum()) for klasse in CLASS}
            for lezing in LEZINGEN
        }
    )
    return Bars(
        rows=scheiding.rows_by_reading(amounts).assign(vsv=vsv, boekjaar=boekjaar, wie=OWN),
        claim=_own_claim(rows, boekjaar),
        **scheiding.BY_READING,
        counted={"bedrag_ct": "structureel"},
        about=f"Uw VSV, structurele kosten van {boekjaar}, {REGISTERED_PRICES}",
        note="Streng: alleen wat volgens elk standpunt nieuw is. Ruim: alles wat als nieuw te verdedigen is.",
    )


@exhibit
def kosten_tabel(data: EditionData, vsv: str, boekjaar: int) -> Table:
    """One VSV's tasks by class beside the mean of the others, one-off cost apart."""
    rows = _own(data, vsv, boekjaar).copy()
    classes = [f"{klasse}_ct" for klasse in KLASSEN if rows[f"{klasse}_ct"].fillna(0).any()]
    columns = ("naam", "antwoord", "bedrag_ct", *classes, "gemiddeld_ct", "n_anderen", "eenmalig_ct")
    rows["antwoord"] = rows["antwoord"].where(rows["onbekend"] != "niet gelezen", "niet gelezen")
    unknown = ", ".join(rows["taak"][rows["onbekend"] != ""])
    least = f" Het totaal is een ondergrens: de kosten van {unknown} zijn onbekend." if unknown else ""
    amounts = ["bedrag_ct", *classes, "gemiddeld_ct", "eenmalig_ct"]
    shown = with_total(rows[[*columns, "taak"]].assign(wie=OWN), "naam", amounts)
    # Of the others only what can be compared, so that the difference of the totals is that of `variantie.waarom`.
    comparable = rows["bedrag_ct"].notna() & (rows["n_anderen"] > 0)
    shown.loc[shown["totaal"], "gemiddeld_ct"] = rows.loc[comparable, "gemiddeld_ct"].sum(min_count=1)
    only = (
        f" Het totaal van de anderen is zonder {unknown}, zodat het met het uwe te vergelijken is."
        if unknown
        else ""
    )
    return Table(
        rows=shown.assign(vsv=vsv, boekjaar=boekjaar),
        claim=_own_claim(rows, boekjaar),
        columns=columns,
        headings={
            "bedrag_ct": f"Structureel {boekjaar}",
            "gemiddeld_ct": "Gemiddelde anderen",
            "eenmalig_ct": f"Eenmalig {boekjaar} (apart)",
        },
        counted={
            "bedrag_ct": "structureel",
            **{
                f"{klasse}_ct": f"structureel {klasse} verwacht"
                for klasse in KLASSEN
                if f"{klasse}_ct" in classes
            },
            "gemiddeld_ct": "anderen structureel",
            "eenmalig_ct": "eenmalig",
        },
        about=f"Uw VSV in {boekjaar}, verdeeld volgens het voorstel, {REGISTERED_PRICES}",
        note=f"Een streepje is: onbekend.{least}{only}",
    )


__all__ = ["kosten", "kosten_tabel", "lezingen"]
