# ruff: noqa
"""Sends malformed replies on the shell channel."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "Malformed replies must neither break the grader nor decide a check."

# %%
kernel = get_ipython().kernel
parent = kernel.get_parent("shell")
stream = getattr(kernel, "shell_stream", None) or kernel.shell_streams[0]
identities = getattr(kernel, "_parent_ident", {}).get("shell") or []


def send(kind, content):
    try:
        kernel.session.send(stream, kind, content, parent=parent, ident=identities)
    except Exception as error:
        print(type(error).__name__)


send("execute_reply", {})
send("execute_reply", {"status": 5, "payload": [{"source": "page"}]})
send("execute_reply", {"status": "ok", "payload": [{"source": "set_next_input", "text": "x", "replace": 1}]})
send("execute_reply", {"status": "error", "ename": [1], "evalue": {"a": 1}})


def double(x):
    return x


def mean(x):
    return 0.0
