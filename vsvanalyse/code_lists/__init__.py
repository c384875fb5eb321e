"""The code lists of an edition: its own in the place of the package's, and all in agreement with each other."""

from vsvanalyse.code_lists.agreement import CodelistError, disagreements, not_whole, require, share
from vsvanalyse.code_lists.kinds import KINDS, Kind
from vsvanalyse.code_lists.reading import State, read_file, read_lists, states

__all__ = [
    "KINDS",
    "CodelistError",
    "Kind",
    "State",
    "disagreements",
    "not_whole",
    "read_file",
    "read_lists",
    "require",
    "share",
    "states",
]
