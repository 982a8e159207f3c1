"""The command that serves the marking page: mark."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bareme.cli.console import echo, echo_error
from bareme.cli.options import CourseOption, LanguageOption
from bareme.errors import InputError
from bareme.i18n.messages import msg, nmsg

__all__ = ["mark"]


def mark(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of `bareme grade`.")],
    course: CourseOption = None,
    lang: LanguageOption = None,
) -> int:
    """Mark written answers in a local web page, until Ctrl-C."""
    from bareme.course.course import find_course
    from bareme.marking.cards import read_questions, tally
    from bareme.marking.server import Marking, publish, serve_marking
    from bareme.reports.output import Pages, read_results
    from bareme.results.mark_store import read_marks
    from bareme.results.result import in_order

    chosen = find_course(course)
    slug = in_order(read_results(out))[0].assignment
    questions = read_questions(chosen.assignment(slug))
    if not questions:
        raise InputError(
            msg("the assignment %(slug)s has no written question; there is nothing to mark.", slug=repr(slug))
        )
    pages = Pages(chosen.find_template_folders(), lang, chosen.language)
    marking = Marking(out, questions, pages, lang or chosen.language)
    marked = frozenset(student for student, _ in read_marks(out))
    if marked:  # saved by a server that was killed before it updated the results
        publish(marking, marked)
    serve_marking(marking, _announce, lambda error: echo_error(error.sentence))
    counts = [tally(read_results(out), question.id) for question in questions]
    echo(
        nmsg(
            "%(marked)d of %(number)d answer is marked; results, pages and gradebook say so.",
            "%(marked)d of %(number)d answers are marked; results, pages and gradebook say so.",
            sum(count.answers for count in counts),
            marked=sum(count.marked for count in counts),
        )
    )
    return 0


def _announce(address: str) -> None:
    echo(msg("Mark at %(address)s", address=address))
    echo(
        msg(
            "Keep the address secret: it gives access to the marks. "
            "Ctrl-C stops; everything is saved as you mark."
        )
    )
    sys.stdout.flush()  # a reader of a pipe waits for this line
