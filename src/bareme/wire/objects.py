"""The kinds of objects that a sandbox describes, and bounds that it keeps to and the grader enforces."""

from typing import Final

MODEL: Final = "keras.Model"
HISTORY: Final = "keras.callbacks.History"
MAX_PARAMETERS: Final = 50_000_000
"""Of one model; as 32-bit numbers they fit into one message."""
FIGURE: Final = "matplotlib.Figure"
"""The type name of the handle of a figure, or of a part of one."""

MAX_FIGURES: Final = 50
"""That a notebook or one call drew; of more, the last ones are kept."""
MAX_ARTISTS: Final = 5000
"""Axes, curves, images, sets of points and of bars: of one figure, and of all that a notebook drew."""
MAX_NUMBERS: Final = 1_000_000
"""Coordinates, pixels and heights of one figure. What is larger is told by its size alone."""
MAX_ALL_NUMBERS: Final = 8_000_000
"""Likewise, of all that a notebook drew."""
MAX_LEGEND: Final = 100
MAX_TEXT: Final = 200
