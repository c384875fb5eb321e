"""Reports: parameters checked first, failures kept apart, and what is said equals the data."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import papermill
import pypdf
import pytest
import python_calamine
from lxml import etree
from papermill.exceptions import PapermillExecutionError

from tests import annex, attacker
from tests.forms import content
from tests.office import convert, needs_office
from vsvanalyse import edition
from vsvanalyse.edition import starter
from vsvanalyse.edition.starter import SHIPPED
from vsvanalyse.exhibits import eigen, registratie, scheiding, stand
from vsvanalyse.exhibits.kinds import Chart, Exhibit, Explorer, Text
from vsvanalyse.intake.form import make_form
from vsvanalyse.process import pipeline, store
from vsvanalyse.release import Released
from vsvanalyse.render import html
from vsvanalyse.reporting import around, batch, formats, group, guard, identity, parameters, plan, work
from vsvanalyse.reporting.ledger import Ledger
from vsvanalyse.reporting.ledger import faults as ledger_faults
from vsvanalyse.reporting.parameters import ParameterError
from vsvanalyse.reporting.plan import PlanError
from vsvanalyse.reporting.work import Job


@pytest.fixture(scope="module")
def planned(example_root, example) -> list[plan.Page]:
    return plan.make_plan(example_root, example)


@pytest.fixture(scope="module")
def annexes(both_editions, planned) -> dict[Path, list[Exhibit]]:
    """Give each annex of two editions with what it shows, in order."""
    found: dict[Path, dict[str, Exhibit]] = {}
    for where, one in ((where, one) for where in both_editions for one in planned):
        for released in (
            released_of(where, one.name) if around.exhibits_file(where, one.name).is_file() else ()
        ):
            path = around.workbook(where, released.audience, one)
            found.setdefault(path, {})[released.exhibit.id] = released.exhibit
    return {
        path: [each for each in shown.values() if not isinstance(each, Text)]
        for path, shown in found.items()
        if path.is_file()
    }


def page(where, name: str) -> str:
    (file,) = where.reports.rglob(f"{name}.html")
    return file.read_text(encoding="utf-8")


@pytest.mark.slow
class TestReports:
    def test_all_of_the_plan_are_there(self, made_reports, example_paths, planned, example):
        manifest = json.loads((example_paths.reports / "manifest.json").read_text(encoding="utf-8"))
        assert [one["naam"] for one in manifest["rapporten"]] == [one.name for one in planned]
        assert {one.subject for one in planned} == {"", *example.vsvs}

    def test_pages_load_nothing(self, made_reports, example_paths):
        for file in example_paths.reports.rglob("*.html"):
            text = file.read_text(encoding="utf-8")
            run = re.sub(r'<script type="application/json">[^<]*</script>', "", text)
            moves = run.count("<script") == 1 and f"<script>{html.script()}</script>" in run
            assert moves or "<script" not in run
            digest = base64.b64encode(hashlib.sha256(html.script().encode()).digest()).decode()
            assert (f"script-src 'sha256-{digest}'" in text) == moves
            assert "default-src 'none'" in text
            assert not re.search(
                r"""(?:src|href)=["'](?!data:|#|[\w./-]+\.(?:html|csv|xlsx|pdf|pptx)["'])""", text
            ), file.name
            assert "<img" not in text
            assert text.count("<svg") == len(re.findall(r'<svg [^>]*aria-label="[^"]{40,}"', text)), file.name

    def test_every_number_of_a_page_is_that_of_its_exhibit(self, both_editions):
        """Read the pages with a parser of its own: every cell, every text beside a mark, every position of a moving table."""
        seen = 0
        for where, path in [(made, path) for made in both_editions for path in made.reports.rglob("*.html")]:
            if not around.exhibits_file(where, path.stem).is_file():
                continue
            figures = etree.parse(str(path), etree.HTMLParser(encoding="utf-8")).xpath("//*[@data-exhibit]")
            for figure, released in zip(figures, released_of(where, path.stem), strict=True):
                one = released.exhibit
                assert figure.get("data-exhibit") == one.id
                if isinstance(one, Text) or one.rows.empty:
                    continue
                told = "".join(figure.itertext()).split()
                if isinstance(one, Explorer):
                    positions = json.loads(figure.xpath(".//script")[0].text)
                    texts = zip(
                        *([*map(html.unbroken, one.text(name))] for name in ("zin", *one.bars)), strict=True
                    )
                    assert [(said, *(bar[0] for bar in bars)) for said, *bars in positions] == [*texts]
                    seen += len(one.rows) * len(one.bars)
                elif isinstance(one, Chart):
                    for picture in figure.xpath(".//*[local-name()='svg']"):
                        written = "".join(
                            "".join(text.itertext()) for text in picture.iter("{*}text", "text")
                        )
                        beside = one.beside() if one.text_column else []
                        assert all(
                            "".join(html.unbroken(text).split()) in "".join(written.split())
                            for text in beside
                        )
                        seen += len(beside)
                else:
                    body = [
                        [("".join(cell.itertext())) for cell in row] for row in figure.xpath(".//tbody/tr")
                    ]
                    columns = ([*map(html.unbroken, one.text(name))] for name in one.columns)
                    assert body == [[*row] for row in zip(*columns, strict=True)], one.id
                    seen += len(one.rows) * len(one.columns)
                assert told
        assert seen > 15_000

    def test_every_page_says_it_is_made_up(self, made_reports, example_paths):
        for file in example_paths.reports.rglob("*.html"):
            assert "Verzonnen voorbeeld" in file.read_text(encoding="utf-8"), file.name

    def test_vsv_report_holds_nothing_of_another(self, made_reports, example, example_paths):
        text = page(example_paths, "vsv_vsv02")
        for other in set(example.vsvs) - {"VSV02"}:
            assert other not in text
            assert example.name(other) not in text

    def test_numbers_are_dutch(self, made_reports, example_paths):
        for file in example_paths.reports.rglob("*.html"):
            text = re.sub(
                r"<style>.*?</style>| d=\"[^\"]*\"", "", file.read_text(encoding="utf-8"), flags=re.S
            )
            assert not re.search(r"€\s?-|-€|€\s?\d+,\d{3}|\bnan\b|\bNaN\b|&lt;NA&gt;", text), file.name
            assert not re.search(r"€ \d|\d %", re.sub(r"<[^>]*>", "", text)), (
                f"{file.name}: a number can be split from its unit"
            )

    def test_scenarios_are_told_with_what_they_rest_on(self, made_reports, example_paths):
        federation, own = page(example_paths, "federatie_rapport"), page(example_paths, "vsv_vsv02")
        for text in (federation, own, page(example_paths, "4_scenarios")):
            assert "Iedereen vacatiegeld volgens één tariefkaart" in text
            assert "er is geen besluit of bedrag bekend voor na 2026" in text
        assert "zaad 20261123" in page(example_paths, "scenario_alles_samen")
        told = page(example_paths, "scenario_mdo_regulier")
        assert "waarvan 56\N{NO-BREAK SPACE}% nieuw" in told
        assert "0\N{NO-BREAK SPACE}% is nieuw" in told

    def test_the_folder_of_a_vsv_can_be_sent(self, made_reports, example, planned):
        """It holds the page in its forms, leads nowhere, and has nothing of another, of this machine or of how it was made."""
        for one in (one for one in planned if one.subject):
            folder = one.folder(made_reports)
            papers = [f"{one.name}.pdf", f"{one.name}_een_pagina.pdf"]
            assert sorted(path.name for path in folder.iterdir()) == [f"{one.name}.html", *papers]
            text = one.file(made_reports).read_text(encoding="utf-8")
            read = [pypdf.PdfReader(folder / paper) for paper in papers]
            said = "\n".join([text, *(sheet.extract_text() for paper in read for sheet in paper.pages)])
            assert not any("/URI" in str(sheet.get("/Annots", "")) for paper in read for sheet in paper.pages)
            strange = {other for other in example.vsvs if other != one.subject}
            strange |= {example.name(other) for other in strange} | {
                str(made_reports.root),
                "pagina.toon",
                "editie:",
            }
            assert [word for word in sorted(strange) if word in said] == []
            assert all(address.startswith(("#", "data:")) for address in re.findall(r'href="([^"]*)"', text))

    def test_what_a_vsv_gets_gives_no_other_away(self, made_reports, example):
        for vsv in ("VSV02", "VSV05"):
            got = [
                *released_of(made_reports, f"vsv_{vsv.lower()}"),
                *released_of(made_reports, "federatie_rapport"),
            ]
            assert attacker.found_out(got, example, vsv) == {}

    def test_index_leads_everywhere(self, made_reports, example_paths, planned):
        links = re.findall(r'href="([^"#:]+)"', page(example_paths, "index"))
        missing = [n for n in links if n != "bevindingen.csv" and not (example_paths.reports / n).exists()]
        assert missing == []
        pages = [n for n in links if n.endswith(".html")]
        assert {
            one.file(example_paths).relative_to(example_paths.reports).as_posix() for one in planned
        } <= set(pages)
        assert {f"scenario_{name}.html" for name in (*SHIPPED, "basis_na_besluiten")} <= set(pages)

    def test_manifest_names_all_inputs(self, made_reports, example_paths, planned):
        manifest = json.loads((example_paths.reports / "manifest.json").read_text(encoding="utf-8"))
        assert set(manifest["notebooks"]) == {one.notebook.name for one in planned}
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
        self, made_reports, example, example_root, example_paths
    ):
        fewer = plan.make_plan(example_root, example, (), ("mdo_regulier",))
        assert fewer[0].parameters["scenarios"] == ["basis", "mdo_regulier"]
        kept = identity.Journal(example_paths).records[fewer[0].name]
        assert kept.parameters["scenarios"] == list(SHIPPED)
        now = identity.parts(fewer[0], identity.sources(example_paths, example), formats.FORMATS)
        assert identity.changed(now, kept) == "veranderd: wat de pagina is en haar parameters"

    def test_the_crate_names_every_file_and_how_it_was_made(self, made_reports, planned):
        told = json.loads((made_reports.reports / "ro-crate-metadata.json").read_text(encoding="utf-8"))
        graph = {one["@id"]: one for one in told["@graph"]}
        assert len(graph) == len(told["@graph"])
        assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}

        def meant(value: object) -> list[str]:
            if isinstance(value, dict):
                return [value["@id"]]
            return [name for one in value for name in meant(one)] if isinstance(value, list) else []

        named = {name for one in told["@graph"] for value in one.values() for name in meant(value)}
        assert {name for name in named - set(graph) if not name.startswith("http")} == set()
        files = {name: one for name, one in graph.items() if one["@type"] == "File"}
        for name, one in files.items():
            assert store.sha256(made_reports.reports / name) == one["sha256"], name
        pages = {one.file(made_reports).relative_to(made_reports.reports).as_posix() for one in planned}
        actions = [one for one in told["@graph"] if one["@type"] == "CreateAction"]
        assert pages <= {each["@id"] for one in actions for each in one["result"]}
        assert all("../../data/raw/voorbeeld/scheidingsregels.csv" in meant(one["object"]) for one in actions)

    def test_a_page_carries_its_fingerprint(self, made_reports, planned):
        marks = {
            one["naam"]: one["vingerafdruk"]
            for one in json.loads((made_reports.reports / "manifest.json").read_text(encoding="utf-8"))[
                "rapporten"
            ]
        }
        assert len(set(marks.values())) == len(planned)
        for one in planned:
            assert f"Vingerafdruk: {marks[one.name][:12]}<" in one.file(made_reports).read_text(
                encoding="utf-8"
            )

    def test_executed_notebooks_are_kept(self, made_reports, example_paths, planned):
        kept = {path.stem for path in (example_paths.reports / "notebooks").glob("*.ipynb")}
        assert kept == {one.name for one in planned}
        assert not list(example_paths.reports.rglob(".*deel*"))

    def test_only_what_is_asked(self, made_reports, example_root, example):
        assert [p.name for p in plan.make_plan(example_root, example, ["VSV03"])] == ["vsv_vsv03"]
        with pytest.raises(ValueError, match=r"onbekend: VSV99; kies uit .*VSV01"):
            plan.make_plan(example_root, example, ["VSV99"])

    def test_every_sheet_of_an_annex_can_be_read_by_anybody(self, annexes):
        for path in annexes:
            assert annex.faults(path) == []

    def test_annex_and_exhibits_say_the_same(self, annexes):
        """Read by two libraries: title, words, headings, and each number and text of each exhibit."""
        seen = 0
        for path, found in annexes.items():
            book, read = openpyxl.load_workbook(path), python_calamine.load_workbook(path)
            assert len(book.sheetnames) == len(found) + 3
            for sheet, one in zip(book.worksheets[2:-1], found, strict=True):
                above, (headings, *body) = annex.words(sheet), annex.rows(sheet) or [[]]
                assert above[0] == html.unbroken(one.title)
                assert set(filter(None, (html.unbroken(one.about), one.source))) <= set(above)
                assert html.unbroken(one.note) in " ".join(above)
                again = read.get_sheet_by_name(sheet.title).to_python()
                assert again[len(again) - len(body) :] == body
                frame = one.frame
                for name, heading in zip(frame, headings, strict=False):
                    assert heading.startswith(name)
                for row, told in zip(frame.itertuples(index=False), body, strict=True):
                    for value, cell in zip(row, told, strict=False):
                        if isinstance(cell, float | int):
                            assert cell == pytest.approx(float(value), rel=1e-14, abs=0), (one.id, heading)
                        elif pd.isna(value) or not str(value).strip():
                            assert cell == annex.NOTHING, (one.id, row)
                        else:
                            assert cell == str(value), (one.id, row)
                        seen += isinstance(cell, float | int)
        assert seen > 2_000

    @needs_office
    @needs_office
    def test_an_annex_opens_in_libreoffice_and_every_number_has_room(self, annexes, tmp_path):
        path = max(annexes, key=lambda path: len(annexes[path]))
        pages = [page.extract_text() for page in pypdf.PdfReader(convert(path, "pdf", tmp_path)).pages]
        assert len(pages) >= len(annexes[path]) + 3
        assert not any("###" in text for text in pages)
        assert all("Blad " in text for text in pages)

    def test_every_counted_amount_is_in_the_ledger_to_the_cent(self, made_reports, example):
        ledger, found = Ledger(example), exhibits_of(made_reports)
        assert [fault for one in found for fault in ledger_faults(one, ledger)] == []
        assert {quantity for one in found for quantity in one.counted.values()} >= {
            "bedrag", "structureel", "eenmalig", "schaduw"
        }  # fmt: skip

    def test_no_title_says_more_than_its_evidence(self, made_reports):
        for one in exhibits_of(made_reports):
            assert_honest(one)

    def test_a_new_format_is_one_new_file(self, made_reports):
        """A trial renderer, plain text, that knows the kinds of exhibit only."""
        told = [plain_text(one) for one in exhibits_of(made_reports)]
        assert all(told)
        assert any("nieuwe VSV-taak" in text and "€ 90.718 nieuw" in text for text in told)


