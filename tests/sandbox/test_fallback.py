"""Without namespaces, a command says so, then falls back or refuses."""

import json
import subprocess
import sys

import pytest
from courses import make_course

# The filter of a sandbox refuses new namespaces to whatever comes from this process, as many containers do.
WITHOUT_NAMESPACES = """
import runpy
from bareme.sandbox import libc, seccomp
libc.set_no_new_privs()
seccomp.filter_system_calls()
runpy.run_module("bareme", run_name="__main__", alter_sys=True)
"""
SUBMISSION = """
def predict(x, slope, offset=0):
    return slope * x + offset
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has namespaces to forbid")


@pytest.fixture
def check(tmp_path):
    """Checks a submission where namespaces are forbidden."""
    course = make_course(tmp_path / "course").root
    file = tmp_path / "line.py"
    file.write_text(SUBMISSION)

    def run(*options):
        command = [sys.executable, "-c", WITHOUT_NAMESPACES, "check", file, "-a", "line", "--course", course]
        return subprocess.run([*command, *options], capture_output=True, text=True, timeout=300)

    return run


def test_without_namespaces_the_weaker_level_is_used_and_one_line_says_what_that_means(check):
    done = check("--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["isolation"] == "limits"
    assert [outcome["status"] for outcome in result["checks"]] == ["passed"]
    [warning] = done.stderr.splitlines()
    assert warning.startswith("bareme: isolation level 'limits' (")
    assert "can read what you can read and use the network" in warning


def test_without_namespaces_asking_for_them_is_refused_in_one_sentence(check, tmp_path):
    done = check("--isolation", "namespaces", "--out", tmp_path / "out")
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith("bareme: the isolation level 'namespaces' is not possible on this machine (")
    assert "--isolation limits" in sentence
    assert not list((tmp_path / "out").glob("**/*"))
