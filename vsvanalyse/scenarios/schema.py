"""What a scenario file may say: every lever with its reason, source and status.

Amounts are euros in the file (``_eur``), percentages carry ``_pct``, shares lie in 0..1. Every number may be
an interval ``{laag, verwacht, hoog}``; a plain number is an interval without width.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, create_model, model_validator

from vsvanalyse.scenarios.lever import Lever, Measure
from vsvanalyse.scenarios.measures import LEVERS, ORDER, measures_of
from vsvanalyse.scenarios.values import STRICT, Told, Year, fault

FIRST_YEAR, LAST_YEAR = 2021, 2035
_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")


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


def _model(title: str, levers: Sequence[tuple[str, Lever[Any]]]) -> type[BaseModel]:
    """Make the model of these levers by key; what is empty changes nothing."""
    fields: dict[str, Any] = {}
    for key, lever in levers:
        kind, _, part = key.partition(".")
        if part:
            inner = [
                (each.removeprefix(f"{kind}."), one) for each, one in levers if each.startswith(f"{kind}.")
            ]
            group = _model(kind.capitalize(), inner)
            fields[kind] = (group, group())
        elif lever.many:
            fields[kind] = (dict[str, lever.schema], {})  # type: ignore[name-defined]
        else:
            fields[kind] = (lever.schema | None, None)
    made = create_model(title, __config__=STRICT, __module__=__name__, **fields)
    # A scenario goes to other processes, where its parts are found by name.
    globals()[title] = made
    return made


if TYPE_CHECKING:

    class Levers(BaseModel):
        """The measures of a scenario."""

        def __getattr__(self, kind: str) -> Any: ...

else:
    Levers = _model("Levers", [(lever.kind, lever) for lever in LEVERS])


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
        return measures_of(self)


def is_id(text: str) -> bool:
    """Whether a text can name a scenario; nothing of it can lead to another folder."""
    return bool(_ID.fullmatch(text))


def _known_id(text: str) -> str:
    if not is_id(text):
        raise fault("mag alleen kleine letters, cijfers en lage streepjes hebben")
    return text


MANY = tuple(lever.kind for lever in LEVERS if lever.many)
"""Kinds of measures of which a scenario can have several, each under a name of its own."""
PARTS = {
    kind: [lever.kind for lever in LEVERS if lever.kind.startswith(f"{kind}.")]
    for kind in ORDER
    if kind not in {lever.kind for lever in LEVERS}
}
"""Kinds that have parts, each a lever of its own."""


def with_measures(base: Scenario, measures: Mapping[str, Measure], **change: object) -> Scenario:
    """Give ``base`` with these measures put in the place of its own of the same name."""
    update: dict[str, Any] = dict(change)
    for name, one in measures.items():
        kind, _, part = name.partition(".")
        if kind in MANY:
            update[kind] = {**update.get(kind, getattr(base, kind)), part: one}
        elif kind in PARTS:
            update[kind] = update.get(kind, getattr(base, kind)).model_copy(update={part: one})
        else:
            update[kind] = one
    return base.model_copy(update=update)