def released_of(where, pages: str = "*") -> list[Released]:
    found = sorted((where.reports / "exhibits").glob(f"{pages}.json"))
    return [one for path in found for one in around.read_exhibits(path.read_text(encoding="utf-8"))]


def exhibits_of(where, pages: str = "*") -> list[Exhibit]:
    return [one.exhibit for one in released_of(where, pages)]


def plain_text(one: Exhibit) -> str:
    rows = [" | ".join(row) for row in zip(*(one.text(name) for name in one.shown()), strict=True)]
    beside = one.beside() if isinstance(one, Chart) and len(one.rows) else []
    return "\n".join([one.title, *rows, *beside, one.note])


def assert_honest(one: Exhibit) -> None:
    """The rules of a sentence, held against what is said, without asking the rules themselves."""
    claim, title = one.claim, one.title.removeprefix("Voorlopig: ").partition(". Zonder de regels")[0]
    if (
        claim.form in ("verschil", "saldo")
        and claim.low is not None
        and claim.high is not None
        and claim.low < 0 < claim.high
    ):
        assert "niet te zeggen" in title or not claim.more.get("geld", 1), one.title
    if not claim.exact and claim.form not in ("feit", "aantal", "krimp"):
        for amount in re.findall(r"€\s([\d.]+)(?!\S*mln)", title):
            digits = amount.strip(".").replace(".", "").rstrip("0")
            assert len(digits) <= 3, f"{one.id}: {amount} is too precise: {one.title}"
    assert not re.search(r"\d\s%\D*verschillen", title), one.title
    if re.search(r"te kort|tekort", title):
        assert claim.form in ("saldo", "saldi", "aantal", "feit", "bedrag"), one.title
        assert "geld" in f"{title}{one.note}".lower(), one.title
    if claim.first is not None and claim.first.first in title and not claim.first.steady:
        assert re.search(r"hangt af van|niet te zeggen|schelen het meest|kunnen elk", title), one.title
    assert not re.search(r"\bverwacht|\bstrikt|[Kk]ans\b", title), one.title


