"""The reference solution of an assignment and its known mistakes.

``solutions/<slug>.py`` is the single source: the template, the reference that the suite compares with
and the mutants that validate a suite are all made from it. Only ``run_definitions`` runs code of the course;
everything else reads it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from nbformat import NotebookNode

from bareme.course.course import DEFAULT_LANGUAGE, Assignment
from bareme.course.lazy_imports import make_lazy_builtins
from bareme.errors import CourseError
from bareme.i18n.catalogs import languages
from bareme.i18n.messages import as_message, msg
from bareme.i18n.text import closest
from bareme.submissions.ast_names import bound_variables, stored_names
from bareme.submissions.notebook import Fields, label, make_cell, make_notebook
from bareme.wire.statements import is_definition

__all__ = [
    "BEGIN_SOLUTION",
    "END_SOLUTION",
    "Mistake",
    "extract_definitions",
    "find_exercise_names",
    "function_names",
    "read_cells",
    "read_mistakes",
    "read_solution",
    "remove_markers",
    "run_definitions",
    "select_code_cells",
]

BEGIN_SOLUTION = re.compile(r"(?P<indent>\s*)(?:#+ ?|<!-- ?)BEGIN SOLUTION\b[: ]*(?P<hint>.*?)(?: ?-->)?\s*")
"""Matches a whole line that opens a region which students do not get; they get ``hint`` in its place."""
END_SOLUTION = re.compile(r"\s*(?:#+ ?|<!-- ?)END SOLUTION(?: ?-->)?\s*")

_MARKER_LIKE = re.compile(r"\b(?:BEGIN|END)[ _-]*SOLUTION\b", re.IGNORECASE)
_CELL_MARKER = re.compile(r"# ?%%")
_LABELS = ("exercise", "answer", "lang")
# Jupytext stores the layout of the file beside the labels.
_JUPYTEXT_KEYS = {"title", "cell_marker", "lines_to_next_cell", "lines_to_end_of_cell_marker"}
# Commented magics stay comments, so that the source of a cell is always Python.
_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Mistake:
    """A known wrong version of functions and variables of the solution."""

    name: str
    hint: str
    """The text shown to a student who made this mistake."""
    breaks: tuple[str, ...]
    """The checks that must fail."""
    functions: tuple[str, ...]
    source: str
    variables: tuple[str, ...] = ()
    explained: bool = False
    """True to get, in place of the hint, the reason why an answer does not match this mistake."""


def read_solution(assignment: Assignment) -> NotebookNode:
    """Reads the reference notebook with its ``BEGIN SOLUTION`` and ``END SOLUTION`` markers.

    Raises:
        CourseError: it is missing, is not Python, or breaks a rule on markers or on the labels of cells.
    """
    path = assignment.solution_path
    text = _read_python(path, msg("write the reference notebook of the assignment there"))
    _check_markers(path, text)
    cells: list[Fields] = []
    for index, cell in enumerate(read_cells(text).cells):
        kind = "code" if cell.cell_type == "code" else "markdown"
        labels = _checked_labels(assignment, kind, cell)
        cells.append(make_cell(kind, cell.source, f"cell-{index}", {"bareme": labels} if labels else {}))
    notebook = make_notebook(cells, {})
    _check_complete(assignment, notebook)
    return notebook


def read_cells(text: str) -> NotebookNode:
    """Reads the text of a solution as a notebook; the rules on solutions are not checked."""
    # Imported here, since it brings Jupyter's web server along, and workers never read a solution.
    import jupytext

    notebook: NotebookNode = jupytext.reads(text, fmt=_FORMAT)
    return notebook


def extract_definitions(notebook: NotebookNode) -> str:
    """Returns the source of a solution's top-level definitions.

    These are imports, functions, classes and literal constants, so that running them neither loads data nor
    trains.
    """
    kept = [node for tree in _trees(notebook) for node in tree.body if is_definition(node)]
    return ast.unparse(ast.Module(body=kept, type_ignores=[])) + "\n"


def run_definitions(source: str, origin: str) -> ModuleType:
    """Runs definitions in a fresh module and returns it.

    Keras is imported when it is first used.

    Args:
        source: the text that ``extract_definitions`` returned.
        origin: the name of the definitions in error messages.

    Raises:
        CourseError: the definitions raise.
    """
    module = ModuleType("reference")
    # Without it, `exec` would add the usual builtins.
    module.__dict__["__builtins__"] = make_lazy_builtins()
    try:
        exec(compile(source, f"<{origin}>", "exec"), module.__dict__)
    except Exception as error:
        raise CourseError(
            msg(
                "the definitions of %(origin)s raise %(kind)s: %(error)s; they must run without the "
                "rest of the notebook.",
                origin=as_message(origin),
                kind=type(error).__name__,
                error=error,
            )
        ) from error
    return module


def find_exercise_names(notebook: NotebookNode) -> dict[str, tuple[str, ...]]:
    """Returns the functions, classes and variables that each exercise's cells define."""
    names: dict[str, dict[str, None]] = {}
    for cell in select_code_cells(notebook):
        exercise = label(cell, "exercise")
        if exercise is not None:
            names.setdefault(exercise, {}).update(dict.fromkeys(stored_names(ast.parse(cell.source))))
    return {exercise: tuple(found) for exercise, found in names.items()}


