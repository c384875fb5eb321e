"""What a page was made from: a fingerprint of all of it, and a record of each page made, so that no page is made twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vsvanalyse
from vsvanalyse import edition
from vsvanalyse.edition import EditionPaths
from vsvanalyse.edition.translation import FILE as TRANSLATION_FILE
from vsvanalyse.process import store
from vsvanalyse.process.data import EditionData
from vsvanalyse.reporting.plan import Page

LIBRARIES = (
    "pandas",
    "numpy",
    "scipy",
    "salib",
    "pyarrow",
    "matplotlib",
    "papermill",
    "ipython",
    "jinja2",
    "nbconvert",
    "typst",
    "python-pptx",
)
SHORT = 12
"""Characters of a fingerprint that stand on a page."""
_WORDS = {
    "invoer": "de registraties, de regels of de beschrijving van de editie",
    "scenarios": "de scenario's of de besluiten",
    "vorige": "de ronde om mee te vergelijken",
    "vrijgaven": "wat eerder is vrijgegeven",
    "schuilnamen": "onder welke naam VSV's elkaar zien",
    "gereedschap": "vsvanalyse zelf",
    "bibliotheken": "een bibliotheek",
    "notebook": "het notebook",
    "pagina": "wat de pagina is en haar parameters",
    "vormen": "in welke vormen zij wordt gemaakt",
}


@dataclass(frozen=True)
class Record:
    """What became of one page: its fingerprint in parts, the hash of each file, by its place in the folder of reports, and of its own figures."""

    naam: str
    parameters: Mapping[str, object]
    status: str
    reden: str
    delen: Mapping[str, str]
    bestanden: Mapping[str, str] = field(default_factory=dict)
    eigen: Mapping[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """The whole fingerprint."""
        return digest(dict(self.delen))

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data, with the whole fingerprint."""
        return {**asdict(self), "vingerafdruk": self.mark}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Record:
        """Make it again."""
        return cls(**{name: value for name, value in data.items() if name != "vingerafdruk"})


def digest(what: object) -> str:
    """Hash plain data."""
    text = json.dumps(what, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def sources(where: EditionPaths, data: EditionData) -> dict[str, Any]:
    """Give what every page of an edition is made from, each with its hash: inputs, scenarios, this tool, libraries.

    Of earlier releases only those over other VSVs: that the same was released before changes nothing.
    """
    other = [(year, sorted(then)) for year, then in data.eerder if then != data.vsvs_of(year)]
    return {
        "invoer": store.input_hashes(where),
        "scenarios": store.scenario_hashes(where),
        "vorige": _earlier(where, data),
        "vrijgaven": digest([one for one in other if one[0] in data.years]),
        "schuilnamen": digest(data.schuilnamen),
        "gereedschap": {"vsvanalyse": vsvanalyse.__version__, "code": store.tool_hash()},
        "bibliotheken": {name: version(name) for name in LIBRARIES},
    }


def _earlier(where: EditionPaths, data: EditionData) -> dict[str, str]:
    """Give the inputs of the round to compare with, and how its tasks come back."""
    if not data.edition.vorige:
        return {}
    then, translation = edition.paths(data.edition.vorige, where.root), where.raw / TRANSLATION_FILE
    own = {translation.name: store.sha256(translation)} if translation.is_file() else {}
    return own | (store.input_hashes(then) if then.raw.is_dir() else {})


def parts(
    page: Page, made_from: Mapping[str, Any], formats: Sequence[str] = (), template: bytes = b""
) -> dict[str, str]:
    """Give the fingerprint of a page, a hash for each thing that it is made from, and of the formats that it is made in, with the template of its slides."""
    own = [page.name, page.title, page.parameters, page.subject, page.audience, page.totals]
    return {
        **{name: digest(what) for name, what in made_from.items()},
        "notebook": store.sha256(page.notebook),
        "pagina": digest(own),
        "vormen": digest([*formats, hashlib.sha256(template).hexdigest() if "pptx" in formats else ""]),
    }


def changed(now: Mapping[str, str], record: Record | None) -> str:
    """Say in Dutch why a page is made: it is new, or what it was made from is not what it is now."""
    if record is None:
        return "nog niet gemaakt"
    other = [words for name, words in _WORDS.items() if now.get(name) != record.delen.get(name)]
    return (
        f"veranderd: {', '.join(other)}"
        if other
        else "de vorige keer niet uitgegeven, of een bestand ervan is veranderd"
    )


def whole(where: EditionPaths, record: Record) -> bool:
    """Whether every file of a page is there as it was made."""
    paths = {where.reports / name: told for name, told in record.bestanden.items()}
    return bool(paths) and all(path.is_file() and store.sha256(path) == told for path, told in paths.items())


def hashes(where: EditionPaths, files: Iterable[Path]) -> dict[str, str]:
    """Hash files in the folder of reports, by their place in it."""
    return {path.relative_to(where.reports).as_posix(): store.sha256(path) for path in sorted(files)}


class Journal:
    """The records of an edition's pages: those of the manifest, and of a run that did not come to its end.

    ``around`` is that of what stands around them: the index, the annexes and the pages of scenarios.
    """

    def __init__(self, where: EditionPaths) -> None:
        self._path = where.reports / ".voortgang.jsonl"
        manifest = _manifest(where.reports / "manifest.json")
        told = [*manifest.get("rapporten", []), *_lines(self._path)]
        self.records = {one.naam: one for one in map(_record, told) if one}
        self.around = _record(manifest.get("rond", {}))

    def add(self, record: Record) -> None:
        """Keep a record at once, so that a run that is killed has not made the page in vain."""
        self.records[record.naam] = record
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record.to_dict(), ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Forget the run: the manifest holds its records."""
        self._path.unlink(missing_ok=True)


def _manifest(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _record(told: Mapping[str, Any]) -> Record | None:
    """Make a record again; nothing where an earlier version of this tool wrote it."""
    try:
        return Record.read(told)
    except (TypeError, AttributeError):
        return None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            yield json.loads(line)
        except ValueError:
            return  # Whoever wrote it was killed in the middle of it.
