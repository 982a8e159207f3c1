"""Grades a class of submissions in an outer world, and records what is left."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installs import THIS_PYTHON, Python

from bareme.course.course import Assignment, Course
from bareme.errors import InputError
from bareme.grading.batch import run_batch
from bareme.grading.setup import GradingContext, GradingOptions, open_grading_context
from bareme.reports.output import CLASS_REPORT, FEEDBACK_PAGE, GRADEBOOK, NOTEBOOK, Pages
from bareme.results.result import RESULT_FILE, Result, read_result
from bareme.sandbox.spec import Isolation
from bareme.sandbox.supervisor import GRACE_SECONDS
from bareme.submissions.intake import collect
from hostile.aftermath import Aftermath, survey
from hostile.course import CHECKS, MARKS, make_target
from hostile.declared import file_name
from hostile.outer import NOTES, WORK, CannotConfine, WorldEnded, run_confined

__all__ = ["ClassRun", "grade_class", "seconds_allowed"]

_REFUSED: Final = 3
_CALLS: Final = len(CHECKS) + 1
"""A check of the target course calls once, the last one twice."""
_OWN_CACHES: Final = tuple(
    f"{WORK}/home/{name}" for name in (".cache/bareme", ".cache/matplotlib", ".config/matplotlib", ".keras")
)
_START_SECONDS: Final = 120.0
"""For starting Python and importing, of a whole batch, on a machine that is busy."""


@dataclass(frozen=True)
class ClassRun:
    """The outcome of grading a class."""

    results: dict[str, Result]
    """By the name of the submission; some are missing where the grader was ended."""
    out: Path
    """A copy of what the batch wrote."""
    aftermath: Aftermath
    before: dict[str, str]
    """The course and the class as they were written, as ``survey`` describes them."""
    seconds: float
    """Wall time of the batch; 0 where the grader was ended, and so are the connections."""
    connections: int
    """To the listener of the grader, which nobody has any business with."""

    @property
    def survived(self) -> bool:
        """True if the grader itself finished."""
        return self.aftermath.exit_code == 0

    def statuses(self, name: str) -> dict[str, str]:
        return {check.id: check.status for check in self.results[name].checks}

    def files(self, name: str) -> dict[str, str]:
        """Returns the files of one student, which the student gets."""
        folder = self.out / "students" / self.results[name].student.id
        return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}

    def secrets_shown(self, name: str) -> list[str]:
        """Returns the ``MARKS`` in anything visible to a submission's student."""
        result, files = self.results[name], self.files(name)
        parts = [files[FEEDBACK_PAGE], files[NOTEBOOK]]
        parts += [json.dumps(cell.model_dump(), ensure_ascii=False) for cell in result.cells]
        parts += [check.hint for check in result.checks]
        parts += [check.message for check in result.checks if check.visibility == "public"]
        return [kind for kind, mark in MARKS.items() if any(mark in part for part in parts)]

    def left_behind(self) -> list[str]:
        """Returns the files that are new, changed or gone without the grader's doing."""
        found = self.aftermath.files
        own = {str(WORK), *(f"{WORK}/{name}" for name in ("out", "out/students"))}
        own |= {f"{WORK}/out/{name}" for name in (GRADEBOOK, CLASS_REPORT)}
        for result in self.results.values():
            student = f"{WORK}/out/students/{result.student.id}"
            own |= {student, *(f"{student}/{name}" for name in (RESULT_FILE, FEEDBACK_PAGE, NOTEBOOK))}
        new = {
            path
            for path in found.keys() - self.before.keys() - own
            if not path.startswith(_OWN_CACHES)
            and not any(cache.startswith(f"{path}/") for cache in _OWN_CACHES)
        }
        return sorted(new | {path for path, state in self.before.items() if found.get(path) != state})


def seconds_allowed(assignment: Assignment, count: int) -> float:
    """Returns the time limit of a number of submissions, in seconds.

    Each may run the notebook twice, then all calls.
    """
    limits = assignment.settings.limits
    return count * (2 * limits.total_seconds + _CALLS * (limits.call_seconds + GRACE_SECONDS))


