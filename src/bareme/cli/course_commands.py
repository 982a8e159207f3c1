"""The commands on the course: list, release, validate, data."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from bareme import datasets
from bareme.cli.calibration_table import dump_calibration, format_margin, make_calibration_table
from bareme.cli.console import echo, get_language, localize
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
from bareme.cli.progress_bar import show_progress_bar
from bareme.course.course import Assignment, Course, find_course
from bareme.datasets.status import State
from bareme.errors import CourseError
from bareme.grading.release import find_stale_files, find_untranslated_texts, write_release
from bareme.grading.setup import GradingOptions
from bareme.i18n.catalogs import localized
from bareme.i18n.messages import N_, Message, as_message, localized_number, msg, nmsg, one_line
from bareme.validation.side_by_side import validate_assignments
from bareme.validation.validator import RUN_RELEASE, Validation

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
    stale = 0
    for assignment in _chosen(find_course(course), slugs):
        if check:
            for sentence in find_stale_files(assignment):
                stale += 1
                echo(_about(assignment.slug, one_line(sentence, RUN_RELEASE)))
        else:
            for path in write_release(assignment):
                print(path)
        for sentence in find_untranslated_texts(assignment):
            echo(_about(assignment.slug, sentence))
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
    as_json: JsonOption = False,
    _lang: SpokenLanguageOption = None,
) -> int:
    """Test the suites: solutions must pass, templates and mistakes must fail."""
    options = GradingOptions(profile, isolation)
    chosen = _chosen(find_course(course), slugs)
    with show_progress_bar(msg("validating")) as advance:
        found = validate_assignments(
            chosen, options, workers=count_workers(workers), seeds=calibrate, progress=advance
        )
    if as_json:
        print(json.dumps([_validation_json(one) for one in found], indent=1))
    else:
        _print_validations(found)
    return NOT_REACHED if any(validation.problems for validation in found) else 0


@data_app.callback(invoke_without_command=True)
def data(context: typer.Context, as_json: JsonOption = False, _lang: SpokenLanguageOption = None) -> int:
    """Show or download data sets; alone, the same as status."""
    return data_status(as_json) if context.invoked_subcommand is None else 0


@data_app.command("status")
def data_status(as_json: JsonOption = False, _lang: SpokenLanguageOption = None) -> int:
    """Show the place, state and licence of each data set."""
    found = datasets.status()
    if as_json:
        print(json.dumps([dataclasses.asdict(status) for status in found], indent=1))
        return 0
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
                echo(_about(status.name, sentence))
    return NOT_REACHED if any(status.state == "corrupted" for status in found) else 0


@data_app.command("fetch")
def data_fetch(
    name: Annotated[str, typer.Argument(metavar="NAME")], _lang: SpokenLanguageOption = None
) -> int:
    """Download a data set into the user's cache."""
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


def _validation_json(validation: Validation) -> dict[str, Any]:
    fields = dataclasses.asdict(dataclasses.replace(validation, calibration=None))
    del fields["calibration"]
    found = validation.calibration
    return fields if found is None else {**fields, "calibration": dump_calibration(found)}


def _print_validations(found: list[Validation]) -> None:
    calibrations = {one.slug: one.calibration for one in found if one.calibration is not None}
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in (
        N_("assignment"),
        N_("checks"),
        N_("solution"),
        N_("template"),
        N_("caught"),
        N_("named"),
        N_("CPU s"),
        *((N_("margin"),) if calibrations else ()),
        N_("verdict"),
    ):
        table.add_column(localize(heading), no_wrap=not table.columns)
    for one in found:
        table.add_row(
            one.slug,
            str(one.checks),
            localize(localized_number(one.solution)),
            localize(localized_number(one.template)),
            f"{one.caught}/{one.mistakes}",
            f"{one.named}/{one.mistakes}",
            localize(localized_number(f"{one.seconds:.1f}")),
            *((localize(format_margin(calibrations[one.slug].lowest_margin)),) if calibrations else ()),
            localize(_verdict(one)),
        )
    Console().print(table)
    for slug, calibration in calibrations.items():
        if calibration.thresholds:
            Console().print("", make_calibration_table(slug, calibration))
    for one in found:
        for sentence in (*one.problems, *one.untranslated):
            echo(_about(one.slug, sentence))


def _verdict(validation: Validation) -> Message:
    found = len(validation.problems)
    if found:
        return nmsg("%(number)d problem", "%(number)d problems", found)
    return msg("valid, as before") if validation.is_remembered else msg("valid")


def _about(name: str, sentence: str) -> Message:
    return msg("%(name)s: %(sentence)s", name=name, sentence=as_message(sentence))


def _mebibytes(size_bytes: int) -> str:
    return localize(msg("%(size)s MiB", size=localized_number(f"{size_bytes / 2**20:.2f}")))
