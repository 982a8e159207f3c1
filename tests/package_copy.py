"""A copy of the package, to which a test adds a file as a contributor would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src/bareme"


def copy_package(folder: Path) -> Path:
    """Copies the package into a folder and returns the copy."""
    return shutil.copytree(SOURCE, folder / "bareme", ignore=shutil.ignore_patterns("__pycache__"))


def run_copy(package: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a command of bareme from a copy of the package."""
    return subprocess.run(
        [sys.executable, "-m", "bareme", *map(str, words)],
        cwd=package.parent,
        env=os.environ | {"PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
