"""Split a difference in cost exactly and free of order into its drivers.

Cost of a task = activity (0/1) × (hours × rate × paid share + bought-in). For a product of factors the
Shapley value is the integral of the partial derivative along the straight line between both sides
(Owen 1972, Multilinear extensions of games, Management Science 18, P64-P79). That integrand is a
polynomial, so Gauss-Legendre quadrature with ⌈k/2⌉ points is exact for k factors. The result is that of
Das Gupta (1993, Standardization and Decomposition of Rates, P23-186), whose weights are Shapley's.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.evidence.ranking import FirstPlace, first_place
from vsvanalyse.money import split_signed

DRIVERS = ("activiteit", "uren", "tarief", "aandeel", "inkoop")
MAX_FACTORS = 8
_HOURS_FACTORS = ("uren", "tarief", "aandeel")


def decompose(
    a: Mapping[str, np.ndarray],
    b: Mapping[str, np.ndarray],
    axis: int | tuple[int, ...] | None = None,
) -> dict[str, np.ndarray | float]:
    """Split value(a) - value(b) into one effect per factor, where value = sum of the product.

    ``a`` and ``b`` map the same factor names to numbers or arrays that broadcast to one shape; a factor
    may be negative or zero. Effects are summed over ``axis`` (all axes by default; ``axis=()`` keeps
    the effect of every cell). They sum to value(a) - value(b); a factor that is equal on both sides
    gets 0; swapping sides flips every sign; the order of factors does not matter. Positive = ``a`` costs
    more.

    Raises ValueError for other names on both sides, no factor, more than eight, or a value that is not finite.
    """
    if set(a) != set(b) or not a:
        raise ValueError("beide kanten hebben dezelfde factoren nodig, minstens één")
    if len(a) > MAX_FACTORS:
        raise ValueError(f"hoogstens {MAX_FACTORS} factoren, gevonden {len(a)}")
    names = list(a)
    shape = np.broadcast_shapes(*(np.shape(side[name]) for side in (a, b) for name in names))
    left = {name: np.asarray(a[name], dtype="float64") for name in names}
    right = {name: np.asarray(b[name], dtype="float64") for name in names}
    if not all(np.isfinite(side[name]).all() for side in (left, right) for name in names):
        raise ValueError("een factor is geen eindig getal; vul eerst in wat ontbreekt (zie neutral)")
    gap = {name: left[name] - right[name] for name in names}
    effects = {name: np.zeros(shape) for name in names}
    nodes, weights = np.polynomial.legendre.leggauss((len(names) + 1) // 2)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        points = [right[name] + node * gap[name] for name in names]
        for name, others in zip(names, _products_of_others(points), strict=True):
            effects[name] += weight * others
    summed = {name: (gap[name] * effects[name]).sum(axis=axis) for name in names}
    return {name: float(value) if np.ndim(value) == 0 else value for name, value in summed.items()}


def _products_of_others(values: list[np.ndarray]) -> list[np.ndarray | float]:
    """Give for each value the product of all others, without dividing (a factor may be 0)."""
    before: list[np.ndarray | float] = [1.0]
    for value in values[:-1]:
        before.append(before[-1] * value)
    after: np.ndarray | float = 1.0
    result = []
    for value, ahead in zip(reversed(values), reversed(before), strict=True):
        result.append(ahead * after)
        after = after * value
    return result[::-1]


def factors(taakkosten: pd.DataFrame) -> pd.DataFrame:
    """Give the factors of every VSV × year × task, such that they multiply back to the cash exactly.

    Columns ``activiteit`` (1 when the task has cost or hours, else 0), ``uren``, ``tarief`` (cents an hour),
    ``aandeel`` and ``inkoop`` (cents), indexed by ``vsv, boekjaar, taak``. The paid share is the hours' cash
    divided by hours × rate, so that rounding and overwritten amounts are kept. Hours' cash without
    hours or rate cannot be split and counts as bought in. A factor that has no value is NaN; of a task whose cost is
    unknown that is every factor, ``activiteit`` too.
    """
    frame = taakkosten.set_index(["vsv", "boekjaar", "taak"])
    numbers = ["bedrag_ct", "uren_bedrag_ct", "inkoop_ct", "uren", "tarief_ct"]
    frame = frame[numbers].astype("float64")
    known = frame["bedrag_ct"].notna()
    value = (frame["uren"] * frame["tarief_ct"]).where(frame["uren"] != 0)
    can_split = value.notna() & (value != 0)
    active = (frame["bedrag_ct"] != 0) | (frame["uren"] != 0)
    return pd.DataFrame(
        {
            "activiteit": active.astype("float64").where(known),
            "uren": frame["uren"].where(active & known),
            "tarief": frame["tarief_ct"].where(can_split),
            "aandeel": (frame["uren_bedrag_ct"] / value).where(can_split),
            "inkoop": (frame["inkoop_ct"] + frame["uren_bedrag_ct"].where(~can_split, 0)).where(
                active & known
            ),
        }
    )


def neutral(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fill what one side lacks with the other's value, so that it makes no difference; both missing: 0."""
    return np.nan_to_num(np.where(np.isnan(a), b, a)), np.nan_to_num(np.where(np.isnan(b), a, b))


