"""Values that a library computed count as the arrays that they hold."""

import numpy as np
import pytest

from bareme.student.student import Student
from bareme.wire import Handle

pytest_plugins = ["student.fixtures"]

VALUES = """
import keras
import numpy as np
import tensorflow as tf

constant = tf.constant([[1.0, 2.0]])
number = tf.constant(2.5)
variable = tf.Variable([1, 2])
of_keras = keras.Variable([0.5, 0.25])
symbolic = keras.Input((3,))
in_a_tuple = (tf.constant([True, False]), {"loss": keras.ops.mean(keras.ops.ones((2, 2)))})

def double(x):
    return tf.constant(x) * 2

masked = np.ma.masked_array([1.0, 2.0], mask=[True, False])
matrix = np.matrix([[1.0, 2.0]])
"""


@pytest.fixture(scope="module")
def student(keras_sandboxes):
    with keras_sandboxes.session(VALUES, cell_seconds=60, total_seconds=120, call_seconds=60) as session:
        yield Student(session)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("constant", np.array([[1, 2]], np.float32)),
        ("variable", np.array([1, 2], np.int32)),
        ("of_keras", np.array([0.5, 0.25], np.float32)),
    ],
)
def test_a_tensor_or_a_variable_is_an_array(student, name, expected):
    found = getattr(student, name)
    assert type(found) is np.ndarray
    assert (found.dtype, found.tolist()) == (expected.dtype, expected.tolist())


def test_a_tensor_without_axes_is_a_number(student):
    assert student.number == np.float32(2.5)
    assert np.shape(student.number) == ()


def test_tensors_are_found_inside_of_other_values(student):
    first, second = student.in_a_tuple
    assert first.tolist() == [True, False]
    assert second == {"loss": 1.0}


def test_the_value_of_a_call_is_an_array(student):
    assert student.double(np.array([1.5, 2.0])).tolist() == [3.0, 4.0]


@pytest.mark.parametrize(
    ("name", "type_name"), [("symbolic", "KerasTensor"), ("masked", "MaskedArray"), ("matrix", "matrix")]
)
def test_what_is_no_array_is_named_for_what_it_is(student, name, type_name):
    found = getattr(student, name)
    assert isinstance(found, Handle)
    assert found.type_name == type_name
