"""An edition, one round of collecting: its description, its folders, and how to start one."""

from vsvanalyse.edition.description import (
    CLOSED,
    DECISIONS_FILE,
    EDITION_FILE,
    FORMS_FOLDER,
    LISTS_FOLDER,
    MUTUAL,
    OPEN,
    Edition,
    EditionError,
    EditionPaths,
    find_root,
    known,
    lists_of,
    load,
    opened,
    paths,
)

__all__ = [
    "CLOSED",
    "DECISIONS_FILE",
    "EDITION_FILE",
    "FORMS_FOLDER",
    "LISTS_FOLDER",
    "MUTUAL",
    "OPEN",
    "Edition",
    "EditionError",
    "EditionPaths",
    "find_root",
    "known",
    "lists_of",
    "load",
    "opened",
    "paths",
]
