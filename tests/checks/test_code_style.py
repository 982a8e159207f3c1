"""The assertions on style, on functions that really run here."""

import ast
import copy
import sys
import warnings

import numpy as np
import pytest

from bareme.checks import (
    ImportsModules,
    StudentFunction,
    assert_no_import,
    assert_no_warning,
    assert_not_mutated,
    assert_vectorised,
)
from bareme.errors import StudentRaised


class LocalFunction:
    """A StudentFunction that runs in this process and counts instructions with a trace function."""

    def __init__(self, function):
        self.function = function
        self.__name__ = function.__name__

    def __call__(self, *args, **kwargs):
        return self.call_and_return_arguments(*args, **kwargs)[0]

    def call_and_return_arguments(self, *args, **kwargs):
        args, kwargs = copy.deepcopy((args, kwargs))
        return self.function(*args, **kwargs), args, kwargs

    def call_and_return_warnings(self, *args, **kwargs):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            value = self.function(*args, **kwargs)
        return value, tuple(str(one.message) for one in caught)

    def count_steps(self, *args, **kwargs):
        steps = 0

        def trace(frame, event, _):
            nonlocal steps
            frame.f_trace_opcodes = True
            steps += event == "opcode"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            self.function(*args, **kwargs)
        finally:
            sys.settrace(before)
        return steps


class Source:
    """An ImportsModules that reads the import statements of a source text."""

    def __init__(self, text):
        self.nodes = list(ast.walk(ast.parse(text)))

    def imported_modules(self):
        plain = {alias.name for node in self.nodes if isinstance(node, ast.Import) for alias in node.names}
        return frozenset(
            name.split(".")[0]
            for name in plain | {node.module for node in self.nodes if isinstance(node, ast.ImportFrom)}
        )


def with_arrays(x, w):
    return 1 / (1 + np.exp(-x @ w))


def with_loop(x, w):
    result = np.zeros(len(x))
    for i in range(len(x)):
        result[i] = 1 / (1 + np.exp(-x[i] @ w))
    return result


def with_comprehension(x, w):
    return np.array([1 / (1 + np.exp(-row @ w)) for row in x])


def with_vectorize(x, w):
    return np.vectorize(lambda z: 1 / (1 + np.exp(-z)))(x @ w)


def over_features(x, w):
    return 1 / (1 + np.exp(-sum(x[:, j] * w[j] for j in range(len(w)))))


SMALL, LARGE = (np.ones((8, 3)), np.ones(3)), (np.ones((256, 3)), np.ones(3))


@pytest.mark.parametrize("function", [with_arrays, over_features])
def test_steps_that_do_not_grow_with_the_samples_pass(function):
    assert_vectorised(LocalFunction(function), SMALL, LARGE)


@pytest.mark.parametrize("function", [with_loop, with_comprehension, with_vectorize])
def test_a_loop_over_samples_fails_and_is_named(function):
    with pytest.raises(AssertionError) as failure:
        assert_vectorised(LocalFunction(function), SMALL, LARGE)
    assert str(failure.value).startswith(f"{function.__name__} takes ")
    assert "loop over the samples" in str(failure.value)


class Counted(LocalFunction):
    def count_steps(self, *args, **kwargs):
        return args[0]


@pytest.mark.parametrize(("many", "passes"), [(1150, True), (1151, False)])
def test_a_tenth_and_fifty_steps_more_are_allowed(many, passes):
    if passes:
        assert_vectorised(Counted(with_arrays), (1000,), (many,))
    else:
        with pytest.raises(AssertionError, match=r"1000 Python steps .* 1151"):
            assert_vectorised(Counted(with_arrays), (1000,), (many,))


def test_arguments_that_are_no_tuples_are_a_mistake_of_the_suite():
    with pytest.raises(ValueError, match="tuples"):
        assert_vectorised(LocalFunction(with_arrays), np.ones(3), np.ones(30))


@pytest.mark.parametrize("line", ["import sklearn", "import sklearn.svm as s", "from sklearn.svm import SVC"])
def test_a_forbidden_import_fails_and_is_named(line):
    with pytest.raises(AssertionError, match="without sklearn: remove the import"):
        assert_no_import(Source(f"import numpy\n{line}\n"), "torch", "sklearn")


def test_other_imports_pass():
    assert_no_import(Source("import numpy as np\nimport sklearns"), "torch", "sklearn")


