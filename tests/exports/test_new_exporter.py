"""An exporter is added by one file."""

from __future__ import annotations

from pathlib import Path

from package_copy import copy_package, run_copy
from sample_results import sample_class

MODULE = '''"""Renders grades as tab-separated values."""

from __future__ import annotations

from collections.abc import Sequence

from bareme.exports.exporter import exporter
from bareme.results.result import Result, in_order


def _read_texts(text: str) -> list[str]:
    return text.replace("\\n", "\\t").split("\\t")


@exporter("tsv", file_name="grades.tsv", read_texts=_read_texts)
def render_tsv(results: Sequence[Result]) -> str:
    """Renders one line a student: the id and the grade."""
    return "".join(f"{result.student.id}\\t{result.grade}\\n" for result in in_order(results))
'''


def test_a_module_of_exports_adds_a_format_to_the_command_line(tmp_path: Path) -> None:
    package = copy_package(tmp_path)
    (package / "exports/tsv.py").write_text(MODULE, encoding="utf-8")
    out = tmp_path / "out"
    for result in sample_class():
        folder = out / "students" / result.student.id
        folder.mkdir(parents=True)
        (folder / "result.json").write_text(result.to_json(), encoding="utf-8")
    done = run_copy(package, "export", out, "--to", "tsv")
    # One of the class is undetermined.
    assert (done.returncode, done.stdout, done.stderr) == (3, f"{out / 'grades.tsv'}\n", "")
    assert [line.split("\t")[0] for line in (out / "grades.tsv").read_text().splitlines()] == [
        "lovelace-ada",
        "noether-emmy",
        "turing-alan",
    ]


def test_a_name_that_no_module_registers_is_refused_with_those_that_are(tmp_path: Path) -> None:
    done = run_copy(copy_package(tmp_path), "export", tmp_path, "--to", "tsv")
    assert done.returncode == 2
    assert "'tsv' is not one of 'canvas', 'csv', 'gradescope', " in done.stderr
