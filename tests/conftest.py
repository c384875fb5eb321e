"""What tests share: a root with the example edition, and a small form to put mistakes in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from vsvanalyse import edition
from vsvanalyse.process import pipeline

REPO = Path(__file__).parents[1]
TOGETHER = {
    "test_reporting.py": "reports",
    "test_browser.py": "reports",
    "test_cli.py": "reports",
    "test_cluster.py": "reports",
    "test_contrast.py": "reports",
    "test_pdf.py": "reports",
    "test_reading.py": "reports",
    "test_slides.py": "reports",
    "test_trace.py": "reports",
    "test_runs.py": "runs",
    "test_studies.py": "studies",
    "test_batch.py": "batch",
    "test_exhibits_scenarios.py": "scenarios",
    "test_exhibits_variantie.py": "variance",
    "test_unread.py": "unread",
    "test_hostile.py": "hostile",
}
"""Files whose tests share what takes long to make, and so run in one process."""


class _Together(LoadScopeScheduling):
    """Hands tests to processes one by one, but those of `TOGETHER` as one; the marks for this do nothing in pytest 9.2."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0].rpartition("/")[2], nodeid)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what is slow, so that no process waits at the end for one long test of another."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return _Together(config, log)


@pytest.fixture(scope="session")
def repo() -> Path:
    return REPO


@pytest.fixture(scope="session")
def example_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder of its own with the shipped editions and notebooks."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(REPO / "data" / "raw", root / "data" / "raw")
    shutil.copytree(REPO / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    return root


@pytest.fixture(scope="session")
def example(example_root: Path):
    return pipeline.load("voorbeeld", example_root)


@pytest.fixture(scope="session")
def example_with_errors(example_root: Path):
    """The edition with the mistakes that people make: 16 errors in two forms."""
    return pipeline.load("voorbeeld-met-fouten", example_root)


@pytest.fixture(scope="session")
def example_paths(example_root: Path):
    return edition.paths("voorbeeld", example_root)


@pytest.fixture(scope="session")
def made_reports(example_root: Path, example, example_paths):
    """The folder of an edition with all its reports, made once in a process."""
    from vsvanalyse.reporting import batch, plan

    outcomes = batch.make_reports(example_paths, example, plan.make_plan(example_root, example))
    assert [(one.page.name, one.reason) for one in outcomes if one.status != batch.RELEASED] == []
    return example_paths


@pytest.fixture(scope="session")
def both_editions(made_reports, tmp_path_factory: pytest.TempPathFactory):
    """The folders of two editions with all their reports; of the one with errors two are there in every form, which nobody else makes."""
    from vsvanalyse.reporting import batch, formats, plan

    root, name = tmp_path_factory.mktemp("tweede"), "voorbeeld-met-fouten"
    shutil.copytree(REPO / "data" / "raw" / name, root / "data" / "raw" / name)
    shutil.copytree(REPO / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    where, data = edition.paths(name, root), pipeline.load(name, root)
    planned = plan.make_plan(root, data)
    whole = [page for page in planned if page.name in ("federatie_rapport", "vsv_vsv02")]
    outcomes = batch.make_reports(
        where, data, [page for page in planned if page not in whole], formats=("html",)
    )
    outcomes += batch.make_reports(where, data, whole, formats=formats.FORMATS)
    assert [(one.page.name, one.reason) for one in outcomes if one.status != batch.RELEASED] == []
    assert len(outcomes) == len(planned)
    assert len(whole) == 2
    return made_reports, where
