"""Python source -> highlighted HTML, one element a line."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from bareme.feedback.plain import cut, plain_text

__all__ = ["highlight_code"]

_LONGEST_SOURCE = 12_000
_LEXER = PythonLexer(stripnl=False, ensurenl=True)
_FORMATTER = HtmlFormatter(nowrap=True)


# The cells of a template come back with every student, and those of an exercise twice in a page.
@lru_cache(maxsize=256)
def highlight_code(source: str) -> Markup:
    """Returns a ``span`` of class ``line`` for every line; the style sheet numbers them.

    A character that is not seen, or that changes the order in which the line is read, is shown as U+FFFD:
    code must never look like other code than it is.
    """
    html = highlight(cut(plain_text(source, replacement="\ufffd"), _LONGEST_SOURCE), _LEXER, _FORMATTER)
    lines = html.removesuffix("\n").split("\n")
    # Pygments escapes the source and closes its spans at the end of each line.
    return Markup("\n").join(Markup('<span class="line">{}</span>').format(Markup(line)) for line in lines)
