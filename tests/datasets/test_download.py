"""Downloads: from a real server on this machine, which breaks off, lies, and goes away."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import hashlib
import http.server
import io
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bareme import datasets
from bareme.datasets.catalogue import CATALOGUE, MNIST
from bareme.datasets.dataset import ArrayLocation, ArrayRule, Publication
from bareme.errors import DataError

RANDOM = np.random.default_rng(11)
TINY: dict[str, Any] = {
    # Some hundred kilobytes, so that a download is more than one piece.
    "x_train": RANDOM.integers(0, 256, (400, 28, 28), dtype=np.uint8),
    "y_train": RANDOM.integers(0, 10, 400, dtype=np.uint8),
    "x_test": RANDOM.integers(0, 256, (4, 28, 28), dtype=np.uint8),
    "y_test": RANDOM.integers(0, 10, 4, dtype=np.uint8),
}
RULES = tuple(
    ArrayRule(name, array.shape, "uint8", hashlib.sha256(array.tobytes()).hexdigest())
    for name, array in TINY.items()
)

CUT = 6 << 14
"""Where a connection breaks: what has come is kept in whole pieces of 16 KiB."""


def packed(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


CONTENT = packed(**TINY)


class Server:
    """Serves files on 127.0.0.1, all or a range of bytes, and notes what is asked for and what is sent."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.status, self.ranges = files, 200, True
        self.cut: int | None = None
        """After how many bytes of an answer the connection breaks."""
        self.asked: list[tuple[str, str | None]] = []
        self.sent = 0
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.http.server_port}/{name}"

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        name, wanted = request.path[1:], request.headers.get("Range")
        self.asked.append((name, wanted))
        content = self.files[name]
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.ranges else 0
        if start and start >= len(content):
            request.send_response(416)
            request.send_header("Content-Range", f"bytes */{len(content)}")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        body = content[start:]
        request.send_response(206 if start else self.status)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        body = body[: self.cut]
        self.sent += len(body)
        request.wfile.write(body)


