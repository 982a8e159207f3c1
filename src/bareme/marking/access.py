"""Access control for the server of ``bareme mark``, by a token.

A page of another site cannot guess the token. The check of ``Host`` stops DNS rebinding, and the check of
``Origin`` stops cross-site requests (CSRF).

The address of a killed server passes on to the next one, so that pages that are still open can save their
contents. A server that ends normally removes its address, so that the next one has a new token.
"""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import os
import re
import secrets
import socket
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tornado.netutil import bind_sockets

__all__ = ["ADDRESS_FILE", "SECURITY_HEADERS", "AccessToken", "open_listener"]

ADDRESS_FILE: Final = ".marks.address"
LOOPBACK: Final = "127.0.0.1"
_LINE: Final = re.compile(r"([\w-]{43}) (\d{4,5})\n", re.ASCII)
SECURITY_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class AccessToken:
    """The token and the port of a server."""

    token: str
    port: int

    @property
    def address(self) -> str:
        """The URL that a marker opens."""
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def admits(self, path: str, peer: str, headers: Mapping[str, str]) -> bool:
        """Returns True if a request may be answered.

        Args:
            path: of the request; its first part is the token.
            peer: the address of the client.
            headers: of the request, by names in any case.
        """
        given = path.removeprefix("/").partition("/")[0]
        return (
            # In constant time, so that its duration does not tell how much of a guess is right.
            hmac.compare_digest(given.encode(), self.token.encode())
            and headers.get("Host", "").lower() in self._hosts
            # Old browsers do not send it; the other conditions hold for them, too.
            and headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
            and _is_loopback(peer)
        )

    def admits_change(self, headers: Mapping[str, str]) -> bool:
        """Returns True if a request may change marks: JSON from its page."""
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        # A page of another site cannot send JSON without asking first (CORS), and cannot choose its Origin.
        return kind == "application/json" and headers.get("Origin", "") in {
            f"http://{host}" for host in self._hosts
        }

    @property
    def _hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"


def _is_loopback(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False


@contextlib.contextmanager
def open_listener(out: Path) -> Iterator[tuple[AccessToken, list[socket.socket]]]:
    """Listens on the loopback address, which is stored until the context ends.

    Raises:
        OSError: no port is free, or the folder cannot be written.
    """
    path = out / ADDRESS_FILE
    earlier = _read(path)
    # If another program has the port, open pages are lost, and the server starts all the same.
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
        # No link: in a shared folder, somebody else could let it lead to a file with a token that they know.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(descriptor, encoding="ascii", errors="replace") as stream:
        found = os.fstat(descriptor)
        # By descriptor, since the path may name another file by now.
        own = found.st_uid == os.geteuid() and stat.S_ISREG(found.st_mode) and not found.st_mode & 0o077
        line = _LINE.fullmatch(stream.read(100)) if own else None
    return AccessToken(line[1], int(line[2])) if line and int(line[2]) < 2**16 else None


def _write(path: Path, gate: AccessToken) -> bool:
    """Writes the address for its owner; returns False if it exists."""
    try:
        # Private from the moment it exists, and never a file that somebody else has prepared.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(f"{gate.token} {gate.port}\n")
    return True
