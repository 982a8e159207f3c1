"""The local web server of ``bareme mark``, at an unguessable address.

It uses Tornado, which Jupyter's client depends on anyway: Tornado limits the size of requests, and as one
thread handles all of them, no locks are needed. ``access`` decides which requests to answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tornado.httpserver import HTTPServer
from tornado.web import Application

from bareme.errors import BaremeError
from bareme.marking.access import open_listener
from bareme.marking.cards import Question, make_pseudonymizer
from bareme.marking.handlers import MarksHandler, NowhereHandler, QuestionHandler, Service, StartHandler
from bareme.reports.output import Pages, read_results, refresh_student, student_folder, write_class_files
from bareme.results.mark_store import MarkStore
from bareme.results.result import RESULT_FILE

__all__ = ["Marking", "publish", "serve_marking"]

# A comment of the greatest length takes 40 kB in UTF-8.
MAX_BODY_BYTES: Final = 64 * 1024
MAX_HEADER_BYTES: Final = 16 * 1024
# A client that sends slowly must not hold a connection for ever.
_BODY_SECONDS: Final = 20
_IDLE_SECONDS: Final = 300
_PAUSE: Final = 3.0
"""Seconds between a save and the writing of pages, so that not every keystroke makes a class report."""


@dataclass(frozen=True)
class Marking:
    """The answers to mark, and the settings of pages."""

    out: Path
    questions: tuple[Question, ...]
    pages: Pages
    language: str
    """Language of the page for markers; the pages for students have their own."""


def serve_marking(
    marking: Marking, announce: Callable[[str], None], warn: Callable[[BaremeError], None]
) -> None:
    """Serves the page until Ctrl-C or SIGTERM, and updates results and pages.

    Args:
        marking: the answers to mark.
        announce: called with the address once it can be opened.
        warn: called with the error if results cannot be updated; the next save tries again.

    Raises:
        InputError: the database cannot be used.
    """
    asyncio.run(_serve(marking, announce, warn))


def publish(marking: Marking, students: frozenset[str]) -> None:
    """Applies the marks of some students to results, pages and gradebook.

    Raises:
        InputError: a file cannot be read or written.
    """
    for student in sorted(students):
        # A submission that is being graded again has no result; grading applies the marks itself.
        if (student_folder(marking.out, student) / RESULT_FILE).exists():
            refresh_student(marking.out, student, marking.pages)
    write_class_files(read_results(marking.out), marking.out, marking.pages)


async def _serve(
    marking: Marking, announce: Callable[[str], None], warn: Callable[[BaremeError], None]
) -> None:
    stop = asyncio.Event()
    # Before anything is opened, so that a signal always leads to the clean-up below.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    publisher = _Publisher(marking, warn)
    with (
        contextlib.closing(MarkStore(marking.out, create=True)) as store,
        open_listener(marking.out) as (gate, sockets),
    ):
        service = Service(
            out=marking.out,
            questions=marking.questions,
            store=store,
            gate=gate,
            pseudonym=make_pseudonymizer(gate.token.encode()),
            language=marking.language,
            template_folders=marking.pages.template_folders,
            saved=publisher.note,
        )
        server = HTTPServer(
            _application(service),
            max_body_size=MAX_BODY_BYTES,
            max_header_size=MAX_HEADER_BYTES,
            body_timeout=_BODY_SECONDS,
            idle_connection_timeout=_IDLE_SECONDS,
        )
        server.add_sockets(sockets)
        task = asyncio.create_task(publisher.run())
        # Not before requests are answered: whoever reads the address opens it at once.
        announce(gate.address)
        await stop.wait()
        # No more requests, then no more saves to publish, then the last publication.
        server.stop()
        await server.close_all_connections()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    publisher.finish()


def _application(service: Service) -> Application:
    arguments = {"service": service}
    return Application(
        [
            # Any token matches here. `prepare` refuses wrong ones, always in the same way.
            (r"/[^/]*/", StartHandler, arguments),
            (r"/[^/]*/questions/([^/]+)", QuestionHandler, arguments),
            (r"/[^/]*/questions/([^/]+)/marks", MarksHandler, arguments),
        ],
        default_handler_class=NowhereHandler,
        default_handler_args=arguments,
        log_function=lambda handler: None,  # addresses contain the token
    )


class _Publisher:
    """Updates the files of students shortly after their marks changed."""

    def __init__(self, marking: Marking, warn: Callable[[BaremeError], None]) -> None:
        self._marking, self._warn = marking, warn
        self._waiting: set[str] = set()
        self._changed = asyncio.Event()

    def note(self, student: str) -> None:
        self._waiting.add(student)
        self._changed.set()

    async def run(self) -> None:
        while True:
            await self._changed.wait()
            await asyncio.sleep(_PAUSE)
            # Before the students are taken: a save that comes later sets it again.
            self._changed.clear()
            students = frozenset(self._waiting)
            self._waiting.clear()
            done = False
            try:
                # In a thread, which cancellation cannot interrupt: every file is written completely.
                await asyncio.to_thread(publish, self._marking, students)
                done = True
            except BaremeError as error:
                self._warn(error)
            finally:
                if not done:  # the next save tries again, or finish() does
                    self._waiting |= students

    def finish(self) -> None:
        # Not in a thread: the event loop has ended, and the command waits for this.
        if self._waiting:
            publish(self._marking, frozenset(self._waiting))
