"""Nothing tells the curve of training from that of validation: add a legend to each panel."""

import matplotlib.pyplot as plt

BREAKS = [
    "test_curves",
    "test_curves_without_validation",
]


def plot_curves(history):
    figure, panels = plt.subplots(1, 2)
    for panel, quantity in zip(panels, ("loss", "accuracy"), strict=True):
        for name in (quantity, f"val_{quantity}"):
            if name in history:
                panel.plot(range(1, len(history[name]) + 1), history[name])
        panel.set(xlabel="epoch", ylabel=quantity)
    return figure
