"""Draw the README's picture anew from the example edition: ``make picture``."""

from pathlib import Path

from vsvanalyse import overview
from vsvanalyse.exhibits import eigen
from vsvanalyse.process import pipeline
from vsvanalyse.render import svg

if __name__ == "__main__":
    data = pipeline.load("voorbeeld")
    year = overview.latest_year(data.taakkosten, "VSV02")
    svg.png(eigen.kosten(data, "VSV02", year), Path("README.png"))
