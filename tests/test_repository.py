"""Rules of the house that hold for the repository itself."""

from __future__ import annotations

import ast
import graphlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from vsvanalyse.reporting import parameters

REPO = Path(__file__).parents[1]
PACKAGE = REPO / "vsvanalyse"

FLOORS = (
    "files",
    "stop",
    "workers",
    "faults",
    "basiskader",
    "money",
    "code_lists",
    "prices",
    "columns",
    "contracts",
    "edition",
    "intake",
    "example",
    "separation",
    "process",
    "evidence",
    "overview",
    "variance",
    "scenarios",
    "exhibits",
    "release",
    "render",
    "reporting",
    "cli",
)
"""The rooms from the ground up; a room imports only from floors before its own, and from itself without a circle."""

NOTEBOOKS = sorted((REPO / "notebooks").glob("*.ipynb"))


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if node in named_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("vsvanalyse.")}


def test_imports_go_one_way():
    floor = {room: i for i, room in enumerate(FLOORS)}
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts == ("__init__",):
            continue
        own = parts[0]
        assert own in floor, f"{own} has no floor in FLOORS"
        for name in imports_of(path):
            other = room_of(name)
            if other in floor and floor[other] > floor[own]:
                wrong.append(f"{path.relative_to(REPO)} imports {name}")
    assert wrong == []


def module_of(name: str) -> str:
    """Give the module that an import reaches: ``vsvanalyse.a.b.function`` is module ``a.b``."""
    parts = name.split(".")[1:]
    while parts and not PACKAGE.joinpath(*parts).with_suffix(".py").is_file():
        if PACKAGE.joinpath(*parts, "__init__.py").is_file():
            parts.append("__init__")
            break
        parts.pop()
    return ".".join(parts)


def test_no_room_runs_in_a_circle():
    graph = {}
    for path in PACKAGE.rglob("*.py"):
        own = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        graph[own] = {module_of(name) for name in imports_of(path)} - {own, ""}
    try:
        order = list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        pytest.fail(f"imports run in a circle: {' -> '.join(error.args[1])}")
    assert set(graph) <= set(order)


def test_analyses_exhibits_and_pictures_never_touch_the_disk():
    for room in ("separation", "evidence", "overview", "variance", "exhibits", "render"):
        for path in (PACKAGE / room).rglob("*.py"):
            if path.relative_to(PACKAGE).as_posix() in (
                "separation/rules.py",
                "render/xlsx.py",
                "render/svg.py",
            ):
                continue
            text = path.read_text(encoding="utf-8")
            assert not re.search(
                r"\bopen\(|read_csv|read_parquet|to_parquet|\.write_(?:text|bytes)|\bPath\(", text
            ), path.name


def test_exhibits_know_no_picture_and_evidence_no_vsv():
    allowed = {
        "evidence": {"money", "contracts", "basiskader", "evidence"},
        "render": {"basiskader", "columns", "exhibits", "money", "release", "render"},
    }
    wrong = []
    for room, rooms in allowed.items():
        for path in (PACKAGE / room).rglob("*.py"):
            wrong += [
                f"{path.name} imports {name}" for name in imports_of(path) if room_of(name) not in rooms
            ]
    assert wrong == []
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, pkgutil, importlib, vsvanalyse.exhibits as e\n"
         "[importlib.import_module(f'vsvanalyse.exhibits.{m.name}') for m in pkgutil.iter_modules(e.__path__)]\n"
         "print([m for m in sys.modules if m.split('.')[0] in ('matplotlib', 'jinja2')])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert loaded.stdout.strip() == "[]"


CONDA_NAMES = {"playwright-python": "playwright", "typst-py": "typst"}


def requirements(text: str) -> dict[str, str]:
    match = re.match(r"([A-Za-z0-9_-]+)\s*(.*)", text)
    return {match[1].lower(): match[2].strip()}


def declared() -> dict[str, str]:
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = {}
    for text in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        found |= requirements(text)
    return found


def test_conda_environment_agrees_with_pyproject():
    lines = (REPO / "environment.yml").read_text(encoding="utf-8").split("dependencies:")[1].splitlines()
    conda = {}
    for line in lines:
        if found := re.fullmatch(r" +- ([a-z][a-z0-9-]+)(>=[\d.]+)?:?", line):
            conda[CONDA_NAMES.get(found[1], found[1])] = found[2] or ""
    assert conda.pop("python") == ">=3.11"
    assert "pip" in conda
    conda.pop("pip")
    assert conda == declared()


def test_every_import_is_declared():
    names = {"python_calamine": "python-calamine", "SALib": "salib", "pydantic_core": "pydantic", "traitlets": "nbconvert",
             "nbformat": "nbconvert", "nbclient": "papermill", "jupyter_core": "nbconvert", "IPython": "ipykernel", "pptx": "python-pptx"}  # fmt: skip
    known = set(declared())
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.append(node.module)
            for module in modules:
                top = module.split(".")[0]
                if top in ("vsvanalyse", *__import__("sys").stdlib_module_names):
                    continue
                assert names.get(top, top) in known, f"{path.name} imports {top}"


def test_lock_pins_every_dependency_with_hashes_and_no_address():
    text = (REPO / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    blocks = re.findall(r"^([a-z0-9._-]+)==\S+((?:.|\n(?=\s))*)", text, flags=re.M)
    assert all("--hash=sha256:" in rest for _, rest in blocks)
    assert set(declared()) <= {name for name, _ in blocks}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPO, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [REPO / name for name in listed.stdout.split("\0") if name]


def test_no_machine_path_or_registry_host_is_named():
    hosts = "|".join(["py" + "pi.org", "python" + "hosted", "conda" + ".anaconda.org", "registry.npm" + "js"])
    for path in tracked():
        if path.suffix in (".xlsx", ".png") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8-sig")
        assert not re.search(hosts, text), path
        assert not re.search(r"/(?:home|root|work)/[a-z]", text), path


def test_top_level_is_as_designed():
    top = {path.relative_to(REPO).parts[0] for path in tracked()}
    assert top <= {
        "notebooks", "vsvanalyse", "data", "reports", "tests", "environment.yml", "README.md", "README.png",
        "pyproject.toml", "requirements.lock", "Makefile", "LICENSE", ".ci", ".gitignore", "docs", "CONTRIBUTING.md",
        "CHANGELOG.md", ".pre-commit-config.yaml",
    }  # fmt: skip


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebooks_tell_and_do_not_calculate(path: Path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [c for c in cells if c["cell_type"] == "code"]
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
    for cell in code:
        tree = ast.parse("".join(cell["source"]))
        for node in ast.walk(tree):
            assert not isinstance(
                node, (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.BinOp, ast.For)
            ), cell
    assert parameters.declared(path)["editie"] == ("str", "voorbeeld")
    assert any(c["cell_type"] == "markdown" for c in cells)


def test_every_public_function_has_a_docstring_and_small_rooms():
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 400, f"{path.name} is too large to fit in the head"
        for node in ast.parse(text).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"
