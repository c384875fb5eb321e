"""Tasks that are arranged nationally, for everyone (footnote 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import AfterValidator, Field

from vsvanalyse import basiskader
from vsvanalyse.money import format_euro_millions
from vsvanalyse.scenarios.lever import (
    EXPLORER,
    GROUND,
    Control,
    Lever,
    Measure,
    Named,
    Stage,
    Values,
    number,
    per_post,
    slider,
    twice,
)
from vsvanalyse.scenarios.measures.index import Prices
from vsvanalyse.scenarios.posts import Costs, Posts
from vsvanalyse.scenarios.telling import euros, in_euro, in_percent, mean_cost, share
from vsvanalyse.scenarios.values import Amount, Share, Tasks, Year, exactly, fault, structural_tasks
from vsvanalyse.scenarios.yearly import Parts

if TYPE_CHECKING:
    from vsvanalyse.scenarios.case import Case
    from vsvanalyse.scenarios.schema import Scenario


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


def _kept_locally(posts: Posts, own: Mapping[str, National], values: Values) -> Iterator[np.ndarray]:
    """Give what stays of the local cost of each post; the national cost is counted apart."""
    for name, one in own.items():
        mask = posts.of(one.taken) & posts.structural
        yield per_post(number(values, f"{name}.lokaal_aandeel", one.lokaal_aandeel), mask, 1.0)


def _costs_of(posts: Posts, name: str, one: National, values: Values, price: Prices, costs: Costs) -> Parts:
    """Give what an arrangement costs the country per calendar year, (…, Y) each."""
    amount = 100 * number(values, f"{name}.kosten_eur", one.kosten_eur)
    factors = price.factors(values, np.array([one.prijspeil or posts.prijsjaar]))
    factor = (factors.people if one.soort == "personeel" else factors.goods)[..., 0, :]
    yearly = np.where(np.array(price.jaren) >= one.vanaf, amount[..., None] * factor, 0.0)
    new = (
        number(values, f"{name}.nieuw", one.nieuw)
        if one.nieuw is not None
        else _present_share(posts, costs, posts.of(one.taken) & posts.structural)
    )
    return Parts(yearly, yearly * new[..., None])


def _present_share(posts: Posts, costs: Costs, mask: np.ndarray) -> np.ndarray:
    """Give the new part of what was registered for the marked posts, of the mean VSV: shape (…)."""
    registered = posts.costs.total * mask
    whole = (posts.average @ registered.sum(axis=-1)).sum()
    new = ((registered * costs.aandeel).sum(axis=-1) @ posts.average.T).sum(axis=-1)
    return new / whole if whole else np.zeros_like(new)


def _faults(case: Case, own: Mapping[str, National]) -> Iterator[str]:
    for name, one in own.items():
        if one.prijspeil and one.prijspeil > case.scenario.tot:
            yield f"'{name}.prijspeil' ({one.prijspeil}) ligt na 'tot' ({case.scenario.tot})"


def _remarks(case: Case, own: Mapping[str, National]) -> Iterator[str]:
    for name, one in own.items():
        if one.prijspeil and one.prijspeil != case.posts.prijsjaar:
            yield (
                f"De kosten van '{name.partition('.')[2]}' zijn in prijzen van {one.prijspeil}; waar prijzen van de registratie staan, zijn "
                "zij niet teruggerekend."
            )


def _tell(one: National) -> str:
    return (
        f"{in_euro(one.kosten_eur)} per jaar voor het hele land vanaf {one.vanaf}, in prijzen van "
        f"{one.prijspeil or 'de registratie'}; {in_percent(one.lokaal_aandeel)} van de kosten van elk VSV blijft"
    )


def _without(case: Case, one: National) -> str:
    mask = case.posts.of(one.taken) & case.posts.structural
    mean = case.posts.mean_per_vsv(case.local_costs.total * mask)
    return f"{mean_cost(case, mask)}, {format_euro_millions(mean * case.country)} in het land"


def _controls(case: Case, scenarios: Sequence[Scenario]) -> Iterator[Control]:
    first = next((one.taken for each in scenarios for one in LEVER.of(each).values()), None)
    if first is None:
        return
    names = basiskader.task_names()
    single = [(f"{task} {names[task]}", (task,)) for task in structural_tasks()]
    together = [] if len(first) == 1 else [(" en ".join(first), first)]
    yield Control("landelijk_taken", "Landelijk te regelen", first, (*together, *single))
    yield slider("landelijk_deel", "Deel dat landelijk is", 0.0, (0, 1), 0.05, share)
    yield slider("landelijk_eur", "Landelijke kosten", 0.0, (0, 3_000_000), 50_000, euros)


def _chosen(base: Scenario, choices: Mapping[str, Any]) -> dict[str, National]:
    part, cost = choices.get("landelijk_deel"), choices.get("landelijk_eur")
    if not part and not cost:
        return {}
    made = National(
        taken=choices["landelijk_taken"],
        kosten_eur=exactly(cost or 0.0),
        lokaal_aandeel=exactly(1 - (part or 0.0)),
        **GROUND,
    )
    return {f"landelijk.{EXPLORER}": made}


LEVER = Lever(
    kind="landelijk",
    schema=National,
    stage=Stage.ARRANGED,
    many=True,
    subject="Landelijk geregeld",
    tell=_tell,
    without=_without,
    effect=_kept_locally,
    nationally=_costs_of,
    price_years=lambda one: [one.prijspeil] if one.prijspeil else [],
    clashes=lambda own: twice(own, "landelijk geregeld"),
    faults=_faults,
    remarks=_remarks,
    numbers={
        "kosten_eur": Named("kosten per jaar", euros, tips="landelijk"),
        "lokaal_aandeel": Named("wat lokaal blijft", share),
        "nieuw": Named("hoeveel nieuw is", share),
    },
    controls=_controls,
    chosen=_chosen,
    row=("arranged nationally", "tasks, national cost, what stays local, from when"),
    block="""\
[landelijk.naam]                  # de Federatie regelt het voor alle VSV's
taken = ["@TAAK@"]
kosten_eur = 900_000              # per jaar, voor het hele land
lokaal_aandeel = 0.3
vanaf = 2027
""",
)
