"""Passes the address of a killed server on to the next one.

Pages that are still open can then save their contents. A server that ends normally removes its address, so
that the next one has a new token.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tornado.netutil import bind_sockets

from bareme.marking.access import AccessToken

__all__ = ["ADDRESS_FILE", "open_listener"]

ADDRESS_FILE: Final = ".marks.address"
LOOPBACK: Final = "127.0.0.1"
_LINE: Final = re.compile(r"([\w-]{43}) (\d{4,5})\n", re.ASCII)


@contextlib.contextmanager
def open_listener(out: Path) -> Iterator[tuple[AccessToken, list[socket.socket]]]:
    """Listens on the loopback address, which is stored until the context ends.

    Raises:
        OSError: no port is free, or the folder cannot be written.
    """
    path = out / ADDRESS_FILE
    earlier = _read(path)
    sockets = _bind(earlier.port) if earlier else None
    if earlier is None or sockets is None:
        sockets = bind_sockets(0, LOOPBACK)
        gate = AccessToken(secrets.token_urlsafe(32), sockets[0].getsockname()[1])
    else:
        gate = earlier
    # Another server of the same batch may hold the earlier address; then leave its file alone.
    owned = gate == earlier or (earlier is None and _write(path, gate))
    try:
        yield gate, sockets
    finally:
        if owned:
            path.unlink(missing_ok=True)


def _bind(port: int) -> list[socket.socket] | None:
    try:
        return bind_sockets(port, LOOPBACK)
    except OSError:
        return None


def _read(path: Path) -> AccessToken | None:
    """Reads an address from a file that is private to this user."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(descriptor, encoding="ascii", errors="replace") as stream:
        found = os.fstat(descriptor)
        own = found.st_uid == os.geteuid() and stat.S_ISREG(found.st_mode) and not found.st_mode & 0o077
        line = _LINE.fullmatch(stream.read(100)) if own else None
    return AccessToken(line[1], int(line[2])) if line and int(line[2]) < 2**16 else None


def _write(path: Path, gate: AccessToken) -> bool:
    """Writes the address for its owner; returns False if it exists."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(f"{gate.token} {gate.port}\n")
    return True
