"""Surviving mutants that the author of a suite accepts: ``graders/<slug>/survivors.toml``.

Each line is the id of a mutant and the reason, in English:
``"loss:types:0123abcd" = "float32 is precise enough"``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from typing import Final

from bareme.course.course import Assignment
from bareme.errors import CourseError
from bareme.i18n.messages import msg

__all__ = ["read_known_survivors"]

_FILE: Final = "survivors.toml"


def read_known_survivors(assignment: Assignment, mutants: Collection[str]) -> dict[str, str]:
    """Returns the reason for each known survivor.

    Raises:
        CourseError: the file cannot be read, gives no reason, or names a mutant that does not exist.
    """
    path = assignment.grader_folder / _FILE
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CourseError(
            msg(
                "%(path)s cannot be read (%(reason)s); check its permissions.",
                path=path,
                reason=error.strerror,
            )
        ) from error
    except ValueError as error:
        raise CourseError(
            msg("%(path)s is not TOML in UTF-8: %(error)s; correct it.", path=path, error=error)
        ) from error
    for name, reason in found.items():
        if not isinstance(reason, str) or not reason.strip():
            raise CourseError(
                msg("%(path)s gives no reason for %(name)s; write one as its text.", path=path, name=name)
            )
        if name not in mutants:
            raise CourseError(
                msg(
                    "%(path)s names %(name)s, and there is no such mutant; take that line out, or "
                    "take the id anew from `bareme validate --mutants`.",
                    path=path,
                    name=name,
                )
            )
    return found
