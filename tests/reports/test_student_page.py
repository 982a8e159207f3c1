"""The student's page, read as a browser would."""

from __future__ import annotations

import itertools
import re

import pytest
from pages import TEMPLATES, Page
from sample_results import (
    cells,
    check,
    checks,
    perfect_result,
    sample_result,
    undetermined_result,
    unreadable_result,
)

from bareme.errors import InputError
from bareme.reports.student_page import render_student_page
from bareme.results.evidence import Comparison, CurvePlot, DifferenceRow, EvidenceCurve, Heatmap
from bareme.results.result import CellRecord, ExerciseScore, Result


def page(result: Result, language: str = "en") -> Page:
    return Page(render_student_page(result, language=language, template_folders=TEMPLATES))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("result", [sample_result(), perfect_result(), undetermined_result()])
def test_a_page_is_well_formed_with_one_h1_and_unique_ids(result: Result, language: str) -> None:
    shown = page(result, language)
    assert shown.open_tags == []
    assert shown.misnested == []
    assert shown.tags["h1"] == shown.tags["main"] == 1
    identifiers = shown.values("id")
    assert len(identifiers) == len(set(identifiers))


def test_a_page_has_no_script_and_asks_for_nothing_from_outside() -> None:
    shown = page(sample_result())
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(shown.tags)
    assert not [name for _, name in shown.shapes if name in {"src", "srcset", "action"}]
    assert "url(" not in shown.raw["style"]
    assert "@import" not in shown.raw["style"]
    [policy] = [value for value in shown.values("content") if "default-src" in value]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "script-src" not in policy


def test_every_link_within_the_page_leads_somewhere() -> None:
    shown = page(sample_result())
    anchors = {value[1:] for value in shown.values("href") if value.startswith("#")}
    assert {"main", "exercise-sigmoid", "cell-6", "written-derivation"} <= anchors
    assert anchors <= set(shown.values("id"))
    labels = {part for value in shown.values("aria-labelledby") for part in value.split()}
    assert labels <= set(shown.values("id"))


