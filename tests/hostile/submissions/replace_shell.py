# ruff: noqa
"""Replaces the kernel's shell and its namespace by ones in which every name exists and is right."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "A namespace that has an answer to every name must not have the right ones."

# %%
import sys

import bareme.guest.probe as probe

shell = get_ipython()
kernel = shell.kernel


class Everything(dict):
    def __contains__(self, name):
        return True

    def __missing__(self, name):
        return lambda *args, **kwargs: True

    def get(self, name, default=None):
        return self[name]


names = Everything(shell.user_ns, accuracy=1.0, passed=True, score=9.0)
serve = probe.serve_probe


async def do_execute(code, silent, *args, **kwargs):
    if "serve" in code:
        serve(names)
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}


kernel.do_execute = do_execute
probe.serve_probe = lambda namespace: serve(names)
sys.modules["__main__"].__dict__.update(double=lambda x: True, mean=lambda x: True)
type(shell).run_cell = lambda self, *args, **kwargs: None
type(shell).user_global_ns = property(lambda self: names)
shell.user_ns = names

# %%
raise RuntimeError("never run, if the shell is the new one")
