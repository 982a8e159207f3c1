"""Environments with bareme installed in each way, made without a network from the one that runs the tests."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import bareme

__all__ = [
    "CHECKOUT",
    "THIS_PYTHON",
    "WAYS",
    "Python",
    "build_wheel",
    "install",
    "make_environment",
    "packages_of",
]

CHECKOUT = Path(__file__).resolve().parents[1]
WAYS = ("wheel", "editable", "PYTHONPATH")


@dataclass(frozen=True)
class Python:
    """A Python that can run bareme.

    Attributes:
        executable: the program.
        package: the folder of the bareme that it runs.
        import_path: what PYTHONPATH has to name.
    """

    executable: Path
    package: Path
    import_path: tuple[str, ...] = ()

    @property
    def prefix(self) -> Path:
        return self.executable.parents[1]


THIS_PYTHON = Python(Path(sys.executable), Path(bareme.__file__).parent)


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
        return Python(executable, source / "bareme")
    # The bareme that PYTHONPATH names comes before the one that is installed.
    _pip_install(executable, str(wheel))
    if way == "PYTHONPATH":
        return Python(executable, source / "bareme", (str(source),))
    return Python(executable, packages_of(folder) / "bareme")


def _pip_install(executable: Path, *what: str) -> None:
    command = [sys.executable, "-m", "pip", "--python", str(executable), "install", "--quiet"]
    subprocess.run(
        [*command, "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", *what],
        check=True,
        capture_output=True,
    )
