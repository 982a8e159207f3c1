"""The database of marks: what is acknowledged stays, and nobody writes over another unseen."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bareme.errors import InputError
from bareme.results.mark_store import MARKS_FILE, ConflictError, MarkStore, lock_marks, read_marks
from bareme.results.marks import Mark


def a_mark(version: int, points: float | None = 1.0, comment: str = "") -> Mark:
    return Mark(version, points, comment, ("line",), "d" * 64)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[MarkStore]:
    with contextlib.closing(MarkStore(tmp_path, create=True)) as store:
        yield store


def test_the_latest_mark_of_each_answer_is_read_back_by_another_process(store, tmp_path) -> None:
    store.save("ada", "why", a_mark(1, 1.0))
    store.save("ada", "why", a_mark(2, 2.5, "Bien vu : « é », 𝜕"))
    store.save("emmy", "why", a_mark(1, None))
    assert read_marks(tmp_path) == {
        ("ada", "why"): a_mark(2, 2.5, "Bien vu : « é », 𝜕"),
        ("emmy", "why"): a_mark(1, None),
    }


def test_who_did_not_see_the_latest_mark_is_told_it_and_changes_nothing(store) -> None:
    store.save("ada", "why", a_mark(1, 1.0))
    with pytest.raises(ConflictError) as raised:
        store.save("ada", "why", a_mark(1, 2.0))
    assert raised.value.current == a_mark(1, 1.0)
    assert store.load_marks() == {("ada", "why"): a_mark(1, 1.0)}


def test_a_version_that_was_never_given_out_is_a_conflict(store) -> None:
    with pytest.raises(ConflictError):
        store.save("ada", "why", a_mark(2))
    assert store.load_marks() == {}


def test_a_mark_that_is_sent_again_because_no_answer_came_is_saved_once(store, tmp_path) -> None:
    store.save("ada", "why", a_mark(1))
    assert store.save("ada", "why", a_mark(1)) == a_mark(1)
    assert store.save("ada", "why", a_mark(2)) == a_mark(1)
    with contextlib.closing(sqlite3.connect(tmp_path / MARKS_FILE)) as file:
        assert file.execute("SELECT count(*) FROM mark").fetchone() == (1,)


def test_marks_that_were_replaced_are_kept_in_the_file(store, tmp_path) -> None:
    for version, points in ((1, 1.0), (2, 3.0)):
        store.save("ada", "why", a_mark(version, points))
    with contextlib.closing(sqlite3.connect(tmp_path / MARKS_FILE)) as file:
        assert file.execute("SELECT points FROM mark ORDER BY version").fetchall() == [(1.0,), (3.0,)]


def test_where_nobody_marked_there_are_no_marks_and_no_file_is_made(tmp_path) -> None:
    assert read_marks(tmp_path) == {}
    with lock_marks(tmp_path) as marks:
        assert marks == {}
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_refused_in_one_sentence_and_left_alone(tmp_path) -> None:
    (tmp_path / MARKS_FILE).write_text("not a database, but somebody's notes " * 40)
    for open_it in (lambda: read_marks(tmp_path), lambda: MarkStore(tmp_path, create=True)):
        with pytest.raises(InputError, match=MARKS_FILE):
            open_it()
    assert (tmp_path / MARKS_FILE).read_text().startswith("not a database")


def test_a_database_of_a_later_format_is_refused(store, tmp_path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / MARKS_FILE)) as file:
        file.execute("PRAGMA user_version = 2")
    with pytest.raises(InputError, match="format 2"):
        read_marks(tmp_path)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o027, 0o077], ids=oct)
def test_no_file_of_the_database_is_ever_for_all(umask, tmp_path) -> None:
    before = os.umask(umask)
    try:
        with contextlib.closing(MarkStore(tmp_path, create=True)) as store:
            store.save("ada", "why", a_mark(1))
            # A transaction that is under way has files beside the database.
            store._connection.execute("BEGIN IMMEDIATE")
            store._connection.execute("DELETE FROM mark")
            names = {path.name for path in tmp_path.iterdir()}
            modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
            store._connection.execute("ROLLBACK")
    finally:
        os.umask(before)
    assert names > {MARKS_FILE}
    assert modes == {0o640 & ~umask}


def test_a_database_that_all_may_read_is_made_private_when_it_is_opened(tmp_path) -> None:
    with contextlib.closing(MarkStore(tmp_path, create=True)) as store:
        store.save("ada", "why", a_mark(1))
    (tmp_path / MARKS_FILE).chmod(0o644)
    assert read_marks(tmp_path) == {("ada", "why"): a_mark(1)}
    assert (tmp_path / MARKS_FILE).stat().st_mode & 0o777 == 0o640
