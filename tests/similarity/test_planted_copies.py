"""Copies with all names changed come first, among the pairs of a class whose answers are much alike."""

from __future__ import annotations

import itertools

import pytest

from bareme.course.course import Course
from bareme.grading.handouts import make_handout
from bareme.similarity.clusters import find_clusters
from bareme.similarity.pairs import MAX_PAIRS, find_pairs
from bareme.similarity.rarity import score_pairs
from bareme.similarity.template import read_template
from bareme.similarity.work import StudentWork, read_work
from similarity.classroom import ROOT, Classroom, make_classroom, plain_shares

SIZE, COPIES = 125, 12
"""7,750 pairs, of which 12 are copies."""


@pytest.fixture(scope="module")
def room() -> Classroom:
    return make_classroom(SIZE, COPIES)


@pytest.fixture(scope="module")
def works(room: Classroom) -> list[StudentWork]:
    template = read_template(make_handout(Course(ROOT).assignment("neuron")))
    return [read_work(result, template) for result in room.results]


def test_all_copies_are_among_the_first_pairs(room: Classroom, works: list[StudentWork]) -> None:
    pairs = find_pairs(works, score_pairs(works))
    ids = [tuple(works[index].result.student.id for index in (one.first, one.second)) for one in pairs]
    assert len(list(itertools.combinations(works, 2))) == 7750
    assert len(room.planted) == COPIES
    assert len(ids) <= MAX_PAIRS
    assert room.planted <= set(ids)


def test_a_plain_share_of_equal_code_finds_hardly_any(room: Classroom) -> None:
    shares = plain_shares(room.results)
    first = set(sorted(shares, key=lambda pair: -shares[pair])[:MAX_PAIRS])
    assert len(room.planted & first) <= 2


def test_each_copy_is_in_a_cluster_with_its_source_and_most_students_are_in_none(
    room: Classroom, works: list[StudentWork]
) -> None:
    scores = score_pairs(works)
    clusters = find_clusters(scores, find_pairs(works, scores))
    members = [{works[index].result.student.id for index in cluster.members} for cluster in clusters]
    assert all(any(set(pair) <= inside for inside in members) for pair in room.planted)
    assert sum(map(len, members)) < SIZE / 3
