"""Random numbers: the seed, the distribution, draws with replacement."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from bareme.i18n.messages import msg
from bareme.mutation.edits import Edit, find_called_name, find_expressions, parse_expression
from bareme.mutation.operator_registry import mutation_operator

__all__ = ["find_random_edits"]


@mutation_operator("randomness")
def find_random_edits(function: ast.FunctionDef) -> Iterator[Edit]:
    """Yields edits of generators and of draws from them."""
    for node in find_expressions(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, source = find_called_name(node), node.func.value
        if name == "default_rng" and node.args:
            yield Edit(node, ast.Call(node.func, [], []), msg("the seed is not used"))
            yield Edit(node, ast.Call(node.func, [ast.Constant(0)], []), msg("the seed is always the same"))
        elif name == "permutation" and len(node.args) == 1:
            count = node.args[0]
            yield Edit(
                node, parse_expression("np.arange(count)", count=count), msg("nothing is put in random order")
            )
            yield Edit(
                node,
                parse_expression("source.integers(0, count, count)", source=source, count=count),
                msg("it draws with replacement: some are taken twice, and some never"),
            )
        elif name == "normal" and len(node.args) == 3:
            yield from _edit_normal(node, source)


def _edit_normal(node: ast.Call, source: ast.expr) -> Iterator[Edit]:
    mean, deviation, size = node.args
    parts = {"source": source, "mean": mean, "deviation": deviation, "size": size}
    yield Edit(
        node,
        # A uniform distribution of half width w has the variance w ** 2 / 3.
        parse_expression("mean + deviation * source.uniform(-(3 ** 0.5), 3 ** 0.5, size)", **parts),
        msg("the numbers are drawn from a uniform distribution, not from a normal one"),
    )
    yield Edit(
        node,
        parse_expression("source.normal(mean, deviation ** 2, size)", **parts),
        msg("the variance stands where the standard deviation should be"),
    )
    yield Edit(
        node,
        parse_expression("source.normal(mean, 1.0, size)", **parts),
        msg("the standard deviation is always 1"),
    )
