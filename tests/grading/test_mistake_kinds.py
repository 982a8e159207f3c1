"""Mistakes are recognised in variables, loops, imports, exceptions and figures."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from bareme.course.solution import Mistake
from bareme.grading.mistakes import MistakeMatcher
from bareme.grading.mistakes.comparison import count_matching_features
from bareme.results.result import CheckOutcome
from bareme.student.kinds import NUMBERS
from bareme.student.kinds.figure_kind import read_figure
from bareme.student.observations import Call, ImportedModules, InstructionCount, RaisedError, VariableRead
from bareme.validation.mistake_names import describe_unnamed, is_named, judge_names
from bareme.wire.kinds.matplotlib import describe_figure

SOLUTION = """
import matplotlib.pyplot as plt
import numpy as np

RATE = 0.5
cost_is_convex = True
optimiser = "sgd"

def add_bias(x, b):
    return x + b

def scale(x):
    return x / np.max(x)

def step(w, gradient):
    return w - RATE * gradient

def train(w, steps):
    for _ in range(steps):
        w = step(w, 2 * w)
    return w

def plot(losses):
    plt.plot(losses, label="loss")
    plt.xlabel("epoch")
    plt.ylabel("loss")
"""


def mistake(name, source, functions=(), variables=(), breaks=("test_it",)):
    return Mistake(name, f"hint of {name}", breaks, functions, source, variables)


def named(mistakes, *observations, passed=()):
    namer = MistakeMatcher(SOLUTION, mistakes)
    return namer({"test_it": observations}, passed).get("test_it", (None, ""))[0]


NOT_CONVEX = mistake("not_convex", "cost_is_convex = False", variables=("cost_is_convex",))
ADAM = mistake("adam", "optimiser = 'adam'", variables=("optimiser",))


@pytest.mark.parametrize("value", [False, np.False_, 0])
def test_a_wrong_choice_is_named(value):
    assert named([NOT_CONVEX, ADAM], VariableRead("cost_is_convex", value)) == "not_convex"


@pytest.mark.parametrize("value", [True, None, "False", [], 2])
def test_another_choice_is_not_named(value):
    assert named([NOT_CONVEX], VariableRead("cost_is_convex", value)) is None


def test_text_is_compared_as_it_is():
    assert named([ADAM], VariableRead("optimiser", "adam")) == "adam"
    assert named([ADAM], VariableRead("optimiser", "Adam")) is None


def test_a_variable_that_the_notebook_makes_cannot_be_replayed():
    trained = mistake("trained", "weights = fit(x_train)", variables=("weights",))
    assert named([trained], VariableRead("weights", 1.0)) is None


def test_an_array_of_a_mistake_is_compared_with_one_of_the_notebook():
    zeros = mistake("zeros", "start = np.zeros(3)", variables=("start",))
    assert named([zeros], VariableRead("start", np.zeros(3))) == "zeros"
    assert named([zeros], VariableRead("start", np.ones(3))) is None


IN_PLACE = mistake("in_place", "def scale(x):\n    x /= np.max(x)\n    return x", ("scale",))
X = np.array([1.0, 2.0, 4.0])
SCALED = X / 4


def test_harm_to_an_argument_is_named_where_the_check_looked_at_it():
    harmed = Call("scale", (X,), {}, SCALED, after=((SCALED,), {}))
    assert named([IN_PLACE], harmed) == "in_place"


def test_a_right_call_is_not_named_for_harm():
    assert named([IN_PLACE], Call("scale", (X,), {}, SCALED, after=((X,), {}))) is None
    assert named([IN_PLACE], Call("scale", (X,), {}, SCALED)) is None
    other = Call("scale", (X,), {}, SCALED, after=((np.zeros(3),), {}))
    assert named([IN_PLACE], other) is None


LOOP = mistake("loop", "def add_bias(x, b):\n    return np.array([v + b for v in x])", ("add_bias",))
FEW, MANY = np.zeros(5), np.zeros(500)


def steps(small, large):
    return InstructionCount("add_bias", (FEW, 1.0), {}, small), InstructionCount(
        "add_bias", (MANY, 1.0), {}, large
    )


def test_a_loop_is_named_whatever_it_looks_like():
    assert named([LOOP], *steps(60, 4000)) == "loop"
    assert named([LOOP], *steps(300, 60_000)) == "loop"
    assert named([LOOP], Call("add_bias", (FEW, 1.0), {}, FEW + 1), *steps(60, 4000)) == "loop"


def test_without_a_loop_none_is_named():
    assert named([LOOP], *steps(7, 7)) is None
    assert named([LOOP], *steps(900, 930)) is None
    # The values are wrong for another reason than the mistake.
    assert named([LOOP], Call("add_bias", (FEW, 1.0), {}, FEW), *steps(60, 4000)) is None


SCIPY = mistake(
    "scipy", "from scipy.special import expit\n\ndef scale(x):\n    return x / np.max(x)", ("scale",)
)


def test_a_forbidden_import_is_named():
    assert named([SCIPY], ImportedModules(frozenset({"numpy", "scipy"}))) == "scipy"


def test_another_import_is_not_named():
    assert named([SCIPY], ImportedModules(frozenset({"numpy", "sklearn", "matplotlib"}))) is None
    assert named([IN_PLACE], ImportedModules(frozenset({"numpy", "scipy"}))) is None


RAISES = mistake("raises", "def scale(x):\n    return x / np.sum(x, axis=x.ndim - 1)", ("scale",))
RAISES = Mistake(**{**vars(RAISES), "breaks": ("test_it", "test_values")})
# The largest of each row is 2, its sum 3; two sums do not divide rows of three numbers.
SQUARE, ROWS = np.array([[1.0, 2.0]] * 2), np.array([[1.0, 2.0, 0.0]] * 2)
MESSAGE = "operands could not be broadcast together with shapes (2,3) (2,) "
RAISED = Call("scale", (ROWS,), {}, raised=RaisedError("ValueError", MESSAGE))


def test_an_equal_exception_alone_names_nothing():
    assert named([RAISES], RAISED) is None
    assert named([RAISES], Call("scale", (X,), {}, SCALED), RAISED) is None


def test_an_equal_exception_is_explained_by_a_mistake_that_answers_elsewhere():
    values = Call("scale", (SQUARE,), {}, SQUARE / 3)
    found = MistakeMatcher(SOLUTION, [RAISES])({"test_it": [RAISED], "test_values": [values]})
    assert {check: name for check, (name, _) in found.items()} == dict.fromkeys(RAISES.breaks, "raises")
    assert named([RAISES], values, RAISED) == "raises"


@pytest.mark.parametrize(
    "raised",
    [RaisedError("TypeError", MESSAGE), RaisedError("ValueError", "another"), RaisedError("NameError", "x")],
)
def test_another_exception_is_not_named(raised):
    values = Call("scale", (SQUARE,), {}, SQUARE / 3)
    assert named([RAISES], values, Call("scale", (ROWS,), {}, raised=raised)) is None


def test_a_module_that_a_function_must_not_use_is_named():
    source = "def scale(x):\n    return plt.np.asarray(x) / np.max(x)"
    drawn = mistake("drawn", source, ("scale",))
    used = ImportedModules(frozenset({"numpy", "matplotlib"}), "scale")
    assert named([drawn], used) == "drawn"
    assert named([drawn], ImportedModules(frozenset({"numpy"}), "scale")) is None
    # The whole solution imports it, too.
    assert named([drawn], ImportedModules(frozenset({"numpy", "matplotlib"}))) is None


UPHILL = mistake(
    "uphill", "def step(w, gradient):\n    return w + RATE * gradient", ("step",), breaks=("test_it", "a")
)
TRAINS_UP = mistake(
    "trains_up",
    "def train(w, steps):\n    for _ in range(steps):\n        w = w + 0.5 * 2 * w\n    return w",
    ("train",),
)
# Each step of 2 w up doubles w: 3, 6, 12.
TRAINED_UP = Call("train", (3.0, 2), {}, 12.0)


def test_a_mistake_shows_in_the_functions_that_use_it():
    assert named([UPHILL], TRAINED_UP) == "uphill"
    constant = mistake("negative", "RATE = -0.5", variables=("RATE",))
    assert named([constant], TRAINED_UP) == "negative"


def test_of_two_that_explain_a_check_the_rest_of_the_submission_decides():
    namer = MistakeMatcher(SOLUTION, [UPHILL, TRAINS_UP])
    wrong_step = Call("step", (1.0, 2.0), {}, 2.0)
    assert named([UPHILL, TRAINS_UP], TRAINED_UP, passed=["a"]) == "trains_up"
    assert named([UPHILL], TRAINED_UP, passed=["a"]) is None
    found = namer({"test_it": [TRAINED_UP], "a": [wrong_step]})
    assert {check: name for check, (name, _) in found.items()} == {"test_it": "uphill", "a": "uphill"}


def test_attributes_of_libraries_are_not_functions_of_the_solution():
    # scale uses np.max, which has nothing to do with a function of that name.
    maximum = mistake("max", "def max(x):\n    return 0", ("max",))
    assert named([maximum], Call("scale", (X,), {}, 7.0)) is None


def figure(*curves, labels=("epochs", "cost"), legend=False):
    _, axes = plt.subplots()
    for curve in curves:
        axes.plot(curve, color="red", label="training")
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    if legend:
        axes.legend()
    described = read_figure(describe_figure(axes))
    plt.close("all")
    return described


LOSSES = [3.0, 2.0, 1.5]
NO_LABEL = mistake(
    "no_label", "def plot(losses):\n    plt.plot(losses)\n    plt.xlabel('epoch')\n    plt.show()", ("plot",)
)
REVERSED = mistake(
    "reversed",
    "def plot(losses):\n    _, axes = plt.subplots()\n    axes.plot(losses[::-1])\n"
    "    axes.set(xlabel='e', ylabel='l')\n    return axes",
    ("plot",),
)


def test_a_mistake_in_a_figure_is_named_by_what_the_figure_lacks_or_shows():
    mistakes = [NO_LABEL, REVERSED]
    assert named(mistakes, Call("plot", (LOSSES,), {}, figure(LOSSES, labels=("e", "")))) == "no_label"
    assert named(mistakes, Call("plot", (LOSSES,), {}, figure(LOSSES[::-1]))) == "reversed"
    assert (
        named(mistakes, Call("plot", (LOSSES,), {}, figure(LOSSES[::-1], labels=("e", ""), legend=True)))
        is not None
    )
    assert not plt.get_fignums()


def test_a_right_figure_and_another_mistake_are_not_named():
    for shown in (figure(LOSSES), figure(LOSSES, legend=True), figure(), figure([9.0, 1.0])):
        assert named([REVERSED], Call("plot", (LOSSES,), {}, shown)) is None


def test_a_mistake_that_never_ends_is_left_and_asked_no_more(monkeypatch):
    monkeypatch.setattr("bareme.grading.mistakes.replay._CALL_TIMEOUT", 0.2)
    endless = mistake("endless", "def scale(x):\n    while True: pass", ("scale",))
    leaves = mistake("leaves", "def scale(x):\n    raise SystemExit", ("scale",))
    doubled = mistake("doubled", "def scale(x):\n    return 2 * x", ("scale",))
    calls = [Call("scale", (X,), {}, 2 * X)] * 3
    assert named([endless, leaves, doubled], *calls) == "doubled"
    explained = Mistake(**{**vars(endless), "explained": True, "breaks": ("a", "b")})
    reasons = MistakeMatcher(SOLUTION, [explained])({"a": calls, "b": list(calls)})
    assert "takes more than 0.2 seconds" in reasons["a"][1]
    assert "did not end" in reasons["b"][1]


def outcome(name, mistake=None, hint="", status="failed"):
    return CheckOutcome(
        id=name,
        exercise="x",
        title="x",
        visibility="public",
        status=status,
        score=0,
        max_score=1,
        mistake=mistake,
        hint=hint,
    )


def test_a_name_that_is_not_that_of_the_mistake_in_the_submission_is_a_problem():
    outcomes = {"test_it": outcome("test_it", "adam"), "b": outcome("b", "loop")}
    assert is_named(ADAM, outcomes)
    [problem] = judge_names(ADAM, outcomes)
    assert problem.startswith("b names mistake loop where mistake adam is made")


def test_the_author_is_told_which_answers_differ():
    def reason(one, *observations):
        explained = Mistake(**{**vars(one), "explained": True})
        [(name, reason)] = MistakeMatcher(SOLUTION, [explained])({"test_it": observations}).values()
        assert name == one.name
        return reason

    assert reason(ADAM, VariableRead("optimiser", "rmsprop")) == (
        "optimiser is the text 'rmsprop', and replayed it is the text 'adam'"
    )
    assert reason(LOOP, VariableRead("optimiser", "adam")) == (
        "the check asks for nothing that the mistake replaces (add_bias)"
    )
    assert (
        reason(IN_PLACE, Call("scale", (X,), {}, SCALED))
        == "the answer of scale is that of the solution, too"
    )
    told = {"test_it": outcome("test_it", "adam", "this is why")}
    assert describe_unnamed(ADAM, told) == "mistake adam is never named: in test_it, this is why."
    late = {"test_it": outcome("test_it", status="timeout")}
    assert describe_unnamed(ADAM, late) == "mistake adam is never named: its checks end as timeout."


def losses(last, epochs=2):
    return {"epochs": epochs, NUMBERS: {"loss": (0.9, 0.7), "val_loss": (1.1, last)}}


def test_numbers_of_a_training_are_evidence_only_where_they_are_the_mistakes():
    # Where the initial weights are random, they are those of nobody.
    assert count_matching_features(losses(0.8), losses(0.80001), losses(1.2)) == 1
    assert count_matching_features(losses(0.8), losses(0.81), losses(1.2)) == 0
    assert count_matching_features(losses(1.2), losses(1.2), losses(1.2)) == 0
    assert count_matching_features(losses(0.8), losses(0.8, epochs=1), losses(1.2)) is None
    assert count_matching_features(losses(0.8, epochs=1), losses(0.5, epochs=1), losses(1.2)) == 1
    assert count_matching_features(losses(0.8), losses(0.8), {"epochs": 2}) == 1
