"""Decides which names of the template a student has not begun to write.

The student's code is compared with the template, by syntax trees. What the sandbox says has no part in it,
except whether a value can be called.

A name is unwritten if its stub is as it was, and nothing below it gives the name another value on purpose. A
definition or an assignment does, in any cell; an import, a loop or a ``with`` that happens to use the name
does not. What syntax trees cannot tell counts as written, and the checks judge the value.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from bareme.submissions.ast_equality import drop_idle_statements, has_equal_code
from bareme.submissions.ast_names import Definition, assigned_names, used_names
from bareme.submissions.cell_ast import WRITES_FILE, find_other_syntax, parse_cell
from bareme.submissions.template_cells import TemplateCell

__all__ = ["UnwrittenNames"]

_DYNAMIC: Final = frozenset(("exec", "globals", "locals", "vars"))
"""Functions by which code can bind any name."""
_READERS: Final = frozenset(("dict", "len", "list", "print", "set", "sorted"))
_READING_METHODS: Final = frozenset(("copy", "get", "items", "keys", "values"))
_MAX_MENTIONS: Final = 1000
"""A notebook that uses a name in more statements is not compared with the template."""


@dataclass(frozen=True)
class _Mention:
    """A top-level statement that uses a name of the template."""

    statement: ast.stmt
    assigns: bool
    """True if it defines or assigns the name, or if a function in it declares the name as global."""


@dataclass
class _NameInTemplate:
    """The code of the template that uses a name, in each language."""

    stubs: list[ast.stmt] = field(default_factory=list)
    given: list[ast.stmt] = field(default_factory=list)
    """The statements that are no stub of the name."""
    cells: list[tuple[str, ast.Module]] = field(default_factory=list)
    """The cells that bind the name once their stubs are replaced, with their text."""
    is_mutable: bool = False
    """True if the value that the template gives can be changed in place."""

    @property
    def is_function(self) -> bool:
        """True if the stub is a function or a class."""
        return any(isinstance(node, Definition) for node in self.stubs)

    @property
    def is_silent(self) -> bool:
        """True if the stub raises nothing where it is met."""
        parts = [part for stub in self.stubs for part in ast.walk(stub)]
        return bool(parts) and not any(isinstance(part, ast.Raise) for part in parts)

    def is_changed_by(self, statement: ast.stmt, name: str) -> bool:
        """Returns True if a statement that does not assign the name may change its value in place."""
        if any(isinstance(node, ast.ClassDef) for node in self.stubs):
            return _sets_attribute(statement, name)
        return self.is_mutable and name in used_names(statement, ast.Load)


class UnwrittenNames:
    """The names of the template that one notebook leaves unwritten."""

    def __init__(
        self, template: Sequence[TemplateCell], sources: Mapping[int, str], trees: Mapping[int, ast.Module]
    ) -> None:
        """Finds the statements that use the names.

        Args:
            template: the code cells of the template.
            sources: the student's code cells, by index in the notebook.
            trees: the syntax trees of those that can be parsed.
        """
        self._template = _read_template(template)
        self._sources = {
            index: source
            for index, source in (sources.items() if self._template else ())
            if not WRITES_FILE.match(source)
        }
        self._trees = {index: trees[index] for index in self._sources if index in trees}
        self._other_syntax = {
            index: find_other_syntax(source, trees.get(index)) for index, source in self._sources.items()
        }
        self._mentions: dict[str, dict[int, list[_Mention]]] = {}
        for index, tree in self._trees.items():
            for name, mention in _find_mentions(tree, self._template.keys() | _DYNAMIC):
                self._mentions.setdefault(name, {}).setdefault(index, []).append(mention)
        self._known: dict[tuple[str, bool, bool], bool] = {}
        self._replacing: dict[str, int] = {}

    def contains(self, name: str, *, is_function: bool, is_callable: bool) -> bool:
        """Returns True if a name is unwritten.

        Args:
            name: the name that a suite asks for.
            is_function: True if the solution has a function of this name.
            is_callable: True if the value at the end of the notebook can be called. If not, an assignment is
                no answer where the solution or the template has a function.
        """
        if name not in self._template or self._binds_any_name:
            return False
        key = name, is_function, is_callable
        if key not in self._known:
            # A number under the name of a function was not meant to be one.
            assignment_counts = is_callable or not (is_function or self._template[name].is_function)
            self._known[key] = self._is_unwritten(name, assignment_counts=assignment_counts)
        return self._known[key]

    def find_replacing_stub(self, name: str) -> int | None:
        """Returns the index of the cell whose stub replaces an answer above it, or None.

        ``contains`` must have said that the name is unwritten.
        """
        return self._replacing.get(name)

    @functools.cached_property
    def silent(self) -> frozenset[str]:
        """The unwritten names whose stub raises nothing, so that other code goes on without them."""
        return frozenset(
            name
            for name, template in self._template.items()
            if template.is_silent and self.contains(name, is_function=False, is_callable=True)
        )

    @functools.cached_property
    def _binds_any_name(self) -> bool:
        mentions = (self._mentions.get(name, {}).values() for name in _DYNAMIC)
        return any(_may_bind_any_name(one.statement) for cells in mentions for cell in cells for one in cell)

    def _is_unwritten(self, name: str, *, assignment_counts: bool) -> bool:
        template, mentions = self._template[name], self._mentions.get(name, {})
        if sum(map(len, mentions.values())) > _MAX_MENTIONS:
            return False
        present = written = False
        for index, source in self._sources.items():
            if _seems_to_bind(self._other_syntax[index], name):
                written = True
            tree = self._trees.get(index)
            if tree is not None and any(_is_same_cell(source, tree, *cell) for cell in template.cells):
                present = True
                continue
            for mention in mentions.get(index, ()):
                if any(has_equal_code(mention.statement, stub) for stub in template.stubs):
                    # Where it comes last, the name has the value of the stub, whatever stands above.
                    if written:
                        self._replacing[name] = index
                    present, written = True, False
                elif not any(has_equal_code(mention.statement, given) for given in template.given):
                    written |= (
                        (assignment_counts or _defines(mention.statement, name))
                        if mention.assigns
                        else template.is_changed_by(mention.statement, name)
                    )
        return present and not written


def _find_mentions(tree: ast.Module, names: Set[str]) -> Iterator[tuple[str, _Mention]]:
    for statement in tree.body:
        found: set[str] = set()
        declared: set[str] = set()
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, Definition):
                found.add(node.name)
            elif isinstance(node, ast.Global):
                declared.update(node.names)
        used = names & (found | declared)
        if used:
            assigned = declared.union(assigned_names(statement))
            yield from ((name, _Mention(statement, name in assigned)) for name in used)


def _defines(statement: ast.stmt, name: str) -> bool:
    return any(isinstance(node, Definition) and node.name == name for node in ast.walk(statement))


def _may_bind_any_name(statement: ast.stmt) -> bool:
    """Returns True unless a statement only reads the dictionaries of names, as ``"x" in globals()`` does."""
    read = {
        part.func
        for node in ast.walk(statement)
        for part in _parts_read(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id != "exec"
    }
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name) and node not in read)
    return any(node.id in _DYNAMIC for node in names)


def _parts_read(node: ast.AST) -> Sequence[ast.expr]:
    """Returns the parts of an expression whose value it reads and neither changes nor passes on."""
    match node:
        case ast.Call(func=ast.Name(id="vars"), args=[_, *_]):
            return [node]  # the attributes of an object, not the names of the notebook
        case ast.Call(func=ast.Name(id=reader)) if reader in _READERS:
            return node.args
        case ast.Compare():
            return node.comparators
        case ast.Attribute(attr=method) if method in _READING_METHODS:
            return [node.value]
        case ast.Subscript(value=part, ctx=ast.Load()) | ast.keyword(arg=None, value=part):
            return [part]
    return ()


def _sets_attribute(statement: ast.stmt, name: str) -> bool:
    """Returns True for ``Name.attribute = ...`` and ``setattr(Name, ...)``."""
    for node in ast.walk(statement):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), ctx=ast.Store()) if owner == name:
                return True
            case ast.Call(func=ast.Name(id="setattr"), args=[ast.Name(id=owner), *_]) if owner == name:
                return True
    return False


def _read_template(cells: Sequence[TemplateCell]) -> dict[str, _NameInTemplate]:
    """Returns the code that uses each name which students write."""
    found = {name: _NameInTemplate() for cell in cells for name in (*cell.stubs, *cell.results)}
    for cell in cells:
        for source in cell.sources:
            tree = parse_cell(source)
            if tree is None:
                continue
            for name in cell.results:
                found[name].cells.append((source, tree))
            for name, mention in _find_mentions(tree, found.keys()):
                is_stub = mention.assigns and name in cell.stubs
                (found[name].stubs if is_stub else found[name].given).append(mention.statement)
                if is_stub or (mention.assigns and name in cell.results):
                    found[name].is_mutable |= _is_mutable(mention.statement)
    return found


def _is_mutable(statement: ast.stmt) -> bool:
    """Returns True unless a statement defines a function or assigns constants."""
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        parts = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
        return not all(isinstance(part, ast.Constant | ast.UnaryOp) for part in parts)
    return not isinstance(statement, Definition)


def _is_same_cell(source: str, tree: ast.Module, text: str, template: ast.Module) -> bool:
    # A cell that is all comments has no code to compare.
    if not drop_idle_statements(template.body):
        return source.split() == text.split()
    return has_equal_code(tree.body, template.body)


def _seems_to_bind(text: str, name: str) -> bool:
    """Returns True if text that is not Python, such as a magic, may define or assign a name."""
    word = rf"\b{re.escape(name)}\b"
    return re.search(rf"\b(?:def|class)\s+{word}|{word}[^=\n]{{0,200}}=(?!=)", text) is not None
