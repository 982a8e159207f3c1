"""No legend says which curve is which: give each plot a label, then call legend()."""

BREAKS = [
    "test_plot_losses",
    "test_plot_losses_of_others",
]


def plot_losses(curves):
    figure, axes = plt.subplots()
    for values in curves.values():
        axes.plot(range(1, len(values) + 1), values)
    axes.set(xlabel="epoch", ylabel="loss")
    return figure
