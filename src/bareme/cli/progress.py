"""Progress on long work: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bareme.batch import Tell
from bareme.cli.speaking import spoken
from bareme.saying import Sentence

__all__ = ["progress_bar"]


@contextlib.contextmanager
def progress_bar(work: Sentence) -> Iterator[Tell]:
    """Yields what to tell after each submission. Everything goes to standard error."""
    description = spoken(work)
    if not sys.stderr.isatty():

        def line(done: int, total: int, words: Sentence) -> None:
            print(f"{description} {done}/{total}  {spoken(words)}", file=sys.stderr, flush=True)

        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=None)

        def advance(done: int, total: int, words: Sentence) -> None:
            bar.update(task, completed=done, total=total, description=f"{description}  {spoken(words)}")

        yield advance
