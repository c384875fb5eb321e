"""The charts of the reports; each takes a small table of `overview` and states what it shows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from vsvanalyse import basiskader
from vsvanalyse.contracts import KLASSEN, LEZINGEN
from vsvanalyse.money import format_euro, format_number
from vsvanalyse.presentation.chart import (
    CLASS_LABEL,
    CLASS_STYLE,
    DARK,
    FOCUS,
    GREY,
    LIGHT,
    PALE,
    Chart,
    bars_canvas,
    class_key,
    safe,
    shorten,
)

_STACK = ("nieuw", "regulier", "toeslag", "elders", "onbeslist")
STEP_LABEL = {
    "pilotset": "andere groep VSV's",
    "jaar_en_prijspeil": "ander jaar en prijspeil",
    "eenmalig_profiel": "eenmalig: twee jaar opgeteld",
    "bevindingen_weggelaten": "regels met fouten weggelaten",
    "correctie": "correctie van het bestuur",
    "niet_bekend": "kosten die geen pilot kent",
    "onverklaard": "onverklaard",
}


def euro_axis(axes: Axes) -> None:
    """Write the amounts of a euro axis the Dutch way."""
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_euro(value * 100)))


def row_labels(axes: Axes, labels: Sequence[str]) -> None:
    """Name the rows of a bar chart."""
    axes.set_yticks(range(len(labels)), [safe(label) for label in labels])


def task_label(task: str, name: str) -> str:
    """Name a task beside its bar, and say when it is one-off."""
    one_off = " (eenmalig)" if task in basiskader.one_off_tasks() else ""
    return shorten(f"{task} {name}", 37 - len(one_off)) + one_off


def _percent(part: float, whole: float) -> str:
    return f"{format_number(100 * part / whole)} %" if whole else "0 %"


def own_costs_by_class(rows: pd.DataFrame, boekjaar: int) -> Chart:
    """Own structural cost per task by class (`overview.own_beside_group`), the other VSVs as unnamed dots."""
    amounts = [column for column in rows if column.endswith("_ct") and column != "anderen_ct"]
    rows = rows.astype(dict.fromkeys(amounts, "float64"))
    idle = (rows["bedrag_ct"] == 0) & (rows["gemiddeld_ct"].fillna(0) == 0)
    rows = rows[~(idle & rows["taak"].isin(basiskader.one_off_tasks()))].reset_index(drop=True)
    figure, axes = bars_canvas(len(rows), left=0.33, right=0.83, extra=0.72)
    start = pd.Series(0.0, rows.index)
    present = [klasse for klasse in _STACK if rows[f"{klasse}_ct"].abs().sum()]
    for klasse in present:
        width = rows[f"{klasse}_ct"].fillna(0) / 100
        axes.barh(range(len(rows)), width, left=start, height=0.56, **CLASS_STYLE[klasse])
        start = start + width
    others = [(amount / 100, i) for i, amounts in enumerate(rows["anderen_ct"]) for amount in amounts]
    if others:
        x, y = zip(*others, strict=True)
        axes.scatter(x, y, s=19, color=DARK, edgecolors="white", linewidths=0.8, zorder=5)
    means = rows["gemiddeld_ct"] / 100
    low, high = [i - 0.4 for i in range(len(rows))], [i + 0.4 for i in range(len(rows))]
    axes.vlines(means, low, high, color="white", lw=4.2, zorder=3)
    axes.vlines(means, low, high, color=DARK, lw=1.8, zorder=4)
    widest = max([float(start.max()), *(x for x, _ in others)], default=0.0) or 1.0
    axes.set_xlim(min(0.0, float(start.min())), widest * 1.03)
    axes.text(
        1.02, -0.9, "dit VSV", transform=axes.get_yaxis_transform(), fontsize=8.5, color=DARK, weight="bold"
    )
    for i, row in enumerate(rows.itertuples()):
        empty = "onbekend" if row.onbekend else _WITHOUT_COST.get(row.antwoord, format_euro(0))
        text = empty if row.onbekend or not row.bedrag_ct else format_euro(row.bedrag_ct)
        axes.text(1.02, i, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5, color=DARK)
    row_labels(axes, [task_label(r.taak, r.naam) for r in rows.itertuples()])
    euro_axis(axes)
    class_key(axes, present)
    below = 1 - 0.42 / figure.get_figheight()
    figure.text(
        0.33, below, "●  ander VSV     |  gemiddelde van de anderen", va="center", fontsize=8.5, color=DARK
    )
    total, new = int(rows["bedrag_ct"].sum()), int(rows["nieuw_ct"].sum())
    strict, wide = int(rows["nieuw_strikt_ct"].sum()), int(rows["nieuw_ruim_ct"].sum())
    n = int(rows["n_anderen"].max())
    top = rows.loc[rows["bedrag_ct"].fillna(0).idxmax()]
    missing = list(rows["taak"][rows["onbekend"] != ""])
    without = (
        f" De kosten van {', '.join(missing)} zijn onbekend en ontbreken in het totaal." if missing else ""
    )
    return Chart(
        figure,
        f"Naar verwachting is {format_euro(new)} van {format_euro(total)} structurele kosten nieuw "
        f"(strikt {format_euro(strict)}, ruim {format_euro(wide)})",
        f"Staven per taak, structurele kosten van {boekjaar}, verdeeld over klassen in de verwachte lezing. Samen "
        f"{format_euro(total)}, waarvan {_percent(new, total)} nieuwe VSV-taak. De duurste taak is {top['naam']} met "
        f"{format_euro(top['bedrag_ct'])}.{without} Stippen tonen de {n} andere VSV's, zonder naam.",
        f"Structurele kosten van {boekjaar}, zonder eenmalige. Verwachte lezing; de status van elke scheidingsregel staat in de tabel. "
        f"Stippen: andere VSV's (hoogstens {n}); n.v.t. en nul staan op € 0, wiens kosten onbekend zijn heeft geen stip "
        f"en telt niet mee in het gemiddelde.{without}",
    )


_WITHOUT_COST = {"n.v.t.": "n.v.t.", "nul": "nul"}


def paid_hours(rows: pd.DataFrame, boekjaar: int) -> Chart:
    """Paid and unpaid hours per functie (`overview.paid_and_unpaid_hours`)."""
    figure, axes = bars_canvas(max(len(rows), 1), left=0.22)
    axes.barh(range(len(rows)), rows["betaald"], height=0.6, color=FOCUS)
    axes.barh(
        range(len(rows)), rows["onbetaald"], left=rows["betaald"], height=0.6,
        facecolor=LIGHT, edgecolor=DARK, hatch="////",
    )  # fmt: skip
    for i, row in enumerate(rows.itertuples()):
        unpaid = f" waarvan {format_number(row.onbetaald)} onbetaald" if row.onbetaald >= 0.5 else ""
        axes.annotate(
            f"{format_number(row.uren)} uur{unpaid}", (row.uren, i), xytext=(4, 0), textcoords="offset points",
            va="center", fontsize=8.5, color=DARK,
        )  # fmt: skip
    axes.set_xlim(0, (rows["uren"].max() if len(rows) else 1) * 1.42)
    row_labels(axes, list(rows["functie"]))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value)))
    axes.set_xlabel("uren")
    hours, unpaid = rows["uren"].sum(), rows["onbetaald"].sum()
    shadow = int(rows["schaduw_ct"].sum())
    conclusion = (
        f"{_percent(unpaid, hours)} van de {format_number(hours)} uren in {boekjaar} is niet door het VSV betaald"
        if unpaid >= 0.5
        else f"Alle {format_number(hours)} uren in {boekjaar} zijn door het VSV betaald"
    )
    return Chart(
        figure,
        conclusion,
        f"Staven per functie: gevuld is betaald, gearceerd is onbetaald. Samen {format_number(hours)} uur, waarvan "
        f"{format_number(unpaid)} onbetaald; tegen de tariefkaart zou dat {format_euro(shadow)} kosten.",
        f"Gevuld: betaald. Gearceerd: onbetaald. De onbetaalde uren zouden tegen de tariefkaart {format_euro(shadow)} "
        "kosten; dat bedrag telt nergens mee in de kosten.",
    )


_ANSWER_MARK = {
    "geregistreerd": ("●", FOCUS),
    "nul": ("0", DARK),
    "niet geregistreerd": ("?", DARK),
    "n.v.t.": ("–", GREY),
    "niet gelezen": ("×", DARK),
}


def completeness(answers: pd.DataFrame) -> Chart:
    """Answers per VSV-year and task (`overview.completeness`); each answer has a sign of its own."""
    tasks = list(answers.columns)
    figure, axes = bars_canvas(len(answers), left=0.14, extra=0.32, foot=0.62)
    axes.set_xlim(-0.6, len(tasks) - 0.4)
    for i, (_, row) in enumerate(answers.iterrows()):
        for j, answer in enumerate(row):
            mark, colour = _ANSWER_MARK.get(answer, ("!", "#B3261E"))
            axes.text(
                j, i, mark, ha="center", va="center", color=colour, fontsize=6.5 if mark == "leeg" else 10
            )
    row_labels(axes, [f"{vsv} {year}" for vsv, year in answers.index])
    axes.set_xticks(range(len(tasks)), tasks, fontsize=8)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
    counts = answers.stack().value_counts()
    registered, cells = int(counts.get("geregistreerd", 0)), answers.size
    not_kept = int(counts.get("niet geregistreerd", 0))
    figure.text(
        0.14, 0.12 / figure.get_figheight(),
        "●  geregistreerd    0  gedaan, kostte niets    ?  gedaan, niet geregistreerd    –  n.v.t.    ×  niet te lezen    "
        "!  geen geldig antwoord",
        fontsize=8, color=DARK,
    )  # fmt: skip
    return Chart(
        figure,
        f"Bij {_percent(registered, cells)} van de taken is 'geregistreerd' geantwoord",
        f"Rooster van {len(answers)} registraties bij {len(tasks)} taken: {registered} keer geregistreerd, "
        f"{int(counts.get('nul', 0))} keer nul, {not_kept} keer niet geregistreerd, {int(counts.get('n.v.t.', 0))} keer "
        f"niet van toepassing en {int(counts.get('', 0))} keer geen antwoord.",
        "Nul, niet geregistreerd, n.v.t. en niet te lezen betekenen iets anders: bij ? en × ontbreken kosten, bij ! is dat onbekend.",
    )


def contested(rows: pd.DataFrame, title: str, about: str, most: int = 10) -> Chart:
    """What each rule moves between strict and wide (`overview.contested`, `overview.agenda`), ranked."""
    moving = rows[rows["swing_ct"] > 0]
    rows = moving.head(most)
    figure, axes = bars_canvas(max(len(rows), 1), left=0.47)
    amounts = rows["swing_ct"] / 100
    colours = [FOCUS if i == 0 else GREY for i in range(len(rows))]
    axes.barh(range(len(rows)), amounts, height=0.62, color=colours)
    for i, row in enumerate(rows.itertuples()):
        axes.annotate(
            f"{format_euro(row.swing_ct)}  ({row.status})", (amounts.iloc[i], i), xytext=(4, 0),
            textcoords="offset points", va="center", fontsize=8.5, color=DARK,
        )  # fmt: skip
    axes.set_xlim(0, (float(amounts.max()) if len(rows) else 1.0) * 1.6)
    row_labels(axes, [shorten(f"{r.regel} {rule_name(r)}", 58) for r in rows.itertuples()])
    euro_axis(axes)
    first = (
        f"De grootste is {rule_name(rows.iloc[0])} met {format_euro(rows.iloc[0]['swing_ct'])}. "
        if len(rows)
        else ""
    )
    settled = int((rows["status"] == "besloten").sum()) or "geen"
    some = (
        f"De {len(rows)} grootste van {len(moving)} regels."
        if len(moving) > len(rows)
        else f"{len(rows)} regels."
    )
    return Chart(
        figure,
        title,
        f"Staven van groot naar klein: hoeveel structureel geld van klasse wisselt tussen de strikte en de ruime lezing. "
        f"{first}{some}",
        f"{about} Lengte: wat de ruime lezing méér als nieuwe VSV-taak telt dan de strikte. {some} "
        f"Vastgestelde regels hierin: {settled}.",
    )


def agenda(rows: pd.DataFrame, one_off: pd.DataFrame) -> Chart:
    """The meeting's agenda: which rules move most structural money per VSV per year (`overview.agenda`)."""
    top = rows.iloc[0] if len(rows) else None
    title = (
        f"{rule_name(top)} maakt het grootste verschil: {format_euro(top['swing_ct'])} structureel per VSV per jaar"
        if top is not None
        else "Geen enkele regel verschuift geld"
    )
    return contested(rows, title, f"Gemiddeld per VSV per jaar, structureel.{_single(one_off)}")


