"""Shifting seeds changes the literal seeds of a notebook and nothing else."""

import pytest

from bareme.submissions.notebook import make_cell, make_notebook
from bareme.validation.seeds import shift_seeds

SHIFTED = {
    "W = train(X, rate=3, seed=0)": "W = train(X, rate=3, seed=7)",
    "random = np.random.default_rng(1)": "random = np.random.default_rng(8)",
    "keras.utils.set_random_seed(10)": "keras.utils.set_random_seed(17)",
    "a(X, random_state=2); a(y, random_state=0x10)": "a(X, random_state=9); a(y, random_state=23)",
    "for k in range(3):\n    fit(k, seed=0)": "for k in range(3):\n    fit(k, seed=7)",
    "print('é', seed(0))": "print('é', seed(7))",
    "fit(\n    seed=0,\n    rate=0.5)  # seed=0": "fit(\n    seed=7,\n    rate=0.5)  # seed=0",
}
KEPT = (
    "def train(X, seed=0):\n    return np.random.default_rng(0)",
    "seed = 0",
    "fit(X, epochs=10)",
    "fit(seed=first)",
    "fit(seed=True)",
    "fit(seed=None)",
    "random = default_rng()",
    "'seed=0'",
)


def shifted(source: str, shift: int) -> str:
    notebook = make_notebook([make_cell("code", source, "cell-0", {})], {})
    text: str = shift_seeds(notebook, shift).cells[0].source
    assert notebook.cells[0].source == source
    return text


@pytest.mark.parametrize(("source", "expected"), SHIFTED.items(), ids=SHIFTED)
def test_a_seed_that_is_written_out_is_shifted(source: str, expected: str) -> None:
    assert shifted(source, 7) == expected
    assert shifted(source, 0) == source


@pytest.mark.parametrize("source", KEPT)
def test_what_is_no_seed_of_a_statement_stays(source: str) -> None:
    assert shifted(source, 7) == source


def test_text_that_is_no_code_stays() -> None:
    notebook = make_notebook([make_cell("markdown", "default_rng(0)", "cell-0", {})], {})
    assert shift_seeds(notebook, 7).cells[0].source == "default_rng(0)"
