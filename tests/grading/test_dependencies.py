"""Checks that need a failed exercise are skipped and name it."""

import re
from types import SimpleNamespace

import pytest
from courses import make_course
from suite_sources import FIT, HEAD, check, forget_suites

from bareme.errors import CourseError
from bareme.grading.check_collection import collect_checks
from bareme.grading.corrected_runs import CorrectedRuns
from bareme.grading.dependencies import find_blocker
from bareme.grading.pytest_plugin import SuiteInputs, run_suite
from bareme.grading.pytest_runner import Check
from bareme.results.result import CheckOutcome
from bareme.student.student import Student

pytest_plugins = ["sandbox.fixtures"]


def write_suite(path, public, hidden=FIT):
    """A suite of two exercises: predict (2 points), then fit (3 points)."""
    course = make_course(path)
    folder = path / "graders" / "line"
    (folder / "test_public.py").write_text(HEAD + public, encoding="utf-8")
    (folder / "test_hidden.py").write_text(HEAD + hidden, encoding="utf-8")
    forget_suites()
    return course.assignment("line")


REFUSED = {
    "unknown": (
        check("test_a", '"fit", needs="predikt"'),
        "no such exercise or check .did you mean 'predict'",
    ),
    "itself": (check("test_a", '"fit", needs="test_a"'), "needs test_a, which is not earlier"),
    "its own exercise": (check("test_a", '"fit", needs="fit"'), "'fit', which is not earlier than its own"),
    "a later exercise": (
        check("test_a", '"predict", needs="fit"') + check("test_b", '"fit"'),
        "'fit', which is not earlier than its own",
    ),
    "a later check": (
        check("test_a", '"fit", needs=["test_b"]') + check("test_b", '"fit"'),
        "needs test_b, which is not earlier",
    ),
    "a hidden check": (
        check("test_a", '"fit", needs="test_hidden_predict"'),
        "is public and needs the hidden check",
    ),
    "an exercise with hidden checks": (
        check("test_p") + check("test_a", '"fit", needs="predict"'),
        "test_a is public and needs the exercise 'predict', which has hidden checks",
    ),
    "no name": (check("test_a", '"fit", needs=3'), "needs=3 names no exercise"),
}


@pytest.mark.parametrize(("public", "message"), REFUSED.values(), ids=REFUSED)
def test_a_need_that_is_not_earlier_is_refused(tmp_path, public, message):
    hidden = check("test_hidden_predict", '"predict"')
    with pytest.raises(CourseError, match=message):
        collect_checks(write_suite(tmp_path, public, hidden))


def test_needs_are_collected(tmp_path):
    public = check("test_p") + check("test_a", '"fit", needs="predict"')
    hidden = check("test_b", '"fit", needs=("test_p", "test_a")')
    found = {one.id: one.needs for one in collect_checks(write_suite(tmp_path, public, hidden))}
    assert found == {"test_p": (), "test_a": ("predict",), "test_b": ("test_p", "test_a")}


def known(**needs):
    return {
        name: Check(name, name[0], name, "public", 1.0, needs=tuple(need)) for name, need in needs.items()
    }


def outcome(name, status, because_of=None):
    return CheckOutcome(
        id=name,
        exercise=name[0],
        title=name,
        visibility="public",
        status=status,
        score=0,
        max_score=1,
        because_of=because_of,
    )


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], None),
        ([outcome("a1", "passed"), outcome("a2", "passed")], None),
        ([outcome("a1", "passed"), outcome("a2", "failed")], ("a", "failed")),
        ([outcome("a1", "not_attempted"), outcome("a2", "failed")], ("a", "not_attempted")),
        ([outcome("a1", "failed"), outcome("b1", "failed")], ("a", "failed")),
        ([outcome("b1", "failed")], ("b1", "failed")),
        ([outcome("b2", "failed")], None),
        # An undetermined check must not cost a point.
        ([outcome("a1", "failed"), outcome("a2", "undetermined")], ("a", "undetermined")),
        # The student has to begin at the first failure of a chain.
        ([outcome("b1", "timeout", because_of="a")], ("a", "timeout")),
    ],
)
def test_a_check_is_lost_to_what_it_needs(outcomes, expected):
    checks = known(a1=[], a2=[], b1=["a"], b2=[], c1=["a", "b1"])
    loss = find_blocker(checks["c1"], checks, {one.id: one for one in outcomes})
    assert (loss and (loss.because_of, loss.status)) == expected


