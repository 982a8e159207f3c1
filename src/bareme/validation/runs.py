"""Grading runs of validation, whose results are not kept.

They also measure values on held-out labels. These stay in a folder of the fork server, which is removed even
when the grader is killed.
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
from bareme.grading.batch import ProgressCallback, compute_worker_timeout
from bareme.grading.grader import grade_submission, make_undetermined_result
from bareme.grading.process_pool import WorkerSlots, run_in_processes
from bareme.grading.setup import GradingContext
from bareme.i18n.messages import concat, msg
from bareme.results.result import Result
from bareme.submissions.intake import Submission, collect

__all__ = ["RunInput", "RunResult", "run_inputs"]


@dataclass(frozen=True)
class RunInput:
    """A file to grade as if it had been handed in."""

    file_name: str
    content: str
    seed: int = 0
    """The seed of its sandboxes."""
    draws_figures: bool = False
    """Whether its figures are drawn, as they are for a student; it takes a fifth of the time."""

    @property
    def name(self) -> str:
        """The file stem; must be unique within a call."""
        return Path(self.file_name).stem


@dataclass(frozen=True)
class RunResult:
    """The result of a run, and its measurements."""

    result: Result
    measured: Mapping[str, Sequence[Measurement]]
    """The values that were compared with thresholds, by check."""


_RUN_RESULT = TypeAdapter(RunResult)


def run_inputs(
    context: GradingContext,
    inputs: Sequence[RunInput],
    *,
    workers: int | WorkerSlots,
    progress: ProgressCallback,
) -> dict[str, RunResult]:
    """Grades inputs in worker processes.

    Inputs with the same bytes and the same seed are graded once.

    Args:
        context: how to grade.
        inputs: the files to grade.
        workers: the number of processes at a time, or slots shared with other calls.
        progress: called after each run.

    Returns:
        The run results by name. One that could not be graded has no checks, and its notes say why.
    """
    # A validation grades more than once, and a file of an earlier run must not answer for a worker that died.
    folder = Path(tempfile.mkdtemp(prefix="runs-", dir=context.sandbox.address.folder))
    jobs = {one.name: _Job(_hand_in(context, folder, one), one.seed, one.draws_figures) for one in inputs}
    # The first of equal jobs stays, in the order of the inputs.
    firsts = {job.key: job for job in reversed(jobs.values())}
    work = functools.partial(_grade_and_write, context, folder)
    ordered = list(reversed(firsts.values()))
    for count, (job, _) in enumerate(
        run_in_processes(work, ordered, workers=workers, timeout=compute_worker_timeout(context)), 1
    ):
        progress(count, len(ordered), concat("", (Path(job.submission.file_name).stem,)))
    return {name: _read(context, folder, job, name) for name, job in jobs.items()}


@dataclass(frozen=True)
class _Job:
    submission: Submission
    seed: int
    draws_figures: bool

    @property
    def key(self) -> str:
        # The suffix decides how a file is parsed, so identical files also have the same suffix.
        return f"{self.submission.sha256}{Path(self.submission.file_name).suffix}-{self.seed}"


def _hand_in(context: GradingContext, folder: Path, source: RunInput) -> Submission:
    path = folder / "source" / source.file_name
    write_text_atomic(path, source.content)
    # In the same way as a file of a student, so that intake and parsing are tested with it.
    (submission,) = collect([path], ("ipynb", "py"), context.handout).submissions
    return replace(submission, student_id=source.name)


def _grade_and_write(context: GradingContext, folder: Path, job: _Job) -> None:
    """Grades a job in a worker process and writes its result."""
    sandbox = replace(context.sandbox, seed=job.seed, draws_figures=job.draws_figures)
    try:
        with collect_measurements() as measured:
            result = grade_submission(replace(context, sandbox=sandbox), job.submission).result
        run = RunResult(result, measured)
    except BaremeError as error:
        run = RunResult(make_undetermined_result(context, job.submission, error.sentence), {})
    except Exception as error:
        run = RunResult(make_undetermined_result(context, job.submission, describe_failure(error)), {})
    write_text_atomic(folder / f"{job.key}.json", _RUN_RESULT.dump_json(run, by_alias=True).decode())


def _read(context: GradingContext, folder: Path, job: _Job, name: str) -> RunResult:
    try:
        return _RUN_RESULT.validate_json((folder / f"{job.key}.json").read_bytes())
    # The worker died, as one that is killed for want of memory.
    except FileNotFoundError:
        reason = msg("the worker that graded %(name)s ended without an answer", name=name)
        return RunResult(make_undetermined_result(context, job.submission, reason), {})
