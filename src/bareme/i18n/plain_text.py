"""Hostile text -> plain text: no terminal sequences, no control characters, no hidden direction marks."""

from __future__ import annotations

import re

__all__ = ["cut", "plain_line", "plain_text", "without_commands"]

# ECMA-48: CSI and OSC sequences, then every other two-character escape.
_ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")
# Besides what XML 1.0 forbids: C1 controls, the marks that make text read in another order than it has, and
# the tags, which spell out text that nobody sees.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff"
    "\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\U000e0000-\U000e007f]"
)
_LONGEST_LINE = 10_000
# Of GitHub (`::name ...::`, `##[`), Azure Pipelines (`##vso[`) and TeamCity, wherever a line is folded.
_COMMANDS = re.compile(r"::(?=[A-Za-z][\w-]*(?: [^:\n]*)?::)|##(?=\[|vso\[|teamcity\[)")


def plain_text(text: str, *, replacement: str = "") -> str:
    """Returns text of one or several lines that reads as it is stored, in a page, in XML or in a terminal.

    Where a carriage return made a terminal write over a line, such as in a progress bar, the last writing
    stays. ``replacement`` stands for each character taken out.
    """
    text = _ESCAPES.sub("", text).replace("\r\n", "\n")
    lines = (line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))
    return "\n".join(cut(_UNSEEN.sub(replacement, line), _LONGEST_LINE) for line in lines)


def plain_line(text: str) -> str:
    """Returns plain text on a single line, with single spaces."""
    return " ".join(plain_text(text.replace("\r", "\n")).split())


def without_commands(text: str) -> str:
    """Returns text in which what services that run builds take for commands in their logs is broken up."""
    return _COMMANDS.sub(lambda command: " ".join(command[0]), text)


def cut(text: str, length: int) -> str:
    """Returns at most ``length`` characters, with an ellipsis where something was cut."""
    return text if len(text) <= length else text[: length - 1] + "…"
