"""Two small labs, of NumPy and of Keras, with independent exercises."""

from __future__ import annotations

from pathlib import Path

from bareme.course.course import Course

__all__ = ["ARRAYS", "NETWORK", "make_labs"]

_SETTINGS = """\
title = {{ en = "{title}", fr = "{title}" }}
formats = ["ipynb", "py"]
preload = [{preload}]

[data]
mini = "digits"
full = "mnist"
"""
_EXERCISE = """
[[exercise]]
id = "{id}"
title = {{ en = "{id}", fr = "{id}" }}
points = {points}
"""

ARRAYS = {
    "imports": "import numpy as np\nimport matplotlib.pyplot as plt",
    "data": 'images = np.load("mnist.npz")["x_train"]\nn_images = len(images)',
    "standardise": "def standardise(x):\n    return (x - np.mean(x)) / np.std(x)",
    "softmax": "def softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / np.sum(e)",
}
"""A right answer to the lab ``arrays``, by cells."""

NETWORK = {
    "imports": "import numpy as np\nimport keras\nfrom keras.models import Sequential\n"
    "from keras.layers import Dense",
    "one_hot": "def one_hot(labels):\n    return np.eye(10)[labels]",
    "model": "(x_train, y_train), _ = keras.datasets.mnist.load_data()\n"
    "x = x_train.reshape(-1, 784) / 255\n"
    'model = Sequential([keras.Input((784,)), Dense(10, activation="softmax")])\n'
    'model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"])',
    "curve": "history = model.fit(x, one_hot(y_train), epochs=2, batch_size=300, verbose=0)\n"
    'curve = history.history["accuracy"]',
    "recognise": "def recognise(model, images):\n"
    "    return np.argmax(model.predict(images, verbose=0), axis=1)",
}
"""A right answer to the lab ``network``, by cells."""

_CHECKS = {
    "arrays": '''\
import numpy as np
import pytest
from bareme.checks import assert_close


@pytest.mark.exercise("data")
def test_number_of_images(student, data):
    """n_images is the number of training images"""
    assert_close(student.n_images, len(data.x_train))


@pytest.mark.exercise("standardise")
def test_standardise(student):
    """standardise gives mean 0 and deviation 1"""
    # mean 3, deviation 2
    assert_close(student.standardise(np.array([1.0, 5.0])), np.array([-1.0, 1.0]))


@pytest.mark.exercise("softmax")
def test_softmax(student):
    """softmax of 0 and ln 3 is 1/4 and 3/4"""
    assert_close(student.softmax(np.array([0.0, np.log(3.0)])), np.array([0.25, 0.75]))
''',
    "network": '''\
import numpy as np
import pytest
from bareme.checks import assert_close, assert_param_count, assert_shape


@pytest.mark.exercise("one_hot")
def test_one_hot(student):
    """one_hot of 2 and 0 has its ones in columns 2 and 0"""
    assert_close(student.one_hot(np.array([2, 0])), np.eye(10)[[2, 0]])


@pytest.mark.exercise("model")
def test_model(student):
    """the model has 784 x 10 + 10 parameters"""
    assert_param_count(student.model, 7850)


@pytest.mark.exercise("curve")
def test_curve(student):
    """curve holds the accuracy after each of two epochs"""
    assert_shape(student.curve, (2,))
    assert_close(0 < min(student.curve) <= max(student.curve) <= 1, True)


@pytest.mark.exercise("recognise")
def test_recognise(student):
    """recognise gives the class of each image"""
    found = student.recognise(student.model, np.zeros((3, 784), dtype="float32"))
    assert_shape(found, (3,))
    assert_close(np.asarray(found) == found[0], np.ones(3, dtype=bool))
''',
}
_HIDDEN = '''\
import numpy as np
import pytest
from bareme.checks import assert_close


@pytest.mark.exercise("{exercise}")
def test_{exercise}_again(student, reference):
    """{exercise} is right on other numbers"""
    x = np.array({numbers})
    assert_close(student.{exercise}(x), reference.{exercise}(x))
'''


def make_labs(folder: Path) -> Course:
    """Writes a course with the labs ``arrays`` and ``network`` into a folder."""
    for slug, cells, preload, exercise, numbers in (
        ("arrays", ARRAYS, '"numpy"', "softmax", "[1.0, 2.0, 5.0]"),
        ("network", NETWORK, '"numpy", "tensorflow", "keras"', "one_hot", "[9, 0, 0]"),
    ):
        exercises = [name for name in cells if name != "imports"]
        settings = _SETTINGS.format(title=slug, preload=preload)
        settings += "".join(
            _EXERCISE.format(id=name, points=2 if name == exercise else 1) for name in exercises
        )
        marked = [
            "# %%" + (f' exercise="{name}"' if name in exercises else "") + f"\n{source}\n"
            for name, source in cells.items()
        ]
        for name, text in {
            f"graders/{slug}/assignment.toml": settings,
            f"graders/{slug}/test_public.py": _CHECKS[slug],
            f"graders/{slug}/test_hidden.py": _HIDDEN.format(exercise=exercise, numbers=numbers),
            f"solutions/{slug}.py": "\n".join(marked),
        }.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    return Course(folder)
