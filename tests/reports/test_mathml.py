"""Formulas of students as MathML, and what must stay text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.reports.mathml import MATHML_ATTRIBUTES, MATHML_TAGS, render_formula
from bareme.reports.sanitizer import render_line, render_markdown, render_prose


def test_a_formula_is_mathml_of_the_right_shape() -> None:
    shown = render_formula(r"L = -\frac{1}{N} \sum_i \log y_i")
    assert shown is not None
    root = ElementTree.fromstring(shown)
    assert (root.tag, root.get("display")) == ("math", "inline")
    assert "".join(root.itertext()) == "L=−1N∑ilogyi"
    [fraction] = root.iter("mfrac")
    assert ["".join(part.itertext()) for part in fraction] == ["1", "N"]


@pytest.mark.parametrize(
    "latex",
    [
        r"\unknown{x}",
        r"\frac{1}",
        "x^2^3",
        "",
        " ",
        "{" * 25 + "x" + "}" * 25,
        "x" * 1001,
        r"\sqrt" * 190 + "x",
        r"\left( x",
        r"\begin{matrix} 1",
    ],
    ids=lambda latex: latex[:20],
)
def test_what_is_no_formula_stays_text(latex: str) -> None:
    assert render_formula(latex) is None
    if latex.strip():
        assert f'<span class="math">{latex.strip()}</span>' in render_prose(f"so ${latex.strip()}$")


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{</mtext></math><img src=x onerror=alert(1)>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{skip}{x}",
        r"\color{red;background:url(//x)}{x}",
        r"\mbox{&lt;script&gt;}",
        r"\hspace{900em}x",
        r"\rule{900em}{900em}",
    ],
)
@pytest.mark.parametrize("render", [render_markdown, render_prose, render_line])
def test_nothing_but_mathematics_comes_out(render, latex: str) -> None:
    html = str(render(f"a ${latex}$ b"))
    assert "<script" not in html
    assert "<img" not in html
    assert not [
        name
        for name in ("href=", " style=", 'class="skip', "mathcolor", '900em"', "onerror=alert(1)>")
        if name in html
    ]


PARTS = st.sampled_from(
    [
        *"abx12+-=<>&{}^_'\"() \\",
        r"\frac",
        r"\sqrt",
        r"\left(",
        r"\right)",
        r"\text{<b>}",
        r"\sum",
        r"\begin{matrix}",
        r"\end{matrix}",
        r"\\",
        "&amp;",
        r"\href{x}",
        r"\color{red}",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=40).map("".join))
def test_any_text_gives_mathml_of_the_list_or_none(latex: str) -> None:
    shown = render_formula(latex)
    if shown is not None:
        elements = list(ElementTree.fromstring(shown).iter())
        assert {one.tag for one in elements} <= MATHML_TAGS
        assert {name for one in elements for name in one.attrib} <= MATHML_ATTRIBUTES


def test_the_first_formulas_of_a_text_are_rendered_and_the_others_stay_text() -> None:
    html = str(render_markdown("$a$ " * 200))
    assert (html.count("<math "), html.count('class="math"')) == (150, 50)


def test_formulas_stand_in_statements_hints_and_comments() -> None:
    assert '<div class="formula" tabindex="0"><math display="block">' in render_markdown("$$a+b$$")
    assert "<code>z &lt; 1</code>" in render_prose("`z < 1` and $-z$")
    assert "<mo>−</mo><mi>z</mi>" in render_prose("`z < 1` and $-z$")
    assert render_line("two\nlines, <b> and $x$").startswith("two\nlines, &lt;b&gt; and <math ")
    assert "$5" in render_markdown("costs $5 and $6")
