"""The page of similar work: hostile code is text, names can be hidden, and nothing looks like a verdict."""

from __future__ import annotations

import re

import pytest
from courses import make_course

from bareme.course.course import builtin_course
from bareme.grading.handouts import make_handout
from bareme.results.result import Result, revised
from bareme.similarity.class_comparison import compare_class
from bareme.similarity.similarity_page import render_similarity_page
from bareme.similarity.template import Template, read_template
from similarity.test_pairs import ODD, ODD_AGAIN, crowd, result


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Template:
    return read_template(make_handout(make_course(tmp_path_factory.mktemp("course")).assignment("line")))


def render(template: Template, *results: Result, language: str = "en", before=(), hides_names=False) -> str:
    return render_similarity_page(
        compare_class(results, template, before),
        language=language,
        template_folders=builtin_course().find_template_folders(),
        hides_names=hides_names,
    )


def class_of_two(**more: str) -> list[Result]:
    return [*crowd(12), result("ann", fit=ODD, **more), result("bob", fit=ODD_AGAIN, **more)]


def test_a_pair_is_side_by_side_with_its_rare_lines_tinted(template: Template) -> None:
    page = render(template, *class_of_two())
    first = page.partition('id="pair-1"')[2].partition("</article>")[0]
    assert "students/ann/feedback.html" in first
    assert "students/bob/feedback.html" in first
    assert first.count('class="line tinted"') == 4
    assert "liste" in first
    assert "best" in first
    assert 'class="groups"' in page


def test_the_page_says_no_percentage_and_has_no_script(template: Template) -> None:
    for language in ("en", "fr"):
        page = render(template, *class_of_two(), language=language)
        body = page.partition("<body")[2]
        assert "<script" not in page
        # Widths in the style attributes are no shares of equal code.
        assert "%" not in re.sub(r'style="[^"]*"', "", body)
        assert not re.search(r"plagia|cheat|triche|fraud", body, re.IGNORECASE)


def test_hostile_code_texts_and_names_are_text(template: Template) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> one two three four five six"
    code = f'def fit(x, y):\n    return f(x, "{evil}", y) + 1'
    two = [result(f"id-{k}", fit=code, text=evil) for k in range(2)]
    two = [revised(one, student=revised(one.student, name=f"{evil} {k}")) for k, one in enumerate(two)]
    page = render(template, *crowd(12), *two)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


def test_hidden_names_are_nowhere_on_the_page(template: Template) -> None:
    page = render(template, *class_of_two(), hides_names=True)
    assert not re.search(r"\b(ann|bob|other-\d)\b", page)
    assert "students/" not in page
    assert re.search(r"Student \d+ · Student \d+", page)


def test_who_is_of_an_earlier_batch_is_told_and_has_no_link(template: Template) -> None:
    page = render(template, *crowd(12), result("ann", fit=ODD), before=[result("bob", fit=ODD_AGAIN)])
    assert "bob (earlier batch)" in page
    assert "students/bob" not in page
    page = render(template, *crowd(12), before=[result("bob", fit=ODD)], language="fr")
    assert "1 d’entre elles vient d’une correction précédente" in page


def test_a_class_with_nothing_in_common_says_so(template: Template) -> None:
    page = render(template, *(result(f"s{k}") for k in range(4)))
    assert "No two submissions share rare code." in page
