"""Names the kind of a file that is no notebook, by its first bytes or its suffix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from bareme.i18n.catalogs import N_
from bareme.i18n.messages import Message, as_message

__all__ = [
    "Format",
    "describe_content",
    "describe_file",
    "find_conflict_line",
    "format_of",
    "holds_notebook",
]

Format = Literal["ipynb", "py"]

_PDF: Final = N_("a PDF document")
_PAGE: Final = N_("a web page")
_ARCHIVE: Final = N_("an archive")
_IMAGE: Final = N_("an image")
_DOCUMENT: Final = N_("a text document")
_COLAB: Final = N_("a link to Colab or Drive, which cannot be opened here")
_TYPED_TEXT: Final = N_("text typed into the platform")
_OTHER: Final = N_("a file of another kind")
_MAGIC: Final[Mapping[bytes, str]] = {
    b"%PDF-": _PDF,
    b"PK\x03\x04": _ARCHIVE,
    b"Rar!\x1a\x07": _ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": _ARCHIVE,
    b"\x1f\x8b": _ARCHIVE,
    b"\x89PNG": _IMAGE,
    b"\xff\xd8\xff": _IMAGE,
    b"{\\rtf": _DOCUMENT,
}
_SUFFIXES: Final[Mapping[str, str]] = {
    "pdf": _PDF,
    **dict.fromkeys(("html", "htm", "mhtml"), _PAGE),
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "heic", "webp", "svg"), _IMAGE),
    **dict.fromkeys(("doc", "docx", "odt", "rtf", "pages"), _DOCUMENT),
    **dict.fromkeys(("txt", "md"), N_("plain text")),
    **dict.fromkeys(("rar", "7z", "bz2", "xz", "zst"), N_("an archive that cannot be opened here")),
}
_PAGE_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head)\b", re.IGNORECASE
)
_CONFLICT_START: Final = re.compile(rb"^<{7}(?: |\r?$)", re.MULTILINE)
_CONFLICT_END: Final = re.compile(rb"^>{7}(?: |\r?$)", re.MULTILINE)
# Text that a platform asks for in a form; Moodle and Canvas put it into files of these names.
_TYPED: Final = re.compile(r"(?:.*_)?(?:onlinetext|text)\.html", re.IGNORECASE)
_LINK: Final = re.compile(rb"https?://(?:colab\.research\.google\.com|drive\.google\.com)/", re.IGNORECASE)
_MAX_TEXT_BYTES: Final = 1_000_000


def format_of(name: str) -> Format | None:
    """Returns the format that the name of a file promises, or None.

    Browsers and mail programs append ``.txt`` or ``.json`` to a notebook, or write ``.json`` in place of its
    suffix.
    """
    lower = name.lower()
    if lower.endswith((".py", ".py.txt")):
        return "py"
    return "ipynb" if lower.endswith((".ipynb", ".ipynb.txt", ".json")) else None


def holds_notebook(chunks: Iterable[bytes]) -> bool:
    """Returns True if the content of a JSON file looks like a notebook."""
    content = b"".join(chunks)
    return b'"nbformat"' in content and (b'"cells"' in content or b'"worksheets"' in content)


def describe_content(content: bytes) -> Message | None:
    """Returns the kind of a file that cannot be a notebook or a script, or None."""
    if _PAGE_START.match(content[:1000]):
        return as_message(_PAGE)
    found = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)
    return None if found is None else as_message(found)


def find_conflict_line(content: bytes) -> int | None:
    """Returns the number of the first line that marks a conflict of a merge, or None.

    Git writes both versions, between lines that begin with seven signs.
    """
    found = _CONFLICT_START.search(content)
    if found is None or _CONFLICT_END.search(content, found.end()) is None:
        return None
    return content.count(b"\n", 0, found.start()) + 1


def describe_file(name: str, content: bytes) -> Message:
    """Describes a file without a notebook or script, as in "is a PDF document".

    Args:
        name: the name of the file, which students may have chosen.
        content: the content of a short text file, or its first bytes.
    """
    if _LINK.search(content[:_MAX_TEXT_BYTES]):
        return as_message(_COLAB)
    if _TYPED.fullmatch(name):
        return as_message(_TYPED_TEXT)
    suffix = name.lower().rpartition(".")[2]
    known = _SUFFIXES.get(suffix)
    return as_message(known) if known else describe_content(content) or as_message(_OTHER)
