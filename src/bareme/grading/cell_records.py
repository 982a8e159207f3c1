"""Records of a notebook in a result: cells, and scores by exercise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from nbformat import NotebookNode

from bareme.grading.pytest_runner import ALL_VISIBILITIES
from bareme.grading.setup import GradingContext
from bareme.i18n.messages import Message, as_message, map_text, msg
from bareme.results.evidence import Evidence, SourceLocation
from bareme.results.result import CellRecord, CheckOutcome, ExerciseScore
from bareme.sandbox.session import CellRun
from bareme.sandbox.source_locations import locate_cell_error
from bareme.submissions.ast_names import stored_names
from bareme.submissions.cell_ast import parse_cell
from bareme.submissions.notebook import label
from bareme.wire.statements import first_line, is_definition, statements_below

__all__ = ["record_cells", "score_exercises"]

_ANSI: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_MAX_OUTPUT_SHOWN: Final = 4000
_MAX_RANGES: Final = 12
"""Ranges of lines in one sentence."""


def score_exercises(
    context: GradingContext,
    notebook: NotebookNode,
    checks: Sequence[CheckOutcome],
    training: Mapping[str, tuple[Evidence, ...]] = MappingProxyType({}),
) -> tuple[ExerciseScore, ...]:
    """Returns the points, the cells and the training evidence of each exercise."""
    defined = _names_by_cell(notebook)
    scores = []
    for exercise in context.assignment.settings.exercise:
        mine = [check for check in checks if check.exercise == exercise.id]
        cells = _cells_of(context.exercise_names.get(exercise.id, ()), defined)
        # A notebook that defines none of the names may still have the labels of the template.
        if not cells:
            cells = [i for i, cell in enumerate(notebook.cells) if label(cell, "exercise") == exercise.id]
        scores.append(
            ExerciseScore(
                id=exercise.id,
                title=exercise.title,
                # Sums of equal shares, such as three thirds, are not exact.
                score=round(sum(check.score for check in mine), 6),
                max_score=exercise.points
                if context.visibilities == ALL_VISIBILITIES
                else sum(c.max_score for c in mine),
                cells=tuple(cells),
                evidence=training.get(exercise.id, ()),
            )
        )
    return tuple(scores)


def _names_by_cell(notebook: NotebookNode) -> dict[int, frozenset[str]]:
    names = {}
    for index, cell in enumerate(notebook.cells):
        tree = parse_cell(cell.source) if cell.cell_type == "code" else None
        if tree is not None:
            names[index] = frozenset(stored_names(tree))
    return names


def _cells_of(names: Sequence[str], defined: Mapping[int, frozenset[str]]) -> list[int]:
    """Returns the last cell that assigns each name, in order."""
    # In the order of the cells, since the last definition is the one that the checks call.
    last = {name: index for index in sorted(defined) for name in names if name in defined[index]}
    return sorted(set(last.values()))


def record_cells(
    notebook: NotebookNode,
    runs: Mapping[int, CellRun],
    stored_outputs: Mapping[str, str] = MappingProxyType({}),
) -> tuple[CellRecord, ...]:
    """Returns source, status, outputs and error location of each cell.

    Args:
        notebook: the notebook as it ran.
        runs: the run of each cell, by index.
        stored_outputs: the outputs in the submitted file, by cell id.
    """
    records = []
    for index, cell in enumerate(notebook.cells):
        run = runs.get(
            index, CellRun("not_run" if cell.cell_type == "code" and cell.source.strip() else "ok")
        )
        line = cell.metadata.get("bareme", {}).get("line")
        first = line if isinstance(line, int) else None
        places = () if run.status == "ok" else locate_cell_error(notebook, index)
        records.append(
            CellRecord(
                index=index,
                kind="code" if cell.cell_type == "code" else "markdown",
                source=cell.source,
                status=run.status,
                message=_explain_cell(run),
                output=_text_of(cell)[:_MAX_OUTPUT_SHOWN],
                stored_output=stored_outputs.get(cell.id, ""),
                line=first,
                places=places,
                rest=_describe_rest(cell.source, places[0], first or 1)
                if run.status == "error" and places
                else "",
            )
        )
    return tuple(records)


def _describe_rest(source: str, place: SourceLocation, first: int) -> Message | str:
    """Returns the sentence on the lines of a cell below the statement that raised.

    The sandbox has run those that only define something.

    Args:
        source: the source of the cell.
        place: where the cell raised.
        first: the number of the first line of the cell, as the page shows it.
    """
    tree = parse_cell(source)
    if tree is None:
        return ""
    below = statements_below(tree.body, place.line)
    end = max((node.end_lineno or 0 for node in tree.body if node not in below), default=place.line)
    kept = [node for node in below if is_definition(node)]
    run = {line for node in kept for line in range(first_line(node), (node.end_lineno or 0) + 1)}
    code = (line for line, text in enumerate(source.split("\n"), 1) if text.strip()[:1] not in ("", "#"))
    left = [line for line in code if line > end and line not in run]
    texts = {"run": _describe_lines(sorted(run), first), "left": _describe_lines(left, first)}
    if run and left:
        return msg(
            "Of the lines below the error, these were still run, since they only define or import something: "
            "%(run)s. These were not run: %(left)s.",
            **texts,
        )
    if run:
        return msg(
            "The lines below the error were still run, since they only define or import something: %(run)s.",
            run=texts["run"],
        )
    return msg("The lines below the error were not run: %(left)s.", left=texts["left"]) if left else ""


def _describe_lines(lines: Sequence[int], first: int) -> str:
    """Returns ascending lines as ranges: ``[2, 3, 4, 7]`` -> ``2-4, 7``."""
    ranges: list[tuple[int, int]] = []
    for line in lines:
        if ranges and ranges[-1][1] == line - 1:
            ranges[-1] = ranges[-1][0], line
        else:
            ranges.append((line, line))
    before = first - 1
    texts = [f"{a + before}-{b + before}" if a < b else f"{a + before}" for a, b in ranges[:_MAX_RANGES]]
    return ", ".join([*texts, "..."] if len(ranges) > _MAX_RANGES else texts)


def _explain_cell(run: CellRun) -> str:
    """Returns the message of a cell, without colour codes.

    Plain text of a cell that raised is the student's own, and never translated.
    """
    message = run.message if run.status == "error" else as_message(run.message)
    return map_text(message, lambda text: _ANSI.sub("", text))


def _text_of(cell: NotebookNode) -> str:
    """Returns the text in the outputs of a cell."""
    parts = []
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            parts.append(str(output.text))
        elif output.output_type in ("execute_result", "display_data"):
            # The kernel of the student sends this, so it may be anything that JSON holds.
            text = output.data.get("text/plain", "")
            parts.append((text if isinstance(text, str) else "") + "\n")
    return _ANSI.sub("", "".join(parts))
