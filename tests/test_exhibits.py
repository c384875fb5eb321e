"""Every kind of exhibit, with hard data: a defined picture, sentence, sheet and file."""

from __future__ import annotations

import json
import re
from html import unescape

import nbformat
import numpy as np
import openpyxl
import pandas as pd
import pytest
import python_calamine

from tests import annex
from vsvanalyse import columns, contracts
from vsvanalyse.evidence.claims import ESTIMATED, Claim, fact
from vsvanalyse.exhibits import eigen
from vsvanalyse.exhibits import scenarios as vergelijking
from vsvanalyse.exhibits.kinds import (
    KINDS,
    Bars,
    Bridge,
    Chart,
    Dots,
    Exhibit,
    ExhibitError,
    Explorer,
    Lines,
    Matrix,
    Table,
    Text,
    from_dict,
    to_dict,
)
from vsvanalyse.exhibits.making import Nothing, exhibit
from vsvanalyse.process.data import EditionData
from vsvanalyse.release import ANALYST, Released
from vsvanalyse.render import html, sheets, svg, xlsx
from vsvanalyse.render.typography import unbroken
from vsvanalyse.reporting import around, document
from vsvanalyse.reporting.page import MIME, Shown
from vsvanalyse.scenarios import library

LONG = "Een heel lange naam van een taak met " + "steeds meer woorden " * 8 + "en een eind <b>$x$</b>"
DRAWN = {"label": "taak", "value": "bedrag_ct", "series": "klasse"}


def make(kind: str, rows: pd.DataFrame, claim: Claim | None = None) -> Exhibit:
    common = {
        "id": f"proef.{kind}",
        "rows": rows,
        "claim": claim or fact("Proef"),
        "about": "proef",
        "note": "Noot.",
    }
    if kind == "tabel":
        return Table(**common, columns=("taak", "klasse", "bedrag_ct"))
    if kind == "tekst":
        return Text(**common)
    if kind == "verkenner":
        common["rows"] = rows.assign(zin=rows["tekst"])
        shown = {
            "controls": ("taak", "klasse"),
            "bars": ("bedrag_ct",),
            "ends": {"bedrag_ct": ("laag_ct", "hoog_ct")},
        }
        return Explorer(**common, **shown, columns=("taak", "klasse", "bedrag_ct"))
    more = {
        "rooster": {"signs": {"a": "●"}, "signs_text": {"a": "gedaan"}},
        "staven": {"layout": "naast"},
    }.get(kind, {})
    ends = {"low": "laag_ct", "high": "hoog_ct"} if kind != "rooster" else {}
    shown = {**DRAWN, "value": "antwoord"} if kind == "rooster" else DRAWN
    return KINDS[kind](**common, **shown, **ends, **more)


def rows(*labels: str, value: float = 12_345.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "taak": pd.Series(labels, dtype="str"),
            "klasse": pd.Series(["nieuw"] * len(labels), dtype="str"),
            "bedrag_ct": pd.Series([value] * len(labels), dtype="float64"),
            "laag_ct": pd.Series([value - 500] * len(labels), dtype="float64"),
            "hoog_ct": pd.Series([value + 500] * len(labels), dtype="float64"),
            "soort": pd.Series(["begin", *["stap"] * (len(labels) - 2), "eind"][: len(labels)], dtype="str"),
            "antwoord": pd.Series(["a"] * len(labels), dtype="str"),
            "tekst": pd.Series([f"Tekst {label}" for label in labels], dtype="str"),
            "wie": pd.Series(["groep"] * len(labels), dtype="str"),
        }
    )


