"""Which cells the code of a cell needs."""

from __future__ import annotations

from bareme.reports.code_graph import read_code_graph
from bareme.results.result import CellRecord


def needed(*sources: str) -> list[set[int]]:
    """Returns the cells that each cell needs at once."""
    cells = [
        CellRecord(index=place, kind="code", source=one, status="ok") for place, one in enumerate(sources)
    ]
    uses = read_code_graph(cells).uses
    return [set(uses.get(cell.index, ())) for cell in cells]


def test_a_name_comes_from_the_nearest_cell_above_or_from_the_last_below():
    assert needed("a = 1", "a = 2", "b = a", "a = 3") == [set(), set(), {1}, set()]
    assert needed("def f():\n    return g()", "def g(): pass") == [{1}, set()]


def test_a_name_that_a_cell_binds_itself_comes_from_another_only_if_it_is_read_before():
    assert needed("a = 1", "a = 2\nb = a") == [set(), set()]
    assert needed("a = 1", "b = a\na = 2") == [set(), {0}]
    assert needed("a = 1", "a = a + 1") == [set(), {0}]


def test_code_after_a_certain_amount_is_not_read():
    long = "x = 1\n" * 5_000
    assert needed(*[long] * 3, "y = 1\n", "b = y")[-1] == {3}
    assert needed(*[long] * 3, "y = 1\n" + long, "b = y")[-1] == set()
