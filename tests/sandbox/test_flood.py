"""A sandbox that floods its grader costs the grader no memory."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["sandbox.fixtures"]

# Grades one cell, and says how it ended and how many KiB of memory this process ever held at most.
GRADER = """
import sys
from pathlib import Path
from bareme.course.course import Limits
from bareme.sandbox.forkserver_client import ServerAddress
from bareme.sandbox.session import NotebookSession, SandboxSettings
from nbformat import v4
notebook = v4.new_notebook(cells=[v4.new_code_cell(sys.argv[3])])
with NotebookSession(notebook, SandboxSettings(ServerAddress(*sys.argv[1:3]), Limits())) as session:
    session.run()
status = Path("/proc/self/status").read_text()
print(session.cells[0].status, status.partition("VmHWM:")[2].split()[0])
"""
# Signed messages that belong to no cell, so that they are read to the last one and shown nowhere.
FLOOD = """
kernel = get_ipython().kernel
for _ in range(@MIB@ * 4):
    kernel.session.send(kernel.iopub_socket, "stream", {"name": "stdout", "text": "x" * 2**18}, parent={})
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_sixteen_times_the_messages_take_no_more_of_the_graders_memory(address):
    peaks = {}
    for mib in (16, 256):
        command = [sys.executable, "-c", GRADER, address.folder, address.isolation]
        flood = FLOOD.replace("@MIB@", str(mib))
        done = subprocess.run([*command, flood], capture_output=True, text=True, check=True, timeout=300)
        status, kib = done.stdout.split()
        assert status == "ok"
        peaks[mib] = int(kib) / 1024
    # Less than an eighth of what came in addition; what waits to be read takes at most 8 MiB.
    assert peaks[256] - peaks[16] < 30, peaks
