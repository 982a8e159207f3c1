"""What ``--format markdown`` prints shows hostile text and does nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

import pytest
from courses import make_course
from end_to_end.commands import assert_one_sentence, bareme
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sample_results import check, perfect_result, sample_class, sample_result, undetermined_result

from bareme.reports.class_summary import render_class_summary
from bareme.reports.markdown_escape import escape_block, escape_cell, escape_line
from bareme.reports.student_summary import render_student_summary
from bareme.results.result import FileRecord, Result, StudentRecord

ATTACKS = [
    "@octocat",
    "see #123 and GH-45, octo/repo#7, !12, $3, %2, ~bug, group&4",
    "fixed in 0123abcdef0123abcdef",
    "www.example.org https://example.org a@example.org",
    "[x](https://example.org) ![y](http://127.0.0.1/p.png) <https://example.org>",
    "[x]: https://example.org\n\n[x]",
    "<img src=x onerror=alert(1)><script>alert(1)</script><!-- ",
    "a | b \\| c \\\\| d |",
    "```\n# owned\n````\n@octocat\n~~~",
    "` `` ``` @octocat ` #1",
    "`a`@octocat `b` (`c`#1) @x(`d` `e``f` g",
    "&#64;octocat &lt;img&gt; :boom: $x$ $`y`$ **b** _i_ ~~s~~",
    "- a\n1. b\n> c\n# d\n---\n===\n    code",
    "1) one",
    "/close",
    "\x1b[2J\x1b]0;owned\x07\u202eowned\u2028# x\x85@octocat",
    "``` mermaid",
    "\\",
    "\\` @octocat",
]
LIVE = re.compile(r"[@#<>\[\]\\`|&~$*_]|://|www\.|:\w+:|\bGH-\d|![\w]|[0-9a-f]{7}|[\x00-\x08\x1b\x7f\u202e]")
ALLOWED = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "fence"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open"),
    *("tr_close", "th_open", "th_close", "td_open", "td_close", "code_inline", "strong_open", "strong_close"),
    *("ordered_list_open", "ordered_list_close", "bullet_list_open", "bullet_list_close"),
    *("list_item_open", "list_item_close"),
}


def tokens(markdown: str) -> list[Token]:
    parsed = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(markdown)
    return [one for token in parsed for one in (token, *(token.children or ()))]


def assert_inert(markdown: str) -> None:
    """Asserts that nothing but our own structure is there, and that words outside of code can do nothing."""
    found = tokens(markdown)
    assert {token.type for token in found} <= ALLOWED
    assert not [token.content for token in found if token.type == "text" and LIVE.search(token.content)]
    assert {token.info for token in found if token.type == "fence"} <= {"text"}


def tables(markdown: str) -> list[list[list[str]]]:
    """Returns the cells of each table by row, as the parser sees them."""
    found: list[list[list[str]]] = []
    last = ""
    for token in tokens(markdown):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and last in {"td_open", "th_open"}:
            found[-1][-1].append("".join(child.content for child in token.children or ()))
        last = token.type
    return found


def headings(markdown: str) -> list[str]:
    found = tokens(markdown)
    return [after.content for token, after in itertools.pairwise(found) if token.type == "heading_open"]


def hostile(text: str) -> Result:
    outcomes = (
        check("test_a", "sigmoid", text, "failed", message=text, hint=text, mistake=text),
        check("test_b", "sigmoid", text, "error", message=f"ValueError: {text}"),
        check("test_c", "gradients", text, "failed", because_of="test_a"),
    )
    base = sample_result(checks=outcomes, notes=(text,))
    return base.model_copy(
        update={
            "student": StudentRecord(id="eve", name=text),
            "file": FileRecord(name=text, sha256="ab" * 32),
            "title": {"en": text},
            "exercises": tuple(one.model_copy(update={"title": {"en": text}}) for one in base.exercises),
            "written": tuple(one.model_copy(update={"title": {"en": text}}) for one in base.written),
            "cells": tuple(one.model_copy(update={"message": text}) for one in base.cells),
        }
    )


def summaries(text: str, language: str = "en") -> Iterable[str]:
    result = hostile(text)
    yield render_student_summary(result, language=language)
    # A check that nobody passes is one to review.
    many = [
        result.model_copy(update={"student": StudentRecord(id=f"s{k}", name=text), "grade": 10.0})
        for k in range(6)
    ]
    yield render_class_summary(many, language=language, before=many[:5])


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_hostile_text_is_shown_and_makes_nothing(text: str, language: str) -> None:
    harmless = list(summaries("harmless", language))
    for summary, calm in zip(summaries(text, language), harmless, strict=True):
        assert_inert(summary)
        assert len(headings(summary)) == len(headings(calm))
        assert [[len(row) for row in table] for table in tables(summary)] == [
            [len(row) for row in table] for table in tables(calm)
        ]


@given(st.text("`@#|\\ \n(.,a1<[!]*_-~$:/'\"“é&", max_size=30))
@settings(max_examples=300, deadline=None)
def test_no_text_gets_out_of_a_line_a_cell_or_a_block(text: str) -> None:
    assert_inert(escape_line(text))
    cell = f"| a |\n| --- |\n| {escape_cell(text)} |\n\nend"
    assert_inert(cell)
    assert [len(row) for row in tables(cell)[0]] == [1, 1]
    block = tokens(f"{escape_block(text)}\n\nend")
    assert [token.type for token in block][:2] == ["fence", "paragraph_open"]
    assert "|" not in escape_cell(text)


def test_what_a_block_shows_is_the_text() -> None:
    [fence] = tokens(escape_block("a ```` b\n@c | d\n```"))
    assert fence.content == "a ```` b\n@c | d\n```\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("Évariste 山田", "Évariste 山田"),
        ("As `z` grows, `f(z)`, too.", "As `z` grows, `f(z)`, too."),
        ("Ask @ada now", "Ask `@ada` now"),
        ("a_b c", "`a_b` c"),
        ("expected 0.5, got 12", "expected 0.5, got 12"),
        ("1. one", "`1.` one"),
        ("x ``` y", "x ```` ``` ```` y"),
        ("", "–"),
    ],
)
def test_words_stay_words_and_the_rest_becomes_code(text: str, shown: str) -> None:
    assert escape_line(text) == shown


def test_a_student_reads_the_mark_the_points_and_what_to_do() -> None:
    summary = render_student_summary(sample_result(), language="en")
    assert_inert(summary)
    assert "**Your mark · 3.33 – 6.67 / 20** (provisional)" in summary
    assert tables(summary) == [
        [
            ["Exercise", "Checks passed", "Points"],
            ["Prepare the data", "2 / 2", "2 / 2"],
            ["Sigmoid", "1 / 3", "1 / 3"],
            ["Gradients", "0 / 2", "0 / 3"],
            ["Training", "0 / 1", "0 / 3"],
            ["Accuracy", "0 / 2", "0 / 4"],
            ["The derivation", "–", "to be marked"],
        ]
    ]
    assert "1. Gradients · Every value is 32 times too large" in summary
    assert "```text\nExpected 0.880797 at index 8, got 0.119203." in summary
    assert "a common error · You left out the minus sign" in summary


def test_hidden_messages_are_not_in_the_summary() -> None:
    assert "SECRET" not in render_student_summary(sample_result(), language="en")


def test_what_could_not_be_decided_is_no_zero_and_no_fault_of_the_student() -> None:
    summary = render_student_summary(undetermined_result(), language="en")
    assert "**Your mark · not determined**" in summary
    assert ["Training", "0 / 1", "?"] in tables(summary)[0]
    assert "not in your work" in summary


def test_who_has_all_right_reads_no_list_of_checks() -> None:
    summary = render_student_summary(perfect_result(), language="fr")
    assert headings(summary) == ["Un seul neurone", "Prochaines étapes"]
    assert "Il ne reste rien à corriger. Bravo." in summary


def test_a_lecturer_reads_numbers_rates_and_names() -> None:
    summary = render_class_summary(sample_class(), language="en")
    assert_inert(summary)
    figures, grades, exercises = tables(summary)
    assert figures[:3] == [["Submissions", "3"], ["graded", "2"], ["undetermined", "1"]]
    # 3.33 of 20 are certain, and 17.5 / 18 of 20.
    assert [row for row in grades[1:] if row[1] != "0"] == [["2 – 4", "1"], ["18 – 20", "1"]]
    # Of sigmoid: 1, 1 and 3 of 3 points. Training is not decided for one of three: 0 and 3 of 3.
    assert exercises[2] == ["Sigmoid", "1.67 / 3", "56%"]
    assert exercises[4] == ["Training", "1.5 / 3", "50%"]
    assert exercises[6] == ["The derivation", "to mark", "–"]
    assert "- Alan Turing · undetermined, to be graded again" in summary


def test_commands_of_build_services_are_broken_up() -> None:
    text = "::error::owned\n##[error]owned"
    assert not any("::error" in summary or "##[" in summary for summary in summaries(text))


def test_the_commands_print_summaries(tmp_path) -> None:
    course, source, out = tmp_path / "course", tmp_path / "class", tmp_path / "out"
    make_course(course)
    source.mkdir()
    (source / "ada.py").write_text(
        "def predict(x, slope, offset=0):\n    raise ValueError('@octocat | #1')\n"
    )
    bareme("grade", "line", source, "-o", out, "--course", course)
    before = sorted(out.rglob("*"))
    done = bareme("report", out, "--course", course, "--format", "markdown", "--lang", "fr")
    assert done.returncode == 0, done.stderr
    assert_inert(done.stdout)
    assert done.stdout.startswith("# Rapport de classe · ")
    assert sorted(out.rglob("*")) == before
    done = bareme("check", source / "ada.py", "-a", "line", "--course", course, "--format", "markdown")
    assert done.returncode == 1, done.stderr
    assert_inert(done.stdout)
    assert "@octocat | #1" in done.stdout
    assert "Your code raised ValueError: @octocat | #1" in done.stderr  # the log of the job
    done = bareme(
        "check", source / "ada.py", "-a", "line", "--course", course, "--format", "markdown", "--json"
    )
    assert_one_sentence(done, "--json", "--format markdown")
