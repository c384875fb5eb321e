"""Files that attack their reader, named after what is wrong: how each is made, and what it must give.

A case is ``name -> (write, expected)``; ``write`` puts the file at a path. ``expected`` is the rule that it must
give as its only finding; ``SOUND``: it is read to the cent, without a finding; ``ANY``: whatever is said of it, it is said in time.
"""

from __future__ import annotations

import io
import os
import re
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName

from tests.forms import sound_form
from vsvanalyse.intake import reader

SOUND, ANY = "", "*"
Write = Callable[[Path], object]
Parts = dict[str, bytes]
_COSTS = "Andere kosten"
_SHEET_END = b"</sheetData>"


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, parts: Parts, **options: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def sheet_part(parts: Parts, sheet: str = _COSTS) -> str:
    """Find the part of a sheet by its name."""
    ids = re.search(rf'<sheet [^>]*name="{sheet}"[^>]*r:id="(\w+)"'.encode(), parts["xl/workbook.xml"])
    rels = parts["xl/_rels/workbook.xml.rels"]
    tag = next(tag for tag in re.findall(rb"<Relationship [^>]*>", rels) if b'Id="%s"' % ids[1] in tag)
    return "xl/" + re.search(rb'Target="/?(?:xl/)?([^"]+)"', tag)[1].decode()


def _parts(change: Callable[[Parts], object]) -> Write:
    def write(path: Path) -> None:
        parts = parts_of(sound_form(path))
        change(parts)
        pack(path, parts)

    return write


def _sheet(change: Callable[[bytes], bytes]) -> Write:
    def spoil(parts: Parts) -> None:
        part = sheet_part(parts)
        parts[part] = change(parts[part])

    return _parts(spoil)


def _rows(rows: bytes) -> Write:
    """Put rows after the last one."""
    return _sheet(lambda xml: xml.replace(_SHEET_END, rows + _SHEET_END))


def _cell(reference: bytes) -> Write:
    return _rows(b'<row r="900"><c r=' + reference + b"><v>1</v></c></row>")


def _prefixed(xml: bytes) -> bytes:
    xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
    return xml.replace(b"xmlns=", b"xmlns:x=", 1)


def _other_case(parts: Parts) -> None:
    part = sheet_part(parts)
    parts[part.replace("worksheets/s", "Worksheets/S").replace(".xml", ".XML")] = parts.pop(part)


def _encoded(encoding: str) -> Write:
    def change(xml: bytes) -> bytes:
        text = re.sub(r"<\?xml.*?\?>", "", xml.decode())
        return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)

    return _sheet(change)


def _coloured(xml: bytes) -> bytes:
    """Give a row and a column a colour to the last cell there is, as people do."""
    row = b"".join(b'<c r="%s9" s="1"/>' % letters for letters in (b"AZ", b"ZZ", b"XFD"))
    last = b'<row r="1048576" s="1" customFormat="1"><c r="A1048576" s="1"/></row>'
    return xml.replace(
        _SHEET_END, b'<row r="900">' + row.replace(b'9"', b'900"') + b"</row>" + last + _SHEET_END
    )


def _sizes_that_lie(path: Path) -> None:
    """Say of every part that it is ten bytes long."""
    sound_form(path)
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = -1
        while (start := data.find(signature, start + 1)) >= 0:
            data[start + at : start + at + 4] = struct.pack("<I", 10)
    path.write_bytes(data)


def _wrong_crc(path: Path) -> None:
    parts = parts_of(sound_form(path))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    path.write_bytes(path.read_bytes().replace(b"<v>250.5</v>", b"<v>950.5</v>"))


def _twice(path: Path) -> None:
    parts = parts_of(sound_form(path))
    part = sheet_part(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr(part.upper(), parts[part].replace(b"250.5", b"950.5"))


def _bomb(mib: int) -> Write:
    return _sheet(lambda xml: xml.replace(_SHEET_END, b" " * (mib * 2**20) + _SHEET_END))


def _nested_bomb(parts: Parts) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", bytes(50 * 2**20))
    parts["xl/media/image1.zip"] = inner.getvalue() * 200


_LAUGHS = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12)
) + b"]>"  # fmt: skip


def _laughing(xml: bytes) -> bytes:
    return _LAUGHS + re.sub(rb"^<\?xml.*?\?>\s*", b"", xml).replace(b"<v>250.5</v>", b"<v>&a11;</v>")


