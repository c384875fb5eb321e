"""Slides: native charts with the exhibit's numbers, words for who cannot see them, notes for who speaks."""

from __future__ import annotations

import io
import re
import zipfile

import nbformat
import numpy as np
import pandas as pd
import pypdf
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_FILL
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from tests.office import convert, needs_slides
from tests.open_xml import SPACES, faults
from vsvanalyse import cli
from vsvanalyse.columns import column
from vsvanalyse.evidence.claims import fact
from vsvanalyse.exhibits.kinds import (
    Bars,
    Bridge,
    Chart,
    Dots,
    Exhibit,
    ExhibitError,
    Lines,
    Matrix,
    Table,
    Text,
)
from vsvanalyse.release import Released
from vsvanalyse.render import pptx
from vsvanalyse.reporting import around, document, formats
from vsvanalyse.reporting.page import MIME

HOSTILE = "<a:t>x</a:t> & =1+1 {FIELD} \"'\n{{jinja}}"


def opened(content: bytes):
    return Presentation(io.BytesIO(content))


def shapes_of(book) -> list:
    return [shape for slide in book.slides for shape in slide.shapes]


def numbers_of(one: Chart) -> list[float]:
    """Give the numbers that a chart shows, as its file has them."""
    names = [name for name in (one.value, one.low, one.high) if name]
    if not isinstance(one, Lines) or "stippeltrap" in one.styles.values():
        names = names[:1]
    values = [pd.to_numeric(one.rows[name]).astype("float64") / column(name).scale for name in names]
    return sorted(round(float(value), 6) for part in values for value in part.dropna())


def charted(chart) -> list[float]:
    return sorted(
        round(float(value), 6)
        for series in chart.plots[0].series
        for value in series.values
        if value is not None
    )


@pytest.mark.slow
def test_every_chart_is_native_and_holds_the_numbers_of_its_exhibit(both_editions):
    decks = [(where, path) for where in both_editions for path in sorted(where.reports.rglob("*.pptx"))]
    assert [path.stem for _, path in decks] == ["federatie_rapport", "federatie_rapport", "vsv_vsv02"]
    assert sum(holds_its_exhibits(where, path) for where, path in decks) >= 16


def holds_its_exhibits(where, path) -> int:
    """Hold every slide of a deck against its exhibit, and give how many charts it has."""
    book = Presentation(path)
    text = around.exhibits_file(where, path.stem).read_text(encoding="utf-8")
    found = {one.exhibit.id: one.exhibit for one in around.read_exhibits(text)}
    assert 4 <= len(book.slides) <= 17
    seen, parts = 0, {}
    for slide in list(book.slides)[1:]:
        notes = slide.notes_slide.notes_text_frame.text
        told = found[re.search(r"Herleiden: exhibit ([\w.]+)\.", notes)[1]]
        assert slide.shapes.title.text_frame.text == pptx.unbroken(told.title)
        for words in (told.title, told.about, told.note, told.source):
            assert pptx.unbroken(words) in notes
        assert notes.count("\n") >= 3
        for shape in slide.shapes:
            if shape.has_chart:
                one = found[shape.name]
                assert shape.chart.part.chart_workbook.xlsx_part is not None
                described(shape)
                seen += 1
                parts.setdefault(one.id, []).extend(charted(shape.chart))
            if getattr(shape, "has_table", False) and shape.has_table:
                described(shape)
                assert (
                    shape.top + sum(row.height for row in shape.table.rows) <= book.slide_height - pptx.FOOT
                )
                cells = [cell.text for row in shape.table.rows for cell in row.cells]
                told = {
                    pptx.unbroken(text)
                    for name in found[shape.name].columns
                    for text in found[shape.name].text(name)
                }
                assert set(cells[len(found[shape.name].columns) :]) <= told
    for name, numbers in parts.items():
        if not isinstance(found[name], Bridge):
            assert sorted(numbers) == numbers_of(found[name]), name
    return seen


def described(shape) -> None:
    assert shape._element.xpath(".//p:cNvPr")[0].get("descr", "").strip()