CHAIN = (
    check("test_a", '"fit", needs="predict"', "assert student.fit(2) == 4")
    + check("test_b", '"fit", needs="test_a"', "assert student.fit(2) == 4")
    + check("test_alone", '"fit"', "assert student.fit(2) == 4")
)


PUBLIC = check("test_known", '"predict"', "assert student.predict(2) == 4")


@pytest.fixture
def run(sandboxes, tmp_path):
    """Runs a mostly hidden suite, predict last, against functions that double."""
    with sandboxes.session("def predict(x): return 2 * x\ndef fit(x): return 2 * x") as session:
        session.run()

        def start(predict):
            hidden = CHAIN + check("test_p", '"predict"', predict)
            inputs = SuiteInputs(Student(session), SimpleNamespace(), "mini", {}, lambda failed, passed: {})
            return {
                one.id: one
                for one in run_suite(write_suite(tmp_path, PUBLIC, hidden), inputs).outcomes
                if one.visibility == "hidden"
            }

        yield start


def test_what_needs_a_failed_exercise_is_not_run(run):
    outcomes = run("assert student.predict(2) == 5")
    found = {name: (one.status, one.score, one.because_of) for name, one in outcomes.items()}
    assert found == {
        "test_a": ("failed", 0, "predict"),
        "test_b": ("failed", 0, "predict"),
        "test_alone": ("passed", 1, None),
        "test_p": ("failed", 0, None),
    }
    assert re.match("Not run: lost because of predict", outcomes["test_a"].message)


def test_what_needs_a_passed_exercise_is_run(run):
    outcomes = run("assert student.predict(2) == 4")
    assert {one.status for one in outcomes.values()} == {"passed"}


def test_nothing_is_lost_to_a_fault_of_ours(run):
    outcomes = run("raise RuntimeError")
    assert {outcomes[name].status for name in ("test_a", "test_b")} == {"undetermined"}


def test_the_check_after_a_lost_one_is_judged_also_in_the_other_file(sandboxes, tmp_path):
    public = check("test_p", '"predict"', "assert student.predict(2) == 5")
    public += check("test_lost", '"fit", needs="predict"')
    hidden = check("test_next", '"fit"', "assert student.fit(2) == 4")
    with sandboxes.session("def predict(x): return 2 * x\ndef fit(x): return 2 * x") as session:
        inputs = SuiteInputs(Student(session), SimpleNamespace(), "mini", {}, lambda failed, passed: {})
        outcomes = {one.id: one for one in run_suite(write_suite(tmp_path, public, hidden), inputs).outcomes}
    assert outcomes["test_lost"].because_of == "predict"
    assert outcomes["test_next"].status == "passed", outcomes["test_next"].message


LEAKS = """
seen = []
def predict(x):
    seen.append(x)
    return 2 * x
def fit(x): raise ValueError(seen)
"""


def test_a_public_check_does_not_run_after_a_hidden_one_whose_inputs_it_could_show(sandboxes, tmp_path):
    public = check("test_shows", '"fit"', "student.fit(2)")
    hidden = check("test_p", '"predict"', "student.predict(12345)")
    hidden += check("test_rests", '"fit", needs="predict"', "student.fit(2)")
    with sandboxes.session(LEAKS) as session:
        inputs = SuiteInputs(Student(session), SimpleNamespace(), "mini", {}, lambda failed, passed: {})
        outcomes = {one.id: one for one in run_suite(write_suite(tmp_path, public, hidden), inputs).outcomes}
    assert "ValueError: []" in outcomes["test_shows"].message
    assert "12345" in outcomes["test_rests"].message


