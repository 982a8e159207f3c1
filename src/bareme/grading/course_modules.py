"""Makes modules of a course importable for its suite and its solution, in the grader.

These are ``graders/<slug>/common.py``, which the suites share and students never receive, and the modules
among the files of the lab. All of them are code of the course.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from bareme.course.course import Assignment
from bareme.course.lab_files import SUITE_MODULE, find_lab_modules

__all__ = ["import_course_modules"]


class _FolderFinder(MetaPathFinder):
    """Finds some top-level modules in one folder, and no others."""

    def __init__(self, folder: Path, names: Collection[str]) -> None:
        self.folder = str(folder)
        self.names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Returns the module's specification, or None if it is none of these."""
        return PathFinder.find_spec(fullname, [self.folder]) if fullname in self.names else None


@contextlib.contextmanager
def import_course_modules(assignment: Assignment) -> Iterator[None]:
    """Makes the modules importable while the context lasts, and forgets them afterwards.

    Those of several assignments may have the same names.
    """
    folder, names = find_lab_modules(assignment)
    shared = _FolderFinder(assignment.grader_folder, {SUITE_MODULE})
    # A module of the lab never replaces a library, as in the sandbox; the module of the suites replaces any.
    given = _FolderFinder(folder, names)
    own = {SUITE_MODULE, *names}
    before = _take_out(own)
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.meta_path.insert(0, shared)
    sys.meta_path.append(given)
    try:
        yield
    finally:
        sys.meta_path.remove(shared)
        sys.meta_path.remove(given)
        sys.dont_write_bytecode = writes
        _take_out(own)
        sys.modules.update(before)


def _take_out(names: Collection[str]) -> dict[str, ModuleType]:
    """Removes modules and their submodules from those that are imported, and returns them."""
    found = [name for name in sys.modules if name.partition(".")[0] in names]
    return {name: sys.modules.pop(name) for name in found}
