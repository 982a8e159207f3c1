"""Reads the parts of a template, which everybody has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from bareme.errors import InputError
from bareme.i18n.messages import msg
from bareme.similarity.fragments import find_fragments
from bareme.similarity.sentences import split_sentences
from bareme.similarity.tokens import imported_names, read_comments
from bareme.submissions.ast_names import stored_names
from bareme.submissions.cell_ast import parse_cell
from bareme.submissions.handout import Handout, defined_names
from bareme.submissions.notebook import label

__all__ = ["Template", "read_template"]


@dataclass(frozen=True)
class Template:
    """The parts of a template that say nothing about who worked with whom."""

    names: frozenset[str]
    """The names that it defines; students have to keep them."""
    exercises: dict[str, str]
    """The exercise of each function or variable that students write."""
    imports: dict[str, str]
    """The modules and objects behind the names that it imports."""
    fragments: frozenset[str]
    sentences: frozenset[str]
    """Of text cells and comments, as ``split_sentences`` spells them."""
    code: str
    """The code of all its cells, in the first language."""


def read_template(handout: Handout) -> Template:
    """Reads the templates of an assignment in all languages.

    Raises:
        InputError: there is no template.
    """
    notebooks = handout.notebooks
    if not notebooks:
        raise InputError(
            msg(
                "there is no template of the assignment %(slug)s, whose code would count as shared by "
                "everybody; name the course that has its solution with --course.",
                slug=repr(handout.slug),
            )
        )
    names = frozenset[str]().union(*map(defined_names, notebooks))
    codes = [dict(enumerate(_sources(notebook, "code"))) for notebook in notebooks]
    imports: dict[str, str] = {}
    for code in codes:
        for source in code.values():
            imports |= imported_names(source)
    fragments: set[str] = set()
    sentences: set[str] = set()
    for notebook, code in zip(notebooks, codes, strict=True):
        fragments |= find_fragments(code, imports, names).keys()
        comments = (line for source in code.values() for line in read_comments(source))
        texts = [*_sources(notebook, "markdown"), *comments]
        sentences |= {key for text in texts for key, _ in split_sentences(text, 1)}
    return Template(
        names=names,
        exercises=_exercise_names(notebooks[0]),
        imports=imports,
        fragments=frozenset(fragments),
        sentences=frozenset(sentences),
        code="\n\n\n".join(_sources(notebooks[0], "code")) + "\n",
    )


def _sources(notebook: NotebookNode, kind: str) -> Iterator[str]:
    return (str(cell.source) for cell in notebook.cells if cell.cell_type == kind)


def _exercise_names(notebook: NotebookNode) -> dict[str, str]:
    names: dict[str, str] = {}
    for cell in notebook.cells:
        exercise = label(cell, "exercise")
        tree = parse_cell(cell.source) if exercise is not None and cell.cell_type == "code" else None
        if exercise is not None and tree is not None:
            names |= dict.fromkeys(stored_names(tree), exercise)
    return names
