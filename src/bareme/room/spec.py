"""What the grader asks the fork server for, as JSON-able values."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final, Literal

__all__ = ["CHANNELS", "HOME", "ROOM_DATA", "Isolation", "RoomLimits", "RoomSpec"]

Isolation = Literal["namespaces", "limits"]

# The channels of a Jupyter kernel that a room has; heartbeat and stdin are not among them.
CHANNELS: Final = ("shell", "iopub", "control", "stdin")
HOME: Final = "/home/student"
ROOM_DATA: Final = "/data"


@dataclass(frozen=True)
class RoomLimits:
    """What the operating system enforces in the room. Sizes in MiB, CPU in seconds."""

    memory_mib: int
    cpu_seconds: int
    disk_mib: int = 256
    processes: int = 256


@dataclass(frozen=True)
class RoomSpec:
    """One room.

    ``folder`` is the grader's own folder for this room: the kernel's sockets are made in it and, at
    the ``limits`` level, the scratch directory. ``data`` holds the visible part of the data set.
    ``masked`` are paths that must not be readable although they lie inside something that is.
    """

    isolation: Isolation
    folder: str
    key: str
    data: str | None
    masked: tuple[str, ...]
    limits: RoomLimits
    seed: int = 0

    def to_json(self) -> str:
        """Returns the request as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> RoomSpec:
        """Reads what ``to_json`` wrote."""
        table = json.loads(text)
        table["limits"] = RoomLimits(**table["limits"])
        table["masked"] = tuple(table["masked"])
        return cls(**table)

    def socket_path(self, channel: str) -> str:
        """Where the grader finds one channel of the kernel, outside the room."""
        return f"{self.folder}/k-{CHANNELS.index(channel) + 1}"
