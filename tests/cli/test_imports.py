"""A command imports only what it uses: most of its time at the start is the import of libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import contextlib, io, json, sys
from bareme.cli.main import main
sys.argv = ["bareme", *sys.argv[1:]]
try:
    with contextlib.redirect_stdout(io.StringIO()):
        main()
except SystemExit as end:
    print(json.dumps([end.code, sorted({name.split(".")[0] for name in sys.modules})]))
"""
COURSE = Path(__file__).resolve().parents[2]
NUMERIC = {"h5py", "keras", "matplotlib", "scipy", "sklearn", "tensorflow"}
NOTEBOOKS = {"jsonschema", "jupyter_client", "jupytext", "nbclient", "nbformat", "zmq"}
PAGES = {"PIL", "jinja2", "latex2mathml", "markdown_it", "pygments", "tornado"}
OTHERS = {"_pytest", "asyncio", "babel", "numpy", "pydantic", "rich"}


def run(*arguments: object, cwd: Path) -> tuple[int, set[str]]:
    """Returns the exit code of a command and the packages that it has imported."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BAREME_")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *map(str, arguments)],
        cwd=cwd,
        env=clean,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    code, packages = json.loads(done.stdout)
    return code, set(packages)


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        ("--help", NUMERIC | NOTEBOOKS | PAGES | OTHERS),
        ("--version", NUMERIC | NOTEBOOKS | PAGES | OTHERS),
        ("check --help", NUMERIC | NOTEBOOKS | PAGES | OTHERS - {"pydantic"}),  # Typer imports it
        ("list", NUMERIC | NOTEBOOKS | PAGES | OTHERS - {"pydantic", "rich"}),
        ("list --json", NUMERIC | NOTEBOOKS | PAGES | OTHERS - {"pydantic"}),
        ("data", NUMERIC | NOTEBOOKS | PAGES | {"_pytest", "babel"}),
    ],
)
def test_a_command_imports_only_what_it_uses(arguments: str, unused: set[str], tmp_path: Path) -> None:
    code, packages = run(*arguments.split(), cwd=tmp_path)
    assert (code, packages & unused) == (0, set())


def test_a_check_of_a_lab_in_numpy_imports_no_other_numeric_library(tmp_path: Path) -> None:
    file = COURSE / "examples/neuron/euler-leonhard.ipynb"
    code, packages = run("check", file, "-a", "neuron", "--course", COURSE, "--json", cwd=tmp_path)
    assert (code in (0, 1), packages & NUMERIC) == (True, set())


def test_the_server_of_workers_imports_only_what_workers_use() -> None:
    script = "import json, sys, bareme.grading.worker_preload; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    packages = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert packages & (NUMERIC | {"jupytext", "typer"}) == set()
    assert {"_pytest", "nbclient", "numpy", "pygments"} <= packages
