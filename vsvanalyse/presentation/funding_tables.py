"""The tables of money: what there is, who wins and loses, and what a scenario means for one VSV."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.presentation.chart import capital
from vsvanalyse.presentation.funding_figures import with_money
from vsvanalyse.presentation.scenario_figures import millions
from vsvanalyse.presentation.scenario_tables import same_years_together
from vsvanalyse.presentation.tables import Html, euro, number, table
from vsvanalyse.presentation.variance_tables import difference
from vsvanalyse.scenarios.comparison import price_level
from vsvanalyse.scenarios.funding import RULE_LABEL
from vsvanalyse.scenarios.run import Result


def money_table(compared: pd.DataFrame) -> Html:
    """Show what money there is, and who begins, in the scenarios that have either (`scenarios.comparison.compare`).

    Money is in prices of the reference year, and one-off costs are summed over all years: those are tables of their own.
    """
    money = compared[(compared["financiering_ct"] != 0) | (compared["starters"] > 0)]
    if money.empty:
        return Html("<p>Geen scenario heeft geld van buiten.</p>")
    parts = [
        table(
            part.assign(jaartal=part["peiljaar"].astype("str")),
            {
                "titel": ("Scenario", None),
                "jaartal": ("Jaar", None),
                "nieuw_ct": ("Nodig voor nieuwe taken", millions),
                "financiering_ct": ("Geld (aanname)", millions),
                "tekort_ct": ("Tekort (− is over)", millions),
            },
            f"Scenario's met geld of met VSV's die beginnen, hele land, alles in {prices}",
        )
        for prices, part in money.groupby("prijzen", sort=False)
    ]
    parts += [
        table(
            part,
            {
                "titel": ("Scenario", None),
                "starters": ("VSV's die beginnen", number),
                "eenmalig_ct": ("Eenmalige kosten", millions),
            },
            f"Wie begint, en wat dat eenmalig kost: alle jaren samen, alles in {prices}; apart van het geld hierboven",
        )
        for prices, part in compared[compared["starters"] > 0].groupby("prijzen_jaren", sort=False)
    ]
    return Html("".join(part.markup for part in parts))


def winners_table(outcome: pd.DataFrame) -> Html:
    """Show what every VSV gets more (+) or less than its new tasks cost, under every funding rule."""
    if outcome["vsv"].nunique() < 2:
        return Html("")
    wide = outcome.pivot(index="vsv", columns="vorm", values="verschil_ct")
    cost = outcome.drop_duplicates("vsv").set_index("vsv")["kosten_ct"]
    rules = [rule for rule in RULE_LABEL if rule in wide]
    return table(
        wide.assign(kosten_ct=cost).reset_index(),
        {
            "vsv": ("VSV", None),
            "kosten_ct": ("Kosten van nieuwe taken", euro),
            **{rule: (capital(RULE_LABEL[rule]), difference) for rule in rules},
        },
        "Wie wint en verliest: geld min kosten van nieuwe taken. Elke regel verdeelt hetzelfde totaal, maar naar eigen kosten krijgt niemand "
        "meer dan hij uitgeeft: wat boven het maximum uitkomt, blijft daar over",
    )


def fit_table(fit: pd.DataFrame) -> Html:
    """Show how well each funding rule fits (`scenarios.funding.fit`)."""
    if (fit["n"] < 2).all():
        return Html("")
    return table(
        fit.assign(naam=fit["vorm"].map(RULE_LABEL)),
        {
            "naam": ("Verdeelregel", None),
            "gemiddelde_afwijking_ct": ("Gemiddeld ernaast", euro),
            "grootste_tekort_ct": ("Grootste tekort", euro),
            "verliezers": ("VSV's met tekort", number),
            "n": ("VSV's", number),
            "over_ct": ("Niet verdeeld", euro),
        },
        "Hetzelfde totaal, vijf verdeelregels",
    )


def vsv_table(rows: pd.DataFrame) -> Html:
    """Show what every scenario means for one VSV (`scenarios.comparison.for_vsv`): costs in one price base, money in its own."""
    if len(rows) == 1:
        return Html("")
    costs = table(
        rows,
        {
            "titel": ("Scenario", None),
            "kosten_vast_ct": ("Structurele kosten", euro),
            "verschil_ct": ("Verschil met nu", difference),
            "nodig_vast_ct": ("Waarvan nieuw", euro),
        },
        "Wat elk scenario dit VSV kost, per jaar, alles in prijzen van de registratie; met een gelijk deel van wat landelijk wordt geregeld",
    )
    money = [
        table(
            part,
            {
                "titel": ("Scenario", None),
                "nodig_ct": ("Nodig voor nieuwe taken", euro),
                "financiering_ct": ("Geld", euro),
                "tekort_ct": ("Tekort (− is over)", euro),
                "tekort_per_bevalling_ct": ("Tekort per bevalling", euro),
            },
            f"Scenario's met geld: wat dit VSV nodig heeft en krijgt, per jaar, alles in {prices}",
        )
        for prices, part in with_money(rows).groupby("prijzen", sort=False)
    ]
    return Html("".join(part.markup for part in (costs, *money)))


def vsv_years_table(result: Result, vsv: str) -> Html:
    """Show one VSV under one scenario per calendar year."""
    rows = result.vsv_jaren[result.vsv_jaren["vsv"] == vsv]
    rows = rows.assign(nodig_ct=rows["nieuw_ct"] + rows["landelijk_nieuw_ct"])
    return table(
        same_years_together(rows),
        {
            "jaartal": ("Jaar", None),
            "structureel_ct": ("Eigen structurele kosten", euro),
            "landelijk_ct": ("Deel van landelijk", euro),
            "nodig_ct": ("Waarvan nieuw", euro),
            "financiering_ct": ("Geld", euro),
            "tekort_ct": ("Tekort (− is over)", euro),
            "tekort_per_bevalling_ct": ("Tekort per bevalling", euro),
        },
        f"{result.scenario.titel}: dit VSV per kalenderjaar, {price_level(result.scenario)}",
    )
