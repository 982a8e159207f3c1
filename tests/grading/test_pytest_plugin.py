"""Suites of instructors: errors are reported, and every check has an outcome."""

from types import SimpleNamespace

import pytest
from courses import ASSIGNMENT, make_course
from suite_sources import FIT, HEAD, check, forget_suites

from bareme.errors import CourseError
from bareme.grading.check_collection import collect_checks
from bareme.grading.pytest_plugin import SuiteInputs, run_suite
from bareme.student.student import Student

pytest_plugins = ["sandbox.fixtures"]


@pytest.fixture
def assignment(tmp_path):
    """Writes a suite for the exercises predict (2 points) and fit (3)."""

    def write(public, hidden=FIT):
        course = make_course(tmp_path)
        folder = tmp_path / "graders" / "line"
        for name, source in (("test_public.py", public), ("test_hidden.py", hidden)):
            (folder / name).unlink()
            if source is not None:
                (folder / name).write_text(HEAD + source, encoding="utf-8")
        forget_suites()
        return course.assignment("line")

    return write


def points(checks):
    return {check.id: check.points for check in checks}


def test_checks_are_collected_with_their_titles_hints_and_visibility(assignment):
    public = check("test_a", '"predict", hint="think"')
    first, second = collect_checks(assignment(public))
    assert (first.id, first.exercise, first.title, first.visibility, first.hint) == (
        ("test_a", "predict", "title of test_a", "public", "think")
    )
    assert (second.id, second.exercise, second.visibility, second.hint) == ("test_fit", "fit", "hidden", "")


def test_checks_without_points_share_what_is_left_equally(assignment):
    public = check("test_a") + check("test_b", '"predict", points=0.5') + check("test_c")
    assert points(collect_checks(assignment(public))) == {
        "test_a": 0.75,
        "test_b": 0.5,
        "test_c": 0.75,
        "test_fit": 3,
    }


def test_parametrised_checks_are_checks_of_their_own(assignment):
    public = '@pytest.mark.parametrize("n", [1, 2, "x"])\n' + check("test_a", arguments="student, n")
    shares = points(collect_checks(assignment(public)))
    assert set(shares) == {"test_a[1]", "test_a[2]", "test_a[x]", "test_fit"}
    assert shares["test_a[x]"] == pytest.approx(2 / 3)


def test_points_may_be_spread_by_hand(assignment):
    public = check("test_a", '"predict", points=1.5') + check("test_b", '"predict", points=0.5')
    assert points(collect_checks(assignment(public)))["test_a"] == 1.5


WRONG = {
    "more points than the exercise has": (
        check("test_a", '"predict", points=2.5'),
        "'predict' give 2.5 of its 2",
    ),
    "fewer points than the exercise has": (
        check("test_a", '"predict", points=1'),
        "'predict' give 1 of its 2",
    ),
    "nothing left to share": (
        check("test_a", '"predict", points=2') + check("test_b"),
        "'predict' give 2 of its 2 points before the others",
    ),
    "an exercise without a check": (check("test_a", '"fit"'), "'predict' give 0 of its 2"),
    "no marker": (
        'def test_a(student):\n    """x"""\n',
        r"test_public.py, check test_a: a check needs a marker",
    ),
    "a marker without exercise": (check("test_a", "points=1"), "check test_a: a check needs a marker"),
    "an unknown exercise": (check("test_a", '"predikt"'), "no exercise 'predikt' .did you mean 'predict'"),
    "no title": (
        '@pytest.mark.exercise("predict")\ndef test_a(student): pass\n',
        "check test_a: its docstring",
    ),
    "a syntax error": ("def test_a(:\n", r"test_public.py cannot be collected"),
    "an unknown import": ("import no_such_module\n" + check("test_a"), "No module named 'no_such_module'"),
    "an exception at import": ("1 / 0\n" + check("test_a"), "test_public.py cannot be collected"),
}


