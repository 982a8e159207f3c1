"""Compares the submissions of a class, also with an earlier class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bareme.errors import InputError
from bareme.i18n.messages import msg
from bareme.results.result import Result, in_order
from bareme.similarity.clusters import Cluster, find_clusters
from bareme.similarity.pairs import SharedTrait, SubmissionPair, find_pairs, find_shared_traits
from bareme.similarity.rarity import score_pairs
from bareme.similarity.template import Template
from bareme.similarity.work import StudentWork, read_work

__all__ = ["ClassComparison", "compare_class"]


@dataclass(frozen=True)
class ClassComparison:
    """The submissions of a class, and the rare things that they share."""

    works: tuple[StudentWork, ...]
    pairs: tuple[SubmissionPair, ...]
    """With most in common first."""
    clusters: tuple[Cluster, ...]
    traits: tuple[SharedTrait, ...]


def compare_class(
    results: Sequence[Result], template: Template, before: Sequence[Result] = ()
) -> ClassComparison:
    """Compares all submissions that could be read.

    Args:
        results: of the class.
        template: of the assignment.
        before: the results of an earlier class, compared with the new ones but not with each other.

    Raises:
        InputError: the results are of several assignments, or there are too few to compare.
    """
    in_order([*results, *before])
    new = [read_work(one, template) for one in in_order(results) if one.is_gradable]
    old = [read_work(one, template, is_earlier=True) for one in before if one.is_gradable]
    if before and not old:
        raise InputError(
            msg("the earlier batch holds no submission that could be read; name another one with --against.")
        )
    works = (*new, *old)
    if not new or len(works) < 2:
        raise InputError(
            msg(
                "there are fewer than two submissions that could be read, so there is nothing to compare; "
                "name a batch of a whole class."
            )
        )
    scores = score_pairs(works)
    pairs = find_pairs(works, scores)
    return ClassComparison(works, pairs, find_clusters(scores, pairs), find_shared_traits(works))
