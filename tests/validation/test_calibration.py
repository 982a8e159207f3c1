"""Thresholds are judged by runs of the solution and of its mistakes."""

import io
import json
import math
from pathlib import Path

import numpy as np
import pytest
from end_to_end.commands import assert_one_sentence, bareme
from rich.console import Console
from scipy.stats import binom

from bareme.checks import assert_accuracy
from bareme.checks.measurements import (
    Measurement,
    begin_check,
    collect_measurements,
    compute_binomial_error,
)
from bareme.cli.calibration_table import make_calibration_table
from bareme.course.course import Course
from bareme.course.solution import Mistake
from bareme.grading.release import write_release
from bareme.grading.setup import GradingOptions
from bareme.validation.calibration import Calibration
from bareme.validation.thresholds import (
    Run,
    judge_mistakes,
    judge_runs,
    judge_threshold,
    recommend,
    summarise,
)
from bareme.validation.validator import validate_assignment

ASSIGNMENT = """\
title = { en = "Luck" }

[[exercise]]
id = "guess"
title = { en = "Guess" }
points = 1
"""

# The first number of NumPy's legacy generator after each seed; its stream never changes.
WRONG = {0: 5, 1: 5, 2: 8, 3: 8}

SOLUTION = '''\
# %%
import numpy as np

wrong = int(np.random.randint(0, 10))

# %% exercise="guess"
def guess(count):
    """The class of each sample, which is False; some of the first are wrong."""
    # BEGIN SOLUTION
    return np.arange(count) < wrong
    # END SOLUTION
'''

HEAD = """\
import numpy as np
import pytest
from bareme.checks import assert_accuracy
"""


def check(name: str, at_least: float) -> str:
    return (
        '\n\n@pytest.mark.exercise("guess")\n'
        f'def {name}(student):\n    """enough are right"""\n'
        f"    assert_accuracy(student.guess(1000), np.zeros(1000, int), at_least={at_least})\n"
    )


def mistake(wrong: int, *breaks: str) -> str:
    return (
        f'"""{wrong} are wrong."""\n\nimport numpy as np\n\nBREAKS = {list(breaks)}\n\n\n'
        f"def guess(count):\n    return np.arange(count) < {wrong}\n"
    )


