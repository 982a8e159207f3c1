"""Whatever a student writes, a page holds no element and no attribute but the templates' own."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from courses import make_course
from end_to_end.commands import bareme
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import TEMPLATES, Page
from sample_results import cells, checks, evidence, exercises, sample_result

from bareme.reports.class_report import render_class_report
from bareme.reports.mathml import MATHML_ATTRIBUTES, MATHML_TAGS
from bareme.reports.sanitizer import render_markdown, render_prose
from bareme.reports.student_page import render_student_page
from bareme.results.evidence import SourceLocation
from bareme.results.result import FileRecord, Result, StudentRecord, WrittenAnswer

ATTACKS = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script><style>",
    "</title></head><body onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "[click](javascript:alert(1)) [c](  JaVaScRiPt:alert(1)) [d](data:text/html;base64,PHNjcmlwdD4=)",
    "![beacon](http://127.0.0.1/pixel.png)",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<form action='http://127.0.0.1/'><input name=a></form>",
    '<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><base href=//127.0.0.1>",
    "`</code><script>alert(1)</script>` $</span><script>alert(1)</script>$",
    "$$\n</div><script>alert(1)</script>\n$$",
    "{{ 7 * 7 }}{% raw %}{{ result }}",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x] <javascript:alert(1)> [y](vbscript:x 'onclick=alert(1)')",
    "</pre></code></details></main><h1>You have 20 / 20</h1>",
    "%(number)s %s %",
    "<style>main{display:none}body::after{content:'20 / 20';position:fixed;inset:0}</style>",
    '<div style="position:fixed;inset:0;background:url(http://127.0.0.1/)" class="grade" id="grade">20</div>',
    "[passed](https://example.org/ 'onmouseover=alert(1)') [x](https://example.org/ \"20 / 20\")",
    "{.grade #grade onclick=alert(1)}\n\n# 20 / 20 {style='position:fixed'}",
    '<button formaction="javascript:alert(1)">x</button><details open ontoggle=alert(1)><dialog open>',
    '<a href="&#106;avascript&colon;alert(1)">x</a> [y](&#106;avascript&colon;alert(1)) [z](java\nscript:a)',
    "<template><script>alert(1)</script></template><noscript><p title='</noscript><img src=x onerror=a>'>",
    "<link rel=stylesheet href=//127.0.0.1/x.css><video src=//127.0.0.1/v autoplay><audio src=x>",
    "<!--><script>alert(1)</script>--><![CDATA[<script>alert(1)</script>]]><?xml-stylesheet href='x'?>",
]

SIZE = struct.pack(">II", 100_000, 100_000)
HUGE_IMAGE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + SIZE + b"\x08\x06\0\0\0" + bytes(900)
"""Less than a kilobyte that claims to be ten thousand million pixels."""
PNG = base64.b64encode(HUGE_IMAGE).decode()
ATTACKS += [f"![x](data:image/png;base64,{PNG})", f'<img src="data:image/png;base64,{PNG}" width=100000>']


def with_text(text: str) -> Result:
    """A result in which everything that can come from a student is this text."""
    changed: dict[str, Any] = {"title": text, "message": text, "hint": text, "mistake": text}
    changed |= {"visibility": "public", "evidence": evidence(text)}
    outcomes = tuple(outcome.model_copy(update=changed) for outcome in checks())
    answer = WrittenAnswer(
        id="derivation", title={"en": text}, max_score=3, status="marked", answer=text, comment=text
    )
    return sample_result(
        student=StudentRecord(id="someone", name=text),
        file=FileRecord(name=text, sha256="ab" * 32),
        title={"en": text},
        notes=(text,),
        checks=outcomes,
        exercises=tuple(
            exercise.model_copy(update={"title": {"en": text}, "evidence": evidence(text)[2:]})
            for exercise in exercises(outcomes)
        ),
        written=(answer,),
        cells=tuple(
            cell.model_copy(
                update={
                    "source": text,
                    "output": text,
                    "message": text,
                    "places": (SourceLocation(cell=cell.index, line=1, function=text[:120]),),
                }
            )
            for cell in cells()
        ),
    )


def student_page(result: Result) -> Page:
    return Page(render_student_page(result, language="en", template_folders=TEMPLATES))


def class_page(result: Result) -> Page:
    return Page(render_class_report((result,), language="en", template_folders=TEMPLATES))


PLAIN = "some *words*, a [link](https://example.org/) and `code`; 1. \n\n- x = $y$\n\n$$\nz\n$$"
MARKDOWN_TAGS = {"a", "em", "strong", "code", "p", "ul", "ol", "li", "blockquote", "hr", "br", "pre", "span"}
MARKDOWN_TAGS |= MATHML_TAGS
FORMULA_SHAPES = {(tag, name) for tag in MATHML_TAGS for name in MATHML_ATTRIBUTES}
FORMULA_SHAPES |= {(tag, name) for tag in ("div", "span") for name in ("class", "tabindex")}
MARKDOWN_TAGS |= {"div", "h4", "h5", "h6", "s", "table", "thead", "tbody", "tr", "th", "td"}


def assert_inert(page: Page, harmless: Page) -> None:
    assert page.open_tags == []
    assert page.misnested == []
    assert page.shapes <= harmless.shapes | FORMULA_SHAPES
    changed = page.tags - harmless.tags
    changed.update(harmless.tags - page.tags)
    assert set(changed) <= MARKDOWN_TAGS
    for target in page.values("href"):
        assert re.match(r"(#|https?://|mailto:|students/someone/feedback\.html$|gradebook\.csv$)", target), (
            target
        )
    for style in page.values("style"):
        assert re.fullmatch(r"width:[\d.]+%|counter-reset:line \d+", style), style
    assert page.raw["style"] == harmless.raw["style"]
    assert page.raw.get("script") == harmless.raw.get("script")


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_leaves_the_students_page_inert(attack: str) -> None:
    assert_inert(student_page(with_text(attack)), student_page(with_text(PLAIN)))


@pytest.mark.parametrize("text", [*ATTACKS, "\x00\x1b[31m\u202e\ufeff", "😀 é", "x" * 5000])
def test_a_page_made_from_the_stored_result_is_the_page_made_from_the_graded_one(text: str) -> None:
    result = with_text(text)
    stored = Result.model_validate_json(result.to_json())
    for language in ("en", "fr"):
        pages = [
            render_student_page(one, language=language, template_folders=TEMPLATES)
            for one in (result, stored)
        ]
        assert pages[0] == pages[1]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_leaves_the_class_report_inert(attack: str) -> None:
    assert_inert(class_page(with_text(attack)), class_page(with_text(PLAIN)))


@pytest.mark.parametrize("attack", ATTACKS[:5])
def test_an_attack_can_still_be_read_as_the_text_that_it_is(attack: str) -> None:
    assert " ".join(attack.split()) in student_page(with_text(attack)).text


def test_the_policy_of_the_class_report_names_the_digest_of_its_only_script() -> None:
    page = class_page(sample_result())
    digest = base64.b64encode(hashlib.sha256(page.raw["script"].encode()).digest()).decode()
    [policy] = [value for value in page.values("content") if "default-src" in value]
    assert f"script-src 'sha256-{digest}'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2]
    assert page.tags["script"] == 1


DISPLAYS = f"""
from base64 import b64decode
from IPython.display import publish_display_data
FRAME = "<svg onload=owned()><script>owned()</script><form action=//x></form></svg>"
for kind in ("text/html", "image/svg+xml", "text/markdown", "text/latex", "application/javascript"):
    publish_display_data({{kind: FRAME, "text/plain": "seen " + kind}})
    publish_display_data({{kind: FRAME}})
