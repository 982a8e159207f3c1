"""Sandboxes and their files are the same under every umask."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from courses import make_course

pytest_plugins = ["sandbox.fixtures"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a sandbox is the user who grades")

# Runs bareme under a umask: as whoever runs the tests, or as an ordinary user, who may do the same but has
# no rights beyond that.
GRADER = """
import os, runpy, sys
from pathlib import Path
from bareme.sandbox import libc
umask, kind = sys.argv[1:3]
if kind == "ordinary":
    user, group = os.getuid(), os.getgid()
    libc.unshare(libc.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user or 1000} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group or 1000} {group} 1")
    libc.drop_capabilities()
    assert os.getuid() != 0
os.umask(int(umask, 8))
sys.argv[1:] = sys.argv[3:]
runpy.run_module("bareme", run_name="__main__", alter_sys=True)
"""
SUBMISSION = """
import os
from bareme.datasets import load

def predict(x, slope, offset=0):
    return slope * x + offset

(x_train, _), _ = load("mnist")
own = os.umask(0)
os.umask(own)
print(len(x_train) > 0, oct(own), oct(os.stat(os.environ["HOME"]).st_mode & 0o777))
"""


@pytest.mark.parametrize(
    ("umask", "kind", "level"),
    [
        ("000", "as it is", "namespaces"),
        ("027", "as it is", "namespaces"),
        ("077", "as it is", "namespaces"),
        ("077", "ordinary", "namespaces"),
        ("077", "as it is", "limits"),
    ],
)
def test_a_submission_is_graded_and_finds_its_data(tmp_path, umask, kind, level, address):
    if level == "namespaces" and address.isolation != level:
        pytest.skip(f"this machine does not allow namespaces: {address.warning}")
    course = make_course(tmp_path / "course").root
    settings = course / "graders" / "line" / "assignment.toml"
    settings.write_text(settings.read_text() + '\n[data]\nmini = "digits"\nfull = "mnist"\n')
    file = tmp_path / "line.py"
    file.write_text(SUBMISSION)
    words = ["check", file, "-a", "line", "--course", course, "--isolation", level, "--json"]
    command = [sys.executable, "-c", GRADER, umask, kind, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.stdout, done.stderr
    result = json.loads(done.stdout)
    assert result["isolation"] == level
    assert [outcome["status"] for outcome in result["checks"]] == ["passed"]
    outputs = "".join(cell["output"] for cell in result["cells"])
    assert outputs.strip() == "True 0o22 0o700"