@pytest.mark.slow
def test_while_errors_stand_every_number_is_provisional(both_editions):
    found = exhibits_of(both_editions[1])
    for one in found:
        assert_honest(one)
        if one.claim.form != "feit" and not one.subject:
            assert one.title.startswith("Voorlopig: "), one.title
            assert "Zonder de regels met" in one.title
    assert sum(one.title.startswith("Voorlopig: ") for one in found) > 40


@pytest.mark.slow
def test_an_edition_without_usable_registrations_says_so(tmp_path, repo):
    where = edition.paths("leeg", tmp_path)
    starter.start_edition(where, (2021,))
    (where.forms / "stuk.xlsx").write_bytes(b"x")
    shutil.copytree(repo / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*"))
    data = pipeline.load("leeg", tmp_path)
    outcomes = batch.make_reports(where, data, plan.make_plan(tmp_path, data), formats=("html",))
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
    cells["cells"][3]["source"] = ['raise RuntimeError("stuk " + str(1 / (vsv != "VSV01")))']
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


def test_what_went_past_the_release_is_not_sent(tmp_path, example, example_root, example_paths):
    """A VSV's notebook that opens its page as the analyst is held back; what it prints or draws itself is not on the page."""
    source = json.loads((example_root / "notebooks" / "vsv_rapport.ipynb").read_text(encoding="utf-8"))
    first = next(cell for cell in source["cells"] if "open_page" in "".join(cell["source"]))

    def made_with(code: str) -> tuple[batch.Outcome, str]:
        first["source"] = [code]
        source["cells"] = source["cells"][: source["cells"].index(first) + 1]
        notebook = tmp_path / "vsv_rapport.ipynb"
        notebook.write_text(json.dumps(source), encoding="utf-8")
        given = {"editie": "voorbeeld", "vsv": "VSV03"}
        proof = plan.Page("vsv_proef", "Proef", notebook, given, "VSV03", "vsv")
        job = Job(proof, example_paths, group.write(example, tmp_path / "editie"), tmp_path / "spoor", 60)
        made = work.make(job)
        return made.outcome, made.files.get(proof.file(example_paths), "")

    begin = "from vsvanalyse.reporting import open_page\nfrom vsvanalyse.exhibits import stand, spreiding\n"
    outcome, _ = made_with(
        begin + "p = open_page(editie)\np.toon(stand.kop(p.data, vsv), spreiding.taken(p.data, 2021))"
    )
    assert outcome.status == batch.HELD
    assert "'spreiding.taken' is voor analist" in outcome.reason
    shows = "p = open_page(editie, voor=vsv)\nprint('VSV05 12.345')\ndisplay(p.groep.taakkosten)\np.toon(stand.kop(p.data, vsv))"
    outcome, text = made_with(begin + shows)
    assert outcome.status == batch.RELEASED, outcome.reason
    assert "Voorbeeld-VSV" in text
    assert "12.345" not in text
    assert "dataframe" not in text
    assert "open_page" not in text


GOOD = {"editie": "voorbeeld", "vsv": "VSV01"}
BAD = {
    "misspelt": ({"editie": "voorbeeld", "vvs": "VSV01"}, r"onbekende parameter 'vvs', bedoelt u 'vsv'"),
    "unknown": (GOOD | {"kleur": "rood"}, "onbekende parameter 'kleur'"),
    "wrong_type": (GOOD | {"vsv": 1}, "'vsv' moet str zijn, gevonden: 1"),
    "bool_for_text": (GOOD | {"vsv": True}, "'vsv' moet str zijn"),
}


@pytest.mark.parametrize("name", BAD)
def test_wrong_parameters_are_refused_before_anything_runs(name, repo, example, example_paths, monkeypatch):
    given, message = BAD[name]
    monkeypatch.setattr(batch, "_made", lambda *_: pytest.fail("a page was made"))
    wrong = plan.Page("vsv_x", "X", repo / "notebooks" / "vsv_rapport.ipynb", given, "VSV01")
    with pytest.raises(ParameterError, match=message):
        batch.make_reports(example_paths, example, [wrong])


def test_all_parameter_mistakes_at_once(repo):
    with pytest.raises(ParameterError) as caught:
        parameters.check(repo / "notebooks" / "vsv_rapport.ipynb", {"vvs": 1, "editie": 2})
    assert str(caught.value).count("\n") == 1


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


def _vsv_page(data, vsv: str) -> tuple[str, list[Exhibit]]:
    year = int(data.taakkosten.loc[data.taakkosten["vsv"] == vsv, "boekjaar"].max())
    shown = [
        stand.kop(data, vsv),
        registratie.kerncijfers_van_vsv(data, vsv),
        scheiding.omstreden(data, vsv, year),
        eigen.kosten_tabel(data, vsv, year),
    ]
    return html.page("Proef", [html.Part(html=html.show(one)) for one in shown]), shown


def test_guard_releases_what_is_right(example):
    for vsv in example.vsvs:
        assert guard.faults(*_vsv_page(example, vsv), example, vsv) == []


def _changed(shown: list[Exhibit], at: int, **changes) -> list[Exhibit]:
    return [one.with_(**changes) if i == at else one for i, one in enumerate(shown)]


def _one_cent_off(shown: list[Exhibit]) -> list[Exhibit]:
    rows = shown[1].rows.copy()
    rows.loc[rows.index[0], "bedrag_ct"] += 1
    return _changed(shown, 1, rows=rows)


SPOIL = {
    "a figure on the page": (lambda t, s: (t.replace("234.158", "234.159"), s), "de pagina toont dat niet"),
    "a cent in the data": (lambda t, s: (t, _one_cent_off(s)), "volgens de registraties"),
    "a subject": (lambda t, s: (t, _changed(s, 2, subject="VSV03")), "gaat over VSV03"),
    "a code": (lambda t, s: (t.replace("VSV02", "VSV2"), s), "'VSV02' staat niet op de pagina"),
    "a name": (
        lambda t, s: (t.replace("Rivierenhof", "Rivieren"), s),
        "Rivierenhof' staat niet op de pagina",
    ),
    "a year left out": (lambda t, s: (t, _changed(s, 1, rows=s[1].rows.iloc[1:])), "van 2020 ontbreekt"),
    "an exhibit left out": (lambda t, s: (t, s[:-1]), "toont niet precies haar exhibits"),
    "a total": (lambda t, s: (t, _changed(s, 3, rows=s[3].rows.iloc[1:])), "het totaal van"),
    "another VSV named": (
        lambda t, s: (t + "<p>Anders dan Voorbeeld-VSV Heideland</p>", s),
        "noemt Voorbeeld-VSV Heideland",
    ),
    "another in an alt text": (
        lambda t, s: (t + '<svg aria-label="zie VSV04 ernaast"></svg>', s),
        "noemt VSV04",
    ),
    "a picture without words": (lambda t, s: (t + "<svg></svg>", s), "geen alternatieve tekst"),
    "a script": (lambda t, s: (t + "<script>1</script>", s), "<script>"),
    "something from the network": (
        lambda t, s: (t + '<img alt="x" src="https://example.org/a.png">', s),
        "<img>",
    ),
    "a failed cell": (lambda t, s: (t + '<p class="mislukt">x</p>', s), "cel van het notebook is mislukt"),
}


@pytest.mark.parametrize("name", SPOIL)
def test_guard_holds_what_is_wrong(name, example):
    change, message = SPOIL[name]
    right = _vsv_page(example, "VSV02")
    wrong = change(*right)
    assert any(message in fault for fault in guard.faults(*wrong, example, "VSV02")), guard.faults(
        *wrong, example, "VSV02"
    )


def test_names_of_senders_are_never_live(tmp_path):
    where = edition.paths("toets", tmp_path)
    starter.start_edition(where, (2021,))
    name = '<script>alert("$x^2$")</script>'
    make_form(where.forms / "a.xlsx", content(profiel={**content().profiel, "naam": name}))
    data = pipeline.load("toets", tmp_path)
    text, shown = _vsv_page(data, "VSV01")
    assert "<script" not in text
    assert guard.faults(text, shown, data, "VSV01") == []
    assert plan.file_stem("../../etc/passwd") == "etc-passwd"
    lines = data.registratieregels.assign(functie="$a_b$ & <b>")
    assert "<b>" not in html.show(
        registratie.uren(dataclasses.replace(data, registratieregels=lines), "VSV01", 2021)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"vvs": "VSV03"}, "onbekende parameter 'vvs', bedoelt u 'vsv'"),
        ({"vsv": 3}, "'vsv' moet str zijn, gevonden: 3"),
        ({}, "VSV01"),
        ({"vsv": "VSV99"}, "VSV01"),
    ],
)
def test_a_notebook_refuses_wrong_parameters_by_itself(given, message, example_root, tmp_path):
    """Straight through papermill, which only warns and would make the page of another VSV."""
    with pytest.raises(PapermillExecutionError) as caught:
        papermill.execute_notebook(
            str(example_root / "notebooks" / "vsv_rapport.ipynb"), str(tmp_path / "uit.ipynb"), parameters=given,
            cwd=str(example_root), progress_bar=False,
        )  # fmt: skip
    assert message in str(caught.value)


