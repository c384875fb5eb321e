"""The chapter of what could turn a decision: from which amount it tips, and what more registrations would bring."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.columns import column
from vsvanalyse.edition.starter import BASE
from vsvanalyse.evidence.claims import COUNTED, ESTIMATED, Claim, fact
from vsvanalyse.evidence.intervals import LEVEL
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.kinds import Table
from vsvanalyse.exhibits.making import exhibit, of_group, once
from vsvanalyse.exhibits.scenarios import Scenarios, all_counted, quoted
from vsvanalyse.exhibits.words import REGISTERED_PRICES
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios import comparison
from vsvanalyse.scenarios.comparison import prices_at
from vsvanalyse.scenarios.labels import input_label
from vsvanalyse.scenarios.uncertainty import decisions
from vsvanalyse.scenarios.uncertainty.tipping import TippingPoint, tipping_points

_SIDES = {
    "geld": ("genoeg geld", "te weinig geld"),
    "landelijk": ("landelijk goedkoper", "landelijk duurder"),
}
_PER = {"per_vsv_eur": "per VSV", "per_bevalling_eur": "per bevalling", "maximum_eur": "per VSV als maximum"}


@once
def _points(data: EditionData, one: cases.Case) -> tuple[TippingPoint, ...]:
    return tipping_points(cases.model(data), one.scenario)


@exhibit
def punten(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """From which amount of money it is enough, and up to which cost a national arrangement is cheaper, with intervals."""
    if reason := cases.obstacle(data, scenarios):
        return _table("punten", pd.DataFrame(), fact(reason), ("naam",), "", "")
    scenario, model = comparison.featured(scenarios, naam), cases.model(data)
    points = _points(data, cases.case(scenario))
    if not points:
        none = fact(f"{quoted(scenario)} heeft geen bedrag waarvan een omslagpunt te zoeken is")
        return _table("punten", pd.DataFrame(), none, ("naam",), "", "")
    rows = [
        {"naam": input_label(model, scenario, point.antwoord.invoer), "nu_ct": 100 * point.verwacht, **row}
        for point in points
        for row in _crossings(point)
    ]
    silent = any(len(one.antwoord.punten) == 1 and pd.isna(one.laag) for one in points)
    dash = " Een streepje: alles is geteld, of het interval is niet te zeggen." if silent else ""
    return _table(
        "punten",
        of_group(pd.DataFrame(rows), model.n),
        _money_claim(data, scenarios, naam, points),
        ("naam", "nu_ct", "omslag_ct", "omslag_laag_ct", "omslag_hoog_ct", "tekst"),
        f"{quoted(scenario)}: hele land in {scenario.peiljaar}, uit {model.groep}, {prices_at(scenario)}",
        f"Al het andere zoals in het scenario. Van en tot: 95 %-interval, alleen doordat niet elk VSV registreerde.{dash}",
    )


def _crossings(point: TippingPoint) -> list[dict[str, object]]:
    """Give a row for every crossing, or one that says that there is none, with what holds on both sides."""
    found, sides = point.antwoord, _SIDES[point.vraag]
    write = column("nu_ct").write
    reach = f"tussen {write(100 * found.laag)} en {write(100 * found.hoog)}"
    if found.overal:
        return [{"tekst": f"{reach} maakt het geen verschil"}]
    below, above = (sides[side > 0] for side in (found.onder, found.boven))
    if found.nooit:
        return [{"tekst": f"{reach} overal {below}"}]
    last = len(found.punten) - 1
    return [
        {
            "omslag_ct": 100 * place,
            "omslag_laag_ct": 100 * point.laag,
            "omslag_hoog_ct": 100 * point.hoog,
            "tekst": ", ".join([f"daaronder {below}"] * (i == 0) + [f"daarboven {above}"] * (i == last)),
        }
        for i, place in enumerate(found.punten)
    ]


def _money_claim(
    data: EditionData, scenarios: Scenarios, naam: str, points: tuple[TippingPoint, ...]
) -> Claim:
    """Say from which amount the money is enough, where there is one such amount; else only what the table holds."""
    scenario, model = comparison.featured(scenarios, naam), cases.model(data)
    money = [one for one in points if one.vraag == "geld"]
    if len(money) != 1 or len(money[0].antwoord.punten) != 1 or money[0].antwoord.onder < 0:
        return fact(f"Bij welke bedragen ‘{scenario.titel}’ omslaat")
    (point,) = money
    counted, known = all_counted(data, scenario), not pd.isna(point.laag)
    per = _PER[point.antwoord.invoer.rpartition(".")[2]]
    return Claim(
        form="bedrag",
        words={
            "zo": f"Vanaf {{bedrag}} {per} is er in {scenario.peiljaar} genoeg geld voor nieuwe taken",
            "onbekend": f"Vanaf welk bedrag {per} er in {scenario.peiljaar} genoeg geld is voor nieuwe taken, is uit {model.groep} "
            "niet te zeggen",
        },
        quantity="bedrag waarbij geld en kosten van nieuwe taken gelijk zijn",
        estimate=100 * point.antwoord.punten[0] if counted or known else None,
        low=100 * point.laag if known else None,
        high=100 * point.hoog if known else None,
        level=LEVEL if known else None,
        n=model.n,
        price_base=prices_at(scenario),
        status=COUNTED if counted else ESTIMATED,
    )


def _table(
    name: str, rows: pd.DataFrame, claim: Claim, columns: tuple[str, ...], about: str, note: str
) -> Table:
    return Table(
        id=f"omslag.{name}", rows=rows.reindex(columns=[*columns, "wie", "n"]), claim=claim, columns=columns,
        headings={"naam": "Bedrag", "tekst": "Wat er dan geldt"}, about=about, note=note,
    )  # fmt: skip


@once
def _pilots(data: EditionData, one: cases.Case, base: cases.Case) -> pd.DataFrame:
    return decisions.value_of_pilots(cases.model(data), one.scenario, base.scenario)


@exhibit
def meer_pilots(data: EditionData, scenarios: Scenarios, naam: str = "") -> Table:
    """What more registrations would bring: how much narrower the interval gets, and what knowing better first could gain."""
    if reason := cases.obstacle(data, scenarios):
        return _table("meer_pilots", pd.DataFrame(), fact(reason), ("pilots",), "", "")
    scenario, model = comparison.featured(scenarios, naam), cases.model(data)
    found = _pilots(data, cases.case(scenario), cases.case(scenarios[BASE]))
    gain = ("land_winst_ct",) if found["winst_ct"].fillna(0).any() else ()
    rows = found.rename(
        columns={"n": "pilots", "halve_breedte_ct": "land_halve_breedte_ct", "winst_ct": "land_winst_ct"}
    )
    worth = (
        " Winst: wat de keuze tussen basis en scenario per jaar naar verwachting beter uitvalt als men eerst meer weet."
        if gain
        else ""
    )
    return _table(
        "meer_pilots",
        of_group(rows, model.n).head(0 if found["halve_breedte_ct"].isna().all() else len(rows)),
        _narrower(data, scenarios, naam, found),
        ("pilots", "land_halve_breedte_ct", *gain),
        f"{quoted(scenario)}: kosten van nieuwe taken, hele land in {scenario.peiljaar}, {REGISTERED_PRICES}",
        f"Plus of min: half het 95 %-interval, uit de verschillen tussen de VSV’s van nu.{worth}",
    )


def _narrower(data: EditionData, scenarios: Scenarios, naam: str, found: pd.DataFrame) -> Claim:
    """Say how much narrower the interval gets with the next number of registrations."""
    scenario, model = comparison.featured(scenarios, naam), cases.model(data)
    if all_counted(data, scenario):
        return fact(
            f"Meer registraties maken niets zekerder: wie in {scenario.peiljaar} meedoet, is al geteld"
        )
    now, then = found.iloc[0], found.iloc[min(1, len(found) - 1)]
    known = pd.notna(now["halve_breedte_ct"])
    more = f"Met {int(then['n'])} registraties in plaats van {model.n}"
    return Claim(
        form="krimp",
        words={
            "kleiner": f"{more} krimpt de onzekerheid van plus of min {{van}} naar plus of min {{naar}}",
            "groter": f"{more} groeit de onzekerheid van plus of min {{van}} naar plus of min {{naar}}",
            "gelijk": f"{more} blijft de onzekerheid ongeveer plus of min {{van}}",
            "onbekend": "Wat meer registraties opleveren, is met één VSV niet te zeggen",
        },
        quantity="half het interval van de kosten van nieuwe taken per jaar, hele land",
        estimate=float(then["halve_breedte_ct"]) if known else None,
        n=model.n,
        price_base=REGISTERED_PRICES,
        status=ESTIMATED,
        more={"van": float(now["halve_breedte_ct"])} if known else {},
    )


__all__ = ["meer_pilots", "punten"]
