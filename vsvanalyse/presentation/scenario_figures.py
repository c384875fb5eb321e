"""The charts of the scenario chapters; each takes tables of `scenarios` and states what it shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from vsvanalyse.money import format_euro, format_euro_millions, format_number
from vsvanalyse.presentation.chart import (
    DARK,
    FOCUS,
    GREY,
    LIGHT,
    PALE,
    Chart,
    bars_canvas,
    canvas,
    key,
    nothing_drawn,
    safe,
    shorten,
)
from vsvanalyse.presentation.figures import row_labels
from vsvanalyse.presentation.intervals import NOTHING, below_zero, between, tells
from vsvanalyse.presentation.waterfall import signed, waterfall
from vsvanalyse.scenarios.comparison import END, START, price_level, prices_at
from vsvanalyse.scenarios.labels import measure_label
from vsvanalyse.scenarios.national import LABEL
from vsvanalyse.scenarios.run import Result
from vsvanalyse.scenarios.uncertainty.inputs import numbers

MEASURE_NAME = {
    "structureel": "structurele kosten",
    "nieuw": "kosten van nieuwe taken",
    "tekort": "tekort",
    "financiering": "geld",
    "eenmalig": "eenmalige kosten",
}
_NARROW = 36


def millions(cents: float) -> str:
    """Write cents in millions of euros with one decimal; below a hundred thousand euro in thousands of euros."""
    return format_euro_millions(cents) if abs(cents) >= 10_000_000 else format_euro(round(cents, -5))


def millions_axis(axes: Axes, *, vertical: bool = False) -> None:
    """Write an axis in cents as millions of euros."""
    axis = axes.yaxis if vertical else axes.xaxis
    axis.set_major_locator(MaxNLocator(5))
    axis.set_major_formatter(FuncFormatter(lambda value, _: millions_tick(value)))


def millions_tick(cents: float) -> str:
    """Write a place on an axis in millions, without a decimal that says nothing."""
    whole = abs(cents / 1e8 - round(cents / 1e8)) < 1e-9
    return "€ 0" if not cents else format_euro_millions(cents, 0 if whole else 1)


def differences(compared: pd.DataFrame) -> Chart:
    """What every scenario changes in the country against the base (`scenarios.comparison.compare`)."""
    changed = compared[["structureel_verschil_ct", "nieuw_verschil_ct"]].any(axis=1)
    rows = compared[changed].sort_values("nieuw_verschil_ct", kind="stable", ignore_index=True)
    if rows.empty:
        return nothing_drawn(
            "Er is nog geen ander scenario dan de basis om ermee te vergelijken"
            if len(compared) == 1
            else "Geen scenario verandert de kosten"
        )
    figure, axes = bars_canvas(round(1.5 * len(rows)), left=0.37, right=0.9, extra=0.45)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    y = np.arange(len(rows))
    for maat, shift, colour in (("structureel", -0.17, GREY), ("nieuw", 0.17, FOCUS)):
        change = rows[f"{maat}_verschil_ct"].to_numpy("float64")
        low, high = (rows[f"{maat}_verschil_{end}_ct"].to_numpy("float64") for end in ("laag", "hoog"))
        axes.barh(y + shift, change, height=0.3, color=colour)
        shown = tells(low, rows[f"{maat}_vast_ct"], high)
        axes.hlines((y + shift)[shown], low[shown], high[shown], color=DARK, lw=1)
    axes.axvline(0, color=DARK, lw=0.9)
    row_labels(axes, [shorten(title, _NARROW + 8) for title in rows["titel"]])
    millions_axis(axes)
    for i, row in enumerate(rows.itertuples()):
        text = signed(row.nieuw_verschil_ct, millions) if row.nieuw_verschil_ct else "gelijk"
        axes.text(
            1.01, i + 0.17, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5, color=FOCUS
        )
        text = signed(row.structureel_verschil_ct, millions) if row.structureel_verschil_ct else "gelijk"
        axes.text(
            1.01, i - 0.17, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5, color=DARK
        )
    key(
        axes,
        [
            ("alle structurele kosten", {"facecolor": GREY, "edgecolor": GREY}),
            ("nieuwe taken", {"facecolor": FOCUS, "edgecolor": FOCUS}),
        ],
    )
    base = compared.iloc[0]
    conclusion = "Geen scenario verandert de kosten van nieuwe taken"
    if len(rows) and rows["nieuw_verschil_ct"].any():
        most = rows.loc[rows["nieuw_verschil_ct"].abs().idxmax()]
        word = "meer" if most["nieuw_verschil_ct"] > 0 else "minder"
        change = millions(abs(most["nieuw_verschil_ct"]))
        conclusion = f"Grootste verandering: {most['titel']}, {change} {word} voor nieuwe taken per jaar"
    same = [r.titel for r in compared[~changed].iloc[1:].itertuples()]
    left_out = f" Zonder verandering van kosten, en daarom niet getekend: {', '.join(same)}." if same else ""
    told = "; ".join(f"{r.titel} {signed(r.nieuw_verschil_ct, millions)}" for r in rows.itertuples())
    return Chart(
        figure,
        conclusion,
        f"Staven per scenario: verschil met de basis ({millions(base['nieuw_vast_ct'])} voor nieuwe taken) per jaar in het hele "
        f"land. {told}.",
        f"{_sampling(base)} Per jaar in het hele land, in prijzen van de registratie.{left_out}",
    )


def _sampling(base: pd.Series) -> str:
    if pd.isna(base["nieuw_vast_laag_ct"]):
        return "Geen streep: wie meedoet is geteld, of één VSV zegt niets over de andere."
    return (
        f"Streep: alleen de onzekerheid doordat alleen {base['groep']} registreerde (95 %-interval); de aangenomen bedragen zelf zijn niet "
        "minder onzeker."
    )


def bridge(steps: pd.DataFrame, result: Result, maat: str = "nieuw") -> Chart:
    """From the base to a scenario, every measure alone and their interaction (`scenarios.comparison.bridge`)."""
    scenario, peil = result.scenario, result.peil
    amounts = steps.set_index("stap")[f"{maat}_ct"]
    moving = [name for name in amounts.index if name not in (START, END) and amounts[name]]
    named = [(shorten(measure_label(scenario, name), 40), int(amounts[name])) for name in moving]
    if not named:
        same = f"{scenario.titel}: de {MEASURE_NAME[maat]} zijn dezelfde als in de basis, {millions(amounts[START])} per jaar"
        return nothing_drawn(same, note=f"{scenario.peiljaar}, hele land, {prices_at(scenario)}.")
    figure, _ = waterfall(
        int(amounts[START]), named, "basis", shorten(scenario.titel, _NARROW), millions, millions_tick
    )
    change = int(amounts[END] - amounts[START])
    still = [name for name in amounts.index if name not in (START, END) and not amounts[name]]
    word = "meer" if change > 0 else "minder"
    conclusion = (
        f"{scenario.titel}: {millions(abs(change))} {word} {MEASURE_NAME[maat]} per jaar"
        if change
        else f"{scenario.titel}: de {MEASURE_NAME[maat]} blijven gelijk"
    )
    sure = ""
    if maat in ("structureel", "nieuw") and pd.notna(peil[f"{maat}_laag_ct"]):
        (interval,) = between(*([peil[f"{maat}{end}_ct"]] for end in ("_laag", "", "_hoog")), millions)
        sure = f" 95 %-interval van het scenario, uit {result.groep}: {interval}.{below_zero([peil[f'{maat}_laag_ct']])}"
    quiet = f" Zonder effect hierop: {', '.join(measure_label(scenario, n) for n in still)}." if still else ""
    return Chart(
        figure,
        conclusion,
        f"Brug van de basis ({millions(amounts[START])}) naar het scenario ({millions(amounts[END])}): "
        + ", ".join(f"{label} {signed(cents, millions)}" for label, cents in named)
        + ".",
        f"{scenario.peiljaar}, hele land, {prices_at(scenario)}. Elke maatregel alleen, tegen de basis; de laatste stap is wat zij samen "
        "anders doen dan opgeteld."
        f"{quiet}{sure}",
    )


def money_and_need(result: Result) -> Chart:
    """What new tasks cost and what money there is, per calendar year, for the country."""
    scenario = result.scenario
    raming = result.peil["raming"]
    rows = result.jaren[result.jaren["raming"] == raming]
    figure, axes = canvas(3.3, left=0.12, right=0.84, bottom=0.17, top=0.95)
    x = rows["jaar"].to_numpy()
    need, money = (rows[f"{name}_ct"].to_numpy("float64") for name in ("nieuw", "financiering"))
    low, high = (rows[f"nieuw_{end}_ct"].astype("float64").to_numpy() for end in ("laag", "hoog"))
    unclear = np.isfinite(low) & ~tells(low, need, high)
    under = below_zero(low[~unclear])
    low, high = (np.where(unclear, np.nan, end) for end in (np.maximum(low, 0), high))
    if not money.any() and len(set(need)) == 1:
        (interval,) = between(rows["nieuw_laag_ct"][:1], need[:1], rows["nieuw_hoog_ct"][:1], millions)
        return nothing_drawn(
            f"{scenario.titel}: nieuwe taken kosten elk jaar {millions(need[0])}; er is geen geld voor",
            note=f"Elk jaar van {x[0]} tot en met {x[-1]} gelijk. Structureel, {price_level(scenario)}, geraamd uit {result.groep} "
            f"({result.land} in het land); 95 %-interval: "
            f"{interval if interval != '–' else NOTHING if result.n < result.land else 'geen, alles is geteld'}.{under}",
        )
    axes.fill_between(x, low, high, color=PALE, lw=0, step="mid")
    top = float(np.nanmax([*high, *need, *money, 1.0]))
    axes.bar(x, money, width=0.72, color=LIGHT, edgecolor=DARK, lw=0.5)
    axes.step(x, need, where="mid", color=FOCUS, lw=2.4)
    axes.text(x[-1] + 0.7, need[-1], "nieuwe taken", color=FOCUS, va="center", fontsize=9)
    if money.any():
        at = money[-1] if money[-1] else 0
        near = abs(at - need[-1]) < 0.06 * top
        axes.text(
            x[-1] + 0.7,
            at - (0.08 * top if near else 0),
            "geld",
            color=DARK,
            va="center",
            fontsize=9,
        )
    axes.set_ylim(0, top * 1.05)
    axes.set_xlim(x[0] - 0.6, x[-1] + 0.6)
    axes.set_xticks(
        x[::2],
        [f"{year}\n{count} VSV's" for year, count in zip(x[::2], rows["vsvs"][::2], strict=True)],
        fontsize=8,
    )
    millions_axis(axes, vertical=True)
    at = rows.set_index("jaar").loc[scenario.peiljaar]
    gap, before = (
        int(at["tekort_ct"]),
        rows[(rows["jaar"] < scenario.peiljaar) & (rows["financiering_ct"] > 0)],
    )
    if not at["financiering_ct"]:
        now = f"in {scenario.peiljaar} is er geen geld voor {millions(at['nieuw_ct'])} aan nieuwe taken"
    else:
        now = f"in {scenario.peiljaar} {millions(abs(gap))} {'tekort' if gap > 0 else 'over'}"
    conclusion = f"{scenario.titel}: {now}"
    if len(before):
        short = int(before["tekort_ct"].sum())
        years = f"{before['jaar'].iloc[0]}-{before['jaar'].iloc[-1]}"
        conclusion += f", in {years} samen {millions(abs(short))} {'tekort' if short > 0 else 'over'}"
    sure = "Vlak: 95 %-interval." if np.isfinite(high).any() else ""
    if unclear.any() or result.n == 1:
        sure += f" Hoe zeker de raming is, is uit {result.groep} niet te zeggen."
    elif not np.isfinite(high).all():
        sure += (
            " In jaren zonder vlak doen alleen VSV's mee die registreerden: zij zijn geteld, niet geraamd."
        )
    single = int(rows["eenmalig_ct"].sum())
    starters = int(rows["starters"].sum())
    once = (
        f" Apart daarvan: eenmalig {millions(single)} in alle jaren samen voor {starters} VSV's die beginnen."
        if starters
        else ""
    )
    return Chart(
        figure,
        conclusion,
        f"Lijn: kosten van nieuwe taken per jaar, van {millions(need[0])} in {x[0]} tot {millions(need[-1])} in {x[-1]}. Staven: "
        f"geld, in {scenario.peiljaar} {millions(at['financiering_ct'])}.",
        f"Structureel, {price_level(scenario)}, geraamd uit {result.groep} ({result.land} in het land); onder elk jaar staat hoeveel VSV's "
        f"meedoen. Bedragen van geld zijn aannamen. {sure.strip()}{under}{once}",
    )


def estimators(result: Result) -> Chart:
    """Three ways to go from pilots to country, side by side with their intervals."""
    rows = result.jaren[(result.jaren["jaar"] == result.scenario.peiljaar)].dropna(subset="structureel_ct")
    rows = rows.reset_index(drop=True)
    figure, axes = bars_canvas(len(rows), left=0.3, right=0.86)
    y = np.arange(len(rows))
    low, high = (rows[f"structureel_{end}_ct"].astype("float64").to_numpy() for end in ("laag", "hoog"))
    middle = rows["structureel_ct"].to_numpy("float64")
    told = between(low, middle, high, millions)
    unclear = np.isfinite(low) & ~tells(low, middle, high)
    low, high = (np.where(unclear, np.nan, end) for end in (low, high))
    axes.hlines(y, low, high, color=GREY, lw=5)
    axes.scatter(middle, y, s=60, color=FOCUS, zorder=3)
    for i, cents in enumerate(middle):
        axes.annotate(
            millions(cents), (cents, i), xytext=(0, 8), textcoords="offset points", ha="center", fontsize=9
        )
    row_labels(axes, [LABEL[kind] for kind in rows["raming"]])
    axes.set_xlim(left=min(0.0, float(np.nanmin(low, initial=0.0))))
    millions_axis(axes)
    best = f"beste schatting {millions(result.peil['structureel_ct'])}"
    conclusion = f"Alle {result.land} VSV's samen: structureel {best} per jaar, uit {result.groep}"
    if result.n == result.land:
        conclusion = f"Alle {result.land} VSV's samen: structureel {millions(result.peil['structureel_ct'])} per jaar, geteld en niet geraamd"
    if np.isfinite(low).any():
        conclusion = f"Alle {result.land} VSV's samen: structureel {millions(np.nanmin(low))} tot {millions(np.nanmax(high))} per jaar; {best}"
        if np.nanmin(low) < 0:
            conclusion = f"Alle {result.land} VSV's samen: structureel {best} per jaar; {result.n} VSV's zijn te weinig om te zeggen hoe zeker"
    told = "; ".join(
        f"{LABEL[kind]} {millions(cents)}" + (f" ({text})" if text != "–" else "")
        for kind, cents, text in zip(rows["raming"], middle, told, strict=True)
    )
    bar = "Balk: 95 %-interval." if np.isfinite(low).any() else ""
    if unclear.any() or (result.n == 1 < result.land):
        bar += f" Hoe zeker is uit {result.groep} niet {'te zeggen' if not bar else 'voor elke raming te zeggen'}."
    return Chart(
        figure,
        conclusion,
        f"Drie ramingen van de structurele kosten van {result.land} VSV's met hun 95 %-interval: {told}.",
        f"Structureel per jaar, uit {result.groep}, {result.land} in het land, {prices_at(result.scenario)}; nieuwe taken zijn hiervan "
        f"een deel. {bar.strip()}{below_zero(low)} Wie registreerde is niet door loting gekozen.",
    )


def tornado(rows: pd.DataFrame, maat: str = "nieuw", most: int = 10) -> Chart:
    """One uncertain number at a time from low to high (`sensitivity.tornado` with `labels.with_labels`)."""
    if rows.empty:
        return nothing_drawn("Dit scenario heeft geen onzekere getallen")
    clear = tells(
        rows[["laag_ct", "hoog_ct"]].min(axis=1),
        rows["verwacht_ct"],
        rows[["laag_ct", "hoog_ct"]].max(axis=1),
    )
    unclear = rows.loc[~clear, "naam"]
    rows = rows[clear]
    if rows.empty:
        return nothing_drawn(f"Hoe zeker dit is, is niet te zeggen: {', '.join(unclear)} zegt te weinig")
    shown = rows.head(most).reset_index(drop=True)
    figure, axes = bars_canvas(len(shown), left=0.42, right=0.93)
    middle = float(shown["verwacht_ct"].iloc[0])
    y = np.arange(len(shown))
    low, high = shown["laag_ct"].to_numpy("float64"), shown["hoog_ct"].to_numpy("float64")
    axes.barh(y, low - middle, left=middle, height=0.56, color=LIGHT, edgecolor=DARK, lw=0.5)
    axes.barh(y, high - middle, left=middle, height=0.56, color=FOCUS)
    axes.axvline(middle, color=DARK, lw=0.9)
    ends = np.array([low, high])
    pad = 0.5 * (ends.max() - ends.min())
    axes.set_xlim(ends.min() - pad, ends.max() + pad)
    for i, row in enumerate(shown.itertuples()):
        for cents, text in ((row.laag_ct, row.laag_tekst), (row.hoog_ct, row.hoog_tekst)):
            left = cents < middle
            axes.annotate(
                safe(f"{text}: {millions(cents)}"), (cents, i), xytext=(-4 if left else 4, 0), textcoords="offset points",
                ha="right" if left else "left", va="center", fontsize=8, color=DARK,
            )  # fmt: skip
    row_labels(axes, [shorten(name, 48) for name in shown["naam"]])
    millions_axis(axes)
    first = shown.iloc[0]
    left_out = f" Nog {len(rows) - most} kleinere niet getoond." if len(rows) > most else ""
    if len(unclear):
        left_out += f" Niet getekend, want {NOTHING} hoeveel het uitmaakt: {', '.join(unclear)}."
    if maat in ("structureel", "nieuw"):
        left_out += below_zero(shown[["laag_ct", "hoog_ct"]].min(axis=1))
    return Chart(
        figure,
        f"{'Van wat te zeggen is het' if len(unclear) else 'Het'} meest onzeker: {first['naam'][:1].lower() + first['naam'][1:]} ({millions(min(first['laag_ct'], first['hoog_ct']))} tot "
        f"{millions(max(first['laag_ct'], first['hoog_ct']))})",
        f"Staven per onzeker getal rond {millions(middle)} {MEASURE_NAME[maat]}: "
        + "; ".join(
            f"{r.naam} van {millions(r.laag_ct)} tot {millions(r.hoog_ct)}"
            for r in shown.head(5).itertuples()
        )
        + ".",
        f"Hele land per jaar. Telkens één getal van laag (licht) naar hoog (blauw), de andere zoals verwacht.{left_out}",
    )


def budget(curve: pd.DataFrame, enough: float, result: Result, draws: int, chance: float = 0.8) -> Chart:
    """The probability that a yearly budget for new tasks suffices (`decisions.budget_curve`)."""
    scenario = result.scenario
    telling = curve.loc[curve["kans"].between(0.003, 0.997), "budget_ct"]
    if telling.nunique() < 2:
        return nothing_drawn(
            f"{scenario.titel}: niets is onzeker, nieuwe taken kosten {millions(enough)} in {scenario.peiljaar}"
        )
    if not tells([telling.min()], [enough], [telling.max()])[0]:
        return nothing_drawn(
            f"{scenario.titel}: welk budget genoeg is voor nieuwe taken, is uit {result.groep} niet te zeggen"
        )
    unsure = ["wat van omstreden taken nieuw is"] if scenario.onzekerheid.lezingen else []
    if not all(one.zeker for one in numbers(scenario).values()):
        unsure.append("de bedragen van het scenario")
    if result.n == 1 < result.land and scenario.onzekerheid.steekproef:
        return nothing_drawn(
            f"{scenario.titel}: welk budget genoeg is voor nieuwe taken, is niet te zeggen",
            note="Met één pilot is niet te zeggen hoe andere VSV's verschillen.",
        )
    if scenario.onzekerheid.steekproef and pd.notna(result.peil["nieuw_laag_ct"]):
        unsure.insert(0, "welke VSV's registreerden")
    figure, axes = canvas(3.0, left=0.1, right=0.95, bottom=0.15, top=0.95)
    axes.plot(curve["budget_ct"], 100 * curve["kans"], color=FOCUS, lw=2.4)
    axes.plot(
        [enough, enough, curve["budget_ct"].min()],
        [0, 100 * chance, 100 * chance],
        color=DARK,
        lw=0.9,
        ls=(0, (3, 2)),
    )
    axes.annotate(
        millions(enough),
        (enough, 100 * chance),
        xytext=(6, -12),
        textcoords="offset points",
        fontsize=9,
        color=DARK,
    )
    axes.set_ylim(0, 101)
    lowest = max(float(telling.min()), 0.0)
    warning = below_zero([telling.min()])
    axes.set_xlim(lowest, telling.max())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{format_number(value)} %"))
    axes.set_ylabel("kans dat het genoeg is")
    millions_axis(axes)
    return Chart(
        figure,
        f"{scenario.titel}: met {millions(enough)} in {scenario.peiljaar} zijn nieuwe taken met {format_number(100 * chance)} % kans betaald",
        f"Stijgende lijn: kans dat een budget voor het land in {scenario.peiljaar} genoeg is, van {millions(lowest)} "
        f"(bijna nooit) tot {millions(telling.max())} (bijna altijd); {format_number(100 * chance)} % bij {millions(enough)}.",
        f"Doorgerekend met {format_number(draws)} mogelijke uitkomsten (zaad {scenario.zaad}), {price_level(scenario)}. Onzeker zijn: "
        f"{', '.join(unsure)}.{warning}",
    )
