"""From raw to processed: read, check, separate, sum; the tables on disk, and one writer at a time."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vsvanalyse.process.data import EditionData
    from vsvanalyse.process.pipeline import load, process
    from vsvanalyse.process.slot import BusyError

_HOME = {"BusyError": "slot", "EditionData": "data", "load": "pipeline", "process": "pipeline"}
__all__ = ["BusyError", "EditionData", "load", "process"]


def __getattr__(name: str) -> object:
    """Import what is public when it is asked for: a command that only holds the edition needs no tables."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Let what is public be completed before it is imported."""
    return sorted(__all__)