def _shared(strings: bytes, rows: bytes, head: bytes = b"") -> Write:
    """Add a part of shared strings, and rows that use it."""

    def change(parts: Parts) -> None:
        rels = "xl/_rels/workbook.xml.rels"
        kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        own = b'<Relationship Id="rIdS" Type="%s" Target="sharedStrings.xml"/>' % kind
        parts[rels] = re.sub(rb"<Relationship [^>]*sharedStrings[^>]*>", b"", parts[rels])
        parts[rels] = parts[rels].replace(b"</Relationships>", own + b"</Relationships>")
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        parts["xl/sharedStrings.xml"] = head + b'<sst xmlns="%s">%s</sst>' % (space, strings)
        part = sheet_part(parts, "Akkoord")
        parts[part] = parts[part].replace(_SHEET_END, rows + _SHEET_END)

    return _parts(change)


def _many_sheets(path: Path) -> None:
    book = load_workbook(sound_form(path))
    for i in range(1000):
        book.create_sheet(f"Blad {i}")["A1"] = i
    book.save(path)


def _odd_sheet_names(path: Path) -> None:
    book = load_workbook(sound_form(path))
    for name in ('O\'Brien & "zn" <b>', "=1+1", "'"):
        book.create_sheet(name)
    book.defined_names["stuk"] = DefinedName("stuk", attr_text="#REF!$A$1:XFD1048576")
    book.save(path)


def _one_name_twice(parts: Parts) -> None:
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="Uitleg"', f'name="{_COSTS}"'.encode())


def _external(parts: Parts) -> None:
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    parts["xl/vbaProject.bin"] = os.urandom(100_000)


def _out_of_the_package(parts: Parts) -> None:
    rels = "xl/_rels/workbook.xml.rels"
    part = sheet_part(parts).encode().rpartition(b"/")[2]
    parts[rels] = re.sub(rb'Target="[^"]*' + part + b'"', b'Target="../../../../etc/passwd"', parts[rels])


def _method(compression: int) -> Write:
    def write(path: Path) -> None:
        parts = parts_of(sound_form(path))
        with zipfile.ZipFile(path, "w", compression) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)

    return write


def _locked_member(path: Path) -> None:
    data = bytearray(path.read_bytes()) if path.exists() else bytearray(sound_form(path).read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(signature, start + 1)) >= 0:
            data[start + at] |= 1
    path.write_bytes(data)


def _members(path: Path) -> None:
    parts = parts_of(sound_form(path))
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        for i in range(100_000):
            archive.writestr(f"xl/media/{i}.png", b"")


def _csv(data: bytes) -> Write:
    head = "Datum of periode;Taak;Kostensoort;Leverancier;Bedrag (€);Eenmalig of structureel;Omschrijving\n"
    return lambda path: path.write_bytes(head.encode() + data)


def _line(i: int) -> bytes:
    """Write a line on Andere kosten of which nothing is right."""
    cells = ("ooit", "T99", "", "factuur", "", "pm", "soms")
    made = "".join(
        f'<c r="{letter}{i}" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABCDEFG", cells, strict=True)
        if text
    )
    return f'<row r="{i}">{made}</row>'.encode()


