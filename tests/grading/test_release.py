"""The release has every stub and no solution, and is reproducible."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from courses import ASSIGNMENT, SOLUTION, TEST_PUBLIC, make_course

from bareme.course.course import Assignment, Course
from bareme.errors import CourseError, InputError
from bareme.grading.release import (
    find_stale_files,
    find_untranslated_texts,
    release_files,
    render_notebook,
    render_script,
    write_release,
)
from bareme.submissions.notebook import label, language, parse_notebook


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return make_course(tmp_path).assignment("line")


def test_no_file_holds_any_text_of_the_solution(assignment: Assignment) -> None:
    for content in release_files(assignment).values():
        for secret in ("secret", "x @ y", "return 0.0", "SOLUTION", "residuals"):
            assert secret not in content


def test_each_region_becomes_a_stub_at_its_indentation(assignment: Assignment) -> None:
    cells = nbformat.reads(render_notebook(assignment, "en"), as_version=4).cells
    fit = next(cell for cell in cells if "def fit" in cell.source)
    assert (
        fit.source
        == """\
@np.errstate(all="raise")
def fit(x, y):
    if len(x) == 0:
        # TODO
        raise NotImplementedError
    # TODO
    raise NotImplementedError


slope = fit(rows, 2 * rows)
first, *others = [value for value in rows]"""
    )


def test_the_text_after_the_marker_becomes_the_hint(assignment: Assignment) -> None:
    assert "    # TODO: multiply, then add\n    raise NotImplementedError" in render_script(assignment)


@pytest.mark.parametrize(
    ("code", "title", "other", "placeholder"),
    [
        ("en", "# A line through points", "droite", "*Your answer here.*"),
        ("fr", "# Une droite par des points", "A line", "*Votre réponse ici.*"),
    ],
)
def test_a_template_is_valid_and_in_one_language(
    assignment: Assignment, code: str, title: str, other: str, placeholder: str
) -> None:
    notebook = nbformat.reads(render_notebook(assignment, code), as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.bareme == {"assignment": "line", "language": code}
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.cells[0].source == title
    assert all(other not in cell.source for cell in notebook.cells)
    assert notebook.cells[-1].source == f"**Why squares?**\n\n{placeholder}"
    assert notebook.cells[-1].metadata == {"bareme": {"answer": "why"}}
    assert [dict(cell.metadata) for cell in notebook.cells[1:4]] == [
        {},
        {"bareme": {"exercise": "predict"}},
        {"bareme": {"exercise": "fit"}},
    ]


def test_the_script_is_python_that_reads_back_as_the_same_cells(assignment: Assignment) -> None:
    script = render_script(assignment)
    compile(script, "line.py", "exec")
    assert script.startswith("# %% [markdown]\n# # A line through points\n")
    from_script = parse_notebook(script.encode(), "line.py").notebook.cells
    from_notebook = parse_notebook(render_notebook(assignment, "en").encode(), "line.ipynb").notebook.cells
    assert [(c.cell_type, c.source, label(c, "exercise"), label(c, "answer")) for c in from_script] == [
        (c.cell_type, c.source, label(c, "exercise"), label(c, "answer")) for c in from_notebook
    ]


def test_the_language_of_a_template_is_found_again(assignment: Assignment) -> None:
    content = render_notebook(assignment, "fr").encode()
    assert language(parse_notebook(content, "line.fr.ipynb").notebook) == "fr"


def test_the_files_are_those_that_the_assignment_offers(assignment: Assignment) -> None:
    files = release_files(assignment)
    assert list(files) == ["line.ipynb", "line.fr.ipynb", "line.py", "test_public.py", "assignment.json"]
    assert files["test_public.py"] == TEST_PUBLIC


def test_without_french_text_or_scripts_there_is_one_template(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    (tmp_path / "solutions" / "line.py").write_text(
        SOLUTION.replace('lang="fr"', 'lang="en"'), encoding="utf-8"
    )
    (tmp_path / "graders" / "line" / "assignment.toml").write_text(
        ASSIGNMENT.replace(', "py"', ""), encoding="utf-8"
    )
    assignment = course.assignment("line")
    assert list(release_files(assignment)) == ["line.ipynb", "test_public.py", "assignment.json"]
    with pytest.raises(InputError, match="has no script"):
        render_script(assignment)


def test_every_run_gives_the_same_bytes(assignment: Assignment, tmp_path: Path) -> None:
    program = (
        "import sys, hashlib; from pathlib import Path; from bareme.course.course import Course; "
        "from bareme.grading.release import release_files; "
        "files = release_files(Course(Path(sys.argv[1])).assignment('line')); "
        "print(hashlib.sha256(repr(files).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_what_is_written_is_not_stale(assignment: Assignment) -> None:
    paths = write_release(assignment)
    assert [path.name for path in paths] == list(release_files(assignment))
    assert sorted(path.name for path in assignment.release_folder.iterdir()) == sorted(
        path.name for path in paths
    )
    assert find_stale_files(assignment) == ()


def test_missing_different_and_superfluous_files_are_stale(assignment: Assignment) -> None:
    assert "line.ipynb is missing." in find_stale_files(assignment)
    write_release(assignment)
    folder = assignment.release_folder
    (folder / "line.py").unlink()
    (folder / "line.ipynb").write_bytes((folder / "line.ipynb").read_bytes().replace(b"\n", b"\r\n"))
    (folder / "old.ipynb").touch()
    assert find_stale_files(assignment) == (
        "line.ipynb is not what the solution gives.",
        "line.py is missing.",
        "old.ipynb is superfluous; delete it.",
    )


def test_the_files_of_the_lab_are_released_as_they_are(assignment: Assignment) -> None:
    files = assignment.grader_folder / "files"
    (files / "tools").mkdir(parents=True)
    (files / "tools" / "io.py").write_text("x = 1\r\n", newline="")
    (files / "cats.h5").write_bytes(b"\x89HDF\0\xff")
    folder = assignment.release_folder
    names = {path.relative_to(folder).as_posix() for path in write_release(assignment)}
    assert names == {*release_files(assignment), "tools/io.py", "cats.h5"}
    assert (folder / "cats.h5").read_bytes() == b"\x89HDF\0\xff"
    assert json.loads((folder / "assignment.json").read_text())["files"] == {
        "cats.h5": hashlib.sha256(b"\x89HDF\0\xff").hexdigest(),
        "tools/io.py": hashlib.sha256(b"x = 1\r\n").hexdigest(),
    }
    assert find_stale_files(assignment) == ()
    (folder / "cats.h5").write_bytes(b"")
    (folder / "tools" / "io.py").rename(folder / "tools" / "old.py")
    (folder / "tests").mkdir()
    (folder / "tests" / "a.py").touch()
    assert find_stale_files(assignment) == (
        "cats.h5 is not the file of the lab.",
        "tools/io.py is missing.",
        "tests is superfluous; delete it.",
        "tools/old.py is superfluous; delete it.",
    )


def test_a_folder_that_cannot_be_written_is_one_sentence(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "assignments").write_text("a file in the way")
    with pytest.raises(InputError, match="cannot be written"):
        write_release(assignment)


def test_public_checks_that_are_missing_are_one_sentence(assignment: Assignment) -> None:
    (assignment.grader_folder / "test_public.py").unlink()
    with pytest.raises(CourseError, match=r"test_public\.py cannot be read"):
        release_files(assignment)


def test_an_unknown_language_is_one_sentence(assignment: Assignment) -> None:
    with pytest.raises(InputError, match="'de'"):
        render_notebook(assignment, "de")


def test_cell_ids_are_unique_and_shared_by_the_languages(tmp_path: Path) -> None:
    assignment = Course(make_course(tmp_path).root).assignment("line")
    english, french = (json.loads(render_notebook(assignment, code))["cells"] for code in ("en", "fr"))
    assert len({cell["id"] for cell in english}) == len(english)
    assert [cell["id"] for cell in english[1:]] == [cell["id"] for cell in french[1:]]


FRENCH = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "The line at x. 2, 3 -> 6"
msgstr "La droite en x. 2, 3 -> 6"

msgid "multiply, then add"
msgstr "multipliez, puis ajoutez"
"""


