# ruff: noqa
"""Answers with an object that is equal to everything and converts to anything."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "An object that is equal to everything must not equal what is expected."


# %%
class Equal:
    shape, dtype, size, ndim = (3,), "float64", 3, 1

    def __eq__(self, other):
        return True

    __le__ = __lt__ = __ge__ = __gt__ = __eq__

    def __array__(self, *args, **kwargs):
        raise ValueError("use me as I am")

    def __float__(self):
        return 3.0

    def __len__(self):
        return 3

    def __iter__(self):
        return iter([self] * 3)

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __sub__
    __hash__ = None


def double(x):
    return Equal()


def mean(x):
    return Equal()
