"""Own books: an export in any layout becomes a form, every euro and hour in it or on the list."""

from __future__ import annotations

import csv
import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.forms import sound_form
from vsvanalyse import cli
from vsvanalyse.intake import books, read_registration, registration
from vsvanalyse.intake.books import table as tables
from vsvanalyse.intake.books import values
from vsvanalyse.intake.books.form import UNREAD
from vsvanalyse.intake.books.mapping import Mapping
from vsvanalyse.intake.form import make_form
from vsvanalyse.intake.reader import read_file

HOURS_HEAD = ("Wanneer", "Collega", "KP", "Uursoort", "Rol", "Duur", "Kosten", "Bijzonderheden")


def hours_export(path: Path, year: int) -> Path:
    """An hours export as a package makes it: title, headers on row 4, subtotals, a note at the end."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = f"Uren {year}"
    rows = [
        ("Urenstaat geboortezorg Toetsland",),
        (f"Periode: januari t/m december {year}",),
        (),
        HOURS_HEAD,
        (dt.date(year, 1, 9), "J. de Wit", "100 Bestuur", "Overleg", "Gyn", 2, 280, "bestuursvergadering"),
        (dt.date(year, 2, 3), "A. Pel", "100 Bestuur", "Overleg", "Verlosk", 2.5, 187.5, "=HYPERLINK(1)"),
        ("Subtotaal 100 Bestuur", None, None, None, None, 4.5, 467.5, None),
        (dt.date(year, 3, 15), "A. Pel", "210 MDO's", "Notuleren", "Verlosk", 0.75, 56.25, "<b>casus</b>"),
        (f"22-4-{year}", "S. Bos", "210 MDO's", "Overleg", "Projectleider", "1:30", "€ 168,00", ""),
        (dt.date(year, 5, 6), "S. Bos", "300 Cijfers", "Invoer", "Projectleider", 3, 100, "perined"),
        ("Totaal", None, None, None, None, 9.75, 791.75, None),
        ("Afgedrukt op verzoek van de penningmeester",),
    ]
    for row in rows:
        sheet.append(row)
    sheet["H6"].data_type = "s"
    book.save(path)
    return path


LEDGER = """Ledger Foundation North;;;;;;
Posting date;Account;Cost centre;Counterparty;Text;Debit;Credit
{y}-01-31;4510 Notary;10 Set-up;Notary Ltd;Statutes;"1,850.00";
{y}-02-28;4310 Software;20 IT platform;Cloud BV;Licence Q1;"1,234.56";
{y}-02-28;4310 Software;20 IT platform;Cloud BV;Licence twice;"1,234.56";
{y}-03-15;4310 Software;20 IT platform;Cloud BV;Reversal of licence;;"1,234.56"
{y}-03-31;4700 Printing;30 Newsletter;Print Co;Spring issue;250.50;
{p}-12-31;4700 Printing;30 Newsletter;Print Co;Winter issue;99.00;
;;;;Total;"4,668.62";"1,234.56"
"""


def ledger_export(path: Path, year: int) -> Path:
    path.write_text(LEDGER.format(y=year, p=year - 1), encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VSVANALYSE_HOME", raising=False)
    return tmp_path


def correct(path: Path, *changes: tuple[str, str]) -> None:
    """Correct a proposed mapping as a person does in an editor."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_hours_export_becomes_a_form_that_checks_without_errors(home, capsys):
    hours_export(home / "uren.xlsx", 2025)
    command = ["import", "uren.xlsx", "--koppeling", "VSV07.toml", "--naam", "Toetsland"]
    assert cli.run_command(command) == 0
    out = capsys.readouterr().out
    assert re.search(r"taak +210 MDO's +T14", out)
    assert re.search(r"functie +Projectleider +coördinator", out)
    assert re.search(r"taak +300 Cijfers +\(nog te kiezen\)", out)
    correct(
        home / "VSV07.toml",
        ('"300 Cijfers" = ""', '"300 Cijfers" = "T08"'),
        ('"Invoer" = ""', '"Invoer" = "registratie"'),
        ("[bevallingen]\n", "[bevallingen]\n2025 = 2310\n"),
    )
    assert cli.run_command(command) == 0
    out = capsys.readouterr().out
    assert "Sluit op de cent" in out
    assert "3 namen van personen" in out
    assert cli.run_command(["check", "VSV07_2025.xlsx"]) == 0
    form = read_registration(home / "VSV07_2025.xlsx")
    assert form.regels["bedrag_ct"].sum() == 79175
    assert form.regels["uren"].sum() == 9.75
    assert form.regels["taak"].tolist() == ["T02", "T02", "T14", "T14", "T08"]
    assert form.regels["aandeel_vergoed"].between(0, 1).all()
    assert form.profiel["bevallingen"].tolist() == [2310]
    sheet = openpyxl.load_workbook(home / "VSV07_2025.xlsx")["Uren"]
    texts = {cell.value: cell.data_type for row in sheet.iter_rows(min_row=5, max_row=9) for cell in row}
    assert texts["=HYPERLINK(1)"] == "s"
    assert texts["<b>casus</b>"] == "s"
    assert not {"J. de Wit", "A. Pel", "S. Bos"} & set(texts)
    assert "A. Pel" not in (home / "VSV07_2025_import.csv").read_text(encoding="utf-8-sig")


