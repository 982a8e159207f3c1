"""Code is compared by its syntax trees, whatever its layout, comments and docstrings."""

from __future__ import annotations

import ast

import pytest

from bareme.submissions.ast_equality import has_equal_code
from bareme.submissions.cell_ast import parse_cell


def are_equal(first: str, second: str) -> bool:
    bodies = [ast.parse(source).body for source in (first, second)]
    assert has_equal_code(*bodies) is has_equal_code(*reversed(bodies))
    return has_equal_code(*bodies)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("x = None  # TODO", "x=None"),
        ("def f(x):\n    '''Doc.'''\n    # TODO\n    pass", "def f(x): ..."),
        ("def f(x):\n    return None", "def f(x):\n    'Another one.'\n\n    return None"),
        ("class A:\n    '''A.'''\n    def f(self): pass", "class A:\n    def f(self):\n        'f'"),
        ("s = u'text'", "s = 'text'"),
    ],
)
def test_what_does_nothing_makes_no_difference(first: str, second: str) -> None:
    assert are_equal(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("x = None", "x = 0"),
        ("x = 1", "x = True"),
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = 1; y = 2"),
        ("def f(x): return None", "def f(x): pass"),
        ("def f(x): return None", "def f(x): return 0"),
        ("if a:\n    pass", "if a:\n    x = 1"),
        ("f(x=1)", "f(y=1)"),
    ],
)
def test_other_code_is_another_one(first: str, second: str) -> None:
    assert not are_equal(first, second)


def test_two_functions_are_compared_by_name_and_body() -> None:
    stub, annotated, other = (
        ast.parse(source).body[0]
        for source in (
            "def f(x): pass",
            "@njit\ndef f(x: int, y=2) -> int:\n    pass",
            "def g(x): pass",
        )
    )
    assert has_equal_code(stub, annotated)
    assert not has_equal_code(stub, other)


@pytest.mark.parametrize("around", ["class A:\n    n = 1\n", "def outer(x):\n", "if a:\n"])
def test_functions_in_other_code_are_compared_by_name_and_body(around: str) -> None:
    stub, annotated, other, named = (
        around + line
        for line in (
            "    def f(self): pass",
            "    @njit\n    def f(self: A, y=2) -> int: pass",
            "    def f(self): return 1",
            "    def g(self): pass",
        )
    )
    assert are_equal(stub, annotated)
    assert not are_equal(stub, other)
    assert not are_equal(stub, named)


def test_code_nested_deeply_is_compared_without_recursion() -> None:
    deep = parse_cell("x = " + "+".join(["1"] * 900))
    deeper = parse_cell("x = " + "+".join(["1"] * 901))
    assert deep is not None
    assert deeper is not None
    assert has_equal_code(deep.body, deep.body)
    assert not has_equal_code(deep.body, deeper.body)
