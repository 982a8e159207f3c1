"""The axes have no labels: say what is drawn against what."""

BREAKS = [
    "test_plot_losses",
    "test_plot_losses_of_others",
]


def plot_losses(curves):
    figure, axes = plt.subplots()
    for name, values in curves.items():
        axes.plot(range(1, len(values) + 1), values, label=name)
    axes.legend()
    return figure
