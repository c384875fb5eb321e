"""The charts of the variance chapters; each takes tables of `variance` and states what it shows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.evidence.intervals import smallest_p
from vsvanalyse.money import format_euro, format_number, format_percent
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
from vsvanalyse.presentation.figures import euro_axis, row_labels, task_label
from vsvanalyse.presentation.waterfall import signed, waterfall
from vsvanalyse.variance.drivers import DRIVERS

DRIVER_LABEL = {
    "activiteit": "welke taken het doet",
    "uren": "het aantal uren",
    "tarief": "het uurtarief",
    "aandeel": "het betaalde deel van de uren",
    "inkoop": "inkoop",
}
_DIRECTION = {
    "activiteit": ("meer taken", "minder taken"),
    "uren": ("meer uren", "minder uren"),
    "tarief": ("hoger uurtarief", "lager uurtarief"),
    "aandeel": ("groter deel van de uren betaald", "kleiner deel van de uren betaald"),
    "inkoop": ("meer inkoop", "minder inkoop"),
}
_DRIVER_STYLE = {
    "aandeel": {"facecolor": FOCUS, "edgecolor": FOCUS},
    "uren": {"facecolor": GREY, "edgecolor": GREY},
    "tarief": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "////"},
    "inkoop": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "||||"},
    "activiteit": {"facecolor": "white", "edgecolor": DARK, "hatch": "xx"},
}


def direction(driver: str, cents: float) -> str:
    """Name a driver in the direction of its effect: ``"meer uren"``, ``"lager uurtarief"``."""
    return _DIRECTION[driver][0 if cents > 0 else 1] if cents else DRIVER_LABEL[driver]


def few_note(n: int) -> str:
    """Say what n VSVs can and cannot tell; a p-value is never printed where none can reach 0,05."""
    half = n // 2
    if n < 2:
        return "Met één VSV is er niets om mee te vergelijken."
    least = smallest_p(half, n - half)
    if least > 0.05:
        return (
            f"Met {n} VSV's kan geen exacte rang- of permutatietoets tussen twee groepen 0,05 halen (de kleinst mogelijke p-waarde is "
            f"{format_number(least, 2)}); er staat daarom geen p-waarde."
        )
    return f"n = {n} VSV's, elk als stip; de groep is geen aselecte steekproef."


def not_compared(tasks: list[str]) -> str:
    """Say which tasks are left out of a comparison because a cost is unknown."""
    return f" Niet vergeleken, want onbekend: {', '.join(tasks)}." if tasks else ""


def alone() -> Chart:
    """Stand in for a comparison that one VSV does not allow."""
    text = "Met één VSV is er niets om mee te vergelijken"
    return nothing_drawn(text, "geen andere VSV's", few_note(1))


def task_dots(rows: pd.DataFrame, spread: pd.DataFrame, boekjaar: int, vsv: str = "") -> Chart:
    """Every VSV as a dot per task; ``vsv`` highlighted, mean and published mean as lines.

    ``rows`` are `variance.spread.observations` in euros spent, ``spread`` the table of `variance.spread.spread`.
    """
    year = rows[rows["boekjaar"] == boekjaar].dropna(subset="waarde_ct")
    stats = spread[spread["boekjaar"] == boekjaar].set_index("taak")
    tasks = list(basiskader.codes("taken"))
    at = {task: i for i, task in enumerate(tasks)}
    year = year[year["taak"].isin(at)]
    figure, axes = bars_canvas(len(tasks), left=0.33, right=0.95)
    own = year["vsv"] == vsv
    y = year["taak"].map(at).to_numpy("float64")
    axes.scatter(year["waarde_ct"][~own] / 100, y[~own], s=22, color=GREY, alpha=0.8, linewidths=0)
    means = stats.loc[tasks, "gemiddelde_ct"] / 100
    published = basiskader.load().gepubliceerd.set_index("taak").loc[tasks, "jaar1_ct"] / 100
    spots = np.arange(len(tasks))
    axes.vlines(means, spots - 0.34, spots + 0.34, color=DARK, lw=1.8)
    axes.vlines(published, spots - 0.34, spots + 0.34, color=DARK, lw=1.1, linestyles=(0, (1.2, 1.2)))
    axes.scatter(year["waarde_ct"][own] / 100, y[own], s=52, color=FOCUS, zorder=4)
    row_labels(axes, [task_label(t, basiskader.task_names()[t]) for t in tasks])
    euro_axis(axes)
    axes.set_xlim(left=min(0, float(year["waarde_ct"].min() / 100) if len(year) else 0))
    variation = stats.loc[tasks, "variatie"]
    widest = variation.idxmax() if variation.notna().any() else tasks[0]
    n = int(stats["n"].max())
    if vsv:
        mine = year[own].set_index("taak")["waarde_ct"]
        above = int((mine > stats["gemiddelde_ct"].reindex(mine.index)).sum())
        conclusion = f"Bij {above} van de {len(mine)} taken kost dit VSV meer dan gemiddeld"
    else:
        low, high = stats.loc[widest, "laagste_ct"], stats.loc[widest, "hoogste_ct"]
        name = basiskader.task_names()[widest]
        conclusion = f"{name} verschilt het meest: van {format_euro(low)} tot {format_euro(high)}"
    method, cover = stats.loc[widest, "methode"], stats["dekking"].min()
    sure = (
        f"Het 95 %-interval ({method}) dekt bij dit aantal in de simulatie ten minste {format_number(100 * cover)} %."
        if not np.isnan(cover)
        else "Voor een interval zijn er te weinig VSV's."
    )
    return Chart(
        figure,
        conclusion,
        f"Stippen per taak voor {n} VSV's in {boekjaar}, met het gemiddelde als streep en het gepubliceerde gemiddelde als "
        f"gestippelde streep. De grootste spreiding heeft {basiskader.task_names()[widest]}.",
        f"Elke stip is een VSV; {'blauw is dit VSV; ' if vsv else ''}doorgetrokken streep: gemiddelde van {n}; gestippeld: "
        f"gepubliceerd (T01: per jaar). {sure} {few_note(n)}",
    )


def driver_bridge(effects: pd.DataFrame, boekjaar: int, n: int) -> Chart:
    """From the mean of the others to one VSV, by driver (its rows of `variance.drivers.against_group`)."""
    if effects.empty:
        return alone()
    left_out = list(effects["taak"][effects["n_anderen"] == 0])
    effects = effects[effects["n_anderen"] > 0]
    sums = {name: int(effects[f"{name}_ct"].sum()) for name in DRIVERS}
    own, difference = int(effects["eigen_ct"].sum()), sum(sums.values())
    order = sorted(DRIVERS, key=lambda name: -abs(sums[name]))
    named = [(direction(name, sums[name]), sums[name]) for name in order]
    figure, _ = waterfall(own - difference, named, "anderen, gemiddeld", "dit VSV")
    word = "duurder" if difference > 0 else "goedkoper"
    conclusion = (
        f"Dit VSV is {format_euro(abs(difference))} {word}; het meest telt: {named[0][0]} ({signed(named[0][1])})"
        if difference
        else "Dit VSV kost precies evenveel als de anderen gemiddeld"
    )
    return Chart(
        figure,
        conclusion,
        f"Brug van het gemiddelde van de andere VSV's naar dit VSV, structurele kosten in {boekjaar}: "
        + ", ".join(f"{label} {signed(cents)}" for label, cents in named)
        + ".",
        f"Structurele kosten van {boekjaar}.{not_compared(left_out)} De delen tellen op tot het verschil en hun volgorde maakt niet uit (Shapley). "
        f"Vergeleken met {n - 1} andere VSV's: dit beschrijft hen en zegt niets over de rest van het land.",
    )


def task_bridge(effects: pd.DataFrame, boekjaar: int, most: int = 8) -> Chart:
    """From the mean of the others to one VSV, by task; the smallest differences together."""
    if effects.empty:
        return alone()
    left_out = list(effects["taak"][effects["n_anderen"] == 0])
    effects = effects[effects["n_anderen"] > 0]
    sums = effects.set_index("taak")["verschil_ct"].astype("int64")
    order = sums.abs().sort_values(ascending=False, kind="stable").index
    names = basiskader.task_names()
    steps = [(shorten(f"{t} {names.get(t, 'onbekend')}", 38), int(sums[t])) for t in order[:most]]
    if len(order) > most:
        steps.append((f"de andere {len(order) - most} taken", int(sums[order[most:]].sum())))
    own, difference = int(effects["eigen_ct"].sum()), int(sums.sum())
    figure, _ = waterfall(own - difference, steps, "anderen, gemiddeld", "dit VSV")
    return Chart(
        figure,
        f"De taak {names.get(order[0], 'onbekend')} maakt het grootste verschil: {signed(int(sums[order[0]]))}",
        f"Brug per taak van het gemiddelde van de anderen naar dit VSV in {boekjaar}: "
        + ", ".join(f"{label} {signed(cents)}" for label, cents in steps)
        + ".",
        f"Structurele kosten van {boekjaar}.{not_compared(left_out)} Positief: dit VSV kost meer dan de anderen gemiddeld.",
    )


def contributions(effects: pd.DataFrame, boekjaar: int) -> Chart:
    """Every VSV's distance from the group, stacked by driver, ordered by distance."""
    if effects.empty:
        return alone()
    columns = [f"{name}_ct" for name in DRIVERS]
    sums = effects.groupby("vsv")[[*columns, "verschil_ct"]].sum().astype("int64").sort_values("verschil_ct")
    some = sorted(set(effects["taak"][effects["n_anderen"] == 0]))
    figure, axes = bars_canvas(len(sums), left=0.12, right=0.84, extra=0.75)
    up, down = np.zeros(len(sums)), np.zeros(len(sums))
    for name in sorted(DRIVERS, key=lambda d: -sums[f"{d}_ct"].abs().sum()):
        part = sums[f"{name}_ct"].to_numpy() / 100
        start = np.where(part >= 0, up, down)
        axes.barh(range(len(sums)), part, left=start, height=0.62, **_DRIVER_STYLE[name])
        up, down = up + np.maximum(part, 0), down + np.minimum(part, 0)
    axes.axvline(0, color=DARK, lw=0.8)
    for i, cents in enumerate(sums["verschil_ct"]):
        axes.text(
            1.02,
            i,
            signed(cents),
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
            color=DARK,
        )
    row_labels(axes, list(sums.index))
    euro_axis(axes)
    shown = sorted(DRIVERS, key=lambda d: -sums[f"{d}_ct"].abs().sum())
    key(axes, [(DRIVER_LABEL[d], _DRIVER_STYLE[d]) for d in shown])
    unknown = (
        f" Waar een VSV zijn kosten niet kent ({', '.join(some)}) telt geen verschil mee." if some else ""
    )
    return Chart(
        figure,
        f"VSV's lopen het meest uiteen door {DRIVER_LABEL[shown[0]]}",
        f"Gestapelde staven voor {len(sums)} VSV's: verschil in structurele kosten met het gemiddelde van de anderen in {boekjaar}, verdeeld over "
        + ", ".join(DRIVER_LABEL[d] for d in shown)
        + f". Van {signed(sums['verschil_ct'].min())} tot {signed(sums['verschil_ct'].max())}.",
        f"Structurele kosten van {boekjaar}.{unknown} Rechts van 0: duurder dan de anderen. De delen van een VSV tellen op tot zijn verschil. {few_note(len(sums))}",
    )


