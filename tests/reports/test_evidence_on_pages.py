"""Evidence on the student's page: beside its check, in words and in pictures, never of a hidden check."""

from __future__ import annotations

import pytest
from pages import TEMPLATES, Page
from sample_results import cells, check, sample_result, with_evidence

from bareme.reports.student_page import render_student_page
from bareme.results.evidence import EvidenceValue, SourceLocation
from bareme.results.result import Result


def page(result: Result, language: str = "en") -> Page:
    return Page(render_student_page(result, language=language, template_folders=TEMPLATES))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_with_evidence_is_well_formed_with_unique_ids(language: str) -> None:
    shown = page(with_evidence(), language)
    assert (shown.open_tags, shown.misnested) == ([], [])
    assert len(shown.values("id")) == len(set(shown.values("id")))


def test_every_picture_has_a_text_in_its_place() -> None:
    shown = page(with_evidence())
    pictures = [attributes for tag, attributes in shown.elements if tag in {"svg", "img"}]
    drawn = [one for one in pictures if one.get("aria-hidden") != "true"]
    # a curve and a heat map at each of two checks, and a curve; an image at each and in the exercise
    assert len(drawn) == 2 + 2 + 1 + 3
    assert all(one.get("alt") or (one.get("role") == "img" and one.get("aria-label")) for one in drawn)
    assert "A 5 predicted as a 3" in shown.values("alt")


def test_images_are_in_the_page_and_nothing_is_asked_from_outside() -> None:
    shown = page(with_evidence())
    assert shown.values("src")
    assert all(source.startswith("data:image/png;base64,") for source in shown.values("src"))
    assert "script" not in shown.tags


def test_a_table_tells_right_and_wrong_by_word_and_sign() -> None:
    text = page(with_evidence()).text
    assert "✗ first wrong" in text
    assert "✓ right" in text
    assert "✗ premier faux" in page(with_evidence(), "fr").text


def test_the_line_where_a_check_stopped_is_marked_in_words_in_the_students_code() -> None:
    html = render_student_page(with_evidence(), language="en", template_folders=TEMPLATES)
    [marked] = {
        line for line in html.split("\n") if 'class="line marked"' in line and "a check stopped" in line
    }
    assert "np" in Page(marked).text
    assert "▲ a check stopped here" in Page(marked).text
    assert "It stopped in line 4 of cell 4" in Page(html).text


def test_a_line_in_a_cell_of_another_exercise_is_shown_with_its_neighbours() -> None:
    place = SourceLocation(cell=4, line=3, function="gradients")
    outcome = check("test_a", "sigmoid", "a title", "error", message="no", evidence=(place,))
    text = page(sample_result(checks=(outcome,))).text
    assert "Cell 5, line 3 · gradients" in text
    assert "error = y - t # (N,) dW = X.T @ error ▲ it stopped here db = np.sum(error)" in text


def test_a_cell_that_broke_shows_where_it_stopped_and_what_it_was_calling() -> None:
    broken = list(cells())
    broken[5] = broken[5].model_copy(
        update={"places": (SourceLocation(cell=5, line=8), SourceLocation(cell=3, line=4))}
    )
    text = page(sample_result(cells=tuple(broken))).text
    section = text[text.index("Cells that did not run") : text.index("The notebook as it ran")]
    assert "▲ called from here" in section
    assert "Cell 4, line 4" in section
    assert "▲ it stopped here" in section


def test_a_line_that_is_not_there_breaks_no_page() -> None:
    for place in (SourceLocation(cell=3, line=10**6), SourceLocation(cell=10**6, line=1)):
        outcome = check("test_a", "sigmoid", "a title", "error", message="no", evidence=(place,))
        broken = [one.model_copy(update={"places": (place,)}) for one in cells()]
        assert "a title" in page(sample_result(checks=(outcome,), cells=tuple(broken))).text


def test_evidence_of_a_check_that_passed_is_folded() -> None:
    [shown, *_] = [one.evidence for one in with_evidence().checks if one.evidence]
    outcome = check("test_a", "sigmoid", "a title", "passed", evidence=shown)
    result = sample_result(checks=(outcome,))
    html = render_student_page(result, language="en", template_folders=TEMPLATES)
    before = html[: html.index("<svg", html.index("a title"))]
    assert before.count("<details") > before.count("</details>")


def test_a_result_that_says_evidence_of_a_hidden_check_shows_none_of_it() -> None:
    for status in ("failed", "error", "timeout", "passed", "undetermined"):
        outcome = check(
            "test_a",
            "sigmoid",
            "a title",
            status,
            visibility="hidden",
            evidence=with_evidence("SECRET").checks[0].evidence,
        )
        html = render_student_page(
            sample_result(checks=(outcome,)), language="en", template_folders=TEMPLATES
        )
        assert "SECRET" not in html
        assert "a check stopped here" not in html
        assert "data:image" not in html


def test_a_hint_that_explains_several_checks_is_said_once() -> None:
    outcomes = tuple(
        check(f"test_{k}", "sigmoid", f"title {k}", "failed", hint="Mind the sign.", mistake="sign")
        for k in range(3)
    )
    shown = page(sample_result(checks=outcomes))
    section = shown.text[shown.text.index("title 0") : shown.text.index("Your code · Cell 4")]
    assert section.count("Mind the sign.") == 1
    assert section.count("The same as before.") == 2


def test_every_kind_has_its_template() -> None:
    kinds = {one.model_fields["kind"].default for one in EvidenceValue.__subclasses__()}
    folder = TEMPLATES[0] / "evidence"
    assert kinds == {path.name.removesuffix(".html.j2") for path in folder.iterdir()} != set()
