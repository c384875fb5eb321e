"""From the tables of an edition to the posts on which levers work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.basiskader import EENMALIG, STRUCTUREEL
from vsvanalyse.contracts import LEZINGEN, TABLES, class_column
from vsvanalyse.evidence.intervals import unknown_factor
from vsvanalyse.money import round_half_up, split_signed
from vsvanalyse.scenarios.posts import Costs, Posts, new_share
from vsvanalyse.separation import Rules

_KEY = ["vsv", "boekjaar"]


def post_table(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Turn ``taakkosten`` into ``postkosten`` without rules; a table that is finer already is given back.

    Hours have the nature of their task, as on the form: one-off for the one-off task, structural for others.
    The new part is split in proportion, with the rest to the structural part, so that no cent is lost. A task whose cost is
    unknown keeps one row without amounts. Raises ValueError where the columns are of neither contract.
    """
    fine, plain = TABLES["postkosten"].columns, TABLES["taakkosten"].columns
    if set(fine) <= set(taakkosten):
        return taakkosten[list(fine)]
    if missing := sorted(set(plain) - set(taakkosten)):
        raise ValueError(f"taakkosten mist de kolommen {', '.join(missing)}")
    unknown = taakkosten["bedrag_ct"].isna()
    nothing = taakkosten[unknown].assign(regel="", aard=STRUCTUREEL)
    taakkosten = taakkosten[~unknown]
    hours = ["uren_bedrag_ct", "vacatie_ct", "vacatie_kaart_ct", "loon_kaart_ct", "vacatie_uren_betaald"]
    new = [class_column("nieuw", lezing) for lezing in LEZINGEN]
    base = taakkosten[[*_KEY, "taak", "bedrag_ct", *hours, *new]].assign(regel="")
    one_off_task = taakkosten["taak"].isin(basiskader.one_off_tasks())
    single = base.assign(aard=EENMALIG, bedrag_ct=taakkosten["eenmalig_ct"])
    single[hours] = base[hours].where(one_off_task, 0)
    part = (taakkosten["eenmalig_ct"] / taakkosten["bedrag_ct"].where(taakkosten["bedrag_ct"] != 0)).fillna(0)
    for column in new:
        single[column] = round_half_up((taakkosten[column] * part).to_numpy("float64"))
    rest = base.assign(aard=STRUCTUREEL)
    amounts = ["bedrag_ct", *hours, *new]
    rest[amounts] = base[amounts] - single[amounts]
    both = pd.concat([single, rest], ignore_index=True)
    return pd.concat([both[both[amounts].any(axis=1)], nothing], ignore_index=True)[list(fine)]


def make_posts(taakkosten: pd.DataFrame, profielen: pd.DataFrame, rules: Rules | None = None) -> Posts:
    """Lay out task costs for scenarios; ``taakkosten`` or the finer ``postkosten``.

    ``rules`` say what is new of a post that nobody pays yet. Every VSV-year of the costs is a row; one that is blocked
    has a profile but no costs, and counts in no mean. Raises ValueError when there is none.
    """
    everything = post_table(taakkosten)
    table = everything[everything["bedrag_ct"].notna()]
    rows = taakkosten[_KEY].drop_duplicates().sort_values(_KEY, ignore_index=True)
    if rows.empty:
        raise ValueError("er zijn geen geregistreerde kosten om mee te rekenen")
    posts = table[["taak", "regel", "aard"]].drop_duplicates()
    posts = posts.sort_values(["aard", "taak", "regel"], ignore_index=True)
    at = (
        pd.MultiIndex.from_frame(rows).get_indexer(pd.MultiIndex.from_frame(table[_KEY])),
        pd.MultiIndex.from_frame(posts).get_indexer(
            pd.MultiIndex.from_frame(table[["taak", "regel", "aard"]])
        ),
    )

    def cells(values: pd.Series) -> np.ndarray:
        grid = np.zeros((len(rows), len(posts)))
        np.add.at(grid, at, values.to_numpy("float64"))
        return grid

    new = {lezing: cells(table[class_column("nieuw", lezing)]) for lezing in LEZINGEN}
    hours = cells(table["uren_bedrag_ct"])
    vacatie = cells(table["vacatie_ct"])
    costs = Costs(
        vacatie=vacatie,
        loon=hours - vacatie,
        inkoop=cells(table["bedrag_ct"]) - hours,
        vacatie_kaart=cells(table["vacatie_kaart_ct"]),
        loon_kaart=cells(table["loon_kaart_ct"]),
        vacatie_uren=cells(table["vacatie_uren_betaald"]),
        aandeel=np.zeros((len(rows), len(posts))),
    )
    unknown = everything[everything["bedrag_ct"].isna()]
    vsvs = tuple(sorted(rows["vsv"].unique()))
    member = np.array([[vsv == row for row in rows["vsv"]] for vsv in vsvs], dtype="float64")
    average = member / member.sum(axis=1, keepdims=True)
    filled = _cells_of(unknown, rows, posts["taak"].to_numpy("str"))
    worse = _less_sure(
        costs.total * (posts["aard"] == STRUCTUREEL).to_numpy(),
        filled,
        average,
        posts["taak"].to_numpy("str"),
    )
    costs, new = _fill(costs, new, filled)
    shares = {lezing: _rule_share(posts["regel"], lezing, rules) for lezing in LEZINGEN}
    costs = replace(costs, aandeel=new_share(costs.total, new["verwacht"], shares["verwacht"]))
    single = int((member.sum(axis=1) == 1).sum())
    notes = (
        [
            f"{_years(single, len(vsvs))}; de eenmalige kosten van het tweede jaar zijn gelijk aan die van dat jaar genomen."
        ]
        if single
        else []
    )
    if len(unknown):
        notes.append(_told(unknown, len(rows)))
    if len(posts) and not (posts["regel"] != "").any():
        notes.append(
            "Deze taakkosten kennen geen scheidingsregels: wat nieuw is, is per taak benaderd zodra een maatregel de kosten verandert."
        )
    births = profielen.merge(rows, on=_KEY)[["vsv", "bevallingen"]].astype({"bevallingen": "float64"})
    births = births[births["bevallingen"] > 0].groupby("vsv")["bevallingen"].mean()
    return Posts(
        rows=rows,
        **{name: posts[name].to_numpy("str") for name in posts},
        costs=costs,
        nieuw=new,
        regel_aandeel=shares,
        vsvs=vsvs,
        average=average,
        first=_year_of(member, rows["boekjaar"].to_numpy(), 0),
        second=_year_of(member, rows["boekjaar"].to_numpy(), 1),
        bevallingen=births.reindex(list(vsvs)).to_numpy("float64"),
        aangevuld=filled,
        onzekerder=worse,
        toelichting=tuple(notes),
    )


