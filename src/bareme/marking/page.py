"""Renders the page on which the answers to one question are marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.numbers import get_decimal_symbol
from markupsafe import Markup

from bareme.marking.cards import Card, Question, Tally
from bareme.reports.jinja_environment import read_asset, render_page

__all__ = ["MarkingPage", "make_marking_policy", "render_marking_page"]


@dataclass(frozen=True)
class MarkingPage:
    """The content of the page, and the nonce of its scripts."""

    title: dict[str, str]
    question: Question
    cards: tuple[Card, ...]
    tallies: tuple[tuple[Question, Tally], ...]
    named: bool
    nonce: str


def make_marking_policy(nonce: str) -> str:
    """Returns a content security policy for its own style, script and server.

    Source: W3C, Content Security Policy Level 3, section 2.3.1 (nonce sources).
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            f"style-src 'nonce-{nonce}'",
            "img-src data:",
            "connect-src 'self'",
            # `default-src` does not cover these three.
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def render_marking_page(page: MarkingPage, *, language: str, template_folders: Sequence[Path]) -> str:
    """Renders the page of a question.

    Raises:
        CourseError: a template is missing or breaks a rule of Jinja.
        InputError: there is no catalogue for the language.
    """
    tally = next(count for question, count in page.tallies if question.id == page.question.id)
    values = {
        "page": page,
        "question": page.question,
        "tally": tally,
        "answered": [card for card in page.cards if card.answer.answer],
        "untouched": [card for card in page.cards if not card.answer.answer],
        "decimal_sign": get_decimal_symbol(language),
        "nonce": page.nonce,
        "script": Markup(read_asset("mark.js", template_folders)),  # from the course, which is trusted
    }
    return render_page("mark.html.j2", values, language=language, template_folders=template_folders)
