"""What to do next, and in which order."""

from __future__ import annotations

from sample_results import cells, check, checks, exercises, perfect_result, sample_result, undetermined_result

from bareme.i18n.catalogs import translations
from bareme.reports.advice import next_steps
from bareme.reports.labels import STATUS_WORDS, summary_sentence


def test_broken_cells_come_first_then_the_most_points_then_what_was_not_tried() -> None:
    steps = next_steps(sample_result(), "en")
    assert [step.kind for step in steps] == ["cell", "cell", "wrong", "wrong", "wrong", "missing"]
    assert [step.anchor for step in steps] == [
        "cell-6",
        "cell-8",
        "exercise-gradients",  # 3 points to gain
        "exercise-training",  # 3 points, later in the assignment
        "exercise-sigmoid",  # 2 points
        "exercise-accuracy",
    ]
    assert [step.points for step in steps] == [0, 0, 3, 3, 2, 4]


def test_the_advice_of_a_named_mistake_goes_before_other_hints() -> None:
    outcomes = (
        check("test_a", "sigmoid", "a", "failed", hint="a general hint"),
        check("test_b", "sigmoid", "b", "failed", hint="what happened", mistake="no_minus"),
    )
    [step] = next_steps(sample_result(checks=outcomes, cells=()), "en")
    assert step.text == "what happened"


def test_a_check_without_a_hint_is_named_by_its_title() -> None:
    outcomes = (check("test_a", "sigmoid", "sigmoid(0) is one half", "failed"),)
    [step] = next_steps(sample_result(checks=outcomes, cells=()), "fr")
    assert "sigmoid(0) is one half" in step.text
    assert step.title == "Sigmoïde"


def test_a_perfect_submission_has_nothing_to_do() -> None:
    assert next_steps(perfect_result(), "en") == ()


def test_what_bareme_could_not_decide_is_no_work_for_the_student() -> None:
    anchors = [step.anchor for step in next_steps(undetermined_result(), "en")]
    assert "exercise-training" not in anchors


def test_an_unanswered_question_is_the_last_step() -> None:
    [answer] = sample_result().written
    missing = answer.model_copy(update={"status": "not_attempted"})
    steps = next_steps(sample_result(written=(missing,)), "en")
    assert steps[-1].anchor == "written-derivation"
    assert steps[-1].points == 3


def test_a_hidden_message_is_never_advice() -> None:
    outcomes = tuple(outcome.model_copy(update={"hint": ""}) for outcome in checks())
    steps = next_steps(sample_result(checks=outcomes, exercises=exercises(outcomes), cells=cells()), "en")
    assert not [step for step in steps if "SECRET" in step.text]


def test_a_cell_that_broke_is_told_what_happened_and_what_to_change() -> None:
    broken = cells()[5].model_copy(
        update={"status": "error", "message": "NameError: name 'xrange' is not defined"}
    )
    [step] = next_steps(sample_result(checks=(), exercises=(), cells=(broken,)), "en")
    assert step.text == (
        "NameError: name 'xrange' is not defined `xrange` exists only in Python 2: write `range`."
    )


def test_what_to_change_goes_before_the_text_of_an_error_and_after_a_named_mistake() -> None:
    raised = "Your code raised AttributeError: module 'numpy' has no attribute 'float'."
    outcome = check("test_a", "sigmoid", "a", "error", message=raised)
    [step] = next_steps(sample_result(checks=(outcome,), cells=()), "fr")
    assert step.text == "NumPy 2 n’a plus `np.float`\N{NO-BREAK SPACE}: écrivez `float`."
    named = check("test_b", "sigmoid", "b", "failed", hint="what happened", mistake="no_minus")
    [step] = next_steps(sample_result(checks=(outcome, named), cells=()), "fr")
    assert step.text == "what happened"


def test_what_a_hidden_check_raised_is_not_looked_up() -> None:
    outcome = check(
        "test_a", "sigmoid", "a", "error", visibility="hidden", message="No module named 'SECRET'"
    )
    steps = next_steps(sample_result(checks=(outcome,), cells=()), "en")
    assert "SECRET" not in steps[0].text


def test_the_summary_counts_each_status_once() -> None:
    assert summary_sentence(sample_result(), "en") == (
        "3 of 10 checks passed; 3 are not yet right, 1 raised an error, 1 took too long, 2 are not attempted."
    )
    assert summary_sentence(perfect_result(), "en") == "10 of 10 checks passed."


def test_every_status_has_another_word_in_each_language() -> None:
    for language in ("en", "fr"):
        words = [translations(language).gettext(word) for word in STATUS_WORDS.values()]
        assert len(set(words)) == len(STATUS_WORDS)


def test_what_was_lost_because_of_another_exercise_is_won_back_there() -> None:
    outcomes = (
        check("test_a", "gradients", "a", "failed", hint="mind the sign"),
        check("test_b", "training", "b", "failed", because_of="gradients"),
    )
    [step] = next_steps(sample_result(checks=outcomes, cells=(), written=()), "en")
    assert step.anchor == "exercise-gradients"
