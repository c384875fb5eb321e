"""The manifest once more, as an RO-Crate: metadata about files and how they were made that others' tools read.

RO-Crate 1.1 (https://w3id.org/ro/crate/1.1), with an action for each page as in the profile Process Run Crate 0.5.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from vsvanalyse.edition import EditionPaths
from vsvanalyse.files import write_file
from vsvanalyse.process.data import EditionData
from vsvanalyse.reporting.identity import Record
from vsvanalyse.scenarios import load_scenarios

FILE = "ro-crate-metadata.json"
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_TYPES = {
    ".html": "text/html",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".toml": "application/toml",
}
_DONE, _NOT_DONE = "http://schema.org/CompletedActionStatus", "http://schema.org/FailedActionStatus"


def write_crate(
    where: EditionPaths,
    data: EditionData,
    made_from: Mapping[str, Any],
    records: Sequence[Record],
    around: Record,
) -> Path:
    """Write the crate of an edition's reports: each file with its hash, and of each page what it was made from and with."""
    sources = {
        f"../../data/raw/{where.id}/{name}": told
        for kind in ("invoer", "scenarios")
        for name, told in made_from[kind].items()
    }
    files = {name: told for one in (*records, around) for name, told in one.bestanden.items()}
    graph = [
        {
            "@id": FILE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": data.edition.naam,
            "description": _about(data),
            "datePublished": _date(where),
            "license": "Alleen voor wie het volgens de afspraak van de VSV's mag zien",
            "conformsTo": {"@id": _PROFILE},
            "hasPart": [{"@id": name} for name in sorted({**files, **sources})],
            "mentions": [{"@id": f"#{one.naam}"} for one in records],
        },
        {"@id": _PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        *_files({**files, **sources}),
        *_tools(made_from),
        *(_action(one, sorted(sources)) for one in records),
    ]
    told = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return write_file(where.reports / FILE, json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def _about(data: EditionData) -> str:
    kind = "Verzonnen voorbeeld" if data.edition.verzonnen else "Registraties van VSV's"
    return f"{kind}: rapporten van editie {data.edition.id} over {', '.join(map(str, data.years)) or 'nog geen jaar'}."


def _date(where: EditionPaths) -> str:
    """Give the newest date that stands in what the reports were made from: the day itself would differ from run to run."""
    return max((one.datum.isoformat() for one in load_scenarios(where).values()), default="1970-01-01")


def _files(hashes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name, told in sorted(hashes.items()):
        path = PurePosixPath(name)
        kind = _TYPES.get(path.suffix, "application/octet-stream")
        yield {"@id": name, "@type": "File", "name": path.name, "encodingFormat": kind, "sha256": told}


def _tools(made_from: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    tool = made_from["gereedschap"]
    libraries = sorted(made_from["bibliotheken"].items())
    yield {
        "@id": "#vsvanalyse",
        "@type": "SoftwareApplication",
        "name": "vsvanalyse",
        "version": tool["vsvanalyse"],
        "identifier": tool["code"],
        "softwareRequirements": [{"@id": f"#{name}"} for name, _ in libraries],
    }
    for name, version in libraries:
        yield {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "version": version}


def _action(one: Record, sources: Sequence[str]) -> dict[str, Any]:
    """Tell how one page came to be; what it was given stands in the manifest, because it can name a VSV."""
    return {
        "@id": f"#{one.naam}",
        "@type": "CreateAction",
        "name": one.naam,
        "identifier": one.mark,
        "instrument": {"@id": "#vsvanalyse"},
        "object": [{"@id": name} for name in sources],
        "result": [{"@id": name} for name in sorted(one.bestanden)],
        "actionStatus": {"@id": _NOT_DONE if one.reden else _DONE},
        **({"error": one.reden} if one.reden else {}),
    }


__all__ = ["FILE", "write_crate"]
