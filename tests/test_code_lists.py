"""An edition's own lists: how they take the place of the package's, every mistake at once, and that everything asks them."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from vsvanalyse import basiskader, contracts, edition
from vsvanalyse.cli import run_command
from vsvanalyse.code_lists import KINDS, CodelistError, read_lists, states
from vsvanalyse.example.study import known_studies, load_study
from vsvanalyse.intake import cells, form_guide, layout, line_checks
from vsvanalyse.release import cells as cells_of_release

HEADS = {name: ";".join(basiskader.package_columns(name)) for name in KINDS}


def written(folder: Path, **lists: str) -> Path:
    """Write lists by name, ``__erbij`` for additions; each text is its rows."""
    for name, rows in lists.items():
        file = name.replace("__", ".")
        (folder / f"{file}.csv").write_text(f"{HEADS[name.partition('__')[0]]}\n{rows}", encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(CodelistError) as caught:
        read_lists(folder)
    return str(caught.value).splitlines()


def test_without_lists_those_of_the_package_hold(tmp_path):
    assert read_lists(tmp_path) is basiskader.PACKAGE
    assert read_lists(tmp_path / "none") is basiskader.PACKAGE
    assert not any(one.eigen for one in states(basiskader.PACKAGE))


def test_one_rate_is_corrected_and_the_rest_stays(tmp_path):
    own = read_lists(
        written(tmp_path, tariefkaart__erbij="gynaecoloog;2024;20100;aanname;brief;;2026-11-26\n")
    )
    before = basiskader.rate_card(2024)
    with basiskader.using(own):
        after = basiskader.rate_card(2024)
    assert (before["gynaecoloog"], after["gynaecoloog"]) == (199_00, 201_00)
    assert {**before, "gynaecoloog": 201_00} == after
    assert basiskader.rate_card(2024) == before
    assert [(one.naam, one.anders) for one in states(own) if one.eigen] == [
        ("tariefkaart", ("gynaecoloog 2024",))
    ]


def test_excel_writes_a_list_as_well(tmp_path):
    text = f"{HEADS['soorten']}\r\nVSV;Coöperatief\r\nIGO;Organisatie\r\n;\r\n"
    (tmp_path / "soorten.csv").write_bytes(text.encode("cp1252"))
    assert [row["omschrijving"] for row in read_lists(tmp_path).rows("soorten")] == [
        "Coöperatief",
        "Organisatie",
    ]


def test_all_mistakes_are_told_at_once(tmp_path):
    written(
        tmp_path,
        taken="T01;Oprichten;Oprichten;eenmalig;bron\nT01;Nog eens;Nog eens;structureel;bron\nT0;Kort;Kort;soms;\n",
        verantwoordelijkheden="V1;Samen;bron\n",
        taak_verantwoordelijkheid="T01;V1;0,5;;voorstel;bron;\nT01;V9;0,6;;voorstel;bron;\nT0;V1;nul;;voorstel;bron;\n",
        gepubliceerd="T01;;;;0;5000;;bron\nT02;;;0;0;x;;bron\n",
    )
    (tmp_path / "tariefkart.csv").write_text("functie;jaar\n", encoding="utf-8")
    (tmp_path / "functies.csv").write_text("functie,omschrijving\nverloskundige,\n", encoding="utf-8")
    told = faults(tmp_path)
    for part in (
        "tariefkart.csv: zo heet geen lijst; een lijst heet <lijst>.csv of <lijst>.erbij.csv. Bedoelt u 'tariefkaart'?",
        "functies.csv: kolom functie, omschrijving, vergoeding, vergoeding_status, vergoeding_bron ontbreekt",
        "taken.csv: taak 'T01' staat er vaker",
        "taak 'T0': aard 'soms' is onbekend",
        "taak 'T0': bron is leeg",
        "taak 'T0' is ook het begin van 'T01'",
        "verantwoordelijkheid 'V9' staat in taak_verantwoordelijkheid.csv, maar niet in verantwoordelijkheden.csv",
        "de aandelen van taak 'T01' zijn samen 1,1; zij horen samen 1 te zijn",
        "aandeel 'nul' is geen getal tussen 0 en 1",
        "taak 'T02' staat in gepubliceerd.csv, maar niet in taken.csv",
        "taak 'T0' staat in taken.csv, maar niet in gepubliceerd.csv",
        "structureel_ct 'x' is geen heel aantal centen",
        "eenmalig_jr1_ct '' is geen heel aantal centen",
    ):
        assert sum(part in line for line in told) == 1, (part, told)


@pytest.mark.parametrize(
    ("lists", "told"),
    [
        ({"kostensoorten": "inkoop;Inkoop;Inkoop\n"}, "kostensoorten.csv: kostensoort 'uren' ontbreekt"),
        ({"controleregels": "B99;fout;t;r;w;1;nee\n"}, "controleregels.csv: regel 'B99' kent dit gereedschap niet"),
        ({"controleregels": "B01;fout;t;r;w;1;nee\n"}, "controleregels.csv: regel 'B02' ontbreekt"),
        ({"drempels__erbij": "tarief_laag;R08;weinig;maal;bron\n"}, "drempel 'tarief_laag' is 'weinig'; dat is geen getal"),
        ({"synoniemen__erbij": "eigen;taak;T99;bron\n"}, "taak 'T99' staat in synoniemen.csv, maar niet in taken.csv"),
        ({"scheidingsregels": "S1;T01;niets;;;0;0;1;regulier;m;b;voorstel;;\n"}, "activiteit 'niets' staat in scheidingsregels.csv"),
        ({"taken__erbij": "T01;Oprichten;Oprichten;structureel;bron\n"}, "taak 'T01' is in taken.csv structureel, maar heeft in gepubliceerd.csv eenmalige kosten"),
        ({"taken__erbij": "T18;Nieuw;Nieuw;structureel;bron\n"}, "taak 'T18' staat in taken.csv, maar niet in taak_verantwoordelijkheid.csv"),
        ({"soorten": ""}, "soorten.csv: de lijst is leeg"),
        ({"verantwoordelijkheden__erbij": "V3;Samenwerking & organisatie;bron\n"}, "naam 'Samenwerking & organisatie' staat er vaker"),
        ({"verantwoordelijkheden__erbij": "V3;Onbekende taak;bron\n"}, "naam 'Onbekende taak' staat er vaker, of is de naam voor wat geen taak heeft"),
        ({"land": "vsvs;2025;71;aanname;bron;;\n"}, "land.csv: grootheid 'bevallingen' ontbreekt"),
        ({"land__erbij": "bevallingen;2025;61.000;aanname;bron;;\n"}, "waarde '61.000' van bevallingen 2025 is geen heel getal"),
        ({"tariefkaart__erbij": "huisarts;2025;100;a;b;;d\nhuisarts;2025;9900;a;b;;d\n"}, "tariefkaart.erbij.csv: huisarts 2025 staat er vaker"),
        ({"tariefkaart__erbij": "huisarts;2025;78;a;b;;d\n"}, "tarief_ct '78' is minder dan een euro per uur"),
        ({"indexcijfers__erbij": "ova;2026;;;definitief;;b;;\n"}, "mutatie_pct '' is geen getal"),
        ({"indexcijfers__erbij": "ova;2026;4,5;;Definitief;;b;;\n"}, "status 'Definitief' van ova 2026 is niet definitief of voorlopig"),
        ({"indexgewichten__erbij": "materiële;materieel;1;a;b;d\n"}, "prijs 'materiële' is niet één van ova, materieel"),
        ({"woorden": "n;aantal\n"}, "woord 'n' is te kort"),
        ({"woorden": "12;13\n"}, "woord '12' is te kort, of er staat een getal in"),
        ({"woorden": "VSV;€ 3\n"}, "woord 'VSV' is te kort, of er staat een getal in"),
        ({"vrijgave__erbij": "overheersing;0;deel;r;b;aanname;d\n"}, "hij hoort boven 0 te zijn"),
        ({"drempels__erbij": "tarief_laag;R08;nan;maal;bron\n"}, "drempel 'tarief_laag' is 'nan'; dat is geen getal"),
        ({"voorbeeldregels": "Verhaal;15-3;T14;vergadering;huisarts;uren;2;140;honderd;;\n"}, "deel_vergoed_pct 'honderd' is geen getal"),
    ],
)  # fmt: skip
def test_what_contradicts_is_told_with_both_lists(tmp_path, lists, told):
    assert any(told in line for line in faults(written(tmp_path, **lists)))


def test_what_only_adds_to_a_code_falls_away_with_it(tmp_path):
    """Without T15 and its payer, synonyms and rules go; nothing else does."""
    keep = [row for row in basiskader.package_rows("taken") if row["taak"] != "T15"]
    for name in ("taken", "taak_verantwoordelijkheid", "gepubliceerd"):
        rows = [row for row in basiskader.package_rows(name) if row["taak"] != "T15"]
        text = "".join(";".join(f'"{value}"' for value in row.values()) + "\n" for row in rows)
        written(tmp_path, **{name: text})
    own = read_lists(tmp_path)
    assert [row["taak"] for row in own.rows("taken")] == [row["taak"] for row in keep]
    for name in ("synoniemen", "financiers", "scheidingsregels", "voorbeeldregels"):
        gone = {tuple(row.values()) for row in basiskader.package_rows(name)} - {
            tuple(row.values()) for row in own.rows(name)
        }
        assert all("T15" in row for row in gone), name
        assert bool(gone) == (name != "voorbeeldregels"), name


@pytest.mark.parametrize(
    "name", [name for name in known_studies() if (load_study(name).map / "codelijsten").is_dir()]
)
def test_everything_asks_the_lists_of_a_study(name):
    study = load_study(name)
    own = read_lists(study.map / "codelijsten")
    with basiskader.using(own):
        tasks = basiskader.codes("taken")
        assert list(study.taak) == list(tasks)
        assert contracts.TABLES["registratieregels"].values()["taak"] == ("onbekend", *tasks)
        assert [label.split(" ")[0] for label in layout.choices()["taak"]] == list(tasks)
        assert all(cells.resolve_code(layout.task_label(task), "taak") == task for task in tasks)
        assert cells.resolve_code("T14 Multidisciplinair overleg (MDO)", "taak") is None
        once = next(check for check in line_checks.checks(layout.KOSTEN) if check.regel == "R06")
        assert all(f'="{task}"' in once.fout for task in basiskader.one_off_tasks())
        assert all(one.kosten_ct >= 0 for one in form_guide.examples())
        assert all(sum(parts.values()) == 1 for parts in basiskader.responsibilities().values())
        assert basiskader.load().gepubliceerd.empty
    assert cells.resolve_code("T14 Multidisciplinair overleg (MDO)", "taak") == "T14"


def test_a_task_of_two_responsibilities_counts_in_each_for_its_share(example):
    from dataclasses import replace

    from vsvanalyse import overview

    split = {**dict(basiskader.responsibilities())}
    assert all(set(parts.values()) == {Fraction(1)} for parts in split.values())
    rows = [dict(row) for row in basiskader.package_rows("taak_verantwoordelijkheid")]
    at = next(row for row in rows if row["taak"] == "T09")
    at["aandeel"] = "0,25"
    rows.append({**at, "verantwoordelijkheid": "V3", "aandeel": "0,75"})
    plain = overview.mean_by_responsibility(example.structural_costs, example.one_off_costs).set_index("naam")
    own = basiskader.Lists({"taak_verantwoordelijkheid": tuple(rows)})
    with basiskader.using(own):
        shared = overview.mean_by_responsibility(example.structural_costs, example.one_off_costs).set_index(
            "naam"
        )
    moved = shared["structureel_ct"] - plain["structureel_ct"]
    mean = (
        example.structural_costs.loc[example.structural_costs["taak"] == "T09", "bedrag_ct"]
        .astype("float64")
        .mean()
    )
    assert moved["Kwaliteitsfocus & cyclus"] == pytest.approx(-0.75 * mean)
    assert moved["Communicatie & informatie"] == pytest.approx(0.75 * mean)
    assert shared["structureel_ct"].sum() == pytest.approx(plain["structureel_ct"].sum())
    assert replace(example, lists=own).lists == own != example.lists


def test_the_command_tells_which_lists_hold(example_root, monkeypatch, capsys):
    monkeypatch.setenv("VSVANALYSE_HOME", str(example_root))
    assert run_command(["lijsten", "voorbeeld"]) == 0
    said = capsys.readouterr().out
    assert "Alles komt uit het pakket" in said
    folder = edition.paths("voorbeeld", example_root).lists
    folder.mkdir()
    try:
        written(folder, tariefkaart__erbij="gynaecoloog;2024;20100;aanname;brief van de kring;;2026-11-26\n")
        assert run_command(["lijsten", "voorbeeld", "tariefkaart"]) == 0
        said = capsys.readouterr().out
        assert "van deze editie: 1 anders" in said
        assert all(part in said for part in ("gynaecoloog 2024", "brief van de kring", "status: aanname"))
        assert run_command(["lijsten", "voorbeeld", "tarievenkaart"]) == 2
        assert "Bedoelt u 'tariefkaart'?" in capsys.readouterr().err
        written(folder, taken__erbij="T18;Nieuw;Nieuw;structureel;bron\n")
        assert run_command(["check", "voorbeeld"]) == 2
        assert "taak 'T18' staat in taken.csv, maar niet in gepubliceerd.csv." in capsys.readouterr().err
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        basiskader.put_in_force(basiskader.PACKAGE)


def test_a_row_with_a_cell_too_many_is_told(tmp_path):
    """A semicolon in a text that is not between quotation marks shifts all that follows it."""
    told = faults(written(tmp_path, taken__erbij="T05;Naam;Wat er; wordt gedaan;structureel;bron\n"))
    assert any("taken.erbij.csv: rij 2 heeft meer cellen dan kolommen" in line for line in told)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("tariefkaart.CSV", b"", "tariefkaart.CSV: zo heet geen lijst"),
        ("tariefkaart.xlsx", b"PK", "tariefkaart.xlsx: zo heet geen lijst"),
        ("woorden.csv.txt", b"", "woorden.csv.txt: zo heet geen lijst"),
        ("woorden.csv", b"PK\x03\x04", "woorden.csv: dit is geen CSV in gewone tekst"),
        ("woorden.csv", "woord;hier\n".encode("utf-16"), "woorden.csv: dit is geen CSV in gewone tekst"),
        ("woorden.csv", b"woord;hier;woord\n", "woorden.csv: kolom woord staat er vaker"),
        ("woorden.csv", b"woord;hier\nab;" + b"x" * 200_000, "woorden.csv: niet te lezen als CSV"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_not_passed_over(tmp_path, name, data, told):
    (tmp_path / name).write_bytes(data)
    assert any(line.startswith(told) for line in faults(tmp_path)), faults(tmp_path)


def test_how_excel_says_with_what_cells_are_parted_is_no_row(tmp_path):
    (tmp_path / "soorten.csv").write_bytes(b"\xef\xbb\xbfsep=;\r\nsoort;omschrijving\r\nVSV;a\r\nIGO;b\r\n")
    assert [row["soort"] for row in read_lists(tmp_path).rows("soorten")] == ["VSV", "IGO"]


def test_a_function_without_a_rate_of_a_year_keeps_its_last(tmp_path):
    """One new rate for 2026 does not take that of all other functions away."""
    own = read_lists(
        written(tmp_path, tariefkaart__erbij="verloskundige;2026;9900;aanname;brief;;2026-11-26\n")
    )
    with basiskader.using(own):
        card = basiskader.rate_card(2026)
    assert card == {**basiskader.rate_card(2025), "verloskundige": 99_00}


def test_figures_with_a_decimal_comma_are_read_as_with_a_point(tmp_path):
    own = read_lists(
        written(
            tmp_path,
            indexcijfers__erbij="ova;2026;4,5;;definitief;;b;;\n",
            vrijgave__erbij="overheersing;0,2;d;r;b;s;d\n",
        )
    )
    with basiskader.using(own):
        assert (
            basiskader.load().indexcijfers.query("soort == 'ova' and jaar == 2026")["mutatie_pct"].item()
            == 4.5
        )
        assert cells_of_release.thresholds()["overheersing"] == 0.2


def test_checking_forms_tells_that_the_rules_no_longer_fit(example_root, tmp_path, monkeypatch, capsys):
    """An activity is gone from the list and a separation rule still asks for it: said beside what is wrong in forms."""
    root = tmp_path / "werk"
    where = edition.paths("voorbeeld", root)
    shutil.copytree(edition.paths("voorbeeld", example_root).raw, where.raw)
    shutil.rmtree(where.forms)
    where.forms.mkdir()
    where.lists.mkdir()
    rows = [row for row in basiskader.package_rows("activiteiten") if row["activiteit"] != "igo-overhead"]
    text = "".join(f'{row["activiteit"]};"{row["omschrijving"]}"\n' for row in rows)
    written(where.lists, activiteiten=text)
    monkeypatch.setenv("VSVANALYSE_HOME", str(root))
    try:
        assert run_command(["check", "voorbeeld"]) == 0
    finally:
        basiskader.put_in_force(basiskader.PACKAGE)
    said = capsys.readouterr()
    assert "hiermee is de editie nog niet te verwerken" in said.err
    assert "activiteit 'igo-overhead' bestaat niet" in said.err
    assert "0 bestanden" in said.out
