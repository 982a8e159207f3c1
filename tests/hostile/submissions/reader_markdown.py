# ruff: noqa
"""Writes cells of text that load, run, cover or replace the page they are shown in."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "A cell of text runs or loads anything, or is seen outside its place."

# %% [markdown]
# <script>alert(1)</script> <svg onload=alert(1)> <img src=x onerror=alert(1)> <iframe srcdoc="<script>alert(1)</script>">
# <meta http-equiv="refresh" content="0;url=http://127.0.0.1/"> <base href="http://127.0.0.1/"> <link rel=stylesheet href=//127.0.0.1>
# <style>body { display: none } .score::after { content: "20/20" } @import url(http://127.0.0.1/x.css);</style>
# <form action="http://127.0.0.1/"><input name=password autofocus onfocus=alert(1)><button formaction="javascript:alert(1)">20</button></form>
# <div style="position:fixed;top:0;left:0;width:100%;height:100%;background:url(http://127.0.0.1/x)">20/20</div>
# <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
# <noscript><p title="</noscript><img src=x onerror=alert(1)>"> <template><script>alert(1)</script></template>

# %% [markdown]
# [a](javascript:alert(1)) [b](JaVaScRiPt&colon;alert(1)) [c](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)
# [d](vbscript:x) [e](<java
# script:alert(1)>) [f]: javascript:alert(1) [g](//127.0.0.1) <javascript:alert(1)> ![h](http://127.0.0.1/x.png "x' onload='alert(1)")
# ![i](data:image/svg+xml,<svg/onload=alert(1)>) [j](file:///etc/passwd) [k](\\127.0.0.1\x) [l](#score) [f][f]
#
# | a | b |
# |---|---|
# | <script>alert(1)</script> | ``<script>`` |
#
# ```html"><script>alert(1)</script>
# </code></pre><script>alert(1)</script>
# ```
#
# $\href{javascript:alert(1)}{x}$ {{ 7 * 7 }} {% raw %} <!-- <script> --> <![CDATA[ <script>alert(1)</script> ]]> <?php echo 1 ?>

# %% [markdown] exercise="double" answer="<script>alert(1)</script>" lang="en' onload='alert(1)"
# ---
# title: "</title><script>alert(1)</script>"
# ---

# %% exercise="<script>alert(1)</script>" tags=["<script>"]
"</script><script>alert(1)</script>"  # </code></pre><script>alert(1)</script>
