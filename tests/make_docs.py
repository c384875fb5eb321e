"""Make what of the docs follows from the code: the inventory of the house, the levers in the README, and the API reference; see `make docs`."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tests.test_repository import FLOORS, PACKAGE, REPO, imports_of, room_of
from vsvanalyse.scenarios.measures import LEVERS

PAGE = REPO / "docs" / "architectuur.md"
API = REPO / "docs" / "api"
BEGIN = "<!-- The rest of this page follows from the code: make docs -->\n"
README = REPO / "README.md"
LEVERS_BEGIN = "<!-- What follows comes from vsvanalyse/scenarios/measures/: make docs -->\n"
LEVERS_END = "<!-- End -->\n"


def first_line(path: Path) -> str:
    """Give the first line of a module's docstring, safe in a cell of a table."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n")[0].replace("|", r"\|")


def modules_of(room: str) -> list[Path]:
    """Give the files of a room, in order; a room that is one file has that one only."""
    single = PACKAGE / f"{room}.py"
    return [single] if single.is_file() else sorted((PACKAGE / room).rglob("*.py"))


def reached_from(room: str) -> list[str]:
    """Name the other rooms that a room imports, from the ground up."""
    found = {room_of(name) for path in modules_of(room) for name in imports_of(path)}
    return [other for other in FLOORS if other in found - {room}]


def inventory() -> str:
    """Write the inventory: one row a room with the rooms that it imports, then one row a module."""
    lines = ["", "## The rooms, from the ground up", "", "| Room | What it is | Imports |", "|---|---|---|"]
    rooms = [room for room in FLOORS if modules_of(room)]
    for room in rooms:
        door = PACKAGE / room / "__init__.py"
        reached = ", ".join(f"`{other}`" for other in reached_from(room)) or "–"
        lines.append(
            f"| `{room}` | {first_line(door if door.is_file() else modules_of(room)[0])} | {reached} |"
        )
    for room in rooms:
        inside = [path for path in modules_of(room) if (PACKAGE / room) in path.parents]
        rows = [
            f"| `{path.relative_to(PACKAGE / room).as_posix()}` | {first_line(path)} |"
            for path in inside
            if path != PACKAGE / room / "__init__.py"
        ]
        if rows:
            lines += ["", f"## `{room}/`", "", "| Module | What it does |", "|---|---|", *rows]
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """Give the page with its inventory anew; what people wrote above it stays."""
    return text.partition(BEGIN)[0] + BEGIN + inventory()


def readme(text: str) -> str:
    """Give the README with its table of levers anew; what people wrote around it stays."""
    before, _, rest = text.partition(LEVERS_BEGIN)
    rows = [
        f"| {lever.row[0]} | `[{lever.kind}{'.<naam>' * lever.many}]`: {lever.row[1]} |" for lever in LEVERS
    ]
    table = "\n".join(["| Lever | In the file |", "|---|---|", *rows])
    return f"{before}{LEVERS_BEGIN}\n{table}\n\n{LEVERS_END}{rest.partition(LEVERS_END)[2]}"


def make_api(folder: Path) -> None:
    """Write the API reference from docstrings; raises on a promised name that does not resolve."""
    import pdoc
    import pdoc.render

    pdoc.render.configure(show_source=False, footer_text="vsvanalyse")
    with modules_promised(), warnings.catch_warnings():
        warnings.filterwarnings("error", "Found .* does not resolve", module="pdoc")
        # The fields of a named tuple know their types by name only; they are shown by name.
        warnings.filterwarnings("ignore", "Error parsing type annotation", module="pdoc")
        # The keys of a scenario follow from the levers, and stand in no class.
        warnings.filterwarnings("ignore", "Cannot determine where .* is taken from", module="pdoc")
        pdoc.pdoc("vsvanalyse", output_directory=folder)


@contextmanager
def modules_promised() -> Iterator[None]:
    """Let every room promise its modules too, and hold what it promises: pdoc shows nothing else."""
    before = {}
    for door in sorted(PACKAGE.glob("*/**/__init__.py")):
        room = import_module(".".join(door.parent.relative_to(REPO).parts))
        if promised := getattr(room, "__all__", None):
            vars(room).update({name: getattr(room, name) for name in promised})
            before[room] = promised
    try:
        for room, promised in before.items():
            room.__all__ = [*promised, *(module.name for module in iter_modules(room.__path__))]
        yield
    finally:
        for room, promised in before.items():
            room.__all__ = promised


def main() -> None:
    """Write all three."""
    for path, made in ((PAGE, page), (README, readme)):
        path.write_text(made(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    make_api(API)
    told = [str(path.relative_to(REPO)) for path in (PAGE, README, API / "index.html")]
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
