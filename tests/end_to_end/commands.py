"""Runs the command line in a separate process, as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def bareme(
    *arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a command without real data sets, unless their folder is named."""
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
    """Asserts exit code 2 and one line on stderr with these words."""
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stderr.startswith("bareme: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr
