"""Only the last run is in the figure: plot inside the loop, and make the figure before it."""

BREAKS = [
    "test_plot_losses",
    "test_plot_losses_of_others",
]


def plot_losses(curves):
    for name, values in curves.items():
        figure, axes = plt.subplots()
        axes.plot(range(1, len(values) + 1), values, label=name)
        axes.set(xlabel="epoch", ylabel="loss")
        axes.legend()
    return figure