def split_cells(a: Mapping[str, np.ndarray], b: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Split the cost difference of cells (tasks, pairs) into `DRIVERS`, in cents as float, cell by cell.

    ``a`` and ``b`` hold the columns of `factors` as arrays that broadcast. Where one side does not do
    the activity, its other factors are taken as the other's, and the whole difference is ``activiteit``. Where the cost
    of one side is unknown there is no difference to split: every effect is NaN.
    """
    unknown = np.isnan(a["activiteit"]) | np.isnan(b["activiteit"])
    filled = {name: neutral(*np.broadcast_arrays(a[name], b[name])) for name in DRIVERS}
    sides = [{name: pair[i] for name, pair in filled.items()} for i in (0, 1)]
    hours_a, hours_b = ({k: s[k] for k in ("activiteit", *_HOURS_FACTORS)} for s in sides)
    bought_a, bought_b = ({k: s[k] for k in ("activiteit", "inkoop")} for s in sides)
    hours, bought = decompose(hours_a, hours_b, axis=()), decompose(bought_a, bought_b, axis=())
    effects = {
        "activiteit": np.asarray(hours["activiteit"]) + bought["activiteit"],
        **{name: np.asarray(hours[name]) for name in _HOURS_FACTORS},
        "inkoop": np.asarray(bought["inkoop"]),
    }
    return {name: np.where(unknown, np.nan, effect) for name, effect in effects.items()}


def cube(taakkosten: pd.DataFrame, boekjaar: int) -> tuple[dict[str, np.ndarray], list[str], list[str]]:
    """Give the factors of one year as arrays of VSV × task, with the VSVs and tasks in order.

    Only ``onbekend`` has no row for a VSV that has nothing under that label: it does not do it. A task whose cost is
    unknown is NaN in every factor.
    """
    year = factors(taakkosten[taakkosten["boekjaar"] == boekjaar])
    vsvs = sorted(year.index.get_level_values("vsv").unique())
    tasks = [
        t
        for t in (*basiskader.codes("taken"), basiskader.ONBEKEND)
        if t in year.index.get_level_values("taak")
    ]
    grid = pd.MultiIndex.from_product([vsvs, [boekjaar], tasks])
    full = year.reindex(grid)
    full.loc[~grid.isin(year.index), "activiteit"] = 0.0
    return {name: full[name].to_numpy().reshape(len(vsvs), len(tasks)) for name in DRIVERS}, vsvs, tasks


def all_pairs(taakkosten: pd.DataFrame, boekjaar: int) -> tuple[np.ndarray, list[str], list[str]]:
    """Split every VSV against every other in one call.

    Gives an array of driver × VSV × comparison × task in cents (float), with the VSVs and tasks in order.
    """
    arrays, vsvs, tasks = cube(taakkosten, boekjaar)
    effects = split_cells(
        {name: value[:, None, :] for name, value in arrays.items()},
        {name: value[None, :, :] for name, value in arrays.items()},
    )
    return np.stack([effects[name] for name in DRIVERS]), vsvs, tasks


def _against_others(taakkosten: pd.DataFrame, boekjaar: int, vsv: str) -> tuple[np.ndarray, list[str]]:
    """Split one VSV against each other: driver × comparison × task in cents (float), and the tasks; no comparison without it."""
    arrays, vsvs, tasks = cube(taakkosten, boekjaar)
    own = [i for i, name in enumerate(vsvs) if name == vsv]
    others = [i for i, name in enumerate(vsvs) if name != vsv] if own else []
    effects = split_cells(
        {name: value[own if others else [], :] for name, value in arrays.items()},
        {name: value[others, :] for name, value in arrays.items()},
    )
    return np.stack([effects[name] for name in DRIVERS]), tasks


def against_group(taakkosten: pd.DataFrame, boekjaar: int, vsv: str = "") -> pd.DataFrame:
    """Split each VSV, or one, against the group: per task the mean of its splits against each other that knows its cost.

    One row per ``vsv, taak`` with ``eigen_ct``, ``anderen_ct`` (the mean of those others), ``n_anderen``, a column per driver
    (``activiteit_ct`` …) and ``verschil_ct``, whole cents; a row's drivers sum to its difference, which is own minus others,
    and a VSV's rows to its total minus that of the others, after one rounding. A task whose cost is unknown of the VSV
    itself, or of all others, is no difference: all but ``n_anderen`` and a known ``eigen_ct`` are missing. With one VSV there
    is no comparison and the table is empty.
    """
    if vsv:
        pairs, tasks = _against_others(taakkosten, boekjaar, vsv)
        known = ~np.isnan(pairs[0])
        sums, counts = np.where(known, pairs, 0.0).sum(axis=1), known.sum(axis=0)
        one = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
        return _effect_table([(vsv, one, counts)] if pairs.shape[1] else [], tasks, taakkosten, boekjaar)
    effects, vsvs, tasks = all_pairs(taakkosten, boekjaar)
    if len(vsvs) < 2:
        return _effect_table([], tasks, taakkosten, boekjaar)
    mean, counts = mean_of_others(effects)
    parts = [(vsv, mean[:, i, :], counts[i]) for i, vsv in enumerate(vsvs)]
    return _effect_table(parts, tasks, taakkosten, boekjaar)


def mean_of_others(effects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over the others of pairs (driver × VSV × comparison × task): driver × VSV × task, NaN without; and their number."""
    pairs = ~np.isnan(effects[0]) & ~np.eye(effects.shape[1], dtype=bool)[:, :, None]
    counts = pairs.sum(axis=1)
    sums = np.where(pairs, effects, 0.0).sum(axis=2)
    return np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0), counts


