"""Groups submissions that have unusually much in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from bareme.similarity.pairs import SubmissionPair
from bareme.similarity.rarity import RarityScores

__all__ = ["Cluster", "find_clusters"]

_FENCE: Final = 3.0


@dataclass(frozen=True)
class Cluster:
    """Submissions, by their index in the class, and the ranks of the pairs among them."""

    members: tuple[int, ...]
    pairs: tuple[SubmissionPair, ...]


def find_clusters(scores: RarityScores, pairs: Sequence[SubmissionPair]) -> tuple[Cluster, ...]:
    """Returns the groups of two or more, the one with the first pair first.

    A group is a set of submissions whose mean score lies above the outer fence of all pairs, three times the
    interquartile range above the upper quartile.

    Source: J. W. Tukey, Exploratory Data Analysis (1977), section 2D.
    """
    count = len(scores.total)
    if count < 3 or not pairs:
        return ()
    values = scores.total[np.triu_indices(count, 1)]
    low, high = np.quantile(values, (0.25, 0.75))
    most = float(values.max())
    threshold = most - (high + _FENCE * (high - low))
    if threshold <= 0:
        return ()
    distances = most - scores.total
    np.fill_diagonal(distances, 0.0)
    labels = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=threshold
    ).fit_predict(distances)
    groups: dict[int, list[SubmissionPair]] = {}
    for pair in pairs:
        if labels[pair.first] == labels[pair.second]:
            groups.setdefault(int(labels[pair.first]), []).append(pair)
    return tuple(
        Cluster(tuple(int(k) for k in np.flatnonzero(labels == label)), tuple(inside))
        for label, inside in groups.items()
    )
