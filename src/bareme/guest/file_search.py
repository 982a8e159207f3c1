"""Searches a sandbox for files that no sandbox may contain.

No student code runs in that sandbox.

The grader sends the sizes of these files directly to the sandbox, not through the fork server, whose memory
later sandboxes inherit. The answer holds the digests of the files of these sizes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NoReturn

from bareme import wire
from bareme.sandbox.spec import COMPILED, KEY_LENGTH, REPOSITORY

__all__ = ["answer_search"]

_REPOSITORIES: Final = (".git", ".hg", ".svn")
_ARCHIVES: Final = (".whl", ".zip", ".egg", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_MAX_ARCHIVE_BYTES: Final = 64 * 2**20
# Most of the installed files: binaries, and kinds of text that no course has.
_OF_NO_COURSE: Final = (".pyi", ".so", ".h", ".hpp", ".mo", ".afm", ".ttf", ".proto")
_MAX_FOUND: Final = 10_000

SearchHit = tuple[str, int, str]
"""(path, size, SHA-256 or a word in its place); a file in an archive has the path ``archive!name``."""


def answer_search(grader: socket.socket) -> NoReturn:
    """Answers one request of the grader and ends the process."""
    code = 1
    try:
        grader.recv(KEY_LENGTH, socket.MSG_WAITALL)  # the key is not used: there is no kernel
        question = wire.decode(wire.read_frame(grader.recv))
        sizes, compiled = frozenset(question["sizes"]), frozenset(question["compiled"])
        found = [found for found, _ in zip(_search(sizes, compiled), range(_MAX_FOUND), strict=False)]
        wire.write_frame(grader.sendall, wire.encode(found))
        code = 0
    finally:
        os._exit(code)


def _search(sizes: frozenset[int], compiled: frozenset[tuple[str, int]]) -> Iterator[SearchHit]:
    stems = frozenset(stem for stem, _ in compiled)
    folders = ["/"]
    while folders:
        try:
            entries = os.scandir(folders.pop())
        except OSError:
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.path in ("/proc", "/dev"):
                        continue
                    if name in _REPOSITORIES:
                        yield entry.path, 0, REPOSITORY
                    folders.append(entry.path)
                elif name.endswith(".pyc"):
                    if name.partition(".")[0] in stems:
                        yield from _compiled(entry.path, compiled)
                elif not name.endswith(_OF_NO_COURSE) and entry.is_file(follow_symlinks=False):
                    size = entry.stat(follow_symlinks=False).st_size
                    if size in sizes:
                        yield from _digest(entry.path)
                    if name.endswith(_ARCHIVES) and size <= _MAX_ARCHIVE_BYTES:
                        yield from _in_archive(entry.path, sizes)


def _digest(path: str) -> Iterator[SearchHit]:
    with contextlib.suppress(OSError):  # a file unreadable here is unreadable for a student
        yield _found(path, Path(path).read_bytes())


def _found(path: str, content: bytes) -> SearchHit:
    return path, len(content), hashlib.sha256(content).hexdigest()


def _compiled(path: str, compiled: frozenset[tuple[str, int]]) -> Iterator[SearchHit]:
    """Yields bytecode of the given sources.

    Its header holds the size of the source (PEP 552).
    """
    with contextlib.suppress(OSError), Path(path).open("rb") as file:
        size = int.from_bytes(file.read(16)[12:], "little")
        if (Path(path).name.partition(".")[0], size) in compiled:
            yield path, size, COMPILED


def _in_archive(path: str, sizes: frozenset[int]) -> Iterator[SearchHit]:
    try:
        for name, file in _members(path, sizes):
            with file:
                yield _found(f"{path}!{name}", file.read())
    # A damaged archive makes zipfile, tarfile and zlib raise nearly anything; it holds no copy of ours.
    except Exception:
        return


def _members(path: str, sizes: frozenset[int]) -> Iterator[tuple[str, IO[bytes]]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.file_size in sizes:
                    yield info.filename, archive.open(info)
    elif tarfile.is_tarfile(path):
        with tarfile.open(path) as packed:
            for member in packed:
                file = packed.extractfile(member) if member.size in sizes else None
                if file is not None:
                    yield member.name, file
