"""Confusion matrices, worked by hand, without held-out samples."""

from __future__ import annotations

import numpy as np
import pytest

from bareme.datasets import GraderData
from bareme.grading.model_plots import confuse, find_visible
from bareme.student.recorder import Classified, Predicted

IMAGES = np.arange(4 * 2 * 3, dtype=np.uint8).reshape(4, 2, 3)
LABELS = np.array([0, 1, 1, 2])


def data(x_test=IMAGES, y_test=LABELS):
    nothing = np.zeros((0, 2, 3), np.uint8)
    return GraderData("digits", nothing, LABELS[:0], x_test, y_test, x_test[::-1], y_test[::-1])


def test_samples_are_visible_only_where_every_label_is_that_of_the_visible_part():
    seen = data()
    assert find_visible(Classified(LABELS, LABELS), [seen]) is seen
    for other in (LABELS[::-1], LABELS[:3], LABELS == 1, np.append(LABELS, 0)):
        assert find_visible(Classified(other, other), [seen]) is None


def test_labels_in_a_column_are_the_same_labels():
    seen = data(y_test=LABELS[:, np.newaxis])
    assert find_visible(Classified(LABELS, LABELS), [seen]) is seen


def test_a_confusion_counts_rows_of_what_is_and_columns_of_what_is_guessed():
    guesses = np.array([0, 2, 1, 1])
    confidence = np.array([0.9, 0.6, 0.9, 0.8])
    predicted = Predicted(guesses, object(), lambda: confidence)
    confusion = confuse(Classified(guesses, LABELS), predicted, data(), "model")
    assert confusion.classes == (0, 1, 2)
    assert confusion.counts == ((1, 0, 0), (0, 1, 1), (0, 1, 0))
    assert [(one.truth, one.guess, one.confidence) for one in confusion.wrong] == [(2, 1, 0.8), (1, 2, 0.6)]
    assert confusion.wrong[0].grey_levels == IMAGES[3].tobytes()


def test_eight_images_are_shown_at_most_and_the_surest_ones():
    x, y = np.zeros((30, 2, 2), np.uint8), np.zeros(30, int)
    guesses = np.ones(30, int)
    predicted = Predicted(guesses, object(), lambda: np.linspace(0.5, 1, 30))
    confusion = confuse(Classified(guesses, y), predicted, data(x, y), "")
    assert len(confusion.wrong) == 8
    assert [one.confidence for one in confusion.wrong][:2] == [1.0, pytest.approx(0.9828, abs=1e-4)]


@pytest.mark.parametrize("levels", [IMAGES / 255 - 0.5, IMAGES[..., np.newaxis] * 1.0])
def test_images_of_any_range_of_grey_are_shown_from_black_to_white(levels):
    guesses = np.array([1, 0, 0, 0])
    confusion = confuse(Classified(guesses, LABELS), None, data(levels), "")
    pixels = b"".join(one.grey_levels for one in confusion.wrong)
    assert (min(pixels), max(pixels)) == (0, 255)
    assert {one.confidence for one in confusion.wrong} == {None}


def test_a_table_has_a_confusion_without_images_and_many_classes_have_none():
    confusion = confuse(Classified(LABELS[::-1], LABELS), None, data(np.zeros((4, 8))), "")
    assert confusion.wrong == ()
    many = np.arange(40)
    assert confuse(Classified(many, many), None, data(np.zeros((40, 2, 2)), many), "") is None
