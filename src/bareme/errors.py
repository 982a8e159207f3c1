"""The exceptions of bareme.

    BaremeError
    ├── InputError          what the user gave cannot be used; the command line exits with 2
    │   ├── CourseError     assignment.toml, a suite, a solution or a mistake breaks a rule
    │   ├── NotebookError   a submitted file cannot be read as a notebook
    │   └── DataError       a data set is missing or is not what it should be
    ├── WireError           bytes from a sandbox are not plain data within the limits
    ├── SandboxError        bareme could not open or keep a sandbox: never the student's fault
    │   ├── ServerEnded     the fork server ended, and every sandbox with it; a new one is started
    │   └── PreloadError    the fork server cannot import a module that the assignment names
    └── StudentError        the student's code is the reason why a check got no answer
        ├── NotAttempted    the stub is still there
        ├── StudentRaised   the student's code raised, or does not define the requested name
        ├── StudentTimeout  the student's code exceeded its time limit
        └── SandboxDied     the student's code ended its process, or broke another limit

An ``InputError`` is one sentence: the value, where it came from, the rule, and what to do next. ``msg`` makes
it, so that the command line can print it in the user's language; its ``str`` is English.
A ``StudentError`` is written for the student and becomes the message of the check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bareme.i18n.messages import Message, as_message, msg
from bareme.i18n.text import valid_text

if TYPE_CHECKING:
    from bareme.results.evidence import SourceLocation

__all__ = [
    "BaremeError",
    "CourseError",
    "DataError",
    "InputError",
    "NotAttempted",
    "NotebookError",
    "PreloadError",
    "SandboxDied",
    "SandboxError",
    "ServerEnded",
    "StudentError",
    "StudentRaised",
    "StudentTimeout",
    "WireError",
    "describe_failure",
]

_MAX_REASON: Final = 300


class BaremeError(Exception):
    """The base class of all exceptions of bareme."""

    @property
    def sentence(self) -> Message:
        """The message, which can be rendered in each language."""
        return as_message(self.args[0] if self.args else "")


class InputError(BaremeError):
    """An input of the user cannot be used."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence)


class CourseError(InputError):
    """A file of the course breaks a rule."""


class NotebookError(InputError):
    """A submitted file cannot be read as a notebook."""


class DataError(InputError):
    """A data set is missing, or its content has changed."""


class WireError(BaremeError):
    """Bytes from a sandbox are not plain data within the limits."""


class SandboxError(BaremeError):
    """bareme could not open or keep a sandbox."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence)


class ServerEnded(SandboxError):
    """The fork server ended, and every sandbox with it."""


class PreloadError(SandboxError):
    """The fork server cannot import a module of ``preload``."""

    def __init__(self, module: str, reason: str) -> None:
        super().__init__(
            msg("the module %(module)s cannot be imported (%(reason)s)", module=repr(module), reason=reason)
        )
        self.module = module
        self.reason = reason

    def __reduce__(self) -> tuple[type[PreloadError], tuple[str, str]]:
        return type(self), (self.module, self.reason)


class StudentError(BaremeError):
    """The student's code gave a check no answer; ``places`` locate the cause, if known."""

    def __init__(self, message: str = "", places: tuple[SourceLocation, ...] = ()) -> None:
        super().__init__(message)
        self.places = places


class NotAttempted(StudentError):
    """The stub is still there."""


class StudentRaised(StudentError):
    """The student's code raised, or does not define the requested name."""


class StudentTimeout(StudentError):
    """The student's code exceeded its time limit."""


class SandboxDied(StudentError):
    """The student's code ended its process, or exceeded a limit that ends it."""


def describe_failure(error: BaseException) -> Message:
    """Returns one sentence that describes an unexpected exception."""
    text = " ".join(str(error).split())[:_MAX_REASON]
    return msg("bareme failed with %(kind)s: %(error)s", kind=type(error).__name__, error=valid_text(text))
