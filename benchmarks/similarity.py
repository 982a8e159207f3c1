"""Measures the ranks of planted copies, and the time to compare a class.

The classes are those of `tests/similarity/classroom.py`: generated answers to `neuron`, of which the last
ones are copies of others with all names changed, statements in another order and other comments. For each
class, the ranks of the copies among all pairs, by rarity and by the plain share of equal code, and how many
are in the first 50. Then the seconds to read the code, to score and order the pairs, and to render the page.
``python benchmarks/similarity.py`` prints Markdown.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from measuring import print_heading

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from similarity.classroom import Classroom, make_classroom, plain_shares  # noqa: E402

from bareme.course.course import Course  # noqa: E402
from bareme.grading.handouts import make_handout  # noqa: E402
from bareme.similarity.class_comparison import ClassComparison  # noqa: E402
from bareme.similarity.clusters import find_clusters  # noqa: E402
from bareme.similarity.pairs import MAX_PAIRS, find_pairs, find_shared_traits  # noqa: E402
from bareme.similarity.rarity import RarityScores, score_pairs  # noqa: E402
from bareme.similarity.similarity_page import render_similarity_page  # noqa: E402
from bareme.similarity.template import Template, read_template  # noqa: E402
from bareme.similarity.work import StudentWork, read_work  # noqa: E402

CLASSES = ((125, 12, 0), (125, 12, 1), (125, 12, 2), (300, 12, 0))
"""Submissions, copies among them, and seed."""


def measure(room: Classroom, template: Template) -> str:
    """Returns a row of the table for one class."""
    started = time.perf_counter()
    works = tuple(read_work(result, template) for result in room.results)
    read = time.perf_counter()
    scores = score_pairs(works)
    pairs = find_pairs(works, scores)
    comparison = ClassComparison(works, pairs, find_clusters(scores, pairs), find_shared_traits(works))
    compared = time.perf_counter()
    folders = Course(ROOT).find_template_folders()
    page = render_similarity_page(comparison, language="en", template_folders=folders)
    rendered = time.perf_counter()
    plain = ranks(plain_shares(room.results), room)
    rare = ranks(pair_scores(works, scores), room)
    return " | ".join(
        (
            f"{sum(rank <= MAX_PAIRS for rank in rare)} of {len(rare)}, last {rare[-1]}",
            f"{sum(rank <= MAX_PAIRS for rank in plain)} of {len(plain)}, last {plain[-1]:,}",
            f"{read - started:.1f}",
            f"{compared - read:.1f}",
            f"{rendered - compared:.1f}",
            f"{len(page) // 1000}",
        )
    )


def pair_scores(works: tuple[StudentWork, ...], scores: RarityScores) -> dict[tuple[str, str], float]:
    ids = [work.result.student.id for work in works]
    return {
        (ids[one], ids[other]): float(scores.total[one, other])
        for one in range(len(ids))
        for other in range(one + 1, len(ids))
    }


def ranks(values: dict[tuple[str, str], float], room: Classroom) -> list[int]:
    """Returns the ranks of the copies, of which the best is 1."""
    order = sorted(values, key=lambda pair: -values[pair])
    return sorted(rank for rank, pair in enumerate(order, 1) if pair in room.planted)


def main() -> None:
    print_heading("Copies among the pairs of a class", __file__)
    print(
        "\n| submissions | pairs | seed | by rarity: in the first 50 | by plain share: in the first 50 "
        "| read, s | compare, s | page, s | page, kB |"
    )
    print("|---:|---:|---:|---|---|---:|---:|---:|---:|")
    template = read_template(make_handout(Course(ROOT).assignment("neuron")))
    for size, copies, seed in CLASSES:
        row = measure(make_classroom(size, copies, seed), template)
        print(f"| {size} | {size * (size - 1) // 2:,} | {seed} | {row} |", flush=True)


if __name__ == "__main__":
    main()
