"""The work of one student, in the parts that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.results.result import CellRecord, Result
from bareme.similarity.fragments import Fragments, find_fragments
from bareme.similarity.template import Template
from bareme.similarity.tokens import imported_names
from bareme.similarity.traits import Trait, find_traits
from bareme.submissions.ast_names import stored_names
from bareme.submissions.cell_ast import parse_cell

__all__ = ["OTHER_CODE", "StudentWork", "read_work"]

OTHER_CODE = ""
"""The part of a submission outside the exercises."""


@dataclass(frozen=True)
class StudentWork:
    """The submission of one student, ready for comparison."""

    result: Result
    is_earlier: bool
    """True for a submission of an earlier batch."""
    parts: Mapping[str, Fragments]
    """The fragments of each exercise, and of the code outside the exercises."""
    traits: frozenset[Trait]


def read_work(result: Result, template: Template, *, is_earlier: bool = False) -> StudentWork:
    """Reads the work of a student from a result, without the template."""
    code = [cell for cell in result.cells if cell.kind == "code"]
    # Those of the template first: its cell with the imports may be gone, and kernels remember.
    imports = dict(template.imports)
    for cell in code:
        imports |= imported_names(cell.source)
    parts: dict[str, Fragments] = {}
    for part, sources in _split_parts(result, code, template.exercises).items():
        found = find_fragments(sources, imports, template.names)
        parts[part] = {text: spans for text, spans in found.items() if text not in template.fragments}
    return StudentWork(result, is_earlier, parts, find_traits(result, template))


def _split_parts(
    result: Result, code: list[CellRecord], exercises: Mapping[str, str]
) -> dict[str, dict[int, str]]:
    """Returns the source of the cells of each part.

    A cell that holds several exercises is divided by the names that it defines; the lines of the others are
    empty then, so that the lines keep their numbers.
    """
    owners: dict[int, list[str]] = {}
    for exercise in result.exercises:
        for index in exercise.cells:
            owners.setdefault(index, []).append(exercise.id)
    parts: dict[str, dict[int, str]] = {exercise.id: {} for exercise in result.exercises}
    parts[OTHER_CODE] = {}
    for cell in code:
        mine = owners.get(cell.index, [OTHER_CODE])
        if len(mine) == 1:
            parts[mine[0]][cell.index] = cell.source
            continue
        for part, source in _divide(cell.source, mine, exercises).items():
            parts[part][cell.index] = source
    return parts


def _divide(source: str, owners: list[str], exercises: Mapping[str, str]) -> dict[str, str]:
    """Divides a cell; statements that define nothing of an exercise go to the first of them."""
    lines = source.split("\n")
    tree = parse_cell(source)
    if tree is None:
        return {owners[0]: source}
    kept: dict[str, list[str]] = {}
    for node in tree.body:
        found = [exercises[name] for name in stored_names(node) if exercises.get(name) in owners]
        part = kept.setdefault(found[0] if found else owners[0], [""] * len(lines))
        last = node.end_lineno or node.lineno
        part[node.lineno - 1 : last] = lines[node.lineno - 1 : last]
    return {part: "\n".join(text) for part, text in kept.items()}
