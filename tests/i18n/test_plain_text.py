"""What is left of text that tries to be something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.i18n.plain_text import cut, plain_line, plain_text
from bareme.reports.highlighting import highlight_code


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[1;38;5;196mbold\x1b[m", "bold"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]8;;http://127.0.0.1\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jcleared", "cleared"),
        ("\x1bcreset", "reset"),
        ("lonely escape \x1b", "lonely escape "),
        ("0%\r50%\r100%\n", "100%\n"),
        ("windows\r\nlines\r\n", "windows\nlines\n"),
        ("nul\x00 bell\x07 backspace\x08", "nul bell backspace"),
        ("exe\u202efdp.\u2066x\u2069", "exefdp.x"),
        ("seen\U000e0068\U000e0069", "seen"),
        ("tab\tstays", "tab\tstays"),
        ("Évariste 山田 שלום 🎉", "Évariste 山田 שלום 🎉"),
        ("half \ud800 pair", "half  pair"),
    ],
)
def test_only_what_can_be_read_is_left(given_text: str, expected: str) -> None:
    assert plain_text(given_text) == expected


def test_a_line_has_no_line_break_of_any_kind() -> None:
    assert plain_line(" a\r\nb\rc\n\n d\u2028e\te\x0bf ") == "a b c de ef"


def test_a_cut_text_says_that_it_was_cut() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"


@given(st.text())
def test_plain_text_has_no_control_character_but_newline_and_tab(text: str) -> None:
    assert not [c for c in plain_text(text) if ord(c) < 32 and c not in "\n\t"]
    assert plain_text(plain_text(text)) == plain_text(text)


def test_code_shows_a_character_that_would_change_the_order_of_reading() -> None:
    html = str(highlight_code("allowed = True  # \u202e eslaF"))
    assert "\u202e" not in html
    assert "\ufffd" in html


def test_each_line_of_code_is_one_element() -> None:
    html = str(highlight_code('x = """a\nb\n"""\n\ny = 1'))
    assert html.count('<span class="line">') == 5
    assert html.count("<span") == html.count("</span>")


def test_code_cannot_open_an_element() -> None:
    html = str(highlight_code("x = '<script>' # </span><img src=x>"))
    assert "<script" not in html
    assert "<img" not in html