def rows(*labels: str) -> pd.DataFrame:
    count = len(labels)
    return pd.DataFrame(
        {
            "taak": list(labels),
            "klasse": ["a", "b"] * (count // 2) + ["a"] * (count % 2),
            "bedrag_ct": [100_00.0 * (i + 1) for i in range(count)],
            "laag_ct": [50_00.0 * (i + 1) for i in range(count)],
            "hoog_ct": [200_00.0 * (i + 1) for i in range(count)],
            "soort": ["begin", *["stap"] * (count - 2), "eind"],
            "antwoord": ["x"] * count,
            "wie": ["groep"] * count,
        }
    )


DRAWN = {"label": "taak", "value": "bedrag_ct", "about": "proef", "note": "noot"}
MADE: dict[str, Exhibit] = {
    "bars": Bars(id="a.staven", claim=fact("S"), rows=rows("x", "y", "z"), focus=("y",), **DRAWN),
    "stacked": Bars(id="a.stapel", claim=fact("S"), rows=rows("x", "x", "y", "y"), series="klasse", layout="gestapeld", **DRAWN),
    "dots": Dots(id="a.stippen", claim=fact("S"), rows=rows("x", "y"), low="laag_ct", high="hoog_ct", **DRAWN),
    "lines": Lines(id="a.lijnen", claim=fact("S"), rows=rows("x", "y", "z"), low="laag_ct", high="hoog_ct", **DRAWN),
    "across": Lines(id="a.dwars", claim=fact("S"), rows=rows("x", "y").assign(aandeel=[0.1, 0.2]), **{**DRAWN, "label": "aandeel"}),
    "bridge": Bridge(id="a.brug", claim=fact("S"), rows=rows("x", "y", "z"), **DRAWN),
    "matrix": Matrix(
        id="a.rooster", claim=fact("S"), rows=rows("x", "y"), label="taak", series="klasse", value="antwoord", signs={"x": "●"},
        signs_text={"x": "gedaan"},
    ),
    "table": Table(id="a.tabel", claim=fact("S"), rows=rows(*[f"r{i}" for i in range(23)]), columns=("taak", "bedrag_ct")),
    "unknown": Dots(
        id="a.onbekend", claim=fact("S"), rows=rows("x", "y").assign(bedrag_ct=[np.nan, 1.0], laag_ct=np.nan, hoog_ct=np.nan),
        low="laag_ct", high="hoog_ct", **DRAWN,
    ),
    "nothing": Bars(id="a.leeg", claim=fact("Niets"), rows=rows("x", "y").iloc[:0], **DRAWN),
    "hostile": Table(id="a.vijandig", claim=fact(HOSTILE), rows=rows(HOSTILE, HOSTILE), columns=("taak", "bedrag_ct"), note=HOSTILE),
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> bytes:
    return pptx.deck("Proef", [(one, "Wat vraagt men? Dit.") for one in MADE.values()], "voet")


@needs_slides
def test_all_kinds_together_open_in_libreoffice(made, tmp_path):
    path = tmp_path / "dia.pptx"
    path.write_bytes(made)
    slides = len(Presentation(path).slides)
    assert slides == 1 + len(MADE) + 1  # a table of 23 rows takes two
    made = convert(path, "pdf", tmp_path / "uit")
    assert len(pypdf.PdfReader(made).pages) == slides


def test_slides_of_every_kind_are_as_the_standard_has_them(made, tmp_path):
    assert faults(made) == []
    assert faults(pptx.deck("Proef", [])) == []
    own = template(tmp_path, lambda book: book.slides.add_slide(book.slide_layouts[0]))
    assert faults(pptx.deck("Proef", [(one, "") for one in MADE.values()], template=own)) == []


def test_slides_say_what_they_are_and_not_what_they_were_made_from():
    book = opened(pptx.deck("Proef " * 60, []))
    said = book.core_properties
    assert said.title == ("Proef " * 60)[:255]
    assert (said.author, said.last_modified_by, said.comments) == ("", "", "")
    assert book.element.sldSz.get("type") is None


@pytest.mark.slow
def test_slides_of_the_example_edition_are_as_the_standard_has_them(made_reports):
    assert faults((made_reports.reports / "federatie_rapport.pptx").read_bytes()) == []
    for page in ("vsv_vsv01", "3_variantie", "4_scenarios", "5_geld"):
        kept = around.exhibits_file(made_reports, page).read_text(encoding="utf-8")
        shown = [one.exhibit for one in around.read_exhibits(kept) if not isinstance(one.exhibit, Text)]
        assert faults(pptx.deck(page, [(one, "") for one in shown])) == [], page


BOOK, BARS, DOTS, TABLE = "ppt/presentation.xml", "ppt/charts/chart1.xml", "ppt/charts/chart3.xml", "ppt/slides/slide8.xml"  # fmt: skip


@pytest.mark.parametrize(
    ("part", "was", "becomes", "says"),
    [
        (DOTS, r"(<c:errDir .*?/>)(<c:errBarType .*?/>)", r"\2\1", "ser/c:errBars: has c:errBarType c:errDir"),
        (DOTS, r"(?s)(<c:errBars>.*?</c:errBars>)\s*(<c:cat>.*?</c:cat>)", r"\2\1", "lineChart/c:ser: has c:idx"),
        (BARS, r"<c:barDir val=\"bar\"/>", "", "plotArea/c:barChart: has c:grouping"),
        (BARS, r"<c:idx val=\"1\"/>", "<c:idx/>", "idx: val is missing"),
        (BARS, r"<c:gapWidth val=\"\d+\"", '<c:gapWidth val="501"', "val='501' is not gap"),
        (BARS, r"(<c:gapWidth val=\"\d+\")", r'\1 van="1"', "c:gapWidth: van is not its attribute"),
        (BARS, r"</c:plotArea>", "<c:plot/></c:plotArea>", "plotArea/c:plot: not in the table"),
        (BARS, r"<c:plotArea>", "<c:plotArea>vlak", "c:plotArea: has text 'vlak'"),
        (BARS, r"<c:crossAx val=\"\d+\"/>", '<c:crossAx val="7"/>', "has other axes than"),
        (BARS, r"(<c:v>)100.0(</c:v>)", r"\g<1>200.0\2", "and the chart shows"),
        (BARS, r"<c:ptCount val=\"3\"/>", '<c:ptCount val="2"/>', "points [0, 1, 2] of 2"),
        (DOTS, r"<c:dLblPos val=\"r\"/>", '<c:dLblPos val="outEnd"/>', "label at outEnd of standard series"),
        (DOTS, r"<c:size val=\"\d+\"/>", '<c:size val="1"/>', "is not marker_size"),
        (DOTS, r"w=\"38100\"", 'w="breed"', "w='breed' is not line_width"),
        (TABLE, r"<p:cNvPr id=\"2\"", '<p:cNvPr id="3"', "shape 3 is there twice"),
        (TABLE, r"(?s)<a:tc>.*?</a:tc>", "", "in a table of 3 columns"),
        (TABLE, r"(?s)(<a:tblGrid>.*?</a:tblGrid>)(<a:tr .*?</a:tr>)", r"\2\1", "graphicData/a:tbl: has a:tblPr a:tr"),
        (TABLE, r"<a:p>(<a:pPr.*?/>)(<a:r>.*?</a:r>)", r"<a:p>\2\1", "a:p: has a:r a:pPr"),
        (BOOK, r"<p:sldId id=\"257\"", '<p:sldId id="256"', "slide id 256 is there twice"),
        (BOOK, r"<p:sldId id=\"257\" r:id=\"\w+\"/>", "", "the presentation shows"),
        (BOOK, r"<p:sldId id=\"257\" r:id=\"\w+\"/>", '<p:sldId id="257" r:id="rId1"/>', "leads to slideMaster, not to slide"),
        ("ppt/_rels/presentation.xml.rels", r"slides/slide2.xml", "slides/slide99.xml", "slide99.xml, which is no part"),
        ("ppt/charts/_rels/chart1.xml.rels", r"Id=\"rId1\"", 'Id="rId9"', "rId1 leads to nothing"),
        ("ppt/slides/_rels/slide2.xml.rels", r"<Relationship [^>]*slideLayout[^>]*/>", "", "has 0 slideLayout"),
        ("[Content_Types].xml", r"<Override PartName=\"/ppt/charts/chart1.xml\"[^>]*/>", "", "is application/xml"),
        ("[Content_Types].xml", r"/ppt/charts/chart1.xml", "/ppt/charts/chart99.xml", "has a type but is no part"),
        ("docProps/core.xml", r"(<dcterms:created [^>]*>)[^<]*", r"\1gisteren", "'gisteren' is not moment"),
    ],
)  # fmt: skip
def test_a_fault_in_slides_is_seen(made, part, was, becomes, says):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as sound, zipfile.ZipFile(out, "w") as broken:
        for name in sound.namelist():
            text = sound.read(name)
            if name == part:
                changed, count = re.subn(was, becomes, text.decode(), count=1)
                assert count == 1
                text = changed.encode()
            broken.writestr(name, text)
    assert any(says in told for told in faults(out.getvalue())), faults(out.getvalue())


def chart_of(one: Chart):
    return next(
        shape.chart for shape in shapes_of(opened(pptx.deck("Proef", [(one, "")]))) if shape.has_chart
    )


def error_bars(series) -> dict[str, list[float]]:
    return {
        end: [float(value.text) for value in series._element.xpath(f"c:errBars/c:{end}//c:v")]
        for end in ("plus", "minus")
    }


def test_of_what_cannot_be_told_a_slide_has_a_line_of_uncertainty_and_no_bar():
    told = rows("x", "y").assign(
        bedrag_ct=[-300.0, 200.0], laag_ct=[-500.0, -100.0], hoog_ct=[-100.0, 500.0], zeker=[True, False]
    )
    one = Bars(
        id="a.zeker", claim=fact("Zeker"), rows=told.assign(tekst=["min drie", "niet te zeggen"]), label="taak",
        value="bedrag_ct", low="laag_ct", high="hoog_ct", text_column="tekst", sure="zeker",
    )  # fmt: skip
    chart = chart_of(one)
    (series,) = chart.plots[0].series
    assert error_bars(series) == {"plus": [2.0, 3.0], "minus": [2.0, 3.0]}
    assert [series.points[at].format.fill.type for at in (0, 1)] == [None, MSO_FILL.BACKGROUND]
    assert list(chart.plots[0].categories) == ["x\nmin drie", "y\nniet te zeggen"]
    assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (-5.5, 5.5)


def test_money_and_need_stand_on_a_slide_as_columns_that_look_unlike_each_other():
    told = pd.DataFrame({"jaar": [2021, 2022, 2022], "reeks": ["geteld", "geraamd", "geld"], "bedrag_ct": [100.0, 200.0, 150.0],
                         "laag_ct": [None, 100.0, None], "hoog_ct": [None, 300.0, None], "wie": "groep", "n": 6})  # fmt: skip
    looks = {"geld": "omlijnd", "geteld": "trap", "geraamd": "stippeltrap"}
    one = Lines(id="a.geld", claim=fact("Geld"), rows=told, label="jaar", value="bedrag_ct", series="reeks", low="laag_ct",
                high="hoog_ct", styles=looks)  # fmt: skip
    chart = chart_of(one)
    assert chart.chart_type == XL_CHART_TYPE.COLUMN_CLUSTERED
    series = list(chart.plots[0].series)
    assert [each.name for each in series] == ["geteld", "geraamd", "geld"]
    assert [each.format.fill.type for each in series] == [
        MSO_FILL.SOLID,
        MSO_FILL.PATTERNED,
        MSO_FILL.BACKGROUND,
    ]
    assert error_bars(series[1]) == {"plus": [1.0], "minus": [1.0]}
    assert not error_bars(series[0])["plus"]


def test_a_slide_says_once_that_it_is_made_up():
    one = Bars(id="a.voet", claim=fact("Voet"), rows=rows("x", "y"), source="Bron: y.", made_up=True, **DRAWN)
    book = opened(pptx.deck("Proef", [(one, "")], "Verzonnen voorbeeld · Proef · 12ab"))
    told = [shape.text_frame.text for shape in list(book.slides)[1].shapes if shape.has_text_frame]
    assert "Verzonnen voorbeeld. Bron: y. Proef · 12ab" in told


def test_a_long_table_is_split_and_says_so():
    book = opened(pptx.deck("Proef", [(MADE["table"], "")]))
    told = [shape.text_frame.text for shape in shapes_of(book) if shape.has_text_frame]
    assert any("(deel 2 van 2)" in text for text in told)
    cells = {cell.text for shape in shapes_of(book) if getattr(shape, "has_table", False) and shape.has_table
             for row in shape.table.rows for cell in row.cells}  # fmt: skip
    assert {f"r{i}" for i in range(23)} <= cells


def test_many_bars_are_parted_on_one_scale():
    many = Bars(id="a.veel", claim=fact("Veel"), rows=rows(*(f"r{i:02d}" for i in range(14))), **DRAWN)
    charts = [shape.chart for shape in shapes_of(opened(pptx.deck("Proef", [(many, "")]))) if shape.has_chart]
    assert [len(chart.plots[0].categories) for chart in charts] == [7, 7]
    assert sorted(number for chart in charts for number in charted(chart)) == numbers_of(many)
    assert all("€" not in str(label) for chart in charts for label in chart.plots[0].categories)
    (scale,) = {(chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) for chart in charts}
    assert scale[1] >= max(numbers_of(many))


def test_words_are_a_slide_too():
    one = Text(
        id="a.tekst",
        claim=fact("Woorden"),
        rows=pd.DataFrame({"tekst": ["Eerst dit.", "Dan dat."], "soort": "gewoon", "wie": "groep"}),
    )
    told = [
        shape.text_frame.text
        for shape in shapes_of(opened(pptx.deck("Proef", [(one, "")])))
        if shape.has_text_frame
    ]
    assert "Eerst dit.\nDan dat." in [text.replace("\v", "\n") for text in told]


def test_text_stays_text():
    book = opened(pptx.deck(HOSTILE, [(MADE["hostile"], HOSTILE)]))
    slide = book.slides[1]
    assert "<a:t>x</a:t>" in slide.shapes.title.text_frame.text
    assert "=1+1" in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("kind", [Bars, Dots, Lines])
def test_a_name_under_a_chart_is_no_formula_and_no_link(kind):
    named = rows("=1+1", "{=2}", "http://a.nl", "@x").assign(klasse=["=3", "-4", "=3", "-4"])
    one = kind(id="a.naam", claim=fact("S"), rows=named, series="klasse", **DRAWN)
    assert faults(pptx.deck("Proef", [(one, "")])) == []


def test_a_bridge_ends_where_it_says():
    book = opened(pptx.deck("Proef", [(MADE["bridge"], "")]))
    (chart,) = [shape.chart for shape in shapes_of(book) if shape.has_chart]
    base, level, up, _ = ([value or 0.0 for value in series.values] for series in chart.plots[0].series)
    assert base == [0.0, 100.0, 0.0]
    assert level == [100.0, 0.0, 300.0]
    assert up == [0.0, 200.0, 0.0]


def template(tmp_path, change) -> bytes:
    book = Presentation()
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_template_of_ones_own_is_used_without_its_slides(tmp_path):
    def with_slide(book) -> None:
        book.slides.add_slide(book.slide_layouts[0]).shapes.title.text = "Oude dia"

    book = opened(pptx.deck("Proef", [(MADE["bars"], "")], template=template(tmp_path, with_slide)))
    assert len(book.slides) == 2
    assert book.slide_width == Presentation().slide_width
    assert all("Oude dia" not in shape.text_frame.text for shape in shapes_of(book) if shape.has_text_frame)


def with_ways_to_a_slide(book) -> None:
    """Give a template a slide that a show, a section and a button in a layout lead to."""
    book.slides.add_slide(book.slide_layouts[0])
    shown = book.element.sldIdLst[0]
    layout = book.slide_layouts[6].part
    button = layout.relate_to(book.slides[0].part, RELATIONSHIP_TYPE.SLIDE)
    layout._element.xpath("//p:cNvPr")[0].append(
        parse_xml(f'<a:hlinkClick {nsdecls("a", "r")} r:id="{button}"/>')
    )
    book.element.find(f"{{{SPACES['p']}}}notesSz").addnext(
        parse_xml(
            f'<p:custShowLst {nsdecls("p", "r")}><p:custShow name="Kort" id="0"><p:sldLst><p:sld r:id="{shown.rId}"/></p:sldLst></p:custShow></p:custShowLst>'
        )
    )
    book.element.append(parse_xml(
        f'<p:extLst {nsdecls("p")}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst xmlns:p14="{SPACES["p14"]}">'
        f'<p14:section name="Begin" id="{{6B3C9C1E-0F6B-4C55-9D4E-2F1B7A1C0D11}}"><p14:sldIdLst><p14:sldId id="{shown.id}"/></p14:sldIdLst>'
        "</p14:section></p14:sectionLst></p:ext></p:extLst>"
    ))  # fmt: skip


def test_nothing_leads_to_a_slide_that_a_template_had(tmp_path):
    own = template(tmp_path, with_ways_to_a_slide)
    assert faults(pptx.deck("Proef", [(MADE["bars"], "")], template=own)) == []


def rename(book) -> None:
    for layout in book.slide_layouts:
        layout.name = f"Indeling {layout.name}"


def no_title(book) -> None:
    layout = next(one for one in book.slide_layouts if one.name == "Title Only")
    for place in list(layout.placeholders):
        place._element.getparent().remove(place._element)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"geen presentatie", "is geen presentatie"),
        (rename, "mist de indeling 'Title Only' .of 'Alleen titel'.. Het heeft: Indeling Title Slide"),
        (no_title, "'Title Only' van het sjabloon heeft geen plaats voor een titel"),
    ],
)
def test_a_template_that_cannot_carry_slides_says_what_it_lacks(content, says, tmp_path):
    made = content if isinstance(content, bytes) else template(tmp_path, content)
    with pytest.raises(pptx.TemplateError, match=says):
        pptx.deck("Proef", [(MADE["bars"], "")], template=made)


