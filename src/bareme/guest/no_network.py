"""Makes downloads fail at once with a helpful message.

Without this they fail after a time-out or several attempts.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from bareme.datasets.sandbox_data import given_names, sandbox_data_folder
from bareme.errors import DataError
from bareme.guest.import_hooks import Patch

__all__ = ["REFUSING", "NoDownload", "refuse_connections", "refuse_downloads"]

LOCAL = ("localhost", "127.0.0.1", "::1", "")
REMOTE_SCHEMES = ("http", "https", "ftp")


class NoDownload(DataError, OSError):
    """Code tried to download something without a network."""


class _NoAddress(NoDownload, socket.gaierror):
    """The same, as the exception of an unresolvable host name."""


def refuse_downloads(what: object, kind: type[Exception] = NoDownload) -> Exception:
    """Returns an exception that explains the failed download and lists data."""
    given = ", ".join(given_names(sandbox_data_folder()))
    advice = f"use the data of this lab, which is here: {given}" if given else "this lab needs no download"
    return kind(f"{what} cannot be downloaded: there is no network where your work is graded; {advice}.")


def refuse_connections() -> None:
    """Refuses look-ups of other hosts, and pip's index.

    Nearly every library begins a connection with a look-up.
    """
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode(errors="replace") if isinstance(host, bytes) else host
        if name is not None and not _is_local(name):
            raise refuse_downloads(name, _NoAddress)
        return look_up(host, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo
    # Without this `!pip install` keeps trying for ten seconds.
    os.environ["PIP_NO_INDEX"] = "1"


def _patch_urllib(module: ModuleType) -> None:
    """Patches ``urlopen`` and ``urlretrieve``, used by pandas, scikit-learn and Keras."""
    opens = module.OpenerDirector.open

    def open_url(self: object, fullurl: Any, *args: Any, **kwargs: Any) -> Any:
        _check(fullurl if isinstance(fullurl, str) else fullurl.full_url, NoDownload)
        return opens(self, fullurl, *args, **kwargs)

    module.OpenerDirector.open = open_url


def _patch_requests(module: ModuleType) -> None:
    send: Callable[..., Any] = module.Session.send
    # Students who handle a missing network catch the exception class of requests.
    refusal = type("NoDownload", (NoDownload, module.ConnectionError), {"__module__": __name__})

    def send_request(self: object, request: Any, **kwargs: Any) -> Any:
        _check(request.url, refusal)
        return send(self, request, **kwargs)

    module.Session.send = send_request


def _check(url: str, kind: type[Exception]) -> None:
    parts = urlsplit(url)
    if parts.scheme in REMOTE_SCHEMES and not _is_local(parts.hostname or ""):
        raise refuse_downloads(url, kind)


def _is_local(host: str) -> bool:
    return host in LOCAL or host.startswith("127.")


REFUSING: dict[str, Patch] = {"urllib.request": _patch_urllib, "requests": _patch_requests}
