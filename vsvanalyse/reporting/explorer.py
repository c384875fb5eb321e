"""The explorer: sliders for the main levers; a move asks for the exhibit anew."""

from __future__ import annotations

import datetime
from html import escape
from typing import Any

import ipywidgets as widgets

from vsvanalyse.edition.starter import BASE
from vsvanalyse.exhibits import cases, verkenner
from vsvanalyse.exhibits.kinds import Bars, Dots
from vsvanalyse.render import html
from vsvanalyse.reporting.page import Page
from vsvanalyse.scenarios import drafts
from vsvanalyse.scenarios.explore import Choices, changed, controls, idle
from vsvanalyse.scenarios.lever import Control
from vsvanalyse.scenarios.library import ScenarioError, add_scenario

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
        self.case = cases.case(page.groep, self.base)
        self.asked = controls(self.case, [*page.scenarios().values()])
        self.start: Choices = {name: one.start for name, one in self.asked.items()}
        self.choices = self.start
        self.controls = {name: _widget(one) for name, one in self.asked.items()}
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
        still = idle(self.case, self.choices, self.asked)
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
        self.choices = {**self.choices, name: change["new"]}
        self.draw()

    def _reset(self, _: object) -> None:
        for name, place in self.start.items():
            self.controls[name].value = place

    def _keep(self, _: object) -> None:
        """Write the choices as a scenario, and say where it is or why not."""
        self.told.value = escape(self._kept(self.name.value.strip()))

    def _kept(self, name: str) -> str:
        measures = changed(self.base, self.choices)
        if not measures:
            return "Er is nog niets gekozen om te bewaren."
        title = name.replace("_", " ").capitalize()
        today, year = datetime.date.today(), self.choices["peiljaar"]
        text = drafts.of_measures(name, title, measures, self.base, "verkenner", today, year)
        try:
            made = add_scenario(self.page.where, name, text)
        except ScenarioError as error:
            return str(error)
        return f"Bewaard als {made[-1].name} bij de scenario’s van {self.page.where.id}. Vul daar aan waarom u dit kiest."

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return self.figure._repr_mimebundle_(**kwargs)


def _widget(one: Control) -> widgets.Widget:
    """Make the widget of a control."""
    # A slider over words, not a FloatSlider: that writes its value the English way.
    made = {"keuze": widgets.Dropdown, "schuif": widgets.SelectionSlider, "vinkje": widgets.Checkbox}[
        one.form
    ]
    places = {} if one.form == "vinkje" else {"options": list(one.places)}
    return made(**places, value=one.start, description=one.text, **_WIDE)


__all__ = ["Explorer"]
