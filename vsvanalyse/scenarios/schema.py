"""What a scenario file may say: every lever with its reason, source and status.

Amounts are euros in the file (``_eur``), percentages carry ``_pct``, shares lie in 0..1. Every number may be
an interval ``{laag, verwacht, hoog}``; a plain number is an interval without width.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from vsvanalyse import basiskader
from vsvanalyse.scenarios.values import (
    MOST_VSVS,
    STRICT,
    Amount,
    Count,
    Factor,
    Growth,
    Number,
    Positive,
    Share,
    Tasks,
    Told,
    Year,
    exactly,
    fault,
)

Status = Literal["aanname", "voorstel", "besloten", "gepubliceerd"]
FIRST_YEAR, LAST_YEAR = 2021, 2035
_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")


class Measure(BaseModel):
    """What every measure tells: why, according to whom, and how sure."""

    model_config = STRICT
    reden: Told
    bron: Told
    status: Status


class Correction(Measure):
    """The board's correction of what was registered for some tasks (footnote 2): a factor, or euros on the mean.

    An amount changes the mean per VSV of each task by that amount: every VSV's cost changes in proportion.
    """

    taken: Tasks = Field(min_length=1)
    factor: Factor | None = None
    bedrag_eur: Number | None = None
    aard: Literal["structureel", "eenmalig"] = "structureel"

    @model_validator(mode="after")
    def _one(self) -> Correction:
        if (self.factor is None) == (self.bedrag_eur is None):
            raise fault("moet precies één van 'factor' en 'bedrag_eur' hebben")
        return self


class Pay(Measure):
    """Who is paid for hours: as registered, no vacatiegeld, all hours at the rate card, or at most an hourly rate.

    ``functies``: the functions that get vacatiegeld, or all (wages too). ``factor`` scales the rate card.
    ``maximum_eur`` caps what a VSV pays on average per paid hour of a task (and separation rule).
    """

    vorm: Literal["geregistreerd", "geen", "tariefkaart", "maximum"]
    functies: Literal["vacatiegeld", "alle"] = "vacatiegeld"
    factor: Factor = exactly(1.0)
    maximum_eur: Amount | None = None

    @model_validator(mode="after")
    def _maximum(self) -> Pay:
        if (self.vorm == "maximum") != (self.maximum_eur is not None):
            raise fault("heeft 'maximum_eur' nodig bij vorm 'maximum', en alleen dan")
        if self.vorm != "tariefkaart" and self.factor != exactly(1.0):
            raise fault("kan 'factor' alleen bij vorm 'tariefkaart' hebben")
        if self.functies == "alle" and self.vorm != "tariefkaart":
            raise fault("kan 'functies = \"alle\"' alleen bij vorm 'tariefkaart' hebben")
        return self


def _structural_tasks(tasks: tuple[str, ...]) -> tuple[str, ...]:
    if once := [task for task in tasks if task in basiskader.one_off_tasks()]:
        raise fault(
            f"noemt {', '.join(once)}; dat is eenmalig, en landelijk regelen gaat over kosten die elk jaar terugkomen"
        )
    return tasks


class National(Measure):
    """Tasks that the Federatie arranges for everyone (footnote 1): a national cost per year, and what stays local.

    ``kosten_eur`` is in prices of ``prijspeil``, by default the last registered year; with an index it follows prices.

    ``nieuw`` is the part of the national cost that is a new VSV task; without it the part that these tasks have now:
    a task does not change its nature with who does it.
    """

    taken: Annotated[Tasks, AfterValidator(_structural_tasks)] = Field(min_length=1)
    kosten_eur: Amount
    lokaal_aandeel: Share
    vanaf: Year = 2000
    soort: Literal["personeel", "materieel"] = "materieel"
    nieuw: Share | None = None
    prijspeil: Year | None = None


class Reading(Measure):
    """Which reading holds for some separation rules or tasks, or which share of them is new."""

    regels: tuple[str, ...] = ()
    taken: Tasks = ()
    lezing: Literal["strikt", "verwacht", "ruim"] | None = None
    nieuw: Share | None = None

    @model_validator(mode="after")
    def _one(self) -> Reading:
        if (self.lezing is None) == (self.nieuw is None):
            raise fault("moet precies één van 'lezing' en 'nieuw' hebben")
        if not self.regels and not self.taken:
            raise fault("moet 'regels' of 'taken' noemen")
        return self


class Figure(BaseModel):
    """One index figure that goes before the package's own."""

    model_config = STRICT
    soort: Literal["ova", "materieel"]
    jaar: Year
    pct: float = Field(gt=-100, le=100, allow_inf_nan=False, strict=True)
    status: Literal["definitief", "voorlopig", "aanname"]
    bron: Told
    reeks: Literal["", "cep", "mev"] = ""


