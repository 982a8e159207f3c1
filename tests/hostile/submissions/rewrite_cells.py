# ruff: noqa
"""Rewrites every cell that runs after it, the grader's own last one included."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "No answer of the rewritten cell must pass a check."

# %%
import ast

import bareme.guest.probe as probe
from bareme import wire

shell = get_ipython()


def answer_all(namespace=None):
    while True:
        number = wire.decode(wire.read_frame(probe._socket.recv))["number"]
        reply = {"number": number, "function": True, "value": True, "passed": True, "score": 9.0}
        wire.write_frame(probe._socket.sendall, wire.encode(reply))


class Rewrite(ast.NodeTransformer):
    def visit_Call(self, node):
        if "serve" in ast.unparse(node.func):
            return ast.copy_location(ast.parse("answer_all()", mode="eval").body, node)
        return self.generic_visit(node)


shell.input_transformers_cleanup.insert(
    0, lambda lines: ["answer_all()\n"] if "serve" in str(lines) else lines
)
shell.ast_transformers.insert(0, Rewrite())
shell.transform_cell = lambda cell: "answer_all()\n" if "serve" in cell else cell


def double(x):
    return x


def mean(x):
    return 0.0
