"""Mutants against the checks of a small suite: caught, surviving, equivalent, endless."""

from types import SimpleNamespace

import numpy as np
import pytest
from courses import make_course
from suite_sources import HEAD, forget_suites

from bareme.course.schema import Limits
from bareme.course.solution import run_definitions
from bareme.grading.pytest_plugin import SuiteInputs
from bareme.grading.pytest_runner import run_pytest
from bareme.i18n.messages import msg
from bareme.mutation.code_mutants import MAX_TRAINED, CodeMutant, make_code_mutants, sample_mutants
from bareme.mutation.equal_answers import are_equal
from bareme.mutation.forked_call import ChildEnded, call_in_child
from bareme.mutation.local_session import LocalSession
from bareme.mutation.mutant_runner import MutantRunner
from bareme.mutation.random_inputs import perturb_call
from bareme.mutation.recorded_call import RecordedCall
from bareme.sandbox.forkserver_client import ServerAddress
from bareme.sandbox.session import SandboxSettings
from bareme.submissions.notebook import make_notebook

DEFINITIONS = """\
import numpy as np

def predict(x, slope):
    return np.mean(slope * x, axis=0)

def fit(x):
    return 0.0
"""
FIT = '''
@pytest.mark.exercise("fit")
def test_fit(student):
    """fit gives zero"""
    assert student.fit(1.0) == 0.0
'''
SHAPE = '''
import numpy as np

@pytest.mark.exercise("predict")
def test_shape(student):
    """predict has the shape of a row"""
    assert student.predict(np.array([[1.0, -2.0], [3.0, 5.0]]), 2.0).shape == (2,)
'''
VALUES = '''
import numpy as np
from bareme.checks import assert_close

@pytest.mark.exercise("predict")
def test_values(student):
    """predict is right"""
    assert_close(student.predict(np.array([[1.0, -2.0], [3.0, 5.0], [0.5, 9.0]]), 2.0), np.array([3.0, 8.0]))
    assert_close(student.predict(np.array([[-4.25]]), 3.0), np.array([-12.75]))
'''


@pytest.fixture
def judge(tmp_path):
    """Returns a function that judges mutants by a suite, and gives their verdicts by the changed line."""

    def run(public: str, mutants: tuple[CodeMutant, ...] | None = None, definitions: str = DEFINITIONS):
        course = make_course(tmp_path)
        folder = tmp_path / "graders" / "line"
        (folder / "test_public.py").write_text(HEAD + public, encoding="utf-8")
        (folder / "test_hidden.py").write_text(HEAD + FIT, encoding="utf-8")
        forget_suites()
        if mutants is None:
            mutants = make_code_mutants(definitions, {"predict": ("predict",)})
        settings = SandboxSettings(ServerAddress(str(tmp_path), "limits"), Limits())
        namespace = vars(run_definitions(definitions, "the solution"))
        inputs = SuiteInputs(None, SimpleNamespace(**namespace), "mini", {}, lambda *_: {})
        runner = MutantRunner(
            course.assignment("line"),
            inputs,
            lambda names: LocalSession(names, {}, make_notebook([], {}), settings),
            definitions,
            mutants,
        )
        run_pytest(course.assignment("line"), runner)
        runner.get_checks()
        lines = {one.id: one.after for one in mutants}
        return {lines[one.id]: one for one in runner.verdicts}

    return run


def mutant(source: str) -> CodeMutant:
    return CodeMutant("predict:x:1", "predict", "predict", "x", msg("wrong"), source, "right", "wrong")


def test_a_suite_with_a_hole_shows_the_survivors(judge):
    found = judge(SHAPE)
    one = found["return np.sum(slope * x, axis=0)"]
    assert one.verdict == "surviving"
    assert one.difference == (
        "predict(array([[ 1., -2.], [ 3., 5.]]), 2.0): array([4., 3.]) -> array([8., 6.])"
    )
    # The sum over all entries has another shape.
    assert found["return np.mean(slope * x)"].check == "test_shape"