def write_course(folder: Path, checks: dict[str, float], mistakes: dict[str, str]) -> Course:
    files = {
        "graders/luck/assignment.toml": ASSIGNMENT,
        "graders/luck/test_public.py": HEAD + "".join(check(*item) for item in checks.items()),
        "solutions/luck.py": SOLUTION,
        **{f"graders/luck/mistakes/{name}.py": source for name, source in mistakes.items()},
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    course = Course(folder)
    write_release(course.assignment("luck"))
    return course


@pytest.fixture(scope="module")
def unfair(tmp_path_factory) -> Course:
    """The solution errs in 5 or 8 of 1000 samples, mistakes in 50 and 80."""
    checks = {"test_fair": 0.98, "test_strict": 0.99, "test_lax": 0.9}
    mistakes = {
        "five_percent": mistake(50, "test_fair", "test_strict"),
        "eight_percent": mistake(80, "test_fair", "test_strict", "test_lax"),
    }
    return write_course(tmp_path_factory.mktemp("unfair"), checks, mistakes)


def calibrate(course: Course, seeds: int) -> Calibration:
    found = validate_assignment(course.assignment("luck"), GradingOptions(), seeds=seeds, workers=1)
    assert found.calibration is not None
    return found.calibration


@pytest.fixture(scope="module")
def calibration(unfair) -> Calibration:
    return calibrate(unfair, 4)


def test_mean_and_deviation_are_those_of_the_seeds(calibration):
    fair = calibration.thresholds[0]
    assert (fair.check, fair.quantity, fair.threshold, fair.samples) == ("test_fair", "accuracy", 0.98, 1000)
    # 0.995, 0.995, 0.992 and 0.992: each 0.0015 from the mean
    assert fair.mean == pytest.approx(0.9935)
    assert fair.seed_deviation == pytest.approx(math.sqrt(4 * 0.0015**2 / 3))


def test_the_error_of_the_samples_is_binomial_and_adds_up_in_squares(calibration):
    fair = calibration.thresholds[0]
    # with two right and two wrong samples more, 997 and 994 of 1004 are right
    variances = [binom.var(1004, right / 1004) / 1004**2 for right in (997, 994)]
    assert fair.sample_error == pytest.approx(math.sqrt(sum(variances) / 2))
    assert fair.deviation == pytest.approx(0.0033703, rel=1e-4)
    assert fair.margin == pytest.approx((0.9935 - 0.98) / 0.0033703, rel=1e-4)
    # 0.9935 - 3 * 0.00337 = 0.9834, and the step is 0.002
    assert fair.recommended == 0.982


def test_what_each_mistake_reaches_is_listed_where_it_must_be_caught(calibration):
    fair, strict, lax = calibration.thresholds
    assert fair.mistakes == strict.mistakes == {"five_percent": 0.95, "eight_percent": 0.92}
    assert fair.best_mistake == "five_percent"
    assert lax.mistakes == {"eight_percent": 0.92}


def test_a_threshold_too_near_the_solution_or_below_a_mistake_is_a_problem(calibration):
    assert len(calibration.problems) == 2
    strict, lax = calibration.problems
    assert strict.startswith("test_strict asks for accuracy of at least 0.99; the solution reaches 0.9935")
    assert strict.endswith("so ask for at most 0.982.")
    assert lax == (
        "test_lax asks for accuracy of at least 0.9, and the mistake eight_percent, which it must catch, "
        "reaches 0.92; ask for more."
    )


def test_a_single_seed_has_the_error_of_its_samples_alone(unfair):
    fair = calibrate(unfair, 1).thresholds[0]
    assert (fair.mean, fair.seed_deviation) == (1 - WRONG[0] / 1000, 0.0)
    assert fair.deviation == pytest.approx(math.sqrt(binom.var(1004, 997 / 1004)) / 1004)


def test_the_table_has_the_lowest_margin_and_the_command_fails(unfair, calibration):
    done = bareme("validate", "--calibrate", 4, "--workers", 1, cwd=unfair.root, env={"COLUMNS": "160"})
    assert done.returncode == 1, done.stderr
    heading, row = done.stdout.splitlines()[:2]
    assert "margin" in heading
    # (0.9935 - 0.99) / 0.00337; and validate itself finds the mistake that test_lax lets pass
    assert row.split()[-3:] == ["1.0", "3", "problems"]
    assert "luck, profile mini, 4 seeds" in done.stdout
    assert "five_percent" in done.stdout
    for problem in calibration.problems:
        assert f"luck: {problem}\n" in done.stdout


def test_fair_thresholds_are_valid_and_all_of_it_comes_as_json(tmp_path):
    course = write_course(tmp_path, {"test_fair": 0.98}, {"five_percent": mistake(50, "test_fair")})
    done = bareme("validate", "--calibrate", 2, "--json", "--workers", 1, cwd=course.root)
    (validation,) = json.loads(done.stdout)
    assert (done.returncode, validation["problems"]) == (0, [])
    calibration = validation["calibration"]
    assert (calibration["profile"], calibration["seeds"]) == ("mini", 2)
    (threshold,) = calibration["thresholds"]
    assert threshold["mean"] == pytest.approx(0.995)
    assert threshold["mistakes"] == {"five_percent": 0.95}
    assert calibration["lowest_margin"] == threshold["margin"] > 3


@pytest.mark.parametrize(("count", "rule"), [("0", "greater than or equal to 1"), ("x", "valid integer")])
def test_another_number_of_seeds_is_wrong_usage(tmp_path, count, rule):
    assert_one_sentence(bareme("validate", "--calibrate", count, cwd=tmp_path), "--calibrate", rule)


def test_the_seed_decides_what_the_oracle_says():
    assert {seed: np.random.RandomState(seed).randint(0, 10) for seed in WRONG} == WRONG


# 15 of 16 and 3 of 4 are right
LABELS = np.array([0] * 16 + [1] * 4)
PREDICTIONS = np.array([0] * 15 + [1] * 4 + [0])


@pytest.mark.parametrize("at_least", [0.5, 0.95])
def test_an_accuracy_is_announced_whether_it_is_enough_or_not(at_least):
    with collect_measurements() as measured:
        begin_check("test_it")
        try:
            assert_accuracy(PREDICTIONS, LABELS, at_least=at_least, balanced=0.8)
        except AssertionError:
            assert at_least == 0.95
    plain, balanced = measured["test_it"]
    assert (plain.quantity, plain.value, plain.threshold, plain.samples) == ("accuracy", 0.9, at_least, 20)
    # 20 of 24
    assert plain.error == pytest.approx(math.sqrt(20 / 24 * 4 / 24 / 24))
    assert (balanced.quantity, balanced.value, balanced.threshold) == ("balanced accuracy", 0.84375, 0.8)
    # one right and one wrong sample more for each of the two classes: 16 of 18, 4 of 6
    assert balanced.error == pytest.approx(math.sqrt(16 / 18 * 2 / 18 / 18 + 4 / 6 * 2 / 6 / 6) / 2)


def test_nothing_is_kept_that_is_not_recorded():
    assert_accuracy(PREDICTIONS, LABELS, at_least=0.5)
    with collect_measurements() as measured:
        pass
    assert measured == {}


def test_the_error_of_a_large_sample_is_the_binomial_one():
    assert compute_binomial_error(900_000, 1_000_000) == pytest.approx(
        binom.std(1_000_000, 0.9) / 1_000_000, rel=1e-4
    )


def test_samples_without_errors_are_not_certain():
    # 3 standard errors against the rule of three: none wrong of 300 allows for 1 % at 95 % confidence
    assert 0.01 < 3 * compute_binomial_error(300, 300) < 0.02


@pytest.mark.parametrize(
    ("mean", "deviation", "expected"),
    [(0.97, 0.0021, 0.962), (0.9, 0.05, 0.75), (0.983, 0.01, 0.95), (0.1, 0.05, 0.0), (0.987, 0.0065, 0.965)],
)
def test_the_recommended_threshold_is_rounded_down_by_less_than_a_deviation(mean, deviation, expected):
    assert recommend(mean, deviation) == expected


def reached(value: float, status: str) -> Run:
    return Run({"test_it": status}, {"test_it": [Measurement("accuracy", value, 0.5, 100, 0.01)]})


def test_a_mistake_that_the_check_catches_by_something_else_does_not_count():
    wrong = Mistake(name="slow", hint="", breaks=("test_it",), functions=("f",), source="")
    for status, expected in (("failed", {}), ("passed", {"slow": 0.9})):
        (threshold,) = summarise([reached(0.95, "passed")], {wrong: reached(0.9, status)})
        assert threshold.mistakes == expected
        assert len(list(judge_threshold(threshold, 1))) == len(expected)


def test_a_solution_that_fails_with_some_seeds_is_a_problem():
    runs = [reached(0.95, "passed"), reached(0.4, "failed"), reached(0.95, "passed"), reached(0.3, "failed")]
    (problem,) = judge_runs(runs)
    assert problem.startswith("the solution does not pass test_it (failed) with the seeds 1, 3;")


def test_a_mistake_that_could_not_be_measured_is_a_problem_and_one_that_raised_is_none():
    wrong = Mistake(name="slow", hint="", breaks=("test_it",), functions=("f",), source="")
    for status, count in (("timeout", 1), ("undetermined", 1), ("error", 0), ("failed", 0)):
        problems = list(
            judge_mistakes({wrong: Run({"test_it": status, "test_other": status}, {})}, {"test_it"})
        )
        assert len(problems) == count
        assert all("what the mistake slow reaches in test_it is not known" in problem for problem in problems)


def test_no_problem_is_left_where_the_recommended_threshold_is_taken():
    for mean, deviation in ((0.987, 0.0065), (0.9, 0.05), (0.9935, 0.0033703)):
        taken = recommend(mean, deviation)
        run = Run({}, {"test_it": [Measurement("accuracy", mean, taken, 100, deviation)]})
        (threshold,) = summarise([run], {})
        assert list(judge_threshold(threshold, 1)) == []


def test_a_check_keeps_its_whole_name_on_a_terminal_of_80_columns():
    name = "test_held_out_balanced_accuracy[mini]"
    run = Run({}, {name: [Measurement("accuracy", 0.9, 0.5, 100, 0.01)]})
    calibration = Calibration("mini", 1, tuple(summarise([run], {})), ())
    console = Console(width=80, file=io.StringIO())
    console.print(make_calibration_table("luck", calibration))
    _, check, headings, numbers = console.file.getvalue().splitlines()
    assert check.startswith(f"{name}: ")
    assert [len(line.split("  ")) > 5 for line in (headings.strip(), numbers.strip())] == [True, True]
    assert "0.9000" in numbers
