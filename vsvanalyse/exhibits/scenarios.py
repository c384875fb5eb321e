"""The chapter of scenarios: what other choices would cost the country, beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from vsvanalyse.columns import column
from vsvanalyse.edition.starter import BASE
from vsvanalyse.evidence.claims import COUNTED, ESTIMATED, Claim, fact
from vsvanalyse.evidence.intervals import LEVEL, tells
from vsvanalyse.evidence.sentences import literal
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.kinds import Bars, Table
from vsvanalyse.exhibits.making import exhibit, of_group
from vsvanalyse.exhibits.words import REGISTERED_PRICES
from vsvanalyse.money import plural
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.model import country_size, participants_of
from vsvanalyse.scenarios.schema import Scenario
from vsvanalyse.scenarios.words import still_done

Scenarios = Mapping[str, Scenario]

STRUCTURAL, NEW = "alle structurele kosten", "nieuwe taken"
_PARTS = {"structureel": STRUCTURAL, "nieuw": NEW}
NOT_BELOW_ZERO = "Kosten kunnen niet onder € 0 liggen: waar een interval bij € 0 begint, is het breder dan het getal draagt."
_QUANTITY = "verschil met de basis in kosten van nieuwe taken per jaar, hele land"


def quoted(scenario: Scenario) -> str:
    """Name a scenario in a sentence."""
    return f"‘{scenario.titel}’"


def distinct(names: Iterable[str]) -> list[str]:
    """Number names that are alike, so that each has a place of its own in a chart."""
    listed = list(names)
    counts = [listed[: i + 1].count(name) for i, name in enumerate(listed)]
    return [f"{name} ({count})" if count > 1 else name for name, count in zip(listed, counts, strict=True)]


def all_counted(data: EditionData, scenario: Scenario) -> bool:
    """Whether only VSVs that registered take part in the reference year, so that nothing of the country is estimated."""
    model = cases.model(data)
    return bool(participants_of(model, scenario).present[scenario.peil] <= model.n)


def goes_on(scenarios: Scenarios) -> str:
    """Say under which scenarios work is no longer paid and is done all the same."""
    found = [(one, still_done(one)) for one in scenarios.values()]
    return "".join(f" Bij {quoted(one)}: {text}." for one, text in found if text)


def of_country(data: EditionData, scenarios: Scenarios) -> str:
    """Say of which country, year, pilots and prices yearly amounts are."""
    model, first = cases.model(data), next(iter(scenarios.values()))
    years = {one.peiljaar for one in scenarios.values()}
    year = f"in {first.peiljaar}" if len(years) == 1 else "elk in zijn peiljaar"
    land = plural(country_size(model, first), "VSV", "VSV’s")
    how = "geteld bij" if all(all_counted(data, one) for one in scenarios.values()) else "geraamd uit"
    return f"hele land ({land}) {year}, per jaar, {how} {model.groep}, {REGISTERED_PRICES}"


def change_claim(data: EditionData, scenarios: Scenarios, naam: str) -> Claim:
    """Say what one scenario changes in what new tasks cost in the country."""
    row = _compared(data, scenarios).set_index("scenario").loc[naam]
    named, after = literal(quoted(scenarios[naam])), still_done(scenarios[naam])
    after = f"; {after}" if after else ""
    where = f"{named}: in het hele land {{bedrag}} per jaar"
    counted = all_counted(data, scenarios[naam])
    span = "" if counted else " ({bereik})"
    return Claim(
        form="verschil",
        words={
            "meer": f"{where} meer voor nieuwe taken{span}{after}",
            "minder": f"{where} minder voor nieuwe taken{span}{after}",
            "gelijk": f"{named} verandert niets aan wat nieuwe taken kosten",
            "onbeslist": f"Of {named} meer of minder kost aan nieuwe taken, is niet te zeggen: tussen {{minder}} minder en {{meer}} meer "
            f"per jaar in het hele land{after}",
            "onbekend": f"Of {named} meer of minder kost aan nieuwe taken, is uit {literal(row['groep'])} niet te zeggen",
        },
        quantity=_QUANTITY,
        n=int(row["n"]),
        price_base=REGISTERED_PRICES,
        **_evidence(row, counted),
    )


def _evidence(row: pd.Series, counted: bool) -> dict[str, float | str | None]:
    """Give the difference with its interval; nothing where one VSV says nothing of the others."""
    change, low, high = (float(row[f"nieuw_verschil{end}_ct"]) for end in ("", "_laag", "_hoog"))
    if counted:
        return {"estimate": change, "status": COUNTED}
    silent = pd.isna(low) and change
    return {
        "estimate": None if silent else change,
        "low": low,
        "high": high,
        "level": LEVEL,
        "status": ESTIMATED,
    }


def _compared(data: EditionData, scenarios: Scenarios) -> pd.DataFrame:
    """Compare, with titles that differ, and mark per quantity of which differences the sign can be told."""
    rows = cases.compared(data, scenarios)
    counted = rows["scenario"].map(lambda name: all_counted(data, scenarios[name]))
    rows = rows.assign(titel=distinct(rows["titel"]))
    for quantity in _PARTS:
        low, high = (rows[f"{quantity}_verschil_{end}_ct"] for end in ("laag", "hoog"))
        rows[f"{quantity}_zeker"] = ((low > 0) | (high < 0) | counted) & (
            rows[f"{quantity}_verschil_ct"] != 0
        )
    return rows


@exhibit
def verschillen(data: EditionData, scenarios: Scenarios) -> Bars:
    """What every scenario changes in the country against the base, what saves most first; the title says the largest that can be told."""
    if reason := cases.obstacle(data, scenarios):
        return _differences(pd.DataFrame(), fact(reason), "", "")
    compared = _compared(data, scenarios)
    changed = compared[["structureel_verschil_ct", "nieuw_verschil_ct"]].any(axis=1)
    rows = compared[changed].sort_values("nieuw_verschil_ct", kind="stable")
    same = compared.loc[~changed, "titel"].iloc[1:]
    left_out = (
        f" Zonder verandering van kosten, en daarom niet getekend: {', '.join(same)}." if len(same) else ""
    )
    bars = [bar for row in rows.to_dict("records") for bar in _bars_of(row)]
    return _differences(
        of_group(pd.DataFrame(bars), cases.model(data).n),
        _largest(data, scenarios, compared),
        f"Verschil met {quoted(scenarios[BASE])}, {of_country(data, scenarios)}",
        f"{_line_of_uncertainty(compared)}{left_out}{goes_on(scenarios)}",
    )


def _differences(rows: pd.DataFrame, claim: Claim, about: str, note: str) -> Bars:
    ends = ["land_verschil_ct", "land_verschil_laag_ct", "land_verschil_hoog_ct"]
    return Bars(
        id="scenarios.verschillen",
        rows=rows.reindex(columns=["titel", "reeks", *ends, "tekst", "wie", "n"]),
        claim=claim,
        label="titel",
        value=ends[0],
        series="reeks",
        low=ends[1],
        high=ends[2],
        text_column="tekst",
        layout="naast",
        styles={STRUCTURAL: "grijs", NEW: "vol"},
        about=about,
        note=note,
    )


def _bars_of(row: Mapping[str, Any]) -> list[dict[str, object]]:
    """Give the two bars of a scenario; beside one of which more or less cannot be told stands that, and no amount."""
    bars = []
    write = column("land_verschil_ct").write
    for quantity, name in _PARTS.items():
        told = _difference_of(row, quantity)
        change = told["land_verschil_ct"]
        text = write(change) if row[f"{quantity}_zeker"] else "niet te zeggen" if change else "gelijk"
        bars.append({"titel": row["titel"], "reeks": name, "tekst": text, **told})
    return bars


def _largest(data: EditionData, scenarios: Scenarios, compared: pd.DataFrame) -> Claim:
    """Say the largest difference that can be told."""
    told = compared[compared["nieuw_zeker"]]
    if len(told):
        return change_claim(data, scenarios, told.loc[told["nieuw_verschil_ct"].abs().idxmax(), "scenario"])
    if len(compared) == 1:
        return fact("Er is nog geen ander scenario om naast de basis te zetten")
    if not compared["nieuw_verschil_ct"].any():
        return fact("Geen scenario verandert wat nieuwe taken kosten")
    none = "Van geen enkel scenario is te zeggen of het meer of minder kost aan nieuwe taken"
    return Claim(
        form="verschil",
        words=dict.fromkeys(("meer", "minder", "gelijk", "onbeslist", "onbekend"), none),
        quantity=_QUANTITY,
        n=int(compared["n"].iloc[0]),
        price_base=REGISTERED_PRICES,
        status=ESTIMATED,
    )


def _line_of_uncertainty(compared: pd.DataFrame) -> str:
    if (compared["nieuw_vast_laag_ct"] < compared["nieuw_vast_hoog_ct"]).any():
        return (
            f"Streep: 95 %-interval, alleen doordat niet elk VSV registreerde ({compared['groep'].iloc[0]}); loopt hij door nul, dan is "
            "meer of minder niet te zeggen. Wat een scenario aanneemt, is daarnaast zelf onzeker."
        )
    return "Geen streep: wie meedoet is geteld, of één VSV zegt niets over de andere."


@exhibit
def vergelijking(data: EditionData, scenarios: Scenarios) -> Table:
    """What all scenarios cost in the country and what they differ from the base, all and new, in one price base."""
    differences = ("land_verschil_ct", "land_verschil_laag_ct", "land_verschil_hoog_ct")
    amounts = ("land_ct", "land_laag_ct", "land_hoog_ct")
    if reason := cases.obstacle(data, scenarios):
        nothing = pd.DataFrame(columns=["titel", "wie"])
        return Table(id="scenarios.vergelijking", rows=nothing, claim=fact(reason), columns=("titel",))
    compared = _compared(data, scenarios)
    about = of_country(data, scenarios)
    below = f" {NOT_BELOW_ZERO}" if (compared.filter(like="_vast_laag_ct") < 0).any(axis=None) else ""
    return Table(
        id="scenarios.vergelijking",
        rows=of_group(pd.DataFrame([part for row in compared.to_dict("records") for part in _parts_of(row)]), cases.model(data).n),
        claim=fact("Wat scenario’s kosten, en wat zij schelen met de basis"),
        columns=("titel", "reeks", *(differences if len(compared) > 1 else ()), *amounts, "jaar"),
        headings={
            "titel": "Scenario", "reeks": "Waarvan", "land_ct": "Kosten", **_INTERVAL,
            "land_verschil_laag_ct": "Verschil, van (95 %)", "land_verschil_hoog_ct": "Verschil, tot (95 %)",
        },
        about=f"{about[:1].upper()}{about[1:]}",
        note=f"Van en tot: 95 %-interval. Een streepje: alles is geteld, of er registreerden te weinig VSV’s om het te zeggen.{below}"
        f"{goes_on(scenarios)}",
    )  # fmt: skip


_INTERVAL = {"land_laag_ct": "Kosten, van (95 %)", "land_hoog_ct": "Kosten, tot (95 %)"}


def _parts_of(row: Mapping[str, Any]) -> list[dict[str, object]]:
    """Give a scenario's rows; left out are intervals that say nothing, and differences of the base with itself."""
    parts = []
    for quantity, name in _PARTS.items():
        cost, low, high = (row[f"{quantity}_vast{end}_ct"] for end in ("", "_laag", "_hoog"))
        part = {"titel": row["titel"], "reeks": name, "land_ct": cost, "jaar": row["peiljaar"]}
        if spread(low, cost, high):
            part |= {"land_laag_ct": max(low, 0), "land_hoog_ct": high}
        if row["scenario"] != BASE:
            part |= _difference_of(row, quantity)
        parts.append(part)
    return parts


def _difference_of(row: Mapping[str, Any], quantity: str) -> dict[str, object]:
    """Give a difference with its interval, where that says something."""
    change, low, high = (row[f"{quantity}_verschil{end}_ct"] for end in ("", "_laag", "_hoog"))
    clear = spread(low, row[f"{quantity}_vast_ct"], high)
    ends = {"land_verschil_laag_ct": low, "land_verschil_hoog_ct": high} if clear else {}
    return {"land_verschil_ct": change, **ends}


def spread(low: float, middle: float, high: float) -> bool:
    """Whether there is an interval that says something."""
    return bool(tells(*(pd.Series([end]) for end in (low, middle, high)))[0]) and low != high


def in_short(data: EditionData, scenarios: Scenarios) -> dict[str, str]:
    """Say per scenario in a few words what it changes in the cost of new tasks, where that can be told: for an index."""
    if cases.obstacle(data, scenarios):
        return {}
    told = _compared(data, scenarios)
    write = column("land_verschil_ct").write
    return {
        row.scenario: f"({write(row.nieuw_verschil_ct)} nieuw)"
        for row in told.itertuples()
        if row.nieuw_zeker
    }


__all__ = ["in_short", "vergelijking", "verschillen"]
