"""A batch with written answers, `bareme mark` on it as a process of its own, and a client of it."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from courses import make_course
from sample_results import check, sample_result

from bareme.course.course import Course
from bareme.results.result import Result, StudentRecord, WrittenAnswer

QUESTIONS = ("why", "how", "when", "where")
WORTH = 3.0
FRENCH_TITLES = {"why": "Pourquoi", "how": "Comment", "when": "Quand", "where": "Où"}
RUBRIC = """
rubric = [
    { points = 1, en = "names the residuals", fr = "nomme les résidus" },
    { points = 2, en = "says why" },
]
"""
CARD = re.compile(r'data-key="(\w+)" data-version="(\d+)" data-answer="(\w+)"')


def make_written_course(folder: Path) -> Course:
    """The course of the tests, its assignment with four written questions of 3 points."""
    course = make_course(folder)
    path = folder / "graders" / "line" / "assignment.toml"
    head = path.read_text(encoding="utf-8").partition("[[written]]")[0]
    tables = (
        f'[[written]]\nid = "{name}"\ntitle = {{ en = "{name.title()}", fr = "{FRENCH_TITLES[name]}" }}\n'
        f"points = {WORTH:g}{RUBRIC}"
        for name in QUESTIONS
    )
    path.write_text(head + "\n".join(tables), encoding="utf-8")
    return course


def written_result(student: str, **answers: str) -> Result:
    """The result of a student, 1 of 2 points without the answers; a question that is not named has none."""
    written = tuple(
        WrittenAnswer(
            id=name,
            title={"en": name.title(), "fr": FRENCH_TITLES[name]},
            max_score=WORTH,
            status="pending" if answers.get(name) else "not_attempted",
            answer=answers.get(name, ""),
        )
        for name in QUESTIONS
    )
    outcomes = (
        check("test_one", "sigmoid", "one"),
        check("test_two", "sigmoid", "two", "failed"),
    )
    pending = sum(answer.max_score for answer in written if answer.answer)
    decided = 2 + sum(answer.max_score for answer in written if not answer.answer)
    return sample_result(
        assignment="line",
        title={"en": "A line", "fr": "Une droite"},
        student=StudentRecord(id=student, name=student.replace("-", " ").title()),
        checks=outcomes,
        exercises=(),
        written=written,
        cells=(),
        score=1.0,
        max_score=decided,
        pending=pending,
        grade=1 / decided * 20,
    )


def write_results(out: Path, *results: Result) -> None:
    for result in results:
        path = out / "students" / result.student.id / "result.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(result.to_json(), encoding="utf-8")


@dataclass
class Server:
    """A running `bareme mark`."""

    process: subprocess.Popen[str]
    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, http.client.HTTPMessage]:
        """Asks on a connection of its own; a path is taken relative to the token unless it begins with /."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path if path[:1] == "/" else self.path + path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8"), response.headers
        finally:
            connection.close()

    def page(self, question: str, query: str = "") -> str:
        status, html, _ = self.ask("GET", f"questions/{question}{query}")
        assert status == 200, html
        return html

    def cards(self, question: str) -> list[tuple[str, int, str]]:
        """Returns what the page holds of each answer: key, version, digest."""
        return [(key, int(version), digest) for key, version, digest in CARD.findall(self.page(question))]

    def save(self, question: str, sent: object, **headers: str) -> tuple[int, str]:
        """Sends a mark as the page does; what is not a dictionary is sent as it is."""
        body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        usual = {"Content-Type": "application/json", "Origin": f"http://{self.host}"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        status, text, _ = self.ask("POST", f"questions/{question}/marks", body, usual | named)
        return status, text

    def stop(self) -> str:
        """Presses Ctrl-C, and returns what is printed at the end."""
        self.process.send_signal(signal.SIGINT)
        words, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, words
        return words


def start_server(out: Path, course: Path, *options: str) -> Server:
    command = [sys.executable, "-m", "bareme", "mark", str(out), "--course", str(course), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    found = re.search(r"http://\S+", first)
    assert found, first + process.communicate(timeout=60)[0]
    return Server(process, found[0])


def a_mark(
    card: tuple[str, int, str], points: object, comment: str = "", **more: object
) -> dict[str, object]:
    """A mark as the page would send it."""
    key, version, digest = card
    values = {"key": key, "version": version, "answer": digest, "points": points, "comment": comment}
    return {**values, "criteria": [], **more}
