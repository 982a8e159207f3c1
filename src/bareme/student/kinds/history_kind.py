"""Training histories, which ``fit`` returns: frozen plain data, features, digest and learning curves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np

from bareme.errors import StudentRaised
from bareme.i18n import N_
from bareme.i18n.plain_text import cut
from bareme.results.evidence import MAX_CURVES, MAX_NAME, MAX_POINTS, CurvePlot, EvidenceCurve
from bareme.student.kinds import NUMBERS, Features, RemoteKind
from bareme.wire.objects import HISTORY

__all__ = ["History", "HistoryKind", "read_history"]

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
        # NaN and infinity are floats, and stay: a training that diverges has them.
        if not all(type(value) is float for value in values):
            raise StudentRaised(_UNREADABLE)
    if not all(type(epoch) is int for epoch in epochs):
        raise StudentRaised(_UNREADABLE)
    return History(
        metrics={name: tuple(values) for name, values in metrics.items()},
        epochs=tuple(epochs),
        steps=steps if type(steps) is int and steps > 0 else None,
    )


_VALIDATION: Final = "val_"


class HistoryKind(RemoteKind[History, History]):
    """The record of one call of ``fit``."""

    type_name = HISTORY
    value_class = History

    def parse(self, content: object) -> History:
        """Reads a hostile description."""
        return read_history(content)

    def features(self, parsed: History) -> Features:
        """Returns its length and its metrics."""
        return {
            "kind": "history",
            "epochs": len(parsed.epochs),
            "steps": parsed.steps,
            "metrics": frozenset(parsed.metrics),
            NUMBERS: parsed.metrics,
        }

    def digest(self, value: History) -> str:
        """Returns a digest of the metrics in their order, which decides the curves that are drawn."""
        return sha256(repr((list(value.metrics.items()), value.epochs)).encode()).hexdigest()

    def draw(self, value: History, name: str) -> tuple[CurvePlot, ...]:
        """Returns the loss and one other metric over the epochs, with validation."""
        epochs = len(value.epochs)
        if epochs < 2:
            return ()
        # A ragged metric has no abscissas in common with the others.
        metrics = {key: values for key, values in value.metrics.items() if len(values) == epochs}
        families = [key for key in metrics if not key.startswith(_VALIDATION)]
        families.sort(key=lambda key: (key != "loss", "acc" not in key))
        return tuple(_draw_family(metrics, family, name) for family in families[:2])

    def shows(self, value: History, part: object) -> bool:
        """Returns True for the losses of the history."""
        return part is value.losses


def _draw_family(metrics: Mapping[str, tuple[float, ...]], family: str, name: str) -> CurvePlot:
    keys = [key for key in (family, _VALIDATION + family) if key in metrics][:MAX_CURVES]
    count = len(metrics[family])
    kept = np.linspace(0, count - 1, min(count, MAX_POINTS)).round().astype(int).tolist()
    return CurvePlot(
        about="training",
        name=cut(name, MAX_NAME),
        abscissa="epoch",
        x=tuple(float(epoch + 1) for epoch in kept),
        curves=tuple(
            EvidenceCurve(
                name=cut(key, MAX_NAME),
                values=tuple(_finite(metrics[key][epoch]) for epoch in kept),
            )
            for key in keys
        ),
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
