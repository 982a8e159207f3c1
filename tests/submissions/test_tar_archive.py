"""A tar archive is read within limits, from memory, whatever its headers claim."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.errors import InputError
from bareme.submissions import tar_archive
from bareme.submissions.archives import archive_stem, is_archive_name, open_archive
from bareme.submissions.tar_archive import TarArchive
from bareme.submissions.zip_archive import Budget, BudgetError


def packed(*entries: tuple[str | tarfile.TarInfo, bytes], compress: bool = False) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in entries:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(buffer.getvalue()) if compress else buffer.getvalue()


def special(name: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info


@pytest.mark.parametrize("compress", [False, True])
def test_entries_are_read_in_any_order_from_memory_and_from_disk(tmp_path: Path, compress: bool) -> None:
    content = packed(("a/x.py", b"x = 1"), ("./y.py", b"y" * 2_000_000), compress=compress)
    path = tmp_path / "class.tar"
    path.write_bytes(content)
    for source in (content, path):
        with TarArchive(source, "class.tar") as archive:
            entries, refusals = archive.entries()
            assert [entry.name for entry in entries] == ["a/x.py", "y.py"]
            assert [archive.read(1), archive.read(0)] == [b"y" * 2_000_000, b"x = 1"]
            assert refusals == ()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_refused(kind: bytes) -> None:
    with TarArchive(packed((special("x.py", kind), b"")), "t") as archive:
        entries, [refusal] = archive.entries()
    assert entries == ()
    assert (refusal.name, "link or a device" in refusal.reason) == ("x.py", True)


@pytest.mark.parametrize(
    "name", ["/etc/passwd.py", "../x.py", "a/../../x.py", "C:/x.py", "..\\x.py", "a/" * 41 + "x.py"]
)
def test_a_path_that_leaves_the_archive_is_refused(name: str) -> None:
    with TarArchive(packed((name, b"x"), ("good.py", b"y")), "t") as archive:
        entries, [refusal] = archive.entries()
    assert ([entry.name for entry in entries], refusal.name) == (["good.py"], "")


def test_what_comes_out_of_the_compression_is_counted_also_where_it_is_passed_over() -> None:
    content = packed(("big.bin", bytes(3_000_000)), ("x.py", b"x"), compress=True)
    assert len(content) < 10_000
    with pytest.raises(BudgetError):
        TarArchive(content, "t", Budget(2_000_000))


def test_a_header_that_asks_for_much_memory_is_refused() -> None:
    with pytest.raises(InputError, match="a header is too large"):
        TarArchive(packed(("x" * 2_000_000 + ".py", b"")), "t")


def attributes(kind: bytes, records: bytes) -> bytes:
    """An extended header: attributes of one entry or of all that follow."""
    info = tarfile.TarInfo("attributes")
    info.type, info.size = kind, len(records)
    return info.tobuf(tarfile.USTAR_FORMAT) + records + bytes(-len(records) % tarfile.BLOCKSIZE)


def test_attributes_of_all_entries_are_refused_if_they_are_many() -> None:
    # tarfile copies them for each entry: a file of 200 kB would take 100 GB
    records = b"".join(b"12 %06d=x\n" % number for number in range(200))
    with pytest.raises(InputError, match="too many attributes"):
        TarArchive(attributes(tarfile.XGLTYPE, records) + packed(("x.py", b"x")), "t")
    with TarArchive(attributes(tarfile.XGLTYPE, records[:1200]) + packed(("x.py", b"x")), "t") as archive:
        assert [entry.name for entry in archive.entries()[0]] == ["x.py"]


def test_a_long_map_of_a_sparse_file_is_refused() -> None:
    records = b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n23 GNU.sparse.name=a.py\n"
    content = attributes(tarfile.XHDTYPE, records) + packed(("x.py", b"9999999\n" + b"0\n" * 100_000))
    with pytest.raises(InputError, match="a header is too large"):
        TarArchive(content, "t")


def test_an_entry_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tar_archive, "MAX_ENTRY_BYTES", 1000)
    with TarArchive(packed(("x.py", b"a" * 1001)), "t") as archive, pytest.raises(InputError, match="1,000"):
        archive.read(0)


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tar_archive, "MAX_ENTRIES", 2)
    with pytest.raises(InputError, match="too many"):
        TarArchive(packed(("a", b""), ("b", b""), ("c", b"")), "t")


def test_a_place_that_an_archive_does_not_have_is_one_sentence() -> None:
    with TarArchive(packed(("x.py", b"x")), "t") as archive, pytest.raises(InputError, match="was changed"):
        archive.read(1)


@settings(max_examples=200, deadline=None)
@given(st.data(), st.booleans())
def test_an_archive_with_changed_bytes_is_read_or_refused_in_one_sentence(
    data: st.DataObject, compress: bool
) -> None:
    content = bytearray(packed(("a/x.py", b"x = 1\n" * 40), ("é" * 120 + ".ipynb", b"{}"), compress=compress))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    message = ""
    try:
        with open_archive(bytes(content), "t.tar", Budget(10_000_000)) as archive:
            for entry in archive.entries()[0]:
                archive.read(entry.index)
    except InputError as error:
        message = str(error)
    assert "\n" not in message
    assert len(message) < 1000


def test_an_archive_is_told_by_its_suffix() -> None:
    names = ("a.zip", "a.TAR", "a.tar.gz", "a.tgz", "a.gz", "a.7z", "zip")
    assert [is_archive_name(name) for name in names] == [True] * 4 + [False] * 3
    assert [archive_stem(name) for name in names] == ["a", "a", "a", "a", "a.gz", "a.7z", "zip"]
