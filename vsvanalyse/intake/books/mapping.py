"""The mapping (*koppeling*) of a VSV's own books to the form: one small TOML file that people correct.

It names columns of the export and says what values there mean; the year is not in it, so that next
year's export needs no new one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic import model_validator as checked
from pydantic_core import PydanticCustomError

from vsvanalyse import basiskader
from vsvanalyse.basiskader import ONBEKEND, UREN
from vsvanalyse.faults import TomlError, Written, dutch_faults, read_toml
from vsvanalyse.intake import cells, layout
from vsvanalyse.intake.reader import is_code

CODE_FIELDS = ("taak", "activiteit", "functie", "kostensoort", "aard")
REST = "*"
"""The key in ``[waarden.*]`` that stands for every value that has no line of its own."""
_STRICT = ConfigDict(extra="forbid", frozen=True)


class MappingError(ValueError):
    """A mapping that is wrong or does not fit the export; the message is Dutch, one mistake a line."""


def _fault(text: str) -> PydanticCustomError:
    return PydanticCustomError("nederlands", text)


def _names(value: Any) -> Any:
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    return tuple(value) if isinstance(value, list) else value


def _code(kind: str) -> Callable[[str], str]:
    def known(text: str) -> str:
        if not text.strip() or text.strip().casefold() == ONBEKEND:
            return ""
        code = cells.resolve_code(text, kind)
        if code == UREN:
            raise _fault("is geen kostensoort voor een bedrag zonder uren; kies een andere kostensoort")
        if code is None:
            near = cells.nearest(text, kind)
            hint = f"; bedoelt u '{near}'?" if near else ", zie het blad Uitleg van het formulier"
            raise _fault(f"is geen {kind}{hint}")
        return code

    return known


def _rate(value: Any) -> Any:
    if isinstance(value, Written) and re.search(r"\.\d{3}$", value.text):
        raise _fault(f"kan twee getallen zijn ({value.text}); schrijf duizendtallen als 1_000")
    return value


def _once(values: dict[str, Any]) -> dict[str, Any]:
    plain = {value_key(key): value for key, value in values.items()}
    if len(plain) < len(values):
        raise _fault("noemt één waarde twee keer, met andere hoofdletters of spaties")
    return plain


def _vsv(code: str) -> str:
    if not is_code(code):
        raise _fault("moet een VSV-code zijn: letters, cijfers en streepjes, hoogstens 20")
    return code.upper()


def _soort(text: str) -> str:
    if text not in (known := basiskader.codes("soorten")):
        raise _fault(f"moet één zijn van {', '.join(known)}")
    return text


def value_key(text: str) -> str:
    """Reduce a value of the export to what its line in ``[waarden.*]`` is found by: case and spaces are dropped."""
    return " ".join(text.split()).casefold()


Names: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_names)]
Rate: TypeAlias = Annotated[
    float, Field(ge=0, le=10_000, strict=True, allow_inf_nan=False), BeforeValidator(_rate)
]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1, strict=True, allow_inf_nan=False)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Task: TypeAlias = Annotated[str, AfterValidator(_code("taak"))]
Activity: TypeAlias = Annotated[str, AfterValidator(_code("activiteit"))]
Function: TypeAlias = Annotated[str, AfterValidator(_code("functie"))]
CostType: TypeAlias = Annotated[str, AfterValidator(_code("kostensoort"))]
Kind: TypeAlias = Annotated[str, AfterValidator(_code("aard"))]
Once = AfterValidator(_once)


class Profile(BaseModel):
    """What the form's profile says every year; births of a year stand in ``bevallingen``."""

    model_config = _STRICT
    vsv: Annotated[str, AfterValidator(_vsv)]
    naam: str = ""
    soort: Annotated[str, AfterValidator(_soort)] = Field(
        default_factory=lambda: basiskader.codes("soorten")[0]
    )
    aantal_partners: Count | None = None
    rechtspersoon: Literal[""] | layout.Rechtspersoon = ""
    startjaar: Annotated[int, Field(ge=1900, le=2100, strict=True)] | None = None
    ingevuld_door: str = ""


