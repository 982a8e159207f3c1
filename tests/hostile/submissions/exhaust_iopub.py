# ruff: noqa
"""Sends 1 GiB through the kernel's own socket for outputs, past everything that counts what is printed."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader takes in more than a bounded part of it."

# %%
import time

kernel = get_ipython().kernel
content = {"name": "stdout", "text": "x" * 2**24}
for _ in range(64):
    kernel.session.send(
        kernel.iopub_socket, "stream", content, parent=kernel.get_parent("shell"), ident=b"stream"
    )
time.sleep(2)
