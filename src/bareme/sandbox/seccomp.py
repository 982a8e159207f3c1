"""The system-call filter: refuses calls that labs never need and attacks use.

A refused call fails with EPERM. Calls that a C library can do without fail with ENOSYS, and so does every
call that is newer than those reviewed here. Only a foreign instruction set kills the process. The numbers
come from the kernel's tables ``syscall_64.tbl`` and ``unistd.h`` (generic), for the two machine types for
which CPython ships Linux wheels.

A filter sees numbers, not files: it cannot tell a descriptor of a file of the sandbox from one of a file of
the machine, which other sandboxes see as well. So calls that would mark a file for other sandboxes (locks,
leases, watches) are refused on every file. Locks report success and lock nothing, since SQLite, HDF5 and
others insist on them: a lock does not keep two processes of one submission apart.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from typing import Final

__all__ = ["filter_program", "filter_system_calls"]

# name: (x86_64, aarch64); None if the machine type lacks the call.
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
    "quotactl_fd": (443, 443),
    "statmount": (457, 457),
    "listmount": (458, 458),
    # notices what other processes do with files; a user has 128 instances, for all sandboxes together
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    # which pages of a file are in memory: bits that one sandbox can set and the next one read
    "mincore": (27, 232),
    "cachestat": (451, 451),
    "readahead": (187, 213),
    "process_madvise": (440, 440),
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
    "lsm_get_self_attr": (459, 459),
    "lsm_set_self_attr": (460, 460),
    "lsm_list_modules": (461, 461),
    # kernel memory that no limit of a process bounds: rules, programs
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
    "seccomp": (317, 277),
    # memory that belongs to no process, so that no limit applies to it
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # 65,536 requests for the whole machine (fs.aio-max-nr), and reads that reveal cached pages
    "io_setup": (206, 0),
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
_FCNTL: Final = (72, 25)
_FLOCK: Final = (73, 32)
_PRCTL: Final = (157, 167)
_FADVISE: Final = (221, 223)
_POSITIONED: Final = ((327, 286), (328, 287))  # preadv2, pwritev2
_SOCKET_CALLS: Final = ((41, 198), (53, 199))  # socket, socketpair
# Both take their flags from memory, which a filter cannot read. C libraries fall back to clone, and do not
# use openat2, which can reveal whether a path is in the kernel's name cache.
_IN_MEMORY: Final = ((435, 435), (437, 437))  # clone3, openat2
_UNASSIGNED: Final = (335, 295)
"""The first free number after the old part of each table; from 424 on, all machine types share numbers."""
_SHARED: Final = 424
_NEWEST: Final = 462  # mseal, of Linux 6.10
"""The newest call that was reviewed for this filter."""
_MACHINES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Machine type -> the column of the tables above, and its AUDIT_ARCH value."""

# CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET: a clone with one of these is refused.
_CLONE_NEW: Final = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
_SOCKET_FAMILIES: Final = (1, 2, 10)  # Unix, IPv4 and IPv6; without a network the last two lead nowhere
_NETLINK, _NETLINK_ROUTE = 16, 0
_MAP_SHARED, _MAP_ANONYMOUS = 0x01, 0x20
"""Flags of a mapping. MAP_SHARED_VALIDATE (0x03) contains the bit of MAP_SHARED."""
_LOCKS: Final = (6, 7, 37, 38)  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW
_TO_OTHERS: Final = (1024, 1026, 1031)
"""F_SETLEASE and F_NOTIFY, which watch what others do with a file; F_SETPIPE_SZ, which takes kernel memory
that all processes of a user share."""
_NEWEST_COMMAND: Final = 1038  # F_SET_FILE_RW_HINT; after it come leases of folders
_POSITIONED_FLAGS: Final = 0x77
"""RWF_HIPRI, DSYNC, SYNC, APPEND, NOAPPEND, ATOMIC. Not RWF_NOWAIT, which reveals if a page is in memory, nor
RWF_DONTCACHE, which evicts it, nor any later flag."""
_DONTNEED: Final = 4  # POSIX_FADV_DONTNEED

