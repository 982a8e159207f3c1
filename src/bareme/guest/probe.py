"""Answers the grader's requests about the student's namespace with plain data.

It shares a process with the student's code, which can replace or imitate it. That gains nothing: the grader
treats every answer as a claim of the student.
"""

from __future__ import annotations

import contextlib
import linecache
import re
import socket
import warnings
from collections.abc import Callable
from typing import Any

from bareme import wire
from bareme.errors import WireError
from bareme.guest import figure_recorder
from bareme.guest.array_conversion import convert_to_array
from bareme.wire.instruction_count import count_instructions
from bareme.wire.kinds import find_kind

__all__ = ["connect", "serve_probe"]

_MAX_MESSAGE = 2000
_MAX_NAMES = 200
_MAX_KEPT = 10_000
_BARE_RAISE = re.compile(r"\braise NotImplementedError(?:\(\))?\s*(?:#.*)?$")

_socket: socket.socket | None = None
_kept: list[object] = []


def connect(connection: socket.socket) -> None:
    """Sets the probe's socket; called once, before any student code."""
    global _socket
    _socket = connection
    # Imports the kinds of the libraries that are here, while no student code can keep it from that.
    find_kind(None)


def serve_probe(namespace: dict[str, Any]) -> None:
    """Answers requests until the grader hangs up.

    It runs as the last cell of the notebook.
    """
    connection = _socket
    if connection is None:
        return
    while True:
        try:
            content = wire.read_frame(connection.recv)
        except KeyboardInterrupt:  # the interrupt arrived after its call had ended
            continue
        except (EOFError, OSError):
            return
        answer = _answer(namespace, content)
        with contextlib.suppress(KeyboardInterrupt):
            wire.write_frame(connection.sendall, answer)


def _answer(namespace: dict[str, Any], content: bytes) -> bytes:
    try:
        request = wire.decode(content, _resolve)
    except WireError:
        # Decoded without resolving handles, so that the refusal has the number of its request.
        number = wire.decode(content)["number"]
        return wire.encode({"number": number, "unsendable": "it needs an object that is gone"})
    number = request["number"]
    try:
        reply = _ACTIONS.get(request["action"], _ask_about_object)(namespace, request)
        return wire.encode({"number": number, **reply}, _keep)
    except WireError as error:
        return wire.encode({"number": number, "unsendable": str(error)})
    except KeyboardInterrupt as interrupt:
        return wire.encode({"number": number, "interrupted": True, "places": _places_of(interrupt)})
    except BaseException as error:
        return _encode_error(number, error)


def _look_up(namespace: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    name = request["name"]
    if name not in namespace:
        return {
            "missing": True,
            "names": [key for key in namespace if isinstance(key, str) and not key.startswith("_")][
                :_MAX_NAMES
            ],
        }
    value = namespace[name]
    is_function = callable(value) and find_kind(value) is None
    return {"function": True} if is_function else {"value": figure_recorder.as_figure(value)}


def _call(namespace: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    function = namespace[request["name"]]
    arguments, keywords = request["arguments"], request["keywords"]
    match request["want"]:
        case "steps":
            return {"value": count_instructions(lambda: function(*arguments, **keywords))}
        case "arguments":
            value = figure_recorder.call_as_cell(lambda: function(*arguments, **keywords))
            return {"value": value, "arguments": arguments, "keywords": keywords}
        case "warnings":
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always", RuntimeWarning)
                value = figure_recorder.call_as_cell(lambda: function(*arguments, **keywords))
            texts = [str(one.message) for one in caught if issubclass(one.category, RuntimeWarning)]
            return {"value": value, "warnings": [text[:_MAX_MESSAGE] for text in texts[:_MAX_NAMES]]}
        case _:
            return {"value": figure_recorder.call_as_cell(lambda: function(*arguments, **keywords))}


def _ask_about_object(_: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """Describes an object of a known kind, or answers another request about it."""
    value, action = request["object"], request["action"]
    kind = find_kind(value)
    if kind is None:
        raise ValueError(f"an object of type {type(value).__name__} is not asked for {action}")
    return {"value": kind.describe(value) if action == "describe" else kind.answer(value, action, request)}


_ACTIONS: dict[str, Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]] = {
    "look_up": _look_up,
    "call": _call,
    "figures": lambda _, __: {"value": figure_recorder.drawn_figures()},
}


def _encode_error(number: int, error: BaseException) -> bytes:
    try:
        return wire.encode({"number": number, "raised": _describe_error(error)})
    except BaseException:  # the exception's class, with its __str__, may be the student's
        return wire.encode({"number": number, "raised": {"type": "Exception", "message": ""}})


def _describe_error(error: BaseException) -> dict[str, Any]:
    """Describes an exception and its place in the student's code."""
    return {
        "type": type(error).__name__[:200],
        "message": str(error)[:_MAX_MESSAGE],
        "not_implemented": _is_stub(error),
        "places": _places_of(error),
    }


def _is_stub(error: BaseException) -> bool:
    """Returns True if a bare ``raise NotImplementedError`` in a student's own function raised an error.

    The same line in a method means a stub only for an object of that very class: for a subclass, it says that
    the base class is abstract.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or type(error) is not NotImplementedError or error.args:
        return False
    code = trace.tb_frame.f_code
    line = linecache.getline(code.co_filename, trace.tb_lineno)
    if not _is_cell(code.co_filename) or not _BARE_RAISE.search(line):
        return False
    owner = code.co_qualname.rpartition(".")[0]
    if not owner or owner.endswith("<locals>"):
        return True
    arguments = code.co_varnames[: code.co_argcount]
    instance = trace.tb_frame.f_locals.get(arguments[0]) if arguments else None
    return type(instance).__qualname__ == owner


def _is_cell(file_name: str) -> bool:
    # ipykernel compiles each cell under a path in a folder ipykernel_PID.
    return "ipykernel_" in file_name


def _places_of(error: BaseException) -> list[dict[str, Any]]:
    """Returns a traceback's outermost and innermost lines of the student's code."""
    places: list[dict[str, Any]] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if _is_cell(code.co_filename):
            text = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            place = {"function": code.co_name, "line": trace.tb_lineno, "text": text[:200]}
            places = [*places[:1], place]
        trace = trace.tb_next
    return places


def _keep(value: object) -> object:
    """Returns the array that an object of another library holds, or a handle for the object."""
    kind = find_kind(value)
    array = convert_to_array(value) if kind is None else None
    if array is not None:
        return array
    if len(_kept) >= _MAX_KEPT:
        raise WireError("too many objects that are not plain data")
    _kept.append(value)
    return wire.Handle(len(_kept) - 1, type(value).__name__ if kind is None else kind.type_name)


def _resolve(handle: wire.Handle) -> object:
    return _kept[handle.number]