@pytest.fixture(autouse=True)
def empty_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No data in sight, an empty cache, no proxy."""
    for name in ("BAREME_DATA", "BAREME_SANDBOX_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server({"mnist.npz": CONTENT})
    thread = threading.Thread(target=server.http.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.http.shutdown()
    thread.join()
    server.http.server_close()


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch, server: Server) -> Server:
    """The server publishes a small data set in the place of MNIST."""
    publish(monkeypatch, server.url("mnist.npz"), CONTENT)
    return server


def publish(monkeypatch: pytest.MonkeyPatch, url: str, content: bytes) -> None:
    publication = Publication(url, f"sha256:{hashlib.sha256(content).hexdigest()}", "mnist.npz")
    dataset = dataclasses.replace(MNIST, arrays=RULES, publications=(publication,))
    monkeypatch.setitem(CATALOGUE, "mnist", dataset)


@pytest.fixture
def in_two_files(monkeypatch: pytest.MonkeyPatch, server: Server) -> Server:
    """The server publishes it in two files, with their MD5, as LIBSVM publishes USPS."""
    halves = {"train.npz": ("x_train", "y_train"), "test.npz": ("x_test", "y_test")}
    server.files = {file: packed(**{key: TINY[key] for key in keys}) for file, keys in halves.items()}
    publications = tuple(
        Publication(server.url(file), f"md5:{hashlib.md5(content).hexdigest()}", file)
        for file, content in server.files.items()
    )
    form = tuple(ArrayLocation(file, key) for file, keys in halves.items() for key in keys)
    dataset = dataclasses.replace(MNIST, arrays=RULES, forms=(*MNIST.forms, form), publications=publications)
    monkeypatch.setitem(CATALOGUE, "mnist", dataset)
    return server


def cache() -> Path:
    return datasets.sources.cache_folder()


def cached() -> list[str]:
    """Everything in the cache."""
    return sorted(str(path.relative_to(cache())) for path in cache().rglob("*"))


def assert_loaded() -> None:
    (x_train, y_train), (x_test, y_test) = datasets.load("mnist")
    for name, array in zip(TINY, (x_train, y_train, x_test, y_test), strict=True):
        np.testing.assert_array_equal(array, TINY[name])


def test_load_downloads_once_into_the_cache(published: Server) -> None:
    for _ in range(2):
        assert_loaded()
    assert datasets.fetch("mnist") == (cache() / "mnist.npz",)
    assert published.asked == [("mnist.npz", None)]
    assert cached() == ["mnist.npz"]


def test_a_data_set_in_two_files_comes_whole(in_two_files: Server) -> None:
    assert datasets.fetch("mnist") == (cache() / "train.npz", cache() / "test.npz")
    assert cached() == ["test.npz", "train.npz"]
    assert_loaded()
    assert len(in_two_files.asked) == 2


def test_a_broken_download_goes_on_where_it_stopped(published: Server) -> None:
    published.cut = CUT
    with pytest.raises(DataError) as caught:
        datasets.fetch("mnist")
    assert f"the connection broke after {CUT:,} of " in str(caught.value)
    assert "run `bareme data fetch mnist` again to go on" in str(caught.value)
    assert f"or put mnist.npz in {cache()}" in str(caught.value)
    with pytest.raises(DataError, match=f"broke after {2 * CUT:,} of"):
        datasets.fetch("mnist")
    published.cut = None
    datasets.fetch("mnist")
    assert [wanted for _, wanted in published.asked] == [None, f"bytes={CUT}-", f"bytes={2 * CUT}-"]
    assert published.sent == len(CONTENT)
    assert (cache() / "mnist.npz").read_bytes() == CONTENT
    assert cached() == ["mnist.npz"]


def test_loading_goes_on_with_a_broken_download_too(published: Server) -> None:
    published.cut = CUT
    with pytest.raises(DataError, match="go on"):
        datasets.load("mnist")
    published.cut = None
    assert_loaded()
    assert published.sent == len(CONTENT)


def test_a_process_that_is_killed_leaves_what_the_next_one_goes_on_with(
    published: Server, tmp_path: Path
) -> None:
    code = (
        "import os, sys\n"
        "from bareme.datasets.resumable_download import ResumingDownloader\n"
        "from pathlib import Path\n"
        "stop = lambda done, total: os._exit(9) if done > 100_000 else None\n"
        "ResumingDownloader(Path(sys.argv[2]), stop)(sys.argv[1], sys.argv[3], None)\n"
    )
    part = cache() / ".unfinished" / "mnist.npz.part"
    part.parent.mkdir(parents=True)
    command = [sys.executable, "-c", code, published.url("mnist.npz"), str(part), str(tmp_path / "out")]
    assert subprocess.run(command, check=False).returncode == 9
    left = part.stat().st_size
    assert 0 < left < len(CONTENT)
    datasets.fetch("mnist")
    assert published.asked[-1] == ("mnist.npz", f"bytes={left}-")
    assert (cache() / "mnist.npz").read_bytes() == CONTENT


def test_of_two_files_the_whole_one_is_not_downloaded_again(in_two_files: Server) -> None:
    whole = in_two_files.files
    in_two_files.files = {"train.npz": whole["train.npz"], "test.npz": b""}
    with pytest.raises(DataError, match=r"test\.npz is not the one that was published: its MD5 is not"):
        datasets.fetch("mnist")
    in_two_files.files = whole
    datasets.fetch("mnist")
    assert [name for name, _ in in_two_files.asked] == ["train.npz", "test.npz", "test.npz"]
    assert_loaded()


def test_a_server_that_knows_no_ranges_sends_all_of_it_again(published: Server) -> None:
    published.cut = CUT
    with pytest.raises(DataError):
        datasets.fetch("mnist")
    published.cut, published.ranges = None, False
    datasets.fetch("mnist")
    assert (cache() / "mnist.npz").read_bytes() == CONTENT


def test_a_rest_that_does_not_fit_is_thrown_away_and_all_of_it_downloaded(published: Server) -> None:
    part = cache() / ".unfinished" / "mnist.npz.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"of another file" * 1000)
    datasets.fetch("mnist")
    assert published.asked == [("mnist.npz", "bytes=15000-"), ("mnist.npz", None)]
    assert (cache() / "mnist.npz").read_bytes() == CONTENT


@pytest.mark.parametrize("left", [CONTENT, CONTENT + b"and more"])
def test_a_part_that_is_whole_or_too_long_ends_in_the_right_file(published: Server, left: bytes) -> None:
    part = cache() / ".unfinished" / "mnist.npz.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(left)
    datasets.fetch("mnist")
    assert (cache() / "mnist.npz").read_bytes() == CONTENT
    assert published.sent == (0 if left == CONTENT else len(CONTENT))


def test_fetch_replaces_a_damaged_file_in_the_cache(published: Server) -> None:
    cache().mkdir(parents=True)
    (cache() / "mnist.npz").write_bytes(CONTENT[:-30])
    (file,) = datasets.fetch("mnist")
    assert file.read_bytes() == CONTENT


def test_a_damaged_file_that_would_be_found_before_the_download_is_named(in_two_files: Server) -> None:
    cache().mkdir(parents=True)
    (cache() / "mnist.npz").write_bytes(b"damaged")
    with pytest.raises(
        DataError, match=r"mnist\.npz is damaged.*delete it, then run `bareme data fetch mnist`"
    ):
        datasets.fetch("mnist")
    assert in_two_files.asked == []


def test_a_download_that_is_not_the_published_file_is_not_kept(published: Server) -> None:
    published.files["mnist.npz"] = b"<html>Please log in to the network</html>".ljust(len(CONTENT))
    with pytest.raises(DataError, match=r"not the one that was published.*put mnist\.npz in"):
        datasets.fetch("mnist")
    assert not [name for name in cached() if "npz" in name]


def test_a_published_file_with_other_numbers_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    other = packed(**{**TINY, "y_train": TINY["y_train"] ^ 1})
    server.files["mnist.npz"] = other
    publish(monkeypatch, server.url("mnist.npz"), other)
    with pytest.raises(DataError, match=r"does not hold 'mnist'.*'y_train'"):
        datasets.fetch("mnist")
    assert not [name for name in cached() if "npz" in name]


def test_an_answer_that_is_an_error_is_named(published: Server) -> None:
    published.status = 404
    with pytest.raises(DataError, match=r"the server answered 404.*put mnist\.npz in"):
        datasets.fetch("mnist")


def test_without_a_network_the_sentence_says_which_files_to_put_where(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        publish(monkeypatch, f"http://127.0.0.1:{unused.getsockname()[1]}/mnist.npz", b"")
        with pytest.raises(DataError) as caught:
            datasets.load("mnist")
    message = str(caught.value)
    assert "no connection to the server" in message
    assert f"put mnist.npz in {cache()}" in message
    assert "\n" not in message


def test_without_a_network_both_files_of_two_are_named(in_two_files: Server) -> None:
    in_two_files.status = 503
    with pytest.raises(DataError, match=r"put mnist\.npz \(or train\.npz and test\.npz\) in .*cache"):
        datasets.fetch("mnist")


def test_a_cache_that_cannot_be_made_is_a_sentence(published: Server, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the home folder should be")
    with pytest.raises(DataError, match=r"could not be downloaded.*BAREME_DATA"):
        datasets.fetch("mnist")


def test_processes_that_fetch_at_once_download_once(published: Server) -> None:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: datasets.fetch("mnist"), range(4)))
    assert set(found) == {(cache() / "mnist.npz",)}
    assert len(published.asked) == 1
    assert cached() == ["mnist.npz"]


def test_progress_is_plain_lines_where_there_is_no_terminal(
    published: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    (file,) = datasets.fetch("mnist")
    assert capfd.readouterr() == ("", "")
    file.unlink()
    datasets.fetch("mnist", progress=True)
    shown = capfd.readouterr()
    assert shown.out == ""
    lines = shown.err.splitlines()
    assert all(
        re.fullmatch(rf"mnist\.npz: [\d,]+ of {len(CONTENT):,} bytes \(\d+ %\)", line) for line in lines
    )
    assert 2 <= len(lines) <= 11
    assert lines[-1].endswith("(100 %)")


def test_progress_is_a_bar_on_a_terminal(published: Server) -> None:
    ours, theirs = os.openpty()
    code = (
        "import sys\n"
        "from bareme.datasets.progress import show_progress\n"
        "with show_progress('mnist.npz') as tell:\n"
        "    tell(50, 100)\n"
        "    tell(100, 100)\n"
    )
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen([sys.executable, "-c", code], stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        # Reading from a terminal whose other end is closed is an error on Linux.
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:
            pass
        assert process.wait() == 0
    os.close(ours)
    assert b"mnist.npz" in shown
    assert b"100/100 bytes" in shown


def test_what_ships_with_a_package_cannot_be_fetched() -> None:
    with pytest.raises(DataError, match="ships with scikit-learn"):
        datasets.fetch("digits")


def test_what_is_published_nowhere_cannot_be_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOGUE, "mnist", dataclasses.replace(MNIST, publications=()))
    with pytest.raises(DataError, match=r"put mnist\.npz in"):
        datasets.fetch("mnist")


def test_each_published_file_is_part_of_an_accepted_form() -> None:
    for dataset in CATALOGUE.values():
        files = {item.file for item in dataset.publications}
        assert not files or any({place.file for place in form} == files for form in dataset.forms)
