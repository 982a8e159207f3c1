"""What to do next, and in which order."""

from __future__ import annotations

from sample_results import cells, check, checks, exercises, perfect_result, sample_result, undetermined_result

from bareme.i18n.catalogs import translations
from bareme.reports.advice import next_steps
from bareme.reports.labels import STATUS_WORDS, summary_sentence
from bareme.results.result import CellRecord, CellStatus, ExerciseScore


def code(index: int, source: str, message: str = "") -> CellRecord:
    """A cell that ran, or that raised this."""
    status: CellStatus = "error" if message else "ok"
    return CellRecord(index=index, kind="code", source=source, status=status, message=message)


def exercise(name: str, *cells: int) -> ExerciseScore:
    return ExerciseScore(id=name, title={"en": name.upper()}, score=0, max_score=1, cells=cells)


def anchors(**changes: object) -> list[str]:
    return [step.anchor for step in next_steps(sample_result(written=(), **changes), "en")]


CHAIN = (
    code(0, "def sigmoid(z): return 1 / (1 + np.exp(z))"),
    code(1, "def neuron(X, W): return sigmoid(X @ W)"),
    code(2, "def show(y): plt.plot(y)"),
    code(3, "y = neuron(X, np.zeros(3))"),
)
EXERCISES = (exercise("sigmoid", 0), exercise("neuron", 1), exercise("show", 2), exercise("use", 3))


def test_the_exercise_that_others_need_comes_first_whatever_its_points() -> None:
    outcomes = (
        check("test_a", "sigmoid", "a", "failed", hint="mind the sign"),
        check("test_b", "neuron", "b", "failed", max_score=2.0),
        check("test_c", "show", "c", "failed", max_score=5.0),
        check("test_d", "use", "d", "failed", max_score=9.0, hint="about something else"),
    )
    steps = next_steps(sample_result(checks=outcomes, exercises=EXERCISES, cells=CHAIN, written=()), "en")
    assert [step.anchor for step in steps] == [
        "exercise-sigmoid",  # neuron and use need it
        "exercise-neuron",  # use needs it
        "exercise-show",  # needs none of them
        "exercise-use",
    ]
    assert steps[0].text == "mind the sign"
    assert steps[3].text == "It uses “SIGMOID”, which may be the cause."


def test_a_mistake_of_an_exercise_is_its_own_unless_the_one_that_it_uses_has_it_too() -> None:
    def texts(hint: str) -> list[str]:
        outcomes = (
            check("test_a", "sigmoid", "a", "failed", hint="no minus", mistake="minus"),
            check("test_b", "neuron", "b", "failed", hint=hint, mistake="m"),
        )
        result = sample_result(checks=outcomes, exercises=EXERCISES, cells=CHAIN, written=())
        return [step.text for step in next_steps(result, "en")]

    assert texts("no bias") == ["no minus", "no bias"]
    assert texts("no minus") == ["no minus", "It uses “SIGMOID”, which may be the cause."]


def test_what_only_has_the_same_name_inside_a_function_is_not_needed() -> None:
    cells = (code(0, "def f(a): return a"), code(1, "def g(f): return f + 1"))
    outcomes = (
        check("test_a", "f", "a", "failed", hint="a"),
        check("test_b", "g", "b", "failed", hint="b", max_score=2.0),
    )
    found = anchors(checks=outcomes, exercises=(exercise("f", 0), exercise("g", 1)), cells=cells)
    assert found == ["exercise-g", "exercise-f"]


def test_a_stub_that_a_wrong_exercise_needs_comes_before_it() -> None:
    outcomes = (check("test_a", "sigmoid", "a", "not_attempted"), check("test_b", "neuron", "b", "error"))
    assert anchors(checks=outcomes, exercises=EXERCISES, cells=CHAIN) == [
        "exercise-sigmoid",
        "exercise-neuron",
    ]


