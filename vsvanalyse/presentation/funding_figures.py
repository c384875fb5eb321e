"""The charts of money: who wins and loses under which rule, and what a scenario means for one VSV."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from vsvanalyse.money import format_euro, format_number
from vsvanalyse.presentation.chart import (
    DARK,
    FOCUS,
    GREY,
    LIGHT,
    Chart,
    bars_canvas,
    key,
    nothing_drawn,
    shorten,
)
from vsvanalyse.presentation.figures import euro_axis, row_labels
from vsvanalyse.presentation.waterfall import signed
from vsvanalyse.scenarios.funding import CAP, RULE_LABEL


def winners_and_losers(outcome: pd.DataFrame, fit: pd.DataFrame, vsv: str = "") -> Chart:
    """Every VSV as a dot per funding rule: what it gets more or less than its new tasks cost.

    ``outcome`` and ``fit`` come from `scenarios.comparison.winners` and `scenarios.funding.fit`; ``vsv`` is highlighted and
    then no other VSV is named.
    """
    if outcome["vsv"].nunique() < 2:
        return nothing_drawn("Met één VSV is er niets te verdelen")
    rules = list(dict.fromkeys(outcome["vorm"]))
    figure, axes = bars_canvas(len(rules), left=0.32, right=0.94, extra=0.3)
    at = {rule: i for i, rule in enumerate(rules)}
    own = outcome["vsv"] == vsv
    y = outcome["vorm"].map(at).to_numpy("float64")
    x = outcome["verschil_ct"].to_numpy("float64") / 100
    short = x < 0
    axes.axvline(0, color=DARK, lw=0.9)
    if vsv:
        axes.scatter(x[~own], y[~own], s=26, color=GREY, linewidths=0, zorder=3)
        axes.scatter(x[own], y[own], s=80, color=FOCUS, zorder=4)
    else:
        axes.scatter(x[~short], y[~short], s=46, color=GREY, zorder=3)
        axes.scatter(x[short], y[short], s=46, facecolor="white", edgecolor=FOCUS, lw=1.8, zorder=4)
        ends = [part["verschil_ct"].agg(["idxmin", "idxmax"]) for _, part in outcome.groupby("vorm")]
        for row in outcome.loc[sorted({i for pair in ends for i in pair})].itertuples():
            axes.annotate(
                row.vsv, (row.verschil_ct / 100, at[row.vorm]), xytext=(0, 6), textcoords="offset points",
                ha="center", fontsize=7.5, color=DARK,
            )  # fmt: skip
    row_labels(axes, [RULE_LABEL[rule] for rule in rules])
    euro_axis(axes)
    reach = float(np.abs(x).max(initial=1.0)) * 1.15
    axes.set_xlim(-reach, reach)
    top = 1 - 0.14 / figure.get_figheight()
    middle = (0.32 + 0.94) / 2
    figure.text(
        middle - 0.02, top, "← krijgt minder dan het kost", ha="right", va="center", fontsize=8.5, color=DARK
    )
    figure.text(
        middle + 0.02, top, "krijgt meer dan het kost →", ha="left", va="center", fontsize=8.5, color=DARK
    )
    total, n = int(outcome.loc[outcome["vorm"] == rules[0], "kosten_ct"].sum()), outcome["vsv"].nunique()
    told = "; ".join(
        f"{RULE_LABEL[r.vorm]}: {r.verliezers} van {r.n} tekort, gemiddeld {format_euro(r.gemiddelde_afwijking_ct)} ernaast"
        for r in fit.itertuples()
    )
    if vsv:
        mine = outcome[own].set_index("vorm")["verschil_ct"]
        best, most = RULE_LABEL[mine.idxmax()], int(mine.max())
        conclusion = f"Hetzelfde geld anders verdeeld: het meest bij {best}, " + (
            f"{signed(most)} boven de kosten"
            if most > 0
            else "precies de kosten"
            if not most
            else f"en ook daar {signed(most)}"
        )
    else:
        always = outcome.groupby("vsv")["verschil_ct"].max()
        losers = sorted(always.index[always < 0])
        fewest, most = fit.loc[fit["verliezers"].idxmin()], fit.loc[fit["verliezers"].idxmax()]
        conclusion = (
            f"{_listed(losers)} {'komt' if len(losers) == 1 else 'komen'} onder elke verdeelregel tekort"
            if 0 < len(losers) <= 3
            else f"Hoe het geld wordt verdeeld telt: {fewest['verliezers']} tot {most['verliezers']} van de {most['n']} VSV's "
            "komen tekort"
        )
    return Chart(
        figure,
        conclusion,
        f"Stippen per verdeelregel voor {outcome['vsv'].nunique()} VSV's: geld min kosten van nieuwe taken. {told}.",
        f"Rekenvoorbeeld, los van de scenario's met geld: elke regel verdeelt {format_euro(total)}, wat deze {n} VSV's samen per jaar aan "
        f"nieuwe taken uitgeven in prijzen van de registratie. Gemengd: half om half. Maximum: {format_number(CAP, 2)} × het middelste VSV "
        f"(aanname); daar krijgt niemand meer dan zijn kosten en blijft {format_euro(int(fit['over_ct'].sum()))} over.",
    )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"


def with_money(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the scenarios that have money in some year, in the reference year or not (`comparison.for_vsv`)."""
    return rows[rows["heeft_geld"]]


