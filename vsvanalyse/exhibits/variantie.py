"""The chapter of the variance: why VSVs differ. What one costs more or less than the others, by driver and by task."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from vsvanalyse.basiskader import ONBEKEND, task_names
from vsvanalyse.evidence.claims import REGISTERED_PRICES, Claim, estimated, fact
from vsvanalyse.evidence.ranking import FirstPlace
from vsvanalyse.evidence.sentences import in_thousands, listed
from vsvanalyse.exhibits.kinds import GROUP, OTHER, OWN, Bars, Bridge, Table
from vsvanalyse.exhibits.making import exhibit, once, task_name, with_total
from vsvanalyse.exhibits.words import (
    DRIVER,
    capital,
    hangs_on,
    n_others,
    n_vsvs,
    no_ranking,
    not_beside,
    the_others,
)
from vsvanalyse.money import in_words, signed
from vsvanalyse.process.data import EditionData
from vsvanalyse.variance import drivers

_DIRECTION = {
    "aandeel": ("een groter betaald deel van de uren", "een kleiner betaald deel van de uren"),
    "uren": ("meer uren", "minder uren"),
    "tarief": ("een hoger uurtarief", "een lager uurtarief"),
    "inkoop": ("meer inkoop", "minder inkoop"),
    "activiteit": ("meer taken", "minder taken"),
}
_STYLE = dict(zip(DRIVER.values(), ("vol", "grijs", "gearceerd", "gestreept", "gekruist"), strict=True))
_EFFECTS = [f"{name}_ct" for name in drivers.DRIVERS]
_PLURAL = ("uren", "activiteit")
_WORTH = 0.1
"""A driver that moves less than this part of the difference is not named in a sentence."""
_DIFFERENCE = "verschil structureel"
_SHAPLEY = f"deel {_DIFFERENCE}: wat van het verschil aan andere oorzaken toekomt (Shapley)"
_ADDS_UP = "De delen tellen op tot het verschil en hun volgorde maakt niet uit (Shapley)."


def direction(driver: str, cents: float) -> str:
    """Name a driver in the direction of its effect: ``"meer uren"``, ``"een lager uurtarief"``."""
    return _DIRECTION[driver][0 if cents > 0 else 1] if cents else DRIVER[driver]


def _bare(task: str, _: float = 0.0) -> str:
    return task_names().get(task, "de onbekende taak")


def without(tasks: Sequence[str]) -> str:
    """Say in a sentence which tasks are not compared: ``" (zonder Voorlichting)"``; nothing where all are."""
    if not tasks:
        return ""
    return (
        f" (zonder {listed([_bare(task) for task in tasks]) if len(tasks) <= 2 else f'{len(tasks)} taken'})"
    )


def _amount(name: str, cents: int) -> str:
    return f"{name} ({signed(cents, in_thousands)})"


def said_by_drivers(sums: Mapping[str, int]) -> str:
    """Say by which two drivers, in the order of ``sums``, a difference comes; what works against it is never its cause."""
    total = sum(sums.values())
    told = [name for name in sums if abs(sums[name]) >= _WORTH * abs(total) and sums[name]]
    cause = next((name for name in told if sums[name] * total > 0), "")
    if not cause:
        return ""
    amounts = {name: _amount(direction(name, sums[name]), sums[name]) for name in told}
    if told[0] != cause:
        return f": ondanks {amounts[told[0]]}, vooral door {amounts[cause]}"
    if len(told) == 1:
        return f": vooral door {amounts[cause]}"
    second = told[1]
    if sums[second] * total > 0:
        return f": vooral door {amounts[cause]} en {amounts[second]}"
    make = "maken" if second in _PLURAL else "maakt"
    return f": vooral door {amounts[cause]}; {amounts[second]} {make} het kleiner"


def _by_tasks(sums: Mapping[str, int], total: int) -> str:
    """Say by which two of the drawn tasks a difference comes most; of those that work the same way only."""
    told = [_amount(_bare(task), cents) for task, cents in sums.items() if cents * total > 0][:2]
    return f": het meest door {listed(told)}" if told else ""


def _stays(place: FirstPlace, names: Mapping[str, str], drawn: Collection[str]) -> str:
    """Say in a note whether what matters most stays first when another VSV is left out; only of what is ``drawn``."""
    called = replace(place, challengers=tuple(one for one in place.challengers if one[1:] in drawn)).called(
        names
    )
    words = {
        "eerste": " Het meest scheelt {eerste}, welk ander VSV ook wordt weggelaten.",
        "samen": f" {hangs_on('Wat het meest scheelt', 'één ander VSV')}.",
        "onzeker": "",
        "geen": "",
    }
    return Claim(form="eerste", words=words, first=called).sentence()


def _directed(names: Callable[[str, float], str], items: Mapping[str, Any]) -> dict[str, str]:
    """Name what `drivers.largest_effect` ranks: items with a sign before them."""
    return {f"{sign}{name}": names(name, int(f"{sign}1")) for sign in "+-" for name in items}


@once
def against_group(data: EditionData, boekjaar: int, vsv: str = "") -> pd.DataFrame:
    """Give what every VSV, or one, costs more or less than the others, per task and by driver (`drivers.against_group`)."""
    return drivers.against_group(data.structural_costs, boekjaar, vsv)


@once
def _largest(data: EditionData, boekjaar: int, vsv: str, per: str) -> FirstPlace:
    return drivers.largest_effect(data.structural_costs, boekjaar, vsv, per=per)


@dataclass(frozen=True)
class _Beside:
    """One VSV beside the others: what can be compared, what not, and how it is named."""

    vsv: str
    own: bool
    boekjaar: int
    rows: pd.DataFrame
    left_out: tuple[str, ...]
    n: int
    alone: str

    @property
    def name(self) -> str:
        return "uw VSV" if self.own else self.vsv

    @property
    def whose(self) -> str:
        return OWN if self.own else OTHER

    @property
    def difference_ct(self) -> int:
        return int(self.rows["verschil_ct"].sum())

    @property
    def not_compared(self) -> str:
        return f" Niet vergeleken, want onbekend: {', '.join(self.left_out)}." if self.left_out else ""

    def shown(self, name: str) -> dict[str, Any]:
        """Give what the exhibits of one VSV share; ``name`` is that of the exhibit, of which there is one of the furthest too."""
        about = f"{capital(self.name)} naast {n_others(self.n)}, structurele kosten van {self.boekjaar}, {REGISTERED_PRICES}"
        if self.own:
            return {"id": f"variantie.{name}", "about": about}
        return {"id": f"variantie.{name}_verst", "about": about}

    def steps(self, label: str, named: list[tuple[str, int, str, str]]) -> pd.DataFrame:
        """Give the rows of a bridge from the mean of the others over steps to this VSV.

        Of each step: its name, its cents, what it counts, and of which tasks.
        """
        own = int(self.rows["eigen_ct"].sum())
        others = "het andere VSV" if self.n == 1 else f"de {in_words(self.n)} andere, gemiddeld"
        compared = ", ".join(self.rows["taak"])
        told = [
            (others, own - self.difference_ct, "begin", GROUP, "", "anderen structureel", compared),
            *(
                (name, cents, "stap", self.whose, self.vsv, words, tasks)
                for name, cents, words, tasks in named
            ),
            (self.name, own, "eind", self.whose, self.vsv, "structureel", compared),
        ]
        columns = [label, "bedrag_ct", "soort", "wie", "vsv", "telt", "taak"]
        frame = pd.DataFrame([] if self.rows.empty else told, columns=columns)
        return frame.assign(n_anderen=self.n, boekjaar=self.boekjaar)

    def claim(self, causes: str) -> Claim:
        """Say in whole thousands what it cost more or less than the others, and by which ``causes``."""
        costs, size = (
            f"{capital(self.name)} kostte{without(self.left_out)}",
            in_thousands(abs(self.difference_ct)),
        )
        more = f"{costs} {size} meer dan {the_others(self.n)}{causes}"
        return Claim(
            form="verschil",
            words={
                "meer": more,
                "minder": f"{costs} {size} minder dan {the_others(self.n)}{causes}",
                "gelijk": f"{costs} evenveel als {the_others(self.n)}",
                "onbeslist": more,
                "onbekend": self.alone,
            },
            quantity=f"structurele kosten in {self.boekjaar} min het gemiddelde van de anderen",
            estimate=None if self.rows.empty else self.difference_ct,
            **estimated(self.n + 1),
        )


def _beside(data: EditionData, boekjaar: int, vsv: str) -> _Beside:
    """Put one VSV beside the others; without a name, the one that differs most."""
    effects = against_group(data, boekjaar, vsv)
    mine = effects if vsv else drivers.furthest(effects)
    compared = mine[mine["n_anderen"] > 0]
    return _Beside(
        vsv=vsv or (str(mine["vsv"].iloc[0]) if len(mine) else ""),
        own=bool(vsv),
        boekjaar=boekjaar,
        rows=compared,
        left_out=tuple(mine.loc[mine["n_anderen"] == 0, "taak"]),
        n=int(compared["n_anderen"].max()) if len(compared) else 0,
        alone=not_beside(data, vsv, boekjaar),
    )


@exhibit
def waarom(data: EditionData, boekjaar: int, vsv: str = "") -> Bridge:
    """From the mean of the others to one VSV, by driver; without ``vsv`` to the one that differs most."""
    beside = _beside(data, boekjaar, vsv)
    sums = {name: int(beside.rows[f"{name}_ct"].sum()) for name in drivers.DRIVERS}
    order = sorted(sums, key=lambda name: -abs(sums[name]))
    sums = {name: sums[name] for name in order}
    tasks = ", ".join(beside.rows["taak"])
    named = [(direction(name, cents), cents, _SHAPLEY, tasks) for name, cents in sums.items()]
    place = _largest(data, boekjaar, beside.vsv, "factor")
    return Bridge(
        **beside.shown("waarom"),
        rows=beside.steps("waardoor", named),
        claim=beside.claim(said_by_drivers(sums)),
        label="waardoor",
        value="bedrag_ct",
        counted={"bedrag_ct": "telt"},
        note=f"{_ADDS_UP}{_stays(place, _directed(direction, DRIVER), order)}{beside.not_compared} Dit beschrijft de andere VSV’s en zegt niets over de rest van het land.",
    )


@exhibit
def per_taak(data: EditionData, boekjaar: int, vsv: str = "", most: int = 8) -> Bridge:
    """From the mean of the others to one VSV, by task; the smallest differences together."""
    beside = _beside(data, boekjaar, vsv)
    sums = beside.rows.set_index("taak")["verschil_ct"].astype("int64")
    sums = sums.reindex(sums.abs().sort_values(ascending=False, kind="stable").index)
    drawn = {str(task): int(cents) for task, cents in sums[:most].items()}
    named = [(task_name(task), cents, _DIFFERENCE, task) for task, cents in drawn.items()]
    if rest := len(sums) - len(named):
        others = int(sums[most:].sum())
        named.append((f"de andere {in_words(rest)} taken", others, _DIFFERENCE, ", ".join(sums.index[most:])))
    place = _largest(data, boekjaar, beside.vsv, "taak")
    stays = _stays(place, _directed(_bare, {**task_names(), ONBEKEND: ""}), drawn)
    return Bridge(
        **beside.shown("per_taak"),
        rows=beside.steps("naam", named),
        claim=beside.claim(_by_tasks(drawn, beside.difference_ct)),
        label="naam",
        value="bedrag_ct",
        counted={"bedrag_ct": "telt"},
        note=f"Met een plus: {beside.name} kostte daar meer dan de andere gemiddeld.{stays}{beside.not_compared}",
    )


@exhibit
def verschil_tabel(data: EditionData, boekjaar: int, vsv: str = "") -> Table:
    """What one VSV costs more or less than the others, per task and by driver."""
    beside = _beside(data, boekjaar, vsv)
    effects = against_group(data, boekjaar, beside.vsv)
    rows = effects.rename(columns={name: f"door_{name}" for name in _EFFECTS})
    amounts = ["eigen_ct", "anderen_ct", *(f"door_{name}" for name in _EFFECTS), "verschil_ct"]
    rows = rows.assign(naam=[task_name(task) for task in rows["taak"]], wie=beside.whose, totaal=False)
    compared = rows["n_anderen"] > 0
    total = with_total(rows[compared], "naam", amounts, "Totaal van wat te vergelijken is").iloc[-1:]
    shown = pd.concat([rows, total], ignore_index=True).assign(vsv=beside.vsv, boekjaar=boekjaar)
    whole = bool(rows.loc[~compared, "eigen_ct"].isna().all())
    causes = {f"door_{name}_ct": capital(cause) for name, cause in DRIVER.items()}
    return Table(
        **beside.shown("verschil_tabel"),
        rows=shown if len(rows) else shown.iloc[:0],
        claim=fact("Verschil met de anderen per taak, en waardoor" if len(rows) else beside.alone),
        columns=("naam", "eigen_ct", "anderen_ct", "n_anderen", *amounts[2:]),
        headings={"eigen_ct": capital(beside.name), **causes},
        # A task that nobody else knows is not in the total, so that the total is not that of the lines.
        counted={
            **({"eigen_ct": "structureel"} if whole else {}),
            "anderen_ct": "anderen structureel",
            "verschil_ct": _DIFFERENCE,
            **dict.fromkeys(causes, _SHAPLEY),
        },
        note=f"{_ADDS_UP} Een streepje is: niet te vergelijken, want onbekend.",
    )


@exhibit
def bijdragen(data: EditionData, boekjaar: int) -> Bars:
    """Every VSV's distance from the others, stacked by driver, ordered by distance."""
    effects = against_group(data, boekjaar)
    sums = effects.groupby("vsv")[[*_EFFECTS, "verschil_ct"]].sum().astype("int64").sort_values("verschil_ct")
    order = sorted(DRIVER, key=lambda name: -float(sums[f"{name}_ct"].abs().sum()))
    told = [
        (vsv, DRIVER[name], row[f"{name}_ct"], row["verschil_ct"])
        for vsv, row in sums.iterrows()
        for name in order
    ]
    rows = pd.DataFrame(told, columns=["vsv", "waardoor", "effect_ct", "verschil_ct"])
    n, unknown = len(sums), ", ".join(sorted(set(effects["taak"][effects["n_anderen"] == 0])))
    some = f" Waar een VSV zijn kosten niet kent ({unknown}) telt geen verschil mee." if unknown else ""
    claim = Claim(
        form="eerste",
        words={
            "eerste": "VSV’s lopen het meest uiteen door {eerste}",
            "samen": hangs_on("Waardoor VSV’s het meest uiteenlopen"),
            **no_ranking(n, "waardoor VSV’s het meest uiteenlopen"),
        },
        quantity="gemiddeld verschil met de anderen door één oorzaak",
        first=drivers.strongest_driver(data.structural_costs, boekjaar).called(_BY),
        **estimated(n),
    )
    return Bars(
        rows=rows.assign(boekjaar=boekjaar, wie=OTHER),
        claim=claim,
        label="vsv",
        value="effect_ct",
        series="waardoor",
        layout="gestapeld",
        styles=_STYLE,
        text_column="verschil_ct",
        about=f"Verschil met het gemiddelde van de anderen, structurele kosten van {boekjaar}, {n_vsvs(n)}, {REGISTERED_PRICES}",
        note=f"Rechts van € 0: duurder dan de anderen. De delen van een VSV tellen op tot zijn verschil.{some}",
    )


_BY = {
    **DRIVER,
    "aandeel": "het betaalde deel van de uren",
    "uren": "het aantal uren",
    "tarief": "het uurtarief",
    "activiteit": "welke taken zij doen",
}
"""The drivers as they stand in a sentence after "door"."""


__all__ = [
    "against_group",
    "bijdragen",
    "direction",
    "per_taak",
    "said_by_drivers",
    "verschil_tabel",
    "waarom",
    "without",
]
