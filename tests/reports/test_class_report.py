"""The class report, its numbers worked by hand."""

from __future__ import annotations

import pytest
from pages import TEMPLATES, Page
from sample_results import (
    check,
    perfect_result,
    sample_class,
    sample_result,
    undetermined_result,
    unreadable_result,
)

from bareme.errors import InputError
from bareme.reports.class_report import render_class_report
from bareme.reports.class_statistics import class_numbers
from bareme.reports.item_analysis import items
from bareme.reports.triage import triage
from bareme.results.result import CellRecord, ExerciseScore, Result, StudentRecord, in_order


def page(results: tuple[Result, ...], language: str = "en") -> Page:
    return Page(render_class_report(results, language=language, template_folders=TEMPLATES))


def graded(identifier: str, grade: float | None) -> Result:
    return sample_result(
        student=StudentRecord(id=identifier, name=identifier), grade=grade, pending=0.0, cells=()
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_report_is_well_formed_with_unique_ids_and_resolved_labels(language: str) -> None:
    shown = page(sample_class(), language)
    assert shown.open_tags == []
    assert shown.misnested == []
    identifiers = shown.values("id")
    assert len(identifiers) == len(set(identifiers))
    labels = {part for value in shown.values("aria-labelledby") for part in value.split()}
    assert labels <= set(identifiers)


def test_grades_are_averaged_over_those_that_there_are() -> None:
    numbers = class_numbers((graded("a", 4.0), graded("b", 10.0), graded("c", 16.0), graded("d", None)))
    assert (numbers.mean, numbers.median, numbers.submissions) == ((10.0, 10.0), (10.0, 10.0), 4)


def test_the_numbers_of_a_class_are_ranges_while_grades_are_provisional() -> None:
    # 3 points of 18, and 3 to be marked: 3.33 to 6.67 of 20. The other is settled.
    numbers = class_numbers((sample_result(), graded("b", 10.0)))
    assert numbers.mean == pytest.approx(((10 + 10 / 3) / 2, (10 + 20 / 3) / 2), abs=1e-3)
    assert [bin.count for bin in numbers.bins] == [0, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert "6.67 – 8.33" in page((sample_result(), graded("b", 10.0))).text


def test_a_grade_on_an_edge_counts_in_the_upper_bin_and_full_marks_in_the_last() -> None:
    numbers = class_numbers([graded(str(k), grade) for k, grade in enumerate((0.0, 1.99, 2.0, 19.0, 20.0))])
    assert [bin.count for bin in numbers.bins] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert (numbers.bins[0].low, numbers.bins[-1].high) == (0.0, 20.0)


def test_a_class_without_a_grade_has_a_report() -> None:
    shown = page((undetermined_result(),))
    assert "median" not in shown.text
    assert "not determined" in shown.text


def test_who_has_nothing_to_grade_has_a_row_with_the_reason_and_is_counted() -> None:
    everybody = (*sample_class(), unreadable_result())
    numbers = class_numbers(everybody)
    assert (numbers.graded, numbers.undetermined, numbers.unreadable, numbers.missing) == (2, 1, 1, 0)
    shown = page(everybody)
    assert "Zeno of Elea'zeno-of-elea.ipynb' is a web page." in shown.text
    assert "Zeno of Elea the file cannot be read" in shown.text
    assert shown.values("data-kinds").count("first unreadable") == 1
    assert {entry.reasons for entry in triage(everybody, "en") if entry.result.status == "unreadable"} == {
        ("the file cannot be read",)
    }


def test_the_rate_of_a_check_leaves_out_what_could_not_be_decided() -> None:
    [item] = [item for item in items(in_order(sample_class())) if item.id == "test_train_falls"]
    assert item.rate == 0.5  # one passed, one ran over, one undetermined
    [item] = [item for item in items(in_order(sample_class())) if item.id == "test_sigmoid_values"]
    assert item.rate == pytest.approx(1 / 3)
    [mistake] = item.mistakes
    assert (mistake.name, mistake.count) == ("sigmoid_without_minus", 2)


def test_undetermined_submissions_are_looked_at_before_those_that_ran_over() -> None:
    assert [entry.result.student.id for entry in triage(in_order(sample_class()), "en")] == [
        "turing-alan",
        "lovelace-ada",
    ]


def test_what_rests_on_an_unverified_model_is_looked_at_last() -> None:
    claimed = check("test_a", "accuracy", "a title", unverified=True)
    claims = perfect_result(checks=(claimed,), student=StudentRecord(id="a-first", name="A"))
    results = in_order((claims, *sample_class()))
    assert [entry.result.student.id for entry in triage(results, "en")] == [
        "turing-alan",
        "lovelace-ada",
        "a-first",
    ]
    assert "depends on an unverified model" in page((claims,)).text


def test_every_student_links_to_the_own_page() -> None:
    links = [target for target in page(sample_class()).values("href") if target.startswith("students/")]
    assert set(links) == {
        f"students/{name}/feedback.html" for name in ("lovelace-ada", "noether-emmy", "turing-alan")
    }


def test_a_student_id_cannot_leave_the_folder_of_students() -> None:
    student = StudentRecord(id='../../etc/passwd" onclick="x', name="x")
    [link] = {
        target for target in page((sample_result(student=student),)).values("href") if "students" in target
    }
    assert link.count("/") == 2


def test_an_undetermined_exercise_has_no_number_in_the_table() -> None:
    shown = page((undetermined_result(),))
    checks = len(undetermined_result().checks)  # none has a discrimination in a class of one
    # Beside those: training, its check, and the answer to mark.
    assert shown.values("class").count("heat heat-none") == 3 + checks


def test_mistakes_are_named_with_their_counts() -> None:
    # Its formula is MathML, whose minus is a sign of its own.
    assert "2 × You left out the minus sign: the exponent is −z. As z grows" in page(sample_class()).text


def test_the_most_frequent_causes_are_at_the_top_with_how_many_students_have_them() -> None:
    lacks = CellRecord(
        index=9,
        kind="code",
        source="x = load()",
        status="error",
        message="ModuleNotFoundError: No module named 'lr_utils'",
    )
    late = CellRecord(
        index=10, kind="code", source="x[0]", status="error", message="NameError: name 'x' is not defined"
    )
    lacking = tuple(
        sample_result(student=StudentRecord(id=name, name=name), cells=(lacks, late)) for name in "abc"
    )
    text = page((*lacking, perfect_result())).text
    said = [
        "3 of 4 lack the module lr_utils.",
        "3 of 4 in “Sigmoid”: You left out the minus sign",
        "3 of 4 left “Accuracy” as in the template.",
    ]
    assert sorted(said, key=text.index) == [said[1], said[0], said[2]]
    assert text.index("Most frequent causes") < text.index("To look at first")
    assert "stops with" not in text
    assert text.count("as in the template") == 1
    assert "Most frequent causes" not in page((perfect_result(),)).text


def test_an_empty_notebook_tells_nothing_about_checks_or_code_that_was_written() -> None:
    outcomes = (
        check("test_a", "sigmoid", "a title", "error", message="Your notebook defines no `sigmoid`."),
    )
    nothing = (ExerciseScore(id="sigmoid", title={"en": "Sigmoid"}, score=0, max_score=1),)
    blank = [
        sample_result(
            student=StudentRecord(id=f"s{k}", name="x"),
            checks=outcomes,
            exercises=nothing,
            cells=(),
            grade=0.0,
        )
        for k in range(6)
    ]
    [item] = items(in_order(blank))
    assert (item.tried, item.doubts) == (0, ())
    assert triage(blank, "en") == ()


def test_no_message_of_any_check_is_in_the_report() -> None:
    html = render_class_report(sample_class(), language="en", template_folders=TEMPLATES)
    assert "SECRET" not in html


def test_the_histogram_says_in_words_what_it_shows() -> None:
    shown = page(sample_class())
    assert "2 to 4: 1" in shown.text  # 3 of 18 points are certain, 3.33 of 20
    assert "18 to 20: 1" in shown.text  # 19.44 of 20


def test_students_with_other_checks_are_reported_together() -> None:
    other = perfect_result(checks=(check("test_new", "sigmoid", "a new check"),))
    assert "a new check" in page((sample_result(), other)).text


def test_an_empty_class_and_a_mixed_one_are_refused() -> None:
    with pytest.raises(InputError, match="no result"):
        page(())
    with pytest.raises(InputError, match="convnet, neuron"):
        page((sample_result(), sample_result(assignment="convnet")))
