"""The chapter of the spread: how much VSVs differ per task, and what one costs on average."""

from __future__ import annotations

import pandas as pd

from vsvanalyse import basiskader, overview
from vsvanalyse.evidence import intervals
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, counted, estimated, fact
from vsvanalyse.exhibits.kinds import GROUP, OTHER, OWN, Dots, Table
from vsvanalyse.exhibits.making import Nothing, exhibit, once, task_name
from vsvanalyse.exhibits.words import (
    ALONE,
    END_OF_INTERVAL,
    NOT_DRAWN,
    few,
    hangs_on,
    how_many,
    n_others,
    n_vsvs,
    not_beside,
    the_others,
)
from vsvanalyse.money import format_euro
from vsvanalyse.process.data import EditionData
from vsvanalyse.variance import spread

_ONE, _MEAN, _PUBLISHED = "een VSV", "gemiddelde", "gepubliceerd gemiddelde"
_QUANTITY = {
    "uitgaven": "Uitgaven per taak",
    "nieuw": "Uitgaven per taak aan nieuwe VSV-taken (voorstel)",
    "per_bevalling": "Uitgaven per bevalling per taak",
}
CIRCLE = {
    "bekend": "VSV’s van wie de kosten bekend zijn",
    "doen": "alleen VSV’s die de taak deden en registreerden",
}


@once
def spread_of(data: EditionData, quantity: str = "uitgaven", circle: str = "bekend") -> pd.DataFrame:
    """Give the statistics of every task and year (`spread.spread`)."""
    n_land = data.edition.n_land
    return spread.spread(data.taakkosten, data.profielen, n_land, quantity=quantity, circle=circle)


def of_year(rows: pd.DataFrame, boekjaar: int) -> pd.DataFrame:
    """Keep one year of a table with a row per task, named and with the mean by its one name."""
    year = rows[rows["boekjaar"] == boekjaar].rename(columns={"gemiddelde_ct": "gemiddeld_ct"})
    return year.assign(naam=[task_name(task) for task in year["taak"]], wie=GROUP).reset_index(drop=True)


def _per_task(*parts: pd.DataFrame) -> pd.DataFrame:
    """Put parts and the published means below each other in the order of the tasks, so that a chart names these in order."""
    codes, published = basiskader.codes("taken"), basiskader.load().gepubliceerd
    published = published.rename(columns={"jaar1_ct": "bedrag_ct"})[["taak", "bedrag_ct"]]
    rows = pd.concat(
        [*parts, published.assign(soort=_PUBLISHED, telt="gepubliceerd", wie=GROUP)], ignore_index=True
    )
    rows = rows[rows["taak"].isin(codes) & rows["bedrag_ct"].notna()]
    order = {task: i for i, task in enumerate(codes)}
    rows = rows.sort_values("taak", key=lambda tasks: tasks.map(order), kind="stable", ignore_index=True)
    rows = rows.assign(naam=[task_name(task) for task in rows["taak"]]).fillna({"vsv": "", "telt": ""})
    return rows.astype({"bedrag_ct": "float64", "n": "Int64", "boekjaar": "Int64"})


def _published_note(data: EditionData) -> str:
    return (
        "Gepubliceerd: van eenmalige taken het bedrag van één jaar. "
        if data.lists.rows("gepubliceerd")
        else ""
    )


