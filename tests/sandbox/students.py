"""Fixtures: students in sandboxes of each level, who know every attempt.

A test module names this in ``pytest_plugins``.
"""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bareme.sandbox.forkserver_client import ServerAddress
from bareme.sandbox.spec import Isolation
from bareme.student.student import Student
from sandbox.levels import ATTEMPTS, MASKED
from sandbox.sandboxes import Sandboxes

OpenStudent = Callable[..., Student]
# What a sandbox needs of the kernel beside Linux 5.12, asked for by a program that is not bareme.
UNSHARE = "unshare --user --map-root-user --mount --net --ipc --uts --pid --fork --mount-proc true"


def others_have_namespaces() -> bool:
    """Returns True if another program can make namespaces here.

    Then it would be bareme's fault if a sandbox cannot.
    """
    new_enough = tuple(map(int, platform.release().split(".")[:2])) >= (5, 12)
    return new_enough and subprocess.run(UNSHARE, shell=True, capture_output=True).returncode == 0


@pytest.fixture
def level(request: pytest.FixtureRequest, address: ServerAddress) -> Isolation:
    """The level of a test; skips if the machine cannot keep the promise."""
    wanted: Isolation
    wanted, needs_linux = request.param
    if wanted == "namespaces" and address.isolation != "namespaces":
        assert not others_have_namespaces(), address.warning
        pytest.skip(f"this machine does not allow namespaces: {address.warning}")
    if needs_linux and sys.platform != "linux":
        pytest.skip(f"promised on Linux only, and this is {sys.platform}")
    return wanted


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of training data that every user may read."""
    folder = tmp_path_factory.mktemp("sandbox-data")
    np.save(folder / "x_train.npy", np.arange(3.0))
    for path in (folder, *folder.parents):
        if path.stat().st_uid == os.getuid() and path != Path(path.anchor):
            path.chmod(path.stat().st_mode | 0o055)
    return folder


@pytest.fixture(scope="module")
def files(data: Path) -> Path:
    """The files of a lab, in a folder that every user may read."""
    folder = data.parent / "lab-files"
    # Each module that runs in this worker asks for them.
    if folder.exists():
        return folder
    (folder / "pictures").mkdir(parents=True)
    for name in ("helper.py", "pictures/cat.txt"):
        (folder / name).write_text(name)
        (folder / name).chmod(0o444)
    return folder


@pytest.fixture(scope="module")
def students(sandboxes: Sandboxes, data: Path, files: Path) -> Iterator[OpenStudent]:
    """Opens a student in a sandbox of a level.

    With a number, in another sandbox beside it.
    """
    with contextlib.ExitStack() as stack:
        opened: dict[tuple[Isolation, int], Student] = {}

        def at(level: Isolation, number: int = 0) -> Student:
            if (level, number) not in opened:
                session = sandboxes.session(
                    *ATTEMPTS,
                    isolation=level,
                    data=data,
                    files=files,
                    masked=MASKED,
                    memory_mib=4096,
                    call_seconds=30,
                )
                opened[level, number] = Student(stack.enter_context(session))
            return opened[level, number]

        yield at
