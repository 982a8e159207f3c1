"""A name of Python or of a module that was given away is found, if a function needs it."""

from __future__ import annotations

import pytest

from bareme.submissions.notebook import make_cell, make_notebook
from bareme.submissions.rebound_names import find_rebound_names

USES_RANGE = "def f(n):\n    return [k for k in range(n)]"
USES_NP = "import numpy as np\ndef f(x):\n    return np.exp(x)"


def find(*sources: str) -> list[tuple[str, str, int, int, str]]:
    cells = [make_cell("code", source, f"c{n}", {}) for n, source in enumerate(sources)]
    found = find_rebound_names(make_notebook(cells, {}))
    return [(one.name, one.function, one.cell, one.line, one.code) for one in found]


@pytest.mark.parametrize(
    ("sources", "name", "cell", "line", "code"),
    [
        ((USES_RANGE, "x = 1\nrange = 3"), "range", 1, 2, "range = 3"),
        ((USES_NP, "", "np = 5"), "np", 2, 1, "np = 5"),
        (("for range in (1, 2):\n    pass", USES_RANGE), "range", 0, 1, "for range in (1, 2):"),
        (("%matplotlib inline\nrange, x = 1, 2", USES_RANGE), "range", 0, 2, "range, x = 1, 2"),
        (("max = max([1, 2])", "def f(a):\n    return max(a)"), "max", 0, 1, "max = max([1, 2])"),
    ],
)
def test_the_place_where_a_name_was_given_away_is_found(
    sources: tuple[str, ...], name: str, cell: int, line: int, code: str
) -> None:
    assert find(*sources) == [(name, "f", cell, line, code)]


@pytest.mark.parametrize(
    "sources",
    [
        (USES_RANGE, "for k in range(3):\n    pass"),
        ("range = 3", "del range", USES_RANGE),
        ("np = 5", USES_NP),
        (USES_RANGE, "range = reversed"),
        (USES_RANGE, "def range(n):\n    return []"),
        ("def f(n):\n    range = 3\n    return range", "range = 3"),
        ("def f(input):\n    return input(1)", "input = 3"),
        ("def f():\n    return input", "input = 3"),
        (USES_RANGE, "ranges = 3", "def f(:"),
    ],
    ids=["used", "deleted", "imported again", "alias", "own", "local", "argument", "value", "others"],
)
def test_a_name_that_still_does_what_it_should_is_not_named(sources: tuple[str, ...]) -> None:
    assert find(*sources) == []
