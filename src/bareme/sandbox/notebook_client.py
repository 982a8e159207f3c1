"""Executes cells with nbclient, treating the kernel's messages as hostile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal
from nbformat import NotebookNode, v4

from bareme.i18n.text import valid_text, valid_tree
from bareme.sandbox.spec import MAX_SENT_MIB

__all__ = ["CUT_NOTICE", "SandboxNotebookClient"]

CUT_NOTICE: Final = "[bareme kept the first {kib} KiB of this cell's output]\n"
OUTPUT_OVERHEAD: Final = 1024
"""Bytes of memory that an output takes besides its content."""
FULL_CELLS: Final = 16
"""A notebook keeps at most the full output of this many cells."""

_IGNORED: Final = frozenset({"comm_open", "comm_msg", "comm_close", "update_display_data", "clear_output"})


class SandboxNotebookClient(NotebookClient):
    """Executes cells in a sandbox and keeps limited output of each."""

    def __init__(
        self, notebook: NotebookNode, output_kib: int, flooded: Callable[[], None], **kwargs: Any
    ) -> None:
        super().__init__(
            notebook,
            allow_errors=True,
            timeout=None,  # the supervisor enforces the time
            raise_on_iopub_timeout=False,
            coalesce_streams=False,  # nbclient's takes time quadratic in the length of a line
            record_timing=False,
            store_widget_state=False,
            **kwargs,
        )
        self.output_kib = output_kib
        self.flooded = flooded
        """Called when the sandbox has sent more than ``MAX_SENT_MIB``."""
        self.sent = 0
        self.kept: Counter[int] = Counter()
        """Cell index -> bytes of output kept."""
        self.full: set[int] = set()
        self._printed: tuple[NotebookNode, list[str]] | None = None
        """The last output, if it is a stream, and its parts so far."""
        self.replies: dict[int, dict[str, Any]] = {}
        self.on_cell_executed = self._keep_reply

    def _keep_reply(self, cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
        content = execute_reply.get("content")
        if not isinstance(content, dict):
            content = {}
        # Only these, cut: the reply repeats the text of an exception, of any length.
        kept = ("status", "ename", "evalue")
        self.replies[cell_index] = {
            name: valid_text(str(content[name])[:2000]) for name in kept if name in content
        }

    def settle(self) -> None:
        """Joins the printed parts into one output; called after each cell."""
        if self._printed is not None:
            output, parts = self._printed
            output.text = _apply_control_characters("".join(parts))
            self._printed = None

    def process_message(
        self, message: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Processes one message of a cell; ignores a malformed one."""
        size = len(str(message.get("content")))
        self.sent += size
        if self.sent > MAX_SENT_MIB * 2**20:
            self.flooded()
        kind = message.get("msg_type")
        if kind == "status":
            return self._take(message, cell, cell_index)
        if kind in _IGNORED or cell_index in self.full:
            return None
        kept = self.kept[cell_index]
        left = min(self.output_kib * 1024 - kept, FULL_CELLS * self.output_kib * 1024 - self.kept.total())
        left = max(left, 0)
        self.kept[cell_index] += min(size, left)
        if size <= left:
            before = len(cell.outputs)
            output = self._take(message, cell, cell_index)
            self.kept[cell_index] += OUTPUT_OVERHEAD * (len(cell.outputs) - before)
            return output
        self.full.add(cell_index)
        self._take(_shortened(message, left), cell, cell_index)
        notice = CUT_NOTICE.format(kib=format((kept + left) / 1024, ".0f"))
        cell.outputs.append(v4.new_output("stream", name="stderr", text=notice))
        return None

    def _take(
        self, message: dict[str, Any] | None, cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        if message is None:
            return None
        try:
            message = {**message, "content": valid_tree(message["content"])}
            if message.get("msg_type") == "stream":
                return self._print(message["content"], cell)
            return super().process_message(message, cell, cell_index)
        except CellControlSignal:
            raise
        except Exception:
            # A forged message can be malformed in any way; only its own output is lost.
            return None
        finally:
            if type(cell.get("execution_count")) is not int:
                cell["execution_count"] = None

    def _print(self, content: dict[str, Any], cell: NotebookNode) -> NotebookNode | None:
        name, text = content["name"], content["text"]
        if name not in ("stdout", "stderr") or not isinstance(text, str):
            return None
        last = cell.outputs[-1] if cell.outputs else None
        if self._printed is None or last is not self._printed[0] or last.name != name:
            self.settle()
            cell.outputs.append(v4.new_output("stream", name=name, text=""))
            self._printed = (cell.outputs[-1], [])
        self._printed[1].append(text)
        return self._printed[0]


def _apply_control_characters(text: str) -> str:
    """Applies carriage returns and backspaces, as progress bars use them."""
    if "\r" not in text and "\b" not in text:
        return text
    return "\n".join(_shown_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def _shown_line(line: str) -> str:
    last = next((part for part in reversed(line.split("\r")) if part.strip("\b")), "")
    if "\b" not in last:
        return last
    shown: list[str] = []
    for character in last:
        if character != "\b":
            shown.append(character)
        elif shown:
            shown.pop()
    return "".join(shown)


def _shortened(message: dict[str, Any], length: int) -> dict[str, Any] | None:
    """Truncates a stream message; returns None for any other output."""
    content = message.get("content")
    if message.get("msg_type") != "stream" or not isinstance(content, dict):
        return None
    return {**message, "content": {**content, "text": f"{str(content.get('text'))[:length]}\n"}}
