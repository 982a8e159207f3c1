"""Renders the page of similar work: pairs side by side, groups, and other rare things."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from bareme.i18n.catalogs import N_
from bareme.reports.highlighting import highlight_code
from bareme.reports.jinja_environment import render_page
from bareme.similarity.class_comparison import ClassComparison
from bareme.similarity.clusters import Cluster
from bareme.similarity.fragments import LineSpan
from bareme.similarity.names import write_names
from bareme.similarity.pairs import max_sharers
from bareme.similarity.traits import TraitKind
from bareme.similarity.work import StudentWork

__all__ = ["render_similarity_page"]

_TRAIT_TITLES: Final[dict[TraitKind, str]] = {
    "mistake": N_("Same mistake"),
    "value": N_("Same wrong value"),
    "text": N_("Same text"),
    "output": N_("Same stored output"),
}
_MAX_LINES: Final = 40
_CONTEXT_LINES: Final = 1
_MAX_PARTS: Final = 4
_MAX_TRAITS: Final = 60
_RADIUS: Final = 62.0
_CENTRE: Final = 90.0
_MAX_WIDTH: Final = 6.0


@dataclass(frozen=True)
class Excerpt:
    """Lines of a cell, with those that hold rare fragments tinted."""

    cell: int
    first: int
    code: Markup


@dataclass(frozen=True)
class GraphNode:
    """A submission in the drawing of a group, at a place in its box of 180 x 180."""

    member: int
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class GraphEdge:
    """A pair in the drawing of a group, thicker the more it shares."""

    rank: int
    first: GraphNode
    second: GraphNode
    width: float


@dataclass(frozen=True)
class GroupView:
    """A group as a drawing."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


def render_similarity_page(
    comparison: ClassComparison, *, language: str, template_folders: Sequence[Path], hides_names: bool = False
) -> str:
    """Renders the comparison as a self-contained page without scripts.

    It links to the feedback pages, so it must lie in the folder of the batch.

    Raises:
        CourseError: a template is missing or breaks a rule of Jinja.
        InputError: there is no catalogue for the language.
    """
    works = tuple(
        StudentWork(one.result.in_language(language), one.is_earlier, one.parts, one.traits)
        for one in comparison.works
    )
    ranks = {id(pair): rank for rank, pair in enumerate(comparison.pairs, 1)}
    values = {
        "first": works[0].result,
        "works": works,
        "names": write_names(works, language, hidden=hides_names),
        "links": tuple(None if hides_names or one.is_earlier else _link(one) for one in works),
        "pairs": comparison.pairs,
        "groups": tuple(_draw_group(cluster, ranks) for cluster in comparison.clusters),
        "traits": comparison.traits[:_MAX_TRAITS],
        "trait_titles": _TRAIT_TITLES,
        "titles": {part.id: part.title for one in works for part in one.result.exercises},
        "most": max_sharers(len(works)),
        "max_parts": _MAX_PARTS,
        "earlier": sum(one.is_earlier for one in works),
        "excerpts": partial(_excerpts, works),
    }
    return render_page("similar.html.j2", values, language=language, template_folders=template_folders)


def _link(work: StudentWork) -> str:
    return f"students/{quote(work.result.student.id, safe='')}/feedback.html"


def _excerpts(works: Sequence[StudentWork], index: int, spans: Iterable[LineSpan]) -> tuple[Excerpt, ...]:
    """Returns the code around spans, one excerpt for each cell."""
    cells: dict[int, set[int]] = {}
    for span in spans:
        cells.setdefault(span.cell, set()).update(range(span.first, span.last + 1))
    found = []
    for cell, lines in cells.items():
        first = max(1, min(lines) - _CONTEXT_LINES)
        last = min(max(lines) + _CONTEXT_LINES, first + _MAX_LINES - 1)
        source = works[index].result.cells[cell].source
        found.append(Excerpt(cell, first, highlight_code(source, first=first, last=last, tinted=lines)))
    return tuple(found)


def _draw_group(cluster: Cluster, ranks: dict[int, int]) -> GroupView:
    """Puts the members on a circle, the first one on top."""
    count = len(cluster.members)
    nodes = {}
    for number, member in enumerate(cluster.members, 1):
        angle = 2 * math.pi * (number - 1) / count - (math.pi if count == 2 else math.pi / 2)
        x, y = _CENTRE + _RADIUS * math.cos(angle), _CENTRE + _RADIUS * math.sin(angle)
        nodes[member] = GraphNode(member, number, round(x, 1), round(y, 1))
    most = max(pair.score for pair in cluster.pairs)
    edges = tuple(
        GraphEdge(
            ranks[id(pair)],
            nodes[pair.first],
            nodes[pair.second],
            round(max(1.0, _MAX_WIDTH * pair.score / most), 1),
        )
        for pair in cluster.pairs
    )
    return GroupView(tuple(nodes.values()), edges)
