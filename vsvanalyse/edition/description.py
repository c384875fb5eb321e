"""An edition: one round of collecting, described by ``data/raw/<editie>/editie.toml``."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from vsvanalyse import basiskader
from vsvanalyse.basiskader import Lists
from vsvanalyse.code_lists import read_lists
from vsvanalyse.faults import TomlError, dutch_faults, meant, read_toml

RULES_FILE, EDITION_FILE, FORMS_FOLDER = "scheidingsregels.csv", "editie.toml", "registraties"
REPLACED_FOLDER = "vervangen"
SCENARIOS_FOLDER, DECISIONS_FILE, LISTS_FOLDER = "scenarios", "besluiten.toml", "codelijsten"
RELEASES_FILE, KEY_FILE = "vrijgaven.csv", "sleutel.csv"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NO_NAME = "'{}' is geen naam voor een editie: gebruik kleine letters, cijfers en streepjes."
_STRICT = ConfigDict(extra="forbid", frozen=True)


Openness = Literal["gesloten", "onderling", "openbaar"]
CLOSED: Openness
MUTUAL: Openness
OPEN: Openness
CLOSED, MUTUAL, OPEN = "gesloten", "onderling", "openbaar"
"""What VSVs agreed: nobody sees another, or everybody may see all; between these they see each other under pseudonym."""


class EditionError(Exception):
    """An edition that is missing, described wrongly or asked for what it does not have; the message is Dutch and for people."""


class PilotSet(BaseModel):
    """Which VSVs a mean is about, and who says so; a ``voorstel`` is what the package filled in, for people to settle."""

    model_config = _STRICT
    vsvs: Annotated[tuple[str, ...], AfterValidator(lambda codes: tuple(code.upper() for code in codes))]
    bron: str
    status: Literal["gegeven", "voorstel"] = "gegeven"


class PublishedLevel(BaseModel):
    """At which price level the published table is read, and how sure that is."""

    model_config = _STRICT
    prijspeil: int
    status: str
    bron: str


class Correction(BaseModel):
    """A correction that the board makes to the registered mean of one task, in cents (footnote 2)."""

    model_config = _STRICT
    taak: str
    bedrag_ct: int
    reden: str
    bron: str


class Edition(BaseModel):
    """What ``editie.toml`` says; ``n_land`` is the number of VSVs in the country, ``openheid`` what the VSVs agreed to show each other,
    ``vorige`` the round to compare with.
    """

    model_config = _STRICT
    id: str
    naam: str
    verzonnen: bool
    jaren: Annotated[tuple[int, ...], Field(min_length=1)]
    prijspeil: int
    n_land: Annotated[int, Field(ge=1)]
    n_land_bron: str
    pilots: PilotSet
    gepubliceerd: PublishedLevel | None = None
    correcties: tuple[Correction, ...] = ()
    openheid: Openness = CLOSED
    vorige: str = ""
    toelichting: str = ""

    def group(self, vsvs: Collection[str]) -> str:
        """Name the VSVs that figures rest on, with their number; every page names them this way."""
        mine, pilots = set(vsvs), set(self.pilots.vsvs)
        everyone = "1 VSV" if len(mine) == 1 else f"{len(mine)} VSV's"
        if not pilots:
            return f"{everyone} met een registratie"
        if mine == pilots:
            return f"de pilotgroep van {everyone}"
        if mine < pilots:
            return f"{len(mine)} van de {len(pilots)} VSV's van de pilotgroep"
        return f"{everyone} met een registratie, van wie {len(mine & pilots)} van de pilotgroep van {len(pilots)}"

    @property
    def question(self) -> str:
        """What people still have to settle about the pilot set, in Dutch; empty when they have."""
        if not self.pilots.vsvs:
            return (
                f"De pilotgroep is nog niet ingevuld. Zet in {EDITION_FILE} bij [pilots] in 'vsvs' welke VSV's het zijn en in 'bron' wie "
                "dat zegt. Tot dan gaat elk gemiddelde over alle VSV's met een registratie."
            )
        if self.pilots.status == "voorstel":
            return (
                f"De pilotgroep (zij telt nu {len(self.pilots.vsvs)}: wie een formulier kreeg) is een voorstel. Klopt zij, zet dan in {EDITION_FILE} bij [pilots] "
                "status = \"gegeven\" en in 'bron' wie dat zegt; klopt zij niet, verander dan 'vsvs'."
            )
        return ""


@dataclass(frozen=True)
class EditionPaths:
    """Where everything of one edition stands under the project's root."""

    root: Path
    id: str

    @property
    def raw(self) -> Path:
        """The folder with what came in."""
        return self.root / "data" / "raw" / self.id

    @property
    def forms(self) -> Path:
        """The folder with the registrations."""
        return self.raw / FORMS_FOLDER

    @property
    def replaced(self) -> Path:
        """The folder with earlier submissions; they are compared with, and count in nothing."""
        return self.raw / REPLACED_FOLDER

    @property
    def rules(self) -> Path:
        """The separation rules."""
        return self.raw / RULES_FILE

    @property
    def scenarios(self) -> Path:
        """The folder with the scenarios."""
        return self.raw / SCENARIOS_FOLDER

    @property
    def lists(self) -> Path:
        """The folder with the edition's own lists, which go before those of the package."""
        return self.raw / LISTS_FOLDER

    @property
    def decisions(self) -> Path:
        """The decision log of the meeting."""
        return self.raw / DECISIONS_FILE

    @property
    def released(self) -> Path:
        """The list of what was released before, of all editions together."""
        return self.raw.with_name(RELEASES_FILE)

    @property
    def key(self) -> Path:
        """The list of pseudonyms, of all editions together."""
        return self.raw.with_name(KEY_FILE)

    @property
    def processed(self) -> Path:
        """The folder with the processed tables."""
        return self.root / "data" / "processed" / self.id

    @property
    def reports(self) -> Path:
        """The folder with the reports."""
        return self.root / "reports" / self.id


