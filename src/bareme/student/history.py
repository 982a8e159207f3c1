"""Training histories, which ``fit`` returns, as frozen plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bareme.errors import StudentRaised
from bareme.i18n import N_

__all__ = ["History", "read_history"]

_MAX_METRICS: Final = 1000
_MAX_NAME: Final = 200
_UNREADABLE: Final = N_("The history of your training cannot be read.")


@dataclass(frozen=True)
class History:
    """The record of one call of ``fit``: a claim of the student."""

    metrics: Mapping[str, tuple[float, ...]]
    """The curve of each metric, with one value for each epoch."""
    epochs: tuple[int, ...]
    steps: int | None
    """The number of batches of one epoch, if Keras knew it."""

    @property
    def losses(self) -> tuple[float, ...]:
        """Training loss after each epoch."""
        return self.metrics.get("loss", ())

    @property
    def validated(self) -> bool:
        """True if some data was used for validation."""
        return any(name.startswith("val_") for name in self.metrics)


def read_history(content: object) -> History:
    """Reads a hostile description.

    Raises:
        StudentRaised: it cannot be read.
    """
    if not isinstance(content, dict):
        raise StudentRaised(_UNREADABLE)
    metrics, epochs, steps = content.get("metrics"), content.get("epochs"), content.get("steps")
    if not isinstance(metrics, dict) or len(metrics) > _MAX_METRICS or not isinstance(epochs, list):
        raise StudentRaised(_UNREADABLE)
    for name, values in metrics.items():
        if not isinstance(name, str) or len(name) > _MAX_NAME or not isinstance(values, list):
            raise StudentRaised(_UNREADABLE)
        if not all(type(value) is float for value in values):
            raise StudentRaised(_UNREADABLE)
    if not all(type(epoch) is int for epoch in epochs):
        raise StudentRaised(_UNREADABLE)
    return History(
        metrics={name: tuple(values) for name, values in metrics.items()},
        epochs=tuple(epochs),
        steps=steps if type(steps) is int and steps > 0 else None,
    )
