"""Any text of a student gives only allowed elements and attributes.

The form is one that leaves no parser a choice, so none can see an element, a handler or an address where
another sees text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import harness

with harness.instrumented("bareme.reports", "markdown_it", "mdit_py_plugins"):
    from bareme.i18n.plain_text import plain_line, plain_text
    from bareme.reports.mathml import MATHML_ATTRIBUTES, MATHML_TAGS
    from bareme.reports.sanitizer import render_markdown, render_prose

ELEMENTS = {
    "a",
    "br",
    "code",
    "em",
    "span",
    "strong",
    "blockquote",
    "div",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
}
ELEMENTS |= {"p", "pre", "s", "ul", "table", "tbody", "td", "th", "thead", "tr"}
ELEMENTS |= {"div", *MATHML_TAGS}
VOID = {"br", "hr"}
ATTRIBUTES = {
    "href": re.compile(r"(?:https?|mailto):.*", re.DOTALL | re.IGNORECASE),
    "rel": re.compile("noopener noreferrer nofollow"),
    "class": re.compile("math|formula"),
    "tabindex": re.compile("0"),
    **dict.fromkeys(MATHML_ATTRIBUTES, re.compile(r"[\w .%-]*")),
    "start": re.compile(r"\d{1,9}"),
}
STRICT = re.compile(r"(?:[^<>]|</[a-z0-9]+>|<[a-z0-9]+(?: [a-z]+=\"[^\"<>]*\")*>)*")
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Tree(HTMLParser):
    """Checks elements and attributes as they come, and that they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            assert ATTRIBUTES[name].fullmatch(value or ""), (name, value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for html in (str(render_markdown.__wrapped__(text)), str(render_prose(text))):
        assert STRICT.fullmatch(html), html
        assert not HIDDEN.search(html)
        tree = Tree()
        tree.feed(html)
        tree.close()
        assert not tree.open
    plain = plain_text(text)
    assert not HIDDEN.search(plain)
    assert plain_text(plain) == plain
    assert len(plain_line(text).splitlines()) <= 1


SEEDS = [
    text.encode()
    for text in (
        "# A *b* **c** `d` ~~e~~\n\n- x\n  1. y\n\n> z\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        "[a](javascript:alert(1)) [b](//x.y 't') <https://x.y> ![c](data:image/png;base64,x)",
        "[r]: mailto:a@b 'title'\n\n[r] [s][r] [](<x> (t))",
        "<script>alert(1)</script><svg onload=a><style>*{position:fixed}</style><meta http-equiv=refresh>",
        "$a_b$ $$\nc\n$$\n\n\\begin{align}\nx &= 1\n\\end{align}\n\n```html\n<b>\n```\n\n    <i>\n",
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=a&gt;">',
        "\x1b[31mred\x1b]8;;http://x\x07l\u202e\u2066&#106;avascript&colon;\x00&#0;\r\n",
    )
]

if __name__ == "__main__":
    harness.main(check, SEEDS)
