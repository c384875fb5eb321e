"""Turn notebooks into one self-contained page per VSV and for the Federatie."""

from importlib import import_module

__all__ = ["open_page"]


def __getattr__(name: str) -> object:
    """Import what a notebook opens with when it is asked for: the commands must start light."""
    if name in __all__:
        return getattr(import_module("vsvanalyse.reporting.page"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
