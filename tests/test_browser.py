"""Pages in a real browser: at a desk and on a phone, readable, and open to who cannot see or use a mouse."""

from __future__ import annotations

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import browser, needs_browser
from vsvanalyse.columns import column
from vsvanalyse.exhibits.kinds import Explorer
from vsvanalyse.render.typography import unbroken
from vsvanalyse.reporting import around

PAGES = ("index", "federatie_rapport", "vsv/vsv02/vsv_vsv02", "4_scenarios", "scenario_alles_samen")
_SMALLEST = """() => Math.min(...[...document.querySelectorAll('.beeld svg text')]
    .map(t => t.getBoundingClientRect().height ? parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getScreenCTM().a : 99))"""


_SEEN = """[...document.querySelectorAll('.beeld svg')].filter(s => s.getBoundingClientRect().height)
    .map(s => [s.getBoundingClientRect(), [...s.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => [t.textContent, t.getBoundingClientRect()])])"""
_CUT = f"""() => {_SEEN}.flatMap(([s, texts]) => texts.filter(([_, t]) =>
    t.left < s.left - 1 || t.right > s.right + 1 || t.top < s.top - 1 || t.bottom > s.bottom + 1).map(([text]) => text))"""
_TOUCHING = f"""() => {_SEEN}.flatMap(([_, texts]) => texts.flatMap(([a, x], i) => texts.slice(i + 1).filter(([b, y]) =>
    Math.min(x.right, y.right) - Math.max(x.left, y.left) > 3 && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 4).map(([b]) => a + ' | ' + b)))"""
"""Texts that reach out of their picture, and pairs of which one stands on the other."""


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_readable_and_accessible(made_reports, width):
    with browser() as opened:
        page = opened.new_page(viewport={"width": width, "height": 900})
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.on(
            "request",
            lambda request: (
                told.append(request.url) if not request.url.startswith(("file:", "data:")) else None
            ),
        )
        for name in PAGES:
            page.goto(f"file://{made_reports.reports / name}.html")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                f"{name} is wider than the screen"
            )
            if page.locator(".beeld svg").count():
                assert page.evaluate(_SMALLEST) >= 9.5, f"{name}: text in a chart is too small to read"
            assert page.evaluate(_CUT) == [], f"{name}: text in a chart is cut"
            assert page.evaluate(_TOUCHING) == [], f"{name}: texts in a chart stand on each other"
            found = Axe().run(page).response["violations"]
            assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found] == [], name
        assert told == []


_SHOWN = """one => ({zin: one.querySelector('.zin').textContent,
    getallen: [...one.querySelectorAll('.maat')].map(m => [m.querySelector('strong').textContent, m.querySelector('small').textContent]),
    balken: [...one.querySelectorAll('.baan')].map(b => ['.nul', '.staaf', '.bereik'].map(n => { const m = b.querySelector(n);
        const lane = b.getBoundingClientRect(); const box = m.getBoundingClientRect();
        return m.hidden ? null : [(box.left - lane.left) / lane.width, (box.right - lane.left) / lane.width]; }))})"""
"""What a moving table shows: its sentence, its numbers, and where its bars begin and end."""


def place_of(one: Explorer, choices: dict[str, int]) -> int:
    """Give the row of a moving table at the places of its controls."""
    at = 0
    for name in one.controls:
        at = at * len(one.options(name)) + choices[name]
    return at


def assert_shown(found: dict, one: Explorer, at: int) -> None:
    """Hold what the browser shows against a row of the exhibit."""
    row = one.rows.iloc[at]
    assert found["zin"] == unbroken(row["zin"])
    low, high = one.limits()
    for name, (number, interval), (nought, bar, whisker) in zip(
        one.bars, found["getallen"], found["balken"], strict=True
    ):
        assert number == unbroken(column(name).write(row[name]))
        assert nought[0] == pytest.approx(-low / (high - low), abs=0.004)
        if pd.isna(row[name]) or not row[name]:
            assert bar is None
        else:
            ends = sorted([0.0, float(row[name])])
            assert bar == pytest.approx([(end - low) / (high - low) for end in ends], abs=0.004)
        ends = one.ends.get(name, ())
        if ends and pd.notna(row[ends[0]]):
            assert interval == unbroken(" tot ".join(column(end).write(row[end]) for end in ends))
            assert whisker == pytest.approx([(row[end] - low) / (high - low) for end in ends], abs=0.004)
        else:
            assert (interval, whisker) == ("", None)


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize(("name", "width"), [("federatie_rapport", 1280), ("vsv/vsv03/vsv_vsv03", 390)])
def test_a_moving_table_moves_by_keyboard_and_mouse_without_python_or_network(made_reports, name, width):
    path = made_reports.reports / f"{name}.html"
    exhibits = around.read_exhibits(around.exhibits_file(made_reports, path.stem).read_text(encoding="utf-8"))
    one = next(each.exhibit for each in exhibits if isinstance(each.exhibit, Explorer))
    with browser() as opened:
        context = opened.new_context(viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(f"file://{path}")
        table = page.locator("[data-verkenner]")
        choices = {
            control: one.options(control).index(one.rows[control].iloc[one.start]) for control in one.controls
        }
        assert_shown(table.evaluate(_SHOWN), one, place_of(one, choices))
        per_vsv, per_birth = (
            table.get_by_role("slider", name=text) for text in ("Geld per VSV", "Geld per bevalling")
        )
        per_vsv.focus()
        for _ in range(9):
            per_vsv.press("ArrowRight")
        choices["geld_per_vsv_ct"] = 9
        assert per_vsv.get_attribute("aria-valuetext") == "€\N{NO-BREAK SPACE}225.000"
        assert_shown(table.evaluate(_SHOWN), one, place_of(one, choices))
        table.get_by_role("radio", name="streng").click()
        choices["lezing"] = 0
        assert_shown(table.evaluate(_SHOWN), one, place_of(one, choices))
        table.get_by_role("radio", name="volgens de tariefkaart").check()
        choices["vergoeding_uren"] = 2
        page.keyboard.press("Tab")
        page.keyboard.press("End")
        choices["geld_per_vsv_ct"] = 12
        box = per_birth.bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
        choices["geld_per_bevalling_ct"] = 3
        assert_shown(table.evaluate(_SHOWN), one, place_of(one, choices))
        assert "Uw keuze" in table.locator("[aria-live=polite]").inner_text()
        table.get_by_role("button", name="Alles terug").press("Enter")
        assert_shown(table.evaluate(_SHOWN), one, one.start)
        assert told == []
        # Every other position too, as fast as a machine turns.
        for at in range(0, len(one.rows), 7):
            turn = {"at": at, "counts": [len(one.options(control)) for control in one.controls]}
            table.evaluate(_TURN, turn)
            assert_shown(table.evaluate(_SHOWN), one, at)
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.in = 1\">')"
        )
        page.evaluate(
            "const s = document.createElement('script'); s.textContent = 'window.in = 1'; document.body.append(s)"
        )
        assert page.evaluate("window.in") is None, "a script that is not the house's ran"


_TURN = """(one, {at, counts}) => {
    const controls = [...one.querySelectorAll('fieldset, input[type=range]')];
    for (let i = counts.length - 1; i >= 0; i--) {
        const place = at % counts[i]; at = Math.floor(at / counts[i]);
        if (controls[i].matches('fieldset')) controls[i].querySelectorAll('input')[place].checked = true;
        else controls[i].value = place;
    }
    one.dispatchEvent(new Event('input', {bubbles: true}));
}"""
