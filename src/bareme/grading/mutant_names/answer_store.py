"""The answers of mutants to calls, shared by the workers of a batch.

Each submission has a worker of its own, and checks make the same calls for each student. So the first worker
that needs an answer computes it, and the others look it up in a database. At weak levels of isolation a
student's code could write into that file: so no value in it is pickled, and source code is signed.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

__all__ = ["AnswerMark", "AnswerStore", "SharedAnswers", "make_answer_mark"]

_WAIT_SECONDS: Final = 300.0
"""For a worker that computes the same answers."""
_NEAR: Final = 1e-4
"""Marks of equal answers differ less, relative to their size: single precision has 7 digits."""
_TINY: Final = 1e-9
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS answers (
    call TEXT, version TEXT, shape TEXT, total REAL, seconds REAL, content BLOB, PRIMARY KEY (call, version)
);
CREATE INDEX IF NOT EXISTS marks ON answers (call, shape, total);
CREATE TABLE IF NOT EXISTS versions (function TEXT PRIMARY KEY, content TEXT, signature TEXT);
CREATE TABLE IF NOT EXISTS costs (function TEXT PRIMARY KEY, seconds REAL);
"""


class AnswerMark(NamedTuple):
    """The shape and a weighted sum of an answer, which equal answers share."""

    shape: str
    total: float
    size: float


def make_answer_mark(answer: object) -> AnswerMark:
    """Returns the mark of plain data."""
    shapes: list[str] = []
    total = size = 0.0
    for number, leaf in enumerate(_find_leaves(answer, shapes)):
        values = np.nan_to_num(leaf.astype(np.float64).ravel(), posinf=1e99, neginf=-1e99).clip(-1e99, 1e99)
        # Each entry has a weight of its own, so that answers in another order have another mark.
        weights = np.cos(np.arange(1, values.size + 1) + number)
        total += float(values @ weights)
        size += float(np.abs(values) @ np.abs(weights))
    return AnswerMark("".join(shapes), total, size)


def _find_leaves(value: object, shapes: list[str]) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(value, tuple | list):
        shapes.append(f"[{len(value)}")
        for item in value:
            yield from _find_leaves(item, shapes)
    elif isinstance(value, dict):
        shapes.append(f"{{{','.join(map(repr, value))}")
        for item in value.values():
            yield from _find_leaves(item, shapes)
    elif isinstance(value, str) or value is None:
        shapes.append(repr(value))
    else:
        array = np.asarray(value)
        shapes.append(str(array.shape))
        if array.dtype.kind in "biuf":
            yield array


@dataclass(frozen=True)
class SharedAnswers:
    """The place of a database that workers share; by default in the memory of one process."""

    path: str = ":memory:"
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """Signs what is run; only graders have it."""


class AnswerStore:
    """A database of versions of functions and of their answers."""

    def __init__(self, place: SharedAnswers) -> None:
        self._key = place.key
        self._database = sqlite3.connect(place.path, timeout=_WAIT_SECONDS, isolation_level=None)
        self._database.executescript(_SCHEMA)

    @contextlib.contextmanager
    def prepare(self) -> Iterator[None]:
        """Keeps other workers from preparing answers meanwhile, so that none is computed twice."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def list_answered(self, call: str) -> set[str]:
        """Returns the versions whose answer to a call is known."""
        return {
            row[0] for row in self._database.execute("SELECT version FROM answers WHERE call = ?", (call,))
        }

    def add(
        self, call: str, version: str, mark: AnswerMark | None, seconds: float, content: bytes | None
    ) -> None:
        """Adds an answer; without ``mark`` the version gave none."""
        shape, total = ("", None) if mark is None else (mark.shape, mark.total)
        self._database.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
            (call, version, shape, total, seconds, content),
        )

    def get(self, call: str, version: str) -> tuple[float, bytes | None] | None:
        """Returns the seconds that an answer took, and the answer; None if it is not known."""
        query = "SELECT seconds, content FROM answers WHERE call = ? AND version = ?"
        found: tuple[float, bytes | None] | None = self._database.execute(query, (call, version)).fetchone()
        return found

    def find_similar(self, call: str, mark: AnswerMark) -> dict[str, bytes]:
        """Returns the answers that could equal one with this mark, by version."""
        near = _NEAR * mark.size + _TINY
        query = "SELECT version, content FROM answers WHERE call = ? AND shape = ? AND total BETWEEN ? AND ?"
        rows = self._database.execute(query, (call, mark.shape, mark.total - near, mark.total + near))
        return dict(rows.fetchall())

    def add_cost(self, function: str, seconds: float) -> None:
        """Adds processor time that the versions of a function took."""
        self._database.execute(
            "INSERT INTO costs VALUES (?, ?) ON CONFLICT (function) DO UPDATE SET seconds = seconds + ?",
            (function, seconds, seconds),
        )

    def get_cost(self, function: str) -> float:
        """Returns the processor time that the versions of a function took so far."""
        row = self._database.execute("SELECT seconds FROM costs WHERE function = ?", (function,)).fetchone()
        return 0.0 if row is None else float(row[0])

    def get_versions(self, function: str) -> Any:
        """Returns the kept versions of a function; None if there are none, or if a signature is wrong."""
        query = "SELECT content, signature FROM versions WHERE function = ?"
        content, signature = self._database.execute(query, (function,)).fetchone() or ("", "")
        is_own = hmac.compare_digest(self._sign(function, str(content)), str(signature).encode())
        return json.loads(content) if is_own else None

    def keep_versions(self, function: str, versions: Collection[Mapping[str, Any]]) -> None:
        """Keeps the versions of a function, as JSON values."""
        content = json.dumps(list(versions))
        row = function, content, self._sign(function, content).decode()
        self._database.execute("INSERT OR REPLACE INTO versions VALUES (?, ?, ?)", row)

    def _sign(self, function: str, content: str) -> bytes:
        return hmac.new(self._key, f"{function}\n{content}".encode(), hashlib.sha256).hexdigest().encode()
