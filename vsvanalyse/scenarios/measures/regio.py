"""Tasks that the VSVs of a region do together, so that part of their cost is made once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import numpy as np
from pydantic import AfterValidator, Field

from vsvanalyse.scenarios.lever import Lever, Measure, Named, Stage, Values, number, per_post, twice
from vsvanalyse.scenarios.posts import Posts
from vsvanalyse.scenarios.telling import count, in_percent, mean_cost, plain, share
from vsvanalyse.scenarios.values import Interval, Number, Share, Tasks, Year, fault


def _at_least_one(value: Interval) -> Interval:
    if value.laag < 1:
        raise fault("moet minstens 1 zijn: zoveel VSV's doen het samen")
    return value


class Region(Measure):
    """Tasks that several VSVs do together: per how many, and which part of the cost is then made once for all of them.

    The rest each VSV keeps making. One-off cost stays as it is.
    """

    taken: Tasks = Field(min_length=1)
    vsvs: Annotated[Number, AfterValidator(_at_least_one)]
    gedeeld: Share
    vanaf: Year = 2000


def _kept(posts: Posts, own: Mapping[str, Region], values: Values) -> Iterator[np.ndarray]:
    """Give what a VSV still pays: all that is not shared, and an equal part of what is."""
    for name, one in own.items():
        shared = number(values, f"{name}.gedeeld", one.gedeeld)
        together = number(values, f"{name}.vsvs", one.vsvs)
        yield per_post(1 - shared + shared / together, posts.of(one.taken) & posts.structural, 1.0)


LEVER = Lever(
    kind="regio",
    schema=Region,
    stage=Stage.ARRANGED,
    many=True,
    subject="Samen per regio",
    tell=lambda one: (
        f"per {plain(one.vsvs)} VSV's samen vanaf {one.vanaf}; {in_percent(one.gedeeld)} van de kosten wordt dan één keer gemaakt"
    ),
    without=lambda case, one: mean_cost(case, case.posts.of(one.taken) & case.posts.structural),
    effect=_kept,
    clashes=lambda own: twice(own, "per regio gedaan"),
    numbers={
        "vsvs": Named("hoeveel VSV's samen", count),
        "gedeeld": Named("wat één keer wordt gemaakt", share),
    },
    row=(
        "done together in a region",
        "tasks, by how many VSVs, which part of the cost is made once, from when",
    ),
    block="""\
[regio.naam]                      # de VSV's van een regio doen het samen
taken = ["@TAAK@"]
vsvs = 4                          # zoveel VSV's samen
gedeeld = 0.5                     # dit deel van de kosten wordt dan één keer gemaakt in plaats van in elk VSV
vanaf = 2027
""",
)
