"""Forged descriptions that the parser accepts meet the bounds of the clean sandbox."""

import numpy as np
import pytest

from bareme.course.course import Limits
from bareme.errors import StudentError
from bareme.sandbox.session import NotebookSession, SandboxSettings
from bareme.student.clean_sandbox import CleanSandbox
from bareme.student.keras_config.description import read_description
from bareme.student.keras_config.parser import ModelRefused
from student.configurations import connected, dense, entry, functional, layer, sequential, use

pytest_plugins = ["student.fixtures"]


@pytest.fixture(scope="module")
def clean_sandbox(keras_sandboxes):
    limits = Limits(cell_seconds=120, total_seconds=240, call_seconds=120, memory_mib=3072)
    settings = SandboxSettings(address=keras_sandboxes.address, limits=limits)
    sandbox = CleanSandbox(lambda notebook: NotebookSession(notebook, settings))
    yield sandbox
    sandbox.close()


def describe(config, *weights, class_name="Sequential"):
    arrays = [(path, list(arrays)) for path, *arrays in weights]
    described = {"class_name": class_name, "config": config, "weights": arrays}
    return read_description(described | {"parameters": 0, "shared": [], "own_code": ""})


SMALL = sequential(entry(3), dense(2))
KERNEL, BIAS = np.ones((3, 2), np.float32), np.zeros(2, np.float32)


def test_an_honest_one_is_rebuilt(clean_sandbox):
    description = describe(SMALL, (("dense",), KERNEL, BIAS))
    model = clean_sandbox.rebuild(description)
    assert model.count(None) == 8
    assert clean_sandbox.predict(model, np.ones((5, 3))).tolist() == [[3, 3]] * 5
    assert clean_sandbox.rebuild(description) is model


def test_a_model_without_any_layer_is_refused(clean_sandbox):
    with pytest.raises(ModelRefused, match="no defined inputs"):
        clean_sandbox.rebuild(describe(sequential(entry(3)) | {"build_input_shape": None}))


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([(("dense",), KERNEL.T, BIAS)], r"\(2, 3\)"),
        ([(("dense",), KERNEL, BIAS, BIAS)], "shapes"),
        ([(("dense",), KERNEL.ravel(), BIAS)], "shapes"),
        ([(("input",), KERNEL, BIAS)], "shapes"),
    ],
)
def test_weights_of_another_shape_are_refused(clean_sandbox, weights, words):
    with pytest.raises(ModelRefused, match=words):
        clean_sandbox.rebuild(describe(SMALL, *weights))


def test_layers_that_would_be_larger_than_what_arrived_are_never_made(clean_sandbox):
    # A kernel of 10^12 numbers, for which one of 10^6 is sent.
    config = sequential(entry(10**6), dense(10**6))
    with pytest.raises(ModelRefused, match="it would have more than 2,000,000 parameters"):
        clean_sandbox.rebuild(describe(config, (("dense",), np.zeros((1, 10**6), "f"), np.zeros(10**6, "f"))))


def test_a_model_that_was_never_built_is_bounded_as_well(clean_sandbox):
    with pytest.raises(ModelRefused, match="more than 50,000,000 parameters"):
        clean_sandbox.rebuild(describe(sequential(entry(10**6), dense(10**6))))


@pytest.mark.parametrize(
    "layers",
    [
        [layer("Reshape", target_shape=[7, 7])],
        [layer("Conv2D", filters=1, kernel_size=[3, 3], strides=[1, 1], padding="valid")],
        [layer("Permute", dims=[5, 5])],
        [layer("Dot", axes=1)],
        [layer("Dense", units=1), layer("LSTM", units=3)],
    ],
)
def test_layers_that_do_not_fit_together_are_refused(clean_sandbox, layers):
    with pytest.raises(ModelRefused, match="cannot be rebuilt"):
        clean_sandbox.rebuild(describe(sequential(entry(3), *layers)))


def test_an_output_that_a_layer_does_not_have_is_refused(clean_sandbox):
    config = functional(
        connected(entry(3, name="a")),
        connected(dense(2), use(("a", 0, 0))),
        inputs=["a", 0, 0],
        outputs=["dense", 0, 5],
    )
    with pytest.raises(ModelRefused, match="cannot be rebuilt"):
        clean_sandbox.rebuild(describe(config, class_name="Functional"))


def test_a_model_that_takes_all_memory_ends_its_clean_sandbox_alone(clean_sandbox):
    huge = sequential(entry(3), *(layer("RepeatVector", n=10**6), layer("UpSampling1D", size=1000)))
    with pytest.raises(StudentError):
        clean_sandbox.predict(clean_sandbox.rebuild(describe(huge)), np.ones((64, 3)))
    test_an_honest_one_is_rebuilt(clean_sandbox)
