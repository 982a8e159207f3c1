"""A mistake is named where it explains the answers, and nowhere else."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.course.solution import Mistake
from bareme.grading.mistakes import MistakeMatcher, is_same_answer
from bareme.student.observations import Call
from bareme.wire import Handle

SOLUTION = """
import numpy as np

def mean(x):
    return np.sum(x) / len(x)

def spread(x):
    return mean((x - mean(x)) ** 2)

def greet(name):
    return "hello " + name
"""


def mistake(name, source, functions, breaks=("test_mean",)):
    return Mistake(name, f"hint of {name}", breaks, functions, source)


SUM = mistake("sum", "def mean(x):\n    return np.sum(x)", ("mean",))


def call(value, argument, name="mean"):
    return Call(name, (argument,), {}, value)


def name(namer, check, observations):
    """Returns the name and the hint for a failed check."""
    return namer({check: observations}).get(check)


NUMBERS = np.array([1.0, 2.0, 6.0])  # sum 9, mean 3, mean of squares of 2, 1, 3: 14 / 3


def test_an_answer_that_equals_the_mistakes_is_named():
    namer = MistakeMatcher(SOLUTION, [SUM])
    assert name(namer, "test_mean", [call(9.0, NUMBERS)]) == ("sum", "hint of sum")
    assert name(namer, "test_mean", [call(np.float32(9.0), NUMBERS)]) == ("sum", "hint of sum")


@pytest.mark.parametrize(
    "value", [3.0, 9.1, -9.0, 9j, None, "9", [9.0], np.array([9.0]), math.nan, {}, Handle(0, "x")]
)
def test_another_answer_is_not_named(value):
    assert name(MistakeMatcher(SOLUTION, [SUM]), "test_mean", [call(value, NUMBERS)]) is None


def test_nothing_is_named_without_calls_or_for_a_check_that_the_mistake_does_not_break():
    namer = MistakeMatcher(SOLUTION, [SUM])
    assert name(namer, "test_mean", []) is None
    assert name(namer, "test_other", [call(9.0, NUMBERS)]) is None


def test_every_call_must_be_explained():
    namer = MistakeMatcher(SOLUTION, [SUM])
    assert name(namer, "test_mean", [call(9.0, NUMBERS), call(4.0, np.ones(4))]) is not None
    assert name(namer, "test_mean", [call(9.0, NUMBERS), call(1.0, np.ones(4))]) is None


def test_a_mistake_that_answers_as_the_solution_explains_nothing():
    one = np.array([5.0])  # the sum of one number is its mean
    assert name(MistakeMatcher(SOLUTION, [SUM]), "test_mean", [call(5.0, one)]) is None
    assert (
        name(MistakeMatcher(SOLUTION, [SUM]), "test_mean", [call(5.0, one), call(9.0, NUMBERS)]) is not None
    )


def test_calls_of_functions_that_the_mistake_leaves_alone_do_not_count():
    namer = MistakeMatcher(SOLUTION, [SUM])
    calls = [call("hello", "you", "greet"), call(9.0, NUMBERS)]
    assert name(namer, "test_mean", calls) == ("sum", "hint of sum")
    assert name(namer, "test_mean", [call("hello", "you", "greet")]) is None


def test_a_mistake_may_use_what_the_solution_defines():
    squares = mistake("no square", "def spread(x):\n    return mean(x - mean(x)) + 7", ("spread",))
    assert name(MistakeMatcher(SOLUTION, [squares]), "test_mean", [call(7.0, NUMBERS, "spread")]) is not None


def test_of_several_mistakes_the_most_specific_is_named():
    wide = mistake("wide", SUM.source, ("mean",), ("test_mean", "test_other"))
    assert name(MistakeMatcher(SOLUTION, [wide, SUM]), "test_mean", [call(9.0, NUMBERS)])[0] == "sum"
    assert name(MistakeMatcher(SOLUTION, [wide, SUM]), "test_other", [call(9.0, NUMBERS)])[0] == "wide"


def test_a_mistake_is_refuted_by_a_check_that_it_breaks_and_that_passed(tmp_path):
    mark = tmp_path / "replayed"
    source = f"def mean(x):\n    open({str(mark)!r}, 'w').close()\n    return np.sum(x)"
    both = mistake("both", source, ("mean",), ("test_mean", "test_passed"))
    seen = {"test_mean": [call(9.0, NUMBERS)]}
    assert MistakeMatcher(SOLUTION, [both])(seen, ["test_passed"]) == {}
    assert not mark.exists()
    assert MistakeMatcher(SOLUTION, [both])(seen, ["test_other"])["test_mean"][0] == "both"
    assert mark.exists()


def test_a_mistake_is_refuted_where_as_many_checks_got_another_answer():
    three = ("test_mean", "test_other", "test_third")
    namer = MistakeMatcher(SOLUTION, [mistake("sum", SUM.source, ("mean",), three)])
    answers = {"as the sum": call(9.0, NUMBERS), "other": call(4.0, NUMBERS)}
    for seen, named in (
        (["as the sum", "other"], []),
        (["as the sum", "other", "other"], []),
        # Such as a sum whose logarithm of 0 spoils the third.
        (["as the sum", "as the sum", "other"], ["test_mean", "test_other"]),
    ):
        failed = {check: [answers[answer]] for check, answer in zip(three, seen, strict=False)}
        assert list(namer(failed)) == named


def test_what_cannot_fit_better_is_not_replayed(tmp_path):
    mark = tmp_path / "replayed"
    source = f"def mean(x):\n    open({str(mark)!r}, 'w').close()\n    return np.sum(x)"
    one = mistake("one", source, ("mean",))
    wide = mistake("wide", SUM.source, ("mean",), ("test_mean", "test_other"))
    seen = {check: [call(9.0, NUMBERS)] for check in wide.breaks}
    assert MistakeMatcher(SOLUTION, [one, wide])(seen)["test_mean"][0] == "wide"
    assert not mark.exists()


CHECKS = ("test_a", "test_b", "test_c")
IS_SUM = st.booleans()
"""True for each mistake that answers the sum, as the student does."""


@given(
    st.lists(st.tuples(IS_SUM, st.sets(st.sampled_from(CHECKS), min_size=1)), min_size=1, max_size=4),
    st.lists(st.sampled_from(["passed", "failed", "skipped"]), min_size=len(CHECKS), max_size=len(CHECKS)),
)
@settings(max_examples=200, deadline=None)
def test_the_mistake_that_fits_the_whole_submission_best_is_named(made, ends):
    mistakes = [
        mistake(
            str(place),
            SUM.source if is_sum else "def mean(x):\n    return -1.0",
            ("mean",),
            tuple(sorted(breaks)),
        )
        for place, (is_sum, breaks) in enumerate(made)
    ]
    passed, failed = (
        {check for check, end in zip(CHECKS, ends, strict=True) if end == wanted}
        for wanted in ("passed", "failed")
    )

    def worse(place):
        breaks = made[place][1]
        return -len(breaks.intersection(failed)), len(breaks), place

    expected = {}
    for check in failed:
        fitting = [
            place
            for place, (is_sum, breaks) in enumerate(made)
            if is_sum and check in breaks and not breaks & passed
        ]
        if fitting:
            expected[check] = str(min(fitting, key=worse))
    named = MistakeMatcher(SOLUTION, mistakes)({check: [call(9.0, NUMBERS)] for check in failed}, passed)
    assert {check: name for check, (name, _) in named.items()} == expected


def test_a_mistake_that_raises_on_the_call_is_passed_over():
    raises = mistake("raises", "def mean(x):\n    raise ValueError", ("mean",), ())
    raises = mistake("raises", raises.source, ("mean",))
    assert name(MistakeMatcher(SOLUTION, [raises, SUM]), "test_mean", [call(9.0, NUMBERS)])[0] == "sum"


def test_where_only_the_solution_raises_the_mistake_is_named():
    blind = mistake("blind", "def mean(x):\n    return 0.0", ("mean",))
    assert name(MistakeMatcher(SOLUTION, [blind]), "test_mean", [call(0.0, 5)]) is not None


def test_a_mistake_that_changes_its_argument_or_prints_does_neither_here(capsys):
    keywords = {"x": NUMBERS.copy(), "more": [NUMBERS.copy()]}
    changes = mistake(
        "changes",
        "def mean(x, more=None):\n    print('noise')\n    x[0] = more[0][0] = 99\n    return x.sum()",
        ("mean",),
    )
    calls = [Call("mean", (), keywords, 107.0), Call("mean", (), keywords, 107.0)]
    assert name(MistakeMatcher(SOLUTION, [changes]), "test_mean", calls) is not None
    assert keywords["x"].tolist() == keywords["more"][0].tolist() == [1.0, 2.0, 6.0]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("factor", [1.0, 0.5, -2.0])
def test_a_right_answer_is_never_named(factor):
    rng = np.random.default_rng(3)
    mistakes = [SUM, mistake("max", "def mean(x):\n    return np.max(x)", ("mean",))]
    namer = MistakeMatcher(SOLUTION, mistakes)
    for size in (1, 2, 7):
        x = factor * rng.normal(size=size)
        assert name(namer, "test_mean", [call(sum(x.tolist()) / size, x)]) is None


EQUAL = [
    (1, 1.0),
    (True, 1),
    (1.0, 1.0 + 1e-12),
    (np.float32(0.5), 0.5),
    (np.array([1, 2]), np.array([1.0, 2.0])),
    (math.nan, np.nan),
    (np.array([1.0, np.nan, np.inf]), np.array([1.0, np.nan, np.inf])),
    ((1, [2, "a"]), [1, (2, "a")]),
    ({"a": np.ones(2)}, {"a": np.ones(2)}),
    ("text", "text"),
    (None, None),
    ((), []),
    (np.zeros((0, 3)), np.ones((0, 3))),
]
DIFFERENT = [
    (1.0, 1.0 + 1e-6),
    (np.ones(3), np.ones((3, 1))),
    (np.ones(1), 1.0),
    (1.0, math.nan),
    (math.inf, -math.inf),
    ((1, 2), (1, 2, 3)),
    ({"a": 1}, {"b": 1}),
    ({"a": 1}, [("a", 1)]),
    ("1", 1),
    (None, 0),
    (None, "None"),
    (b"a", "a"),
    (np.zeros((0, 3)), np.zeros((3, 0))),
]


@pytest.mark.parametrize(("one", "other"), EQUAL, ids=repr)
def test_equal_answers(one, other):
    assert is_same_answer(one, other)
    assert is_same_answer(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=repr)
def test_different_answers(one, other):
    assert not is_same_answer(one, other)
    assert not is_same_answer(other, one)


def test_no_pair_of_answers_raises():
    odd = [item for pair in EQUAL + DIFFERENT for item in pair]
    odd += [
        Handle(1, "x"),
        {1, 2},
        10**400,
        np.array(["a", "b"]),
        np.array(5),
        [[1, 2], [3]],
        {"x": {1: [None]}},
        1j,
    ]
    for one, other in itertools.product(odd, odd):
        assert is_same_answer(one, other) in (True, False)


TAIL = """
import numpy as np

def decay(x):
    return np.exp(-x)
"""
OVERFLOWS = mistake("overflows", "def decay(x):\n    return 1 / np.exp(x)", ("decay",), ("test_decay",))


def test_a_mistake_that_shows_in_the_tail_alone_is_named_there():
    # exp(-740) is about 4e-322, and 1 / exp(740) is 1 / inf.
    namer = MistakeMatcher(TAIL, [OVERFLOWS])
    x = np.array([0.0, 740.0])
    found = name(namer, "test_decay", [call(np.array([1.0, 0.0]), x, "decay")])
    assert found == ("overflows", "hint of overflows")
    assert name(namer, "test_decay", [call(np.array([1.0, math.exp(-740)]), x, "decay")]) is None
