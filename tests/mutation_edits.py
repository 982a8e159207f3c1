"""The edits of a family of operators, for tests."""

import ast
import textwrap

from bareme.mutation.edits import apply_edit
from bareme.mutation.operators import OPERATORS


def edited(family: str, body: str, arguments: str = "x, y") -> dict[str, str]:
    """Returns the bodies that a family makes of one, each on one line, with the sentence."""
    source = f"def f({arguments}):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    [function] = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    before = ast.unparse(function)
    found = {}
    for edit in OPERATORS[family](function):
        lines = ast.unparse(apply_edit(function, edit)).splitlines()[1:]
        found.setdefault("; ".join(line.strip() for line in lines), str(edit.sentence))
    assert ast.unparse(function) == before, "an operator must not change the function itself"
    return found
