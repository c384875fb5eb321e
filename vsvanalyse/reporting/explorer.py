"""The explorer: sliders for the main levers; a move asks for the exhibit anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

import ipywidgets as widgets

from vsvanalyse import basiskader
from vsvanalyse.exhibits import cases, verkenner
from vsvanalyse.exhibits.words import READING
from vsvanalyse.money import format_euro, format_number, format_percent
from vsvanalyse.process.data import EditionData
from vsvanalyse.render import html
from vsvanalyse.scenarios.explore import MDO, PAY_FORMS, READINGS, Choices
from vsvanalyse.scenarios.model import make_estimator
from vsvanalyse.scenarios.national import KINDS, LABEL
from vsvanalyse.scenarios.schema import Scenario

_WIDE = {"style": {"description_width": "12em"}, "layout": {"width": "27em"}}


class Explorer:
    """Sliders with a figure; ``figure`` is the widget to show, ``choices`` where the sliders stand."""

    def __init__(self, data: EditionData, base: Scenario) -> None:
        self.data, self.base = data, base
        self.choices = Choices(peiljaar=base.peiljaar)
        model = cases.model(data)
        self.controls = _controls(
            base, [kind for kind in KINDS if make_estimator(model, base, kind).possible]
        )
        self.picture = widgets.HTML()
        for control in self.controls.values():
            control.observe(self._moved, names="value")
        reset = widgets.Button(description="Alles terug", layout={"width": "10em"})
        reset.on_click(self._reset)
        left = widgets.VBox([*self.controls.values(), reset], layout={"flex": "0 0 28em"})
        self.picture.layout = {"flex": "1 1 0%", "min_width": "0"}
        self.figure = widgets.HBox([left, self.picture])
        self.draw()

    def draw(self) -> None:
        """Work the choices out and draw them."""
        shown = html.show(verkenner.keuze(self.data, self.base, self.choices))
        self.picture.value = f"<style>@scope (.exhibit) {{ {html.css()} }}</style>{shown}"

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

    def choice(name: str, text: str, options: Sequence[object]) -> widgets.Dropdown:
        return widgets.Dropdown(options=options, value=getattr(start, name), description=text, **_WIDE)

    years = range(base.van, base.tot + 1)
    return {
        "vacatiegeld": choice("vacatiegeld", "Vacatiegeld", list(PAY_FORMS)),
        "tarief_factor": slider("tarief_factor", "Tariefkaart ×", 0.5, 1.5, 0.05, _factor),
        "correctie": slider("correctie", "Alle kosten ×", 0.5, 1.5, 0.05, _factor),
        "landelijk_taken": choice("landelijk_taken", "Landelijk te regelen", tasks),
        "landelijk_deel": slider("landelijk_deel", "Deel dat landelijk is", 0, 1, 0.05, format_percent),
        "landelijk_eur": slider("landelijk_eur", "Landelijke kosten", 0, 3_000_000, 50_000, _euros),
        "lezing": choice("lezing", "Rekenwijze", [(READING[kind], kind) for kind in READINGS]),
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


__all__ = ["Explorer"]
