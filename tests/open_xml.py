"""What a file of slides must keep to, so that PowerPoint opens it without a repair: its elements, its parts, and what leads where."""

from __future__ import annotations

import functools
import io
import posixpath
import re
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import load_workbook

ELEMENTS = Path(__file__).parent / "fixtures" / "dia_elementen.toml"

OFFICE = "http://schemas.openxmlformats.org"
DOCUMENT, PACKAGE = f"{OFFICE}/officeDocument/2006", f"{OFFICE}/package/2006"
SPACES = {
    "p": f"{OFFICE}/presentationml/2006/main",
    "a": f"{OFFICE}/drawingml/2006/main",
    "c": f"{OFFICE}/drawingml/2006/chart",
    "r": f"{DOCUMENT}/relationships",
    "app": f"{DOCUMENT}/extended-properties",
    "vt": f"{DOCUMENT}/docPropsVTypes",
    "types": f"{PACKAGE}/content-types",
    "rels": f"{PACKAGE}/relationships",
    "core": f"{PACKAGE}/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
}
_PREFIX = {uri: prefix for prefix, uri in SPACES.items()}

_PML, _OPC = "application/vnd.openxmlformats-officedocument", "application/vnd.openxmlformats-package"
TYPES = {
    "officeDocument": f"{_PML}.presentationml.presentation.main+xml",
    "slide": f"{_PML}.presentationml.slide+xml",
    "slideLayout": f"{_PML}.presentationml.slideLayout+xml",
    "slideMaster": f"{_PML}.presentationml.slideMaster+xml",
    "notesSlide": f"{_PML}.presentationml.notesSlide+xml",
    "notesMaster": f"{_PML}.presentationml.notesMaster+xml",
    "presProps": f"{_PML}.presentationml.presProps+xml",
    "viewProps": f"{_PML}.presentationml.viewProps+xml",
    "tableStyles": f"{_PML}.presentationml.tableStyles+xml",
    "printerSettings": f"{_PML}.presentationml.printerSettings",
    "theme": f"{_PML}.theme+xml",
    "chart": f"{_PML}.drawingml.chart+xml",
    "package": f"{_PML}.spreadsheetml.sheet",
    "extended-properties": f"{_PML}.extended-properties+xml",
    "core-properties": f"{_OPC}.core-properties+xml",
    "thumbnail": "image/jpeg",
}
"""The content type of the part that a relationship of a kind leads to."""
NEEDS = {
    "slide": {"slideLayout": 1},
    "slideLayout": {"slideMaster": 1},
    "slideMaster": {"theme": 1},
    "notesSlide": {"notesMaster": 1, "slide": 1},
    "notesMaster": {"theme": 1},
    "chart": {"package": 1},
}
LEADS = {"sldId": "slide", "sldLayoutId": "slideLayout", "sldMasterId": "slideMaster", "notesMasterId": "notesMaster",
         "chart": "chart", "externalData": "package"}  # fmt: skip
LABELS = {"clustered": "ctr inBase inEnd outEnd", "stacked": "ctr inBase inEnd"}
"""Where a label may stand at bars, other than at points and lines; the schema does not say so, but PowerPoint does not open a chart with another."""


@dataclass(frozen=True)
class Element:
    """What an element may hold: its children as a pattern (None for whatever), the kind of its text, and its attributes."""

    children: re.Pattern[str] | None
    told: str
    text: str | None
    attributes: dict[str, tuple[bool, str]]


@functools.cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(ELEMENTS.read_text(encoding="utf-8"))


@functools.cache
def vocabulary() -> dict[str, Element]:
    """Give the elements by name, and where it depends on it, that of the parent: c:ser, a:xfrm/ext."""
    return {
        f"{space}:{name}": _element(space, told)
        for space, elements in _table().items()
        if space in SPACES
        for names, told in elements.items()
        for name in names.split()
    }


