"""One page to make, as it is handed to a worker; light, because whoever hands it out need not import what makes it."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vsvanalyse.edition import EditionPaths
from vsvanalyse.reporting.around import Made
from vsvanalyse.reporting.plan import Page

MEMORY = 2 * 2**30
"""Bytes that making pages may take beside what is at hand; the largest page of the shipped editions takes a tenth of it."""
MAKER = "vsvanalyse.reporting.work"
"""The module that makes pages, which a worker imports."""


@dataclass(frozen=True)
class Job:
    """One page to make, in some ``formats``: ``group`` is the file with the edition at hand, ``trail`` the file that tells how far it came."""

    page: Page
    where: EditionPaths
    group: Path
    trail: Path
    cell_seconds: int
    mark: str = ""
    formats: tuple[str, ...] = ()
    template: bytes = b""


def make(job: Job) -> Made:
    """Make a page: `work.make`, in a process that has imported `MAKER`."""
    made: Made = importlib.import_module(MAKER).make(job)
    return made


def trail(job: Job) -> list[dict[str, Any]]:
    """Read how far a page came; a line that was not finished counts for nothing."""
    found = []
    for line in job.trail.read_text(encoding="utf-8").splitlines() if job.trail.is_file() else ():
        try:
            found.append(json.loads(line))
        except ValueError:
            break
    return found
