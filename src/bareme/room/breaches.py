"""The limits that a submission can break, and what its student reads about each."""

from __future__ import annotations

from typing import Final, Literal

from bareme.room.spec import MAX_SENT_MIB, RoomLimits

__all__ = ["Breach", "explain_breach", "explain_error"]

Breach = Literal["time", "cpu", "memory", "processes", "disk", "output"]

# What the operating system says where it, and not the grader, keeps to a limit.
_ERRORS: Final = {
    "[Errno 28]": "A submission may have {limits.files} files, which may take {limits.disk_mib} MiB in all.",
    "[Errno 27]": "A file of a submission may take {limits.disk_mib} MiB.",
    "[Errno 11]": "A submission may have {limits.processes} processes and threads at a time.",
    "can't start new thread": "A submission may have {limits.processes} processes and threads at a time.",
    "[Errno 24]": "A submission may have {limits.open_files} files open at a time.",
}


def explain_breach(breach: Breach, limits: RoomLimits) -> str:
    """Returns a sentence for the student whose room was ended for a limit other than wall time."""
    match breach:
        case "memory":
            return f"Your code used more than {limits.memory_mib} MiB of memory and was stopped."
        case "cpu":
            return (
                f"Your code used more than {limits.cpu_seconds:g} seconds of processor time and was stopped."
            )
        case "processes":
            return f"Your code started more than {limits.processes} processes and was stopped."
        case "disk":
            size = f"files of more than {limits.disk_mib} MiB, or more than {limits.files} of them"
            return f"Your code wrote {size}, and was stopped."
        case "output":
            return f"Your code printed more than {MAX_SENT_MIB} MiB and was stopped."
        case "time":
            return "Your code ran too long and was stopped."


def explain_error(error: str, limits: RoomLimits) -> str:
    """Adds to the text of a student's exception which limit it comes from, if it does."""
    for sign, words in _ERRORS.items():
        if sign in error:
            return f"{error} {words.format(limits=limits)}"
    return error
