"""Imitates ``google.colab`` without drive and uploads, and ``tqdm`` without bars.

``tqdm`` is imitated only if it is not installed.

Code that tests for Colab (an import in a ``try``) finds that it is not in Colab.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from bareme.datasets.sandbox_data import given_names, packed_files, sandbox_data_folder
from bareme.guest.compat.quirk import print_notice, quirk
from bareme.guest.import_hooks import ModuleFiller, add_modules

__all__ = ["install_colab"]

_PACKAGE: Final = "google.colab"
_PARTS: Final = (
    "auth",
    "data_table",
    "drive",
    "files",
    "output",
    "patches",
    "runtime",
    "userdata",
    "widgets",
)


@quirk()
def install_colab(shell: Any) -> None:
    """Makes the modules importable, except inside a ``try`` with handlers."""
    fills: dict[str, ModuleFiller] = {f"{_PACKAGE}.{part}": _FILLS.get(part, _fill_idle) for part in _PARTS}
    add_modules({_PACKAGE: lambda _: None, **fills})
    add_modules(dict.fromkeys(("tqdm", "tqdm.auto", "tqdm.notebook"), _fill_tqdm), only_missing=True)
    shell.ast_transformers.append(_NotInColab())


class _NotInColab:
    """Makes a guarded import of ``google.colab`` raise ModuleNotFoundError.

    Guarded means: in a ``try`` with handlers.
    """

    def visit(self, tree: ast.AST) -> ast.AST:
        for node in ast.walk(tree):
            if isinstance(node, ast.Try) and node.handlers:
                node.body = [_refused(child) if _imports_colab(child) else child for child in node.body]
        return tree


def _imports_colab(node: ast.stmt) -> bool:
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    return any(name == _PACKAGE or name.startswith(f"{_PACKAGE}.") for name in names)


def _refused(node: ast.stmt) -> ast.stmt:
    words = ast.Constant(f"No module named {_PACKAGE!r}")
    raised = ast.Raise(ast.Call(ast.Name("ModuleNotFoundError", ast.Load()), [words], []), None)
    return ast.fix_missing_locations(ast.copy_location(raised, node))


def _fill_idle(module: ModuleType) -> None:
    """Makes every function of the module do nothing."""
    module.__dict__["__getattr__"] = _idle


def _idle(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda *args, **kwargs: None


def _fill_drive(module: ModuleType) -> None:
    _fill_idle(module)
    module.__dict__["mount"] = _mount


def _mount(mountpoint: str = "/content/drive", *args: object, **kwargs: object) -> None:
    files = ", ".join(packed_files(sandbox_data_folder()))
    given = f"beside the notebook lie {files}" if files else "this lab needs no file"
    print_notice(f"there is no Google Drive where your work is graded; {given}")


def _fill_files(module: ModuleType) -> None:
    _fill_idle(module)
    module.__dict__["upload"] = lambda *args, **kwargs: _Uploads()


class _Uploads(dict[str, bytes]):
    """Uploaded files: none, except those that the lab provides."""

    def __missing__(self, name: str) -> bytes:
        file = packed_files(sandbox_data_folder()).get(Path(name).name)
        if file is None:
            given = ", ".join(given_names(sandbox_data_folder())) or "none"
            raise KeyError(
                f"nobody uploads {name!r} where your work is graded; the lab gives the data {given}"
            )
        return file.read_bytes()


def _fill_patches(module: ModuleType) -> None:
    _fill_idle(module)
    module.__dict__["cv2_imshow"] = _show_image


def _show_image(image: Any) -> None:
    """Shows an OpenCV image: grey, or with channels in BGR order."""
    import matplotlib.pyplot as plt

    plt.imshow(image[..., 2::-1] if image.ndim == 3 else image, cmap="gray")
    plt.axis("off")
    plt.show()


_FILLS: Final = {"drive": _fill_drive, "files": _fill_files, "patches": _fill_patches}


class _Bar:
    """A progress bar that shows nothing and passes its iterable through."""

    def __init__(self, iterable: Iterable[Any] | None = None, *args: Any, **kwargs: Any) -> None:
        self.iterable = () if iterable is None else iterable
        self.n = 0

    def __iter__(self) -> Iterator[Any]:
        return iter(self.iterable)

    def __len__(self) -> int:
        return len(self.iterable)  # type: ignore[arg-type]  # raises TypeError if that has no length

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        """Does nothing."""

    def update(self, n: float = 1) -> None:
        """Does nothing."""

    def __getattr__(self, name: str) -> Any:
        return _idle(name)

    @staticmethod
    def write(text: object = "", **kwargs: Any) -> None:
        """Prints a line, as the original does above its bar."""
        print(text)


def _fill_tqdm(module: ModuleType) -> None:
    module.__dict__.update(tqdm=_Bar, tqdm_notebook=_Bar, trange=_range_bar, __all__=["tqdm", "trange"])


def _range_bar(*args: int, **kwargs: Any) -> _Bar:
    return _Bar(range(*args))