def test_a_function_may_be_forbidden_what_the_rest_may_use():
    function = Source("import scipy, numpy")
    function.__name__ = "mean"
    assert_no_import(function, "torch")
    with pytest.raises(AssertionError, match="`mean` uses scipy: write it without"):
        assert_no_import(function, "torch", "scipy")


@pytest.mark.parametrize("modules", [(), ("sklearn.svm",)])
def test_modules_that_cannot_be_told_are_a_mistake_of_the_suite(modules):
    with pytest.raises(ValueError, match="top-level"):
        assert_no_import(Source(""), *modules)


def test_a_call_that_leaves_its_arguments_alone_returns_its_value():
    x = np.array([1.0, np.nan])
    value = assert_not_mutated(
        LocalFunction(lambda x, rows, table, flag, word: x + 1), x, [[1], [2, 3]], {"a": x}, True, word="w"
    )
    assert np.array_equal(value, [2.0, np.nan], equal_nan=True)


def scale_in_place(x):
    x /= 2
    return x


def resize_in_place(x):
    x.shape = (2, 2)


def append(rows):
    rows.append(3)


def deep(rows):
    rows[1][0][2] = 7.0


def rename(table):
    table["b"] = table.pop("a")


def reword(words):
    words[0] = "other"


def by_name(*, x):
    x[0] = 9


@pytest.mark.parametrize(
    ("function", "args", "kwargs", "words"),
    [
        (scale_in_place, (np.array([0.0, 2.0]),), {}, "argument 1: 2 became 1 at index 1"),
        (resize_in_place, (np.ones(4),), {}, r"argument 1: .*\(4,\).* became .*\(2, 2\)"),
        (append, ([1, 2],), {}, r"argument 1: .*\(2,\).* became .*\(3,\)"),
        (append, ([[1], "a"],), {}, "argument 1: a list of 2 items .* became a list of 3 items"),
        (deep, (["a", [np.zeros(3)]],), {}, r"argument 1: 0 became 7 at index \(0, 2\)"),
        (rename, ({"a": 1},), {}, "argument 1: its keys are others"),
        (reword, (["one", "two"],), {}, "argument 1: 'one' became the text 'other'"),
        (reword, (np.array(["one", "two"]),), {}, "argument 1: its values are others"),
        (by_name, (), {"x": np.array([1, 2])}, "the argument 'x': 1 became 9 at index 0"),
    ],
)
def test_a_changed_argument_fails_with_the_first_change(function, args, kwargs, words):
    with pytest.raises(AssertionError, match=f"{function.__name__} changes {words}"):
        assert_not_mutated(LocalFunction(function), *args, **kwargs)


class InPlace(LocalFunction):
    """Hands over the very objects, as a function in the grader does."""

    def call_and_return_arguments(self, *args, **kwargs):
        return self.function(*args, **kwargs), args, kwargs


def test_a_change_is_seen_even_where_the_arguments_are_not_copied_by_the_call():
    with pytest.raises(AssertionError, match="2 became 1"):
        assert_not_mutated(InPlace(scale_in_place), np.array([0.0, 2.0]))


class Forgetful(LocalFunction):
    def call_and_return_arguments(self, *args, **kwargs):
        return 1.0, (), {}


def test_arguments_that_do_not_come_back_fail():
    with pytest.raises(AssertionError, match="did not come back"):
        assert_not_mutated(Forgetful(scale_in_place), np.ones(2))


class Forging(LocalFunction):
    def call_and_return_arguments(self, *args, **kwargs):
        return 1.0, (np.zeros(3),), {}


def test_an_argument_that_comes_back_as_something_else_is_a_change():
    with pytest.raises(AssertionError, match="'text' became"):
        assert_not_mutated(Forging(scale_in_place), "text")


def test_what_the_student_raises_passes_through():
    def broken(x):
        raise StudentRaised("ZeroDivisionError")

    with pytest.raises(StudentRaised):
        assert_not_mutated(LocalFunction(broken), 1)


def test_the_local_stand_ins_keep_to_the_protocols():
    function: StudentFunction = LocalFunction(with_arrays)
    source: ImportsModules = Source("import numpy")
    assert function.count_steps(*SMALL) > 0
    assert source.imported_modules() == {"numpy"}


def test_a_call_with_an_overflow_fails_and_one_without_returns_its_value():
    def naive(z):
        return 1 / (1 + np.exp(-z))

    with pytest.raises(AssertionError, match="naive gives a warning: overflow encountered in exp"):
        assert_no_warning(LocalFunction(naive), np.array([-1000.0]))
    assert assert_no_warning(LocalFunction(naive), np.array([0.0])) == 0.5
