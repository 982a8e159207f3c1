"""Turns any upload into one normalised notebook per student."""

from bareme.submissions.handout import Handout
from bareme.submissions.intake import Format, Intake, MissingSubmission, Submission, collect
from bareme.submissions.notebook import (
    MAX_NOTEBOOK_BYTES,
    ParsedNotebook,
    dump_notebook,
    make_cell,
    make_notebook,
    parse_notebook,
)

__all__ = [
    "MAX_NOTEBOOK_BYTES",
    "Format",
    "Handout",
    "Intake",
    "MissingSubmission",
    "ParsedNotebook",
    "Submission",
    "collect",
    "dump_notebook",
    "make_cell",
    "make_notebook",
    "parse_notebook",
]
