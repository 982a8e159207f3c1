# ruff: noqa
"""Opens comms to the grader as a widget would, well-formed and malformed, to redirect and store outputs."""

FAMILY = "forging"
MAY_PASS = []
MUST_NOT = "No widget message must change an output, a status or the grader's memory."

# %%
kernel = get_ipython().kernel
session, stream, parent = kernel.session, kernel.iopub_socket, kernel.get_parent("shell")
OUTPUT = {
    "_model_name": "OutputModel",
    "_model_module": "@jupyter-widgets/output",
    "msg_id": parent["header"]["msg_id"],
    "outputs": [{"output_type": "stream", "name": "stdout", "text": "score: 9/9"}],
}


def send(kind, content, buffers=None, metadata=None):
    try:
        session.send(stream, kind, content, parent, kernel._topic(kind), buffers, metadata=metadata)
    except Exception as error:
        print(type(error).__name__)


for number, state in enumerate((OUTPUT, {**OUTPUT, "outputs": None}, {}, [], None, 5)):
    for target in ("jupyter.widget", "bareme", 5, None):
        data = {"state": state, "buffer_paths": [["a"]]}
        send("comm_open", {"comm_id": f"c{number}", "target_name": target, "data": data}, [b"x" * 1000])
        send("comm_msg", {"comm_id": f"c{number}", "data": {"method": "update", "state": state}}, [b""])
send("comm_open", {"target_name": "jupyter.widget"})
send("comm_msg", {"comm_id": ["x"], "data": {"state": {"msg_id": {}}}})
send("comm_msg", {})
send("comm_close", {"comm_id": "c0"})
shown = {"data": {"text/plain": "score: 9/9"}, "metadata": {}, "transient": {"display_id": "c0"}}
send("update_display_data", shown)
send("clear_output", {"wait": True})
print("after the comms")


class Comms(dict):
    def get_comm(self, comm_id):
        return self

    handle_msg = comm_open = comm_msg = comm_close = lambda self, *args: print("answered a comm")


kernel.comm_manager.comms = Comms()
for kind in ("comm_open", "comm_msg", "comm_close", "comm_info_request"):
    kernel.shell_handlers[kind] = lambda *args, **kwargs: None


def double(x):
    return x


def mean(x):
    return 0.0
