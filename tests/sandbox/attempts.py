"""Attempts of the conformance tests, run as a cell inside a sandbox.

Every attempt reports what it got and harms nobody, even where the sandbox does not stop it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import pwd
import resource
import signal
import socket
import stat
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

# Files


def readable(paths: list[str]) -> list[str]:
    """The paths that exist; reading is tried too, since names are visible."""
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            Path(path).stat()
            found.append(path)
            Path(path).read_bytes()
    return found


def names_in(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def read(path: str) -> bytes:
    return Path(path).read_bytes()


def writable(folders: list[str]) -> list[str]:
    """The folders in which a file could be made."""
    written = []
    for folder in folders:
        path = Path(folder, "written-by-a-test")
        with contextlib.suppress(OSError):
            path.touch()
            written.append(folder)
            path.unlink()
    return written


def open_for_writing(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError:
        return False
    return True


def displace(names: list[str]) -> list[str]:
    """The files or folders in the working directory that could be changed, removed or replaced."""
    other = Path("other-for-a-test")
    other.touch()
    displaced = []
    for name in names:
        attempts = (
            lambda name=name: os.close(os.open(name, os.O_WRONLY)),
            lambda name=name: Path(name).chmod(0o777),
            lambda name=name: Path(name).rename("moved-by-a-test"),
            lambda name=name: other.replace(name),
            lambda name=name: Path(name).unlink(),
        )
        for attempt in attempts:
            with contextlib.suppress(OSError):
                attempt()
                displaced.append(name)
    return displaced


def scratch() -> list[str]:
    return [os.environ["HOME"], os.environ["TMPDIR"], str(Path.cwd())]


def folders_near_the_root() -> list[str]:
    found = []
    for root, names, _ in os.walk("/"):
        found.append(root)
        if root.count("/") > 3 or root == "/proc":
            names.clear()
    return found


def data_folder() -> str:
    return os.environ["BAREME_SANDBOX_DATA"]


def mounts() -> dict[str, tuple[str, bool, bool]]:
    """Mount point -> file system type, writable, set-user-id allowed."""
    found = {}
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields = line.split()
        flags = os.statvfs(fields[4]).f_flag
        kind = fields[fields.index("-") + 1]
        found[fields[4]] = (kind, not flags & os.ST_RDONLY, not flags & os.ST_NOSUID)
    return found


def leave_file(folder: str) -> str:
    path = Path(folder, f"left-behind-{os.getpid()}")
    path.write_text("x")
    return str(path)


def exists(path: str) -> bool:
    return Path(path).exists()


def own_files() -> list[tuple[str, str]]:
    """Everything in the root file system itself, with its kind."""
    found = []
    device = os.lstat("/").st_dev
    for root, folders, files in os.walk("/"):
        paths = [(str(Path(root, name)), name) for name in (*folders, *files)]
        inside = [(path, name) for path, name in paths if os.lstat(path).st_dev == device]
        for path, _ in inside:
            mode = os.lstat(path).st_mode
            found.append((path, "folder" if stat.S_ISDIR(mode) else "link" if stat.S_ISLNK(mode) else "file"))
        folders[:] = [name for _, name in inside if name in folders]
    return found


def settable() -> list[str]:
    """The non-process files below /proc that open for writing; nothing is written."""
    found = []
    for root, folders, files in os.walk("/proc"):
        if root == "/proc":
            folders[:] = [name for name in folders if not name.isdigit() and "self" not in name]
        found += [f"{root}/{name}" for name in files if open_for_writing(f"{root}/{name}")]
    return found


# Processes and who they are


def environment() -> tuple[dict[str, str], bytes]:
    """The environment now, and when the process was executed."""
    return dict(os.environ), Path("/proc/self/environ").read_bytes()


def processes() -> tuple[list[int], int, int]:
    visible = sorted(int(name) for name in names_in("/proc") if name.isdigit())
    return visible, os.getpid(), os.getppid()


def command_lines() -> list[str]:
    found = []
    for pid in processes()[0]:
        with contextlib.suppress(OSError):
            found.append(Path(f"/proc/{pid}/cmdline").read_text(errors="replace"))
    return found


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def reach(pid: int) -> list[str]:
    """The ways in which another process can be reached.

    Signal 0 only tests the permission to send.
    """
    found = []
    ways: dict[str, Callable[[], object]] = {
        "signal": lambda: os.kill(pid, 0),
        "environment": lambda: Path(f"/proc/{pid}/environ").read_bytes(),
        "root": lambda: names_in(f"/proc/{pid}/root/"),
        "descriptors": lambda: names_in(f"/proc/{pid}/fd"),
        "memory": lambda: Path(f"/proc/{pid}/mem").open("rb").close(),
        "priority": lambda: os.getpriority(os.PRIO_PROCESS, pid),
    }
    for name, way in ways.items():
        with contextlib.suppress(OSError):
            way()
            found.append(name)
    return found


def status() -> dict[str, str]:
    lines = Path("/proc/self/status").read_text().splitlines()
    return {name: value.strip() for name, value in (line.split(":", 1) for line in lines)}


def become_root() -> tuple[int, int, int]:
    for change in (os.setuid, os.setgid, os.seteuid):
        with contextlib.suppress(OSError):
            change(0)
    return os.getuid(), os.geteuid(), os.getgid()


def users() -> list[str]:
    return [user.pw_name for user in pwd.getpwall()]


def host_name() -> str:
    return socket.gethostname()


def session_id() -> tuple[int, int]:
    return os.getsid(0), os.getpid()


def opens_terminal() -> bool:
    """True if there is a controlling terminal."""
    return open_for_writing("/dev/tty")


def core_size() -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_CORE)


_CHILDREN: list[subprocess.Popen[bytes]] = []


def start_child(marker: str) -> None:
    _CHILDREN.append(subprocess.Popen(["sleep", marker]))


def end_child() -> None:
    child = _CHILDREN.pop()
    child.kill()
    child.wait()


def start_daemon(marker: str) -> None:
    """Starts a grandchild in a new session, whose parent exits."""
    if os.fork() == 0:
        os.setsid()
        subprocess.Popen(["sleep", marker], start_new_session=True)
        os._exit(0)
    os.wait()


def leave_zombie() -> int:
    """A child that has ended and that nobody has waited for."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    return pid


