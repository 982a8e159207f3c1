"""Relays a kernel's messages and bounds the size of each.

ZeroMQ in the grader bounds one part of a message and the number of complete messages that wait, but not the
number of parts: one message that never ends would fill the grader's memory. So ZeroMQ does not connect to
the sandbox but to this relay, which ends the sandbox at the first message that is too large.

    ZeroMQ of the grader  ->  <folder>/g-N  (the relay)  ->  <folder>/k-N  (the sandbox)
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from typing import Final

from bareme.sandbox.spec import CHANNELS, MAX_MESSAGE_BYTES, MAX_MESSAGE_PARTS

__all__ = ["MessageMeter", "MessageTooLarge", "Relay", "relay_prefix"]

_CHUNK: Final = 2**16
_GREETING: Final = 64
_MORE, _LONG = 0x01, 0x02
"""Flags of a frame: another part of the message follows; the length field has eight bytes."""


class MessageTooLarge(Exception):
    """A message has too many bytes or parts, or breaks the protocol."""


class MessageMeter:
    """Measures each message of a ZMTP 3 stream (rfc.zeromq.org/spec/23).

    A stream is a greeting of 64 bytes, then frames. A frame is one byte of flags, the length of its content
    in one byte or, with the flag ``_LONG``, in eight (big-endian), and the content. The last frame of a
    message lacks the flag ``_MORE``. ``feed`` may get any piece of this, so the head of a frame is collected
    byte by byte, and of its content only the number of missing bytes is kept.
    """

    def __init__(self, max_bytes: int = MAX_MESSAGE_BYTES, max_parts: int = MAX_MESSAGE_PARTS) -> None:
        self.max_bytes = max_bytes
        self.max_parts = max_parts
        self._greeting = bytearray()
        self._head = bytearray()
        self._content = 0
        """Bytes of the frame's content that have not arrived yet."""
        self._bytes = 0
        self._parts = 0

    def feed(self, chunk: bytes) -> None:
        """Processes the next bytes of the stream.

        Raises:
            MessageTooLarge: their message is larger than allowed, even if its end has not arrived yet, or
                the peer speaks an older protocol, which frames messages differently.
        """
        at = 0
        if len(self._greeting) < _GREETING:
            at = _GREETING - len(self._greeting)
            self._greeting += chunk[:at]
            self._check_greeting()
        # Frames are split over chunks anywhere, so the state is kept between calls.
        while at < len(chunk):
            if self._content:
                passed = min(self._content, len(chunk) - at)
                self._content -= passed
                at += passed
                continue
            self._head.append(chunk[at])
            at += 1
            if len(self._head) == (9 if self._head[0] & _LONG else 2):
                self._begin_frame()

    def _check_greeting(self) -> None:
        # 0xFF, and the low bit of the tenth byte, announce that a version follows; version 3 is required.
        first, tenth, version = (self._greeting[place : place + 1] for place in (0, 9, 10))
        if (first and first[0] != 0xFF) or (tenth and not tenth[0] & 1) or (version and version[0] < 3):
            raise MessageTooLarge

    def _begin_frame(self) -> None:
        self._content = int.from_bytes(self._head[1:], "big")
        self._parts += 1
        self._bytes += self._content
        if self._bytes > self.max_bytes or self._parts > self.max_parts:
            raise MessageTooLarge
        # Only the last part of a message lacks the flag, and the next message is counted anew.
        if not self._head[0] & _MORE:
            self._bytes = self._parts = 0
        self._head.clear()


def relay_prefix(folder: str) -> str:
    """Returns the prefix of the socket paths that the grader connects to."""
    return f"{folder}/g"


class Relay:
    """Relays the channels of one sandbox in a thread until closed."""

    def __init__(self, folder: str, on_excess: Callable[[], None]) -> None:
        """Opens a socket for each channel.

        Args:
            folder: the grader's folder of the sandbox.
            on_excess: called in the relay's thread at the first message that is too large.

        Raises:
            OSError: a socket cannot be made.
        """
        self._folder = folder
        self._on_excess = on_excess
        self._is_open = threading.Event()
        self._failure: OSError | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="relay", daemon=True)
        self._thread.start()
        self._is_open.wait()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Closes every connection."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with contextlib.AsyncExitStack() as stack:
                for number in range(1, len(CHANNELS) + 1):
                    server = await asyncio.start_unix_server(
                        self._make_handler(f"{self._folder}/k-{number}"),
                        f"{relay_prefix(self._folder)}-{number}",
                        limit=_CHUNK,
                    )
                    stack.callback(server.close)
                self._is_open.set()
                await self._stop.wait()
        except OSError as error:
            # The constructor waits for this event, and raises the failure in its own thread.
            self._failure = error
            self._is_open.set()

    def _make_handler(
        self, sandbox: str
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(asyncio.CancelledError):  # when the relay closes
                await self._connect(sandbox, reader, writer)

        return handle

    async def _connect(
        self, sandbox: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            from_sandbox, to_sandbox = await asyncio.open_unix_connection(sandbox, limit=_CHUNK)
        except OSError:  # the sandbox is gone; the grader polls for that itself
            writer.close()
            return
        await asyncio.gather(
            self._pass_on(reader, to_sandbox, None), self._pass_on(from_sandbox, writer, MessageMeter())
        )

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, meter: MessageMeter | None
    ) -> None:
        try:
            while chunk := await reader.read(_CHUNK):
                if meter is not None:
                    meter.feed(chunk)
                writer.write(chunk)
                await writer.drain()  # back-pressure: read on only when this has been taken
        except MessageTooLarge:
            self._on_excess()
        except OSError:
            pass
        finally:
            writer.close()
