"""Renders Markdown of a student as harmless HTML."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from functools import cache, lru_cache

import nh3
from babel.numbers import format_decimal
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from bareme.i18n.catalogs import N_, SOURCE_LANGUAGE, translations
from bareme.i18n.plain_text import plain_text

__all__ = ["render_markdown", "render_prose"]

_TAGS = frozenset(
    {
        *("a", "br", "code", "em", "span", "strong"),
        *("blockquote", "div", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "ul"),
        *("table", "tbody", "td", "th", "thead", "tr"),
    }
)
_SCHEMES = ("http", "https", "mailto")
# Markdown takes up to quadratic time in each of these; a table has a cell in every column of every row.
_MAX_CHARACTERS = 8_000
_MAX_LINES = 300
_MAX_COLUMNS = 30
_MAX_NESTING = 12
_TOP_HEADING = 4
_FORMULA_START = re.compile(r'(<div class="math [a-z]+">)\n')
_INLINE = re.compile(r"`(?P<code>[^`]+)`|\$(?P<math>[^\s$](?:[^$]*[^\s$])?)\$")


_LEFT_OUT = N_(
    "The rest is not shown: a text may have %(characters)s characters, %(lines)d lines and tables of "
    "%(columns)d columns."
)


# The statement of a lab recurs with every student.
@lru_cache(maxsize=256)
def render_markdown(text: str, language: str = SOURCE_LANGUAGE) -> Markup:
    """Renders Markdown without HTML and images, sanitised by an allow-list.

    Headings start at level 4, below those of the page, and skip no level. LaTeX between dollars stays as
    written: a page without scripts cannot typeset it, and Markdown must not remove its backslashes. Of a text
    above the limits only the beginning is rendered, with a notice.
    """
    whole = plain_text(text[: 2 * _MAX_CHARACTERS])
    shown = _beginning(whole)
    html = _render(shown)
    if len(shown) == len(whole) and len(text) <= 2 * _MAX_CHARACTERS:
        return html
    sentence = translations(language).gettext(_LEFT_OUT) % {
        "characters": format_decimal(_MAX_CHARACTERS, locale=language),
        "lines": _MAX_LINES,
        "columns": _MAX_COLUMNS,
    }
    return html + Markup('<p class="notice">{}</p>\n').format(sentence)


def _beginning(text: str) -> str:
    """Cuts a text at the limits of size, lines and table columns."""
    lines = text[:_MAX_CHARACTERS].split("\n")[:_MAX_LINES]
    wide = (index for index, line in enumerate(lines) if line.count("|") > _MAX_COLUMNS)
    return "\n".join(lines[: next(wide, len(lines))])


def _render(text: str) -> Markup:
    parser = _parser()
    tokens = parser.parse(text)
    _rank_headings(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    # Formulas keep their line breaks, so this newline would show.
    html = _FORMULA_START.sub(r"\1", html)
    clean = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        allowed_classes={"span": {"math"}, "div": {"math"}},
        attribute_filter=_absolute_address,
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer nofollow",
    )
    # Safe, as nh3 cleaned it. An empty corner of a table must not be a heading.
    return Markup(clean.replace("<th></th>", "<td></td>"))


def render_prose(text: str) -> Markup:
    """Renders a docstring as HTML.

    Blank lines separate paragraphs, backquotes enclose code, and dollars enclose formulas.
    """
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(plain_text(text)))
    return Markup("").join(
        Markup("<p>{}</p>").format(_inline(" ".join(paragraph.split())))
        for paragraph in paragraphs
        if paragraph.strip()
    )


def _absolute_address(tag: str, attribute: str, value: str) -> str | None:
    """Drops relative addresses, which would lead into the reader's files."""
    scheme, colon, _ = value.partition(":")
    return value if attribute != "href" or (colon and scheme.lower() in _SCHEMES) else None


def _inline(text: str) -> Markup:
    return Markup(_INLINE.sub(_inline_element, str(escape(text))))


def _inline_element(match: re.Match[str]) -> str:
    if match["code"]:
        return f"<code>{match['code']}</code>"
    return f'<span class="math">{match["math"]}</span>'


def _rank_headings(tokens: Sequence[Token]) -> None:
    """Sets each heading one level below the heading that contains it."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, _TOP_HEADING - 1 + len(above))}"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.disable("image")
    dollarmath_plugin(parser, allow_labels=False, allow_digits=False, renderer=_inline_source)
    amsmath_plugin(parser, renderer=_source)
    return parser


def _inline_source(content: str, options: dict[str, bool]) -> str:
    return _source(content)


def _source(content: str) -> str:
    return str(escape(content.strip()))
