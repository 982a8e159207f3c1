"""The commands about the course: list, release, validate, data."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bareme import datasets
from bareme.calibration import Calibration, calibrate_assignment
from bareme.cli.calibrations import calibration_json, calibration_table, margin_words
from bareme.cli.options import (
    CourseOption,
    IsolationOption,
    JsonOption,
    ProfileOption,
    WorkersOption,
    worker_count,
)
from bareme.cli.progress import progress_bar
from bareme.course import Assignment, Course, find_course
from bareme.errors import CourseError
from bareme.planning import GradingOptions
from bareme.release import stale_files, write_release
from bareme.validation import Validation, validate_assignment

__all__ = ["register"]

NOT_REACHED = 1
DIGEST_SHOWN = 12  # of the 64 digits of a SHA-256
Slugs = Annotated[list[str] | None, typer.Argument(metavar="[SLUG]...", help="By default every assignment.")]
_data = typer.Typer(help="Data sets: which are here, and fetching them.", no_args_is_help=False)


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command("list")(list_assignments)
    app.command()(release)
    app.command()(validate)
    _data.callback(invoke_without_command=True)(data)
    _data.command("status")(data_status)
    _data.command("fetch")(data_fetch)
    app.add_typer(_data, name="data")


def list_assignments(course: CourseOption = None, as_json: JsonOption = False) -> int:
    """Show the assignments of this course."""
    chosen = find_course(course)
    assignments = chosen.assignments()
    if as_json:
        print(
            json.dumps(
                [{"slug": a.slug, **a.settings.model_dump(mode="json")} for a in assignments], indent=1
            )
        )
        return 0
    table = Table(box=None, pad_edge=False)
    for heading in ("assignment", "title", "exercises", "points", "formats"):
        table.add_column(heading, justify="right" if heading in ("exercises", "points") else "left")
    for assignment in assignments:
        settings = assignment.settings
        points = sum(item.points for item in settings.exercise) + sum(
            item.points for item in settings.written
        )
        count = len(settings.exercise) + len(settings.written)
        table.add_row(
            assignment.slug, settings.title["en"], str(count), f"{points:g}", " ".join(settings.formats)
        )
    Console().print(table)
    return 0


def release(
    slugs: Slugs = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if something is stale.")
    ] = False,
    course: CourseOption = None,
) -> int:
    """Write what students receive from the solutions."""
    stale = 0
    for assignment in _chosen(find_course(course), slugs):
        if check:
            for sentence in stale_files(assignment):
                stale += 1
                print(f"{assignment.slug}: {sentence} Run `bareme release`.")
        else:
            for path in write_release(assignment):
                print(path)
    return NOT_REACHED if stale else 0


def validate(
    slugs: Slugs = None,
    course: CourseOption = None,
    profile: ProfileOption = "mini",
    workers: WorkersOption = None,
    isolation: IsolationOption = None,
    calibrate: Annotated[
        int | None,
        typer.Option(
            "--calibrate", min=1, metavar="N", help="Also judge the thresholds, by the solution with N seeds."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Grade the grader: what is right must pass and what is wrong must fail."""
    options = GradingOptions(profile, isolation)
    found, calibrations = [], {}
    for assignment in _chosen(find_course(course), slugs):
        validation = _validate(assignment, options, worker_count(workers))
        if calibrate is not None:
            calibration = _calibrate(assignment, options, worker_count(workers), calibrate)
            problems = (*validation.problems, *calibration.problems)
            validation = dataclasses.replace(validation, problems=problems)
            calibrations[assignment.slug] = calibration
        found.append(validation)
    if as_json:
        print(json.dumps([_validation_json(one, calibrations.get(one.slug)) for one in found], indent=1))
    else:
        _print_validations(found, calibrations)
    return NOT_REACHED if any(validation.problems for validation in found) else 0


def data() -> None:
    """Data sets: which are here, and fetching them."""


def data_status(as_json: JsonOption = False) -> int:
    """Show of each data set where it was found, whether it is intact, and its licence."""
    found = datasets.status()
    if as_json:
        print(json.dumps([dataclasses.asdict(status) for status in found], indent=1))
        return 0
    table = Table(box=None, pad_edge=False)
    for heading in ("data set", "state", "size", "digest", "licence", "where"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "size" else "left")
    for status in found:
        size = "" if status.size_bytes is None else f"{status.size_bytes / 2**20:.2f} MiB"
        digest = status.digest[:DIGEST_SHOWN]
        table.add_row(status.name, status.state, size, digest, status.licence, status.where)
    Console().print(table)
    for status in found:
        for sentence in (status.problem, status.caveat):
            if sentence:
                print(f"{status.name}: {sentence}")
    return NOT_REACHED if any(status.state == "corrupted" for status in found) else 0


def data_fetch(name: Annotated[str, typer.Argument(metavar="NAME")]) -> int:
    """Download a data set into the user's cache, or the rest of it after an interruption."""
    for path in datasets.fetch(name, progress=True):
        print(path)
    return 0


def _chosen(course: Course, slugs: list[str] | None) -> tuple[Assignment, ...]:
    if slugs:
        return tuple(course.assignment(slug) for slug in slugs)
    assignments = course.assignments()
    if not assignments:
        raise CourseError(f"{course.root} has no assignment; write graders/SLUG/assignment.toml first.")
    return assignments


def _validate(assignment: Assignment, options: GradingOptions, workers: int) -> Validation:
    with progress_bar(f"validating {assignment.slug}") as advance:
        return validate_assignment(assignment, options, workers=workers, progress=advance)


def _calibrate(assignment: Assignment, options: GradingOptions, workers: int, seeds: int) -> Calibration:
    with progress_bar(f"calibrating {assignment.slug}") as advance:
        return calibrate_assignment(assignment, options, seeds=seeds, workers=workers, progress=advance)


def _validation_json(validation: Validation, calibration: Calibration | None) -> dict[str, Any]:
    fields = dataclasses.asdict(validation)
    return fields if calibration is None else {**fields, "calibration": calibration_json(calibration)}


def _print_validations(found: list[Validation], calibrations: Mapping[str, Calibration]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in (
        "assignment",
        "checks",
        "solution",
        "template",
        "mistakes caught",
        "mistakes named",
        *(("lowest margin",) if calibrations else ()),
        "verdict",
    ):
        table.add_column(heading)
    for one in found:
        table.add_row(
            one.slug,
            str(one.checks),
            one.solution,
            one.template,
            f"{one.caught}/{one.mistakes}",
            f"{one.named}/{one.mistakes}",
            *((margin_words(calibrations[one.slug].lowest_margin),) if calibrations else ()),
            "valid" if not one.problems else f"{len(one.problems)} problems",
        )
    Console().print(table)
    for slug, calibration in calibrations.items():
        if calibration.thresholds:
            Console().print("", calibration_table(slug, calibration))
    for one in found:
        for problem in one.problems:
            print(f"{one.slug}: {problem}")