def _element(space: str, told: str) -> Element:
    while found := re.search(r"%(\w+)(\??)", told):
        inner = _table()["groups"][found[1]]
        told = told.replace(found[0], f"({inner})?" if found[2] else inner, 1)
    attributes, text, pattern = {}, None, ""
    for word in re.findall(r"@\S+|#\w*|[()|!]|[\w:]+|[?*+]", told):
        if word.startswith("@"):
            name, free, kind = re.fullmatch(r"@((?:\w+:)?\w+)(\??):(.+)", word).groups()
            attributes[name] = (not free, kind)
        elif word.startswith("#"):
            text = word[1:] or "text"
        elif re.match(r"\w", word):
            pattern += f"(?:{word if ':' in word else f'{space}:{word}'} )"
        else:
            pattern += word
    return Element(None if "!" in pattern else re.compile(pattern), told, text, attributes)


def _is(value: str, kind: str) -> bool:
    """Whether a value is of a kind: a pattern or a range of the table, or the values themselves."""
    known = _table()["kinds"].get(kind, kind)
    if isinstance(known, str):
        return re.fullmatch(known, value, flags=re.DOTALL) is not None
    return re.fullmatch(r"[-+]?\d+", value) is not None and known[0] <= int(value) <= known[1]


def short(tag: str) -> str:
    """Give a name as the table has it: a:off."""
    uri, _, name = tag.rpartition("}")
    return f"{_PREFIX.get(uri[1:], uri[1:])}:{name}" if uri else name


def misuse(element: Any) -> Iterator[str]:
    """Tell what in a tree is not as the standard has it."""
    name = short(element.tag)
    space, _, local = name.rpartition(":")
    parent = element.getparent()
    above = "" if parent is None else short(parent.tag).rpartition(":")[2]
    known = vocabulary().get(f"{space}:{above}/{local}") or vocabulary().get(name)
    where = f"{above}/{name}"
    if known is None:
        yield f"{where}: not in the table"
        return
    given = {short(key): value for key, value in element.attrib.items()}
    for key, (needed, kind) in known.attributes.items():
        if key in given and not _is(given[key], kind):
            yield f"{where}: {key}={given[key]!r} is not {kind}"
        if needed and key not in given:
            yield f"{where}: {key} is missing"
    yield from (f"{where}: {key} is not its attribute" for key in given.keys() - known.attributes.keys())
    if known.children is None:
        return
    children = list(element.iterchildren(etree.Element))
    found = "".join(f"{short(child.tag)} " for child in children)
    if not known.children.fullmatch(found):
        yield f"{where}: has {found or 'nothing '}where it may have {known.told or 'nothing'}"
    words = "".join(element.xpath("text()"))
    if known.text is not None and not _is(words, known.text):
        yield f"{where}: {words!r} is not {known.text}"
    if known.text is None and words.strip():
        yield f"{where}: has text {words.strip()!r}"
    for child in children:
        yield from misuse(child)


class Slides:
    """The parts of a file of slides, with their types and what they lead to."""

    def __init__(self, content: bytes):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            self.names = packed.namelist()
            self.parts = {name: packed.read(name) for name in self.names}
        self.trees = {
            name: etree.fromstring(part)
            for name, part in self.parts.items()
            if name.endswith((".xml", ".rels"))
        }
        listed = self.trees["[Content_Types].xml"]
        self.defaults = [
            (one.get("Extension").lower(), one.get("ContentType")) for one in listed.findall("{*}Default")
        ]
        self.overrides = [
            (one.get("PartName")[1:], one.get("ContentType")) for one in listed.findall("{*}Override")
        ]

    def type_of(self, name: str) -> str | None:
        return dict(self.overrides).get(name) or dict(self.defaults).get(name.rpartition(".")[2].lower())

    def leads(self, name: str) -> dict[str, tuple[str, str]]:
        """Give what a part leads to: the kind and the part of each relationship, by its id."""
        folder, _, file = name.rpartition("/")
        told = self.trees.get(f"{folder}/_rels/{file}.rels".lstrip("/"))
        if told is None:
            return {}
        return {
            one.get("Id"): (
                one.get("Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target")))[1:],
            )
            for one in told
            if one.get("TargetMode") != "External"
        }

    def of_kind(self, kind: str) -> list[str]:
        return [name for name in self.parts if self.type_of(name) == TYPES[kind]]

    def xpath(self, name: str, path: str) -> list[Any]:
        return self.trees[name].xpath(path, namespaces=SPACES)