HARD = {
    "no rows": rows(),
    "one row": rows("T02 Overleg"),
    "missing value": rows("T02 Overleg", "T03 Audit", value=np.nan),
    "label of 200 characters": rows(LONG, "kort", "ook kort"),
    "nothing but nought": rows("T02 Overleg", "T03 Audit", value=0.0),
    "below nought": rows("a", "b", "c", value=-99_000.0),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", HARD)
def test_every_kind_has_a_defined_picture_and_sentence(kind, name, tmp_path):
    one = make(
        kind,
        HARD[name],
        Claim(form="bedrag", words={"zo": "Het kost {bedrag}", "onbekend": "Onbekend"}, estimate=5_000.0),
    )
    text = html.show(one)
    assert 'data-exhibit="proef.' in text
    if kind != "tekst":
        assert "Het kost €\N{NO-BREAK SPACE}50" in text
    assert "<b>" not in text
    assert "nan" not in text.lower().replace("tekst nan", "")
    assert ("<svg" in text) == (isinstance(one, Chart) and len(one.rows) > 0)
    again = from_dict(json.loads(json.dumps(to_dict(one))))
    assert html.show(again) == text
    pd.testing.assert_frame_equal(again.rows, one.rows)
    book = xlsx.write([free(one)], tmp_path / "proef.xlsx", title="Proef")
    assert annex.faults(book) == []


@pytest.mark.parametrize("kind", [kind for kind, of in KINDS.items() if issubclass(of, Chart)])
def test_labels_stay_whole_and_inside_the_picture(kind):
    chart = make(kind, HARD["label of 200 characters"])
    drawn = svg.figure(chart)
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    box = drawn.bbox
    for axes in drawn.axes:
        ticks = [
            (tick, at)
            for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim()))
            for tick, at in zip(axis.get_ticklabels(), axis.get_ticklocs(), strict=True)
            if min(limits) <= at <= max(limits)
        ]
        for label in [*(tick for tick, _ in ticks), *axes.texts]:
            if label.get_text() and label.get_visible():
                seen = label.get_window_extent(canvas.get_renderer())
                assert seen.x0 >= box.x0 - 1, label.get_text()
                assert seen.x1 <= box.x1 + 1, label.get_text()
    assert "…" not in svg.svg(chart)


def test_the_same_chart_gives_the_same_text_with_text_as_text():
    chart = make("staven", rows("T02 Overleg", "T03 Audit"))
    assert svg.svg(chart) == svg.svg(chart)
    assert "T02 Overleg" in svg.svg(chart)
    assert "€\N{NO-BREAK SPACE}123" in svg.svg(chart)
    assert 'role="img"' in svg.svg(chart)


def test_alt_text_tells_every_mark():
    chart = make("staven", rows("T02 Overleg", "T03 Audit")).with_(made_up=True)
    plain = svg.alt_text(chart.with_(low="", high="")).replace("\N{NO-BREAK SPACE}", " ")
    assert plain == "Verzonnen voorbeeld. Staven: T02 Overleg nieuw € 123; T03 Audit nieuw € 123."
    half = chart.rows.assign(laag_ct=[11_800, np.nan])
    unsure = svg.alt_text(chart.with_(rows=half)).replace("\N{NO-BREAK SPACE}", " ")
    assert "T02 Overleg nieuw € 123 (€ 118 tot € 128); T03 Audit nieuw € 123." in unsure


def test_an_exhibit_keeps_the_dictionary_and_says_whose():
    with pytest.raises(KeyError, match=r"staat niet in columns\.csv"):
        make("tabel", rows("a").assign(onzin=1))
    with pytest.raises(ExhibitError, match="kolom 'wie' ontbreekt"):
        make("tabel", rows("a").drop(columns="wie"))
    with pytest.raises(ExhibitError, match="kies uit groep, eigen, ander"):
        make("tabel", rows("a").assign(wie="iemand"))
    with pytest.raises(ExhibitError, match="kolommen ontbreken: klasse"):
        make("tabel", rows("a").drop(columns="klasse"))


def test_an_exhibit_is_named_by_its_function_and_says_why_it_is_empty(example):
    @exhibit
    def leeg(data: EditionData, vsv: str = "") -> Bars:
        raise Nothing("Er is niets")

    one = leeg(example, "VSV01")
    assert (one.kind, one.id, one.subject) == ("staven", "test_exhibits.leeg", "VSV01")
    assert one.title == "Er is niets"
    assert one.rows.empty
    assert "Er is niets" in html.show(one)
    assert json.dumps(to_dict(from_dict(to_dict(one)))) == json.dumps(to_dict(one))


