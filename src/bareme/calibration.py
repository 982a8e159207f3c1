"""What decides whether the thresholds of a suite are fair: the solution with many seeds, and its mistakes.

The seed is what a room sets before the first cell. What is measured stays in a folder of the grader's
own, which goes when it ends.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from bareme.batch import Tell, no_progress, patience
from bareme.course import Assignment, Profile
from bareme.errors import BaremeError
from bareme.files import write_whole
from bareme.grading import Plan, grade
from bareme.intake import Submission, collect
from bareme.measuring import record
from bareme.notebooks import dump_notebook
from bareme.planning import GradingOptions, prepare
from bareme.replacing import replace_definitions
from bareme.solution import read_solution, without_markers
from bareme.thresholds import Run, Threshold, judge_mistakes, judge_runs, judge_threshold, summarise
from bareme.workers import run_each

__all__ = ["Calibration", "calibrate_assignment"]

_RUN: Final = TypeAdapter(Run)


@dataclass(frozen=True)
class Calibration:
    """The thresholds of one assignment under one profile; they are fair when there is no problem."""

    profile: Profile
    seeds: int
    thresholds: tuple[Threshold, ...]
    problems: tuple[str, ...]

    @property
    def lowest_margin(self) -> float | None:
        """The smallest margin of all thresholds, in deviations; None where there are none."""
        return min((threshold.margin for threshold in self.thresholds), default=None)


def calibrate_assignment(
    assignment: Assignment,
    options: GradingOptions,
    *,
    seeds: int,
    workers: int,
    progress: Tell = no_progress,
) -> Calibration:
    """Grades the solution with the seeds 0, 1, 2, ... and mistakes with the seed 0, and compares.

    Of the mistakes, those are graded that have to break a check with a threshold.

    Args:
        assignment: whose thresholds.
        options: how to grade.
        seeds: how many; at least 1.
        workers: how many submissions to grade at a time.
        progress: is told after each of them.

    Raises:
        CourseError: the assignment cannot be graded at all.
        RoomError: the rooms for it cannot be opened.
    """
    solution = read_solution(assignment)
    right = copy.deepcopy(solution)
    for cell in right.cells:
        cell.source = without_markers(cell.source)
    with prepare(assignment, options) as plan:
        # Inside the folder of the server, which goes even when this process is killed.
        folder = Path(plan.room.address.folder, "calibration")
        folder.mkdir(mode=0o700)
        batch = _Batch(plan, folder, workers, progress)
        job = batch.add("solution", dump_notebook(right))
        runs = batch.grade([(job, seed) for seed in range(seeds)])
        demanding = {check for run in runs for check in run.measured}
        mistakes = [mistake for mistake in plan.mistakes if not demanding.isdisjoint(mistake.breaks)]
        jobs = [
            batch.add(f"mistake-{mistake.name}", dump_notebook(replace_definitions(solution, mistake.source)))
            for mistake in mistakes
        ]
        caught = dict(zip(mistakes, batch.grade([(job, 0) for job in jobs]), strict=True))
    thresholds = tuple(summarise(runs, caught))
    problems = [run.problem for run in (*runs, *caught.values()) if run.problem]
    problems += [*judge_runs(runs), *judge_mistakes(caught, demanding)]
    problems += [problem for one in thresholds for problem in judge_threshold(one, seeds)]
    return Calibration(options.profile, seeds, thresholds, tuple(problems))


@dataclass(frozen=True)
class _Batch:
    """Grades submissions in worker processes; what these measure stays in a folder of the grader."""

    plan: Plan
    folder: Path
    workers: int
    progress: Tell

    def add(self, name: str, content: str) -> Submission:
        """Returns a notebook as if it had been handed in."""
        path = self.folder / "source" / f"{name}.ipynb"
        write_whole(path, content)
        return collect([path], ("ipynb",), self.plan.assignment.slug).submissions[0]

    def grade(self, jobs: Sequence[tuple[Submission, int]]) -> list[Run]:
        """Grades each submission in rooms of a seed, and returns the runs in this order."""
        work = functools.partial(_grade_one, self.plan, self.folder)
        done = run_each(work, jobs, workers=self.workers, patience=patience(self.plan))
        for count, (job, _) in enumerate(done, 1):
            self.progress(count, len(jobs), _name(job))
        return [self._read(job) for job in jobs]

    def _read(self, job: tuple[Submission, int]) -> Run:
        try:
            return _RUN.validate_json(_path(self.folder, job).read_bytes())
        except FileNotFoundError:
            return Run({}, {}, f"{_name(job)} could not be graded: its worker ended without an answer.")


def _grade_one(plan: Plan, folder: Path, job: tuple[Submission, int]) -> None:
    """What a worker does."""
    submission, seed = job
    try:
        with record() as measured:
            result = grade(replace(plan, room=replace(plan.room, seed=seed)), submission).result
        run = Run({check.id: check.status for check in result.checks}, measured)
    except BaremeError as error:
        run = Run({}, {}, f"{_name(job)} could not be graded: {str(error).rstrip('.')}.")
    write_whole(_path(folder, job), _RUN.dump_json(run).decode())


def _name(job: tuple[Submission, int]) -> str:
    return f"{Path(job[0].file_name).stem} with the seed {job[1]}"


def _path(folder: Path, job: tuple[Submission, int]) -> Path:
    return folder / "runs" / f"{job[0].sha256}-{job[1]}.json"
