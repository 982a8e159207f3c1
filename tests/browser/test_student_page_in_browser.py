"""The student's page as its readers meet it: light and dark, on a phone, on paper, by keyboard, in French."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser.reader import VIEWS
from reports.pages import TEMPLATES
from sample_results import perfect_result, sample_result, undetermined_result, with_evidence

from bareme.reports.student_page import render_student_page

pytest_plugins = ["browser.fixtures"]

RESULTS = {
    "of every kind": sample_result(),
    "all right": perfect_result(),
    "undetermined": undetermined_result(),
    "with evidence": with_evidence(),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[tuple[str, str], Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, result in RESULTS.items():
        for language in ("en", "fr"):
            path = made[name, language] = folder / f"{name} {language}.html"
            html = render_student_page(result, language=language, template_folders=TEMPLATES)
            path.write_text(html, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    # Each language in one view: widths of words differ, colours do not.
    [("en", *VIEWS["desktop light"]), ("fr", *VIEWS["phone dark"])],
    ids=["en", "fr"],
)
@pytest.mark.parametrize("name", RESULTS)
def test_a_page_is_sound_with_all_unfolded_and_within_its_window(reader, pages, name, language, width, dark):
    with reader.open(pages[name, language], width=width, dark=dark) as opened:
        opened.unfold()
        assert opened.page.locator("details:not([open])").count() == 0
        assert opened.too_wide() == []
        assert opened.faults() == []


def test_the_dark_page_is_dark(reader, pages):
    grounds = {}
    for dark in (False, True):
        with reader.open(pages["of every kind", "en"], dark=dark) as opened:
            ground = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
            grounds[dark] = sum(int(part) for part in ground.removeprefix("rgb(").rstrip(")").split(","))
    assert grounds[True] < 200 < 600 < grounds[False]


def test_the_notebook_folds_and_unfolds_from_the_keyboard(reader, pages):
    with reader.open(pages["of every kind", "en"]) as opened:
        notebook = opened.page.locator("details.notebook")
        assert notebook.get_attribute("open") is None
        notebook.locator("summary").first.focus()
        opened.page.keyboard.press("Enter")
        assert notebook.get_attribute("open") is not None
        assert notebook.get_by_text("import numpy as np").first.is_visible()
        opened.page.keyboard.press("Enter")
        assert notebook.get_attribute("open") is None


def test_the_first_stop_of_the_tab_key_skips_to_what_matters(reader, pages):
    with reader.open(pages["of every kind", "en"]) as opened:
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        assert opened.page.locator("main#main").count() == 1


def test_code_has_the_width_of_the_page(reader, pages):
    with reader.open(pages["of every kind", "en"]) as opened:
        code, main = (
            opened.page.locator(one).first.bounding_box() for one in (".code:visible .source", "main")
        )
        assert code["width"] > 0.99 * main["width"]


def test_paper_has_what_there_is_to_correct_on_five_pages_and_no_wide_line_is_cut_off(reader, pages):
    with reader.open(pages["with evidence", "en"]) as opened:
        pdf = opened.page.pdf(format="A4")
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 5
        opened.page.emulate_media(media="print")
        # A width of 210 mm without margins of 10 mm.
        opened.page.set_viewport_size({"width": 718, "height": 1000})
        assert opened.page.get_by_text("return 1.0 / (1.0 + np.exp(z))").first.is_visible()
        assert not opened.page.get_by_text("import numpy as np").last.is_visible()
        assert opened.too_wide() == []


def test_everything_is_there_without_script(reader, pages):
    with reader.open(pages["of every kind", "en"], script=False) as opened:
        without = opened.page.locator("body").inner_text()
    with reader.open(pages["of every kind", "en"]) as opened:
        assert opened.page.locator("body").inner_text() == without
