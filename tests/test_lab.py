"""JupyterLab in a real browser: an exhibit looks as in the report, and its frame is the analyst's."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import browser, needs_browser


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def lab(example_root: Path, tmp_path: Path) -> Iterator[str]:
    """JupyterLab over the notebooks of a project folder of its own; gives its address."""
    port = free_port()
    given = {
        **os.environ, "VSVANALYSE_HOME": str(example_root), "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"), "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"), "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
    }  # fmt: skip
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=",
        "--ServerApp.password=", f"--ServerApp.root_dir={example_root}", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with (
        (tmp_path / "lab.log").open("w") as log,
        subprocess.Popen(command, env=given, stdout=log, stderr=log) as server,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"{address}/api/status", timeout=2)
                    break
                except OSError:
                    time.sleep(0.5)
            else:
                pytest.fail((tmp_path / "lab.log").read_text())
            yield address
        finally:
            server.terminate()


def write_notebook(path: Path, *cells: str) -> None:
    made = [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "metadata": {},
            "source": source,
            "execution_count": None,
            "outputs": [],
        }
        for i, source in enumerate(cells)
    ]
    meta = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(json.dumps({"cells": made, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}))


def run_all(opened: Browser, address: str) -> Page:
    """Open a notebook and run all its cells."""
    page = opened.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=120_000)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    return page


@pytest.mark.slow
@needs_browser
def test_an_analyst_sees_sorts_and_leaves_out(lab, example_root):
    write_notebook(
        example_root / "proef.ipynb",
        "from vsvanalyse.exhibits import scheiding\nfrom vsvanalyse.reporting import open_page\n"
        'pagina = open_page("voorbeeld", zonder=["VSV05"])\ndata = pagina.data\npagina.toon(scheiding.lezingen(data))',
        "scheiding.agenda(data)",
        'pagina.toon(scheiding.regels(data)).frame.sort_values("Kosten").head(3)',
        'print("zonder", data.zonder, len(data.vsvs))',
        'open_page("voorbeld")',
    )
    with browser() as opened:
        page = run_all(opened, f"{lab}/lab/tree/proef.ipynb?reset")
        page.wait_for_selector("text=zonder ('VSV05',) 5", timeout=180_000)
        charts = page.locator(".jp-OutputArea figure.exhibit .beeld svg")
        assert charts.count() == 2
        title = page.locator(".jp-OutputArea figure.exhibit .titel").first
        assert "Nieuwe VSV-taken kosten een VSV per jaar" in title.inner_text()
        assert title.evaluate("t => getComputedStyle(t).fontWeight") == "700"
        assert charts.first.bounding_box()["width"] > 500
        costs = page.locator(".jp-OutputArea table.dataframe tbody tr td:nth-child(4)").all_inner_texts()
        assert costs == sorted(costs, key=float)
        page.wait_for_selector("text=voorbeeld-met-fouten", timeout=60_000)


@pytest.mark.slow
@needs_browser
def test_the_explorer_moves_by_mouse_and_keyboard_and_keeps_a_choice(lab, example_root):
    kept = example_root / "data" / "raw" / "voorbeeld" / "scenarios" / "uit_de_verkenner.toml"
    try:
        with browser() as opened:
            page = run_all(opened, f"{lab}/lab/tree/notebooks/verkenner.ipynb?reset")
            output = page.locator(".jp-OutputArea", has_text="Rekenwijze").last
            output.wait_for(timeout=180_000)
            title = output.locator("figure.exhibit .titel").first
            expect(title).to_contain_text("ongeveer € 13\N{NO-BREAK SPACE}mln")
            factor = output.locator(".widget-inline-hbox", has_text="Tariefkaart ×")
            assert factor.locator(".noUi-target[disabled]").count() == 1
            output.get_by_label("Vacatiegeld").select_option("tariefkaart")
            expect(title).not_to_contain_text("ongeveer € 13\N{NO-BREAK SPACE}mln")
            expect(factor.locator(".noUi-target[disabled]")).to_have_count(0)
            handle = output.locator(".widget-inline-hbox", has_text="Geld per VSV").locator(".noUi-handle")
            handle.focus()
            for press in range(1, 4):
                handle.press("ArrowRight")
                expect(handle).to_have_attribute("aria-valuenow", f"{press}.0")
                # What the kernel answers to one press must not undo the next.
                page.wait_for_timeout(500)
            expect(title).to_contain_text("te kort voor nieuwe taken")
            output.get_by_label("Naam").fill("uit_de_verkenner")
            output.get_by_role("button", name="Bewaar als scenario").click()
            expect(output).to_contain_text("Bewaard als uit_de_verkenner.toml")
        assert "per_vsv_eur = 15000" in kept.read_text(encoding="utf-8")
    finally:
        kept.unlink(missing_ok=True)
