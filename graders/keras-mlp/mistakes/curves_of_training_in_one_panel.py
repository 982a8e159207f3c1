"""Training and validation are in two panels: put what is to be compared into one, losses with losses."""

import matplotlib.pyplot as plt

BREAKS = [
    "test_curves_without_validation",
]


def plot_curves(history):
    figure, panels = plt.subplots(1, 2)
    for name, values in history.items():
        panels[int(name.startswith("val_"))].plot(range(1, len(values) + 1), values, label=name)
    for panel in panels:
        panel.set(xlabel="epoch", ylabel="value")
        panel.legend()
    return figure
