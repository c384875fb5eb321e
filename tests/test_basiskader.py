"""The facts of DESIGN §5 about the published table, recomputed from the data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vsvanalyse import basiskader


@pytest.fixture(scope="module")
def kader() -> basiskader.Basiskader:
    return basiskader.load()


def test_seventeen_tasks_in_order(kader):
    assert list(kader.taken["taak"]) == [f"T{i:02d}" for i in range(1, 18)]
    assert kader.taken["omschrijving"].str.len().min() > 10


def test_descriptions_are_those_of_the_source(kader):
    texts = kader.taken.set_index("taak")["omschrijving"]
    assert texts["T09"] == "Clientenparticipatie"
    assert texts["T16"].startswith("Omgang calamiteiten, incidenten en klachten / perintal audit")


def test_structural_posts_sum_to_254234(kader):
    published = kader.gepubliceerd.set_index("taak")
    assert published.loc["T02":, "structureel_ct"].sum() == 254_234_00
    assert published.loc["T01", "structureel_ct"] == 0


def test_one_off_is_27500_in_each_of_two_years(kader):
    first = kader.gepubliceerd.set_index("taak").loc["T01"]
    assert (first["eenmalig_jr1_ct"], first["eenmalig_jr2_ct"]) == (27_500_00, 27_500_00)
    assert kader.gepubliceerd["eenmalig_ct"].sum() == 55_000_00
    assert kader.eenmalige_taken == {"T01"}


def test_the_printed_104088_is_two_cells(kader):
    published = kader.gepubliceerd
    shared = published[published["gedrukte_cel"] == "T01+T02"]
    assert set(shared["gedrukt_ct"]) == {104_088_00}
    assert shared["tabel_ct"].sum() == 104_088_00 == (2 * 27_500 + 49_088) * 100


def test_every_printed_cell_is_the_sum_of_its_rows(kader):
    for _, cell in kader.gepubliceerd.groupby("gedrukte_cel"):
        assert cell["tabel_ct"].sum() == cell["gedrukt_ct"].iloc[0]


def test_table_total_and_years(kader):
    published = kader.gepubliceerd
    assert published["tabel_ct"].sum() == 309_234_00
    assert published["jaar1_ct"].sum() == published["jaar2_ct"].sum() == 281_734_00
    assert published["jaar3_ct"].sum() == 254_234_00


def test_nothing_calls_309234_annual():
    """The sentence around every 309.234 in the project says nothing of a year, unless it denies it."""
    root = Path(basiskader.__file__).parents[1]
    sources = [
        *root.glob("vsvanalyse/**/*.py"),
        *root.glob("vsvanalyse/**/*.csv"),
        *root.glob("notebooks/*.ipynb"),
    ]
    sources += [root / "README.md"]
    for path in sources:
        for found in re.finditer(r"[^.\n]{0,120}309[.,_]?234[^.\n]{0,120}", path.read_text(encoding="utf-8")):
            sentence = found[0].casefold()
            denied = re.search(r"geen jaarbedrag|never annual|not a yearly|no yearly", sentence)
            assert denied or not re.search(r"per jaar|jaarlijks|annual|yearly|per year", sentence), (
                path,
                found[0],
            )


def test_every_task_has_one_responsibility_and_it_is_a_proposal(kader):
    mapping = kader.taak_verantwoordelijkheid
    assert sorted(mapping["taak"]) == sorted(kader.taken["taak"])
    assert set(mapping["verantwoordelijkheid"]) == set(kader.verantwoordelijkheden["verantwoordelijkheid"])
    assert set(mapping["status"]) == {"voorstel"}
    assert len(kader.verantwoordelijkheden) == 4


def test_rate_card_covers_every_function_and_names_source_and_status(kader):
    card = kader.tariefkaart
    assert set(card["functie"]) == set(kader.functies["functie"])
    assert (card.groupby("functie").size() == 5).all()
    assert (card[["bron", "status"]] != "").all().all()
    assert basiskader.rate_card(2020) == basiskader.rate_card(2021)
    assert basiskader.rate_card(2030) == basiskader.rate_card(2025)
    assert basiskader.rate_card(2024)["gynaecoloog"] == 199_00


def test_frames_are_the_callers_own():
    first = basiskader.load()
    first.taken.loc[0, "naam"] = "anders"
    assert basiskader.load().taken.loc[0, "naam"] != "anders"


def test_code_lists_have_source_where_they_hold_figures(kader):
    for frame in (kader.gepubliceerd, kader.indexcijfers, kader.tariefkaart, kader.taken):
        assert (frame["bron"] != "").all()
