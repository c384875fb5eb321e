"""The list of synonyms: one meaning a word, and only codes that exist."""

from __future__ import annotations

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL
from vsvanalyse.intake import layout

FIELDS = {field.name for sheet in layout.COST_SHEETS for field in sheet.fields if field.name != "controle"}
CODES = {
    "kolom": FIELDS | {"debet", "credit", "teken", "jaar"},
    "taak": set(basiskader.codes("taken")),
    "activiteit": set(basiskader.codes("activiteiten")),
    "functie": set(basiskader.codes("functies")),
    "kostensoort": set(basiskader.codes("kostensoorten")) - {basiskader.UREN},
    "aard": {EENMALIG, STRUCTUREEL},
}


def test_every_synonym_names_a_code_once_and_says_who_chose_it():
    words = basiskader.read_codelist("synoniemen")
    assert set(words["soort"]) == set(CODES)
    for row in words.itertuples():
        assert row.code in CODES[row.soort], row
        assert row.bron, row
    same = words.assign(woord=words["woord"].map(layout.normalise))
    assert not same.duplicated(["woord", "soort"]).any()
    assert (same["woord"] != "").all()


def test_every_code_that_people_name_otherwise_has_a_synonym():
    words = basiskader.read_codelist("synoniemen")
    for kind, codes in CODES.items():
        assert codes == set(words.loc[words["soort"] == kind, "code"]), kind
