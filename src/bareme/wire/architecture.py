"""A Keras model's architecture, as frozen values and as plain data.

The grader parses a sandbox's description into these values; a clean sandbox rebuilds the model from their
plain data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal, TypeAlias, cast

__all__ = [
    "OPERATIONS",
    "Architecture",
    "Argument",
    "Component",
    "Ends",
    "Graph",
    "Group",
    "LayerCall",
    "Shape",
    "Tensor",
    "Value",
    "from_plain",
    "to_plain",
]

OPERATIONS: Final = {
    "Absolute": "absolute",
    "Add": "add",
    "Any": "any",
    "Argmax": "argmax",
    "Concatenate": "concatenate",
    "Divide": "divide",
    "Exp": "exp",
    "Log": "log",
    "Matmul": "matmul",
    "Max": "max",
    "Maximum": "maximum",
    "Mean": "mean",
    "Minimum": "minimum",
    "Multiply": "multiply",
    "Negative": "negative",
    "NotEqual": "not_equal",
    "Power": "power",
    "Relu": "relu",
    "Reshape": "reshape",
    "Sigmoid": "sigmoid",
    "Softmax": "softmax",
    "Sqrt": "sqrt",
    "Square": "square",
    "Subtract": "subtract",
    "Sum": "sum",
    "Tanh": "tanh",
    "Transpose": "transpose",
    "TrueDivide": "true_divide",
}
"""Operations allowed among layers: class in ``keras.src.ops`` -> function in ``keras.ops``."""
Group = Literal["layers", "initializers", "regularizers", "constraints", "ops"]
Shape: TypeAlias = tuple[int | None, ...]


@dataclass(frozen=True)
class Component:
    """A Keras object: layer, initialiser, regulariser, constraint or operation."""

    group: Group
    class_name: str
    parameters: Mapping[str, Value]

    @property
    def name(self) -> str:
        """The name of a layer; empty where it has none."""
        name = self.parameters.get("name")
        return name if isinstance(name, str) else ""


Value: TypeAlias = "bool | int | float | str | Component | tuple[Value, ...] | None"


@dataclass(frozen=True)
class Tensor:
    """Output ``index`` of call number ``call`` of a layer, counted from 0."""

    layer: str
    call: int
    index: int


Argument: TypeAlias = "Tensor | bool | int | float | tuple[Argument, ...] | None"


@dataclass(frozen=True)
class LayerCall:
    """Call number ``number`` of a layer in a graph."""

    layer: str
    number: int
    arguments: tuple[Argument, ...]
    keywords: Mapping[str, Argument]


Ends: TypeAlias = Tensor | tuple[Tensor, ...] | Mapping[str, Tensor]
"""The inputs or outputs of a graph: one tensor, several in order, or several by name."""


@dataclass(frozen=True)
class Graph:
    """The connections of a functional model's layers.

    Each call comes after those whose outputs it needs.
    """

    calls: tuple[LayerCall, ...]
    inputs: Ends
    outputs: Ends


@dataclass(frozen=True)
class Architecture:
    """A model: its layers, possibly models themselves, and their connections."""

    name: str
    trainable: bool
    layers: tuple[Component | Architecture, ...]
    graph: Graph | None
    """None for a sequential model."""
    input_shape: Shape | None
    """The shape that a sequential model was built for, samples first; None if it was not built."""

    @property
    def class_name(self) -> str:
        """The name of Keras's class for this kind of model."""
        return "Sequential" if self.graph is None else "Functional"

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Component]]:
        """Yields (path of names, layer) for the layers that are not models."""
        for layer in self.layers:
            here = (*path, layer.name)
            if isinstance(layer, Architecture):
                yield from layer.walk(here)
            else:
                yield here, layer


_TAG: Final = "is"
_KINDS: Final = {kind.__name__: kind for kind in (Component, Tensor, LayerCall, Graph, Architecture)}


def to_plain(value: object) -> object:
    """Converts an architecture, or part of one, into plain dictionaries and tuples."""
    if isinstance(value, (Component, Tensor, LayerCall, Graph, Architecture)):
        content = {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
        return {_TAG: type(value).__name__, **content}
    if isinstance(value, tuple):
        return tuple(map(to_plain, value))
    if isinstance(value, Mapping):
        # With "=", no key of a mapping can be the tag or the name of a field.
        return {_TAG: "", **{f"={key}": to_plain(item) for key, item in value.items()}}
    return value


def from_plain(value: object) -> Any:
    """Reverses ``to_plain``. Only for data of the grader, never of a sandbox."""
    if isinstance(value, tuple):
        return tuple(map(from_plain, value))
    if not isinstance(value, dict):
        return value
    kind = _KINDS.get(value[_TAG])
    content = {key: from_plain(item) for key, item in value.items() if key != _TAG}
    if kind is None:
        return {key[1:]: item for key, item in content.items()}
    return cast(Any, kind)(**content)
