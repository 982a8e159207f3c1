"""Training twice in sandboxes of one server gives the same model, bit for bit."""

from bareme.student.student import Student

pytest_plugins = ["student.fixtures"]

TRAINING = """
import keras, numpy as np
x = np.random.default_rng(0).random((256, 12, 12, 1)).astype("float32")
y = np.arange(256) % 4
model = keras.Sequential([
    keras.Input((12, 12, 1)), keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.Dropout(0.5),
    keras.layers.GaussianNoise(0.1), keras.layers.Flatten(), keras.layers.Dense(4, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
history = model.fit(x, y, epochs=2, batch_size=32, shuffle=True, verbose=0)
"""


def test_the_same_notebook_trains_the_same_model(keras_sandboxes):
    digests, losses = set(), set()
    for _ in range(2):
        limits = {"cell_seconds": 120, "total_seconds": 240, "call_seconds": 120, "memory_mib": 4096}
        with keras_sandboxes.session(TRAINING, **limits) as session:
            student = Student(session)
            digests.add(student.model.description.digest)
            losses.add(student.history.losses)
    assert len(digests) == 1
    assert len(losses) == 1
