# ruff: noqa
"""Defines the names of the lab as things that are no functions, and hides the rest."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "What is not a function must not pass for one that answers rightly."


# %%
class Callable(dict):
    def __call__(self, *args, **kwargs):
        return self

    def __getattr__(self, name):
        return self


class Meta(type):
    def __call__(cls, *args, **kwargs):
        return True

    def __instancecheck__(cls, other):
        return True


class double(metaclass=Meta):
    pass


mean = Callable(value=3.0, status="passed")
globals()["__builtins__"] = {}
