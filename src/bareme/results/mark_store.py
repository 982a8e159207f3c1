"""The database of marks: an append-only SQLite file beside the results.

It uses SQLite's rollback journal, since WAL does not work on network drives. Each save is on the disk
before it is acknowledged, so that no acknowledged mark is lost if a process is killed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bareme.errors import InputError
from bareme.files import PRIVATE_MODE
from bareme.i18n.messages import msg
from bareme.results.marks import Mark, Marks

__all__ = ["MARKS_FILE", "ConflictError", "MarkStore", "lock_marks", "read_marks"]

MARKS_FILE: Final = "marks.sqlite3"
# Not the database itself: closing any descriptor of a file would release SQLite's own (POSIX) locks on it.
LOCK_FILE: Final = ".marks.lock"
NO_MARKS: Final[Marks] = MappingProxyType({})

_FORMAT: Final = 1
_LOCK_TIMEOUT: Final = 10.0
"""Seconds to wait while another process saves."""
_TABLE: Final = """
CREATE TABLE mark (
    student TEXT NOT NULL,
    question TEXT NOT NULL,
    version INTEGER NOT NULL,
    points REAL,
    comment TEXT NOT NULL,
    criteria TEXT NOT NULL,
    answer TEXT NOT NULL,
    saved_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (student, question, version)
) WITHOUT ROWID
"""
# Of several versions, SQLite takes the other columns from the row with the maximum ("bare columns").
_LATEST: Final = "SELECT student, question, max(version), points, comment, criteria, answer FROM mark"


class ConflictError(Exception):
    """Another marker saved first; ``current`` is the mark in the database."""

    def __init__(self, current: Mark | None) -> None:
        super().__init__("another marker saved first")
        self.current = current


class MarkStore:
    """A connection to a database of marks, for one thread."""

    def __init__(self, out: Path, *, create: bool = False) -> None:
        """Opens the database of a batch.

        Raises:
            InputError: it cannot be read, or it does not exist and ``create`` is False.
        """
        path = out / MARKS_FILE
        try:
            _keep_private(path, create)
            # `rw` makes no file: `_keep_private` has, with the right mode. SQLite would use the umask alone.
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=_LOCK_TIMEOUT, isolation_level=None
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise InputError(
                msg(
                    "the database of marks %(path)s cannot be used (%(error)s); put back a copy of it, "
                    "or move it away to mark anew.",
                    path=path,
                    error=error.strerror if isinstance(error, OSError) else error,
                )
            ) from error

    def _prepare(self) -> None:
        # The default in most builds, but a build may have another one.
        self._connection.execute("PRAGMA synchronous = FULL")
        with self._transaction():
            # Inside the transaction, since two processes may open a new database at the same time.
            (found,) = self._connection.execute("PRAGMA user_version").fetchone()
            if found == 0:
                self._connection.execute(_TABLE)
                self._connection.execute(f"PRAGMA user_version = {_FORMAT}")
            elif found != _FORMAT:
                raise sqlite3.DatabaseError(f"format {found}, not {_FORMAT}")

    def close(self) -> None:
        """Closes the database."""
        self._connection.close()

    def load_marks(self) -> dict[tuple[str, str], Mark]:
        """Returns the latest mark of each answer."""
        rows = self._connection.execute(f"{_LATEST} GROUP BY student, question")
        return {(student, question): _mark(*rest) for student, question, *rest in rows}

    def save(self, student: str, question: str, mark: Mark) -> Mark:
        """Adds a mark, whose version must follow the latest one.

        A client that repeats a save because it got no answer gets the stored mark.

        Raises:
            ConflictError: another mark was saved in the meantime.
            sqlite3.Error: the database could not be written.
        """
        with self._transaction():
            current = self._latest(student, question)
            if (
                # First, since a repeated save has the version of the stored mark and would look like a
                # conflict.
                current is not None
                and current.says_the_same(mark)
                and current.version in _repeated_versions(mark)
            ):
                return current
            if mark.version != (current.version if current else 0) + 1:
                raise ConflictError(current)
            self._connection.execute(
                "INSERT INTO mark (student, question, version, points, comment, criteria, answer) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    student,
                    question,
                    mark.version,
                    mark.points,
                    mark.comment,
                    json.dumps(mark.criteria),
                    mark.answer,
                ),
            )
        return mark

    def _latest(self, student: str, question: str) -> Mark | None:
        row = self._connection.execute(
            f"{_LATEST} WHERE student = ? AND question = ? GROUP BY student, question", (student, question)
        ).fetchone()
        return None if row is None else _mark(*row[2:])

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        # Takes the lock for writing before it reads: between a read and a later lock, another marker could
        # save.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            # A failed COMMIT may have ended it.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


def _keep_private(path: Path, create: bool) -> None:
    """Sets the mode of the database before SQLite opens it and copies it to its journal."""
    if create:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_MODE))
    # For a file of an earlier version, or a copy. Only its owner can change the mode.
    with contextlib.suppress(FileNotFoundError, PermissionError):
        mode = path.stat().st_mode & 0o777
        if mode & ~PRIVATE_MODE:
            path.chmod(mode & PRIVATE_MODE)


def _repeated_versions(mark: Mark) -> tuple[int, int]:
    """Returns the versions of an equal mark that make a save needless: sent twice, or unchanged."""
    return mark.version, mark.version - 1


def _mark(version: int, points: float | None, comment: str, criteria: str, answer: str) -> Mark:
    return Mark(version, points, comment, tuple(json.loads(criteria)), answer)


def read_marks(out: Path) -> Marks:
    """Returns the latest marks of a batch, if any.

    Raises:
        InputError: the database exists and cannot be read.
    """
    if not (out / MARKS_FILE).exists():
        return NO_MARKS
    with contextlib.closing(MarkStore(out)) as store:
        return store.load_marks()


@contextlib.contextmanager
def lock_marks(out: Path) -> Iterator[Marks]:
    """Yields the marks of a batch, and locks its files against other writers.

    Without the lock, a marking server and a regrade could overwrite each other's results.
    """
    if not (out / MARKS_FILE).exists():
        yield NO_MARKS
        return
    # Made if it is missing and never emptied. It stays: whoever waits for a deleted file locks nothing.
    with (out / LOCK_FILE).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # After the lock, or another process could save and write its files in between.
        yield read_marks(out)