def function_names(assignment: Assignment) -> frozenset[str]:
    """Returns the functions and classes that a solution defines at top level.

    Raises:
        CourseError: it is missing, or is not Python.
    """
    text = _read_python(assignment.solution_path, msg("write the reference notebook of the assignment there"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset(node.name for node in ast.parse(text).body if isinstance(node, kinds))


def remove_markers(source: str) -> str:
    """Removes the lines with solution markers; the lines between them stay."""
    lines = source.split("\n")
    return "\n".join(
        line for line in lines if not BEGIN_SOLUTION.fullmatch(line) and not END_SOLUTION.fullmatch(line)
    )


def read_mistakes(assignment: Assignment) -> tuple[Mistake, ...]:
    """Reads the known mistakes of an assignment, sorted by name.

    None of them is run.

    Raises:
        CourseError: one has no docstring, no valid ``BREAKS``, or neither a function nor a variable.
    """
    return tuple(_read_mistake(path) for path in assignment.mistake_paths)


def _read_mistake(path: Path) -> Mistake:
    source = _read_python(path, msg("write the mistake there"))
    tree = ast.parse(source)
    hint = ast.get_docstring(tree)
    if not hint:
        raise CourseError(
            msg("%(path)s has no docstring; begin it with the hint that the student will read.", path=path)
        )
    functions = tuple(node.name for node in tree.body if isinstance(node, _Function))
    variables = tuple(name for node in tree.body for name in bound_variables(node) if name != "BREAKS")
    if not functions and not variables:
        raise CourseError(
            msg(
                "%(path)s defines no function and no variable; write the wrong version of one of the "
                "solution's.",
                path=path,
            )
        )
    breaks = _breaks(tree)
    if not breaks:
        raise CourseError(
            msg(
                "%(path)s does not say which checks it fails; add a line such as BREAKS = "
                '["test_sigmoid_values"] with the names of these checks.',
                path=path,
            )
        )
    return Mistake(path.stem, hint, breaks, functions, source, variables)


def _breaks(tree: ast.Module) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and "BREAKS" in bound_variables(node):
            try:
                value = ast.literal_eval(node.value)
            except ValueError:
                return ()
            if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
                return tuple(value)
    return ()


def _read_python(path: Path, advice: str) -> str:
    try:
        text = path.read_text(encoding="utf-8")
        ast.parse(text)
    except OSError as error:
        raise CourseError(
            msg(
                "%(path)s cannot be read (%(reason)s); %(advice)s.",
                path=path,
                reason=error.strerror,
                advice=advice,
            )
        ) from error
    except (SyntaxError, ValueError) as error:
        raise CourseError(
            msg("%(path)s is not Python in UTF-8: %(error)s; correct it.", path=path, error=error)
        ) from error
    return text


def _check_markers(path: Path, text: str) -> None:
    opened, start = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        where = f"{path}:{number}"
        # In a markdown cell of the file, every line starts with "# ".
        begins, ends = (
            bool(pattern.fullmatch(line) or pattern.fullmatch(line.removeprefix("# ")))
            for pattern in (BEGIN_SOLUTION, END_SOLUTION)
        )
        if begins and opened:
            raise CourseError(
                msg(
                    "%(where)s: BEGIN SOLUTION comes before END SOLUTION for line %(opened)s; close it.",
                    where=where,
                    opened=opened,
                )
            )
        if ends and not opened:
            raise CourseError(
                msg("%(where)s: END SOLUTION closes nothing; add BEGIN SOLUTION before it.", where=where)
            )
        if not begins and not ends and _MARKER_LIKE.search(line):
            raise CourseError(
                msg(
                    "%(where)s: %(line)s is no marker, and the solution would reach the "
                    "students; write '# BEGIN SOLUTION' or '# END SOLUTION' on a line of its own.",
                    where=where,
                    line=repr(line.strip()),
                )
            )
        if opened and _CELL_MARKER.match(line):
            raise CourseError(
                msg("%(where)s: BEGIN SOLUTION is not closed in its cell; add END SOLUTION.", where=start)
            )
        if begins:
            opened, start = number, where
        elif ends:
            opened = 0
    if opened:
        raise CourseError(msg("%(where)s: BEGIN SOLUTION is never closed; add END SOLUTION.", where=start))


def _checked_labels(assignment: Assignment, kind: str, cell: NotebookNode) -> Fields:
    path, settings = assignment.solution_path, assignment.settings
    allowed = {
        "exercise": [item.id for item in settings.exercise],
        "answer": [item.id for item in settings.written] if kind == "markdown" else [],
        "lang": list(languages()) if kind == "markdown" else [],
    }
    for key, value in cell.metadata.items():
        if key in _JUPYTEXT_KEYS:
            continue
        if key not in allowed:
            raise CourseError(
                msg(
                    "%(path)s: a cell has the unknown label %(key)s%(guess)s; the labels are %(labels)s.",
                    path=path,
                    key=repr(key),
                    guess=closest(key, _LABELS),
                    labels=", ".join(_LABELS),
                )
            )
        if value not in allowed[key]:
            known = ", ".join(allowed[key]) or msg("none for a %(kind)s cell", kind=kind)
            raise CourseError(
                msg(
                    "%(path)s: a %(kind)s cell has %(key)s=%(value)s%(guess)s; what assignment.toml "
                    "allows here: %(known)s.",
                    path=path,
                    kind=kind,
                    key=key,
                    value=repr(value),
                    guess=closest(str(value), allowed[key]),
                    known=known,
                )
            )
    return {key: cell.metadata[key] for key in _LABELS if key in cell.metadata}


def _check_complete(assignment: Assignment, notebook: NotebookNode) -> None:
    exercises = {label(cell, "exercise") for cell in select_code_cells(notebook)}
    answers = {
        label(cell, "answer")
        for cell in notebook.cells
        if (label(cell, "lang") or DEFAULT_LANGUAGE) == DEFAULT_LANGUAGE
    }
    missing = [
        msg('a code cell with exercise="%(id)s"', id=x.id)
        for x in assignment.settings.exercise
        if x.id not in exercises
    ]
    missing += [
        msg('a markdown cell with answer="%(id)s"', id=x.id)
        for x in assignment.settings.written
        if x.id not in answers
    ]
    if missing:
        raise CourseError(
            msg(
                "%(path)s lacks %(missing)s, which assignment.toml announces; add it, or "
                "take it out of assignment.toml.",
                path=assignment.solution_path,
                missing=missing[0],
            )
        )


def select_code_cells(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """Yields the code cells of a notebook."""
    return (cell for cell in notebook.cells if cell.cell_type == "code")


def _trees(notebook: NotebookNode) -> Iterator[ast.Module]:
    return (ast.parse(cell.source) for cell in select_code_cells(notebook))
