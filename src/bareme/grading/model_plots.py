"""Losses, confusion matrices and misclassified images, as evidence of training."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bareme.checks.array_diff import replace_infinite, spread
from bareme.checks.value_words import clip
from bareme.datasets import GraderData
from bareme.results.evidence import (
    MAX_CLASSES,
    MAX_IMAGES,
    MAX_NAME,
    MAX_SIDE,
    Confusion,
    CurvePlot,
    EvidenceCurve,
    WrongImage,
)
from bareme.student.recorder import Classified, Losses, Predicted

__all__ = ["confuse", "draw_losses", "find_visible"]


def draw_losses(losses: Losses, name: str) -> CurvePlot | None:
    """Returns the losses of the steps as a curve."""
    values = losses.values
    if values.size < 2:
        return None
    steps = np.arange(values.size)[spread(values.size)]
    return CurvePlot(
        about="losses",
        name=clip(name, MAX_NAME),
        abscissa="step",
        x=tuple(float(step) for step in steps),
        curves=(EvidenceCurve(name="loss", values=replace_infinite(values[steps])),),
    )


def find_visible(classified: Classified, datasets: Iterable[GraderData]) -> GraderData | None:
    """Returns the data set whose visible test labels were compared with guesses.

    No page may show held-out samples, whose labels differ. So samples count as visible only if all their
    labels equal the labels of the visible part, in the same order.
    """
    truth = classified.truth
    for data in datasets:
        labels = np.asarray(data.y_test).reshape(-1)
        # The shapes first: arrays of other shapes would broadcast, and a single label would equal many.
        if labels.dtype.kind in "iu" and truth.shape == labels.shape and bool((truth == labels).all()):
            return data
    return None


def confuse(
    classified: Classified, predicted: Predicted | None, data: GraderData, name: str
) -> Confusion | None:
    """Returns the confusion matrix; None if there are too many classes."""
    truth, guesses = classified.truth.astype(np.int64), classified.guesses
    if guesses.shape != truth.shape or guesses.dtype.kind not in "biu":
        return None
    guesses = guesses.astype(np.int64)
    # Guesses may be any integers, so the classes come from both, and their number is bounded.
    classes = np.union1d(truth, guesses)
    if classes.size > MAX_CLASSES:
        return None
    counts = np.zeros((classes.size, classes.size), np.int64)
    np.add.at(counts, (np.searchsorted(classes, truth), np.searchsorted(classes, guesses)), 1)
    return Confusion(
        name=clip(name, MAX_NAME),
        classes=tuple(classes.tolist()),
        counts=tuple(tuple(row) for row in counts.tolist()),
        wrong=_surest_wrong(guesses, truth, predicted, data),
    )


def _surest_wrong(
    guesses: NDArray[np.int64], truth: NDArray[np.int64], predicted: Predicted | None, data: GraderData
) -> tuple[WrongImage, ...]:
    images = _as_grey(data.x_test)
    wrong = np.flatnonzero(guesses != truth)
    if images is None or not wrong.size:
        return ()
    confidence = None if predicted is None else predicted.confidence()
    if confidence is not None:
        wrong = wrong[np.argsort(-confidence[wrong], kind="stable")]
    chosen = wrong[:MAX_IMAGES]
    low, high = float(images[chosen].min()), float(images[chosen].max())
    # Images with levels other than 0 to 255 are scaled from their minimum (black) to their maximum (white).
    # Images of a single level must not divide by zero.
    low, high = (0.0, 255.0) if images.dtype == np.uint8 else (low, high if high > low else low + 1.0)
    return tuple(
        WrongImage(
            height=images.shape[1],
            width=images.shape[2],
            pixels=_pack((images[index] - low) / (high - low)),
            truth=int(truth[index]),
            guess=int(guesses[index]),
            confidence=None if confidence is None else round(float(confidence[index]), 4),
        )
        for index in chosen
    )


def _as_grey(x: NDArray[Any]) -> NDArray[Any] | None:
    """Returns grey images of shape (N, height, width); None for other data."""
    if x.ndim == 4 and x.shape[3] == 1:
        x = x[..., 0]
    if x.ndim != 3 or x.dtype.kind not in "uif" or not 0 < x.shape[1] <= MAX_SIDE >= x.shape[2] > 0:
        return None
    return x


def _pack(shares: NDArray[Any]) -> str:
    levels = np.clip(np.round(shares * 255), 0, 255).astype(np.uint8)
    return base64.b64encode(levels.tobytes()).decode("ascii")
