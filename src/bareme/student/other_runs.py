"""Other runs of a submission that a suite may ask: a replica, and one with right functions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bareme.errors import StudentRaised
from bareme.i18n import msg

if TYPE_CHECKING:
    from bareme.student.student import Student

__all__ = ["Corrected", "Replica"]


@dataclass(frozen=True)
class Replica:
    """A second run of a submission, asked only about earlier functions.

    A check that accepts the consequences of an earlier mistake compares the answer with the values of the
    student's earlier functions. Functions of one process can agree on anything, so these run in another
    process, which has not seen the question.
    """

    _student: Student
    _right: Set[str]

    def __getattr__(self, name: str) -> Any:
        """Returns the name's value, as ``Student`` does.

        Raises:
            StudentRaised: the function was right in no check so far, so agreeing with it proves nothing.
        """
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._right:
            raise StudentRaised(
                msg("`%(name)s` was right in no check, so nothing can be compared with it.", name=name)
            )
        return getattr(self._student, name)


class Corrected:
    """A submission with right versions of some functions.

    Its functions are asked in a run without the cells that use them. A variable that such a cell binds, and
    the figures, come from a run of the whole notebook, which starts when the first of them is asked for.
    """

    def __init__(self, functions: Student, variables: Set[str], run_whole: Callable[[], Student]) -> None:
        self._functions = functions
        self._variables = variables
        self._run_whole = functools.cache(run_whole)

    def __getattr__(self, name: str) -> Any:
        is_of_whole = name in self._variables or name == "figures"
        return getattr(self._run_whole() if is_of_whole else self._functions, name)
