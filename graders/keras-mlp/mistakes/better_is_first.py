"""`compare` answers "first" or "second": say which network that is, "deep" or "wide"."""

BREAKS = [
    "test_which_is_better",
]

which_is_better = "first"