def test_next_year_needs_no_correction(home):
    command = ["import", "uren.xlsx", "--koppeling", "VSV07.toml"]
    hours_export(home / "uren.xlsx", 2025)
    cli.run_command(command)
    correct(
        home / "VSV07.toml",
        ('"300 Cijfers" = ""', '"300 Cijfers" = "T08"'),
        ('"Invoer" = ""', '"Invoer" = "registratie"'),
        ("[bevallingen]\n", "[bevallingen]\n2025 = 2310\n"),
    )
    hours_export(home / "uren.xlsx", 2026)
    assert cli.run_command(command) == 0
    assert cli.run_command(["check", "VSV07_2026.xlsx"]) == 0
    form = read_registration(home / "VSV07_2026.xlsx")
    assert form.regels["bedrag_ct"].sum() == 79175
    assert form.profiel["bevallingen"].isna().all(), "births of another year are not this year's"


def test_ledger_export_in_an_edition(home, capsys):
    assert cli.run_command(["form", "--editie", "2026", "--vsv", "VSV08", "--jaar", "2025"]) == 0
    ledger_export(home / "ledger.csv", 2025)
    command = ["import", "ledger.csv", "--editie", "2026", "--vsv", "VSV08", "--uit", "f.xlsx"]
    assert cli.run_command(command) == 0
    mapping = home / "data" / "raw" / "2026" / "koppelingen" / "VSV08.toml"
    correct(
        mapping,
        ('"10 Set-up" = ""', '"10 Set-up" = "T01"'),
        ('"30 Newsletter" = ""', '"30 Newsletter" = "T05"'),
        ('"4510 Notary" = ""', '"4510 Notary" = "inkoop"'),
        ('"4700 Printing" = ""', '"4700 Printing" = "inkoop"'),
        ('# aard = ""', 'aard = "Account"'),
    )
    with mapping.open("a", encoding="utf-8") as file:
        file.write('[waarden.aard]\n"4510 Notary" = "eenmalig"\n"*" = "structureel"\n')
    capsys.readouterr()
    assert cli.run_command(command) == 0
    out = capsys.readouterr().out
    assert "niet overgenomen, tegengeboekt: 2 rij(en), € 0,00" in out
    assert "niet overgenomen, buiten het boekjaar: 1 rij(en), € 99,00" in out
    assert "niet overgenomen, totaalregel: 1 rij(en), € 3.434,06" in out
    form = read_registration(home / "f.xlsx")
    assert form.regels["bedrag_ct"].tolist() == [185000, 123456, 25050]
    assert form.regels["aard"].tolist() == ["eenmalig", "structureel", "structureel"]
    assert not (form.bevindingen["ernst"] == "fout").any()
    (home / "data" / "raw" / "2027").mkdir()
    text = (
        (home / "data" / "raw" / "2026" / "editie.toml").read_text(encoding="utf-8").replace("2026", "2027")
    )
    (home / "data" / "raw" / "2027" / "editie.toml").write_text(text, encoding="utf-8")
    ledger_export(home / "ledger.csv", 2026)
    assert cli.run_command(["import", "ledger.csv", "--editie", "2027", "--vsv", "VSV08"]) == 0
    inside = home / "data" / "raw" / "2027" / "registraties" / "VSV08_2026.xlsx"
    assert cli.run_command([*command[:-1], str(inside)]) == 0
    assert [path.name for path in inside.parent.iterdir()] == ["VSV08_2026.xlsx"]
    made = home / "data" / "raw" / "2027" / "formulieren" / "VSV08_2026.xlsx"
    assert read_registration(made).regels["bedrag_ct"].tolist() == [185000, 123456, 25050]