@pytest.mark.parametrize(("public", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_suite_is_said_in_one_sentence(assignment, public, message):
    with pytest.raises(CourseError, match=message) as caught:
        collect_checks(assignment(public))
    assert "\n" not in str(caught.value)


def test_a_suite_without_files_or_checks_is_refused(assignment):
    with pytest.raises(CourseError, match=r"has no test_public\.py"):
        collect_checks(assignment(None, None))
    with pytest.raises(CourseError, match="declares no check"):
        collect_checks(assignment("x = 1\n", None))


def test_one_process_can_collect_the_suites_of_several_assignments(tmp_path):
    forget_suites()
    one, other = make_course(tmp_path / "one"), make_course(tmp_path / "other")
    path = other.root / "graders/line/test_public.py"
    path.write_text(path.read_text().replace("test_predict_values", "test_other"), encoding="utf-8")
    names = [{check.id for check in collect_checks(course.assignment("line"))} for course in (one, other)]
    assert names == [{"test_predict_values", "test_fit_values"}, {"test_other", "test_fit_values"}]


def test_a_name_that_two_checks_share_is_refused(assignment):
    with pytest.raises(CourseError, match="test_shared"):
        collect_checks(assignment(check("test_shared"), check("test_shared", '"fit"')))


SUBMISSION = """
def predict(x): return 2 * x
def fit(x): return x + 2
def raises(x): raise ValueError("in the sandbox")
def todo(x): raise NotImplementedError
def endless(x):
    while True: pass
def ends(x):
    import os
    os._exit(1)
"""


@pytest.fixture(scope="module")
def student(sandboxes):
    with sandboxes.session(SUBMISSION, call_seconds=1) as session:
        yield Student(session)


@pytest.fixture
def run(student):
    """Runs a suite against the submission, and returns the outcomes by name."""

    def start(assignment, name_mistake=lambda failed, passed: {}, **options):
        inputs = SuiteInputs(student, SimpleNamespace(fit=lambda x: x + 2), "mini", {}, name_mistake)
        outcomes = run_suite(assignment, inputs, **options).outcomes
        return {outcome.id: outcome for outcome in outcomes}

    return start


STATUSES = {
    "passed": "assert student.predict(2) == 4",
    "failed": "if student.predict(2) != 5: raise AssertionError('not five')",
    "error": "student.raises(1)",
    "not_attempted": "student.todo(1)",
    "timeout": "student.endless(1)",
    "undetermined": "student.predict(1).shape",
}


def test_every_status_and_its_score(assignment, run):
    public = "".join(check(f"test_{status}", body=body) for status, body in STATUSES.items())
    outcomes = run(assignment(public))
    assert {name.removeprefix("test_"): outcome.status for name, outcome in outcomes.items()} == {
        **{status: status for status in STATUSES},
        "fit": "passed",
    }
    share = pytest.approx(2 / 6)
    assert outcomes["test_passed"].score == outcomes["test_passed"].max_score == share
    for status in list(STATUSES)[1:]:
        assert (outcomes[f"test_{status}"].score, outcomes[f"test_{status}"].max_score) == (0, share)
    assert outcomes["test_failed"].message == "not five"
    assert "ValueError: in the sandbox" in outcomes["test_error"].message
    assert "AttributeError in the suite" in outcomes["test_undetermined"].message
    assert "not your fault" in outcomes["test_undetermined"].message


def test_a_call_that_ends_the_sandbox_is_an_error_and_the_checks_after_it_are_judged(assignment, run):
    outcomes = run(assignment(check("test_a", body="student.ends(1)")))
    assert outcomes["test_a"].status == "error"
    assert outcomes["test_fit"].status == "passed"


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError",
        "raise SystemExit(0)",
        "raise BaseException",
        "pytest.skip('later')",
        "pytest.xfail('known')",
        "raise KeyboardInterrupt",
        "pytest.exit('enough', returncode=0)",
        "no_such_name",
        "raise StopIteration",
    ],
)
def test_a_check_that_fails_to_judge_is_undetermined_and_never_passed(assignment, run, body):
    outcomes = run(assignment(check("test_a", body=body)))
    assert outcomes["test_a"].status == "undetermined"
    assert outcomes["test_fit"].status in ("passed", "undetermined")
    assert set(outcomes) == {"test_a", "test_fit"}


def test_pytest_fail_fails_a_check(assignment, run):
    assert run(assignment(check("test_a", body="pytest.fail('no')")))["test_a"].status == "failed"


def test_a_marker_of_pytest_does_not_turn_a_failure_into_a_pass(assignment, run):
    for marker in ("xfail", "skip", "xfail(strict=False)"):
        public = f"@pytest.mark.{marker}\n" + check("test_a", body="assert student.predict(2) == 5")
        assert run(assignment(public))["test_a"].status in ("failed", "undetermined")


