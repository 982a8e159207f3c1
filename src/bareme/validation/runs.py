"""Submissions of the author of a course, graded to learn about a suite and then forgotten.

What is reached on held-out labels is measured, too: it stays in a folder of the grader's own, which goes
even when the grader is killed.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from bareme.checks.measurements import Measurement, collect_measurements
from bareme.errors import BaremeError, describe_failure
from bareme.files import write_text_atomic
from bareme.grading.batch import ProgressCallback, worker_timeout
from bareme.grading.grader import GradingContext, grade_submission, undetermined_result
from bareme.grading.process_pool import run_in_processes
from bareme.i18n.messages import concat, msg
from bareme.results.result import Result
from bareme.submissions.intake import Submission, collect

__all__ = ["RunInput", "RunResult", "run_inputs"]


@dataclass(frozen=True)
class RunInput:
    """A file as if it had been handed in; the stem of its name is that of the trial."""

    file_name: str
    content: str
    seed: int = 0
    """Of the sandboxes in which it is graded."""

    @property
    def name(self) -> str:
        """The stem of the file, which no other attempt of the same call may have."""
        return Path(self.file_name).stem


@dataclass(frozen=True)
class RunResult:
    """How an attempt was graded."""

    result: Result
    measured: Mapping[str, Sequence[Measurement]]
    """By check, what had to reach a threshold."""


_TRIAL = TypeAdapter(RunResult)


def run_inputs(
    plan: GradingContext, attempts: Sequence[RunInput], *, workers: int, progress: ProgressCallback
) -> dict[str, RunResult]:
    """Grades attempts in worker processes; the same bytes are graded once for each seed.

    Args:
        plan: how to grade; its sandbox has to be open.
        attempts: what to grade.
        workers: how many at a time.
        progress: is told after each.

    Returns:
        The trials by name. One that could not be graded has no checks, and its notes say why.
    """
    folder = Path(tempfile.mkdtemp(prefix="trials-", dir=plan.sandbox.address.folder))
    jobs = {attempt.name: _Job(_hand_in(plan, folder, attempt), attempt.seed) for attempt in attempts}
    firsts = {job.key: job for job in reversed(jobs.values())}
    work = functools.partial(_try, plan, folder)
    ordered = list(reversed(firsts.values()))
    for count, (job, _) in enumerate(
        run_in_processes(work, ordered, workers=workers, timeout=worker_timeout(plan)), 1
    ):
        progress(count, len(ordered), concat("", (Path(job.submission.file_name).stem,)))
    return {name: _read(plan, folder, job, name) for name, job in jobs.items()}


@dataclass(frozen=True)
class _Job:
    submission: Submission
    seed: int

    @property
    def key(self) -> str:
        # The suffix decides how a file is read, so it is a part of what makes two the same.
        return f"{self.submission.sha256}{Path(self.submission.file_name).suffix}-{self.seed}"


def _hand_in(plan: GradingContext, folder: Path, attempt: RunInput) -> Submission:
    path = folder / "source" / attempt.file_name
    write_text_atomic(path, attempt.content)
    (submission,) = collect([path], ("ipynb", "py"), plan.assignment.slug).submissions
    return replace(submission, student_id=attempt.name)


def _try(plan: GradingContext, folder: Path, job: _Job) -> None:
    """What a worker does."""
    seeded = replace(plan, sandbox=replace(plan.sandbox, seed=job.seed))
    try:
        with collect_measurements() as measured:
            result = grade_submission(seeded, job.submission).result
        trial = RunResult(result, measured)
    except BaremeError as error:
        trial = RunResult(undetermined_result(plan, job.submission, error.sentence), {})
    except Exception as error:
        trial = RunResult(undetermined_result(plan, job.submission, describe_failure(error)), {})
    write_text_atomic(folder / f"{job.key}.json", _TRIAL.dump_json(trial, by_alias=True).decode())


def _read(plan: GradingContext, folder: Path, job: _Job, name: str) -> RunResult:
    try:
        return _TRIAL.validate_json((folder / f"{job.key}.json").read_bytes())
    except FileNotFoundError:
        reason = msg("the worker that graded %(name)s ended without an answer", name=name)
        return RunResult(undetermined_result(plan, job.submission, reason), {})
