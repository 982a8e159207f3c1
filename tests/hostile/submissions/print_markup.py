# ruff: noqa
"""Prints HTML, scripts, terminal codes and commands of CI systems."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "No page must run, load or obey what was printed."

# %%
from IPython.display import HTML, Javascript, Markdown, display

SCRIPT = "<script>alert('owned')</script><img src=x onerror=alert('owned')>"
print(SCRIPT)
print("\x1b]0;title\x07\x1b[2J\x1b[31mred\u202e reversed")
print("\n::error file=a::owned\n::set-output name=grade::20\n##vso[task.complete result=Succeeded]")
display(HTML(SCRIPT), Javascript("alert('owned')"), Markdown(SCRIPT))


def double(x):
    raise ValueError(SCRIPT + "\n::error::owned\n</td></table>")


def mean(x):
    raise type("<script>alert('owned')</script>", (Exception,), {})("{{ 7 * 7 }}{% raw %}")


# %% [markdown]
# <script>alert('owned')</script> [x](javascript:alert('owned')) ![x](http://127.0.0.1/x.png)
