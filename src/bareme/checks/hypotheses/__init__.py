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
    shapes.detect_class_scores,
    shapes.detect_missing_one_hot,
    shapes.detect_missing_reduction,
    shapes.detect_extra_reduction,
    shapes.detect_broadcast_square,
    shapes.detect_extra_axis,
    shapes.detect_missing_axis,
    shapes.detect_transposed_shape,
    shapes.detect_extra_or_missing_entry,
    shapes.detect_other_axis,
    shapes.detect_flattening,
)

VALUE_HYPOTHESES: Final[tuple[Hypothesis, ...]] = (
    precision.detect_not_finite,
    precision.detect_float32_noise,
    precision.detect_cut_to_integers,
    precision.detect_rounding,
    precision.detect_constant,
    precision.detect_unfinished_loop,
    formulas.detect_flipped_sign,
    formulas.detect_complement,
    formulas.detect_missing_sigmoid,
    formulas.detect_extra_sigmoid,
    formulas.detect_missing_softmax,
    formulas.detect_extra_softmax,
    formulas.detect_missing_normalisation,
    formulas.detect_normalisation_along_other_axis,
    order.detect_transposed_square,
    order.detect_reversed_axis,
    order.detect_shift_by_one,
    order.detect_shifted_classes,
    order.detect_shifted_one_hot,
    order.detect_other_order,
    scale.detect_percentage,
    scale.detect_factor,
    scale.detect_offset,
    bias.detect_missing_bias,
    bias.detect_missing_bias_in_sigmoid,
    bias.detect_missing_bias_in_softmax,
    formulas.detect_logarithm,
    formulas.detect_power,
    formulas.detect_lost_sign,
    formulas.detect_lost_negative_part,
)
