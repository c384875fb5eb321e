"""The code lists of an edition: its own in the place of the package's, and all in agreement with each other."""

from vsvanalyse.code_lists.agreement import CodelistError, disagreements, require, share
from vsvanalyse.code_lists.kinds import KINDS, Kind
from vsvanalyse.code_lists.reading import State, read_lists, states

__all__ = [
    "KINDS",
    "CodelistError",
    "Kind",
    "State",
    "disagreements",
    "read_lists",
    "require",
    "share",
    "states",
]
