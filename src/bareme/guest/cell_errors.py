"""Runs the definitions of a cell that come after a statement that raised.

IPython stops at the first statement that raises, and a cell often holds all functions of a lab. The cell
still fails, with the same error; what follows and only defines something is run, and nothing else. It runs
within the time of the cell. A cell that was interrupted or that left by ``exit`` is not continued.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Sequence
from typing import Any

from bareme.guest.compat.missing_imports import ImportGuard
from bareme.guest.compat.quirk import print_notice
from bareme.wire.statements import is_definition, statements_below

__all__ = ["install_continuation"]


def install_continuation(shell: Any) -> None:
    """Replaces the method of IPython that runs the statements of a cell."""
    run = shell.run_ast_nodes

    @functools.wraps(run)
    async def run_ast_nodes(
        nodelist: Sequence[ast.stmt],
        cell_name: str,
        interactivity: str = "last_expr",
        compiler: Any = compile,
        result: Any = None,
    ) -> Any:
        nodes = list(nodelist)
        failed = await run(nodelist, cell_name, interactivity, compiler, result)
        error = getattr(result, "error_in_exec", None)
        # Not after an interrupt or an exit, which are no exceptions in this sense.
        if failed and isinstance(error, Exception) and (line := _failed_line(error, cell_name)) is not None:
            rest = statements_below(nodes, line)
            wanted = [node for node in rest if is_definition(node) or isinstance(node, ImportGuard)]
            _run_definitions(shell, wanted, cell_name, compiler)
        return failed

    shell.run_ast_nodes = run_ast_nodes


def _failed_line(error: Exception, cell_name: str) -> int | None:
    """Returns the line of the cell at which an exception left it."""
    frame = error.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        if code.co_filename == cell_name and code.co_name == "<module>":
            return frame.tb_lineno
        frame = frame.tb_next
    return None


def _run_definitions(shell: Any, nodes: Sequence[ast.stmt], cell_name: str, compiler: Any) -> None:
    for node in nodes:
        try:
            # One by one: a class whose base is missing does not take the functions below it along.
            exec(compiler(ast.Module([node], []), cell_name, "exec"), shell.user_global_ns, shell.user_ns)
        except Exception as error:
            print_notice(f"line {node.lineno}, run after the error, raised {type(error).__name__}: {error}")
        except BaseException:
            return
