# ruff: noqa
"""Looks for what classmates handed in and got, and answers with their functions."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "Another submission, result or gradebook can be read."

# %%
import os
import re
import tempfile
from pathlib import Path

RESULTS = ("result.json", "gradebook.csv", "feedback.html")
places = [Path("@OUT@"), *list(Path("@OUT@").parents)[:3], Path.cwd(), *Path.cwd().parents]
places += [
    Path(tempfile.gettempdir()).parent,
    *Path("/proc").glob("[0-9]*/cwd"),
    *Path("/proc").glob("[0-9]*/root"),
]
seen = 0
for place in places:
    for folder, folders, files in os.walk(place):
        folders[:] = [name for name in folders if name not in ("proc", "sys", "usr", "lib", "site-packages")]
        for name in files:
            path = Path(folder, name)
            if name in RESULTS or path.suffix in (".ipynb", ".py"):
                try:
                    text = path.read_text()
                except (OSError, ValueError):
                    continue
                if path.name in RESULTS or path.suffix == ".ipynb":
                    print(path, text[:200])
                for function in re.findall(
                    r"^def (?:double|mean|gradient|classify)\(.*\n(?: .*\n|\n)+", text, re.M
                ):
                    exec(function, globals())
        seen += 1
        if seen > 3000:
            break
