"""A Keras model as frozen values of the grader's own, and as the plain data that a clean sandbox builds
from."""

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
"""Operations that may stand among layers: the class in ``keras.src.ops`` -> the function in ``keras.ops``."""
Group = Literal["layers", "initializers", "regularizers", "constraints", "ops"]
Shape: TypeAlias = tuple[int | None, ...]


@dataclass(frozen=True)
class Component:
    """One of Keras's own objects: a layer, an initialiser, a regulariser, a constraint or an operation."""

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
    """Output number ``index`` of use number ``call`` of a layer; both count from 0."""

    layer: str
    call: int
    index: int


Argument: TypeAlias = "Tensor | bool | int | float | tuple[Argument, ...] | None"


@dataclass(frozen=True)
class LayerCall:
    """Use number ``number`` of a layer in a graph."""

    layer: str
    number: int
    arguments: tuple[Argument, ...]
    keywords: Mapping[str, Argument]


Ends: TypeAlias = Tensor | tuple[Tensor, ...] | Mapping[str, Tensor]
"""The inputs or outputs of a graph: one tensor, several in order, or several by name."""


@dataclass(frozen=True)
class Graph:
    """How the layers of a functional model are connected; each call stands after those it needs."""

    calls: tuple[LayerCall, ...]
    inputs: Ends
    outputs: Ends


@dataclass(frozen=True)
class Architecture:
    """A model: its layers, some of which may be models, and how they are connected."""

    name: str
    trainable: bool
    layers: tuple[Component | Architecture, ...]
    graph: Graph | None
    """None for a sequential model."""
    input_shape: Shape | None
    """What a sequential model was built for, the samples first; None before it is."""

    @property
    def class_name(self) -> str:
        """How Keras calls such a model."""
        return "Sequential" if self.graph is None else "Functional"

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Component]]:
        """Yields every layer that is not a model, with the names that lead to it."""
        for layer in self.layers:
            here = (*path, layer.name)
            if isinstance(layer, Architecture):
                yield from layer.walk(here)
            else:
                yield here, layer


_TAG: Final = "is"
_KINDS: Final = {kind.__name__: kind for kind in (Component, Tensor, LayerCall, Graph, Architecture)}


def to_plain(value: object) -> object:
    """Returns an architecture, or a part of one, as dictionaries and tuples that can cross a wall."""
    if isinstance(value, (Component, Tensor, LayerCall, Graph, Architecture)):
        content = {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
        return {_TAG: type(value).__name__, **content}
    if isinstance(value, tuple):
        return tuple(map(to_plain, value))
    if isinstance(value, Mapping):
        return {_TAG: "", **{f"={key}": to_plain(item) for key, item in value.items()}}
    return value


def from_plain(value: object) -> Any:
    """Returns what ``to_plain`` was given. Only for data of the grader's own."""
    if isinstance(value, tuple):
        return tuple(map(from_plain, value))
    if not isinstance(value, dict):
        return value
    kind = _KINDS.get(value[_TAG])
    content = {key: from_plain(item) for key, item in value.items() if key != _TAG}
    if kind is None:
        return {key[1:]: item for key, item in content.items()}
    return cast(Any, kind)(**content)
