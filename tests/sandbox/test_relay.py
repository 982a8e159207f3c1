"""A kernel's messages are measured on their way, part by part."""

import os
import socket
import struct
import threading
from pathlib import Path

import pytest
import zmq
from hypothesis import given
from hypothesis import strategies as st

from bareme.sandbox.relay import MessageMeter, MessageTooLarge, Relay, relay_prefix

pytest_plugins = ["sandbox.fixtures"]

# rfc.zeromq.org/spec/23: signature, version 3.0, mechanism NULL, as a client, filler.
GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)


def frame(content, more=False):
    """Returns a frame as the specification writes it."""
    if len(content) > 255:
        return bytes([2 | more]) + struct.pack(">Q", len(content)) + content
    return bytes([more, len(content)]) + content


def test_the_greeting_has_the_length_of_the_specification():
    assert len(GREETING) == 64


@given(
    st.lists(st.lists(st.integers(0, 600), min_size=1, max_size=8), max_size=6),
    st.lists(st.integers(1, 700), min_size=1),
)
def test_messages_within_the_limits_pass_however_they_are_cut(messages, cuts):
    stream = GREETING
    for parts in messages:
        stream += b"".join(frame(bytes(size), more=i < len(parts) - 1) for i, size in enumerate(parts))
    meter = MessageMeter(max_bytes=8 * 600, max_parts=8)
    at = 0
    while at < len(stream):
        for cut in cuts:
            meter.feed(stream[at : at + cut])
            at += cut


@pytest.mark.parametrize("parts", [[601], [300, 301], [0] * 9, [100] * 7], ids=str)
def test_a_message_is_too_large_as_soon_as_a_frame_of_it_begins(parts):
    meter = MessageMeter(max_bytes=600, max_parts=8)
    meter.feed(GREETING)
    frames = [frame(bytes(size), more=True) for size in parts]
    meter.feed(b"".join(frames[:-1]))
    with pytest.raises(MessageTooLarge):
        meter.feed(frames[-1][:9])


@pytest.mark.parametrize(
    "greeting",
    [b"\x01\x00", b"\xff" + bytes(8) + b"\x7e", GREETING[:10] + b"\x01"],
    ids=["1.0", "odd", "2.0"],
)
def test_older_protocols_which_frame_otherwise_are_refused(greeting):
    with pytest.raises(MessageTooLarge):
        MessageMeter().feed(greeting)


def test_zeromq_itself_speaks_what_the_meter_reads(tmp_path):
    """Connects the grader's ZeroMQ, through the relay, to a kernel's and back."""
    context = zmq.Context()
    excess = threading.Event()
    relay = Relay(str(tmp_path), excess.set)
    try:
        with context.socket(zmq.ROUTER) as sandbox, context.socket(zmq.DEALER) as grader:
            sandbox.bind(f"ipc://{tmp_path}/k-1")
            grader.connect(f"ipc://{relay_prefix(str(tmp_path))}-1")
            grader.send_multipart([b"question", os.urandom(100_000)])
            sender, *question = sandbox.recv_multipart()
            assert question[0] == b"question"
            sandbox.send_multipart([sender, b"answer", bytes(3_000_000), b""])
            assert [len(part) for part in grader.recv_multipart()] == [6, 3_000_000, 0]
            assert not excess.is_set()
            sandbox.send_multipart([sender, *[b"x"] * 65])
            assert excess.wait(60)
    finally:
        relay.close()
        context.destroy(linger=0)


ENDLESS = """
import os, socket, stat, struct
for name in os.listdir("/proc/self/fd"):
    try:
        fd = int(name)
        if not stat.S_ISSOCK(os.fstat(fd).st_mode):
            continue
        link = socket.socket(fileno=os.dup(fd))
        listens = link.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        if link.getsockname().endswith("k-1") and not listens:
            break
    except (OSError, ValueError, AttributeError):
        pass
else:
    raise SystemExit("no channel found")
link.setblocking(True)
part = b"\\x03" + struct.pack(">Q", SIZE) + bytes(SIZE)
for _ in range(COUNT):
    link.sendall(part)
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the channel is found in /proc")
@pytest.mark.parametrize(("size", "count"), [(4 * 2**20, 16), (0, 100_000)], ids=["bytes", "parts"])
def test_one_message_that_never_ends_ends_its_sandbox_and_its_student_is_told(sandboxes, size, count):
    source = ENDLESS.replace("SIZE", str(size)).replace("COUNT", str(count))
    with sandboxes.session("before = 1", source, "after = 2") as session:
        assert [run.status for run in session.cells.values()] == ["ok", "died", "ok"]
        assert session.cells[1].message == (
            "Your code sent a message of more than 8 MiB to the grader and was stopped."
        )


def test_a_sandbox_that_is_gone_is_no_error_of_the_relay(tmp_path):
    relay = Relay(str(tmp_path), lambda: None)
    with socket.socket(socket.AF_UNIX) as grader:
        grader.connect(f"{relay_prefix(str(tmp_path))}-1")
        assert grader.recv(1) == b""
    relay.close()


def test_a_relay_that_cannot_listen_says_so(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        Relay(str(tmp_path / "missing"), lambda: None)
