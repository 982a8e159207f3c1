"""Runs the command line as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def bareme(
    *arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Returns what a command printed and its exit code; no real data set is in reach unless named."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BAREME_")}
    return subprocess.run(
        [sys.executable, "-m", "bareme", *map(str, arguments)],
        cwd=cwd,
        env={**clean, **(env or {})},
        capture_output=True,
        text=True,
        timeout=600,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Asserts exit code 2 and a single line on standard error that names these words."""
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stderr.startswith("bareme: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr
