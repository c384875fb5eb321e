"""What a lever is: the form in which each file of `measures` says all that there is to say of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import reduce
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import numpy as np
from pydantic import BaseModel

from vsvanalyse.scenarios.values import STRICT, Interval, Told

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case
    from vsvanalyse.scenarios.schema import Scenario

Status = Literal["aanname", "voorstel", "besloten", "gepubliceerd"]
CHOICE, CHANCE, ASSUMPTION = "keuze", "toeval", "aanname"
"""What makes a number uncertain: somebody decides it, it comes as it comes, or it is assumed."""
GROUND: dict[str, Any] = {"reden": "Gekozen in de verkenner", "bron": "verkenner", "status": "aanname"}
"""What a measure of the explorer says of itself."""
EXPLORER, PAID = "verkenner", "betaald"
"""How it names its measures; and what choices say beside the places of controls: whether they bring money."""


class Measure(BaseModel):
    """What every measure tells: why, according to whom, and how sure."""

    model_config = STRICT
    reden: Told
    bron: Told
    status: Status


M = TypeVar("M", bound=Measure)
Values = Mapping[str, np.ndarray | float]
"""Values of uncertain numbers by name (``landelijk.ict.kosten_eur``): one number, or one per draw."""


class Stage(IntEnum):
    """Where a lever works; they work in this order, whatever their order in the file, and within a stage by name.

    What the ``effect`` of a lever on costs takes and gives follows from its stage; ``own`` are its measures by name. What comes after
    costs has one lever a stage or two, whose functions `flows` and `case` call by name. Factors commute with each other, amounts
    with each other, and so do arrangements of different tasks. A factor and an amount do not, nor an amount and a pay policy;
    that is why the order is fixed.
    """

    REGISTERED = 1
    """Mends hours and cash alike: (posts, own, values) → factors, each (…, 1 or R, P)."""
    PAY = 2
    """Values the mended hours: (costs, own, values) → costs."""
    ARRANGED = 3
    """Changes who does it, so what cash stays with a VSV: (posts, own that have begun, values) → factors, each (…, 1, P)."""
    NEW = 4
    """Says which part is new: (posts, own, values, share) → share (…, R, P)."""
    PRICES = 5
    TAKING_PART = 6
    COUNTRY = 7
    FUNDING = 8


@dataclass(frozen=True)
class Named:
    """How an uncertain number is called, and how its values are written.

    ``tips`` is the question of break-even that it answers (`uncertainty.tipping`); ``spread`` tells whether the spread between VSVs says
    how sure the answer is.
    """

    name: str
    write: Callable[[float], str]
    tips: Literal["", "geld", "landelijk"] = ""
    spread: bool = True


@dataclass(frozen=True)
class Control:
    """A control of the explorer: its places with how each is told, and where it stands before anybody moves it.

    ``shown`` are the places that a page can show without working anything out.
    """

    name: str
    text: str
    start: Any
    places: tuple[tuple[str, Any], ...]
    form: Literal["keuze", "schuif", "vinkje"] = "keuze"
    shown: tuple[Any, ...] = ()

    @property
    def tried(self) -> list[Any]:
        """The places to try of it: of a slider its ends."""
        values = [value for _, value in self.places]
        return [values[0], values[-1]] if self.form == "schuif" else values


def slider(
    name: str,
    text: str,
    start: float,
    ends: tuple[float, float],
    step: float,
    write: Callable[[float], str],
    shown: Iterable[float] = (),
) -> Control:
    """Make a control that slides from one end to the other."""
    low, high = ends
    places = [round(low + i * step, 6) for i in range(round((high - low) / step) + 1)]
    return Control(
        name, text, start, tuple((write(value), value) for value in places), "schuif", tuple(shown)
    )


@dataclass(frozen=True)
class Paying(Generic[M]):
    """How a measure that pays is told: whether it pays structural cost (in a year), how much, and how it is divided."""

    structural: Callable[[M], bool]
    pays_in: Callable[[M, int], bool]
    amount: Callable[[M], str]
    way: Callable[[M], str]


@dataclass(frozen=True, eq=False)
class Lever(Generic[M]):
    """All there is to say of a lever; ``kind`` is its key in a scenario file.

    - ``tell`` says what a measure sets, ``without`` what holds on these data while it is not there;
    - ``numbers`` names its uncertain numbers, ``nature`` tells what makes them so, and ``by_itself`` that they need no subject;
    - ``effect`` is what it does to costs (`Stage`), ``at_rest`` whether a measure asks for what is so already;
    - ``clashes`` are faults of its measures among themselves, ``faults`` against the data, ``remarks`` what is probably not meant;
    - ``may_rest``: it may rightly change nothing on some data;
    - ``contested``: what can be decided beside its measures, by name: the place of what is proposed, and the posts;
    - ``nationally``: what it costs the country itself per measure; ``price_years`` are the years whose prices it needs;
    - ``controls`` of the explorer, and ``chosen``: the measures that the places of these ask for, which go before those of the base
      or, where it ``replaces``, instead of them;
    - ``block`` is what a new scenario file shows of it, ``row`` its row in the README.
    """

    kind: str
    schema: type[M]
    stage: Stage
    subject: str
    tell: Callable[[M], str]
    without: Callable[[Case, M], str]
    block: str
    row: tuple[str, str]
    many: bool = False
    effect: Callable[..., Any] = lambda *_: None
    numbers: Mapping[str, Named] = field(default_factory=dict)
    nature: str = ASSUMPTION
    by_itself: bool = False
    at_rest: Callable[[M], bool] = lambda _: False
    clashes: Callable[[Mapping[str, M]], Iterable[str]] = lambda *_: ()
    faults: Callable[[Case, Mapping[str, M]], Iterable[str]] = lambda *_: ()
    remarks: Callable[[Case, Mapping[str, M]], Iterable[str]] = lambda *_: ()
    may_rest: bool = False
    contested: Callable[..., dict[str, tuple[float, np.ndarray]]] | None = None
    nationally: Callable[..., Any] | None = None
    price_years: Callable[[M], Sequence[int]] = lambda _: ()
    paying: Paying[M] | None = None
    controls: Callable[[Case, Sequence[Scenario]], Iterable[Control]] = lambda *_: ()
    replaces: bool = False
    chosen: Callable[[Scenario, Mapping[str, Any]], dict[str, M]] = lambda *_: {}

    def of(self, scenario: BaseModel) -> dict[str, M]:
        """Give its measures in a scenario: name, such as ``landelijk.ict``, → measure; sorted."""
        held: Any = reduce(getattr, self.kind.split("."), scenario)
        if self.many:
            return {f"{self.kind}.{name}": one for name, one in sorted(held.items())}
        return {} if held is None else {self.kind: held}

    def one(self, scenario: BaseModel) -> M | None:
        """Give its only measure in a scenario, if it is there."""
        return next(iter(self.of(scenario).values()), None)


def number(values: Values, name: str, interval: Interval) -> np.ndarray:
    """Give the value of a number: the given one, else the expected one; shape () or (draws,)."""
    return np.asarray(values.get(name, interval.verwacht), dtype="float64")


def per_post(value: np.ndarray, mask: np.ndarray, elsewhere: float) -> np.ndarray:
    """Lay a value over the marked posts and ``elsewhere`` over the others: shape (…, 1, P)."""
    return np.where(mask, value[..., None, None], elsewhere)


def twice(own: Mapping[str, Any], done: str) -> Iterator[str]:
    """Tell of tasks that two measures of a lever are about; ``done`` says what happens to them."""
    seen: dict[str, str] = {}
    for name, one in own.items():
        short = name.partition(".")[2]
        for task in one.taken:
            if task in seen:
                yield f"taak {task} wordt twee keer {done}, in '{seen[task]}' en '{short}'"
            seen[task] = short


Own = Mapping[str, dict[str, Any]]
"""The measures of a scenario: the kind of their lever → name → measure."""


def begun(own: Own, year: int) -> Own:
    """Keep the measures that have begun in a calendar year; one that names no first year always has."""
    return {
        kind: {name: one for name, one in mine.items() if getattr(one, "vanaf", year) <= year}
        for kind, mine in own.items()
    }
