"""Written answers are found by their label, otherwise by their heading."""

import unicodedata

import pytest
from courses import make_course

from bareme.course.written_answers import find_answers, read_placeholders
from bareme.grading.release import release_files
from bareme.submissions.notebook import make_cell, make_notebook

HEADING = "# Réponse rédigée"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_heading_is_found_whatever_the_form_of_its_accents(tmp_path, form):
    assignment = make_course(tmp_path).assignment("line")
    text = unicodedata.normalize(form, f"{HEADING}\n\nParce que.")
    notebook = make_notebook([make_cell("markdown", text, "cell-0", {})], {})
    [answer] = find_answers(assignment, {"why": [f"{HEADING}\n\n*Votre réponse ici.*"]}, notebook)
    assert (answer.status, answer.answer) == ("pending", text)


def test_the_placeholder_of_the_template_is_no_answer(tmp_path):
    assignment = make_course(tmp_path).assignment("line")
    placeholders = read_placeholders({"line.ipynb": release_files(assignment)["line.ipynb"]})
    english = "**Why squares?**\n\n*Your answer here.*"
    for text, status in ((english, "not_attempted"), (f"{english} Since they weigh.", "pending")):
        cell = make_cell("markdown", text, "cell-0", {"bareme": {"answer": "why"}})
        [answer] = find_answers(assignment, placeholders, make_notebook([cell], {}))
        assert answer.status == status
