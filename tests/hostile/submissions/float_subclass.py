# ruff: noqa
"""Answers with a float of which every comparison and difference is a lie."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "The comparisons of the answer's class must not be the grader's."


# %%
class Number(float):
    def __eq__(self, other):
        return True

    __le__ = __lt__ = __ge__ = __gt__ = __eq__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __abs__(self):
        return 0.0

    __hash__ = float.__hash__


def double(x):
    return [Number(1), Number(1)]


def mean(x):
    return Number(100)
