"""The PDF of a page: tagged as PDF/UA-1 asks, equal to the exhibits, one page where it says one page."""

from __future__ import annotations

import io
import itertools
import re

import nbformat
import pandas as pd
import pypdf
import pytest

from vsvanalyse import cli
from vsvanalyse.evidence.claims import fact
from vsvanalyse.exhibits import begrippen, kinds
from vsvanalyse.exhibits.kinds import Bars, Chart, Dots, Explorer, Table, Text
from vsvanalyse.release import ANALYST, Released
from vsvanalyse.render import pdf, svg
from vsvanalyse.reporting import around, document, formats

ALONE, HAND_OUT = "_een_pagina", "_hand_out"
HOSTILE = '#pagebreak() *vet* $x^2$ <a href="x"> @noot `code` \\ // [link](http://x) = kop'


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(reader: pypdf.PdfReader) -> str:
    return plain("".join(page.extract_text() for page in reader.pages))


def plain(text: str) -> str:
    return "".join(text.replace("\N{SOFT HYPHEN}", "").split())


def structure(reader: pypdf.PdfReader) -> list[pypdf.generic.DictionaryObject]:
    """Give every element of the tree of tags, in the order in which it is read aloud."""
    found, left = [], [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while left:
        one = left.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            left += reversed(one)
        elif isinstance(one, dict):
            if "/S" in one:
                found.append(one)
            if "/K" in one:
                left.append(one["/K"])
    return found


def pages_of(where) -> list:
    return sorted([*where.reports.glob("*.pdf"), *where.reports.glob("vsv/*/*.pdf")])


@pytest.mark.slow
def test_every_pdf_is_tagged_as_ua_asks(made_reports):
    files = pages_of(made_reports)
    assert len(files) == 15
    for path in files:
        reader = pypdf.PdfReader(path)
        root = reader.trailer["/Root"]
        assert root["/Lang"] == "nl"
        assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"] == True  # noqa: E712
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
        assert reader.metadata.title
        tags = structure(reader)
        kinds_ = [tag["/S"] for tag in tags]
        assert {"/H1", "/P", "/Figure", "/Table", "/TH", "/TD", "/Caption"} <= set(kinds_), path
        figures = [tag for tag in tags if tag["/S"] == "/Figure"]
        assert all(str(tag.get("/Alt", "")).strip() for tag in figures), path
        for page in reader.pages:
            for font in page["/Resources"].get("/Font", {}).values():
                below = font.get_object().get("/DescendantFonts", [font])[0].get_object()
                assert {"/FontFile2", "/FontFile3"} & set(below["/FontDescriptor"].get_object()), path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["federatie_rapport", "vsv/vsv03/vsv_vsv03"])