def grade_class(
    submissions: Sequence[Path],
    copy: Path,
    isolation: Isolation,
    *,
    workers: int = 3,
    python: Python = THIS_PYTHON,
) -> ClassRun:
    """Grades ``.py`` submissions of the target course.

    Placeholders for paths, like ``@OUT@``, are filled in.

    Args:
        submissions: files that differ in name.
        copy: a folder to make, for what comes back.
        isolation: of the sandboxes.
        workers: how many submissions at a time.
        python: what grades, with the bareme that is installed for it.

    Raises:
        CannotConfine: there is no outer world on this machine, or no such sandbox in it.
        WorldEnded: it ended before its time.
        subprocess.TimeoutExpired: the batch took longer than all limits together.
    """
    order = {"submissions": [str(path) for path in submissions], "isolation": isolation, "workers": workers}
    allowed = seconds_allowed(make_target(copy.with_name(f"{copy.name}-course")), len(submissions))
    aftermath = run_confined(
        ["-m", "hostile.classroom", json.dumps(order)],
        copy,
        seconds=_START_SECONDS + allowed,
        trusted=isolation == "namespaces",
        python=python,
    )
    if aftermath.exit_code == _REFUSED:
        raise CannotConfine((copy / "log.txt").read_text().strip().splitlines()[-1])
    try:
        # Written before the first submission was run, and after the last one.
        before, *after = map(json.loads, aftermath.notes.splitlines())
    except ValueError as error:
        raise WorldEnded(
            f"the grader took no notes: {(copy / 'log.txt').read_text(errors='replace')}"
        ) from error
    seconds, connections = after[0] if after else (0.0, 0)
    names = {file_name(path): path.stem for path in submissions}
    return ClassRun(
        results={names[result.file.name]: result for result in _read_results(copy / "out")},
        out=copy / "out",
        aftermath=aftermath,
        before=before,
        seconds=seconds,
        connections=connections,
    )


def _read_results(out: Path) -> Iterator[Result]:
    """Skips files that are no results: an attack may have written them."""
    for path in sorted(out.glob(f"students/*/{RESULT_FILE}")):
        with contextlib.suppress(InputError):
            yield read_result(path)


def main() -> None:
    """Grades, inside the world, and records what only the grader knows."""
    order = json.loads(sys.argv[1])
    try:
        _grade([Path(path) for path in order["submissions"]], order["isolation"], order["workers"])
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(_REFUSED)


def _grade(paths: Sequence[Path], isolation: Isolation, workers: int) -> None:
    (WORK / "home").mkdir()  # without one, Keras keeps its settings in /tmp
    assignment = _with_short_start(make_target(WORK / "course"), paths)
    with contextlib.ExitStack() as stack:
        notes = stack.enter_context(open(NOTES, "w", encoding="utf-8"))  # noqa: PTH123  # a descriptor
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        plan = stack.enter_context(open_grading_context(assignment, GradingOptions("mini", isolation)))
        assert plan.data_folder is not None
        (plan.data_folder / MARKS["held-out data"]).write_text(MARKS["held-out data"])
        _write_class(paths, _places(plan, listener))
        before = survey(WORK / "course", WORK / "class")
        before |= {str(WORK / name): "folder" for name in ("course", "class")}
        print(json.dumps(before), file=notes, flush=True)
        intake = collect([WORK / "class"], assignment.settings.formats, plan.handout)
        pages = Pages(Course(assignment.root).find_template_folders())
        started = time.monotonic()
        run_batch(plan, intake, WORK / "out", pages, workers=workers)
        print(json.dumps([time.monotonic() - started, _count_connections(listener)]), file=notes)


def _with_short_start(assignment: Assignment, paths: Sequence[Path]) -> Assignment:
    """Preloads only the imports of the submissions.

    Importing takes most of the time of a small class.
    """
    texts = [path.read_text(encoding="utf-8") for path in paths]
    named = [name for name in assignment.settings.preload if any(name in text for text in texts)]
    settings = assignment.settings.model_copy(update={"preload": tuple(named)})
    return dataclasses.replace(assignment, settings=settings)


def _places(plan: GradingContext, listener: socket.socket) -> dict[str, str]:
    """Returns secrets that an attack is given, so that it need not find them."""
    return {
        "@COURSE_FILES@": "|".join(str(path) for path in (WORK / "course").rglob("*.*")),
        "@DATA_FOLDER@": str(plan.data_folder),
        "@OUT@": str(WORK / "out"),
        "@PORT@": str(listener.getsockname()[1]),
        "@SERVER@": f"{plan.sandbox.address.folder}/server",
    }


def _write_class(paths: Sequence[Path], places: Mapping[str, str]) -> None:
    (WORK / "class").mkdir()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for place, value in places.items():
            text = text.replace(place, value)
        (WORK / "class" / file_name(path)).write_text(text, encoding="utf-8")


def _count_connections(listener: socket.socket) -> int:
    listener.settimeout(0)
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count


if __name__ == "__main__":
    main()
