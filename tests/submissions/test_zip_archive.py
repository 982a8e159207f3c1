"""An archive can claim what it likes: only what really comes out of it counts, and nothing lands on disk."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.errors import InputError
from bareme.submissions import zip_archive
from bareme.submissions.zip_archive import Archive, Budget, BudgetError


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
            entries, refusals = archive.entries()
            assert [(entry.name, archive.read(entry.index)) for entry in entries] == [
                ("a/", b""),
                ("a/x.py", b"x = 1"),
                ("y.py", b"y"),
            ]
            assert refusals == ()
    assert list(tmp_path.iterdir()) == [path]


def test_two_entries_of_one_name_are_both_read() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = zipped(("x.py", b"first"), ("x.py", b"second"))
    with Archive(content, "z") as archive:
        assert [archive.read(entry.index) for entry in archive.entries()[0]] == [b"first", b"second"]


@pytest.mark.parametrize(
    "name", ["/etc/passwd.py", "../x.py", "a/../../x.py", "a/..", "C:/x.py", "c:x.py", "..\\x.py"]
)
def test_a_path_that_leaves_the_archive_is_left_out_with_a_warning(name: str) -> None:
    with Archive(zipped((name, b"x"), ("good.py", b"y")), "z.zip") as archive:
        entries, refusals = archive.entries()
    assert [entry.name for entry in entries] == ["good.py"]
    [refusal] = refusals
    assert "z.zip" in refusal.reason


def test_backslashes_of_windows_are_slashes() -> None:
    with Archive(zipped(("work\\neuron.ipynb", b"{}")), "z") as archive:
        assert [entry.name for entry in archive.entries()[0]] == ["work/neuron.ipynb"]


def test_a_name_that_merely_has_dots_is_fine() -> None:
    with Archive(zipped(("a..b/..x/c...py", b"x")), "z") as archive:
        assert [entry.name for entry in archive.entries()[0]] == ["a..b/..x/c...py"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_left_out_with_a_warning(kind: int) -> None:
    info = zipfile.ZipInfo("x.py")
    info.external_attr = (kind | 0o777) << 16
    with Archive(zipped((info, b"/etc/passwd")), "z") as archive:
        entries, [refusal] = archive.entries()
    assert entries == ()
    assert "link or a device" in refusal.reason


def test_an_uncommon_compression_is_left_out_with_a_warning() -> None:
    with Archive(zipped(("x.py", b"x"), method=zipfile.ZIP_LZMA), "z") as archive:
        entries, [refusal] = archive.entries()
    assert entries == ()
    assert "uncommon" in refusal.reason


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
    monkeypatch.setattr(zip_archive, "MAX_ENTRY_BYTES", 1000)
    content = bytearray(zipped(("x.py", b"a" * 2000), method=zipfile.ZIP_STORED))
    directory = content.index(b"PK\1\2")
    content[directory + 24 : directory + 28] = struct.pack("<L", 5)
    with Archive(bytes(content), "z") as archive, pytest.raises(InputError):
        archive.read(0)


def test_a_big_entry_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_archive, "MAX_ENTRY_BYTES", 1000)
    with (
        Archive(zipped(("x.py", b"a" * 1001)), "z") as archive,
        pytest.raises(InputError, match="1,000 bytes"),
    ):
        archive.read(0)


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_archive, "MAX_ENTRIES", 2)
    with pytest.raises(InputError, match="more than 2 entries"):
        Archive(zipped(("a", b""), ("b", b""), ("c", b"")), "z")


def long_names(count: int) -> bytes:
    return zipped(*((f"{number}{'x' * 60_000}.py", b"") for number in range(count)))


def test_a_directory_too_big_for_memory_is_refused_before_it_is_read() -> None:
    content = long_names(140)
    with pytest.raises(InputError, match="entries"):
        Archive(content, "z")


def test_a_directory_that_hides_its_size_is_refused_as_well() -> None:
    content = bytearray(long_names(140))
    # The mark of the end of an archive, where the end of this one says at which offset its directory is.
    content[-6:-2] = b"PK\5\6"
    with pytest.raises(InputError, match="entries"):
        Archive(bytes(content), "z")


def test_reading_a_directory_takes_bounded_memory() -> None:
    content = long_names(500)
    tracemalloc.start()
    with pytest.raises(InputError):
        Archive(content, "z")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000 < len(content)


def overlapping(count: int) -> bytes:
    """An archive whose entries all are one and the same part of it."""
    content = bytearray(zipped(*((f"{number:04}.py", b"\0" * 1000) for number in range(count))))
    directory = content.index(b"PK\1\2")
    while (directory := content.find(b"PK\1\2", directory)) >= 0:
        content[directory + 42 : directory + 46] = bytes(4)
        directory += 46
    return bytes(content)


def test_entries_that_share_their_bytes_are_refused() -> None:
    with pytest.raises(InputError, match="share their bytes"):
        Archive(overlapping(3), "z")


def test_an_entry_that_reaches_into_the_directory_is_refused() -> None:
    content = bytearray(zipped(("x.py", b"x"), method=zipfile.ZIP_STORED))
    directory = content.index(b"PK\1\2")
    content[directory + 20 : directory + 28] = struct.pack("<LL", 100, 100)
    with pytest.raises(InputError, match="share their bytes"):
        Archive(bytes(content), "z")


def test_an_archive_behind_other_bytes_is_read() -> None:
    with Archive(b"#!/bin/sh\n" * 100 + zipped(("x.py", b"x"), ("y.py", b"y")), "z") as archive:
        assert [archive.read(entry.index) for entry in archive.entries()[0]] == [b"x", b"y"]


def test_an_empty_archive_has_no_entries() -> None:
    with Archive(zipped(), "z") as archive:
        assert archive.entries() == ((), ())


def test_an_entry_without_a_name_does_no_harm() -> None:
    content = zipped(("!x.py", b"x"), ("y.py", b"y")).replace(b"!x.py", b"\0x.py")
    with Archive(content, "z") as archive:
        assert [entry.name for entry in archive.entries()[0] if entry.name] == ["y.py"]


def test_a_place_that_an_archive_does_not_have_is_one_sentence() -> None:
    with Archive(zipped(("x.py", b"x")), "z") as archive, pytest.raises(InputError, match="was changed"):
        archive.read(1)


def test_a_size_over_the_limit_is_believed_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_archive, "MAX_ENTRY_BYTES", 1000)
    budget = Budget(0)
    with (
        Archive(zipped(("x.py", b"a" * 1001)), "z", budget) as archive,
        pytest.raises(InputError, match="1,000 bytes"),
    ):
        archive.read(0)


@pytest.mark.parametrize("name", ["x" * 60_000 + ".py", "a\nb.py", "a\u202eb.py", "\x1b[31m.py"])
def test_a_name_in_a_message_is_short_and_on_one_line(name: str) -> None:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with Archive(zipped((info, b"x")), name) as archive:
        [refusal] = archive.entries()[1]
    assert refusal.reason.isprintable()
    assert len(refusal.reason) < 1000


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


def read_all(content: bytes) -> str:
    """Reads an archive to its end; returns the sentence if there is a reason why not."""
    try:
        with Archive(content, "z") as archive:
            for entry in archive.entries()[0]:
                archive.read(entry.index)
    except InputError as error:
        return str(error)
    return ""


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_an_archive_with_changed_bytes_is_read_or_refused_in_one_sentence(data: st.DataObject) -> None:
    content = bytearray(zipped(("a/x.py", b"x = 1\n" * 40), ("b.ipynb", b"{}")))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    message = read_all(bytes(content))
    assert "\n" not in message
    assert len(message) < 1000


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=60))
def test_any_bytes_are_an_archive_or_one_sentence(content: bytes, end: bytes) -> None:
    for whole in (content, content + b"PK\5\6" + end, zipped(("a.py", content))[: -len(end) or None] + end):
        assert "\n" not in read_all(whole)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
            ),
            st.binary(),
        ),
        max_size=5,
        unique_by=lambda pair: pair[0],
    )
)
def test_whatever_an_archive_holds_comes_out_as_it_went_in(entries: list[tuple[str, bytes]]) -> None:
    content = zipped(*entries)
    with zipfile.ZipFile(io.BytesIO(content)) as oracle:
        expected = {info.filename: oracle.read(info) for info in oracle.infolist()}
    with Archive(content, "z") as archive:
        found, refusals = archive.entries()
        read = {entry.name: archive.read(entry.index) for entry in found}
        assert read.items() <= {name.replace("\\", "/"): text for name, text in expected.items()}.items()
        assert len(found) + len(refusals) >= len(expected)