def total_effects(effects: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Sum over tasks each VSV's mean effect against the others when VSVs count more or less often: (…, VSV, driver).

    ``effects`` are pairs (driver × VSV × comparison × task), ``counts`` (…, VSV). One that counts twice is two VSVs that
    are alike: each is compared with the other, without a difference. With all counts 1 this is `mean_of_others`.
    """
    known = (~np.isnan(effects[0])).astype("float64")
    sums = np.einsum("...j,dvjt->...vtd", counts, np.nan_to_num(effects))
    own = np.einsum("vvt->vt", known)
    others = np.einsum("...j,vjt->...vt", counts, known) - own
    mean = np.divide(sums, others[..., None], out=np.zeros(sums.shape), where=(others > 0)[..., None])
    return mean.sum(axis=-2)


def strongest_driver(taakkosten: pd.DataFrame, boekjaar: int) -> FirstPlace:
    """Say which driver moves VSVs most: the largest mean, over VSVs, of its effect against the others in either direction.

    Of each VSV the effects of a driver are summed over tasks first (`against_group`). Leaving a VSV out leaves it out of
    the comparisons too.
    """
    effects, vsvs, _ = all_pairs(taakkosten, boekjaar)

    def moved(counts: np.ndarray) -> np.ndarray:
        return (counts[..., None] * np.abs(total_effects(effects, counts))).mean(axis=-2)

    return first_place(DRIVERS, len(vsvs), moved)


def largest_effect(taakkosten: pd.DataFrame, boekjaar: int, vsv: str, *, per: str = "factor") -> FirstPlace:
    """Say which driver, or which task, makes one VSV differ most from the others, and whether it stays first.

    Items are named with the direction of their effect: ``"-uren"``, ``"+K4"``. The rows are the others: first is what stays
    first, in the same direction, whichever of them is left out. Raises ValueError for something else than ``factor`` or ``taak``.
    """
    if per not in ("factor", "taak"):
        raise ValueError(f"onbekende verdeling '{per}', kies uit factor, taak")
    pairs, tasks = _against_others(taakkosten, boekjaar, vsv)
    known = (~np.isnan(pairs[0])).astype("float64")

    def moved(counts: np.ndarray) -> np.ndarray:
        over = counts @ known
        sums = np.einsum("...j,djt->...dt", counts, np.nan_to_num(pairs))
        mean = np.divide(sums, over[..., None, :], out=np.zeros(sums.shape), where=over[..., None, :] > 0)
        effect = mean.sum(axis=-1 if per == "factor" else -2)
        return np.concatenate([effect, -effect], axis=-1)

    names = DRIVERS if per == "factor" else tasks
    return first_place([f"{sign}{name}" for sign in "+-" for name in names], pairs.shape[1], moved)


def furthest(effects: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows (of `against_group`) of the VSV that differs most from the others; the first by code on a tie."""
    totals = effects.groupby("vsv")["verschil_ct"].sum().astype("float64").abs()
    return effects[effects["vsv"] == (totals.idxmax() if len(totals) else "")]


def between_vsvs(taakkosten: pd.DataFrame, boekjaar: int, vsv: str, other: str) -> pd.DataFrame:
    """Split one VSV against another in one year; rows and columns as `against_group`."""
    arrays, vsvs, tasks = cube(taakkosten, boekjaar)
    if vsv not in vsvs or other not in vsvs:
        raise ValueError(f"{vsv} of {other} heeft geen registratie over {boekjaar}")
    one, two = ({k: v[vsvs.index(name)] for k, v in arrays.items()} for name in (vsv, other))
    return _one_against(vsv, split_cells(one, two), tasks, taakkosten, boekjaar)


def between_years(taakkosten: pd.DataFrame, vsv: str, boekjaar: int, eerder: int) -> pd.DataFrame:
    """Split one VSV's year against an earlier one; rows and columns as `against_group`."""
    mine = taakkosten[taakkosten["vsv"] == vsv]
    if not {boekjaar, eerder} <= set(mine["boekjaar"]):
        raise ValueError(f"{vsv} heeft niet zowel {boekjaar} als {eerder}")
    (now, _, tasks), (then, _, _) = cube(mine, boekjaar), cube(mine, eerder)
    one, two = ({k: v[0] for k, v in side.items()} for side in (now, then))
    return _one_against(vsv, split_cells(one, two), tasks, taakkosten, boekjaar)


def _one_against(
    vsv: str, effects: dict[str, np.ndarray], tasks: list[str], taakkosten: pd.DataFrame, boekjaar: int
) -> pd.DataFrame:
    stacked = np.stack([effects[name] for name in DRIVERS])
    return _effect_table(
        [(vsv, stacked, (~np.isnan(stacked[0])).astype("int64"))], tasks, taakkosten, boekjaar
    )


def _effect_table(
    parts: list[tuple[str, np.ndarray, np.ndarray]], tasks: list[str], taakkosten: pd.DataFrame, boekjaar: int
) -> pd.DataFrame:
    """Round effects (driver × task, per VSV) to cents once, so that all parts sum to the rounded total."""
    year = (
        taakkosten[taakkosten["boekjaar"] == boekjaar].set_index(["vsv", "taak"])["bedrag_ct"].astype("Int64")
    )
    frames = [pd.DataFrame({"vsv": [], "taak": []}, dtype="str").assign(n_anderen=0)]
    cents = np.zeros((len(DRIVERS), 0), dtype="int64")
    for vsv, effects, counts in parts:
        frames.append(pd.DataFrame({"vsv": vsv, "taak": tasks, "n_anderen": counts}))
        whole = split_signed(np.nan_to_num(effects).ravel()).reshape(effects.shape)
        cents = np.hstack([cents, whole])
    frame = pd.concat(frames, ignore_index=True)
    at = pd.MultiIndex.from_frame(frame[["vsv", "taak"]])
    own = year.reindex(at)
    own[~at.isin(year.index)] = 0
    compared = frame["n_anderen"] > 0
    columns = {
        f"{name}_ct": pd.Series(cents[i], dtype="Int64").where(compared) for i, name in enumerate(DRIVERS)
    }
    difference = pd.Series(cents.sum(axis=0), dtype="Int64").where(compared)
    own = own.reset_index(drop=True)
    return frame.assign(eigen_ct=own, anderen_ct=own - difference, **columns, verschil_ct=difference)


__all__ = [
    "DRIVERS",
    "MAX_FACTORS",
    "against_group",
    "all_pairs",
    "between_vsvs",
    "between_years",
    "cube",
    "decompose",
    "factors",
    "furthest",
    "largest_effect",
    "mean_of_others",
    "neutral",
    "split_cells",
    "strongest_driver",
    "total_effects",
]
