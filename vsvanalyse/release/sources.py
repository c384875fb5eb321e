"""What a number on a page rests on that is no line of a form: published amounts, scenarios, profiles, findings, answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.kinds import ExhibitError
from vsvanalyse.exhibits.registratie import MEANING
from vsvanalyse.faults import unknown
from vsvanalyse.intake.layout import PROFIEL_BLAD, VOLLEDIGHEID_BLAD
from vsvanalyse.overview import registered
from vsvanalyse.process.data import EditionData
from vsvanalyse.release.lineage import YEARLY, Place, Quantity, at_place, lines_behind
from vsvanalyse.scenarios import comparison
from vsvanalyse.scenarios.schema import Scenario

LINE, STEP, MEASURE, SOURCE, RULE, ASSUMPTION = (
    "regel",
    "rekenstap",
    "maatregel",
    "bron",
    "scheidingsregel",
    "aanname",
)
"""What a row of a trace is; the last two explain the number and add nothing to it."""
COLUMNS = {
    **dict.fromkeys(("soort", "vsv"), "str"),
    "boekjaar": "Int64",
    **dict.fromkeys(("taak", "toelichting", "bestand", "blad", "cellen", "scheidingsregel"), "str"),
    **dict.fromkeys(("waarde", "gewicht", "bijdrage"), "Float64"),
}
"""Of the table of a trace: a row is a line of a form, or what is on no form and moves the number or explains it."""
Rows = list[dict[str, Any]]
CENT = 0.5


@dataclass(frozen=True)
class Asked:
    """A number to be traced: its row and place, what its words say after the first, and its value."""

    data: EditionData
    scenarios: Mapping[str, Scenario]
    row: Mapping[str, Any]
    place: Place
    words: str
    value: float


def entry(soort: str, told: str, **more: Any) -> dict[str, Any]:
    """Make a row of a trace."""
    return {"soort": soort, "toelichting": told, **more}


def frame_of(rows: Rows) -> pd.DataFrame:
    """Make a table of rows of a trace."""
    nothing = {name: "" if kind == "str" else None for name, kind in COLUMNS.items()}
    return pd.DataFrame([{**nothing, **row} for row in rows], columns=list(COLUMNS)).astype(COLUMNS)


def line_rows(lines: pd.DataFrame) -> pd.DataFrame:
    """Make a row of a trace of each line of `lineage.lines_behind`, with its cells: of hours their factors, ``"F12 × G12 × H12"``."""
    rows, letters = lines["bron_rij"].astype("str"), lines["bron_kolommen"]
    what = lines["functie"].where(lines["functie"] != "", lines["kostensoort"])
    told = {
        "toelichting": lines["omschrijving"].where(lines["omschrijving"] != "", what),
        "bestand": lines["bron_bestand"],
        "blad": lines["bron_blad"],
        "cellen": [text.replace(", ", f"{row} × ") + row for text, row in zip(letters, rows, strict=True)],
        "scheidingsregel": lines["regel"],
    }
    kept = ["vsv", "boekjaar", "taak", "waarde", "gewicht", "bijdrage"]
    return lines[kept].assign(soort=LINE, **told)[list(COLUMNS)].astype(COLUMNS)


def rule_rows(data: EditionData, lines: pd.DataFrame) -> Rows:
    """Make a row of each separation rule on which lines rest, with motive, source and status."""
    used = data.rules.table[data.rules.table["regel"].isin(set(lines["regel"]))]
    return [
        entry(
            RULE,
            f"{rule.motivering} ({rule.bron}; {rule.status}; deel nieuw: streng {rule.nieuw_strikt}, voorstel {rule.nieuw_verwacht}, "
            f"ruim {rule.nieuw_ruim})",
            taak=rule.taak,
            scheidingsregel=rule.regel,
        )
        for rule in used.itertuples()
    ]


def _step(asked: Asked) -> Rows:
    """What a method makes, and nobody sent in."""
    return [entry(STEP, asked.words, bijdrage=asked.value)]


def _published(asked: Asked) -> Rows:
    tasks = ", ".join(map(str, asked.place.get("taak", ()))) or "alle taken"
    return [
        entry(SOURCE, f"Gepubliceerde tabel, {tasks} (lijst gepubliceerd)", taak=tasks, bijdrage=asked.value)
    ]


def _profile(asked: Asked) -> Rows:
    """What a VSV filled in about itself; ``words`` is the column of ``profielen``."""
    mine = at_place(asked.data.profielen, asked.place)
    return [
        entry(SOURCE, asked.words, vsv=row.vsv, boekjaar=row.boekjaar, bestand=row.bron_bestand, blad=PROFIEL_BLAD,
              bijdrage=float(getattr(row, asked.words)))
        for row in mine.itertuples()
    ]  # fmt: skip


def _findings(asked: Asked) -> Rows:
    """Findings one by one, of the severity that ``words`` says, of a file or a check."""
    found = asked.data.bevindingen
    found = found[found["ernst"] == asked.words] if asked.words else found
    found = found[found["bestand"] == asked.row["bestand"]] if asked.row.get("bestand") else found
    found = found[found["regel"] == asked.row["regel"]] if asked.row.get("regel") else found
    told = [
        entry(SOURCE, f"{row.regel}: {row.uitleg}", vsv=row.vsv, boekjaar=row.boekjaar, bestand=row.bestand, blad=row.blad,
              cellen=row.cel, bijdrage=1.0)
        for row in found.itertuples()
    ]  # fmt: skip
    more = asked.value - len(told)
    return [*told, entry(STEP, "geteld en niet apart vermeld (B14)", bijdrage=more)] if more > 0 else told


def _unread(asked: Asked) -> Rows:
    mine = asked.data.ongelezen[asked.data.ongelezen["bestand"] == asked.row["bestand"]]
    return [
        entry(SOURCE, f"{row.soort}: {row.waarde}", vsv=row.vsv, boekjaar=row.boekjaar, taak=row.taak, bestand=row.bestand,
              blad=row.blad, cellen=row.cel, bijdrage=1.0)
        for row in mine.itertuples()
    ]  # fmt: skip


def _answers(asked: Asked) -> Rows:
    """Answers one by one: those that a row names, or all of which the cost is unknown."""
    costs = at_place(asked.data.taakkosten, asked.place)
    told = registered.answers(costs)
    if answer := asked.row.get("antwoord"):
        told = told[told["antwoord"].map(MEANING) == answer]
    else:
        told = told[told["onbekend"]]
    return [
        entry(
            SOURCE,
            str(row.antwoord),
            vsv=row.vsv,
            boekjaar=row.boekjaar,
            taak=row.taak,
            blad=VOLLEDIGHEID_BLAD,
            bijdrage=1.0,
        )
        for row in told.itertuples()
    ]


def _for_vsv(asked: Asked) -> pd.DataFrame:
    """What a scenario means for one VSV: its lines, and what each measure moves beyond the measures before it."""
    vsv = str(asked.row["vsv"])
    name = "verschil_ct" if asked.words == "verschil_met_nu_ct" else asked.words
    table, made = _walked(asked, comparison.steps_for_vsvs)
    table = table[table["vsv"] == vsv].set_index("scenario")[name]
    return _of_scenario(asked, made, table, _counts(name), {"vsv": [vsv]}, _TO_BASE)


def _for_country(asked: Asked) -> pd.DataFrame:
    """What a scenario means for the country: the lines of who registered, the step to the country, and each measure."""
    table, made = _walked(asked, comparison.steps_for_country)
    return _of_scenario(
        asked, made, table.set_index("scenario")[asked.words], _counts(asked.words), {}, _TO_COUNTRY
    )


_TO_BASE = "van registratie naar basis: onbekende taken aangevuld, afronding"
_TO_COUNTRY = "van wie registreerde naar het hele land, zoals het scenario raamt"
_REST = "geld, prijzen en afronding van het scenario"
_NEW = ("nieuw", "nodig")
_WHOLE = ("structureel", "kosten")


def _counts(name: str) -> str:
    """Say which lines an outcome of a scenario rests on; nothing where it is money, a gap or a difference."""
    if "verschil" in name or not name.startswith((*_NEW, *_WHOLE)):
        return ""
    return f"{YEARLY} structureel{' nieuw verwacht' if name.startswith(_NEW) else ''}"


def _walked(asked: Asked, analysis: Callable[..., pd.DataFrame]) -> tuple[pd.DataFrame, Scenario]:
    """Work out the steps to the scenario that a row names, on the edition of all."""
    titles = dict(
        zip(cases.distinct(one.titel for one in asked.scenarios.values()), asked.scenarios, strict=True)
    )
    if asked.row["titel"] not in titles:
        raise ExhibitError(unknown("scenario", str(asked.row["titel"]), titles))
    made, base = asked.scenarios[titles[asked.row["titel"]]], next(iter(asked.scenarios.values()))
    return cases.worked_out(asked.data.geheel or asked.data, analysis, base, made), made


def _of_scenario(
    asked: Asked, made: Scenario, steps: pd.Series, words: str, place: Place, first: str
) -> Rows:
    data = asked.data.geheel or asked.data
    lines = lines_behind(data, Quantity.parse(words), place) if words else data.counting_lines.iloc[:0]
    told, so_far = [], float(lines["bijdrage"].sum()) if words else 0.0
    for step, cents in [*steps.dropna().items(), (_REST, asked.value)]:
        if abs(float(cents) - so_far) > CENT:
            told.append(
                entry(
                    MEASURE if step in made.maatregelen else STEP,
                    step or first,
                    bijdrage=float(cents) - so_far,
                )
            )
            so_far = float(cents)
    assumed = cases.result(data, made).aannamen
    measures = [entry(ASSUMPTION, ": ".join(map(str, one))) for one in assumed.itertuples(index=False)]
    if not words:
        return frame_of([*told, *measures])
    return pd.concat([line_rows(lines), frame_of([*told, *rule_rows(data, lines), *measures])])


def _plain(function: Callable[[Asked], Rows]) -> Callable[[Asked], pd.DataFrame]:
    return lambda asked: frame_of(function(asked))


SOURCES: dict[str, Callable[[Asked], pd.DataFrame]] = {
    "stap:": _plain(_step),
    "gepubliceerd": _plain(_published),
    "scenario": _for_vsv,
    "land": _for_country,
    "profiel": _plain(_profile),
    "bevindingen": _plain(_findings),
    "ongelezen": _plain(_unread),
    "antwoorden": _plain(_answers),
}
"""By the first word of what a column counts; what is not here is a sum of lines (`lineage.Quantity`)."""


__all__ = [
    "ASSUMPTION",
    "CENT",
    "COLUMNS",
    "LINE",
    "MEASURE",
    "RULE",
    "SOURCE",
    "SOURCES",
    "STEP",
    "Asked",
    "Rows",
    "entry",
    "frame_of",
    "line_rows",
    "rule_rows",
]
