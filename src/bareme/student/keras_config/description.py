"""Parses the hostile description of a model into a ``Description``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bareme.i18n import N_, localized_number, msg
from bareme.student.keras_config.compilation import Compilation, read_compilation
from bareme.student.keras_config.parser import ModelRefused, least_parameters, read_architecture
from bareme.student.keras_config.validators import describe_value
from bareme.wire.architecture import Architecture, Component
from bareme.wire.objects import MAX_PARAMETERS

__all__ = ["Description", "Weights", "read_description"]

WeightPath = tuple[str, ...]
"""The names that lead to a layer."""
Weights = Mapping[WeightPath, tuple[NDArray[Any], ...]]
"""The arrays of each layer with weights, by its path; a shared layer is under its first path."""

_MAX_TEXT: Final = 200
_MAX_COUNT: Final = 10**15
_UNREADABLE: Final = N_("What your notebook said of your model cannot be read.")


@dataclass(frozen=True)
class Description:
    """A model as its sandbox describes it.

    Everything except the architecture and the weights is a claim.
    """

    class_name: str
    name: str
    own_code: str
    """The student's own code in it; empty if there is none."""
    architecture: Architecture | None
    """None for a model with the student's own code."""
    weights: Weights
    shared: Mapping[WeightPath, WeightPath]
    """The first path of a shared layer, for each of its other paths."""
    compilation: Compilation | None
    iterations: int | None
    """The number of steps of its optimiser."""

    @property
    def parameters(self) -> int:
        """Number of values in its weights."""
        return sum(array.size for arrays in self.weights.values() for array in arrays)

    @cached_property
    def layers_digest(self) -> str:
        """Digest that is equal for models with the same layers."""
        layers = None if self.architecture is None else _stable_parts(self.architecture)
        return sha256(repr((self.own_code, layers)).encode()).hexdigest()

    @cached_property
    def digest(self) -> str:
        """Digest that is equal for models with equal architecture and weights."""
        digest = sha256(repr((self.architecture, self.shared)).encode())
        for path, arrays in self.weights.items():
            for array in arrays:
                digest.update(repr((path, array.shape, array.dtype.str)).encode())
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


def _stable_parts(layer: Architecture | Component) -> object:
    """Returns the parts of a layer that building and training keep."""
    if isinstance(layer, Architecture):
        return [_stable_parts(part) for part in layer.layers if part.class_name != "InputLayer"]
    kept = {key: value for key, value in layer.parameters.items() if key not in ("name", "trainable")}
    return layer.class_name, kept


def read_description(content: object) -> Description:
    """Reads a description from a sandbox.

    Raises:
        ModelRefused: it cannot be read, or bareme does not rebuild the model.
    """
    if not isinstance(content, dict):
        raise ModelRefused(_UNREADABLE)
    own_code, iterations = _text(content.get("own_code")), content.get("iterations")
    architecture = None
    weights: Weights = {}
    shared: Mapping[WeightPath, WeightPath] = {}
    if not own_code:
        _check_size(content.get("parameters"), content.get("bytes"))
        architecture = read_architecture(content.get("class_name"), content.get("config"))
        shared = _read_shared(content.get("shared"), architecture)
        weights = _read_weights(content.get("weights"), architecture, shared)
    return Description(
        class_name=_text(content.get("class_name")),
        name=_text(content.get("name")),
        own_code=own_code,
        architecture=architecture,
        weights=weights,
        shared=shared,
        compilation=read_compilation(content.get("compile")),
        iterations=iterations if type(iterations) is int and 0 <= iterations < _MAX_COUNT else None,
    )


def _check_size(parameters: object, size: object) -> None:
    if type(parameters) is not int:
        return
    size = size if type(size) is int else 4 * parameters
    if parameters > MAX_PARAMETERS or size > 4 * MAX_PARAMETERS:
        raise ModelRefused(_too_large(parameters, size))


def _too_large(parameters: int, size: int) -> str:
    """Returns the message for a model with too many parameters.

    Args:
        parameters: their number.
        size: of the weights, in bytes.
    """
    if max(parameters, size) > _MAX_COUNT:
        return msg(
            "Your model has a huge number of parameters; at most %(most)s of 32 bits are graded. Is the "
            "size of one of its layers a slip?",
            most=localized_number(format(MAX_PARAMETERS, ",")),
        )
    return msg(
        "Your model has %(count)s parameters (%(memory)s GB); at most %(most)s of 32 bits are graded. Is the "
        "size of one of its layers a slip?",
        count=localized_number(format(parameters, ",")),
        memory=localized_number(format(size / 1e9, ".2g")),
        most=localized_number(format(MAX_PARAMETERS, ",")),
    )


def _read_shared(content: object, architecture: Architecture) -> dict[WeightPath, WeightPath]:
    """Reads the paths of shared layers, whose descriptions must be equal."""
    known = dict(architecture.walk())
    shared: dict[WeightPath, WeightPath] = {}
    for places in content if isinstance(content, list) else [None]:
        if not isinstance(places, list) or not all(map(_is_path, places)):
            raise ModelRefused(_UNREADABLE)
        if len(set(places)) < len(places):
            raise ModelRefused(
                msg(
                    "The layer %(places)s stands more than once in one Sequential model of yours, which "
                    "Keras cannot write down. Make a layer of its own for each place.",
                    places=describe_value(places[0][-1]),
                )
            )
        first, *others = places or [()]
        for place in others:
            if place in shared or known.get(place) is None or known[place] != known.get(first):
                raise ModelRefused(_UNREADABLE)
            shared[place] = first
    if any(first in shared for first in shared.values()):
        raise ModelRefused(_UNREADABLE)
    return shared


def _read_weights(
    content: object, architecture: Architecture, shared: Mapping[WeightPath, WeightPath]
) -> Weights:
    """Reads the arrays of the layers, which must hold enough values."""
    known = {path for path, _ in architecture.walk()} - shared.keys()
    weights: dict[WeightPath, tuple[NDArray[Any], ...]] = {}
    for entry in content if isinstance(content, list) else [None]:
        if not isinstance(entry, tuple) or len(entry) != 2 or not isinstance(entry[1], list):
            raise ModelRefused(_UNREADABLE)
        path, arrays = entry
        if not _is_path(path):
            raise ModelRefused(_UNREADABLE)
        if path not in known or path in weights:
            raise ModelRefused(N_("Your model has weights of a layer that it does not have."))
        if not all(isinstance(array, np.ndarray) and array.dtype.kind in "biuf" for array in arrays):
            raise ModelRefused(N_("The weights of your model are not numbers."))
        weights[path] = tuple(arrays)
    held = sum(array.size for arrays in weights.values() for array in arrays)
    least = sum(least_parameters(layer) for path, layer in architecture.walk() if path in known)
    if least > MAX_PARAMETERS:
        raise ModelRefused(_too_large(least, 4 * least))
    if weights and least > held:
        raise ModelRefused(
            msg(
                "The layers of your model need at least %(least)s parameters, and its weights hold %(held)s.",
                least=localized_number(format(least, ",")),
                held=localized_number(format(held, ",")),
            )
        )
    return weights


def _is_path(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(name, str) for name in value)


def _text(value: object) -> str:
    return value[:_MAX_TEXT] if isinstance(value, str) else ""
