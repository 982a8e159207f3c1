"""Assertions on the predictions of a Keras model."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bareme.checks.model_structure import assert_model, refusals_fail
from bareme.checks.training import assert_accuracy
from bareme.checks.value_words import fail
from bareme.i18n.catalogs import N_
from bareme.i18n.messages import msg
from bareme.student.evaluation import sum_to_one
from bareme.student.model import Model

__all__ = ["assert_model_accuracy", "assert_probabilities"]

_TOLERANCE: Final = 1e-3


@refusals_fail()
def assert_probabilities(model: object, inputs: Any, *, classes: int) -> None:
    """Asserts that a model predicts a probability for each class.

    Args:
        model: the student's value.
        inputs: as for ``Model.predict``.
        classes: their number; one output value suffices for 2 classes.

    Raises:
        AssertionError: the predictions are not probabilities, or it is not a Keras model.
    """
    given = assert_model(model)
    given.classify(inputs, classes)
    predictions = np.asarray(given.predict(inputs), np.float64)
    wide = predictions.ndim > 1 and predictions.shape[1] > 1
    if wide and (problem := sum_to_one(predictions)) is not None:
        fail(problem)
    if predictions.min() < -_TOLERANCE or predictions.max() > 1 + _TOLERANCE:
        extreme = predictions.min() if predictions.min() < 0 else predictions.max()
        fail(
            msg(
                "The model predicts %(extreme)s; a probability lies between 0 and 1.",
                extreme=format(extreme, ".4g"),
            ),
            msg("Is %(name)s the activation of its last layer?", name="softmax" if wide else "sigmoid"),
        )


@refusals_fail()
def assert_model_accuracy(
    model: object, inputs: Any, labels: ArrayLike, *, at_least: float, balanced: float | None = None
) -> None:
    """Asserts that a model reaches an accuracy.

    The labels stay in the grader.

    Args:
        model: the student's value.
        inputs: as for ``Model.predict``.
        labels: class numbers of shape (N,), or one-hot rows of shape (N, C).
        at_least: the smallest accuracy, in [0, 1].
        balanced: the smallest mean of the recalls of all classes, in [0, 1].

    Raises:
        AssertionError: the accuracy is lower, with a likely cause, or the predictions are not classes.
    """
    given = assert_model(model)
    truth = np.asarray(labels)
    truth = truth.argmax(axis=1) if truth.ndim == 2 and truth.shape[1] > 1 else truth.reshape(-1)
    classes = int(truth.max()) + 1
    try:
        assert_accuracy(given.classify(inputs, classes), truth, at_least=at_least, balanced=balanced)
    except AssertionError as error:
        fail(str(error), _explain(given, inputs, truth, at_least))


def _explain(model: Model, inputs: Any, truth: NDArray[Any], at_least: float) -> str | None:
    """Explains a low accuracy: no training, or pixels of another scale."""
    if model.steps_trained == 0:
        return N_(
            "The model was never trained: its optimiser has not taken a single step. Is `fit` called on it?"
        )
    if model.compilation is None:
        return N_("The model was never compiled, so `fit` cannot have trained it. Are both called on it?")
    if not isinstance(inputs, np.ndarray) or not inputs.size or inputs.dtype.kind not in "uif":
        return None
    scaled = inputs.max() <= 1
    if inputs.min() < 0 or inputs.max() > 255:
        return None
    other = inputs * np.float32(255) if scaled else inputs / np.float32(255)
    if (model.classify(other) == truth).mean() < at_least:
        return None
    if scaled:
        return N_(
            "On pixels from 0 to 255 it does well: it was trained on unscaled pixels. Divide them by 255."
        )
    return N_(
        "On pixels from 0 to 1 it does well: it was trained on scaled pixels, and is asked with others."
    )
