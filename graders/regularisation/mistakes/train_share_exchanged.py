"""validation_split is the share that is put aside, not the share that is trained on."""

BREAKS = ["test_train_history", "test_train_predictions"]


def train(model, x, t, epochs, batch_size):
    return model.fit(x, t, epochs=epochs, batch_size=batch_size, validation_split=0.7, verbose=0)
