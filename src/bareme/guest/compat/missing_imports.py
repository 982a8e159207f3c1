"""Defers the error of a missing import to its first use.

Old module paths lead to the new ones.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final, NoReturn

from bareme.guest.compat.quirk import print_notice, quirk
from bareme.guest.import_hooks import ModuleFiller, add_modules, reexport_module

__all__ = ["RENAMED", "ImportGuard", "install_imports", "make_placeholder"]

_KERAS: Final = {
    **{
        f"keras.layers.{part}": "keras.layers"
        for part in (
            "advanced_activations",
            "convolutional",
            "core",
            "embeddings",
            "noise",
            "normalization",
            "pooling",
            "recurrent",
            "wrappers",
        )
    },
    "keras.engine": "keras.layers",
    "keras.engine.topology": "keras.layers",
    "keras.engine.training": "keras.models",
    "keras.utils.np_utils": "keras.utils",
    "keras.utils.vis_utils": "keras.utils",
}
RENAMED: Final = {
    **_KERAS,
    **{f"tensorflow.{old}": f"tensorflow.{new}" for old, new in _KERAS.items()},
    "sklearn.externals.joblib": "joblib",
}
"""Old module -> new module, where the contents kept their meaning."""


# The shim for Colab looks for a `try` of the student, and this one adds more of them.
@quirk(last=True)
def install_imports(shell: Any) -> None:
    """Guards each import of a cell separately, and redirects old module paths."""
    shell.ast_transformers.append(_OneByOne())
    add_modules({old: _old_path(old, new) for old, new in RENAMED.items()}, only_missing=True)


def _old_path(old: str, new: str) -> ModuleFiller:
    fill = reexport_module(new)

    def fill_and_tell(module: ModuleType) -> None:
        fill(module)
        print_notice(f"{old} is an old name: what it held is in {new}; write that")

    return fill_and_tell


class ImportGuard(ast.Try):
    """An import of the student, with the handler that defers its error."""


class _OneByOne:
    """Splits the top-level imports of a cell and catches each one's error.

    An import in a function, or in a ``try`` of the student, is not changed.
    """

    def visit(self, tree: ast.AST) -> ast.AST:
        if isinstance(tree, ast.Module):
            tree.body = [new for node in tree.body for new in _caught(node)]
        return tree


def _caught(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.Import):
        singles: list[ast.stmt] = [ast.Import([alias]) for alias in node.names]
        bound = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level and node.module != "__future__":
        singles = [ast.ImportFrom(node.module, [alias], 0) for alias in node.names]
        bound = [alias.asname or alias.name for alias in node.names]
    else:
        yield node
        return
    for single, name in zip(singles, bound, strict=True):
        # `import *` does not say which names are missing.
        guarded = single if name == "*" else ImportGuard([single], [_handler(name)], [], [])
        yield ast.fix_missing_locations(ast.copy_location(guarded, node))


def _handler(name: str) -> ast.ExceptHandler:
    call = f"__import__('sys').modules[{__name__!r}].make_placeholder(globals(), {name!r})"
    return ast.ExceptHandler(ast.Name("ImportError", ast.Load()), None, ast.parse(call).body)


def make_placeholder(namespace: dict[str, Any], name: str) -> None:
    """Binds a placeholder that raises the import's error when it is used."""
    error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
    if not isinstance(error, ImportError):
        return
    print_notice(f"{name} could not be imported ({error}); only what uses it will fail")
    try:
        # `import keras.old` binds `keras`, which may be installed.
        if error.name != name and name == (error.name or "").partition(".")[0]:
            namespace[name] = importlib.import_module(name)
            return
    except ImportError:
        pass
    namespace[name] = _Missing(error)


class _Missing:
    """Placeholder for an object that could not be imported."""

    def __init__(self, error: ImportError) -> None:
        self._error = error

    def _fail(self) -> NoReturn:
        error = self._error
        kind = ModuleNotFoundError if isinstance(error, ModuleNotFoundError) else ImportError
        raise kind(str(error), name=error.name, path=error.path)

    def __getattr__(self, name: str) -> NoReturn:
        # Python and IPython look up names with underscores on any object.
        if name.startswith("_") and name != "__version__":
            raise AttributeError(name)
        self._fail()

    def __call__(self, *args: object, **kwargs: object) -> NoReturn:
        self._fail()

    def __mro_entries__(self, bases: tuple[object, ...]) -> NoReturn:
        self._fail()
