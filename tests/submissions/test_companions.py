"""Files beside a notebook are found by name, and only among the files of its owner."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from bareme.submissions.companions import find_companions
from bareme.submissions.file_location import FileLocation
from bareme.submissions.handout import Handout
from bareme.submissions.intake import Intake, Submission, collect

FILES = {
    "anna/line.py": "x = 1",
    "anna/helper.py": "anna's",
    "anna/data/rows.csv": "1",
    "bob/line.py": "x = 2",
    "bob/secret.py": "bob's",
}
ASKED = [
    *(
        "helper.py",
        "data/rows.csv",
        "secret.py",
        "../bob/secret.py",
        "data/../helper.py",
        "data",
        "",
        ".",
        "/",
    ),
    *("/etc/passwd", "a\0b", "x" * 5000, "link.py", "linked/rows.csv", "no.py"),
]


def archive_of(names: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return stream.getvalue()


def make_class(kind: str, folder: Path) -> Path:
    """Writes the class as a folder, an archive of folders or a zip of zips."""
    if kind == "folder":
        for name, content in FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content)
        (folder / "anna/link.py").symlink_to(folder / "bob/secret.py")
        (folder / "anna/linked").symlink_to(folder / "anna/data")
        return folder
    if kind == "tar":
        source, path = make_class("folder", folder), folder.with_suffix(".tar")
        with tarfile.open(path, "w") as archive:
            archive.add(source, ".")
        return path
    path = folder.with_suffix(".zip")
    if kind == "zip":
        path.write_bytes(archive_of(FILES))
        return path
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("anna", "bob"):
            own = {key.partition("/")[2]: text for key, text in FILES.items() if key.startswith(name)}
            archive.writestr(f"{name}.zip", archive_of(own))
    return path


def found(submission: Submission) -> dict[str, bytes]:
    places = find_companions(submission.location, submission.companions, ASKED)
    return {name: b"".join(place.chunks()) for name, place in places.items()}


def collect_class(source: Path, *lab_files: str) -> Intake:
    return collect([source], ["py"], Handout("line", lab_files=frozenset(lab_files)))


@pytest.mark.parametrize("kind", ["folder", "zip", "zip of zips", "tar"])
def test_only_what_lies_beside_the_notebook_is_found(kind: str, tmp_path: Path) -> None:
    intake = collect_class(make_class(kind, tmp_path / "class"))
    assert [one.student_id for one in intake.submissions] == ["anna", "bob"]
    assert intake.missing == ()
    assert intake.submissions[0].file_name == "line.py"
    assert found(intake.submissions[0]) == {"helper.py": b"anna's", "data/rows.csv": b"1"}


@pytest.mark.parametrize(
    "prefix",
    ["Anna_12_assignsubmission_file_/", "Anna_12_assignsubmission_file_", "anna_12_34_"],
    ids=["moodle", "moodle-flat", "canvas"],
)
def test_the_name_that_a_platform_adds_does_not_count(prefix: str, tmp_path: Path) -> None:
    for name in ("line.py", "helper.py"):
        path = tmp_path / (prefix + name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    (tmp_path / (prefix.replace("nna", "nton").replace("12", "56") + "line.py")).parent.mkdir(exist_ok=True)
    (tmp_path / (prefix.replace("nna", "nton").replace("12", "56") + "line.py")).write_text("x = 1")
    intake = collect_class(tmp_path)
    assert len(intake.submissions) == 2
    assert found(intake.submissions[0]) == {"helper.py": b"helper.py"}
    assert found(intake.submissions[1]) == {}


def test_students_in_one_folder_have_none_of_their_own(tmp_path: Path) -> None:
    for name in ("anna.py", "bob.py", "helper.py"):
        (tmp_path / name).write_text(name)
    assert [found(one) for one in collect_class(tmp_path).submissions] == [{}, {}, {}]
    assert [found(one) for one in collect_class(tmp_path / "anna.py").submissions] == [
        {"helper.py": b"helper.py"}
    ]


def test_files_of_the_lab_are_nobodys_work(tmp_path: Path) -> None:
    """They are neither rows of a class nor files to choose from, wherever they lie."""
    for name in ("helper.py", "data/rows.csv", "anna/line.py", "anna/helper.py", "bob/helper.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    intake = collect_class(tmp_path, "helper.py", "data/rows.csv")
    assert [(one.student_id, one.remark) for one in intake.submissions] == [("anna", "")]
    assert found(intake.submissions[0]) == {"helper.py": b"anna/helper.py"}
    assert [one.student_id for one in intake.missing] == ["bob"]
    assert "'helper.py' is a file of the lab." in str(intake.missing[0].reason)


def test_a_folder_that_is_gone_has_none(tmp_path: Path) -> None:
    assert find_companions(FileLocation(tmp_path / "gone" / "a.ipynb"), None, ASKED) == {}
