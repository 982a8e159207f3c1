"""The outputs in a submitted notebook, as text within bounds, whatever the file holds."""

from __future__ import annotations

import json

import pytest

from bareme.submissions.notebook import parse_notebook
from bareme.submissions.stored_outputs import MAX_STORED_OUTPUT, read_stored_output

STREAM = {"output_type": "stream", "name": "stdout", "text": ["loss 0.1734\n", "done\n"]}
PICTURE = {"output_type": "display_data", "data": {"text/plain": "<Figure>", "image/png": "aGVs\nbG8="}}


def read(*outputs: object) -> str:
    return read_stored_output({"outputs": list(outputs)})


def test_texts_are_joined_and_pictures_are_digests() -> None:
    assert read(STREAM, PICTURE).startswith("loss 0.1734\ndone\n<Figure>\n[image ")


def test_a_picture_is_equal_whatever_the_line_ends_of_its_base64() -> None:
    assert read({"data": {"image/png": "aGVsbG8="}}) == read({"data": {"image/png": ["aGVs\n", "bG8="]}})
    assert read({"data": {"image/png": "aGVsbG8="}}) != read({"data": {"image/png": "aGVsbG9="}})


def test_old_notebooks_have_their_outputs_without_a_bundle() -> None:
    assert read({"output_type": "pyout", "text": ["3.5"]}) == "3.5"


def test_an_error_is_its_message_and_colours_are_dropped() -> None:
    assert (
        read({"output_type": "error", "ename": "E", "evalue": "\x1b[31mtoo large: 7\x1b[0m"})
        == "too large: 7"
    )


@pytest.mark.parametrize(
    "outputs", [None, 3, "text", [3, None, [], {"text": 4}, {"data": []}], [{"text": [1]}]]
)
def test_malformed_outputs_are_left_out(outputs: object) -> None:
    assert read_stored_output({"outputs": outputs}) == ""


def test_they_are_bounded() -> None:
    assert len(read(*({"text": "x" * 100_000} for _ in range(1000)))) == MAX_STORED_OUTPUT


def test_a_notebook_has_them_by_cell_and_its_cells_have_none() -> None:
    code = {"cell_type": "code", "id": "c1", "metadata": {}, "source": "1", "outputs": [STREAM]}
    empty = {**code, "id": "c2", "outputs": []}
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [code, empty]}
    parsed = parse_notebook(json.dumps(document).encode(), "a.ipynb")
    assert parsed.stored_outputs == {"c1": "loss 0.1734\ndone"}
    assert all(cell.outputs == [] for cell in parsed.notebook.cells)
