"""Draw the README's picture anew from the example edition: ``make picture``."""

from pathlib import Path

from vsvanalyse import overview, pipeline
from vsvanalyse.presentation import figures

if __name__ == "__main__":
    data = pipeline.load("voorbeeld")
    year = overview.latest_year(data.taakkosten, "VSV02")
    chart = figures.own_costs_by_class(overview.own_beside_group(data.taakkosten, "VSV02", year), year)
    chart.save_png(Path("README.png"))
