"""Replaces the solution in a cell by stubs, which students fill in."""

from __future__ import annotations

import ast
import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace

from nbformat import NotebookNode
from pydantic import TypeAdapter

from bareme.course.course import RELEASED_SETTINGS, Assignment
from bareme.course.schema import DEFAULT_STUB
from bareme.course.solution import BEGIN_SOLUTION, END_SOLUTION, remove_markers, select_code_cells
from bareme.errors import CourseError
from bareme.i18n.messages import msg
from bareme.submissions.ast_equality import drop_idle_statements, has_equal_code
from bareme.submissions.ast_names import Definition, assigned_names
from bareme.submissions.template_cells import TemplateCell

__all__ = ["cut_solution", "find_template_cells", "read_released_cells", "select_released_cells"]


def cut_solution(source: str, placeholder: str | None, stub: str = DEFAULT_STUB) -> str:
    """Replaces each region between markers by a placeholder, or by a stub if there is none.

    ``read_solution`` has checked that the markers balance.
    """
    lines: list[str] = []
    inside = False
    for line in source.split("\n"):
        begin = BEGIN_SOLUTION.fullmatch(line)
        if begin:
            inside = True
            lines += (
                _render_stub(begin["indent"], begin["hint"], stub) if placeholder is None else [placeholder]
            )
        elif END_SOLUTION.fullmatch(line):
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def find_template_cells(
    solution: NotebookNode, templates: Sequence[NotebookNode]
) -> tuple[TemplateCell, ...]:
    """Returns the code cells of a template with the names that students write in them.

    Args:
        solution: the notebook of the solution, with its markers.
        templates: the template in each language and format, the default language first.
    """
    right = [remove_markers(cell.source) for cell in select_code_cells(solution) if cell.source.strip()]
    columns = ([cell.source for cell in select_code_cells(one) if cell.source.strip()] for one in templates)
    # A script can read back as other cells than it was made of, where a text in it looks like a marker.
    kept = [column for column in columns if len(column) == len(right)]
    rows = zip(right, *kept, strict=True) if kept else ()
    return tuple(_describe_cell(source, _drop_equal_code(texts)) for source, *texts in rows)


def select_released_cells(cells: Sequence[TemplateCell], suite: str) -> tuple[TemplateCell, ...]:
    """Returns the cells of a template that bind a name of the public checks, with these names alone.

    The names of the other results would tell students how the solution is written.
    """
    asked = frozenset(re.findall(r"\w+", suite))
    kept = [
        replace(
            cell,
            stubs=tuple(name for name in cell.stubs if name in asked),
            results=tuple(name for name in cell.results if name in asked),
        )
        for cell in cells
    ]
    names = {name for cell in kept for name in (*cell.stubs, *cell.results)}
    return tuple(
        cell
        for cell in kept
        if cell.stubs or cell.results or not names.isdisjoint(assigned_names(ast.parse(cell.sources[0])))
    )


def read_released_cells(assignment: Assignment) -> tuple[TemplateCell, ...]:
    """Returns the code cells of the template that a released assignment names.

    Raises:
        CourseError: they cannot be read.
    """
    path = assignment.grader_folder / RELEASED_SETTINGS
    try:
        cells = json.loads(path.read_bytes()).get("template", ())
        return TypeAdapter(tuple[TemplateCell, ...]).validate_python(cells)
    except (OSError, ValueError, AttributeError) as error:
        raise CourseError(
            msg("%(path)s is damaged; take it anew from where you got the assignment.", path=path)
        ) from error


def _describe_cell(right: str, sources: tuple[str, ...]) -> TemplateCell:
    solved, given = ast.parse(right), ast.parse(sources[0])
    if has_equal_code(solved.body, given.body):
        return TemplateCell(sources)
    stubs, results = [], []
    for name in dict.fromkeys(assigned_names(solved)):
        last = _find_binding(given, name)
        if last is None:
            results.append(name)
        elif not has_equal_code(last, _find_binding(solved, name) or last):
            stubs.append(name)
        elif not isinstance(last, Definition):
            results.append(name)
    return TemplateCell(sources, tuple(stubs), tuple(results))


def _drop_equal_code(sources: Sequence[str]) -> tuple[str, ...]:
    """Returns the sources of a cell that differ in more than docstrings and comments."""
    kept: dict[str, list[ast.stmt]] = {}
    for source in sources:
        body = drop_idle_statements(ast.parse(source).body)
        # Where there is no code, the comments alone tell if the cell is as it was.
        if not body or not any(has_equal_code(body, other) for other in kept.values()):
            kept[source] = body
    return tuple(kept)


def _find_binding(tree: ast.Module, name: str) -> ast.stmt | None:
    """Returns the last statement that binds a name."""
    return next((node for node in reversed(tree.body) if name in assigned_names(node)), None)


def _render_stub(indent: str, hint: str, stub: str) -> list[str]:
    todo = f"{indent}# TODO: {hint}" if hint else f"{indent}# TODO"
    return [todo, *textwrap.indent(stub, indent).split("\n")] if stub else [todo]
