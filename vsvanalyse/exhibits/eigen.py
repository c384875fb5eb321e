"""The chapter of one VSV's own cost: every task by class, beside the mean of the others."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader, overview
from vsvanalyse.contracts import KLASSEN
from vsvanalyse.evidence.claims import COUNTED, Claim
from vsvanalyse.exhibits.kinds import OWN, Bars, Table
from vsvanalyse.exhibits.making import exhibit, once, task_name, with_total
from vsvanalyse.exhibits.words import CLASS, CLASS_STYLE, REGISTERED_PRICES
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
    texts = {
        row.taak: "onbekend"
        if row.onbekend
        else row.antwoord
        if not row.bedrag_ct and row.antwoord in ("n.v.t.", "nul")
        else format_euro(row.bedrag_ct)
        for row in rows.itertuples()
    }
    frame = pd.DataFrame(
        [
            {
                "vsv": vsv, "boekjaar": boekjaar, "taak": row.naam, "klasse": CLASS[klasse],
                "bedrag_ct": getattr(row, f"{klasse}_ct"), "gemiddeld_ct": row.gemiddeld_ct, "n_anderen": row.n_anderen, "tekst": texts[row.taak],
            }
            for row in rows.itertuples() for klasse in present
        ],
        columns=["vsv", "boekjaar", "taak", "klasse", "bedrag_ct", "gemiddeld_ct", "n_anderen", "tekst"],
    )  # fmt: skip
    missing = [row.taak for row in rows.itertuples() if row.onbekend]
    without = (
        f" De kosten van {', '.join(missing)} zijn onbekend en ontbreken in het totaal." if missing else ""
    )
    n = int(rows["n_anderen"].max()) if len(rows) else 0
    return Bars(
        id="eigen.kosten",
        rows=frame.assign(wie=OWN),
        claim=_own_claim(rows, boekjaar),
        subject=vsv,
        label="taak",
        value="bedrag_ct",
        series="klasse",
        layout="gestapeld",
        styles=CLASS_STYLE,
        text_column="tekst",
        mark="gemiddeld_ct",
        mark_text="gemiddelde van de anderen",
        about=f"Uw VSV, structurele kosten van {boekjaar}, verdeeld volgens het voorstel, {REGISTERED_PRICES}",
        note=f"Streep: gemiddelde van hoogstens {n} andere VSV's; n.v.t. en nul tellen als € 0, wiens kosten onbekend zijn telt niet mee.{without}",
    )


def _own_claim(rows: pd.DataFrame, boekjaar: int) -> Claim:
    total, new, strict, wide = (
        float(rows[name].sum()) for name in ("bedrag_ct", "nieuw_ct", "nieuw_strikt_ct", "nieuw_ruim_ct")
    )
    return Claim(
        form="keuze",
        words={
            "zo": "Volgens het voorstel is {bedrag} van {totaal} een nieuwe taak; streng gerekend {laag}, ruim gerekend {hoog}",
            "gelijk": "Van {totaal} is {bedrag} een nieuwe taak, streng of ruim gerekend",
            "onbekend": "Hoeveel van uw kosten een nieuwe taak is, is onbekend",
        },
        quantity=f"structurele kosten van nieuwe taken in {boekjaar}",
        estimate=new,
        low=strict,
        high=wide,
        n=1,
        status=COUNTED,
        price_base=REGISTERED_PRICES,
        more={"totaal": total},
    )


@exhibit
def kosten_tabel(data: EditionData, vsv: str, boekjaar: int) -> Table:
    """One VSV's tasks by class beside the mean of the others, one-off cost apart."""
    rows = _own(data, vsv, boekjaar)
    classes = [f"{klasse}_ct" for klasse in KLASSEN if rows[f"{klasse}_ct"].fillna(0).any()]
    columns = ("naam", "antwoord", "bedrag_ct", *classes, "gemiddeld_ct", "n_anderen", "eenmalig_ct")
    rows = rows.assign(
        antwoord=rows["antwoord"].where(rows["onbekend"] != "niet gelezen", "niet gelezen"),
        vsv=vsv,
        boekjaar=boekjaar,
        wie=OWN,
    )
    unknown = list(rows["taak"][rows["onbekend"] != ""])
    least = (
        f" Het totaal is een ondergrens: de kosten van {', '.join(unknown)} zijn onbekend." if unknown else ""
    )
    shown = with_total(
        rows[[*columns, "taak", "vsv", "boekjaar", "wie"]],
        "naam",
        ["bedrag_ct", *classes, "gemiddeld_ct", "eenmalig_ct"],
    )
    return Table(
        id="eigen.kosten_tabel",
        rows=shown.assign(vsv=vsv, boekjaar=boekjaar),
        claim=_own_claim(rows, boekjaar),
        subject=vsv,
        columns=columns,
        headings={
            "naam": "Taak",
            "bedrag_ct": f"Structureel {boekjaar}",
            "gemiddeld_ct": "Gemiddelde anderen",
            "eenmalig_ct": f"Eenmalig {boekjaar} (apart)",
        },
        counted={"bedrag_ct": "structureel", "eenmalig_ct": "eenmalig"},
        about=f"Uw VSV in {boekjaar}, verdeeld volgens het voorstel, {REGISTERED_PRICES}",
        note=f"Een streepje is: onbekend.{least}",
    )