def test_a_notebook_of_ones_own_joins_by_one_row(example_root, example, example_paths, tmp_path):
    own = example_paths.raw / plan.PLAN_FILE
    rows = Path(plan.__file__).with_name(plan.PLAN_FILE).read_text(encoding="utf-8")
    shutil.copy(
        example_root / "notebooks" / "2_scheiding.ipynb", example_root / "notebooks" / "mijn_eigen.ipynb"
    )
    before = plan.make_plan(example_root, example)
    try:
        own.write_text(f'{rows}\n[[pagina]]\nnotebook = "mijn_eigen"\nvoor = "analist"\n', encoding="utf-8")
        made = plan.make_plan(example_root, example)
        assert [one.name for one in made if one.name == "mijn_eigen"] == ["mijn_eigen"]
        assert len(made) == len(before) + 1
        assert made[-1].parameters == {"editie": "voorbeeld"}
    finally:
        own.unlink()
        (example_root / "notebooks" / "mijn_eigen.ipynb").unlink()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[[pagina]]\nnotebook = "bestaat_niet"\nvoor = "analist"\n',
            "onbekend notebook: bestaat_niet; in notebooks/ staan: 1_registratie",
        ),
        ('[[pagina]]\nnotebook = "2_scheiding"\nvoor = "iedereen"\n', "voor"),
        ('[[pagina]]\nnotebook = "2_scheiding"\nvoor = "analist"\nkleur = "rood"\n', "kleur"),
        ("dit is geen toml", "rapportplan.toml"),
    ],
)
def test_a_wrong_plan_says_what_is_wrong(text, message, example_root, example, example_paths):
    own = example_paths.raw / plan.PLAN_FILE
    try:
        own.write_text(text, encoding="utf-8")
        with pytest.raises(PlanError, match=message):
            plan.make_plan(example_root, example)
    finally:
        own.unlink()
