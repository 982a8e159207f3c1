"""Shows progress as a bar on a terminal, and as lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bareme.cli.console import localize
from bareme.i18n.messages import Message

if TYPE_CHECKING:
    from bareme.grading.batch import ProgressCallback

__all__ = ["show_progress_bar"]


@contextlib.contextmanager
def show_progress_bar(work: Message) -> Iterator[ProgressCallback]:
    """Yields a callback for each finished submission; it writes to standard error."""
    description = localize(work)
    # A log of CI keeps every state of a bar.
    if not sys.stderr.isatty():

        def line(done: int, total: int, words: Message) -> None:
            print(f"{description} {done}/{total}  {localize(words)}", file=sys.stderr, flush=True)

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=None)

        def advance(done: int, total: int, words: Message) -> None:
            bar.update(task, completed=done, total=total, description=f"{description}  {localize(words)}")

        yield advance
