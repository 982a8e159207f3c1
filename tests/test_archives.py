"""An archive can claim what it likes: only what really comes out of it counts, and nothing lands on disk."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme import archives
from bareme.archives import Archive, Budget, BudgetError
from bareme.errors import InputError


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content, compress_type=method)
    return buffer.getvalue()


def test_entries_are_listed_and_read_from_memory_and_from_disk(tmp_path: Path) -> None:
    content = zipped(("a/", b""), ("a/x.py", b"x = 1"), ("y.py", b"y"))
    path = tmp_path / "class.zip"
    path.write_bytes(content)
    for source in (content, path):
        with Archive(source, "class.zip") as archive:
            entries, warnings = archive.entries()
            assert [(entry.name, archive.read(entry.index)) for entry in entries] == [
                ("a/x.py", b"x = 1"),
                ("y.py", b"y"),
            ]
            assert warnings == ()
    assert list(tmp_path.iterdir()) == [path]


def test_two_entries_of_one_name_are_both_read() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = zipped(("x.py", b"first"), ("x.py", b"second"))
    with Archive(content, "z") as archive:
        assert [archive.read(entry.index) for entry in archive.entries()[0]] == [b"first", b"second"]


@pytest.mark.parametrize(
    "name", ["/etc/passwd.py", "../x.py", "a/../../x.py", "a/..", "C:/x.py", "c:x.py", "a\\x.py", "..\\x.py"]
)
def test_a_path_that_leaves_the_archive_is_left_out_with_a_warning(name: str) -> None:
    with Archive(zipped((name, b"x"), ("good.py", b"y")), "z.zip") as archive:
        entries, warnings = archive.entries()
    assert [entry.name for entry in entries] == ["good.py"]
    assert len(warnings) == 1
    assert "z.zip" in warnings[0]


def test_a_name_that_merely_has_dots_is_fine() -> None:
    with Archive(zipped(("a..b/..x/c...py", b"x")), "z") as archive:
        assert [entry.name for entry in archive.entries()[0]] == ["a..b/..x/c...py"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_left_out_with_a_warning(kind: int) -> None:
    info = zipfile.ZipInfo("x.py")
    info.external_attr = (kind | 0o777) << 16
    with Archive(zipped((info, b"/etc/passwd")), "z") as archive:
        entries, warnings = archive.entries()
    assert entries == ()
    assert "link or a device" in warnings[0]


def test_an_uncommon_compression_is_left_out_with_a_warning() -> None:
    with Archive(zipped(("x.py", b"x"), method=zipfile.ZIP_LZMA), "z") as archive:
        entries, warnings = archive.entries()
    assert entries == ()
    assert "uncommon" in warnings[0]


def test_an_encrypted_archive_is_refused() -> None:
    content = bytearray(zipped(("x.py", b"x")))
    content[content.index(b"PK\1\2") + 8] |= 1
    with pytest.raises(InputError, match="encrypted"):
        Archive(bytes(content), "z.zip")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\3\4" + bytes(100), b"PK\5\6" + b"\xff" * 18])
def test_what_is_no_zip_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(InputError, match=r"'z\.zip'") as caught:
        Archive(content, "z.zip")
    assert "\n" not in str(caught.value)


def test_a_missing_archive_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        Archive(tmp_path / "none.zip", "none.zip")


def test_an_entry_that_grows_far_beyond_its_size_is_refused() -> None:
    with Archive(zipped(("bomb.py", bytes(30_000_000))), "z") as archive:
        received: list[bytes] = []
        with pytest.raises(InputError, match="grows more than"):
            received.extend(archive.chunks(0))
    assert sum(map(len, received)) < 15_000_000


def test_a_notebook_with_repetitive_outputs_is_not_taken_for_a_bomb() -> None:
    content = b"0.123, " * 1_000_000
    assert len(content) / len(zlib.compress(content)) > 200
    with Archive(zipped(("lab.ipynb", content)), "z") as archive:
        assert archive.read(0) == content


def test_a_size_that_lies_does_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRY_BYTES", 1000)
    content = bytearray(zipped(("x.py", b"a" * 2000), method=zipfile.ZIP_STORED))
    directory = content.index(b"PK\1\2")
    content[directory + 24 : directory + 28] = struct.pack("<L", 5)
    with Archive(bytes(content), "z") as archive, pytest.raises(InputError):
        archive.read(0)


def test_a_big_entry_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRY_BYTES", 1000)
    with (
        Archive(zipped(("x.py", b"a" * 1001)), "z") as archive,
        pytest.raises(InputError, match="1,000 bytes"),
    ):
        archive.read(0)


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 2)
    with pytest.raises(InputError, match="more than 2 entries"):
        Archive(zipped(("a", b""), ("b", b""), ("c", b"")), "z")


def test_a_directory_too_big_for_memory_is_refused_before_it_is_read() -> None:
    content = bytearray(zipped(("a", b"")))
    end = content.rindex(b"PK\5\6")
    content[end + 12 : end + 16] = struct.pack("<L", 500_000_000)
    with pytest.raises(InputError, match="entries"):
        Archive(bytes(content), "z")


def test_the_budget_is_shared_by_archives() -> None:
    budget = Budget(1500)
    content = zipped(("a", b"x" * 1000))
    with Archive(content, "a", budget) as first:
        first.read(0)
    with Archive(content, "b", budget) as second, pytest.raises(BudgetError, match="1,500 bytes"):
        second.read(0)


def test_damaged_content_is_one_sentence() -> None:
    content = bytearray(zipped(("x.py", b"some text " * 50)))
    content[45] ^= 0xFF
    with Archive(bytes(content), "z") as archive, pytest.raises(InputError, match="damaged"):
        archive.read(0)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_an_archive_with_changed_bytes_is_read_or_refused_in_one_sentence(data: st.DataObject) -> None:
    content = bytearray(zipped(("a/x.py", b"x = 1\n" * 40), ("b.ipynb", b"{}")))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        with Archive(bytes(content), "z") as archive:
            for entry in archive.entries()[0]:
                archive.read(entry.index)
    except InputError as error:
        message = str(error)
    else:
        message = ""
    assert "\n" not in message
