"""Request handlers of ``bareme mark``: pages, current marks, and saving."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tornado.web import HTTPError, RequestHandler

from bareme.errors import BaremeError
from bareme.i18n.catalogs import translations
from bareme.i18n.messages import N_, as_message
from bareme.marking.access import SECURITY_HEADERS, AccessToken
from bareme.marking.cards import Question, arrange_cards, tally
from bareme.marking.page import MarkingPage, make_marking_policy, render_marking_page
from bareme.reports.output import read_results, student_folder
from bareme.results.mark_store import ConflictError, MarkStore
from bareme.results.marks import Mark, digest_answer
from bareme.results.result import RESULT_FILE, WrittenAnswer, read_result

__all__ = ["MarksHandler", "NowhereHandler", "QuestionHandler", "Service", "StartHandler"]

_MAX_COMMENT: Final = 10_000
_MAX_CRITERIA: Final = 100
_WORDS: Final = {
    400: N_("This is not a mark that can be saved."),
    403: N_("This is not the address of a running `bareme mark`: open the one that it printed."),
    404: N_("There is no such question or answer any more; load the page again."),
    405: N_("This is not a mark that can be saved."),
    500: N_("Internal error of bareme; nothing that was saved is lost."),
    503: N_("The mark could not be written to disk; bareme tries again."),
}


@dataclass(frozen=True)
class Service:
    """The state that all requests share.

    ``saved`` is called with the id of a student whose marks changed.
    """

    out: Path
    questions: tuple[Question, ...]
    store: MarkStore
    gate: AccessToken
    pseudonym: Callable[[str], str]
    language: str
    template_folders: tuple[Path, ...]
    saved: Callable[[str], None]

    def find_question(self, identifier: str) -> Question:
        """Returns a question.

        Raises:
            HTTPError: there is none with this id.
        """
        for question in self.questions:
            if question.id == identifier:
                return question
        raise HTTPError(404)

    def find_student(self, key: str) -> str:
        """Returns the id of the student that a key stands for.

        Raises:
            HTTPError: there is none.
        """
        # Compared with the folders that exist, so that nothing from a request becomes part of a path.
        for folder in (self.out / "students").iterdir():
            if self.pseudonym(folder.name) == key:
                return folder.name
        raise HTTPError(404)


class SavedMark(BaseModel):
    """A mark as the page sends it; untrusted input."""

    # Strict, since "1", true and NaN are no points.
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    key: Annotated[str, Field(max_length=64)]
    version: Annotated[int, Field(ge=0, lt=2**31)]
    """The version that the marker had loaded."""
    points: Annotated[float, Field(ge=0)] | None
    comment: Annotated[str, Field(max_length=_MAX_COMMENT)]
    criteria: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=_MAX_CRITERIA)]
    answer: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """The digest of the answer that the marker had loaded."""


class _Handler(RequestHandler):
    """Refuses requests without access, and answers errors with one sentence."""

    service: Service

    def initialize(self, service: Service) -> None:
        self.service = service

    def set_default_headers(self) -> None:
        # The version of Tornado would help an attacker alone.
        self.clear_header("Server")
        for name, value in SECURITY_HEADERS.items():
            self.set_header(name, value)
        # For errors, too, and with a nonce that no page has: nothing in them may run.
        self.set_header("Content-Security-Policy", make_marking_policy(secrets.token_urlsafe(16)))

    def prepare(self) -> None:
        gate, request = self.service.gate, self.request
        # Before any handler, so that a new one cannot forget it.
        if not gate.admits(request.path, request.remote_ip or "", request.headers):
            raise HTTPError(403)
        if request.method not in {"GET", "HEAD"} and not gate.admits_change(request.headers):
            raise HTTPError(403)

    def write_error(self, status_code: int, **kwargs: object) -> None:
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        # One sentence for each code: the text of an exception could reveal paths.
        self.finish(self.words(_WORDS.get(status_code, _WORDS[400])) + "\n")

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Logs nothing: the client gets the error."""

    def words(self, message: str) -> str:
        return as_message(message).render(translations(self.service.language))


