"""Files written whole or not at all, also when the process that writes them is stopped."""

from __future__ import annotations

import threading

from vsvanalyse import files


def test_a_half_folder_goes_though_a_thread_still_writes_into_it(tmp_path):
    with files.unfinished(tmp_path / "map") as half:
        half.mkdir()
        stop = threading.Event()

        def write() -> None:
            for i in range(10_000):
                if stop.is_set() or not half.is_dir():
                    return
                try:
                    (half / str(i)).mkdir()
                except OSError:
                    return

        writer = threading.Thread(target=write)
        writer.start()
        files.discard_unfinished()
        assert not half.exists()
        stop.set()
        writer.join()
