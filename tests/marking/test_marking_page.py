"""What markers see in both languages, and what their marks become in the files of a batch."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from marking_server import make_written_course, write_results, written_result
from reports.pages import TEMPLATES, Page

from bareme.marking.cards import arrange_cards, make_pseudonymizer, read_questions, tally
from bareme.marking.page import MarkingPage, render_marking_page
from bareme.marking.server import Marking, publish
from bareme.reports.output import Pages
from bareme.results.mark_store import MarkStore
from bareme.results.marks import Mark, Marks, digest_answer
from bareme.results.result import Result, read_result

ADA = written_result("ada-lovelace", why="# Pourquoi\n\nLes résidus.", how="By $x$.")
ZOE = written_result("zoe", why="The residuals.")
MARK = Mark(3, 2.25, "Bien <b>vu</b>.", (), digest_answer("# Pourquoi\n\nLes résidus."))


def render(
    folder: Path, question: str, *results: Result, marks: Marks | None = None, language: str = "en"
) -> str:
    questions = read_questions(make_written_course(folder).assignment("line"))
    page = MarkingPage(
        title=results[0].title,
        question=next(one for one in questions if one.id == question),
        cards=arrange_cards(results, marks or {}, question, make_pseudonymizer(b"secret")),
        tallies=tuple((one, tally(results, one.id)) for one in questions),
        named=False,
        nonce="n" * 22,
    )
    return render_marking_page(page, language=language, template_folders=TEMPLATES)


def test_the_page_is_whole_and_every_field_has_a_name(tmp_path: Path) -> None:
    page = Page(render(tmp_path, "why", ADA, ZOE))
    assert (page.misnested, page.open_tags) == ([], [])
    identifiers = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    named = {attributes["for"] for tag, attributes in page.elements if tag == "label" and "for" in attributes}
    fields = [
        attributes["id"]
        for tag, attributes in page.elements
        if tag == "textarea" or (tag == "input" and attributes["type"] == "text")
    ]
    assert len(fields) == 4
    assert set(fields) == named
    described = {
        word
        for _, attributes in page.elements
        for name in ("aria-labelledby", "aria-describedby")
        for word in attributes.get(name, "").split()
    }
    assert described <= set(identifiers)


def test_a_french_marker_reads_french_and_a_decimal_comma(tmp_path: Path) -> None:
    page = Page(render(tmp_path, "why", ADA, ZOE, marks={("ada-lovelace", "why"): MARK}, language="fr"))
    assert page.elements[0] == ("html", {"lang": "fr", "dir": "ltr"})
    for words in ("Pourquoi", "nomme les résidus", "says why", "à corriger", "Afficher les noms", "Points"):
        assert words in page.text, words
    values = {
        attributes["value"] for tag, attributes in page.elements if tag == "input" and "value" in attributes
    }
    assert "2,25" in values
    assert "Next to mark" not in page.text


def test_an_answer_is_shown_without_the_question_that_it_repeats(tmp_path: Path) -> None:
    cards = arrange_cards([ADA], {}, "why", make_pseudonymizer(b"secret"))
    assert [card.text for card in cards] == ["Les résidus."]


def test_equal_answers_lie_side_by_side_and_the_order_tells_no_name(tmp_path: Path) -> None:
    class_ = [written_result(f"student-{k}", why=("same", f"other {k}")[k % 2]) for k in range(8)]
    cards = arrange_cards(class_, {}, "why", make_pseudonymizer(b"secret"))
    texts = [card.text for card in cards]
    start = texts.index("same")
    assert texts[start : start + 4] == ["same"] * 4
    assert [card.name for card in cards] != sorted(card.name for card in cards)
    assert not any("student" in card.key for card in cards)


def test_lines_that_cannot_all_be_earned_are_levels(tmp_path: Path) -> None:
    course = make_written_course(tmp_path)
    assert not read_questions(course.assignment("line"))[0].exclusive  # 1 + 2 of 3 points
    path = tmp_path / "graders" / "line" / "assignment.toml"
    path.write_text(path.read_text("utf-8").replace("points = 1,", "points = 3,"), encoding="utf-8")
    assert read_questions(course.assignment("line"))[0].exclusive


def test_results_pages_and_gradebook_say_what_was_marked(tmp_path: Path) -> None:
    make_written_course(tmp_path / "course")
    out = tmp_path / "out"
    write_results(out, ADA, ZOE)
    with contextlib.closing(MarkStore(out, create=True)) as store:
        for version in (1, 2, 3):
            store.save(
                "ada-lovelace", "why", Mark(version, 2.25, MARK.comment + str(version), (), MARK.answer)
            )
    publish(Marking(out, (), Pages(TEMPLATES, "fr"), "fr"), frozenset({"ada-lovelace", "gone"}))
    result = read_result(out / "students" / "ada-lovelace" / "result.json")
    # By hand: 1 of 2 points, two questions without an answer of 3 points each, 2.25 of 3 now, and 3 to come.
    # The grade lies between 3.25 and 6.25 of 14 points, times 20.
    assert (result.score, result.max_score, result.pending) == (3.25, 11, 3)
    assert result.grade == pytest.approx(3.25 / 11 * 20, abs=1e-4)
    assert (out / "gradebook.csv").read_text("utf-8").splitlines()[1] == (
        "ada-lovelace,Ada Lovelace,lovelace-ada.ipynb,graded,3.25,11,3,,4.6429,8.9286,2.25,,0,0"
    )
    page = Page((out / "students" / "ada-lovelace" / "feedback.html").read_text("utf-8"))
    assert "Bien <b>vu</b>.3" in page.text
    assert "2,25 / 3" in page.text
    assert (out / "class.html").exists()
    assert not (out / "students" / "gone").exists()
