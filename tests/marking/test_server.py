"""`bareme mark` as a process, asked over its socket by markers and by others."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from marking_server import (
    Server,
    a_mark,
    make_written_course,
    start_server,
    write_results,
    written_result,
)

HOSTILE = (
    "# Why\n\n<script>alert(1)</script> <img src=https://evil.example/x onerror=alert(1)>"
    " [here](javascript:alert(1)) ![x](https://evil.example/y) {{ 7 * 7 }} </textarea>"
)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of a batch, and its course."""
    folder = tmp_path_factory.mktemp("marking")
    make_written_course(folder / "course")
    write_results(
        folder / "out",
        written_result("lovelace-ada", why="Because of the residuals.", how="By descent."),
        written_result("noether-emmy", why="Because of a symmetry."),
        written_result("mallory", why=HOSTILE),
    )
    return folder / "out", folder / "course"


@pytest.fixture(scope="module")
def server(batch: tuple[Path, Path]) -> Iterator[Server]:
    server = start_server(*batch)
    yield server
    server.process.kill()
    server.process.communicate()


def in_database(out: Path) -> int:
    with sqlite3.connect(out / "marks.sqlite3") as file:
        count: int = file.execute("SELECT count(*) FROM mark").fetchone()[0]
    return count


def test_the_address_leads_to_the_first_question_that_waits(server) -> None:
    status, _, headers = server.ask("GET", "")
    assert (status, headers["Location"]) == (302, "questions/why")


def test_it_listens_on_this_machine_alone(server) -> None:
    listening = [
        one for one in psutil.Process(server.process.pid).net_connections("inet") if one.status == "LISTEN"
    ]
    assert [one.laddr.ip for one in listening] == ["127.0.0.1"]
    port = listening[0].laddr.port
    others = {
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET and not address.address.startswith("127.")
    }
    for address in others:
        with pytest.raises(OSError):  # noqa: PT011 (refused or unreachable, as the machine has it)
            socket.create_connection((address, port), timeout=5).close()


def test_whoever_does_not_know_the_token_learns_nothing(server) -> None:
    for path in ("/", "/questions/why", f"/{'x' * 43}/questions/why", f"/{'x' * 43}/nothing", "/favicon.ico"):
        status, text, headers = server.ask("GET", path)
        assert status == 403
        assert "address" in text
        assert "residuals" not in text
        assert "Server" not in headers


def test_a_page_under_another_name_or_from_another_site_is_refused(server) -> None:
    for headers in ({"Host": "evil.example"}, {"Host": f"evil.example:{server.host.partition(':')[2]}"}):
        assert server.ask("GET", "questions/why", headers=headers)[0] == 403
    assert server.ask("GET", "questions/why", headers={"Sec-Fetch-Site": "cross-site"})[0] == 403


def test_a_mark_in_the_name_of_the_marker_is_refused(server, batch) -> None:
    before = in_database(batch[0])
    card = server.cards("why")[0]
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://{server.host}"},
        {"Content_Type": "text/plain"},
        {"Host": "evil.example"},
    ):
        assert server.save("why", a_mark(card, 1), **headers)[0] == 403
    status, _, _ = server.ask(
        "POST",
        "questions/why/marks",
        json.dumps(a_mark(card, 1)).encode(),
        {"Content-Type": "application/json"},
    )
    assert status == 403
    assert in_database(batch[0]) == before


BAD_VALUES = {
    "above the worth": {"points": 3.01},
    "below zero": {"points": -0.5},
    "infinite": {"points": float("inf")},
    "not a number": {"points": float("nan")},
    "text": {"points": "2"},
    "true": {"points": True},
    "no version": {"version": None},
    "negative version": {"version": -1},
    "enormous version": {"version": 2**63},
    "long comment": {"comment": "x" * 10_001},
    "long criterion": {"criteria": ["x" * 65]},
    "many criteria": {"criteria": ["x"] * 101},
    "bad digest": {"answer": "../../etc/passwd"},
    "more": {"student": "lovelace-ada"},
}


