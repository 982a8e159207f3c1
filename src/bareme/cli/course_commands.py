"""The commands on the course: list, release, validate, data."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bareme.cli.console import echo_about, get_language, localize
from bareme.cli.exit_codes import NOT_REACHED
from bareme.cli.options import (
    CourseOption,
    IsolationOption,
    JsonOption,
    ProfileOption,
    SpokenLanguageOption,
    WorkersOption,
    count_workers,
)
from bareme.errors import CourseError, InputError
from bareme.i18n.catalogs import localized
from bareme.i18n.messages import N_, localized_number, msg, one_line

if TYPE_CHECKING:
    from bareme.course.course import Assignment, Course
    from bareme.datasets.status import State
    from bareme.grading.setup import GradingOptions

__all__ = ["data_app", "list_assignments", "release", "validate"]

_STATES: Final[dict[State, str]] = {
    "ready": N_("ready"),
    "corrupted": N_("corrupted"),
    "missing": N_("missing"),
}
DIGEST_SHOWN = 12  # of the 64 digits of a SHA-256
Slugs = Annotated[list[str] | None, typer.Argument(metavar="[SLUG]...", help="By default every assignment.")]
data_app = typer.Typer(help="Show or download data sets.", no_args_is_help=False)


def list_assignments(
    course: CourseOption = None, as_json: JsonOption = False, _lang: SpokenLanguageOption = None
) -> int:
    """Show the assignments of this course."""
    from bareme.course.course import find_course

    chosen = find_course(course)
    assignments = chosen.assignments()
    if as_json:
        print(
            json.dumps(
                [{"slug": a.slug, **a.settings.model_dump(mode="json")} for a in assignments], indent=1
            )
        )
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(localize(N_("assignment")), no_wrap=True)
    table.add_column(localize(N_("title")))
    for heading in (N_("exercises"), N_("points")):
        table.add_column(localize(heading), justify="right")
    table.add_column(localize(N_("formats")))
    for assignment in assignments:
        settings = assignment.settings
        points = sum(item.points for item in settings.exercise) + sum(
            item.points for item in settings.written
        )
        count = len(settings.exercise) + len(settings.written)
        title = localized(settings.title, get_language(), assignment.slug)
        table.add_row(
            assignment.slug,
            title,
            str(count),
            localize(localized_number(f"{points:g}")),
            " ".join(settings.formats),
        )
    Console().print(table)
    return 0


def release(
    slugs: Slugs = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file is stale.")
    ] = False,
    course: CourseOption = None,
    _lang: SpokenLanguageOption = None,
) -> int:
    """Write the student versions of assignments from their solutions."""
    from bareme.course.course import find_course
    from bareme.grading.release import RUN_RELEASE, find_stale_files, find_untranslated_texts, write_release

    stale = 0
    for assignment in _chosen(find_course(course), slugs):
        if check:
            for sentence in find_stale_files(assignment):
                stale += 1
                echo_about(assignment.slug, one_line(sentence, RUN_RELEASE))
        else:
            for path in write_release(assignment):
                print(path)
        for sentence in find_untranslated_texts(assignment):
            echo_about(assignment.slug, sentence)
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
            "--calibrate", min=1, metavar="N", help="Also check the thresholds, with N seeds of the solution."
        ),
    ] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Instead, measure the suites by mutants of the solutions.")
    ] = False,
    as_json: JsonOption = False,
    _lang: SpokenLanguageOption = None,
) -> int:
    """Test the suites: solutions must pass, templates and mistakes must fail."""
    from bareme.cli.progress_bar import show_progress_bar
    from bareme.cli.validation_table import dump_validation, print_validations
    from bareme.course.course import find_course
    from bareme.grading.setup import GradingOptions
    from bareme.validation.side_by_side import validate_assignments

    options = GradingOptions(profile, isolation)
    chosen = _chosen(find_course(course), slugs)
    if mutants:
        if calibrate is not None:
            raise InputError(msg("--mutants measures no thresholds; give it or --calibrate, not both."))
        return _measure_mutants(chosen, options, count_workers(workers), as_json=as_json)
    with show_progress_bar(msg("validating")) as advance:
        found = validate_assignments(
            chosen, options, workers=count_workers(workers), seeds=calibrate, progress=advance
        )
    if as_json:
        print(json.dumps([dump_validation(one) for one in found], indent=1))
    else:
        print_validations(found)
    return NOT_REACHED if any(validation.problems for validation in found) else 0


def _measure_mutants(
    chosen: Sequence[Assignment],
    options: GradingOptions,
    workers: int,
    *,
    as_json: bool,
) -> int:
    from rich.console import Console

    from bareme.cli.mutant_table import dump_measurement, make_mutant_table
    from bareme.cli.progress_bar import show_progress_bar
    from bareme.validation.measured_suites import measure_suites

    with show_progress_bar(msg("measuring")) as advance:
        found = measure_suites(chosen, options, workers=workers, progress=advance)
    if as_json:
        print(json.dumps([dump_measurement(one) for one in found], indent=1))
    else:
        console = Console()
        # In a file or a pipe, lines stay whole: authors compare and copy them.
        console.print(*map(make_mutant_table, found), sep="\n", soft_wrap=not console.is_terminal)
    return 0 if all(one.is_complete for one in found) else NOT_REACHED


@data_app.callback(invoke_without_command=True)
def data(context: typer.Context, as_json: JsonOption = False, _lang: SpokenLanguageOption = None) -> int:
    """Show or download data sets; alone, the same as status."""
    return data_status(as_json) if context.invoked_subcommand is None else 0


@data_app.command("status")
def data_status(as_json: JsonOption = False, _lang: SpokenLanguageOption = None) -> int:
    """Show the place, state and licence of each data set."""
    from bareme import datasets

    found = datasets.status()
    if as_json:
        print(json.dumps([dataclasses.asdict(status) for status in found], indent=1))
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in (N_("data set"), N_("state"), N_("size"), N_("digest")):
        table.add_column(localize(heading), no_wrap=True, justify="right" if heading == "size" else "left")
    table.add_column(localize(N_("where")), overflow="fold")
    for status in found:
        size = "" if status.size_bytes is None else _mebibytes(status.size_bytes)
        digest = status.digest[:DIGEST_SHOWN]
        state, where = map(localize, (_STATES[status.state], status.where))
        table.add_row(status.name, state, size, digest, where)
    Console().print(table)
    for status in found:
        for sentence in (status.licence, status.problem, status.caveat):
            if sentence:
                echo_about(status.name, sentence)
    return NOT_REACHED if any(status.state == "corrupted" for status in found) else 0


@data_app.command("fetch")
def data_fetch(
    name: Annotated[str, typer.Argument(metavar="NAME")], _lang: SpokenLanguageOption = None
) -> int:
    """Download a data set into the user's cache."""
    from bareme import datasets

    for path in datasets.fetch(name, progress=True):
        print(path)
    return 0


def _chosen(course: Course, slugs: list[str] | None) -> tuple[Assignment, ...]:
    if slugs:
        return tuple(course.assignment(slug) for slug in slugs)
    assignments = course.assignments()
    if not assignments:
        raise CourseError(
            msg("%(root)s has no assignment; write graders/SLUG/assignment.toml first.", root=course.root)
        )
    return assignments


def _mebibytes(size_bytes: int) -> str:
    return localize(msg("%(size)s MiB", size=localized_number(f"{size_bytes / 2**20:.2f}")))
