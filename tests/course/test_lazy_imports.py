"""The grader imports Keras when it is first used."""

import subprocess
import sys

import pytest

from bareme.course.solution import run_definitions
from bareme.wire.instruction_count import count_instructions

SOLUTION = """
import keras
import tensorflow as tf
import numpy as np
import os.path

def shape(units):
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(units)]).output_shape

def double(x):
    return 2 * np.asarray(x)

def total(x):
    import keras.ops
    return float(keras.ops.sum(tf.constant(x)))

def base(path):
    return os.path.basename(path)
"""
SCRIPT = f"""
import sys
from bareme.course.solution import run_definitions
module = run_definitions({SOLUTION!r}, "the solution")
assert module.double(3) == 6
assert module.base("a/b") == "b"
heavy = [name for name in sys.modules if name.split(".")[0] in ("keras", "tensorflow")]
assert not heavy, heavy
assert module.shape(4) == (None, 4)
assert module.total([1.0, 2.0]) == 3.0
assert "keras" in sys.modules
"""


def test_keras_is_imported_when_it_is_first_used_and_says_nothing():
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=240
    )
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    assert "cpu_feature_guard" not in ran.stderr


def test_other_imports_are_made_at_once():
    module = run_definitions("import math\nfrom math import pi\nimport os.path as path", "the solution")
    assert module.math.floor(module.pi) == 3
    assert module.path.join("a", "b") == "a/b"


def test_steps_grow_with_a_loop_and_tracing_ends_with_the_call():
    tracing = sys.gettrace()
    few, many = (count_instructions(lambda n=n: [i * i for i in range(n)]) for n in (10, 1000))
    assert many > 20 * few
    with pytest.raises(ZeroDivisionError):
        count_instructions(lambda: 1 / 0)
    assert sys.gettrace() is tracing
