"""The chapter of scenarios: what other choices would cost the country, beside each other."""

from __future__ import annotations

import pandas as pd

from vsvanalyse.columns import column
from vsvanalyse.edition.starter import BASE
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, counted, estimated, fact
from vsvanalyse.evidence.intervals import LEVEL, tells
from vsvanalyse.evidence.sentences import literal
from vsvanalyse.exhibits import cases
from vsvanalyse.exhibits.cases import Scenarios, all_counted, goes_on, quoted
from vsvanalyse.exhibits.kinds import Bars, Table
from vsvanalyse.exhibits.making import exhibit, of_group
from vsvanalyse.exhibits.words import END_OF_INTERVAL, NOT_BELOW_ZERO, capital, n_vsvs
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.measures.vacatiegeld import still_done

STRUCTURAL, NEW = "alle structurele kosten", "nieuwe taken"
_PARTS = {"structureel": STRUCTURAL, "nieuw": NEW}
NOTHING_BESIDE = "Er is nog geen ander scenario om naast de basis te zetten"
_QUANTITY = "verschil met de basis in kosten van nieuwe taken per jaar, hele land"
_COST, _DIFFERENCE = ([f"land{of}_ct", f"land{of}_laag_ct", f"land{of}_hoog_ct"] for of in ("", "_verschil"))


def of_country(data: EditionData, scenarios: Scenarios) -> str:
    """Say of which country, year, pilots and prices yearly amounts are."""
    first = cases.case(data, next(iter(scenarios.values())))
    years = {one.peiljaar for one in scenarios.values()}
    year = f"in {first.scenario.peiljaar}" if len(years) == 1 else "elk in zijn peiljaar"
    land = n_vsvs(first.country)
    how = "geteld bij" if all(all_counted(data, one) for one in scenarios.values()) else "geraamd uit"
    return f"hele land ({land}) {year}, per jaar, {how} {first.groep}, {REGISTERED_PRICES}"


def change_claim(data: EditionData, scenarios: Scenarios, naam: str) -> Claim:
    """Say what one scenario changes in what new tasks cost in the country.

    Nothing can be told where one VSV says nothing of the others.
    """
    row = cases.compared(data, scenarios).set_index("scenario").loc[naam]
    named, after = literal(quoted(scenarios[naam])), still_done(scenarios[naam])
    after = f"; {after}" if after else ""
    exact = all_counted(data, scenarios[naam])
    change, low, high = (row[f"nieuw_verschil{end}_ct"] for end in ("", "_laag", "_hoog"))
    where, span = f"{named}: in het hele land {{bedrag}} per jaar", "" if exact else " ({bereik})"
    whether = f"Of {named} meer of minder kost aan nieuwe taken, is"
    return Claim(
        form="verschil",
        words={
            "meer": f"{where} meer voor nieuwe taken{span}{after}",
            "minder": f"{where} minder voor nieuwe taken{span}{after}",
            "gelijk": f"{named} verandert niets aan wat nieuwe taken kosten",
            "onbeslist": f"{whether} niet te zeggen: tussen {{minder}} minder en {{meer}} meer per jaar in het hele land{after}",
            "onbekend": f"{whether} uit {literal(row['groep'])} niet te zeggen",
        },
        quantity=_QUANTITY,
        estimate=None if pd.isna(low) and change and not exact else change,
        low=None if exact else low,
        high=None if exact else high,
        level=LEVEL,
        **(counted if exact else estimated)(int(row["n"])),
    )


def _compared(data: EditionData, scenarios: Scenarios) -> pd.DataFrame:
    """Compare, and mark per quantity of which differences the sign can be told."""
    rows = cases.compared(data, scenarios)
    exact = rows["scenario"].map(lambda name: all_counted(data, scenarios[name]))
    signs = {}
    for quantity in _PARTS:
        change, low, high = (rows[f"{quantity}_verschil{end}_ct"] for end in ("", "_laag", "_hoog"))
        signs[f"{quantity}_zeker"] = ((low > 0) | (high < 0) | exact) & (change != 0)
    return rows.assign(**signs)


