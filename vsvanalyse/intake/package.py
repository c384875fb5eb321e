"""Unpack a workbook to what a form needs of it, and never more than a form can hold.

A reader of workbooks believes what a file says of itself: sizes, names, where a part stands. Here every part is
unpacked once, up to a limit that the file has no say in, and put in a clean package of a few parts whose names,
order and sizes are ours. The reader gets that one, so that what was looked at is what is read.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

MIB = 2**20
_BOOK = "xl/workbook.xml"
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*?\?>")
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([\w.:-]+)["']""")
_SHARED = ("sharedStrings", "styles")


class PackageError(Exception):
    """A file that is no package a form can come in; the message is Dutch."""


@dataclass(frozen=True)
class Package:
    """The sheets of a workbook by name as UTF-8 XML, in order, and a clean workbook that holds them."""

    sheets: dict[str, bytes]
    clean: io.BytesIO


def unpack(data: bytes, limits: Mapping[str, float]) -> Package:
    """Unpack the parts of a workbook that hold values.

    Raises PackageError for a package that is too large or that can be read in two ways, and zipfile's and
    ElementTree's own errors for what is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = _Parts(archive, int(limits["lees_uitgepakt_mib"]) * MIB)
        at = next((t for _, kind, t in parts.relations("") if kind == "officeDocument"), _BOOK)
        book = _tree(parts.read(at))
        targets: dict[str, str] = {}
        shared: dict[str, bytes] = {}
        for key, kind, target in parts.relations(at):
            if kind == "worksheet":
                targets[key] = target
            elif kind in _SHARED and target in parts:
                shared[kind] = parts.read(target)
        sheets: dict[str, bytes] = {}
        for sheet in _named(book, "sheet"):
            name = sheet.get("name", "")
            target = targets.get(next((v for k, v in sheet.items() if k.endswith("}id")), ""), "")
            if name in sheets:
                raise PackageError(f"Twee bladen heten '{name}'; welk van de twee telt is niet te zeggen.")
            if target in parts:
                sheets[name] = parts.read(target)
    epoch = next((p.get("date1904", "") for p in _named(book, "workbookPr")), "")
    return Package(sheets, _pack(sheets, shared, epoch))


class _Parts:
    """The parts of an archive, found whatever their case, unpacked up to a limit for all together."""

    def __init__(self, archive: zipfile.ZipFile, limit: int) -> None:
        self.archive, self.left = archive, limit
        self.members: dict[str, zipfile.ZipInfo] = {}
        for member in archive.infolist():
            name = self.key(member.filename)
            if name in self.members:
                raise PackageError(
                    f"Het bestand bevat het onderdeel '{name}' twee keer; welk van de twee telt is niet te zeggen."
                )
            self.members[name] = member

    @staticmethod
    def key(name: str) -> str:
        return name.replace("\\", "/").lstrip("/").casefold()

    def __contains__(self, name: str) -> bool:
        return self.key(name) in self.members

    def relations(self, of: str) -> list[tuple[str, str, str]]:
        """List what a part refers to as (id, last word of the kind, name); the package itself has no name."""
        folder, name = posixpath.split(of)
        tree = _tree(self.read(posixpath.join(folder, "_rels", f"{name}.rels")))
        return [
            (
                one.get("Id", ""),
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))),
            )
            for one in tree
        ]

    def read(self, name: str) -> bytes:
        member = self.members[self.key(name)]
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PackageError("Het bestand is op een ongewone manier ingepakt.")
        with self.archive.open(member) as packed:
            data = packed.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise PackageError("Het bestand is uitgepakt te groot voor een formulier.")
        return _utf8(data)


def _utf8(data: bytes) -> bytes:
    """Give XML as UTF-8; a reader that goes by the bytes would find nothing in another encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        encoding = "utf-16" if data[0] >= 0xFE else "utf-16-be" if data[0] == 0 else "utf-16-le"
    elif not (declaration := _DECLARATION.match(data, 3 if data.startswith(b"\xef\xbb\xbf") else 0)) or not (
        declared := _DECLARED.search(declaration[0])
    ):
        return data
    else:
        encoding = declared[1].decode().casefold()
    if encoding in ("utf-8", "utf8", "us-ascii", "ascii"):
        return data
    return _DECLARATION.sub(b"", data.decode(encoding).encode(), count=1)


def _tree(xml: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in xml:
        raise PackageError("Het bestand bevat een documentdefinitie; een Excel-bestand heeft die nooit.")
    return ElementTree.fromstring(xml)


def _named(tree: ElementTree.Element, name: str) -> Iterable[ElementTree.Element]:
    """Find elements by local name: the strict form of the standard has namespaces of its own."""
    return (found for found in tree.iter() if str(found.tag).rpartition("}")[2] == name)


def _pack(sheets: Mapping[str, bytes], shared: Mapping[str, bytes], epoch: str) -> io.BytesIO:
    """Write a workbook of these sheets only, by number, not compressed: it is read at once."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="{i}" sheetId="{i}" r:id="r{i}"/>' for i in numbers)
    date = '<workbookPr date1904="1"/>' if epoch in ("1", "true") else ""
    parts = {f"sheet{i}.xml": ("worksheet", xml) for i, xml in zip(numbers, sheets.values(), strict=True)}
    parts |= {f"{kind}.xml": (kind, xml) for kind, xml in shared.items()}
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w") as archive:
        archive.writestr("_rels/.rels", _relations([("officeDocument", _BOOK)]))
        archive.writestr(
            _BOOK,
            f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}">{date}<sheets>{listed}</sheets></workbook>',
        )
        related = _relations([(kind, name) for name, (kind, _) in parts.items()])
        archive.writestr("xl/_rels/workbook.xml.rels", related)
        for name, (_, xml) in parts.items():
            archive.writestr(f"xl/{name}", xml)
    clean.seek(0)
    return clean


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target="{name}"/>'
        for i, (kind, name) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'
