"""Benchmarks of the forms of a page: its PDF against a browser that prints it, slides against the same charts as pictures."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.benchmarks.drawing import charts
from tests.benchmarks.scenarios import EXAMPLE
from tests.browser import browser
from vsvanalyse import edition
from vsvanalyse.process import pipeline
from vsvanalyse.render import html, pdf, pptx, svg
from vsvanalyse.reporting import document, execution, group, plan

ROUNDS = 5


def measure(medians: Callable[..., list[float]], tell: Callable[..., None]) -> None:
    """Print the ratios of processor time."""
    root = EXAMPLE.parents[3]
    data = pipeline.load("voorbeeld", root)
    pages = [one for one in plan.make_plan(root, data) if one.subject]
    mine, texts = [], []
    for number, page in enumerate(pages):
        with group.handed(data, edition.paths("voorbeeld", root)):
            executed = execution.execute(page.notebook, page.parameters, root)
        texts.append(html.page(page.subject, document.parts(executed, sent=True)))
        first, rest = document.pieces(executed, one_page=True), document.pieces(executed)
        began = time.process_time()
        pdf.page(page.subject, first, rest)
        if number:  # The first one warms what makes it, as the browser is warm.
            mine.append(time.process_time() - began)
    tell(
        "the PDF of a VSV's report, its pictures at hand, processor",
        statistics.median(mine),
        _printed(texts[1]),
        "a warm browser that prints it",
        "at most 0.5",
    )
    drawn = [*charts(), *charts()[:4]]
    slides, pictures = medians(
        ROUNDS, lambda: pptx.deck("x", [(one, "") for one in drawn]), lambda: [svg.picture(one) for one in drawn], clock=time.process_time
    )  # fmt: skip
    tell(f"a deck of {len(drawn)} charts, processor", slides, pictures, "the same charts as SVG", "at most 1")


def _printed(text: str) -> float:
    """Print a page in a browser that is warm; give seconds of the processor of all its processes, the median of some."""
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        path = Path(folder) / "page.html"
        path.write_text(text, encoding="utf-8")
        tab = opened.new_page()
        spent = []
        for round_ in range(ROUNDS + 1):
            before = _busy()
            tab.goto(path.as_uri())
            tab.pdf(path=str(Path(folder) / "page.pdf"), format="A4", tagged=True, outline=True)
            if round_:
                spent.append(_busy() - before)
    return statistics.median(spent)


def _busy() -> float:
    """Give the processor time of the browser's processes."""
    mine = psutil.Process().children(recursive=True)
    times = [one.cpu_times() for one in mine if "chrom" in one.name()]
    return sum(one.user + one.system for one in times)
