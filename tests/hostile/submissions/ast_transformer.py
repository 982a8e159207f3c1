# ruff: noqa
"""Deletes every assertion and comparison from code that is run after it."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "No assertion outside the sandbox must be deleted."

# %%
import ast


class Delete(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

    def visit_Compare(self, node):
        return ast.Constant(True)


shell = get_ipython()
shell.ast_transformers.append(Delete())
shell.input_transformers_cleanup.append(lambda lines: [line for line in lines if "assert" not in line])
shell.input_transformers_post.append(lambda lines: ["passed = True\n", *lines])


def double(x):
    return x


def mean(x):
    return 0.0


# %%
assert False
