# ruff: noqa
"""Displays every type of output a notebook knows, each with content that is not what its type says."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "Content runs because of its type, or breaks out of the attribute that it is put into."

# %%
from IPython.display import HTML, IFrame, Javascript, Latex, Math, display

SCRIPT = "<script>alert(1)</script>"
QUOTE = '"\'><script>alert(1)</script><img src=x onerror="alert(1)" x=\''
TYPES = (
    "text/html",
    "text/markdown",
    "text/latex",
    "text/plain",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/svg+xml",
    "application/javascript",
    "application/json",
    "application/pdf",
    "application/vnd.jupyter.widget-view+json",
    "application/vnd.plotly.v1+json",
    "application/vnd.vegalite.v5+json",
    f"image/png;{QUOTE}",
    f"image/{QUOTE}",
    "IMAGE/PNG",
    "text/html; charset=utf-7",
)
for kind in TYPES:
    for content in (
        SCRIPT,
        QUOTE,
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        ["<scr", "ipt>alert(1)</script>"],
        {"a": SCRIPT},
    ):
        metadata = {kind: {"width": QUOTE, "height": "1' onload='alert(1)", "alt": QUOTE}, "isolated": True}
        display({kind: content}, raw=True, metadata=metadata)
display(Javascript("alert(1)"), HTML(SCRIPT), IFrame("javascript:alert(1)", QUOTE, 9), Latex(SCRIPT))
display(
    Math(
        r"\href{javascript:alert(1)}{x} \unicode{<script>alert(1)</script>} $</span><script>alert(1)</script>"
    )
)


class Rich:
    """<script>alert(1)</script>"""

    def _repr_mimebundle_(self, **kwargs):
        return {"text/html": QUOTE, "text/plain": QUOTE}, {"text/html": {QUOTE: QUOTE}}


Rich()
