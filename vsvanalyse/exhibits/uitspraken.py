"""The chapter of rulings: what may be decided about what is new, beside chance; a choice has a range and is never drawn."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.evidence.claims import Claim, estimated
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios, quoted
from vsvanalyse.exhibits.kinds import Dots, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group
from vsvanalyse.money import format_number, format_range
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.comparison import prices_at
from vsvanalyse.scenarios.lever import CHANCE, CHOICE
from vsvanalyse.scenarios.model import Model
from vsvanalyse.scenarios.rulings import Rulings, rulings
from vsvanalyse.scenarios.run import Result
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.words import has_money


def _laid_out(data: EditionData, scenario: Scenario) -> Rulings:
    return cases.worked_out(data, rulings, scenario)


@exhibit
def bereik(data: EditionData, scenarios: Scenarios, naam: str = "") -> Dots:
    """What new tasks cost between everything read strictly and everything widely, and beside it the interval by chance as proposed."""
    case = cases.featured(data, scenarios, naam)
    scenario = case.scenario
    made, peil = _laid_out(data, scenario), cases.result(data, scenario).peil
    if not made.groepen:
        raise Nothing("Over wat nieuw is, valt niets meer te beslissen")
    low, high = made.range_of("nieuw")
    middle = int(peil["nieuw_ct"])
    rows: list[tuple[object, ...]] = [(_DECIDED, CHOICE, middle, low, high, format_range(low, high))]
    if not pd.isna(peil["nieuw_laag_ct"]):
        ends = float(peil["nieuw_laag_ct"]), float(peil["nieuw_hoog_ct"])
        rows.append((_BY_CHANCE, CHANCE, middle, *ends, format_range(*ends)))
    what = f"Nieuwe taken kosten het hele land in {scenario.peiljaar} per jaar"
    claim = Claim(
        form="keuze",
        words={
            "zo": f"{what} {{bereik}}, naar gelang wat als nieuw geldt; toeval komt daarbij",
            "gelijk": f"{what} {{bedrag}}, wat er ook als nieuw geldt; toeval komt daarbij",
            "onbekend": f"{what} een onbekend bedrag",
        },
        quantity="kosten van nieuwe taken per jaar, hele land",
        estimate=middle,
        low=low,
        high=high,
        **estimated(case.n, prices_at(scenario)),
    )
    columns = ["naam", "soort", "land_nieuw_ct", "land_nieuw_laag_ct", "land_nieuw_hoog_ct", "tekst"]
    return Dots(
        rows=of_group(pd.DataFrame(rows, columns=columns), case.n),
        claim=claim,
        label="naam",
        headings={"naam": "Waardoor het verschilt"},
        value="land_nieuw_ct",
        low="land_nieuw_laag_ct",
        high="land_nieuw_hoog_ct",
        series="soort",
        text_column="tekst",
        styles={CHOICE: "stip", CHANCE: "streep"},
        focus=(CHOICE,),
        about=f"{quoted(scenario)}: kosten van nieuwe taken, hele land in {scenario.peiljaar}, uit {case.groep}, {prices_at(scenario)}",
        note="Keuze: van alles streng tot alles ruim. Toeval: 95 %-interval binnen het voorstel, doordat niet elk VSV registreerde. "
        "Een keuze wordt besloten en heeft dus geen kans.",
    )


_DECIDED, _BY_CHANCE = "wat als nieuw geldt", "wie registreerde"


@exhibit
def genoeg(data: EditionData, scenarios: Scenarios) -> Table:
    """Under how many rulings the money of each scenario suffices, in all and for how many VSVs, and which rule decides that most."""
    model = cases.able(data, scenarios)
    results = cases.results(data, {name: one for name, one in scenarios.items() if _pays(data, one)})
    if not results:
        raise Nothing("In geen scenario is er in het peiljaar geld voor nieuwe taken")
    rows = pd.DataFrame([_row(data, model, one) for one in results.values()])
    first = _laid_out(data, next(iter(results.values())).scenario)
    claim = Claim(
        form="aantal",
        words={
            "zo": f"Bij {{k}} van {{van}} uitspraken over wat nieuw is, is het geld van {quoted(first.scenario)} genoeg",
            "alle": f"Wat er ook als nieuw geldt, het geld van {quoted(first.scenario)} is genoeg",
            "geen": f"Wat er ook als nieuw geldt, het geld van {quoted(first.scenario)} is niet genoeg",
            "onbekend": "Over wat nieuw is, valt niets meer te beslissen",
        },
        quantity="uitspraken waarbij het geld genoeg is",
        estimate=int(first.genoeg.sum()),
        more={"van": len(first.uitspraken)},
        **{**estimated(model.n), "unit": "aantal"},
    )
    columns = ("titel", "jaar", "deel_genoeg", "vsvs_minst", "vsvs_meest", "beslist_meest")
    return Table(
        rows=of_group(rows, model.n),
        claim=claim,
        columns=columns,
        headings={"deel_genoeg": "Deel van de uitspraken"},
        about=f"Hele land, en {model.groep} apart; zonder toeval",
        note=_how_many(first)
        + " Geen kans: elke uitspraak telt even zwaar, hoe waarschijnlijk men haar ook vindt.",
    )


def _pays(data: EditionData, scenario: Scenario) -> bool:
    return has_money(scenario) and int(cases.result(data, scenario).peil["financiering_ct"]) > 0


def _row(data: EditionData, model: Model, result: Result) -> dict[str, object]:
    made = _laid_out(data, result.scenario)
    enough_for = (made.tekort <= 0).sum(axis=1)
    deciding = made.deciding()
    return {
        "titel": result.scenario.titel,
        "jaar": result.scenario.peiljaar,
        "deel_genoeg": float(made.genoeg.mean()),
        "vsvs_minst": int(enough_for.min()),
        "vsvs_meest": int(enough_for.max()),
        "beslist_meest": _named(model, deciding.index[0]) if (deciding > 0).any() else "geen enkele regel",
    }


def _named(model: Model, group: tuple[str, ...]) -> str:
    """Name what is decided by its tasks."""
    rules = [name.split(".")[1] for name in group]
    tasks = [
        task
        for rule in rules
        for task in model.posts.taak[(model.posts.regel == rule) | (model.posts.taak == rule)]
    ]
    names = basiskader.task_names()
    return ", ".join(dict.fromkeys(names.get(task, task) for task in tasks)) or ", ".join(rules)


def _how_many(made: Rulings) -> str:
    count = format_number(made.mogelijk)
    each = f"Elke regel waarover te beslissen valt streng, volgens het voorstel of ruim: {count} uitspraken"
    return (
        f"{each}."
        if made.alle
        else f"{each}, waarvan er {format_number(len(made.uitspraken))} door het lot zijn gekozen."
    )


__all__ = ["bereik", "genoeg"]
