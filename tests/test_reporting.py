"""Reports: parameters checked first, failures kept apart, and what is said equals the data."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import papermill
import pytest

from tests.forms import content
from vsvanalyse import edition, overview
from vsvanalyse.edition import starter
from vsvanalyse.edition.starter import SHIPPED
from vsvanalyse.example import write_example
from vsvanalyse.intake.form import make_form
from vsvanalyse.overview import reconciliation
from vsvanalyse.presentation import figures, pages, size_figures, tables, variance_figures
from vsvanalyse.process import pipeline
from vsvanalyse.reporting import batch, guard, parameters, plan
from vsvanalyse.reporting.parameters import ParameterError
from vsvanalyse.variance import drivers, influence, policy, shares, size, spread


@pytest.fixture(scope="module")
def made(example_root, example, example_paths):
    """All reports of the example edition, made once."""
    return batch.make_reports(example_paths, example, plan.make_plan(example_root, example))


def page(where, name: str) -> str:
    return (where.reports / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.xdist_group("reports")
class TestReports:
    def test_all_are_released(self, made):
        assert [(o.page.name, o.status) for o in made if o.status != batch.RELEASED] == []
        assert len(made) == 5 + 6

    def test_pages_load_nothing(self, made, example_paths):
        for file in example_paths.reports.glob("*.html"):
            text = file.read_text(encoding="utf-8")
            assert "<script" not in text
            assert not re.search(r"""(?:src|href)=["'](?!data:|#|[\w./-]+\.(?:html|csv|xlsx)["'])""", text), (
                file.name
            )
            assert text.count("<img") == len(re.findall(r'<img [^>]*alt="[^"]{40,}"', text)), file.name

    def test_every_page_says_it_is_made_up(self, made, example_paths):
        for file in example_paths.reports.glob("*.html"):
            assert "Verzonnen voorbeeld" in file.read_text(encoding="utf-8"), file.name

    def test_vsv_report_holds_nothing_of_another(self, made, example, example_paths):
        text = page(example_paths, "vsv_vsv02")
        for other in set(example.vsvs) - {"VSV02"}:
            assert other not in text
            assert example.name(other) not in text

    def test_numbers_are_dutch(self, made, example_paths):
        for file in example_paths.reports.glob("*.html"):
            text = re.sub(
                r"data:image/[^\"]+|<style>.*?</style>", "", file.read_text(encoding="utf-8"), flags=re.S
            )
            assert not re.search(r"€ ?-|-€|€ ?\d+,\d{3}|\bnan\b|\bNaN\b|&lt;NA&gt;", text), file.name

    def test_scenarios_are_told_with_what_they_rest_on(self, made, example_paths):
        federation, own = page(example_paths, "federatie_rapport"), page(example_paths, "vsv_vsv02")
        for text in (federation, own, page(example_paths, "4_scenarios")):
            assert "Iedereen vacatiegeld volgens één tariefkaart" in text
            assert "er is geen besluit of bedrag bekend voor na 2026" in text
        assert "zaad 20261123" in federation
        assert "Wat betekenen de scenario&#39;s voor dit VSV" in own or "scenario's voor dit VSV" in own
        told = page(example_paths, "scenario_mdo_regulier")
        assert "waarvan 56 % nieuw" in told
        assert "0 % is nieuw" in told

    def test_index_leads_everywhere(self, made, example_paths):
        links = re.findall(r'href="([^"#:]+)"', page(example_paths, "index"))
        missing = [n for n in links if n != "bevindingen.csv" and not (example_paths.reports / n).exists()]
        assert missing == []
        pages = [n for n in links if n.endswith(".html")]
        assert len([n for n in pages if not n.startswith("scenario_")]) == 11
        assert {f"scenario_{name}.html" for name in (*SHIPPED, "basis_na_besluiten")} <= set(pages)

    def test_manifest_names_all_inputs(self, made, example_paths):
        manifest = json.loads((example_paths.reports / "manifest.json").read_text(encoding="utf-8"))
        assert set(manifest["notebooks"]) == {
            "1_registratie.ipynb",
            "3_variantie.ipynb", "4_scenarios.ipynb", "2_scheiding.ipynb", "federatie_rapport.ipynb", "vsv_rapport.ipynb",
        }  # fmt: skip
        assert len(manifest["invoer"]) == 12 + 2
        assert all(re.fullmatch("[0-9a-f]{64}", h) for h in manifest["invoer"].values())
        assert {r["status"] for r in manifest["rapporten"]} == {batch.RELEASED}
        assert set(manifest["scenarios"]) == {
            "besluiten.toml",
            *(f"scenarios/{name}.toml" for name in SHIPPED),
        }
        assert manifest["zaad"]["alles_samen"] == 20261123
        given = {r["naam"]: r["parameters"] for r in manifest["rapporten"]}
        assert given["federatie_rapport"]["scenarios"] == given["4_scenarios"]["scenarios"] == list(SHIPPED)

    def test_pages_of_an_earlier_run_keep_what_they_were_made_with(
        self, made, example, example_root, example_paths
    ):
        fewer = plan.make_plan(example_root, example, (), ("mdo_regulier",))
        assert fewer[0].parameters["scenarios"] == ["basis", "mdo_regulier"]
        kept = batch._earlier(example_paths, fewer)
        assert kept[0].page.parameters["scenarios"] == list(SHIPPED)
        assert {one.scenarios for one in kept} == {batch._scenario_hash(example_paths)}

    def test_executed_notebooks_are_kept(self, made, example_paths):
        assert len(list((example_paths.reports / "notebooks").glob("*.ipynb"))) == 11
        assert not list(example_paths.reports.rglob(".*deel*"))

    @pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
    def test_pages_open_offline_without_a_console_message(self, made, example_paths, tmp_path):
        for name in ("index", "federatie_rapport", "vsv_vsv01"):
            result = subprocess.run(
                [
                    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
                    "--disable-background-networking", "--disable-component-update", "--enable-logging=stderr",
                    f"--user-data-dir={tmp_path / name}", "--dump-dom", f"file://{example_paths.reports / name}.html",
                ],
                capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            assert "</main>" in result.stdout
            assert "CONSOLE" not in result.stderr

    def test_only_what_is_asked(self, made, example_root, example):
        assert [p.name for p in plan.make_plan(example_root, example, ["VSV03"])] == ["vsv_vsv03"]
        with pytest.raises(ValueError, match=r"onbekend: VSV99; kies uit .*VSV01"):
            plan.make_plan(example_root, example, ["VSV99"])


@pytest.mark.slow
def test_an_edition_without_usable_registrations_says_so(tmp_path, repo):
    where = edition.paths("leeg", tmp_path)
    starter.start_edition(where, (2021,))
    (where.forms / "stuk.xlsx").write_bytes(b"x")
    shutil.copytree(repo / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*"))
    data = pipeline.load("leeg", tmp_path)
    outcomes = batch.make_reports(where, data, plan.make_plan(tmp_path, data))
    assert [(o.page.name, o.status) for o in outcomes] == [
        ("1_registratie", batch.RELEASED), ("2_scheiding", batch.RELEASED)
    ]  # fmt: skip
    assert "nog geen bruikbare registraties" in page(where, "index")


@pytest.mark.slow
def test_explorer_notebook_runs(example_root, tmp_path):
    """It is for a screen and makes no report, so nothing else executes it."""
    done = papermill.execute_notebook(
        str(example_root / "notebooks" / "verkenner.ipynb"), str(tmp_path / "verkenner.ipynb"),
        parameters={"editie": "voorbeeld-met-fouten"}, cwd=str(example_root), progress_bar=False,
    )  # fmt: skip
    widgets = [
        o
        for c in done.cells
        for o in c.get("outputs", [])
        if "application/vnd.jupyter.widget-view+json" in o.get("data", {})
    ]
    assert len(widgets) == 1


@pytest.mark.slow
@pytest.mark.xdist_group("reports")
def test_a_failing_report_does_not_stop_the_others(tmp_path, repo):
    where = edition.paths("toets", tmp_path)
    starter.start_edition(where, (2021,))
    profile = content().profiel
    for code in ("VSV01", "VSV02"):
        make_form(
            where.forms / f"{code}.xlsx", content(profiel={**profile, "vsv": code, "naam": f"Naam {code}"})
        )
    shutil.copytree(repo / "notebooks", tmp_path / "notebooks")
    notebook = tmp_path / "notebooks" / "vsv_rapport.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))
    cells["cells"][2]["source"] = ['raise RuntimeError("stuk " + str(1 / (vsv != "VSV01")))']
    notebook.write_text(json.dumps(cells), encoding="utf-8")
    data = pipeline.load("toets", tmp_path)
    pages_ = [p for p in plan.make_plan(tmp_path, data) if p.subject or p.name == "2_scheiding"]
    outcomes = batch.make_reports(where, data, pages_)
    assert {o.page.name: o.status for o in outcomes} == {
        "2_scheiding": batch.RELEASED, "vsv_vsv01": batch.FAILED, "vsv_vsv02": batch.FAILED,
    }  # fmt: skip
    text = page(where, "vsv_vsv01")
    assert "Dit rapport is er niet" in text
    assert "Traceback" not in text
    assert "ZeroDivisionError" not in text
    assert "ZeroDivisionError" in (where.reports / "logboek" / "vsv_vsv01.log").read_text(encoding="utf-8")
    assert "(mislukt)" in page(where, "index")
    assert "Verzonnen" not in text


GOOD = {"editie": "voorbeeld", "vsv": "VSV01"}
BAD = {
    "misspelt": ({"editie": "voorbeeld", "vvs": "VSV01"}, r"onbekende parameter 'vvs', bedoelt u 'vsv'"),
    "unknown": (GOOD | {"kleur": "rood"}, "onbekende parameter 'kleur'"),
    "missing": ({"editie": "voorbeeld"}, "parameter 'vsv' ontbreekt"),
    "wrong_type": (GOOD | {"vsv": 1}, "'vsv' moet str zijn, gevonden: 1"),
    "bool_for_text": (GOOD | {"vsv": True}, "'vsv' moet str zijn"),
}


@pytest.mark.parametrize("name", BAD)
def test_wrong_parameters_are_refused_before_a_kernel_starts(name, repo, example, example_paths, monkeypatch):
    given, message = BAD[name]
    monkeypatch.setattr(batch.execution, "execute", lambda *_: pytest.fail("a kernel was started"))
    wrong = plan.Page("vsv_x", "X", repo / "notebooks" / "vsv_rapport.ipynb", given, "VSV01")
    with pytest.raises(ParameterError, match=message):
        batch.make_reports(example_paths, example, [wrong])


def test_all_parameter_mistakes_at_once(repo):
    with pytest.raises(ParameterError) as caught:
        parameters.check(repo / "notebooks" / "vsv_rapport.ipynb", {"vvs": 1, "editie": 2})
    assert str(caught.value).count("\n") == 2


def _notebook(path: Path, source: str, tags: tuple[str, ...] = ("parameters",)) -> Path:
    cell = {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": [source], "outputs": []}
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    return path


def test_parameter_cells_are_typed(tmp_path):
    made = _notebook(tmp_path / "n.ipynb", 'a: int = 1\nb: list[str] = ["x"]\nc: float = 0.5\nd: bool = True')
    assert parameters.declared(made)["b"] == ("list[str]", ["x"])
    parameters.check(made, {"a": 2, "b": [], "c": 1, "d": False})
    with pytest.raises(ParameterError, match=r"'b' moet list\[str\]"):
        parameters.check(made, {"a": 2, "b": [1], "c": 1, "d": False})
    for source in ("a = 1", "a: complex = 1j", "import os"):
        with pytest.raises(ParameterError):
            parameters.declared(_notebook(tmp_path / "fout.ipynb", source))
    with pytest.raises(ParameterError, match="precies één"):
        parameters.declared(_notebook(tmp_path / "geen.ipynb", "a: int = 1", ()))


def _vsv_page(data, vsv: str) -> str:
    totals = overview.one_off_and_structural(data.counting_lines, data.taakkosten)
    head = pages.vsv_heading(data, vsv).markup
    year = overview.latest_year(data.taakkosten, vsv)
    rows = overview.own_beside_group(data.structural_costs, data.one_off_costs, vsv, year)
    return (
        head
        + pages.vsv_key_figures(totals, data.profielen, vsv).markup
        + tables.own_costs_table(rows, year).markup
    )


def test_guard_releases_what_is_right(example):
    for vsv in example.vsvs:
        assert guard.faults(_vsv_page(example, vsv), example, vsv) == []


SPOIL = {
    "other_total": (lambda t: t.replace("€ 234.158", "€ 234.159"), "bedrag_ct:2021"),
    "other_code": (lambda t: t.replace(">VSV02<", ">VSV03<"), "'vsv' is op de pagina 'VSV03'"),
    "other_name": (lambda t: t.replace("Rivierenhof", "Rivieren"), "'naam' is op de pagina"),
    "year_left_out": (
        lambda t: t.replace('data-controle="eenmalig_ct:2020"', ""),
        "'eenmalig_ct:2020' ontbreekt",
    ),
    "other_vsv_named": (
        lambda t: t + "<p>Anders dan Voorbeeld-VSV Heideland</p>",
        "noemt Voorbeeld-VSV Heideland",
    ),
    "other_in_alt": (lambda t: t + '<img src="data:," alt="zie VSV04 ernaast">', "noemt VSV04"),
    "image_without_alt": (lambda t: t + '<img src="data:,">', "geen alternatieve tekst"),
    "script": (lambda t: t + "<script>1</script>", "<script>"),
    "from_the_network": (lambda t: t + '<img alt="x" src="https://example.org/a.png">', "<img>"),
    "failed_cell": (lambda t: t + '<p class="mislukt">x</p>', "cel van het notebook is mislukt"),
}


@pytest.mark.parametrize("name", SPOIL)
def test_guard_holds_what_is_wrong(name, example):
    change, message = SPOIL[name]
    right = _vsv_page(example, "VSV02")
    wrong = change(right)
    assert wrong != right
    assert any(message in fault for fault in guard.faults(wrong, example, "VSV02"))


def test_names_of_senders_are_never_live(tmp_path):
    where = edition.paths("toets", tmp_path)
    starter.start_edition(where, (2021,))
    name = '<script>alert("$x^2$")</script>'
    make_form(where.forms / "a.xlsx", content(profiel={**content().profiel, "naam": name}))
    data = pipeline.load("toets", tmp_path)
    text = _vsv_page(data, "VSV01")
    assert "<script" not in text
    assert guard.faults(text, data, "VSV01") == []
    assert plan.file_stem("../../etc/passwd") == "etc-passwd"
    lines = data.registratieregels.assign(functie="$a_b$ & <b>")
    chart = figures.paid_hours(overview.paid_and_unpaid_hours(lines, "VSV01", 2021), 2021)
    assert b"<svg" in chart.svg()


def test_tables_escape_and_align(example):
    markup = tables.findings_table(example.bevindingen.assign(waarde="<b>=1</b>")).markup
    assert "<b>" not in markup
    assert "&lt;b&gt;=1" in markup


def charts(data, vsv: str, year: int):
    bridge = reconciliation.reconcile_edition(data)
    lines = data.counting_distribution
    contested = [
        overview.contested(lines, data.rules, vsv, year, aard) for aard in ("structureel", "eenmalig")
    ]
    costs, single = data.structural_costs, data.one_off_costs
    agenda = [
        overview.agenda(lines, part, data.rules, aard)
        for part, aard in ((costs, "structureel"), (single, "eenmalig"))
    ]
    own = figures.own_costs_by_class(overview.own_beside_group(costs, single, vsv, year), year)
    return [
        own,
        figures.paid_hours(overview.paid_and_unpaid_hours(data.counting_lines, vsv, year), year),
        figures.completeness(overview.completeness(data.taakkosten)),
        figures.agenda(*agenda),
        figures.contested_of_vsv(*contested, year),
        figures.three_readings(overview.mean_by_class(costs, single), len(data.vsvs)),
        figures.bridge(bridge.total, bridge.n_eigen, bridge.groep),
        figures.published_beside_own(bridge.brug, bridge.groep),
        *variance_charts(data, vsv, year),
    ]


def variance_charts(data, vsv: str, year: int):
    costs, n = data.structural_costs, len(data.vsvs)
    effects = drivers.against_group(costs, year)
    mine = effects[effects["vsv"] == vsv]
    seen = spread.observations(data.taakkosten, data.profielen, "uitgaven")
    stats = spread.spread(data.taakkosten, data.profielen, max(71, n))
    totals = policy.totals(data.counting_lines, data.structural_costs, year)
    summary = policy.summary(totals)
    line = size.size_line(costs, data.profielen, year)
    return [
        variance_figures.task_dots(seen, stats, year, vsv),
        variance_figures.task_dots(seen, stats, year),
        variance_figures.driver_bridge(mine, year, n),
        variance_figures.task_bridge(mine, year),
        variance_figures.contributions(effects, year),
        variance_figures.variance_shares(shares.by_driver(costs, year), n),
        variance_figures.variance_shares(shares.by_task(costs, year), n),
        size_figures.policy_slopes(totals, summary, year, vsv),
        size_figures.size_chart(line, year, vsv),
        size_figures.size_chart(line, year),
        variance_figures.influence_chart(influence.influence(costs, year), year),
    ]


def test_charts_state_a_conclusion_and_draw_the_same_twice(example):
    for chart in charts(example, "VSV02", 2021):
        assert len(chart.title) > 20
        assert len(chart.alt) > 60
        assert chart.note
        assert chart.svg() == chart.svg()
    same = zip(charts(example, "VSV02", 2021), charts(example, "VSV02", 2021), strict=True)
    assert all(a.svg() == b.svg() for a, b in same)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_vsvs_have_defined_answers(count, tmp_path):
    """One or two VSVs: every chart is drawn, none shows NaN, and nothing is said to equal what does not exist."""
    where = edition.paths("weinig", tmp_path)
    write_example(where, count=count)
    data = pipeline.load("weinig", tmp_path)
    for chart in charts(data, "VSV01", 2021):
        assert b"<svg" in chart.svg()
        assert "nan" not in f"{chart.title} {chart.alt} {chart.note}".casefold()
        if count == 1:
            assert "evenveel als de anderen" not in chart.title
    if count == 1:
        assert variance_figures.driver_bridge(
            drivers.against_group(data.structural_costs, 2021), 2021, 1
        ).title == ("Met één VSV is er niets om mee te vergelijken")


def test_labels_stay_inside_the_picture(example):
    """No text of a chart is cut off at the edge."""
    for chart in charts(example, "VSV05", 2021):
        figure = chart.figure
        chart.svg()
        width, height = figure.canvas.get_width_height()
        texts = [t for axes in figure.axes for t in axes.texts]
        for axes in figure.axes:
            low, high = axes.get_xlim()
            ticks = zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
            texts += [label for place, label in ticks if low <= place <= high]
            low, high = sorted(axes.get_ylim())
            rows = zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
            texts += [label for place, label in rows if low <= place <= high]
        for text in [*texts, *figure.texts]:
            if text.get_text():
                box = text.get_window_extent()
                assert box.x0 >= -1, (chart.title, text.get_text())
                assert box.x1 <= width + 1, (chart.title, text.get_text())
                assert box.y0 >= -1, (chart.title, text.get_text())
                assert box.y1 <= height + 1, (chart.title, text.get_text())


def test_conclusions_are_computed(example):
    first = charts(example, "VSV02", 2021)
    assert first[0].title == (
        "Naar verwachting is € 144.340 van € 198.426 structurele kosten nieuw (strikt € 75.655, ruim € 186.257)"
    )
    assert first[1].title == "26 % van de 2.878 uren in 2021 is niet door het VSV betaald"
    assert first[6].title == "Het verschil met de gepubliceerde € 309.234 is geheel verklaard"
    assert charts(example, "VSV01", 2021)[1].title == "Alle 1.885 uren in 2021 zijn door het VSV betaald"
