"""Errors named by mutants: wrong functions of students, on the real suite of a lab and in a batch."""

import sqlite3
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from courses import make_course
from suite_sources import HEAD, forget_suites
from suites.local import assignment, defined, local_student, solution
from suites.test_answers import answering, mistakes

from bareme.course.solution import (
    Mistake,
    extract_definitions,
    find_exercise_names,
    read_solution,
    run_definitions,
)
from bareme.grading.grader import grade_submission
from bareme.grading.mistakes import MistakeMatcher
from bareme.grading.mutant_names import MutantNamer
from bareme.grading.pytest_plugin import SuiteInputs, run_suite
from bareme.grading.setup import GradingOptions, open_grading_context
from bareme.i18n.catalogs import translations
from bareme.reports.class_causes import describe_causes
from bareme.results.result import CheckOutcome
from bareme.submissions.handout import Handout
from bareme.submissions.intake import collect


@pytest.fixture
def namer() -> Callable[[str], MutantNamer]:
    """Returns a function that gives the namer of a lab, the same one for each student."""
    made: dict[str, MutantNamer] = {}
    return lambda slug: made.setdefault(slug, MutantNamer(solution(slug), defined(slug)))


@pytest.fixture
def judge(namer):
    """Returns a function that grades a student's functions, and gives the outcomes that are not passed."""

    def run(slug: str, source: str, known: tuple[Mistake, ...] = ()) -> list[CheckOutcome]:
        inputs = SuiteInputs(
            local_student(answering(slug, source)),
            SimpleNamespace(**vars(run_definitions(solution(slug), "the solution"))),
            "mini",
            {},
            MistakeMatcher(solution(slug), known),
            namer(slug),
            definitions=solution(slug),
            exercise_names=defined(slug),
        )
        with np.errstate(all="ignore"):
            outcomes = run_suite(assignment(slug), inputs).outcomes
        return [one for one in outcomes if one.status != "passed" and not one.id.startswith("test_held_out")]

    return run


def hints(lost: list[CheckOutcome]) -> set[str]:
    return {str(one.hint) for one in lost if one.mistake}


NO_SIGMOID = """
def neuron(X, W, b):
    s = np.zeros(X.shape[0])
    for j in range(X.shape[1]):
        s = s + X[:, j] * W[j]
    return s + b
"""


def test_an_error_in_another_style_is_named_where_it_shows(judge):
    lost = judge("neuron", NO_SIGMOID)
    assert hints(lost) == {"`neuron` answers as it would with this error: `sigmoid` is missing."}
    assert {one.exercise for one in lost} == {"neuron"}
    # The message of the check is its own.
    assert all(one.message for one in lost if one.status == "failed")
    french = {one.hint.render(translations("fr")) for one in lost if one.mistake}
    assert french == {"`neuron` répond comme elle le ferait avec cette erreur : `sigmoid` manque."}


def test_one_other_answer_in_one_check_refutes_it(judge):
    # Wrong as before, and a little more where the bias is negative.
    source = NO_SIGMOID.replace("return s + b", "return s + b + (1e-6 if b < 0 else 0)")
    assert len(judge("neuron", source)) > 1
    assert hints(judge("neuron", source)) == set()


def test_a_known_mistake_goes_first(judge):
    lost = judge("neuron", NO_SIGMOID, mistakes("neuron"))
    assert {one.mistake for one in lost if one.mistake} == {"neuron_without_sigmoid"}


def test_a_function_is_not_blamed_for_the_one_that_it_uses(judge):
    # The answers of `neuron` are those of a mutant: its argument of `sigmoid` has the other sign.
    lost = judge("neuron", "def sigmoid(z):\n    return 0.1 + z * 0\n")
    assert {one.exercise for one in lost if one.mistake} <= {"sigmoid"}


def test_a_constant_answer_has_too_many_reasons(judge):
    assert hints(judge("neuron", "def accuracy(X, t, W, b):\n    return 0\n")) == set()


def test_the_constant_in_the_place_of_a_parameter_is_found(judge):
    # It is among no numbers that are tried, and solved for.
    source = "def update(parameters, gradients, rate):\n"
    source += "    return {k: np.subtract(v, 0.037 * gradients[k]) for k, v in parameters.items()}\n"
    assert hints(judge("mlp-backprop", source)) == {
        "`update`: `rate` is ignored: the value used is always 0.037."
    }


def test_two_results_with_an_error_each_are_both_named(judge):
    source = """
def gradients(X, t, y):
    dW = -np.einsum("nd,n->d", X, y - t) / len(t)
    return dW, sum(y[i] - t[i] for i in range(len(t)))
"""
    assert hints(judge("neuron", source)) == {
        "`gradients`: the first result has the wrong sign. `gradients`: the second result is N times too "
        "large for N samples: it is not divided by their number."
    }


