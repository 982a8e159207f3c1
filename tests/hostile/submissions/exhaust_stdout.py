# ruff: noqa
"""Prints 200 MiB."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader keeps what is printed."
SAYS = "printed more than"

# %%
for _ in range(400):
    print("x" * 2**19, flush=True)