def test_frame_of_an_analyst_is_in_euros_with_readable_headings():
    frame = make("tabel", rows("T02 Overleg")).frame
    assert list(frame.columns) == ["Taak", "Klasse", "Kosten"]
    assert frame["Kosten"].iloc[0] == 123.45


def test_bare_data_of_unknown_kind_are_refused():
    whole = to_dict(make("tabel", rows("a")))
    with pytest.raises(ExhibitError, match="onbekend soort exhibit 'taart', kies uit tabel"):
        from_dict({**whole, "kind": "taart"})
    with pytest.raises(ExhibitError, match="geen heel exhibit"):
        from_dict({key: value for key, value in whole.items() if key != "claim"})


def free(one: Exhibit) -> Released:
    return Released(one, ANALYST)


def executed(*outputs: dict) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell("pagina.toon(x)")
    cell.outputs = [nbformat.v4.new_output("display_data", data=data) for data in outputs]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Kop"), cell])


def test_notebook_without_exhibits_or_with_an_unknown_kind_is_a_clear_error():
    with pytest.raises(ExhibitError, match="toont geen enkel exhibit"):
        document.exhibits(executed({"text/plain": "niets"}))
    data = {**free(make("tabel", rows("a"))).to_dict(), "kind": "taart"}
    with pytest.raises(ExhibitError, match="onbekend soort exhibit"):
        [Released.read(one) for one in document.exhibits(executed({MIME: data}))]


def test_notebook_gives_its_exhibits_and_its_page_once_styled():
    shown = Shown(free(make("staven", rows("T02 Overleg"))))._repr_mimebundle_()
    notebook = nbformat.from_dict(json.loads(json.dumps(executed(shown))))
    (told,) = map(Released.read, document.exhibits(notebook))
    assert around.read_exhibits(around.exhibits_text([told.to_dict()]))[0].exhibit.title == "Proef"
    page = html.page("Titel", document.parts(notebook), up="index.html")
    assert page.count("<style>") == 1
    assert "<h1" in page
    assert page.count('data-exhibit="proef.staven"') == 1


def test_workbook_holds_numbers_as_numbers_and_text_as_text(tmp_path):
    one = make("tabel", rows("=1+1", "T03 Audit")).with_(made_up=True, source="Bron.")
    path = xlsx.write(
        [free(one), free(make("staven", rows("a")))], tmp_path / "b.xlsx", title="Bijlage", mark="abc"
    )
    book = openpyxl.load_workbook(path)
    assert annex.faults(path) == []
    assert book.sheetnames == ["Voorblad", "Inhoud", "1 proef tabel", "2 proef staven", "Toelichting"]
    sheet = book["1 proef tabel"]
    assert annex.words(sheet)[:5] == ["Proef", "Verzonnen voorbeeld", "proef", "Noot.", "Bron."]
    assert annex.rows(sheet) == [
        ["Taak", "Klasse", "Kosten (euro)"], ["=1+1", "nieuw", 123.45], ["T03 Audit", "nieuw", 123.45]
    ]  # fmt: skip
    assert [*sheet.tables] == ["tabel_proef_tabel"]
    assert sheet.oddFooter.left.text == "Verzonnen voorbeeld, Vingerafdruk: abc"
    assert {"Bijlage", "Verzonnen voorbeeld", "Vingerafdruk: abc"} <= set(annex.words(book["Voorblad"]))
    assert annex.rows(book["Inhoud"])[1:] == [
        ["1 proef tabel", "Proef", 2], ["2 proef staven", "Proef", 1], ["Toelichting", "Wat de kolommen betekenen", 5]
    ]  # fmt: skip
    told = annex.rows(book["Toelichting"])
    assert [row[0] for row in told[1:]] == ["Taak", "Klasse", "Kosten", "Laagste", "Hoogste"]
    assert told[3] == ["Kosten", "euro", "uitgaven", "1, 2"]


