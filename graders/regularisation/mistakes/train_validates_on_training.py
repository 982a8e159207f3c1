"""The network is validated on samples that it was trained on: only those put aside tell anything new."""

BREAKS = [
    "test_train_predictions",
    "test_validation_accuracies",
    "test_best_architecture",
    "test_curves_drawn",
    "test_studied_accuracies",
]


def train(model, x, t, epochs, batch_size):
    cut = int(0.7 * len(x))
    x, t = x[:cut], t[:cut]
    return model.fit(x, t, epochs=epochs, batch_size=batch_size, validation_data=(x, t), verbose=0)
