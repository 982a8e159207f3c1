"""Compares a submitted notebook with the files that students received.

A folder as it was handed out holds a template in each language and format. The student worked in one of them,
or in a copy; the others are untouched and must not be graded in its place.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Final

from nbformat import NotebookNode

from bareme.i18n.messages import Message, msg
from bareme.submissions.ast_names import stored_names
from bareme.submissions.cell_ast import parse_cell
from bareme.submissions.notebook import label, parse_notebook
from bareme.submissions.template_cells import TemplateCell

__all__ = ["Handout", "Work", "defined_names", "describe_other_lab"]

_MIN_SHARE: Final = 0.6
"""Share of the functions of another lab from which on a notebook without a label is taken for that lab's."""


class Work(IntEnum):
    """The work of a student in a file, from none to most telling."""

    UNREADABLE = 0
    OTHER_LAB = 1
    UNTOUCHED = 2
    """The file equals a template."""
    TEXT = 3
    """Its code equals that of a template, its text does not."""
    OTHER_CODE = 4
    """It defines no name of this lab."""
    CODE = 5


@dataclass(frozen=True)
class Handout:
    """The templates and files of an assignment, and the functions of all labs of its course."""

    slug: str
    templates: Mapping[str, str] = field(default_factory=dict)
    """The text of each template by file name."""
    lab_functions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The names of the functions of each lab; empty if they are not known, as on a student's machine."""
    lab_files: frozenset[str] = frozenset()
    """The paths of the files of the lab beside the notebook, with ``/``."""
    cells: tuple[TemplateCell, ...] = ()
    """The code cells of the template; for a student, those that the public checks are about."""

    def find_work(self, notebook: NotebookNode) -> Work:
        """Returns the kind of work in a notebook."""
        if self.find_other_lab(notebook) is not None:
            return Work.OTHER_LAB
        if _join_sources(notebook, "code") in self._codes:
            return Work.UNTOUCHED if _join_sources(notebook) in self._texts else Work.TEXT
        own = self.lab_functions.get(self.slug)
        return Work.CODE if own is None or own & defined_names(notebook) else Work.OTHER_CODE

    def find_other_lab(self, notebook: NotebookNode) -> str | None:
        """Returns the slug of another lab if a notebook is of that one, or None.

        The template labels its notebooks. A notebook without a label, such as a script, is of another lab if
        it defines most functions of that one and less than half of that share of its own.
        """
        if not self.lab_functions:
            return None
        names = defined_names(notebook)
        shares = {
            slug: len(names & known) / len(known) for slug, known in self.lab_functions.items() if known
        }
        own = shares.pop(self.slug, 0.0)
        marks = notebook.metadata.get("bareme")
        labelled = marks.get("assignment") if isinstance(marks, dict) else None
        if labelled is not None:
            # Work that was pasted into the notebook of another lab is still work on this one.
            return labelled if labelled in shares and shares[labelled] >= own else None
        nearest = max(shares, key=lambda slug: shares[slug], default=None)
        if nearest is None or shares[nearest] < _MIN_SHARE or own >= shares[nearest] / 2:
            return None
        return nearest

    @cached_property
    def notebooks(self) -> tuple[NotebookNode, ...]:
        """The templates as notebooks."""
        return tuple(
            parse_notebook(text.encode("utf-8"), name).notebook for name, text in self.templates.items()
        )

    @cached_property
    def given_functions(self) -> Mapping[str, str]:
        """The source of each function that the template gives outside the exercises, by name."""
        given: dict[str, str] = {}
        for cell in self.notebooks[0].cells if self.notebooks else ():
            tree = parse_cell(cell.source) if cell.cell_type == "code" else None
            if tree is None or label(cell, "exercise") is not None:
                continue
            for node in tree.body:
                # What a decorator needs may not be there yet where the function is put back.
                if isinstance(node, ast.FunctionDef) and not node.decorator_list:
                    given[node.name] = ast.get_source_segment(cell.source, node) or ""
        return given

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(_join_sources(notebook, "code") for notebook in self.notebooks)

    @cached_property
    def _texts(self) -> frozenset[str]:
        return frozenset(_join_sources(notebook) for notebook in self.notebooks)


def describe_other_lab(other: str, slug: str) -> Message:
    """Returns the sentence for a notebook of another lab."""
    return msg(
        "This is `%(other)s`, not `%(slug)s`: hand in the file in which you worked on `%(slug)s`.",
        other=other,
        slug=slug,
    )


def defined_names(notebook: NotebookNode) -> frozenset[str]:
    """Returns the names that the code cells of a notebook define at top level."""
    trees = (parse_cell(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    return frozenset(name for tree in trees if tree is not None for name in stored_names(tree))


def _join_sources(notebook: NotebookNode, kind: str | None = None) -> str:
    """Joins the cells of a kind, or of all, without blank lines and trailing spaces.

    A script and a notebook differ in these, and so do two editors.
    """
    sources = (str(cell.source) for cell in notebook.cells if kind in (None, cell.cell_type))
    lines = (line.rstrip() for source in sources for line in source.split("\n"))
    return "\n".join(line for line in lines if line)
