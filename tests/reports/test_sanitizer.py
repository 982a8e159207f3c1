"""Written answers and hints, rendered."""

from __future__ import annotations

import sys

import pytest
from pages import Page

from bareme.reports.sanitizer import render_markdown, render_prose


def test_a_formula_keeps_its_backslashes_and_its_underscores() -> None:
    html = str(render_markdown(r"so $\sum_i x_i * y_i * z_i \\ a$ and"))
    assert r'<span class="math">\sum_i x_i * y_i * z_i \\ a</span>' in html


def test_a_displayed_formula_keeps_its_lines() -> None:
    html = str(render_markdown("text\n\n$$\na \\\\\nb\n$$\n"))
    assert '<div class="math">a \\\\\nb</div>' in html


def test_prices_are_no_formulas() -> None:
    assert "math" not in str(render_markdown("from $5 to $10 in all"))


def test_headings_stay_below_those_of_the_page() -> None:
    html = str(render_markdown("# One\n\n### Three\n\n###### Six"))
    assert "<h4>One</h4>" in html
    assert "<h5>Three</h5>" in html
    assert "<h6>Six</h6>" in html


def test_a_table_and_emphasis_are_rendered() -> None:
    html = str(render_markdown("| a | b |\n|---|---|\n| **1** | `2` |\n"))
    assert "<td><strong>1</strong></td>" in html
    assert "<td><code>2</code></td>" in html


def test_a_link_to_the_web_tells_nothing_about_where_it_was_followed() -> None:
    html = str(render_markdown("[numpy](https://numpy.org)"))
    assert 'href="https://numpy.org"' in html
    assert "noreferrer" in html


def test_a_link_has_no_words_that_show_only_when_it_is_pointed_at() -> None:
    html = str(render_markdown('[a](https://x.org "You have 20 / 20") <b lang="ar" title="x">'))
    assert Page(html).shapes == {("a", "href"), ("a", "rel")}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.y"]
)
def test_other_links_lead_nowhere(address: str) -> None:
    assert f'href="{address}' not in str(render_markdown(f"[x]({address}) <{address}>"))


def test_an_answer_without_end_is_cut() -> None:
    assert len(str(render_markdown("word " * 100_000))) < 25_000


@pytest.mark.parametrize("nest", ["> " * 3000, "- " * 3000, "[" * 5000, "*a " * 3000, "`" * 5000, "$" * 5000])
def test_deep_nesting_gives_whole_elements(nest: str) -> None:
    page = Page(str(render_markdown(nest + "end")))
    assert page.elements
    assert (page.open_tags, page.misnested) == ([], [])


def test_a_docstring_becomes_paragraphs_with_code_and_formulas() -> None:
    html = str(render_prose("The exponent is $-z$.\n    Use `np.exp`.\n\n    Then <b>test</b>."))
    assert html == (
        '<p>The exponent is <math display="inline"><mrow><mo>−</mo><mi>z</mi></mrow></math>. '
        "Use <code>np.exp</code>.</p>"
        "<p>Then &lt;b&gt;test&lt;/b&gt;.</p>"
    )


def test_the_empty_corner_of_a_table_is_no_heading() -> None:
    html = str(render_markdown("| | a |\n|---|---|\n| b | 1 |"))
    assert "<td></td>" in html
    assert "<th>a</th>" in html
    assert "<th></th>" not in html


def test_headings_skip_no_level_whatever_levels_they_were_given() -> None:
    html = str(render_markdown("## Two\n\n##### Five\n\n### Three\n\n# One"))
    assert "<h4>Two</h4>\n<h5>Five</h5>\n<h5>Three</h5>\n<h4>One</h4>" in html


def calls(render) -> int:
    """Returns how many functions of Python are called."""
    count = 0

    def note(frame, event, argument):
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        render()
    finally:
        sys.setprofile(None)
    return count


NASTY = {
    "quotes": ">",
    "nested quotes": "> > > a\n",
    "lazy quotes": ">" * 20 + "\n" + "a\n" * 9,
    "lists": "- ",
    "nested lists": "      - a\n- b\n",
    "loose lists": "- a\n\n",
    "numbered": "> 1. ",
    "brackets": "[",
    "closing brackets": "[](",
    "links": "[a](b",
    "titles": '[a](b "',
    "references": "[a]: b\n",
    "uses of references": "[a][b",
    "images": "![a",
    "emphasis": "*a_ ",
    "strong": "**a *b ",
    "struck": "~~a ",
    "stars": "*",
    "wide table": "|a",
    "tables": "|a|b|\n|-|-|\n",
    "padded table": "|a" * 30 + "\n" + "|-" * 30 + "\n" + "x\n" * 5000,
    "wider table": "|a" * 100 + "\n" + "|-" * 100 + "\n" + "x\n" * 5000,
    "HTML": "<a ",
    "HTML blocks": "<div>\n",
    "comments": "<!--",
    "mathematics": "$a",
    "displayed mathematics": "$$a\n",
    "environments": "\\begin{align}\n",
    "code": "`a",
    "fences": "```\n",
    "headings": "a\n-\n",
    "entities": "&#",
    "backslashes": "\\",
    "escapes": "\x1b]",
    "lines": "\n",
    "words": "a\n",
}


@pytest.mark.parametrize("name", NASTY)
def test_the_work_is_bounded_whatever_the_length(name: str) -> None:
    few, many = (NASTY[name] * (size // len(NASTY[name]) + 1) for size in (100_000, 200_000))
    render_markdown.cache_clear()
    render_markdown("words")  # makes the parser
    work = calls(lambda: render_markdown(few))
    # About a second of a slow machine.
    assert work < 1_000_000
    assert calls(lambda: render_markdown(many)) <= 1.01 * work + 100


@pytest.mark.parametrize(
    "text", ["a" * 8_001, "a\n" * 301, "|a" * 31 + "\n", "[" * 100_000, "> " * 100_000], ids=len
)
def test_what_is_left_out_is_said_in_the_language_of_the_page(text: str) -> None:
    assert "The rest is not shown: a text may have 8,000 characters" in render_markdown(text)
    assert "La suite n’est pas affichée" in render_markdown(text, "fr")


def test_nothing_is_said_of_a_long_answer_that_is_whole() -> None:
    text = "\n\n".join(["A paragraph of some words, with *emphasis* and $x^2$." * 2] * 60)
    assert "not shown" not in render_markdown(text)
    assert str(render_markdown(text)).count("<p>") == 60
