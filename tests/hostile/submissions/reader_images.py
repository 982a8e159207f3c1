# ruff: noqa
"""Shows pictures of a few bytes that claim to be 100,000 pixels wide, and bytes that are two things at once."""

FAMILY = "attacking the reader"
MAY_PASS = []
MUST_NOT = "A browser unpacks gigabytes, or takes a picture for a page."

# %%
import base64
import struct
import zlib

from IPython.display import display


def chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png(width, height, rows=b"", *extra):
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + b"".join(extra)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def show(kind, content):
    display({kind: base64.b64encode(content).decode(), "text/plain": "picture"}, raw=True)


SCRIPT = b"<script>alert(1)</script>"
show("image/png", png(100_000, 100_000, bytes(2**22)))
show("image/png", png(2**31 - 1, 1))
show("image/png", png(1, 1, b"\0\0", chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(2**24)))))
show("image/png", png(1, 1, b"\0\0", chunk(b"tEXt", b"Comment\0" + SCRIPT)) + SCRIPT)
show("image/gif", b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\0\0\0;" + SCRIPT)
show(
    "image/jpeg",
    b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xd9" + SCRIPT,
)
show("image/webp", b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff")
show("image/png", b"<svg onload=alert(1)>")
show("image/png", SCRIPT)
show("image/bmp", b"BM" + bytes(12) + struct.pack("<Iii", 40, 2**31 - 1, 2**31 - 1))
