"""Measures suites by mutants, and remembers the counts until something changes."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter, ValidationError

from bareme.course.course import Assignment
from bareme.errors import InputError
from bareme.files import write_text_atomic
from bareme.grading.batch import ProgressCallback
from bareme.grading.setup import GradingOptions, open_grading_context
from bareme.i18n.messages import as_message
from bareme.mutation.suite_measurement import SuiteMeasurement, measure_suite
from bareme.validation.proofs import locate_proof

__all__ = ["measure_suites"]


@dataclass(frozen=True)
class _Kept:
    digest: str
    measured: SuiteMeasurement


_KEPT = TypeAdapter(_Kept)


def measure_suites(
    assignments: Sequence[Assignment],
    options: GradingOptions,
    *,
    workers: int,
    progress: ProgressCallback,
) -> list[SuiteMeasurement]:
    """Measures the suites that changed, one after the other.

    Raises:
        CourseError: a suite cannot be run, or a file of known survivors breaks a rule.
        SandboxError: the sandbox for a notebook cannot be opened.
    """
    found = []
    for done, one in enumerate(assignments, 1):
        found.append(_measure(one, options, workers))
        progress(done, len(assignments), as_message(one.slug))
    return found


def _measure(assignment: Assignment, options: GradingOptions, workers: int) -> SuiteMeasurement:
    # It depends on the same files, options and packages as a validation.
    proof = locate_proof(assignment, options)
    path = proof.path.with_name(f"mutants-{proof.path.name}")
    with contextlib.suppress(OSError, ValidationError):
        kept = _KEPT.validate_json(path.read_bytes())
        if kept.digest == proof.digest:
            return replace(kept.measured, is_remembered=True)
    with open_grading_context(assignment, options) as context:
        measured = measure_suite(context, workers=workers)
    # Without the file the next run measures again, which is no reason to fail now.
    with contextlib.suppress(InputError):
        write_text_atomic(path, _KEPT.dump_json(_Kept(proof.digest, measured)).decode())
    return measured
