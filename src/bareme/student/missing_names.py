"""Explains why a notebook left no value under a name."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Final, NoReturn, TypeAlias

from bareme.errors import NotAttempted, SandboxDied, StudentRaised, StudentTimeout
from bareme.i18n import N_, Message, msg
from bareme.sandbox.session import CellRun, NotebookSession
from bareme.sandbox.source_locations import locate_cell_error
from bareme.submissions.ast_names import stored_names
from bareme.submissions.cell_ast import WRITES_FILE, explain_undefined, is_stub_error

__all__ = ["Cells", "raise_missing"]

Cells: TypeAlias = Sequence[tuple[int, ast.Module]]
"""Parsed code cells, with their index in the notebook."""

_MAX_PART: Final = 200
_KEPT_IN_FILE: Final = CellRun("ok")
"""The run of a cell that is written to a file instead of being executed."""

_RAN_TOO_LONG: Final = N_(
    "`%(name)s` was never made, because the cell that makes it ran too long. %(reason)s"
)
_ENDED: Final = N_(
    "`%(name)s` was never made, because the cell that makes it ended its Python process. %(reason)s"
)
_NOT_RUN: Final = N_("`%(name)s` was never made, because the cell that makes it was not run. %(reason)s")
_RAISED: Final = N_("`%(name)s` was never made, because the cell that makes it raised %(reason)s")

_UNDEFINED: Final = re.compile(r"NameError: name '(\w+)' is not defined")


def raise_missing(session: NotebookSession, cells: Cells, name: str, names: Sequence[object]) -> NoReturn:
    """Raises the reason that a notebook left no value under a name.

    Args:
        session: the notebook's session, after its run.
        cells: the code cells that can be parsed, with their index.
        name: the name that a suite asks for.
        names: the names that the sandbox says there are; hostile.

    Raises:
        StudentError: always.
    """
    index, run = _find_run(session, cells, name)
    if run is None:
        known = [other[:_MAX_PART] for other in names if isinstance(other, str)]
        code = ((at, cell) for at, cell in enumerate(session.notebook.cells) if cell.cell_type == "code")
        sources = {at: str(cell.source) for at, cell in code}
        text = ((at, cell) for at, cell in enumerate(session.notebook.cells) if cell.cell_type != "code")
        texts = {at: str(cell.source) for at, cell in text}
        messages = {at: cell.message for at, cell in session.cells.items()}
        raise StudentRaised(explain_undefined(name, known, sources, texts, dict(cells), messages))
    if is_stub_error(run.message):
        raise NotAttempted(
            msg("`%(name)s` is not there yet: the cell that makes it still meets a TODO.", name=name)
        )
    if (missing := _find_todo_behind(session, cells, run)) is not None:
        raise NotAttempted(
            msg(
                "`%(name)s` is not there yet: the cell that makes it uses `%(missing)s`, which a TODO "
                "still keeps from being made.",
                name=name,
                missing=missing,
            )
        )
    if run is _KEPT_IN_FILE:
        raise StudentRaised(
            msg(
                "`%(name)s` was never made, because the cell that makes it begins with "
                "`%%%%writefile`, which writes it to a file: take that line out.",
                name=name,
            )
        )
    _raise_for_cell(session, name, index, run)


def _raise_for_cell(session: NotebookSession, name: str, index: int, run: CellRun) -> NoReturn:
    """Raises the reason that the cell which binds a name left no value."""
    places = locate_cell_error(session.notebook, index)
    match run.status:
        case "timeout":
            raise StudentTimeout(_say_unmade(_RAN_TOO_LONG, name, run), places)
        case "died":
            raise SandboxDied(_say_unmade(_ENDED, name, run))
        case "not_run":
            raise StudentTimeout(_say_unmade(_NOT_RUN, name, run))
        case "error":
            raise StudentRaised(_say_unmade(_RAISED, name, run), places)
    raise StudentRaised(
        msg(
            "`%(name)s` is made by a cell of yours, and is gone at the end of the notebook: is there a "
            "`del`, or a `%%reset`?",
            name=name,
        )
    )


def _find_todo_behind(session: NotebookSession, cells: Cells, run: CellRun) -> str | None:
    """Returns the name that a TODO keeps from a cell, or None.

    The name may be missing because another cell misses one, and so on.
    """
    passed: set[str] = set()
    while (undefined := _UNDEFINED.match(run.message)) is not None:
        name = undefined[1]
        _, before = _find_run(session, cells, name)
        if before is None or name in passed:
            return None
        if is_stub_error(before.message):
            return name
        passed.add(name)
        run = before
    return None


def _find_run(session: NotebookSession, cells: Cells, name: str) -> tuple[int, CellRun | None]:
    """Returns index and run of the last cell that binds a name.

    The run is None if no cell binds it.
    """
    found: tuple[int, CellRun | None] = -1, None
    for index, tree in cells:
        if name in stored_names(tree):
            found = index, session.cells.get(index, CellRun("not_run"))
            if WRITES_FILE.match(session.notebook.cells[index].source):
                found = index, _KEPT_IN_FILE
    return found


def _say_unmade(message: str, name: str, run: CellRun) -> Message:
    return msg(message, name=name, reason=run.message)
