"""The registered mean against the published table, as a bridge whose steps add up to the cent.

Every mean names its set: all VSVs that registered, or the edition's pilot set, with its n.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vsvanalyse import basiskader, prices
from vsvanalyse.basiskader import ONBEKEND, UREN
from vsvanalyse.intake.findings import lines_with_errors
from vsvanalyse.money import plural, round_half_up
from vsvanalyse.process.data import EditionData

STEPS = (
    "pilotset",
    "jaar_en_prijspeil",
    "eenmalig_profiel",
    "bevindingen_weggelaten",
    "correctie",
    "niet_bekend",
    "onverklaard",
)
MATERIALITY = 0.01
"""A step is material from 1 % of the published amount."""


@dataclass(frozen=True)
class Reconciliation:
    """A bridge per task, and what it rests on.

    ``brug`` has a row per task of either side, ``onbekend``, and the totals ``eenmalig``, ``structureel`` and
    ``totaal``: ``eigen_ct``, the seven steps (``<step>_ct``), ``gepubliceerd_ct`` and
    ``materieel`` (the names of the material steps). ``herrekend_ct`` is the recomputed table: the
    mean before corrections; where ``bekend`` is False no pilot knows the cost and it says nothing. ``n_eigen`` and
    ``n_pilots`` count VSVs and ``groep`` names the latter; ``toelichting`` says in Dutch what could not be done.
    """

    brug: pd.DataFrame
    n_eigen: int
    n_pilots: int
    toelichting: tuple[str, ...]
    groep: str

    @property
    def total(self) -> pd.Series:
        """The row of ``brug`` for the whole table."""
        return self.brug.set_index("taak").loc["totaal"]

    @property
    def tasks(self) -> pd.DataFrame:
        """The tasks whose cost somebody of the group knows: ``taak, herrekend_ct, gepubliceerd_ct, verschil_ct``."""
        rows = self.brug[self.brug["taak"].isin(basiskader.codes("taken")) & self.brug["bekend"]]
        rows = rows[["taak", "herrekend_ct", "gepubliceerd_ct"]]
        return rows.assign(verschil_ct=rows["herrekend_ct"] - rows["gepubliceerd_ct"]).reset_index(drop=True)


def reconcile(
    regels: pd.DataFrame,
    bevindingen: pd.DataFrame,
    *,
    pilots: tuple[str, ...],
    jaren: tuple[int, ...],
    prijspeil: int,
    gepubliceerd_prijspeil: int,
    correcties_ct: Mapping[str, int] | None = None,
    taakkosten: pd.DataFrame | None = None,
) -> Reconciliation:
    """Walk from the own mean to the published mean in the order of `STEPS`.

    The own mean of a task is per VSV and year whose cost of it is known. Then, one after the other: only the pilots;
    only the edition's first two years, at the published price level; the one-off task as the sum of two years instead
    of a mean; without lines that have a finding of severity fout; with the board's corrections; the published cost of
    tasks that nobody knows the cost of. What is left is unexplained. ``taakkosten`` says which VSV-years count and what
    of them is known (default: those with lines, everything). Without an index figure the price step is 0 and
    ``toelichting`` says so.
    """
    notes: list[str] = []
    published = basiskader.load().gepubliceerd.set_index("taak")
    tasks = list(dict.fromkeys([*published.index, *regels["taak"], ONBEKEND]))
    if taakkosten is None:
        years = regels[["vsv", "boekjaar"]].drop_duplicates()
        taakkosten = years.merge(pd.DataFrame({"taak": tasks, "onbekend": ""}), how="cross")
    present = set(taakkosten["vsv"])
    absent = sorted(set(pilots) - present)
    if absent:
        notes.append(f"Van de pilotset ontbreken registraties van {', '.join(absent)}.")
    group = set(pilots) & present or present
    if not pilots:
        notes.append(
            "De pilotgroep is niet ingevuld; het gemiddelde gaat over alle VSV's met een registratie."
        )
    elif not set(pilots) & present:
        notes.append("Het gemiddelde gaat daarom over alle VSV's.")
    pilot_costs = taakkosten[taakkosten["vsv"].isin(group)]
    in_years = pilot_costs["boekjaar"].isin(jaren[:2])
    if not in_years.any():
        notes.append(f"De pilots hebben geen registratie over {' of '.join(map(str, jaren[:2]))}.")
    costs = pilot_costs[in_years]
    priced = _to_price_level(
        regels[regels["boekjaar"].isin(jaren[:2])], prijspeil, gepubliceerd_prijspeil, notes
    )
    sound = priced[~lines_with_errors(priced, bevindingen)]
    one_off = [task for task in tasks if task in basiskader.one_off_tasks()]
    if priced["boekjaar"].nunique() == 1:
        notes.append(
            "Er is één jaar; de eenmalige kosten van het tweede jaar zijn gelijk aan dat ene jaar genomen."
        )
    years_factor = pd.Series(1.0, tasks)
    years_factor[one_off] = 2.0
    levels = pd.DataFrame(
        [
            _mean(regels, taakkosten, tasks),
            _mean(regels, pilot_costs, tasks),
            _mean(priced, costs, tasks),
            _mean(priced, costs, tasks) * years_factor,
            _mean(sound, costs, tasks) * years_factor,
        ]
    )
    recomputed = levels.iloc[3]
    levels = levels.ffill().fillna(0.0)
    nobody = recomputed.isna() & (recomputed.index != ONBEKEND)
    if nobody.any():
        notes.append(f"Van {', '.join(nobody.index[nobody])} zijn bij de pilots geen kosten bekend.")
    correction = pd.Series(dict(correcties_ct or {}), dtype="float64").reindex(tasks, fill_value=0)
    aim = published["tabel_ct"].reindex(tasks, fill_value=0).astype("float64")
    corrected = levels.iloc[-1] + correction
    steps = [*(row for _, row in levels.iterrows()), corrected, corrected.mask(nobody, aim), aim]
    cents = [pd.Series(round_half_up(level.to_numpy()), tasks) for level in steps]
    bridge = pd.DataFrame({"eigen_ct": cents[0]}, index=pd.Index(tasks, name="taak"))
    for step, before, after in zip(STEPS, cents[:-1], cents[1:], strict=True):
        bridge[f"{step}_ct"] = after - before
    bridge["gepubliceerd_ct"] = cents[-1]
    bridge["herrekend_ct"] = cents[3]
    bridge = _with_totals(bridge, one_off)
    bridge["materieel"] = [", ".join(_material(row)) for _, row in bridge.iterrows()]
    bridge["bekend"] = ~bridge.index.isin(nobody.index[nobody])
    return Reconciliation(
        bridge.reset_index(), len(present), len(group), tuple(notes), plural(len(group), "VSV", "VSV's")
    )


def reconcile_edition(data: EditionData) -> Reconciliation:
    """Reconcile the counting lines of an edition with its own pilot set, years and corrections."""
    described = data.edition
    level = described.gepubliceerd
    result = reconcile(
        data.counting_lines,
        data.bevindingen,
        pilots=described.pilots.vsvs,
        jaren=described.jaren,
        prijspeil=described.prijspeil,
        gepubliceerd_prijspeil=level.prijspeil if level else described.prijspeil,
        correcties_ct=pd.Series(
            [c.bedrag_ct for c in described.correcties], [c.taak for c in described.correcties], dtype="int64"
        )
        .groupby(level=0)
        .sum()
        .to_dict(),
        taakkosten=data.taakkosten,
    )
    present = set(data.vsvs)
    return replace(result, groep=described.group(set(described.pilots.vsvs) & present or present))


def _mean(lines: pd.DataFrame, taakkosten: pd.DataFrame, tasks: list[str]) -> pd.Series:
    """Mean per task over the VSV-years of ``taakkosten`` that know its cost, also when all their lines are left out."""
    known = taakkosten[taakkosten["onbekend"] == ""]
    everyone = len(taakkosten[["vsv", "boekjaar"]].drop_duplicates())
    count = known.groupby("taak").size().reindex(tasks, fill_value=0)
    # Who has no line without a task has no row for it, and nothing is unknown about that.
    count[ONBEKEND] = everyone - ((taakkosten["taak"] == ONBEKEND) & (taakkosten["onbekend"] != "")).sum()
    key = ["vsv", "boekjaar", "taak"]
    theirs = lines[pd.MultiIndex.from_frame(lines[key]).isin(pd.MultiIndex.from_frame(known[key]))]
    return theirs.groupby("taak")["bedrag_ct"].sum().reindex(tasks, fill_value=0) / count.where(count > 0)


def _to_price_level(lines: pd.DataFrame, from_year: int, to_year: int, notes: list[str]) -> pd.DataFrame:
    if from_year == to_year:
        return lines
    try:
        people = prices.index_factor("ova", from_year, to_year)
        goods = prices.index_factor("materieel", from_year, to_year)
    except ValueError as error:
        notes.append(f"Het prijspeil {from_year} is niet naar {to_year} gebracht: {error}.")
        return lines
    factor = np.where(lines["kostensoort"] == UREN, people.factor, goods.factor)
    if not (people.definitief and goods.definitief):
        notes.append("De prijsindex gebruikt voorlopige cijfers.")
    return lines.assign(bedrag_ct=lines["bedrag_ct"] * factor)


def _with_totals(bridge: pd.DataFrame, one_off: list[str]) -> pd.DataFrame:
    single = bridge.loc[one_off].sum()
    rest = bridge.drop(index=one_off).sum()
    totals = pd.DataFrame({"eenmalig": single, "structureel": rest, "totaal": single + rest}).T
    return pd.concat([bridge, totals]).astype("int64").rename_axis("taak")


def _material(row: pd.Series) -> list[str]:
    limit = MATERIALITY * abs(row["gepubliceerd_ct"])
    return [step for step in STEPS if row[f"{step}_ct"] and abs(row[f"{step}_ct"]) >= limit]


__all__ = ["MATERIALITY", "STEPS", "Reconciliation", "reconcile", "reconcile_edition"]
