"""The files for Dolos and JPlag, read as the documents of these tools say."""

from __future__ import annotations

import ast
import csv
import io

import pytest
from courses import make_course

from bareme.grading.handouts import make_handout
from bareme.results.result import Origin, revised
from bareme.similarity.code_exports import CODE_EXPORTS, make_code_files
from bareme.similarity.template import Template, read_template
from bareme.similarity.work import StudentWork, read_work
from similarity.test_pairs import result

MAGIC = "%matplotlib inline\n!pip install x\nrows = 1"


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Template:
    return read_template(make_handout(make_course(tmp_path_factory.mktemp("course")).assignment("line")))


def works(template: Template) -> list[StudentWork]:
    ann = result("ann", other=MAGIC)
    origin = Origin(system="moodle", folder="x", submitted_at="2026-11-03T10:00:00+01:00")
    ann = revised(ann, origin=origin, student=revised(ann.student, name='Ann, "A"\nMartin'))
    return [read_work(ann, template), read_work(result("ann"), template, is_earlier=True)]


def make(tool, template: Template, *, hides_names: bool = False) -> dict[str, str]:
    files = make_code_files(works(template), "en", hides_names=hides_names)
    return CODE_EXPORTS[tool](files, template)


def test_dolos_gets_scripts_their_names_and_one_file_to_ignore(template: Template) -> None:
    files = make("dolos", template)
    rows = list(csv.DictReader(io.StringIO(files["info.csv"])))
    assert {row["filename"] for row in rows} == set(files) - {"info.csv"}
    assert [row["filename"] for row in rows if row["ignored"] == "true"] == ["template.py"]
    assert rows[1]["full_name"] == 'Ann, "A" Martin'
    assert rows[1]["created_at"] == "2026-11-03T10:00:00+01:00"
    assert [row["label"] for row in rows[1:]] == ["", "earlier"]


def test_jplag_gets_a_folder_each_base_code_and_earlier_work_apart(template: Template) -> None:
    assert set(make("jplag", template)) == {
        "base/template.py",
        "submissions/ann/ann.py",
        "earlier/earlier-ann/earlier-ann.py",
    }


@pytest.mark.parametrize("tool", sorted(CODE_EXPORTS))
def test_scripts_are_python_with_all_code_of_the_student(template: Template, tool) -> None:
    files = make(tool, template)
    scripts = {path: text for path, text in files.items() if path.endswith(".py")}
    for text in scripts.values():
        ast.parse(text)
    (own,) = (text for path, text in scripts.items() if path.endswith("/ann.py"))
    assert "# %matplotlib inline\n# !pip install x\nrows = 1" in own
    assert "def predict" in own


@pytest.mark.parametrize("tool", sorted(CODE_EXPORTS))
def test_hidden_names_are_in_no_file_and_no_path(template: Template, tool) -> None:
    assert "ann" not in repr(make(tool, template, hides_names=True)).lower().replace("channel", "")
