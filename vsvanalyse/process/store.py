"""The processed tables of an edition on disk: written whole or not at all, read back as they were."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from vsvanalyse import basiskader, edition, separation
from vsvanalyse.basiskader import Lists
from vsvanalyse.contracts import TABLES, conform
from vsvanalyse.edition import EditionError, EditionPaths
from vsvanalyse.files import unfinished
from vsvanalyse.intake.findings import blocked_years
from vsvanalyse.intake.received import fingerprint, registration_files
from vsvanalyse.process import key, releases
from vsvanalyse.process.data import EditionData

ORIGIN_FILE = "herkomst.json"
_TRIES, _PAUSE = 50, 0.02


def sha256(path: Path) -> str:
    """Hash one file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def tool_hash() -> str:
    """Hash the package's own code, lists and templates, so that what was made by others is made again."""
    root = Path(str(files("vsvanalyse")))
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix == ".pyc" or not path.is_file():
            continue
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def input_hashes(where: EditionPaths) -> dict[str, str]:
    """Map each file that the tables rest on, relative to the edition's folder, to its hash."""
    own = {path.name: sha256(path) for path in (where.raw / edition.EDITION_FILE, where.rules)}
    own |= {f"{where.lists.name}/{path.name}": sha256(path) for path in sorted(where.lists.glob("*.csv"))}
    received = {
        f"{folder.name}/{name}": path
        for folder in (where.forms, where.replaced)
        for path, name in registration_files(folder)
    }
    return own | {name: fingerprint(path) for name, path in sorted(received.items())}


def scenario_hashes(where: EditionPaths) -> dict[str, str]:
    """Map each scenario file and the decision log, relative to the edition's folder, to its hash."""
    paths = [*where.scenarios.glob("*.toml"), *([where.decisions] if where.decisions.is_file() else [])]
    return {p.relative_to(where.raw).as_posix(): sha256(p) for p in sorted(paths)}


def is_fresh(where: EditionPaths) -> bool:
    """Say whether the processed tables were made from today's inputs by today's code."""
    origin = _origin(where)
    if not origin or not where.rules.is_file():
        return False
    return json.loads(origin) == {"invoer": input_hashes(where), "gereedschap": tool_hash()}


def _origin(where: EditionPaths) -> str:
    """Read what the tables were made from; nothing when there are none, or none at this moment."""
    try:
        return (where.processed / ORIGIN_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def write_tables(where: EditionPaths, tables: Mapping[str, pd.DataFrame], hashes: Mapping[str, str]) -> None:
    """Write the tables as Parquet with the hash of every input, all at once."""

    def fill(folder: Path) -> None:
        for name, frame in tables.items():
            frame.to_parquet(folder / f"{name}.parquet", compression="zstd", index=False)
        origin = {"invoer": dict(hashes), "gereedschap": tool_hash()}
        text = json.dumps(origin, indent=1, sort_keys=True, ensure_ascii=False)
        (folder / ORIGIN_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")

    replace_folder(where.processed, fill)


def replace_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new folder and put it in place of the old one; half a folder never has the final name."""
    with unfinished(target) as half:
        new = half / "nieuw"
        new.mkdir(parents=True)
        fill(new)
        if target.exists():
            os.replace(target, half / "oud")
        os.replace(new, target)


def read_tables(where: EditionPaths) -> EditionData:
    """Read the processed tables; raises EditionError when they have not been made.

    Another process may put new tables in their place meanwhile: then they are read again, so that all are of one making.
    """
    lists = edition.lists_of(where)
    with basiskader.using(lists):
        return _read_tables(where, lists)


def _read_tables(where: EditionPaths, lists: Lists) -> EditionData:
    for _ in range(_TRIES):
        before = _origin(where)
        try:
            tables = {
                name: conform(pd.read_parquet(where.processed / f"{name}.parquet"), name) for name in TABLES
            }
        except (OSError, ValueError):
            if before and before == _origin(where):
                raise
        else:
            if before and before == _origin(where):
                break
        time.sleep(_PAUSE)
    else:
        raise EditionError(
            f"Editie '{where.id}' is nog niet verwerkt: draai 'vsvanalyse process {where.id}'."
        )
    return EditionData(
        edition=edition.load(where),
        lists=lists,
        rules=separation.load_rules(where.rules),
        geblokkeerd=blocked_years(tables["bevindingen"]),
        eerder=releases.read(where),
        schuilnamen=key.read(where),
        **tables,
    )
