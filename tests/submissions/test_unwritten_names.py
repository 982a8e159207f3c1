"""A stub that is as it was is told from an answer, wherever the student wrote the answer."""

from __future__ import annotations

import pytest

from bareme.submissions.cell_ast import parse_cell
from bareme.submissions.template_cells import TemplateCell
from bareme.submissions.unwritten_names import UnwrittenNames

STUB = "def sigmoid(z):\n    '''Logistic function.'''\n    # TODO: one line\n    pass"
CHOICE = "is_convex = None  # TODO: True or False"
REGION = "# TODO: W = ...\nraise NotImplementedError\nprint(W)"
COMMENT = "# TODO: set the learning rate"
GROWING = "losses = []\n# TODO: append the losses"
CLASS = "class Box:\n    def area(self):\n        pass"
TEMPLATE = (
    TemplateCell(("import numpy as np\nfor name in ('sigmoid', 'W'):\n    print(name)",)),
    TemplateCell((STUB,), ("sigmoid",)),
    TemplateCell((CHOICE,), ("is_convex",)),
    TemplateCell((REGION,), (), ("W",)),
    TemplateCell((COMMENT, "# TODO : le pas"), (), ("rate",)),
    TemplateCell((GROWING,), (), ("losses",)),
    TemplateCell((CLASS,), ("Box",)),
    TemplateCell(("show(losses, sigmoid, Box(1).n)\nW = losses",)),
)


def is_unwritten(name: str, *sources: str, is_callable: bool = True) -> bool:
    trees = {index: tree for index, source in enumerate(sources) if (tree := parse_cell(source)) is not None}
    found = UnwrittenNames(TEMPLATE, dict(enumerate(sources)), trees)
    return found.contains(name, is_function=name == "sigmoid", is_callable=is_callable)


@pytest.mark.parametrize("name", ["sigmoid", "is_convex", "W", "rate", "losses", "Box"])
def test_in_the_template_all_is_unwritten(name: str) -> None:
    cells = [cell.sources[0] for cell in TEMPLATE]
    assert is_unwritten(name, *cells)
    assert is_unwritten(name, *cells, is_callable=False)
    assert is_unwritten(name, *reversed(cells))


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("sigmoid", ("def sigmoid(z): ...",)),
        ("sigmoid", ("@np.vectorize\ndef sigmoid(z: float) -> float:\n    pass",)),
        ("sigmoid", (f"import numpy as np\n\n{STUB}\n\ndef tanh(z):\n    return 2 * sigmoid(2 * z) - 1",)),
        ("sigmoid", ("def sigmoid(z):\n    return 1 / (1 + np.exp(-z))", STUB)),
        ("is_convex", ("%matplotlib inline\nis_convex = None",)),
        ("is_convex", (CHOICE, "print(is_convex)\n%time is_convex == True")),
        ("rate", ("# TODO : le pas",)),
        ("W", (REGION, "if 'W' not in globals():\n    print(locals(), vars(model), globals()['np'])")),
        ("W", (REGION, "names = sorted(globals())\nf(**locals())\nmodel = vars().get('model')")),
        ("Box", (CLASS.replace("(self)", "(self) -> float"),)),
        ("Box", (CLASS, "box = Box()\nbox.n = 3\nprint(Box.area)\nsetattr(box, 'n', Box)")),
        ("sigmoid", (STUB, "sigmoid.calls = 0")),
        ("rate", (COMMENT, "def train(rate=0.5):\n    rate = 2 * rate\n    return rate")),
    ],
)
def test_a_stub_is_one_in_any_cell(name: str, sources: tuple[str, ...]) -> None:
    assert is_unwritten(name, *sources)


@pytest.mark.parametrize(
    "accident",
    [
        "from scipy.special import expit as {name}",
        "for {name} in ('relu', 'tanh'):\n    print({name})",
        "with open('x') as {name}:\n    pass",
        "try:\n    1 / 0\nexcept ZeroDivisionError as {name}:\n    pass",
        "print([{name} for {name} in range(3)])",
        "def {name}_twice(z):\n    {name} = 2\n    return {name}",
        "%%writefile answers.py\n{name} = 3",
        "f(x, {name}=3)",
    ],
)
@pytest.mark.parametrize(("name", "stub"), [("sigmoid", STUB), ("W", REGION), ("is_convex", CHOICE)])
def test_a_name_used_by_accident_is_no_answer(name: str, stub: str, accident: str) -> None:
    accident = accident.format(name=name)
    for is_callable in (True, False):
        assert is_unwritten(name, stub, accident, is_callable=is_callable)
        assert is_unwritten(name, accident, stub, is_callable=is_callable)


def test_a_number_is_no_answer_where_a_function_is_asked_for() -> None:
    assert is_unwritten("sigmoid", STUB, "sigmoid = 3", is_callable=False)
    assert not is_unwritten("sigmoid", STUB, "sigmoid = expit", is_callable=True)
    own = "def sigmoid(z):\n    return z"
    assert not is_unwritten("sigmoid", STUB, own, "sigmoid = 3", is_callable=False)


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("sigmoid", ("def sigmoid(z):\n    return None",)),
        ("sigmoid", (STUB, "def sigmoid(z):\n    return z")),
        ("sigmoid", (f"{STUB}\n\nif fast:\n    def sigmoid(z):\n        return z",)),
        ("sigmoid", (STUB, "sigmoid = lambda z: z")),
        ("sigmoid", (STUB, "%time sigmoid = make()")),
        ("sigmoid", (STUB, "globals()['sigmoid'] = expit")),
        ("sigmoid", (STUB, "def set_up():\n    global sigmoid\n    sigmoid = expit\nset_up()")),
        ("sigmoid", ("from scipy.special import expit as sigmoid",)),
        ("is_convex", (f"{CHOICE}\nis_convex = False",)),
        ("is_convex", (CHOICE, "is_convex = False")),
        ("is_convex", (CHOICE, "if True:\n    is_convex = False")),
        ("W", ("W = 3",)),
        ("W", (REGION, "W = 3")),
        ("W", ("W = 3", REGION)),
        ("W", (REGION, "W, b = 1, 2")),
        ("W", (REGION, "globals().update(W=3)")),
        ("W", (REGION, "for i in range(3):\n    vars()[f'W{i}'[:1]] = i")),
        ("W", (REGION, "fill(locals())")),
        ("W", (REGION, "print(exec('W = 3'))")),
        ("W", (REGION, "print(W := 3)")),
        ("W", (REGION.replace("raise NotImplementedError", "W = 3"),)),
        ("rate", ("# The rate is set below.",)),
        ("rate", (COMMENT, "rate = 0.1")),
        ("losses", (GROWING, "losses.append(1.0)")),
        ("losses", (GROWING, "def fill():\n    losses[0] = 1.0\nfill()")),
        ("losses", ("losses = []\nfor _ in range(3):\n    losses.append(1.0)",)),
        ("Box", (CLASS, "Box.area = lambda self: 1")),
        ("Box", (CLASS, "def area(self):\n    return 1\nsetattr(Box, 'area', area)")),
        ("Box", (CLASS, "class Box(Box):\n    def area(self):\n        return 1")),
        ("unknown", (STUB,)),
    ],
)
def test_an_answer_in_any_cell_is_one(name: str, sources: tuple[str, ...]) -> None:
    assert not is_unwritten(name, *sources)


def test_a_cell_that_is_no_python_may_hold_the_answer() -> None:
    assert not is_unwritten("W", REGION, "if True:\n    files = !ls\n  W = 3")
    assert is_unwritten("W", REGION, "def broken(:\n    return W")