def test_whole_numbers_that_are_equal_by_chance_name_nothing(judge):
    # The suite asks for few counts, and in these some formulas give the same.
    source = "def parameter_count(features, hidden, classes):\n    return hidden * (features + classes)\n"
    assert hints(judge("mlp-backprop", source)) == set()


def test_of_several_fixed_values_none_is_named(judge):
    # Each batch size of at least N gives one update.
    source = """
def train(X, t, epochs, batch_size, rate, seed):
    W, b, losses = np.zeros((X.shape[1], t.shape[1])), np.zeros(t.shape[1]), []
    random = np.random.default_rng(seed)
    for _ in range(epochs):
        order = random.permutation(len(X))
        dW, db = gradients(X[order], t[order], forward(X[order], W, b))
        W, b = W - rate * dW, b - rate * db
        losses.append(cross_entropy(t, forward(X, W, b)))
    return W, b, losses
"""
    assert hints(judge("softmax-regression", source)) == {"`train`: `batch_size` is ignored."}


def test_two_errors_in_one_result_are_found(judge):
    source = """
def cross_entropy(t, p):
    return np.einsum("nk,nk->", t, np.log(np.clip(p, 1e-12, None)))
"""
    assert hints(judge("softmax-regression", source)) == {
        "`cross_entropy` answers as it would with this error: a minus sign is missing, and a sum stands "
        "where a mean should be."
    }


SUITE = (
    HEAD
    + '''
@pytest.mark.exercise("predict")
def test_values(student):
    """predict multiplies and adds"""
    assert_close(student.predict(2.0, 3.0, 1.0), 7.0)


@pytest.mark.exercise("predict")
def test_more_values(student):
    """predict multiplies and adds, once more"""
    assert_close(student.predict(5.0, -1.5, 0.25), -7.25)
'''
)


def name_locally(path, suite: str, source: str) -> set[str]:
    """Returns what a suite of the lab ``line`` tells a student with other functions."""
    course = make_course(path)
    (path / "graders" / "line" / "test_public.py").write_text(suite, encoding="utf-8")
    forget_suites()
    line = course.assignment("line")
    definitions = extract_definitions(read_solution(line))
    names = find_exercise_names(read_solution(line))

    def make() -> dict[str, object]:
        namespace = vars(run_definitions(definitions, "the solution"))
        exec(source, namespace)
        return namespace

    reference = SimpleNamespace(**vars(run_definitions(definitions, "the solution")))
    namer = MutantNamer(definitions, names)
    inputs = SuiteInputs(
        local_student(make), reference, "mini", {}, lambda *_: {}, namer, exercise_names=names
    )
    return hints(list(run_suite(line, inputs).outcomes))


def test_equal_mutants_that_say_different_things_name_nothing(tmp_path):
    source = "def predict(x, slope, offset=0):\n    return offset + x\n"
    missing = "`predict` answers as it would with this error: `slope` is missing."
    assert name_locally(tmp_path, SUITE, source) == {missing}
    # Where both factors are equal, either of them could be the missing one.
    equal = SUITE.replace("2.0, 3.0, 1.0), 7.0", "2.0, 2.0, 1.0), 5.0")
    equal = equal.replace("5.0, -1.5, 0.25), -7.25", "-3.5, -3.5, 0.25), 12.5")
    assert name_locally(tmp_path, equal, source) == set()


def test_two_students_of_a_batch_cost_one_preparation(tmp_path):
    course = make_course(tmp_path)
    folder = tmp_path / "graders" / "line"
    (folder / "test_public.py").write_text(SUITE, encoding="utf-8")
    (folder / "mistakes" / "no_offset.py").unlink()
    forget_suites()
    fit = "def fit(x, y):\n    return float(sum(x * y) / sum(x * x))\n"
    for name, body in (("one", "return slope * x - offset"), ("two", "return -(offset - x * slope)")):
        text = f"# %%\ndef predict(x, slope, offset=0):\n    {body}\n\n# %%\n{fit}"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    with open_grading_context(course.assignment("line"), GradingOptions("mini")) as context:
        submissions = collect(
            [tmp_path / "one.py", tmp_path / "two.py"], ["ipynb", "py"], Handout("line")
        ).submissions
        assert len(submissions) == 2
        found = [grade_submission(context, submissions[0]).result]
        database = sqlite3.connect(context.mutant_answers.path)
        before = database.execute("SELECT count(*), sum(seconds) FROM answers").fetchone()
        assert before[0] > 20
        found.append(grade_submission(context, submissions[1]).result)
        assert database.execute("SELECT count(*), sum(seconds) FROM answers").fetchone() == before
    for result in found:
        named = {str(check.hint) for check in result.checks if check.mistake}
        assert named == {"`predict`: `offset` is taken with the wrong sign."}
    # The class report counts them like known mistakes.
    assert "2 of 2 in “Predict”: `predict`: `offset` is taken with the wrong sign." in describe_causes(
        found, "en"
    )
