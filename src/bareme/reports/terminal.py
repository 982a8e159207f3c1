"""Prints a result in the terminal, for ``bareme check``.

Everything reaches Rich as ``Text``, never as markup, without control characters, and with the commands that
CI services read from their logs broken up.
"""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bareme.i18n.catalogs import localized, translations
from bareme.i18n.plain_text import plain_line, plain_text, remove_commands
from bareme.reports.advice import next_steps
from bareme.reports.grades import describe_points
from bareme.reports.jinja_environment import format_points
from bareme.reports.labels import SIGNS, STATUS_WORDS, UNVERIFIED, describe_blocker, summary_sentence
from bareme.reports.migration_hints import find_migration_hint
from bareme.results.result import CheckOutcome, Result, Status

__all__ = ["print_result", "render_summary"]

_STYLES: dict[Status, str] = {
    "passed": "green",
    "failed": "red",
    "error": "yellow",
    "timeout": "magenta",
    "not_attempted": "bright_black",
    "undetermined": "cyan",
}
_STEPS_SHOWN = 3


def print_result(result: Result, console: Console, *, language: str = "en") -> None:
    """Prints the outcome of every check, and the next steps.

    Raises:
        InputError: there is no catalogue for the language.
    """
    console.print(render_summary(result, language=language))


def render_summary(result: Result, *, language: str) -> RenderableType:
    """Returns the outcomes and next steps as a Rich renderable."""
    result = result.in_language(language)
    parts: list[RenderableType] = [
        Text(_line(localized(result.title, language, result.assignment)), style="bold"),
        Text(_line(result.file.name), style="bright_black"),
    ]
    for exercise in result.exercises:
        title = _line(localized(exercise.title, language, exercise.id))
        score = f"{format_points(exercise.score, language)} / {format_points(exercise.max_score, language)}"
        parts += [Text(), Text.assemble((title, "bold"), "  ", (score, "bright_black"))]
        parts.append(_checks(result, exercise.id, language))
    parts += [Text(), Text(summary_sentence(result, language), style="bold")]
    parts.append(Text(describe_points(result, language), style="bold"))
    parts += [Text(budget, style="bright_black") for budget in _budget(result, language)]
    parts += [Text(_line(note), style="yellow") for note in result.notes]
    return Group(*parts, *_steps(result, language))


def _budget(result: Result, language: str) -> tuple[str, ...]:
    """Describes the processor time of the notebook and its limit."""
    used = result.durations.get("notebook_cpu_seconds")
    if used is None or not result.cpu_limit:
        return ()
    sentence = translations(language).gettext(
        "The notebook took %(used)s of the %(allowed)s seconds of processor time that it may use (%(share)s)."
    )
    return (
        sentence
        % {
            "used": format_decimal(used, format="#,##0.0", locale=language),
            "allowed": format_points(result.cpu_limit, language),
            "share": format_percent(used / result.cpu_limit, locale=language),
        },
    )


def _line(text: str) -> str:
    return remove_commands(plain_line(text))


def _checks(result: Result, exercise: str, language: str) -> Table:
    gettext = translations(language).gettext
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column()
    for check in (check for check in result.checks if check.exercise == exercise):
        style = _STYLES[check.status]
        line = Text(_line(check.title))
        if check.status != "passed":
            line.append(f"  {gettext(STATUS_WORDS[check.status])}", style=style)
        table.add_row(Text(SIGNS[check.status], style=style), line)
        for detail in _details(result, check, language):
            table.add_row("", detail)
    return table


def _details(result: Result, check: CheckOutcome, language: str) -> tuple[Text, ...]:
    if check.because_of is not None:
        return (Text(_line(describe_blocker(result, check, language)), style="bright_black"),)
    note = (Text(translations(language).gettext(UNVERIFIED), style="yellow"),) if check.unverified else ()
    if check.status == "passed":
        return note
    # The message of a hidden check may hold its inputs.
    message = remove_commands(plain_text(check.message).strip()) if check.visibility == "public" else ""
    remedy = _line(find_migration_hint(message, language, has_data=bool(result.fingerprint.data)))
    hint = _line(check.hint)
    return (
        *((Text(message, style="bright_black"),) if message else ()),
        *((Text(f"→ {remedy}", style="italic"),) if remedy else ()),
        *((Text(f"→ {hint}", style="italic"),) if hint else ()),
        *note,
    )


def _steps(result: Result, language: str) -> tuple[RenderableType, ...]:
    steps = next_steps(result, language)[:_STEPS_SHOWN]
    if not steps:
        return ()
    lines = (
        Padding(
            Text.assemble((f"{number}. ", "cyan"), (_line(step.title), "bold"), f"  {_line(step.text)}"),
            (0, 0, 0, 1),
        )
        for number, step in enumerate(steps, start=1)
    )
    return (Text(), Text(translations(language).gettext("What to do next"), style="bold"), *lines)
