"""From form to checked lines: make, read, check, and send back."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vsvanalyse.intake.registration import Round, read_registration, read_registrations

__all__ = ["Round", "read_registration", "read_registrations"]


def __getattr__(name: str) -> object:
    """Import what is promised when it is asked for: a process that reads one file must start light."""
    if name in __all__:
        return getattr(import_module("vsvanalyse.intake.registration"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Let what is promised be completed before it is imported."""
    return sorted(__all__)
