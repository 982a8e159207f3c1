"""The mutants of a solution: its functions with one edit each."""

from __future__ import annotations

import ast
import copy
import difflib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bareme.i18n.messages import Message, msg
from bareme.mutation.edits import Edit, apply_edit, find_called_name
from bareme.mutation.operator_registry import MutationOperator
from bareme.mutation.operators import OPERATORS

__all__ = ["MAX_TRAINED", "CodeMutant", "make_code_mutants", "sample_mutants"]

MAX_TRAINED: Final = 30
"""Mutants that are tried of a function that trains."""
_ABOUT_TRAINING: Final = "fitting"


@dataclass(frozen=True)
class CodeMutant:
    """A function of a solution with one edit."""

    id: str
    """It stays the same until the function or the edit changes, whatever other mutants there are."""
    exercise: str
    function: str
    family: str
    error: Message
    """What is wrong with the changed function; it begins no sentence."""
    source: str
    before: str
    """The lines of the solution that the edit changes, for the author."""
    after: str
    is_outer: bool = False
    """See ``Edit``."""
    broader: Message | None = None
    trains: bool = False
    """True if the function calls ``fit``, so that each of its mutants takes seconds."""

    @property
    def sentence(self) -> Message:
        """The error, with the name of the function."""
        return msg("`%(name)s`: %(sentence)s.", name=self.function, sentence=self.error)


def make_code_mutants(
    definitions: str,
    exercise_names: Mapping[str, Sequence[str]],
    operators: Mapping[str, MutationOperator] = OPERATORS,
) -> tuple[CodeMutant, ...]:
    """Returns the mutants of the functions that students write; none has the same source as another.

    Args:
        definitions: the source of the solution's definitions.
        exercise_names: the names that the cells of each exercise define.
        operators: what finds edits, by family.
    """
    owners = {name: exercise for exercise, names in exercise_names.items() for name in names}
    found: dict[str, CodeMutant] = {}
    for node in ast.parse(definitions).body:
        if isinstance(node, ast.FunctionDef) and node.name in owners:
            trains = any(find_called_name(part) == "fit" for part in ast.walk(node))
            for mutant in _mutate(_without_docstring(node), owners[node.name], operators):
                found.setdefault(mutant.source, replace(mutant, trains=trains))
    return tuple(found.values())


def sample_mutants(mutants: Sequence[CodeMutant]) -> tuple[CodeMutant, ...]:
    """Returns the mutants without most of those that train.

    Of each function that trains, those about the arguments of ``fit`` are kept, and others up to
    ``MAX_TRAINED``: always the same ones, as long as the function stays the same.
    """
    kept = [one for one in mutants if not one.trains]
    for function in dict.fromkeys(one.function for one in mutants if one.trains):
        own = [one for one in mutants if one.function == function]
        # An id ends with a digest, which orders them by chance.
        own.sort(key=lambda one: (one.family != _ABOUT_TRAINING, one.id.rpartition(":")[2]))
        kept += own[:MAX_TRAINED]
    places = {one.id: place for place, one in enumerate(mutants)}
    return tuple(sorted(kept, key=lambda one: places[one.id]))


def _mutate(
    function: ast.FunctionDef, exercise: str, operators: Mapping[str, MutationOperator]
) -> Iterator[CodeMutant]:
    right = ast.unparse(function)
    for family, find_edits in operators.items():
        for edit in find_edits(function):
            source = ast.unparse(apply_edit(function, edit))
            if source != right and _is_valid(source):
                yield _make_mutant(function.name, exercise, family, edit, right, source)


def _make_mutant(
    function: str, exercise: str, family: str, edit: Edit, right: str, source: str
) -> CodeMutant:
    digest = hashlib.sha256(source.encode()).hexdigest()[:8]
    before, after = _compare_lines(right, source)
    return CodeMutant(
        id=f"{function}:{family}:{digest}",
        exercise=exercise,
        function=function,
        family=family,
        error=edit.sentence,
        source=source,
        before=before,
        after=after,
        is_outer=edit.is_outer,
        broader=edit.broader,
    )


def _is_valid(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _compare_lines(right: str, source: str) -> tuple[str, str]:
    """Returns the lines that differ, before and after, without indentation."""
    lines = list(difflib.ndiff(right.splitlines(), source.splitlines()))
    before, after = (
        " ⏎ ".join(line[2:].strip() for line in lines if line.startswith(sign)) for sign in ("- ", "+ ")
    )
    return before, after


def _without_docstring(function: ast.FunctionDef) -> ast.FunctionDef:
    kept = copy.deepcopy(function)
    if ast.get_docstring(kept) is not None and len(kept.body) > 1:
        del kept.body[0]
    return kept
