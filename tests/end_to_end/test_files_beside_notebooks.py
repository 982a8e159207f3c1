"""Files of a lab: beside the notebook, released, the same for everybody; and a module that suites share."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from courses import SOLUTION, TEST_HIDDEN, TEST_PUBLIC, make_course
from end_to_end.commands import assert_one_sentence, bareme
from nbformat import v4, writes

FILES = {
    "files/lr_utils.py": 'SCALE = 3\n\ndef load_rows():\n    return open("data/rows.txt").read().split()\n',
    "files/data/rows.txt": "1 2 3\n",
    "common.py": "SECRET = 5\n\n\ndef inputs():\n    return 2.0, 3.0, 1.0\n",
    "test_public.py": TEST_PUBLIC.replace(
        "import pytest\n", "import pytest\nfrom common import inputs\n"
    ).replace("2.0, 3.0, 1.0", "*inputs()"),
    "test_hidden.py": TEST_HIDDEN.replace(
        "import pytest\n", "import pytest\nfrom common import SECRET\n"
    ).replace("4 * x", "SECRET * x"),
}
ANNA = [
    "import numpy as np\nfrom lr_utils import SCALE, load_rows\nrows = np.array(load_rows(), float)",
    "def predict(x, slope, offset=0):\n    return SCALE * slope * x / 3 + offset",
    "def fit(x, y):\n    return float(x @ y / (x @ x)) if rows.tolist() == [1, 2, 3] else 0.0",
]
# The file of the lab is read-only, and neither of his own modules is used.
BOB = [
    "open('lr_utils.py', 'w').write('SCALE = 30')",
    "import os\nos.replace('data', 'old')",
    "import lr_utils, helper\nhelper.train()",
    *ANNA,
]
CHLOE = ["from helper import train\ntrain()", "open('/content/mine.csv')", *ANNA]


def notebook(cells: list[str]) -> str:
    return writes(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells]))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_course(tmp_path_factory.mktemp("course")).root
    for name, content in FILES.items():
        path = root / "graders" / "line" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    solution = SOLUTION.replace("import numpy as np", "import numpy as np\nfrom lr_utils import SCALE")
    (root / "solutions" / "line.py").write_text(
        solution.replace("secret = slope * x", "secret = slope * x * SCALE / 3"), encoding="utf-8"
    )
    return root


@pytest.fixture(scope="module")
def results(course: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    handed_in = tmp_path_factory.mktemp("class")
    for name, cells in {"anna": ANNA, "bob": BOB, "dora": ANNA}.items():
        (handed_in / name).mkdir()
        (handed_in / name / "line.ipynb").write_text(notebook(cells), encoding="utf-8")
    for name in ("anna", "bob"):
        (handed_in / name / "helper.py").write_text("def train(): pass\n")
    (handed_in / "bob" / "lr_utils.py").write_text("SCALE = 30\n")
    (handed_in / "dora" / "data").mkdir()
    (handed_in / "dora" / "data" / "rows.txt").write_text("3 2 1\n")
    with zipfile.ZipFile(handed_in / "chloe.zip", "w") as archive:
        archive.writestr("line.ipynb", notebook(CHLOE))
        for name in ("helper.py", "mine.csv", "unused.csv"):
            archive.writestr(name, "def train(): pass\n")
    out = tmp_path_factory.mktemp("out")
    done = bareme("grade", "line", handed_in, "--course", course, "-o", out, "--json")
    assert done.returncode == 0, done.stderr
    return {result["student"]["id"]: result for result in json.loads(done.stdout)}


def test_a_notebook_finds_them_and_its_answers_are_right(results: dict[str, dict]) -> None:
    for name in ("anna", "bob", "chloe", "dora"):
        assert [check["status"] for check in results[name]["checks"]] == ["passed", "passed"], name
    assert [cell["status"] for cell in results["anna"]["cells"]] == ["ok"] * 3


def test_a_student_cannot_replace_them(results: dict[str, dict]) -> None:
    isolation = results["bob"]["isolation"]
    cells = results["bob"]["cells"]
    assert "OSError" in cells[0]["message"] or "PermissionError" in cells[0]["message"]
    assert (cells[1]["status"] == "error") is (isolation == "namespaces")


def notes(result: dict) -> str:
    return "\n".join(note if isinstance(note, str) else json.dumps(note) for note in result["notes"])


def test_a_file_that_came_along_and_was_not_used_is_named(results: dict[str, dict]) -> None:
    said = notes(results["bob"])
    assert said.count("differs from it") == 1
    assert said.count("a cell failed without it") == 1
    assert "lr_utils.py" in said
    assert "helper.py" in said
    assert "helper.py" in notes(results["chloe"])
    assert "mine.csv" in notes(results["chloe"])
    assert "unused.csv" not in notes(results["chloe"])


def test_twins_have_notes_of_their_own(results: dict[str, dict]) -> None:
    """They handed in the same notebook, one with a file of the lab that she had changed."""
    assert notes(results["anna"]).count("differs") == 0
    assert "data/rows.txt" in notes(results["dora"])


def test_students_check_with_the_released_files(
    course: Path, tmp_path: Path, results: dict[str, dict]
) -> None:
    assert bareme("release", "line", "--course", course).returncode == 0
    folder = tmp_path / "line"
    shutil.copytree(course / "assignments" / "line", folder)
    assert not (folder / "common.py").exists()
    (folder / "mine.ipynb").write_text(notebook(ANNA), encoding="utf-8")
    done = bareme("check", folder / "mine.ipynb", "--isolation", "limits", "--json", cwd=tmp_path)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert json.loads(done.stdout)["notes"] == []
    for change in (lambda file: file.write_text("SCALE = 30\n"), Path.unlink):
        change(folder / "lr_utils.py")
        done = bareme("check", folder / "mine.ipynb", cwd=tmp_path)
        assert_one_sentence(done, str(folder / "lr_utils.py"), "take it anew")


def test_a_changed_file_changes_the_fingerprint(
    course: Path, tmp_path: Path, results: dict[str, dict]
) -> None:
    other = tmp_path / "course"
    shutil.copytree(course, other)
    (other / "graders/line/files/data/rows.txt").write_text("1 2 3 4\n")
    (tmp_path / "line.ipynb").write_text(notebook(ANNA), encoding="utf-8")
    done = bareme("check", tmp_path / "line.ipynb", "-a", "line", "--course", other, "--json")
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert json.loads(done.stdout)["fingerprint"]["suite"] != results["anna"]["fingerprint"]["suite"]
