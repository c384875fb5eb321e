"""The chapter of what could turn a decision: from which amount it tips, and what more registrations would bring."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.columns import column
from vsvanalyse.edition.starter import BASE
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, counted, estimated, fact
from vsvanalyse.evidence.intervals import LEVEL
from vsvanalyse.evidence.sentences import literal
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios, all_counted, quoted
from vsvanalyse.exhibits.kinds import Table
from vsvanalyse.exhibits.making import Nothing, exhibit, of_group
from vsvanalyse.exhibits.words import capital
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.comparison import prices_at
from vsvanalyse.scenarios.labels import input_label
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.uncertainty import decisions
from vsvanalyse.scenarios.uncertainty.tipping import TippingPoint, tipping_points

_SIDES = {
    "geld": ("genoeg", "te weinig"),
    "landelijk": ("landelijk goedkoper", "landelijk duurder"),
}
"""What holds below and above what is asked of an amount: an estimate, unless all were counted."""
_PER = {"per_vsv_eur": "per VSV", "per_bevalling_eur": "per bevalling", "maximum_eur": "per VSV als maximum"}


@exhibit
def punten(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """From which amount of money it is enough, and up to which cost a national arrangement is cheaper, with intervals."""
    case = cases.featured(data, scenarios, naam)
    scenario = case.scenario
    points = cases.worked_out(data, tipping_points, scenario)
    if not points:
        raise Nothing(f"{quoted(scenario)} heeft geen bedrag waarvan een omslagpunt te zoeken is")
    exact = all_counted(data, scenario)
    rows = [
        {"naam": input_label(case, point.antwoord.invoer), "nu_ct": 100 * point.verwacht, **row}
        for point in points
        for row in _crossings(point, exact=exact)
    ]
    silent = any(len(one.antwoord.punten) == 1 and pd.isna(one.laag) for one in points)
    dash = " Een streepje: alles is geteld, of het interval is niet te zeggen." if silent else ""
    columns = ("naam", "nu_ct", "omslag_ct", "omslag_laag_ct", "omslag_hoog_ct", "tekst")
    return Table(
        rows=of_group(pd.DataFrame(rows, columns=columns), case.n),
        claim=_money_claim(data, scenario, points),
        columns=columns,
        headings={"naam": "Bedrag", "tekst": "Wat er dan geldt"},
        about=f"{quoted(scenario)}: hele land in {scenario.peiljaar}, uit {case.groep}, {prices_at(scenario)}",
        note=f"Al het andere zoals in het scenario. Van en tot: 95 %-interval, alleen doordat niet elk VSV registreerde.{dash}",
    )


def _crossings(point: TippingPoint, *, exact: bool) -> list[dict[str, object]]:
    """Give a row for every crossing, or one that says that there is none, with what holds on both sides."""
    found, sides = point.antwoord, _SIDES[point.vraag]
    write = column("nu_ct").write
    reach = f"tussen {write(100 * found.laag)} en {write(100 * found.hoog)}"
    if found.overal:
        return [{"tekst": f"{reach} maakt het geen verschil"}]
    below, above = (sides[side > 0] for side in (found.onder, found.boven))
    if found.nooit:
        return [{"tekst": f"{reach} overal {below}"}]
    last, how = len(found.punten) - 1, "" if exact else "naar de raming "
    return [
        {
            "omslag_ct": 100 * place,
            "omslag_laag_ct": 100 * point.laag,
            "omslag_hoog_ct": 100 * point.hoog,
            "tekst": ", ".join([f"daaronder {how}{below}"] * (i == 0) + [f"daarboven {above}"] * (i == last)),
        }
        for i, place in enumerate(found.punten)
    ]


def _money_claim(data: EditionData, scenario: Scenario, points: tuple[TippingPoint, ...]) -> Claim:
    """Say at which amount money and cost are equal, where there is one such amount; else only what the table holds."""
    money = [one for one in points if one.vraag == "geld"]
    if len(money) != 1 or len(money[0].antwoord.punten) != 1 or money[0].antwoord.onder < 0:
        return fact(f"Bij welke bedragen {quoted(scenario)} omslaat")
    (point,), model = money, cases.model(data)
    exact, year, named = all_counted(data, scenario), scenario.peiljaar, literal(quoted(scenario))
    per = _PER[point.antwoord.invoer.rpartition(".")[2]]
    return Claim(
        form="bedrag",
        words={
            "zo": f"Bij {named} zijn geld en kosten in {year} gelijk bij {{bedrag}} {per}{'' if exact else ' ({bereik})'}",
            "onbekend": f"Bij welk bedrag {per} geld en kosten in {year} gelijk zijn, is uit {model.groep} niet te zeggen",
        },
        quantity="bedrag waarbij geld en kosten van nieuwe taken gelijk zijn",
        estimate=None if pd.isna(point.laag) and not exact else 100 * point.antwoord.punten[0],
        low=100 * point.laag,
        high=100 * point.hoog,
        level=LEVEL,
        **(counted if exact else estimated)(model.n, prices_at(scenario)),
    )


@exhibit
def meer_pilots(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What more registrations would bring: how much narrower the interval gets, and what knowing better first could gain."""
    case = cases.featured(data, scenarios, naam)
    scenario = case.scenario
    found = cases.worked_out(data, decisions.value_of_pilots, scenario, scenarios[BASE])
    told = found[["halve_breedte_ct", "winst_ct"]].fillna(0).any()
    rows = found.rename(
        columns={"n": "pilots", "halve_breedte_ct": "land_halve_breedte_ct", "winst_ct": "land_winst_ct"}
    )
    columns = ("pilots", "land_halve_breedte_ct", *(["land_winst_ct"] if told["winst_ct"] else []))
    note = "Plus of min: half het 95 %-interval, uit de verschillen tussen de VSV’s van nu."
    if told["winst_ct"]:
        note += " Winst: wat de keuze tussen basis en scenario per jaar naar verwachting beter uitvalt als men eerst meer weet."
    return Table(
        rows=of_group(rows[[*columns]].head(len(rows) if told["halve_breedte_ct"] else 0), case.n),
        claim=_narrower(data, scenario, found),
        columns=columns,
        about=f"{quoted(scenario)}: kosten van nieuwe taken, hele land in {scenario.peiljaar}, uit {case.groep}, {REGISTERED_PRICES}",
        note=note if told["halve_breedte_ct"] else "",
    )