class Index(Measure):
    """Prices of each calendar year: OVA for people, the material index for the rest.

    ``*_daarna_pct`` is the yearly change after the last known figure, an assumption. ``voorlopig = false``
    leaves provisional figures out.
    """

    reeks: Literal["cep", "mev"] = "cep"
    voorlopig: bool = Field(default=True, strict=True)
    ova_daarna_pct: Growth | None = None
    materieel_daarna_pct: Growth | None = None
    cijfers: tuple[Figure, ...] = ()


class Participation(Measure):
    """How many VSVs take part per calendar year; a year in between keeps the last number before it.

    Before the first year only the pilots take part. Who begins pays its one-off costs in its first and second year.
    """

    vsvs: dict[Annotated[int, Field(ge=2000, le=2100)], Count] = Field(min_length=1)


class Country(Measure):
    """The country to which pilots are raised, and how: per VSV, per birth, or a fixed part and a part per birth."""

    vsvs: Annotated[int, Field(ge=1, le=MOST_VSVS, strict=True)] | None = None
    bevallingen: Positive | None = None
    raming: Literal["per_vsv", "per_bevalling", "vast_en_per_bevalling"] = "per_vsv"


class Programme(Measure):
    """Temporary money per participating VSV and year, for structural or for one-off costs; euros of the year itself."""

    van: Year = 2024
    tot: Year = 2026
    per_vsv_eur: Amount
    dekt: Literal["structureel", "eenmalig"] = "structureel"

    @model_validator(mode="after")
    def _order(self) -> Programme:
        if self.van > self.tot:
            raise fault(f"eindigt ({self.tot}) voordat het begint ({self.van})")
        return self


class Structural(Measure):
    """Structural money from a year on, by one of five rules.

    Per VSV; per birth; mixed (both); the VSV's own cost of new tasks up to a maximum; or by norm: for each task
    that a VSV does, the mean of the VSVs that do it. Amounts are euros of ``vanaf``, each year the same unless
    ``geindexeerd``: then they follow the OVA from that year on.
    """

    vanaf: Year = 2027
    vorm: Literal["per_vsv", "per_bevalling", "gemengd", "registratie", "norm"]
    per_vsv_eur: Amount | None = None
    per_bevalling_eur: Amount | None = None
    maximum_eur: Amount | None = None
    geindexeerd: bool = Field(default=False, strict=True)

    @model_validator(mode="after")
    def _amounts(self) -> Structural:
        needed = {
            "per_vsv": {"per_vsv_eur"},
            "per_bevalling": {"per_bevalling_eur"},
            "gemengd": {"per_vsv_eur", "per_bevalling_eur"},
            "registratie": {"maximum_eur"},
            "norm": set(),
        }[self.vorm]
        given = {
            n for n in ("per_vsv_eur", "per_bevalling_eur", "maximum_eur") if getattr(self, n) is not None
        }
        if given != needed:
            raise fault(
                f"heeft bij vorm '{self.vorm}' precies nodig: {', '.join(sorted(needed))}"
                if needed
                else f"heeft bij vorm '{self.vorm}' geen bedrag; haal weg: {', '.join(sorted(given))}"
            )
        return self


class Funding(BaseModel):
    """The temporary programme and what comes after it."""

    model_config = STRICT
    programma: Programme | None = None
    structureel: Structural | None = None


class Together(BaseModel):
    """Uncertain numbers that move together; names may end in ``*``."""

    model_config = STRICT
    invoer: tuple[str, ...] = Field(min_length=1)
    rho: float = Field(gt=-1, lt=1, allow_inf_nan=False, strict=True)
    reden: Told


