"""Writes notes for the student about the cells of a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from nbformat import NotebookNode

from bareme.i18n.messages import Message, msg
from bareme.submissions.cell_ast import defines_in_text
from bareme.submissions.handout import Handout, defined_names
from bareme.submissions.rebound_names import find_rebound_names

__all__ = ["describe_cells"]

_MAX_NOTES: Final = 5
"""Notes of each kind."""


def describe_cells(
    notebook: NotebookNode, handout: Handout, restored: Sequence[str], *, is_complete: bool
) -> tuple[Message, ...]:
    """Returns notes on code in text cells, given cells that are gone, and names given away.

    Args:
        notebook: the notebook as it was handed in.
        handout: the functions of the lab.
        restored: the given functions that were put back.
        is_complete: True if every check passed, so that a name given away did no harm.
    """
    missing = sorted(handout.lab_functions.get(handout.slug, frozenset()) - defined_names(notebook))
    notes = [
        *list(_describe_text_cells(notebook, missing))[:_MAX_NOTES],
        *(
            msg(
                "`%(name)s` is a given cell of the template that is no longer in your notebook; it was put "
                "back for grading and costs you nothing. Copy it from the template.",
                name=name,
            )
            for name in restored[:_MAX_NOTES]
        ),
    ]
    return tuple(notes) if is_complete else (*notes, *list(_describe_rebound(notebook))[:_MAX_NOTES])


def _describe_text_cells(notebook: NotebookNode, missing: Sequence[str]) -> Iterator[Message]:
    texts = {index: cell.source for index, cell in enumerate(notebook.cells) if cell.cell_type != "code"}
    for name in missing:
        index = next((index for index, text in texts.items() if defines_in_text(text, name)), None)
        if index is not None:
            yield msg(
                "`%(name)s` stands in a text cell (cell %(cell)d): make it a code cell.",
                name=name,
                cell=index + 1,
            )


def _describe_rebound(notebook: NotebookNode) -> Iterator[Message]:
    for found in find_rebound_names(notebook):
        start = notebook.cells[found.cell].metadata.get("bareme", {}).get("line")
        if isinstance(start, int):
            where = msg("Line %(line)d", line=start + found.line - 1)
        else:
            where = msg("Cell %(cell)d, line %(line)d", cell=found.cell + 1, line=found.line)
        yield msg(
            "%(where)s, gives the name `%(name)s` away: `%(code)s`. From then on `%(function)s` cannot use "
            "`%(name)s` any more: choose another name there.",
            where=where,
            name=found.name,
            code=found.code.replace("`", "'"),
            function=found.function,
        )
