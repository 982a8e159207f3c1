"""Whatever a platform exports, every student is found once, under a safe and unique id."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import socket
import tarfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.errors import InputError
from bareme.results.result import Origin
from bareme.submissions import discovery
from bareme.submissions.handout import Handout
from bareme.submissions.intake import Format, Intake, collect
from bareme.submissions.lms_layouts import display_text, unique_ids

BOTH: tuple[Format, ...] = ("ipynb", "py")
HANDOUT = Handout("neuron")


def fill(folder: Path, *names: str) -> Path:
    """Writes files whose content is their own name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return folder


def zipped(*names: str, **contents: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, name.encode())
        for stem, content in contents.items():
            archive.writestr(f"{stem}.zip", content)
    return buffer.getvalue()


def table(intake: Intake) -> dict[str, tuple[str, bytes]]:
    return {item.student_id: (item.name, item.read()) for item in intake.submissions}


def write_work(path: Path, source: str, modified: float = 1e9) -> None:
    """Writes a notebook or a script with one cell of code, and the date of its last change."""
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source if path.suffix == ".py" else notebook, encoding="utf-8")
    os.utime(path, (modified, modified))


def is_safe(student_id: str) -> bool:
    """Returns True for what a folder and an address can be named after on every system."""
    kinds = {unicodedata.category(char)[0] for char in student_id if char not in "._-"}
    return (
        student_id == student_id.strip("._-").lower()
        and kinds <= {"L", "M", "N"}
        and 0 < len(student_id) <= 64
        and len(student_id.encode()) <= 210
    )


def why_missing(intake: Intake) -> dict[str, str]:
    return {item.student_id: str(item.reason) for item in intake.missing}


def grade(source: Path, formats: tuple[Format, ...] = BOTH) -> Intake:
    return collect([source], formats, HANDOUT)


FLAT = ("bob.py", "ada.ipynb")
FOLDERS = ("ada/neuron.ipynb", "bob/work.py")
NBGRADER = (
    "submitted/ada/neuron/neuron.ipynb",
    "submitted/bob/neuron/neuron.ipynb",
    "submitted/bob/mlp/mlp.ipynb",
    "source/neuron/neuron.ipynb",
    "autograded/ada/neuron/neuron.ipynb",
)
MOODLE = (
    "Ada Lovelace_1234_assignsubmission_file_/neuron.ipynb",
    "Zoé Müller_1235_assignsubmission_file/lab.ipynb",
    "Ada Lovelace_1236_assignsubmission_file_/neuron.ipynb",
)
MOODLE_FLAT = (
    "Ada Lovelace_1234_assignsubmission_file_neuron.ipynb",
    "Bob_77_assignsubmission_file_my_lab_1.ipynb",
)
CANVAS = ("lovelaceada_12345_67890_neuron.ipynb", "bobbob_LATE_12346_67891_neuron-2.ipynb")
CLASSROOM = ("neuron-ada/neuron.ipynb", "neuron-bob-b/neuron.ipynb", "neuron-ada/test_public.py")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (FLAT, {"ada": ("ada", "ada.ipynb"), "bob": ("bob", "bob.py")}),
        (FOLDERS, {"ada": ("ada", "ada/neuron.ipynb"), "bob": ("bob", "bob/work.py")}),
        (NBGRADER, {"ada": ("ada", NBGRADER[0]), "bob": ("bob", NBGRADER[1])}),
        (
            MOODLE,
            {
                "ada-lovelace_1234": ("Ada Lovelace (1234)", MOODLE[0]),
                "ada-lovelace_1236": ("Ada Lovelace (1236)", MOODLE[2]),
                "zoe-muller_1235": ("Zoé Müller", MOODLE[1]),
            },
        ),
        (
            MOODLE_FLAT,
            {"ada-lovelace_1234": ("Ada Lovelace", MOODLE_FLAT[0]), "bob_77": ("Bob", MOODLE_FLAT[1])},
        ),
        (CANVAS, {"bobbob_12346": ("bobbob", CANVAS[1]), "lovelaceada_12345": ("lovelaceada", CANVAS[0])}),
        (CLASSROOM, {"ada": ("ada", CLASSROOM[0]), "bob-b": ("bob-b", CLASSROOM[1])}),
    ],
    ids=["flat", "folders", "nbgrader", "moodle", "moodle-flat", "canvas", "classroom"],
)
@pytest.mark.parametrize("packing", ["folder", "zip", "zip with a folder in it"])
def test_every_layout_is_understood_in_a_folder_and_in_a_zip(
    tmp_path: Path, packing: str, names: tuple[str, ...], expected: dict[str, tuple[str, str]]
) -> None:
    source = tmp_path / "class"
    if packing == "folder":
        fill(source, *names)
    else:
        source = tmp_path / "class.zip"
        prefix = "" if packing == "zip" else "class/"
        source.write_bytes(zipped(*(prefix + name for name in names)))
        expected = {key: (name, prefix + content) for key, (name, content) in expected.items()}
    found = table(grade(source))
    assert found == {key: (name, content.encode()) for key, (name, content) in expected.items()}
    assert list(found) == sorted(found)