def scenarios_of_vsv(rows: pd.DataFrame) -> Chart:
    """What the new tasks of one VSV cost under every scenario, in one price base (`comparison.for_vsv`)."""
    peiljaar, need = int(rows["jaar"].iloc[0]), rows["nodig_vast_ct"].to_numpy("float64")
    if len(rows) == 1:
        return nothing_drawn(
            f"Er is nog geen ander scenario dan de basis: nieuwe taken kosten dit VSV {format_euro(need[0])} per jaar, en er is geen "
            "geld voor"
        )
    figure, axes = bars_canvas(len(rows), left=0.4, right=0.86)
    axes.barh(np.arange(len(rows)), need / 100, height=0.55, color=FOCUS)
    row_labels(axes, [shorten(title, 46) for title in rows["titel"]])
    euro_axis(axes)
    axes.set_xlim(left=min(0.0, need.min() / 100))
    for i, cents in enumerate(need):
        _beside(axes, i, format_euro(cents))
    low, high = format_euro(need.min()), format_euro(need.max())
    span = f"{low} tot {high}" if low != high else low
    told = "; ".join(
        f"{title} {format_euro(cents)}" for title, cents in zip(rows["titel"], need, strict=True)
    )
    return Chart(
        figure,
        f"Nieuwe taken kosten dit VSV {span} per jaar, naar gelang het scenario",
        f"Staven per scenario voor {peiljaar}. {told}.",
        f"{peiljaar}, per jaar, structureel, alles in prijzen van de registratie: eigen nieuwe taken plus een gelijk deel van wat landelijk "
        "wordt geregeld.",
    )


def money_of_vsv(rows: pd.DataFrame) -> Chart:
    """What money one VSV gets for its new tasks in the scenarios that have some (`comparison.for_vsv`)."""
    peiljaar, rows = int(rows["jaar"].iloc[0]), with_money(rows).reset_index(drop=True)
    if rows.empty:
        return nothing_drawn("Geen scenario heeft geld voor dit VSV")
    prices, others = rows["prijzen"].iloc[0], ""
    if rows["prijzen"].nunique() > 1:
        left_out = rows.loc[rows["prijzen"] != prices, "titel"]
        others = f" In andere prijzen, en daarom alleen in de tabel: {', '.join(left_out)}."
        rows = rows[rows["prijzen"] == prices].reset_index(drop=True)
    figure, axes = bars_canvas(round(1.4 * len(rows)), left=0.4, right=0.8, extra=0.45)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    y = np.arange(len(rows))
    axes.barh(y - 0.17, rows["nodig_ct"] / 100, height=0.3, color=FOCUS)
    money = rows["financiering_ct"].fillna(0).astype("float64")
    axes.barh(y + 0.17, money / 100, height=0.3, color=LIGHT, edgecolor=DARK, lw=0.5)
    row_labels(axes, [shorten(title, 46) for title in rows["titel"]])
    euro_axis(axes)
    axes.set_xlim(left=min(0.0, float(rows["nodig_ct"].min()) / 100))
    for i, gap in enumerate(rows["tekort_ct"]):
        word = "bevallingen onbekend" if pd.isna(gap) else "precies genoeg"
        if pd.notna(gap) and gap:
            word = f"{'tekort' if gap > 0 else 'over'} {format_euro(abs(int(gap)))}"
        _beside(axes, i, word)
    key(
        axes,
        [
            ("kosten van nieuwe taken", {"facecolor": FOCUS, "edgecolor": FOCUS}),
            ("geld", {"facecolor": LIGHT, "edgecolor": DARK}),
        ],
    )
    known = rows[rows["tekort_ct"].notna()]
    short = int((known["tekort_ct"] > 0).sum())
    some = "geen" if not short else "alle" if short == len(known) else f"{short}"
    of = f"{len(known)} scenario's" if some == "alle" else f"van de {len(known)} scenario's"
    conclusion = f"In {some} {of} met geld komt dit VSV in {peiljaar} tekort"
    if known.empty:
        conclusion = "Hoeveel geld dit VSV krijgt is niet te zeggen: het aantal bevallingen is onbekend"
    told = "; ".join(
        f"{r.titel}: kosten {format_euro(int(r.nodig_ct))}, geld "
        f"{'onbekend' if pd.isna(r.financiering_ct) else format_euro(int(r.financiering_ct))}"
        for r in rows.itertuples()
    )
    return Chart(
        figure,
        conclusion,
        f"Staven per scenario voor {peiljaar}. {told}.",
        f"{peiljaar}, per jaar, structureel, alles in {prices}. Kosten: eigen nieuwe taken plus een gelijk deel van wat landelijk wordt "
        f"geregeld. Bedragen van geld zijn aannamen.{others}",
    )


def _beside(axes: Axes, row: int, text: str) -> None:
    axes.text(1.02, row, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5, color=DARK)
