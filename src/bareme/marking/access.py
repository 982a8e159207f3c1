"""Access control for the server of ``bareme mark``, by a token.

A page of another site cannot guess the token. The check of ``Host`` stops DNS rebinding, and the check of
``Origin`` stops cross-site requests (CSRF).
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
            hmac.compare_digest(given.encode(), self.token.encode())
            and headers.get("Host", "").lower() in self._hosts
            and headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
            and _is_loopback(peer)
        )

    def admits_change(self, headers: Mapping[str, str]) -> bool:
        """Returns True if a request may change marks: JSON, from its own page."""
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
