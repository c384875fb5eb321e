"""How an exhibit is made: from an edition, marked as made up, with what it would say without the lines that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd
from pydantic import BaseModel

from vsvanalyse import basiskader
from vsvanalyse.basiskader import ONBEKEND, UNKNOWN_TASK
from vsvanalyse.evidence.claims import fact
from vsvanalyse.exhibits import kinds
from vsvanalyse.exhibits.kinds import GROUP, OWN, Exhibit
from vsvanalyse.process.data import EditionData

P = ParamSpec("P")
E = TypeVar("E", bound=Exhibit)
T = TypeVar("T")
_MARK = "_as_made"


class Nothing(Exception):
    """There is nothing to show; the message says why, in Dutch, and becomes the title of an exhibit without rows."""


def exhibit(function: Callable[Concatenate[EditionData, P], E]) -> Callable[Concatenate[EditionData, P], E]:
    """Make a function from an edition to an exhibit one of the house.

    Its id is that of the chapter and the function, unless it has one, and its subject the ``vsv`` asked for. It is marked
    where the edition is made up, and names its source. Where the function raises `Nothing` it is an exhibit of the promised
    kind without rows. While findings of severity fout stand, its claim is provisional: the function is asked again over
    the lines without an error, and both are said. A claim of form ``feit`` states no number and is left alone.
    """

    kind = getattr(kinds, function.__annotations__["return"])
    asks = signature(function)
    name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"

    def asked(data: EditionData, *args: P.args, **kwargs: P.kwargs) -> E:
        try:
            one = function(data, *args, **kwargs)
        except Nothing as why:
            one = kind(rows=pd.DataFrame(columns=["wie"]), claim=fact(str(why)))
        return one.with_(subject=asks.bind(data, *args, **kwargs).arguments.get("vsv", ""))

    @wraps(function)
    def made(data: EditionData, *args: P.args, **kwargs: P.kwargs) -> E:
        with basiskader.using(data.lists):
            return _made(data, *args, **kwargs)

    def _made(data: EditionData, *args: P.args, **kwargs: P.kwargs) -> E:
        one = asked(data, *args, **kwargs)
        about_own = bool(one.subject) and set(one.rows["wie"]) <= {OWN}
        errors, at_stake = data.open_errors(one.subject if about_own else "")
        if errors and one.claim.form != "feit":
            clean = without_errors(data, one.subject)
            if clean is not None:
                without = asked(clean, *args, **kwargs).claim
                one = one.with_(claim=one.claim.until_mended(errors, at_stake, without))
        source = one.source or f"Bron: registraties van {data.edition.naam}."
        return _marked(one.with_(id=one.id or name, made_up=data.edition.verzonnen, source=source))

    return made


def without_errors(data: EditionData, vsv: str = "") -> EditionData | None:
    """Give an edition without the lines that are wrong, None where then nothing is left of it, or of the VSV asked for."""
    clean = data.without_errors()
    return None if clean.taakkosten.empty or (vsv and vsv not in clean.vsvs) else clean


def numbered(exhibits: Iterable[E]) -> tuple[E, ...]:
    """Give exhibits of one function that stand behind each other an id each."""
    return tuple(_marked(one.with_(id=f"{one.id}.{i}")) for i, one in enumerate(exhibits, 1))


def _marked(one: E) -> E:
    object.__setattr__(one, _MARK, _rows_hash(one))
    return one


def is_as_made(one: Exhibit) -> bool:
    """Whether an exhibit is as a function of `exhibit` made it: nothing of it, and no number in its rows, was changed since."""
    return getattr(one, _MARK, None) == _rows_hash(one)


def _rows_hash(one: Exhibit) -> int:
    return hash(repr([(name, one.rows[name].tolist()) for name in one.rows]))


def once(function: Callable[Concatenate[EditionData, P], T]) -> Callable[Concatenate[EditionData, P], T]:
    """Work an analysis of an edition out once for all exhibits that show it; arguments are hashable, or scenarios."""

    @wraps(function)
    def remembered(data: EditionData, *args: P.args, **kwargs: P.kwargs) -> T:
        key = tuple(map(_key, (function, *args, *sorted(kwargs.items()))))
        if key not in data.results:
            with basiskader.using(data.lists):
                data.results[key] = function(data, *args, **kwargs)
        return data.results[key]

    return remembered


def _key(argument: Any) -> Any:
    """Give what an argument is known by, also in another process: scenarios that say the same are the same."""
    if callable(argument):
        return f"{argument.__module__}.{argument.__qualname__}"
    if isinstance(argument, Mapping):
        return tuple((name, _key(one)) for name, one in argument.items())
    return argument.model_dump_json() if isinstance(argument, BaseModel) else argument


def of_group(frame: pd.DataFrame, n: int) -> pd.DataFrame:
    """Say that rows are about the group of ``n`` VSVs."""
    return frame.assign(wie=GROUP, n=n)


def task_name(task: str) -> str:
    """Name a task with its code, and say when it is one-off: ``"K1 Oprichting (eenmalig)"``."""
    if task == ONBEKEND:
        return UNKNOWN_TASK
    once_only = " (eenmalig)" if task in basiskader.one_off_tasks() else ""
    return f"{task} {basiskader.task_names()[task]}{once_only}"


def with_total(frame: pd.DataFrame, label: str, columns: list[str], name: str = "Totaal") -> pd.DataFrame:
    """Put a row with the sums of ``columns`` below the frame, set apart by ``totaal``; what is unknown is not in it."""
    sums = frame[columns].sum(min_count=1)
    total = pd.DataFrame([{label: name, **sums, "wie": frame["wie"].iloc[0] if len(frame) else GROUP}])
    return pd.concat([frame.assign(totaal=False), total.assign(totaal=True)], ignore_index=True)
