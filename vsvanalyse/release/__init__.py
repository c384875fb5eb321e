"""What may leave the house: for whom a page is and what the VSVs agreed decide what an exhibit may show."""

from vsvanalyse.release.cells import closed_for

__all__ = ["closed_for"]
