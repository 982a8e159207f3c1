# ruff: noqa
"""Makes the system calls that attacks on kernels begin with, each with arguments that change nothing."""

FAMILY = "breaking out"
MAY_PASS = []
MUST_NOT = "The kernel looks at the arguments instead of refusing the call."

# %%
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
# name: (x86_64, aarch64)
CALLS = {
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "personality": (135, 92),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "syslog": (103, 116),
    "quotactl": (179, 60),
    "fanotify_init": (300, 262),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "mbind": (237, 235),
    "lookup_dcookie": (212, 18),
    "vmsplice": (278, 75),
    "landlock_create_ruleset": (444, 444),
}
column = ("x86_64", "aarch64").index(platform.machine())
for name, numbers in CALLS.items():
    result = libc.syscall(numbers[column], *[ctypes.c_long(-1)] * 6)
    print(name, result, os.strerror(ctypes.get_errno()) if result < 0 else "WORKED")
if platform.machine() == "x86_64":
    # The same calls under the numbers of other tables.
    for name, number in {
        "x32 unshare": 0x40000000 | 272,
        "x32 ptrace": 0x40000000 | 521,
        "iopl": 172,
        "ioperm": 173,
    }.items():
        result = libc.syscall(number, *[ctypes.c_long(-1)] * 6)
        print(name, result, os.strerror(ctypes.get_errno()) if result < 0 else "WORKED")
