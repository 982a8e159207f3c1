# ruff: noqa
"""Answers with lists, dictionaries, texts and integers that lie about what they hold."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "What a subclass says of itself must not be what is compared."


# %%
class List(list):
    def __iter__(self):
        return iter([2.0, 5.0] * 10**6)

    def __len__(self):
        return 2

    def __eq__(self, other):
        return True


class Text(str):
    def __float__(self):
        return 3.0

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class Int(int):
    def __int__(self):
        return self

    def __index__(self):
        return 3

    def bit_length(self):
        return 1


def double(x):
    return List([1.0, 1.0])


def mean(x):
    return Text("3.0") if len(x) > 2 else Int(10**10_000)
