"""The server of sandboxes imports what kernels need, and no debugger."""

from __future__ import annotations

import subprocess
import sys


def test_the_server_of_sandboxes_imports_no_debugger() -> None:
    script = (
        "import sys, bareme.guest.kernel, ipykernel.debugger\n"
        "assert not ipykernel.debugger._is_debugpy_available\n"
        "print(sorted({'_pydevd_bundle', 'debugpy', 'pydevd'} & set(sys.modules)))\n"
        "import debugpy\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
