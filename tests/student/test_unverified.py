"""Unverified models are marked as claims, or refused."""

import numpy as np
import pytest

from bareme.errors import StudentError
from bareme.student.student import Student

pytest_plugins = ["student.fixtures"]

MODELS = """
import keras

class Doubled(keras.layers.Layer):
    def call(self, x):
        return 2 * x

own = keras.Sequential([keras.Input((3,)), Doubled()])
built_in = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
changing = keras.Sequential([keras.layers.Dense(2), keras.layers.Dense(1)])

def build_and_freeze():
    changing.build((None, 3))
    changing.layers[0].trainable = False

def name_another():
    global changing
    changing = built_in

def make(units):
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(units)])
"""


@pytest.fixture(scope="module")
def session(keras_sandboxes):
    with keras_sandboxes.session(MODELS, cell_seconds=60, total_seconds=120, call_seconds=60) as session:
        yield session


def test_an_assignment_that_allows_them_has_the_answer_marked(session):
    student = Student(session, frozenset(), "allow")
    assert np.array_equal(student.own.predict(np.ones((2, 3))), np.full((2, 3), 2.0))
    assert student.take_unverified()


def test_an_assignment_that_refuses_them_gets_a_sentence_and_no_answer(session):
    student = Student(session, frozenset(), "refuse")
    for ask in (lambda: student.own.predict(np.ones((2, 3))), lambda: student.own.count_params()):
        with pytest.raises(StudentError, match=r"code of your own.*only models of Keras's own layers"):
            ask()
    assert not student.take_unverified()


def test_models_of_keras_are_not_concerned(session):
    student = Student(session, frozenset(), "refuse")
    assert student.built_in.count_params() == 3 * 1 + 1
    assert not student.take_unverified()


def test_a_variable_is_one_model_however_often_it_is_asked_for(session):
    student = Student(session)
    assert not student.changing.built
    student.build_and_freeze()
    assert student.changing.count_params(trainable=True) == 2 * 1 + 1
    student.name_another()
    with pytest.raises(StudentError, match="`changing` is a model with other layers than when"):
        student.changing.count_params()


def test_a_function_may_make_another_model_each_time(session):
    student = Student(session)
    assert [student.make(units).count_params() for units in (1, 2)] == [4, 8]