def test_the_same_exhibits_give_the_same_workbook_that_says_what_it_is(tmp_path):
    made = [free(make("tabel", rows("a"))), free(make("tekst", rows("b")))]
    first, second = (xlsx.write(made, tmp_path / name, title="Bijlage") for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()
    book = openpyxl.load_workbook(first)
    said = book.properties
    assert (said.title, said.creator, said.created.year) == ("Bijlage", "Federatie van VSV's", 2000)
    assert book.custom_doc_props["Language"].value == "nl-NL"
    assert "Tekst b" in annex.words(book["Voorblad"])


HOSTILE = (
    "=1+1", "@x", "+1", "-1", "{=1}", "http://example.org", "<b>x</b>", "<r><t>x</t></r>", "'x'", "[]:*?/\\", "a\nb", " x ",
    "_x0041_", "bel \x07", "half \ud800", "\uffff", "😀" * 40,
)  # fmt: skip


def test_whatever_a_text_holds_it_stays_that_text(tmp_path):
    given = rows(*map(str, range(len(HOSTILE)))).assign(taak=pd.Series(HOSTILE, dtype="object"))
    one = make("tabel", given, fact(HOSTILE[0])).with_(
        id="[a]:*?/\\'b'", about="<r>a</r>", note="@x\x00", headings={"taak": "Taak\nen\x01<b>", "klasse": "TAAK en\ufffd<b>"},
    )  # fmt: skip
    same = [free(one), free(one.with_(id="[A]'b'")), free(one.with_(id="")), free(one.with_(id="🤰" * 300))]
    path = xlsx.write(same, tmp_path / "b.xlsx", title="=Bijlage & \x00<b>", about=["", "=1"], mark="&P")
    assert annex.faults(path) == []
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[2:-1] == ["1 a b", "2 A b", "3", "4"]
    assert [name for sheet in book.worksheets[2:-1] for name in sheet.tables] == [
        "tabel_a_b", "tabel_A_b_2", "tabel_", "tabel__2"
    ]  # fmt: skip
    assert annex.rows(book["1 a b"])[0] == ["Taak en\ufffd<b>", "TAAK en\ufffd<b> 2", "Kosten (euro)"]
    kept = [row[0] for row in annex.rows(book["1 a b"])[1:]]
    told = [re.sub("[\x00-\x09\x0b-\x1f\ud800-\udfff\uffff]", "\ufffd", text) for text in HOSTILE]
    assert [text.rstrip(" ") for text in kept] == [text.rstrip(" ") for text in told]
    read = python_calamine.load_workbook(path).get_sheet_by_name("1 a b").to_python()
    assert [row[0] for row in read][-len(kept) :] == kept


def test_what_has_no_value_says_so_and_a_total_is_known_as_one(tmp_path):
    given = rows("a", "", "Alles").assign(bedrag_ct=[np.nan, np.inf, -250.0], totaal=[False, False, True])
    path = xlsx.write([free(make("tabel", given))], tmp_path / "b.xlsx", title="Bijlage")
    sheet = openpyxl.load_workbook(path)["1 proef tabel"]
    assert annex.faults(path) == []
    assert annex.rows(sheet) == [
        ["Taak", "Klasse", "Kosten (euro)", "Totaal"],
        ["a", "nieuw", "[x]", "nee"],
        ["[x]", "nieuw", "[x]", "nee"],
        ["Alles", "nieuw", -2.5, "ja"],
    ]
    bold = [cell.font.b for cell in sheet["A"]]
    assert bold[-3:] == [False, False, True]
    for book in (annex.words(sheet), annex.words(openpyxl.load_workbook(path)["Voorblad"])):
        assert any("[x] zijn niet bekend" in line for line in book)


def test_what_a_workbook_has_no_room_for_is_cut_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    long = "😀" * 20_000
    one = make("tabel", rows("a", long, "c")).with_(note=long)
    path = xlsx.write([free(one)], tmp_path / "b.xlsx", title=long)
    assert annex.faults(path) == []
    sheet = openpyxl.load_workbook(path)["1 proef tabel"]
    assert "Hier staan de eerste 2 van 3 rijen: voor meer heeft Excel geen plaats." in annex.words(sheet)
    *_, (first, *_), (second, *_) = annex.rows(sheet)
    assert first == "a"
    assert second.endswith("😀 … (afgekapt: de tekst heeft 20000 tekens)")
    assert len(second.encode("utf-16-le")) // 2 <= 32_767


def test_the_data_of_a_moving_table_stay_data():
    hostile = "</script><script>alert(1)</script><!-- & \"'"
    told = rows("a", "b").assign(tekst=[hostile, "gewoon"])
    page = html.page("x", [html.part(free(make("verkenner", told.assign(taak=["a", hostile]))))])
    assert page.count("</script>") == 2
    data = re.search(r'<script type="application/json">([^<]*)</script>', page)
    assert [position[0] for position in json.loads(data[1])] == [hostile, "gewoon"]
    names = re.search(r'value="1">([^<]*)</label>', page)
    assert unescape(names[1]) == hostile


def test_shown_can_be_taken_out(tmp_path):
    shown = Shown(free(make("staven", rows("T02 Overleg"))))
    assert shown.to_svg(tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    assert shown.to_png(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "Kosten" in shown.to_csv(tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert shown.to_excel(tmp_path / "a.xlsx").stat().st_size > 1_000
    assert shown.figure().axes
    with pytest.raises(ExhibitError, match="is geen grafiek"):
        Shown(free(make("tabel", rows("a")))).figure()


def test_dictionary_knows_every_column_of_every_table():
    for name, table in contracts.TABLES.items():
        for each in table.columns:
            assert columns.column(each).meaning, f"{name}.{each}"
    assert list(columns.dictionary()) == sorted(columns.dictionary())
    assert all(one.title and one.meaning for one in columns.dictionary().values())


def test_a_missing_value_is_a_dash_and_a_suffix_a_title():
    kind = columns.column("bedrag_ct@2021")
    assert kind.title == "Kosten 2021"
    assert [kind.write(value) for value in (None, np.nan, pd.NA, 12_300)] == ["–", "–", "–", "€ 123"]
    with pytest.raises(KeyError, match="kolom 'onzin' staat niet"):
        columns.column("onzin")


def test_kinds_are_all_tested():
    assert set(KINDS.values()) == {Table, Explorer, Bars, Dots, Bridge, Lines, Matrix, Text}
    assert ESTIMATED


def test_a_number_stands_at_the_bar_that_it_is_of(example):
    one = eigen.kosten(example, "VSV01", 2021)
    bars = one.rows.groupby("taak", sort=False)["bedrag_ct"].sum().astype("float64")
    at = {text.get_text(): text.get_position()[0] for text in svg.figure(one).axes[0].texts}
    told = {
        unbroken(text): bars[task] for task, text in zip(one.rows["taak"], one.rows["tekst"], strict=True)
    }
    assert len(told) == len(bars)
    assert {text: at[text] for text in told} == pytest.approx(told)


def test_of_what_cannot_be_told_only_the_line_of_uncertainty_is_drawn(example, example_paths):
    one = vergelijking.verschillen(example, library.load_scenarios(example_paths))
    axes = svg.figure(one).axes[0]
    untold = one.rows[~one.rows["zeker"] & (one.rows["land_verschil_ct"] != 0)]
    assert len(untold)
    widths = {patch.get_width() for patch in axes.patches}
    assert not widths & set(untold["land_verschil_ct"])
    assert set(one.rows.loc[one.rows["zeker"], "land_verschil_ct"]) <= widths
    lines = {
        tuple(segment[:, 0]) for lines in axes.collections for segment in lines.get_segments() if len(segment)
    }
    assert set(zip(untold["land_verschil_laag_ct"], untold["land_verschil_hoog_ct"], strict=True)) <= lines
