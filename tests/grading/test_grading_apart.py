"""A submission is graded again if the shared fork server ends."""

import json
import subprocess
import sys

import pytest
from courses import make_course

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the submission reads /proc")

# At the level `limits`, code can reach the server: it is stopped first, with the reaper of the sandbox, so
# that neither reacts to the end of the other.
SUBMISSION = """
import os, signal

def end_server():
    open({mark!r}, "a").write("x")
    reaper = os.getppid()
    server = int(open(f"/proc/{{reaper}}/stat").read().rpartition(")")[2].split()[1])
    for number in (signal.SIGSTOP, signal.SIGKILL):
        os.kill(reaper, number)
        os.kill(server, number)
    signal.pause()

def times():
    return os.path.getsize({mark!r}) if os.path.exists({mark!r}) else 0

print("run", times())
{cell}

def predict(x, slope, offset=0):
    {call}
    return slope * x + offset
"""


@pytest.fixture
def check(tmp_path):
    """Checks a submission with code in its cell and in its function."""
    course = make_course(tmp_path / "course").root
    file = tmp_path / "line.py"

    def run(cell, call):
        file.write_text(SUBMISSION.format(mark=str(tmp_path / "mark"), cell=cell, call=call))
        words = ["check", file, "-a", "line", "--course", course, "--isolation", "limits", "--json"]
        command = [sys.executable, "-m", "bareme", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.stdout, done.stderr
        result = json.loads(done.stdout)
        outputs = "".join(cell["output"] for cell in result["cells"]).strip()
        return result, [outcome["status"] for outcome in result["checks"]], outputs

    return run


def test_a_server_that_ends_once_costs_nothing(check):
    result, statuses, outputs = check("if times() < 1: end_server()", "pass")
    assert (result["status"], statuses) == ("graded", ["passed"])
    assert outputs == "run 1"


def test_what_was_shown_before_a_check_asked_is_what_stays_shown(check):
    result, statuses, outputs = check("pass", "if times() < 1: end_server()")
    assert (result["status"], statuses) == ("graded", ["passed"])
    assert outputs == "run 0"


@pytest.mark.parametrize("places", [("end_server()", "pass"), ("pass", "end_server()")])
def test_a_server_that_ends_again_leaves_it_to_a_person(check, places):
    result, statuses, _ = check(*places)
    assert (result["status"], statuses) == ("undetermined", [])
    [note] = result["notes"]
    assert "so did one that served no other submission" in note["id"]