# Offsets in struct seccomp_data: the call's number, the machine type, the low 32 bits of each argument. All
# arguments tested here are ints, of which the kernel itself ignores the high 32 bits.
_NUMBER, _MACHINE = 0, 4
_ARGUMENTS: Final = (16, 24, 32, 40, 48, 56)
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_SET, _JUMP_IF_GREATER_EQUAL, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_DO_NOTHING: Final = _REFUSE  # with errno 0: the call is skipped and reports success
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def filter_system_calls() -> None:
    """Installs the filter for this process and its descendants; needs no_new_privs.

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
    """Returns the filter as classic BPF instructions of 8 bytes each.

    The filter is one list of tests, run from the top for every call. There are no labels: a jump gives the
    number of instructions to skip if its condition holds, then the number if it does not; 0 falls through to
    the next instruction. So ``(equal N, 0, 1), return X`` means "if the number is N, the verdict is X, else
    go on behind it". Each block either returns a verdict or falls through with the call's number still in
    the accumulator, which the next block tests. A block that loads an argument instead must end in a verdict.
    """
    column, identity = _MACHINES[machine]
    program = [
        _instruction(_LOAD, _MACHINE),
        _instruction(_JUMP_IF_EQUAL, identity, 1, 0),  # the right machine type skips the kill
        _return(_KILL),
        _instruction(_LOAD, _NUMBER),
        # Calls of a newer kernel, and the x32 calls of x86_64: the same calls under other, large numbers.
        *_refuse_from(_NEWEST + 1),
        # The gap in the table. From 424 on, this skips the two instructions of the next test, which refuses
        # every number from the end of the old part.
        _instruction(_JUMP_IF_GREATER_EQUAL, _SHARED, 2, 0),
        *_refuse_from(_UNASSIGNED[column]),
    ]
    for numbers in _IN_MEMORY:
        program += _refuse(numbers[column], errno.ENOSYS)
    program += _guards(column)
    for columns in _REFUSED.values():
        number = columns[column]
        if number is not None:
            program += _refuse(number, errno.EPERM)
    program.append(_return(_ALLOW))
    return b"".join(program)


def _guards(column: int) -> list[bytes]:
    """Returns guards for calls that only some arguments make harmful."""
    new_filter = _refuse(_PR_SET_SECCOMP, errno.EPERM)
    # Advice may be ignored. Evicting pages would help to measure which sandbox reads them again.
    evict = [_instruction(_JUMP_IF_EQUAL, _DONTNEED, 0, 1), _return(_DO_NOTHING)]
    flags = 0xFFFFFFFF & ~_POSITIONED_FLAGS
    positioned = [_instruction(_JUMP_IF_SET, flags, 0, 1), _return(_REFUSE | errno.EOPNOTSUPP)]
    program = [
        *_guard(
            _CLONE[column], 0, [_instruction(_JUMP_IF_SET, _CLONE_NEW, 0, 1), _return(_REFUSE | errno.EPERM)]
        ),
        *_guard(_MMAP[column], 3, _shared_memory()),
        *_guard(_FCNTL[column], 1, _commands()),
        _instruction(_JUMP_IF_EQUAL, _FLOCK[column], 0, 1),
        _return(_DO_NOTHING),
        *_guard(_PRCTL[column], 0, new_filter),
        *_guard(_FADVISE[column], 3, evict),
    ]
    for numbers in _POSITIONED:
        program += _guard(numbers[column], 5, positioned)
    for numbers in _SOCKET_CALLS:
        program += _guard(numbers[column], 0, _families())
    return program


def _shared_memory() -> list[bytes]:
    """Refuses anonymous shared mappings: their pages can outlive every process."""
    return [
        _instruction(_JUMP_IF_SET, _MAP_ANONYMOUS, 0, 2),  # with a file, skips the next test and the verdict
        _instruction(_JUMP_IF_SET, _MAP_SHARED, 0, 1),  # private, skips the verdict
        _return(_REFUSE | errno.EPERM),
    ]


def _commands() -> list[bytes]:
    """Returns the tests of a command of ``fcntl``."""
    program = []
    for command in _LOCKS:
        program += [_instruction(_JUMP_IF_EQUAL, command, 0, 1), _return(_DO_NOTHING)]
    for command in _TO_OTHERS:
        program += _refuse(command, errno.EPERM)
    return [*program, *_refuse_from(_NEWEST_COMMAND + 1, errno.EINVAL)]


def _families() -> list[bytes]:
    """Refuses socket families other than the known ones.

    Of netlink only the protocol that lists network interfaces is allowed, since resolving even 127.0.0.1
    uses it.
    """
    refuse = _return(_REFUSE | errno.EAFNOSUPPORT)
    netlink = [
        _instruction(_JUMP_IF_EQUAL, _NETLINK, 0, 2),  # another family: skips two, to the verdict
        _instruction(_LOAD, _ARGUMENTS[2]),
        _instruction(_JUMP_IF_EQUAL, _NETLINK_ROUTE, 1, 0),  # the allowed protocol skips the verdict
        refuse,
    ]
    count = len(_SOCKET_FAMILIES)
    # A known family skips the tests of the families after it and the whole netlink block, verdict included.
    known = [
        _instruction(_JUMP_IF_EQUAL, family, count - place - 1 + len(netlink), 0)
        for place, family in enumerate(_SOCKET_FAMILIES)
    ]
    return [*known, *netlink]


def _refuse(number: int, error: int) -> list[bytes]:
    return [_instruction(_JUMP_IF_EQUAL, number, 0, 1), _return(_REFUSE | error)]


def _refuse_from(number: int, error: int = errno.ENOSYS) -> list[bytes]:
    return [_instruction(_JUMP_IF_GREATER_EQUAL, number, 0, 1), _return(_REFUSE | error)]


def _guard(number: int, argument: int, body: list[bytes]) -> list[bytes]:
    """Applies ``body`` to one argument of one call, then allows the call."""
    # Another call skips all of this. Inside, the accumulator holds the argument, so the block must end in a
    # verdict and not fall through to tests of the call's number.
    inner = [_instruction(_LOAD, _ARGUMENTS[argument]), *body, _return(_ALLOW)]
    return [_instruction(_JUMP_IF_EQUAL, number, 0, len(inner)), *inner]


def _return(verdict: int) -> bytes:
    return _instruction(_RETURN, verdict)


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
