"""Checks that one form can fail by itself.

Every rule of ``codelists/controleregels.csv`` with an R is one function here, from ledger to
findings; severity, reason and remedy stand in that list and thresholds in ``drempels.csv``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL, UREN
from vsvanalyse.intake import layout
from vsvanalyse.intake.findings import Finding, show, thresholds, words
from vsvanalyse.intake.ledger import Ledger
from vsvanalyse.intake.sheets import expected_cash
from vsvanalyse.money import format_euro, format_number


def amount_is_product(ledger: Ledger) -> list[Finding]:
    """R01: cash of an hours line is hours × rate × paid share."""
    lines = ledger.uren
    cash = expected_cash(
        lines["uren"].to_numpy(),
        lines["tarief_ct"].to_numpy("float64", na_value=np.nan),
        lines["aandeel_vergoed"].to_numpy(),
    )
    off = (np.abs(lines["bedrag_ct"] - cash) > thresholds()["verschil_ct"]) & lines["uren"].notna()
    wrong = lines[off].assign(verwacht=cash[off])
    return ledger.at_lines(
        wrong,
        "R01",
        "bedrag",
        lambda line: (
            f"{show(line['uren'])} uur × {format_euro(line['tarief_ct'], 2)} × "
            f"{show(line['aandeel_vergoed'] * 100)} % is {format_euro(line['verwacht'], 2)}, "
            f"niet {format_euro(line['bedrag_ct'], 2)}."
        ),
    )


def _always(text: str) -> Callable[[pd.Series], str]:
    return lambda _: text


def nothing_negative(ledger: Ledger) -> list[Finding]:
    """R02: no negative amount, rate or hours."""
    lines = ledger.regels
    hours = lines["uren"] < 0
    rate = (lines["tarief_ct"] < 0).fillna(False) & ~hours
    amount = (lines["bedrag_ct"] < 0) & ~hours & ~rate
    return [
        finding
        for mask, field, what in (
            (hours, "uren", "uren"),
            (rate, "tarief", "tarief"),
            (amount, "bedrag", "bedrag"),
        )
        for finding in ledger.at_lines(lines[mask], "R02", field, _always(f"Negatief: {what}."))
    ]


def amount_not_thousandfold(ledger: Ledger) -> list[Finding]:
    """R03: no single amount dwarfs every other line of its kind in the same form."""
    key = ["bron_bestand", "kostensoort"]
    lines = ledger.regels.loc[ledger.regels["bedrag_ct"] > 0, [*key, "bedrag_ct"]]
    by_kind = lines.groupby(key)["bedrag_ct"]
    median, top = by_kind.transform("median"), by_kind.transform("max")
    second = (
        lines["bedrag_ct"]
        .where(lines["bedrag_ct"] < top)
        .groupby([lines["bron_bestand"], lines["kostensoort"]])
    )
    limit = thresholds()
    hit = (
        (lines["bedrag_ct"] >= limit["factor_1000_min_ct"])
        & (lines["bedrag_ct"] >= limit["factor_1000_mediaan"] * median)
        & (lines["bedrag_ct"] >= limit["factor_1000_grootste"] * second.transform("max"))
    )
    return ledger.at_lines(
        ledger.regels.loc[lines.index[hit]],
        "R03",
        "bedrag",
        lambda line: (
            f"{format_euro(line['bedrag_ct'], 2)} is vele malen groter dan elke andere regel van deze soort. "
            f"Was {format_euro(line['bedrag_ct'] / 1000, 2)} bedoeld?"
        ),
    )


_SAME = [
    "bron_bestand",
    "bron_blad",
    "taak",
    "activiteit",
    "kostensoort",
    "functie",
    "periode",
    "persoon",
    "uren",
    "bedrag_ct",
    "aard",
    "omschrijving",
    "leverancier",
]


def no_line_twice(ledger: Ledger) -> list[Finding]:
    """R04: the same line does not stand twice in one form."""
    lines = ledger.regels
    second = lines.duplicated(_SAME) & ((lines["bedrag_ct"] != 0) | (lines["uren"] != 0))
    if not second.any():
        return []
    first_row = lines.groupby(_SAME, dropna=False)["bron_rij"].transform("min")
    return ledger.at_lines(
        lines.assign(eerste=first_row)[second],
        "R04",
        "bedrag",
        lambda line: f"Deze regel is gelijk aan rij {line['eerste']}.",
    )


def no_hour_in_two_tasks(ledger: Ledger) -> list[Finding]:
    """R05: the same hours of one person on one day stand at one task only."""
    lines = ledger.uren
    named = (lines["persoon"] != "") | (lines["omschrijving"] != "")
    long = lines["uren"] >= thresholds()["zelfde_uren_min"]
    lines = lines[named & long & (lines["periode"].str.len() == 10)]
    who = lines["persoon"].where(lines["persoon"] != "", lines["functie"] + "|" + lines["omschrijving"])
    lines = lines.assign(wie=who)
    same = ["bron_bestand", "periode", "wie", "functie", "uren", "activiteit"]
    groups = lines.groupby(same)["taak"]
    lines = lines.assign(eerste=groups.transform("first"))
    suspect = lines[(groups.transform("nunique") > 1) & (groups.cumcount() > 0)]
    return ledger.at_lines(
        suspect,
        "R05",
        "taak",
        lambda line: (
            f"Dezelfde {show(line['uren'])} uur op {line['periode']} staan ook bij taak {line['eerste']}."
        ),
    )


def _text_has(lines: pd.DataFrame, name: str) -> pd.Series:
    text = lines["omschrijving"] + " " + lines["leverancier"]
    return text.str.contains(words(name), case=False, regex=True)


def one_off_not_structural(ledger: Ledger) -> list[Finding]:
    """R06: a purchase for a one-off task, or worded as one-off, is not marked structural."""
    lines = ledger.regels[(ledger.regels["kostensoort"] != UREN) & (ledger.regels["aard"] == STRUCTUREEL)]
    one_off_task = lines["taak"].isin(basiskader.one_off_tasks())
    return ledger.at_lines(
        lines[one_off_task | _text_has(lines, "woorden_eenmalig")],
        "R06",
        "aard",
        lambda line: f"Deze kosten van {format_euro(line['bedrag_ct'])} lijken eenmalig ({line['taak']}).",
    )


def structural_not_one_off(ledger: Ledger) -> list[Finding]:
    """R07: a purchase that comes back, by its wording or in three periods, is not marked one-off."""
    lines = ledger.regels
    lines = lines[(lines["kostensoort"] != UREN) & (lines["aard"] == EENMALIG)]
    periods = lines.groupby(["bron_bestand", "taak", "leverancier"])["periode"].transform("nunique")
    often = (periods >= 3) & (lines["leverancier"] != "") & ~lines["taak"].isin(basiskader.one_off_tasks())
    return ledger.at_lines(
        lines[often | _text_has(lines, "woorden_structureel")],
        "R07",
        "aard",
        lambda line: f"Deze kosten van {format_euro(line['bedrag_ct'])} lijken elk jaar terug te komen.",
    )


def rate_near_card(ledger: Ledger) -> list[Finding]:
    """R08: an hourly rate lies within a band around the rate card."""
    paid = ledger.uren["tarief_ct"].notna() & (ledger.uren["aandeel_vergoed"] != 0)
    lines = ledger.uren.loc[paid, ["functie", "boekjaar", "tarief_ct"]]
    if lines.empty:
        return []
    cards = pd.DataFrame(
        {year: dict(basiskader.rate_card(year)) for year in lines["boekjaar"].unique()}
    ).stack()
    cards.index.names = ["functie", "boekjaar"]
    expected = lines.join(cards.rename("kaart"), on=["functie", "boekjaar"])["kaart"]
    ratio = lines["tarief_ct"].astype("float64") / expected
    limit = thresholds()
    off = (ratio < limit["tarief_laag"]) | (ratio > limit["tarief_hoog"])
    return ledger.at_lines(
        ledger.uren.loc[lines.index[off]].assign(kaart=expected[off]),
        "R08",
        "tarief",
        lambda line: (
            f"{format_euro(line['tarief_ct'], 2)} per uur voor {line['functie']}; de tariefkaart zegt "
            f"{format_euro(line['kaart'])}. Gebruikelijk is tussen {format_euro(line['kaart'] * limit['tarief_laag'])} "
            f"en {format_euro(line['kaart'] * limit['tarief_hoog'])}."
        ),
    )


def hours_fit_a_person(ledger: Ledger) -> list[Finding]:
    """R09: one numbered person has no more hours than a full-time year."""
    person = ["bron_bestand", "functie", "persoon"]
    lines = ledger.regels.loc[ledger.regels["persoon"] != "", [*person, "uren"]]
    by_person = lines.groupby(person)["uren"]
    total = by_person.transform("sum")
    over = (total > thresholds()["uren_voltijd"]) & (by_person.cumcount() == 0)
    return ledger.at_lines(
        ledger.regels.loc[lines.index[over]].assign(totaal=total[over]),
        "R09",
        "persoon",
        lambda line: (
            f"Persoon {line['persoon']} heeft samen {format_number(line['totaal'])} uur in dit jaar."
        ),
    )


def hours_fit_a_day(ledger: Ledger) -> list[Finding]:
    """R10: one line has no more hours than its date, or than any single line, can have."""
    lines = ledger.regels
    limit = thresholds()
    day = (lines["periode"].str.len() == 10) & (lines["uren"] > limit["uren_dag"])
    return ledger.at_lines(
        lines[day | (lines["uren"] > limit["uren_regel"])],
        "R10",
        "uren",
        lambda line: f"{show(line['uren'])} uur op één regel ({line['periode'] or 'zonder datum'}).",
    )


def completeness_agrees(ledger: Ledger) -> list[Finding]:
    """R11 and R14: each task has an answer (said once when none has), and the answer agrees with the lines."""
    key = ["vsv", "boekjaar", "taak"]
    lines = ledger.regels.assign(regels=1).groupby(key)[["regels", "bedrag_ct", "uren"]].sum()
    found = []
    answers = ledger.antwoorden.join(lines, on=key).fillna({"regels": 0, "bedrag_ct": 0})
    silent = (answers["antwoord"] == "").groupby([answers["vsv"], answers["boekjaar"]]).all()
    silent = set(silent.index[silent])
    for vsv, year in sorted(silent):
        first = answers.loc[(answers["vsv"] == vsv) & (answers["boekjaar"] == year), "taak"].iloc[0]
        found.append(
            ledger.at_task("R14", vsv, year, first, "", "Bij geen enkele taak is een antwoord gekozen.")
        )
    for row in answers.itertuples():
        place = (row.vsv, row.boekjaar, row.taak, row.antwoord)
        if (row.vsv, row.boekjaar) in silent:
            continue
        if row.antwoord == "" and row.taak not in basiskader.one_off_tasks():
            found.append(
                ledger.at_task("R14", *place, f"Bij {layout.task_label(row.taak)} is geen antwoord gekozen.")
            )
        elif row.antwoord == "geregistreerd" and not row.regels:
            found.append(
                ledger.at_task("R11", *place, f"{row.taak} is geregistreerd, maar er zijn geen regels.")
            )
        elif row.antwoord in ("nul", "niet geregistreerd", "n.v.t.") and row.bedrag_ct:
            found.append(
                ledger.at_task(
                    "R11", *place, f"{row.taak} is '{row.antwoord}', maar kost {format_euro(row.bedrag_ct)}."
                )
            )
    return found


def board_agreed(ledger: Ledger) -> list[Finding]:
    """R12: somebody agreed on behalf of the board."""
    return [
        ledger.at_profile("R12", profile, layout.AKKOORD_BLAD, "akkoord_door", "Niemand gaf akkoord.")
        for _, profile in ledger.profielen.iterrows()
        if not profile["akkoord_door"]
    ]


def profile_is_plausible(ledger: Ledger) -> list[Finding]:
    """R13: the number of births and of partners can be true."""
    limit = thresholds()
    bounds = {
        "bevallingen": (limit["bevallingen_laag"], limit["bevallingen_hoog"], "bevallingen"),
        "aantal_partners": (2, limit["partners_hoog"], "partners"),
    }
    found = []
    for _, profile in ledger.profielen.iterrows():
        for field, (low, high, what) in bounds.items():
            value = profile[field]
            if value is not pd.NA and not low <= value <= high:
                text = (
                    f"{format_number(value)} {what} is buiten {format_number(low)} tot {format_number(high)}."
                )
                found.append(ledger.at_profile("R13", profile, layout.PROFIEL_BLAD, field, text))
    return found


def something_filled_in(ledger: Ledger) -> list[Finding]:
    """B12: a form has lines or answers."""
    answered = ledger.antwoorden[ledger.antwoorden["antwoord"] != ""]
    used = pd.concat([frame[_VSV_YEAR].drop_duplicates() for frame in (ledger.regels, answered)])
    filled = set(used.itertuples(index=False, name=None))
    return [
        ledger.at_profile(
            "B12", profile, layout.PROFIEL_BLAD, "vsv", "Er is geen regel en geen antwoord ingevuld."
        )
        for _, profile in ledger.profielen.iterrows()
        if (profile["vsv"], profile["boekjaar"]) not in filled
    ]


def money_was_read(ledger: Ledger) -> list[Finding]:
    """B17: every cost sheet and every column of amounts or hours was read, and all but a few of their cells."""
    found = []
    for (vsv, year), unread in ledger.ongelezen.groupby(_VSV_YEAR):
        if why := _incomplete(ledger, vsv, year, unread):
            first = unread.iloc[0]
            text = f"{vsv} {year} telt in geen enkel gemiddelde: {why}."
            found.append(
                Finding(
                    "B17", first["bestand"], text, first["blad"], first["cel"], first["waarde"], vsv=vsv, boekjaar=int(year)
                )
            )  # fmt: skip
    return found


def _incomplete(ledger: Ledger, vsv: str, year: int, unread: pd.DataFrame) -> str:
    """Say why too little of a VSV-year was read to count, or nothing; where nothing was read there is nothing to count."""
    lines, answers = (
        int(((frame["vsv"] == vsv) & (frame["boekjaar"] == year)).sum())
        for frame in (ledger.regels, ledger.antwoorden)
    )
    if not lines + answers:
        return ""
    whole = unread[unread["soort"].isin(("blad", "kolom"))]
    if len(whole):
        names = [
            f"de kolom '{row.waarde}' op '{row.blad}'"
            if row.soort == "kolom"
            else f"het blad '{row.blad}'"
            if row.blad
            else f"het bestand '{row.bestand}'"
            for row in whole.itertuples()
        ]
        return f"{' en '.join(dict.fromkeys(names))} {'is' if len(names) == 1 else 'zijn'} niet gelezen"
    tasks, every = unread["taak"].nunique(), len(basiskader.codes("taken"))
    limit = thresholds()
    most = max(limit["onvolledig_regels"] * lines, limit["onvolledig_regels_min"])
    if len(unread) <= most and tasks <= limit["onvolledig_taken"] * every:
        return ""
    return f"{len(unread)} van de {lines} regels hebben een bedrag of uren die niet zijn gelezen, bij {tasks} van de {every} taken"


_VSV_YEAR = ["vsv", "boekjaar"]
FORM_CHECKS = {
    ("B12",): something_filled_in,
    ("B17",): money_was_read,
    ("R01",): amount_is_product,
    ("R02",): nothing_negative,
    ("R03",): amount_not_thousandfold,
    ("R04",): no_line_twice,
    ("R05",): no_hour_in_two_tasks,
    ("R06",): one_off_not_structural,
    ("R07",): structural_not_one_off,
    ("R08",): rate_near_card,
    ("R09",): hours_fit_a_person,
    ("R10",): hours_fit_a_day,
    ("R11", "R14"): completeness_agrees,
    ("R12",): board_agreed,
    ("R13",): profile_is_plausible,
}
