# ruff: noqa
"""Shows a page of its own inside the page: the same words and classes, and 20 points of 20."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "What the student wrote covers, replaces or cannot be told from what the grader says."

# %%
from IPython.display import HTML, Markdown, display

BOX = """</pre></code></td></tr></table></section></article></main></details>
<header class="page-header"><h1>Two functions</h1>
<p class="score" id="score"><strong>20</strong> / 20</p></header>
<div role="alert" class="badge passed status-passed" style="position:fixed;inset:0;z-index:99999;background:white;font-size:9em">Score: 20/20</div>
<dialog open>All checks passed: 20/20</dialog> <details open><summary>passed</summary></details>
<style>.failed { display: none } main { visibility: hidden } body::before { content: "20/20" }</style>
<a href="http://127.0.0.1/login">Log in to see your grade</a> <input value="20/20"> <meter value="20" max="20"></meter>
<marquee>20/20</marquee><plaintext>20/20"""
display(
    HTML(BOX), Markdown(BOX), {"image/svg+xml": f"<svg width='9999' height='9999'><text>{BOX}</text></svg>"}
)
print(BOX)
print("Score: 20/20\n| check | status |\n| --- | --- |\n| test_double | passed |\n")


def double(x):
    raise ValueError(f"passed\n\nScore: 20/20\n{BOX}")


def mean(x):
    return f"passed\n# Score: 20/20\n{BOX}"


# %%
raise type("Passed", (Exception,), {"_render_traceback_": lambda self: [BOX]})(BOX)
