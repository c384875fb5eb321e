"""A workspace of one's own: the package as it is installed elsewhere, and registrations outside its repository."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import venv
from pathlib import Path

import nbformat
import pytest

from vsvanalyse.edition import workspace
from vsvanalyse.edition.description import EditionError
from vsvanalyse.reporting import document, engine

PACKAGED = ("pyproject.toml", "README.md", "LICENSE", "vsvanalyse", "notebooks")


def run(*args: str | Path, cwd: Path, **env: str) -> str:
    clean = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VSVANALYSE_HOME")
    }
    done = subprocess.run(
        [*map(str, args)], cwd=cwd, env=clean | env, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory, repo) -> Path:
    """A Python in which the wheel is installed, and not this clone; the libraries are those that are here."""
    folder = tmp_path_factory.mktemp("elders")
    source = folder / "bron"
    source.mkdir()
    for name in PACKAGED:
        copy = shutil.copytree if (repo / name).is_dir() else shutil.copy
        copy(repo / name, source / name)
    wheels = ["-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", folder / "wiel", source]
    run(sys.executable, *wheels, cwd=folder)
    venv.create(folder / "env", symlinks=os.name != "nt")
    python = next((folder / "env").glob("[bS]*/python*"))
    (wheel,) = (folder / "wiel").glob("*.whl")
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=folder,
    )
    libraries = next((folder / "env").rglob("site-packages"))
    (libraries / "hier.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return python


@pytest.mark.slow
def test_the_wheel_makes_all_pages_in_an_empty_folder(elsewhere, tmp_path):
    command = elsewhere.with_name("vsvanalyse")
    assert "Lees " in run(command, "begin", "werk", cwd=tmp_path)
    work = tmp_path / "werk"
    run(command, "example", "--editie", "proef", "--vsvs", "2", cwd=work)
    told = run(command, "run", "proef", cwd=work / "reports")
    assert "8 van 8 rapporten uitgegeven." in told
    assert "file" not in run(elsewhere, "-c", "import vsvanalyse; print(vsvanalyse.__path__)", cwd=work)
    assert (work / "reports/proef/vsv/vsv01/vsv_vsv01.html").is_file()

    # papermill itself, from its own command line, makes the same notebook with this engine.
    given = ["--engine", engine.NAME, "--no-progress-bar", "-p", "editie", "proef", "-p", "vsv", "VSV01"]
    run(elsewhere, "-m", "papermill", *given, "notebooks/vsv_rapport.ipynb", tmp_path / "uit.ipynb", cwd=work)
    mine, batch = (
        document.parts(nbformat.read(path, as_version=4), sent=True)
        for path in (tmp_path / "uit.ipynb", work / "reports/proef/notebooks/vsv_vsv01.ipynb")
    )
    assert len(mine) > 20
    assert mine == batch


def test_a_workspace_is_laid_out_once(tmp_path, repo):
    written, kept = workspace.begin(tmp_path / "werk")
    assert kept == []
    shipped = {path.name for path in (repo / "notebooks").glob("*.ipynb")}
    assert {path.name for path in written} == shipped | {"LEESMIJ.md", ".gitignore"}
    mine = tmp_path / "werk" / "notebooks" / "vsv_rapport.ipynb"
    mine.write_text("van mij", encoding="utf-8")
    written, kept = workspace.begin(tmp_path / "werk")
    assert written == []
    assert mine in kept
    assert mine.read_text(encoding="utf-8") == "van mij"
    with pytest.raises(EditionError, match="is een bestand"):
        workspace.begin(mine)


@pytest.mark.parametrize("of", ["clone", "workspace"])
def test_registrations_never_end_up_in_a_repository(of, tmp_path, repo):
    if of == "clone":
        shutil.copy(repo / ".gitignore", tmp_path)
    else:
        workspace.begin(tmp_path)
    run("git", "init", "-q", cwd=tmp_path)
    run("git", "add", ".", cwd=tmp_path)
    made = (
        "data/raw/2026/editie.toml",
        "data/raw/2026/registraties/VSV01.xlsx",
        "data/processed/2026/a.parquet",
    )
    for name in (*made, "reports/2026/index.html", "data/raw/sleutel.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [
        line
        for line in run("git", "status", "--porcelain", "-uall", cwd=tmp_path).splitlines()
        if "??" in line
    ] == []
