"""Processing: the same bytes, whole or not at all, and no euro out of sight."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forms import TOTAL_CT, content, sound_form
from vsvanalyse import contracts, edition, files
from vsvanalyse.edition import EditionError, starter
from vsvanalyse.intake.form import make_form
from vsvanalyse.process import pipeline, store


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def small(tmp_path: Path) -> edition.EditionPaths:
    """A real edition of two VSVs."""
    where = edition.paths("toets", tmp_path)
    starter.start_edition(where, (2021,))
    made = content()
    for code in ("VSV01", "VSV02"):
        profile = {**made.profiel, "vsv": code, "naam": f"Toets {code}"}
        make_form(where.forms / f"{code}.xlsx", content(profiel=profile))
    return where


def test_twice_gives_the_same_bytes(small):
    pipeline.process(small)
    first = bytes_of(small.processed)
    shutil.rmtree(small.processed)
    pipeline.process(small)
    assert bytes_of(small.processed) == first
    assert set(first) == {f"{name}.parquet" for name in contracts.TABLES} | {"herkomst.json"}


def test_every_input_is_hashed(small):
    pipeline.process(small)
    origin = json.loads((small.processed / "herkomst.json").read_text(encoding="utf-8"))
    assert set(origin["invoer"]) == {
        "editie.toml", "scheidingsregels.csv", "registraties/VSV01.xlsx", "registraties/VSV02.xlsx",
    }  # fmt: skip


def test_load_follows_its_inputs(small):
    data = pipeline.load("toets", small.root)
    assert data.registratieregels["bedrag_ct"].sum() == 2 * TOTAL_CT
    (small.forms / "VSV02.xlsx").unlink()
    assert pipeline.load("toets", small.root).registratieregels["bedrag_ct"].sum() == TOTAL_CT


def test_tables_come_back_as_they_were_written(small):
    data = pipeline.load("toets", small.root)
    for name in contracts.TABLES:
        contracts.validate(getattr(data, name), name)


def test_nothing_is_written_into_raw(small):
    before = {p: p.read_bytes() for p in small.raw.rglob("*") if p.is_file()}
    pipeline.process(small)
    assert {p: p.read_bytes() for p in small.raw.rglob("*") if p.is_file()} == before


def test_failure_half_way_leaves_the_old_tables(small, monkeypatch):
    pipeline.process(small)
    before = bytes_of(small.processed)
    sound_form(small.forms / "VSV03.xlsx")
    monkeypatch.setattr(
        store, "tool_hash", lambda: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(OSError, match="No space"):
        pipeline.process(small)
    assert bytes_of(small.processed) == before
    assert {p.name for p in small.processed.parent.iterdir()} == {"toets", ".toets.slot"}


@pytest.mark.slow
def test_killed_half_way_leaves_no_half_file_and_the_next_run_goes_on(small):
    """Kill while the folder is being filled: the final name never holds a part of the tables."""
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "import pandas as pd\n"
        "from vsvanalyse import edition\n"
        "from vsvanalyse.process import pipeline\n"
        "write = pd.DataFrame.to_parquet\n"
        "def slow(frame, path, **kwargs):\n"
        "    write(frame, path, **kwargs)\n"
        "    print(path, flush=True)\n"
        "    time.sleep(60)\n"
        "pd.DataFrame.to_parquet = slow\n"
        "pipeline.process(edition.paths('toets', Path(sys.argv[1])))\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", code, str(small.root)], stdout=subprocess.PIPE, text=True
    )
    assert running.stdout.readline().strip().endswith(".parquet")
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not small.processed.exists()
    assert len(list(small.processed.parent.glob(".toets.deel-*"))) == 1
    pipeline.process(small)
    assert {p.name for p in small.processed.parent.iterdir()} == {"toets", ".toets.slot"}


def test_blocked_year_counts_in_no_mean_but_is_not_lost(small):
    shutil.copy(small.forms / "VSV01.xlsx", small.forms / "VSV01_kopie.xlsx")
    data = pipeline.load("toets", small.root)
    assert data.geblokkeerd.values.tolist() == [["VSV01", 2021]]
    assert data.registratieregels["bedrag_ct"].sum() == 3 * TOTAL_CT
    assert data.counting_lines["bedrag_ct"].sum() == data.taakkosten["bedrag_ct"].sum() == TOTAL_CT
    assert data.vsvs == ["VSV02"]


def test_only_bad_files_still_process(small):
    for path in small.forms.iterdir():
        path.write_bytes(b"geen formulier")
    read = pipeline.process(small)
    assert len(read.bevindingen) >= 2
    assert store.read_tables(small).taakkosten.empty


@pytest.mark.parametrize("name", ["../elders", "A", "", "a/b", "..", "een editie"])
def test_edition_names_lead_nowhere_else(name, tmp_path):
    with pytest.raises(EditionError, match="geen naam"):
        edition.paths(name, tmp_path)


def test_all_mistakes_of_a_description_at_once(tmp_path):
    where = edition.paths("fout", tmp_path)
    where.raw.mkdir(parents=True)
    (where.raw / "editie.toml").write_text(
        'id = "fout"\nnaam = 3\nverzonnen = "ja"\njaren = []\nprijspeil = 2021.5\nonzin = 1\n',
        encoding="utf-8",
    )
    with pytest.raises(EditionError) as caught:
        edition.load(where)
    text = str(caught.value)
    for part in ("'naam' moet tekst", "'jaren' mag niet leeg", "'prijspeil' moet een heel", "'onzin' is onbekend",
                 "'pilots' ontbreekt", "'n_land' ontbreekt"):  # fmt: skip
        assert part in text


def test_unknown_edition_names_the_known(small):
    with pytest.raises(EditionError, match="Wel gevonden: toets"):
        edition.load(edition.paths("andere", small.root))


def test_root_is_found_from_below(small, monkeypatch):
    monkeypatch.delenv("VSVANALYSE_HOME", raising=False)
    below = small.root / "notebooks"
    below.mkdir()
    assert edition.find_root(below) == small.root
    monkeypatch.setenv("VSVANALYSE_HOME", "/ergens")
    assert edition.find_root(below) == Path("/ergens")


def test_half_files_are_never_seen(tmp_path):
    target = tmp_path / "a.txt"
    files.write_file(target, "een")
    with pytest.raises(UnicodeEncodeError):
        files.write_file(target, "\ud800")
    assert target.read_text(encoding="utf-8") == "een"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
