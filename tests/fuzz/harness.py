"""Runs one property over bytes that a coverage-guided fuzzer (Atheris, on libFuzzer) makes up.

Each target beside this file is a program::

    python tests/fuzz/wire.py -max_total_time=600 out/fuzz/wire

The folder is the corpus: the seeds are put there first, and what reaches new code is added to them, so the
next run goes on from there. Without Atheris a target can still be imported, and its seeds tried.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None


def instrumented(*packages: str) -> AbstractContextManager[object]:
    """Packages that are first imported in this context tell the fuzzer which of their code runs."""
    if atheris is None:
        return nullcontext()
    context: AbstractContextManager[object] = atheris.instrument_imports(include=list(packages))
    return context


def main(check: Callable[[bytes], None], seeds: Iterable[bytes]) -> None:
    """Fuzzes with the command-line arguments of libFuzzer."""
    if atheris is None:
        sys.exit("Atheris is missing; install it with: pip install -e '.[fuzz]'")
    folders = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")]
    if folders:
        folders[0].mkdir(parents=True, exist_ok=True)
        for seed in seeds:
            (folders[0] / hashlib.sha256(seed).hexdigest()).write_bytes(seed)
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