@pytest.mark.parametrize("change", BAD_VALUES.values(), ids=BAD_VALUES)
def test_what_is_no_mark_is_refused_in_a_sentence_and_not_saved(server, batch, change) -> None:
    before = in_database(batch[0])
    status, text = server.save("why", {**a_mark(server.cards("why")[0], 1), **change})
    assert (status, text) == (400, "This is not a mark that can be saved.\n")
    assert in_database(batch[0]) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"comment": "\\ud800"}', b"[" * 60_000])
def test_what_is_no_json_of_a_mark_is_refused(server, body) -> None:
    assert server.save("why", body)[0] == 400


def test_a_body_that_is_too_large_is_not_read(server) -> None:
    host, _, port = server.host.partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = f"POST {server.path}questions/why/marks HTTP/1.1\r\nHost: {server.host}\r\n"
        head += "Content-Length: 70000\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 4")
        assert connection.recv(1000) == b""
    assert server.ask("GET", "questions/why")[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "questions/nothing", 404),
        ("GET", "questions/..%2f..%2fetc", 404),
        ("GET", "students/lovelace-ada/result.json", 404),
        ("POST", "questions/nothing/marks", 404),
        ("DELETE", "questions/why/marks", 405),
        ("PUT", "questions/why", 405),
    ],
)
def test_there_is_nothing_else(server, method, path, status) -> None:
    usual = {"Content-Type": "application/json", "Origin": f"http://{server.host}"}
    found, text, _ = server.ask(method, path, b"{}" if method == "POST" else None, usual)
    assert found == status
    assert text.count("\n") == 1
    assert "Traceback" not in text


def test_a_key_of_nobody_finds_no_answer(server) -> None:
    card = ("0" * 24, 0, "d" * 64)
    assert server.save("why", a_mark(card, 1))[0] == 404


def test_answers_can_do_nothing_and_the_page_asks_nobody_else(server) -> None:
    html = server.page("why")
    _, _, headers = server.ask("GET", "questions/why")
    policy = headers["Content-Security-Policy"]
    nonces = re.findall(r"'nonce-([\w-]+)'", policy)
    assert len(set(nonces)) == 1
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7 * 7 }}" in html
    assert (
        re.findall(r"<script(?! nonce=)|<img|href=\"javascript|style=\"", html.partition("</style>")[2]) == []
    )
    assert not re.search(r"src=\"https?:", html)
    assert nonces[0] not in html  # every page has its own


def test_names_are_shown_to_those_alone_who_ask_for_them(server) -> None:
    assert not re.search(r"lovelace|Lovelace|mallory", server.page("why"))
    assert "Lovelace Ada" in server.page("why", "?names=1")
    _, state, _ = server.ask("GET", "questions/why/marks")
    assert "lovelace" not in state


def test_the_rubric_and_who_did_not_answer_are_on_the_page(server) -> None:
    html = server.page("how")
    assert "names the residuals" in html
    assert "2 submissions without an answer" in html
    assert len(server.cards("how")) == 3


def test_of_two_markers_the_second_is_shown_what_the_first_saved(server, batch) -> None:
    card = next(card for card in server.cards("why") if "symmetry" in around(server.page("why"), card[0]))
    status, text = server.save("why", a_mark(card, 2.5, "Nice.", criteria=["abc"]))
    assert status == 200
    theirs = json.loads(text)["mark"]
    assert theirs == {"version": 1, "points": 2.5, "comment": "Nice.", "criteria": ["abc"]}
    status, text = server.save("why", a_mark(card, 1, "Hm."))
    assert (status, json.loads(text)["mark"]) == (409, theirs)
    over = (card[0], 1, card[2])
    assert server.save("why", a_mark(over, 1, "Hm."))[0] == 200
    _, state, _ = server.ask("GET", "questions/why/marks")
    assert json.loads(state)["marks"][card[0]]["points"] == 1


def around(html: str, key: str) -> str:
    return html.partition(f'data-key="{key}"')[2].partition("</article>")[0]
