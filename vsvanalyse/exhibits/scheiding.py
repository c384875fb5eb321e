"""The chapter of the separation: what is regular care, what is a new VSV task, and about which rules opinions differ."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vsvanalyse import basiskader, overview
from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL
from vsvanalyse.contracts import LEZINGEN
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, counted, estimated, fact
from vsvanalyse.exhibits.kinds import GROUP, OTHER, OWN, Bars, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group, once, task_name, with_total
from vsvanalyse.exhibits.words import CLASS, CLASS_STYLE, PAYER, READING, capital, hangs_on, n_vsvs
from vsvanalyse.money import format_euro, format_percent
from vsvanalyse.overview import nature
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


BY_READING: dict[str, Any] = {
    "label": "lezing",
    "value": "bedrag_ct",
    "series": "klasse",
    "layout": "gestapeld",
    "styles": CLASS_STYLE,
    "text_column": "tekst",
}
"""How bars of `rows_by_reading` are drawn."""


def rows_by_reading(amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of bars by reading and class, with what is new beside them; ``amounts`` has a row a class, a column a reading."""
    told = [
        (READING[lezing], CLASS[klasse], float(cents), f"{format_euro(amounts.loc['nieuw', lezing])} nieuw")
        for lezing in LEZINGEN
        for klasse, cents in amounts.loc[[*CLASS], lezing].items()
        if amounts.loc[klasse].any()
    ]
    return pd.DataFrame(told, columns=["lezing", "klasse", "bedrag_ct", "tekst"])


@exhibit
def lezingen(data: EditionData) -> Bars:
    """The mean structural cost per VSV per year by class, counted strictly, as proposed, and widely."""
    means, n = _means(data).set_index("klasse"), len(data.vsvs)
    means = means[[f"{lezing}_structureel_ct" for lezing in LEZINGEN]].set_axis(list(LEZINGEN), axis=1)
    new = means.loc["nieuw"]
    what = "Nieuwe VSV-taken kosten een VSV per jaar"
    claim = Claim(
        form="keuze",
        words={
            "zo": f"{what} volgens het voorstel {{bedrag}}; streng gerekend {{laag}}, ruim gerekend {{hoog}}",
            "gelijk": f"{what} {{bedrag}}, streng of ruim gerekend",
            "onbekend": f"{what} een onbekend bedrag",
        },
        quantity="structurele kosten van nieuwe VSV-taken per VSV per jaar",
        estimate=new["verwacht"] if n else None,
        low=new["strikt"],
        high=new["ruim"],
        **estimated(n),
    )
    return Bars(
        rows=of_group(rows_by_reading(means), n),
        claim=claim,
        **BY_READING,
        counted={"bedrag_ct": "gemiddeld structureel"},
        about=f"Gemiddelde van {n_vsvs(n)}, structurele kosten per jaar, {REGISTERED_PRICES}",
        note="Per taak over wie haar kosten kent; zonder eenmalige kosten. Streng: alleen wat volgens elk standpunt nieuw is. Voorstel: "
        "van dit project. Ruim: alles wat als nieuw te verdedigen is. Wat het wordt, beslist de vergadering.",
    )


