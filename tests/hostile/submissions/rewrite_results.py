# ruff: noqa
"""Writes the files of a result where the grader keeps them."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "No file of a result must change but by the grader's hand."

# %%
from pathlib import Path

for folder in ("@OUT@", "@OUT@/students/honest", "@OUT@/students/rewrite_results", "."):
    for name in ("result.json", "feedback.html", "notebook.ipynb", "gradebook.csv"):
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            Path(folder, name).write_text("{}")
        except OSError:
            pass


def double(x):
    return x


def mean(x):
    return 0.0
