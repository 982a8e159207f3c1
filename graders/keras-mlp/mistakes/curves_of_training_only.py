"""Only the curves of training are drawn: those of validation belong beside them."""

import matplotlib.pyplot as plt

BREAKS = [
    "test_curves",
    "test_curves_without_validation",
]


def plot_curves(history):
    figure, panels = plt.subplots(1, 2)
    for panel, quantity in zip(panels, ("loss", "accuracy"), strict=True):
        panel.plot(range(1, len(history[quantity]) + 1), history[quantity], label="training")
        panel.set(xlabel="epoch", ylabel=quantity)
        panel.legend()
    return figure
