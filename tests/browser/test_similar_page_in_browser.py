"""The page of similar work: sound in both languages, in the dark, on a phone and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.reader import VIEWS
from courses import make_course
from similarity.test_pairs import ODD, ODD_AGAIN, crowd, result

from bareme.course.course import builtin_course
from bareme.grading.handouts import make_handout
from bareme.similarity.class_comparison import compare_class
from bareme.similarity.similarity_page import render_similarity_page
from bareme.similarity.template import read_template

pytest_plugins = ["browser.fixtures"]

TEXT = "My neighbour and I had the same idea at the same time: " + "x" * 200


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("similar")
    template = read_template(make_handout(make_course(folder / "course").assignment("line")))
    long = ODD + f"\n    # {'y' * 300}"
    two = [result("ann", fit=long, text=TEXT), result("bob", fit=ODD_AGAIN, text=TEXT)]
    comparison = compare_class([*crowd(12), *two], template)
    made = {}
    for language in ("en", "fr"):
        made[language] = folder / f"{language}.html"
        page = render_similarity_page(
            comparison, language=language, template_folders=builtin_course().find_template_folders()
        )
        made[language].write_text(page, encoding="utf-8")
    return made


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("width", "dark"), VIEWS.values(), ids=VIEWS)
def test_the_page_is_sound_in_both_languages_light_and_dark_wide_and_narrow(
    reader, pages, language, dark, width
):
    with reader.open(pages[language], width=width, dark=dark) as opened:
        opened.unfold()
        assert opened.page.locator("html").get_attribute("lang") == language
        assert opened.too_wide() == []
        assert opened.faults() == []


def test_a_group_leads_to_its_pair_and_a_name_to_the_page_of_the_student(reader, pages):
    with reader.open(pages["en"], script=False) as opened:
        page = opened.page
        page.locator(".groups").get_by_role("link", name="Pair 1").click()
        assert page.url.endswith("#pair-1")
        link = page.locator("#pair-1 h3").get_by_role("link", name="bob")
        assert link.get_attribute("href") == "students/bob/feedback.html"


def test_code_is_side_by_side_on_a_wide_screen_and_below_each_other_on_a_phone(reader, pages):
    script = "() => [...document.querySelectorAll('#pair-1 .sides > div')].map((one) => one.offsetTop)"
    with reader.open(pages["en"], width=1280) as opened:
        tops = opened.page.evaluate(script)
        assert tops[0] == tops[1]
    with reader.open(pages["en"], width=360) as opened:
        tops = opened.page.evaluate(script)
        assert tops[0] < tops[1]


def test_paper_has_all_pairs_and_their_code(reader, pages):
    with reader.open(pages["fr"], width=1046) as opened:
        opened.page.emulate_media(media="print")
        assert opened.too_wide() == []
        assert opened.scrolling(".sides .source") == []