def test_the_error_of_a_fixture_is_the_outcome_of_the_check(assignment, run):
    fixture = "@pytest.fixture\ndef answer(student):\n    return student.todo(1)\n\n\n"
    outcomes = run(assignment(fixture + check("test_a", arguments="answer")))
    assert outcomes["test_a"].status == "not_attempted"
    broken = "@pytest.fixture\ndef answer():\n    1 / 0\n\n\n"
    assert run(assignment(broken + check("test_a", arguments="answer")))["test_a"].status == "undetermined"
    assert run(assignment(check("test_a", arguments="unknown")))["test_a"].status == "undetermined"


def test_a_message_is_cut_and_a_bare_assertion_has_one(assignment, run):
    public = check("test_a", body="assert False, 'x' * 10**6") + check("test_b", body="assert False")
    outcomes = run(assignment(public))
    assert len(outcomes["test_a"].message) == 2000
    assert outcomes["test_b"].message


@pytest.mark.parametrize("visibility", ["public", "hidden"])
def test_only_the_wanted_checks_run(assignment, run, visibility):
    outcomes = run(assignment(check("test_a")), visibilities=[visibility])
    assert [outcome.visibility for outcome in outcomes.values()] == [visibility]
    # They have the same points as among all checks.
    assert {outcome.max_score for outcome in outcomes.values()} == {2 if visibility == "public" else 3}


def test_the_fixtures_give_the_reference_the_profile_and_the_data(assignment, run):
    body = "assert (reference.fit(1), profile, data) == (3, 'mini', None)"
    outcomes = run(assignment(check("test_a", body=body, arguments="reference, profile, data")))
    assert outcomes["test_a"].status == "passed"


def test_a_failed_check_names_the_mistake_that_explains_its_calls(assignment, run):
    seen = []

    def name_mistake(failed, passed):
        seen.append({name: [(call.name, call.value) for call in calls] for name, calls in failed.items()})
        seen.append(set(passed))
        return {"test_a": ("doubled", "Did you double?")}

    public = check("test_a", '"predict", hint="think"', "assert student.predict(2) == 5") + check("test_b")
    outcomes = run(assignment(public), name_mistake)
    assert seen == [{"test_a": [("predict", 4)]}, {"test_b", "test_fit"}]
    assert (outcomes["test_a"].mistake, outcomes["test_a"].hint) == ("doubled", "Did you double?")
    assert (outcomes["test_b"].mistake, outcomes["test_b"].hint) == (None, "")


def test_a_hint_is_given_where_a_check_fails_and_no_mistake_is_known(assignment, run):
    public = check("test_a", '"predict", hint="think"', "assert student.predict(2) == 5")
    public += check("test_b", '"predict", hint="think"')
    outcomes = run(assignment(public))
    assert (outcomes["test_a"].hint, outcomes["test_b"].hint) == ("think", "")


def test_a_hint_about_values_is_left_out_where_the_kind_of_the_answer_is_wrong(assignment, run):
    hinted = '"predict", hint="think"'
    public = check(
        "test_kind",
        hinted,
        "from bareme.checks import assert_values; assert_values(student.predict(2), 'a', 'b')",
    )
    public += check("test_value", hinted, "assert_close(student.predict(2), 5)")
    outcomes = run(assignment(public))
    assert outcomes["test_kind"].message.endswith("but it returned a single one.")
    assert (outcomes["test_kind"].hint, outcomes["test_value"].hint) == ("", "think")


LOSSES = "assert_loss_decreases([3.0, 2.0, 1.0])"
GRID = "import numpy as np; x = np.arange(6.0); assert_close(student.predict(x), 3 * x)"


def test_a_public_check_that_fails_shows_where_the_values_differ(assignment, run):
    outcomes = run(assignment(check("test_a", body=GRID)))
    curves, comparison = outcomes["test_a"].evidence
    assert (curves.about, curves.abscissa, curves.x) == ("function", "argument", (0, 1, 2, 3, 4, 5))
    # 2 x in place of 3 x: wrong from index 1 on
    assert (comparison.first, comparison.wrong, comparison.rows[1].got) == ((1,), 5, "2")


def test_a_public_check_that_raised_or_ran_over_shows_the_line(assignment, run):
    public = "".join(check(f"test_{name}", body=STATUSES[name]) for name in ("error", "timeout"))
    outcomes = run(assignment(public))
    for name, line in (("error", 4), ("timeout", 7)):
        (place,) = outcomes[f"test_{name}"].evidence
        assert (place.cell, place.line) == (0, line)


@pytest.mark.parametrize("body", [GRID, LOSSES, *STATUSES.values()])
def test_a_hidden_check_has_no_evidence_whatever_became_of_it(assignment, run, body):
    head = "from bareme.checks import assert_loss_decreases\n"
    hidden = head + check("test_secret", '"fit"', body)
    outcome = run(assignment(check("test_a"), hidden))["test_secret"]
    assert (outcome.visibility, outcome.evidence) == ("hidden", ())


