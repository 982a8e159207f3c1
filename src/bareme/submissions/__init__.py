"""Turns any upload into one normalised notebook per student."""

from typing import TYPE_CHECKING

from bareme import import_on_use

if TYPE_CHECKING:
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
else:
    __getattr__ = import_on_use(__name__, "handout", "intake", "notebook")

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
