"""Decodes the bytes of a submitted file from any common encoding."""

from __future__ import annotations

import codecs
import re
from typing import Final

from bareme.i18n.catalogs import N_
from bareme.i18n.messages import msg
from bareme.i18n.text import valid_text

__all__ = ["clean", "decode_text"]

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
# Python has codecs that are slow or do not return text; editors write only these.
_COOKIE_CODECS = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "cp1250", "cp850", "mac-roman"}
_BOMS: Final = (
    # UTF-32 first, since its little-endian mark begins with the mark of UTF-16.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode_text(content: bytes, is_script: bool) -> tuple[str, list[str]]:
    """Returns the text of a file and notes for the student.

    The byte order mark and null characters are removed.
    """
    notes: list[str] = []
    for encoding in _guess_encodings(content, is_script):
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        break
    else:
        # Latin-1 decodes every byte. Windows-1252 has more printable characters but undefined bytes.
        try:
            text, encoding = content.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            text, encoding = content.decode("latin-1"), "Latin-1"
        notes.append(
            msg(
                "The file is not UTF-8; it was read as %(encoding)s: save it as UTF-8 to keep accents right.",
                encoding=encoding,
            )
        )
    if "\0" in text:
        notes.append(N_("The file holds null characters, which were left out: it may be damaged."))
        text = text.replace("\0", "")
    return text, notes


def clean(text: str) -> str:
    r"""Returns text that can be encoded and compiled.

    Line ends become ``\n``, null characters are removed, and `valid_text` is applied.
    """
    return valid_text(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))


def _guess_encodings(content: bytes, is_script: bool) -> list[str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return [encoding]
    if len(content) >= 8 and len(content) % 2 == 0:
        if content[1:8:2] == bytes(4):
            return ["utf-16-le"]
        if content[0:8:2] == bytes(4):
            return ["utf-16-be"]
    cookie = _find_cookie(content) if is_script else None
    return [cookie, "utf-8"] if cookie else ["utf-8"]


def _find_cookie(content: bytes) -> str | None:
    """Returns the encoding that a script declares (PEP 263), or None."""
    for line in content[:1000].splitlines()[:2]:
        match = _COOKIE.match(line)
        if match:
            try:
                encoding = codecs.lookup(match[1].decode("ascii")).name
            except (LookupError, UnicodeDecodeError):
                return None
            return encoding if encoding in _COOKIE_CODECS else None
    return None
