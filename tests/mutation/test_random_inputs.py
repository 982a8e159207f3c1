"""Random inputs reach the places at which functions differ."""

from __future__ import annotations

import numpy as np

from bareme.mutation.random_inputs import perturb_call
from bareme.mutation.recorded_call import RecordedCall


def draw(array: np.ndarray) -> list[np.ndarray]:
    random = np.random.default_rng(0)
    call = RecordedCall("f", (array,), {})
    return [perturb_call(call, random).arguments[0] for _ in range(200)]


def test_probabilities_stay_probabilities_and_meet_the_boundary():
    drawn = draw(np.array([0.2, 0.9, 0.4]))
    assert all(((one >= 0) & (one <= 1)).all() for one in drawn)
    assert any((one == 0.5).any() for one in drawn)


def test_numbers_meet_zero_are_equal_and_are_large():
    drawn = draw(np.array([[1.5, -0.5], [2.0, 0.7]]))
    assert any((one == 0).any() for one in drawn)
    assert any(one.size > 1 and np.unique(one).size < one.size for one in drawn)
    assert any(np.abs(one).max() > 500 for one in drawn)
    assert sum(np.abs(one).max() < 10 for one in drawn) > 100