_DATE = b'<row r="900"><c r="A900" s="16"><v>%s</v></c></row>'
FILES: dict[str, tuple[Write, str]] = {
    "verre_cel.xlsx": (_cell(b'"XFD1048576"'), "B01"),
    "verre_cel_kolom.xlsx": (_cell(b'"XFD900"'), "B01"),
    "verre_cel_rij.xlsx": (_cell(b'"A1048576"'), "B01"),
    "verre_cel_voorbij_excel.xlsx": (_cell(b'"A99999999999"'), "B01"),
    "verre_cel_apostrof.xlsx": (_cell(b"'XFD1048576'"), "B01"),
    "verre_cel_spatie.xlsx": (_cell(b'" XFD1048576 "'), "B01"),
    "verre_cel_nieuwe_regel.xlsx": (_rows(b'<row\nr="900"><c\nr\n=\n"XFD1048576"><v>1</v></c></row>'), "B01"),
    "verre_cel_entiteit.xlsx": (_cell(b'"&#88;FD1048576"'), "B01"),
    "verre_cel_voorvoegsel.xlsx": (
        _rows(
            b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1048576">'
            b'<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
        ),
        "B01",
    ),
    "verre_cel_zonder_verwijzing.xlsx": (_rows(b'<row r="900">' + b"<c><v>1</v></c>" * 20_000 + b"</row>"), "B01"),
    "verre_rij_zonder_verwijzing.xlsx": (_rows(b"<row/>" * 2_000_000 + b"<row><c><v>1</v></c></row>"), "B01"),
    "verre_formule.xlsx": (_rows(b'<row r="1048576"><c r="A1048576"><f>1+1</f></c></row>'), "B01"),
    "veel_cellen.xlsx": (_cell(b'"GR90000"'), "B01"),
    "cel_a0.xlsx": (_cell(b'"A0"'), "B01"),
    "cel_min_a1.xlsx": (_cell(b'"-A1"'), "B01"),
    "cel_1a.xlsx": (_cell(b'"1A"'), "B01"),
    "rij_min_1.xlsx": (_rows(b'<row r="-1"><c><v>1</v></c></row>'), "B01"),
    "rij_dubbel_attribuut.xlsx": (_cell(b'"A900" r="XFD1048576"'), "B01"),
    "gekleurd_tot_het_eind.xlsx": (_sheet(_coloured), SOUND),
    "afmeting_die_liegt.xlsx": (
        _sheet(lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml)),
        SOUND,
    ),
    "met_voorvoegsel.xlsx": (_sheet(_prefixed), SOUND),
    "onderdeel_in_andere_letters.xlsx": (_parts(_other_case), SOUND),
    "utf_16.xlsx": (_encoded("utf-16"), SOUND),
    "latijn_1.xlsx": (_encoded("cp1252"), SOUND),
    "codering_die_niet_bestaat.xlsx": (
        _sheet(lambda xml: b'<?xml version="1.0" encoding="klingon"?>' + re.sub(rb"<\?xml.*?\?>", b"", xml)),
        "B01",
    ),
    "maten_die_liegen.xlsx": (_sizes_that_lie, "B01"),
    "verkeerde_controlesom.xlsx": (_wrong_crc, "B01"),
    "onderdeel_twee_keer.xlsx": (_twice, "B01"),
    "blad_twee_keer.xlsx": (_parts(_one_name_twice), "B01"),
    "zipbom.xlsx": (_bomb(1000), "B01"),
    "zipbom_net_te_groot.xlsx": (_bomb(151), "B01"),
    "zipbom_in_een_zip.xlsx": (_parts(_nested_bomb), SOUND),
    "miljard_keer_lachen_blad.xlsx": (_sheet(_laughing), "B01"),
    "miljard_keer_lachen_werkboek.xlsx": (
        _parts(lambda parts: parts.update({"xl/workbook.xml": _laughing(parts["xl/workbook.xml"])})),
        "B01",
    ),
    "miljard_keer_lachen_teksten.xlsx": (
        _shared(b"<si><t>&a11;</t></si>", b'<row r="900"><c r="D900" t="s"><v>0</v></c></row>', _LAUGHS),
        ANY,
    ),
    "miljoen_teksten.xlsx": (
        _shared(b"".join(b"<si><t>tekst %d</t></si>" % i for i in range(10**6)), b""), ANY),
    "lange_teksten.xlsx": (
        _shared(
            b"<si><t>" + b"x" * 32_767 + b"</t></si>",
            b"".join(
                b'<row r="%d">' % r + b"".join(b'<c r="%c%d" t="s"><v>0</v></c>' % (c, r) for c in b"DEFGHIJ") + b"</row>"
                for r in range(900, 9900)
            ),
        ),
        "B01",
    ),
    "tekst_die_niet_bestaat.xlsx": (
        _shared(b"<si><t>a</t></si>", b'<row r="900"><c r="D900" t="s"><v>99999999</v></c></row>'), ANY),
    "tekst_min_1.xlsx": (_shared(b"<si><t>a</t></si>", b'<row r="900"><c r="D900" t="s"><v>-1</v></c></row>'), ANY),
    "miljoen_samengevoegd.xlsx": (
        _sheet(
            lambda xml: re.sub(rb"<mergeCells.*?</mergeCells>", b"", xml).replace(
                _SHEET_END,
                _SHEET_END
                + b"<mergeCells>"
                + b"".join(b'<mergeCell ref="A%d:XFD%d"/>' % (i, i) for i in range(1000, 2**20))
                + b"</mergeCells>",
            )
        ),
        SOUND,
    ),
    "miljoen_lege_cellen.xlsx": (
        _rows(b"".join(b'<row r="%d">' % r + b'<c s="1"/>' * 100 + b"</row>" for r in range(900, 10_900))), SOUND),
    "duizend_bladen.xlsx": (_many_sheets, ANY),
    "vreemde_bladnamen.xlsx": (_odd_sheet_names, SOUND),
    "macro_en_koppeling.xlsm": (_parts(_external), SOUND),
    "pad_uit_het_pakket.xlsx": (_parts(_out_of_the_package), ANY),
    "lzma.xlsx": (_method(zipfile.ZIP_LZMA), "B01"),
    "onderdeel_met_wachtwoord.xlsx": (_locked_member, "B01"),
    "honderdduizend_onderdelen.xlsx": (_members, ANY),
    "diep_genest.xlsx": (
        _sheet(lambda xml: xml.replace(_SHEET_END, _SHEET_END + b"<a>" * 10**6 + b"</a>" * 10**6)), ANY),
    "diep_genest_werkboek.xlsx": (
        _parts(
            lambda parts: parts.update(
                {"xl/workbook.xml": parts["xl/workbook.xml"].replace(b"</sheets>", b"</sheets>" + b"<a>" * 10**6 + b"</a>" * 10**6)}
            )
        ),
        ANY,
    ),
    "datum_buiten_de_tijd.xlsx": (_rows(_DATE % b"1e300"), ANY),
    "datum_geen_getal.xlsx": (_rows(_DATE % b"nan"), ANY),
    "datum_oneindig.xlsx": (_rows(_DATE % b"-inf"), ANY),
    "datum_negatief.xlsx": (_rows(_DATE % b"-99999999"), ANY),
    "datum_iso_onzin.xlsx": (_rows(b'<row r="900"><c r="A900" t="d"><v>9999999-99-99T99:99</v></c></row>'), ANY),
    "soort_die_niet_bestaat.xlsx": (_rows(b'<row r="900"><c r="A900" t="zzz"><v>1</v></c></row>'), ANY),
    "honderdduizend_foute_regels.xlsx": (_rows(b"".join(map(_line, range(900, 90_000)))), ANY),
    "VSV01_2021_brede.csv": (_csv(b"x;" * 100_000 + b"x\n"), "B01"),
    "VSV01_2021_lange_regel.csv": (_csv(b"x" * 40 * 2**20), "B01"),
    "VSV01_2021_te_groot.csv": (_csv(b"2021;T05;inkoop;D;1;structureel;x\n" * 1_600_000), "B01"),
    "VSV01_2021_veel_regels.csv": (_csv(b"2021;T05;inkoop;D;1;structureel;x\n" * 150_000), "B01"),
    "VSV01_2021_alleen_puntkomma.csv": (_csv(b";" * 40 * 2**20), ANY),
    "VSV01_2021_nullen.csv": (_csv(bytes(1000)), "B01"),
    "pijp.xlsx": (os.mkfifo if hasattr(os, "mkfifo") else Path.mkdir, "B01"),
    "pijp.csv": (os.mkfifo if hasattr(os, "mkfifo") else Path.mkdir, "B01"),
    "map.xlsx": (Path.mkdir, "B01"),
    "koppeling_naar_niets.xlsx": (lambda path: path.symlink_to("bestaat_niet.xlsx"), "B01"),
    "koppeling_naar_zichzelf.xlsx": (lambda path: path.symlink_to(path.name), "B01"),
    "koppeling_zonder_eind.csv": (lambda path: path.symlink_to("/dev/zero"), "B01"),
}  # fmt: skip


def misbehave(path: Path, name: str) -> object:
    """Stand in for the reader in a worker: do what the file is named after; who hangs leaves a mark first."""
    if name.startswith("abort"):
        os.abort()
    if name.startswith("hang"):
        path.with_suffix(".hangt").touch()
        time.sleep(1000)
    if name.startswith("draai"):
        while True:
            pass
    if name.startswith("traag"):
        time.sleep(2)
    if name.startswith("stop"):
        os._exit(0)
    if name.startswith("fout"):
        raise ZeroDivisionError
    if name.startswith("vol"):
        return [bytearray(2**20) for _ in range(10**6)]
    return reader.read_file(path, name)
