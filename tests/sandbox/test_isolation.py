"""The registry of isolation levels, and a level that a test adds to it."""

import subprocess
import sys
from types import ModuleType

import pytest

from bareme.sandbox import isolation
from bareme.sandbox.forkserver_client import run_server
from bareme.sandbox.isolation import ISOLATION_LEVELS, IsolationLevel, load_level


@pytest.mark.parametrize("name", ISOLATION_LEVELS)
def test_a_level_is_found_by_its_name(name):
    assert isinstance(load_level(name), IsolationLevel)


def test_only_the_weakest_level_needs_no_trial():
    assert [load_level(name).is_always_possible for name in ISOLATION_LEVELS] == [False, True]


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="unknown isolation level 'none'"):
        load_level("none")


def test_the_fork_server_imports_no_level():
    code = "import sys, bareme.sandbox.forkserver; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = {name for name in done.stdout.split() if name.startswith("bareme.sandbox.")}
    assert not loaded & {f"bareme.sandbox.{name}" for name in ("namespaces", "rlimits", "libc", "seccomp")}


def test_a_new_level_is_one_module_and_its_name(monkeypatch):
    class Unavailable(IsolationLevel):
        def enter(self, spec, server, allowlist):
            raise AssertionError("never asked for")

        def find_obstacle(self):
            return "a test has made it up"

    module = ModuleType("made_up_level")
    module.Unavailable = Unavailable
    monkeypatch.setitem(sys.modules, "made_up_level", module)
    monkeypatch.setitem(isolation._CLASSES, "made_up", ("made_up_level", "Unavailable"))
    monkeypatch.setattr("bareme.sandbox.forkserver_client.ISOLATION_LEVELS", ("made_up", "limits"))
    with run_server([]) as address:
        assert address.isolation == "limits"
        assert "a test has made it up" in address.warning