def mapping_of(**kolommen: str) -> Mapping:
    return Mapping.model_validate({"profiel": {"vsv": "VSV01"}, "kolommen": kolommen})


def write_rows(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


def test_what_is_not_mapped_keeps_its_euros_and_is_seen_by_check(tmp_path):
    path = write_rows(
        tmp_path / "e.csv",
        [
            ["Datum", "Project", "Bedrag", "Uren"],
            ["1-2-2025", "Iets anders", "100,10", ""],
            ["1-3-2025", "T05", "pm", ""],
            ["1-4-2025", "T14", "200,00", "twee"],
        ],
    )
    read = books.read_books(path, mapping_of(periode="Datum", taak="Project", bedrag="Bedrag", uren="Uren"))
    form = read_registration(make_form(tmp_path / "VSV01_2025.xlsx", read.content))
    assert form.regels["bedrag_ct"].tolist() == [10010, 0, 20000]
    assert form.regels["taak"].tolist() == ["onbekend", "T05", "T14"]
    rules = set(zip(form.bevindingen["regel"], form.bevindingen["waarde"], strict=True))
    assert ("C05", "Iets anders") in rules
    assert ("C01", "pm ?") in rules
    assert ("C07", "uren") in rules
    assert read.lijst[read.lijst["soort"] == UNREAD]["rij"].tolist() == [3, 4]


def test_a_credit_that_cancels_nothing_exactly_stays_a_line_that_check_refuses(tmp_path):
    rows = [["Datum", "Wie", "Af", "Bij"], ["2025-01-02", "X", "50,00", ""], ["2025-01-03", "X", "", "20,00"]]
    path = write_rows(tmp_path / "e.csv", rows)
    read = books.read_books(path, mapping_of(periode="Datum", leverancier="Wie", debet="Af", credit="Bij"))
    form = read_registration(make_form(tmp_path / "VSV01_2025.xlsx", read.content))
    assert form.regels["bedrag_ct"].tolist() == [5000, -2000]
    assert read.bedrag_ct == 3000
    assert "R02" in set(form.bevindingen["regel"])
    assert "negatief" in set(read.lijst["soort"])


def test_a_line_that_only_looks_like_a_total_is_kept(tmp_path):
    rows = [
        ["Datum", "Tekst", "Bedrag"],
        ["2025-01-02", "Totaalpakket software", "50,00"],
        ["", "Totaalpakket nascholing", "75,00"],
        ["2025-02-02", "zaal", "50,00"],
        ["", "", "175,00"],
        ["", "Eindtotaal", "999,00"],
    ]
    path = write_rows(tmp_path / "e.csv", rows)
    read = books.read_books(path, mapping_of(periode="Datum", omschrijving="Tekst", bedrag="Bedrag"))
    kept = [line["bedrag"] for line in read.content.kosten]
    listed = read.lijst[read.lijst["soort"] == "totaalregel"]
    assert listed["rij"].tolist()[-1] == 6
    assert "NIET de som" in listed["reden"].iloc[-1]
    assert sum(kept) + listed["bedrag_ct"].sum() / 100 == 50 + 75 + 50 + 175 + 999
    assert 5 in listed["rij"].tolist()


@pytest.mark.parametrize(("amount", "proposed"), [("20,00", True), ("-20,00", False)])
def test_a_sign_is_not_applied_to_amounts_that_have_it(amount, proposed, tmp_path):
    rows = [["Datum", "Bedrag", "D/C"], ["2025-01-02", "50,00", "D"], ["2025-01-03", amount, "C"]]
    path = write_rows(tmp_path / "e.csv", rows)
    text = books.propose(path, "VSV01").tekst
    assert ('\nteken = "D/C"' in text) is proposed
    (tmp_path / "k.toml").write_text(text, encoding="utf-8")
    assert books.read_books(path, books.load(tmp_path / "k.toml")).bedrag_ct == 3000


def test_a_formula_without_result_is_unread_money(tmp_path):
    book = openpyxl.Workbook()
    for row in (("Datum", "Bedrag"), ("2025-01-02", 10), ("2025-01-03", "=A1+1"), ("2025-01-04", "#REF!")):
        book.active.append(row)
    book.save(tmp_path / "e.xlsx")
    read = books.read_books(tmp_path / "e.xlsx", mapping_of(periode="Datum", bedrag="Bedrag"))
    assert [line["bedrag"] for line in read.content.kosten] == [10, "formule zonder uitkomst ?", "#REF! ?"]
    assert read.lijst[read.lijst["soort"] == UNREAD]["rij"].tolist() == [3, 4]


def test_profile_of_an_earlier_form(tmp_path):
    form = read_registration(sound_form(tmp_path / "VSV01_2021.xlsx"))
    path = write_rows(tmp_path / "e.csv", [["Datum", "Bedrag"], ["1-2-2021", "5,00"], ["2-2-2021", "6,00"]])
    mapping = mapping_of(periode="Datum", bedrag="Bedrag")
    same = books.read_books(path, mapping, form=form)
    assert same.content.profiel["bevallingen"] == 2100
    assert same.content.profiel["naam"] == "Toets-VSV Noord"
    other = books.read_books(path, mapping, 2022, form)
    assert "bevallingen" not in other.content.profiel
    assert other.content.profiel["startjaar"] == 2013


def test_bad_mappings_are_told_all_at_once_and_in_dutch(tmp_path):
    path = tmp_path / "k.toml"
    path.write_text(
        '[profiel]\nvsv = "T01"\nsort = "VSV"\n[kolomen]\n[kolommen]\nuren = "u"\nomschrijvng = "x"\n'
        '[vast]\naandeel = 50\ntarief = 1.000\nfunctie = "verloskundig"\n'
        '[waarden.taak]\n"a" = "overleggen"\n"B" = "T02"\n" b " = "T03"\n[waarden.kostensoort]\nx = "uren"\n',
        encoding="utf-8",
    )
    with pytest.raises(books.MappingError) as error:
        books.load(path)
    text = str(error.value)
    for part in (
        "'profiel.vsv' moet een VSV-code zijn",
        "sleutel 'profiel.sort' is onbekend; bedoelt u 'soort'?",
        "sleutel 'kolomen' is onbekend; bedoelt u 'kolommen'?",
        "bedoelt u 'omschrijving'?",
        "'vast.aandeel' mag hoogstens 1 zijn",
        "'vast.tarief' kan twee getallen zijn (1.000)",
        "'vast.functie' is geen functie; bedoelt u 'verloskundige'?",
        "'waarden.taak.a' is geen taak",
        "uren",
    ):
        assert part in text, part
    assert len(text.splitlines()) >= 9
    assert not re.search(r"\b(?:Input|should|field|valid)\b", text)


@pytest.mark.parametrize(
    ("kolommen", "told"),
    [
        ('taak = "Taak"', "er is niets te tellen"),
        ('bedrag = "B"\ndebet = "D"', "telt het dubbel"),
        ('uren = ["U", "V"]', "meer dan één kolom"),
        ('bedrag = "B"\n[waarden.taak]\nx = "T01"', "kolommen.taak noemt geen kolom"),
    ],
)
def test_columns_that_contradict_each_other(kolommen, told, tmp_path):
    path = tmp_path / "k.toml"
    path.write_text(f'[profiel]\nvsv = "VSV01"\n[kolommen]\n{kolommen}\n', encoding="utf-8")
    with pytest.raises(books.MappingError, match=re.escape(told)):
        books.load(path)


def test_columns_that_are_not_there_are_told_all_at_once(tmp_path):
    path = write_rows(tmp_path / "e.csv", [["Datum", "Bedrag", "Uren", "Uren"], ["1-2-2025", "5", "1", "2"]])
    with pytest.raises(books.MappingError) as error:
        books.read_books(path, mapping_of(periode="Datums", bedrag="Kosten", uren="Uren"))
    assert "bedoelt u 'Datum'?" in str(error.value)
    assert "kan er twee zijn; schrijf" in str(error.value)
    assert len(str(error.value).splitlines()) == 3
    read = books.read_books(path, mapping_of(periode="Datum", bedrag="Bedrag", uren="kolom D"))
    assert read.uren == 2


@pytest.mark.parametrize(
    ("raw", "order", "told"),
    [
        ("15-3-2025", "dag-maand", "2025-03-15"),
        ("03/15/25", "maand-dag", "2025-03-15"),
        ("15/3/2025", "maand-dag", "15/3/2025 ?"),
        (20250315.0, "dag-maand", "2025-03-15"),
        ("202503", "dag-maand", "2025-03"),
        ("2025-03-15T00:00:00", "dag-maand", "2025-03-15"),
        ("15 mrt 2025", "dag-maand", "2025-03-15"),
        ("March 15, 2025", "maand-dag", "2025-03-15"),
        ("mei 2025", "dag-maand", "2025-05"),
        (3.0, "dag-maand", "2025-03"),
        ("pm", "dag-maand", "pm"),
    ],
)
def test_dates_of_packages(raw, order, told):
    assert values.read_period(raw, order, 2025) == told


def test_an_export_without_headers_or_that_cannot_be_opened_is_refused_in_dutch(home, capsys):
    write_rows(home / "leeg.csv", [["a", "b"], ["1", "2"]])
    (home / "stuk.xlsx").write_bytes(b"PK\3\4")
    for name in ("leeg.csv", "stuk.xlsx"):
        assert cli.run_command(["import", name, "--koppeling", "VSV01.toml"]) == 2
        assert name in capsys.readouterr().err
    assert not (home / "VSV01.toml").exists()


CENTS = st.integers(-5_000_000, 50_000_000)
QUARTERS = st.integers(1, 400).map(lambda n: n / 4)
JUNK = st.sampled_from(["pm", "1,234", "#N/B", "n.t.b.", "=1+1", "<b>9</b>", "12,345.678"])
TEXT = st.sampled_from(
    ["", "T14", "Bestuur", "Totaal", "totaal regio", "=cmd|x", "<i>a</i>", "saldo", "Jansen"]
)
DATES = st.sampled_from(["1-2-2025", "2025-07-31", "maart 2025", "1-2-2024", "", "eind mei", "K1 2025"])


def dutch(cents: int) -> str:
    return f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))


