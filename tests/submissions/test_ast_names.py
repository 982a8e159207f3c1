"""Names in syntax trees, on sources read by hand."""

import ast

import pytest

from bareme.submissions.ast_names import (
    bound_variables,
    free_names,
    imported_modules,
    stored_names,
    used_names,
)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = y = 1\nx.attribute = 2\nz[0] = 3", {"x", "y"}),
        ("a, (b, *c) = range(3), 1", {"a", "b", "c"}),
        ("def f(x):\n    inner = 1\nclass C:\n    member = 2\nasync def g(): pass", {"f", "C", "g"}),
        ("for i in x:\n    with y as z:\n        if (n := 1): m = 2", {"i", "z", "n", "m"}),
        ("x += 1\nt: int = 3", {"x", "t"}),
        ("print(x)", set()),
        ("if x:\n    def f():\n        inner = 1", {"f"}),
        ("x = [i for i in xs if (last := i)]", {"x", "last"}),
    ],
)
def test_top_level_code_stores_its_own_names_alone(source, names):
    assert set(stored_names(ast.parse(source))) == names


def test_deep_nesting_is_no_problem():
    assert set(stored_names(ast.parse("x = " + "-" * 80 + "1" + " + 1" * 2000))) == {"x"}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = b = 1", ("a", "b")),
        ("def f(): pass", ()),
        ("class C: pass", ()),
        ("import numpy as np", ()),
        ("for i in x: total = i", ("i", "total")),
    ],
)
def test_variables_come_in_order_without_definitions_and_imports(source, names):
    assert bound_variables(ast.parse(source).body[0]) == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("y = x + 1", {"x"}),
        ("def f(a):\n    b = a + c\n    return b", {"c"}),
        ("z = [i * k for i in xs]", {"k", "xs"}),
        ("for i in xs: print(i)", {"xs", "print"}),
    ],
)
def test_free_names_are_read_from_the_surroundings(source, names):
    assert free_names(ast.parse(source).body[0]) == names


def test_used_names_are_read_or_stored():
    tree = ast.parse("x = y + 1")
    assert used_names(tree) == {"x", "y"}
    assert used_names(tree, ast.Load) == {"y"}
    assert used_names(tree, ast.Store) == {"x"}


def test_imported_modules_are_top_level_names():
    tree = ast.parse("import os.path, numpy as np\nfrom sklearn.svm import SVC\nfrom . import own")
    assert imported_modules(tree) == {"os", "numpy", "sklearn"}
