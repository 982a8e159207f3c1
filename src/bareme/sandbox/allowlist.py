"""Lists the host files that a sandbox may see at level ``namespaces``.

A path that is not allowed is not shown. Allowed are, of the system: programs, shared libraries, fonts, time
zones and the like; of Python: the standard library, and the packages that an installer recorded or the fork
server has imported. A folder that is shown in part is mounted whole, and the entries that its rule does not
allow are covered when a sandbox is made.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import bareme

__all__ = ["Allowlist", "Link", "make_allowlist", "package_folders"]

AccessRule = Callable[[str, bool], bool]
"""(name, is it a folder) -> may this entry be seen?"""

_PROGRAMS: Final = ("/usr/bin", "/usr/sbin", "/bin", "/sbin")
_LIBRARIES: Final = tuple(
    f"{top}/{lib}" for top in ("/usr", "", "/usr/local") for lib in ("lib", "lib32", "lib64", "libx32")
)
_SETTINGS: Final = ("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives")
# Shown of a library folder besides its files. Packages of other Pythons, JVMs and the like lie there too and
# stay hidden; so do compilers, whose headers are hidden.
_LIBRARY_FOLDERS: Final = (
    "*-linux-*",  # the libraries of one machine type, on Debian
    "engines*",
    "file",
    "gconv",
    "ghostscript",
    "glibc-hwcaps",
    "graphviz",
    "groff",
    "locale",
    "ossl-modules",
    "perl*",
    "ssl",
    "tcl*",
    "terminfo",
    "tk*",
)
_SHARED_FOLDERS: Final = (
    "fontconfig",
    "fonts",
    "ghostscript",
    "graphviz",
    "i18n",
    "locale",
    "misc",
    "perl",
    "perl5",
    "tcltk",
    "terminfo",
    "texlive",
    "texmf",
    "texmf-dist",
    "zoneinfo",
)
_PACKAGE_FOLDERS: Final = ("site-packages", "dist-packages")
_METADATA: Final = (".dist-info", ".egg-info")
# C++ headers and type stubs for editors: a third of all installed files.
_UNUSED: Final = (("tensorflow", "include"), ("jedi", "third_party"))
# Of bareme, only the modules that run in a sandbox. In particular nothing of "course": earlier versions were
# installed with the course in their package, under that name, and an installer leaves caches of it behind.
_OF_BAREME: Final = ("__init__.py", "errors.py", "files.py", "datasets", "guest", "i18n", "sandbox", "wire")
_FIRST_PART: Final = re.compile(r'^"?([^/,"\n]+)', re.MULTILINE)
"""The first component of the path in a line of RECORD."""
_MAX_LINKS: Final = 40
"""The kernel follows as many."""


@dataclass(frozen=True)
class Link:
    """A symbolic link on the host."""

    path: str
    target: str
    """Relative to the folder of the link, so that it means the same in a sandbox's root."""
    leads_to: str
    """The target without links: the folder itself, or the folder of a file."""


@dataclass(frozen=True)
class Allowlist:
    """Lists the paths to show, and rules for folders shown in part.

    No path goes through a symbolic link.
    """

    shown: tuple[str, ...]
    """Files and folders, none inside another, in alphabetical order."""
    inside: frozenset[str]
    """Paths that are allowed although the rule of a folder above hides them."""
    leading: frozenset[str]
    """The parent folders of the paths in ``inside``."""
    rules: Mapping[str, AccessRule]
    """Folder -> the rule for its entries."""
    links: tuple[Link, ...]
    """The links on the way to the shown paths."""

    def find_hidden(self) -> Iterator[str]:
        """Yields the entries of these folders that are not allowed now."""
        for folder, rule in self.rules.items():
            yield from self._hidden_in(folder, rule)

    def _hidden_in(self, folder: str, rule: AccessRule) -> Iterator[str]:
        for entry in _entries(folder):
            # A link is harmless: its target is visible only if its own path is allowed.
            if rule(entry.name, entry.is_dir(follow_symlinks=False)) or entry.is_symlink():
                continue
            if entry.path in self.inside:
                continue
            if entry.path in self.leading:
                yield from self._hidden_in(entry.path, _nothing)
            else:
                yield entry.path


def make_allowlist() -> Allowlist:
    """Returns the allow-list for the sandboxes forked from this process."""
    links: set[str] = set()
    shown = {
        _resolve(path, links) for path in (*_PROGRAMS, *_SETTINGS, *_shared_folders(), *_python_programs())
    }
    standard = {_resolve(folder, links) for folder in _standard_libraries()}
    packages = {_resolve(folder, links): _recorded_names(folder) for folder in package_folders()}
    for module in _imported():
        place = Path(_resolve(str(module), links))
        if str(place.parent) in packages:
            packages[str(place.parent)].add(place.name)
        elif not any(place.is_relative_to(folder) for folder in standard):
            shown.add(str(place))
    rules = {
        **{_resolve(folder, links): _files_and(_LIBRARY_FOLDERS) for folder in _library_folders()},
        **dict.fromkeys(standard, _all_but((*_PACKAGE_FOLDERS, "test"))),
        **{folder: _only(names) for folder, names in packages.items()},
        **{
            f"{folder}/{package}": _all_but((unused,))
            for package, unused in _UNUSED
            for folder, names in packages.items()
            if package in names
        },
        _resolve(str(Path(bareme.__file__).parent), links): _only(_OF_BAREME),
    }
    for folder, rule in list(rules.items()):
        entries = _entries(folder)
        allowed = [entry for entry in entries if rule(entry.name, entry.is_dir(follow_symlinks=False))]
        if 2 * len(allowed) < len(entries):
            # Binding these one by one takes fewer mounts than covering all others.
            del rules[folder]
            shown.discard(folder)
            shown |= {_resolve(entry.path, links) for entry in allowed}
    existing = {path for path in {*shown, *rules} if os.path.lexists(path)}
    inside = frozenset(path for path in existing if any(str(f) in existing for f in Path(path).parents))
    return Allowlist(
        shown=tuple(sorted(existing - inside)),
        inside=inside,
        leading=frozenset(str(folder) for path in inside for folder in Path(path).parents),
        rules={folder: rule for folder, rule in rules.items() if folder in existing},
        links=tuple(_describe_link(Path(link)) for link in sorted(links)),
    )


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Returns the entries of a folder, or none if it is unreadable."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _describe_link(path: Path) -> Link:
    real = path.resolve()
    target = os.path.relpath(path.parent / path.readlink(), path.parent)
    return Link(str(path), target, str(real if real.is_dir() else real.parent))


