"""A given function that a student deleted is put back, and nothing else changes."""

from __future__ import annotations

from nbformat import NotebookNode

from bareme.course.course import builtin_course
from bareme.grading.handouts import make_handout
from bareme.submissions.given_cells import restore_given_functions
from bareme.submissions.notebook import make_cell, make_notebook

GIVEN = {"double": "def double(x):\n    return 2 * x"}


def notebook(*sources: str) -> NotebookNode:
    return make_notebook([make_cell("code", source, f"c{n}", {}) for n, source in enumerate(sources)], {})


def test_the_given_functions_of_a_template_are_known_by_name() -> None:
    given = make_handout(builtin_course().assignment("keras-mlp")).given_functions
    assert list(given) == ["prepare", "accuracy", "small_network"]
    assert given["small_network"].startswith("def small_network(inputs, classes):")


def test_a_missing_one_follows_the_first_import_so_that_no_number_changes() -> None:
    before = notebook("x = 1", "import math\ny = 2", "z = 3")
    after, names = restore_given_functions(before, GIVEN)
    assert names == ("double",)
    assert [cell.source for cell in before.cells] == ["x = 1", "import math\ny = 2", "z = 3"]
    assert [after.cells[0].source, after.cells[2].source] == ["x = 1", "z = 3"]
    assert after.cells[1].source.startswith("import math\ny = 2\n")
    namespace: dict[str, object] = {}
    exec(after.cells[1].source, namespace)
    assert namespace["double"](4) == 8  # type: ignore[operator]


def test_a_notebook_that_has_it_in_any_way_stays_as_it_is() -> None:
    for source in (GIVEN["double"], "double = 3", "from numpy import double", "import numpy as double"):
        before = notebook(source)
        assert restore_given_functions(before, GIVEN) == (before, ())


def test_cells_that_python_does_not_run_are_no_place() -> None:
    for source in ("", "def f(:", "%%writefile a.py\nimport math", "%%bash\nls"):
        assert restore_given_functions(notebook(source), GIVEN)[1] == ()
    after, _ = restore_given_functions(notebook("%%bash\nls", "x = 1"), GIVEN)
    assert "def double" in after.cells[1].source
