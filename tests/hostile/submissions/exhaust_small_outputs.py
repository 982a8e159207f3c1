# ruff: noqa
"""Displays 200,000 small things, one message each."""

FAMILY = "exhausting"
MAY_PASS = []
MUST_NOT = "The grader works on the messages long after the sandbox has gone."

# %%
kernel = get_ipython().kernel
content = {"data": {"text/plain": "x"}, "metadata": {}, "transient": {}}
parent = kernel.get_parent("shell")
for number in range(200_000):
    kernel.session.send(kernel.iopub_socket, "display_data", content, parent=parent, ident=b"display_data")