@exhibit
def lezingen_tabel(data: EditionData) -> Table:
    """The mean per VSV per year by class in three ways of counting, structural and one-off apart."""
    means, n = _means(data), len(data.vsvs)
    columns = [f"{lezing}_{part}_ct" for part in ("structureel", "eenmalig") for lezing in LEZINGEN]
    rows = means.assign(klasse=[capital(CLASS[klasse]) for klasse in means["klasse"]])
    return Table(
        rows=with_total(of_group(rows, n), "klasse", columns),
        claim=fact("Gemiddelde kosten per klasse, op drie manieren gerekend"),
        columns=("klasse", *columns),
        counted={
            f"{lezing}_{part}_ct": f"gemiddeld {part} {lezing}"
            for lezing in LEZINGEN
            for part in (STRUCTUREEL, EENMALIG)
        },
        about=f"Gemiddelde van {n_vsvs(n)} per jaar, {REGISTERED_PRICES}; eenmalige kosten staan apart",
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


def _swings(
    rows: pd.DataFrame,
    one_off: pd.DataFrame,
    claim: Claim,
    about: str,
    most: int = 20,
    **whose: Any,
) -> Bars:
    """Rank rules by what they move, the largest first; of one-off cost only how much is moved together."""
    moving = rows[rows["swing_ct"] > 0]
    shown = moving.head(most)
    shown = shown.assign(
        waarover=[f"{row.regel} {rule_name(row)}" for row in shown.itertuples()],
        tekst=[f"{format_euro(row.swing_ct)} ({row.status})" for row in shown.itertuples()],
        wie=OWN if whose else GROUP,
        n=claim.n,
        **whose,
    )
    note = "Lengte: wat ruim rekenen méér als nieuwe VSV-taak telt dan streng rekenen."
    if moved := one_off["swing_ct"].sum():
        note += f" Daarnaast wisselt {format_euro(moved)} aan eenmalige kosten van klasse."
    if len(moving) > most:
        note += f" De {most} grootste van {len(moving)} regels."
    return Bars(
        rows=shown[["waarover", "swing_ct", "status", "tekst", "wie", "n", *whose]].reset_index(drop=True),
        counted={"swing_ct": f"{'' if whose else 'gemiddeld '}structureel wisselt"},
        claim=claim,
        label="waarover",
        value="swing_ct",
        text_column="tekst",
        focus=tuple(shown["waarover"].head(1)),
        about=about,
        note=f"{note} {_settled(shown)}",
    )


_MOVED = "wat ruim rekenen meer als nieuw telt dan streng rekenen"


@exhibit
def agenda(data: EditionData) -> Bars:
    """Which rules move most structural money per VSV per year between counting strictly and widely."""
    rows, n = _agenda(data, STRUCTUREEL), len(data.vsvs)
    names = {row.regel: rule_name(row) for row in rows[rows["regel"] != ""].itertuples()}
    claim = Claim(
        form="eerste",
        words={
            "eerste": "Over {eerste} scheelt streng of ruim rekenen het meest: {bedrag} per VSV per jaar",
            "samen": hangs_on("Over welke regel streng of ruim rekenen het meest scheelt"),
            "onzeker": "Over welke taak streng of ruim rekenen het meest scheelt, is met {n} VSV's niet te zeggen",
            "geen": "Streng of ruim rekenen scheelt bij geen enkele regel geld",
        },
        quantity=_MOVED,
        estimate=rows["swing_ct"].iloc[0] if (rows["swing_ct"].head(1) > 0).any() else None,
        first=overview.largest_rule(data.counting_distribution, data.structural_costs).called(names),
        **estimated(n),
    )
    about = f"Gemiddeld per VSV per jaar, structureel, {n_vsvs(n)}, {REGISTERED_PRICES}"
    return _swings(rows, _agenda(data, EENMALIG), claim, about)


@exhibit
def omstreden(data: EditionData, vsv: str, boekjaar: int) -> Bars:
    """What is contested for one VSV in a year, the largest first."""
    rows, one_off = (_contested(data, vsv, boekjaar, aard) for aard in (STRUCTUREEL, EENMALIG))
    said = f"Streng of ruim rekenen scheelt uw VSV {{bedrag}} aan nieuwe taken in {boekjaar}"
    words = {"zo": said, "onbekend": ""}
    claim = Claim(form="bedrag", words=words, quantity=_MOVED, estimate=rows["swing_ct"].sum(), **counted())
    return _swings(
        rows,
        one_off,
        claim,
        f"Uw VSV in {boekjaar}, structureel, {REGISTERED_PRICES}",
        vsv=vsv,
        boekjaar=boekjaar,
    )


def _rules_table(rows: pd.DataFrame, title: str, about: str, n: int, aard: str, **whose: Any) -> Table:
    shown = rows[rows["regel"] != ""].reset_index(drop=True)
    shown = shown.assign(
        waarover=[rule_name(row) for row in shown.itertuples()],
        waarom=shown["motivering"] + " (" + shown["bron"] + ")",
        wie=OWN if whose else GROUP,
        n=n,
        **whose,
    )
    words = f"{'' if whose else 'gemiddeld '}{aard}"
    new = {f"nieuw_{lezing}_ct": f"{words} nieuw {lezing}" for lezing in LEZINGEN}
    columns = ("regel", "waarover", "bedrag_ct", *new, "swing_ct", "status", "waarom")
    return Table(
        rows=shown[[*columns, "wie", "n", *whose]],
        claim=fact(title),
        columns=columns,
        counted={"bedrag_ct": words, **new, "swing_ct": f"{words} wisselt"},
        about=about,
        note=_settled(shown),
    )


@exhibit
def regels(data: EditionData, aard: str = STRUCTUREEL) -> Table:
    """All rules ranked by what they move on average per VSV per year, with motive, source and status."""
    n, once_only = len(data.vsvs), aard == EENMALIG
    per = "per VSV per jaar van registratie" if once_only else "per VSV per jaar"
    title = f"Scheidingsregels naar wat zij verschuiven, {aard}"
    made = _rules_table(
        _agenda(data, aard), title, f"Gemiddeld {per}, {n_vsvs(n)}, {REGISTERED_PRICES}", n, aard
    )
    return made.with_(id="scheiding.regels_eenmalig") if once_only else made


@exhibit
def regels_van_vsv(data: EditionData, vsv: str, boekjaar: int) -> Table:
    """The rules that are contested for one VSV, with motive, source and status."""
    title = "Regels waarbij streng en ruim rekenen voor uw VSV verschillen"
    return _own_rules(data, vsv, boekjaar, title)


@exhibit
def inzet(data: EditionData, vsv: str, boekjaar: int) -> Table:
    """The rules over which strict or wide counting moves most of one VSV's money: those of its cards (`kaarten_van_vsv`), in short."""
    made = _own_rules(
        data, vsv, boekjaar, "De regels waarover streng of ruim rekenen uw VSV het meest scheelt"
    )
    short = tuple(name for name in made.columns if name not in ("status", "waarom"))
    return made.with_(columns=short, most=MOST_CARDS, note="")


def _own_rules(data: EditionData, vsv: str, boekjaar: int, title: str) -> Table:
    rows = _contested(data, vsv, boekjaar, STRUCTUREEL)
    about = f"Uw VSV in {boekjaar}, structureel, {REGISTERED_PRICES}"
    return _rules_table(rows, title, about, 1, STRUCTUREEL, vsv=vsv, boekjaar=boekjaar)


MOST_CARDS = 5


@exhibit
def kaarten(data: EditionData, most: int = MOST_CARDS) -> Table:
    """The rules that move most money, with what is said for and against, and who pays what is not new: to decide on."""
    rows, n = _agenda(data, STRUCTUREEL), len(data.vsvs)
    return _cards(rows, "Waarover u beslist, het grootste bedrag eerst", n, most)


@exhibit
def kaarten_van_vsv(data: EditionData, vsv: str, boekjaar: int, most: int = MOST_CARDS) -> Table:
    """The rules that move most of one VSV's money, with what is said for and against."""
    rows = _contested(data, vsv, boekjaar, STRUCTUREEL)
    title = "Waarover wij uw oordeel vragen, het grootste bedrag eerst"
    return _cards(rows, title, 1, most, vsv=vsv, boekjaar=boekjaar)


def _cards(rows: pd.DataFrame, title: str, n: int, most: int, **whose: Any) -> Table:
    moving = rows[(rows["swing_ct"] > 0) & (rows["status"] != "besloten")]
    if moving.empty:
        raise Nothing("Over geen enkele regel die geld verschuift valt nog te beslissen")
    arguments = [_arguments(row) for row in moving.itertuples()]
    shown = moving.assign(
        waarover=[f"{row.regel} {rule_name(row)}" for row in moving.itertuples()],
        voorstel=[format_percent(share) for share in moving["nieuw_verwacht"]],
        voorstel_omdat=[why for why, _ in arguments],
        daartegen=[against for _, against in arguments],
        betaalt_nu=[PAYER[klasse] for klasse in moving["rest_klasse"]],
        wie=OWN if whose else GROUP,
        n=n,
        **whose,
    )
    columns = ("waarover", "swing_ct", "voorstel", "voorstel_omdat", "daartegen", "betaalt_nu")
    per = f"Uw VSV in {whose['boekjaar']}" if whose else f"Gemiddeld per VSV per jaar, {n_vsvs(n)}"
    return Table(
        rows=shown[[*columns, "wie", "n", *whose]].reset_index(drop=True),
        claim=fact(title),
        columns=columns,
        counted={"swing_ct": f"{'' if whose else 'gemiddeld '}structureel wisselt"},
        headings={"swing_ct": "Op het spel", "voorstel": "Nieuw"},
        cards=True,
        most=most,
        about=f"{per}, structureel, {REGISTERED_PRICES}",
        note="Op het spel: wat ruim rekenen meer als nieuw telt dan streng rekenen.",
    )


_COUNTER = "tegenargument: "


def _arguments(rule: Any) -> tuple[str, str]:
    """Give what pleads for the proposal of a rule, and what against it.

    The motive has one of each, unless the proposal is that a part is new: then both are why, and against it is that nobody
    counted which part.
    """
    motive, counter, against = rule.motivering.partition(f"; {_COUNTER}")
    part = 0 < rule.nieuw_verwacht < 1
    if not counter and not part:
        motive, _, against = motive.partition("; ")
    if against:
        return motive, capital(against)
    ends = [
        format_percent(share)
        for share in (rule.nieuw_strikt, rule.nieuw_ruim)
        if share != rule.nieuw_verwacht
    ]
    unknown = "Niet geteld; ook" if part else "Ook"
    return motive, f"{unknown} {' of '.join(ends)} is te verdedigen"


@exhibit
def onbeslist(data: EditionData) -> Table:
    """What no rule matches, per VSV and task."""
    rows = overview.undecided(data.counting_distribution)
    if rows.empty:
        raise Nothing("Elke geregistreerde regel valt onder een scheidingsregel")
    return Table(
        rows=rows.assign(taak=[task_name(task) for task in rows["taak"]], wie=OTHER),
        claim=fact("Kosten zonder scheidingsregel"),
        columns=("vsv", "taak", "bedrag_ct"),
        counted={"bedrag_ct": "onbeslist verwacht"},
    )


@exhibit
def verantwoordelijkheden(data: EditionData) -> Table:
    """The mean per VSV per year by responsibility of the basiskader; the mapping of tasks is a proposal."""
    rows, n = overview.mean_by_responsibility(data.structural_costs, data.one_off_costs), len(data.vsvs)
    return Table(
        rows=with_total(of_group(rows, n), "naam", ["structureel_ct", "eenmalig_ct"]),
        claim=fact("Gemiddelde kosten per verantwoordelijkheid"),
        columns=("naam", "structureel_ct", "eenmalig_ct"),
        counted={"structureel_ct": "gemiddeld structureel", "eenmalig_ct": "gemiddeld eenmalig"},
        headings={"naam": "Verantwoordelijkheid"},
        about=f"Gemiddelde van {n_vsvs(n)} per jaar, {REGISTERED_PRICES}",
        note="Welke taak bij welke verantwoordelijkheid hoort, is een voorstel van dit project.",
    )


@exhibit
def toerekening(data: EditionData) -> Table:
    """The mean per VSV per year of direct and indirect, fixed and variable costs, where the lists say which are which."""
    if not nature.are_told(data.lists):
        raise Nothing(
            "De lijsten zeggen niet welke kosten direct of indirect zijn, en welke vast of variabel"
        )
    rows, n = nature.mean_by_nature(data), len(data.vsvs)
    return Table(
        rows=with_total(of_group(rows, n), nature.ATTRIBUTION, ["structureel_ct"]),
        claim=fact("Directe en indirecte, vaste en variabele kosten"),
        columns=(*nature.NATURES, "structureel_ct"),
        about=f"Gemiddelde van {n_vsvs(n)} per jaar, {REGISTERED_PRICES}",
        note="Wat een kostensoort of taak is, staat in de lijsten; de kostensoort gaat voor.",
    )


__all__ = [
    "BY_READING",
    "agenda",
    "inzet",
    "kaarten",
    "kaarten_van_vsv",
    "lezingen",
    "lezingen_tabel",
    "omstreden",
    "onbeslist",
    "regels",
    "regels_van_vsv",
    "rows_by_reading",
    "rule_name",
    "toerekening",
    "verantwoordelijkheden",
]
