"""Keeps the kernel's messages within the limits of the grader.

A message that is too large would close the channel, and all later messages would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ipykernel.iostream import OutStream
from jupyter_client.session import Session

from bareme.sandbox.spec import MAX_MESSAGE_BYTES, MAX_MESSAGE_PARTS

__all__ = ["LimitedJupyterSession", "LimitedOutStream"]

_MAX_PRINTED: Final = 2**18
"""Characters of one stream message; JSON encodes a character in up to six bytes."""
_MAX_ERROR_TEXT: Final = 2000


class LimitedOutStream(OutStream):
    """Sends standard output or error in pieces."""

    def _flush_buffers(self) -> Iterator[tuple[dict[str, Any], str]]:
        for parent, text in super()._flush_buffers():  # type: ignore[no-untyped-call]
            for start in range(0, len(text), _MAX_PRINTED):
                yield parent, text[start : start + _MAX_PRINTED]


class LimitedJupyterSession(Session):
    """Replaces a message that is too large by a short notice."""

    def serialize(self, msg: dict[str, Any], ident: Any = None) -> list[bytes]:
        """Returns the parts of a message, within the grader's limits together."""
        parts = super().serialize(msg, ident)
        if sum(map(len, parts)) <= MAX_MESSAGE_BYTES and len(parts) <= MAX_MESSAGE_PARTS:
            return parts
        return super().serialize(_shortened(msg), ident)


def _shortened(message: dict[str, Any]) -> dict[str, Any]:
    content = message["content"]
    short = {**message, "metadata": {}}
    if "status" in content or message["msg_type"] == "error":
        texts = {name: str(content.get(name, ""))[:_MAX_ERROR_TEXT] for name in ("ename", "evalue")}
        return short | {"content": {"status": content.get("status", "error"), **texts, "traceback": []}}
    text = f"[this output takes more than {MAX_MESSAGE_BYTES // 2**20} MiB and was left out]\n"
    header = {**message["header"], "msg_type": "stream"}
    return short | {"header": header, "msg_type": "stream", "content": {"name": "stderr", "text": text}}
