"""Runs that end: whatever stops one, nothing of it stays behind and the next gives the same bytes.

``VSVANALYSE_VEEL=1`` stops, kills and doubles far more often than a run of all tests has time for.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
import psutil
import pytest

from vsvanalyse import contracts, edition, files
from vsvanalyse.edition import EditionPaths
from vsvanalyse.example import write_example
from vsvanalyse.exhibits import stand
from vsvanalyse.process import pipeline, slot, store
from vsvanalyse.release import Released
from vsvanalyse.reporting import batch, plan
from vsvanalyse.reporting.page import Shown

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends signals")
STOPS, KILLS, DOUBLES = (10, 100, 10) if os.environ.get("VSVANALYSE_VEEL") else (4, 4, 2)
PAGES = ("1_registratie", "2_scheiding", "3_variantie")
ONLY = [word for name in PAGES for word in ("--alleen", name)]
COMMANDS = (["process", "klein"], ["report", "klein", "--tegelijk", "2", *ONLY])
HANGS = 60
"""Seconds after which a test says that something hangs; nothing here is judged by its speed."""
QUIET = stand.paragraphs("Toets", [("gewoon", "rustig")]).with_(id="toets.tekst")
SHOWN = json.dumps(Shown(Released(QUIET, "analist"))._repr_mimebundle_())
SHOWS = f"import json\ndisplay(json.loads({SHOWN!r}), raw=True)"
"""A cell that shows an exhibit, without which a page is not made, and imports nothing for it."""
HEARS = "import signal; [signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGHUP)]"
"""Undoes that who starts the tests in the background lets every process below ignore these."""
COMMAND_LINE = f"{HEARS}; from vsvanalyse.cli import main; print('begin', flush=True); main()"
STARTS = """
import subprocess, sys, threading, time
from vsvanalyse import stop

def start_without_end():
    for number in range(200):
        with stop.starting:
            subprocess.Popen([sys.executable, "-Sc", "import time; time.sleep(60)"])
        time.sleep(0.001)  # A lock is not fair: who takes it again at once keeps it.
        if number == 5:
            print("begin", flush=True)

stop.end_cleanly_when_stopped()
threading.Thread(target=start_without_end).start()
while True:
    time.sleep(0.1)  # The system may give the signal to the other thread, which does not wake this one.
