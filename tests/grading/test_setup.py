"""The set-up of a batch."""

import sysconfig
from pathlib import Path

from bareme.course.course import builtin_course
from bareme.grading.setup import GradingOptions, open_grading_context

DIGITS = "sklearn/datasets/data/digits.csv.gz"


def test_every_copy_of_held_out_data_that_a_sandbox_could_see_is_masked(tmp_path, monkeypatch):
    """Folders of packages have a known name, or metadata (`pip install --target`)."""
    copies = [tmp_path / "base/site-packages" / DIGITS, tmp_path / "target" / DIGITS]
    for copy in copies:
        copy.parent.mkdir(parents=True)
        copy.write_bytes(b"")
        monkeypatch.syspath_prepend(copy.parents[3])
    (tmp_path / "target" / "scikit_learn-1.0.dist-info").mkdir()
    with open_grading_context(builtin_course().assignment("neuron"), GradingOptions("mini")) as context:
        masked = {Path(path) for path in context.sandbox.masked}
    assert {*copies, Path(sysconfig.get_path("purelib"), DIGITS)} <= masked
