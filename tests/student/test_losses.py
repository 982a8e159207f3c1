"""Only Keras's own loss and metric functions are known by name."""

import pytest

from bareme.student.student import Student

pytest_plugins = ["student.fixtures"]

MODELS = """
import keras

def compiled(loss):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("adam", loss, metrics=[keras.metrics.sparse_categorical_accuracy])
    return model

def sparse_categorical_crossentropy(y, p):
    return keras.ops.mean((y - p) ** 2)

by_name = compiled("sparse_categorical_crossentropy")
by_function = compiled(keras.losses.sparse_categorical_crossentropy)
by_object = compiled(keras.losses.SparseCategoricalCrossentropy())
namesake = compiled(sparse_categorical_crossentropy)
"""


@pytest.fixture(scope="module")
def student(keras_sandboxes):
    with keras_sandboxes.session(MODELS, cell_seconds=60, total_seconds=120, call_seconds=60) as session:
        yield Student(session)


@pytest.mark.parametrize("name", ["by_name", "by_function", "by_object"])
def test_a_loss_of_keras_is_known_however_it_is_given(student, name):
    assert getattr(student, name).compilation.loss.name == "sparse_categorical_crossentropy"


def test_a_function_of_the_student_with_that_name_is_not_taken_for_it(student):
    assert student.namesake.compilation.loss.name == "the function sparse_categorical_crossentropy"


def test_a_metric_of_keras_is_known_by_its_function(student):
    assert "sparse_categorical_accuracy" in student.by_function.compilation.metrics
