"""Benchmarks as ratios of two things timed in turn, in one run: ``make bench``.

Each figure is the median of several rounds; a ratio compares medians. Nothing here fails a test.
"""

from __future__ import annotations

import itertools
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import python_calamine

from tests.benchmarks import batch, drawing, forms, scenarios
from vsvanalyse import basiskader, edition, separation
from vsvanalyse.evidence import intervals
from vsvanalyse.example import write_example
from vsvanalyse.intake import read_registrations
from vsvanalyse.intake.received import registration_files
from vsvanalyse.variance.drivers import decompose

FORMS, LINES, BIG = 71, 2_000, 1_000_000


def medians(
    rounds: int, *work: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Time the pieces of work in turn, after one warm-up each, and give the median of each in seconds."""
    times: list[list[float]] = [[] for _ in work]
    for round_ in range(rounds + 1):
        for spent, one in zip(times, work, strict=True):
            start = clock()
            one()
            if round_:
                spent.append(clock() - start)
    return [statistics.median(spent) for spent in times]


def processor() -> float:
    """Give the processor time of this process and of all that it started and waited for, in seconds."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def tell(name: str, mine: float, other: float, against: str, wanted: str) -> None:
    """Print one comparison."""
    print(
        f"{name}: {mine:.4f} s; {against}: {other:.4f} s; ratio {mine / other:.2g} (wanted {wanted})",
        flush=True,
    )


def bare_calamine(files: list[tuple[Path, str]]) -> None:
    """Read every sheet of every file with python-calamine, and do nothing with it."""
    for path, _ in files:
        book = python_calamine.load_workbook(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def reading(root: Path) -> pd.DataFrame:
    """Read and check 71 forms of about 2.000 lines; give the lines."""
    where = edition.paths("meting", root)
    write_example(where, count=FORMS, density=1.35, years=1)
    files = registration_files(where.forms)
    lines = read_registrations(files).regels
    print(f"{len(files)} forms, {len(lines) / len(files):.0f} lines each")
    for what, clock, wanted in (
        ("processor", processor, "at most 3"),
        ("wall", time.perf_counter, "at most 2 on two cores"),
    ):
        mine, bare = medians(3, lambda: read_registrations(files), lambda: bare_calamine(files), clock=clock)
        tell(
            f"reading and checking in isolation, {what}",
            mine,
            bare,
            "bare python-calamine in one process",
            wanted,
        )
    mine, slow = medians(
        1,
        lambda: read_registrations(files),
        lambda: [pd.read_excel(p, sheet_name=None, engine="openpyxl") for p, _ in files],
        clock=processor,
    )
    tell("the same, processor", mine, slow, "pandas.read_excel with openpyxl", "at most 0.33")
    command = f"from vsvanalyse.cli import main; main(['check', {str(files[0][0])!r}])"
    mine, pandas = medians(7, python("-c", command), python("-c", "import pandas"), clock=processor)
    tell("vsvanalyse check of one form, processor", mine, pandas, "python -c 'import pandas'", "at most 2.5")
    return lines


def python(*args: str) -> Callable[[], object]:
    """Give a run of Python as a whole process."""
    return lambda: subprocess.run([sys.executable, *args], check=True, capture_output=True)


def separating(root: Path, lines: pd.DataFrame) -> None:
    """Separate a million lines with 60 rules."""
    rules = separation.check_rules(sixty_rules())
    big = pd.concat([lines] * (BIG // len(lines) + 1), ignore_index=True).iloc[:BIG]
    tasks = basiskader.load().taken
    mine, merge = medians(3, lambda: separation.separate(big, rules), lambda: big.merge(tasks, on="taak"))
    tell("separating 1.000.000 lines with 60 rules", mine, merge, "one merge on the task", "at most 5")


def sixty_rules() -> pd.DataFrame:
    """Give a valid table of 60 rules: one a task, and narrower ones by function and by cost type."""
    row = dict.fromkeys(separation.COLUMNS, "") | {
        "nieuw_strikt": "0", "nieuw_verwacht": "0,5", "nieuw_ruim": "1", "rest_klasse": "regulier",
        "motivering": "m", "bron": "b", "status": "voorstel", "datum": "2026-01-01",
    }  # fmt: skip
    conditions = [{"taak": task} for task in basiskader.codes("taken")]
    conditions += [{"taak": t, "functie": "gynaecoloog"} for t in basiskader.codes("taken")]
    conditions += [{"taak": t, "kostensoort": "ict"} for t in basiskader.codes("taken")]
    conditions += [{"taak": "T14", "functie": f} for f in basiskader.codes("functies") if f != "gynaecoloog"]
    rows = [row | condition | {"regel": f"R{i:02d}"} for i, condition in enumerate(conditions[:60])]
    return pd.DataFrame(rows, columns=list(separation.COLUMNS), dtype="str")


def splitting() -> None:
    """Split all pairs of 71 VSVs × 17 tasks × 5 factors, against a plain loop and one pass of NumPy."""
    rng = np.random.default_rng(1)
    cube = {name: rng.random((71, 17)) for name in ("activiteit", "uren", "tarief", "aandeel", "index")}
    a = {name: value[:, None, :] for name, value in cube.items()}
    b = {name: value[None, :, :] for name, value in cube.items()}

    def numpy_pass() -> np.ndarray:
        return math.prod(a.values()) - math.prod(b.values())

    def plain_loop(vsvs: int) -> None:
        orders = list(itertools.permutations(cube))
        for i, j, task in itertools.product(range(vsvs), range(vsvs), range(17)):
            left = {name: float(value[i, task]) for name, value in cube.items()}
            right = {name: float(value[j, task]) for name, value in cube.items()}
            effects = dict.fromkeys(cube, 0.0)
            for order in orders:
                now = dict(right)
                before = math.prod(now.values())
                for name in order:
                    now[name] = left[name]
                    after = math.prod(now.values())
                    effects[name] += (after - before) / len(orders)
                    before = after

    few = 8
    mine, loop, once = medians(3, lambda: decompose(a, b, axis=()), lambda: plain_loop(few), numpy_pass)
    scaled = loop * (71 / few) ** 2
    tell(
        "splitting 71 × 71 × 17 cells",
        mine,
        scaled,
        f"plain loop (measured on {few} VSVs, scaled)",
        "at most 0.005",
    )
    tell("splitting 71 × 71 × 17 cells", mine, once, "one pass of NumPy", "stated")


def resampling() -> None:
    """Bootstrap seven VSVs × 17 tasks exactly, against 10.000 draws with NumPy."""
    values = np.random.default_rng(2).lognormal(0, 0.5, (7, 17))

    def exact() -> None:
        intervals.resamples.cache_clear()
        intervals.bootstrap_interval(values, 71)

    def drawn() -> np.ndarray:
        picked = np.random.default_rng(3).integers(0, 7, (10_000, 7))
        return np.quantile(values[picked].mean(axis=1), [0.025, 0.975], axis=0)

    mine, other = medians(15, exact, drawn)
    tell("exact bootstrap, 7 × 17, resamples made anew", mine, other, "10.000 draws with NumPy", "below 1")


def helping() -> None:
    """Ask for help, as a whole process."""
    helped = python("-c", "from vsvanalyse.cli import main; main(['--help'])")
    mine, pandas = medians(7, helped, python("-c", "import pandas"))
    tell("vsvanalyse --help", mine, pandas, "python -c 'import pandas'", "below 1")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        registered = reading(Path(folder))
        separating(Path(folder), registered)
        splitting()
        resampling()
        scenarios.measure(medians, tell)
        drawing.measure(medians, tell)
        forms.measure(medians, tell)
        helping()
        batch.measure(tell, processor)