publish_display_data({{"image/png": {PNG!r}, "image/gif": {PNG!r}, "text/plain": "seen image"}})
publish_display_data({{"text/plain": FRAME, "application/json": {{}}}}, {{"image/png": {{"width": 10**6}}}})
"""


def test_of_what_a_notebook_displays_only_the_plain_text_reaches_a_page(tmp_path: Path) -> None:
    make_course(tmp_path)
    (tmp_path / "lab.py").write_text(DISPLAYS)
    done = bareme("check", tmp_path / "lab.py", "-a", "line", "--course", tmp_path, "-o", tmp_path / "out")
    assert done.returncode == 1, done.stderr
    (path,) = (tmp_path / "out").rglob("feedback.html")
    page = Page(path.read_text("utf-8"))
    assert "seen text/html" in page.text
    assert "seen image" in page.text
    assert page.text.count("<svg onload=owned()>") == 2  # in the source, and as the plain text of the last
    assert set(page.tags) <= {*harmless_tags(), *MARKDOWN_TAGS}
    assert not {"src", "srcdoc", "srcset"} & {name for _, name in page.shapes}
    assert not [name for _, name in page.shapes if name.startswith("on")]


def harmless_tags() -> set[str]:
    return set(student_page(with_text(PLAIN)).tags)


MARKUP = st.text(alphabet=st.sampled_from("<>&\"'`$*_[]()!#|\\/=:;-+~{}%\n\t ax1\x1b\u202e"), max_size=60)
PIECES = [
    "[a](",
    "https://x",
    "mailto:",
    ' "t")',
    "<a ",
    "href=",
    "<!--",
    "-->",
    "```",
    "$$",
    "| a |\n|---|\n",
]
PIECES += [
    "\\begin{align}",
    "\\end{align}",
    "> ",
    "- ",
    "1. ",
    "    ",
    "\n\n",
    "&lt;",
    "&#x3c;",
    "]: ",
    "<http://x>",
]


@given(MARKUP | st.lists(st.sampled_from([*PIECES, *ATTACKS[:20]]) | MARKUP, max_size=8).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_markdown_gives_an_element_that_is_not_allowed(text: str) -> None:
    for html in (str(render_markdown(text)), str(render_prose(text))):
        # Of this form, no parser can see an element where another sees text.
        assert re.fullmatch(r"(?:[^<>]|</[a-z0-9]+>|<[a-z0-9]+(?: [a-z]+=\"[^\"<>]*\")*>)*", html)
        page = Page(html)
        assert set(page.tags) <= MARKDOWN_TAGS
        names = {name for _, name in page.shapes}
        assert names <= {"href", "rel", "class", "start", "tabindex"} | MATHML_ATTRIBUTES
        assert set(page.values("class")) <= {"math", "formula"}
        assert not [target for target in page.values("href") if not re.match(r"(?i)https?:|mailto:", target)]
