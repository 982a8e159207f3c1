# ruff: noqa
"""Prints and raises sequences that a terminal obeys: titles, links, the clipboard, other text in their place."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "A terminal that shows a result, a log or a page obeys a sequence."

# %%
import sys

SEQUENCES = (
    "\x1b]0;owned\x07",
    "\x1b]2;owned\x1b\\",
    "\x1b]8;;http://127.0.0.1/\x1b\\20/20\x1b]8;;\x1b\\",
    "\x1b]52;c;b3duZWQ=\x07",
    "\x1b]1337;File=inline=1:AAAA\x07",
    "\x1b[2J\x1b[H\x1b[8m",
    "\x1b[1A\x1b[2K20/20",
    "\x1bP+q544e\x1b\\",
    "\x1b[6n\x1b[c\x1b[21t",
    "\x9b2J\x9d0;owned\x9c",
    "\x1bc",
    "0/20\r20/20",
    "0\b2",
    "\x07\x0e\x0f\x7f\x00\x1a",
    "\x1b[31",
)
for sequence in SEQUENCES:
    print(sequence)
    print(sequence, file=sys.stderr)


def double(x):
    raise ValueError("".join(SEQUENCES))


def mean(x):
    raise type("".join(SEQUENCES).replace("\0", ""), (Exception,), {})(SEQUENCES[0])


# %%
raise type("Error\x1b]0;owned\x07", (Exception,), {})("\r".join(SEQUENCES))