def package_folders() -> tuple[str, ...]:
    """Returns the folders of the import path that hold installed packages."""
    entries = (entry for entry in dict.fromkeys(sys.path) if Path(entry).is_absolute())
    return tuple(entry for entry in entries if Path(entry).is_dir() and _is_package_folder(entry))


def _is_package_folder(folder: str) -> bool:
    if Path(folder).name in _PACKAGE_FOLDERS:
        return True
    return any(entry.name.endswith(_METADATA) for entry in os.scandir(folder))


def _resolve(path: str, links: set[str]) -> str:
    """Returns a path without links, and records the links on the way."""
    place, rest, followed = "/", path.split("/")[::-1], 0
    while rest:
        part = rest.pop()
        if part == "..":
            place = os.path.dirname(place)  # noqa: PTH120  # faster than pathlib, a thousand times
            continue
        ahead = os.path.join(place, part) if part not in ("", ".") else place  # noqa: PTH118
        if ahead != place and followed < _MAX_LINKS and os.path.islink(ahead):  # noqa: PTH114
            followed += 1
            links.add(ahead)
            target = os.readlink(ahead)  # noqa: PTH115
            rest += target.split("/")[::-1]
            place = "/" if target.startswith("/") else place
        else:
            place = ahead
    return place


def _standard_libraries() -> set[str]:
    base = {
        **dict.fromkeys(("base", "installed_base"), sys.base_prefix),
        **dict.fromkeys(("platbase", "installed_platbase"), sys.base_exec_prefix),
    }
    paths = {sysconfig.get_path(name, vars=base) for name in ("stdlib", "platstdlib")}
    # Some builds of Python keep extension modules in a separate folder.
    paths |= {entry for entry in sys.path if Path(entry).name == "lib-dynload"}
    # A cell like `!python3 -c 1` runs the system's Python.
    return paths | {str(path) for folder in _LIBRARIES for path in Path(folder).glob("python3.*")}


def _library_folders() -> Iterator[str]:
    yield from _LIBRARIES
    for prefix in {sys.prefix, sys.base_prefix, sys.base_exec_prefix}:
        yield from (f"{prefix}/lib", f"{prefix}/lib64")


def _shared_folders() -> Iterator[str]:
    for prefix in {"/usr", sys.prefix, sys.base_prefix}:
        for name in _SHARED_FOLDERS:
            yield f"{prefix}/share/{name}"


def _python_programs() -> Iterator[str]:
    yield from {sysconfig.get_path("scripts"), f"{sys.base_prefix}/bin", f"{sys.base_exec_prefix}/bin"}
    yield f"{sys.prefix}/pyvenv.cfg"


def _imported() -> Iterator[Path]:
    """Yields the file or folder of every top-level module imported so far."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if "." not in name and name != "__main__" and isinstance(file, str) and Path(file).is_absolute():
            yield Path(file).parent if hasattr(module, "__path__") else Path(file)


def _recorded_names(folder: str) -> set[str]:
    """Returns the entries of a folder that an installer recorded, except bareme."""
    names: set[str] = set()
    for entry in os.scandir(folder):
        if entry.name.endswith(_METADATA) and not entry.name.startswith(("bareme-", "bareme.")):
            names |= {entry.name, *_names_of(Path(entry.path))}
    return names - {"bareme", ".", ".."}


def _names_of(metadata: Path) -> set[str]:
    """Returns the first component of each path recorded by a distribution."""
    try:
        return set(_FIRST_PART.findall((metadata / "RECORD").read_text(encoding="utf-8")))
    except OSError:
        pass
    # Packages of a Linux distribution have no RECORD.
    try:
        names = (metadata / "top_level.txt").read_text(encoding="utf-8").split()
    except OSError:
        names = [metadata.name.partition("-")[0]]
    modules = {path.name for name in names for path in metadata.parent.glob(f"{name}.*.so")}
    return modules | {form for name in names for form in (name, f"{name}.py")}


def _only(names: Iterable[str]) -> AccessRule:
    allowed = frozenset(names)
    return lambda name, is_folder: name in allowed


def _all_but(names: Iterable[str]) -> AccessRule:
    refused = frozenset(names)
    return lambda name, is_folder: name not in refused


def _files_and(patterns: Iterable[str]) -> AccessRule:
    allowed = tuple(patterns)
    return lambda name, is_folder: not is_folder or any(fnmatchcase(name, pattern) for pattern in allowed)


def _nothing(name: str, is_folder: bool) -> bool:
    return False
