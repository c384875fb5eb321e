"""The explorer: sliders for the main levers; a move draws the result anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import ipywidgets as widgets
import numpy as np

from vsvanalyse import basiskader
from vsvanalyse.money import format_euro, format_number
from vsvanalyse.presentation.chart import DARK, FOCUS, GREY, Chart, bars_canvas, key
from vsvanalyse.presentation.figures import row_labels
from vsvanalyse.presentation.intervals import NOTHING, below_zero, tells
from vsvanalyse.presentation.pages import MADE_UP
from vsvanalyse.presentation.scenario_figures import millions, millions_axis
from vsvanalyse.presentation.variance_tables import percent
from vsvanalyse.presentation.waterfall import signed
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.explore import MDO, PAY_FORMS, READINGS, Answer, Choices, answer, neutral
from vsvanalyse.scenarios.model import Model, make_estimator
from vsvanalyse.scenarios.national import KINDS, LABEL
from vsvanalyse.scenarios.schema import Scenario

_ROWS = {
    "structureel": "alle structurele kosten",
    "nieuw": "waarvan nieuwe taken",
    "financiering": "geld",
    "tekort": "tekort",
}
_STYLE = (
    "<style>.verkenner figure { margin: 0 } .verkenner img { width: 100%; max-width: 52em }"
    " .verkenner figcaption { font-weight: bold; font-size: 115% }</style>"
)
_WIDE = {"style": {"description_width": "12em"}, "layout": {"width": "27em"}}


class Explorer:
    """Sliders with a figure; ``figure`` is the widget to show, ``choices`` where the sliders stand."""

    def __init__(self, data: EditionData, model: Model, base: Scenario) -> None:
        self.data, self.model, self.base = data, model, base
        self.choices = Choices(peiljaar=base.peiljaar)
        self.controls = _controls(
            base, [kind for kind in KINDS if make_estimator(model, base, kind).possible]
        )
        self.picture = widgets.HTML()
        for control in self.controls.values():
            control.observe(self._moved, names="value")
        reset = widgets.Button(description="Alles terug", layout={"width": "10em"})
        reset.on_click(self._reset)
        notice = widgets.HTML(f"<b>{MADE_UP}</b>" if data.edition.verzonnen else "")
        left = widgets.VBox([*self.controls.values(), reset], layout={"flex": "0 0 28em"})
        self.picture.layout = {"flex": "1 1 0%", "min_width": "0"}
        both = widgets.HBox([left, self.picture])
        self.figure = widgets.VBox([notice, both])
        self.draw()

    def draw(self) -> None:
        """Work the choices out and draw them."""
        mine, now = (answer(self.model, self.base, c) for c in (self.choices, neutral(self.choices)))
        chart = beside_now(now, mine, self.choices, self.model.groep).of(self.data.edition)
        self.picture.value = f'{_STYLE}<div class="verkenner">{chart._repr_html_()}</div>'

    def _moved(self, change: dict[str, Any]) -> None:
        name = next(name for name, control in self.controls.items() if control is change["owner"])
        self.choices = replace(self.choices, **{name: change["new"]})
        self.draw()

    def _reset(self, _: object) -> None:
        begin = Choices(peiljaar=self.base.peiljaar)
        for field in fields(begin):
            self.controls[field.name].value = getattr(begin, field.name)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return self.figure._repr_mimebundle_(**kwargs)


def beside_now(now: Answer, mine: Answer, choices: Choices, group: str) -> Chart:
    """Draw the country's amounts as they are (grey) and under the choices (blue), with the interval of ``group``."""
    figure, axes = bars_canvas(6, left=0.24, right=0.82, extra=0.4)
    axes.set_ylim(len(_ROWS) - 0.4, -0.6)
    y, unsure = np.arange(len(_ROWS)), []
    for answered, shift, colour in ((now, -0.18, GREY), (mine, 0.18, FOCUS)):
        amounts = [answered.bedragen[name] for name in _ROWS]
        axes.barh(y + shift, amounts, height=0.32, color=colour)
        middle = answered.bedragen["nieuw"]
        ends = (middle - answered.halve_breedte_ct, middle + answered.halve_breedte_ct)
        if tells([ends[0]], [middle], [ends[1]])[0]:
            axes.hlines(1 + shift, max(ends[0], 0), ends[1], color=DARK, lw=1)
            unsure += [ends[0]]
        for i, cents in enumerate(amounts):
            axes.text(
                1.02,
                i + shift,
                millions(cents),
                transform=axes.get_yaxis_transform(),
                va="center",
                fontsize=9,
                color=DARK,
            )
    row_labels(axes, list(_ROWS.values()))
    millions_axis(axes)
    key(
        axes,
        [
            ("zoals geregistreerd", {"facecolor": GREY, "edgecolor": GREY}),
            ("uw keuze", {"facecolor": FOCUS, "edgecolor": FOCUS}),
        ],
    )
    change = mine.bedragen["nieuw"] - now.bedragen["nieuw"]
    gap = mine.bedragen["tekort"]
    money = (
        f"{millions(abs(gap))} {'tekort' if gap > 0 else 'over'}"
        if mine.bedragen["financiering"]
        else "geen geld"
    )
    title = f"Uw keuze: nieuwe taken {millions(mine.bedragen['nieuw'])} per jaar ({signed(change, millions)}), {money}"
    told = "; ".join(
        f"{label} {millions(now.bedragen[name])} nu, {millions(mine.bedragen[name])} met uw keuze"
        for name, label in _ROWS.items()
    )
    prices = f"prijzen van {choices.peiljaar}" if choices.lopend else "prijzen van de registratie"
    return Chart(
        figure,
        title,
        f"Staven voor het hele land in {choices.peiljaar}: {told}.",
        f"Hele land in {choices.peiljaar}, {prices}, geraamd uit {group} ({LABEL[choices.raming]}); "
        + (
            f"streep: 95 %-interval.{below_zero(unsure)}"
            if unsure
            else f"hoe zeker dat is, is {NOTHING} of niet nodig: wie meedoet is geteld."
        ),
    )


