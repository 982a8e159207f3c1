"""What is read of cells that hold more than Python, and why a name is in none of them."""

from __future__ import annotations

import ast

import pytest

from bareme.submissions.cell_ast import explain_undefined, parse_cell

BESIDE_PYTHON = [
    "%%time\nx = 1",
    "!ls\nx = 1",
    "files = !ls\nx = 1",
    "a, b = %timeit f()\nx = 1",
    "np.sum?\nx = 1",
    "?np.sum\nx = 1",
]


@pytest.mark.parametrize("source", BESIDE_PYTHON)
def test_lines_that_only_ipython_understands_are_left_out(source: str) -> None:
    tree = parse_cell(source)
    assert tree is not None
    assert ast.unparse(tree) == "x = 1"


@pytest.mark.parametrize("source", ["x = (7\n  % 4)", "x = '''\n%d?\n'''", "x = 1  # why?", "x = 5\nx != 3"])
def test_python_that_looks_like_it_is_kept(source: str) -> None:
    tree = parse_cell(source)
    assert tree is not None
    assert ast.dump(tree) == ast.dump(ast.parse(source))


def test_what_is_neither_is_not_parsed() -> None:
    assert parse_cell("def f(:") is None


def explain(
    name: str,
    *sources: str,
    known: tuple[str, ...] = (),
    messages: dict[int, str] | None = None,
    texts: dict[int, str] | None = None,
) -> str:
    cells = dict(enumerate(sources))
    trees = {index: tree for index, source in cells.items() if (tree := parse_cell(source)) is not None}
    return explain_undefined(name, known, cells, texts or {}, trees, messages or {})


def test_a_cell_that_cannot_be_read_is_named_where_it_would_define_the_name() -> None:
    said = explain("f", "x = 1", "def f():\n  print 1", messages={1: "SyntaxError: here"})
    assert said == "`f` was never made, because Python cannot read cell 2. SyntaxError: here"
    assert "defines no `f`" in explain("f", "g(f)\nff = 1\nprint f")


def test_code_in_a_text_cell_is_named_and_prose_is_not() -> None:
    said = explain("f", "x = 1", texts={7: "def f(x):\n    return x", 8: "f = 1"})
    assert said == "`f` stands in a text cell (cell 8): make it a code cell."
    for prose in ("def f(x) is the function", "the f = m a of physics", "f", "# def f(x):", "def f(:"):
        assert "defines no `f`" in explain("f", "x = 1", texts={1: prose})


@pytest.mark.parametrize("outer", ["class Outer:", "def Outer():", "async def Outer():"])
def test_a_function_inside_another_thing_is_found(outer: str) -> None:
    assert "`f` is defined inside `Outer`" in explain("f", f"{outer}\n    def f(self): pass")


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("entrainer", "entraîner"),
        ("W", "w"),
        ("one_hot", "oneHot"),
        ("e\u0301cart", "écart"),
        ("sigmoid", "sigmoide"),
    ],
)
def test_the_nearest_name_is_proposed_whatever_its_case_and_accents(asked: str, there: str) -> None:
    assert f"(did you mean {there!r}?)" in explain(asked, known=("qqqq", there))


def test_a_name_unlike_any_other_gets_no_proposal() -> None:
    assert explain("W", known=("images",)) == "Your notebook defines no `W`. Give it exactly this name."
