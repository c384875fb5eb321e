"""Files named after their defect: how each is made, and the findings it must give.

A case is ``name -> (change, expected)``; ``change`` spoils a sound form (or writes another file) and
``expected`` lists (rule, sheet, cell). One defect may rightly give more than one finding.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from tests.forms import FIRST_ROW, answer_cell, at, content, cost, edit, hour, profile_cell, sound_form
from vsvanalyse.intake import layout
from vsvanalyse.intake.form import make_form
from vsvanalyse.intake.layout import KOSTEN, UREN

U, K, P = layout.UREN_BLAD, layout.KOSTEN_BLAD, layout.PROFIEL_BLAD
V, A = layout.VOLLEDIGHEID_BLAD, layout.AKKOORD_BLAD
Expected = list[tuple[str, str, str]]


def _set(sheet: str, cell: str, value: object) -> Callable[[Path], object]:
    def change(path: Path) -> None:
        def write(book: Workbook) -> None:
            book[sheet][cell] = value

        edit(sound_form(path), write)

    return change


def _edit(write: Callable[[Workbook], object]) -> Callable[[Path], object]:
    return lambda path: edit(sound_form(path), write)


def _raw(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _made(**parts: object) -> Callable[[Path], object]:
    return lambda path: make_form(path, content(**parts))


def _truncated(path: Path) -> None:
    sound_form(path)
    path.write_bytes(path.read_bytes()[:5000])


def _error_cell(book: Workbook) -> None:
    cell = book[K][at(KOSTEN, "bedrag")]
    cell.value = "#REF!"
    cell.data_type = "e"


def _other_workbook(path: Path) -> None:
    book = Workbook()
    book.active.append(["Naam", "Adres"])
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())


def _moved_column(book: Workbook) -> None:
    """Insert an empty column before everything; values only, as a paste would."""
    sheet = book[K]
    for row in sheet.iter_rows(min_row=layout.HEADER_ROW, max_row=FIRST_ROW + 2, max_col=9):
        values = [cell.value for cell in row]
        for cell in row:
            cell.value = None
        for i, value in enumerate(values[:8], 2):
            sheet.cell(row[0].row, i).value = value
    for limit in sheet.data_validations.dataValidation:
        for area in limit.sqref.ranges:
            area.shift(col_shift=1)


def _wiped_drop_downs(book: Workbook) -> None:
    book[U].data_validations.dataValidation.clear()
    book[U][at(UREN, "taak")] = "multidisciplinair overleg (mdo)"


def _other_drop_down(book: Workbook) -> None:
    book[V].data_validations.dataValidation[0].formula1 = '"ja,nee"'


def _longer_list(book: Workbook) -> None:
    book[layout.LIJSTEN_BLAD]["C14"] = "doula"


def _own_cost_column(book: Workbook) -> None:
    """Put the column back that the first version of the form had, with another amount than the product."""
    book[U][at(UREN, "bedrag", layout.HEADER_ROW)] = UREN.field("bedrag").header
    book[U][at(UREN, "bedrag")] = 999.99


def _extra_column(book: Workbook) -> None:
    book[K].cell(layout.HEADER_ROW, 11).value = "Grootboek"
    book[K].cell(FIRST_ROW, 11).value = 4310


def _copied_sheet(book: Workbook) -> None:
    """Copy a sheet as Excel does: the copy has the name with (2)."""
    copy = book.copy_worksheet(book[K])
    copy.title = f"{K} (2)"


def _twin_column(book: Workbook) -> None:
    book[K].cell(layout.HEADER_ROW, 11).value = "Bedrag (excl. btw)"
    book[K].cell(FIRST_ROW, 11).value = 207.02


def _merged_cells(book: Workbook) -> None:
    book[K].merge_cells("B5:B6")
    book[K]["B5"] = None


def _far_cell(path: Path) -> None:
    """Put one cell in the last row and column there is."""
    sound_form(path)
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    name = "xl/worksheets/sheet3.xml"
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[name] = parts[name].replace(b"</sheetData>", row)
    with zipfile.ZipFile(path, "w") as changed:
        for part, data in parts.items():
            changed.writestr(part, data)


def _csv(text: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    head = "Datum of periode;Taak;Kostensoort;Leverancier;Bedrag (€);Eenmalig of structureel;Omschrijving\n"
    return lambda path: path.write_bytes((head + text).encode(encoding))


CASES: dict[str, tuple[Callable[[Path], object], Expected]] = {
    "leeg_bestand.xlsx": (_raw(b""), [("B01", "", "")]),
    "afgekapt.xlsx": (_truncated, [("B01", "", "")]),
    "geen_excel.xlsx": (_raw(b"%PDF-1.7 iets anders"), [("B01", "", "")]),
    "oud_excel.xlsx": (_raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), [("B01", "", "")]),
    "wachtwoord.xlsx": (
        _raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "EncryptedPackage".encode("utf-16-le") + bytes(64)),
        [("B02", "", "")],
    ),
    "ander_formulier.xlsx": (
        _other_workbook,
        [("B04", blad, "") for blad in (P, U, K, V, A)] + [("B07", "", ""), ("B10", "Sheet", "")],
    ),
    "andere_versie.xlsx": (_set(P, profile_cell("versie"), 7), [("B03", P, profile_cell("versie"))]),
    "blad_ontbreekt.xlsx": (
        _edit(lambda book: book.remove(book[K])),
        [("B04", K, ""), ("B17", K, ""), *(("R11", V, answer_cell(t)) for t in ("T01", "T05", "T15"))],
    ),
    "kolomkop_weg.xlsx": (_set(K, at(KOSTEN, "aard", layout.HEADER_ROW), "iets"), [("B05", K, ""), ("B10", K, "G5")]),
    "keuzelijst_gewist.xlsx": (_edit(_wiped_drop_downs), [("B19", U, "")]),
    "andere_keuzelijst.xlsx": (_edit(_other_drop_down), [("B19", V, "")]),
    "lijst_aangevuld.xlsx": (_edit(_longer_list), [("B19", layout.LIJSTEN_BLAD, "C14")]),
    "extra_kolom.xlsx": (_edit(_extra_column), [("B10", K, "K5")]),
    "gekopieerd_blad.xlsx": (_edit(_copied_sheet), [("B11", "Andere kosten (2)", ""), ("B17", "Andere kosten (2)", "")]),
    "twee_bedragkolommen.xlsx": (_edit(_twin_column), [("B11", K, "K4"), ("B17", K, "K4")]),
    "cel_ver_buiten_het_formulier.xlsx": (_far_cell, [("B01", U, "XFD1048576")]),
    "samengevoegde_cellen.xlsx": (_edit(_merged_cells), [("C12", K, "B5"), ("C12", K, "B6"), ("R11", V, answer_cell("T05")), ("R11", V, answer_cell("T15"))]),
    "niets_ingevuld.xlsx": (
        _made(uren=[], kosten=[], antwoorden={}),
        [("B12", P, profile_cell("vsv")), ("R14", V, f"B{FIRST_ROW}")],
    ),
    "VSV01_2021_open_aanhalingsteken.csv": (
        _csv('2021-05;T05;inkoop;Drukker;100;structureel;"t Hoentje zaal\n2021-06;T05;inkoop;Drukker;250,50;structureel;x\n'),
        [("B01", "", "")],
    ),
    "VSV01_2021_alleen_bom.csv": (_raw(b"\xef\xbb\xbf"), [("B01", "", "")]),
    "uren_als_tijd.xlsx": (_set(U, at(UREN, "uren"), dt.timedelta(hours=30)), [("C04", U, "F5")]),
    "twee_taken_in_een_cel.xlsx": (_set(U, at(UREN, "taak"), "T02 en T14"), [("C05", U, "B5")]),
    "taak_met_andere_naam.xlsx": (_set(U, at(UREN, "taak"), "T14 Beheer en bestuurstaken"), [("C05", U, "B5")]),
    "uren_bij_andere_kosten.xlsx": (_set(K, at(KOSTEN, "kostensoort"), "uren"), [("C07", K, "D5")]),
    "code_van_een_taak.xlsx": (_set(P, profile_cell("vsv"), "T14"), [("B07", P, profile_cell("vsv"))]),
    "zonder_vsv_code.xlsx": (_set(P, profile_cell("vsv"), None), [("B07", P, profile_cell("vsv"))]),
    "vsv_code_als_pad.xlsx": (_set(P, profile_cell("vsv"), "../../etc"), [("B07", P, profile_cell("vsv"))]),
    "bedrag_met_twee_lezingen.xlsx": (_set(K, at(KOSTEN, "bedrag"), "1,234"), [("C01", K, "F5")]),
    "bedrag_is_tekst.xlsx": (_set(K, at(KOSTEN, "bedrag"), "zie factuur"), [("C01", K, "F5")]),
    "uren_met_twee_lezingen.xlsx": (_set(U, at(UREN, "uren"), "1.500"), [("C01", U, "F5")]),
    "formule_zonder_waarde.xlsx": (_set(K, at(KOSTEN, "bedrag"), "=100+50"), [("C02", K, "F5")]),
    "foutwaarde.xlsx": (_edit(_error_cell), [("C03", K, "F5")]),
    "datum_in_bedrag.xlsx": (_set(K, at(KOSTEN, "bedrag"), dt.date(2021, 2, 1)), [("C04", K, "F5")]),
    "onbekende_taak.xlsx": (_set(U, at(UREN, "taak"), "Kwaliteitscylus"), [("C05", U, "B5")]),
    "onbekende_functie.xlsx": (_set(U, at(UREN, "functie"), "gyneacoloog"), [("C06", U, "D5")]),
    "onbekende_kostensoort.xlsx": (_set(K, at(KOSTEN, "kostensoort"), "factuur"), [("C07", K, "D5")]),
    "onbekende_activiteit.xlsx": (_set(U, at(UREN, "activiteit"), "bellen"), [("C08", U, "C5")]),
    "deel_vergoed_50.xlsx": (_set(U, at(UREN, "aandeel"), 50), [("C09", U, "H5")]),
    "ander_jaar.xlsx": (_set(K, at(KOSTEN, "periode"), "2020-12"), [("C10", K, "A5")]),
    "geen_datum.xlsx": (_set(K, at(KOSTEN, "periode"), "ooit"), [("C10", K, "A5")]),
    "aard_leeg.xlsx": (_set(K, at(KOSTEN, "aard"), None), [("C11", K, "G5")]),
    "tarief_leeg.xlsx": (_set(U, at(UREN, "tarief"), None), [("C12", U, "G5")]),
    "drie_decimalen.xlsx": (_set(K, at(KOSTEN, "bedrag"), 100.125), [("C13", K, "F5")]),
    "bevallingen_met_komma.xlsx": (_set(P, profile_cell("bevallingen"), 2.31), [("C14", P, profile_cell("bevallingen"))]),
    "onbekend_antwoord.xlsx": (_set(V, answer_cell("T14"), "misschien"), [("C15", V, answer_cell("T14"))]),
    "bedrag_overschreven.xlsx": (_edit(_own_cost_column), [("R01", U, "J5")]),
    "negatieve_uren.xlsx": (_set(U, at(UREN, "uren"), -2), [("R02", U, "F5")]),
    "negatief_bedrag.xlsx": (_set(K, at(KOSTEN, "bedrag"), -250), [("R02", K, "F5")]),
    "factor_1000.xlsx": (
        _made(kosten=[cost(bedrag=100 + i, periode=f"2021-{i:02d}") for i in range(1, 12)] + [cost(bedrag=120_000)],
              antwoorden={**content().antwoorden, "T01": "n.v.t.", "T15": "n.v.t."}),
        [("R03", K, "F16")],
    ),
    "zelfde_regel_twee_keer.xlsx": (
        _made(kosten=[*content().kosten, cost()]),
        [("R04", K, "F8")],
    ),
    "zelfde_uren_in_twee_taken.xlsx": (
        _made(uren=[*content().uren, hour(taak="T02")]),
        [("R05", U, "B9")],
    ),
    "eenmalig_als_structureel.xlsx": (
        _made(kosten=[*content().kosten[:2], cost(taak="T01", aard="structureel")]),
        [("R06", K, "G7")],
    ),
    "structureel_als_eenmalig.xlsx": (
        _made(kosten=[cost(aard="eenmalig", omschrijving="abonnement per maand"), *content().kosten[1:]]),
        [("R07", K, "G5")],
    ),
    "tarief_buiten_band.xlsx": (_made(uren=[hour(tarief=900), *content().uren[1:]]), [("R08", U, "G5")]),
    "meer_dan_een_voltijds_jaar.xlsx": (
        _made(uren=[*(hour(periode=f"2021-{m:02d}", uren=200.0, persoon="9") for m in range(1, 13)), content().uren[2]]),
        [("R09", U, "E5")],
    ),
    "dertig_uur_op_een_dag.xlsx": (_made(uren=[hour(uren=30.0), *content().uren[1:]]), [("R10", U, "F5")]),
    "nvt_met_kosten.xlsx": (_set(V, answer_cell("T14"), "n.v.t."), [("R11", V, answer_cell("T14"))]),
    "geregistreerd_zonder_regels.xlsx": (_set(V, answer_cell("T09"), "geregistreerd"), [("R11", V, answer_cell("T09"))]),
    "zonder_akkoord.xlsx": (_made(akkoord={}), [("R12", A, "B5")]),
    "te_weinig_bevallingen.xlsx": (_set(P, profile_cell("bevallingen"), 12), [("R13", P, profile_cell("bevallingen"))]),
    "antwoord_leeg.xlsx": (_set(V, answer_cell("T03"), None), [("R14", V, answer_cell("T03"))]),
}  # fmt: skip
"""Single files; rules that need more files (B06, B08, B09, G01-G04) have tests of their own."""

SOUND: dict[str, Callable[[Path], object]] = {
    "bedrag_met_euroteken.xlsx": _set(K, at(KOSTEN, "bedrag"), "€ 250,50"),
    "bedrag_met_punt.xlsx": _set(K, at(KOSTEN, "bedrag"), "250.50"),
    "aandeel_als_tekst.xlsx": _set(U, at(UREN, "aandeel"), "100%"),
    "uren_als_tekst.xlsx": _set(U, at(UREN, "uren"), "2,0"),
    "datum_als_datum.xlsx": _set(U, at(UREN, "periode"), dt.datetime(2021, 3, 15)),
    "kolommen_verschoven.xlsx": _edit(_moved_column),
    "blad_hernoemd.xlsx": _edit(lambda book: setattr(book[K], "title", "Facturen 2021")),
    "tekst_als_formule.xlsx": _made(kosten=[cost(leverancier="=cmd|' /C calc'!A0"), *content().kosten[1:]]),
    "html_in_naam.xlsx": _made(profiel={**content().profiel, "naam": "<script>alert(1)</script>"}),
    "pad_in_naam.xlsx": _made(profiel={**content().profiel, "naam": "../../../etc/passwd"}),
}
"""Files that look odd but can be read in one way; they give no finding and every cent."""