def contested_of_vsv(rows: pd.DataFrame, one_off: pd.DataFrame, boekjaar: int) -> Chart:
    """What is contested for one VSV (`overview.contested`); one-off money is told apart."""
    moved = format_euro(int(rows["swing_ct"].sum()))
    title = f"Strikt of ruim scheelt dit VSV {moved} structurele kosten in {boekjaar}"
    return contested(rows, title, f"Dit VSV in {boekjaar}, structureel.{_single(one_off)}")


def _single(one_off: pd.DataFrame) -> str:
    moved = one_off["swing_ct"].sum()
    return f" Daarnaast wisselt {format_euro(moved)} aan eenmalige kosten van klasse." if moved else ""


def rule_name(row: object) -> str:
    """Name a rule by its conditions: task name, and what narrows it."""
    parts = [basiskader.task_names().get(row.taak, row.taak or "alle taken")]
    parts += [value for value in (row.activiteit, row.kostensoort, row.functie) if value]
    return ", ".join(parts)


def three_readings(means: pd.DataFrame, n: int) -> Chart:
    """Mean structural cost per VSV and year by class, in three readings (`overview.mean_by_class`)."""
    figure, axes = bars_canvas(3, left=0.12, extra=0.55)
    by_class = means.set_index("klasse")
    present = [k for k in _STACK if any(by_class.loc[k, f"{lezing}_structureel_ct"] for lezing in LEZINGEN)]
    for i, lezing in enumerate(LEZINGEN):
        start = 0.0
        for klasse in present:
            width = by_class.loc[klasse, f"{lezing}_structureel_ct"] / 100
            axes.barh(i, width, left=start, height=0.66, **CLASS_STYLE[klasse])
            if klasse == "nieuw":
                axes.text(
                    width / 2,
                    i,
                    format_euro(width * 100),
                    ha="center",
                    va="center",
                    color="white",
                    weight="bold",
                )
            start += width
    row_labels(axes, list(LEZINGEN))
    euro_axis(axes)
    class_key(axes, present)
    new = {lezing: by_class.loc["nieuw", f"{lezing}_structureel_ct"] for lezing in LEZINGEN}
    total = sum(by_class.loc[klasse, "verwacht_structureel_ct"] for klasse in KLASSEN)
    return Chart(
        figure,
        f"Nieuwe VSV-taken kosten gemiddeld {format_euro(new['strikt'])} tot {format_euro(new['ruim'])} structureel per VSV per jaar",
        f"Drie staven, van strikt via verwacht naar ruim, elk samen {format_euro(total)} structureel. Nieuwe VSV-taken: "
        + ", ".join(f"{lezing} {format_euro(new[lezing])}" for lezing in LEZINGEN)
        + ". De rest is "
        + ", ".join(CLASS_LABEL[klasse] for klasse in present if klasse != "nieuw")
        + ".",
        f"Gemiddelde van {n} VSV's, structurele kosten per jaar, zonder eenmalige kosten; per taak over wie de kosten kent. De lezing hangt af van "
        "de scheidingsregels; hun status staat in de tabel.",
    )