_LEAST_FOR_SHARES = 3
"""With two VSVs the shares are those of one difference, and may be far above 100 % or below 0."""


def variance_shares(shares: pd.DataFrame, n: int, most: int = 10) -> Chart:
    """Shares of the variance by driver or by task, with the range when one VSV is left out (`variance.shares`)."""
    if n < _LEAST_FOR_SHARES:
        return nothing_drawn(
            f"Met {n} VSV's zegt een aandeel in de verschillen niets", "te weinig VSV's", few_note(n)
        )
    label = shares.columns[0]
    rows = shares.sort_values("aandeel", ascending=False, kind="stable").head(most).reset_index(drop=True)
    names = basiskader.task_names()
    texts = [DRIVER_LABEL.get(x) or shorten(f"{x} {names.get(x, 'onbekend')}", 38) for x in rows[label]]
    known = rows["aandeel"].notna().all() and len(rows) > 0
    figure, axes = bars_canvas(max(len(rows), 1), left=0.34, right=0.9)
    if known:
        axes.barh(
            range(len(rows)), 100 * rows["aandeel"], height=0.58, color=[FOCUS] + [GREY] * (len(rows) - 1)
        )
        axes.hlines(range(len(rows)), 100 * rows["laagste"], 100 * rows["hoogste"], color=DARK, lw=1.6)
        ends = 100 * rows[["aandeel", "hoogste"]].max(axis=1).clip(lower=0)
        for i, row in rows.iterrows():
            axes.annotate(
                f"{format_number(100 * row['aandeel'])} %", (ends[i], i), xytext=(5, 0), textcoords="offset points",
                va="center", fontsize=9, color=DARK,
            )  # fmt: skip
        axes.set_xlim(min(0, float(100 * rows["laagste"].min())), float(ends.max()) * 1.18)
        axes.axvline(0, color=DARK, lw=0.8)
    row_labels(axes, texts)
    axes.xaxis.set_major_formatter(lambda value, _: f"{format_number(value)} %")
    first = texts[0] if len(texts) else ""
    conclusion = (
        f"{format_number(100 * rows['aandeel'].iloc[0])} % van de verschillen tussen VSV's komt door {first}"
        if known
        else "Er zijn geen verschillen om te verdelen"
    )
    listed = (
        ", ".join(f"{t} {format_number(100 * s)} %" for t, s in zip(texts, rows["aandeel"], strict=True))
        if known
        else ""
    )
    return Chart(
        figure,
        conclusion,
        f"Staven met het aandeel in de variantie van de totale kosten van {n} VSV's. {listed}.",
        "Structurele kosten. De aandelen tellen op tot 100 %. Een negatief aandeel maakt VSV's juist meer gelijk. Streep: laagste en hoogste "
        f"aandeel als één VSV wordt weggelaten. {few_note(n)}",
    )


