"""A claim: a number with its evidence. What may be said about it is decided in `evidence.sentences`, by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from vsvanalyse.evidence.intervals import MOST
from vsvanalyse.evidence.ranking import FirstPlace
from vsvanalyse.evidence.sentences import RULES, say

STATUSES = (COUNTED, ESTIMATED, ASSUMED, DECIDED) = ("geteld", "geraamd", "aangenomen", "besloten")
REGISTERED_PRICES = "prijzen van de registratie"


@dataclass(frozen=True)
class Provisional:
    """What is open while findings of severity fout stand, and what the sentence would be without those lines."""

    errors: int
    at_stake_ct: int
    without: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One statement: what of (``quantity``), how much, how sure, and the words for every outcome that a rule can choose.

    ``estimate, low, high`` are in ``unit``: ``ct`` (euro cents), ``aandeel`` (part of one), ``uur`` or ``aantal``. ``level`` is that of an
    interval by chance, if both its ends are known; without one, low and high are the ends of a range of choices or assumptions. ``form`` names the rule in
    `evidence.sentences` and ``words`` has a template for each of its outcomes. ``more`` holds further numbers of the same unit
    that the words name. Raises ValueError for an unknown status or form, or when a template is missing.
    """

    form: str
    words: Mapping[str, str]
    quantity: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    unit: str = "ct"
    n: int | None = None
    price_base: str = ""
    status: str = COUNTED
    first: FirstPlace | None = None
    more: Mapping[str, float] = field(default_factory=dict)
    provisional: Provisional | None = None

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"onbekende status '{self.status}', kies uit {', '.join(STATUSES)}")
        if self.form not in RULES:
            raise ValueError(f"onbekende vorm '{self.form}', kies uit {', '.join(RULES)}")
        if missing := [name for name in RULES[self.form].outcomes if name not in self.words]:
            raise ValueError(f"een bewering '{self.form}' mist woorden voor: {', '.join(missing)}")
        for name in ("estimate", "low", "high"):
            value = getattr(self, name)
            known = not pd.isna(value) and abs(value) != np.inf
            object.__setattr__(self, name, float(value) if known else None)
        if self.low is None or self.high is None:
            object.__setattr__(self, "level", None)

    @property
    def tells(self) -> bool:
        """Whether the interval, if there is one, says anything about the number."""
        if self.estimate is None:
            return False
        if self.low is None or self.high is None:
            return True
        return self.high - self.low <= 2 * MOST * abs(self.estimate)

    @property
    def exact(self) -> bool:
        """Whether the number was counted or decided, and so is told to the euro."""
        return self.status in (COUNTED, DECIDED) and self.level is None

    def sentence(self) -> str:
        """Say it in Dutch, without a full stop: the title of an exhibit, a line of a summary."""
        return say(self)

    def until_mended(self, errors: int, at_stake_ct: int, without: Claim) -> Claim:
        """Give the claim as provisional; ``without`` is the same claim over the lines without an error."""
        return replace(self, provisional=Provisional(errors, at_stake_ct, without.sentence()))

    def to_dict(self) -> dict[str, Any]:
        """Give the claim as plain data, with what it says."""
        return {**asdict(self), "sentence": self.sentence()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Claim:
        """Read back what `to_dict` gave."""
        given = {one.name: data[one.name] for one in fields(cls) if one.name in data}
        if given.get("provisional"):
            given["provisional"] = Provisional(**given["provisional"])
        if given.get("first"):
            ranked = given["first"]
            given["first"] = FirstPlace(**{**ranked, "challengers": tuple(ranked["challengers"])})
        return cls(**given)


def fact(text: str) -> Claim:
    """Give a statement that needs no judgement: what a table holds, or that there is nothing to measure."""
    return Claim(form="feit", words={"zo": text})


def counted(n: int = 1, prices: str = REGISTERED_PRICES) -> dict[str, Any]:
    """Give the evidence of a claim that was counted, of ``n`` VSVs."""
    return {"n": n, "status": COUNTED, "price_base": prices}


def estimated(n: int, prices: str = REGISTERED_PRICES) -> dict[str, Any]:
    """Give the evidence of a claim that was estimated from ``n`` VSVs."""
    return {"n": n, "status": ESTIMATED, "price_base": prices}


def assumed(n: int, prices: str = REGISTERED_PRICES) -> dict[str, Any]:
    """Give the evidence of a claim that rests on what is assumed."""
    return {"n": n, "status": ASSUMED, "price_base": prices}