class Uncertainty(BaseModel):
    """How draws are made; ``verdeling`` is the shape between laag, verwacht and hoog.

    ``samen_besloten`` are groups of separation rules about which one decision is made.
    """

    model_config = STRICT
    trekkingen: Annotated[int, Field(ge=100, le=1_000_000, strict=True)] = 10_000
    verdeling: Literal["pert", "driehoek"] = "pert"
    steekproef: bool = Field(default=True, strict=True)
    samen_besloten: tuple[tuple[str, ...], ...] = ()
    samenhang: tuple[Together, ...] = ()


class Levers(BaseModel):
    """The measures of a scenario; what is empty changes nothing."""

    model_config = STRICT
    correctie: dict[str, Correction] = {}
    vacatiegeld: Pay | None = None
    landelijk: dict[str, National] = {}
    lezing: dict[str, Reading] = {}
    index: Index | None = None
    deelname: Participation | None = None
    land: Country | None = None
    financiering: Funding = Funding()


class Scenario(Levers):
    """One scenario with everything that it took over from its parent and from other scenarios.

    ``eigen`` names the measures that differ from the parent. Frozen: make another with ``model_copy``.
    """

    id: Annotated[str, AfterValidator(lambda text: _known_id(text))]
    titel: Told
    ouder: str = ""
    overnemen: tuple[str, ...] = ()
    auteur: Told
    datum: datetime.date = Field(strict=True)
    zaad: Annotated[int, Field(ge=0, strict=True)]
    toelichting: Told
    van: Year = FIRST_YEAR
    tot: Year = LAST_YEAR
    peiljaar: Year = 2027
    onzekerheid: Uncertainty = Uncertainty()
    eigen: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _years(self) -> Scenario:
        # What a child leaves out comes from its parent, and is checked when that is known.
        if self.ouder and not {"van", "tot", "peiljaar"} <= self.model_fields_set:
            return self
        if not self.van <= self.peiljaar <= self.tot:
            raise fault(
                f"'peiljaar' ({self.peiljaar}) moet liggen tussen 'van' ({self.van}) en 'tot' ({self.tot})"
            )
        return self

    @property
    def jaren(self) -> tuple[int, ...]:
        """The calendar years of the projection."""
        return tuple(range(self.van, self.tot + 1))

    @property
    def peil(self) -> int:
        """The place of the reference year among the years."""
        return self.peiljaar - self.van

    @property
    def maatregelen(self) -> dict[str, Measure]:
        """Every measure under its name, such as ``landelijk.ict`` or ``vacatiegeld``, in the order in which they work."""
        return dict(_measures(self))


def is_id(text: str) -> bool:
    """Whether a text can name a scenario; nothing of it can lead to another folder."""
    return bool(_ID.fullmatch(text))


def _known_id(text: str) -> str:
    if not is_id(text):
        raise fault("mag alleen kleine letters, cijfers en lage streepjes hebben")
    return text


MANY = ("correctie", "landelijk", "lezing")
"""Kinds of measures of which a scenario can have several, each under a name of its own."""
ORDER = (
    "correctie",
    "vacatiegeld",
    "landelijk",
    "lezing",
    "index",
    "deelname",
    "land",
    "financiering",
)
"""The order in which levers work, whatever their order in the file."""


def _measures(scenario: Levers) -> Iterator[tuple[str, Measure]]:
    for kind in ORDER:
        value = getattr(scenario, kind)
        if kind in MANY:
            yield from ((f"{kind}.{name}", one) for name, one in sorted(value.items()))
        elif kind == "financiering":
            parts = ((f"{kind}.{part}", getattr(value, part)) for part in Funding.model_fields)
            yield from ((name, one) for name, one in parts if one is not None)
        elif value is not None:
            yield kind, value


def with_measures(base: Scenario, measures: dict[str, Measure], **change: object) -> Scenario:
    """Give ``base`` with these measures put in the place of its own of the same name."""
    update: dict[str, Any] = dict(change)
    for name, one in measures.items():
        kind, _, part = name.partition(".")
        if kind in MANY:
            update[kind] = {**update.get(kind, getattr(base, kind)), part: one}
        elif kind == "financiering":
            update[kind] = update.get(kind, base.financiering).model_copy(update={part: one})
        else:
            update[kind] = one
    return base.model_copy(update=update)
