"""An answer that is right given an earlier mistake: that one was paid for where it was made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bareme.checks.numeric import assert_close
from bareme.errors import StudentError

__all__ = ["UNUSABLE", "assert_right_or_consistent"]

UNUSABLE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    StudentError,
    TypeError,
    ValueError,
)
"""What computing with the answers of another function of the student's may raise."""


def assert_right_or_consistent(
    actual: object, right: object, own: Callable[[], object], **settings: Any
) -> None:
    """Passes a right answer, and one that is right given an earlier mistake.

    Args:
        actual: the student's answer.
        right: the right one.
        own: computes the answer from the student's earlier functions. It returns None where these say so
            little (all zeros, say) that agreeing with them proves nothing; nor does what it raises.
        settings: further arguments of ``assert_close``.

    Raises:
        AssertionError: it is neither; the message compares it with the right one.
    """
    try:
        assert_close(actual, right, **settings)
        return
    except AssertionError as error:
        wrong = error
    try:
        consistent = own()
        if consistent is not None:
            assert_close(actual, consistent, **settings)
            return
    except UNUSABLE:
        pass
    raise wrong