class Reading(BaseModel):
    """How the export writes things, and what in it is no line."""

    model_config = _STRICT
    bladen: Names = ()
    getallen: Literal["nl", "en"] = "nl"
    datums: Literal["dag-maand", "maand-dag"] = "dag-maand"
    omgekeerd: bool = False
    overslaan: Names = ()


class Columns(BaseModel):
    """Which columns of the export hold each field; of several the first with a known value counts."""

    model_config = _STRICT
    periode: Names = ()
    jaar: Names = ()
    omschrijving: Names = ()
    leverancier: Names = ()
    persoon: Names = ()
    uren: Names = ()
    tarief: Names = ()
    aandeel: Names = ()
    bedrag: Names = ()
    debet: Names = ()
    credit: Names = ()
    teken: Names = ()
    taak: Names = ()
    activiteit: Names = ()
    functie: Names = ()
    kostensoort: Names = ()
    aard: Names = ()

    @checked(mode="after")
    def _amounts(self) -> Columns:
        if not (self.bedrag or self.debet or self.credit or self.uren):
            raise _fault("noemt geen bedrag, debet, credit of uren: er is niets te tellen")
        if self.bedrag and (self.debet or self.credit):
            raise _fault("noemt bedrag én debet of credit: kies één van beide, anders telt het dubbel")
        if self.teken and not self.bedrag:
            raise _fault("noemt teken zonder bedrag: een teken hoort bij een kolom met bedragen")
        for name in ("uren", "tarief", "aandeel", "bedrag", "debet", "credit", "teken", "jaar", "periode"):
            if len(getattr(self, name)) > 1:
                raise _fault(f"noemt bij {name} meer dan één kolom, en dat kan daar niet")
        return self


class Fixed(BaseModel):
    """What holds for every line whose column is empty or missing."""

    model_config = _STRICT
    taak: Task = ""
    activiteit: Activity = ""
    functie: Function = ""
    kostensoort: CostType = ""
    aard: Kind = ""
    tarief: Rate | None = None
    aandeel: Share | None = None
    leverancier: str = ""
    omschrijving: str = ""


class Values(BaseModel):
    """What values of the export mean, by field; keys are reduced by `value_key`."""

    model_config = _STRICT
    taak: Annotated[dict[str, Task], Once] = {}
    activiteit: Annotated[dict[str, Activity], Once] = {}
    functie: Annotated[dict[str, Function], Once] = {}
    kostensoort: Annotated[dict[str, CostType], Once] = {}
    aard: Annotated[dict[str, Kind], Once] = {}
    tarief: Annotated[dict[str, Rate], Once] = {}
    aandeel: Annotated[dict[str, Share], Once] = {}
    teken: Annotated[dict[str, Literal["+", "-"]], Once] = {}


class Mapping(BaseModel):
    """A whole mapping file."""

    model_config = _STRICT
    profiel: Profile
    bevallingen: dict[int, Count] = {}
    lezen: Reading = Reading()
    kolommen: Columns
    vast: Fixed = Fixed()
    waarden: Values = Values()

    @checked(mode="after")
    def _used(self) -> Mapping:
        idle = [
            name
            for name in Values.model_fields
            if getattr(self.waarden, name) and not getattr(self.kolommen, name)
        ]
        if idle:
            raise _fault(
                f"waarden.{idle[0]} zegt wat waarden betekenen, maar kolommen.{idle[0]} noemt geen kolom"
            )
        return self


def load(path: Path) -> Mapping:
    """Read a mapping file; raises MappingError with every mistake at once."""
    try:
        return Mapping.model_validate(read_toml(path))
    except TomlError as error:
        raise MappingError(f"{path.name}: {error}") from error
    except ValidationError as error:
        raise MappingError("\n".join(dutch_faults(error, path.name, Mapping))) from error