def test_what_a_notebook_prints_after_a_hidden_check_is_not_shown(sandboxes, tmp_path):
    """The file stands for any way to pass information between runs."""
    told = tmp_path / "told"
    told.write_text("nothing")
    source = (
        f"told = open({str(told)!r}).read()\nprint(told)\ndef predict(x): return 2 * x\n"
        f"def fit(x):\n    open({str(told)!r}, 'w').write(str(x))\n    import os\n    os._exit(0)"
    )
    hidden = check("test_asks", '"fit"', "student.fit(12345)") + check(
        "test_again", '"fit"', "student.fit(1)"
    )
    with sandboxes.session(source, isolation="limits") as session:
        inputs = SuiteInputs(Student(session), SimpleNamespace(), "mini", {}, lambda failed, passed: {})
        run_suite(write_suite(tmp_path, PUBLIC, hidden), inputs)
        assert session.notebook.cells[0].outputs[0].text == "12345\n"
        assert session.shown.notebook.cells[0].outputs[0].text == "nothing\n"


def given(name, body):
    return check(name, '"fit", given="predict"', body)


@pytest.mark.parametrize(
    ("predict", "fit", "expected"),
    [
        ("return x", "return 2 * predict(x)", {"test_fit": "passed", "test_raw": "failed"}),
        ("raise OSError", "return 2 * predict(x)", {"test_fit": "passed", "test_raw": "error"}),
        ("return x", "return predict(x)", {"test_fit": "failed", "test_raw": "failed"}),
        ("return 2 * x", "return 3 * predict(x)", {"test_fit": "failed", "test_raw": "failed"}),
        ("raise NotImplementedError", "return 2 * predict(x)", {"test_fit": "not_attempted"}),
    ],
    ids=["wrong", "raises", "later is wrong", "only later is wrong", "stub"],
)
def test_a_check_is_judged_with_right_functions_of_what_it_is_given(
    sandboxes, tmp_path, predict, fit, expected
):
    suite = (
        check("test_predict", '"predict"', "assert student.predict(2) == 4")
        + given("test_fit", "assert student.fit(2) == 8")
        + check("test_raw", '"fit"', "assert student.fit(2) == 8")
    )
    with sandboxes.session(f"def predict(x): {predict}\ndef fit(x): {fit}") as session:
        inputs = SuiteInputs(
            Student(session),
            SimpleNamespace(),
            "mini",
            {},
            lambda failed, passed: {},
            definitions="def predict(x): return 2 * x\ndef fit(x): return 2 * predict(x)",
            exercise_names={"predict": ("predict",), "fit": ("fit",)},
        )
        outcomes = {one.id: one for one in run_suite(write_suite(tmp_path, "", suite), inputs).outcomes}
    assert expected.items() <= {name: one.status for name, one in outcomes.items()}.items()
    assert outcomes["test_fit"].score == outcomes["test_fit"].max_score * (expected["test_fit"] == "passed")


def test_what_a_corrected_run_says_is_not_kept(sandboxes, tmp_path):
    suite = check("test_predict", '"predict"', "assert student.predict(2) == 4") + given(
        "test_fit", "assert student.fit(2) == 8"
    )
    code = "def predict(x): return 0\ndef fit(x): raise ValueError(predict(x))"
    with sandboxes.session(code) as session:
        inputs = SuiteInputs(
            Student(session),
            SimpleNamespace(),
            "mini",
            {},
            lambda failed, passed: {},
            definitions="def predict(x): return 'secret'",
            exercise_names={"predict": ("predict",), "fit": ("fit",)},
        )
        outcomes = {one.id: one for one in run_suite(write_suite(tmp_path, suite, ""), inputs).outcomes}
    assert "ValueError: 0" in outcomes["test_fit"].message
    assert "secret" not in outcomes["test_fit"].message


def test_only_an_earlier_exercise_can_be_given(tmp_path):
    suite = check("test_predict", '"predict", given="fit"', "pass")
    with pytest.raises(CourseError, match="is given 'fit', which is no earlier exercise"):
        collect_checks(write_suite(tmp_path, suite + check("test_fit", '"fit"', "pass"), ""))


def test_a_corrected_run_holds_nothing_of_other_exercises():
    source = "import numpy as np\ndef a(): return 1\nbest = 7\nc, d = 1, 2\ndef e(): return 2\n"
    taken = []
    student = SimpleNamespace(corrected=lambda names, source: taken.append((names, source)))
    # `a` is stored in a later exercise, too, which must not take it away
    names = {"first": ("a",), "second": ("best", "e", "a"), "third": ("c",)}
    CorrectedRuns(student, source, names).run_with(["first"])
    assert taken == [({"a"}, "import numpy as np\n\ndef a():\n    return 1")]