def test_texts_of_code_are_in_the_language_of_the_template_and_the_program_is_the_same(
    assignment: Assignment,
) -> None:
    (assignment.grader_folder / "fr.po").write_text(FRENCH, encoding="utf-8")
    english, french = (
        nbformat.reads(render_notebook(assignment, code), as_version=4) for code in ("en", "fr")
    )
    [predict] = [cell.source for cell in french.cells if "def predict" in cell.source]
    assert predict == (
        'def predict(x, slope, offset=0):\n    """La droite en x. 2, 3 -> 6"""\n'
        "    # TODO: multipliez, puis ajoutez\n    raise NotImplementedError"
    )
    changed = [one.source for one, other in zip(english.cells, french.cells, strict=True) if one != other]
    assert [source.split("\n")[0] for source in changed] == [
        "# A line through points",
        "def predict(x, slope, offset=0):",
        "**Why squares?**",
    ]
    assert "La droite en x" not in render_script(assignment)
    assert find_untranslated_texts(assignment) == ()
    write_release(assignment)
    (assignment.grader_folder / "fr.po").unlink()
    assert "line.fr.ipynb is not what the solution gives." in find_stale_files(assignment)


def test_a_text_of_code_without_translation_stays_english_and_is_named(assignment: Assignment) -> None:
    catalogue = assignment.grader_folder / "fr.po"
    assert render_notebook(assignment, "fr").count("multiply, then add") == 1
    assert find_untranslated_texts(assignment) == (
        f"'The line at x. 2, 3 -> 6' stays English in line.fr.ipynb; translate it in {catalogue}.",
        f"'multiply, then add' stays English in line.fr.ipynb; translate it in {catalogue}.",
    )
    catalogue.write_text(FRENCH.replace('msgid "multiply', '#, fuzzy\nmsgid "multiply'), encoding="utf-8")
    assert [sentence[:19] for sentence in find_untranslated_texts(assignment)] == ["'multiply, then add"]


def test_a_translation_that_changes_a_program_is_one_sentence(assignment: Assignment) -> None:
    (assignment.grader_folder / "fr.po").write_text(
        FRENCH.replace('2, 3 -> 6"\n\n', '\\\\"\n\n'), encoding="utf-8"
    )
    with pytest.raises(CourseError, match=r"fr\.po: the translation of 'The line at x"):
        release_files(assignment)
