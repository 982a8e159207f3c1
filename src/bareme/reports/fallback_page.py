"""Renders a plain page, without templates, where the feedback page fails."""

from __future__ import annotations

from markupsafe import Markup, escape

from bareme.i18n.catalogs import localized, translations
from bareme.i18n.messages import Message
from bareme.i18n.plain_text import plain_line
from bareme.reports.grades import describe_points, write_grade
from bareme.reports.jinja_environment import format_points
from bareme.reports.labels import STATUS_WORDS
from bareme.results.result import Result

__all__ = ["render_fallback_page"]

_PAGE = Markup(
    """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
<p>{name}</p>
<p><strong>{mark}</strong></p>
<p>{problem}</p>
<ul>
{checks}
</ul>
</body>
</html>
"""
)


def render_fallback_page(result: Result, problem: Message, language: str) -> str:
    """Renders the mark, the status of each check and the problem.

    Raises:
        InputError: there is no catalogue for the language.
    """
    catalogue = translations(language)
    mark = write_grade(result, language)
    if result.grade is not None:
        mark = f"{mark} / {format_points(result.scale, language)}"
    if result.public_only:
        mark = describe_points(result, language)
    checks = (
        Markup("<li>{}: {}</li>").format(
            plain_line(check.title), catalogue.gettext(STATUS_WORDS[check.status])
        )
        for check in result.checks
    )
    return str(
        _PAGE.format(
            language=escape(language),
            title=plain_line(localized(result.title, language, result.assignment)),
            name=plain_line(result.student.name),
            mark=mark,
            problem=plain_line(problem.render(catalogue)),
            checks=Markup("\n").join(checks),
        )
    )
