"""Benchmarks of a batch: a country's reports against the bare cells, against papermill from the command line, and in memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from vsvanalyse import edition
from vsvanalyse.example import write_example
from vsvanalyse.process import pipeline
from vsvanalyse.render import html
from vsvanalyse.reporting import document, execution, group, plan
from vsvanalyse.scenarios import load_scenarios

FEW, MANY, SOME = 6, 71, 4
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ONLY_VSVS = '[[pagina]]\nnotebook = "vsv_rapport"\nvoor = "vsv"\ntotalen = true\nnodig = "kosten"\n'


def measure(tell: Callable[..., None], processor: Callable[[], float]) -> None:
    """Print the ratios; ``tell`` and ``processor`` come from the other benchmarks."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(NOTEBOOKS, root / "notebooks", ignore=shutil.ignore_patterns(".*"))
        spent = {}
        for name, count in (("weinig", FEW), ("veel", MANY)):
            where = edition.paths(name, root)
            write_example(where, count=count)
            (where.raw / plan.PLAN_FILE).write_text(ONLY_VSVS, encoding="utf-8")
            pipeline.load(name, root)
            spent[name] = _report(root, name, processor)
        cpu, wall = spent["veel"]
        per_report = cpu / MANY
        tell(
            f"a report of {MANY}, processor",
            per_report,
            _bare(root, processor),
            "its cells and HTML in one warm process",
            "at most 1.3",
        )
        tell(
            f"a report of {MANY}, processor",
            per_report,
            spent["weinig"][0] / FEW,
            f"a report of {FEW}",
            "at most 1.5",
        )
        by_hand = [_by_hand(root, number, processor) for number in range(1, SOME + 1)]
        slow_cpu, slow_wall = (sum(one[i] for one in by_hand) / SOME for i in (0, 1))
        tell(
            f"a report of {MANY}, processor",
            per_report,
            slow_cpu,
            f"papermill and nbconvert (of {SOME})",
            "at most 0.14",
        )
        tell(
            f"all {MANY} reports, wall",
            wall,
            slow_wall * MANY,
            f"papermill and nbconvert one by one (of {SOME}, scaled)",
            "at most 0.14",
        )
        tell(
            "an unchanged rerun, wall",
            _report(root, "veel", processor, again=False)[1],
            wall,
            "all of it",
            "below 0.03",
        )
        (edition.paths("veel", root).raw / plan.PLAN_FILE).unlink()
        print(
            f"peak of a whole batch of {MANY}, all processes: {_peak(root, 'veel'):.0f} MiB (wanted below 1024)",
            flush=True,
        )


def _command(root: Path, name: str, *, again: bool = True) -> list[str]:
    words = ["report", name, *(["--opnieuw"] if again else [])]
    code = f"import os; os.environ['VSVANALYSE_HOME'] = {str(root)!r}; from vsvanalyse.cli import main; main({words!r})"
    return [sys.executable, "-c", code]


def _report(
    root: Path, name: str, processor: Callable[[], float], *, again: bool = True
) -> tuple[float, float]:
    """Make an edition's reports as a command; give seconds of the processor and of the clock."""
    before, began = processor(), time.perf_counter()
    subprocess.run(_command(root, name, again=again), capture_output=True, check=True)
    return processor() - before, time.perf_counter() - began


def _peak(root: Path, name: str) -> float:
    """Make an edition's reports as a command; give the most memory that all its processes took together, in MiB."""
    peak = 0.0
    running = psutil.Popen(_command(root, name), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None:
        peak = max(peak, _proportional(running))
        time.sleep(0.5)
    return peak / 2**20


def _proportional(running: psutil.Process) -> float:
    """Sum what a process and all that it started take of memory; what they share counts once."""
    try:
        return float(sum(one.memory_full_info().pss for one in (running, *running.children(recursive=True))))
    except psutil.Error:
        return 0.0


def _bare(root: Path, processor: Callable[[], float]) -> float:
    """Run the cells of some reports in this process, with what rests on everyone at hand, and make HTML; seconds a report."""
    where = edition.paths("veel", root)
    data = pipeline.load("veel", root)
    group.work_out(data, load_scenarios(where))
    vsvs = data.vsvs[: SOME + 1]
    with group.handed(data, where):
        for number, vsv in enumerate(vsvs):
            if number == 1:
                before = processor()
            given = {"editie": "veel", "vsv": vsv}
            done = execution.execute(root / "notebooks" / "vsv_rapport.ipynb", given, root)
            html.page(vsv, document.parts(done, sent=True))
    return (processor() - before) / SOME


def _by_hand(root: Path, number: int, processor: Callable[[], float]) -> tuple[float, float]:
    """Make one report with the command lines of papermill and nbconvert; seconds of the processor and of the clock."""
    done = root / f"met_de_hand_{number}.ipynb"
    given = ["-p", "editie", "veel", "-p", "vsv", f"VSV{number:02d}", "-k", "python3", "--no-progress-bar"]
    before, began = processor(), time.perf_counter()
    for command in (
        ["papermill", str(root / "notebooks" / "vsv_rapport.ipynb"), str(done), *given, "--cwd", str(root)],
        ["nbconvert", "--to", "html", str(done)],
    ):
        subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True, cwd=root)
    return processor() - before, time.perf_counter() - began