@st.composite
def export_rows(draw):
    """Rows of text with what they are worth: cents (None for unread or absent) and hours."""
    rows, worth = [], []
    for _ in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(["kosten", "uren", "uren+bedrag", "onleesbaar", "noot"]))
        cents, hours, amount, time, rate = 0, 0.0, "", "", ""
        if kind in ("kosten", "uren+bedrag"):
            cents = draw(CENTS)
            amount = dutch(cents)
        if kind in ("uren", "uren+bedrag"):
            hours = draw(QUARTERS)
            time = str(hours).replace(".", ",")
            rate = draw(st.sampled_from(["", "75,00", "112,50"]))
        if kind == "uren" and rate:
            exact = Decimal(str(hours)) * Decimal(rate.replace(",", ".")) * 100
            cents = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        if kind == "onleesbaar":
            amount = draw(JUNK)
        rows.append([draw(DATES), draw(TEXT), draw(TEXT), draw(TEXT), time, rate, amount])
        worth.append((cents, hours))
    return rows, worth


HEAD = ["Datum", "Project", "Soort", "Wie", "Uren", "Tarief", "Bedrag"]
SLOW = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def read_here(monkeypatch):
    """Let files be read in this process: starting one for each file of each example took most of the time.

    That it makes no difference to what is read is what `test_isolated` is about, and all other tests here read by it.
    """

    def call(function, *args):
        return function(*args)

    def read_files(files):
        return [read_file(*one) for one in files]

    monkeypatch.setattr(tables, "call", call)
    monkeypatch.setattr(registration, "read_files", read_files)


