"""Reads names from syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final, TypeAlias

__all__ = [
    "Definition",
    "assigned_names",
    "bound_variables",
    "ends_with_value",
    "find_bindings",
    "free_names",
    "imported_modules",
    "modules_used_by",
    "names_behind",
    "stored_names",
    "used_names",
]

Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_ASSIGNMENTS: Final = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.NamedExpr)
_LOOPS: Final = (ast.For, ast.AsyncFor, ast.comprehension)


def stored_names(node: ast.AST) -> Iterator[str]:
    """Yields the names that top-level code binds, without imports.

    They come in the order of the source. Variables of functions, lambdas and comprehensions are left out.
    """
    stack = [node]  # no recursion: hostile code can be nested deeply
    while stack:
        found = stack.pop()
        if isinstance(found, Definition):
            yield found.name
        elif isinstance(found, ast.Name):
            if isinstance(found.ctx, ast.Store):
                yield found.id
        elif isinstance(found, _COMPREHENSIONS):
            # The target of := belongs to the scope around the comprehension.
            yield from (part.target.id for part in ast.walk(found) if isinstance(part, ast.NamedExpr))
        elif not isinstance(found, ast.Lambda):
            stack.extend(reversed(list(ast.iter_child_nodes(found))))


def assigned_names(node: ast.AST) -> Iterator[str]:
    """Yields the names that top-level code defines or assigns on purpose.

    The variable of a loop, a ``with``, an ``except`` or an ``import`` is none of them.
    """
    stack = [node]  # see above
    while stack:
        found = stack.pop()
        if isinstance(found, Definition):
            yield found.name
        elif isinstance(found, _COMPREHENSIONS):
            yield from (part.target.id for part in ast.walk(found) if isinstance(part, ast.NamedExpr))
        elif not isinstance(found, ast.Lambda):
            if isinstance(found, _ASSIGNMENTS) and found.value is not None:
                targets = found.targets if isinstance(found, ast.Assign) else [found.target]
                yield from (name for target in targets for name in used_names(target, ast.Store))
            stack.extend(reversed(list(ast.iter_child_nodes(found))))


def bound_variables(statement: ast.stmt) -> tuple[str, ...]:
    """Returns the variables that a statement binds, without definitions and imports."""
    return () if isinstance(statement, Definition) else tuple(dict.fromkeys(stored_names(statement)))


def used_names(node: ast.AST, context: type[ast.expr_context] = ast.expr_context) -> set[str]:
    """Returns the names in code, or only those read (``ast.Load``) or bound (``ast.Store``)."""
    return {
        found.id for found in ast.walk(node) if isinstance(found, ast.Name) and isinstance(found.ctx, context)
    }


def free_names(statement: ast.stmt) -> set[str]:
    """Returns the names that a statement reads from its surroundings."""
    if isinstance(statement, Definition):
        own = {found.arg for found in ast.walk(statement) if isinstance(found, ast.arg)}
        own |= used_names(statement, ast.Store)
    else:
        loops = (found for found in ast.walk(statement) if isinstance(found, _LOOPS))
        own = set().union(*(used_names(loop.target) for loop in loops))
    return used_names(statement, ast.Load) - own


def find_bindings(trees: Iterable[ast.Module]) -> dict[str, list[ast.stmt]]:
    """Returns the top-level statements that assign each name; of its definitions, the last one."""
    bindings: dict[str, list[ast.stmt]] = {}
    for statement in (node for tree in trees for node in tree.body):
        for name in set(assigned_names(statement)):
            if isinstance(statement, Definition):
                bindings[name] = [statement]
            else:
                # A variable may be made in steps.
                bindings.setdefault(name, []).append(statement)
    return bindings


def names_behind(names: Set[str], bindings: Mapping[str, Sequence[ast.stmt]]) -> set[str]:
    """Returns names with all that the statements which bind them use, directly or not."""
    found, pending, known = set[str](), set(names), set[ast.stmt]()
    while pending:
        found |= pending
        # Each statement is read once, however many names it binds.
        statements = {statement for name in pending for statement in bindings.get(name, ())} - known
        known |= statements
        pending = set[str]().union(*map(free_names, statements)) - found
    return found


def ends_with_value(body: Sequence[ast.stmt]) -> bool:
    """Returns True if each way through these statements ends with ``return`` and a value, or an exception."""
    match body[-1] if body else None:
        case ast.Return(value=value):
            return value is not None and not (isinstance(value, ast.Constant) and value.value is None)
        case ast.Raise():
            return True
        case ast.If(body=first, orelse=other):
            return ends_with_value(first) and ends_with_value(other)
        case ast.With(body=inner) | ast.AsyncWith(body=inner):
            return ends_with_value(inner)
        case ast.While(test=ast.Constant(value=True)):
            return True
        case ast.Try(body=tried, handlers=handlers, orelse=other, finalbody=last):
            ways = [other or tried, *(handler.body for handler in handlers)]
            return ends_with_value(last) or all(map(ends_with_value, ways))
        case ast.Match(cases=cases):
            return all(ends_with_value(case.body) for case in cases)
    return False


def imported_modules(tree: ast.AST) -> frozenset[str]:
    """Returns the top-level names of the modules that code imports."""
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.split(".")[0])
    return frozenset(modules)


def modules_used_by(function: str, trees: Iterable[ast.Module]) -> frozenset[str]:
    """Returns the top-level names of the modules that a function uses.

    The use may be indirect, through other functions and variables at the top level.

    Args:
        function: its name.
        trees: the code, in the order in which it runs.
    """
    modules: dict[str, frozenset[str]] = {}
    sources: dict[str, set[str]] = {}
    for statement in (node for tree in trees for node in tree.body):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                module = getattr(statement, "module", None) or alias.name
                modules[alias.asname or alias.name.split(".")[0]] = frozenset({module.split(".")[0]})
            continue
        names = {statement.name} if isinstance(statement, Definition) else set(stored_names(statement))
        for name in names:
            modules[name], sources[name] = imported_modules(statement), free_names(statement)
    found, pending = set[str](), {function}
    while pending:
        found |= pending
        pending = set[str]().union(*(sources.get(name, ()) for name in pending)) - found
    return frozenset[str]().union(*(modules.get(name, ()) for name in found))
