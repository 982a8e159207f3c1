"""Takes a file over HTTP, and goes on where an earlier attempt stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bareme.i18n.messages import Message, localized_number, msg

if TYPE_CHECKING:
    import requests

__all__ = ["ByteProgress", "ResumingDownloader"]

ByteProgress = Callable[[int, int], None]
"""Hears the bytes that are here and the bytes in all; the latter is 0 where the server does not say."""

CONNECT_SECONDS, SILENCE_SECONDS = 10, 30
CHUNK_BYTES = 1 << 14


@dataclass(frozen=True)
class ResumingDownloader:
    """What pooch calls to get a file, in place of its own, which starts from zero each time.

    What has come so far is kept in ``part``, for the next attempt. That the pieces of two attempts fit
    together is for the digest of the whole to say.
    """

    part: Path
    tell: ByteProgress | None = None

    def __call__(self, url: str, output_file: str, pooch: object) -> None:
        """Gets the rest of the file, and moves the whole to ``output_file``.

        Raises:
            OSError: there is no connection, it broke, or the server answered with an error.
        """
        import requests

        here = self.part.stat().st_size if self.part.is_file() else 0
        # Compressed on the way, the bytes could not be counted.
        headers = {"Accept-Encoding": "identity"}
        if here:
            headers["Range"] = f"bytes={here}-"
        timeout = (CONNECT_SECONDS, SILENCE_SECONDS)
        with requests.get(url, headers=headers, stream=True, timeout=timeout) as response:
            # Nothing lies beyond what is here: it is whole, or of another file.
            if not (here and response.status_code == requests.codes.requested_range_not_satisfiable):
                response.raise_for_status()
                self._receive(response, here)
        self.part.replace(output_file)

    def _receive(self, response: requests.Response, here: int) -> None:
        import requests

        done = here if _continues(response, here) else 0
        total = done + int(response.headers.get("Content-Length", 0))
        with self.part.open("ab" if done else "wb") as stream:
            try:
                for chunk in response.iter_content(CHUNK_BYTES):
                    stream.write(chunk)
                    done += len(chunk)
                    if self.tell:
                        self.tell(done, total)
            except requests.RequestException as error:
                raise ConnectionError(None, _broke(done, total)) from error
        # Old versions of urllib3 take a short answer for a whole one.
        if done < total:
            raise ConnectionError(None, _broke(done, total))


def _continues(response: requests.Response, here: int) -> bool:
    """Whether the server sends the rest; one that ignores the request for it sends the whole again."""
    return response.headers.get("Content-Range", "").startswith(f"bytes {here}-")


def _broke(done: int, total: int) -> Message:
    if not total:
        return msg("the connection broke")
    return msg(
        "the connection broke after %(done)s of %(total)s bytes",
        done=localized_number(format(done, ",")),
        total=localized_number(format(total, ",")),
    )