def test_the_submitted_folder_of_nbgrader_may_itself_be_the_source(tmp_path: Path) -> None:
    fill(tmp_path, "submitted/ada/neuron/neuron.ipynb", "submitted/bob/neuron/neuron.ipynb")
    assert list(table(grade(tmp_path / "submitted"))) == ["ada", "bob"]


def test_a_late_submission_of_canvas_says_so_and_keeps_the_name_of_its_file(tmp_path: Path) -> None:
    (late,) = grade(fill(tmp_path / "c", CANVAS[1])).submissions
    assert late.remark == "It was handed in late."
    assert late.file_name == "neuron-2.ipynb"


def test_one_file_is_one_submission(tmp_path: Path) -> None:
    (only,) = grade(fill(tmp_path, "Ada L.ipynb") / "Ada L.ipynb").submissions
    assert (only.student_id, only.name, only.file_name) == ("ada-l", "Ada L", "Ada L.ipynb")
    assert only.sha256 == hashlib.sha256(b"Ada L.ipynb").hexdigest()


def test_the_zip_of_one_student_is_named_after_the_student(tmp_path: Path) -> None:
    path = tmp_path / "ada.zip"
    path.write_bytes(zipped("neuron.ipynb"))
    assert list(table(grade(path))) == ["ada"]


def test_zips_of_students_are_opened_in_folders_and_in_the_zip_of_the_class(tmp_path: Path) -> None:
    inner = zipped("work/neuron.ipynb", "work/data.csv")
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada.zip").write_bytes(inner)
    (folder / "Bob_12_assignsubmission_file_").mkdir()
    (folder / "Bob_12_assignsubmission_file_" / "my work.zip").write_bytes(inner)
    expected = {"ada": ("ada", b"work/neuron.ipynb"), "bob_12": ("Bob", b"work/neuron.ipynb")}
    assert table(grade(folder)) == expected
    outer = tmp_path / "moodle.zip"
    outer.write_bytes(zipped(**{"ada": inner, "Bob_12_assignsubmission_file_/my work": inner}))
    assert table(grade(outer)) == expected


def test_an_archive_in_the_archive_of_a_student_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "ada.zip").write_bytes(zipped("neuron.ipynb", deeper=zipped("neuron.py")))
    intake = grade(tmp_path)
    assert list(table(intake)) == ["ada"]
    assert "archive in an archive" in intake.warnings[0]


def test_one_broken_zip_does_not_stop_the_class(tmp_path: Path) -> None:
    fill(tmp_path, "bob.zip", "ada.ipynb")
    intake = grade(tmp_path)
    assert list(table(intake)) == ["ada"]
    assert "'bob.zip' is not a zip" in intake.warnings[0]


@pytest.mark.parametrize(
    ("names", "graded"),
    [
        (("neuron.ipynb", "draft.ipynb", "zz.ipynb"), "neuron.ipynb"),
        (("Neuron_final.ipynb", "zz.ipynb"), "Neuron_final.ipynb"),
        (("neuron.fr.ipynb", "neuron_old.ipynb", "neuron.ipynb"), "neuron.ipynb"),
        (("lab9.ipynb", "lab10.ipynb"), "lab10.ipynb"),
        (("neuron.py", "neuron.ipynb"), "neuron.ipynb"),
        (("neuron.py", "zz.ipynb"), "neuron.py"),
    ],
)
def test_of_several_files_the_one_of_the_assignment_is_graded_and_the_student_told(
    tmp_path: Path, names: tuple[str, ...], graded: str
) -> None:
    fill(tmp_path / "class" / "bob", "neuron.ipynb")
    for name in names:
        write_work(tmp_path / "class" / "ada" / name, "x = 1")
    ada = grade(tmp_path / "class").submissions[0]
    assert ada.file_name == graded
    assert ada.remark == (
        f"{len(names)} files were handed in; {graded} was graded, chosen by its name, format and version."
    )


TEMPLATES = {
    "neuron.ipynb": '{"nbformat": 4, "metadata": {}, "cells": []}',
    "neuron.py": "def sigmoid(z):\n    raise NotImplementedError",
}
HANDED_OUT = Handout("neuron", TEMPLATES, {"neuron": frozenset({"sigmoid"}), "mlp": frozenset({"forward"})})
STUB, WORK, OTHER_LAB = (
    TEMPLATES["neuron.py"],
    "def sigmoid(z):\n    return z",
    "def forward(x):\n    return x",
)


