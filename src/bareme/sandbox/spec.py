"""What the grader asks the fork server for, as JSON-able values."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final, Literal

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

Isolation = Literal["namespaces", "limits"]

# The channels of a Jupyter kernel that a sandbox has; heartbeat and stdin are not among them.
CHANNELS: Final = ("shell", "iopub", "control", "stdin")
HOME: Final = "/home/student"
DATA_FOLDER: Final = "/data"
REPOSITORY: Final = "repository"
"""What a search of a sandbox reports in place of a digest for the folder of a version control system."""
COMPILED: Final = "compiled"
"""The same for the bytecode of a source of some name and size."""
KEY_LENGTH: Final = 32
"""Of the key that signs the messages of a kernel: the first that a sandbox reads from its probe's socket."""
MAX_MESSAGE_BYTES: Final = 8 * 2**20
"""Of one message on a channel of the kernel; a figure of a notebook takes far less."""
MAX_MESSAGE_PARTS: Final = 64
"""Of one message; those of a kernel have six, and one more for each of its buffers."""
MAX_SENT_MIB: Final = 64
"""What a kernel may send while its notebook runs, whether it is kept or not."""


@dataclass(frozen=True)
class SandboxLimits:
    """What all processes of a sandbox may use together; ``open_files`` is for each of them."""

    memory_mib: int
    cpu_seconds: float
    disk_mib: int = 256
    files: int = 20_000
    processes: int = 256
    open_files: int = 512


@dataclass(frozen=True)
class SandboxSpec:
    """One sandbox.

    ``folder`` is the grader's own folder for this sandbox: the kernel's sockets are made in it and, at
    the ``limits`` level, the scratch directory. ``data`` holds the visible part of the data set.
    ``masked`` are paths that must not be readable although they lie inside something that is.
    ``search`` asks for a sandbox in which bareme looks for copies of some files, and no student code runs.
    """

    isolation: Isolation
    folder: str
    data: str | None
    masked: tuple[str, ...]
    limits: SandboxLimits
    seed: int = 0
    search: bool = False

    def to_json(self) -> str:
        """Returns the request as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> SandboxSpec:
        """Reads what ``to_json`` wrote."""
        table = json.loads(text)
        table["limits"] = SandboxLimits(**table["limits"])
        table["masked"] = tuple(table["masked"])
        return cls(**table)

    def socket_path(self, channel: str) -> str:
        """Where the grader finds one channel of the kernel, outside the sandbox."""
        return f"{self.folder}/k-{CHANNELS.index(channel) + 1}"

    def probe_path(self) -> str:
        """Where the grader finds the probe, outside the sandbox, until it has connected."""
        return f"{self.folder}/probe"

    def scratch_path(self) -> str:
        """Where a sandbox at the ``limits`` level writes."""
        return f"{self.folder}/scratch"
