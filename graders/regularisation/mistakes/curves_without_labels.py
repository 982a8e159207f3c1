"""The curves are right, but nobody can tell what they are: label both axes and add a legend."""

import matplotlib.pyplot as plt

BREAKS = ["test_plot_curves", "test_curves_drawn"]


def plot_curves(losses, val_losses):
    epochs = range(1, len(losses) + 1)
    figure, axes = plt.subplots()
    axes.plot(epochs, losses)
    axes.plot(epochs, val_losses)
    return figure
