"""Messages for the limits that a submission can exceed."""

from __future__ import annotations

import signal
from dataclasses import asdict
from typing import Final, Literal

from bareme.i18n.catalogs import N_
from bareme.i18n.messages import localized_number, msg
from bareme.sandbox.spec import MAX_MESSAGE_BYTES, MAX_SENT_MIB, SandboxLimits

__all__ = ["LimitExceeded", "explain_error", "explain_exceeded_limit", "explain_signal"]

LimitExceeded = Literal["time", "cpu", "memory", "processes", "disk", "output", "message"]

_CRASHES: Final = frozenset(
    -number for number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP)
)
"""Exit codes of libraries that abort or crash."""
# Texts of the errors raised where the operating system, not the grader, enforces a limit.
_ERRORS: Final = {
    "[Errno 28]": N_("A submission may have %(files)s files, which may take %(disk_mib)s MiB in all."),
    "[Errno 27]": N_("A file of a submission may take %(disk_mib)s MiB."),
    "[Errno 11]": N_("A submission may have %(processes)s processes and threads at a time."),
    "can't start new thread": N_("A submission may have %(processes)s processes and threads at a time."),
    "[Errno 24]": N_("A submission may have %(open_files)s files open at a time."),
}


def explain_exceeded_limit(exceeded: LimitExceeded, limits: SandboxLimits) -> str:
    """Returns the student's message for an exceeded limit."""
    match exceeded:
        case "memory":
            return msg(
                "Your code used more than %(memory_mib)s MiB of memory and was stopped.",
                memory_mib=limits.memory_mib,
            )
        case "cpu":
            return msg(
                "Your code used more than %(cpu_seconds)s seconds of processor time and was stopped.",
                cpu_seconds=localized_number(format(limits.cpu_seconds, "g")),
            )
        case "processes":
            return msg(
                "Your code started more than %(processes)s processes and was stopped.",
                processes=limits.processes,
            )
        case "disk":
            return msg(
                "Your code wrote files of more than %(size)s MiB, or more than %(count)s of them, and was "
                "stopped.",
                size=limits.disk_mib,
                count=limits.files,
            )
        case "output":
            return msg("Your code printed more than %(size)s MiB and was stopped.", size=MAX_SENT_MIB)
        case "message":
            return msg(
                "Your code sent a message of more than %(size)s MiB to the grader and was stopped.",
                size=MAX_MESSAGE_BYTES // 2**20,
            )
        case "time":
            return N_("Your code ran too long and was stopped.")


def explain_signal(sentence: str, code: int | None, max_tasks: int, limits: SandboxLimits) -> str:
    """Adds to a crash message that there were many processes and threads.

    A library that cannot start another thread may crash.

    Args:
        sentence: describes how it ended.
        code: its exit code; negative for a signal.
        max_tasks: the largest number of processes and threads that was measured.
        limits: the limits of the sandbox.
    """
    if code not in _CRASHES or 2 * max_tasks < limits.processes:
        return sentence
    crowd = msg(
        "It had at least %(count)s of the %(processes)s processes and threads that a submission may have at "
        "a time; a library that can start no more of them may end the process like this.",
        count=min(max_tasks, limits.processes),
        processes=limits.processes,
    )
    return msg("%(error)s %(limit)s", error=sentence, limit=crowd)


def explain_error(error: str, limits: SandboxLimits) -> str:
    """Adds to an exception's text the limit that caused it, if any."""
    for sign, words in _ERRORS.items():
        if sign in error:
            return msg("%(error)s %(limit)s", error=error, limit=msg(words, **asdict(limits)))
    return error
