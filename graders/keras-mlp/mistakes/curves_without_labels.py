"""The axes have no labels: nobody can tell what is drawn against what."""

import matplotlib.pyplot as plt

BREAKS = [
    "test_curves",
    "test_curves_without_validation",
]


def plot_curves(history):
    figure, panels = plt.subplots(1, 2)
    for panel, quantity in zip(panels, ("loss", "accuracy"), strict=True):
        for name, label in ((quantity, "training"), (f"val_{quantity}", "validation")):
            if name in history:
                panel.plot(range(1, len(history[name]) + 1), history[name], label=label)
        panel.legend()
    return figure
