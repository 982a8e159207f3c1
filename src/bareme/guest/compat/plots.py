"""Makes styles, backends and file names of plots harmless."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any, Final

from bareme.guest.compat.quirk import print_notice, quirk
from bareme.guest.import_hooks import after_import, replace_function

__all__ = ["install_plots"]

_STYLES: Final = "seaborn-v0_8"
"""Prefix of the styles that were called ``seaborn`` until matplotlib 3.8."""


@quirk()
def install_plots(_: Any) -> None:
    """Patches matplotlib, and Keras once it is imported."""
    after_import(
        {
            "matplotlib": _patch_use,
            "matplotlib.style": _name_styles,
            "matplotlib.figure": _patch_savefig,
            "keras.src.utils.model_visualization": lambda module: replace_function(
                module, "plot_model", _plot_model
            ),
        }
    )


def _patch_use(module: Any) -> None:
    use = module.use

    @functools.wraps(use)
    def use_if_possible(backend: Any, *args: Any, **kwargs: Any) -> None:
        try:
            use(backend, *args, **kwargs)
        except ImportError:
            print_notice(
                f"matplotlib cannot open the windows of {backend!r} here; plots go into the notebook"
            )

    module.use = use_if_possible


def _name_styles(module: Any) -> None:
    for name in [name for name in module.library if name.startswith(_STYLES)]:
        module.library.setdefault(name.replace(_STYLES, "seaborn"), module.library[name])


def _patch_savefig(module: Any) -> None:
    save = module.Figure.savefig

    @functools.wraps(save)
    def save_if_possible(self: Any, fname: Any, *args: Any, **kwargs: Any) -> None:
        try:
            save(self, fname, *args, **kwargs)
        except FileNotFoundError:
            print_notice(
                f"{os.fspath(fname)!r} was not written: there is no such folder where your work is graded"
            )

    module.Figure.savefig = save_if_possible


def _plot_model(original: Callable[..., Any]) -> Callable[..., Any]:
    def plot_model(*args: Any, **kwargs: Any) -> Any:
        try:
            return original(*args, **kwargs)
        except ImportError:
            return print_notice("plot_model needs Graphviz, which is not here; model.summary() says the same")

    return plot_model
