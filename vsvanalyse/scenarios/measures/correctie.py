"""The board's correction of registered costs (footnote 2)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from vsvanalyse.money import format_euro
from vsvanalyse.scenarios.lever import (
    EXPLORER,
    GROUND,
    Lever,
    Measure,
    Named,
    Stage,
    Values,
    number,
    per_post,
    slider,
)
from vsvanalyse.scenarios.posts import Posts
from vsvanalyse.scenarios.telling import euros, factor, in_euro, mean_cost, ranged
from vsvanalyse.scenarios.values import Factor, Number, Tasks, exactly, fault, structural_tasks

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case
    from vsvanalyse.scenarios.schema import Scenario


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


def _factors(posts: Posts, own: Mapping[str, Correction], values: Values) -> list[np.ndarray]:
    """Give the factors first and the amounts after them, each kind as one factor per post."""
    found: list[np.ndarray] = []
    single = np.ones((1, len(posts.taak)))
    for name, one in own.items():
        if one.factor is not None:
            mask = posts.of(one.taken) & (posts.aard == one.aard)
            single = single * per_post(number(values, f"{name}.factor", one.factor), mask, 1.0)
    if (single != 1).any():
        found.append(single)
    amounts = np.ones((1, len(posts.taak)))
    corrected = posts.costs.total * single
    for name, one in own.items():
        if one.bedrag_eur is None:
            continue
        added = 100 * number(values, f"{name}.bedrag_eur", one.bedrag_eur)
        for task in one.taken:
            mask = posts.of((task,)) & (posts.aard == one.aard)
            mean = (posts.average @ (corrected * mask).sum(axis=-1)[..., None]).mean(axis=(-2, -1))
            # The sum of amounts for one task: 1 + a/m + b/m, so that two amounts add up in any order.
            part = np.divide(
                added, mean, out=np.zeros(np.broadcast_shapes(added.shape, mean.shape)), where=mean != 0
            )
            amounts = amounts + per_post(part, mask, 0.0)
    if (amounts != 1).any():
        found.append(np.maximum(amounts, 0.0))
    return found


def _faults(case: Case, own: Mapping[str, Correction]) -> Iterator[str]:
    posts = case.posts
    amounts = [one for one in own.values() if one.bedrag_eur is not None]
    for aard, task in sorted({(one.aard, task) for one in amounts for task in one.taken}):
        mean = posts.mean_per_vsv(posts.costs.total * (posts.of((task,)) & (posts.aard == aard)))
        mine = [one for one in own.values() if one.aard == aard and task in one.taken]
        mean *= math.prod(one.factor.laag for one in mine if one.factor is not None)
        away = 100 * sum(one.bedrag_eur.laag for one in mine if one.bedrag_eur is not None)
        if 0 < mean < -away:
            yield f"'correctie' haalt {format_euro(-away)} af van {task} ({aard}), maar daar staat gemiddeld {format_euro(mean)}"


def _tell(one: Correction) -> str:
    change = f"× {ranged(one.factor, factor)}" if one.factor else ""
    if one.bedrag_eur:
        change = f"{in_euro(one.bedrag_eur)} erbij per taak, gemiddeld per VSV per jaar"
    return change + (" (eenmalige kosten)" if one.aard == "eenmalig" else "")


def _chosen(base: Scenario, choices: Mapping[str, Any]) -> dict[str, Correction]:
    if choices["correctie"] == 1:
        return {}
    change = exactly(choices["correctie"])
    return {f"correctie.{EXPLORER}": Correction(taken=structural_tasks(), factor=change, **GROUND)}


LEVER = Lever(
    kind="correctie",
    schema=Correction,
    stage=Stage.REGISTERED,
    many=True,
    subject="Correctie",
    tell=_tell,
    without=lambda case, one: mean_cost(case, case.posts.of(one.taken) & (case.posts.aard == one.aard)),
    effect=_factors,
    faults=_faults,
    numbers={"factor": Named("factor", factor), "bedrag_eur": Named("bedrag", euros)},
    controls=lambda *_: [slider("correctie", "Alle kosten ×", 1.0, (0.5, 1.5), 0.05, factor)],
    chosen=_chosen,
    row=("the board's correction of registered costs", "a factor, or euros on the mean"),
    block="""\
[correctie.naam]                  # de geregistreerde kosten zijn te hoog of te laag
taken = ["@TAAK@"]
factor = 1.1                      # of: bedrag_eur = 5_000 (gemiddeld per VSV per jaar erbij)
""",
)
