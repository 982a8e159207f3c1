"""Any file gives a valid notebook, or one sentence.

The first byte chooses the name of the file: ``p`` for a script, any other for a notebook.
"""

from __future__ import annotations

import json

import harness
import nbformat

with harness.instrumented("bareme", "json"):
    from bareme.errors import NotebookError
    from bareme.submissions.notebook import dump_notebook, parse_notebook

LONGEST = 500


def check(data: bytes) -> None:
    name, content = ("lab.py" if data[:1] == b"p" else "lab.ipynb"), data[1:]
    try:
        notebook = parse_notebook(content, name).notebook
    except NotebookError as error:
        check_sentence(str(error))
        return
    nbformat.validate(notebook)
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    assert not any("attachments" in cell for cell in notebook.cells)
    text = dump_notebook(notebook)
    again = parse_notebook(text.encode("utf-8"), "lab.ipynb").notebook
    assert [(cell.cell_type, cell.source, cell.id) for cell in again.cells] == [
        (cell.cell_type, cell.source, cell.id) for cell in notebook.cells
    ]
    if name == "lab.py" and b"%%" not in content and content.isascii() and b"\0" not in content:
        assert lines("\n".join(cell.source for cell in notebook.cells)) == lines(content.decode("ascii"))


def check_sentence(text: str) -> None:
    assert "\n" not in text
    assert len(text) < LONGEST


def lines(text: str) -> list[str]:
    """The lines that are not blank; a script that is cut into cells loses none of them."""
    return [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]


CELL = {"cell_type": "code", "metadata": {"bareme": {"exercise": "a"}}, "source": ["x = 1\n", "y"], "id": "a"}
TEXT = {"cell_type": "markdown", "metadata": {"tags": []}, "source": "# T", "attachments": {"a.png": {}}}
OUTPUT = {"output_type": "display_data", "data": {"text/html": "<script>"}, "metadata": {}}
OLD = {"cell_type": "heading", "level": 2, "source": "T"}
DOCUMENTS = [
    {"nbformat": 4, "nbformat_minor": 5, "metadata": {"bareme": {"language": "fr"}}, "cells": [CELL, TEXT]},
    {"nbformat": 4, "nbformat_minor": 0, "metadata": {}, "cells": [{**CELL, "outputs": [OUTPUT]}]},
    {"nbformat": 3, "worksheets": [{"cells": [OLD, {"cell_type": "code", "input": "x", "outputs": []}]}]},
]
PLAIN = '''\
"""A lab."""
import numpy as np

# A comment.
@a
def f(x):
    return x

x = 1
if __name__ == "__main__":
    f(1)
'''
PERCENT = '''\
# %% [markdown] lang="en"
# # Title
# %% exercise='a'
x = """
# %%
"""
# %% [raw]
"""
text
"""
'''
BROKEN = '''\
def good():
    pass
%magic
def bad(:
x = (1,
2)
f"""{x}
{x}"""
else:
'''
SEEDS = [
    *(b"n" + json.dumps(document).encode() for document in DOCUMENTS),
    b"n" + json.dumps(DOCUMENTS[0]).encode("utf-16"),
    *(b"p" + script.encode() for script in (PLAIN, PERCENT, BROKEN)),
    b"p# -*- coding: latin-1 -*-\nx = '\xe9'\n",
]

if __name__ == "__main__":
    harness.main(check, SEEDS)
