"""Parses the hostile connections of a functional model into ordered calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Final

from bareme.student.keras_config.validators import BrokenRule, describe_value, is_one_of, real, whole
from bareme.wire.architecture import Architecture, Argument, Component, Ends, Graph, LayerCall, Tensor

__all__ = ["read_graph"]

MAX_CALLS: Final = 5000
_MAX_ARGUMENT_NESTING: Final = 3
_TENSOR_KEYWORDS: Final = frozenset({"mask", "initial_state", "query", "value", "key"})
_FLAG_KEYWORDS: Final = frozenset(
    {"training", "use_causal_mask", "return_attention_scores", "attention_mask", "query_mask", "value_mask"}
    | {"key_mask"}
)
_COUNT: Final = whole(0, MAX_CALLS)


def read_graph(
    config: Mapping[object, object],
    nodes: Sequence[object],
    layers: Sequence[Component | Architecture],
) -> Graph:
    """Reads the connections of the layers of one functional model.

    Raises:
        BrokenRule: they do not form an acyclic graph from its inputs to its outputs.
    """
    calls: dict[tuple[str, int], LayerCall] = {}
    for node, layer in zip(nodes, layers, strict=True):
        for call in _read_calls(node, layer):
            calls[call.layer, call.number] = call
            if len(calls) > MAX_CALLS:
                raise BrokenRule(f"its layers are used more than {MAX_CALLS:,} times")
    models = {layer.name for layer in layers if isinstance(layer, Architecture) and layer.graph is not None}
    inputs, outputs = (_read_ends(config.get(key), models) for key in ("input_layers", "output_layers"))
    sources = {layer.name for layer in layers if _is_input(layer)}
    named = list(_tensors_of(inputs))
    if {tensor.layer for tensor in named} != sources or len(named) != len(sources):
        raise BrokenRule("its inputs are not its input layers")
    return Graph(_in_order(calls, _tensors_of(outputs)), inputs, outputs)


def _is_input(layer: Component | Architecture) -> bool:
    return isinstance(layer, Component) and layer.class_name == "InputLayer"


def _read_calls(node: object, layer: Component | Architecture) -> Iterator[LayerCall]:
    uses = node.get("inbound_nodes") if isinstance(node, dict) else None
    if not isinstance(uses, list | tuple):
        raise BrokenRule(f"the layer {describe_value(layer.name)} is not connected")
    if _is_input(layer):
        if len(uses):
            raise BrokenRule(f"the input {describe_value(layer.name)} comes after another layer")
        yield LayerCall(layer.name, 0, (), {})
        return
    for number, use in enumerate(uses):
        if not isinstance(use, dict) or not use.keys() <= {"args", "kwargs"}:
            raise BrokenRule(f"the connections of {describe_value(layer.name)} are not as Keras writes them")
        arguments, keywords = use.get("args", ()), use.get("kwargs", {})
        if not isinstance(arguments, list | tuple) or not isinstance(keywords, dict) or len(arguments) > 8:
            raise BrokenRule(f"the connections of {describe_value(layer.name)} are not as Keras writes them")
        yield LayerCall(
            layer.name,
            number,
            tuple(_read_argument(argument, _MAX_ARGUMENT_NESTING) for argument in arguments),
            dict(_read_keywords(keywords)),
        )


def _read_keywords(keywords: Mapping[object, object]) -> Iterator[tuple[str, Argument]]:
    for key, value in keywords.items():
        if value is None:
            continue
        if not isinstance(key, str) or key not in _TENSOR_KEYWORDS | _FLAG_KEYWORDS:
            raise BrokenRule(f"a layer is called with {describe_value(key)}, which bareme does not rebuild")
        if key in _FLAG_KEYWORDS and not isinstance(value, bool):
            raise BrokenRule(f"a layer is called with {key} that is not True or False")
        yield key, _read_argument(value, _MAX_ARGUMENT_NESTING)


def _read_argument(value: object, depth: int) -> Argument:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        number = real()(value)
        assert isinstance(number, int | float)
        return number
    if isinstance(value, list | tuple) and depth and len(value) <= 1000:
        return tuple(_read_argument(item, depth - 1) for item in value)
    if isinstance(value, dict) and is_one_of(value.get("class_name"), ("__keras_tensor__",)):
        config = value.get("config")
        if isinstance(config, dict):
            return _read_tensor(config.get("keras_history"))
    raise BrokenRule("a layer is called with something else than the outputs of other layers and numbers")


def _read_tensor(history: object) -> Tensor:
    if isinstance(history, list | tuple) and len(history) == 3:
        layer, call, index = history
        if isinstance(layer, str):
            call, index = _COUNT(call), _COUNT(index)
            assert isinstance(call, int)
            assert isinstance(index, int)
            return Tensor(str(layer), call, index)
    raise BrokenRule("a connection of it names no output of a layer")


def _read_ends(value: object, models: Set[str]) -> Ends:
    """Reads inputs or outputs: one, a list, or a dictionary.

    Here, unlike in the connections, Keras counts the construction of a nested functional model as its first
    call.
    """

    def read(item: object) -> Tensor:
        tensor = _read_tensor(item)
        return replace(tensor, call=tensor.call - 1) if tensor.layer in models else tensor

    if isinstance(value, dict) and 0 < len(value) <= 1000:
        if not all(isinstance(key, str) and len(key) <= 200 for key in value):
            raise BrokenRule("its inputs or outputs have names that are none")
        return {str(key): read(item) for key, item in value.items()}
    if not isinstance(value, list | tuple) or not 0 < len(value) <= 1000:
        raise BrokenRule("it has no inputs or no outputs")
    if isinstance(value[0], str):
        return read(value)
    return tuple(map(read, value))


def _tensors_of(value: Ends | Argument) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, tuple | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _tensors_of(item)


def _in_order(calls: Mapping[tuple[str, int], LayerCall], ends: Iterable[Tensor]) -> tuple[LayerCall, ...]:
    """Sorts the calls so that each comes after its inputs."""
    needs = {
        # Sorted, because the order of a set differs between processes.
        key: sorted({(tensor.layer, tensor.call) for tensor in _needed(call)})
        for key, call in sorted(calls.items())
    }
    known = set(calls)
    last = {(tensor.layer, tensor.call) for tensor in ends}
    for key in (*(key for wanted in needs.values() for key in wanted), *last):
        if key not in known:
            raise BrokenRule(f"a connection of it leads to {describe_value(key[0])}, which is not there")
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError:
        raise BrokenRule("its layers form a circle") from None
    reached, waiting = set(last), list(last)
    while waiting:
        new = set(needs[waiting.pop()]) - reached
        reached |= new
        waiting += new
    loose = next((key for key in order if key not in reached), None)
    if loose is not None:
        raise BrokenRule(f"the layer {describe_value(loose[0])} leads to no output")
    return tuple(calls[key] for key in order)


def _needed(call: LayerCall) -> Iterator[Tensor]:
    for argument in (*call.arguments, *call.keywords.values()):
        yield from _tensors_of(argument)
