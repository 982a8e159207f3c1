"""Names the students of a comparison, or hides who they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bareme.i18n.catalogs import translations
from bareme.i18n.plain_text import plain_line
from bareme.similarity.work import StudentWork

__all__ = ["number_students", "write_names"]


def write_names(works: Sequence[StudentWork], language: str, *, hidden: bool) -> tuple[str, ...]:
    """Returns a name for each submission; a hidden one is a number.

    Raises:
        InputError: there is no catalogue for the language.
    """
    gettext = translations(language).gettext
    if hidden:
        names = [gettext("Student %(number)s") % {"number": number} for number in number_students(works)]
    else:
        names = [plain_line(one.result.student.name) or one.result.student.id for one in works]
    earlier = gettext("%(name)s (earlier batch)")
    return tuple(
        earlier % {"name": name} if work.is_earlier else name for name, work in zip(names, works, strict=True)
    )


def number_students(works: Sequence[StudentWork]) -> tuple[int, ...]:
    """Returns a number for each submission, from 1, equal at each run.

    The order of the numbers is not that of the names, which would give them away.
    """
    digests = [
        hashlib.sha256(f"{work.is_earlier}\0{work.result.student.id}".encode()).digest() for work in works
    ]
    ranks = {digest: rank for rank, digest in enumerate(sorted(digests), 1)}
    return tuple(ranks[digest] for digest in digests)
