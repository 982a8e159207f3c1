"""The command that finds work that few share: similar."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bareme.cli.console import echo
from bareme.cli.options import CourseOption, LanguageOption
from bareme.i18n.messages import msg

__all__ = ["similar"]


def similar(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of `bareme grade`.")],
    against: Annotated[
        Path | None,
        typer.Option(metavar="OLD", help="An earlier batch of the same lab, to compare with as well."),
    ] = None,
    hide_names: Annotated[
        bool, typer.Option("--hide-names", help="Write numbers in place of the names of students.")
    ] = False,
    to: Annotated[
        Literal["dolos", "jplag"] | None,
        typer.Option("--to", help="Also write the code into OUT/similar/, for another tool."),
    ] = None,
    course: CourseOption = None,
    lang: LanguageOption = None,
) -> int:
    """Show pairs of submissions that share rare code; no verdict."""
    from bareme.course.course import find_course
    from bareme.files import PRIVATE_MODE, replace_folder, write_text_atomic
    from bareme.grading.handouts import make_handout
    from bareme.reports.output import read_results
    from bareme.results.result import in_order
    from bareme.similarity.class_comparison import compare_class
    from bareme.similarity.code_exports import CODE_EXPORTS, make_code_files
    from bareme.similarity.similarity_page import render_similarity_page
    from bareme.similarity.template import read_template

    chosen = find_course(course)
    results = in_order(read_results(out))
    before = () if against is None else read_results(against)
    template = read_template(make_handout(chosen.assignment(results[0].assignment)))
    comparison = compare_class(results, template, before)
    language = lang or chosen.language
    page = render_similarity_page(
        comparison,
        language=language,
        template_folders=chosen.find_template_folders(),
        hides_names=hide_names,
    )
    path = out / "similar.html"
    write_text_atomic(path, page, PRIVATE_MODE)
    echo(msg("Similar work: %(path)s", path=path))
    if to is not None:
        files = make_code_files(comparison.works, language, hides_names=hide_names)
        folder = out / "similar" / to
        replace_folder(folder, CODE_EXPORTS[to](files, template), PRIVATE_MODE)
        echo(msg("Code for %(tool)s: %(path)s", tool=to, path=folder))
    return 0
