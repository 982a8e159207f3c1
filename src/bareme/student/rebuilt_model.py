"""Models rebuilt in a clean sandbox, and predictions in batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from bareme.errors import StudentRaised
from bareme.i18n import N_
from bareme.student.keras_config.description import Description
from bareme.wire.architecture import Shape

__all__ = ["LayerShapes", "ModelRebuilder", "Outputs", "RebuiltModel", "predict_in_batches"]

Outputs = NDArray[Any] | list[NDArray[Any]] | dict[str, NDArray[Any]]
"""The predictions of one output, of several in order, or of several by name; each with the samples first."""

_BATCH_BYTES: Final = 64 * 2**20


@dataclass(frozen=True)
class LayerShapes:
    """Shapes and parameter counts of a layer of a rebuilt model."""

    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    trainable: int
    not_trainable: int


@dataclass(frozen=True)
class RebuiltModel:
    """A model in the clean sandbox."""

    digest: str
    layers: Mapping[tuple[str, ...], LayerShapes]
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    trainable: int
    not_trainable: int

    def count(self, trainable: bool | None) -> int:
        """Returns the number of its parameters; a shared layer counts once.

        Args:
            trainable: True or False counts only parameters that are trainable or not, None all.
        """
        if trainable is None:
            return self.trainable + self.not_trainable
        return self.trainable if trainable else self.not_trainable


class ModelRebuilder(Protocol):
    """Rebuilds models and asks them for predictions: a clean sandbox."""

    def rebuild(self, description: Description, shape: Shape | None = None) -> RebuiltModel:
        """Rebuilds a model, for a shape if it was never built."""

    def predict(self, model: RebuiltModel, inputs: Any) -> Outputs:
        """Returns the predictions of a rebuilt model."""


def predict_in_batches(inputs: Any, predict: Callable[[Any], Any]) -> Outputs:
    """Predicts in batches of float32 that are small enough to be sent.

    Raises:
        ValueError: the inputs are not arrays of one length.
        StudentRaised: the predictions of the batches have different forms.
    """
    arrays, build = _flatten(inputs)
    if not arrays or any(array.ndim == 0 or len(array) != len(arrays[0]) for array in arrays):
        raise ValueError("the inputs of a model are arrays with one row for each sample")
    count = len(arrays[0])
    # At least one sample a batch, even if a single one exceeds the size.
    rows = max(1, _BATCH_BYTES * count // max(1, sum(array.nbytes for array in arrays)))
    batches = [
        _flatten(predict(build([array[start : start + rows] for array in arrays])))
        # One batch even of no samples: only the model knows the shape of its output.
        for start in range(0, max(count, 1), rows)
    ]
    try:
        whole = [np.concatenate(pieces) for pieces in zip(*(batch for batch, _ in batches), strict=True)]
    except ValueError as error:  # the student's own code may answer in any form
        raise StudentRaised(N_("What your model predicts has another form for other samples.")) from error
    outputs: Outputs = batches[0][1](whole)
    return outputs


def _flatten(value: Any) -> tuple[list[NDArray[Any]], Callable[[list[NDArray[Any]]], Any]]:
    """Returns the arrays in a value, and a function that rebuilds it."""
    if isinstance(value, dict):
        keys = list(value)
        return [_narrow(item) for item in value.values()], lambda arrays: dict(zip(keys, arrays, strict=True))
    if isinstance(value, list | tuple) and value and all(isinstance(item, np.ndarray) for item in value):
        return [_narrow(item) for item in value], list
    return [_narrow(value)], lambda arrays: arrays[0]


def _narrow(value: object) -> NDArray[Any]:
    array: NDArray[Any] = np.asarray(value)
    return array.astype(np.float32) if array.dtype == np.float64 else array