def bridge(row: pd.Series, n: int, groep: str) -> Chart:
    """From the own mean to the published figure (one row of ``Reconciliation.brug``), step by step."""
    steps = [step for step in STEP_LABEL if row[f"{step}_ct"] or step == "onverklaard"]
    figure, axes = bars_canvas(len(steps) + 2, left=0.31)
    level = row["eigen_ct"] / 100
    axes.barh(0, level, height=0.6, color=GREY)
    ends = [level]
    for i, step in enumerate(steps, 1):
        change = row[f"{step}_ct"] / 100
        axes.barh(i, change, left=level, height=0.6, color=FOCUS if change else PALE)
        axes.vlines(level, i - 1.3, i + 0.3, color=DARK, lw=0.7)
        level += change
        ends.append(max(level, level - change))
    published = row["gepubliceerd_ct"] / 100
    axes.barh(len(steps) + 1, published, height=0.6, color=GREY)
    ends.append(published)
    texts = [
        format_euro(row["eigen_ct"]),
        *(("+ " if row[f"{s}_ct"] > 0 else "") + format_euro(row[f"{s}_ct"]) for s in steps),
        format_euro(row["gepubliceerd_ct"]),
    ]
    for i, text in enumerate(texts):
        axes.annotate(
            text, (ends[i], i), xytext=(5, 0), textcoords="offset points", va="center", fontsize=9, color=DARK
        )
    axes.set_xlim(0, max(ends) * 1.2)
    row_labels(axes, ["eigen gemiddelde per jaar", *(STEP_LABEL[s] for s in steps), "gepubliceerde tabel"])
    euro_axis(axes)
    unexplained = int(row["onverklaard_ct"])
    conclusion = (
        f"Het verschil met de gepubliceerde {format_euro(row['gepubliceerd_ct'])} is geheel verklaard"
        if unexplained == 0
        else f"Van het verschil met de gepubliceerde tabel is {format_euro(unexplained)} niet verklaard"
    )
    return Chart(
        figure,
        conclusion,
        f"Brug van het eigen gemiddelde {format_euro(row['eigen_ct'])} naar {format_euro(row['gepubliceerd_ct'])}: "
        + ", ".join(f"{STEP_LABEL[s]} {format_euro(row[f'{s}_ct'])}" for s in steps)
        + ".",
        f"Eigen gemiddelde: {n} VSV's, per VSV per jaar. De groep waarmee is vergeleken: {groep}. De gepubliceerde "
        f"{format_euro(row['gepubliceerd_ct'])} telt twee jaar eenmalige kosten bij één jaar structurele kosten op en is "
        "dus geen jaarbedrag.",
    )


