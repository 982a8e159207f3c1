"""Requests that the grader sends to the fork server, as JSON-able values."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

from bareme.sandbox.isolation import Isolation

__all__ = [
    "CHANNELS",
    "COMPILED",
    "DATA_FOLDER",
    "HOME",
    "KEY_LENGTH",
    "MAX_MESSAGE_BYTES",
    "MAX_MESSAGE_PARTS",
    "MAX_SENT_MIB",
    "REPOSITORY",
    "Isolation",
    "SandboxLimits",
    "SandboxSpec",
]

# The channels of a Jupyter kernel that a sandbox binds; the heartbeat is not among them.
CHANNELS: Final = ("shell", "iopub", "control", "stdin")
HOME: Final = "/home/student"
DATA_FOLDER: Final = "/data"
REPOSITORY: Final = "repository"
"""A search of a sandbox reports this, in place of a digest, for the folder of a version control system."""
COMPILED: Final = "compiled"
"""Likewise, for bytecode compiled from a source of a given name and size."""
KEY_LENGTH: Final = 32
"""Bytes of the key that signs a kernel's messages; the sandbox reads it first from its probe's socket."""
MAX_MESSAGE_BYTES: Final = 8 * 2**20
"""Of one message on a channel of the kernel; a figure of a notebook takes far less."""
MAX_MESSAGE_PARTS: Final = 64
"""Of one message; a kernel's messages have six, and one more for each buffer."""
MAX_SENT_MIB: Final = 64
"""Of all messages that a kernel sends while its notebook runs, kept or not."""


@dataclass(frozen=True)
class SandboxLimits:
    """Limits for all processes of a sandbox together.

    ``open_files`` is for each process.
    """

    memory_mib: int
    cpu_seconds: float
    disk_mib: int = 256
    files: int = 20_000
    processes: int = 256
    open_files: int = 512


@dataclass(frozen=True)
class SandboxSpec:
    """A request for one sandbox.

    ``folder`` is the grader's folder for this sandbox: it holds the kernel's sockets and, at the level
    ``limits``, the scratch directory. ``data`` holds the visible part of the data set, ``files`` the files of
    the lab, which appear in the working directory. ``masked`` are paths that must not be readable although a
    folder above them is shown. ``search`` requests a sandbox without student code, in which bareme searches
    for copies of some files. ``draws_figures`` is False if no one looks at the pictures of figures.
    """

    isolation: Isolation
    folder: str
    data: str | None
    masked: tuple[str, ...]
    limits: SandboxLimits
    files: str | None = None
    seed: int = 0
    search: bool = False
    draws_figures: bool = True

    def to_json(self) -> str:
        """Returns the request as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> SandboxSpec:
        """Parses the output of ``to_json``."""
        table = json.loads(text)
        table["limits"] = SandboxLimits(**table["limits"])
        table["masked"] = tuple(table["masked"])
        return cls(**table)

    def socket_path(self, channel: str) -> str:
        """Returns the socket of one channel of the kernel, outside the sandbox."""
        return f"{self.folder}/k-{CHANNELS.index(channel) + 1}"

    def probe_path(self) -> str:
        """Returns the probe's socket, outside the sandbox, until it has connected."""
        return f"{self.folder}/probe"

    def scratch_path(self) -> str:
        """Returns the scratch directory of a sandbox at the level ``limits``."""
        return f"{self.folder}/scratch"