@pytest.mark.parametrize(
    ("files", "graded", "reason"),
    [
        ({"neuron.py": (STUB, 9), "neuron-Copy1.py": (WORK, 1)}, "neuron-Copy1.py", "the only one with work"),
        (
            {"neuron.py": (STUB, 9), "neuron (1).ipynb": (WORK, 1)},
            "neuron (1).ipynb",
            "the only one with work",
        ),
        ({"neuron.py": (WORK, 1), "draft.py": (WORK + "+1", 9)}, "draft.py", "the newest one with work"),
        (
            {"neuron.py": (WORK, 1), "x.py": (WORK, 1.01), "y.py": ("z = 1", 9)},
            "neuron.py",
            "chosen by its name",
        ),
        ({"neuron.py": (WORK, 1), "mlp.py": (OTHER_LAB, 9)}, "neuron.py", "the only one with work"),
        ({"neuron.py": (STUB, 1), "neuron.ipynb": (STUB, 9)}, "neuron.ipynb", "and none of them has work"),
        ({"neuron.ipynb": ("{", 9), "neuron.py": (WORK, 1)}, "neuron.py", "the only one with work"),
    ],
    ids=["copy", "download", "newest", "same date", "other lab", "untouched", "unreadable"],
)
def test_a_file_with_work_wins_then_the_newest_then_the_name(
    tmp_path: Path, files: dict[str, tuple[str, float]], graded: str, reason: str
) -> None:
    folder = fill(tmp_path / "class", "bob/neuron.py")
    for name, (source, hours) in files.items():
        write_work(folder / "ada" / name, source, 1e9 + 3600 * hours)
        if source == "{":
            (folder / "ada" / name).write_text(source)
    intake = collect([folder], BOTH, HANDED_OUT)
    assert intake.submissions[0].file_name == graded
    assert f"{graded} was graded, {reason}" in intake.submissions[0].remark
    assert intake.warnings == (f"ada: {intake.submissions[0].remark}",)


