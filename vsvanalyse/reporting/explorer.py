"""The explorer: sliders for the main levers; a move asks for the exhibit anew."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from html import escape
from typing import Any

import ipywidgets as widgets

from vsvanalyse import basiskader
from vsvanalyse.edition.starter import BASE
from vsvanalyse.exhibits import cases, verkenner
from vsvanalyse.exhibits.kinds import Bars, Dots
from vsvanalyse.exhibits.words import READING
from vsvanalyse.money import format_euro, format_number, format_percent
from vsvanalyse.render import html
from vsvanalyse.reporting.page import Page
from vsvanalyse.scenarios import drafts
from vsvanalyse.scenarios.explore import MDO, PAY_FORMS, READINGS, at_rest, changed, idle
from vsvanalyse.scenarios.library import ScenarioError, add_scenario
from vsvanalyse.scenarios.model import make_estimator
from vsvanalyse.scenarios.national import KINDS, LABEL
from vsvanalyse.scenarios.schema import Scenario

_WIDE = {"style": {"description_width": "12em"}, "layout": {"width": "27em"}}
_ROOM = 1.5
"""How far an axis reaches beyond what it must hold, so that it seldom has to move."""


class Explorer:
    """Sliders with pictures of the country and of each VSV, as far as the page's reader may see these.

    ``figure`` is the widget to show, ``choices`` where the sliders stand. A control that changes nothing as the others stand is
    grey. The choices can be kept as a scenario of the edition.
    """

    def __init__(self, page: Page, base: str = BASE) -> None:
        self.page, self.base = page, page.scenarios()[base]
        self.choices = at_rest(self.base)
        self.model = cases.model(page.groep)
        possible = [kind for kind in KINDS if make_estimator(self.model, self.base, kind).possible]
        self.controls = _controls(self.base, possible)
        self.picture = widgets.HTML(layout={"flex": "1 1 0%", "min_width": "0"})
        for control in self.controls.values():
            control.observe(self._moved, names="value")
        reset = widgets.Button(description="Alles terug", layout={"width": "10em"})
        reset.on_click(self._reset)
        self.name = widgets.Text(description="Naam", placeholder="mijn_keuze", **_WIDE)
        keep = widgets.Button(description="Bewaar als scenario", layout={"width": "14em"})
        keep.on_click(self._keep)
        self.told = widgets.HTML(layout={"width": "27em"})
        left = [*self.controls.values(), reset, self.name, keep, self.told]
        self.figure = widgets.HBox([widgets.VBox(left, layout={"flex": "0 0 28em"}), self.picture])
        self._reach: dict[str, tuple[float, float]] = {}
        self.draw()

    def draw(self) -> None:
        """Work the choices out, draw them, and make grey what changes nothing."""
        given = (self.page.groep, self.base, self.choices)
        shown = "".join(
            html.show(self.page.seen(self._held(one)).exhibit)
            for one in (verkenner.keuze(*given), verkenner.per_vsv(*given))
        )
        self.picture.value = f"<style>@scope (.exhibit) {{ {html.css()} }}</style>{shown}"
        still = idle(
            self.model, self.base, self.choices, {name: _places(one) for name, one in self.controls.items()}
        )
        for name, control in self.controls.items():
            control.disabled = name in still

    def _held(self, one: Bars | Dots) -> Bars | Dots:
        """Give a chart the axis that it had, or a longer one where that cannot hold it."""
        low, high = one.extent()
        least, most = self._reach.get(one.id, (0.0, 0.0))
        self._reach[one.id] = (least if low >= least else low * _ROOM, most if high <= most else high * _ROOM)
        return one.with_(reach=self._reach[one.id])

    def _moved(self, change: dict[str, Any]) -> None:
        name = next(name for name, control in self.controls.items() if control is change["owner"])
        self.choices = replace(self.choices, **{name: change["new"]})
        self.draw()

    def _reset(self, _: object) -> None:
        begin = at_rest(self.base)
        for field in fields(begin):
            self.controls[field.name].value = getattr(begin, field.name)

    def _keep(self, _: object) -> None:
        """Write the choices as a scenario, and say where it is or why not."""
        self.told.value = escape(self._kept(self.name.value.strip()))

    def _kept(self, name: str) -> str:
        measures = changed(self.base, self.choices)
        if not measures:
            return "Er is nog niets gekozen om te bewaren."
        title = name.replace("_", " ").capitalize()
        today, year = datetime.date.today(), self.choices.peiljaar
        text = drafts.of_measures(name, title, measures, self.base, "verkenner", today, year)
        try:
            made = add_scenario(self.page.where, name, text)
        except ScenarioError as error:
            return str(error)
        return f"Bewaard als {made[-1].name} bij de scenario’s van {self.page.where.id}. Vul daar aan waarom u dit kiest."

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return self.figure._repr_mimebundle_(**kwargs)


def _places(control: widgets.Widget) -> list[Any]:
    """Give where a control can stand: all places of a choice, the ends of a slider."""
    if isinstance(control, widgets.Checkbox):
        return [False, True]
    values = [one[1] if isinstance(one, tuple) else one for one in control.options]
    return [values[0], values[-1]] if isinstance(control, widgets.SelectionSlider) else values


def _controls(base: Scenario, estimators: list[str]) -> dict[str, widgets.Widget]:
    """Make one control per field of `Choices`, in the order shown; ``estimators`` are those that these data allow."""
    start = at_rest(base)
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
