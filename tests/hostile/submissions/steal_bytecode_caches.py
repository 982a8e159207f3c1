# ruff: noqa
"""Reads the caches that Python, pytest and pip leave beside suites and in the home folder."""

FAMILY = "stealing"
MAY_PASS = []
MUST_NOT = "Compiled bytes, a cache of pytest or a file of whoever grades can be read."

# %%
import importlib.util
import linecache
import marshal
import os
import sys
from pathlib import Path


def constants(code):
    for value in code.co_consts:
        if hasattr(value, "co_consts"):
            yield from constants(value)
        else:
            yield value


folders = {Path(path).parent for path in "@COURSE_FILES@".split("|")}
for path in map(Path, "@COURSE_FILES@".split("|")):
    for optimised in ("", 1, 2):
        try:
            cached = Path(importlib.util.cache_from_source(str(path), optimization=optimised))
            print(list(constants(marshal.loads(cached.read_bytes()[16:]))))
        except (OSError, ValueError):
            pass
for folder in folders | {parent for folder in folders for parent in folder.parents}:
    for pattern in ("__pycache__/*", ".pytest_cache/v/*/*", "**/*-pytest-*.pyc"):
        for path in folder.glob(pattern) if folder != Path("/") else ():
            print(path, path.read_bytes()[:2000] if path.is_file() else "")
homes = {Path.home(), Path("/root"), *Path("/home").iterdir()}
for home in homes:
    for pattern in (".cache/*", ".keras/*", ".local/share/*", ".config/*", ".*history", ".ssh/*", ".netrc"):
        try:
            print(*home.glob(pattern))
        except OSError:
            pass
print(
    [name for name in linecache.cache if "test_" in name], sys.pycache_prefix, os.environ.get("PIP_CACHE_DIR")
)
