"""What is public: every name in an ``__all__`` is there, and what analysts import from says all of what it offers."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import vsvanalyse

MODULES = sorted(module.name for module in pkgutil.walk_packages(vsvanalyse.__path__, "vsvanalyse."))
ROOMS = (
    "edition",
    "intake",
    "separation",
    "process",
    "overview",
    "variance",
    "scenarios",
    "scenarios.uncertainty",
)
"""The packages that somebody's own analysis imports from; each says what it offers."""
OFFERED = (
    "process.data", "process.pipeline", "overview.means", "overview.reconciliation", "overview.totals", "variance.drivers",
    "variance.influence", "variance.policy", "variance.shares", "variance.size", "variance.spread", "scenarios.comparison",
    "scenarios.case", "scenarios.explore", "scenarios.funding", "scenarios.library", "scenarios.model", "scenarios.run",
    "scenarios.uncertainty.decisions", "scenarios.uncertainty.draws", "scenarios.inputs",
    "scenarios.uncertainty.sensitivity", "scenarios.uncertainty.tipping",
)  # fmt: skip
"""The modules that it calls; their ``__all__`` is all that is defined there without an underscore."""


def made_public(tree: ast.Module) -> Iterator[str]:
    """Give the names of the functions, classes and constants that a module defines for others."""
    for part in tree.body:
        if isinstance(part, (ast.FunctionDef, ast.ClassDef)):
            names = [part.name]
        elif isinstance(part, (ast.Assign, ast.AnnAssign)):
            targets = part.targets if isinstance(part, ast.Assign) else [part.target]
            names = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        else:
            names = []
        yield from (name for name in names if not name.startswith("_"))


@pytest.mark.parametrize("name", ["vsvanalyse", *MODULES])
def test_every_name_that_is_offered_is_there(name):
    module = importlib.import_module(name)
    offered = getattr(module, "__all__", [])
    assert len(set(offered)) == len(offered)
    missing = [one for one in offered if not hasattr(module, one) and f"{name}.{one}" not in MODULES]
    assert missing == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_the_analyst_offers_what_it_says(room):
    """With a star too, also where a room imports only when it is asked."""
    module = importlib.import_module(f"vsvanalyse.{room}")
    space: dict[str, object] = {}
    exec(f"from vsvanalyse.{room} import *", space)
    assert module.__all__
    assert set(space) - {"__builtins__"} == set(module.__all__)
    if "__dir__" in vars(module):
        assert dir(module) == sorted(module.__all__)


@pytest.mark.parametrize("name", OFFERED)
def test_a_module_of_the_analyst_offers_all_that_it_defines(name):
    module = importlib.import_module(f"vsvanalyse.{name}")
    with open(module.__file__, encoding="utf-8") as source:
        defined = set(made_public(ast.parse(source.read())))
    assert set(module.__all__) == defined
