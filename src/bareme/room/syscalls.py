"""The system-call filter of a room: what no lab needs and what attacks on the kernel go through.

What is refused answers EPERM, so that a program that tries learns that it may not; only a foreign
instruction set ends the process. The numbers are those of the kernel's tables ``syscall_64.tbl`` and
``unistd.h`` (generic) for the two machine types that CPython ships Linux wheels for.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from typing import Final

__all__ = ["filter_program", "filter_system_calls"]

# name: (x86_64, aarch64); None where the machine has no such call.
_REFUSED: Final[dict[str, tuple[int, int | None]]] = {
    # another view of files
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "quotactl": (179, 60),
    "fanotify_init": (300, 262),
    # other namespaces
    "unshare": (272, 97),
    "setns": (308, 268),
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # parts of the kernel with a long history of holes
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "personality": (135, 92),
    # memory that belongs to no process, so that nobody can be held to a limit for it
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    # the machine itself
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "syslog": (103, 116),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "iopl": (172, None),
    "ioperm": (173, None),
}
_CLONE: Final = (56, 220)
_MMAP: Final = (9, 222)
_CLONE3: Final = (435, 435)
_SOCKET_CALLS: Final = ((41, 198), (53, 199))  # socket, socketpair
_MACHINES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""By machine type: the column of the tables above, and the value that identifies it to a filter."""

# CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET: a clone with one of these.
_CLONE_NEW: Final = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
_SOCKET_FAMILIES: Final = (1, 2, 10)  # Unix, and the two of the Internet, which lead nowhere from a room
_NETLINK, _NETLINK_ROUTE = 16, 0
_MAP_SHARED, _MAP_ANONYMOUS = 0x01, 0x20
"""Flags of a mapping; the other kind that is shared has the bit of this one as well."""

# Offsets in struct seccomp_data: the number, the machine type, the low words of three arguments.
_NUMBER, _MACHINE, _FIRST_ARGUMENT, _THIRD_ARGUMENT, _FOURTH_ARGUMENT = 0, 4, 16, 32, 40
_X32 = 0x40000000
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_SET, _JUMP_IF_GREATER_EQUAL, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def filter_system_calls() -> None:
    """Installs the filter for this process and all that come from it; no_new_privs must be set.

    Raises:
        OSError: the kernel, or the machine type, has no such filter.
    """
    machine = platform.machine()
    if machine not in _MACHINES:
        raise OSError(errno.ENOSYS, f"no system-call filter for the machine type {machine}")
    instructions = filter_program(machine)
    program = _Program(len(instructions) // 8, instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, "system-call filter")


def filter_program(machine: str) -> bytes:
    """Returns the filter as instructions of the classic Berkeley packet filter, 8 bytes each."""
    column, identity = _MACHINES[machine]
    program = [
        _instruction(_LOAD, _MACHINE),
        _instruction(_JUMP_IF_EQUAL, identity, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
        # The x32 calls of x86_64 are the same calls under other numbers.
        _instruction(_JUMP_IF_GREATER_EQUAL, _X32, 0, 1),
        _instruction(_RETURN, _REFUSE | errno.ENOSYS),
        # The flags of clone3 are in memory, where a filter cannot look; C libraries fall back to clone.
        *_refuse(_CLONE3[column], errno.ENOSYS),
    ]
    for numbers in _REFUSED.values():
        number = numbers[column]
        if number is not None:
            program += _refuse(number, errno.EPERM)
    program += _guard(
        _CLONE[column],
        [_instruction(_JUMP_IF_SET, _CLONE_NEW, 0, 1), _instruction(_RETURN, _REFUSE | errno.EPERM)],
    )
    # Pages of a mapping that is shared and has no file stay when every process has let go of them.
    program += _guard(
        _MMAP[column],
        [
            _instruction(_LOAD, _FOURTH_ARGUMENT),
            _instruction(_JUMP_IF_SET, _MAP_ANONYMOUS, 0, 2),
            _instruction(_JUMP_IF_SET, _MAP_SHARED, 0, 1),
            _instruction(_RETURN, _REFUSE | errno.EPERM),
        ],
    )
    for numbers in _SOCKET_CALLS:
        program += _guard(numbers[column], _families())
    program.append(_instruction(_RETURN, _ALLOW))
    return b"".join(program)


def _families() -> list[bytes]:
    """Refuses a first argument that is none of the known families.

    Of netlink only the protocol that lists network interfaces is left, since resolving even
    127.0.0.1 goes through it.
    """
    refuse = _instruction(_RETURN, _REFUSE | errno.EAFNOSUPPORT)
    netlink = [
        _instruction(_JUMP_IF_EQUAL, _NETLINK, 0, 2),
        _instruction(_LOAD, _THIRD_ARGUMENT),
        _instruction(_JUMP_IF_EQUAL, _NETLINK_ROUTE, 1, 0),
        refuse,
    ]
    count = len(_SOCKET_FAMILIES)
    known = [
        _instruction(_JUMP_IF_EQUAL, family, count - place - 1 + len(netlink), 0)
        for place, family in enumerate(_SOCKET_FAMILIES)
    ]
    return [*known, *netlink]


def _refuse(number: int, error: int) -> list[bytes]:
    return [_instruction(_JUMP_IF_EQUAL, number, 0, 1), _instruction(_RETURN, _REFUSE | error)]


def _guard(number: int, body: list[bytes]) -> list[bytes]:
    """Runs ``body`` on the first argument of one call; falls out of it where that is harmless."""
    inner = [_instruction(_LOAD, _FIRST_ARGUMENT), *body, _instruction(_RETURN, _ALLOW)]
    return [_instruction(_JUMP_IF_EQUAL, number, 0, len(inner)), *inner]


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