def test_a_wrong_template_is_refused_before_any_page_is_made(example_root, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("VSVANALYSE_HOME", str(example_root))
    path = tmp_path / "sjabloon.pptx"
    path.write_text("geen presentatie")
    assert cli.run_command(["report", "voorbeeld", "--sjabloon", str(path)]) == 2
    assert "Het sjabloon is geen presentatie" in capsys.readouterr().err
    assert formats.formats_for("federatie") == ("html", "pdf", "pptx", "xlsx")


def listing(*names: str) -> nbformat.NotebookNode:
    """A notebook that shows one exhibit and lists some for slides."""
    shown = nbformat.v4.new_code_cell("pagina.toon(x)")
    data = {MIME: Released(MADE["bars"], "analist").to_dict()}
    shown.outputs = [nbformat.v4.new_output("display_data", data=data)]
    listed = nbformat.v4.new_markdown_cell(
        "\n".join(f"- `{name}` Wat? Dit." for name in names), metadata={"tags": ["dia"]}
    )
    return nbformat.v4.new_notebook(cells=[shown, listed])


def test_what_an_edition_does_not_have_has_no_slide_and_a_wrong_name_is_refused():
    found = document.slides(listing("geld.geld_per_scenario.1", "a.staven"))
    assert [(one.exhibit.id, said) for one, said in found] == [("a.staven", "Wat? Dit.")]
    with pytest.raises(ExhibitError, match=r"op een dia staat 'geld\.gelt', maar zo heet geen exhibit"):
        document.slides(listing("geld.gelt"))
    assert document.pieces(listing("a.staven"))[0].exhibit.id == "a.staven"
    assert len(document.pieces(listing("a.staven"))) == 1
