"""Written answers in a notebook, to be marked by a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping

from nbformat import NotebookNode

from bareme.course.course import Assignment
from bareme.results.result import WrittenAnswer
from bareme.submissions.notebook import label, parse_notebook

__all__ = ["find_answers", "read_placeholders"]


def read_placeholders(templates: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Returns the texts of each question's unanswered cell, one per language.

    Args:
        templates: the text of each template by its file name.
    """
    found: dict[str, set[str]] = {}
    for name, content in templates.items():
        for cell in parse_notebook(content.encode(), name).notebook.cells:
            question = label(cell, "answer")
            if question is not None:
                found.setdefault(question, set()).add(str(cell.source).strip())
    return {question: frozenset(texts) for question, texts in found.items()}


def find_answers(
    assignment: Assignment, placeholders: Mapping[str, Collection[str]], notebook: NotebookNode
) -> tuple[WrittenAnswer, ...]:
    """Returns the answer to each written question.

    A cell that is the same as in the template counts as not attempted.
    """
    answers = []
    for question in assignment.settings.written:
        untouched = placeholders.get(question.id, ())
        text = _find_text(question.id, untouched, notebook)
        # In any language: a student may have kept the heading and the placeholder of another template.
        attempted = bool(text) and text not in untouched
        answers.append(
            WrittenAnswer(
                id=question.id,
                title=question.title or {"en": question.id},
                max_score=question.points,
                status="pending" if attempted else "not_attempted",
                answer=text if attempted else "",
            )
        )
    return tuple(answers)


def _find_text(question: str, untouched: Collection[str], notebook: NotebookNode) -> str:
    """Finds an answer by its cell's label, otherwise by its heading."""
    for cell in notebook.cells:
        if label(cell, "answer") == question:
            return str(cell.source).strip()
    # A script has no labels.
    headings = {_heading(text) for text in untouched if text.startswith("#")}
    for cell in notebook.cells:
        source = str(cell.source).strip()
        text = source if cell.cell_type == "markdown" else _comment(source)
        if _heading(text) in headings:
            return text
    return ""


def _heading(text: str) -> str:
    """Returns the first line in Unicode form NFC, for comparison."""
    return unicodedata.normalize("NFC", text.split("\n")[0])


def _comment(source: str) -> str:
    """Returns a script's first comment that has a heading, without comment signs."""
    block: list[str] = []
    for line in (*source.split("\n"), ""):
        if line.startswith("#"):
            block.append(line[1:].removeprefix(" "))
        elif block and block[0].startswith("#"):
            break
        else:
            block = []
    return "\n".join(block).strip()