def test_a_cell_is_a_step_only_if_it_stopped_by_its_own_fault() -> None:
    cells = (
        code(0, "def sigmoid(z):\n    raise NotImplementedError"),
        code(1, "a = sigmoid(1.0)", "NotImplementedError: "),
        code(2, "b = a + 1", "NameError: name 'a' is not defined"),
        code(3, "plot(sigmoid(b)[0])", "TypeError: 'NoneType' object is not subscriptable"),
        code(4, "data = load_dataset()", "ModuleNotFoundError: No module named 'lr_utils'"),
        code(5, "print(data)", "NameError: name 'data' is not defined"),
        code(6, "scale = 1 / 0", "ZeroDivisionError: division by zero"),
        code(7, "def neuron(x): return scale * x"),
        code(8, "plt.plot(loses)", "NameError: name 'loses' is not defined"),
    )
    outcomes = (check("test_a", "sigmoid", "a", "not_attempted"), check("test_b", "neuron", "b", "error"))
    exercises = (exercise("sigmoid", 0), exercise("neuron", 7))
    assert anchors(checks=outcomes, exercises=exercises, cells=cells) == [
        "cell-7",  # neuron needs it
        "exercise-neuron",
        "exercise-sigmoid",
        "cell-5",  # a module that is not there
        "cell-9",  # costs nothing
    ]
    passed = (check("test_a", "sigmoid", "a"), check("test_b", "neuron", "b"))
    assert anchors(checks=passed, exercises=exercises, cells=cells) == []


def test_the_sample_has_its_exercises_by_points_and_the_cell_that_costs_nothing_last() -> None:
    steps = next_steps(sample_result(), "en")
    assert [(step.kind, step.anchor, step.points) for step in steps] == [
        ("wrong", "exercise-gradients", 3),
        ("wrong", "exercise-training", 3),
        ("wrong", "exercise-sigmoid", 2),
        ("missing", "exercise-accuracy", 4),
        ("cell", "cell-8", 0),
    ]


def test_a_diagnosis_goes_before_the_hint_that_is_the_same_for_every_answer() -> None:
    outcomes = (
        check("test_a", "sigmoid", "a", "failed", hint="a hint", message="y should be 1, not 2."),
        check(
            "test_b", "sigmoid", "b", "failed", hint="b", message="dW is wrong.\nIt looks 4 times too large."
        ),
    )
    [step] = next_steps(sample_result(checks=outcomes, cells=(), written=()), "en")
    assert step.text == "dW is wrong. It looks 4 times too large."
    hidden = tuple(outcome.model_copy(update={"visibility": "hidden"}) for outcome in outcomes)
    [step] = next_steps(sample_result(checks=hidden, cells=(), written=()), "en")
    assert step.text == "a hint"


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


def test_an_unanswered_question_is_the_last_step_that_has_points() -> None:
    [answer] = sample_result().written
    missing = answer.model_copy(update={"status": "not_attempted"})
    steps = next_steps(sample_result(written=(missing,)), "en")
    assert [(step.anchor, step.points) for step in steps[-2:]] == [("written-derivation", 3), ("cell-8", 0)]


def test_a_hidden_message_is_never_advice() -> None:
    outcomes = tuple(outcome.model_copy(update={"hint": ""}) for outcome in checks())
    steps = next_steps(sample_result(checks=outcomes, exercises=exercises(outcomes), cells=cells()), "en")
    assert not [step for step in steps if "SECRET" in step.text]


def test_a_cell_that_broke_is_told_what_happened_and_what_to_change() -> None:
    broken = cells()[5].model_copy(
        update={"status": "error", "message": "NameError: name 'xrange' is not defined"}
    )
    outcome = check("test_a", "sigmoid", "a", "failed")
    step = next_steps(
        sample_result(checks=(outcome,), exercises=(exercise("sigmoid"),), cells=(broken,)), "en"
    )[-1]
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
