"""Scores pairs of submissions by the rare fragments that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from bareme.similarity.fragments import Fragments
from bareme.similarity.work import StudentWork

__all__ = ["RarityScores", "count_sharers", "score_pairs"]

_FLOOR: Final = 0.02
"""Weight below which a part has nothing rare, as a share of the median weight of a part."""

_Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class RarityScores:
    """The scores of all pairs of a class, as symmetric matrices in the order of the class."""

    total: _Matrix
    by_part: dict[str, _Matrix]


def count_sharers(works: Sequence[StudentWork]) -> Counter[str]:
    """Returns how many submissions hold each fragment, in whatever part."""
    counts: Counter[str] = Counter()
    for work in works:
        counts.update({text for fragments in work.parts.values() for text in fragments})
    return counts


def score_pairs(works: Sequence[StudentWork]) -> RarityScores:
    """Scores each pair by the cosine of its TF-IDF vectors, summed over the parts.

    The weight of a fragment is ``log(N / n)`` if n of N submissions hold it, so that code of everybody has
    none. Where two submissions hold hardly more than common code, the cosine says nothing; the floor under
    both lengths brings it to 0 there.

    Source: G. Salton and C. Buckley, Term-weighting approaches in automatic text retrieval (1988).
    """
    sharers = count_sharers(works)
    parts = list(dict.fromkeys(part for work in works for part in work.parts))
    products = {part: _multiply([work.parts.get(part, {}) for work in works], sharers) for part in parts}
    whole = sum((product.diagonal() for product in products.values()), np.zeros(len(works)))
    floor = _FLOOR * float(np.median(whole)) / max(1, len(parts)) if len(works) else 0.0
    by_part = {part: _normalise(product, floor) for part, product in products.items()}
    return RarityScores(sum(by_part.values(), np.zeros((len(works), len(works)))), by_part)


def _multiply(documents: Sequence[Fragments], sharers: Counter[str]) -> _Matrix:
    """Returns the sums of squared weights that each two documents share."""
    count = len(documents)
    if not any(documents):
        return np.zeros((count, count))
    vectorizer = CountVectorizer(analyzer=list, binary=True)
    present = vectorizer.fit_transform(documents)
    held = np.array([sharers[text] for text in vectorizer.get_feature_names_out()])
    weighted = present.multiply(np.log(count / held)).tocsr()
    product: _Matrix = (weighted @ weighted.T).toarray()
    return product


def _normalise(product: _Matrix, floor: float) -> _Matrix:
    lengths = np.sqrt(product.diagonal() + floor)
    scales = np.outer(lengths, lengths)
    # A class in which all code is common has lengths of 0.
    cosines: _Matrix = np.divide(product, scales, out=np.zeros_like(product), where=scales > 0)
    return cosines
