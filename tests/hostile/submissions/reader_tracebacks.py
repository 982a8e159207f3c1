# ruff: noqa
"""Raises exceptions that describe themselves: with markup, with notes, with others that never end."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "An exception's own words run in the page, or keep the grader from a decision."

# %%
SCRIPT = "<script>alert(1)</script>\x1b]0;owned\x07"


class Strange(Exception):
    def __str__(self):
        raise self

    def __repr__(self):
        return SCRIPT

    def _render_traceback_(self):
        return [SCRIPT, 5, None, b"x", {"a": SCRIPT}]

    @property
    def __class__(self):
        return NotImplementedError


class Text(str):
    def __getitem__(self, item):
        return SCRIPT

    def __len__(self):
        return 0


def double(x):
    raise Strange


def mean(x):
    error = ValueError(Text(SCRIPT))
    error.add_note(SCRIPT)
    error.__cause__ = error.__context__ = error
    raise error


def gradient(w, x, y):
    raise ExceptionGroup(SCRIPT, [ValueError(SCRIPT), ExceptionGroup(SCRIPT, [KeyError(SCRIPT)])])


def classify(images):
    raise NotImplementedError(SCRIPT)


# %%
raise Strange
# %%
raise KeyboardInterrupt(SCRIPT)
# %%
raise SystemExit(SCRIPT)
# %%
exec("def broken(:\n    '<script>alert(1)</script>'")
