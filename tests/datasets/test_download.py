"""Downloads from a real server on this machine, which fails in many ways."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import errno
import hashlib
import http.server
import io
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bareme import datasets
from bareme.datasets.catalogue import CATALOGUE, MNIST
from bareme.datasets.dataset import ArrayLocation, ArrayRule, Dataset, Publication
from bareme.errors import DataError

pytestmark = pytest.mark.usefixtures("empty_machine")

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


def packed(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


CONTENT = packed(**TINY)


class Server:
    """Serves files on 127.0.0.1 and counts the requests."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.status = files, 200
        self.cut: int | None = None
        """The number of bytes of an answer after which the connection breaks."""
        self.asked: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None
        """Called in the middle of an answer."""
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
        name = request.path[1:]
        self.asked.append(name)
        content = self.files[name]
        request.send_response(self.status)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        half = len(content) // 2
        request.wfile.write(content[:half][: self.cut])
        self.meanwhile()
        if self.cut is None:
            request.wfile.write(content[half:])


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
    monkeypatch.setitem(CATALOGUE, "mnist", tiny(url, content))


def tiny(url: str, content: bytes = CONTENT) -> Dataset:
    publication = Publication(url, f"sha256:{hashlib.sha256(content).hexdigest()}", "mnist.npz")
    return dataclasses.replace(MNIST, arrays=RULES, publications=(publication,))


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


def start_download(server: Server, *, stderr: int | None = None) -> subprocess.Popen[bytes]:
    """Starts a process that downloads what the server publishes."""
    code = (
        "import sys, test_download\n"
        "from bareme.datasets.download import download\n"
        "download(test_download.tiny(sys.argv[1]), progress=True)\n"
    )
    command = [sys.executable, "-c", code, server.url("mnist.npz")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", "COLUMNS": "100"}
    return subprocess.Popen(command, env=environment, stderr=stderr)


def assert_loaded() -> None:
    (x_train, y_train), (x_test, y_test) = datasets.load("mnist")
    for name, array in zip(TINY, (x_train, y_train, x_test, y_test), strict=True):
        np.testing.assert_array_equal(array, TINY[name])


def test_load_downloads_once_into_the_cache(published: Server) -> None:
    for _ in range(2):
        assert_loaded()
    assert datasets.fetch("mnist") == (cache() / "mnist.npz",)
    assert published.asked == ["mnist.npz"]
    assert cached() == ["mnist.npz"]


def test_a_data_set_in_two_files_comes_whole(in_two_files: Server) -> None:
    assert datasets.fetch("mnist") == (cache() / "train.npz", cache() / "test.npz")
    assert cached() == ["test.npz", "train.npz"]
    assert_loaded()
    assert len(in_two_files.asked) == 2


def test_a_broken_download_is_one_sentence_and_leaves_nothing(published: Server) -> None:
    published.cut = 100_000
    with pytest.raises(DataError, match=r"the connection broke.*put mnist\.npz in") as caught:
        datasets.fetch("mnist")
    assert "\n" not in str(caught.value)
    assert cached() == []
    published.cut = None
    assert_loaded()


def test_a_broken_second_file_leaves_nothing_of_the_first(in_two_files: Server) -> None:
    whole = in_two_files.files
    in_two_files.files = {"train.npz": whole["train.npz"], "test.npz": b""}
    with pytest.raises(DataError, match=r"test\.npz is not the one that was published: its MD5 is not"):
        datasets.fetch("mnist")
    assert cached() == []
    in_two_files.files = whole
    datasets.fetch("mnist")
    assert_loaded()


def test_a_process_that_is_killed_leaves_no_lock_and_no_file_for_good(published: Server) -> None:
    process = start_download(published)
    seen: list[str] = []

    def kill() -> None:
        published.meanwhile = lambda: None
        seen.extend(cached())
        process.kill()
        process.wait()

    published.meanwhile = kill
    process.wait()
    assert process.returncode == -signal.SIGKILL
    # Nothing that loading would find.
    assert seen
    assert all(name.startswith(".unverified") for name in seen)
    datasets.fetch("mnist")
    assert cached() == ["mnist.npz"]


def test_a_full_disk_is_one_sentence_that_leaves_nothing(
    published: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_fails(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pooch.HTTPDownloader.__call__", write_fails)
    with pytest.raises(DataError, match=r"No space left on device.*put mnist\.npz in"):
        datasets.fetch("mnist")
    assert cached() == []


def test_everyone_may_read_a_downloaded_file(published: Server) -> None:
    (file,) = datasets.fetch("mnist")
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


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


def test_progress_is_one_line_where_there_is_no_terminal(
    published: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    (file,) = datasets.fetch("mnist")
    assert capfd.readouterr() == ("", "")
    file.unlink()
    datasets.fetch("mnist", progress=True)
    shown = capfd.readouterr()
    assert shown.out == ""
    (line,) = shown.err.strip().splitlines()
    assert line.startswith("mnist.npz")
    assert f"{len(CONTENT) / 1000:.1f}/{len(CONTENT) / 1000:.1f} kB" in line


def test_progress_is_a_bar_on_a_terminal(published: Server) -> None:
    ours, theirs = os.openpty()
    with start_download(published, stderr=theirs) as process:
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
    size = f"{len(CONTENT) / 1000:.1f}"
    assert b"mnist.npz" in shown
    assert f"{size}/{size} kB".encode() in shown
    # The control sequence that hides the cursor while the bar moves.
    assert b"\x1b[?25l" in shown


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
