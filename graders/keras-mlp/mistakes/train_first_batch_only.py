"""Only the first batch is given to fit: fit takes all samples, and makes the batches itself."""

BREAKS = [
    "test_train_history",
    "test_train_validation",
    "test_logistic_held_out",
    "test_depth_held_out",
    "test_usps_held_out",
    "test_study_models",
]


def train(model, X, T, epochs, batch_size, validation_split=0.0):
    X, T = X[:batch_size], T[:batch_size]
    return model.fit(X, T, epochs=epochs, batch_size=batch_size, validation_split=validation_split, verbose=0)
