"""What a copyist changes first leaves the tokens as they are."""

from __future__ import annotations

from bareme.similarity.fragments import find_fragments
from bareme.similarity.tokens import imported_names, read_comments, read_statements

ANSWER = '''
import numpy as np

def loss(t, y, eps=1e-9):
    """The mean."""
    y = np.clip(y, eps, 1 - eps)
    parts = t * np.log(y) + (1 - t) * np.log(1 - y)
    return -np.mean(parts)
'''
COPY = """
import numpy as xp

def loss(cible, sortie, petit=1e-9):
    # keep away from zero
    sortie = xp.clip(sortie,
                     petit, 1-petit)
    termes = cible*xp.log(sortie) + (1 - cible)*xp.log(1 - sortie)   # one for each sample
    return -xp.mean(termes)
"""


def texts(source: str) -> set[str]:
    return set(find_fragments({0: source}, imported_names(source), {"loss"}))


def words(source: str) -> list[list[str]]:
    return [[token.text for token in statement] for statement in read_statements(source, {})]


def test_new_names_comments_layout_and_docstrings_change_no_fragment() -> None:
    assert texts(ANSWER) - texts("import numpy as np\n") == texts(COPY) - texts("import numpy as xp\n")


def test_another_order_of_statements_changes_no_fragment() -> None:
    one, other = "a = f(2, 3) + 1\n", "b = g(4, 5) * 2\n"
    assert texts(one + other) == texts(other + one) != set()


def test_which_variables_are_the_same_counts() -> None:
    assert texts("a = b * a + 1") == texts("x = y * x + 1")
    assert texts("a = b * a + 1") != texts("a = b * b + 1")


def test_numbers_attributes_keywords_of_calls_and_texts_are_kept() -> None:
    assert words('x.sum(axis=0) + 1e-12, "loss"') == [
        ["·", ".", "sum", "(", "·", "=", "0", ")", "+", "1e-12", ",", '"loss"']
    ]
    assert texts("f(x, 1e-12) + 2") != texts("f(x, 1e-10) + 2")


def test_a_fragment_knows_its_lines() -> None:
    (span,) = find_fragments({3: "\n\nf(a,\n  b)\n"}, {})["·0 ( ·1 , ·2"]
    assert (span.cell, span.first, span.last) == (3, 3, 4)


def test_code_that_is_no_python_is_read_up_to_there() -> None:
    assert words("a = b + 1\nif (") == [["·", "=", "·", "+", "1"], ["if", "("]]
    assert words("x = 1\n  y = (\n") != []
    assert read_statements("\x00", {}) is not None
    assert words("%matplotlib inline\na = 1")[-1] == ["·", "=", "1"]


def test_comments_are_read_without_their_sign() -> None:
    assert read_comments("a = 1  ## one\n# two  \n'# three'") == ("one", "two")
