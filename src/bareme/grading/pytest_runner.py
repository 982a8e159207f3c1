"""Runs pytest on a suite, and shares points among its checks."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pytest

from bareme.course.course import Assignment
from bareme.errors import CourseError
from bareme.grading.course_modules import import_course_modules
from bareme.i18n.messages import as_message, localized_number, msg
from bareme.results.result import CheckOutcome, Visibility

__all__ = [
    "ALL_VISIBILITIES",
    "SUITE_FILES",
    "Check",
    "make_undetermined_outcome",
    "run_pytest",
    "share_points",
]

SUITE_FILES: Final[dict[Visibility, str]] = {"public": "test_public.py", "hidden": "test_hidden.py"}
ALL_VISIBILITIES: Final[tuple[Visibility, ...]] = ("public", "hidden")

_PYTEST: Final = threading.RLock()
"""Held while pytest runs, which changes the environment, the streams and the modules of the process."""
# The user's own configuration, plugins and cache must not influence the grading.
_ARGUMENTS: Final = (
    f"--config-file={os.devnull}",
    # Leaves `sys.path` as it is.
    "--import-mode=importlib",
    "--assert=plain",  # the messages are for students
    "--noconftest",
    # Plugins of pytest that write files, print, or watch the process, and that no check needs.
    *(
        f"-pno:{name}"
        for name in (
            "cacheprovider",
            "debugging",
            "faulthandler",
            "junitxml",
            "logging",
            "pastebin",
            "setuponly",
            "setupplan",
            "stepwise",
            "terminal",
            "threadexception",
            "unraisableexception",
        )
    ),
)


_PYTEST_VARIABLES: Final = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")


@dataclass(frozen=True)
class Check:
    """One pytest test of a suite; ``share_points`` sets ``points`` that are None."""

    id: str
    exercise: str
    title: str
    visibility: Visibility
    points: float | None
    hint: str = ""
    needs: tuple[str, ...] = ()
    """Earlier exercises and checks that must pass before this one is run."""
    given: tuple[str, ...] = ()
    """Earlier exercises whose mistakes cost nothing here: it may pass with right functions of these."""


def share_points(drafts: Sequence[Check], assignment: Assignment) -> tuple[Check, ...]:
    """Shares the remaining points of each exercise among its checks without points.

    Raises:
        CourseError: the points of the checks do not add up to those of their exercise.
    """
    shares: dict[str, float] = {}
    for exercise in assignment.settings.exercise:
        points = [draft.points for draft in drafts if draft.exercise == exercise.id]
        given = sum(value for value in points if value is not None)
        without = points.count(None)
        left = exercise.points - given
        # Sums of decimal fractions such as 0.1 + 0.2 are not exact.
        if (left <= 0) if without else (abs(left) > 1e-9):
            raise CourseError(
                msg(
                    "%(folder)s: the checks of exercise %(id)s give %(given)s of its %(points)s "
                    "points%(shared)s; correct the points of its markers or of its exercise.",
                    folder=assignment.grader_folder,
                    id=repr(exercise.id),
                    given=localized_number(format(given, "g")),
                    points=localized_number(format(exercise.points, "g")),
                    shared=msg(" before the others get a share") if without else "",
                )
            )
        shares[exercise.id] = left / without if without else 0.0
    return tuple(
        draft if draft.points is not None else replace(draft, points=shares[draft.exercise])
        for draft in drafts
    )


def make_undetermined_outcome(check: Check) -> CheckOutcome:
    """Returns the outcome of a check that bareme could not judge."""
    return CheckOutcome(
        id=check.id,
        exercise=check.exercise,
        title=as_message(check.title),
        visibility=check.visibility,
        status="undetermined",
        score=0.0,
        max_score=check.points or 0.0,
        message=msg("bareme did not get to this check. This is not your fault."),
    )


def run_pytest(assignment: Assignment, plugin: object, extra: Collection[str] = ()) -> None:
    """Runs pytest on the suite files, with no plugin but this one.

    Raises:
        CourseError: there is no suite, or pytest cannot run it.
    """
    folder = assignment.grader_folder
    files = [folder / name for name in SUITE_FILES.values()]
    present = [str(file) for file in files if file.exists()]
    if not present:
        raise CourseError(
            msg(
                "%(folder)s has no %(file)s; write the checks of the assignment in that file.",
                folder=folder,
                file=SUITE_FILES["public"],
            )
        )
    arguments = [*present, f"--rootdir={folder}", *_ARGUMENTS, *extra]
    quiet = io.StringIO()
    with _PYTEST, import_course_modules(assignment):
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet), _own_environment():
            code = pytest.main(arguments, plugins=[plugin])
        # Suites of several assignments have the same file names, and pytest leaves modules in sys.modules.
        for name, module in list(sys.modules.items()):
            if getattr(module, "__file__", None) in present:
                del sys.modules[name]
    # The plugin explains why a suite cannot be collected.
    collected = (pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.INTERRUPTED)
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, *collected):
        last = quiet.getvalue().strip().splitlines()[-1:]
        raise CourseError(
            msg(
                "the suite in %(folder)s cannot be run (%(last)s); correct it.",
                folder=folder,
                last=" ".join(last) or code,
            )
        )


@contextlib.contextmanager
def _own_environment() -> Generator[None]:
    """Hides the user's own pytest options and plugins from this run."""
    before = {name: os.environ.pop(name, None) for name in _PYTEST_VARIABLES}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update({name: value for name, value in before.items() if value is not None})