def _narrower(data: EditionData, scenario: Scenario, found: pd.DataFrame) -> Claim:
    """Say how much narrower the interval gets with the next number of registrations."""
    if all_counted(data, scenario):
        return fact(
            f"Meer registraties maken niets zekerder: wie in {scenario.peiljaar} meedoet, is al geteld"
        )
    n, now, then = cases.model(data).n, found.iloc[0], found.iloc[min(1, len(found) - 1)]
    more = f"met {int(then['n'])} registraties in plaats van {n}"
    return Claim(
        form="krimp",
        words={
            "kleiner": f"{capital(more)} krimpt de onzekerheid van plus of min {{van}} naar plus of min {{naar}}",
            "groter": f"{capital(more)} groeit de onzekerheid van plus of min {{van}} naar plus of min {{naar}}",
            "gelijk": f"{capital(more)} blijft de onzekerheid ongeveer plus of min {{van}}",
            "onbeslist": f"Of de onzekerheid krimpt {more}, is niet te zeggen",
            "onbekend": "Wat meer registraties opleveren, is met één VSV niet te zeggen",
        },
        quantity="half het interval van de kosten van nieuwe taken per jaar, hele land",
        estimate=None if pd.isna(now["halve_breedte_ct"]) else then["halve_breedte_ct"],
        more={} if pd.isna(now["halve_breedte_ct"]) else {"van": float(now["halve_breedte_ct"])},
        **estimated(n),
    )


__all__ = ["meer_pilots", "punten"]
