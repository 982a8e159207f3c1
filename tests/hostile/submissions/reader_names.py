# ruff: noqa
"""Gives functions, exceptions, variables and files names that are HTML, and asks for what is missing among them."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "A name is taken for a part of the page."

# %%
MARKUP = "<img src=x onerror=alert(1)>\"'><svg/onload=alert(1)></code></td></table>"
for name in ("double", "mean", "gradient", "classify"):
    globals()[f"{name}{MARKUP}"] = globals()[f"<script>alert('{name}')</script>"] = 1
    globals()[f"{name}\u202e\x1b]0;owned\x07\ud800"] = 1
    globals()[(name, MARKUP)] = 1


def gradient(w, x, y):
    error = type(f"Error{MARKUP}", (Exception,), {"__module__": MARKUP, "__qualname__": MARKUP})
    raise error(MARKUP)


gradient.__name__ = gradient.__qualname__ = MARKUP
exec(compile("def classify(images):\n    raise KeyError(images)", f"/ipykernel_1/{MARKUP}.py", "exec"))
classify.__code__ = classify.__code__.replace(co_name=MARKUP)


# %%
raise type(MARKUP, (Exception,), {})(MARKUP)