# Sockets and other ways to neighbours

_HELD: list[object] = []


def connect(family: int, address: str | tuple[str, int]) -> str:
    try:
        with socket.socket(family) as client:
            client.settimeout(2)
            client.connect(address)
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "error")
    return "connected"


def interfaces() -> list[str]:
    return [name for _, name in socket.if_nameindex()]


def listen(name: str) -> None:
    """Waits on an abstract Unix socket, which lies in no file system."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"\0{name}")
    listener.listen()
    _HELD.append(listener)


def socket_families() -> list[tuple[int, int]]:
    """The (family, protocol) pairs for which a socket could be made."""
    found = []
    for family in range(47):
        for protocol in range(32 if family == socket.AF_NETLINK else 1):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
                with contextlib.suppress(OSError):
                    socket.socket(family, kind, protocol).close()
                    found.append((family, protocol))
    return sorted(set(found))


def descriptors() -> list[dict[str, object]]:
    """Describes each open descriptor; for sockets, family, names and peer."""
    found = []
    for name in names_in("/proc/self/fd"):
        with contextlib.suppress(FileNotFoundError):
            target = str(Path("/proc/self/fd", name).readlink())
            details = _describe_socket(int(name)) if target.startswith("socket:") else {}
            found.append({"target": target, **details})
    return found


def _describe_socket(descriptor: int) -> dict[str, object]:
    with socket.socket(fileno=os.dup(descriptor)) as one:
        pid, _, _ = struct.unpack("3i", one.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        details = {"family": int(one.family), "name": one.getsockname(), "peer": "", "peer_pid": pid}
        with contextlib.suppress(OSError):
            details["peer"] = one.getpeername()
        return {**details, "listens": bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))}


# What runs out


def write_one_file(mib: int) -> int:
    """How many MiB fit into one file, most of it a hole."""
    path = Path(os.environ["TMPDIR"], "large")
    done = 0
    try:
        with path.open("wb") as file:
            for done in range(mib):
                file.seek((done + 1) * 2**20 - 1)
                file.write(b"x")
                file.flush()
    except OSError:
        return done
    finally:
        path.unlink()
    return mib


def fill_scratch(mib: int) -> int:
    """The MiB that fit into all places of the scratch together."""
    done, content = 0, b"x" * 2**20
    paths = [Path(place, f"part-{i}") for i in range(4) for place in {*scratch(), "/dev/shm"}]
    try:
        for path in paths:
            with path.open("wb", buffering=0) as file:
                for _ in range(mib // len(paths)):
                    if file.write(content) != len(content):
                        return done
                    done += 1
    except OSError:
        return done
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
    return done


def open_files(most: int) -> int:
    """The number of files that could be open at once."""
    opened: list[int] = []
    with contextlib.suppress(OSError):
        while len(opened) < most:
            opened.append(os.open("/dev/null", os.O_RDONLY))
    for descriptor in opened:
        os.close(descriptor)
    return len(opened)
