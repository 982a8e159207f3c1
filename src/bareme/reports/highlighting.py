"""Highlights Python source as HTML, one element a line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import cache, lru_cache

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from bareme.i18n.plain_text import cut, plain_text

__all__ = ["highlight_code"]

_MAX_SOURCE = 12_000
# The lexer takes quadratic time in the digits of a number in a string, in blanks and in some other long runs.
_SLOW = re.compile(r"[^\n]{401}|\s{101}")
_FORMATTER = HtmlFormatter(nowrap=True)


def highlight_code(
    source: str,
    marks: Mapping[int, str] | None = None,
    *,
    first: int = 1,
    last: int | None = None,
    tinted: Set[int] = frozenset(),
) -> Markup:
    """Returns a ``span`` of class ``line`` for every line.

    The style sheet numbers the lines. Invisible characters, and those that change the reading direction, are
    shown as U+FFFD, so that code never looks like other code.

    Args:
        source: code of a student.
        marks: notes to write beside lines, by line number from 1.
        first: the first line to return.
        last: the last line to return; by default the last of the source.
        tinted: the numbers of the lines to stress.
    """
    marks = marks or {}
    shown = _highlighted_lines(source)[first - 1 : last]
    return Markup(  # Pygments escaped these lines
        "\n".join(
            _line(line, marks.get(number), number in tinted) for number, line in enumerate(shown, first)
        )
    )


def _line(html: str, mark: str | None, is_tinted: bool) -> str:
    if mark is None:
        return f'<span class="line{" tinted" if is_tinted else ""}">{html}</span>'
    return f'<span class="line marked">{html}<span class="here"> ▲ {escape(mark)}</span></span>'


# Made when it is first used, since it compiles hundreds of patterns.
@cache
def _make_lexer() -> PythonLexer:
    return PythonLexer(stripnl=False, ensurenl=True)


# Cells of a template recur with every student, and cells of an exercise twice in a page.
@lru_cache(maxsize=256)
def _highlighted_lines(source: str) -> tuple[str, ...]:
    text = cut(plain_text(source, replacement="\ufffd"), _MAX_SOURCE)
    if _SLOW.search(text):
        return tuple(str(escape(text)).removesuffix("\n").split("\n"))
    html = highlight(text, _make_lexer(), _FORMATTER)
    # Safe to split: Pygments closes its spans at the end of each line.
    return tuple(str(html).removesuffix("\n").split("\n"))
