"""Assertions on the structure of a Keras model: parameters and layers."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bareme.checks.value_words import describe_kind, fail, suggest_conversion
from bareme.i18n import N_, localized_number, msg
from bareme.i18n.messages import as_message
from bareme.student.keras_config.parser import ModelRefused
from bareme.student.layers import Layer
from bareme.student.model import Model
from bareme.wire.architecture import Component

__all__ = ["assert_layers", "assert_model", "assert_param_count", "fail_on_refusal"]

_MAX_SHOWN: Final = 12
_OPTIONAL_LAYERS: Final = frozenset({"Flatten", "Reshape", "Identity"})
"""Layers without parameters that a list of layers need not name."""
_ACTIVATION_CLASSES: Final = frozenset({"Activation", "ReLU", "LeakyReLU", "ELU", "Softmax"})

_COUNTS: Final = {
    None: N_("The model has %(actual)s parameters; %(count)s are expected."),
    True: N_("The model has %(actual)s trainable parameters; %(count)s are expected."),
    False: N_("The model has %(actual)s parameters that are not trainable; %(count)s are expected."),
}

WantedLayer = str | tuple[str, Mapping[str, object]]


@contextlib.contextmanager
def fail_on_refusal() -> Iterator[None]:
    """Fails the check if a model is refused.

    The student's code raised nothing; its answer is wrong.
    """
    try:
        yield
    except ModelRefused as refused:
        fail(str(refused))


@fail_on_refusal()
def assert_param_count(model: object, count: int, *, trainable: bool | None = None) -> None:
    """Asserts that a model has this number of parameters.

    Args:
        model: the student's value.
        count: the right number.
        trainable: True or False counts only parameters that are trainable or not, None all.

    Raises:
        AssertionError: it has another number, or is not a Keras model.
    """
    given = assert_model(model)
    actual = given.count_params(trainable)
    if actual == count:
        return
    # The layers of an unverified model are the student's claims.
    counts = [f"{layer.name}: {layer.count:,}" for layer in ([] if given.unverified else given.layers)]
    fail(
        msg(
            _COUNTS[trainable],
            actual=localized_number(format(actual, ",")),
            count=localized_number(format(count, ",")),
        ),
        _by_layer(counts) if counts else None,
    )


def _by_layer(counts: Sequence[str]) -> str:
    shown = ", ".join(counts[:_MAX_SHOWN])
    if len(counts) > _MAX_SHOWN:
        return msg("By layer: %(counts)s, and more.", counts=localized_number(shown))
    return msg("By layer: %(counts)s.", counts=localized_number(shown))


@fail_on_refusal()
def assert_layers(model: object, layers: Sequence[WantedLayer]) -> None:
    """Asserts that a model has these layers in this order.

    Each is a class name, or a class name and its parameters, under Keras's names::

        ["Flatten", ("Dense", {"units": 10, "activation": "softmax", "kernel_regularizer": "L2"})]

    An activation may also be a separate layer after a linear one. Flatten, Reshape and Identity are allowed
    where they are not named, and a model in the model stands for its layers where its class is not named.

    Raises:
        AssertionError: it has other layers, or is not a Keras model.
    """
    wanted = [(entry, {}) if isinstance(entry, str) else (entry[0], entry[1]) for entry in layers]
    named = {class_name for class_name, _ in wanted}
    found = [
        (layer, activation)
        for layer, activation in _merged(list(_flat(assert_model(model).layers, named)), named)
        if layer.class_name in named or layer.class_name not in _OPTIONAL_LAYERS
    ]
    names = [layer.class_name for layer, _ in found]
    if names != [class_name for class_name, _ in wanted]:
        fail(
            msg("The layers of the model are %(names)s.", names=_listed(names)),
            msg("Expected are %(names)s.", names=_listed([class_name for class_name, _ in wanted])),
        )
    for place, ((layer, activation), (_, parameters)) in enumerate(zip(found, wanted, strict=True), 1):
        for key, value in parameters.items():
            actual = activation if key == "activation" else layer.parameters.get(key)
            if not _agrees(actual, value):
                described = f"{layer.name} ({layer.class_name})"
                fail(
                    msg(
                        "Layer %(place)d of the model, %(layer)s, has %(key)s %(actual)s; %(value)s is "
                        "expected.",
                        place=place,
                        layer=described,
                        key=key,
                        actual=_shown(actual),
                        value=_shown(value),
                    )
                )


def assert_model(value: object) -> Model:
    """Asserts that a value is a Keras model, and returns it."""
    if type(value) is not Model:
        fail(
            msg("A Keras model is expected, not %(kind)s.", kind=describe_kind(value)),
            suggest_conversion(value),
        )
    return value


def _flat(layers: Sequence[Layer], named: set[str]) -> Iterator[Layer]:
    for layer in layers:
        if layer.layers and layer.class_name not in named:
            yield from _flat(layer.layers, named)
        else:
            yield layer


def _merged(layers: Sequence[Layer], named: set[str]) -> list[tuple[Layer, str | None]]:
    """Returns each layer with its activation, merging unnamed activation layers."""
    merged: list[tuple[Layer, str | None]] = []
    for layer in layers:
        unnamed = layer.class_name in _ACTIVATION_CLASSES and layer.class_name not in named
        # Only after a layer without an activation: two activations in a row are not one.
        if unnamed and merged and merged[-1][1] == "linear":
            merged[-1] = (merged[-1][0], layer.activation)
        else:
            merged.append((layer, layer.activation))
    return merged


def _agrees(actual: object, wanted: object) -> bool:
    if isinstance(actual, Component):
        class_name, parameters = wanted if isinstance(wanted, tuple) else (wanted, {})
        return actual.class_name == class_name and all(
            _agrees(actual.parameters.get(key), value) for key, value in parameters.items()
        )
    if isinstance(actual, tuple):
        # Keras stores `kernel_size=3` as (3, 3).
        several = wanted if isinstance(wanted, tuple | list) else [wanted] * len(actual)
        return len(several) == len(actual) and all(map(_agrees, actual, several))
    if isinstance(actual, float) and isinstance(wanted, int | float):
        return math.isclose(actual, wanted, rel_tol=1e-6)
    return actual == wanted


def _shown(value: object) -> str:
    if isinstance(value, Component):
        parameters = ", ".join(f"{key}={item}" for key, item in value.parameters.items() if item is not None)
        return f"{value.class_name}({parameters})"
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], dict):
        return f"{value[0]}({', '.join(f'{key}={item}' for key, item in value[1].items())})"
    return as_message(N_("none")) if value is None else str(value)


def _listed(names: Sequence[str]) -> str:
    if not names:
        return as_message(N_("none"))
    shown = ", ".join(names[:_MAX_SHOWN])
    if len(names) <= _MAX_SHOWN:
        return shown
    return msg("%(names)s and %(more)d more", names=shown, more=len(names) - _MAX_SHOWN)
