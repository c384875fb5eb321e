"""What of the data scenarios work on, made once for all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from vsvanalyse import basiskader
from vsvanalyse.process.data import EditionData
from vsvanalyse.scenarios.laying_out import make_posts
from vsvanalyse.scenarios.posts import Posts
from vsvanalyse.separation import Rules


@dataclass(frozen=True)
class Model:
    """Everything of the data that a scenario works on; made once, used for every scenario.

    ``country`` and ``births`` are the VSVs and births in the country, unless a scenario says otherwise; ``groep`` names the VSVs
    that registered, as `edition.Edition.group` does.
    """

    posts: Posts
    country: int
    births: float
    births_source: str = ""
    groep: str = ""

    @property
    def n(self) -> int:
        """How many VSVs registered."""
        return len(self.posts.vsvs)


def make_model(
    taakkosten: pd.DataFrame, profielen: pd.DataFrame, country: int | None = None, rules: Rules | None = None
) -> Model:
    """Prepare task costs (``taakkosten``, or the finer ``postkosten``) for any number of scenarios.

    ``country`` is the number of VSVs; without it the package's own (``land.csv``), which also gives the births. ``rules``
    say what is new of work that nobody is paid for yet.
    """
    land = basiskader.read_codelist("land").sort_values("jaar").groupby("grootheid").last()
    births = land.loc["bevallingen"]
    posts = make_posts(taakkosten, profielen, rules)
    return Model(
        posts,
        int(land.loc["vsvs", "waarde"]) if country is None else country,
        float(births["waarde"]),
        f"{births['bron']}, {births['jaar']} ({births['status']}); in elk jaar gelijk gehouden",
        "1 pilot" if len(posts.vsvs) == 1 else f"{len(posts.vsvs)} pilots",
    )


def edition_model(data: EditionData) -> Model:
    """Prepare an edition's post costs, with the number of VSVs in the country and the pilot set that the edition names."""
    made = make_model(data.postkosten, data.profielen, data.edition.n_land, data.rules)
    return replace(made, groep=data.edition.group(made.posts.vsvs))


__all__ = ["Model", "edition_model", "make_model"]
