"""The command line: the door to everything."""

from vsvanalyse.cli.commands import main, run_command

__all__ = ["main", "run_command"]
