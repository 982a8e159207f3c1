"""Escapes hostile text as Markdown that shows it and has no effect.

GitHub and GitLab find mentions, references to issues and commits, bare addresses, emoji and mathematics in
rendered text, whatever backslashes it has, but never in code. So only words without any meaning there stay
words; all others become code spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from bareme.i18n.plain_text import cut, plain_line, plain_text, remove_commands

__all__ = ["escape_block", "escape_cell", "escape_line", "render_table"]

_MAX_LINE: Final = 400
_MAX_BLOCK: Final = 3000
_MAX_LINES: Final = 40
_CODE: Final = re.compile(r"(?:(?<!\S)|(?<=\s[(“«])|(?<=^[(“«]))`([^`]+)`(?=[.,;:?!)”»]*(?:\s|$))")
"""Code spans of hints: apart from other words, so that no two runs of backticks meet."""
_WORD: Final = re.compile(
    # Seven hexadecimal digits may name a commit; a digit after a hyphen, an issue.
    r"(?!.*[0-9a-fA-F]{7})[(“«‘'\"]*(?:[^\W_]+(?:['’-][^\W\d_]+|[.,]\d+)*)?[.,;:?!…)”»’'\"%]*|[–—→×=/·]"
)
_BACKTICKS: Final = re.compile("`+")


def escape_line(text: str) -> str:
    """Escapes a text for one line, which begins no block."""
    text = cut(remove_commands(plain_line(text)), _MAX_LINE)
    parts = _CODE.split(text)
    return (
        "".join(_code(part) if k % 2 else _words(part, at_start=k == 0) for k, part in enumerate(parts))
        or "–"
    )


def escape_cell(text: str) -> str:
    """Escapes a text for a cell of a table.

    Markdown's dialects do not agree on a bar after a backslash, so each bar becomes a broken one.
    """
    return escape_line(text).replace("|", "¦")


def escape_block(text: str) -> str:
    """Escapes a text as a fenced block that no line can end."""
    lines = remove_commands(cut(plain_text(text).strip(), _MAX_BLOCK)).split("\n")
    shown = [*lines[:_MAX_LINES], "…"] if len(lines) > _MAX_LINES else lines
    fence = "`" * max(3, _longest_run(shown) + 1)
    return "\n".join((f"{fence}text", *shown, fence))


def render_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Renders a table of escaped cells, numbers after the first column."""
    rule = ("---", *("---:" for _ in head[1:]))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _words(text: str, *, at_start: bool) -> str:
    runs = groupby(text.split(" "), key=lambda word: _WORD.fullmatch(word) is not None)
    shown = " ".join(" ".join(run) if harmless else _code(" ".join(run)) for harmless, run in runs)
    first, space, rest = shown.partition(" ")
    if not at_start or not first or first[0] in "`(“«‘" or first[0].isalpha():
        return shown
    # A number or a dash, for example, would begin a list.
    return f"{_code(first)}{space}{rest}"


def _code(text: str) -> str:
    fence = "`" * (_longest_run([text]) + 1)
    space = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{space}{text}{space}{fence}"


def _longest_run(texts: Iterable[str]) -> int:
    return max((len(run) for text in texts for run in _BACKTICKS.findall(text)), default=0)
