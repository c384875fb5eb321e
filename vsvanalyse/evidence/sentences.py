"""The rules of a sentence, in one place: which words a claim bears, and how its numbers are rounded.

A rule looks at the estimate, its interval or range, the status and the stability, chooses an outcome, and fills the words
that the claim has for that outcome. Numbers reach a sentence in no other way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vsvanalyse.money import (
    about,
    format_about,
    format_euro,
    format_number,
    format_percent,
    format_range,
    plural,
    two_digits,
)

if TYPE_CHECKING:
    from vsvanalyse.evidence.claims import Claim
    from vsvanalyse.evidence.ranking import FirstPlace


MOST_NAMED = 3
"""Of more ways of dividing only the two ends are named."""


@dataclass(frozen=True)
class Rule:
    """A form of sentence: the outcomes for which a claim must have words, and how one is chosen and filled."""

    outcomes: tuple[str, ...]
    fill: Callable[[Claim], str]


def write(claim: Claim, value: float, *, exact: bool | None = None) -> str:
    """Write a number in the unit of the claim: to the euro when counted, else with what its interval bears."""
    exact = claim.exact if exact is None else exact
    if claim.unit == "ct":
        return format_euro(value) if exact else format_about(value, _step(claim, value))
    if claim.unit == "aandeel":
        return format_percent(value)
    text = format_number(value if exact else about(value, _step(claim, value)))
    return f"{text} uur" if claim.unit == "uur" else text


def _step(claim: Claim, value: float) -> float:
    """Give how fine a number may be told: a tenth of half its interval; 0 leaves it to two digits.

    What a choice can come to is told as fine as the largest of it, so that a sentence rounds in one way.
    """
    if claim.low is None or claim.high is None:
        return 0.0
    if claim.form == "keuze":
        coarsest = two_digits(max(abs(claim.estimate or 0), abs(claim.low), abs(claim.high)))
        return coarsest if abs(value) >= coarsest / 2 else 0.0
    return (claim.high - claim.low) / 20


def span(claim: Claim) -> str:
    """Write interval or range: ``"€ 20 tot 48 mln"``; of a difference that is less, how much less."""
    low, high = float(claim.low or 0), float(claim.high or 0)
    if claim.form == "verschil" and high <= 0:
        low, high = -high, -low
    if claim.unit == "ct":
        return format_range(low, high)
    return f"{write(claim, low)} tot {write(claim, high)}"


def _roughly(claim: Claim, value: float) -> str:
    """Write a number, and say that it is rounded where it is."""
    return f"{'' if claim.exact else 'ongeveer '}{write(claim, value)}"


def _sizes(claim: Claim, estimate: float) -> dict[str, str]:
    """Give what every template may name: ``bedrag``, ``bereik``, ``n`` and the further numbers of the claim."""
    amount = _roughly(claim, abs(estimate) if claim.form in ("verschil", "saldo") else estimate)
    slots = {"bedrag": amount, "n": format_number(claim.n or 0)}
    if claim.low is not None and claim.high is not None:
        slots["bereik"] = span(claim)
    return slots | {name: write(claim, value) for name, value in claim.more.items()}


def _amount(claim: Claim) -> str:
    """Say how much, with its interval; where the interval says nothing, say that it cannot be told."""
    if claim.estimate is None or not claim.tells:
        return claim.words["onbekend"].format(n=format_number(claim.n or 0))
    return claim.words["zo"].format(**_with_span(claim, claim.estimate, claim.words["zo"]))


def _with_span(claim: Claim, estimate: float, words: str) -> dict[str, str]:
    """Give the sizes, with the interval behind the amount unless the words name it themselves."""
    slots = _sizes(claim, estimate)
    if "bereik" in slots and "{bereik}" not in words:
        slots["bedrag"] += f" ({slots['bereik']})"
    return slots


def _difference(claim: Claim) -> str:
    """Say more or less; with zero inside the interval or range, that no difference can be told, and between what.

    A claim that ranks what its difference consists of has the words of the form ``eerste`` too, and these follow; none where
    they are empty.
    """
    if claim.estimate is None:
        return claim.words["onbekend"]
    if _undecided(claim) and claim.low is not None and claim.high is not None:
        ends = {"minder": format_or_nothing(claim, -claim.low), "meer": format_or_nothing(claim, claim.high)}
        return claim.words["onbeslist"].format(**_sizes(claim, claim.estimate), **ends)
    if not claim.estimate:
        return claim.words["gelijk"]
    text = claim.words["meer" if claim.estimate > 0 else "minder"].format(**_sizes(claim, claim.estimate))
    if claim.first is None or not claim.first.first or "eerste" not in claim.words:
        return text
    tail = _ranked(claim, claim.first)
    return f"{text}; {tail}" if tail else text


def _undecided(claim: Claim) -> bool:
    """Whether zero lies inside the interval or range."""
    if claim.low is None or claim.high is None:
        return False
    return claim.low <= 0 <= claim.high and claim.low < claim.high


def format_or_nothing(claim: Claim, value: float) -> str:
    """Write one end of an interval, rounded; the word ``niets`` for zero."""
    return write(claim, value, exact=False) if value else "niets"


def _balance(claim: Claim) -> str:
    """Say short or left over, as a difference; without money (``more["geld"]``) only how much is asked, as an amount."""
    if claim.estimate is None or (not claim.more.get("geld") and not claim.tells):
        return claim.words["onbekend"]
    if not claim.more.get("geld"):
        return claim.words["geen_geld"].format(**_with_span(claim, claim.estimate, claim.words["geen_geld"]))
    if _undecided(claim) or not claim.estimate:
        return _difference(claim)
    if claim.estimate > 0:
        return claim.words["meer"].format(**_with_span(claim, claim.estimate, claim.words["meer"]))
    # What is left over is told as what it is: the interval turns over with it.
    left = replace(
        claim,
        estimate=-claim.estimate,
        low=None if claim.high is None else -claim.high,
        high=None if claim.low is None else -claim.low,
    )
    return claim.words["minder"].format(**_with_span(left, -claim.estimate, claim.words["minder"]))


def _balances(claim: Claim) -> str:
    """Say for each way of dividing (``more``: name → too little, or below zero what is left) what it brings.

    What leaves most comes first; of more than three only that one and the one that leaves least.
    """
    if not claim.more:
        return claim.words["geen"]
    names = sorted(claim.more, key=lambda name: (claim.more[name], name))
    if len(names) > MOST_NAMED:
        names = [names[0], names[-1]]
    told = []
    for name in names:
        outcome = "precies" if not claim.more[name] else "kort" if claim.more[name] > 0 else "over"
        told.append(claim.words[outcome].format(naam=name, bedrag=_roughly(claim, abs(claim.more[name]))))
    together = ", ".join(told)
    if len(told) == 1:
        return claim.words["een"].format(uitkomst=together, Uitkomst=together[:1].upper() + together[1:])
    return claim.words["zo"].format(uitkomsten=together)


def _first(claim: Claim) -> str:
    """Name a first only when it stays first; else those that can be first, or that it cannot be told."""
    if claim.first is None or not (claim.first.first or claim.first.challengers):
        return claim.words["geen"]
    text = _ranked(claim, claim.first)
    return text[:1].upper() + text[1:]


def _ranked(claim: Claim, place: FirstPlace) -> str:
    slots = _sizes(claim, claim.estimate or 0)
    if place.steady:
        return claim.words["eerste"].format(eerste=place.first, **slots)
    names = [name for name in (place.first, *place.challengers) if name]
    if len(names) < 2:
        return claim.words["onzeker"].format(eerste=names[0], **slots)
    either = {"eersten": listed(names), "eerste": names[0], "uitdagers": listed(names[1:], "of")}
    return claim.words["samen"].format(**either, **slots)


FAR_AHEAD = 2.0
"""What moves this many times the next moves most, whatever is assumed of either."""


def _ahead(claim: Claim) -> str:
    """Name what moves most (``more``: name → how much) alone only when it is far ahead; else with what comes near it."""
    ranked = sorted(claim.more, key=claim.more.__getitem__, reverse=True)
    if not ranked:
        return claim.words["geen"]
    most = claim.more[ranked[0]]
    near = [name for name in ranked if claim.more[name] * FAR_AHEAD > most]
    if len(near) > 1:
        return claim.words["samen"].format(eersten=listed(near[:MOST_NAMED]))
    return claim.words["eerste"].format(eerste=near[0], bedrag=f"ongeveer {write(claim, most, exact=False)}")


def _choice(claim: Claim) -> str:
    """Say what was proposed and between what a choice can move it: a range, never an interval."""
    if claim.estimate is None:
        return claim.words["onbekend"]
    slots = _sizes(claim, claim.estimate)
    if claim.low is None or claim.high is None or claim.low == claim.high:
        return claim.words["gelijk"].format(**slots)
    return claim.words["zo"].format(**slots, laag=write(claim, claim.low), hoog=write(claim, claim.high))


def _shrink(claim: Claim) -> str:
    """Say from what to what a spread in euros goes; nothing of a share of the variance.

    In whole thousands, so that two spreads can be told apart, unless they were estimated. Low and high are what the spread
    may become; where what it was lies between them, that it shrinks cannot be told.
    """
    if claim.estimate is None or not claim.more.get("van"):
        return claim.words["onbekend"]
    tell = format_about if claim.status == "geraamd" else in_thousands
    slots = {"van": tell(claim.more["van"]), "naar": tell(claim.estimate)}
    if claim.low is not None and claim.high is not None and claim.low < claim.more["van"] < claim.high:
        return claim.words["onbeslist"].format(**slots)
    if abs(claim.estimate / claim.more["van"] - 1) < 0.1:
        return claim.words["gelijk"].format(**slots)
    return claim.words["kleiner" if claim.estimate < claim.more["van"] else "groter"].format(**slots)


def in_thousands(cents: float) -> str:
    """Write cents in whole thousands of euros, so that two spreads can be told apart; small and large ones as `format_about`."""
    fits = 1_000_000 <= abs(cents) < 100_000_000 - 50_000
    return format_euro(round(cents, -5)) if fits else format_about(cents)


def _count(claim: Claim) -> str:
    """Say how many of how many: of ``more["van"]``; of all of them in words of its own (``alle``) where the claim has those."""
    if not claim.more.get("van"):
        return claim.words["onbekend"]
    slots = {"k": format_number(claim.estimate or 0), "van": format_number(claim.more["van"])}
    slots["deel"] = format_percent((claim.estimate or 0) / claim.more["van"])
    every = "alle" if claim.estimate == claim.more["van"] and "alle" in claim.words else "zo"
    return claim.words[every if claim.estimate else "geen"].format(**slots)


def _enough(claim: Claim) -> str:
    """Say in how many of 100 imitated countries (``more``: name → how many) an amount is enough, which is no chance.

    The amount is the one that was tried, so it is told as it is. With nothing in ``more`` nothing is unsure.
    """
    if claim.estimate is None or not claim.tells:
        return claim.words["onbekend"]
    if not claim.more:
        return claim.words["zeker"].format(bedrag=write(claim, claim.estimate))
    times = {name: _of_hundred(count) for name, count in claim.more.items()}
    return claim.words["zo"].format(bedrag=format_about(claim.estimate), **times)


def _of_hundred(count: float) -> str:
    """Write how many of 100; near the ends no more than was drawn can tell."""
    if 0 < count < 1 or 99 < count < 100:
        return "minder dan 1" if count < 1 else "meer dan 99"
    return format_number(count)


RULES: dict[str, Rule] = {
    "feit": Rule(("zo",), lambda claim: claim.words["zo"]),
    "bedrag": Rule(("zo", "onbekend"), _amount),
    "verschil": Rule(("meer", "minder", "gelijk", "onbeslist", "onbekend"), _difference),
    "saldo": Rule(("meer", "minder", "gelijk", "onbeslist", "onbekend", "geen_geld"), _balance),
    "saldi": Rule(("zo", "een", "over", "kort", "precies", "geen"), _balances),
    "eerste": Rule(("eerste", "samen", "onzeker", "geen"), _first),
    "voorop": Rule(("eerste", "samen", "geen"), _ahead),
    "keuze": Rule(("zo", "gelijk", "onbekend"), _choice),
    "krimp": Rule(("kleiner", "groter", "gelijk", "onbeslist", "onbekend"), _shrink),
    "genoeg": Rule(("zo", "zeker", "onbekend"), _enough),
    "aantal": Rule(("zo", "geen", "onbekend"), _count),
}


def say(claim: Claim) -> str:
    """Say a claim: its rule's sentence, and while errors stand that it is provisional, and what it would be without them."""
    text = RULES[claim.form].fill(claim)
    if claim.provisional is None:
        return text
    open_ = claim.provisional
    lines = f"Zonder de regels met {plural(open_.errors, 'fout', 'fouten')}"
    if open_.at_stake_ct:
        lines += f" ({format_about(open_.at_stake_ct)})"
    same = open_.without == text
    return f"Voorlopig: {lowered(text)}. {lines}: {'hetzelfde' if same else lowered(open_.without)}"


def literal(text: str) -> str:
    """Give a text of somebody else as it may stand in the words of a claim."""
    return text.replace("{", "{{").replace("}", "}}")


def lowered(text: str) -> str:
    """Begin without a capital, but leave an abbreviation such as VSV as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def listed(names: list[str], last: str = "en") -> str:
    """Write names after each other: ``"a, b en c"``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


__all__ = ["RULES", "Rule", "listed", "literal", "lowered", "say", "span", "write"]
