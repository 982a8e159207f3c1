"""The isolation level ``namespaces``: a private, read-only root and no network.

It is entered in two steps, in two processes, since a new PID namespace holds only children of the process
that made it. ``_leave_host`` runs in a process that then forks once and exits. ``_enter_sandbox`` runs in
that child, which is process 1 of the namespace.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bareme.i18n.messages import Message, msg
from bareme.sandbox import libc
from bareme.sandbox.allowlist import Allowlist, Link
from bareme.sandbox.isolation import IsolationLevel
from bareme.sandbox.rlimits import set_resource_limits
from bareme.sandbox.seccomp import filter_system_calls
from bareme.sandbox.spec import DATA_FOLDER, HOME, SandboxSpec

__all__ = ["NamespaceIsolation", "map_users"]

# The user inside has no name on the host. A grader that runs as root maps it to an unprivileged user, since
# limits do not bind root. Each sandbox gets a different one, since the kernel counts some resources by user
# (watches of epoll, pages of pipes, descriptors in flight), and one sandbox could use up those of the others.
INSIDE_ID = 1000
NOBODY = 65534
# Between the ranges that systemd assigns to containers and to foreign images; no account lies there.
_USERS = range(0x70000000, 0x78000000)

# Not "zero": a shared mapping of it is memory that belongs to no process.
_DEVICES = ("null", "full", "random", "urandom")
_NONE_OF = (
    "max_user_namespaces",
    "max_inotify_instances",
    "max_inotify_watches",
    "max_fanotify_groups",
    "max_fanotify_marks",
)
_TERMINALS = 32
"""The whole machine has 4,096 (kernel.pty.max)."""
_FILES = {
    "etc/passwd": f"student:x:{INSIDE_ID}:{INSIDE_ID}:student:{HOME}:/bin/sh\n",
    "etc/group": f"student:x:{INSIDE_ID}:\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


class NamespaceIsolation(IsolationLevel):
    """The level ``namespaces``."""

    hides_files = True
    limits_tasks = True

    def enter(self, spec: SandboxSpec, server: socket.socket, allowlist: Allowlist) -> None:
        """Enters new namespaces, forks the kernel into them, and builds its root."""
        _leave_host(server if os.getuid() == 0 else None)
        pid = os.fork()
        if pid:
            server.send(b"p%d" % pid)
            os._exit(0)
        server.recv(1)
        os.setsid()
        _enter_sandbox(spec, allowlist)

    def find_obstacle(self) -> str | None:
        """Returns the reason on systems other than Linux."""
        return None if sys.platform == "linux" else msg("%(system)s has none", system=sys.platform)

    def make_refusal(self, reason: str) -> Message:
        """Returns the error, with a way to make the level possible."""
        return msg(
            "the isolation level 'namespaces' is not possible on this machine (%(reason)s); "
            "allow user namespaces, or choose --isolation limits for code that you trust.",
            reason=reason,
        )


def _leave_host(await_maps: socket.socket | None) -> None:
    """Moves the process into new namespaces of every kind (step 1).

    Args:
        await_maps: the socket on which a fork server that runs as root confirms that it has mapped users;
            None if the process maps itself.
    """
    uid, gid = os.getuid(), os.getgid()
    # In one call the kernel makes the user namespace first, so its capabilities allow the others. The PID
    # namespace takes effect only for children, hence the fork in the caller.
    libc.unshare(
        libc.CLONE_NEWUSER
        | libc.CLONE_NEWNS
        | libc.CLONE_NEWPID
        | libc.CLONE_NEWNET
        | libc.CLONE_NEWIPC
        | libc.CLONE_NEWUTS
    )
    if await_maps is None:
        # An ordinary user may write gid_map only after giving up setgroups.
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{INSIDE_ID} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{INSIDE_ID} {gid} 1")
        return
    await_maps.send(b"m")
    if await_maps.recv(1) != b"m":
        raise OSError("the fork server did not map users")


def map_users(pid: int) -> None:
    """Maps the users of a process that waits in ``_leave_host``.

    Only root may do so.
    """
    user = _USERS.start + secrets.randbelow(len(_USERS))
    try:
        _map(pid, "uid", user)
    except PermissionError:  # in a container that has no such users
        _map(pid, "uid", NOBODY)
    _map(pid, "gid", NOBODY)


def _map(pid: int, kind: str, outside: int) -> None:
    Path(f"/proc/{pid}/{kind}_map").write_text(f"0 0 1\n{INSIDE_ID} {outside} 1\n")


def _enter_sandbox(spec: SandboxSpec, allowlist: Allowlist) -> None:
    """Builds the root, enters it and gives up every privilege (step 2).

    Raises:
        OSError: the kernel refuses a step; nothing outside the new namespaces has changed.
    """
    # Before any mount, so that none of them reaches the host.
    libc.make_private()
    libc.set_host_name("sandbox")
    root = Path(spec.folder, "root")
    root.mkdir()
    libc.mount("sandbox", str(root), "tmpfs", f"mode=0755,size={spec.limits.disk_mib}m")
    # Links come before the scratch, since /home may be one, and again after it, since the interpreter may lie
    # below /tmp, which the scratch has covered.
    _make_links(root, allowlist.links)
    _make_scratch(root, spec)
    _make_links(root, allowlist.links)
    for path in allowlist.shown:
        _bind_read_only(path, _make_parents(root, path))
    # After the binds, which would cover the covers.
    _hide(root, (*allowlist.find_hidden(), *map(os.path.realpath, spec.masked)))
    if spec.data is not None:
        _bind_read_only(spec.data, _make_parents(root, DATA_FOLDER))
    if spec.files is not None:
        _show_lab_files(spec.files, root / HOME[1:])
    _make_system(root)
    libc.pivot_root(str(root))
    libc.remount_read_only("/", recursive=False)
    os.environ.update(HOME=HOME, TMPDIR="/tmp")
    if spec.data is not None:
        os.environ["BAREME_SANDBOX_DATA"] = DATA_FOLDER
    os.chdir(HOME)
    _forbid_by_settings()
    # Kernel settings belong to the kernel's user 0, which a grader inside a user namespace can be.
    libc.remount_read_only("/proc", recursive=False)
    # The rest gives up one right after another; each step needs rights that a later one drops. The bounding
    # set needs capabilities, and a change of user clears the dumpable flag and the parent-death signal.
    libc.limit_capabilities()
    if os.getuid() != INSIDE_ID:
        os.setgroups([])
        os.setresgid(INSIDE_ID, INSIDE_ID, INSIDE_ID)
        os.setresuid(INSIDE_ID, INSIDE_ID, INSIDE_ID)
    libc.drop_capabilities()
    libc.set_dumpable()
    libc.set_parent_death_signal(signal.SIGKILL)
    libc.set_no_new_privs()
    set_resource_limits(spec, limit_processes=True)
    # Last, since it refuses calls used above; it needs no_new_privs.
    filter_system_calls()


def _show_lab_files(folder: str, home: Path) -> None:
    """Mounts the files of the lab read-only beside the notebook."""
    # One by one: nothing can replace or remove a place where something is mounted.
    for name in os.listdir(folder):  # noqa: PTH208  # a name is all that is needed
        _bind_read_only(f"{folder}/{name}", home / name)


def _forbid_by_settings() -> None:
    """Sets to 0 the kernel's quotas for namespaces and file watches.

    The system-call filter refuses these too; this is a second barrier, kept by the kernel for this user
    namespace.
    """
    for name in _NONE_OF:
        setting = Path("/proc/sys/user", name)
        if setting.exists():  # the last two exist from Linux 5.13 on
            setting.write_text("0")


def _make_parents(root: Path, path: str) -> Path:
    target = root / path[1:]
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _make_links(root: Path, links: Iterable[Link]) -> None:
    """Makes missing links, and the folders that they lead to."""
    for link in links:
        place = f"{root}{link.path}"
        if not os.path.islink(place):  # noqa: PTH114  # faster
            for folder in (f"{root}{link.leads_to}", os.path.dirname(place)):  # noqa: PTH120
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            os.symlink(link.target, place)  # noqa: PTH211


def _bind_read_only(source: str, target: Path) -> None:
    if Path(source).is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    libc.bind(source, str(target))
    libc.remount_read_only(str(target))


def _hide(root: Path, paths: Iterable[str]) -> None:
    """Covers existing paths, which are no links, with empty ones."""
    cover = root / "cover"
    cover.mkdir()
    libc.mount("hidden", str(cover), "tmpfs", "mode=0555,size=4k")
    # Not the host's /dev/null, which would have to stay writable to be readable.
    (cover / "file").touch(0o444)
    (cover / "folder").mkdir(0o555)
    libc.remount_read_only(str(cover))
    folder, file = str(cover / "folder"), str(cover / "file")
    for path in paths:
        target = f"{root}{path}"
        if os.path.lexists(target):
            libc.bind(folder if os.path.isdir(target) else file, target)  # noqa: PTH112  # faster
    libc.unmount_lazily(str(cover))
    cover.rmdir()


def _make_system(root: Path) -> None:
    for name, content in _FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    (root / "proc").mkdir()
    libc.mount("proc", str(root / "proc"), "proc")
    for name in _DEVICES:
        (root / "dev" / name).touch()
        libc.bind(f"/dev/{name}", str(root / "dev" / name))
        libc.remount_read_only(str(root / "dev" / name), devices=True)
    # A private devpts, since IPython runs `!command` in a terminal.
    (root / "dev" / "pts").mkdir()
    options = f"newinstance,ptmxmode=0666,mode=0600,max={_TERMINALS}"
    libc.mount("devpts", str(root / "dev" / "pts"), "devpts", options, devices=True)
    for name, target in _links():
        (root / "dev" / name).symlink_to(target)


def _links() -> Iterator[tuple[str, str]]:
    yield "fd", "/proc/self/fd"
    yield "ptmx", "pts/ptmx"
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        yield name, f"/proc/self/fd/{number}"


def _make_scratch(root: Path, spec: SandboxSpec) -> None:
    """Mounts the only writable places, on one file system of limited size."""
    scratch = root / "scratch"
    scratch.mkdir()
    size = f"size={spec.limits.disk_mib}m,nr_inodes={spec.limits.files}"
    libc.mount("scratch", str(scratch), "tmpfs", f"mode=0755,{size}")
    for name, target in (("home", HOME), ("tmp", "/tmp"), ("shm", "/dev/shm")):
        (scratch / name).mkdir(mode=0o700)
        if os.getuid() != INSIDE_ID:
            os.chown(scratch / name, INSIDE_ID, INSIDE_ID)
        place = root / target[1:]
        place.mkdir(parents=True, exist_ok=True)
        libc.bind(str(scratch / name), str(place))
    libc.unmount_lazily(str(scratch))
    scratch.rmdir()
