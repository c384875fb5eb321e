"""VSVs that agreed to see each other under pseudonym: every figure is there, and nothing says whose it is."""

from __future__ import annotations

import dataclasses
import json
import shutil

import pytest

from tests import attacker
from vsvanalyse import edition
from vsvanalyse.exhibits import betaalbeleid, herstel, omvang, spreiding, variantie, verdeling
from vsvanalyse.exhibits.kinds import OTHER
from vsvanalyse.process import key, pipeline
from vsvanalyse.release import ANALYST, FEDERATION, PUBLIC, VSV, closed_for, release
from vsvanalyse.scenarios import load_scenarios

OWN, YEAR = "VSV02", 2021
NAMES = dict(zip((f"VSV0{i}" for i in range(1, 7)), (f"VSV {letter}" for letter in "KCXAQF"), strict=True))
"""Not in the order of the codes."""


@pytest.fixture
def mutual(example):
    described = example.edition.model_copy(update={"openheid": "onderling"})
    return dataclasses.replace(example, edition=described, schuilnamen=NAMES)


def text_of(one, data, audience: str, vsv: str = "") -> str:
    return json.dumps(release(one, data, audience, vsv).to_dict(), ensure_ascii=False)


def test_every_figure_of_others_is_there_under_another_name(mutual):
    one = spreiding.taken(mutual, YEAR)
    seen = release(one, mutual, VSV, OWN).exhibit
    assert sorted(seen.rows["bedrag_ct"]) == sorted(one.rows["bedrag_ct"])
    named = {vsv if vsv == OWN else NAMES[vsv] for vsv in mutual.vsvs}
    assert set(seen.rows.loc[seen.rows["wie"] == OTHER, "vsv"]) == named
    assert OWN not in text_of(one, mutual, FEDERATION)
    assert closed_for(mutual, OWN) is mutual


def test_no_order_says_whose_a_figure_is(mutual):
    for one in (spreiding.taken(mutual, YEAR), betaalbeleid.vsvs(mutual, YEAR)):
        seen = release(one, mutual, FEDERATION).exhibit
        others = seen.rows[seen.rows["wie"] == OTHER]
        label = one.label
        assert all(mine["vsv"].is_monotonic_increasing for _, mine in others.groupby(label))
        truth = one.rows[one.rows["wie"] == OTHER].assign(vsv=lambda rows: rows["vsv"].map(NAMES))
        amounts = [
            rows.set_index([label, "vsv"])["bedrag_ct"].sort_index().to_list() for rows in (truth, others)
        ]
        assert amounts[0] == amounts[1]


def test_a_title_that_names_a_vsv_names_it_by_its_pseudonym(mutual):
    one = variantie.waarom(mutual, YEAR)
    assert "VSV05" in one.title
    assert release(one, mutual, FEDERATION).exhibit.title == one.title.replace("VSV05", NAMES["VSV05"])


def test_how_large_a_vsv_is_says_who_it_is(mutual, example_paths):
    scenarios = load_scenarios(example_paths)
    for one in (
        omvang.punten(mutual, YEAR),
        omvang.tabel(mutual, YEAR),
        verdeling.regels_tabel(mutual, scenarios),
    ):
        seen = release(one, mutual, FEDERATION).exhibit
        assert not (seen.rows["wie"] == OTHER).any(), one.id
        assert "omvang zou zeggen wie zij zijn" in seen.note
    own = omvang.tabel(mutual, YEAR)
    assert release(own, mutual, ANALYST).exhibit is own


def test_the_public_sees_the_group_only(mutual):
    seen = release(spreiding.taken(mutual, YEAR), mutual, PUBLIC).exhibit
    assert set(seen.rows["wie"]) == {"groep"}


def test_no_page_of_the_round_names_another(mutual, repo, example_root):
    for audience, notebook, vsv in ((VSV, "vsv_rapport", OWN), (FEDERATION, "federatie_rapport", "")):
        shown = attacker.shown_on(
            repo / "notebooks" / f"{notebook}.ipynb", mutual, example_root, audience, vsv
        )
        told = json.dumps([one.to_dict() for one in shown], ensure_ascii=False)
        for other in mutual.vsvs:
            if other != vsv:
                assert other not in told
                assert mutual.name(other) not in told
    assert any(name in told for name in NAMES.values())


def test_a_name_inside_another_word_stays(mutual):
    one = herstel.bestanden(mutual)
    assert "VSV01_2020.xlsx" not in text_of(one, mutual, FEDERATION)
    table = one.with_(note="VSV01, VSV012 en xVSV01")
    assert "VSV K, VSV012 en xVSV01" in text_of(table, mutual, FEDERATION)


@pytest.fixture
def workspace(tmp_path, example_root, monkeypatch):
    """A workspace whose VSVs agreed on ``onderling``."""
    shutil.copytree(example_root / "data" / "raw" / "voorbeeld", tmp_path / "data" / "raw" / "voorbeeld")
    path = tmp_path / "data" / "raw" / "voorbeeld" / "editie.toml"
    told = path.read_text(encoding="utf-8")
    path.write_text(f'openheid = "onderling"\n{told}', encoding="utf-8")
    return edition.paths("voorbeeld", tmp_path)


def test_the_key_is_made_once_and_kept(workspace):
    data = pipeline.load("voorbeeld", workspace.root)
    assert set(data.schuilnamen) == set(data.vsvs)
    assert len(set(data.schuilnamen.values())) == len(data.vsvs)
    assert workspace.key == workspace.root / "data" / "raw" / "sleutel.csv"
    written = workspace.key.read_bytes()
    assert pipeline.load("voorbeeld", workspace.root).schuilnamen == data.schuilnamen
    assert workspace.key.read_bytes() == written
    more = key.complete(workspace, [*data.vsvs, "VSV99"])
    assert {vsv: more[vsv] for vsv in data.vsvs} == data.schuilnamen
    other = dataclasses.replace(workspace, id="2030")
    key.complete(other, ["VSV01"])
    assert key.read(workspace) == more


def test_a_key_that_contradicts_itself_is_refused(workspace):
    workspace.key.write_text("editie;vsv;schuilnaam\nvoorbeeld;VSV01;VSV A\nvoorbeeld;VSV02;VSV A\n")
    with pytest.raises(edition.EditionError, match=r"sleutel\.csv, regel 2: .* een schuilnaam maar één keer"):
        key.read(workspace)


def test_who_agreed_on_nothing_else_has_no_key(example_root, example):
    assert not edition.paths("voorbeeld", example_root).key.exists()
    assert example.schuilnamen == {}