def _cells_of(unknown: pd.DataFrame, rows: pd.DataFrame, tasks: np.ndarray) -> np.ndarray:
    """Mark the cells (R × P) of VSV-years and tasks whose cost is unknown."""
    marks = np.zeros((len(rows), len(tasks)), dtype=bool)
    at = pd.MultiIndex.from_frame(rows).get_indexer(pd.MultiIndex.from_frame(unknown[_KEY]))
    for row, task in zip(at, unknown["taak"], strict=True):
        marks[row] |= tasks == task
    return marks


def _fill(
    costs: Costs, new: dict[str, np.ndarray], filled: np.ndarray
) -> tuple[Costs, dict[str, np.ndarray]]:
    """Give unknown cells the mean of their post over the rows that know it; cash stays whole cents, and their sum exact."""
    if not filled.any():
        return costs, new
    known = np.maximum((~filled).sum(axis=0), 1)

    def mean(grid: np.ndarray) -> np.ndarray:
        return np.where(filled, (grid * ~filled).sum(axis=0) / known, grid)

    names = ("vacatie", "loon", "inkoop")
    cash = np.stack([mean(getattr(costs, name)) for name in names])
    cash[:, filled] = split_signed(cash[:, filled].ravel()).reshape(cash[:, filled].shape)
    rest = {name: mean(getattr(costs, name)) for name in ("vacatie_kaart", "loon_kaart", "vacatie_uren")}
    costs = replace(costs, **dict(zip(names, cash, strict=True)), **rest)
    return costs, {lezing: mean(grid) for lezing, grid in new.items()}


def _less_sure(cost: np.ndarray, filled: np.ndarray, average: np.ndarray, tasks: np.ndarray) -> float:
    """Say by which factor the standard error of the mean total is larger than that of totals with filled cells.

    A VSV that knows a task in some of its years knows it (`intervals.unknown_factor`).
    """
    if not filled.any():
        return 1.0
    names = np.unique(tasks)
    member = (tasks[:, None] == names).astype("float64")
    weight = average @ (1.0 - ((filled @ member) > 0))
    summed = average @ ((cost * ~filled) @ member)
    known = weight > 0
    return unknown_factor(np.divide(summed, weight, out=np.full(known.shape, np.nan), where=known))


def _years(single: int, everyone: int) -> str:
    if everyone == 1:
        return "Het VSV registreerde één jaar"
    return f"{single} van de {everyone} VSV's {'registreerde' if single == 1 else 'registreerden'} één jaar"


def _told(unknown: pd.DataFrame, registrations: int) -> str:
    """Count the unknown costs per task; names no VSV, because the page of another one says it too."""
    counts = unknown.groupby("taak").size()
    which = ", ".join(f"{task} ({count} van {registrations})" for task, count in counts.items())
    nobody = [task for task, count in counts.items() if count == registrations]
    some = (
        " Zij zijn gelijk genomen aan het gemiddelde van de VSV's die ze wel kennen; de intervallen zijn daarom breder."
        if len(nobody) < len(counts)
        else ""
    )
    none = f" Van {', '.join(nobody)} kent niemand de kosten: die ontbreken in elk bedrag." if nobody else ""
    return f"Niet alle kosten zijn bekend: {which}, geteld in registraties.{some}{none}"


def _rule_share(regel: pd.Series, lezing: str, rules: Rules | None) -> np.ndarray:
    if rules is None:
        return np.zeros(len(regel))
    known = rules.table.set_index("regel")[f"nieuw_{lezing}"].astype("float64")
    return known.reindex(regel).fillna(0.0).to_numpy()


def _year_of(member: np.ndarray, row_years: np.ndarray, rank: int) -> np.ndarray:
    """Pick each VSV's own first (0) or second (1) registered year; who has only one gives that."""
    pick = np.zeros_like(member)
    for v, mine in enumerate(member > 0):
        own = np.flatnonzero(mine)
        pick[v, own[np.argsort(row_years[own])[min(rank, len(own) - 1)]]] = 1.0
    return pick
