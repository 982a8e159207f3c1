"""Predictions in batches equal the predictions of one call."""

import numpy as np
import pytest

from bareme.errors import StudentRaised
from bareme.student import rebuilt_model
from bareme.student.rebuilt_model import predict_in_batches

X = np.arange(60.0).reshape(20, 3)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    # Three rows of three numbers of 32 bits.
    monkeypatch.setattr(rebuilt_model, "_BATCH_BYTES", 36)


@pytest.mark.parametrize(
    ("inputs", "predict"),
    [
        (X, lambda x: x * 2),
        ([X, X + 1], lambda pair: [pair[0] + pair[1], pair[0]]),
        ({"a": X, "b": X + 1}, lambda named: {"sum": named["a"] + named["b"]}),
        (X.astype(int), lambda x: x[:, 0]),
    ],
)
def test_many_parts_give_what_one_would(inputs, predict):
    sizes = []

    def count(part):
        arrays = part.values() if isinstance(part, dict) else part if isinstance(part, list) else [part]
        sizes.append(max(len(array) for array in arrays))
        assert all(array.dtype in (np.float32, np.int64) for array in arrays)
        return predict(part)

    np.testing.assert_equal(predict_in_batches(inputs, count), predict(inputs))
    assert max(sizes) <= 3
    assert sum(sizes) == 20


@pytest.mark.parametrize("inputs", [np.float64(3), [X, X[:5]], {}, {"a": X, "b": X[:1]}])
def test_inputs_that_do_not_go_together_are_a_mistake_of_the_suite(inputs):
    with pytest.raises(ValueError, match="one row for each sample"):
        predict_in_batches(inputs, lambda x: x)


def test_predictions_that_change_their_form_are_the_student_s():
    forms = iter([np.ones((3, 2)), np.ones((3, 4)), *[np.ones((3, 2))] * 10])
    with pytest.raises(StudentRaised, match="another form"):
        predict_in_batches(X, lambda _: next(forms))
    numbers = iter([[np.ones(3)] * 2, [np.ones(3)], *[[np.ones(3)]] * 10])
    with pytest.raises(StudentRaised, match="another form"):
        predict_in_batches(X, lambda _: next(numbers))
