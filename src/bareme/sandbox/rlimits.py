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
import sys
from pathlib import Path

from bareme.sandbox.spec import SandboxSpec

__all__ = ["enter_limits", "set_resource_limits"]

_MAX_SIGNALS = 1024


def enter_limits(spec: SandboxSpec) -> None:
    """Puts the calling process into the sandbox at the ``limits`` level."""
    home = Path(spec.scratch_path())
    home.mkdir(mode=0o700)
    os.environ.update(HOME=str(home), TMPDIR=str(home))
    if spec.data is not None:
        os.environ["BAREME_SANDBOX_DATA"] = spec.data
    os.chdir(home)
    set_resource_limits(spec)
    if sys.platform == "linux":
        from bareme.sandbox import libc, seccomp

        libc.set_no_new_privs()
        # An old kernel or another machine type has no filter; this level does not promise one.
        with contextlib.suppress(OSError):
            seccomp.filter_system_calls()


def set_resource_limits(spec: SandboxSpec) -> None:
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
    if spec.isolation == "limits":
        # Without a user namespace the kernel would count every process of the user.
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
