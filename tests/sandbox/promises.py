"""The guarantees of each isolation level, each stated once.

The table in ``docs/security.md`` is made from these by ``table.py``; the conformance tests name them with
``promising`` and ``demonstrating`` of ``levels.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from bareme.sandbox.spec import MAX_SENT_MIB, Isolation, SandboxLimits

__all__ = ["GUARANTEES", "LEVELS", "TOPICS", "Guarantee"]

LEVELS: Final[tuple[Isolation, ...]] = get_args(Isolation)
_SIZES: Final = SandboxLimits(memory_mib=0, cpu_seconds=0)


@dataclass(frozen=True)
class Guarantee:
    """A guarantee about the view, rights, use or remains of student code.

    Attributes:
        id: what the tests call it.
        subject: what it is about, as the first column of the table.
        kept: what holds where it is promised.
        instead: for every level that does not promise it, what happens there.
        elsewhere: where a promise of ``limits`` needs Linux, what happens on another system.
    """

    id: str
    subject: str
    kept: str
    instead: Mapping[Isolation, str] = field(default_factory=dict)
    elsewhere: str = ""

    def is_promised_at(self, level: Isolation) -> bool:
        """Returns True if a level promises it."""
        return level not in self.instead


SEES: Final = (
    Guarantee(
        "files",
        "the suite, the solution, results, other submissions, held-out data",
        "not there",
        {"limits": "**readable** with your rights"},
    ),
    Guarantee(
        "home",
        "your home, `/var`, `/run`, `/sys`, and `/etc` except fonts and the like",
        "not there",
        {"limits": "**readable** with your rights"},
    ),
    Guarantee(
        "masks",
        "held-out data that came with an installed package",
        "empty",
        {"limits": "**readable**"},
    ),
    Guarantee(
        "packages",
        "in a folder of packages, what no installer recorded and bareme did not import; beside a module that "
        "is imported from another folder, all else (`.git`, `build/`, a course)",
        "not there, or empty",
        {"limits": "**readable**"},
    ),
    Guarantee(
        "bareme",
        "of bareme, all modules that do not run in a sandbox",
        "not there, or empty",
        {"limits": "**readable**"},
    ),
    Guarantee(
        "environments",
        "other Pythons and environments, what lies in `share/` of one, another bareme",
        "not there, or empty",
        {"limits": "**readable**"},
    ),
    Guarantee(
        "copies",
        "a copy of a solution, a hidden check, a mistake or held-out data, or a repository, in what is shown",
        "bareme refuses to grade",
        {"limits": "**readable**"},
    ),
    Guarantee(
        "root",
        "the rest of its file system",
        "the interpreter, packages, programs and libraries of the system, training data and the files of the "
        "lab, all read-only; "
        "nothing else",
        {"limits": "**yours**"},
    ),
    Guarantee(
        "processes",
        "other processes, the grader among them",
        "not visible; `/proc` shows the sandbox alone",
        {"limits": "**visible** with their environment and files, and can be killed"},
    ),
    Guarantee(
        "server",
        "the fork server that its sandbox came from",
        "out of sight and out of reach",
        {"limits": "**within reach**"},
    ),
    Guarantee(
        "neighbours",
        "other sandboxes: files, processes, sockets",
        "out of sight and out of reach",
        {"limits": "**within reach**"},
    ),
    Guarantee(
        "memory of others",
        "the memory that it inherits from the fork server",
        "no key, folder or socket of another sandbox, nothing of your environment and course",
    ),
    Guarantee(
        "descriptors",
        "open files and sockets",
        "those of its own kernel, and the kernel's connections to the grader",
    ),
    Guarantee("environment", "environment variables", "a short fixed list"),
    Guarantee("users", "names of users", "`student`", {"limits": "**those of the machine**"}),
    Guarantee("host", "the host name", "`sandbox`", {"limits": "**that of the machine**"}),
)
MAY: Final = (
    Guarantee("network", "network", "none, not even loopback", {"limits": "**open**"}),
    Guarantee(
        "writing",
        "where it can write",
        "its home, `/tmp` and `/dev/shm`, on one file system of a limited size",
        {"limits": "**wherever you can**; only its scratch is removed"},
    ),
    Guarantee("data", "the training data", "read-only", {"limits": "**writable** with your rights"}),
    Guarantee(
        "lab files",
        "the files of the lab, beside the notebook",
        "read-only, and can be neither removed nor replaced",
        {"limits": "copies of each sandbox, which it **can replace**"},
    ),
    Guarantee(
        "user",
        "who it is",
        "a user of its own inside; outside you, or, if you are root, one that nobody else is",
        {"limits": "**you**"},
    ),
    Guarantee("capabilities", "capabilities", "none", {"limits": "**yours**"}),
    Guarantee(
        "privileges",
        "programs that give more rights (set-user-id)",
        "give none (`no_new_privs`)",
        elsewhere="**as outside**",
    ),
    Guarantee(
        "system calls",
        "system calls for mounts, namespaces, tracing, `bpf`, `perf`, `io_uring`, keys, kernel modules, "
        "memory and messages of no process and more",
        "refused by a filter",
        elsewhere="**as outside**",
    ),
    Guarantee(
        "newer calls",
        "system calls that came after Linux 6.10",
        "not there",
        elsewhere="**as outside**",
    ),
    Guarantee(
        "pages",
        "system calls that tell or change which pages of a file are in memory (`mincore`, `cachestat`, "
        "`RWF_NOWAIT` and others)",
        "refused by the filter, or without effect",
        elsewhere="**as outside**",
    ),
    Guarantee(
        "watches",
        "watches and leases of files (`inotify`, `fanotify`, `F_NOTIFY`, `F_SETLEASE`)",
        "refused by the filter",
        elsewhere="**as outside**",
    ),
    Guarantee(
        "locks",
        "locks of files (`flock`, `fcntl`)",
        "report success and lock nothing, not even between its own processes",
        elsewhere="**as outside**",
    ),
    Guarantee(
        "sockets",
        "sockets of families other than Unix, Internet and the list of network interfaces",
        "refused by the filter",
        elsewhere="**as outside**",
    ),
    Guarantee("terminal", "a terminal of yours", "out of reach: its session is its own"),
    Guarantee("core", "core dumps", "never written"),
)
USES: Final = (
    Guarantee(
        "wall time",
        "wall time of a cell, a call, the notebook, without waiting for a processor up to as much again",
        "interrupted, then the sandbox is killed",
    ),
    Guarantee("processor time", "processor time of all its processes", "the sandbox is killed"),
    Guarantee("memory", "memory of all its processes", "the sandbox is killed"),
    Guarantee(
        "number of processes", f"more than {_SIZES.processes} processes", "refused, or the sandbox is killed"
    ),
    Guarantee("disk", f"more than {_SIZES.disk_mib} MiB of files", "refused, or the sandbox is killed"),
    Guarantee("file size", f"a file of more than {_SIZES.disk_mib} MiB", "refused"),
    Guarantee(
        "number of files",
        f"more than {_SIZES.files:,} files",
        "refused, or the sandbox is killed",
    ),
    Guarantee("open files", f"more than {_SIZES.open_files} open files in a process", "refused"),
    Guarantee(
        "kernel",
        "more than 32 terminals, 1,024 timers and waiting signals; memory that is never swapped",
        "refused",
        {"limits": "**what you may**"},
    ),
    Guarantee("output", "output of a cell and of the notebook", "cut off, with a notice"),
    Guarantee("flood", f"more than {MAX_SENT_MIB} MiB of output", "the sandbox is killed"),
)
LEAVES: Final = (
    Guarantee("children", "processes that it started", "killed"),
    Guarantee(
        "detached",
        "processes that left its session or whose parent is gone",
        "killed",
        elsewhere="**may stay**",
    ),
    Guarantee(
        "without a server",
        "a sandbox whose fork server ended before its time",
        "killed; another server replaces it",
        elsewhere="the sandbox **may stay**",
    ),
    Guarantee("zombies", "zombies and mounts", "none"),
    Guarantee("scratch", "its scratch", "removed"),
)
TOPICS: Final[Mapping[str, tuple[Guarantee, ...]]] = {
    "what student code sees": SEES,
    "what it may do": MAY,
    "what it may use": USES,
    "what is left of it": LEAVES,
}
GUARANTEES: Final[Mapping[str, Guarantee]] = {
    guarantee.id: guarantee for topic in TOPICS.values() for guarantee in topic
}