class NowhereHandler(_Handler):
    """Answers requests for any other address."""

    def prepare(self) -> None:
        """Refuses with 403 without access, and with 404 otherwise."""
        # First, or the two codes would tell anybody which addresses exist.
        super().prepare()
        raise HTTPError(404)


class StartHandler(_Handler):
    """Redirects the printed address to the first question with unmarked answers."""

    def get(self) -> None:
        """Redirects."""
        questions, results = self.service.questions, read_results(self.service.out)
        counts = [(question, tally(results, question.id)) for question in questions]
        waiting = (question for question, count in counts if count.marked < count.answers or count.changed)
        first = next(waiting, questions[0])
        self.redirect(f"questions/{first.id}")


class QuestionHandler(_Handler):
    """Serves the page of one question; ``?names=1`` shows the names."""

    def get(self, identifier: str) -> None:
        """Sends the page."""
        service = self.service
        question = service.find_question(identifier)
        results = read_results(service.out)
        nonce = secrets.token_urlsafe(16)
        page = MarkingPage(
            title=results[0].title,
            question=question,
            cards=arrange_cards(results, service.store.load_marks(), question.id, service.pseudonym),
            tallies=tuple((other, tally(results, other.id)) for other in service.questions),
            named=self.get_query_argument("names", "") == "1",
            nonce=nonce,
        )
        try:
            html = render_marking_page(
                page, language=service.language, template_folders=service.template_folders
            )
        except BaremeError as error:
            self.set_status(500)
            self.set_header("Content-Type", "text/plain; charset=UTF-8")
            self.finish(f"{error.sentence.render(translations(service.language))}\n")
            return
        self.set_header("Content-Security-Policy", make_marking_policy(nonce))
        self.finish(html)


class MarksHandler(_Handler):
    """Serves the marks of a question: GET returns them, POST saves one."""

    def get(self, identifier: str) -> None:
        """Sends the current marks."""
        service = self.service
        question = service.find_question(identifier)
        marks = service.store.load_marks()
        self.finish(
            {
                "marks": {
                    service.pseudonym(student): _as_json(mark)
                    for (student, about), mark in marks.items()
                    if about == question.id
                }
            }
        )

    def post(self, identifier: str) -> None:
        """Saves a mark, or sends the newer one of another marker."""
        service = self.service
        question = service.find_question(identifier)
        try:
            sent = SavedMark.model_validate_json(self.request.body)
        except ValidationError as error:
            raise HTTPError(400) from error
        student = service.find_student(sent.key)
        # Read for each request, since the batch may be graded again meanwhile.
        answer = self._answer(student, question)
        # The page limits the points too, but a request need not come from it.
        if sent.points is not None and sent.points > answer.max_score:
            raise HTTPError(400)
        mark = Mark(
            version=sent.version + 1,
            points=None if sent.points is None else round(sent.points, 2),
            comment=sent.comment,
            criteria=tuple(sent.criteria),
            answer=sent.answer,
        )
        try:
            saved = service.store.save(student, question.id, mark)
        # The page shows the other mark; which of the two is right, only the markers know.
        except ConflictError as conflict:
            self.set_status(409)
            self.finish({"mark": _as_json(conflict.current) if conflict.current else None})
            return
        # The page keeps what was typed and tries again.
        except sqlite3.Error as error:
            raise HTTPError(503) from error
        # Only after the commit: pages are made of what the database holds.
        service.saved(student)
        # A mark of an answer that has changed meanwhile is kept all the same: it is a person's work.
        outdated = saved.answer != digest_answer(answer.answer)
        self.finish({"mark": _as_json(saved), "changed": outdated})

    def _answer(self, student: str, question: Question) -> WrittenAnswer:
        path = student_folder(self.service.out, student) / RESULT_FILE
        try:
            written = read_result(path).written
        except BaremeError as error:  # the submission is being graded again
            raise HTTPError(404) from error
        for answer in written:
            if answer.id == question.id:
                return answer
        raise HTTPError(404)


def _as_json(mark: Mark) -> dict[str, object]:
    return {
        "version": mark.version,
        "points": mark.points,
        "comment": mark.comment,
        "criteria": list(mark.criteria),
    }
