"""What the room said of a model -> a ``Description`` of the grader's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bareme.models.architecture import Architecture
from bareme.models.compilation import Compilation, read_compilation
from bareme.models.describing import MAX_PARAMETERS
from bareme.models.reading import ModelRefused, least_parameters, read_architecture

__all__ = ["Description", "Weights", "read_description"]

Weights = Mapping[tuple[str, ...], tuple[NDArray[Any], ...]]
"""The arrays of each layer that has some, by the names that lead to it."""

_MAX_TEXT: Final = 200


@dataclass(frozen=True)
class Description:
    """A model as its room described it; all but the architecture and the weights are claims."""

    class_name: str
    name: str
    own_code: str
    """What of the student's own code is in it; empty where there is none."""
    architecture: Architecture | None
    """None for a model with the student's own code."""
    weights: Weights
    compilation: Compilation | None
    iterations: int | None
    """How many steps its optimiser has taken."""

    @property
    def parameters(self) -> int:
        """How many numbers its weights hold."""
        return sum(array.size for arrays in self.weights.values() for array in arrays)

    @cached_property
    def digest(self) -> str:
        """Says whether two models are the same."""
        digest = sha256(repr(self.architecture).encode())
        for path, arrays in self.weights.items():
            for array in arrays:
                digest.update(repr((path, array.shape, array.dtype.str)).encode())
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


def read_description(content: object) -> Description:
    """Reads what a room answered.

    Raises:
        ModelRefused: it is no description, or of a model that is not rebuilt.
    """
    if not isinstance(content, dict):
        raise ModelRefused("What your notebook said of your model cannot be read.")
    own_code, iterations = _text(content.get("own_code")), content.get("iterations")
    architecture = None
    weights: Weights = {}
    if not own_code:
        parameters = content.get("parameters")
        if isinstance(parameters, int) and parameters > MAX_PARAMETERS:
            raise ModelRefused(too_large(parameters))
        architecture = read_architecture(content.get("class_name"), content.get("config"))
        weights = _read_weights(content.get("weights"), architecture)
    return Description(
        class_name=_text(content.get("class_name")),
        name=_text(content.get("name")),
        own_code=own_code,
        architecture=architecture,
        weights=weights,
        compilation=read_compilation(content.get("compile")),
        iterations=iterations if type(iterations) is int else None,
    )


def too_large(parameters: int) -> str:
    """Returns the sentence for a model with too many parameters."""
    memory = f"{4 * parameters / 1e9:.2g} GB" if parameters < 10**15 else "more than any machine has"
    count = f"{parameters:,}" if parameters < 10**15 else "a huge number of"
    return (
        f"Your model has {count} parameters ({memory}); at most {MAX_PARAMETERS:,} are graded. "
        "Is the size of one of its layers a slip?"
    )


def _read_weights(content: object, architecture: Architecture) -> Weights:
    """Reads the arrays, which must belong to layers and be as many numbers as these need at least."""
    known = {path for path, _ in architecture.walk()}
    weights: dict[tuple[str, ...], tuple[NDArray[Any], ...]] = {}
    for entry in content if isinstance(content, list) else [None]:
        if not isinstance(entry, tuple) or len(entry) != 2 or not isinstance(entry[1], list):
            raise ModelRefused("The weights of your model cannot be read.")
        path, arrays = entry
        if not isinstance(path, tuple) or not all(isinstance(name, str) for name in path):
            raise ModelRefused("The weights of your model cannot be read.")
        if path not in known or path in weights:
            raise ModelRefused("Your model has weights of a layer that it does not have.")
        if not all(isinstance(array, np.ndarray) and array.dtype.kind in "biuf" for array in arrays):
            raise ModelRefused("The weights of your model are not numbers.")
        weights[path] = tuple(arrays)
    held = sum(array.size for arrays in weights.values() for array in arrays)
    least = least_parameters(architecture)
    if least > MAX_PARAMETERS:
        raise ModelRefused(too_large(least))
    if weights and least > held:
        raise ModelRefused(
            f"The layers of your model need at least {least:,} parameters, and its weights hold {held:,}."
        )
    return weights


def _text(value: object) -> str:
    return value[:_MAX_TEXT] if isinstance(value, str) else ""
