"""Changes in place are distinguished from new values."""

import ast

import pytest

from bareme.validation.mutation_analysis import MutationAnalysis

IN_PLACE = {
    "an element": "def f(x):\n    x[0] = 1",
    "an attribute": "def f(x):\n    x.size = 1",
    "a sum": "def f(x):\n    x += 1",
    "an argument named out": "import numpy as np\ndef f(x):\n    np.clip(x, 0, 1, out=x)",
    "a method": "def f(x):\n    x.sort()",
    "what a function of numpy is given": "def f(x, random):\n    random.shuffle(x)",
    "a training": "def f(x, y):\n    return x.fit(y, y)",
    "a second name": "def f(x):\n    y = x\n    y[0] = 1",
    "a part": "def f(x):\n    y = x[0]\n    y[0] = 1",
    "a variable of the notebook": "def f(x):\n    global count\n    count = x",
    "a function it calls": "def g(x):\n    x[0] = 1\ndef f(x):\n    return g(x)",
    "deleting": "def f(x):\n    del x[0]",
}
NEW = {
    "an expression": "def f(x):\n    return x + 1",
    "an array of its own": "import numpy as np\ndef f(x):\n    y = np.zeros(3)\n    y[0] = x\n    return y",
    "a list of its own": "def f(x):\n    y = []\n    y.append(x)\n    return y",
    "a model of its own": "def f(n):\n    model = build(n)\n    model.compile()\n    return model",
    "methods that only read": "def f(x):\n    return x.reshape(-1).mean()",
}


def functions(text: str) -> list[ast.FunctionDef]:
    return [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("text", IN_PLACE.values(), ids=IN_PLACE)
def test_a_function_that_changes_what_it_is_given_is_found(text: str) -> None:
    assert "f" in MutationAnalysis(functions(text)).functions


@pytest.mark.parametrize("text", NEW.values(), ids=NEW)
def test_a_function_that_makes_something_new_is_not(text: str) -> None:
    assert MutationAnalysis(functions(text)).functions == frozenset()


@pytest.mark.parametrize(
    ("statement", "changed"),
    [
        ("rows[0] = 1", {"rows"}),
        ("history = model.fit(rows, labels)", {"model"}),
        ("scale(rows)", {"scale", "rows"}),
        ("print(mean(rows))", set()),
        ("total = rows.sum()", set()),
    ],
)
def test_a_statement_changes_what_it_gives_to_such_a_function(statement: str, changed: set[str]) -> None:
    known = functions("def scale(x):\n    x /= 255\ndef mean(x):\n    return x.mean()")
    assert MutationAnalysis(known).find_changed_names(ast.parse(statement).body[0]) == changed