@exhibit
def taken(data: EditionData, boekjaar: int) -> Dots:
    """Every VSV's cost as a dot per task, with the mean and the published mean."""
    stats = spread_of(data)
    stats = stats[stats["boekjaar"] == boekjaar].set_index("taak")
    seen = spread.observations(data.taakkosten, data.profielen, "uitgaven")
    seen = seen[(seen["boekjaar"] == boekjaar) & seen["bekend"]].rename(columns={"waarde_ct": "bedrag_ct"})
    means = stats.reset_index().rename(columns={"gemiddelde_ct": "bedrag_ct"})
    rows = _per_task(
        seen[["vsv", "boekjaar", "taak", "bedrag_ct"]].assign(soort=_ONE, telt="bedrag", wie=OTHER),
        means[["taak", "n", "bedrag_ct", "boekjaar"]].assign(soort=_MEAN, telt="gemiddeld bedrag", wie=GROUP),
    )
    n = int(seen["vsv"].nunique())
    most = spread.most_varied_task(data.taakkosten, data.profielen, boekjaar).called(basiskader.task_names())
    untold = ALONE if n < 2 else f"Bij welke taak {how_many(n)} het meest verschillen, is niet te zeggen"
    ends = {}
    if most.first:
        widest = stats.loc[stats["variatie"].fillna(0).astype("float64").idxmax()]
        ends = {"laagste": float(widest["laagste_ct"]), "hoogste": float(widest["hoogste_ct"])}
    claim = Claim(
        form="eerste",
        words={
            "eerste": "{eerste} verschilt naar verhouding het meest: van {laagste} tot {hoogste} per VSV",
            "samen": hangs_on("Welke taak naar verhouding het meest verschilt"),
            "onzeker": untold,
            "geen": untold,
        },
        quantity="standaarddeviatie als deel van het gemiddelde, per taak",
        first=most,
        more=ends,
        **counted(n),
    )
    return Dots(
        rows=rows,
        claim=claim,
        label="naam",
        value="bedrag_ct",
        series="soort",
        styles={_ONE: "stip", _MEAN: "streep", _PUBLISHED: "stippelstreep"},
        counted={"bedrag_ct": "telt"},
        about=f"Kosten per taak in {boekjaar}, eenmalige kosten inbegrepen, {n_vsvs(n)}, {REGISTERED_PRICES}",
        note=f"Wiens kosten onbekend zijn, heeft geen stip en telt in het gemiddelde niet mee. {_published_note(data)}{few(n)}",
        alt=_told(stats, boekjaar),
    )


def _told(stats: pd.DataFrame, boekjaar: int) -> str:
    parts = [
        f"{task_name(row.Index)} van {format_euro(row.laagste_ct)} tot {format_euro(row.hoogste_ct)}, gemiddeld {format_euro(row.gemiddelde_ct)}"
        for row in stats[stats["n"] > 0].itertuples()
    ]
    return f"Stippen per taak in {boekjaar}: {'; '.join(parts)}." if parts else ""


@exhibit
def eigen_taken(data: EditionData, vsv: str, boekjaar: int) -> Dots:
    """One VSV's cost per task beside the mean of the others and the published mean."""
    rows = overview.own_beside_group(data.taakkosten, data.one_off_costs, vsv, boekjaar)
    rows = rows[rows["taak"].isin(basiskader.codes("taken"))]
    both = rows[rows["bedrag_ct"].notna() & (rows["n_anderen"] > 0)]
    n = int(rows["n_anderen"].max()) if len(rows) else 0
    own, others = "uw VSV", "de andere, gemiddeld"
    means = rows[["taak"]].assign(bedrag_ct=rows["gemiddeld_ct"], n=rows["n_anderen"], boekjaar=boekjaar)
    drawn = _per_task(
        rows[["taak", "bedrag_ct"]].assign(vsv=vsv, boekjaar=boekjaar, soort=own, telt="bedrag", wie=OWN),
        means.assign(soort=others, telt="anderen bedrag", wie=GROUP),
    )
    claim = Claim(
        form="aantal",
        words={
            "zo": f"Bij {{k}} van de {{van}} taken kostte uw VSV meer dan {the_others(n)}",
            "geen": f"Bij geen enkele taak kostte uw VSV meer dan {the_others(n)}",
            "onbekend": not_beside(data, vsv, boekjaar),
        },
        quantity="taken die meer kostten dan het gemiddelde van de anderen",
        estimate=(both["bedrag_ct"].astype("float64") > both["gemiddeld_ct"]).sum(),
        unit="aantal",
        more={"van": float(len(both))},
        **counted(n + 1),
    )
    return Dots(
        rows=drawn if len(rows) else drawn.iloc[:0],
        claim=claim,
        label="naam",
        value="bedrag_ct",
        series="soort",
        styles={own: "stip", others: "streep", _PUBLISHED: "stippelstreep"},
        focus=(own,),
        counted={"bedrag_ct": "telt"},
        about=f"Kosten per taak in {boekjaar}, eenmalige kosten inbegrepen, {REGISTERED_PRICES}",
        note=f"Gemiddelde van hoogstens {n_others(n)}; wiens kosten onbekend zijn, telt niet mee. "
        f"{_published_note(data)}",
    )


