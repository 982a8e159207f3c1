"""Measures the memory of a grader while a sandbox floods it.

Every output channel of a sandbox is flooded with an amount, then with 4 and with 16 times as much. Each flood
is graded by a separate process that works like a worker of a batch: it runs the notebook in a sandbox and
calls its function. The peak memory of this process (``VmHWM``) is measured.

A flood is flat if the peak at 16 times the amount is at most a quarter above the peak at the amount itself;
the data that waits to be read differs by some MiB from run to run. ``python benchmarks/flood.py`` prints
Markdown and exits with 1 if a flood is not flat.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from measuring import print_heading
from nbformat import v4

from bareme.course.course import Limits
from bareme.errors import StudentError
from bareme.sandbox.forkserver_client import ServerAddress, run_server
from bareme.sandbox.session import NotebookSession, SandboxSettings
from bareme.student.student import Student

FACTORS = (1, 4, 16)
MOST = 1.25
"""The maximal ratio of the peak at 16 times the amount to the peak at the amount."""
LIMITS = Limits(cell_seconds=60, total_seconds=60, call_seconds=60, memory_mib=4096)
PREPARE = """
import struct, sys, threading
import numpy as np
from IPython.display import display
from bareme import wire
from bareme.guest import probe
kernel = get_ipython().kernel
MIB = 2**20
PART = "x" * (MIB // 4)

def forge(stream, kind, content, parent):
    identities = kernel._parent_ident.get("shell")
    kernel.session.send(stream, kind, content, parent=parent, ident=identities)

def print_forged(parent):
    forge(kernel.iopub_socket, "stream", {"name": "stdout", "text": PART}, parent)

def print_lines(stream):
    print("\\n".join(["x" * 1023] * 256), file=stream, flush=True)

def show(text, **options):
    display({"text/plain": text}, raw=True, **options)
"""


@dataclass(frozen=True)
class Flood:
    """One kind of flood; the source reads its size from AMOUNT."""

    name: str
    amount: int
    unit: str
    source: str
    calls: bool = False
    """True if the source defines ``flood``, which is called after the notebook."""
    many: bool = False
    """True if the notebook has AMOUNT cells of this source instead of one."""


FLOODS = (
    Flood("nothing", 1, "times", "flood = lambda: None", calls=True),
    Flood("lines on stdout", 64, "MiB", "for _ in range(AMOUNT * 4): print_lines(sys.stdout)"),
    Flood("lines on stderr", 64, "MiB", "for _ in range(AMOUNT * 4): print_lines(sys.stderr)"),
    Flood("stdout never flushed", 64, "MiB", "for _ in range(AMOUNT): print('x' * MIB, end='')"),
    Flood("large displays", 64, "MiB", "for _ in range(AMOUNT * 4): show(PART)"),
    Flood("small displays", 2000, "displays", "for _ in range(AMOUNT): show('')"),
    Flood("cells that each print 300 KiB", 16, "cells", "print('x' * 300 * 1024)", many=True),
    Flood("cells with small displays", 8, "cells", "for _ in range(300): show('')", many=True),
    Flood("cells that raise 1 MiB", 8, "cells", "raise ValueError('x' * MIB)", many=True),
    Flood(
        "forged outputs of this cell",
        64,
        "MiB",
        "for _ in range(AMOUNT * 4): print_forged(kernel.get_parent('shell'))",
    ),
    Flood("forged outputs of no cell", 64, "MiB", "for _ in range(AMOUNT * 4): print_forged({})"),
    Flood(
        "updates of displays",
        64,
        "MiB",
        "for _ in range(AMOUNT * 4): show(PART, display_id='one', update=True)",
    ),
    Flood(
        "forged replies to nothing",
        64,
        "MiB",
        "for _ in range(AMOUNT * 4): forge(kernel.shell_stream, 'execute_reply', {'status': PART}, {})",
    ),
    Flood(
        "a channel that nobody reads",
        64,
        "MiB",
        "loop, sent = kernel.control_thread.io_loop, threading.Event()\n"
        "for _ in range(AMOUNT * 4):\n"
        "    loop.add_callback(forge, kernel.control_stream, 'status', {'x': PART}, {})\n"
        "loop.add_callback(sent.set)\nsent.wait()",
    ),
    Flood(
        "bytes on iopub that are no message",
        64,
        "MiB",
        "for _ in range(AMOUNT): kernel.iopub_socket.send_multipart([b'x' * MIB])",
    ),
    Flood(
        "displays of 7 MiB in a call, when nobody reads them",
        40,
        "displays",
        "def flood():\n    for _ in range(AMOUNT): show(28 * PART)",
        calls=True,
    ),
    Flood(
        "values of 250 MiB",
        1,
        "calls",
        "def flood(): return np.zeros(250 * MIB // 8)",
        calls=True,
    ),
    Flood(
        "values larger than may cross",
        300,
        "MiB",
        "def flood():\n    content = bytes(AMOUNT * MIB)\n"
        "    probe._socket.sendall(struct.pack('>Q', len(content)) + content[:300 * MIB])",
        calls=True,
    ),
    Flood(
        "answers to other questions",
        1,
        "x 64 MiB",
        "def flood():\n    content = wire.encode({'number': -1, 'value': bytes(64 * MIB)})\n"
        "    for _ in range(AMOUNT): wire.write_frame(probe._socket.sendall, content)",
        calls=True,
    ),
    Flood(
        "lists of many small values",
        200_000,
        "values",
        "def flood(): return [1.5] * AMOUNT",
        calls=True,
    ),
)


@dataclass(frozen=True)
class Peak:
    """The peak of the grading process, and how the flood ended."""

    mib: float
    ended: str


def grade(flood: Flood, amount: int, address: ServerAddress) -> str:
    """Grades a flood and returns how its cells and call ended."""
    count = amount if flood.many else 1
    sources = [f"{PREPARE}\nAMOUNT = {amount}", *[flood.source] * count]
    notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
    with NotebookSession(notebook, SandboxSettings(address, LIMITS)) as session:
        session.run()
        ended = [run.status for _, run in sorted(session.cells.items())][1:]
        if not flood.calls:
            return " ".join(sorted(set(ended)))
        try:
            for _ in range(amount if flood.unit == "calls" else 1):
                Student(session).flood()
        except StudentError as error:
            return str(error)[:60]
        return "answered"


def held_at_most() -> float:
    """Returns the peak memory of this process in MiB.

    Unlike this one, the peak of ``getrusage`` is inherited from the parent process.
    """
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return int(line.split()[1]) / 1024


def measure_peak(flood: Flood, amount: int, address: ServerAddress) -> Peak:
    """Grades a flood in a new process."""
    command = [sys.executable, __file__, "--name", flood.name, "--amount", str(amount)]
    command += ["--folder", address.folder, "--isolation", address.isolation]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{flood.name}:\n{done.stderr}")
    return Peak(**json.loads(done.stdout))


def render_row(flood: Flood, peaks: list[Peak]) -> str:
    ratio = peaks[-1].mib / peaks[0].mib
    figures = (f"{peak.mib:.0f}" for peak in peaks)
    cells = (flood.name, f"{flood.amount:,} {flood.unit}", *figures, f"{ratio:.2f}", peaks[-1].ended)
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", help="a part of the name of the floods to measure")
    for hidden in ("--name", "--folder", "--isolation"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    parser.add_argument("--amount", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.name:
        (flood,) = (flood for flood in FLOODS if flood.name == arguments.name)
        ended = grade(flood, arguments.amount, ServerAddress(arguments.folder, arguments.isolation))
        print(json.dumps({"mib": held_at_most(), "ended": ended}))
        return
    print_heading("What a flood costs the grader's memory", __file__)
    print("\n| flood | once | peak MiB | 4 times | 16 times | 16 times : once | how the largest ended |")
    print("|---|---:|---:|---:|---:|---:|---|")
    worst = 0.0
    with run_server(["numpy"]) as address:
        for flood in FLOODS:
            if (arguments.only or "") in flood.name:
                peaks = [measure_peak(flood, flood.amount * factor, address) for factor in FACTORS]
                worst = max(worst, peaks[-1].mib / peaks[0].mib)
                print(render_row(flood, peaks), flush=True)
    print(
        f"\n{'Flat' if worst <= MOST else 'Not flat'}: the largest ratio is {worst:.2f}; {MOST} is allowed."
    )
    sys.exit(0 if worst <= MOST else 1)


if __name__ == "__main__":
    main()
