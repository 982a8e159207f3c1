# ruff: noqa
"""Writes one line of a megabyte, and HTML that is nested 50,000 deep and has as many attributes."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "The grader or a browser works for minutes on what it shows."

# %%
from IPython.display import HTML, Markdown, display

for text in (
    "x" * 10**6,
    "<b>" * 10_000,
    "&" * 30_000,
    "<" * 30_000,
    "[" * 20_000,
    "a" * 60_000 + "\r",
    " " * 60_000 + "x",
    "\x1b[" + ";" * 60_000,
    "`" * 10_000 + "*" * 10_000,
):
    print(text)
# %%
display(HTML("<div>" * 12_000), HTML("<a " + "x=1 " * 12_000 + ">"), HTML("<table>" * 6_000))
# %%
display(Markdown("> " * 6_000), Markdown("*a **b " * 5_000), Markdown("[" * 20_000 + "](" * 10_000))
# %%
print("\r".join("x" * 20_000))


def double(x):
    raise ValueError("y" * 10**6)


def mean(x):
    raise ValueError("\n" * 10**6)