def test_it_is_read_aloud_in_the_order_of_the_page(made_reports, name):
    """Also where a picture was moved to the next sheet; and no heading is of a level too deep."""
    path = made_reports.reports / f"{name}.pdf"
    tags = structure(pypdf.PdfReader(path))
    exhibits = [
        one.exhibit
        for one_page in (True, False)
        for one in document.pieces(
            nbformat.read(made_reports.reports / "notebooks" / f"{path.stem}.ipynb", 4), one_page=one_page
        )
        if not isinstance(one, str)
    ]
    drawn = [one for one in exhibits if len(one.rows) and not isinstance(one, Text)]
    told = [svg.alt_text(one) if isinstance(one, Chart) else "tabel" for one in drawn]
    read_ = [
        str(tag["/Alt"]) if tag["/S"] == "/Figure" else "tabel"
        for tag in tags
        if tag["/S"] in ("/Figure", "/Table")
    ]
    pictures = [one for one in told if one != "tabel"]
    assert [one for one in dict.fromkeys(read_) if one != "tabel"] == [*dict.fromkeys(pictures)]
    # A table too wide is two; of a figure both the figure and its picture have the words.
    assert [one for one, _ in itertools.groupby(read_)] == [one for one, _ in itertools.groupby(told)]
    levels = [int(str(tag["/S"])[2:]) for tag in tags if re.fullmatch(r"/H\d", str(tag["/S"]))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.slow
def test_what_stands_in_the_exhibits_stands_on_paper(both_editions):
    told = 0
    for where, path in [(made, path) for made in both_editions for path in pages_of(made)]:
        name = path.stem.removesuffix(ALONE).removesuffix(HAND_OUT)
        alone, hand_out = path.stem.endswith(ALONE), path.stem.endswith(HAND_OUT)
        found = around.read_exhibits(around.exhibits_file(where, name).read_text(encoding="utf-8"))
        text = text_of(pypdf.PdfReader(path))
        if hand_out:
            found = [one for one, _ in slides_of(where, name)]
        for one in (each.exhibit for each in found if not alone):
            one = one.on_paper() if isinstance(one, Explorer) else one
            words = [*one.rows["tekst"]] if isinstance(one, Text) else [one.title]
            if isinstance(one, Table) and len(one.rows):
                words += [cell for column in one.columns for cell in one.text(column)]
            if isinstance(one, Chart) and one.text_column and len(one.rows):
                words += one.beside()
            for word in words:
                assert plain(pdf.unbroken(word)) in text, (path.name, one.id, word)
                told += 1
    assert told > 6000


def slides_of(where, name: str) -> list:
    """Give what a made page puts on slides, with what is said there."""
    return document.slides(nbformat.read(where.reports / "notebooks" / f"{name}.ipynb", 4))


@pytest.mark.slow
def test_the_hand_out_has_every_slide_with_the_question_that_will_come(made_reports):
    text = text_of(pypdf.PdfReader(made_reports.reports / "federatie_rapport_hand_out.pdf"))
    told = slides_of(made_reports, "federatie_rapport")
    assert len(told) >= 10
    at = [text.index(plain(pdf.unbroken(said))) for _, said in told]
    assert at == sorted(at)
    for (one, _), place in zip(told, at, strict=True):
        assert text.index(plain(pdf.unbroken(one.exhibit.title))) < place


@pytest.mark.slow
@pytest.mark.parametrize("name", ["federatie_rapport", "vsv/vsv03/vsv_vsv03"])
def test_every_term_that_is_used_leads_to_what_it_means(made_reports, name):
    path = made_reports.reports / f"{name}.pdf"
    exhibits = around.read_exhibits(around.exhibits_file(made_reports, path.stem).read_text(encoding="utf-8"))
    notebook = nbformat.read(made_reports.reports / "notebooks" / f"{path.stem}.ipynb", 4)
    prose = [one for one in document.pieces(notebook) if isinstance(one, str) and not one.startswith("#")]
    told = " ".join([*prose, *(text for one in exhibits[:-1] for text in words_of(one.exhibit))])
    used = {term for term, forms in begrippen.vormen().items() if re.search(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", told, re.I)}  # fmt: skip
    assert len(used) >= 10
    reader = pypdf.PdfReader(path)
    listed = next(one for one in flat(reader.outline) if one.title.startswith("Bijlage F"))
    begin = (reader.get_destination_page_number(listed), -float(listed.top))
    led = set()
    for page in reader.pages:
        for note in page.get("/Annots", []):
            to = note.get_object()["/Dest"]
            led.add((reader.get_page_number(to[0].get_object()), -float(to[3])))
    assert sum(one > begin for one in led) == len(used)


def words_of(one) -> list[str]:
    """Give the words of an exhibit that are no heading and no picture."""
    if isinstance(one, Text):
        return [
            text
            for text, kind in zip(one.rows["tekst"], one.rows["soort"], strict=True)
            if kind not in ("titel", "kopje")
        ]
    one = one.on_paper() if isinstance(one, Explorer) else one
    cells = [cell for name in one.columns for cell in one.text(name)] if isinstance(one, Table) else []
    return [one.title, one.about, one.note, *cells]


@pytest.mark.slow
def test_one_page_is_one_page_and_no_letter_is_small(made_reports):
    files = [path for path in pages_of(made_reports) if path.stem.endswith(ALONE)]
    assert len(files) == 7
    for path in files:
        reader = pypdf.PdfReader(path)
        assert len(reader.pages) == 1, path
        sizes: set[float] = set()

        def seen(text, _cm, tm, _font, size, sizes=sizes):
            if text.strip():
                sizes.add(round(abs(size * (tm[0] or tm[1])), 1))

        reader.pages[0].extract_text(visitor_text=seen)
        assert min(size for size in sizes if size) >= 8.9, (path, sizes)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "most"), [("federatie_rapport", 6), ("vsv/vsv03/vsv_vsv03", 5)])
def test_the_body_is_short_and_the_annexes_come_after(made_reports, name, most):
    reader = pypdf.PdfReader(made_reports.reports / f"{name}.pdf")
    headings = {one.title: reader.get_destination_page_number(one) for one in flat(reader.outline)}
    annex = next(page for title, page in headings.items() if title.startswith("Bijlage A"))
    # The one page stands before the body, and the first annex begins on a page of its own.
    assert annex - 1 <= most
    assert len(headings) >= 9


FOOT, TOP, AT_FOOT = 54.0, 797.0, 32
"""Between the first two heights, in points, lies what a sheet says; the foot stands at the third."""


def heights(page: pypdf.PageObject) -> list[float]:
    """Give how high each text of a sheet stands."""
    found = []

    def seen(text, cm, tm, _font, _size):
        if text.strip():
            found.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

    page.extract_text(visitor_text=seen)
    return found


def lowest(page: pypdf.PageObject) -> float:
    """Give how low the text of a sheet comes, its foot aside."""
    return min((height for height in heights(page) if height > FOOT), default=TOP)


@pytest.mark.slow
def test_nothing_stands_in_the_foot_of_a_sheet_or_below_it(made_reports):
    for path in pages_of(made_reports):
        for number, page in enumerate(pypdf.PdfReader(path).pages, 1):
            below = [height for height in heights(page) if height <= FOOT]
            assert below, (path.name, number)
            assert all(abs(height - AT_FOOT) < 2 for height in below), (path.name, number)


def test_a_picture_of_many_labels_stands_alone():
    """In half a sheet it would reach below its foot."""

    def dots(count: int) -> Released:
        labels = [f"T{i:02d} een taak met een lange naam van twee regels" for i in range(count)]
        told = pd.DataFrame({"naam": labels, "bedrag_ct": 1e6, "wie": "groep"})
        return Released(Dots(id="a.b", claim=fact("S"), rows=told, label="naam", value="bedrag_ct"), ANALYST)

    for pair, sheets in (((4, 4), 1), ((4, 17), 2), ((17, 17), 2)):
        read_ = read(pdf.page("x", (), [dots(count) for count in pair]))
        assert len(read_.pages) <= sheets
        assert all(min(heights(page)) > 0 for page in read_.pages)


@pytest.mark.slow
def test_no_sheet_is_more_than_a_third_empty_and_no_heading_stands_at_its_foot(made_reports):
    for path in pages_of(made_reports):
        if path.stem.endswith(HAND_OUT):
            continue
        reader = pypdf.PdfReader(path)
        for number, page in enumerate(reader.pages[:-1], 1):
            assert (lowest(page) - FOOT) / (TOP - FOOT) <= 1 / 3 + 0.02, (path.name, number)
        for one in flat(reader.outline):
            assert one.top is None or one.top - FOOT > 50, (path.name, one.title)


def test_a_split_table_has_its_head_on_every_sheet_and_no_row_in_two():
    texts = [f"regel {i} " + "met veel woorden " * 30 for i in range(40)]
    told = pd.DataFrame({"taak": texts, "bedrag_ct": [float(i) for i in range(40)], "wie": ["groep"] * 40})
    table = Table(id="a.b", claim=fact("Lang"), rows=told, columns=("taak", "bedrag_ct"))
    sheets = [
        plain(page.extract_text()) for page in read(pdf.page("x", (), [Released(table, ANALYST)])).pages
    ]
    assert len(sheets) > 2
    assert all("Taak" in sheet for sheet in sheets)
    whole = plain(texts[0]).removeprefix("regel0")
    assert sum(sheet.count(whole) for sheet in sheets) == 40


def test_a_table_too_wide_is_split_by_columns_and_says_so():
    names = ["taak", *(f"bedrag_ct@{year}" for year in range(2001, 2021))]
    told = pd.DataFrame({name: [1e9 + i for i in range(3)] for name in names} | {"wie": "groep"})
    table = Table(id="a.b", claim=fact("Breed"), rows=told.assign(taak=["x", "y", "z"]), columns=tuple(names))
    text = text_of(read(pdf.page("x", (), [Released(table, ANALYST)])))
    parts = text.count("Breed")
    assert parts > 1
    assert f"(deel{parts}van{parts})" in text
    assert all(f"Kosten{year}" in text for year in range(2001, 2021))


def flat(outline) -> list:
    return [each for one in outline for each in (flat(one) if isinstance(one, list) else [one])]


def hostile() -> list[str | Released]:
    rows = pd.DataFrame({"taak": [HOSTILE, "gewoon"], "bedrag_ct": [1_00.0, 2_00.0], "wie": ["groep"] * 2})
    given = {
        "id": "a.b",
        "claim": fact(HOSTILE),
        "rows": rows,
        "note": HOSTILE,
        "about": HOSTILE,
        "source": HOSTILE,
    }
    paragraphs = pd.DataFrame({"tekst": [HOSTILE], "soort": ["titel"], "wie": ["groep"]})
    return [
        Released(Text(id="t", claim=fact("x"), rows=paragraphs), ANALYST),
        f"## Kop\n\nGewone *tekst* met `code`.\n\n- een\n- twee\n\n{HOSTILE}",
        Released(Table(columns=("taak", "bedrag_ct"), **given), ANALYST),
        Released(Bars(label="taak", value="bedrag_ct", **given), ANALYST),
    ]


def test_text_stays_text():
    reader = read(pdf.page(HOSTILE, hostile(), hostile(), HOSTILE))
    text = text_of(reader)
    assert text.count(plain(HOSTILE)) >= 8
    assert not any(
        "/Annots" in page and page["/Annots"] for page in reader.pages if "/URI" in str(page.get("/Annots"))
    )
    assert reader.metadata.title == HOSTILE


def test_the_same_pieces_give_the_same_bytes():
    assert pdf.page("x", hostile(), hostile(), "y") == pdf.page("x", hostile(), hostile(), "y")


@pytest.mark.parametrize("kind", [Table, Bars])
def test_nothing_to_show_is_said(kind):
    shown = {"columns": ("naam",)} if kind is Table else {"label": "naam", "value": "bedrag_ct"}
    empty = kind(
        id="a.b", claim=fact("Er is niets"), rows=pd.DataFrame(columns=["wie", "naam", "bedrag_ct"]), **shown
    )
    titled = "# Kop"
    assert "Erisniets" in text_of(read(pdf.page("x", [], [titled, Released(empty, ANALYST)])))
    assert issubclass(kind, kinds.Exhibit)


def test_only_formats_that_exist(capsys, example_root, monkeypatch):
    monkeypatch.setenv("VSVANALYSE_HOME", str(example_root))
    assert cli.run_command(["report", "voorbeeld", "--als", "html,docx"]) == 2
    assert "vorm 'docx' is onbekend" in capsys.readouterr().err
    assert formats.formats_for("vsv") == ("html", "pdf")
    assert formats.formats_for("vsv", ("xlsx",)) == ("html", "xlsx")
    assert formats.asked(" PDF, pdf ,html") == ("pdf", "html")
