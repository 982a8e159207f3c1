"""All curves are in one panel: a loss and an accuracy have no common scale."""

import matplotlib.pyplot as plt

BREAKS = [
    "test_curves_without_validation",
]


def plot_curves(history):
    figure, panel = plt.subplots()
    for name, values in history.items():
        panel.plot(range(1, len(values) + 1), values, label=name)
    panel.set(xlabel="epoch", ylabel="value")
    panel.legend()
    return figure
