"""Pages in a real browser: at a desk and on a phone, readable, and open to who cannot see or use a mouse."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import browser, needs_browser

PAGES = ("index", "federatie_rapport", "vsv/vsv02/vsv_vsv02", "4_scenarios", "scenario_alles_samen")
_SMALLEST = """() => Math.min(...[...document.querySelectorAll('.beeld svg text')]
    .map(t => t.getBoundingClientRect().height ? parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getScreenCTM().a : 99))"""


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
            found = Axe().run(page).response["violations"]
            serious = [
                f"{one['id']}: {one['nodes'][0]['html'][:160]}"
                for one in found
                if one["impact"] in ("serious", "critical")
            ]
            assert serious == [], name
        assert told == []
