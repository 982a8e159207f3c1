"""Source is highlighted where that is quick, and shown as it is where it is not."""

from __future__ import annotations

import pytest
from pygments.lexer import RegexLexer

from bareme.reports.highlighting import highlight_code


@pytest.mark.parametrize(
    "source",
    ["x = '%" + "0" * 11_000, "\n \t" * 4000 + "x", "x = 1\n" + "# " + "a" * 400, "x" + "\n" * 150 + "y"],
    ids=["digits", "blanks", "long line", "empty lines"],
)
def test_a_source_on_which_the_lexer_would_be_slow_is_shown_as_it_is(source: str, monkeypatch) -> None:
    def never(*arguments: object) -> object:
        raise AssertionError("the lexer was asked")

    monkeypatch.setattr(RegexLexer, "get_tokens_unprocessed", never)
    html = str(highlight_code(source, first=1))
    assert html.count('<span class="line">') == len(source.rstrip("\n").split("\n"))
    assert '<span class="n">' not in html


def test_markup_in_such_a_source_is_escaped() -> None:
    html = str(highlight_code("<script>&" * 100))
    assert "<script" not in html
    assert html.count("&lt;script&gt;&amp;") == 100


def test_an_ordinary_source_is_highlighted() -> None:
    assert '<span class="k">def</span>' in highlight_code("def f(x):\n    return x\n")
