"""The curves begin at epoch 0: give the numbers of the epochs, from 1 on, to plot."""

BREAKS = [
    "test_plot_losses",
]


def plot_losses(curves):
    figure, axes = plt.subplots()
    for name, losses in curves.items():
        axes.plot(losses, label=name)
    axes.set(xlabel="epoch", ylabel="loss")
    axes.legend()
    return figure
