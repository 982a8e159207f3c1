"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from bareme.cli.console import set_language
from bareme.course.course import Profile
from bareme.sandbox.spec import Isolation

__all__ = [
    "CourseOption",
    "FormatOption",
    "IsolationOption",
    "JsonOption",
    "LanguageOption",
    "ProfileOption",
    "WorkersOption",
    "worker_count",
]


Language = Literal["en", "fr"]

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
    Language | None,
    typer.Option("--lang", callback=set_language, help="The language of pages and of messages."),
]
SpokenLanguageOption = Annotated[
    Language | None,
    typer.Option("--lang", callback=set_language, help="The language of messages."),
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
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def worker_count(workers: int | None) -> int:
    """Returns the number of submissions to grade at a time."""
    if workers is not None:
        return workers
    available = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return len(available)
