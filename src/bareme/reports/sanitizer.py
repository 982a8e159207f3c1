"""Renders Markdown of a student as harmless HTML."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from functools import cache, lru_cache

import nh3
from babel.numbers import format_decimal
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from bareme.i18n.catalogs import N_, SOURCE_LANGUAGE, translations
from bareme.i18n.plain_text import plain_text
from bareme.reports.mathml import MATHML_ATTRIBUTES, MATHML_TAGS, render_formula

__all__ = ["render_line", "render_markdown", "render_prose"]

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
_MAX_FORMULAS = 150
"""Of one text; further ones stay as text."""
_WIDE_FORMULA = 50
"""Characters from which a formula in a line may need a line of its own, which scrolls."""
_INLINE = re.compile(r"`(?P<code>[^`]+)`|\$(?P<math>[^\s$](?:[^$]*[^\s$])?)\$")


_LEFT_OUT = N_(
    "The rest is not shown: a text may have %(characters)s characters, %(lines)d lines and tables of "
    "%(columns)d columns."
)


# The statement of a lab recurs with every student.
@lru_cache(maxsize=256)
def render_markdown(text: str, language: str = SOURCE_LANGUAGE) -> Markup:
    """Renders Markdown without HTML and images, sanitised by an allow-list.

    Headings start at level 4, below those of the page, and skip no level. LaTeX between dollars becomes
    MathML, or stays as written where that cannot be. Of a text above the limits only the beginning is
    rendered, with a notice.
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
    html = parser.renderer.render(tokens, parser.options, {"formulas": _MAX_FORMULAS})
    clean = nh3.clean(
        html,
        tags={*_TAGS, *MATHML_TAGS},
        attributes={
            "*": set(),
            "a": {"href"},
            "div": {"tabindex"},  # only formulas have one, as HTML of a student is text
            "ol": {"start"},
            "span": {"tabindex"},
            **{tag: set(MATHML_ATTRIBUTES) for tag in MATHML_TAGS},
        },
        allowed_classes={"div": {"formula", "math"}, "span": {"formula", "math"}},
        attribute_filter=_absolute_address,
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer nofollow",
    )
    # Safe, as nh3 cleaned it. An empty corner of a table must not be a heading.
    return Markup(clean.replace("<th></th>", "<td></td>"))


def render_line(text: str) -> Markup:
    """Renders formulas between dollars and code between backquotes, and nothing else."""
    return _inline(plain_text(text))


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
    parts: list[Markup] = []
    end = 0
    for number, match in enumerate(_INLINE.finditer(text)):
        parts.append(escape(text[end : match.start()]))
        if match["code"]:
            parts.append(Markup("<code>{}</code>").format(match["code"]))
        else:
            parts.append(_formula(match["math"], number < _MAX_FORMULAS))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _formula(latex: str, is_shown: bool, *, block: bool = False) -> Markup:
    """Returns MathML, or the LaTeX itself where that cannot be made."""
    latex = latex.strip()
    tag = "div" if block else "span"
    shown = render_formula(latex, block=block) if is_shown else None
    if shown is None:
        return Markup('<{0} class="math">{1}</{0}>').format(tag, latex)
    if block or len(latex) > _WIDE_FORMULA:  # one that scrolls is reached by keyboard
        return Markup('<{0} class="formula" tabindex="0">{1}</{0}>').format(tag, shown)
    return shown


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
    dollarmath_plugin(parser, allow_labels=False, allow_digits=False)
    amsmath_plugin(parser)
    for kind in ("math_inline", "math_block", "amsmath"):
        parser.add_render_rule(kind, _render_token)
    return parser


def _render_token(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Renders a formula of a text, of which the first ones become MathML."""
    env["formulas"] -= 1
    token = tokens[index]
    return str(_formula(token.content, env["formulas"] >= 0, block=token.type != "math_inline"))
