"""Collects the checks of a suite: tests with marker, title and points."""

from __future__ import annotations

import inspect
from collections.abc import Generator

import pytest

from bareme.course.course import Assignment
from bareme.errors import CourseError
from bareme.grading.dependencies import read_dependencies, validate_dependencies
from bareme.grading.pytest_runner import SUITE_FILES, Check, run_pytest, share_points
from bareme.i18n.messages import msg
from bareme.i18n.text import closest

__all__ = ["CheckCollector", "collect_checks"]


def collect_checks(assignment: Assignment) -> tuple[Check, ...]:
    """Returns the checks that a suite declares, without running them.

    Raises:
        CourseError: the suite cannot be collected, or breaks a rule.
    """
    collector = CheckCollector(assignment)
    run_pytest(assignment, collector, ["--collect-only"])
    return collector.get_checks()


class CheckCollector:
    """A pytest plugin that turns collected tests into checks.

    It keeps the first error, since pytest would only log it.
    """

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.checks: dict[str, Check] = {}
        self.problem: CourseError | None = None

    def get_checks(self) -> tuple[Check, ...]:
        """Returns the checks in the order of the suite.

        Raises:
            CourseError: the suite cannot be collected, or breaks a rule.
        """
        if self.problem is not None:
            raise self.problem
        if not self.checks:
            raise CourseError(
                msg(
                    "%(folder)s declares no check; write one, named test_...",
                    folder=self.assignment.grader_folder,
                )
            )
        return tuple(self.checks.values())

    def pytest_configure(self, config: pytest.Config) -> None:
        """Registers the marker ``exercise``."""
        config.addinivalue_line(
            "markers", "exercise(id, points=None, hint='', needs=(), given=()): what a check is about"
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Keeps the first error of the collection."""
        report = yield
        if report.failed and self.problem is None:
            # The last line of pytest's report is the exception, after the letter E.
            last = str(report.longrepr).strip().splitlines()[-1].removeprefix("E").strip()
            where = self.assignment.grader_folder / report.nodeid
            self.problem = CourseError(
                msg("%(where)s cannot be collected (%(last)s); correct the suite.", where=where, last=last)
            )
        return report

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Makes checks of the collected tests, or keeps the first error."""
        # Sharing the points of no checks would fail, and replace the reason why the suite could not be
        # collected.
        if not items:
            return
        try:
            checks = share_points([self._draft(item) for item in items], self.assignment)
            self.checks = {check.id: check for check in checks}
            # Two files may hold tests of one name, and an outcome that replaces another would take its points
            # away.
            if len(self.checks) < len(checks):
                twice = next(check.id for check in checks if check is not self.checks[check.id])
                raise CourseError(
                    msg(
                        "%(folder)s has two checks %(twice)s; rename one.",
                        folder=self.assignment.grader_folder,
                        twice=repr(twice),
                    )
                )
            validate_dependencies(checks, self.assignment)
        except CourseError as error:
            # Raised here, in a hook, it would be an internal error of pytest. Without items, no check is run.
            self.problem = self.problem or error
            items.clear()

    def _draft(self, item: pytest.Item) -> Check:
        file = self.assignment.grader_folder / item.path.name
        where = msg("%(file)s, check %(check)s", file=file, check=item.name)
        marker = item.get_closest_marker("exercise")
        if marker is None or len(marker.args) != 1:
            raise CourseError(
                msg(
                    '%(where)s: a check needs a marker such as @pytest.mark.exercise("sigmoid", '
                    "points=1); add it.",
                    where=where,
                )
            )
        exercise, known = str(marker.args[0]), [entry.id for entry in self.assignment.settings.exercise]
        if exercise not in known:
            raise CourseError(
                msg(
                    "%(where)s: the assignment has no exercise %(exercise)s%(guess)s; name one of %(known)s.",
                    where=where,
                    exercise=repr(exercise),
                    guess=closest(exercise, known),
                    known=", ".join(known),
                )
            )
        documentation = inspect.getdoc(getattr(item, "function", None))
        if not documentation:
            raise CourseError(
                msg("%(where)s: its docstring is the title that students read; write one.", where=where)
            )
        return Check(
            id=item.name,
            exercise=exercise,
            title=documentation.splitlines()[0],
            visibility="hidden" if item.path.name == SUITE_FILES["hidden"] else "public",
            points=marker.kwargs.get("points"),
            hint=marker.kwargs.get("hint", ""),
            needs=read_dependencies(marker.kwargs.get("needs", ()), where, "needs"),
            given=read_dependencies(marker.kwargs.get("given", ()), where, "given"),
        )
