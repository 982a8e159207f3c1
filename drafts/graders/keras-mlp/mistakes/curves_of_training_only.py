"""The curves of validation are missing: they show whether the network learns the digits or its own images."""

import matplotlib.pyplot as plt

BREAKS = [
    "test_curves",
]


def plot_curves(history):
    figure, panels = plt.subplots(1, 2)
    for panel, quantity in zip(panels, ("loss", "accuracy"), strict=True):
        panel.plot(range(1, len(history[quantity]) + 1), history[quantity], label="training")
        panel.set(xlabel="epoch", ylabel=quantity)
        panel.legend()
    return figure
