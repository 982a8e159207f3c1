"""The commands that grade: demo, check, grade, report, export."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bareme.cli.console import echo, echo_error, get_language
from bareme.cli.exit_codes import NOT_REACHED, UNDETERMINED
from bareme.cli.options import (
    CourseOption,
    ExportFormatOption,
    FormatOption,
    IsolationOption,
    JsonOption,
    LanguageOption,
    ProfileOption,
    SpokenLanguageOption,
    WorkersOption,
    count_workers,
)
from bareme.errors import InputError
from bareme.i18n.messages import localized_number, msg, nmsg

if TYPE_CHECKING:
    from bareme.course.course import Course
    from bareme.reports.output import Pages
    from bareme.results.result import Result

__all__ = ["check", "demo", "export", "grade", "report"]


def demo(
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write.")] = Path("bareme-demo"),
    workers: WorkersOption = None,
    isolation: IsolationOption = None,
    lang: LanguageOption = None,
) -> int:
    """Grade the example class, offline, and print where the class report is."""
    from bareme.cli.batch_run import collect_submissions, grade_submissions
    from bareme.course.course import builtin_course
    from bareme.grading.setup import GradingOptions
    from bareme.reports.output import CLASS_REPORT

    course = builtin_course()
    assignment = course.assignment("neuron")
    intake = collect_submissions(assignment, [course.root / "examples" / assignment.slug])
    options = GradingOptions("mini", isolation)
    pages = _pages(course, lang)
    results = grade_submissions(assignment, intake, out, options, pages, count_workers(workers))
    _report_ungraded(results)
    _print_summary(results)
    echo(msg("Open %(path)s", path=(out / CLASS_REPORT).resolve()))
    return _exit_code(results)


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Your notebook or script.")],
    assignment: Annotated[str | None, typer.Option("-a", "--assignment", metavar="SLUG")] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Also write the feedback page here.")
    ] = None,
    course: CourseOption = None,
    profile: ProfileOption = "mini",
    isolation: IsolationOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
    form: FormatOption = "text",
) -> int:
    """Student: run the public checks on your own file."""
    from bareme.cli.batch_run import collect_submissions, grade_submissions, open_context
    from bareme.course.course import Course, find_assignment
    from bareme.grading.batch import grade_one
    from bareme.grading.setup import GradingOptions

    if as_json and form != "text":
        raise InputError(
            msg("--json and --format %(form)s ask for two formats; give one of them.", form=form)
        )
    found = find_assignment(file, assignment, course)
    intake = collect_submissions(found, [file])
    # Also in a course with hidden checks: a student who may run them could learn their inputs.
    options = GradingOptions(profile, isolation, ("public",))
    pages = _pages(Course(found.root), lang)
    if out is None:
        with open_context(found, options) as context:
            result = grade_one(context, *intake.submissions)
    else:
        (result,) = grade_submissions(found, intake, out, options, pages, 1, quiet=True)
    if as_json:
        print(result.to_json(), end="")
    else:
        _print_checks(result, form, lang or result.language)
    # First, since a failed check may be the fault of bareme then.
    if result.status == "undetermined":
        return UNDETERMINED
    return 0 if all(outcome.status == "passed" for outcome in result.checks) else NOT_REACHED


def _print_checks(result: Result, form: Literal["text", "markdown"], language: str) -> None:
    from rich.console import Console

    from bareme.reports.student_summary import render_student_summary
    from bareme.reports.terminal import print_result

    if form == "markdown":
        print(render_student_summary(result, language=language), end="")
        if not sys.stdout.isatty():  # a summary for another page: the log of the job has the reasons, too
            print_result(result, Console(stderr=True), language=language)
    else:
        print_result(result, Console(), language=language)


def grade(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The assignment; `bareme list` shows them.")],
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE...", help="Files, folders or zip archives.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write; run again to continue.")],
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", metavar="GRADE", help="Exit with 1 if a grade is below this."),
    ] = None,
    course: CourseOption = None,
    profile: ProfileOption = "mini",
    workers: WorkersOption = None,
    isolation: IsolationOption = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> int:
    """Instructor: grade a file, a folder or a zip; resumable."""
    from bareme.cli.batch_run import collect_submissions, grade_submissions
    from bareme.course.course import find_course
    from bareme.grading.setup import GradingOptions
    from bareme.reports.output import CLASS_REPORT, GRADEBOOK

    chosen = find_course(course)
    assignment = chosen.assignment(slug)
    intake = collect_submissions(assignment, sources)
    options = GradingOptions(profile, isolation)
    pages = _pages(chosen, lang)
    before = _stamps(out)
    results = grade_submissions(assignment, intake, out, options, pages, count_workers(workers))
    _report_ungraded(results)
    if as_json:
        print(json.dumps([json.loads(result.to_json()) for result in results], indent=1))
    else:
        _print_summary(results, unchanged=len(before & _stamps(out)))
        echo(msg("Gradebook: %(path)s", path=out / GRADEBOOK))
        echo(msg("Class report: %(path)s", path=out / CLASS_REPORT))
    code = _exit_code(results)
    # A result that is undetermined says more than a grade that is too low.
    if code == 0 and fail_under is not None:
        return _judge_grades(results, fail_under)
    return code


def _judge_grades(results: Sequence[Result], fail_under: float) -> int:
    """Names the students whose grade cannot reach a limit, and returns the exit code."""
    # With answers to mark, the best grade that they can give counts.
    low = [result for result in results if result.is_gradable and result.grade_range[1] < fail_under]
    for result in low:
        grade = localized_number(f"{result.grade_range[1]:.4g}")
        echo_error(
            msg(
                "%(student)s has at most %(grade)s, below %(limit)s.",
                student=result.student.id,
                grade=grade,
                limit=localized_number(f"{fail_under:g}"),
            )
        )
    # Where nothing could be graded, nothing was reached; stderr has the reason already.
    return NOT_REACHED if low or not all(result.is_gradable for result in results) else 0


def report(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of `bareme grade`.")],
    course: CourseOption = None,
    lang: LanguageOption = None,
    against: Annotated[
        Path | None,
        typer.Option(metavar="OLD", help="An earlier batch; the class report shows the changes since."),
    ] = None,
    form: FormatOption = "text",
) -> int:
    """Render every page again from the results."""
    from bareme.course.course import find_course
    from bareme.reports.class_summary import render_class_summary
    from bareme.reports.output import CLASS_REPORT, read_results, write_pages

    chosen = find_course(course)
    before = () if against is None else read_results(against)
    results = write_pages(out, _pages(chosen, lang), before)
    if form == "markdown":
        print(render_class_summary(results, language=get_language(), before=before), end="")
        return _exit_code(results)
    echo(
        nmsg(
            "%(number)d page and %(path)s were written again.",
            "%(number)d pages and %(path)s were written again.",
            len(results),
            path=out / CLASS_REPORT,
        )
    )
    return _exit_code(results)


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of `bareme grade`.")],
    to: ExportFormatOption,
    worksheet: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The grades of the class as downloaded from the platform, to be filled in."
        ),
    ] = None,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Count written answers that are not marked as 0.")
    ] = False,
    _lang: SpokenLanguageOption = None,
) -> int:
    """Write the results in a format for another tool."""
    from bareme.exports import EXPORTERS, Batch
    from bareme.files import write_files_atomic
    from bareme.reports.output import FEEDBACK_PAGE, read_results, student_folder

    exporter = EXPORTERS[to]
    _require_worksheet(to, exporter.takes_worksheet, worksheet)
    results = read_results(out)
    pages = {one.student.id: student_folder(out, one.student.id) / FEEDBACK_PAGE for one in results}
    written = exporter.write(Batch(results, pages, worksheet, provisional))
    write_files_atomic({out / name: write for name, write in written.files.items()})
    for name in written.files:
        print(out / name)
    for remark in written.remarks:
        echo(remark)
    return _exit_code(results)


def _require_worksheet(to: str, takes_worksheet: bool, worksheet: Path | None) -> None:
    if takes_worksheet and worksheet is None:
        raise InputError(
            msg(
                "--to %(format)s needs the grades of the class as you downloaded them: give that file with "
                "--worksheet FILE.",
                format=to,
            )
        )
    if worksheet is not None and not takes_worksheet:
        raise InputError(msg("--to %(format)s fills no worksheet: leave out --worksheet.", format=to))


def _pages(course: Course, language: str | None) -> Pages:
    from bareme.reports.output import Pages

    return Pages(course.find_template_folders(), language, course.language)


def _report_ungraded(results: Sequence[Result]) -> None:
    """Names on stderr everybody whose file was unreadable or missing."""
    for result in results:
        if not result.is_gradable:
            echo_error(msg("%(student)s: %(reason)s", student=result.student.name, reason=result.notes[0]))


def _stamps(out: Path) -> set[tuple[str, int, int]]:
    """Returns student, inode and time of each result in a folder."""
    from bareme.results.result import RESULT_FILE

    found = ((path, path.stat()) for path in out.glob(f"students/*/{RESULT_FILE}"))
    return {(path.parent.name, stat.st_ino, stat.st_mtime_ns) for path, stat in found}


def _print_summary(results: Sequence[Result], unchanged: int = 0) -> None:
    counts = Counter(result.status for result in results)
    echo(
        nmsg(
            "%(number)d student: %(graded)d graded, %(undetermined)d undetermined, "
            "%(unreadable)d unreadable, %(missing)d missing.",
            "%(number)d students: %(graded)d graded, %(undetermined)d undetermined, "
            "%(unreadable)d unreadable, %(missing)d missing.",
            len(results),
            graded=counts["graded"],
            undetermined=counts["undetermined"],
            unreadable=counts["unreadable"],
            missing=counts["missing"],
        )
    )
    if unchanged:
        echo(
            nmsg(
                "%(number)d unchanged since the last run, and not graded again.",
                "%(number)d unchanged since the last run, and not graded again.",
                unchanged,
            )
        )
    changed = sum(answer.changed for result in results for answer in result.written)
    if changed:
        echo(
            nmsg(
                "%(number)d answer changed since it was marked; `bareme mark` shows which.",
                "%(number)d answers changed since they were marked; `bareme mark` shows which.",
                changed,
            )
        )
    for result in (result.in_language(get_language()) for result in results):
        if result.status == "undetermined":
            reasons = [*result.notes, *(outcome.message for outcome in result.undetermined)]
            reason = reasons[0] if reasons else msg("no reason known")
            student = result.student.id
            echo(msg("  undetermined: %(student)s: %(reason)s", student=student, reason=reason))


def _exit_code(results: Sequence[Result]) -> int:
    return UNDETERMINED if any(result.status == "undetermined" for result in results) else 0
