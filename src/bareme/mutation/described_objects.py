"""Models, histories and figures in answers, as their descriptions.

Two objects are equal if their descriptions are: a model's weights, the names of its layers, and colours and
sizes of a figure are left out, as where mistakes are recognised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bareme.errors import StudentError
from bareme.student.figure import Figure
from bareme.student.kinds import Features, remote_kind_of_type
from bareme.wire.kinds import ObjectKind, find_kind

__all__ = ["DescribedObject", "describe_objects"]


@dataclass(frozen=True)
class DescribedObject:
    """The known features of an object."""

    type_name: str
    features: Features


def describe_objects(value: Any) -> Any:
    """Returns a value with a description in place of each object that has one."""
    exported = find_kind(value)
    if exported is not None:
        # Equal to no other one: whether two objects without a description are equal is not known.
        features = _describe(exported, value) or {"unknown": object()}
        return DescribedObject(exported.type_name, features)
    if type(value) in (tuple, list):
        return type(value)(describe_objects(one) for one in value)
    if isinstance(value, Mapping):
        return {key: describe_objects(one) for key, one in value.items()}
    return value


def _describe(exported: ObjectKind, value: object) -> dict[str, object]:
    kind = remote_kind_of_type(exported.type_name)
    if kind is None:
        return {}
    try:
        parsed = kind.parse(exported.describe(value))
        features = dict(kind.features(parsed))
    except (StudentError, ValueError):
        return {}
    if isinstance(parsed, Figure):
        del features["abscissas"]
        features |= _describe_panels(parsed)
    return features


def _describe_panels(figure: Figure) -> dict[str, object]:
    """Returns curves with their words, in no order, for each panel."""
    legends = (one.legend for one in figure.axes)
    return {
        "curves": tuple(
            frozenset((curve.label, _round(curve.x), _round(curve.y)) for curve in one.curves)
            for one in figure.axes
        ),
        "counts": tuple((len(one.curves), len(one.images)) for one in figure.axes),
        "words": tuple((one.title, one.x_label, one.y_label) for one in figure.axes),
        "legends": tuple(frozenset(legend) for legend in (figure.legend, *legends)),
    }


def _round(values: NDArray[np.float64] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(f"{value:.6g}" for value in values.tolist())