"""
"""A program with a thread that starts one process after the other."""
READS = "from vsvanalyse.process import pipeline\nprint(len(pipeline.load(editie).taakkosten))"


def write_notebook(path: Path, *cells: str) -> None:
    declared = nbformat.v4.new_code_cell('editie: str = "klein"', metadata={"tags": ["parameters"]})
    spec = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    made = nbformat.v4.new_notebook(cells=[declared, *map(nbformat.v4.new_code_cell, cells)], metadata=spec)
    nbformat.write(made, path)


def tiny(root: Path) -> EditionPaths:
    """An edition of two VSVs and one year, with notebooks that do little."""
    where = edition.paths("klein", root)
    write_example(where, count=2, years=1)
    (root / "notebooks").mkdir()
    for name in PAGES:
        code = READS if name == PAGES[0] else "print(editie)"
        write_notebook(root / "notebooks" / f"{name}.ipynb", code, SHOWS)
    blocks = [f'[[pagina]]\nnotebook = "{name}"\nvoor = "analist"\n' for name in PAGES]
    (where.raw / plan.PLAN_FILE).write_text("\n".join(blocks), encoding="utf-8")
    return where


class Run:
    """A command line of its own, whose processes can all be told by what they carry in their environment."""

    def __init__(self, where: EditionPaths, args: list[str], program: str = COMMAND_LINE) -> None:
        self.mark = uuid.uuid4().hex
        passing = where.root / "tijdelijk"
        passing.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *args],
            env={**os.environ, "VSVANALYSE_HOME": str(where.root), "TMPDIR": str(passing), "VSVANALYSE_TOETS": self.mark},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout.readline() == "begin\n"

    def ended(self) -> tuple[int, str]:
        """Wait for the end and give the exit code and what was told to people."""
        try:
            told = self.process.communicate(timeout=HANGS)[1]
        except subprocess.TimeoutExpired:
            self.process.kill()
            pytest.fail("the command did not end")
        return self.process.returncode, told

    def left(self) -> list[str]:
        """List the processes of this run that still live."""
        found = []
        for one in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if (
                    one.environ().get("VSVANALYSE_TOETS") == self.mark
                    and one.status() != psutil.STATUS_ZOMBIE
                ):
                    found.append(" ".join(one.cmdline()))
        return found


def half_files(where: EditionPaths) -> list[Path]:
    return list(where.root.rglob(files.HALF_FILES))


def bytes_of(where: EditionPaths) -> dict[str, bytes]:
    made = (p for folder in (where.processed, where.reports) for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(where.root).as_posix(): p.read_bytes() for p in sorted(made)}


def run_all(where: EditionPaths, commands: Sequence[list[str]] = COMMANDS) -> dict[str, bytes]:
    for command in commands:
        code, told = Run(where, command).ended()
        assert code == 0, told
    return bytes_of(where)


@pytest.fixture(scope="module")
def calm(tmp_path_factory) -> tuple[EditionPaths, dict[str, bytes], list[float]]:
    """An edition that ran undisturbed once, what came of it, and how long each command took."""
    where = tiny(tmp_path_factory.mktemp("runs"))
    run_all(where)
    seconds = []
    for command in COMMANDS:
        began = time.monotonic()
        assert Run(where, command).ended()[0] == 0
        seconds.append(time.monotonic() - began)
    return where, bytes_of(where), seconds


@pytest.fixture
def orphans_come_here() -> Iterator[None]:
    """Let orphans have this process as parent, as on a desktop, where they do not go to process 1."""
    prctl = getattr(ctypes.CDLL(None), "prctl", lambda *_: None)
    prctl(36, 1, 0, 0, 0)
    yield
    prctl(36, 0, 0, 0, 0)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


@pytest.mark.slow
def test_the_same_bytes_twice(calm):
    where, first, _ = calm
    assert run_all(where) == first
    assert {f"reports/klein/{name}.html" for name in PAGES} < set(first)
    assert "reports/klein/notebooks/1_registratie.ipynb" in first


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(STOPS))
def test_stopped_at_any_moment(turn, calm):
    where, undisturbed, seconds = calm
    chance = random.Random(turn)
    which = turn % 2
    number = chance.choice([signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    running = Run(where, COMMANDS[which])
    time.sleep(chance.uniform(0.05, 0.8 * seconds[which]))
    running.process.send_signal(number)
    code, told = running.ended()
    assert running.left() == []
    assert half_files(where) == []
    assert code in (128 + number, 0)  # 0: it was ready first
    assert code == 0 or told.strip().splitlines()[-1] == "Afgebroken; er is niets half geschreven."
    assert "Traceback" not in told
    assert run_all(where, COMMANDS[which : which + 1]) == undisturbed


@pytest.mark.slow
def test_no_process_is_born_behind_a_stop(tmp_path):
    running = Run(edition.paths("klein", tmp_path), [], STARTS)
    running.process.send_signal(signal.SIGTERM)
    assert running.ended()[0] == 128 + signal.SIGTERM
    assert running.left() == []


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check klein", "example --editie ander", "scenario show klein"])
def test_other_commands_can_be_stopped(command, calm):
    where, undisturbed, _ = calm
    running = Run(where, command.split())
    time.sleep(random.Random(command).uniform(0.05, 0.5))
    running.process.send_signal(signal.SIGINT)
    code, told = running.ended()
    assert code in (130, 0)  # 0: it was ready first
    assert code == 0 or told.strip().splitlines()[-1] == "Afgebroken; er is niets half geschreven."
    assert running.left() == []
    assert half_files(where) == []
    if command.startswith("example"):
        assert Run(where, command.split()).ended()[0] == 0
    # A check that was ready before it was stopped leaves its list of findings, which the others do not write.
    (where.reports / "bevindingen.csv").unlink(missing_ok=True)
    assert bytes_of(where) == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(KILLS))
def test_killed_at_any_moment(turn, calm, orphans_come_here):
    where, undisturbed, seconds = calm
    chance = random.Random(1000 + turn)
    which = turn % 2
    running = Run(where, COMMANDS[which])
    time.sleep(chance.uniform(0.05, 0.9 * seconds[which]))
    running.process.kill()
    assert running.ended()[0] in (-signal.SIGKILL, 0)
    until = time.monotonic() + HANGS
    while running.left() and time.monotonic() < until:
        time.sleep(0.1)
    assert running.left() == []
    assert run_all(where, COMMANDS[which : which + 1]) == undisturbed
    assert half_files(where) == []


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(DOUBLES))
def test_two_at_once(turn, calm):
    where, undisturbed, _ = calm
    chance = random.Random(2000 + turn)
    both = [Run(where, COMMANDS[turn % 2]), Run(where, chance.choice(COMMANDS))]
    ends = [one.ended() for one in both]
    assert {code for code, _ in ends} <= {0, 3}
    assert 0 in {code for code, _ in ends}
    for (code, told), other in zip(ends, reversed(both), strict=True):
        if code == 3:
            assert f"(proces {other.process.pid}) werkt eraan sinds" in told
    assert run_all(where) == undisturbed


@pytest.mark.slow
def test_the_second_hears_who_holds_it_and_a_reader_too(tmp_path, monkeypatch):
    where = tiny(tmp_path)
    door = tmp_path / "open"
    waits = f"import pathlib, time\nwhile not pathlib.Path({str(door)!r}).exists():\n    time.sleep(0.05)"
    write_notebook(tmp_path / "notebooks" / f"{PAGES[1]}.ipynb", waits, SHOWS)
    first = Run(where, COMMANDS[1])
    until = time.monotonic() + HANGS
    while not (where.reports / f"{PAGES[2]}.html").exists() and time.monotonic() < until:
        time.sleep(0.05)
    for command in (["process", "klein"], ["run", "klein"], COMMANDS[1], ["example", "--editie", "klein"]):
        code, told = Run(where, command).ended()
        assert code == 3
        assert f"'klein' is bezet: vsvanalyse report (proces {first.process.pid}) werkt eraan sinds" in told
    assert len(pipeline.load("klein", tmp_path).vsvs) == 2
    description = where.raw / "editie.toml"
    description.write_text(description.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    monkeypatch.setattr(pipeline, "PATIENCE", 0.3)
    with pytest.raises(slot.BusyError, match=f"proces {first.process.pid}"):
        pipeline.load("klein", tmp_path)
    door.touch()
    assert first.ended()[0] == 0
    assert len(pipeline.load("klein", tmp_path).vsvs) == 2


LIMITS = {
    "hangs": ("while True:\n    pass", r"duurde langer dan 4 seconden\. Maak de cel lichter"),
    "waits_for_another": (
        "import subprocess\nsubprocess.run(['sleep', '987'])",
        "duurde langer dan 4 seconden",
    ),
    "prints": ("while True:\n    print('veel ' * 1000)", "toonde meer dan 4 MB en is daar afgekapt"),
    "shows": ("while True:\n    display('veel ' * 1000)", "toonde meer dan 4 MB en is daar afgekapt"),
    "dies": ("import os\nos.kill(os.getpid(), 9)", "is onverwacht gestopt"),
    "eats": (
        "held = bytearray(3 * 2**30)",
        r"mislukte\. Waarschijnlijk: de cel vroeg meer dan 2048 MB geheugen\.",
    ),
    "misspells": ("pint(editie)", r"mislukte\. Waarschijnlijk: een naam is verkeerd gespeld"),
    "changes_the_house": (
        "from vsvanalyse.render import html\nhtml.page = lambda *_, **__: 'weg'\nimport os\nos.environ['KLEUR'] = 'rood'",
        "",
    ),
    "leaves": ("import subprocess\nbehind = subprocess.Popen(['sleep', '987'])", ""),
    "rests": ("print('klaar')", ""),
}


@pytest.mark.slow
def test_a_cell_has_its_limits(tmp_path, capfd):
    where = tiny(tmp_path)
    data = pipeline.load("klein", tmp_path)
    pages = []
    for name, (code, _) in LIMITS.items():
        notebook = tmp_path / "notebooks" / f"{name}.ipynb"
        write_notebook(notebook, SHOWS, code)
        pages.append(plan.Page(name, name, notebook, {"editie": "klein"}))
    changes = tmp_path / "notebooks" / "changes.ipynb"
    write_notebook(
        changes, "from pathlib import Path\nPath('data/raw/klein/registraties/nieuw.txt').touch()", READS
    )
    pages.append(plan.Page("changes", "changes", changes, {"editie": "klein"}))
    outcomes = {o.page.name: o for o in batch.make_reports(where, data, pages, cell_seconds=4)}
    for name, (code, reason) in LIMITS.items():
        page = (where.reports / f"{name}.html").read_text(encoding="utf-8")
        log = where.reports / "logboek" / f"{name}.log"
        if not reason:
            assert outcomes[name].status == batch.RELEASED
            assert ("klaar" in page) == (name == "rests")
            assert "rustig" in page
            continue
        assert outcomes[name].status == batch.FAILED
        line = code.partition("\n")[0]
        assert outcomes[name].reason.startswith(f"cel 3 van {name}.ipynb (begint met '{line}') ")
        assert re.search(reason, outcomes[name].reason)
        assert f"Dit rapport is er niet: cel 3 van {name}.ipynb" in page
        assert ("veel veel" in log.read_text(encoding="utf-8")) == (name == "prints")
        assert log.stat().st_size < 5000
        so_far = nbformat.read(log.with_suffix(".ipynb"), as_version=4)
        assert [bool(cell.outputs) for cell in so_far.cells][:3] == [False, False, True]
    assert "De invoer van editie 'klein' is veranderd terwijl" in outcomes["changes"].reason
    alive = [one for one in psutil.Process().children(recursive=True) if one.status() != psutil.STATUS_ZOMBIE]
    left = [" ".join(one.cmdline()) for one in alive]
    assert [line for line in left if "vsvanalyse" in line or "sleep 987" in line] == []
    assert capfd.readouterr().err == ""


def test_half_files_of_who_lives_stay(tmp_path):
    where = edition.paths("klein", tmp_path)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as living:
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        mine = os.getpid()
        half = [
            where.reports / "logboek" / ".a.html.deel-{}",
            where.raw / "scenarios" / ".b.toml.deel-{}",
            where.processed.with_name(".klein.deel-{}"),
            where.processed.with_name(".klein-twee.deel-{}"),
        ]
        made = {Path(str(path).format(pid)) for path in half for pid in (living.pid, gone.pid, mine)}
        for path in made:
            path.mkdir(parents=True) if "klein" in path.name else files.write_file(path, "x")
        with slot.hold(where, "toets"):
            assert {path for path in made if path.exists()} == {
                path for path in made if path.name.endswith(f"-{living.pid}") or "klein-twee" in path.name
            }
        living.communicate(b"\n")


def test_a_reader_never_sees_half_a_folder(tmp_path):
    """Read while another thread keeps putting other tables in their place: all tables read are of one making."""
    where = edition.paths("klein", tmp_path)
    write_example(where, count=1, years=1)
    data = pipeline.load("klein", tmp_path)
    tables = {name: getattr(data, name) for name in contracts.TABLES}
    makings = [{name: frame.iloc[:n] for name, frame in tables.items()} for n in (1, 2)]
    # What the edition itself became is of no making; it must be gone before the first reading.
    store.write_tables(where, makings[1], {"beurt": "eerste"})
    done = threading.Event()

    def write() -> None:
        for turn in range(100):
            store.write_tables(where, makings[turn % 2], {"beurt": str(turn)})
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    reads = 0
    while not done.is_set() or not reads:
        read = store.read_tables(where)
        assert (
            len({len(getattr(read, name)) for name in ("registratieregels", "verdeling", "taakkosten")}) == 1
        )
        reads += 1
    writer.join()


def test_a_worker_that_lives_on_does_not_keep_the_edition_held(tmp_path):
    where = edition.paths("klein", tmp_path)
    code = (
        "import os, pathlib, sys\n"
        "from vsvanalyse import edition\n"
        "from vsvanalyse.process import slot\n"
        "with slot.hold(edition.paths('klein', pathlib.Path(sys.argv[1])), 'toets'):\n"
        "    if not os.fork():\n"
        "        print('begin', flush=True)\n"
        "        input()\n"
        "    os._exit(0)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "begin\n"
    holder.wait()
    with slot.hold(where, "toets"):
        assert (where.processed.parent / ".klein.slot").read_text().startswith(f"{os.getpid()}\ntoets\n")
    holder.communicate("\n")
