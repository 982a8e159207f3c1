"""The class report as a lecturer uses it: sorted, filtered, followed, printed, in the dark and on a phone."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from browser.reader import VIEWS
from end_to_end.commands import bareme
from marking.marking_server import write_results
from sample_results import perfect_result, sample_result, undetermined_result

from bareme.results.result import ExerciseScore, Result, StudentRecord

pytest_plugins = ["browser.fixtures"]

GRADES = {"Zoé Abel": 2.5, "anna Zola": 11.0, "Émile Borel": 9.0}
"""In the order of neither their names nor their grades."""
ROWS = "#students-table tbody tr"


EXERCISES = tuple(
    ExerciseScore(id=f"e{k}", title={"en": title, "fr": title}, score=1, max_score=2)
    for k, title in enumerate(("Binary cross-entropy", "Apprentissage par descente", "Régularisation"))
)
"""With the five of the sample, eight."""


def graded(changes: dict[str, float]) -> list[Result]:
    return [
        sample_result(
            student=StudentRecord(id=f"student-{k}", name=name),
            grade=grade,
            pending=0.0,
            cells=(),
            exercises=(*sample_result().exercises, *EXERCISES),
        )
        for k, (name, grade) in enumerate(changes.items())
    ]


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> dict[str, Path]:
    """The report of a class in each language, compared with an earlier batch."""
    made = {}
    for language in ("en", "fr"):
        folder = tmp_path_factory.mktemp(language)
        old, new = folder / "old", folder / "new"
        write_results(old, *graded(GRADES | {"Zoé Abel": 1.0}))
        write_results(new, *graded(GRADES), perfect_result(), undetermined_result())
        done = bareme("report", new, "--against", old, "--lang", language, cwd=folder)
        assert done.returncode == 3, done.stderr  # for the one that is not determined
        made[language] = new / "class.html"
    return made


def names(page) -> list[str]:
    """The students of the rows that are shown, in order."""
    return page.locator(f"{ROWS}:visible th a").all_inner_texts()


def press_heading(page, text: str) -> str | None:
    heading = page.locator("#students-table thead th").filter(has_text=text)
    heading.get_by_role("button").click()
    return heading.get_attribute("aria-sort")


def test_a_press_on_a_heading_sorts_by_it_and_another_one_turns_the_order(reader, reports):
    with reader.open(reports["en"]) as opened:
        page = opened.page
        undetermined, perfect = undetermined_result().student.name, perfect_result().student.name
        assert press_heading(page, "Grade") == "ascending"
        assert names(page) == [undetermined, "Zoé Abel", "Émile Borel", "anna Zola", perfect]
        assert press_heading(page, "Grade") == "descending"
        assert names(page) == [perfect, "anna Zola", "Émile Borel", "Zoé Abel", undetermined]
        assert press_heading(page, "Student") == "ascending"
        # As a dictionary has them: neither capitals nor accents come first.
        shown = [name for name in names(page) if name in GRADES]
        assert shown == ["anna Zola", "Émile Borel", "Zoé Abel"]
        assert page.locator("#students-table th[aria-sort]").count() == 1
        assert opened.faults() == []


def test_sorting_works_from_the_keyboard(reader, reports):
    with reader.open(reports["en"]) as opened:
        page = opened.page
        page.locator("#students-table thead th").filter(has_text="Grade").get_by_role("button").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        assert names(page)[0] == perfect_result().student.name


def test_the_filter_finds_by_a_part_of_a_name_and_by_kind_and_counts_what_is_left(reader, reports):
    with reader.open(reports["en"]) as opened:
        page = opened.page
        everybody = names(page)
        assert len(everybody) == 5
        page.get_by_role("searchbox").fill("ZO")
        assert sorted(names(page)) == ["Zoé Abel", "anna Zola"]
        assert page.locator(".filter output").inner_text() == "2 / 5"
        page.get_by_role("searchbox").fill("")
        page.get_by_label("Show").select_option("undetermined")
        assert names(page) == [undetermined_result().student.name]
        page.get_by_role("searchbox").fill("zo")
        assert names(page) == []
        assert page.locator(".filter output").inner_text() == "0 / 5"
        page.get_by_role("searchbox").fill("")
        page.get_by_label("Show").select_option("")
        assert names(page) == everybody
        assert opened.faults() == []


def test_each_name_leads_to_the_page_of_that_student_and_the_gradebook_can_be_downloaded(reader, reports):
    with reader.open(reports["en"]) as opened:
        page = opened.page
        with page.expect_download() as download:
            page.get_by_role("link", name="gradebook").click()
        rows = list(csv.DictReader(StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
        assert sorted(row["student_id"] for row in rows if row["student_id"].startswith("student-")) == [
            "student-0",
            "student-1",
            "student-2",
        ]
        page.locator(ROWS).get_by_role("link", name="Zoé Abel").click()
        assert page.url.endswith("students/student-0/feedback.html")
        assert "Zoé Abel" in page.locator("main, header").all_inner_texts()[0]


def test_without_script_the_report_says_the_same_and_offers_nothing_that_does_not_work(reader, reports):
    with reader.open(reports["en"], script=False) as opened:
        assert len(opened.page.locator(f"{ROWS}:visible").all()) == 5
        assert not opened.page.locator(".filter").is_visible()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("width", "dark"), VIEWS.values(), ids=VIEWS)
def test_the_report_is_sound_in_both_languages_light_and_dark_wide_and_narrow(
    reader, reports, language, dark, width
):
    with reader.open(reports[language], width=width, dark=dark) as opened:
        assert opened.page.locator("html").get_attribute("lang") == language
        assert opened.too_wide() == []
        assert opened.faults() == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_fits_paper_of_a4_across_and_a_small_window_without_a_table_that_scrolls(
    reader, reports, language
):
    with reader.open(reports[language], width=1100) as opened:
        assert opened.scrolling(".wide") == []
        pdf = opened.page.pdf(prefer_css_page_size=True)
        assert b"/MediaBox [0 0 842" in pdf or b"/MediaBox [0 0 841" in pdf
        opened.page.emulate_media(media="print")
        opened.page.set_viewport_size({"width": 1046, "height": 720})  # 297 mm less two margins of 10 mm
        assert opened.scrolling(".wide") == []
        assert opened.too_wide() == []
        assert not opened.page.locator(".filter").is_visible()