def find_root(start: Path | None = None) -> Path:
    """Find the folder that holds ``data/raw``: ``$VSVANALYSE_HOME``, or here or above.

    Raises EditionError when there is none.
    """
    if home := os.environ.get("VSVANALYSE_HOME"):
        return Path(home)
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir():
            return folder
    raise EditionError(
        "Geen map data/raw gevonden, hier of hoger. Ga naar uw werkmap, of maak er een: vsvanalyse begin MAP."
    )


def paths(editie: str, root: Path | None = None) -> EditionPaths:
    """Give the paths of an edition; raises EditionError for a name that could lead elsewhere."""
    if not _ID.fullmatch(editie):
        raise EditionError(_NO_NAME.format(editie))
    return EditionPaths(root or find_root(), editie)


def opened(editie: str, root: Path | None = None) -> EditionPaths:
    """Open an edition that exists and is described rightly: give its paths, and let its lists hold from now on.

    Raises EditionError, which names the editions that exist when this one does not, and CodelistError.
    """
    root = root or find_root()
    if not _ID.fullmatch(editie):
        raise EditionError(f"{_NO_NAME.format(editie)} {meant(editie, known(root), 'Wel gevonden')}")
    where = EditionPaths(root, editie)
    basiskader.put_in_force(_read(where)[1])
    return where


def lists_of(where: EditionPaths) -> Lists:
    """Read the lists of an edition: its own, and for the rest those of the package.

    Raises CodelistError with every mistake at once, in Dutch.
    """
    return read_lists(where.lists)


def known(root: Path) -> list[str]:
    """List the editions that exist, sorted."""
    return sorted(file.parent.name for file in (root / "data" / "raw").glob(f"*/{EDITION_FILE}"))


def load(where: EditionPaths) -> Edition:
    """Read ``editie.toml``; raises EditionError with every mistake at once, in Dutch, and CodelistError."""
    return _read(where)[0]


def _read(where: EditionPaths) -> tuple[Edition, Lists]:
    """Read the description of an edition, and the lists it was checked against."""
    file = where.raw / EDITION_FILE
    if not file.is_file():
        raise EditionError(
            f"Editie '{where.id}' bestaat niet: {EDITION_FILE} ontbreekt in data/raw/{where.id}. "
            f"{meant(where.id, known(where.root), 'Wel gevonden')}"
        )
    try:
        edition = Edition.model_validate(read_toml(file))
    except TomlError as error:
        raise EditionError(f"{file.name}: {error}") from error
    except ValidationError as error:
        raise EditionError("\n".join(dutch_faults(error, file.name, Edition))) from error
    lists = lists_of(where)
    with basiskader.using(lists):
        wrong = [c.taak for c in edition.correcties if c.taak not in basiskader.codes("taken")]
        has_table = bool(basiskader.rows("gepubliceerd"))
    if has_table and edition.gepubliceerd is None:
        raise EditionError(
            f"{file.name}: 'gepubliceerd' ontbreekt: op welk prijspeil is de gepubliceerde tabel?"
        )
    if wrong:
        raise EditionError(f"{file.name}: onbekende taak bij correcties: {', '.join(wrong)}.")
    if edition.vorige and (edition.vorige == where.id or edition.vorige not in known(where.root)):
        others = [name for name in known(where.root) if name != where.id]
        raise EditionError(
            f"{file.name}: vorige is '{edition.vorige}'; dat is geen andere editie. {meant(edition.vorige, others, 'Wel gevonden')}"
        )
    if edition.id != where.id:
        raise EditionError(f"{file.name}: id is '{edition.id}', maar de map heet '{where.id}'.")
    return edition, lists
