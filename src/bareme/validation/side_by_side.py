"""Validates several assignments with one limit on their workers.

The last notebooks of an assignment leave workers idle, and so does opening the sandbox of the next one. Two
assignments are therefore open at a time. The main thread opens and closes sandboxes, since only it may change
how signals are handled; a thread for each assignment grades and judges.
"""

from __future__ import annotations

import contextlib
import contextvars
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from bareme.course.course import Assignment
from bareme.grading.batch import ProgressCallback
from bareme.grading.check_collection import collect_checks
from bareme.grading.process_pool import WorkerSlots
from bareme.grading.release import find_untranslated_texts
from bareme.grading.setup import GradingContext, GradingOptions, open_grading_context
from bareme.i18n.messages import Message, concat
from bareme.validation.proofs import locate_proof
from bareme.validation.validator import Validation, validate_opened

__all__ = ["validate_assignments"]

_T = TypeVar("_T")
_OPEN: Final = 2
"""Assignments whose sandboxes are open at a time; each holds its libraries in memory."""


def validate_assignments(
    assignments: Sequence[Assignment],
    options: GradingOptions,
    *,
    workers: int,
    seeds: int | None,
    progress: ProgressCallback,
) -> list[Validation]:
    """Validates assignments, and returns one validation for each, in order.

    An assignment that was found valid before, and of which nothing changed, is not validated again.

    Args:
        assignments: the assignments to validate.
        options: how to grade.
        workers: how many submissions to grade at a time, over all assignments.
        seeds: the number of seeds to grade each solution with, to judge the thresholds; None skips that.
        progress: called after each submission.

    Raises:
        CourseError: an assignment cannot be graded at all.
        SandboxError: the sandboxes for it cannot be opened.
    """
    # Calibration measures anew: its seeds are what somebody asked for.
    proofs = {} if seeds else {one.slug: locate_proof(one, options) for one in assignments}
    found = {
        one.slug: replace(remembered, untranslated=find_untranslated_texts(one))
        for one in assignments
        if one.slug in proofs and (remembered := proofs[one.slug].read())
    }
    changed = [one for one in assignments if one.slug not in found]
    for validation in _validate_changed(changed, options, workers=workers, seeds=seeds, progress=progress):
        found[validation.slug] = validation
        if not seeds:
            proofs[validation.slug].write(validation)
    return [found[one.slug] for one in assignments]


def _validate_changed(
    assignments: Sequence[Assignment],
    options: GradingOptions,
    *,
    workers: int,
    seeds: int | None,
    progress: ProgressCallback,
) -> Iterator[Validation]:
    slots = WorkerSlots(workers)
    running: deque[tuple[contextlib.ExitStack, Future[Validation]]] = deque()
    # Whatever ends this early: no more workers start, the threads end, and then their sandboxes do.
    with contextlib.ExitStack() as opened, ThreadPoolExecutor(_OPEN) as threads, contextlib.closing(slots):
        for assignment in assignments:
            # The oldest first: results are in the order of the assignments, and its sandboxes close before
            # others open.
            if len(running) == _OPEN:
                yield _finish(*running.popleft())
            stack = opened.enter_context(contextlib.ExitStack())
            plan = _try_twice(partial(_open, stack, assignment, options))
            future = threads.submit(
                # A thread begins with an empty context, and the language of messages is a variable of it.
                contextvars.copy_context().run,
                _try_twice,
                partial(
                    validate_opened,
                    plan,
                    collect_checks(assignment),
                    workers=slots,
                    seeds=seeds,
                    progress=_named(assignment.slug, progress),
                ),
            )
            running.append((stack, future))
        while running:
            yield _finish(*running.popleft())


def _try_twice(work: Callable[[], _T]) -> _T:
    """Runs work again after a ``SystemError``.

    Some versions of CPython 3.11 count the depth of syntax trees of all threads together, and raise it where
    two threads parse at the same time (issue 106905 of CPython).
    """
    try:
        return work()
    except SystemError:
        return work()


def _open(stack: contextlib.ExitStack, assignment: Assignment, options: GradingOptions) -> GradingContext:
    return stack.enter_context(open_grading_context(assignment, options))


def _finish(stack: contextlib.ExitStack, future: Future[Validation]) -> Validation:
    # Closed as soon as its validation ends, since a sandbox holds its libraries in memory.
    with stack:
        return future.result()


def _named(slug: str, progress: ProgressCallback) -> ProgressCallback:
    def advance(done: int, total: int, words: Message) -> None:
        progress(done, total, concat(" ", (slug, words)))

    return advance
