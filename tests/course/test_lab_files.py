"""The files of a lab are regular files with harmless names, known by digest."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from courses import make_course

from bareme.course import lab_files
from bareme.course.course import Assignment, digest_paths
from bareme.course.lab_files import copy_lab_files, find_lab_modules, read_lab_files
from bareme.errors import CourseError


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return make_course(tmp_path / "course").assignment("line")


def add(assignment: Assignment, name: str, content: str = "x = 1\n") -> Path:
    path = assignment.grader_folder / "files" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_a_lab_without_files_has_none(assignment: Assignment) -> None:
    assert read_lab_files(assignment) == ()
    assert find_lab_modules(assignment)[1] == frozenset()


def test_files_are_found_in_folders_and_sorted_with_their_digests(assignment: Assignment) -> None:
    for name in ("tools/io.py", "données 1.csv", "lr_utils.py", ".hidden", "__pycache__/a.pyc", "math/a.h5"):
        add(assignment, name, name)
    found = read_lab_files(assignment)
    assert [file.name for file in found] == ["données 1.csv", "lr_utils.py", "math/a.h5", "tools/io.py"]
    assert all(file.sha256 == hashlib.sha256(file.name.encode()).hexdigest() for file in found)
    assert find_lab_modules(assignment) == (
        assignment.grader_folder / "files",
        frozenset({"lr_utils", "tools"}),
    )


def test_they_are_not_among_the_files_of_the_suite(assignment: Assignment) -> None:
    before = digest_paths(assignment)
    add(assignment, "lr_utils.py")
    assert digest_paths(assignment) == before
    (assignment.grader_folder / "common.py").write_text("x = 1\n")
    assert set(digest_paths(assignment)) - set(before) == {assignment.grader_folder / "common.py"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("numpy.py", "name of the module 'numpy'"),
        ("numpy/linalg.py", "name of the module 'numpy'"),
        ("random.py", "name of the module 'random'"),
        ("bareme/guest.py", "name of the module 'bareme'"),
        ("common.py", "name of the module 'common'"),
        ("line.fr.ipynb", "that `bareme release` writes"),
        ("LINE.py", "that `bareme release` writes"),
        ("test_public.py", "that `bareme release` writes"),
        ("assignment.json", "that `bareme release` writes"),
        ("fr.po", "that `bareme release` writes"),
        ("-rf", "begins with a letter"),
        ("a\nb.txt", "begins with a letter"),
        ("a:b.txt", "begins with a letter"),
    ],
)
def test_a_name_that_would_be_taken_for_another_file_is_refused(
    assignment: Assignment, name: str, reason: str
) -> None:
    add(assignment, name)
    with pytest.raises(CourseError, match=reason) as caught:
        read_lab_files(assignment)
    assert str(assignment.grader_folder / "files") in str(caught.value)


def test_two_names_that_differ_in_case_alone_are_refused(assignment: Assignment) -> None:
    if add(assignment, "cat.png").samefile(add(assignment, "Cat.png")):
        pytest.skip("this file system ignores case")
    with pytest.raises(CourseError, match="upper and lower case"):
        read_lab_files(assignment)


@pytest.mark.parametrize("place", ["files", "files/a.py", "files/tools"])
def test_links_are_not_followed(assignment: Assignment, tmp_path: Path, place: str) -> None:
    (tmp_path / "outside").mkdir()
    link = assignment.grader_folder / place
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "outside")
    with pytest.raises(CourseError, match="is a link"):
        read_lab_files(assignment)


def test_a_pipe_is_refused_and_not_read(assignment: Assignment) -> None:
    add(assignment, "a.txt")
    os.mkfifo(assignment.grader_folder / "files" / "pipe")
    with pytest.raises(CourseError, match="is a device or a pipe"):
        read_lab_files(assignment)


@pytest.mark.parametrize("bound", ["MAX_LAB_FILES", "MAX_LAB_BYTES"])
def test_their_number_and_their_size_are_bounded(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    for name in ("a.txt", "b.txt"):
        add(assignment, name, "12345")
    monkeypatch.setattr(lab_files, bound, {"MAX_LAB_FILES": 2, "MAX_LAB_BYTES": 10}[bound])
    assert len(read_lab_files(assignment)) == 2
    add(assignment, "c.txt", "1")
    with pytest.raises(CourseError, match="make large data a data set"):
        read_lab_files(assignment)


def test_copies_can_be_read_by_everybody_and_written_by_nobody(
    assignment: Assignment, tmp_path: Path
) -> None:
    add(assignment, "tools/io.py").chmod(0o600)
    before = os.umask(0o077)
    try:
        copy_lab_files(read_lab_files(assignment), tmp_path / "copy")
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "copy", tmp_path / "copy/tools")]
    assert modes == [0o755, 0o755]
    assert (tmp_path / "copy/tools/io.py").stat().st_mode & 0o777 == 0o444


def test_a_file_that_changes_while_a_batch_begins_is_not_copied(
    assignment: Assignment, tmp_path: Path
) -> None:
    path = add(assignment, "a.txt")
    found = read_lab_files(assignment)
    path.write_text("other")
    with pytest.raises(CourseError, match="changed in the meantime"):
        copy_lab_files(found, tmp_path / "copy")
