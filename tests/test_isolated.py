"""A file can end its reader, but nothing else: within seconds and memory, the others read as ever."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import psutil
import pytest
import python_calamine
from openpyxl import load_workbook

from tests import harmful
from tests.forms import TOTAL_CT, content, cost, sound_form
from vsvanalyse import contracts, edition
from vsvanalyse.cli import run_command
from vsvanalyse.intake import findings, grid, isolated, package, read_registration, read_registrations
from vsvanalyse.intake.received import name_files, returned_names
from vsvanalyse.intake.workbook import UnreadableFileError, open_workbook
from vsvanalyse.process import pipeline, store
from vsvanalyse.workers import cores

SECONDS, MIB = 20, 2**20
MEMORY = 1024 * MIB
"""What the processes that read may take together."""


@contextmanager
def peak() -> Iterator[list[int]]:
    """Follow how much memory all processes under this one take together."""
    me, stop, most = psutil.Process(), threading.Event(), [0]

    def all_of_it() -> int:
        total = 0
        for process in me.children(recursive=True):
            with suppress(psutil.Error):
                total += process.memory_info().rss
        return total

    before = all_of_it()

    def watch() -> None:
        while not stop.wait(0.02):
            most[0] = max(most[0], all_of_it() - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        stop.set()
        watcher.join()


def processor() -> float:
    """Give the processor time of this process and of all that it waited for; the clock says how busy others are."""
    return sum(os.times()[:4])


def workers() -> list[psutil.Process]:
    return [p for p in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(p.cmdline())]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, pd.DataFrame]:
    """Two sound forms of other VSVs, and their lines as they are read alone."""
    made, folder = content(), tmp_path_factory.mktemp("gaaf")
    return {
        form: read_registration(form).regels
        for i in (1, 2)
        for form in [
            sound_form(
                folder / f"gaaf_{i}.xlsx",
                profiel={**made.profiel, "vsv": f"VSV1{i}"},
                kosten=[*made.kosten, cost(bedrag=100 + i, periode="2021-08")],
            )
        ]
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", harmful.FILES)
def test_a_harmful_file_costs_itself_only(name: str, tmp_path: Path, sound: dict[Path, pd.DataFrame]):
    write, expected = harmful.FILES[name]
    path = tmp_path / name
    write(path)
    first, last = ((form, form.name) for form in sound)
    start = processor()
    with peak() as most:
        read = read_registrations([first, (path, name), last])
    assert processor() - start < SECONDS
    assert most[0] < MEMORY
    assert not workers()
    mine = read.bevindingen[read.bevindingen["bestand"] == name]
    lines = read.regels[read.regels["bron_bestand"] == name]
    if expected == harmful.SOUND:
        assert list(mine["regel"]) == []
        assert lines["bedrag_ct"].sum() == TOTAL_CT
    elif expected != harmful.ANY:
        assert set(mine["regel"]) - {"B17"} == {expected}
        assert not len(lines)
    for form, alone in sound.items():
        here = read.regels[read.regels["bron_bestand"] == form.name].reset_index(drop=True)
        assert here.equals(alone)


def test_what_ends_a_reader_is_a_finding(tmp_path, monkeypatch):
    monkeypatch.setattr(isolated, "_read", harmful.misbehave)
    monkeypatch.setitem(findings.thresholds(), "lees_seconden", 1.0)
    names = [
        "a.xlsx",
        "abort_1.xlsx",
        "hang.xlsx",
        "draai.xlsx",
        "abort_2.xlsx",
        "stop.xlsx",
        "fout.xlsx",
        "vol.xlsx",
        "z.xlsx",
    ]
    files = [(sound_form(tmp_path / name), name) for name in names]
    read = isolated.read_files(files)
    assert [one.bestand for one in read] == names
    reasons = {one.bestand: [f.uitleg for f in one.found if f.regel == "B01"] for one in read}
    assert reasons.pop("a.xlsx") == reasons.pop("z.xlsx") == []
    assert all(len(told) == 1 for told in reasons.values())
    assert "langer dan 1 seconden" in reasons["hang.xlsx"][0]
    assert "langer dan 1 seconden" in reasons["draai.xlsx"][0]
    assert "ZeroDivisionError" in reasons["fout.xlsx"][0]
    assert "brak af" in reasons["abort_1.xlsx"][0]
    assert not workers()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="time of the processor alone cannot be limited")
def test_a_reader_that_gets_no_processor_is_waited_for(tmp_path, monkeypatch):
    """A machine that is busy with something else makes no sound file unreadable."""
    monkeypatch.setattr(isolated, "_read", harmful.misbehave)
    monkeypatch.setitem(findings.thresholds(), "lees_seconden", 1.0)
    start = time.monotonic()
    (read,) = isolated.read_files([(sound_form(tmp_path / "traag.xlsx"), "traag.xlsx")])
    assert time.monotonic() - start > 2
    assert read.regels["bedrag_ct"].sum() == TOTAL_CT


def test_another_function_is_called_by_itself(tmp_path, monkeypatch):
    monkeypatch.setitem(findings.thresholds(), "lees_seconden", 1.0)
    form = sound_form(tmp_path / "gaaf.xlsx")
    assert isolated.call(open_workbook, form) == open_workbook(form)
    with pytest.raises(UnreadableFileError, match="bestaat niet") as told:
        isolated.call(open_workbook, tmp_path / "weg.xlsx")
    assert told.value.regel == "B01"
    for name, why in (
        ("abort", "brak af"),
        ("hang", "langer dan 1"),
        ("fout", "ZeroDivisionError"),
        ("vol", "geheugen"),
    ):
        with pytest.raises(UnreadableFileError, match=why):
            isolated.call(harmful.misbehave, form, name)
    assert not workers()


def test_a_script_needs_no_guard(tmp_path):
    form = sound_form(tmp_path / "gaaf.xlsx")
    code = f"from vsvanalyse.intake import read_registration\nprint(read_registration({str(form)!r}).regels['bedrag_ct'].sum())\n"
    script = tmp_path / "los.py"
    script.write_text(code, encoding="utf-8")
    for args, given in (([str(script)], None), (["-c", code], None), (["-"], code)):
        done = subprocess.run(
            [sys.executable, *args], input=given, capture_output=True, text=True, check=True
        )
        assert done.stdout == f"{TOTAL_CT}\n"
        assert done.stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_ctrl_c_leaves_no_worker(tmp_path):
    code = (
        # A shell that runs tests in the background makes what it starts deaf to Ctrl-C.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pathlib import Path; from tests import harmful; from vsvanalyse.intake import isolated\n"
        "isolated._read = harmful.misbehave\n"
        "print('begin', flush=True)\n"
        f"isolated.read_files([(Path({str(tmp_path)!r}, n), n) for n in ('hang_1.xlsx', 'hang_2.xlsx', 'hang_3.xlsx')])\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert running.stdout.readline() == b"begin\n"
    until, readers = time.monotonic() + 60, min(3, cores())
    while len(list(tmp_path.glob("*.hangt"))) < readers and time.monotonic() < until:
        time.sleep(0.1)
    under = psutil.Process(running.pid).children(recursive=True)
    assert len([one for one in under if "spawn_main" in " ".join(one.cmdline())]) == readers
    running.send_signal(signal.SIGINT)
    assert running.wait(60) != 0
    assert not psutil.wait_procs(under, timeout=60)[1]


def test_a_worker_starts_light():
    code = "import sys, vsvanalyse.intake.reader; print([m for m in ('pandas', 'pyarrow', 'openpyxl', 'pydantic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
_EDGES = {
    "zonder_verwijzing": "<row><c><v>1</v></c><c><f>1+1</f></c></row><row><c/><c><v>2</v></c><c t='e'><v>#N/A</v></c></row>",
    "rij_na_rij": '<row r="5"><c><v>1</v></c></row><row><c><v>2</v></c><c><f>A1</f><v/></c></row>',
    "cel_na_cel": '<row r="2"><c r="C2"><v>1</v></c><c><v>3</v></c><c><f>A1</f></c></row>',
    "kleine_letters": '<row r="2"><c r="c2"><v>1</v></c><c r="d2" t="e"><v>#REF!</v></c></row>',
}


@pytest.mark.parametrize("name", _EDGES)
def test_cells_stand_where_the_reader_puts_them(name: str):
    """A cell without a value is found at a place at which the reader gives an empty text, beside what it did read."""
    xml = _SHEET.format(f"<sheetData>{_EDGES[name]}</sheetData>").encode()
    broken = grid.survey(xml, findings.thresholds())
    book = python_calamine.load_workbook(package._pack({"x": xml}, {}, ""))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    filled = {
        f"{grid.column_letter(j)}{i}"
        for i, row in enumerate(rows, 1)
        for j, v in enumerate(row, 1)
        if v != ""
    }
    assert len(broken) == 2 - (name in ("rij_na_rij", "cel_na_cel", "kleine_letters"))
    assert not filled & broken.keys()
    beside = {cell.translate({ord(c): ord(c) - 1 for c in "BCDEFG"}) for cell in broken}
    assert filled & (beside | broken.keys()) == beside


def test_both_ways_of_sizing_agree(tmp_path):
    parts = harmful.parts_of(sound_form(tmp_path / "gaaf.xlsx"))
    sheets = [xml for name, xml in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    for xml in sheets:
        fast = grid._survey_as_written(xml)
        assert fast is not None
        assert fast == grid._Slow(findings.thresholds()).read(xml)


def test_thousands_of_one_finding_are_counted(tmp_path):
    most = int(findings.thresholds()["bevindingen_per_regel"])
    form = sound_form(tmp_path / "veel.xlsx", kosten=[cost(leverancier="Drukker")] * (most + 100))
    read = read_registrations([(form, form.name)])
    table = read.bevindingen
    assert (table["regel"] == "R04").sum() == most
    (told,) = table.loc[table["regel"] == "B14", "uitleg"]
    assert told == f"Niet in deze lijst: nog 99 van R04. Van elke regel staan de eerste {most} in de lijst."
    assert read.regelstatus.set_index("regel").loc["R04", "aantal"] == most + 99
    contracts.validate(table, "bevindingen")


ODD_NAMES = (
    os.fsdecode(b"VSV01_2021_\xff\xfe.xlsx"),
    "VSV01\n2021\x1b[31m.xlsx",
    "VSV01_2021_" + "é" * 116 + ".xlsx",
)


@pytest.mark.skipif(sys.platform != "linux", reason="such names exist on Linux only")
def test_odd_names_are_named_and_go_everywhere(tmp_path, example_root, capsys):
    root = tmp_path / "root"
    shutil.copytree(
        example_root / "data" / "raw" / "voorbeeld-met-fouten", root / "data" / "raw" / "voorbeeld-met-fouten"
    )
    where = edition.paths("voorbeeld-met-fouten", root)
    for file in where.forms.iterdir():
        file.unlink()
    (where.forms / "x").mkdir()
    made = content()
    for i, name in enumerate((*ODD_NAMES, "x/y.xlsx", "x_y.xlsx")):
        form = sound_form(
            where.forms / "nieuw.xlsx",
            profiel={**made.profiel, "vsv": f"VSV0{i}"},
            kosten=[cost(bedrag=100 + i)],
            verzonnen=True,
        )
        form.rename(where.forms / name)
    (where.forms / "weg.xlsx").symlink_to("nergens.xlsx")
    os.mkfifo(where.forms / "pijp.csv")
    read = pipeline.process(where)
    assert store.is_fresh(where)
    back = store.read_tables(where)
    assert back.registratieregels.equals(read.regels)
    odd = back.bevindingen[back.bevindingen["regel"] == "B15"]
    assert sorted(odd["bestand"]) == sorted(
        ["VSV01_2021_\\xff\\xfe.xlsx", "VSV01\\x0a2021\\x1b[31m.xlsx", ODD_NAMES[2], "x_y.xlsx"]
    )
    unopened = back.bevindingen.loc[back.bevindingen["regel"] == "B01", "bestand"]
    assert sorted(unopened) == ["pijp.csv", "weg.xlsx"]
    csv, folder = tmp_path / "uit.csv", tmp_path / "terug"
    run_command(["check", str(where.forms), "--csv", str(csv), "--terug", str(folder)])
    assert "x_y.xlsx" in capsys.readouterr().out
    assert len(csv.read_text(encoding="utf-8-sig").splitlines()) > 6
    named = {path.name for path in folder.iterdir()}
    assert {"x_y_bevindingen.xlsx", "x_y_bevindingen (2).xlsx", "weg_bevindingen.xlsx"} <= named
    assert all(len(os.fsencode(name)) <= 200 for name in named)
    assert load_workbook(folder / "x_y_bevindingen (2).xlsx").sheetnames[0] == "Bevindingen"


def test_names_stay_apart():
    names = ["a.xlsx", "A.xlsx", "a\x00.xlsx", "a\\x00.xlsx", "b" * 300 + "1.xlsx", "b" * 300 + "2.xlsx"]
    given = [name for _, name in name_files([(Path("x"), name) for name in names])]
    assert len({name.casefold() for name in given}) == len(names)
    assert given[0] == "a.xlsx"
    targets = returned_names(given).values()
    assert len({name.casefold() for name in targets}) == len(names)
    assert all(len(name.encode()) <= 210 for name in targets)