def _parts(compared: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each scenario and quantity, with cost and difference.

    Left out are intervals that say nothing, and differences of the base with itself.
    """
    parts = []
    for quantity, name in _PARTS.items():
        part = compared[["titel", "peiljaar"]].rename(columns={"peiljaar": "jaar"}).assign(reeks=name)
        for of, columns in (("vast", _COST), ("verschil", _DIFFERENCE)):
            middle, low, high = (compared[f"{quantity}_{of}{end}_ct"] for end in ("", "_laag", "_hoog"))
            clear = tells(low, compared[f"{quantity}_vast_ct"], high) & (low != high)
            low = low.clip(lower=0) if of == "vast" else low
            part[columns] = pd.concat([middle, low.where(clear), high.where(clear)], axis=1)
        part.loc[compared["scenario"] == BASE, _DIFFERENCE] = float("nan")
        parts.append(part.assign(zeker=compared[f"{quantity}_zeker"]))
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


@exhibit
def verschillen(data: EditionData, scenarios: Scenarios) -> Bars:
    """What every scenario changes in the country against the base, what saves most first; the title says the largest that can be told."""
    model, compared = cases.able(data, scenarios), _compared(data, scenarios)
    changed = compared[["structureel_verschil_ct", "nieuw_verschil_ct"]].any(axis=1)
    same = compared.loc[~changed, "titel"].iloc[1:]
    without = (
        f" Zonder verandering van kosten, en daarom niet getekend: {', '.join(same)}." if len(same) else ""
    )
    rows = _parts(compared[changed].sort_values("nieuw_verschil_ct", kind="stable", ignore_index=True))
    quantity = {name: quantity for quantity, name in _PARTS.items()}
    rows["telt"] = [f"land {quantity[name]}_verschil_ct" for name in rows["reeks"]]
    write = column("land_verschil_ct").write
    rows["tekst"] = [
        write(change) if sure else "niet te zeggen" if change else "gelijk"
        for change, sure in zip(rows["land_verschil_ct"], rows["zeker"], strict=True)
    ]
    return Bars(
        rows=of_group(rows[["titel", "reeks", *_DIFFERENCE, "zeker", "tekst", "telt"]], model.n),
        counted={_DIFFERENCE[0]: "telt", **dict.fromkeys(_DIFFERENCE[1:], END_OF_INTERVAL)},
        claim=_largest(data, scenarios, compared),
        label="titel",
        value=_DIFFERENCE[0],
        series="reeks",
        low=_DIFFERENCE[1],
        high=_DIFFERENCE[2],
        text_column="tekst",
        layout="naast",
        sure="zeker",
        styles={STRUCTURAL: "grijs", NEW: "vol"},
        about=f"Verschil met {quoted(scenarios[BASE])}, {of_country(data, scenarios)}",
        note=f"{_line_of_uncertainty(compared)}{without}{goes_on(*scenarios.values())}",
    )


def _largest(data: EditionData, scenarios: Scenarios, compared: pd.DataFrame) -> Claim:
    """Say the largest difference that can be told."""
    told = compared[compared["nieuw_zeker"]]
    if len(told):
        return change_claim(data, scenarios, told.loc[told["nieuw_verschil_ct"].abs().idxmax(), "scenario"])
    if len(compared) == 1:
        return fact(NOTHING_BESIDE)
    if not compared["nieuw_verschil_ct"].any():
        return fact("Geen scenario verandert wat nieuwe taken kosten")
    none = "Van geen enkel scenario is te zeggen of het meer of minder kost aan nieuwe taken"
    words = dict.fromkeys(("meer", "minder", "gelijk", "onbeslist", "onbekend"), none)
    return Claim(form="verschil", words=words, quantity=_QUANTITY, **estimated(int(compared["n"].iloc[0])))


def _line_of_uncertainty(compared: pd.DataFrame) -> str:
    if (compared["nieuw_vast_laag_ct"] < compared["nieuw_vast_hoog_ct"]).any():
        return (
            f"Streep: 95 %-interval, alleen doordat niet elk VSV registreerde ({compared['groep'].iloc[0]}); loopt hij door nul, dan is "
            "meer of minder niet te zeggen. Wat een scenario aanneemt, is daarnaast zelf onzeker."
        )
    return "Geen streep: wie meedoet is geteld, of één VSV zegt niets over de andere."


def _beside(compared: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each scenario with what it costs and differs, all and new; no difference is missing."""
    rows = compared[["titel", "peiljaar"]].rename(columns={"peiljaar": "jaar"})
    parts = _parts(compared)
    for quantity, name in _PARTS.items():
        part = parts[parts["reeks"] == name].reset_index(drop=True)
        part.loc[part[_DIFFERENCE[0]] == 0, _DIFFERENCE] = float("nan")
        ends = zip(_COST, ("", "_laag", "_hoog"), strict=True)
        rows = rows.assign(
            **{f"land_{quantity}{end}_ct": part[column] for column, end in ends},
            **{f"{column}@{quantity}": part[column] for column in _DIFFERENCE},
        )
    return rows


@exhibit
def vergelijking(data: EditionData, scenarios: Scenarios) -> Table:
    """What the scenarios that change cost come to in the country, all and new, in one price base; one row a scenario."""
    model, compared = cases.able(data, scenarios), _compared(data, scenarios)
    changed = compared[["structureel_verschil_ct", "nieuw_verschil_ct"]].any(axis=1)
    changed.iloc[0] = True
    kept, same = compared[changed].reset_index(drop=True), compared.loc[~changed, "titel"]
    below = f" {NOT_BELOW_ZERO}" if (kept.filter(like="_vast_laag_ct") < 0).any(axis=None) else ""
    alike = f" Gelijk aan {quoted(scenarios[BASE])}: {', '.join(same)}." if len(same) else ""
    rows, columns = _beside(kept), ["titel"]
    headings: dict[str, str] = {}
    for quantity, name in _PARTS.items():
        costs = [f"land_{quantity}{end}_ct" for end in ("", "_laag", "_hoog")]
        differences = [f"{column}@{quantity}" for column in _DIFFERENCE] if len(kept) > 1 else []
        columns += [*costs, *differences]
        for heads, of in ((costs, capital(name)), (differences, f"Verschil {name}")):
            headings |= dict(zip(heads, (of, f"{of}, van (95 %)", f"{of}, tot (95 %)"), strict=False))
    if kept["peiljaar"].nunique() > 1:
        columns.append("jaar")
    dash = " Een streepje: er is geen verschil" if len(kept) > 1 else ""
    if rows.filter(regex="^land_(structureel|nieuw)_laag_ct$").isna().any(axis=None):
        dash = f"{dash or ' Een streepje'}{', of' if dash else ':'} er is geen interval: alles is geteld, of er registreerden te weinig VSV’s"
    return Table(
        rows=of_group(rows[columns], model.n),
        counted=_counted(columns),
        claim=fact("Wat scenario’s kosten, en wat zij schelen met de basis"),
        columns=tuple(columns),
        headings=headings,
        about=capital(of_country(data, scenarios)),
        note=f"Van en tot: 95 %-interval.{dash}{'.' if dash else ''}{alike}{below}{goes_on(*scenarios.values())}",
    )


def _counted(columns: list[str]) -> dict[str, str]:
    """Say what each column of `vergelijking` counts."""
    middle = {f"land_{quantity}_ct": f"land {quantity}_vast_ct" for quantity in _PARTS}
    middle |= {f"{_DIFFERENCE[0]}@{quantity}": f"land {quantity}_verschil_ct" for quantity in _PARTS}
    amounts = [name for name in columns if "_ct" in name]
    return {name: middle.get(name, END_OF_INTERVAL) for name in amounts}


def in_short(data: EditionData, scenarios: Scenarios) -> dict[str, str]:
    """Say per scenario in a few words what it changes in the cost of new tasks, where that can be told: for an index."""
    if cases.obstacle(data, scenarios):
        return {}
    told, write = _compared(data, scenarios), column("land_verschil_ct").write
    return {
        row.scenario: f"({write(row.nieuw_verschil_ct)} nieuw)"
        for row in told[told["nieuw_zeker"]].itertuples()
    }


__all__ = ["NOTHING_BESIDE", "change_claim", "in_short", "of_country", "vergelijking", "verschillen"]