@exhibit
def statistiek(data: EditionData, boekjaar: int, quantity: str = "uitgaven", circle: str = "bekend") -> Table:
    """The statistics of each task in NZa's order: of what (`spread.QUANTITIES`) and over whom (`spread.CIRCLES`)."""
    rows = of_year(spread_of(data, quantity, circle), boekjaar)
    suffix = ("" if quantity == "uitgaven" else f"_{quantity}") + ("" if circle == "bekend" else f"_{circle}")
    return Table(
        id=f"spreiding.statistiek{suffix}",
        rows=rows,
        claim=fact(f"{_QUANTITY[quantity]} in {boekjaar}, {CIRCLE[circle]}"),
        columns=(
            "naam", "n", "hoogste_ct", "laagste_ct", "gemiddeld_ct", "kwartiel1_ct", "mediaan_ct", "kwartiel3_ct", "sd_ct",
            "onder", "boven", "gewogen_ct", "variatie", "variatie_robuust",
        ),
        about=f"Per VSV in {boekjaar}, {REGISTERED_PRICES}",
        note="Een streepje: niet te berekenen. Robuuste variatie: 1,4826 × de mediane afwijking van de mediaan, gedeeld door de mediaan.",
    )  # fmt: skip


@exhibit
def twee_jaren(data: EditionData) -> Table:
    """Mean, median and variation of the first and the last year side by side."""
    rows = spread_of(data)
    first, last = int(rows["boekjaar"].min()), int(rows["boekjaar"].max())
    if first == last:
        raise Nothing(f"Er is één jaar, {first}; er is geen ander jaar om ernaast te zetten")
    shown = ("n", "gemiddeld_ct", "mediaan_ct", "variatie")
    then, now = (
        of_year(rows, year)[["taak", "naam", *shown]].rename(columns={name: f"{name}@{year}" for name in shown})
        for year in (first, last)
    )  # fmt: skip
    return Table(
        rows=then.merge(now, on=["taak", "naam"], validate="1:1").assign(wie=GROUP),
        claim=fact(f"{first} en {last} naast elkaar"),
        columns=("naam", *(f"{name}@{year}" for year in (first, last) for name in shown)),
        about=f"Uitgaven per VSV per taak, {CIRCLE['bekend']}, {REGISTERED_PRICES}",
    )


@exhibit
def gemiddelde(data: EditionData) -> Dots:
    """The mean structural cost per VSV per year with its interval: of all years together, and of each."""
    years = sorted(int(year) for year in data.structural_costs["boekjaar"].unique())
    periods: dict[str, int | None] = {f"{years[0]} tot en met {years[-1]}": None} if len(years) > 1 else {}
    periods |= {str(year): year for year in years}
    rows = pd.concat(
        [_mean(data, year).assign(periode=name, boekjaar=year) for name, year in periods.items()],
        ignore_index=True,
    ).astype({"boekjaar": "Int64"})
    whole = rows.iloc[0]
    n, group = int(whole["n"]), data.edition.group(data.vsvs)
    claim = Claim(
        form="bedrag",
        words={
            "zo": "Samenwerken kost een VSV gemiddeld {bedrag} per jaar",
            "onbekend": f"Wat samenwerken een VSV gemiddeld kost, is met {how_many(n)} niet te zeggen",
        },
        quantity="structurele kosten per VSV per jaar",
        # Costs are above zero: an interval that is not says nothing about them.
        estimate=whole["gemiddeld_ct"] if whole["laag_ct"] > 0 else None,
        low=whole["laag_ct"],
        high=whole["hoog_ct"],
        level=intervals.LEVEL,
        **estimated(n),
    )
    return Dots(
        rows=rows[["periode", "boekjaar", "gemiddeld_ct", "laag_ct", "hoog_ct", "n"]].assign(wie=GROUP),
        counted={
            "gemiddeld_ct": "gemiddeld structureel",
            "laag_ct": END_OF_INTERVAL,
            "hoog_ct": END_OF_INTERVAL,
        },
        claim=claim,
        label="periode",
        value="gemiddeld_ct",
        low="laag_ct",
        high="hoog_ct",
        about=f"Structurele kosten per VSV per jaar, gemiddelde en 95 %-interval, {group}, {REGISTERED_PRICES}",
        note=f"Zonder eenmalige kosten. Per taak over wie haar kosten kent. Het interval geldt voor een land van {data.edition.n_land} VSV’s. {NOT_DRAWN}",
    )


@once
def _mean(data: EditionData, boekjaar: int | None) -> pd.DataFrame:
    costs, n_land = data.structural_costs, data.edition.n_land
    return overview.mean_per_vsv(costs, n_land, boekjaar=boekjaar, columns=["bedrag_ct"])


__all__ = ["CIRCLE", "eigen_taken", "gemiddelde", "of_year", "spread_of", "statistiek", "taken", "twee_jaren"]
