"""The chapter of the separation: what is regular care, what is a new VSV task, and about which rules opinions differ."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vsvanalyse import basiskader, overview
from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL
from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.evidence.claims import ESTIMATED, Claim, fact
from vsvanalyse.exhibits.kinds import GROUP, OWN, Bars, Table
from vsvanalyse.exhibits.making import exhibit, of_group, once, task_name, with_total
from vsvanalyse.exhibits.words import CLASS, CLASS_STYLE, READING, REGISTERED_PRICES
from vsvanalyse.money import format_euro, plural
from vsvanalyse.process.data import EditionData


@once
def _means(data: EditionData) -> pd.DataFrame:
    return overview.mean_by_class(data.structural_costs, data.one_off_costs)


@once
def _agenda(data: EditionData, aard: str) -> pd.DataFrame:
    costs = data.structural_costs if aard == STRUCTUREEL else data.one_off_costs
    return overview.agenda(data.counting_distribution, costs, data.rules, aard=aard)


@once
def _contested(data: EditionData, vsv: str, boekjaar: int, aard: str) -> pd.DataFrame:
    return overview.contested(data.counting_distribution, data.rules, vsv, boekjaar, aard=aard)


def _new_words(what: str) -> dict[str, str]:
    return {
        "zo": f"{what} volgens het voorstel {{bedrag}}; streng gerekend {{laag}}, ruim gerekend {{hoog}}",
        "gelijk": f"{what} {{bedrag}}, streng of ruim gerekend",
        "onbekend": f"{what} een onbekend bedrag",
    }


@exhibit
def lezingen(data: EditionData) -> Bars:
    """The mean structural cost per VSV per year by class, counted strictly, as proposed, and widely."""
    means = _means(data).set_index("klasse")
    new = {lezing: float(means.loc["nieuw", f"{lezing}_structureel_ct"]) for lezing in LEZINGEN}
    rows = [
        {
            "lezing": READING[lezing],
            "klasse": CLASS[klasse],
            "bedrag_ct": float(means.loc[klasse, f"{lezing}_structureel_ct"]),
            "tekst": f"{format_euro(new[lezing])} nieuw",
        }
        for lezing in LEZINGEN
        for klasse in CLASS
        if means.loc[klasse, [f"{each}_structureel_ct" for each in LEZINGEN]].any()
    ]
    n = len(data.vsvs)
    return Bars(
        id="scheiding.lezingen",
        rows=of_group(pd.DataFrame(rows), n),
        claim=Claim(
            form="keuze",
            words=_new_words("Nieuwe VSV-taken kosten een VSV per jaar"),
            quantity="structurele kosten van nieuwe VSV-taken per VSV per jaar",
            estimate=new["verwacht"],
            low=new["strikt"],
            high=new["ruim"],
            n=n,
            status=ESTIMATED,
            price_base=REGISTERED_PRICES,
        ),
        label="lezing",
        value="bedrag_ct",
        series="klasse",
        layout="gestapeld",
        styles=CLASS_STYLE,
        text_column="tekst",
        about=f"Gemiddelde van {plural(n, 'VSV', 'VSV’s')}, structurele kosten per jaar, {REGISTERED_PRICES}",
        note="Per taak over wie haar kosten kent; zonder eenmalige kosten. Streng: alleen wat volgens elk standpunt nieuw is. Voorstel: "
        "van dit project. Ruim: alles wat als nieuw te verdedigen is. Wat het wordt, beslist de vergadering.",
    )


@exhibit
def lezingen_tabel(data: EditionData) -> Table:
    """The mean per VSV per year by class in three ways of counting, structural and one-off apart."""
    means = _means(data)
    columns = [f"{lezing}_{part}_ct" for part in ("structureel", "eenmalig") for lezing in LEZINGEN]
    rows = means.assign(
        klasse=[
            CLASS[klasse].capitalize() if klasse != "nieuw" else "Nieuwe VSV-taak"
            for klasse in means["klasse"]
        ]
    )
    n = len(data.vsvs)
    return Table(
        id="scheiding.lezingen_tabel",
        rows=with_total(of_group(rows, n), "klasse", columns),
        claim=fact("Gemiddelde kosten per klasse, op drie manieren gerekend"),
        columns=("klasse", *columns),
        about=f"Gemiddelde van {plural(n, 'VSV', 'VSV’s')} per jaar, {REGISTERED_PRICES}; eenmalige kosten staan apart",
    )


def rule_name(row: Any) -> str:
    """Name a rule by its conditions: task, and what narrows it."""
    parts = [basiskader.task_names().get(row.taak, row.taak or "alle taken")]
    parts += [value for value in (row.activiteit, row.kostensoort, row.functie) if value]
    return ", ".join(parts)


def _settled(rows: pd.DataFrame) -> str:
    count = int((rows["status"] == "besloten").sum())
    if not count:
        return "Geen van deze regels is vastgesteld."
    return f"{count} van de {len(rows)} regels {'is' if count == 1 else 'zijn'} vastgesteld."


def _beside_one_off(rows: pd.DataFrame) -> str:
    moved = rows["swing_ct"].sum()
    return f" Daarnaast wisselt {format_euro(moved)} aan eenmalige kosten van klasse." if moved else ""


def _swings(
    name: str, rows: pd.DataFrame, claim: Claim, about: str, note: str, vsv: str, n: int, most: int = 10
) -> Bars:
    """Rank rules by what they move, the largest first."""
    moving = rows[rows["swing_ct"] > 0]
    shown = moving.head(most)
    names = [f"{row.regel} {rule_name(row)}" for row in shown.itertuples()]
    frame = pd.DataFrame(
        {"waarover": names, "swing_ct": shown["swing_ct"].to_numpy(), "status": shown["status"].to_numpy()}
    )
    frame["tekst"] = [
        f"{format_euro(cents)} ({status})"
        for cents, status in zip(frame["swing_ct"], frame["status"], strict=True)
    ]
    some = f"De {most} grootste van {len(moving)} regels." if len(moving) > most else ""
    return Bars(
        id=f"scheiding.{name}",
        rows=frame.assign(wie=OWN if vsv else GROUP, n=n),
        claim=claim,
        subject=vsv,
        label="waarover",
        value="swing_ct",
        text_column="tekst",
        focus=tuple(names[:1]),
        about=about,
        note=f"{note} {some} {_settled(shown)}".replace("  ", " "),
    )


@exhibit
def agenda(data: EditionData) -> Bars:
    """Which rules move most structural money per VSV per year between counting strictly and widely."""
    rows, n = _agenda(data, STRUCTUREEL), len(data.vsvs)
    top = rows.iloc[0] if len(rows) and rows["swing_ct"].iloc[0] > 0 else None
    claim = Claim(
        form="eerste",
        words={
            "eerste": "Over {eerste} scheelt streng of ruim rekenen het meest: {bedrag} per VSV per jaar",
            "samen": "Over {eersten} scheelt streng of ruim rekenen het meest; wat eerste is, hangt af van één VSV",
            "onzeker": "Over welke taak streng of ruim rekenen het meest scheelt, is met {n} VSV's niet te zeggen",
            "geen": "Streng of ruim rekenen scheelt bij geen enkele regel geld",
        },
        quantity="wat ruim rekenen meer als nieuw telt dan streng rekenen",
        estimate=None if top is None else float(top["swing_ct"]),
        n=n,
        status=ESTIMATED,
        price_base=REGISTERED_PRICES,
        first=overview.largest_rule(data.counting_distribution, data.structural_costs).called(
            {row.regel: rule_name(row) for row in rows[rows["regel"] != ""].itertuples()}
        ),
    )
    return _swings(
        "agenda", rows, claim, f"Gemiddeld per VSV per jaar, structureel, {plural(n, 'VSV', 'VSV’s')}, {REGISTERED_PRICES}",
        f"Lengte: wat ruim rekenen méér als nieuwe VSV-taak telt dan streng rekenen.{_beside_one_off(_agenda(data, EENMALIG))}", "", n,
    )  # fmt: skip


@exhibit
def omstreden(data: EditionData, vsv: str, boekjaar: int) -> Bars:
    """What is contested for one VSV in a year, the largest first."""
    rows = _contested(data, vsv, boekjaar, STRUCTUREEL)
    claim = Claim(
        form="bedrag",
        words={
            "zo": f"Streng of ruim rekenen scheelt uw VSV {{bedrag}} aan nieuwe taken in {boekjaar}",
            "onbekend": "",
        },
        quantity="wat ruim rekenen meer als nieuw telt dan streng rekenen",
        estimate=float(rows["swing_ct"].sum()),
        n=1,
        price_base=REGISTERED_PRICES,
    )
    return _swings(
        "omstreden", rows, claim, f"Uw VSV in {boekjaar}, structureel, {REGISTERED_PRICES}",
        f"Lengte: wat ruim rekenen méér als nieuwe VSV-taak telt dan streng rekenen.{_beside_one_off(_contested(data, vsv, boekjaar, EENMALIG))}",
        vsv, 1,
    )  # fmt: skip


def _rules_table(name: str, rows: pd.DataFrame, title: str, about: str, vsv: str, n: int) -> Table:
    shown = rows[rows["regel"] != ""]
    shown = shown.assign(
        waarover=[rule_name(row) for row in shown.itertuples()],
        waarom=shown["motivering"] + " (" + shown["bron"] + ")",
        wie=OWN if vsv else GROUP,
        n=n,
    )
    columns = (
        "regel",
        "waarover",
        "bedrag_ct",
        "nieuw_strikt_ct",
        "nieuw_verwacht_ct",
        "nieuw_ruim_ct",
        "swing_ct",
        "status",
        "waarom",
    )
    return Table(
        id=f"scheiding.{name}",
        rows=shown[[*columns, "wie", "n"]].reset_index(drop=True),
        claim=fact(title),
        subject=vsv,
        columns=columns,
        about=about,
        note=_settled(shown),
    )


@exhibit
def regels(data: EditionData, aard: str = STRUCTUREEL) -> Table:
    """All rules ranked by what they move on average per VSV per year, with motive, source and status."""
    n, once_only = len(data.vsvs), aard == EENMALIG
    return _rules_table(
        "regels_eenmalig" if once_only else "regels", _agenda(data, aard),
        f"Scheidingsregels naar wat zij verschuiven, {aard}", f"Gemiddeld per VSV per jaar{' van registratie' if once_only else ''}, {plural(n, 'VSV', 'VSV’s')}, {REGISTERED_PRICES}",
        "", n,
    )  # fmt: skip


@exhibit
def regels_van_vsv(data: EditionData, vsv: str, boekjaar: int) -> Table:
    """The rules that are contested for one VSV, with motive, source and status."""
    rows = _contested(data, vsv, boekjaar, STRUCTUREEL)
    return _rules_table(
        "regels_van_vsv",
        rows,
        "Omstreden scheidingsregels van uw VSV",
        f"Uw VSV in {boekjaar}, structureel, {REGISTERED_PRICES}",
        vsv,
        1,
    )


@exhibit
def onbeslist(data: EditionData) -> Table:
    """What no rule matches, per VSV and task."""
    rows = overview.undecided(data.counting_distribution)
    named = rows.assign(taak=[task_name(task) for task in rows["taak"]], wie="ander")
    title = (
        "Kosten zonder scheidingsregel"
        if len(rows)
        else "Elke geregistreerde regel valt onder een scheidingsregel"
    )
    return Table(
        id="scheiding.onbeslist",
        rows=named,
        claim=fact(title),
        columns=("vsv", "taak", "bedrag_ct"),
        counted={"bedrag_ct": "onbeslist"},
    )


@exhibit
def verantwoordelijkheden(data: EditionData) -> Table:
    """The mean per VSV per year by responsibility of the basiskader; the mapping of tasks is a proposal."""
    rows, n = overview.mean_by_responsibility(data.structural_costs, data.one_off_costs), len(data.vsvs)
    return Table(
        id="scheiding.verantwoordelijkheden",
        rows=with_total(of_group(rows, n), "naam", ["structureel_ct", "eenmalig_ct"]),
        claim=fact("Gemiddelde kosten per verantwoordelijkheid"),
        columns=("naam", "structureel_ct", "eenmalig_ct"),
        headings={"naam": "Verantwoordelijkheid"},
        about=f"Gemiddelde van {plural(n, 'VSV', 'VSV’s')} per jaar, {REGISTERED_PRICES}",
        note="Welke taak bij welke verantwoordelijkheid hoort, is een voorstel van dit project.",
    )
