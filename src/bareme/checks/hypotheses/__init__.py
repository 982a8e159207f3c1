"""Hypotheses on the cause of a wrong answer.

Each is a function of a ``Pair`` that returns one sentence for the student, or None if it does not explain the
whole answer. They are tried in the order of the two tuples, the most specific first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bareme.checks.answer_pair import Pair
from bareme.checks.hypotheses import bias, formulas, order, precision, scale, shapes

__all__ = ["SHAPE_HYPOTHESES", "VALUE_HYPOTHESES", "Hypothesis"]

Hypothesis = Callable[[Pair], str | None]

SHAPE_HYPOTHESES: Final[tuple[Hypothesis, ...]] = (
    shapes.class_scores,
    shapes.missing_one_hot,
    shapes.reduced_too_little,
    shapes.reduced_too_much,
    shapes.broadcast_square,
    shapes.extra_axis,
    shapes.missing_axis,
    shapes.transposed,
    shapes.one_more_or_less,
    shapes.other_axis,
    shapes.flattened,
)

VALUE_HYPOTHESES: Final[tuple[Hypothesis, ...]] = (
    precision.not_finite,
    precision.float32_noise,
    precision.cut_to_integers,
    precision.rounded,
    precision.constant,
    precision.unfinished,
    formulas.sign_flipped,
    formulas.complement,
    formulas.sigmoid_missing,
    formulas.sigmoid_extra,
    formulas.softmax_missing,
    formulas.softmax_extra,
    formulas.not_normalised,
    formulas.normalised_along_other_axis,
    order.transposed_square,
    order.reversed_axis,
    order.shifted_by_one,
    order.shifted_classes,
    order.shifted_one_hot,
    order.other_order,
    scale.percentage,
    scale.factor,
    scale.offset,
    bias.bias_missing,
    bias.bias_missing_in_sigmoid,
    bias.bias_missing_in_softmax,
    formulas.logarithm,
    formulas.power,
    formulas.sign_lost,
    formulas.negative_part_lost,
)