def published_beside_own(brug: pd.DataFrame, groep: str) -> Chart:
    """The recomputed mean per task (dot) on the published one (ring), from ``Reconciliation.brug``."""
    names = basiskader.task_names()
    rows = brug[brug["taak"].isin(names) & brug["bekend"]]
    figure, axes = bars_canvas(len(rows), left=0.33)
    own, published = rows["herrekend_ct"] / 100, rows["gepubliceerd_ct"] / 100
    axes.hlines(range(len(rows)), own, published, color=GREY, lw=2)
    axes.scatter(
        published, range(len(rows)), s=90, facecolors="white", edgecolors=DARK, linewidths=1.3, zorder=2
    )
    axes.scatter(own, range(len(rows)), s=28, color=FOCUS, zorder=3)
    for i, row in enumerate(rows.itertuples()):
        gap = row.herrekend_ct - row.gepubliceerd_ct
        text = format_euro(row.gepubliceerd_ct) if gap == 0 else (
            f"{format_euro(row.herrekend_ct)} tegen {format_euro(row.gepubliceerd_ct)}"
        )  # fmt: skip
        x = max(row.herrekend_ct, row.gepubliceerd_ct) / 100
        axes.annotate(
            text, (x, i), xytext=(9, 0), textcoords="offset points", va="center", fontsize=8.5, color=DARK
        )
    axes.set_xlim(0, max(own.max(), published.max()) * 1.3)
    row_labels(axes, [task_label(r.taak, names[r.taak]) for r in rows.itertuples()])
    euro_axis(axes)
    same = int((rows["herrekend_ct"] == rows["gepubliceerd_ct"]).sum())
    worst = rows.loc[(rows["herrekend_ct"] - rows["gepubliceerd_ct"]).abs().idxmax()]
    return Chart(
        figure,
        f"{same} van de {len(rows)} taken zijn tot op de cent gelijk aan de gepubliceerde tabel",
        f"Per taak een stip voor het herrekende gemiddelde van {groep} en een ring voor de gepubliceerde tabel. "
        f"{same} van de {len(rows)} taken zijn gelijk; het grootste verschil is "
        f"{format_euro(worst['herrekend_ct'] - worst['gepubliceerd_ct'])} bij {names[worst['taak']]}.",
        f"Stip: herrekend, {groep}. Ring: gepubliceerd. T01 is de som van twee jaar, de andere taken zijn per jaar.",
    )
