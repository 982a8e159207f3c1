"""Chooses the file to grade among several that one student handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bareme.errors import InputError
from bareme.i18n.catalogs import N_
from bareme.i18n.messages import Message, msg
from bareme.submissions.file_kinds import Format, format_of
from bareme.submissions.file_location import FileLocation
from bareme.submissions.handout import Handout, Work
from bareme.submissions.lms_layouts import Owner, display_text
from bareme.submissions.notebook import parse_notebook

__all__ = ["Candidate", "choose_file"]

_MAX_COMPARED: Final = 20
"""Files of one student that are read to be compared; of more, those whose names fit best."""
_SAME_TIME: Final = 120.0
"""Seconds within which two dates are equal: unpacking or cloning a folder gives all files nearly one date."""
_ONLY: Final = N_(
    "%(count)d files were handed in; %(name)s was graded, the only one with work on this lab in it."
)
_NEWEST: Final = N_(
    "%(count)d files were handed in; %(name)s was graded, the newest one with work on this lab in it."
)
_NO_WORK: Final = N_(
    "%(count)d files were handed in; %(name)s was graded, and none of them has work on this lab in it."
)
_BY_NAME: Final = N_(
    "%(count)d files were handed in; %(name)s was graded, chosen by its name, format and version."
)


@dataclass(frozen=True)
class Candidate:
    """A file that can be graded, with its owner."""

    owner: Owner
    location: FileLocation
    sha256: str
    modified: float | None

    @property
    def format(self) -> Format | None:
        """The format that its name promises."""
        return format_of(self.owner.file_name)


def choose_file(
    files: Sequence[Candidate], formats: Sequence[Format], handout: Handout
) -> tuple[Candidate, Message | None]:
    """Chooses the file to grade, and says how if there were several.

    These rules are applied in order, each to the files that the rules before it leave:

    1. work on this lab, rather than only text, an untouched template, another lab or an unreadable file;
    2. the newest date; dates within two minutes are equal, and a file without a date is the oldest;
    3. named exactly like the assignment, then beginning with its name;
    4. the preferred format;
    5. the highest number in the name.
    """
    by_name = sorted(files, key=lambda file: _rank_name(file, handout.slug, formats), reverse=True)
    if len(files) == 1:
        return files[0], None
    compared = by_name[:_MAX_COMPARED]
    works = [_find_work(file, handout) for file in compared]
    best = [file for file, work in zip(compared, works, strict=True) if work == max(works)]
    newest = max(file.modified or 0.0 for file in best)
    recent = [file for file in best if newest - (file.modified or 0.0) <= _SAME_TIME]
    if max(works) <= Work.UNTOUCHED:
        rule = _NO_WORK
    elif len(best) == 1:
        rule = _ONLY
    else:
        rule = _NEWEST if len(recent) == 1 else _BY_NAME
    name = display_text(recent[0].owner.file_name)
    return recent[0], msg(rule, count=len(files), name=name)


def _find_work(file: Candidate, handout: Handout) -> Work:
    try:
        content = b"".join(file.location.chunks())
        return handout.find_work(parse_notebook(content, file.owner.file_name).notebook)
    except InputError:  # gone, damaged, or no notebook
        return Work.UNREADABLE


def _rank_name(file: Candidate, slug: str, formats: Sequence[Format]) -> tuple[object, ...]:
    """Returns a sort key: name of the assignment, then format, then version."""
    stem = file.owner.file_name.lower().rpartition(".")[0]
    return (
        (stem == slug) + stem.startswith(slug),
        -formats.index(file.format) if file.format in formats else -len(formats),
        # Numbers are compared as numbers, so that lab10 comes after lab9.
        [(int(number or 0), text) for text, number in re.findall(r"(\D*)(\d{0,15})", stem)],
    )
