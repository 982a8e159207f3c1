"""Names in syntax trees, on sources read by hand."""

import ast

import pytest

from bareme.submissions.ast_names import (
    bound_variables,
    ends_with_value,
    free_names,
    imported_modules,
    modules_used_by,
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


CELLS = [
    "import numpy as np\nimport keras\nfrom keras import ops as o\nfrom scipy.signal import correlate2d",
    "conv = o.conv\ndef shape(x):\n    return np.shape(x)\ndef help(x):\n    return conv(x)",
]


@pytest.mark.parametrize(
    ("body", "modules"),
    [
        ("return 1", set()),
        ("return np.sum(x)", {"numpy"}),
        ("return shape(x)", {"numpy"}),
        ("return help(x)", {"keras"}),
        ("import tensorflow as tf\n    return tf.nn.conv2d(x)", {"tensorflow"}),
        ("from scipy import signal\n    return signal.convolve(x)", {"scipy"}),
        ("return correlate2d(x, shape(x))", {"scipy", "numpy"}),
        ("keras = x\n    return keras", set()),
        ("return [o for o in x]", set()),
        ("return f(x - 1) if x else 0", set()),
    ],
)
def test_modules_that_a_function_uses_are_followed_through_others(body, modules):
    trees = [ast.parse(cell) for cell in [*CELLS, f"def f(x):\n    {body}"]]
    assert modules_used_by("f", trees) == modules


def test_the_last_definition_is_the_one_that_counts():
    cells = ["import keras", "def f(x):\n    return keras.ops.conv(x)", "def f(x):\n    return x"]
    assert modules_used_by("f", map(ast.parse, cells)) == set()
    assert modules_used_by("g", map(ast.parse, cells)) == set()


@pytest.mark.parametrize(
    ("body", "ends"),
    [
        ("return 1", True),
        ("return", False),
        ("return None", False),
        ("x = 1", False),
        ("raise ValueError", True),
        ("if x: return 1\n  else: return 2", True),
        ("if x: return 1", False),
        ("if x: return 1\n  elif y: return 2", False),
        ("for i in x: return i", False),
        ("while True: return 1", True),
        ("with x: return 1", True),
        ("try: return 1\n  except E: return 2", True),
        ("try: return 1\n  except E: pass", False),
        ("def g(): return 1", False),
        ("match x:\n    case 1: return 1\n    case _: return 2", True),
    ],
)
def test_each_way_through_a_function_ends_with_a_value_or_not(body, ends):
    [function] = ast.parse(f"def f(x):\n  {body}").body
    assert ends_with_value(function.body) is ends
