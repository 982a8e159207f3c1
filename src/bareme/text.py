"""Text that can be written: what came from a student is made valid Unicode where it comes in."""

from __future__ import annotations

__all__ = ["valid_text", "valid_tree"]


def valid_text(text: str) -> str:
    """Returns text that UTF-8 can encode.

    The two halves of a surrogate pair become their character, and a lone one U+FFFD. ``json.loads`` and
    ``surrogateescape`` both let lone ones in, which no file, no page and no terminal takes.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def valid_tree(value: object) -> object:
    """Returns a value as JSON has them with valid text in it, in the keys too.

    Raises:
        RecursionError: it is nested too deep.
    """
    if isinstance(value, str):
        return valid_text(value)
    if isinstance(value, dict):
        return {valid_tree(key): valid_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [valid_tree(item) for item in value]
    return value
