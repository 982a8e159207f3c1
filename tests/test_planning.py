"""What a batch is prepared with."""

import sysconfig
from pathlib import Path

from bareme.course import builtin_course
from bareme.planning import GradingOptions, prepare

DIGITS = "sklearn/datasets/data/digits.csv.gz"


def test_every_copy_of_held_out_data_that_a_room_could_see_is_masked(tmp_path, monkeypatch):
    copies = [tmp_path / "packages" / DIGITS, tmp_path / "base/lib/python3.11/site-packages" / DIGITS]
    for copy in copies:
        copy.parent.mkdir(parents=True)
        copy.write_bytes(b"")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    monkeypatch.syspath_prepend(tmp_path / "base")
    with prepare(builtin_course().assignment("neuron"), GradingOptions("mini")) as plan:
        masked = {Path(path) for path in plan.room.masked}
    assert {*copies, Path(sysconfig.get_path("purelib"), DIGITS)} <= masked
