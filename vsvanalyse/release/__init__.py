"""What may leave the house: for whom a page is and what the VSVs agreed decide what an exhibit may show."""

from vsvanalyse.release.cells import closed_for
from vsvanalyse.release.gate import ANALYST, AUDIENCES, FEDERATION, PUBLIC, VSV, Released, release

__all__ = ["ANALYST", "AUDIENCES", "FEDERATION", "PUBLIC", "VSV", "Released", "closed_for", "release"]
