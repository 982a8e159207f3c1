"""A download from Moodle with odd hand-ins: everybody is in the reports, with a true sentence."""

from __future__ import annotations

import csv
import io
import json
import re
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from commands import bareme

from bareme.results.result import Result, read_result

ROOT = Path(__file__).parents[2]
RIGHT = (ROOT / "examples" / "neuron" / "lovelace-ada.ipynb").read_bytes()
HANDED_OUT = {path.name: path.read_bytes() for path in (ROOT / "assignments" / "neuron").glob("neuron*")}
OTHER_LAB = (ROOT / "assignments" / "softmax-regression" / "softmax-regression.ipynb").read_bytes()


def in_zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, RIGHT)
    return buffer.getvalue()


def in_tar(name: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(RIGHT)
        archive.addfile(info, io.BytesIO(RIGHT))
    return buffer.getvalue()


def with_slips() -> bytes:
    """Returns the right answer with a function in a text cell and a name given away."""
    notebook = json.loads(RIGHT)
    [sigmoid] = [cell for cell in notebook["cells"] if "def sigmoid" in "".join(cell["source"])]
    sigmoid["cell_type"] = "raw"
    last = {"cell_type": "code", "id": "last", "metadata": {}, "source": "range = 3", "outputs": []}
    notebook["cells"].append(last | {"execution_count": None})
    return json.dumps(notebook).encode()


LINK = b'<p><a href="https://colab.research.google.com/drive/1x">my notebook</a></p>'
MISSING = {
    "Ann Text": (
        {"onlinetext.html": b"<p>I was ill.</p>"},
        "'onlinetext.html' is text typed into the platform.",
    ),
    "Bea Colab": ({"onlinetext.html": LINK}, "'onlinetext.html' is a link to Colab or Drive"),
    "Cem Pdf": ({"report.pdf": b"%PDF-1.7"}, "'report.pdf' is a PDF document."),
    "Dan Rar": ({"work.rar": b"Rar!\x1a\x07"}, "'work.rar' is an archive that cannot be opened here."),
    "Eda Zip": ({"work.zip": RIGHT[:100]}, "'work.zip' is not a zip archive"),
    "Fay Lab": ({"neuron.ipynb": OTHER_LAB}, "This is `softmax-regression`, not `neuron`"),
}
UNREADABLE = {
    "Gus Brace": ({"neuron.ipynb": b"{"}, "'neuron.ipynb' is cut off: it ends after 1 character,"),
    "Hal Login": ({"neuron.ipynb": b"<!DOCTYPE html><title>Log in</title>"}, "'neuron.ipynb' is a web page"),
    "Ida Git": ({"neuron.ipynb": b"<<<<<<< HEAD\n=======\n>>>>>>> b\n"}, "both versions of a merge conflict"),
}
RIGHT_ANSWERS = {
    "Łucja": {"work.zip": in_zip("work\\neuron.ipynb")},
    "李": {"neuron.ipynb.txt": RIGHT},
    "Kim Tar": {"work.tar.gz": in_tar("work/neuron.ipynb")},
    "Leo Folder": HANDED_OUT | {"neuron (1).ipynb": RIGHT},
}
SLIPS = {"Mia Slips": {"neuron.ipynb": with_slips()}}


@dataclass(frozen=True)
class Batch:
    """The graded class."""

    code: int
    stderr: str
    rows: dict[str, dict[str, str]]
    results: dict[str, Result]
    report: str
    folder: Path


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    folder = tmp_path_factory.mktemp("moodle")
    everybody = {name: files for name, (files, _) in (MISSING | UNREADABLE).items()} | RIGHT_ANSWERS | SLIPS
    assert len(everybody) == 14
    with zipfile.ZipFile(folder / "class.zip", "w") as archive:
        for number, (name, files) in enumerate(everybody.items(), 100):
            kind = "onlinetext" if "onlinetext.html" in files else "file"
            for file, content in files.items():
                archive.writestr(f"{name}_{number}_assignsubmission_{kind}/{file}", content)
    done = bareme("grade", "neuron", folder / "class.zip", "-o", folder / "out", cwd=ROOT)
    rows = list(csv.DictReader(io.StringIO((folder / "out" / "gradebook.csv").read_text("utf-8"))))
    results = [read_result(path) for path in (folder / "out").glob("students/*/result.json")]
    return Batch(
        done.returncode,
        done.stderr,
        {row["name"]: row for row in rows},
        {result.student.name: result for result in results},
        (folder / "out" / "class.html").read_text("utf-8"),
        folder / "out" / "students",
    )


def test_everybody_has_a_row_and_nobody_is_a_failure_of_the_run(batch: Batch) -> None:
    statuses = {name: row["status"] for name, row in batch.rows.items()}
    assert statuses == {
        **dict.fromkeys(MISSING, "missing"),
        **dict.fromkeys(UNREADABLE, "unreadable"),
        **dict.fromkeys((*RIGHT_ANSWERS, *SLIPS), "graded"),
    }
    assert batch.code == 0
    assert all(name in batch.report for name in batch.rows)


@pytest.mark.parametrize(("name", "sentence"), [(k, v) for k, (_, v) in (MISSING | UNREADABLE).items()])
def test_who_has_no_grade_is_told_why_everywhere(batch: Batch, name: str, sentence: str) -> None:
    row, result = batch.rows[name], batch.results[name]
    assert (row["score"], row["grade"], result.checks) == ("", "", ())
    assert sentence in result.notes[0]
    assert any(
        line.startswith(f"bareme: {name}: ") and sentence in line for line in batch.stderr.splitlines()
    )
    escaped = re.sub("`(.*?)`", r"<code>\1</code>", sentence.replace("'", "&#39;"))
    page = (batch.folder / result.student.id / "feedback.html").read_text("utf-8")
    assert escaped in page
    assert escaped in batch.report
    assert not (batch.folder / result.student.id / "notebook.ipynb").exists()


def test_the_right_answer_is_found_wherever_it_is(batch: Batch) -> None:
    # Every check passed; a person has yet to mark the written answer, worth 3 of the 20 points.
    assert {name: batch.rows[name]["score"] for name in RIGHT_ANSWERS} == dict.fromkeys(RIGHT_ANSWERS, "17")
    assert batch.rows["Leo Folder"]["file"] == "neuron (1).ipynb"
    choice = "4 files were handed in; neuron (1).ipynb was graded, the only one with work"
    assert f"bareme: Leo Folder: {choice}" in batch.stderr
    assert choice in batch.report
    assert choice in batch.results["Leo Folder"].notes[0]
    # The others handed in the same bytes, alone.
    assert not any(batch.results[name].notes for name in ("Łucja", "李", "Kim Tar"))


def test_the_key_of_moodle_is_kept_and_ids_have_the_letters_of_the_name(batch: Batch) -> None:
    origin = batch.results["Łucja"].origin
    assert origin is not None
    assert (origin.system, origin.participant) == ("moodle", origin.folder.split("_")[1])
    assert origin.folder.startswith("Łucja_")
    assert {batch.rows[name]["student_id"].partition("_")[0] for name in ("Łucja", "李")} == {"łucja", "李"}


def test_slips_with_cells_are_named_with_their_place(batch: Batch) -> None:
    result = batch.results["Mia Slips"]
    cells = len(json.loads(with_slips())["cells"])
    assert "`sigmoid` stands in a text cell (cell " in result.notes[0]
    assert f"Cell {cells}, line 1, gives the name `range` away: `range = 3`." in result.notes[1]
    [message] = {str(check.message) for check in result.checks if check.id == "test_sigmoid_values"}
    assert "make it a code cell" in message
