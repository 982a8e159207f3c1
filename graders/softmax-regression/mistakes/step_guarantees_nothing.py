"""The step is said to guarantee nothing: think of what a local minimum of a cost of this shape is."""

BREAKS = [
    "test_step_guarantees_global_minimum",
]

step_guarantees_global_minimum = False
