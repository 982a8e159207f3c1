"""Who may ask the server of ``bareme mark``: whoever knows the address that it printed, from its own pages.

A page of another site cannot guess the token; nor can it reach the server under a name of its own (DNS
rebinding, told by ``Host``) or send a mark in the marker's name (CSRF, told by ``Origin``).
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["SECURITY_HEADERS", "AccessToken"]

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
    """The address of a server: its token and its port."""

    token: str
    port: int

    @property
    def address(self) -> str:
        """What a marker opens."""
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def admits(self, path: str, peer: str, headers: Mapping[str, str]) -> bool:
        """Tells whether to answer a request at all.

        Args:
            path: of the request; its first part is the token.
            peer: the address that it came from.
            headers: of the request, by names in any case.
        """
        given = path.removeprefix("/").partition("/")[0]
        return (
            hmac.compare_digest(given.encode(), self.token.encode())
            and headers.get("Host", "").lower() in self._hosts
            and headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
            and _is_loopback(peer)
        )

    def admits_change(self, headers: Mapping[str, str]) -> bool:
        """Tells whether a request may change anything: only from a page of this server, and only as JSON."""
        kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
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