def influence_chart(influence: pd.DataFrame, boekjaar: int) -> Chart:
    """The VSV with the largest influence on each task's mean (`variance.influence.influence`)."""
    known = influence.dropna(subset="invloed_ct")
    if known.empty:
        return alone()
    known = known[known["taak"].isin(basiskader.codes("taken")) & (known["gemiddelde_ct"] != 0)]
    if known.empty:
        return nothing_drawn(
            "Er zijn geen kosten om te vergelijken", "geen kosten", few_note(influence["vsv"].nunique())
        )
    top = known.loc[
        known.groupby("taak")["invloed"].transform(lambda s: s.abs()).groupby(known["taak"]).idxmax()
    ]
    top = top.reindex(top["invloed"].abs().sort_values(ascending=False, kind="stable").index).reset_index(
        drop=True
    )
    figure, axes = bars_canvas(max(len(top), 1), left=0.33, right=0.93)
    shares = 100 * top["invloed"]
    colours = [FOCUS if hangs else GREY for hangs in top["hangt_af"]]
    axes.barh(range(len(top)), shares, height=0.6, color=colours)
    axes.axvline(0, color=DARK, lw=0.8)
    for i, row in top.iterrows():
        sign = "+" if row["invloed"] > 0 else ""
        axes.annotate(
            f"{row['vsv']} {sign}{format_percent(row['invloed'])}", (max(shares[i], 0), i), xytext=(5, 0),
            textcoords="offset points", va="center", fontsize=8.5, color=DARK,
        )  # fmt: skip
    if len(top):
        axes.set_xlim(min(0, float(shares.min()) * 1.1), max(float(shares.max()), 1) * 1.35)
    names = basiskader.task_names()
    row_labels(axes, [task_label(t, names[t]) for t in top["taak"]])
    axes.xaxis.set_major_formatter(lambda value, _: f"{format_number(value)} %")
    hang = top[top["hangt_af"]]
    conclusion = (
        f"Bij {len(hang)} van de {len(top)} taken hangt het gemiddelde aan één VSV"
        if len(hang)
        else "Geen enkel gemiddelde hangt aan één VSV"
    )
    listed = ", ".join(f"{r.taak} door {r.vsv}" for r in hang.itertuples())
    return Chart(
        figure,
        conclusion,
        f"Staven per taak in {boekjaar}: hoeveel het gemiddelde verandert door het VSV met de grootste invloed. {listed or 'Geen'}.",
        "Verschil tussen het gemiddelde met en zonder dat VSV, als deel van het gemiddelde. Boven een kwart hangt het gemiddelde "
        "eraan: dan zegt het meer over dat ene VSV dan over de groep.",
    )
