"""Assertion on the losses of training."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bareme.checks.value_words import (
    describe_kind,
    fail,
    format_number,
    format_percent,
    read_numbers,
    suggest_conversion,
)
from bareme.i18n import N_, msg
from bareme.student.kinds.history_kind import History
from bareme.student.recorder import Losses, record

__all__ = ["assert_loss_decreases"]

_ROUNDING: Final = 1e-12
"""By rounding, a fall may be this much too small, as a share of the first loss."""
MAX_LOSSES: Final = 1_000_000

_LESS: Final = N_(
    "The loss should fall by at least %(by)s; it goes from %(first)s to %(last)s in %(size)d values."
)
_NO_LESS: Final = N_("The loss should fall; it goes from %(first)s to %(last)s in %(size)d values.")


def assert_loss_decreases(losses: object, *, by: float = 0.0) -> None:
    """Asserts that the last loss is lower than the first.

    Args:
        losses: one loss for each step or epoch, in order; at least two, all finite. Or the history that
            ``fit`` of Keras returned.
        by: the smallest fall, as a share of the first loss, in [0, 1].

    Raises:
        AssertionError: the loss does not fall that much, or the losses cannot be read.
        ValueError: ``by`` is out of its range.
    """
    if not 0 <= by <= 1:
        raise ValueError(f"the fall of a loss is a share between 0 and 1, not {by!r}")
    values = _read_losses(losses)
    first, last = float(values[0]), float(values[-1])
    # With `by=0`, the allowance for rounding would let equal losses pass.
    if not last < first or first - last < by * abs(first) - _ROUNDING * abs(first):
        fail(
            msg(
                _LESS if by else _NO_LESS,
                by=format_percent(by),
                first=format_number(first),
                last=format_number(last),
                size=values.size,
            ),
            _explain_losses(values),
        )


def _read_losses(losses: object) -> NDArray[np.float64]:
    """Returns the losses as an array, or fails the check."""
    if type(losses) is History:
        losses = losses.losses
    given = read_numbers(losses)
    if given is None or given.ndim != 1 or given.dtype.kind == "c":
        fail(
            msg(
                "The losses should be a list of real numbers, one for each step, not %(kind)s.",
                kind=describe_kind(losses),
            ),
            suggest_conversion(losses),
        )
    # Before the copy below, which may take several times the memory.
    if given.size > MAX_LOSSES:
        fail(
            msg(
                "The list of losses should have one value for each step or epoch; it has %(size)s values, "
                "and at most %(most)s are read.",
                size=given.size,
                most=MAX_LOSSES,
            )
        )
    values = given.astype(np.float64)
    # Before the verdict: the page draws the losses of a failed check.
    record(Losses(values, losses))
    if values.size < 2:
        fail(msg("The list of losses should have at least two values, it has %(size)s.", size=values.size))
    broken = ~np.isfinite(values)
    if broken.any():
        index = int(broken.argmax())
        fail(
            msg("The loss is %(value)s at index %(index)s.", value=format_number(values[index]), index=index),
            N_("Training diverges where the step is too large; log(0) makes a loss infinite."),
        )
    return values


def _explain_losses(values: NDArray[np.float64]) -> str:
    if (values == values[0]).all():
        return N_("It never changes: are the parameters updated?")
    if values[-1] > values[0]:
        return N_("It rises: is the gradient subtracted, and is the step small enough?")
    if values[-1] == values[0]:
        return N_("At the end it is no lower than at the start: is the step small enough?")
    return N_("It falls too slowly: are there enough steps, and is the step large enough?")
