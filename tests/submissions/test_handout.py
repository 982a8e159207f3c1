"""The template as handed out is told from work on it, and one lab from another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbformat import NotebookNode

from bareme.course.course import builtin_course
from bareme.grading.handouts import make_handout
from bareme.submissions.handout import Handout, Work
from bareme.submissions.notebook import parse_notebook

ROOT = Path(__file__).parents[2]
LABS = builtin_course().slugs


@pytest.fixture(scope="module")
def neuron() -> Handout:
    return make_handout(builtin_course().assignment("neuron"))


def read(path: Path) -> NotebookNode:
    return parse_notebook(path.read_bytes(), path.name).notebook


def test_each_template_as_it_was_handed_out_is_untouched(neuron: Handout) -> None:
    paths = sorted((ROOT / "assignments" / "neuron").glob("neuron*"))
    assert [path.name for path in paths] == ["neuron.fr.ipynb", "neuron.ipynb", "neuron.py"]
    assert {neuron.find_work(read(path)) for path in paths} == {Work.UNTOUCHED}


def test_code_counts_more_than_text_and_spaces_count_for_nothing(neuron: Handout) -> None:
    template = json.loads((ROOT / "assignments" / "neuron" / "neuron.ipynb").read_bytes())

    def work(old: str, new: str, kind: str) -> Work:
        changed = json.loads(json.dumps(template))
        for cell in changed["cells"]:
            if cell["cell_type"] == kind:
                cell["source"] = "".join(cell["source"]).replace(old, new)
        return neuron.find_work(parse_notebook(json.dumps(changed).encode(), "a.ipynb").notebook)

    assert work("raise NotImplementedError", "return 1 / (1 + np.exp(-z))", "code") == Work.CODE
    assert work("*Your answer here.*", "By the chain rule.", "markdown") == Work.TEXT
    assert work("\n", "  \n\n", "code") == Work.UNTOUCHED


def test_code_without_a_function_of_the_lab_is_other_code(neuron: Handout) -> None:
    assert neuron.find_work(parse_notebook(b"x = 1", "a.py").notebook) == Work.OTHER_CODE
    assert Handout("neuron").find_work(parse_notebook(b"x = 1", "a.py").notebook) == Work.CODE


@pytest.mark.parametrize("lab", LABS)
def test_the_template_of_another_lab_is_told_by_its_label_and_by_its_names(neuron: Handout, lab: str) -> None:
    labelled = read(ROOT / "assignments" / lab / f"{lab}.ipynb")
    bare = labelled.copy()
    bare.metadata = {}
    expected = None if lab == "neuron" else lab
    assert [neuron.find_other_lab(labelled), neuron.find_other_lab(bare)] == [expected, expected]
    assert Handout("neuron").find_other_lab(labelled) is None


def test_the_examples_of_a_lab_are_never_taken_for_another() -> None:
    for lab in LABS:
        handout = make_handout(builtin_course().assignment(lab))
        paths = [*(ROOT / "examples" / lab).glob("*.ipynb"), *(ROOT / "examples" / lab).glob("*.py")]
        assert paths
        for path in paths:
            assert handout.find_other_lab(read(path)) is None, path


def test_work_that_was_pasted_into_the_notebook_of_another_lab_is_graded(neuron: Handout) -> None:
    notebook = read(ROOT / "examples" / "neuron" / "lovelace-ada.ipynb")
    notebook.metadata["bareme"] = {"assignment": "softmax-regression"}
    assert neuron.find_other_lab(notebook) is None