def faults(content: bytes) -> list[str]:
    """Tell all that would make PowerPoint repair or refuse a file of slides."""
    slides = Slides(content)
    told = [f"{name}: {fault}" for name, tree in slides.trees.items() for fault in misuse(tree)]
    told += [*_parts(slides), *_ids(slides)]
    for name in slides.of_kind("chart"):
        told += [
            f"{name}: {fault}"
            for fault in (*_axes(slides, name), *_series(slides, name), *_cells(slides, name))
        ]
    return told


def _twice(values: Sequence[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]


def _parts(slides: Slides) -> Iterator[str]:
    """Hold each part against the types, and what it leads to against the parts."""
    yield from (f"{name} is in the file twice" for name in _twice(slides.names))
    for listed in (slides.defaults, slides.overrides):
        yield from (f"{name} has two types" for name in _twice([name for name, _ in listed]))
    yield from (
        f"{name} has a type but is no part" for name, _ in slides.overrides if name not in slides.parts
    )
    reached, waiting = set(), [""]
    while waiting:
        name = waiting.pop()
        for kind, target in slides.leads(name).values():
            if target not in slides.parts:
                yield f"{name or 'the file'} leads to {target}, which is no part"
            elif slides.type_of(target) != TYPES.get(kind):
                yield f"{target} is {slides.type_of(target)}, and {name or 'the file'} takes it for {kind}"
            elif target not in reached:
                reached.add(target)
                waiting.append(target)
    bookkeeping = {name for name in slides.parts if name.endswith(".rels")} | {"[Content_Types].xml"}
    yield from (f"nothing leads to {name}" for name in slides.parts.keys() - bookkeeping - reached)
    for name in bookkeeping - {"[Content_Types].xml", "_rels/.rels"}:
        owner = name.replace("_rels/", "").removesuffix(".rels")
        if owner not in slides.parts:
            yield f"{name} is of no part"
        yield from (f"{name} has id {one} twice" for one in _twice(slides.xpath(name, "*/@Id")))
    for kind, wanted in NEEDS.items():
        for name in slides.of_kind(kind):
            found = Counter(each for each, _ in slides.leads(name).values())
            yield from (f"{name} has {found[each]} {each}" for each, n in wanted.items() if found[each] != n)
    for name in slides.parts.keys() - bookkeeping:
        for used in slides.xpath(name, "//@r:*") if name in slides.trees else []:
            kind = LEADS.get(etree.QName(used.getparent()).localname)
            leads = slides.leads(name).get(used, ("nothing", ""))
            if leads[0] == "nothing" or (kind and kind != leads[0]):
                yield f"{name}: {used} leads to {leads[0]}, not to {kind or 'a part'}"


def _ids(slides: Slides) -> Iterator[str]:
    """Hold against each other what must be there once: slides in the list, ids of masters, shapes in a slide."""
    book = "ppt/presentation.xml"
    shown = [slides.leads(book)[one][1] for one in slides.xpath(book, "p:sldIdLst/p:sldId/@r:id")]
    if sorted(shown) != sorted(slides.of_kind("slide")):
        yield f"the presentation shows {shown}, and there are {slides.of_kind('slide')}"
    listed = slides.xpath(book, "p:sldIdLst/p:sldId/@id")
    yield from (f"slide id {one} is there twice" for one in _twice(listed))
    gone = set(slides.xpath(book, "//p14:sldId/@id")) - set(listed)
    yield from (f"a section has slide {one}, which is gone" for one in sorted(gone))
    masters = slides.xpath(book, "//p:sldMasterId/@id") + [
        one for name in slides.of_kind("slideMaster") for one in slides.xpath(name, "//p:sldLayoutId/@id")
    ]
    yield from (f"id {one} of a master or layout is there twice" for one in _twice(masters))
    for kind in ("slide", "slideLayout", "slideMaster", "notesSlide", "notesMaster"):
        for name in slides.of_kind(kind):
            shapes = slides.xpath(name, "//p:cNvPr/@id")
            yield from (f"{name}: shape {one} is there twice" for one in _twice(shapes))
            for table in slides.xpath(name, "//a:tbl"):
                wide = len(table.xpath("a:tblGrid/a:gridCol", namespaces=SPACES))
                cells = [len(row.findall("{*}tc")) for row in table.findall("{*}tr")]
                if set(cells) != {wide}:
                    yield f"{name}: rows of {cells} cells in a table of {wide} columns"


def _axes(slides: Slides, name: str) -> Iterator[str]:
    there = slides.xpath(name, "//c:plotArea/*/c:axId[../c:scaling]/@val")
    yield from (f"axis {one} is there twice" for one in _twice(there))
    for path in ("//c:plotArea/*[not(c:scaling)]/c:axId/@val", "//c:crossAx/@val"):
        if sorted(slides.xpath(name, path)) != sorted(there):
            yield f"{path} has other axes than {there}"


def _series(slides: Slides, name: str) -> Iterator[str]:
    series = slides.xpath(name, "//c:ser")
    for path in ("c:idx/@val", "c:order/@val"):
        yield from (f"{path} {one} is there twice" for one in _twice([_of(each, path)[0] for each in series]))
    for each in series:
        grouping = (*_of(each, "../c:grouping/@val"), "")[0]
        allowed = LABELS.get(grouping, "b ctr l r t").split()
        yield from (
            f"label at {one} of {grouping} series"
            for one in _of(each, ".//c:dLblPos/@val")
            if one not in allowed
        )
        for path in ("c:dPt/c:idx/@val", "c:dLbls/c:dLbl/c:idx/@val"):
            told = [int(one) for one in _of(each, path)]
            if told != sorted(set(told)):
                yield f"{path} in the order {told}"
        for points in _of(each, ".//c:numCache | .//c:strCache | .//c:numLit"):
            count, at = int(_of(points, "c:ptCount/@val")[0]), [int(one) for one in _of(points, "c:pt/@idx")]
            if at != sorted(set(at)) or any(one >= count for one in at):
                yield f"points {at} of {count}"
            values = [] if points.tag.endswith("strCache") else _of(points, "c:pt/c:v/text()")
            yield from (f"{one} is not a number" for one in values if not _is(one, "number"))


def _of(element: Any, path: str) -> list[Any]:
    return element.xpath(path, namespaces=SPACES)


def _cells(slides: Slides, name: str) -> Iterator[str]:
    """Hold what a chart shows against the workbook that opens when someone edits its data."""
    (book,) = [target for kind, target in slides.leads(name).values() if kind == "package"]
    sheets = load_workbook(io.BytesIO(slides.parts[book]))
    for one in sheets:
        yield from (
            f"{cell.coordinate} counts or leads away: {cell.value}"
            for row in one
            for cell in row
            if cell.data_type == "f" or cell.hyperlink
        )
    for told in slides.xpath(name, "//c:numRef | //c:strRef"):
        sheet, _, cells = _of(told, "c:f")[0].text.rpartition("!")
        block = sheets[sheet][cells.replace("$", "")]
        found = [cell.value for row in (block if isinstance(block, tuple) else ((block,),)) for cell in row]
        points = {int(one.get("idx")): one.findtext("{*}v") for one in _of(told, ".//c:pt")}
        shown = [points.get(at) for at in range(int(_of(told, ".//c:ptCount/@val")[0]))]
        if [_same(one) for one in found] != [_same(one) for one in shown]:
            yield f"{cells} has {found}, and the chart shows {shown}"


def _same(value: Any) -> Any:
    """Give what a cell and a point have in common: a number in the digits that a workbook keeps, a text that may be absent."""
    try:
        return f"{float(value):.12g}"
    except (TypeError, ValueError):
        return value or None
