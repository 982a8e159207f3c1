"""Who is let in by the server of `bareme mark`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tornado.httputil import HTTPHeaders

from bareme.marking.access import ADDRESS_FILE, AccessToken, open_listener

GATE = AccessToken("t" * 43, 4321)
PATH = f"/{'t' * 43}/questions/why"
HOST = {"Host": "127.0.0.1:4321"}
ORIGIN = {"Content-Type": "application/json", "Origin": "http://127.0.0.1:4321"}


def admits(path: str = PATH, peer: str = "127.0.0.1", **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return GATE.admits(path, peer, HTTPHeaders(HOST | named))


def test_whoever_knows_the_address_is_let_in_by_either_name_of_this_machine() -> None:
    assert admits()
    assert admits(Host="LOCALHOST:4321")
    assert admits(Sec_Fetch_Site="same-origin")


@pytest.mark.parametrize("path", ["/", "//", "/x/", f"/{'t' * 42}/", f"/{'t' * 44}/", "", f"/é{'t' * 42}/"])
def test_no_other_token_is_let_in(path: str) -> None:
    assert not admits(path)


@pytest.mark.parametrize(
    "host", ["", "evil.example:4321", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil:4321"]
)
def test_no_other_name_is_let_in_that_was_bound_to_this_machine(host: str) -> None:
    assert not admits(Host=host)


@pytest.mark.parametrize("peer", ["192.168.1.7", "10.0.0.1", "::ffff:8.8.8.8", "", "/run/socket"])
def test_no_other_machine_is_let_in(peer: str) -> None:
    assert not admits(peer=peer)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_page_of_another_site_is_let_in(site: str) -> None:
    assert not admits(Sec_Fetch_Site=site)


@pytest.mark.parametrize(
    ("headers", "admitted"),
    [
        ({}, True),
        ({"Content-Type": "application/json; charset=utf-8", "Origin": "http://localhost:4321"}, True),
        ({"Origin": ""}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://127.0.0.1:4321"}, False),
        ({"Origin": "http://127.0.0.1:4322"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Content-Type": "text/plain"}, False),
        ({"Content-Type": "application/x-www-form-urlencoded"}, False),
    ],
)
def test_a_change_comes_from_a_page_of_this_server_and_as_json(
    headers: dict[str, str], admitted: bool
) -> None:
    assert GATE.admits_change(HTTPHeaders(ORIGIN | headers)) is admitted


def close(sockets: list) -> None:
    for one in sockets:
        one.close()


def test_only_this_machine_is_listened_to_and_the_address_goes_with_its_server(tmp_path: Path) -> None:
    with open_listener(tmp_path) as (gate, sockets):
        assert [one.getsockname() for one in sockets] == [("127.0.0.1", gate.port)]
        assert len(gate.token) == 43
        assert (tmp_path / ADDRESS_FILE).stat().st_mode & 0o777 == 0o600
        close(sockets)
    assert list(tmp_path.iterdir()) == []


def test_the_address_of_a_killed_server_is_taken_over_but_not_that_of_a_running_one(tmp_path: Path) -> None:
    with open_listener(tmp_path) as (killed, sockets):
        close(sockets)
        with open_listener(tmp_path) as (next_one, others):
            assert next_one == killed
            with open_listener(tmp_path) as (beside, more):
                assert beside.token != next_one.token
                assert beside.port != next_one.port
                close(more)
            assert (tmp_path / ADDRESS_FILE).exists()
            close(others)


@pytest.mark.parametrize("kind", ["readable", "link", "nonsense"])
def test_an_address_that_somebody_else_may_know_is_not_taken_over(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ADDRESS_FILE
    real = tmp_path / "planted" if kind == "link" else path
    real.write_text("nonsense" if kind == "nonsense" else f"{'t' * 43} 43210\n")
    real.chmod(0o644 if kind == "readable" else 0o600)
    if kind == "link":
        path.symlink_to(real)
    with open_listener(tmp_path) as (gate, sockets):
        assert gate.token != "t" * 43
        close(sockets)
