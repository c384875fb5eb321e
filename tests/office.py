"""Open a form in LibreOffice, where it is installed: recalculate, print, and work in it as a person does."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from pathlib import Path

import pytest

SYSTEM_PYTHON = "/usr/bin/python3"
"""LibreOffice can be spoken to only from the Python that its own package comes with."""


@functools.cache
def _has_scripts() -> bool:
    if not (shutil.which("soffice") and Path(SYSTEM_PYTHON).exists()):
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True).returncode == 0


needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
needs_scripts = pytest.mark.skipif(not _has_scripts(), reason="LibreOffice or python3-uno is not installed")


def _shows_slides() -> bool:
    """Whether LibreOffice has its part for slides, which Debian has in a package of its own."""
    office = shutil.which("soffice")
    return office is not None and (Path(office).resolve().parent / "libsdlo.so").exists()


needs_slides = pytest.mark.skipif(not _shows_slides(), reason="LibreOffice Impress is not installed")


def convert(path: Path, kind: str, folder: Path) -> Path:
    """Open a file, compute it, and save it as another kind."""
    profile = f"-env:UserInstallation={(folder / 'profiel').as_uri()}"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(folder / "uit"), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / "uit" / f"{path.stem}.{kind}"


def work_in(path: Path, saved: Path) -> dict[str, object]:
    """Add, type, sort and delete lines in a form through the menu's own commands; give what the sheets then say."""
    script = Path(__file__).with_name("office_script.py")
    done = subprocess.run(
        [SYSTEM_PYTHON, str(script), str(path), str(saved)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(saved.parent)},
    )
    return json.loads(done.stdout)
