"""The isolation level ``limits``: a session, resource limits and a scratch directory.

It is used where namespaces are not available (macOS, many containers). It keeps accidents from hurting the
machine. It does not keep code from reading whatever the user can read. The level ``namespaces`` sets the
same resource limits.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import shutil
import socket
import sys
from pathlib import Path

from bareme.i18n.messages import msg
from bareme.sandbox.allowlist import Allowlist
from bareme.sandbox.isolation import IsolationLevel
from bareme.sandbox.reaper import become_child_subreaper, run_reaper
from bareme.sandbox.spec import SandboxSpec

__all__ = ["RlimitIsolation", "set_resource_limits"]

_MAX_SIGNALS = 1024


class RlimitIsolation(IsolationLevel):
    """The level ``limits``."""

    is_always_possible = True

    def enter(self, spec: SandboxSpec, server: socket.socket, allowlist: Allowlist) -> None:
        """Forks the kernel below a reaper, and limits the kernel's process."""
        become_child_subreaper()
        pid = os.fork()
        if pid:
            server.send(b"k%d" % pid)
            run_reaper(pid)
        server.recv(1)
        os.setsid()
        _enter_limits(spec)

    def find_scratch(self, spec: SandboxSpec) -> str | None:
        """Returns the scratch directory, which no file system bounds."""
        return spec.scratch_path()

    def make_warning(self, reason: str) -> str:
        """Returns a warning about the rights of student code."""
        return msg(
            "isolation level 'limits' (%(reason)s): student code can read what you can read and use the "
            "network; grade only code that you trust.",
            reason=reason,
        )


def _enter_limits(spec: SandboxSpec) -> None:
    home = Path(spec.scratch_path())
    home.mkdir(mode=0o700)
    if spec.files is not None:
        shutil.copytree(spec.files, home, dirs_exist_ok=True)
    os.environ.update(HOME=str(home), TMPDIR=str(home))
    if spec.data is not None:
        os.environ["BAREME_SANDBOX_DATA"] = spec.data
    os.chdir(home)
    # Without a user namespace the kernel would count every process of the user.
    set_resource_limits(spec, limit_processes=False)
    if sys.platform == "linux":
        from bareme.sandbox import libc, seccomp

        libc.set_no_new_privs()
        # An old kernel or another machine type has no filter; this level does not promise one.
        with contextlib.suppress(OSError):
            seccomp.filter_system_calls()


def set_resource_limits(spec: SandboxSpec, *, limit_processes: bool) -> None:
    """Sets the limits that the kernel enforces; memory is watched from outside.

    Address space is not limited: TensorFlow reserves far more than it uses.
    """
    limits = spec.limits
    values = {
        # The grader measures all processes together; this bounds each one even if the grader dies.
        resource.RLIMIT_CPU: math.ceil(limits.cpu_seconds) + 5,
        resource.RLIMIT_FSIZE: limits.disk_mib * 2**20,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.processes,
        **_kernel_limits(),
    }
    if not limit_processes:
        del values[resource.RLIMIT_NPROC]
    for name, value in values.items():
        _, ceiling = resource.getrlimit(name)
        wanted = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        with contextlib.suppress(OSError):  # macOS refuses some of these; the grader watches as well
            resource.setrlimit(name, (wanted, wanted))


def _kernel_limits() -> dict[int, int]:
    """Returns limits on resources counted per user, where supported."""
    if sys.platform != "linux":
        return {}
    return {
        # Waiting signals and timers: one sandbox could use up those of the others.
        resource.RLIMIT_SIGPENDING: _MAX_SIGNALS,
        # No lab needs locked pages, message queues or a priority.
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
