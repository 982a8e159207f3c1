# ruff: noqa
"""Defines a million names, and one of 20 MB, where a check asks for one that is missing."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The message about the missing name is as long as the names, or the check stays undecided."

# %%
globals().update({f"double{number}": number for number in range(10**6)})
globals()["doubl" + "e" * 20_000_000] = 1
globals()["mea\ud800n"] = 1