def test_the_date_in_a_zip_tells_the_newest_file(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, year in (("neuron.py", 2024), ("mine.py", 2025)):
            archive.writestr(zipfile.ZipInfo(f"ada/{name}", (year, 1, 1, 0, 0, 0)), f"{WORK}  # {name}")
        archive.writestr("bob/neuron.py", WORK)
    assert collect([path], BOTH, HANDED_OUT).submissions[0].file_name == "mine.py"


def test_what_is_no_submission_is_ignored(tmp_path: Path) -> None:
    fill(
        tmp_path,
        "ada.ipynb",
        ".hidden.py",
        ".ipynb_checkpoints/ada-checkpoint.ipynb",
        "__MACOSX/ada.ipynb",
        "__pycache__/a.py",
        "README.md",
        "README.py",
        "expected.toml",
        "test_public.py",
    )
    intake = grade(tmp_path)
    assert list(table(intake)) == ["ada"]
    assert intake.missing == ()


def packed(mode: Literal["w", "w:gz"], **contents: bytes) -> bytes:
    """Returns a tar archive with an ``.ipynb`` of each name."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for stem, content in contents.items():
            info = tarfile.TarInfo(f"work/{stem}.ipynb")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["work.tar", "work.tar.gz", "work.tgz", "work.zip"])
def test_tar_archives_are_read_in_folders_zips_and_alone(tmp_path: Path, name: str) -> None:
    # The content tells how an archive is read, not its name.
    content = packed("w" if name == "work.tar" else "w:gz", neuron=b"ada's")
    folder = fill(tmp_path / "class", "bob/neuron.py")
    (folder / "ada").mkdir()
    (folder / "ada" / name).write_bytes(content)
    assert table(grade(folder))["ada"] == ("ada", b"ada's")
    outer = tmp_path / "class.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("bob/neuron.py", b"")
        archive.writestr(f"ada/{name}", content)
    assert table(grade(outer))["ada"] == ("ada", b"ada's")
    assert [text for _, text in table(grade(folder / "ada" / name)).values()] == [b"ada's"]


NOTEBOOK = b'{"nbformat": 4, "metadata": {}, "cells": []}'


@pytest.mark.parametrize("name", ["neuron.ipynb.txt", "neuron.ipynb.json", "neuron.json", "Lab.IPYNB.TXT"])
def test_a_notebook_with_another_suffix_is_read(tmp_path: Path, name: str) -> None:
    folder = fill(tmp_path, "bob/neuron.py", "eve/settings.json", "ada/x")
    (folder / "ada" / "x").rename(folder / "ada" / name)
    (folder / "ada" / name).write_bytes(NOTEBOOK)
    intake = grade(folder)
    assert table(intake)["ada"] == ("ada", NOTEBOOK)
    assert "'settings.json' is a file of another kind." in why_missing(intake)["eve"]


COLAB = b'<a href="https://colab.research.google.com/drive/1">my work</a>'


@pytest.mark.parametrize("packing", ["folder", "zip"])
@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"onlinetext.html": b"<p>here</p>"}, "'onlinetext.html' is text typed into the platform."),
        ({"onlinetext.html": COLAB}, "'onlinetext.html' is a link to Colab or Drive"),
        ({"report.pdf": b"%PDF-"}, "'report.pdf' is a PDF document."),
        ({"report": b"%PDF-"}, "'report' is a PDF document."),
        ({"a.rar": b"Rar!", "b.7z": b"7z"}, "'b.7z' is an archive that cannot be opened here."),
        ({"work.zip": b"PK?"}, "'work.zip' is not a zip archive"),
        ({"work.tar.gz": b"\x1f\x8b?"}, "'work.tar.gz' is not a tar archive"),
        ({"work.zip": zipped("data.csv")}, "'data.csv' is a file of another kind."),
        ({"work.zip": zipped()}, "'work.zip' is an archive without a notebook or a script in it."),
        ({"README.md": b""}, "'Eve_7_assignsubmission_file' is a folder without a notebook"),
        ({f"{n}.png": b"" for n in range(9)}, "'2.png' is an image. There are 6 more files."),
    ],
    ids=["text", "colab", "pdf", "no suffix", "rar", "broken", "gzip", "data", "empty", "only ours", "many"],
)
def test_who_handed_in_something_else_is_missing_with_what_was_found(
    tmp_path: Path, packing: str, files: dict[str, bytes], reason: str
) -> None:
    names = {f"Eve_7_assignsubmission_file/{name}": content for name, content in files.items()}
    names |= {"Ada_8_assignsubmission_file/neuron.ipynb": b"x"}
    source = tmp_path / "class.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    if packing == "folder":
        source = tmp_path / "class"
        zipfile.ZipFile(tmp_path / "class.zip").extractall(source)
    intake = grade(source)
    assert list(table(intake)) == ["ada_8"]
    [eve] = intake.missing
    assert (eve.student_id, eve.name, eve.origin) == (
        "eve_7",
        "Eve",
        Origin(system="moodle", folder="Eve_7_assignsubmission_file", participant="7", name="Eve"),
    )
    assert reason in eve.reason
    assert eve.reason.endswith("Hand in the file that you worked in (.ipynb or .py).")


def test_a_pipe_a_folder_or_a_link_under_the_name_of_a_notebook_is_missing(tmp_path: Path) -> None:
    fill(tmp_path, "ada/neuron.ipynb")
    for name in ("eve", "bob", "mallory"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "eve" / "neuron.ipynb")
    (tmp_path / "bob" / "neuron.ipynb").mkdir()
    (tmp_path / "mallory" / "neuron.ipynb").symlink_to(tmp_path / "ada" / "neuron.ipynb")
    reasons = why_missing(grade(tmp_path))
    assert "'neuron.ipynb' is a pipe or a device, not a file." in reasons["eve"]
    assert "'neuron.ipynb' is a folder without a notebook or a script in it." in reasons["bob"]
    assert "'neuron.ipynb' is a link, which is not followed." in reasons["mallory"]


def test_a_class_in_which_nobody_handed_in_a_notebook_is_a_class(tmp_path: Path) -> None:
    folder = fill(tmp_path, *(f"{name}_1_assignsubmission_file/a.pdf" for name in ("Ada L", "Bob")))
    assert list(why_missing(grade(folder))) == ["ada-l_1", "bob_1"]


def test_who_is_in_two_sources_is_missing_only_if_neither_holds_a_notebook(tmp_path: Path) -> None:
    typed = fill(
        tmp_path / "a",
        "Ada_1_assignsubmission_onlinetext/onlinetext.html",
        "Bob_2_assignsubmission_file/x.pdf",
    )
    files = fill(tmp_path / "b", "Ada_1_assignsubmission_file/neuron.ipynb")
    intake = collect([typed, files], BOTH, HANDOUT)
    assert (list(table(intake)), list(why_missing(intake))) == (["ada_1"], ["bob_2"])


@pytest.mark.parametrize(
    ("name", "system", "participant", "student"),
    [
        ("Ada L_12_assignsubmission_file/a.ipynb", "moodle", "12", "Ada L"),
        ("Default group_assignsubmission_file/a.ipynb", "moodle", None, "Default group"),
        ("Ada L_12_assignsubmission_file_work.zip", "moodle", "12", "Ada L"),
        ("lovelaceada_12345_67890_a.ipynb", "canvas", "12345", "lovelaceada"),
        ("van_dyck_LATE_12345_67890_a.ipynb", "canvas", "12345", "van_dyck"),
        ("anon_a1B2c_67890_a.ipynb", "canvas", "a1B2c", "anon a1B2c"),
        ("LATE_anon_a1B2c_67890_a.ipynb", "canvas", "a1B2c", "anon a1B2c"),
        ("submitted/ada/neuron/neuron.ipynb", "nbgrader", None, "ada"),
        ("neuron-ada/neuron.ipynb", "github-classroom", None, "ada"),
    ],
)
def test_the_key_of_the_platform_is_kept_as_it_was(
    tmp_path: Path, name: str, system: str, participant: str | None, student: str
) -> None:
    folder = fill(tmp_path, name, name.replace("12", "34").replace("ada/", "bob/").replace("a1B2c", "zz"))
    if name.endswith(".zip"):
        (folder / name).write_bytes(zipped("neuron.ipynb"))
    top = name.removeprefix("submitted/").partition("/")[0]
    name_there = None if system in ("nbgrader", "github-classroom") else student.partition(" a1")[0]
    fields = {"system": system, "folder": top, "participant": participant, "name": name_there}
    origin = Origin.model_validate(fields)
    [found] = [item for item in grade(folder).submissions if item.origin == origin]
    assert found.name.removesuffix(f" ({participant})") == student
    assert bool(found.remark) == ("LATE" in name)


def test_the_time_of_a_submission_to_nbgrader_is_kept_as_it_was(tmp_path: Path) -> None:
    folder = fill(
        tmp_path,
        "submitted/ada/neuron/neuron.ipynb",
        "submitted/bob/neuron/neuron.ipynb",
        "submitted/eve/neuron/a.pdf",
    )
    when = "2026-11-02 15:58:23.948203 Europe/Paris"
    (folder / "submitted/ada/neuron/timestamp.txt").write_text(f"{when}\n")
    (folder / "submitted/bob/neuron/timestamp.txt").write_text("x" * 1000)
    (folder / "submitted/eve/neuron/timestamp.txt").symlink_to(folder / "submitted/ada/neuron/timestamp.txt")
    intake = grade(folder)
    origins = [item.origin for item in (*intake.submissions, *intake.missing)]
    assert [origin and origin.submitted_at for origin in origins] == [when, None, None]


@pytest.mark.parametrize("kind", ["text", "link"])
def test_a_text_entry_of_canvas_is_a_student_without_a_notebook(tmp_path: Path, kind: str) -> None:
    fill(tmp_path, f"bob_LATE_12346_{kind}.html", f"anon_a1B2c_{kind}.html", CANVAS[0])
    assert list(why_missing(grade(tmp_path))) == ["anon_a1b2c", "bob_12346"]


def test_letters_of_every_alphabet_stay_in_an_id() -> None:
    names = ["Łukasz Żak", "李 小龙", "Ωmega", "Zoé", "שלום", "Ñandú_7", "आशा"]
    assert unique_ids(names) == ["łukasz-zak", "李-小龙", "ωmega", "zoe", "שלום", "nandu_7", "आशा"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    fill(tmp_path / "secret", "solution.py")
    folder = fill(tmp_path / "class", "ada.ipynb")
    (folder / "eve.py").symlink_to(tmp_path / "secret" / "solution.py")
    (folder / "mallory").symlink_to(tmp_path / "secret")
    intake = grade(folder)
    assert list(table(intake)) == ["ada"]
    assert sorted(intake.warnings) == [
        "'eve.py' is a link; it was not followed.",
        "'mallory' is a link; it was not followed.",
    ]


def test_a_link_put_in_place_after_intake_is_refused(tmp_path: Path) -> None:
    folder = fill(tmp_path / "class", "ada.py")
    (ada,) = grade(folder).submissions
    (folder / "ada.py").unlink()
    (folder / "ada.py").symlink_to("/etc/passwd")
    with pytest.raises(InputError, match="cannot be read"):
        ada.read()


def test_pipes_are_ignored(tmp_path: Path) -> None:
    os.mkfifo(fill(tmp_path, "ada.py") / "eve.py")
    assert list(table(grade(tmp_path))) == ["ada"]


def test_a_file_in_a_format_that_is_not_accepted_costs_only_its_student(tmp_path: Path) -> None:
    intake = grade(fill(tmp_path, "ada.ipynb", "bob.py"), ("ipynb",))
    assert list(table(intake)) == ["ada"]
    assert "'bob.py' has a format" in why_missing(intake)["bob"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing", "no file or folder"),
        ("empty", "no submission"),
        ("lab.pdf", "no known kind"),
        ("bad.zip", "not a zip"),
        ("void.zip", "no submission"),
        ("lab.py", "assignment accepts"),
        ("pipe", "a device or a pipe"),
    ],
)
def test_a_source_that_cannot_be_used_is_one_sentence(tmp_path: Path, name: str, reason: str) -> None:
    fill(tmp_path, "lab.pdf", "bad.zip", "lab.py")
    (tmp_path / "empty").mkdir()
    (tmp_path / "void.zip").write_bytes(zipped("notes.txt"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match=reason) as caught:
        grade(tmp_path / name, ("ipynb",))
    assert str(tmp_path / name) in str(caught.value) or name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_several_sources_give_unique_ids(tmp_path: Path) -> None:
    first, second = fill(tmp_path / "a", "ada.py", "Ada.ipynb"), fill(tmp_path / "b", "ada.py")
    intake = collect([first, second, second / "ada.py"], BOTH, HANDOUT)
    assert [item.student_id for item in intake.submissions] == ["ada", "ada-2", "ada-3", "ada-4"]


def test_submissions_can_be_sent_to_another_process(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped("ada.py", bob=zipped("neuron.ipynb")))
    submissions = grade(path).submissions
    copies = pickle.loads(pickle.dumps(submissions))
    assert copies == submissions
    assert [item.read() for item in copies] == [b"ada.py", b"neuron.ipynb"]


def test_the_digest_is_that_of_the_bytes_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped("ada.py", bob=zipped("neuron.ipynb")))
    for item in (*grade(path).submissions, *grade(fill(tmp_path / "f", "x.py")).submissions):
        assert item.sha256 == hashlib.sha256(item.read()).hexdigest()


def test_hostile_names_become_safe_ids_and_harmless_text(tmp_path: Path) -> None:
    names = ["..\u202e.py", "\x1b[31m.py", "李.ipynb", "-rf.py", "e\u0301ve.py", "CON..ipynb"]
    for item in grade(fill(tmp_path, *names)).submissions:
        assert is_safe(item.student_id)
        assert item.name.isprintable()
        assert item.file_name.isprintable()


def test_composed_and_decomposed_accents_are_one_student(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped("Zoe\u0308/neuron.py", "Zo\u00eb/draft.py", "ada/neuron.py"))
    assert table(grade(path)) == {
        "ada": ("ada", b"ada/neuron.py"),
        "zoe": ("Zo\u00eb", "Zoe\u0308/neuron.py".encode()),
    }


HOSTILE_NAMES = {
    "a newline": "new\nline",
    "a carriage return": "new\rline",
    "marks of direction": "exe\u202efdp\u2066",
    "a terminal sequence": "\x1b[2Jada",
    "a right-to-left script": "\u05e9\u05dc\u05d5\u05dd",
    "all that fits": "a" * 248,
    "all that fits, of three bytes each": "\u674e" * 82,
    "spaces": "   ",
    "an option": "-rf",
    "a formula": "=1+1",
    "markup": "<script>alert(1)<\\script>",
    "a percent escape": "%2e%2e%2f",
}


@pytest.mark.parametrize("packing", ["folder", "zip"])
@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_any_name_gives_a_safe_id_and_one_line_of_text(tmp_path: Path, name: str, packing: str) -> None:
    names = [f"{name}/{name}.ipynb", "bob/neuron.ipynb"]
    if packing == "folder":
        source = fill(tmp_path / "class", *names)
    else:
        source = tmp_path / "class.zip"
        source.write_bytes(zipped(*(item.replace("\\", "") for item in names)))
    intake = grade(source)
    assert len(intake.submissions) == 2
    for item in intake.submissions:
        assert is_safe(item.student_id)
        assert item.name.isprintable()
        assert len(item.name) <= 120
        assert item.file_name.isprintable()
        assert item.file_name.endswith(".ipynb")
        assert item.read().endswith(b".ipynb")


@pytest.mark.parametrize("packing", ["folder", "zip"])
def test_two_names_that_differ_by_case_only_are_two_students(tmp_path: Path, packing: str) -> None:
    names = ("Ada/neuron.ipynb", "ada/neuron.ipynb", "bob/neuron.ipynb")
    source = tmp_path / "class.zip"
    if packing == "folder":
        source = fill(tmp_path / "class", *names)
        if len(list(source.iterdir())) < 3:
            pytest.skip("this file system takes names that differ by case for one")
    else:
        source.write_bytes(zipped(*names))
    intake = grade(source)
    assert table(intake) == {
        "ada": ("ada", b"ada/neuron.ipynb"),
        "ada-2": ("Ada", b"Ada/neuron.ipynb"),
        "bob": ("bob", b"bob/neuron.ipynb"),
    }
    assert intake.warnings == ("'Ada' and 'ada' were taken for two students; rename one if not.",)


# Each of these was once a way to hand in for another student, or to take the class out of the batch.
@pytest.mark.parametrize(
    ("honest", "hostile"),
    [
        (FOLDERS, "eve/submitted/ada/neuron/neuron.ipynb"),
        (MOODLE, "Eve_9_assignsubmission_file_/submitted/ada-lovelace_1234/neuron.ipynb"),
        (MOODLE, "Eve_9_assignsubmission_file_/Ada Lovelace_1234_assignsubmission_file_/neuron.ipynb"),
        (MOODLE, "eve/Ada Lovelace_1234_assignsubmission_file_/neuron.ipynb"),
        (MOODLE_FLAT, "eve/Bob_77_assignsubmission_file_neuron.ipynb"),
        (CANVAS, "eve/lovelaceada_12345_67890_neuron.ipynb"),
        (CANVAS, "eve_99_100_/lovelaceada_12345_67890_neuron.ipynb"),
        (CLASSROOM, "neuron-eve/neuron-ada/neuron.ipynb"),
        (FOLDERS, "neuron-ada/neuron.ipynb"),
        (NBGRADER, "submitted/eve/submitted/ada/neuron/neuron.ipynb"),
    ],
)
def test_a_student_cannot_hand_in_for_another(tmp_path: Path, honest: tuple[str, ...], hostile: str) -> None:
    alone = table(grade(fill(tmp_path / "alone", *honest)))
    folder = fill(tmp_path / "class", *honest, hostile)
    archive = tmp_path / "class.zip"
    archive.write_bytes(zipped(*honest, hostile))
    for source in (folder, archive):
        together = table(grade(source))
        assert {key: together.get(key) for key in alone} == alone


def test_a_file_that_is_named_as_a_platform_would_belongs_to_the_folder_that_it_is_in(tmp_path: Path) -> None:
    fill(tmp_path, *FOLDERS, "eve/zoe_12_34_neuron.ipynb", "eve/Zoe_12_assignsubmission_file_/neuron.ipynb")
    assert list(table(grade(tmp_path))) == ["ada", "bob", "eve"]


def test_platform_folders_below_folders_of_groups_are_understood(tmp_path: Path) -> None:
    fill(tmp_path, *(f"group {number}/{name}" for number, name in enumerate(MOODLE)))
    assert list(table(grade(tmp_path))) == ["ada-lovelace_1234", "ada-lovelace_1236", "zoe-muller_1235"]


def test_an_id_does_not_depend_on_whose_name_is_reduced_to_the_same(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped("ada/a.py", "ADA/a.py", "!ada/a.py", "Ada/a.py", "ada-2/a.py"))
    found = table(grade(path))
    assert found["ada"] == ("ada", b"ada/a.py")
    assert found["ada-2"] == ("ada-2", b"ada-2/a.py")
    assert set(found) == {"ada", "ada-2", "ada-3", "ada-4", "ada-5"}


def test_fifty_thousand_students_of_one_name_are_told_apart() -> None:
    names = [
        f"a{'!' * (number % 50)}{chr(0x4E00 + number % 20_000)}{number // 20_000}" for number in range(50_000)
    ]
    ids = unique_ids(names)
    assert len(set(ids)) == 50_000
    assert max(map(len, ids)) <= 64
    # Of names that agree in all that an id keeps, as of short ones.
    long = ["x" * 62 + format(number % 25_000, "05x")[-2:] + "!" * number for number in range(2_000)]
    assert len(set(unique_ids(long))) == 2_000


@pytest.mark.parametrize("packing", ["folder", "zip in a folder", "zip in a zip"])
def test_more_files_of_one_student_than_allowed_cost_only_that_student(tmp_path: Path, packing: str) -> None:
    folder = fill(tmp_path / "class", "ada/neuron.ipynb", "bob/neuron.ipynb")
    names = [f"{number}.py" for number in range(20_001)]
    if packing == "folder":
        (folder / "eve").mkdir()
        for name in names:
            (folder / "eve" / name).touch()
        expected = ["ada", "bob", "eve"]
    else:
        (folder / "eve.zip").write_bytes(zipped(*names))
        expected = ["ada", "bob"]
    source = folder
    if packing == "zip in a zip":
        source = tmp_path / "class.zip"
        source.write_bytes(
            zipped("ada/neuron.ipynb", "bob/neuron.ipynb", eve=(folder / "eve.zip").read_bytes())
        )
    intake = grade(source)
    assert [item.student_id for item in intake.submissions] == expected
    if packing == "folder":
        assert "20001 files were handed in; 20000.py was graded" in intake.submissions[2].remark
    else:
        assert "'eve.zip' has more than 20,000 entries" in intake.warnings[0]


def compressed(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


BOMBS = {
    "flat": (compressed(("neuron.ipynb", bytes(90_000_000))), "grows more than 200 times"),
    "nested": (
        compressed(("more.zip", compressed(("neuron.ipynb", bytes(50_000_000))))),
        "archive in an archive",
    ),
    "wide": (
        compressed(*((f"{number}.py", b"0123456789abcdef" * 3_000) for number in range(30))),
        "more than 1,000,000 bytes",
    ),
}


@pytest.mark.parametrize("packing", ["folder", "zip"])
@pytest.mark.parametrize(("bomb", "reason"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_costs_only_the_student_who_handed_it_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str, bomb: bytes, reason: str
) -> None:
    monkeypatch.setattr(
        discovery, "_MAX_STUDENT_BYTES", 1_000_000 if reason.startswith("more") else 500_000_000
    )
    folder = fill(tmp_path / "class", "ada/neuron.ipynb", "bob/neuron.ipynb")
    (folder / "eve.zip").write_bytes(bomb)
    source = folder
    if packing == "zip":
        source = tmp_path / "class.zip"
        source.write_bytes(zipped("ada/neuron.ipynb", "bob/neuron.ipynb", eve=bomb))
    intake = grade(source)
    assert list(table(intake)) == ["ada", "bob"]
    assert reason in intake.warnings[0]
    assert "'eve" in intake.warnings[0]


def test_the_warnings_about_one_student_do_not_hide_those_about_others(tmp_path: Path) -> None:
    folder = fill(tmp_path, "ada/neuron.ipynb", "zoe.zip")
    (folder / "eve.zip").write_bytes(zipped(*(f"../{number}.py" for number in range(5_000))))
    warnings = grade(folder).warnings
    assert len(warnings) == 7
    assert warnings[5] == "4,995 more files in 'eve.zip' were left out."
    assert "'zoe.zip' is not a zip" in warnings[6]


@pytest.mark.parametrize("name", ["lab.7z", "lab.rar"])
def test_other_archives_are_not_opened(tmp_path: Path, name: str) -> None:
    folder = fill(tmp_path / "class", "ada.py", name)
    with pytest.raises(InputError, match="no known kind"):
        grade(folder / name)
    intake = grade(folder)
    assert list(table(intake)) == ["ada"]
    assert f"'{name}' is an archive that cannot be opened here." in why_missing(intake)["lab"]


def test_devices_and_sockets_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="a device or a pipe"):
        grade(Path("/dev/zero"))
    monkeypatch.chdir(fill(tmp_path, "ada.py"))  # the path of a socket has to be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("eve.py")
        assert list(table(grade(tmp_path))) == ["ada"]


def test_a_hard_link_is_read_as_the_file_that_it_is_and_never_written(tmp_path: Path) -> None:
    folder = fill(tmp_path / "class", "ada.py")
    outside = fill(tmp_path, "outside.py") / "outside.py"
    os.link(outside, folder / "eve.py")
    assert table(grade(folder))["eve"] == ("eve", b"outside.py")
    assert outside.read_bytes() == b"outside.py"


def test_a_link_to_a_folder_above_does_not_go_round_in_circles(tmp_path: Path) -> None:
    folder = fill(tmp_path / "class", "ada/neuron.py")
    (folder / "ada" / "again").symlink_to(folder, target_is_directory=True)
    assert list(table(grade(folder))) == ["ada"]


def test_a_file_that_changes_after_intake_is_refused(tmp_path: Path) -> None:
    folder = fill(tmp_path / "class", "ada.py")
    archive = tmp_path / "class.zip"
    archive.write_bytes(zipped("bob.py", "eve.py"))
    (ada,), (bob, eve) = grade(folder).submissions, grade(archive).submissions
    (folder / "ada.py").write_bytes(b"another")
    archive.write_bytes(zipped("eve.py"))
    for submission in (ada, bob, eve):
        with pytest.raises(InputError, match="changed"):
            submission.read()


def test_nothing_is_written_beside_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped("../x.py", "/x.py", "ada.py", "a/b/c.py", bob=zipped("../y.py", "y.py")))
    assert len(table(grade(path))) == 3
    assert [*tmp_path.iterdir(), *tmp_path.parent.glob("*.py")] == [path]


def test_a_path_that_the_system_cannot_even_look_up_is_one_sentence() -> None:
    with pytest.raises(InputError, match="check the path"):
        grade(Path("/x" + "y" * 5000))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text(max_size=80) | st.sampled_from(["ada", "Ada", "ada-2", ".", "..", "a" * 64, "a" * 70]),
        max_size=8,
    )
)
def test_ids_are_always_safe_and_unique(names: list[str]) -> None:
    ids = unique_ids(names)
    assert len(set(ids)) == len(names)
    assert all(map(is_safe, ids))


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_display_text_is_short_and_printable(text: str) -> None:
    shown = display_text(text)
    assert len(shown) <= 120
    assert shown.replace("\u3000", " ").isprintable()
