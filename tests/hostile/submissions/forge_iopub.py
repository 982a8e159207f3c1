# ruff: noqa
"""Sends forged messages of the kernel: idle before the end, replies, malformed outputs."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "Forged messages of the kernel must neither break the grader nor decide a check."

# %%
kernel = get_ipython().kernel
session, stream, parent = kernel.session, kernel.iopub_socket, kernel.get_parent("shell")


def send(kind, content, header=parent):
    try:
        session.send(stream, kind, content, parent=header, ident=kernel._topic(kind))
    except Exception as error:
        print(type(error).__name__)


send("execute_reply", {"status": "ok", "execution_count": 1})
send("status", {"execution_state": "idle"})
send("status", {})
send("status", {"execution_state": ["dead"]})
send("display_data", {"data": [], "metadata": 5})
send(
    "display_data",
    {"data": {"text/html": 5, "text/plain": [1]}, "metadata": {}, "transient": {"display_id": []}},
)
send("execute_result", {})
send("error", {"ename": 1, "evalue": [], "traceback": "text"})
send("stream", {"name": "stdout", "text": {"not": "text"}})
send("stream", {"name": ["x"], "text": "text"})
send("input_request", {"prompt": "password"})
send("shutdown_reply", {"restart": False})
send("no_such_type", {"x": 1})
stream.send_multipart([b"not", b"a", b"message"])


def double(x):
    return x


def mean(x):
    return 0.0