@pytest.mark.slow
@SLOW
@given(drawn=export_rows(), order=st.permutations(range(len(HEAD))))
def test_every_euro_and_hour_ends_in_the_form_or_on_the_list(drawn, order, tmp_path, read_here):
    rows, worth = drawn
    table = [[row[i] for i in order] for row in [HEAD, *rows]]
    path = write_rows(tmp_path / "e.csv", [["Overzicht"], [], *table])
    names = dict(
        zip(("periode", "taak", "kostensoort", "leverancier", "uren", "tarief", "bedrag"), HEAD, strict=True)
    )
    mapping = Mapping.model_validate(
        {"profiel": {"vsv": "VSV01"}, "kolommen": names, "vast": {"aandeel": 1.0, "functie": "coördinator"}}
    )
    read = books.read_books(path, mapping, 2025)
    form = read_registration(make_form(tmp_path / "VSV01_2025.xlsx", read.content))
    cash, hours, cash_out, hours_out = books.accounted(read, form)
    assert cash + cash_out == read.bedrag_ct
    assert hours + hours_out == pytest.approx(read.uren)
    totals = read.lijst[read.lijst["soort"] == "totaalregel"]
    assert read.bedrag_ct + totals["bedrag_ct"].sum() == sum(ct for ct, _ in worth)
    assert read.uren + totals["uren"].sum() == pytest.approx(sum(time for _, time in worth))
    unread = sum(row[-1] != "" and not re.search(r",\d\d$", row[-1]) for row in rows)
    other_year = read.lijst[read.lijst["in_formulier"] == "nee"]["inhoud"].str.contains(
        r"pm|1,234|#N/B|n\.t\.b|=1\+1|<b>9|678"
    )
    seen = form.bevindingen["regel"].eq("C01").sum()
    assert seen + other_year.sum() == unread


@pytest.mark.slow
@SLOW
@given(
    drawn=export_rows(), fields=st.permutations([*Mapping.model_fields["kolommen"].annotation.model_fields])
)
def test_no_mapping_makes_it_stumble_or_lose_a_cent(drawn, fields, tmp_path, read_here):
    path = write_rows(tmp_path / "e.csv", [HEAD, *drawn[0]])
    chosen = dict(zip(fields, HEAD, strict=False))
    try:
        mapping = Mapping.model_validate({"profiel": {"vsv": "VSV01"}, "kolommen": chosen})
    except ValueError:
        return
    read = books.read_books(path, mapping, 2025)
    form = read_registration(make_form(tmp_path / "VSV01_2025.xlsx", read.content))
    cash, hours, cash_out, hours_out = books.accounted(read, form)
    assert cash + cash_out == read.bedrag_ct
    assert hours + hours_out == pytest.approx(read.uren)
