"""Files written whole or not at all, also when the process that writes them is stopped."""

from __future__ import annotations

import shutil

from vsvanalyse import files


def test_a_half_folder_goes_though_another_thread_writes_into_it(tmp_path, monkeypatch):
    remove, times = shutil.rmtree, []

    def disturbed(path, **options):
        remove(path, **options)
        times.append(path)
        if len(times) < 3:
            (path / "van een ander").mkdir(parents=True)

    monkeypatch.setattr(files.shutil, "rmtree", disturbed)
    with files.unfinished(tmp_path / "map") as half:
        (half / "iets").mkdir(parents=True)
        files.discard_unfinished()
        assert not half.exists()
    assert len(times) == 3
