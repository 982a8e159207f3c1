"""The web server of ``bareme mark``: this machine alone, one address that nobody can guess.

Tornado is the server, since Jupyter's client brings it along anyway: it limits what it reads, and one
thread that answers request after request needs no locks. Who may ask is decided in ``guard``.
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
from bareme.marking.cards import Question, pseudonyms
from bareme.marking.handlers import MarksHandler, NowhereHandler, QuestionHandler, Service, StartHandler
from bareme.marking.server_address import open_listener
from bareme.reports.output import Pages, read_results, refresh_student, student_folder, write_class_files
from bareme.results.mark_store import MarkStore
from bareme.results.result import RESULT_FILE

__all__ = ["Marking", "publish", "serve_marking"]

MAX_BODY_BYTES: Final = 64 * 1024
MAX_HEADER_BYTES: Final = 16 * 1024
_BODY_SECONDS: Final = 20
_IDLE_SECONDS: Final = 300
_PAUSE: Final = 3.0
"""Seconds between a save and the pages that show it, so that a class report is not made for every letter."""


@dataclass(frozen=True)
class Marking:
    """What is to be marked, and how pages are made."""

    out: Path
    questions: tuple[Question, ...]
    pages: Pages
    language: str
    """Of the page for markers; those for students are in their own."""


def serve_marking(
    marking: Marking, announce: Callable[[str], None], warn: Callable[[BaremeError], None]
) -> None:
    """Serves the page until Ctrl-C or SIGTERM, and brings results and pages up to date.

    Args:
        marking: what is to be marked.
        announce: is told the address once it can be opened.
        warn: is told why results could not be brought up to date; the next save tries it again.

    Raises:
        InputError: the database cannot be used.
    """
    asyncio.run(_serve(marking, announce, warn))


def publish(marking: Marking, students: frozenset[str]) -> None:
    """Puts the marks of some students into results, pages, gradebook and class report.

    Raises:
        InputError: a file cannot be read or written.
    """
    for student in sorted(students):
        # While it is graded again, a submission has no result; grading itself puts the marks in.
        if (student_folder(marking.out, student) / RESULT_FILE).exists():
            refresh_student(marking.out, student, marking.pages)
    write_class_files(read_results(marking.out), marking.out, marking.pages)


async def _serve(
    marking: Marking, announce: Callable[[str], None], warn: Callable[[BaremeError], None]
) -> None:
    stop = asyncio.Event()
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
            pseudonym=pseudonyms(gate.token.encode()),
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
        announce(gate.address)
        await stop.wait()
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
            (r"/[^/]*/", StartHandler, arguments),
            (r"/[^/]*/questions/([^/]+)", QuestionHandler, arguments),
            (r"/[^/]*/questions/([^/]+)/marks", MarksHandler, arguments),
        ],
        default_handler_class=NowhereHandler,
        default_handler_args=arguments,
        log_function=lambda handler: None,  # addresses hold the token
    )


class _Publisher:
    """Brings the files of those students up to date whose marks changed, a little after they did."""

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
            self._changed.clear()
            students = frozenset(self._waiting)
            self._waiting.clear()
            done = False
            try:
                # A thread cannot be stopped half-way: every file is written whole.
                await asyncio.to_thread(publish, self._marking, students)
                done = True
            except BaremeError as error:
                self._warn(error)
            finally:
                if not done:  # the next save tries again, or the end
                    self._waiting |= students

    def finish(self) -> None:
        if self._waiting:
            publish(self._marking, frozenset(self._waiting))
