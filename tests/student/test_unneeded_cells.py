"""Which cells a run that is asked for functions alone can leave out."""

import ast

import pytest

from bareme.student.unneeded_cells import find_unneeded


def find(*sources):
    cells = [(2 * place, ast.parse(source)) for place, source in enumerate(sources)]
    found = find_unneeded(cells, {"prepare", "train"})
    return sorted(index // 2 for index in found.indices), set(found.names)


def test_cells_that_use_the_functions_and_their_results_are_not_needed():
    assert find(
        "import numpy as np",
        "def train(X): return X, 1",
        "X = prepare(data)",
        "W, b = train(X)",
        "print(W.shape)",
        "rate = 0.5",
        "print(rate)",
    ) == ([2, 3, 4], {"X", "W", "b"})


@pytest.mark.parametrize(
    "cell",
    [
        "def train(X): return X\nW = train(1)",
        "W = train(lambda: 1)",
        "import time\nW = train(1)",
        "class Net: pass\nW = train(1)",
        "train = timed(train)",
        "from lab import *\ntrain(1)",
    ],
)
def test_a_cell_that_defines_or_imports_something_is_kept(cell):
    assert find(cell) == ([], set())


@pytest.mark.parametrize("reader", ["def f(x): return x * W", "f = lambda x: x * W", "class F:\n    w = W"])
def test_a_cell_whose_variable_a_definition_reads_is_kept(reader):
    assert find("W = train(1)", reader, "print(train(2))") == ([2], set())
    assert find("W = []", "W.append(train(1))", reader) == ([], set())


def test_a_variable_that_is_bound_again_is_not_missing():
    assert find("W = train(1)", "W = 2", "print(W)") == ([0], set())
    assert find("W = 2", "W = train(1)", "print(W)") == ([1, 2], {"W"})