def _controls(base: Scenario, estimators: list[str]) -> dict[str, widgets.Widget]:
    """Make one control per field of `Choices`, in the order shown; ``estimators`` are those that these data allow."""
    start = Choices()
    tasks = [
        (f"{code} {name}", (code,))
        for code, name in basiskader.task_names().items()
        if code not in basiskader.one_off_tasks()
    ]

    def slider(
        name: str, text: str, low: float, high: float, step: float, write: Callable[[float], str]
    ) -> widgets.SelectionSlider:
        # Not a FloatSlider: that writes its value the English way.
        steps = [round(low + i * step, 6) for i in range(round((high - low) / step) + 1)]
        options = [(write(value), value) for value in steps]
        return widgets.SelectionSlider(options=options, value=getattr(start, name), description=text, **_WIDE)

    def choice(name: str, text: str, options: list[object]) -> widgets.Dropdown:
        return widgets.Dropdown(options=options, value=getattr(start, name), description=text, **_WIDE)

    years = range(base.van, base.tot + 1)
    return {
        "vacatiegeld": choice("vacatiegeld", "Vacatiegeld", list(PAY_FORMS)),
        "tarief_factor": slider("tarief_factor", "Tariefkaart ×", 0.5, 1.5, 0.05, _factor),
        "correctie": slider("correctie", "Alle kosten ×", 0.5, 1.5, 0.05, _factor),
        "landelijk_taken": choice("landelijk_taken", "Landelijk te regelen", tasks),
        "landelijk_deel": slider("landelijk_deel", "Deel dat landelijk is", 0, 1, 0.05, percent),
        "landelijk_eur": slider("landelijk_eur", "Landelijke kosten", 0, 3_000_000, 50_000, _euros),
        "lezing": choice("lezing", "Lezing", list(READINGS)),
        "mdo": choice("mdo", "MDO", list(MDO)),
        "per_vsv_eur": slider("per_vsv_eur", "Geld per VSV", 0, 400_000, 5_000, _euros),
        "per_bevalling_eur": slider("per_bevalling_eur", "Geld per bevalling", 0, 200, 1, _euros),
        "raming": choice("raming", "Raming", [(LABEL[kind], kind) for kind in estimators]),
        "lopend": widgets.Checkbox(value=start.lopend, description="Prijzen van dat jaar", **_WIDE),
        "loon_pct": slider("loon_pct", "Loonstijging per jaar", 0, 8, 0.1, _percent),
        "prijs_pct": slider("prijs_pct", "Prijsstijging per jaar", 0, 8, 0.1, _percent),
        "peiljaar": widgets.SelectionSlider(
            options=[(str(year), year) for year in years], value=base.peiljaar, description="Jaar", **_WIDE
        ),
    }


def _factor(value: float) -> str:
    return format_number(value, 2)


def _percent(value: float) -> str:
    return f"{format_number(value, 1)} %"


def _euros(value: float) -> str:
    return format_euro(100 * value)
