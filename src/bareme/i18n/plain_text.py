"""Removal of terminal sequences, control characters and direction marks from hostile text."""

from __future__ import annotations

import re

__all__ = ["cut", "plain_line", "plain_text", "remove_commands"]

# ECMA-48: CSI and OSC sequences, then every other two-character escape.
_ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")
# The characters that XML 1.0 forbids, C1 controls, direction marks, and tags, which encode invisible text.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff"
    "\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\U000e0000-\U000e007f]"
)
_MAX_LINE = 10_000
# Of GitHub (`::name ...::`, `##[`), Azure Pipelines (`##vso[`) and TeamCity, anywhere in a line.
_COMMANDS = re.compile(r"::(?=[A-Za-z][\w-]*(?: [^:\n]*)?::)|##(?=\[|vso\[|teamcity\[)")


def plain_text(text: str, *, replacement: str = "") -> str:
    """Returns text that is safe in a page, in XML and in a terminal.

    Of a line that was overwritten after a carriage return, such as a progress bar, the last version stays.
    ``replacement`` is put in place of each removed character.
    """
    text = _ESCAPES.sub("", text).replace("\r\n", "\n")
    # A carriage return at the end of a line overwrites nothing.
    lines = (line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))
    return "\n".join(cut(_INVISIBLE.sub(replacement, line), _MAX_LINE) for line in lines)


def plain_line(text: str) -> str:
    """Returns plain text on one line, with single spaces."""
    return " ".join(plain_text(text.replace("\r", "\n")).split())


def remove_commands(text: str) -> str:
    """Returns text in which the log commands of CI services are made ineffective."""
    return _COMMANDS.sub(lambda command: " ".join(command[0]), text)


def cut(text: str, length: int) -> str:
    """Returns at most ``length`` characters, with an ellipsis if the text was cut."""
    return text if len(text) <= length else text[: length - 1] + "…"
