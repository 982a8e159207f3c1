"""Compares the figures stated in the course with measured ones.

For each figure, a notebook like a student's trains a model on the real MNIST in a sandbox. The model is then
rebuilt in a clean sandbox, where its parameters are counted and all 10,000 test images are predicted. The
labels stay in the grader. Half of these images are held out, so the notebook cannot have seen them.

``python benchmarks/course_figures.py`` prints Markdown; ``--only PART`` measures the models with this part in
their name. MNIST is searched in ``BAREME_DATA``, then in the cache, and else downloaded.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from measuring import print_heading
from nbformat import v4

from bareme.checks.accuracy import compute_wilson_interval
from bareme.course.course import Course
from bareme.datasets import GraderData, load_for_grader
from bareme.grading.setup import GradingContext, GradingOptions, open_grading_context
from bareme.sandbox.session import NotebookSession
from bareme.student.student import Student

NOTEBOOK = """
import keras
from keras import layers

(x_train, y_train), _ = keras.datasets.mnist.load_data()
x_train = x_train.reshape({shape}) / 255.0
model = keras.Sequential([keras.Input(x_train.shape[1:]), {layers}])
model.compile(keras.optimizers.{optimizer}, "categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, keras.utils.to_categorical(y_train), epochs={epochs}, batch_size={batch_size}, verbose=0)
"""
LAST = 'layers.Dense(10, activation="softmax")'
HIDDEN = f'layers.Dense(100, activation="sigmoid"), {LAST}'
DEEP = f'*[layers.Dense(128, activation="relu") for _ in range(3)], {LAST}'
CONVOLUTIONAL = (
    'layers.Conv2D(32, 5, activation="relu"), layers.MaxPooling2D(2), '
    'layers.Conv2D(64, 5, activation="relu"), layers.MaxPooling2D(2), '
    f'layers.Flatten(), layers.Dense(100, activation="relu"), {LAST}'
)
FILES = {
    "graders/figures/assignment.toml": """
title = { en = "Figures" }
preload = ["numpy", "tensorflow", "keras"]
data = { mini = "digits", full = "mnist" }
limits = { cell_seconds = 1200, total_seconds = 1200, call_seconds = 300, memory_mib = 4096 }
exercise = [{ id = "model", title = { en = "A model" }, points = 1 }]
""",
    "graders/figures/test_public.py": '''
import pytest

@pytest.mark.exercise("model")
def test_model(student):
    """there is a model"""
    assert student.model
''',
    "solutions/figures.py": '# %% exercise="model"\n# BEGIN SOLUTION\nmodel = None\n# END SOLUTION\n',
}


@dataclass(frozen=True)
class Figure:
    """A model with its stated parameters and accuracies in percent."""

    name: str
    layers: str
    optimizer: str
    batch_size: int
    epochs: int
    parameters: int | None
    stated: tuple[float, ...]

    @property
    def notebook(self) -> str:
        """The cell that trains the model."""
        shape = "-1, 28, 28, 1" if "Conv" in self.layers else "-1, 784"
        return NOTEBOOK.format(shape=shape, **vars(self))


STEP = "SGD(0.5)"
FIGURES = (
    Figure("softmax regression", LAST, STEP, 300, 10, 7_850, (92.26, 92.08)),
    Figure("softmax regression, 15 epochs", LAST, STEP, 300, 15, 7_850, (92.38,)),
    Figure("softmax regression, 20 epochs", LAST, STEP, 300, 20, 7_850, (92.42,)),
    Figure("softmax regression, batch 400", LAST, STEP, 400, 10, 7_850, (92.60,)),
    Figure("softmax regression, batch 500", LAST, STEP, 500, 10, 7_850, (92.54,)),
    Figure("one hidden layer of 100 sigmoids", HIDDEN, STEP, 300, 10, 79_510, (94.66, 94.79)),
    Figure("100 sigmoids, step 0.2", HIDDEN, "SGD(0.2)", 300, 10, 79_510, (92.89,)),
    Figure("100 sigmoids, step 0.3", HIDDEN, "SGD(0.3)", 300, 10, 79_510, (93.70,)),
    Figure("three hidden layers of 128 ReLU", DEEP, "SGD(0.01)", 200, 10, 134_794, (93.10,)),
    Figure("convolutional, 32 and 64 filters", CONVOLUTIONAL, "Adam()", 128, 3, None, (98.26, 98.84)),
)


def measure(figure: Figure, plan: GradingContext, data: GraderData) -> str:
    """Returns the row of one model."""
    with NotebookSession(v4.new_notebook(cells=[v4.new_code_cell(figure.notebook)]), plan.sandbox) as session:
        session.run()
        if session.cells[0].status != "ok":
            raise SystemExit(f"{figure.name}: {session.cells[0].message}")
        seconds = session.shown.cpu_seconds
        model = Student(session).model
        count, shape = model.count_params(), [size or -1 for size in model.input_shapes[0]]
        images = np.concatenate([data.x_test, data.x_held_out]).reshape(shape) / np.float32(255)
        result = model.evaluate(images, np.concatenate([data.y_test, data.y_held_out]))
    low, high = compute_wilson_interval(result.accuracy, result.samples)
    agree = ["yes" if low <= share / 100 <= high else "**no**" for share in figure.stated]
    return " | ".join(
        [
            figure.name,
            "" if figure.parameters is None else f"{figure.parameters:,}",
            f"{count:,}",
            " / ".join(f"{share:.2f}" for share in figure.stated),
            f"{100 * result.accuracy:.2f}",
            " / ".join(f"{100 * result.accuracy - share:+.2f}" for share in figure.stated),
            f"{100 * low:.2f} to {100 * high:.2f}",
            " / ".join(agree),
            f"{result.loss:.4f}",
            f"{seconds:.0f}",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="a part of the names of the models to measure")
    chosen = [figure for figure in FIGURES if parser.parse_args().only in figure.name]
    print_heading("The course's figures, measured by the clean sandbox", __file__)
    print(TABLE, flush=True)
    data = load_for_grader("mnist", None)
    with tempfile.TemporaryDirectory(prefix="bareme-figures-") as folder:
        for name, content in FILES.items():
            Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, name).write_text(content, encoding="utf-8")
        with open_grading_context(
            Course(Path(folder)).assignment("figures"), GradingOptions(profile="full")
        ) as plan:
            for figure in chosen:
                print(f"| {measure(figure, plan, data)} |", flush=True)


TABLE = """
Accuracies are percentages of the 10,000 test images. *Stated* is what the course gives: what its labs report,
and then what was measured with another seed, where there is such a figure. The interval is the 99.9 % score
interval of a binomial share (Wilson) around ours; *CPU s* is what the notebook took.

| model | parameters stated | ours | accuracy stated | ours | difference | interval | inside | loss | CPU s |
|---|---:|---:|---:|---:|---:|---:|---|---:|---:|"""


if __name__ == "__main__":
    main()