def test_a_complete_suite_shows_none(judge):
    found = judge(VALUES)
    assert len(found) > 20
    assert [line for line, one in found.items() if one.verdict == "surviving"] == []
    assert found["return np.mean(slope * x, axis=0).T"].verdict == "equivalent"
    assert found["return np.mean(slope * x, axis=1)"].check == "test_values"


def test_an_endless_loop_is_caught(judge):
    endless = mutant("def predict(x, slope):\n    while True:\n        pass\n")
    assert judge(SHAPE, (endless,))["wrong"].verdict == "caught"


def test_a_mutant_that_ends_its_process_is_caught(judge):
    ended = mutant("def predict(x, slope):\n    import os\n    os._exit(0)\n")
    assert judge(SHAPE, (ended,))["wrong"].verdict == "caught"


def test_a_mutant_that_changes_its_argument_survives_where_no_check_looks(judge):
    changing = mutant(
        "def predict(x, slope):\n    found = np.mean(slope * x, axis=0)\n    x *= 0\n    return found\n"
    )
    one = judge(VALUES, (changing,))["wrong"]
    assert (one.verdict, one.difference.split(": ")[1]) == (
        "surviving",
        "arguments unchanged -> arguments changed",
    )


def test_a_check_that_is_given_the_exercise_catches_nothing(judge):
    later = VALUES.replace('"predict"', '"fit", given="predict"')
    found = judge(SHAPE + later)
    assert found["return np.sum(slope * x, axis=0)"].verdict == "surviving"


def test_a_child_out_of_time_gives_no_answer():
    def run_forever():
        while True:
            pass

    with pytest.raises(ChildEnded):
        call_in_child(run_forever, 1)
    assert call_in_child(lambda: {"check": "a" * 200_000}, 1) == {"check": "a" * 200_000}


def test_random_inputs_keep_their_kinds():
    random = np.random.default_rng(1)
    t, p = np.eye(3)[[0, 2, 1, 1]], np.full((4, 3), 1 / 3)
    labels, X = np.arange(4, dtype=np.uint8), np.linspace(-9, 9, 8).reshape(4, 2)
    for _ in range(50):
        call = perturb_call(RecordedCall("f", (t, p, labels, X, 3, "mean"), {"rate": 0.1}), random)
        new_t, new_p, new_labels, new_X, count, word = call.arguments
        assert len({len(part) for part in (new_t, new_p, new_labels, new_X)}) == 1
        np.testing.assert_array_equal(new_t.sum(axis=1), 1.0)
        assert set(new_t.ravel()) == {0.0, 1.0}
        np.testing.assert_allclose(new_p.sum(axis=1), 1.0)
        assert new_labels.dtype == np.uint8
        assert set(new_labels) <= set(labels)
        assert new_X.shape[1:] == (2,)
        assert type(count) is int
        assert count >= 1
        assert word == "mean"
        assert call.keywords["rate"] > 0


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [
        (1.0, np.float32(1.0), True),
        ([0.1, 0.2], np.array([0.1, 0.2]), True),
        (np.ones(2), np.ones((2, 1)), False),
        ((1.0, 2.0), (2.0, 1.0), False),
        ({"a": 1.0}, {"a": 1.0}, True),
        ({"a": 1.0}, {"b": 1.0}, False),
        (np.nan, np.nan, True),
        (None, None, True),
        (None, 0.0, False),
        ("a", "b", False),
        (1.0, 1.001, False),
    ],
)
def test_answers_are_equal_up_to_rounding(first, second, equal):
    assert are_equal(first, second) is equal


def test_of_a_function_that_trains_some_mutants_are_tried():
    source = """\
def f(model, X, T, a, b, c, d):
    model.fit(X, T, epochs=a, batch_size=b, verbose=0)
    return a - b - c - d

def g(x):
    return x + 1
"""
    every = make_code_mutants(source, {"e": ("f", "g")})
    kept = sample_mutants(every)
    assert sum(one.function == "f" for one in kept) == MAX_TRAINED < sum(one.function == "f" for one in every)
    assert {one for one in every if one.function == "g" or one.family == "fitting"} <= set(kept)
    assert kept == sample_mutants(every)
