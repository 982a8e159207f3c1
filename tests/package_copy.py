"""A copy of a checkout, to whose package a test adds a file as a contributor would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def copy_package(folder: Path) -> Path:
    """Copies the package into a folder, beside links to the built-in course, and returns the copy."""
    for name in ("assignments", "examples", "graders", "solutions", "templates"):
        (folder / name).symlink_to(ROOT / name)
    return shutil.copytree(
        ROOT / "src/bareme", folder / "src/bareme", ignore=shutil.ignore_patterns("__pycache__")
    )


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
