"""Written answers and hints, rendered."""

from __future__ import annotations

import pytest
from pages import Page

from bareme.feedback.sanitise import render_markdown, render_prose


def test_a_formula_keeps_its_backslashes_and_its_underscores() -> None:
    html = str(render_markdown(r"so $\sum_i x_i * y_i * z_i \\ a$ and"))
    assert r'<span class="math">\sum_i x_i * y_i * z_i \\ a</span>' in html


def test_a_displayed_formula_keeps_its_lines() -> None:
    html = str(render_markdown("text\n\n$$\na \\\\\nb\n$$\n"))
    assert '<div class="math">a \\\\\nb\n</div>' in html


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
        '<p>The exponent is <span class="math">-z</span>. Use <code>np.exp</code>.</p>'
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
