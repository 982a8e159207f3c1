"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from bareme.cli.console import set_language
from bareme.course.profile import Profile
from bareme.i18n.catalogs import languages
from bareme.sandbox.isolation import Isolation

__all__ = [
    "CourseOption",
    "ExportCommand",
    "ExportFormatOption",
    "FormatOption",
    "IsolationOption",
    "JsonOption",
    "LanguageOption",
    "ProfileOption",
    "SpokenLanguageOption",
    "WorkersOption",
    "count_workers",
]


def _one_of(values: Iterable[str]) -> Callable[[str | None], str | None]:
    """Returns an option callback that accepts only these values."""
    known = tuple(values)

    def check_value(value: str | None) -> str | None:
        if value is not None and value not in known:
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(map(repr, known))}.")
        return value

    return check_value


def _set_language(value: str | None) -> str | None:
    return set_language(_one_of(languages())(value))


def _check_format(value: str) -> str | None:
    from bareme.exports import EXPORTERS

    return _one_of(EXPORTERS)(value)


class ExportCommand(TyperCommand):
    """A command whose help lists the formats of exports.

    They are known when every exporter is imported, which no other command waits for.
    """

    def get_params(self, ctx: Any) -> list[Any]:  # private types of Typer
        """Returns the parameters, with the formats in ``--to``."""
        from bareme.exports import EXPORTERS

        found = super().get_params(ctx)
        for parameter in found:
            if parameter.name == "to":
                parameter.metavar = f"[{'|'.join(EXPORTERS)}]"
        return found


CourseOption = Annotated[
    Path | None,
    typer.Option(
        "--course",
        metavar="DIR",
        help="The course; by default that of the current folder, or the built-in one.",
    ),
]
ProfileOption = Annotated[
    Profile, typer.Option("--profile", help="mini: small data, offline; full: the real data.")
]
IsolationOption = Annotated[
    Isolation | None,
    typer.Option("--isolation", help="The isolation level; by default the strongest available."),
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar=f"[{'|'.join(languages())}]",
        callback=_set_language,
        help="The language of pages and of messages.",
    ),
]
SpokenLanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar=f"[{'|'.join(languages())}]",
        callback=_set_language,
        help="The language of messages.",
    ),
]
"""For commands without pages. The callback sets the language; the value is not used."""
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, metavar="N", help="Number of submissions at a time; by default one per core."
    ),
]
FormatOption = Annotated[
    Literal["text", "markdown"],
    typer.Option("--format", help="What to print: text, or a summary as Markdown."),
]
ExportFormatOption = Annotated[str, typer.Option("--to", callback=_check_format, help="The format.")]
"""For commands of the class ``ExportCommand``, which adds the formats."""
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def count_workers(workers: int | None) -> int:
    """Returns the number of submissions to grade at a time."""
    if workers is not None:
        return workers
    # In a container or under `taskset`, fewer processors may be usable than there are.
    available = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return len(available)
