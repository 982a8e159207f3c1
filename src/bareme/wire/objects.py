"""Kinds of objects that a sandbox exports, and limits on their exports.

A sandbox keeps to the limits, and the grader enforces them.
"""

from typing import Final

MODEL: Final = "keras.Model"
HISTORY: Final = "keras.callbacks.History"
MAX_PARAMETERS: Final = 50_000_000
"""Of one model; as 32-bit numbers these fit into one message."""
FIGURE: Final = "matplotlib.Figure"
"""Type name in the handle of a figure or of a part of one."""

MAX_FIGURES: Final = 50
"""Of a notebook or one call; of more, the last ones are kept."""
MAX_ARTISTS: Final = 5000
"""Axes, curves, images, sets of points and of bars: of one figure, and of all figures of a notebook."""
MAX_NUMBERS: Final = 1_000_000
"""Coordinates, pixels and heights of one figure. Of larger artists only the size is exported."""
MAX_ALL_NUMBERS: Final = 8_000_000
"""Likewise, of all figures of a notebook."""
MAX_LEGEND: Final = 100
MAX_TEXT: Final = 200
