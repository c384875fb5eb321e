"""The tables of the variance chapters."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.money import format_percent
from vsvanalyse.presentation.chart import capital
from vsvanalyse.presentation.tables import Html, euro, number, table
from vsvanalyse.presentation.variance_figures import DRIVER_LABEL
from vsvanalyse.presentation.waterfall import signed
from vsvanalyse.variance.drivers import DRIVERS


def percent(value: object) -> str:
    """Write a share for a table cell; a missing value is a dash."""
    return "–" if pd.isna(value) else format_percent(value)


def lower_bound(cents: object) -> str:
    """Write the lower end of an interval of costs, which cannot lie below 0; a missing value is a dash."""
    return "onder € 0" if cents < 0 else euro(cents)


def difference(cents: object) -> str:
    """Write a difference with its sign for a table cell; a missing value is a dash."""
    return "–" if pd.isna(cents) else signed(cents)


def _named_year(spread: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    rows = spread[spread["boekjaar"] == boekjaar]
    return rows.assign(naam=rows["taak"] + " " + rows["taak"].map(basiskader.task_names()))


def spread_table(spread: pd.DataFrame, boekjaar: int, caption: str) -> Html:
    """Show the statistics of one year (`variance.spread.spread`), in NZa's order."""
    return table(
        _named_year(spread, boekjaar),
        {
            "naam": ("Taak", None),
            "n": ("n", number),
            "hoogste_ct": ("Hoogste", euro),
            "laagste_ct": ("Laagste", euro),
            "gemiddelde_ct": ("Gemiddelde", euro),
            "kwartiel1_ct": ("1e kwartiel", euro),
            "mediaan_ct": ("Mediaan", euro),
            "kwartiel3_ct": ("3e kwartiel", euro),
            "sd_ct": ("Standaard\N{SOFT HYPHEN}deviatie", euro),
            "onder": ("Onder gem.", number),
            "boven": ("Boven gem.", number),
            "gewogen_ct": ("Gewogen naar bevallingen", euro),
            "variatie": ("Variatie", percent),
            "variatie_robuust": ("Robuuste variatie", percent),
        },
        caption,
    )


def interval_table(spread: pd.DataFrame, boekjaar: int) -> Html:
    """Show the interval, what it covers, the leave-one-out range and the answers, per task of one year."""
    return table(
        _named_year(spread, boekjaar),
        {
            "naam": ("Taak", None),
            "n": ("n", number),
            "gemiddelde_ct": ("Gemiddelde", euro),
            "laag_ct": ("95 % van", lower_bound),
            "hoog_ct": ("tot", euro),
            "methode": ("Methode", None),
            "dekking": ("Dekt in de simulatie minstens", percent),
            "zonder_laag_ct": ("Zonder één VSV, laagste", euro),
            "zonder_hoog_ct": ("hoogste", euro),
            "nul": ("Nul", number),
            "nvt": ("N.v.t.", number),
            "onbekend": ("Onbekend", number),
        },
        f"Hoe zeker is het gemiddelde van {boekjaar}? Onder € 0: het interval is breder dan zo weinig VSV's kunnen dragen",
    )


def two_years_table(spread: pd.DataFrame) -> Html:
    """Put mean, median and variation of the first and last year side by side."""
    first, last = spread["boekjaar"].min(), spread["boekjaar"].max()
    if first == last:
        return Html(f"<p>Er is één jaar, {first}; er is geen ander jaar om ernaast te zetten.</p>")
    columns = ["taak", "n", "gemiddelde_ct", "mediaan_ct", "variatie"]
    then, now = (spread[spread["boekjaar"] == year][columns] for year in (first, last))
    both = then.merge(now, on="taak", suffixes=("_eerst", "_laatst"), validate="1:1")
    both["naam"] = both["taak"] + " " + both["taak"].map(basiskader.task_names())
    heads = {"naam": ("Taak", None)}
    for suffix, year in (("eerst", first), ("laatst", last)):
        heads |= {
            f"n_{suffix}": (f"n {year}", number),
            f"gemiddelde_ct_{suffix}": (f"Gemiddelde {year}", euro),
            f"mediaan_ct_{suffix}": (f"Mediaan {year}", euro),
            f"variatie_{suffix}": (f"Variatie {year}", percent),
        }
    return table(both, heads, f"{first} en {last} naast elkaar")


def driver_table(effects: pd.DataFrame, caption: str) -> Html:
    """Show effects per task with their total (rows of `variance.drivers.against_group` of one VSV)."""
    names = basiskader.task_names()
    rows = effects.assign(naam=effects["taak"] + " " + effects["taak"].map(names).fillna("Onbekende taak"))
    columns = ["eigen_ct", "anderen_ct", *(f"{name}_ct" for name in DRIVERS), "verschil_ct"]
    compared = effects[effects["n_anderen"] > 0]
    total = pd.DataFrame([{"naam": "Totaal van wat te vergelijken is", **compared[columns].sum()}])
    return table(
        pd.concat([rows, total], ignore_index=True),
        {
            "naam": ("Taak", None),
            "eigen_ct": ("Dit VSV", euro),
            "anderen_ct": ("Gemiddelde anderen", euro),
            "n_anderen": ("n anderen", number),
            **{f"{name}_ct": (capital(DRIVER_LABEL[name]), difference) for name in DRIVERS},
            "verschil_ct": ("Verschil", difference),
        },
        caption,
    )


def policy_table(summary: pd.DataFrame) -> Html:
    """Show mean and spread under each pay policy (`variance.policy.summary`)."""
    return table(
        summary.assign(beleid=summary["beleid"].map(capital)),
        {
            "beleid": ("Betaalbeleid", None),
            "gemiddelde_ct": ("Gemiddelde", euro),
            "sd_ct": ("Standaarddeviatie", euro),
            "variatie": ("Variatie", percent),
            "variantie_over": ("Variantie die overblijft", percent),
        },
        "Hetzelfde werk, drie keer gewaardeerd (structureel)",
    )


def flex_table(points: pd.DataFrame) -> Html:
    """Show what each VSV would cost with the group's line at its own size (``SizeLine.punten``)."""
    return table(
        points,
        {
            "vsv": ("VSV", None),
            "omvang": ("Omvang", number),
            "bedrag_ct": ("Structurele kosten", euro),
            "onbekend": ("Onbekende taken, op het gemiddelde gesteld", None),
            "flex_ct": ("Volgens de lijn", euro),
            "verschil_ct": ("Verschil", difference),
        },
        "Flexibel budget: de lijn van de groep bij de eigen omvang",
    )


def coverage_table(coverage: pd.DataFrame) -> Html:
    """Show the simulated coverage of every interval method (`variance.intervals.coverage`)."""
    return table(
        coverage,
        {
            "n": ("n", number),
            "vorm": ("Vorm van het land", None),
            "spreiding": ("Spreiding", percent),
            "methode": ("Methode", None),
            "dekking": ("Dekking", percent),
            "breedte": ("Breedte t.o.v. gemiddelde", percent),
            "herhalingen": ("Herhalingen", number),
        },
        "Dekking van 95 %-intervallen in een nagebootst land van 71 VSV's (zaad staat in de lijst)",
    )
