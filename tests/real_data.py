"""Where tests find the real data sets, which are not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["NO_REAL_DATA", "real_data_folder"]

NO_REAL_DATA = "needs mnist.npz in the folder named by BAREME_DATA, or in ../shared/data beside the checkout"


def real_data_folder() -> Path | None:
    """Returns the folder that holds the real MNIST, or None."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    named = os.environ.get("BAREME_DATA")
    candidates = [Path(named)] if named else []
    return next((folder for folder in (*candidates, beside) if (folder / "mnist.npz").is_file()), None)
