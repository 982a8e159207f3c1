"""The public checks as students receive them.

Students never get ``common.py``. Where the public checks import names from it, students get the definitions
of these names, and of what these need, in place of the import.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bareme.course.course import Assignment
from bareme.course.lab_files import SUITE_MODULE
from bareme.errors import CourseError
from bareme.grading.pytest_runner import SUITE_FILES
from bareme.i18n.messages import msg
from bareme.submissions.ast_names import stored_names, used_names
from bareme.wire.statements import first_line

__all__ = ["render_public_suite"]


def render_public_suite(assignment: Assignment) -> str:
    """Returns the text of the public checks for students.

    Raises:
        CourseError: they cannot be read, or import the shared module in another way than by names.
    """
    path = assignment.grader_folder / SUITE_FILES["public"]
    source, tree = _read(path, msg("write the public checks there"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and _imports_names(node)]
    if any(_imports_common(node) for node in ast.walk(tree) if node not in imports):
        raise CourseError(
            msg(
                "%(path)s imports `common` as a whole, and students do not receive it; write "
                "`from common import ...` with the names, at the left margin.",
                path=path,
            )
        )
    if not imports:
        return source
    wanted = {alias.name for node in imports for alias in node.names}
    definitions = _extract(assignment.grader_folder / f"{SUITE_MODULE}.py", wanted, tree, path)
    lines = source.split("\n")
    for node in reversed(imports):
        lines[node.lineno - 1 : node.end_lineno] = definitions if node is imports[0] else []
    return "\n".join(lines)


def _imports_common(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return not node.level and (node.module or "").split(".")[0] == SUITE_MODULE
    return isinstance(node, ast.Import) and any(a.name.split(".")[0] == SUITE_MODULE for a in node.names)


def _imports_names(node: ast.ImportFrom) -> bool:
    """Returns True for an import of names from the shared module, under the same names."""
    return (
        _imports_common(node)
        and node.module == SUITE_MODULE
        and all(alias.name != "*" and alias.asname in (None, alias.name) for alias in node.names)
    )


def _extract(path: Path, wanted: set[str], suite: ast.Module, importer: Path) -> list[str]:
    """Returns the lines of a module that define names.

    Definitions that these need come along, in the order of the module.
    """
    source, tree = _read(path, msg("write there what the suites share"))
    missing = sorted(wanted - {name for node in tree.body for name in _bound_names(node)})
    if missing:
        raise CourseError(
            msg(
                "%(path)s does not define %(name)s, which %(importer)s imports; define it there.",
                path=path,
                name=repr(missing[0]),
                importer=importer.name,
            )
        )
    kept = _close(tree.body, wanted)
    defined = {name for node in kept if not _is_import(node) for name in _bound_names(node)}
    twice = sorted(
        defined & {name for node in suite.body if not _is_import(node) for name in _bound_names(node)}
    )
    if twice:
        raise CourseError(
            msg(
                "%(path)s and %(importer)s both define %(name)s, which students get in one file; rename one.",
                path=path,
                name=repr(twice[0]),
                importer=importer.name,
            )
        )
    lines = source.split("\n")
    parts = [lines[first_line(node) - 1 : node.end_lineno] for node in kept]
    return [line for part in parts for line in (*part, *([""] * 2 if len(part) > 1 else []))]


def _close(body: Sequence[ast.stmt], wanted: Iterable[str]) -> list[ast.stmt]:
    """Returns the statements that bind the names, and those that these read in turn."""
    needed, found = set(wanted), set[int]()
    while True:
        new = {
            place
            for place, node in enumerate(body)
            if place not in found and not needed.isdisjoint(_bound_names(node))
        }
        if not new:
            return [body[place] for place in sorted(found)]
        found |= new
        needed.update(name for place in new for name in used_names(body[place], ast.Load))


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _bound_names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return (alias.asname or alias.name.split(".")[0] for alias in node.names)
    return stored_names(node)


def _read(path: Path, advice: str) -> tuple[str, ast.Module]:
    try:
        source = path.read_text(encoding="utf-8")
        return source, ast.parse(source)
    except (OSError, ValueError, SyntaxError) as error:
        raise CourseError(
            msg(
                "%(path)s cannot be read (%(error)s); %(advice)s, in UTF-8.",
                path=path,
                error=error,
                advice=advice,
            )
        ) from error
