"""A result keeps the outputs of the submitted file beside those of the run."""

from __future__ import annotations

from bareme.grading.cell_records import record_cells
from bareme.sandbox.session import CellRun
from bareme.submissions.notebook import make_cell, make_notebook


def test_stored_outputs_follow_their_cell_by_its_id() -> None:
    # A cell of the template that was put back moves the others.
    cells = [make_cell("code", f"print({k})", f"c{k}", {}) for k in range(3)]
    records = record_cells(make_notebook(cells, {}), {1: CellRun("ok", "")}, {"c1": "loss 0.1734"})
    assert [record.stored_output for record in records] == ["", "loss 0.1734", ""]
    assert records[1].output == ""


def test_without_stored_outputs_records_have_none() -> None:
    (record,) = record_cells(make_notebook([make_cell("code", "1", "c", {})], {}), {})
    assert record.stored_output == ""
