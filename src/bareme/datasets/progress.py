"""Progress of a download on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from bareme.datasets.resumable_download import ByteProgress
from bareme.i18n.catalogs import translations, user_language
from bareme.i18n.messages import Message, localized_number, msg

__all__ = ["show_progress"]

STEPS = 10


@contextlib.contextmanager
def show_progress(description: str) -> Iterator[ByteProgress]:
    """Yields what to tell after each piece."""
    if not sys.stderr.isatty():
        yield _Lines(description).tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(description, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield advance


class _Lines:
    """Prints a line at each tenth of the way."""

    def __init__(self, description: str) -> None:
        self.description = description
        self.step = -1

    def tell(self, done: int, total: int) -> None:
        step = STEPS * done // total if total else done >> 20
        if step > self.step:
            self.step = step
            sentence = _words(self.description, done, total).render(translations(user_language()))
            print(sentence, file=sys.stderr, flush=True)


def _words(description: str, done: int, total: int) -> Message:
    values = {"file": description, "done": localized_number(format(done, ","))}
    if not total:
        return msg("%(file)s: %(done)s bytes", **values)
    return msg(
        "%(file)s: %(done)s of %(total)s bytes (%(share)d %%)",
        total=localized_number(format(total, ",")),
        share=100 * done // total,
        **values,
    )
