"""Environments with bareme installed in each way, made without a network from the one that runs the tests."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CHECKOUT", "WAYS", "Python", "build_wheel", "install", "make_environment"]

CHECKOUT = Path(__file__).resolve().parents[1]
WAYS = ("wheel", "editable", "PYTHONPATH")


@dataclass(frozen=True)
class Python:
    """A Python that can run bareme, and what it needs of the environment variables."""

    executable: Path
    variables: dict[str, str]
    package: Path
    """Where the bareme is that it runs."""

    @property
    def packages(self) -> Path:
        return packages_of(self.executable.parents[1])


def packages_of(environment: Path) -> Path:
    paths = {"base": str(environment), "platbase": str(environment)}
    return Path(sysconfig.get_path("purelib", "venv", vars=paths))


def make_environment(folder: Path) -> Path:
    """Makes an environment with the packages of this one, other than bareme; returns its Python."""
    venv.create(folder, with_pip=False, symlinks=True)
    (packages_of(folder) / "reused.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return folder / "bin" / "python"


def build_wheel(folder: Path) -> Path:
    """Builds the wheel of this checkout."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(CHECKOUT)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(way: str, wheel: Path, folder: Path) -> Python:
    """Makes an environment in which bareme is installed in one way."""
    executable = make_environment(folder)
    source = CHECKOUT / "src"
    if way == "editable":
        _pip_install(executable, "--editable", str(CHECKOUT))
        return Python(executable, {}, source / "bareme")
    # The bareme of PYTHONPATH comes before one that is installed.
    _pip_install(executable, str(wheel))
    if way == "PYTHONPATH":
        return Python(executable, {"PYTHONPATH": str(source)}, source / "bareme")
    return Python(executable, {}, packages_of(folder) / "bareme")


def _pip_install(executable: Path, *what: str) -> None:
    command = [sys.executable, "-m", "pip", "--python", str(executable), "install", "--quiet"]
    subprocess.run(
        [*command, "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", *what],
        check=True,
        capture_output=True,
    )