def test_headings_never_skip_a_level() -> None:
    levels = [int(tag[1]) for tag, _ in page(sample_result()).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    # An answer's own headings start at level 4, whatever is above.
    assert all(after - before <= 2 for before, after in itertools.pairwise(levels))


def test_a_pending_answer_makes_the_mark_provisional_between_two_bounds() -> None:
    # 3 of 15 points are earned and 3 are pending: 3/18 to 6/18 of 20.
    text = page(sample_result()).text
    assert "3.33 – 6.67 / 20 provisional" in text
    assert "3 of the 15 points decided; 3 to be marked by a person." in text


@pytest.mark.parametrize(("language", "said"), [("en", "Public checks"), ("fr", "Tests publics")])
def test_points_of_public_checks_alone_are_no_mark(language: str, said: str) -> None:
    text = page(sample_result(public_only=True, pending=0.0, written=()), language).text
    assert f"{said} 3 / 15" in text
    assert "Your mark" not in text
    assert "Votre note" not in text


def test_points_are_written_as_the_language_does() -> None:
    assert "3,33 – 6,67 / 20" in page(sample_result(), "fr").text


def test_a_settled_mark_is_not_called_provisional() -> None:
    # 17.5 of 18 points give 19.44 of 20.
    text = page(perfect_result()).text
    assert "19.44 / 20" in text
    assert "provisional" not in text
    assert "Nothing is left to correct" in text


def test_a_mark_that_is_not_determined_is_said_not_to_be_the_students_fault() -> None:
    text = page(undetermined_result()).text
    assert "Not yet determined" in text
    assert "not in your work" in text
    assert "The error is ours, not yours" in text
    assert "The sandbox could not be opened" not in text


@pytest.mark.parametrize("status", ["unreadable", "missing"])
def test_a_page_without_anything_to_grade_says_why_and_accuses_nobody(status: str) -> None:
    shown = page(unreadable_result(status=status))
    assert (shown.open_tags, shown.misnested) == ([], [])
    assert "'zeno-of-elea.ipynb' is a web page." in shown.text
    assert "hand that file in" in shown.text
    for words in ("on our side", "checks passed", "not attempted", "points", "/ 20"):
        assert words not in shown.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_message_of_a_hidden_check_is_nowhere_in_the_page(language: str) -> None:
    html = render_student_page(sample_result(), language=language, template_folders=TEMPLATES)
    assert "SECRET" not in html
    assert "What does <code>np.exp</code> return for a large number?" in html
    assert "Expected 0.880797" in html


@pytest.mark.parametrize("status", ["failed", "error", "timeout", "not_attempted", "undetermined"])
def test_no_status_shows_the_message_or_the_case_of_a_hidden_check(status: str) -> None:
    hidden = check("test_x[SECRET-CASE]", "sigmoid", "a title", status, visibility="hidden", message="SECRET")
    html = render_student_page(sample_result(checks=(hidden,)), language="en", template_folders=TEMPLATES)
    assert "SECRET" not in html
    assert "a title" in html


def test_a_named_mistake_is_what_happened_and_another_hint_is_a_hint() -> None:
    text = page(sample_result()).text
    assert "What happened You left out the minus sign" in text
    assert "Hint Is there a loop" in text


def test_what_passed_and_what_was_not_tried_is_folded_and_the_rest_is_open() -> None:
    shown = page(sample_result())
    assert "2 checks passed prepare returns (N, 784) and (N,)" in shown.text
    assert "1 check passed sigmoid(0) is one half" in shown.text
    assert "2 checks not attempted accuracy of a known case" in shown.text
    # Three of checks, the code of the two exercises without anything to correct, and the notebook.
    assert shown.tags["details"] == 6
    assert not [attributes for tag, attributes in shown.elements if tag == "details" and "open" in attributes]


def test_a_status_is_always_a_word_and_a_sign() -> None:
    shown = page(sample_result())
    for word in ("passed", "not yet right", "raised an error", "took too long", "not attempted"):
        assert word in shown.text
    assert shown.tags["svg"] == 2 * len(checks())


def test_the_students_own_lines_are_numbered_as_in_the_submitted_script() -> None:
    script = CellRecord(index=0, kind="code", source="x = 1\ny = 2", status="ok", line=41)
    exercise = ExerciseScore(id="sigmoid", title={"en": "Sigmoid"}, score=0, max_score=1, cells=(0,))
    shown = page(sample_result(cells=(script,), exercises=(exercise,)))
    assert "Cell 1, from line 41" in shown.text
    assert "counter-reset:line 40" in shown.values("style")


def test_an_exercise_without_a_known_cell_says_so() -> None:
    exercise = ExerciseScore(id="sigmoid", title={"en": "Sigmoid"}, score=0, max_score=1, cells=(99,))
    assert "We did not find which cell" in page(sample_result(exercises=(exercise,))).text


def test_a_stub_is_not_listed_among_the_cells_that_broke() -> None:
    text = page(sample_result()).text
    broken = text[text.index("Cells that did not run") : text.index("The notebook as it ran")]
    assert "Cell 6 took too long" in broken
    assert "Cell 8 raised an error" in broken
    assert "Cell 7" not in broken


def test_terminal_sequences_do_not_reach_the_page() -> None:
    html = render_student_page(sample_result(), language="en", template_folders=TEMPLATES)
    assert "\x1b" not in html
    assert "[32m" not in html
    assert "step 0" in html


def test_an_enormous_notebook_is_cut_and_the_page_says_so() -> None:
    big = tuple(CellRecord(index=k, kind="code", source="x = 1\n" * 4000, status="ok") for k in range(200))
    html = render_student_page(sample_result(cells=big), language="en", template_folders=TEMPLATES)
    assert "too long to be shown in full" in html
    assert len(html) < 6_000_000


def test_a_page_stays_below_500_kb_without_its_notebook_whatever_is_in_it() -> None:
    sums = "1+" * 20_000 + "1"  # each sign becomes an element
    cells = tuple(CellRecord(index=k, kind="code", source=sums, status="ok") for k in range(50))
    exercises = tuple(
        ExerciseScore(id=f"e{k}", title={}, score=0, max_score=1, cells=tuple(range(5 * k, 5 * k + 5)))
        for k in range(10)
    )
    levels = tuple(tuple((row + column) % 5 for column in range(24)) for row in range(24))
    row = DifferenceRow(index=(10**6, 10**6), expected="1" * 40, got="2" * 40, right=False)
    comparison = Comparison(
        name="n" * 120,
        shape=(10**6, 10**6),
        wrong=7,
        first=(0, 0),
        rows=(row,) * 9,
        heat=Heatmap(levels=levels, block=(50_000, 50_000)),
    )
    heights = tuple(k % 7 / 7 for k in range(200))
    drawn = tuple(EvidenceCurve(name=name, values=heights) for name in ("expected", "got"))
    curves = CurvePlot(about="function", name="n" * 120, x=tuple(map(float, range(200))), curves=drawn)
    outcomes = tuple(
        check(
            f"test_{k}",
            f"e{k % 10}",
            "a title",
            "failed",
            message="m" * 2000,
            hint="h" * 500,
            evidence=(curves, comparison),
        )
        for k in range(12)
    )
    html = render_student_page(
        sample_result(cells=cells, exercises=exercises, checks=outcomes),
        language="fr",
        template_folders=TEMPLATES,
    )
    assert "trop long pour être montré ici" in html
    assert len(html.partition('<details class="notebook">')[0].encode()) < 500_000


def test_remarks_on_the_submission_are_shown() -> None:
    assert "read as Latin-1" in page(sample_result(notes=("The file was read as Latin-1.",))).text
    found = page(sample_result(notes=("The name `range` was given away in cell 3.",)))
    assert "The name range was given away" in found.text


def test_equal_results_give_equal_pages_also_after_a_trip_through_json() -> None:
    result = sample_result()
    again = Result.model_validate_json(result.to_json())
    first, second = (
        render_student_page(value, language="en", template_folders=TEMPLATES) for value in (result, again)
    )
    assert first == second


def test_an_exercise_of_which_nothing_was_tried_is_marked_apart() -> None:
    shown = page(sample_result())
    classes = [value for value in shown.values("class") if "exercise-" in value]
    assert classes.count("exercise exercise-missing") == 1
    assert classes.count("exercise exercise-done") == 1


def test_an_unknown_language_is_one_sentence() -> None:
    with pytest.raises(InputError, match="choose one of"):
        page(sample_result(), "xx")


def test_a_submission_with_written_answers_only_has_a_page() -> None:
    shown = page(sample_result(checks=(), score=0.0, max_score=0.0, grade=0.0, cells=cells()))
    assert "0 – 20 / 20" in shown.text


def test_an_outcome_that_rests_on_an_unverified_model_says_so() -> None:
    outcome = check("test_accuracy", "accuracy", "the model is good enough", unverified=True)
    assert "could not be verified" in page(sample_result(checks=(outcome,))).text
    verified = outcome.model_copy(update={"unverified": False})
    assert "could not be verified" not in page(sample_result(checks=(verified,))).text


@pytest.mark.parametrize("because_of", ["sigmoid", "test_root", "gone"])
def test_a_check_that_was_not_run_is_lost_because_of_another(because_of: str) -> None:
    titles = {"sigmoid": "Sigmoid", "test_root": "the root of it all", "gone": "gone"}
    outcomes = (
        check("test_root", "sigmoid", "the root of it all", "failed"),
        check("test_a", "training", "a title", "failed", message="Not run.", because_of=because_of),
    )
    shown = page(sample_result(checks=outcomes)).text
    assert f"Skipped because “{titles[because_of]}”" in shown
    assert shown.count("Skipped because") == 1
    assert "car il a besoin de «" in page(sample_result(checks=outcomes), "fr").text
