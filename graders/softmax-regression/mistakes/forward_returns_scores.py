"""Those are the scores, which may be negative: pass them through the softmax."""

BREAKS = [
    "test_forward_values",
    "test_forward_random",
    "test_held_out_accuracy",
    "test_train_one_step",
    "test_train_losses",
    "test_train_one_batch",
    "test_train_epoch_losses",
    "test_train_last_batch",
    "test_train_every_sample_once",
    "test_train_new_order",
    "test_train_keeps_inputs",
    "test_train_numpy_alone",
]


def forward(X, W, b):
    return X @ W + b
