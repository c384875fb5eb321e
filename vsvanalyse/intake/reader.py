"""Read one file that a VSV sent in. Reading adds origin and judges nothing but readability."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from string import digits
from typing import TYPE_CHECKING

from vsvanalyse import basiskader
from vsvanalyse.basiskader import ONBEKEND
from vsvanalyse.intake import cells, dropdowns, layout, sheets
from vsvanalyse.intake.cells import as_text, is_blank
from vsvanalyse.intake.csvfile import read_csv_rows
from vsvanalyse.intake.findings import Finding, cap, show
from vsvanalyse.intake.grid import column_letter
from vsvanalyse.intake.received import as_plain, odd_name
from vsvanalyse.intake.records import Columns, Registration, length
from vsvanalyse.intake.sheets import Row, Unread
from vsvanalyse.intake.workbook import UnreadableFileError, Workbook, open_workbook

if TYPE_CHECKING:
    pass

_CODE = re.compile(r"(?=.{1,20}$)(?=.*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*")
_TAKEN_CODE = re.compile(r"[TSRCBGV]\d{1,2}")
_FROM_NAME = re.compile(r"(?P<vsv>[A-Za-z0-9-]+?)[_ -](?P<jaar>20\d\d)(?=\D|$)")
_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".ods", ".csv"}
_ANSWER_HEADERS = {"taak": {"taak"}, "antwoord": {"antwoord", "status", "volledigheid"}}


def is_code(text: str) -> bool:
    """Say whether a text can be a VSV-code: letters, digits and single dashes, with a letter, at most 20.

    A code that looks like that of a task or a rule is refused: a report names those everywhere.
    """
    code = text.upper()
    return bool(_CODE.fullmatch(code)) and not _TAKEN_CODE.fullmatch(code)


def read_file(path: Path, name: str | None = None) -> Registration:
    """Read a form (.xlsx) or one of its CSV twins; ``name`` is how the file is called in findings.

    Nothing is raised for bad input: an unreadable file gives a Registration with one finding.
    """
    name = name or path.name
    reading = _FileReading(path, name)
    try:
        if path.suffix.lower() == ".csv":
            reading.read_csv()
        else:
            reading.read_workbook(open_workbook(path))
    except UnreadableFileError as error:
        return refused(path, name, error)
    return reading.finish()


def refused(path: Path, name: str | None, error: UnreadableFileError) -> Registration:
    """Give the Registration of a file that was not read: its one finding, whose it is by its name, and that it may hold money."""
    reading = _FileReading(path, name or path.name)
    reading.identify({})
    reading.found.clear()
    reading.add(error.regel, error.uitleg, error.blad, error.cel)
    if path.suffix.lower() in _SPREADSHEETS:
        reading.not_read("", Unread("blad", ""))
    return reading.finish()


class _FileReading:
    """The state of reading one file: what was found so far and whose it is."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self.vsv, self.year = "", 0
        self.found: list[Finding] = []
        self.places: dict[tuple[str, str], str] = {}
        self.lines: list[Columns] = []
        self.profile: dict[str, object] = {}
        self.answers: dict[str, str] = {}
        self.unread_rows: list[dict[str, object]] = []

    def not_read(self, blad: str, unread: Unread) -> None:
        row = {"vsv": self.vsv, "boekjaar": self.year, "bestand": self.name, "blad": blad, **unread._asdict()}
        self.unread_rows.append(row)

    def add(
        self,
        regel: str,
        uitleg: str,
        blad: str = "",
        cel: str = "",
        waarde: object = "",
        wat_te_doen: str = "",
    ) -> None:
        self.found.append(
            Finding(regel, self.name, uitleg, blad, cel, show(waarde), wat_te_doen, self.vsv, self.year)
        )

    def read_workbook(self, book: Workbook) -> None:
        claimed = self.claim_sheets(book)
        self.profile = self.read_profile(book, claimed)
        for sheet in layout.COST_SHEETS:
            if name := claimed.get(sheet.name):
                self.read_sheet(book.sheets[name], sheet, name, book.broken.get(name, {}))
        if name := claimed.get(layout.VOLLEDIGHEID_BLAD):
            self.read_answers(book.sheets[name], name)
        self.check_lists(book, claimed)

    def claim_sheets(self, book: Workbook) -> dict[str, str]:
        """Find each sheet by name, a cost sheet also by its headers; report what is missing or unread."""
        wanted = [
            layout.PROFIEL_BLAD,
            layout.UREN_BLAD,
            layout.KOSTEN_BLAD,
            layout.VOLLEDIGHEID_BLAD,
            layout.AKKOORD_BLAD,
        ]
        claimed = {w: name for w in wanted for name in book.sheets if layout.exact(name) == layout.exact(w)}
        free = [n for n in book.sheets if n not in claimed.values() and n not in layout.OWN_SHEETS]
        scores = {(s.name, n): sheets.resembles(book.sheets[n], s) for s in layout.COST_SHEETS for n in free}
        self.twins = []
        for (blad, name), score in sorted(scores.items(), key=lambda item: -item[1]):
            if score and name in free:
                free.remove(name)
                if blad in claimed:
                    self.twins.append((name, claimed[blad]))
                else:
                    claimed[blad] = name
        for w in wanted:
            if w not in claimed:
                alike = next((n for n in free if layout.normalise(n) == layout.normalise(w)), None)
                if alike:
                    claimed[w] = alike
                    free.remove(alike)
        self.missing = [w for w in wanted if w not in claimed]
        self.unread = [n for n in free if any(not is_blank(v) for row in book.sheets[n] for v in row)]
        return claimed

    def read_profile(self, book: Workbook, claimed: dict[str, str]) -> dict[str, object]:
        raw: dict[str, object] = {}
        for blad, questions in ((layout.PROFIEL_BLAD, layout.PROFIEL), (layout.AKKOORD_BLAD, layout.AKKOORD)):
            if blad in claimed:
                raw |= self.labelled_values(book.sheets[claimed[blad]], claimed[blad], blad, questions)
        self.identify(raw)
        for blad in self.missing:
            self.add("B04", f"Het blad '{blad}' ontbreekt.", blad=blad)
        for name, read in self.twins:
            self.add("B11", f"De bladen '{read}' en '{name}' lijken hetzelfde; '{read}' is gelezen.", name)
            self.not_read(name, Unread("blad", ""))
        for name in self.unread:
            self.add("B10", f"Het blad '{name}' hoort niet bij het formulier en is niet gelezen.", blad=name)
        if "versie" in raw and as_text(raw["versie"]) != layout.FORM_VERSION:
            self.at_place(
                "B03",
                "versie",
                raw,
                f"Dit is formulierversie '{show(raw['versie'])}', niet {layout.FORM_VERSION}.",
            )
        for blad, cells_ in book.broken.items():
            for (place_blad, _), cell in self.places.items():
                if place_blad == blad and cell in cells_:
                    self.add("C02", "Deze cel heeft geen opgeslagen waarde.", blad, cell, cells_[cell])
        return raw

    def labelled_values(
        self, rows: Sequence[Row], name: str, blad: str, questions: tuple[layout.LabelledCell, ...]
    ) -> dict[str, object]:
        labels = {layout.normalise(question.label): question.name for question in questions}
        values: dict[str, object] = {}
        for number, row in enumerate(rows, 1):
            for i, value in enumerate(row):
                key = labels.get(layout.normalise(value)) if isinstance(value, str) else None
                if key and key not in values:
                    values[key] = row[i + 1] if i + 1 < len(row) else ""
                    self.places[blad, key] = f"{column_letter(i + 2)}{number}"
        return values

    def identify(self, raw: dict[str, object]) -> None:
        """Set the VSV and year, from the profile or else from the file name."""
        named = _FROM_NAME.search(Path(self.name).stem)
        code = as_text(raw.get("vsv", "")).upper()
        year, _ = cells.parse_number_column([raw.get("boekjaar", "")])
        slug = (
            re.sub(r"[^A-Z0-9]+", "-", Path(self.name).stem.upper()).strip("-")[:20].strip("-")
            or "ZONDER-CODE"
        )
        good_code = is_code(code)
        good_year = 2000 <= year[0] <= 2100 and float(year[0]).is_integer()
        from_name = (
            (named["vsv"].upper(), int(named["jaar"])) if named and is_code(named["vsv"]) else (slug, 0)
        )
        self.vsv = code if good_code else from_name[0]
        self.year = int(year[0]) if good_year else from_name[1]
        if raw and not good_code:
            self.at_place(
                "B07",
                "vsv",
                raw,
                "De VSV-code is leeg of heeft andere tekens dan letters, cijfers en streepjes.",
            )
        if raw and not good_year:
            self.at_place("B07", "boekjaar", raw, "Het boekjaar is geen jaartal.")
        if not raw and from_name == (slug, 0):
            self.add(
                "B07",
                "VSV en boekjaar staan niet in de bestandsnaam.",
                wat_te_doen="Noem het als VSV01_2021_uren.csv.",
            )

    def at_place(
        self, regel: str, question: str, raw: dict[str, object], uitleg: str, remedy: str = ""
    ) -> None:
        blad = next((b for b, key in self.places if key == question), layout.PROFIEL_BLAD)
        cell = self.places.get((blad, question), "")
        self.add(regel, uitleg, blad, cell, as_text(raw.get(question, "")), remedy)

    def read_sheet(
        self, rows: Sequence[Row], sheet: layout.CostSheet, name: str, broken: dict[str, str]
    ) -> None:
        if not rows:
            self.add("B05", f"Het blad '{name}' is leeg; de kolomkoppen ontbreken.", name)
            return
        result = sheets.read_lines(rows, sheet, self.year, broken)
        self.places |= {(sheet.name, veld): letter for veld, letter in result.columns.items()}
        for unread in result.unread:
            self.not_read(name, unread)
        for problem in result.problems:
            self.add(problem.regel, problem.uitleg, name, problem.cel, problem.waarde, problem.wat_te_doen)
        if result.lines:
            origin = {"vsv": self.vsv, "boekjaar": self.year, "bron_bestand": self.name, "bron_blad": name}
            count = length(result.lines)
            self.lines.append({**result.lines, **{key: [value] * count for key, value in origin.items()}})

    def read_answers(self, rows: Sequence[Row], name: str) -> None:
        columns: dict[str, int] = {}
        answers: dict[str, str] = {}
        known = {layout.normalise(code): code for code in basiskader.codes("antwoorden")}
        for number, row in enumerate(rows, 1):
            if len(columns) < 2:
                heads = {layout.normalise(as_text(value)): i for i, value in enumerate(row)}
                columns = {
                    key: heads[head]
                    for key, names in _ANSWER_HEADERS.items()
                    for head in names
                    if head in heads
                }
                continue
            task = cells.resolve_code(as_text(row[columns["taak"]]), "taak")
            if task is None or task in answers:
                continue
            value = row[columns["antwoord"]]
            cell = f"{column_letter(columns['antwoord'] + 1)}{number}"
            self.places[layout.VOLLEDIGHEID_BLAD, task] = cell
            answers[task] = "" if is_blank(value) else known.get(layout.normalise(as_text(value)), ONBEKEND)
            if answers[task] == ONBEKEND:
                self.add("C15", f"'{show(value)}' is geen antwoord uit de lijst.", name, cell, value)
        if len(columns) < 2:
            self.add("B05", f"De koppen Taak en Antwoord zijn niet gevonden op '{name}'.", name)
        self.answers = answers

    def check_lists(self, book: Workbook, claimed: dict[str, str]) -> None:
        """B19: every column that had a drop-down still has it, with what the form put in it."""
        answer = next((c for (blad, _), c in self.places.items() if blad == layout.VOLLEDIGHEID_BLAD), "")
        columns = {
            sheet.name: {
                field.header: (self.places.get((sheet.name, field.name), ""), field.kind)
                for field in sheet.inputs
                if field.kind in layout.choices()
            }
            for sheet in layout.COST_SHEETS
        } | {layout.VOLLEDIGHEID_BLAD: {"Antwoord": (answer.rstrip(digits), "antwoord")}}
        for blad, wanted in columns.items():
            name = claimed.get(blad, "")
            placed = {header: place for header, place in wanted.items() if place[0]}
            if fault := dropdowns.fault(placed, book.lists.get(name, {}), name):
                self.add("B19", fault, name)
        for cell, value, fault in dropdowns.changed_lists(book.sheets.get(layout.LIJSTEN_BLAD, [])):
            self.add("B19", fault, layout.LIJSTEN_BLAD, cell, value)

    def read_csv(self) -> None:
        self.identify({})
        rows = read_csv_rows(self.path)
        matches = {sheet.name: len(sheets.find_header(rows, sheet)[1]) for sheet in layout.COST_SHEETS}
        sheet = max(layout.COST_SHEETS, key=lambda s: matches[s.name])
        if not matches[sheet.name]:
            raise UnreadableFileError("B05", "Dit csv-bestand heeft geen bekende kolomkoppen.")
        self.read_sheet(rows, sheet, sheet.name, {})

    def finish(self) -> Registration:
        count = len(self.answers)
        answers: Columns = {
            "vsv": [self.vsv] * count,
            "boekjaar": [self.year] * count,
            "taak": list(self.answers),
            "antwoord": list(self.answers.values()),
        }
        profile = (self.profile_row(),) if self.profile else ()
        if reason := odd_name(self.path.name):
            self.add("B15", reason, waarde=as_plain(self.path.name))
        return Registration(
            bestand=self.name,
            vsv=self.vsv,
            boekjaar=self.year,
            found=tuple(cap(self.found)),
            plaatsen=self.places,
            line_parts=tuple(self.lines),
            profile_rows=profile,
            answer_parts=(answers,),
            unread_rows=tuple(self.unread_rows),
        )

    def profile_row(self) -> dict[str, object]:
        raw = self.profile
        texts = {
            name: as_text(raw.get(name, "")) for name in ("ingevuld_door", "akkoord_door", "akkoord_datum")
        }
        counts = {name: self.whole_number(name) for name in ("bevallingen", "aantal_partners", "startjaar")}
        return {
            "vsv": self.vsv,
            "boekjaar": self.year,
            "naam": as_text(raw.get("naam", "")) or self.vsv,
            "soort": self.choice("soort", basiskader.codes("soorten")),
            **counts,
            "rechtspersoon": self.choice("rechtspersoon", layout.RECHTSPERSONEN),
            **texts,
            "verzonnen": "voorbeeld" in as_text(raw.get("gegevens", "")).casefold(),
            "bron_bestand": self.name,
        }

    def whole_number(self, question: str) -> object:
        """Read a count; "2.310" typed as text is 2310, but the number 2,31 is no count."""
        value = self.profile.get(question, "")
        if isinstance(value, str) and re.fullmatch(r"\s*[1-9]\d{0,2}(?:\.\d{3})+\s*", value):
            value = float(value.replace(".", ""))
        label = next(q.label for q in layout.PROFIEL if q.name == question)
        if is_blank(value):
            self.at_place("R13", question, self.profile, f"'{label}' is niet ingevuld.")
            return None
        number, problems = cells.parse_number_column([value])
        if problems or not float(number[0]).is_integer() or number[0] < 0:
            self.at_place("C14", question, self.profile, f"'{label}' is geen heel getal: {show(value)}.")
            return None
        return int(number[0])

    def choice(self, question: str, options: tuple[str, ...]) -> str:
        raw = self.profile.get(question, "")
        value = as_text(raw)
        found = next((o for o in options if layout.normalise(o) == layout.normalise(value)), None)
        if found is None:
            label = next(q.label for q in layout.PROFIEL if q.name == question)
            regel, text = (
                ("R13", "is niet ingevuld")
                if is_blank(raw)
                else ("C14", f"is niet één van {', '.join(options)}")
            )
            self.at_place(regel, question, self.profile, f"'{label}' {text}.")
        return found or ONBEKEND
