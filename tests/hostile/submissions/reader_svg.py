# ruff: noqa
"""Shows figures whose SVG holds scripts, handlers, links, other documents and animations of them."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "A part of a figure runs or loads anything."

# %%
import io

import matplotlib
from IPython.display import SVG, display
from matplotlib.figure import Figure

PARTS = (
    "<script>alert(1)</script>",
    "<script xlink:href='http://127.0.0.1/x.js'/>",
    "<image href='http://127.0.0.1/x.png' onload='alert(1)'/>",
    "<use xlink:href='http://127.0.0.1/x.svg#x'/>",
    "<a xlink:href='javascript:alert(1)'><text y='9'>20/20</text></a>",
    "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' srcdoc='&lt;script>alert(1)&lt;/script>'/></foreignObject>",
    "<animate attributeName='href' values='javascript:alert(1)'/>",
    "<set attributeName='onmouseover' to='alert(1)'/>",
    "<style>@import 'http://127.0.0.1/x.css'; * { background: url(http://127.0.0.1/x) }</style>",
    "<handler xmlns='http://www.w3.org/2001/xml-events' event='load'>alert(1)</handler>",
)
DTD = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
for part in PARTS:
    display(
        {"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{part}</svg>"}, raw=True
    )
display({"image/svg+xml": f"<?xml version='1.0'?>{DTD}<svg><text>&b;&f;</text></svg>"}, raw=True)
matplotlib.rcParams["svg.fonttype"] = "none"
figure = Figure()
figure.suptitle("<script>alert(1)</script>]]><script>alert(1)</script>")
figure.gca().plot(
    [1, 2], label="<img src=x onerror=alert(1)>", url="javascript:alert(1)", gid="'><script>alert(1)</script>"
)
figure.gca().legend()
stream = io.StringIO()
figure.savefig(stream, format="svg")
display(SVG(stream.getvalue()))