KEEPS = """
losses = [3.0, 2.0, 1.0]
def predict(x):
    if x > 10: losses[:] = [float(x)] * 2 + [0.0]
def fit(x): return x + 2
"""
READ = check("test_read", '"fit", points=1', "assert_loss_decreases(student.losses)")


@pytest.mark.parametrize(("argument", "shown"), [(1, [3, 2, 1]), (11, None)])
def test_a_variable_is_shown_unless_it_changed_after_a_hidden_check_called_the_code(
    assignment, sandboxes, argument, shown
):
    hidden = check("test_call", '"fit", points=2', f"student.predict({argument})") + READ
    found = assignment(check("test_a"), "from bareme.checks import assert_loss_decreases\n" + hidden)
    with sandboxes.session(KEEPS) as session:
        inputs = SuiteInputs(Student(session), SimpleNamespace(), "mini", {}, lambda failed, passed: {})
        run = run_suite(found, inputs)
    assert {outcome.status for outcome in run.outcomes} == {"passed"}
    assert [list(one.curves[0].values) for one in run.training["fit"]] == ([shown] if shown else [])


def test_the_evidence_of_one_check_is_not_that_of_the_next(assignment, run):
    body = f"with pytest.raises(AssertionError):\n        {GRID}"
    public = check("test_a", body=body)
    outcomes = run(assignment(public + check("test_b", body="assert False")))
    assert outcomes["test_a"].status == "passed"
    assert outcomes["test_a"].evidence == outcomes["test_b"].evidence == ()


def test_losses_that_a_public_check_judged_are_drawn_also_where_they_fall(assignment, run):
    head = "from bareme.checks import assert_loss_decreases\n"
    (curves,) = run(assignment(head + check("test_a", body=LOSSES)))["test_a"].evidence
    assert (curves.about, curves.curves[0].values) == ("losses", (3, 2, 1))


def test_nothing_beside_the_suite_has_a_part_in_it(assignment, run):
    found = assignment(check("test_a", body="assert student.predict(2) == 5"))
    folder = found.grader_folder
    (folder / "conftest.py").write_text("raise SystemExit('conftest ran')\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", encoding="utf-8")
    (folder / "test_other.py").write_text("raise SystemExit('other ran')\n", encoding="utf-8")
    outcomes = run(found)
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "test_a": "failed",
        "test_fit": "passed",
    }


@pytest.mark.parametrize("options", ["-k nothing", "--collect-only", "-x --maxfail=1", "--no-such-option"])
def test_the_pytest_options_of_whoever_grades_have_no_part_in_it(assignment, run, monkeypatch, options):
    monkeypatch.setenv("PYTEST_ADDOPTS", options)
    outcomes = run(assignment(check("test_a", body="assert student.predict(2) == 5")))
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "test_a": "failed",
        "test_fit": "passed",
    }


def test_a_suite_prints_nothing(assignment, run, capsys):
    run(assignment("import sys\nprint('loud')\n" + check("test_a", body="print('loud', file=sys.stderr)")))
    assert capsys.readouterr() == ("", "")


def test_two_runs_give_the_same_outcomes(assignment, run):
    public = check("test_a", body=STATUSES["failed"]) + check("test_b")

    def without_durations():
        return [o.model_copy(update={"duration_seconds": 0}) for o in run(found).values()]

    found = assignment(public)
    assert without_durations() == without_durations()


def test_the_exercises_of_the_tests_are_those_of_the_course():
    assert 'id = "predict"\ntitle = { en = "Predict" }\npoints = 2' in ASSIGNMENT
    assert 'id = "fit"\ntitle = { en = "Fit" }\npoints = 3' in ASSIGNMENT


def test_what_a_failed_check_saw_is_kept_only_as_far_as_there_is_room(assignment, sandboxes):
    hidden = "".join(
        check(f"test_{place}", '"fit"', f"assert len(student.fit({size} * 2**20)) == 1")
        for place, size in enumerate((100, 20, 100, 1))
    )
    seen = {}
    with sandboxes.session("def fit(size): return bytes(size)") as session:
        inputs = SuiteInputs(
            Student(session), SimpleNamespace(), "mini", {}, lambda failed, passed: seen.update(failed) or {}
        )
        run_suite(assignment(check("test_a"), hidden), inputs)
    assert sorted(seen) == ["test_0", "test_1"]
