"""The kinds of values in a scenario file: numbers that may be intervals, shares, years, tasks; their mistakes in Dutch."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from vsvanalyse import basiskader

STRICT = ConfigDict(extra="forbid", frozen=True)
MOST, MOST_FACTOR, MOST_VSVS = 1e10, 100, 100_000
"""Beyond these a number is a slip of the pen, and cents would no longer be exact."""


def fault(text: str) -> PydanticCustomError:
    """Make a mistake that is already a Dutch clause."""
    return PydanticCustomError("nederlands", text)


class Interval(BaseModel):
    """A number that is not known exactly: lowest, expected (most likely) and highest value."""

    model_config = STRICT
    laag: float = Field(allow_inf_nan=False, strict=True, ge=-MOST, le=MOST)
    verwacht: float = Field(allow_inf_nan=False, strict=True, ge=-MOST, le=MOST)
    hoog: float = Field(allow_inf_nan=False, strict=True, ge=-MOST, le=MOST)

    @model_validator(mode="after")
    def _ordered(self) -> Interval:
        if not self.laag <= self.verwacht <= self.hoog:
            told = ", ".join(f"{x:_.10g}".replace("_", ".") for x in (self.laag, self.verwacht, self.hoog))
            raise fault(f"loopt niet op: {told}; zet laag ≤ verwacht ≤ hoog")
        return self

    @property
    def zeker(self) -> bool:
        """Whether the number has no width."""
        return self.laag == self.hoog


def _as_interval(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"laag": value, "verwacht": value, "hoog": value}
    if not isinstance(value, (dict, Interval)):
        raise fault("moet een getal zijn, of {laag = .., verwacht = .., hoog = ..}")
    return value


def _not_negative(value: Interval) -> Interval:
    if value.laag < 0:
        raise fault("mag niet negatief zijn")
    return value


def _positive(value: Interval) -> Interval:
    if value.laag <= 0:
        raise fault("moet groter zijn dan nul")
    return value


def _factor(value: Interval) -> Interval:
    if value.laag < 0 or value.hoog > MOST_FACTOR:
        raise fault(f"is een factor en ligt tussen 0 en {MOST_FACTOR}")
    return value


def _share(value: Interval) -> Interval:
    if value.laag < 0 or value.hoog > 1:
        raise fault("is een aandeel en ligt tussen 0 en 1")
    return value


def _growth(value: Interval) -> Interval:
    if value.laag <= -100 or value.hoog > 100:
        raise fault("is een percentage per jaar en ligt tussen -100 en 100")
    return value


def _tasks(tasks: tuple[str, ...]) -> tuple[str, ...]:
    known = basiskader.codes("taken")
    if wrong := [task for task in tasks if task not in known]:
        near = [f"bedoelt u {task.upper()}?" for task in wrong if task.upper() in known]
        hint = near[0] if near else f"kies uit {', '.join(known)}"
        raise fault(f"noemt een onbekende taak: {', '.join(wrong)}; {hint}")
    if len(set(tasks)) < len(tasks):
        raise fault("noemt een taak twee keer")
    return tasks


def _told(text: str) -> str:
    if not text.strip():
        raise fault("mag niet leeg zijn")
    return text


Number: TypeAlias = Annotated[Interval, BeforeValidator(_as_interval)]
Amount: TypeAlias = Annotated[Number, AfterValidator(_not_negative)]
Positive: TypeAlias = Annotated[Number, AfterValidator(_positive)]
Factor: TypeAlias = Annotated[Number, AfterValidator(_factor)]
Share: TypeAlias = Annotated[Number, AfterValidator(_share)]
Growth: TypeAlias = Annotated[Number, AfterValidator(_growth)]
Tasks: TypeAlias = Annotated[tuple[str, ...], AfterValidator(_tasks)]
Told: TypeAlias = Annotated[str, AfterValidator(_told)]
Year: TypeAlias = Annotated[int, Field(ge=2000, le=2100, strict=True)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=MOST_VSVS, strict=True)]


def structural_tasks() -> tuple[str, ...]:
    """Give the tasks whose cost comes back every year."""
    return tuple(task for task in basiskader.codes("taken") if task not in basiskader.one_off_tasks())


def exactly(value: float) -> Interval:
    """Give an interval without width."""
    return Interval(laag=value, verwacht=value, hoog=value)
