"""A workspace: a folder of one's own with the notebooks, apart from the tool, so that registrations never end up in its repository."""

from __future__ import annotations

from importlib import metadata
from importlib.resources import files
from pathlib import Path

from vsvanalyse.edition.description import EditionError
from vsvanalyse.files import write_file

_FOLDERS = ("data/raw", "data/processed", "notebooks", "reports")
_IGNORED = "# Registraties en wat eruit komt horen in geen enkele verzameling van code.\ndata/\nreports/\n"


def shipped_notebooks() -> list[Path]:
    """Give the notebooks that come with this package, sorted: those of the clone that it runs from, or else as installed."""
    clone = Path(str(files("vsvanalyse"))).parent
    if (clone / "pyproject.toml").is_file():
        return sorted((clone / "notebooks").glob("*.ipynb"))
    installed = metadata.files("vsvanalyse") or ()
    return sorted(Path(str(one.locate())).resolve() for one in installed if one.suffix == ".ipynb")


def begin(folder: Path) -> tuple[list[Path], list[Path]]:
    """Lay out a workspace, and give the files that were written and those that were there already and stay as they are.

    Raises EditionError where the folder is a file, or where this package came without its notebooks.
    """
    if folder.exists() and not folder.is_dir():
        raise EditionError(f"'{folder}' is een bestand. Kies een map.")
    notebooks = {f"notebooks/{one.name}": one.read_text(encoding="utf-8") for one in shipped_notebooks()}
    if not notebooks:
        raise EditionError("De notebooks ontbreken in deze installatie. Installeer vsvanalyse opnieuw.")
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    guide = files("vsvanalyse").joinpath("edition", "werkmap.md").read_text(encoding="utf-8")
    wanted = {"LEESMIJ.md": guide, ".gitignore": _IGNORED, **notebooks}
    kept = [folder / name for name in wanted if (folder / name).exists()]
    written = [write_file(folder / name, text) for name, text in wanted.items() if folder / name not in kept]
    return written, kept
