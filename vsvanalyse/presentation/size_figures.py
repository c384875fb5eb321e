"""The charts of pay policy and size; each takes tables of `variance` and states what it shows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vsvanalyse.money import format_euro, format_number, format_percent
from vsvanalyse.presentation.chart import DARK, FOCUS, GREY, LIGHT, Chart, canvas
from vsvanalyse.presentation.variance_figures import few_note
from vsvanalyse.variance.policy import POLICIES
from vsvanalyse.variance.size import SIZES, SizeLine

_FEW = 20
"""Up to this many VSVs every one is named; above it only what stands out is."""


def policy_slopes(totals: pd.DataFrame, summary: pd.DataFrame, boekjaar: int, vsv: str = "") -> Chart:
    """Each VSV's structural total under three pay policies (`variance.policy.totals` and `summary`)."""
    figure, axes = canvas(3.6, left=0.13, right=0.86, bottom=0.14, top=0.95)
    spots = range(len(POLICIES))
    for name, row in totals.iterrows():
        mine = name == vsv
        axes.plot(spots, row / 100, color=FOCUS if mine else GREY, lw=2.6 if mine else 1.1, marker="o", ms=5 if mine else 3.5,
                  zorder=4 if mine else 2)  # fmt: skip
    means = totals.mean() / 100
    axes.plot(spots, means, color=DARK, lw=1.8, linestyle=(0, (4, 2)), zorder=3)
    labels = [("gemiddelde", means.iloc[-1], DARK)]
    if vsv in totals.index:
        labels.append(("dit VSV", totals.loc[vsv].iloc[-1] / 100, FOCUS))
    gap = (totals.to_numpy().max() / 100 or 1) * 0.05
    labels.sort(key=lambda item: item[1])
    heights = [value for _, value, _ in labels]
    for i in range(1, len(heights)):
        heights[i] = max(heights[i], heights[i - 1] + gap)
    for (text, _, colour), height in zip(labels, heights, strict=True):
        axes.text(len(POLICIES) - 0.93, height, text, color=colour, va="center", fontsize=9)
    axes.set_xticks(list(spots), [policy.replace(" tegen ", "\ntegen ") for policy in POLICIES])
    axes.set_xlim(-0.2, len(POLICIES) - 0.95)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(lambda value, _: format_euro(value * 100))
    left = summary.set_index("beleid")["variantie_over"]
    rest = left[POLICIES[1]]
    conclusion = (
        "Er zijn geen verschillen om te verklaren"
        if np.isnan(rest)
        else f"Met één tariefkaart voor alle uren blijft {format_percent(rest)} van de verschillen over"
        if rest <= 1
        else "Met één tariefkaart voor alle uren worden de verschillen niet kleiner"
    )
    means_told = ", ".join(
        f"{p} {format_euro(c)}" for p, c in zip(summary["beleid"], summary["gemiddelde_ct"], strict=True)
    )
    return Chart(
        figure,
        conclusion,
        f"Lijnen voor {len(totals)} VSV's: structurele kosten van {boekjaar} onder drie vormen van betaalbeleid. Gemiddeld: {means_told}.",
        f"Verschillen: de variantie van de structurele totalen in {boekjaar}. Wie vacatiegeld krijgt en de tariefkaart zijn aannamen. "
        f"Onbekende kosten staan op het gemiddelde van wie ze kent. {few_note(len(totals))}",
    )


def size_chart(line: SizeLine, boekjaar: int, vsv: str = "") -> Chart:
    """Structural cost against size, with the robust line and the lines when one VSV is left out."""
    figure, axes = canvas(3.8, left=0.13, right=0.95, bottom=0.16, top=0.95)
    points = line.punten
    own = points["vsv"] == vsv
    axes.scatter(points["omvang"][~own], points["bedrag_ct"][~own] / 100, s=34, color=GREY, zorder=3)
    axes.scatter(points["omvang"][own], points["bedrag_ct"][own] / 100, s=70, color=FOCUS, zorder=4)
    if not vsv and line.n <= _FEW:
        for row in points.itertuples():
            axes.annotate(
                row.vsv,
                (row.omvang, row.bedrag_ct / 100),
                xytext=(6, 4),
                textcoords="offset points",
                fontsize=8,
            )
    if line.kan:
        x = np.array([points["omvang"].min(), points["omvang"].max()])
        for slope, fixed in line.zonder:
            axes.plot(x, (fixed + slope * x) / 100, color=LIGHT, lw=1, zorder=1)
        axes.plot(x, (line.vast_ct + line.variabel_ct * x) / 100, color=DARK, lw=1.8, zorder=2)
    axes.set_xlabel("bevallingen per jaar" if line.omvang == "bevallingen" else "aantal partners")
    axes.xaxis.set_major_formatter(lambda value, _: format_number(value))
    axes.yaxis.set_major_formatter(lambda value, _: format_euro(value * 100))
    axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
    unit = SIZES[line.omvang]
    if not line.kan:
        conclusion = "Omvang en kosten zijn met deze VSV's niet te vergelijken"
    elif vsv and own.any():
        gap = float(points.loc[own, "verschil_ct"].iloc[0])
        word = "meer" if gap > 0 else "minder"
        conclusion = f"Dit VSV kost {format_euro(abs(gap))} {word} dan de lijn bij zijn omvang geeft"
    elif line.richting_zeker:
        word = "meer" if line.variabel_ct > 0 else "minder"
        conclusion = f"Grotere VSV's kosten {word}: ongeveer {format_euro(abs(line.variabel_ct))} per {unit}"
    else:
        conclusion = "Of grotere VSV's meer kosten hangt af van welk VSV wordt weggelaten"
    low, high = line.vast_bereik_ct
    told = (
        f"Zonder telkens één VSV loopt het vaste deel van {format_euro(low)} tot {format_euro(high)} en het variabele deel van "
        f"{format_euro(line.variabel_bereik_ct[0])} tot {format_euro(line.variabel_bereik_ct[1])} per {unit}."
        if line.kan
        else "Er zijn minder dan drie VSV's met een verschillende omvang."
    )
    return Chart(
        figure,
        conclusion,
        f"Puntenwolk van structurele kosten in {boekjaar} tegen {line.omvang} voor {line.n} VSV's. {told}",
        f"{told} Met {line.n} punten is een vast deel niet goed te schatten: een negatief vast deel bestaat niet, het toont alleen "
        "hoe ver de lijn buiten de gemeten omvang niet mag worden gelezen.",
    )
