"""Marks given in a browser: by keys, saved as they are given, and never lost to another marker."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from browser.reader import VIEWS
from marking.marking_server import (
    Server,
    a_mark,
    make_written_course,
    start_server,
    write_results,
    written_result,
)
from playwright.sync_api import expect

pytest_plugins = ["browser.fixtures"]

STUDENTS = ("ada", "blaise", "carl")


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    """Three students have answered one question; each test has a class of its own."""
    course = make_written_course(tmp_path / "course")
    write_results(tmp_path / "out", *(written_result(one, why=f"So says {one}.") for one in STUDENTS))
    started = start_server(tmp_path / "out", course.root)
    yield started
    started.stop()


def stored(server: Server) -> dict[str, object]:
    """The points of each answer on the disk, as the server tells them to whoever asks."""
    status, text, _ = server.ask("GET", "questions/why/marks")
    assert status == 200
    return {key: mark["points"] for key, mark in json.loads(text)["marks"].items()}


def question(server: Server) -> str:
    return f"{server.address}questions/why"


@pytest.mark.parametrize(("width", "dark"), VIEWS.values(), ids=VIEWS)
def test_the_pages_are_sound_light_and_dark_wide_and_narrow(reader, server, width, dark):
    for address in (server.address, question(server)):
        with reader.open(address, width=width, dark=dark) as opened:
            assert opened.too_wide() == []
            assert opened.faults() == []


def test_a_whole_question_is_marked_by_keys_alone(reader, server):
    with reader.open(question(server)) as opened:
        page = opened.page
        page.keyboard.press("Tab")
        page.locator(".answer-card").first.focus()
        for keys in (["m"], ["n", "1"], ["n", "p", "2", ".", "5", "Enter"]):
            for key in keys:
                page.keyboard.press(key)
        expect(page.locator(".save-state[data-kind=saved]")).to_have_count(len(STUDENTS))
        expect(page.locator("b[data-marked]")).to_have_text("3")
        assert sorted(stored(server).values()) == [1, 2.5, 3]
        assert opened.faults() == []


def test_what_is_typed_is_saved_without_a_button(reader, server):
    with reader.open(question(server)) as opened:
        card = opened.page.locator(".answer-card").first
        card.locator(".points-field").fill("1.5")
        card.locator(".comment-field").fill("Say why.")
        card.locator(".save-state[data-kind=saved]").wait_for()
    with reader.open(question(server)) as opened:
        card = opened.page.locator(".answer-card").first
        assert card.locator(".points-field").input_value() == "1.5"
        assert card.locator(".comment-field").input_value() == "Say why."


def test_points_that_are_too_many_are_refused_in_words_and_not_saved(reader, server):
    with reader.open(question(server)) as opened:
        card = opened.page.locator(".answer-card").first
        card.locator(".points-field").fill("4")
        assert "3" in card.locator(".save-state[data-kind=wrong]").inner_text()
        assert card.locator(".points-field").get_attribute("aria-invalid") == "true"
        assert opened.violations() == []
        assert {points for points in stored(server).values() if points is not None} == set()
        card.locator(".points-field").fill("3")
        card.locator(".save-state[data-kind=saved]").wait_for()


@pytest.mark.parametrize("choice", ["keep", "take"])
def test_two_markers_of_one_answer_see_both_marks_and_choose(reader, server, choice):
    with reader.open(question(server)) as mine, reader.open(question(server)) as theirs:
        for opened, points in ((theirs, "1"), (mine, "2")):
            card = opened.page.locator(".answer-card").first
            # Both begin before either has saved.
            card.locator(".points-field").fill(points)
        theirs.page.locator(".answer-card").first.locator(".save-state[data-kind=saved]").wait_for()
        conflict = mine.page.locator(".answer-card").first.locator(".conflict")
        conflict.wait_for()
        assert conflict.locator(".theirs").inner_text().startswith("1 / 3")
        assert conflict.locator(".yours").inner_text().startswith("2 / 3")
        assert mine.violations() == []
        conflict.locator(f".{choice}").click()
        mine.page.locator(".answer-card").first.locator(".save-state[data-kind=saved]").wait_for()
        given = {points for points in stored(server).values() if points is not None}
        assert given == {2 if choice == "keep" else 1}


def test_what_another_marker_saves_appears_by_itself(reader, server):
    with reader.open(question(server)) as opened:
        first = server.cards("why")[0]
        assert server.save("why", a_mark(first, 2, "Yes."))[0] == 200
        card = opened.page.locator(f'.answer-card[data-key="{first[0]}"]')
        card.locator(".save-state[data-kind=saved]").wait_for()
        assert card.locator(".points-field").input_value() == "2"
        assert card.locator(".comment-field").input_value() == "Yes."
