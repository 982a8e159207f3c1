"""Measures the memory of the trusted processes while a submission attacks them.

Grades one submission at a time with ``bareme grade`` and reads the peak (``VmHWM``) of every trusted process:
the command, its workers and the fork server, but not the sandboxes. ``python benchmarks/trusted_memory.py``
prints Markdown and exits with 1 if a process took more than a worker may.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from measuring import print_heading

from bareme.grading.process_pool import WORKER_MEMORY_MIB

ROOT = Path(__file__).parents[1]
HOLES = ROOT / "tests" / "hostile" / "holes"
SUBMISSIONS = (
    ("an honest submission", ROOT / "examples" / "neuron" / "lovelace-ada.ipynb"),
    ("`zmtp`: one message in endless parts", HOLES / "zmtp.py"),
    ("`grader_broadcast_bomb`: an answer of 12,000,000 rows", HOLES / "grader_broadcast_bomb.ipynb"),
)
ROLES = ("the command", "a worker", "the fork server")


def peak_mib(process: psutil.Process) -> float:
    """Returns the peak memory of a process in MiB."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def role_of(process: psutil.Process) -> str | None:
    """Returns the role of a trusted process; None for a sandbox."""
    words = " ".join(process.cmdline())
    if "bareme.sandbox.forkserver" in words:
        parent = process.parent()
        is_sandbox = parent is not None and "bareme.sandbox.forkserver" in " ".join(parent.cmdline())
        return None if is_sandbox else "the fork server"
    return "a worker" if "forkserver" in words else "the command"


def watch(submission: Path, out: Path) -> dict[str, float]:
    """Grades a submission and returns the peak of each role in MiB."""
    command = ["grade", "neuron", str(submission), "-o", str(out), "--course", str(ROOT), "--profile", "mini"]
    grader = subprocess.Popen([sys.executable, "-m", "bareme", *command], stdout=subprocess.DEVNULL)
    peaks: dict[str, float] = {}
    root = psutil.Process(grader.pid)
    while grader.poll() is None:
        with contextlib.suppress(psutil.Error, OSError):
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.Error, OSError):
                    role = role_of(process)
                    if role is not None:
                        peaks[role] = max(peaks.get(role, 0.0), peak_mib(process))
        time.sleep(0.02)
    return peaks


def limit_message(out: Path) -> str:
    """Returns the message to the student about a limit."""
    (path,) = out.glob("students/*/result.json")
    result = json.loads(path.read_text(encoding="utf-8"))
    messages = [part["message"] for part in (*result["cells"], *result["checks"])]
    return next((message for message in messages if "MiB" in message or "shape" in message), "–")


def main() -> int:
    """Prints the table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    print_heading("Memory of the trusted processes under attack", "benchmarks/trusted_memory.py")
    print(f"A worker may allocate {WORKER_MEMORY_MIB} MiB.\n")
    print("| submission | " + " | ".join(f"{role}, MiB" for role in ROLES) + " | the student reads |")
    print("|---|" + "---:|" * len(ROLES) + "---|")
    most = 0.0
    for name, path in SUBMISSIONS:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "out")
            peaks = watch(path, out)
            words = limit_message(out).replace("\n", " ")
        print(f"| {name} | " + " | ".join(f"{peaks.get(role, 0):.0f}" for role in ROLES) + f" | {words} |")
        most = max(most, *peaks.values())
    return int(most > WORKER_MEMORY_MIB)


if __name__ == "__main__":
    sys.exit(main())
