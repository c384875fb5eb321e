"""What docs/ says is so: the inventory is that of the code, the tutorial runs, and the reference can be made."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests import make_docs
from vsvanalyse.cli.commands import run_command
from vsvanalyse.scenarios.measures import LEVERS

TUTORIAL = make_docs.REPO / "docs" / "handleiding.md"
_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def test_the_inventory_is_that_of_the_code():
    text = make_docs.PAGE.read_text(encoding="utf-8")
    assert text == make_docs.page(text), "run make docs"


def test_the_levers_of_the_readme_are_those_of_the_code():
    text = make_docs.README.read_text(encoding="utf-8")
    assert text == make_docs.readme(text), "run make docs"
    assert text.count("| `[") == len(LEVERS)


def test_the_inventory_names_every_module_once_and_says_what_it_does():
    rows = re.findall(r"^\| `([\w/]+(?:\.py)?)` \| (.*?) \|", make_docs.inventory(), flags=re.MULTILINE)
    assert all(told for _, told in rows)
    rooms = {name for name, _ in rows if not name.endswith(".py")}
    inside = [path for path in make_docs.PACKAGE.rglob("*.py") if path != make_docs.PACKAGE / "__init__.py"]
    assert rooms == {path.relative_to(make_docs.PACKAGE).parts[0].removesuffix(".py") for path in inside}
    doors = sum(path.name == "__init__.py" and path.parents[1] == make_docs.PACKAGE for path in inside)
    single = sum(path.parent == make_docs.PACKAGE for path in inside)
    assert sum(name.endswith(".py") for name, _ in rows) == len(inside) - doors - single


def test_arrows_of_the_inventory_go_down():
    for i, room in enumerate(make_docs.FLOORS):
        assert set(make_docs.reached_from(room)) <= set(make_docs.FLOORS[:i])


def blocks() -> list[tuple[str, str]]:
    """Give the blocks of the tutorial in order: language and text, without what a list indents them by."""
    found = _BLOCK.findall(TUTORIAL.read_text(encoding="utf-8"))
    return [(language, re.sub(rf"^{indent}", "", text, flags=re.M)) for indent, language, text in found]


def run_cell(text: str, names: dict[str, object]) -> object:
    """Run a block as a notebook does, and give the value of its last expression."""
    tree = ast.parse(text)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, TUTORIAL.name, "exec"), names)
    return eval(compile(ast.Expression(last.value), TUTORIAL.name, "eval"), names) if last else None


def test_the_tutorial_runs(example_root: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setenv("VSVANALYSE_HOME", str(example_root))
    names: dict[str, object] = {}
    shown = []
    new = example_root / "data" / "raw" / "voorbeeld" / "scenarios" / "mijn_ict.toml"
    try:
        for language, text in blocks():
            if language == "python":
                shown.append(run_cell(text, names))
                continue
            for line in text.splitlines():
                program, *arguments = line.split()
                assert program == "vsvanalyse"
                assert run_command(arguments) == 0, line
    finally:
        new.unlink(missing_ok=True)
    told = capsys.readouterr().out
    assert "mijn_ict" in told
    assert len(shown) == sum(language == "python" for language, _ in blocks()) >= 8
    effects = {name: float(effect) for name, effect in shown[5].items()}
    assert effects["uren"] + effects["tarief"] == 0 < effects["uren"]
    causes = shown[4]
    assert causes.drop("verschil_ct").sum() == pytest.approx(causes["verschil_ct"])
    assert shown[6]["nieuw_laag_ct"] < shown[6]["nieuw_ct"] < shown[6]["nieuw_hoog_ct"]


@pytest.mark.slow
def test_the_reference_can_be_made(tmp_path: Path):
    make_docs.make_api(tmp_path)
    assert "read_registration" in (tmp_path / "vsvanalyse" / "intake.html").read_text(encoding="utf-8")
    for path in make_docs.PACKAGE.rglob("*.py"):
        parts = path.relative_to(make_docs.PACKAGE).with_suffix("").parts
        if not parts[-1].startswith("_"):
            assert tmp_path.joinpath("vsvanalyse", *parts).with_suffix(".html").is_file(), path
